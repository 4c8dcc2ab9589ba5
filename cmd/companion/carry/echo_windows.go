package carry

import (
	"os"
	"syscall"
)

// echoes is ENABLE_ECHO_INPUT.
const echoes = 4

var setConsoleMode = syscall.NewLazyDLL("kernel32.dll").NewProc("SetConsoleMode")

// echo switches whether what is typed shows. What is no console says so with an error.
func echo(terminal *os.File, on bool) error {
	console := syscall.Handle(terminal.Fd())
	var mode uint32
	if err := syscall.GetConsoleMode(console, &mode); err != nil {
		return err
	}
	if mode &^= echoes; on {
		mode |= echoes
	}
	if done, _, err := setConsoleMode.Call(uintptr(console), uintptr(mode)); done == 0 {
		return err
	}
	return nil
}
