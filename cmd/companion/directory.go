package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

const directoryUsage = `Usage: companion directory FILE

Says whether a host's list of help near people can be used, and what is in it. Every problem is told with its line
and what to do. The exit status is 0 or 1. docs/local-directory.example.json is a whole file.
`

// runDirectory is "companion directory".
func runDirectory(args []string, out, errOut io.Writer) int {
	if len(args) == 1 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		fmt.Fprint(out, directoryUsage)
		return 0
	}
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		fmt.Fprint(errOut, directoryUsage)
		return 2
	}
	list, err := nearFile(args[0], errOut)
	if err != nil {
		return 1
	}
	fmt.Fprintf(out, "%s can be used.\n  host: %s\n", args[0], list.Host)
	expired := 0
	for _, e := range list.Entries {
		note := ""
		if e.Expired(time.Now().Format(time.DateOnly)) {
			expired++
			note = ": out of date. Look again, and set verified and expires"
		}
		fmt.Fprintf(out, "  %s: %s, until %s%s\n", e.Kind, e.Name, e.Expires, note)
	}
	if expired > 0 {
		fmt.Fprintf(out, "Out of date: %d of %d. People see them, and are told so.\n", expired, len(list.Entries))
	}
	return 0
}
