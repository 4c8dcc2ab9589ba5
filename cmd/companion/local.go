package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"snowdrop/cmd/companion/carry"
	"snowdrop/internal/content/directory"
	"snowdrop/internal/guidance/signs"
)

// errLocal says that a file of a host's own cannot be used; what is wrong was written in plain words.
var errLocal = errors.New("the local file cannot be used")

// local reads a host's file. Whatever is wrong with it is written to errs, each thing with its line and what to do.
func local(name string, errs io.Writer) (*signs.Table, error) {
	return usable(name, signs.MaxLocal, signs.ParseLocal, errs)
}

// nearFile reads a host's list of help near people, in the same way.
func nearFile(name string, errs io.Writer) (*directory.Local, error) {
	return usable(name, directory.MaxLocal, directory.Parse, errs)
}

func usable[T any](name string, most int, parse func([]byte) (*T, error), errs io.Writer) (*T, error) {
	var file []byte
	f, err := os.Open(name)
	if err == nil {
		defer f.Close()
		file, err = io.ReadAll(io.LimitReader(f, int64(most)+1))
	}
	if err != nil {
		fmt.Fprintf(errs, "%s cannot be read: %s.\n", name, carry.Reason(err))
		return nil, err
	}
	used, err := parse(file)
	if err != nil {
		fmt.Fprintf(errs, "%s cannot be used. Mend this:\n%s\n", name, indented(err.Error()))
		return nil, errLocal
	}
	return used, nil
}

func indented(lines string) string { return "  " + strings.ReplaceAll(lines, "\n", "\n  ") }

// describe says what a file changes.
func describe(name string, table *signs.Table, out io.Writer) {
	l, _ := table.Local()
	fmt.Fprintf(out, "%s can be used.\n  host: %s\n  source: %s\n  reviewed: %s\n", name, l.Host, l.Source, l.Reviewed)
	if len(l.Changes) == 0 {
		fmt.Fprintln(out, "It names only what the standard says already, so it changes nothing.")
		return
	}
	fmt.Fprintln(out, "Stricter than the standard:")
	for _, c := range l.Changes {
		fmt.Fprintf(out, "  %s: %s instead of %s\n    %s\n", c.Name, c.Local, c.Standard, c.What)
	}
}
