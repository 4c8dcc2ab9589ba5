package journal

// Measure is a questionnaire that was answered: which one, its version, the answers in the order of its items, and the
// score where it has one. The words of the items are never in it.
type Measure struct {
	V       int      `json:"v"`
	Which   string   `json:"which"`           // the measure's id, such as "peg"
	Version string   `json:"version"`         // of the measure, so that an old answer is never read as a new one
	Answers []*int   `json:"answers"`         // null: not answered
	Score   *float64 `json:"score,omitempty"` // none when an item is missing, or when the measure has none
	Note    string   `json:"note,omitempty"`

	rest unknown
}

// Limits of any measure, now or later.
const (
	maxItems  = 100
	maxAnswer = 1000
)

// Empty reports whether nothing was answered.
func (m Measure) Empty() bool {
	for _, a := range m.Answers {
		if a != nil {
			return false
		}
	}
	return true
}

// Validate reports the first *FieldError. What an answer may be is known to the measure itself (internal/guidance/
// measures); here only nonsense is refused.
func (m Measure) Validate() error {
	switch {
	case m.Which == "" || !areWords([]string{m.Which}):
		return &FieldError{"which", "choice"}
	case m.Version == "" || !areWords([]string{m.Version}):
		return &FieldError{"version", "choice"}
	case m.Empty():
		return &FieldError{"answers", "empty"}
	case len(m.Answers) > maxItems:
		return &FieldError{"answers", "many"}
	case m.Score != nil && !within(*m.Score, -maxAnswer, maxAnswer*maxItems):
		return &FieldError{"score", "range"}
	case len([]rune(m.Note)) > MaxNote:
		return &FieldError{"note", "long"}
	}
	for _, a := range m.Answers {
		if a != nil && (*a < -maxAnswer || *a > maxAnswer) {
			return &FieldError{"answers", "range"}
		}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (m Measure) Encode() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m.V = max(m.V, Version)
	return encode(m, m.rest)
}

// DecodeMeasure reads a body written by Encode, by this or a newer version.
func DecodeMeasure(body []byte) (Measure, error) {
	var m Measure
	var err error
	m.rest, err = decode(body, &m)
	return m, err
}
