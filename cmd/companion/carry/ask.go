// Package carry is taking everything along and bringing it in, from the command line. It must never write over a file, leave half of one,
// or show what opens one more than once.
package carry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Console is where a command asks and answers: a terminal, or pipes.
type Console struct {
	In        io.Reader
	Out, Errs io.Writer
	// DiskProblem says in words why a folder cannot be used.
	DiskProblem func(dir string, err error) error
}

// Said is an error in words for the person who started a command.
type Said string

func (s Said) Error() string { return string(s) }

// Reason is why a file was not read, in a few words.
func Reason(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, os.ErrPermission):
		return "you may not read it"
	}
	return "it is not a file that can be read"
}

// isTerminal says whether somebody may be looking.
func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

var errInterrupted = errors.New("stopped by Ctrl-C")

// secret asks for something that does not show while it is typed. From a pipe it is one line.
func (c Console) secret(ctx context.Context, prompt string) (string, error) {
	if isTerminal(c.In) {
		fmt.Fprint(c.Errs, prompt+" ")
		if echo(c.In.(*os.File), false) == nil {
			defer func() {
				_ = echo(c.In.(*os.File), true)
				fmt.Fprintln(c.Errs)
			}()
		} else {
			fmt.Fprint(c.Errs, "(what you type shows) ")
		}
	}
	type answer struct {
		line string
		err  error
	}
	read := make(chan answer, 1)
	go func() {
		line, err := oneLine(c.In)
		read <- answer{line, err}
	}()
	select {
	case a := <-read:
		return a.line, a.err
	case <-ctx.Done():
		return "", errInterrupted
	}
}

// oneLine reads one line and no byte more, so that the next question finds its answer.
func oneLine(in io.Reader) (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < 4096; {
		n, err := in.Read(one)
		if n > 0 && one[0] == '\n' {
			break
		}
		line = append(line, one[:n]...)
		if err != nil {
			if len(line) == 0 {
				return "", err
			}
			break
		}
	}
	return strings.TrimRight(string(line), "\r"), nil
}

// progress says on a terminal how far something is. In a pipe it says nothing.
func (c Console) progress(what string) (tell func(done, of int), end func()) {
	if !isTerminal(c.Errs) {
		return func(int, int) {}, func() {}
	}
	last := -1
	return func(done, of int) {
			if percent := 100 * done / max(of, 1); percent != last {
				last = percent
				fmt.Fprintf(c.Errs, "\r%s: %d %%", what, percent)
			}
		}, func() {
			if last >= 0 {
				fmt.Fprintln(c.Errs)
			}
		}
}
