// Command companion is Snowdrop on one's own machine. It must never send anything that is not sealed, and nothing at all
// where no relay was named.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"snowdrop/cmd/companion/carry"
	"snowdrop/web"
)

const usage = `Usage: companion COMMAND

Commands:
  open       open Snowdrop in the browser of this machine
  export     take everything along, in one sealed file
  import     bring in such a file, or notes in Markdown and text
  key        make a key of your own for such a file
  signs      check warning-signs reports, one JSON object a line
  directory  check a file of therapists, groups and others near people
  help       show this text

"companion COMMAND -h" says more about one command.
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does what the first argument says and returns the exit status: 0 done, 1 something went wrong,
// 2 the command line was not understood.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(errOut, usage)
		return 2
	}
	switch args[0] {
	case "open":
		// The window that is closed counts like Ctrl-C. A second one ends the program at once.
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		context.AfterFunc(ctx, stop)
		defer stop()
		return runOpen(ctx, opening{args: args[1:], env: os.Getenv, in: in, out: out, errs: errOut, files: web.Built, browse: browse})
	case "export", "import":
		// A second Ctrl-C ends the program at once.
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		context.AfterFunc(ctx, stop)
		defer stop()
		if args[0] == "export" {
			return carry.Export(ctx, args[1:], os.Getenv, carrying(in, out, errOut))
		}
		return carry.Import(ctx, args[1:], os.Getenv, carrying(in, out, errOut))
	case "key":
		return carry.Key(args[1:], carrying(in, out, errOut))
	case "signs":
		return runSigns(args[1:], in, out, errOut)
	case "directory":
		return runDirectory(args[1:], out, errOut)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(out, usage)
		return 0
	}
	fmt.Fprintf(errOut, "companion: %q is not a command\n\n%s", args[0], usage)
	return 2
}

// carrying is where taking along and bringing in ask and answer.
func carrying(in io.Reader, out, errOut io.Writer) carry.Console {
	return carry.Console{In: in, Out: out, Errs: errOut, DiskProblem: diskProblem}
}
