// Package ui is every component and page: data in, HTML out. It must never read a request, a record
// or a clock, and never load anything from anywhere: what a page needs arrives in its data.
//
// Pages are whole documents that work over plain HTTP; script only makes them quicker.
package ui

import (
	"net/url"
	"slices"

	"snowdrop/internal/text"
)

// Kept says where what a person writes is kept at the moment.
type Kept string

// The places, as the Snowdrop-Kept header names them.
const (
	KeptVisit  Kept = "visit"  // in memory, gone on lock or close
	KeptLocked Kept = "locked" // sealed on this device, not opened
	KeptDevice Kept = "device" // sealed on this device, open now
	KeptRelay  Kept = "relay"  // sealed on this device and at the relay, open now
)

// Open says that what is kept can be read now and was not given up with the page.
func (k Kept) Open() bool { return k == KeptDevice || k == KeptRelay }

// Frame is what surrounds every page.
type Frame struct {
	text.Words
	Title string // the place, never what a person wrote: it shows in the history
	Place string // "today", "unlock", "check", "body", "heart", "mine" or "" for none of the places
	Kept  Kept
	Quiet bool   // silent until the person comes back
	Help  string // address of the help page for the person's country
	Where string // the country as it reads after "in", or "" when it is not known
	Theme string // "auto", "light", "dark"
	Size  string // "normal", "large", "larger"

	Style     string   // address of the style sheet
	Scripts   []string // addresses of scripts, in order
	Transport string   // "fetch" where no worker answers

	Live    string        // how far the page knows of changes: it is read again when there are newer ones. "" for never
	News    string        // what is said when it changed; "" where it changes by itself all the time
	Stopped string        // a line on every page when this device and the relay no longer agree
	Told    bool          // the page itself is about that line
	Later   text.Language // the language of the person, while its words have not come
	Plain   bool          // the title says nothing of the program: it would stand on a print
}

// Here says the sentence that is true where the app runs: in a browser's page, which ends with it, or
// as a program on one's own machine, which lives on.
func (f Frame) Here(inPage, asProgram string) string {
	if f.Transport != "" {
		return f.Say(asProgram)
	}
	return f.Say(inPage)
}

// Problem is one field that is not right, with the sentence that says what to do.
type Problem struct{ Field, Sentence string }

// Form is what was typed and what is wrong with it, to show a form again with nothing lost.
type Form struct {
	Values   url.Values
	Problems []Problem
}

// Value is what was typed in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Chosen reports whether a choice was made.
func (f Form) Chosen(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Problem gives the sentence for a field, or nothing.
func (f Form) Problem(name string) string {
	for _, p := range f.Problems {
		if p.Field == name {
			return p.Sentence
		}
	}
	return ""
}

// Option is one choice of a question.
type Option struct {
	Value string
	Label string
	Hint  string
}

// Question is a set of choices under a legend. Many allows several at once.
type Question struct {
	Name    string
	Legend  string
	Hint    string
	Many    bool
	Scale   bool // choices stand in a row, such as 0 to 10
	Words   bool // choices are single words, two or three in a row
	Options []Option
}
