package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"snowdrop/internal/guidance/signs"
)

// errLocal says that a host's file of stricter warning signs cannot be used; what is wrong was written in plain words.
var errLocal = errors.New("the local file cannot be used")

// local reads a host's file. Whatever is wrong with it is written to errs, each thing with its line and what to do.
func local(name string, errs io.Writer) (*signs.Table, error) {
	var file []byte
	f, err := os.Open(name)
	if err == nil {
		defer f.Close()
		file, err = io.ReadAll(io.LimitReader(f, signs.MaxLocal+1))
	}
	if err != nil {
		fmt.Fprintf(errs, "%s cannot be read: %s.\n", name, reason(err))
		return nil, err
	}
	table, err := signs.ParseLocal(file)
	if err != nil {
		fmt.Fprintf(errs, "%s cannot be used. Mend this:\n%s\n", name, indented(err.Error()))
		return nil, errLocal
	}
	return table, nil
}

// reason is why a file was not read, in a few words.
func reason(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, os.ErrPermission):
		return "you may not read it"
	}
	return "it is not a file that can be read"
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
