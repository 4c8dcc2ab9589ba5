// Package directory is a host's own list of help near people: therapists, groups, physiotherapists and bodywork, as its file
// says it. It must never take a file in which anything is unclear, look at a clock, or tell anybody what was looked for.
//
// The files beside this one are the numbers of each country, which package content reads.
package directory

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MaxLocal is the largest file of a host, in bytes, and MaxEntries how many entries it may have.
const (
	MaxLocal   = 128 << 10
	MaxEntries = 300
)

// Kinds are what an entry may be, in the order in which they are shown.
var Kinds = []string{"therapist", "group", "physiotherapist", "bodywork"}

// Methods are the kinds of bodywork that Snowdrop has an honest label for. Each is the page "hands-NAME" of the content.
var Methods = []string{"cranio", "massage", "yoga"}

// Entry is somebody, or a group, that a host vouches for.
type Entry struct {
	Kind      string
	Method    string // of bodywork
	Name      string
	About     string // in the words of the host
	Place     string // where one goes; "" where everything is online
	Languages []string
	Online    bool
	Cost      string // in words
	Phone     string
	Tel       string // digits for a tel: address
	Email     string
	Site      string // as words, without a scheme
	Verified  string // the day on which the host last looked, as 2006-01-02
	Expires   string // the day from which that no longer counts
}

// Expired says whether an entry no longer counts on a day (2006-01-02). It is shown all the same, and says so.
func (e Entry) Expired(day string) bool { return e.Expires <= day }

// Unread says why a host's entries are not shown.
type Unread string

// The reasons.
const (
	Missing Unread = "missing" // its file did not come
	Broken  Unread = "broken"  // it came and can not be used
)

// Local is the file of a host.
type Local struct {
	Host    string // who says so
	Entries []Entry
	Unread  Unread // why there are none although the host has a file; "" where they are here, or there is no file
}

// FromHost is what a file gives, or why nothing does. There is always something to show.
func FromHost(file []byte, err error) *Local {
	if err != nil {
		return &Local{Unread: Missing}
	}
	l, err := Parse(file)
	if err != nil {
		return &Local{Unread: Broken}
	}
	return l
}

// Places are the places of all entries, each once, in the order of the alphabet.
func (l *Local) Places() []string {
	var out []string
	for _, e := range l.Entries {
		if e.Place != "" && !slices.Contains(out, e.Place) {
			out = append(out, e.Place)
		}
	}
	slices.Sort(out)
	return out
}

// Languages are those of all entries.
func (l *Local) Languages() []string {
	var out []string
	for _, e := range l.Entries {
		for _, one := range e.Languages {
			if !slices.Contains(out, one) {
				out = append(out, one)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Wanted is what somebody looks for. Empty means: anything.
type Wanted struct {
	Kinds    []string
	Place    string
	Language string
	Online   bool // only what can be had from home
}

// Find gives what fits, in the order of Kinds. What is online fits every place: nobody is too far away for it.
func (l *Local) Find(w Wanted) []Entry {
	var out []Entry
	for _, kind := range Kinds {
		for _, e := range l.Entries {
			if e.Kind == kind && (len(w.Kinds) == 0 || slices.Contains(w.Kinds, kind)) && (w.Place == "" || e.Place == w.Place || e.Online) &&
				(w.Language == "" || slices.Contains(e.Languages, w.Language)) && (!w.Online || e.Online) {
				out = append(out, e)
			}
		}
	}
	return out
}

// A Problem is one thing in a host's file that can not be used, where it stands, and what to do.
type Problem struct {
	Line  int
	Entry string // its name, or its number; "" outside of entries
	Key   string // "" where the entry or the file as a whole is meant
	What  string
}

func (p *Problem) Error() string {
	at := fmt.Sprintf("line %d", p.Line)
	for _, part := range []string{p.Entry, p.Key, p.What} {
		if part != "" {
			at += ": " + part
		}
	}
	return at
}

// Parse reads the file of a host. Where anything can not be used, none of it is: the error joins a *Problem for each, in the
// order of the file.
func Parse(file []byte) (*Local, error) {
	p := &parser{file: []byte(strings.TrimPrefix(string(file), "\uFEFF"))} // some editors write it
	l := p.local()
	if len(p.wrong) > 0 {
		return nil, errors.Join(p.wrong...)
	}
	return l, nil
}
