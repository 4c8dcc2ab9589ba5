package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"snowdrop/internal/record"
	"snowdrop/internal/relay/held"
	"snowdrop/internal/relay/sqlite"
	"snowdrop/internal/relayapi"
)

// disclose prints everything that the data folder holds about one space, and what it does not hold.
func disclose(ctx context.Context, args []string, env func(string) string, out, errs io.Writer) error {
	f := flag.NewFlagSet("snowdrop disclose", flag.ContinueOnError)
	f.SetOutput(errs)
	data := env("SNOWDROP_DATA")
	if data == "" {
		data = defaultData
	}
	f.StringVar(&data, "data", data, "`folder` of the relay (SNOWDROP_DATA)")
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return errFlags
	}
	if f.NArg() != 1 {
		return problem("snowdrop disclose needs the name of one space: 26 letters and digits.")
	}
	space, err := record.ParseSpaceID(f.Arg(0))
	if err != nil {
		return problem(fmt.Sprintf("%q is no name of a space: that has 26 letters and digits.", f.Arg(0)))
	}
	fmt.Fprintf(out, "Everything that this relay holds about the space %s.\n\n", space)
	err = sqlite.Disclose(ctx, data, space, out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return problem(fmt.Sprintf("There is no relay in the folder %q. Say where with -data.", data))
	case errors.Is(err, relayapi.ErrUnknown):
		fmt.Fprintln(out, "Nothing: it was never here, or it was deleted.")
	case err != nil:
		return noFolder(data, err)
	}
	fmt.Fprintln(out, "\nWhat cannot be linked to this space, because nothing here says so:")
	for _, t := range held.Tables {
		if !t.Space {
			fmt.Fprintf(out, "* table %s: %s\n", t.Name, t.Says)
		}
	}
	fmt.Fprintln(out, "\nWhat is nowhere:")
	for _, line := range held.Never {
		fmt.Fprintln(out, "* "+line)
	}
	return nil
}
