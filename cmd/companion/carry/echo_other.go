//go:build !windows

package carry

import (
	"os"
	"os/exec"
)

// echo switches whether what is typed shows, where there is stty, as on every Unix.
func echo(terminal *os.File, on bool) error {
	how := "-echo"
	if on {
		how = "echo"
	}
	c := exec.Command("stty", how)
	c.Stdin = terminal
	return c.Run()
}
