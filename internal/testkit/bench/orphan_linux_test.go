package bench

import (
	"os/exec"
	"syscall"
)

// noOrphan ends the process when this one is killed: a timeout leaves no relay behind that holds the pipe open.
func noOrphan(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
