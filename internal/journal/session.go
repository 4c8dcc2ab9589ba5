package journal

import "slices"

// BodyworkPractices lists what a session may have been. Words are only ever added.
var BodyworkPractices = []string{"cranio", "massage", "physio", "pelvic", "yoga", "other"}

// SessionAgains are the answers to "would I go again".
var SessionAgains = []string{"yes", "no", "unsure"}

// Limits of what a person writes about a session, in characters.
const (
	MaxPractitioner = 80
	MaxSessionLine  = 200 // the reason, the cost
	MaxReaction     = 500
)

// Session is one session of bodywork: where tension sat, and how settled the person was before and after. Every part may
// be left out but one. What it costs is kept as it was typed: nothing is added up.
type Session struct {
	V             int      `json:"v"`
	Practice      string   `json:"practice,omitempty"` // of BodyworkPractices, or of a newer list
	Practitioner  string   `json:"practitioner,omitempty"`
	Reason        string   `json:"reason,omitempty"`
	Regions       []string `json:"regions,omitempty"` // where tension sits: of BodyRegions, or of a newer list
	ComfortBefore *int     `json:"comfort_before,omitempty"`
	ComfortAfter  *int     `json:"comfort_after,omitempty"` // 0 not at ease at all to 10 wholly at ease
	PainBefore    *int     `json:"pain_before,omitempty"`
	PainAfter     *int     `json:"pain_after,omitempty"` // 0 none to 10 worst
	MoodBefore    *int     `json:"mood_before,omitempty"`
	MoodAfter     *int     `json:"mood_after,omitempty"` // 0 very low to 10 very good
	Reaction      string   `json:"reaction,omitempty"`
	Cost          string   `json:"cost,omitempty"`
	Again         string   `json:"again,omitempty"` // of SessionAgains
	Note          string   `json:"note,omitempty"`

	rest unknown
}

// scales are the six numbers with the names of their fields.
func (s Session) scales() map[string]*int {
	return map[string]*int{
		"comfort_before": s.ComfortBefore, "comfort_after": s.ComfortAfter, "pain_before": s.PainBefore,
		"pain_after": s.PainAfter, "mood_before": s.MoodBefore, "mood_after": s.MoodAfter,
	}
}

// Empty reports whether nothing at all was said. What kind of session it was says nothing yet.
func (s Session) Empty() bool {
	for _, n := range s.scales() {
		if n != nil {
			return false
		}
	}
	return blank(s.Practitioner, s.Reason, s.Reaction, s.Cost, s.Again, s.Note) && len(s.Regions) == 0
}

// Validate reports the first *FieldError. A practice or a place that is not in our lists is accepted, since a newer
// version may have more.
func (s Session) Validate() error {
	switch {
	case s.Empty():
		return &FieldError{"session", "empty"}
	case s.Practice != "" && !areWords([]string{s.Practice}):
		return &FieldError{"practice", "choice"}
	case !areWords(s.Regions):
		return &FieldError{"regions", "choice"}
	case s.Again != "" && !slices.Contains(SessionAgains, s.Again):
		return &FieldError{"again", "choice"}
	}
	for _, name := range []string{"comfort_before", "comfort_after", "pain_before", "pain_after", "mood_before", "mood_after"} {
		if !inScale(s.scales()[name]) {
			return &FieldError{name, "range"}
		}
	}
	return longest([]limited{
		{"practitioner", s.Practitioner, MaxPractitioner}, {"reason", s.Reason, MaxSessionLine},
		{"reaction", s.Reaction, MaxReaction}, {"cost", s.Cost, MaxSessionLine}, {"note", s.Note, MaxNote},
	})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (s Session) Encode() ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s.V = max(s.V, Version)
	return encode(s, s.rest)
}

// DecodeSession reads a body written by Encode, by this or a newer version.
func DecodeSession(body []byte) (Session, error) {
	var s Session
	var err error
	s.rest, err = decode(body, &s)
	return s, err
}
