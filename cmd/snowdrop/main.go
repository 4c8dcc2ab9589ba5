// Command snowdrop is the server that a host runs: the pages, and the relay that keeps sealed copies. It must never
// link code that opens what people write, and it writes nothing about the people who use it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

const usage = `Snowdrop: a private place to recover after a miscarriage.

  snowdrop serve            serve the app, its pages and the relay
  snowdrop disclose SPACE   print everything that is kept about one space
  snowdrop version          say which build this is
  snowdrop help             show this text

"snowdrop serve -h" lists the settings.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// problem is an error in words for the host who started the command.
type problem string

func (p problem) Error() string { return string(p) }

// errFlags says that the flags were not understood, and that package flag has said so.
var errFlags = errors.New("bad flags")

func run(ctx context.Context, args []string, env func(string) string, out, errs io.Writer) int {
	name := "help"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch name {
	case "serve", "disclose":
		command := serve
		if name == "disclose" {
			command = disclose
		}
		err := command(ctx, args, env, out, errs)
		switch {
		case err == nil:
			return 0
		case errors.Is(err, errFlags):
			return 2
		}
		fmt.Fprintln(errs, inWords(err))
		return 1
	case "version":
		fmt.Fprintln(out, version())
		return 0
	case "help", "-h", "-help", "--help":
		fmt.Fprint(out, usage)
		return 0
	}
	fmt.Fprintf(errs, "There is no command %q.\n\n%s", name, usage)
	return 2
}

// inWords says what went wrong, or that nobody knows. Go's own words help nobody.
func inWords(err error) problem {
	var said problem
	switch {
	case errors.As(err, &said):
		return said
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "Snowdrop stopped: this machine let it open no more connections. Raise the limit of open files, then start it again."
	}
	return "Snowdrop stopped, and it does not know why. Start it again."
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "snowdrop (unknown build)"
	}
	text := "snowdrop " + info.Main.Version + " " + info.GoVersion
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			text += " " + s.Value
		}
	}
	return text
}
