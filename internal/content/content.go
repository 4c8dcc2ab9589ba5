// Package content holds the words and data that guidance shows: help numbers, sources and pages, each with where it came from and when it was read.
// It must never look at a clock, read anything but its own embedded files, or present a number or a claim as checked when it was not.
//
// Everything is plain files next to this one, so that a person who is not a
// programmer can read and correct it: directory/*.json, sources/sources.json
// and pages/LANGUAGE/*.md. The files are parsed on first use. A file that
// does not parse stops the tests, so at run time it cannot happen.
package content

import "embed"

//go:embed directory/*.json sources/*.json pages/*/*.md
var files embed.FS
