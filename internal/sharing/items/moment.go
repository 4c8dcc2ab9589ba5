package items

import (
	"encoding/json"
	"errors"
	"slices"

	"snowdrop/internal/record"
)

// A moment is something small that two say to each other or put before each other. Of most sorts only the newest of each person
// stands: there is no history of them.

// The sorts of moment. One that a newer Snowdrop has is kept and not shown.
const (
	MomentNeed     = "need"     // what one needs now: a word of Needs
	MomentTonight  = "tonight"  // "not tonight": a whole answer, to nothing or to a moment; good for that day
	MomentQuestion = "question" // a question that one put before both: its ID
	MomentPlan     = "plan"     // a shared moment that one put before both: its ID
	MomentYes      = "yes"      // to a plan or to a turn
	MomentTurn     = "turn"     // whose turn it is to speak: a word of Turns
	MomentWays     = "ways"     // how it is for one at the moment: words of Ways
)

// Needs are what somebody may need now, Turns whose turn it is, as its author sees it, and Ways how somebody grieves at the moment.
var (
	Needs = []string{"listen", "hug", "help", "quiet"}
	Turns = []string{"me", "you", "stop"}
	Ways  = []string{"talk", "cry", "do", "alone", "near", "body", "remember", "later", "numb", "unsure"}
)

// MomentVersion is what this program writes. One with a higher version is read as far as it is known.
const MomentVersion = 1

// ErrMoment says that a body is not a moment.
var ErrMoment = errors.New("items: not a moment")

// Moment is the body of an item of KindMoment.
type Moment struct {
	V     int      `json:"v"`
	Sort  string   `json:"sort"`
	What  []string `json:"what,omitempty"`  // words of the program, as the sort says
	About string   `json:"about,omitempty"` // the ID of the item that it answers

	rest map[string]json.RawMessage // fields of something newer
}

type momentary Moment

// Validate gives ErrMoment for what says nothing that can be shown.
func (m Moment) Validate() error {
	if !isWord(m.Sort) || len(m.What) > len(Ways) || slices.ContainsFunc(m.What, func(w string) bool { return !isWord(w) }) {
		return ErrMoment
	}
	if _, err := record.ParseID(m.About); m.About != "" && err != nil {
		return ErrMoment
	}
	one := func(of []string) bool { return len(m.What) == 1 && slices.Contains(of, m.What[0]) }
	ok := true
	switch m.Sort {
	case MomentNeed:
		ok = one(Needs)
	case MomentTurn:
		ok = one(Turns)
	case MomentQuestion, MomentPlan:
		ok = len(m.What) == 1
	case MomentYes:
		ok = m.About != ""
	case MomentWays:
		ok = len(m.What) > 0 && !slices.ContainsFunc(m.What, func(w string) bool { return !slices.Contains(Ways, w) })
	}
	if !ok {
		return ErrMoment
	}
	return nil
}

// Encode gives the body, or ErrMoment or ErrTooLong.
func (m Moment) Encode() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m.V = max(m.V, MomentVersion)
	return short(together(momentary(m), m.rest))
}

// DecodeMoment reads a body that somebody else may have made. ErrMoment.
func DecodeMoment(body []byte) (Moment, error) {
	var known momentary
	rest, err := beside(body, &known, "v", "sort", "what", "about")
	if err != nil {
		return Moment{}, ErrMoment
	}
	m := Moment(known)
	m.rest = rest
	return m, m.Validate()
}
