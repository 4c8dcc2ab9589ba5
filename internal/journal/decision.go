package journal

import "strings"

// What one person may lean to, or keep open. Words are only ever added. All of them weigh the same, and so does DecisionUnknown.
const (
	DecisionNotNow    = "not-now"
	DecisionReady     = "ready"     // to try when ready
	DecisionWait      = "wait"      // for a reason of one's own
	DecisionEnough    = "enough"    // not again
	DecisionMeanwhile = "meanwhile" // contraception while thinking
	DecisionTests     = "tests"     // to ask for tests first
	DecisionPaths     = "paths"     // another path
	DecisionUnknown   = "unknown"   // a whole answer too
)

// The lists of choices, in the order of the form; that of the options is no order of theirs.
var (
	DecisionOptions = []string{DecisionNotNow, DecisionReady, DecisionWait, DecisionEnough, DecisionMeanwhile, DecisionTests, DecisionPaths}
	DecisionValues  = []string{"age", "body", "fear", "space", "partner", "children", "money", "faith", "own"}
	DecisionWeights = []string{"lot", "little", "later"}
	DecisionNeeds   = []string{"person", "fact", "time", "test"}
	DecisionTold    = []string{"ectopic", "molar", "methotrexate", "late", "very-ill", "bleeding", "illness"}
	DecisionLosses  = []string{"one", "two", "three", "private"}
)

// MaxDecided is the longest text of a decision in characters, and MaxDecidedLine that of its lines.
const (
	MaxDecided     = 2000
	MaxDecidedLine = 200
)

// Decision is what one person thinks about what comes next. It may say anything or next to nothing, and is changed at any time:
// no part of it follows from another, and nothing is counted.
type Decision struct {
	V       int               `json:"v"`
	About   string            `json:"about,omitempty"`  // what there is to decide
	Told    []string          `json:"told,omitempty"`   // of DecisionTold: what asks for a question first
	Losses  string            `json:"losses,omitempty"` // of DecisionLosses
	Open    []string          `json:"open,omitempty"`   // of DecisionOptions: what is open for now
	Until   string            `json:"until,omitempty"`  // what is waited for
	Values  map[string]string `json:"values,omitempty"` // of DecisionValues, each one of DecisionWeights
	Own     string            `json:"own,omitempty"`    // what the value "own" is
	Lean    string            `json:"lean,omitempty"`   // one of DecisionOptions, or DecisionUnknown
	Why     string            `json:"why,omitempty"`
	Need    []string          `json:"need,omitempty"` // of DecisionNeeds
	Needing string            `json:"needing,omitempty"`
	Plan    string            `json:"plan,omitempty"`

	rest unknown
}

// Empty reports whether nothing at all was said.
func (d Decision) Empty() bool {
	return len(d.Told)+len(d.Open)+len(d.Values)+len(d.Need) == 0 && blank(d.About, d.Losses, d.Until, d.Own, d.Lean, d.Why, d.Needing, d.Plan)
}

// Validate reports the first *FieldError. A word that is in no list is accepted where it was read: a newer version has more.
func (d Decision) Validate() error {
	if d.Empty() {
		return &FieldError{"about", "empty"}
	}
	for name, weight := range d.Values {
		if !areWords([]string{name, weight}) {
			return &FieldError{"values", "choice"}
		}
	}
	for _, l := range []struct {
		field string
		words []string
	}{{"told", d.Told}, {"open", d.Open}, {"need", d.Need}, {"losses", strings.Fields(d.Losses)}, {"lean", strings.Fields(d.Lean)}} {
		if !areWords(l.words) {
			return &FieldError{l.field, "choice"}
		}
	}
	return longest([]limited{
		{"about", d.About, MaxDecided}, {"until", d.Until, MaxDecidedLine}, {"own", d.Own, MaxDecidedLine}, {"why", d.Why, MaxDecided},
		{"needing", d.Needing, MaxDecided}, {"plan", d.Plan, MaxDecided},
	})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (d Decision) Encode() ([]byte, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	d.V = max(d.V, Version)
	return encode(d, d.rest)
}

// DecodeDecision reads a body written by Encode, by this or a newer version.
func DecodeDecision(body []byte) (Decision, error) {
	var d Decision
	var err error
	d.rest, err = decode(body, &d)
	return d, err
}
