package screen

import (
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// Kind tells the rest of the app what a kind of entry is: the journal, the timeline, search, the export and the bin ask
// it. Bodies come from the vault and may have been written by a newer Snowdrop.
type Kind struct {
	ID   uint8
	Name string // key of its name
	File string // its name in the file of everything, "checkin"

	Line  func(x *Exchange, body []byte) string                                  // one line of a list; "": it cannot be read
	Facts func(x *Exchange, body []byte) (facts []ui.Fact, text string, e error) // all that it says
	Edit  func(id record.ID) string                                              // address of its form; nil: it is not changed
	Words func(body []byte) string                                               // what search looks through; nil: nothing
	Copy  func(x *Exchange, body []byte) []Part                                  // what may be shown of it to somebody; nil: nothing ever

	// The rest is for a kind of which not everything lies in its record. Each may be nil.
	Apart  func(x *Exchange, body []byte) Apart
	Tender func(body []byte) bool // whether it is of a baby or a pregnancy, and left out of lists where the person wants none: noted.Shown
	Whole  func(body []byte) bool // whether Words has all of its words by now
}

// Apart is what of an entry does not lie in its record.
type Apart struct {
	Photos []journal.Attachment
	Closed bool   // a picture shows only when the person asks for it (?show=yes)
	Long   bool   // the text of Facts is more than what the record has
	State  string // what is not shown of it
	Fixed  bool   // changed now, it would lose what is not here
}

// KindOf gives the kind with a number. One that a newer Snowdrop wrote says so.
func (s *Shared) KindOf(id uint8) (Kind, bool) {
	k, known := s.Kinds[id]
	if known {
		return k, true
	}
	newer := func(x *Exchange, _ []byte) string { return x.Say("entry.newer") }
	return Kind{
		ID: id, Name: "kind.other", Line: newer,
		Facts: func(x *Exchange, body []byte) ([]ui.Fact, string, error) { return nil, newer(x, body), nil },
	}, false
}

// KindName is what a kind is called.
func (x *Exchange) KindName(id uint8) string {
	k, _ := x.KindOf(id)
	return x.Say(k.Name)
}

// LineOf is what a list shows of a body.
func (x *Exchange) LineOf(kind uint8, body []byte) string {
	k, _ := x.KindOf(kind)
	if line := k.Line(x, body); line != "" {
		return line
	}
	return x.Say("entry.unreadable")
}
