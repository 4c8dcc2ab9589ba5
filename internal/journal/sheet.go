package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// MaxTitle is the longest title of a sheet, in characters.
const MaxTitle = 100

// Sheet is a page put together for an appointment: a copy of what it showed on that day. Entries that change or go later
// do not change it.
type Sheet struct {
	V         int         `json:"v"`
	Title     string      `json:"title"` // in the person's words; it stands in lists, never on the print
	From      string      `json:"from"`  // 2006-01-02
	To        string      `json:"to"`
	Made      string      `json:"made"`   // 2006-01-02
	Pieces    []string    `json:"pieces"` // what was chosen
	Parts     []SheetPart `json:"parts,omitempty"`
	Questions []string    `json:"questions,omitempty"`
	Note      string      `json:"note,omitempty"` // typed for this sheet

	rest unknown
}

// SheetPart is one part under its heading: pictures with the table of their values, or rows.
type SheetPart struct {
	Heading  string         `json:"heading"`
	Pictures []SheetPicture `json:"pictures,omitempty"`
	Table    *SheetTable    `json:"table,omitempty"`
	Rows     []SheetRow     `json:"rows,omitempty"`
	Remark   string         `json:"remark,omitempty"`
}

// SheetTable is a table, each row as long as the head.
type SheetTable struct {
	Head []string   `json:"head"`
	Rows [][]string `json:"rows"`
}

// SheetRow is one thing that was kept.
type SheetRow struct {
	When  string   `json:"when,omitempty"`
	Name  string   `json:"name,omitempty"`
	Lines []string `json:"lines,omitempty"`
	Text  string   `json:"text,omitempty"` // free words, with their lines
}

// SheetPicture is a picture over time. The words of its values stand in the table.
type SheetPicture struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Summary string       `json:"summary"`
	Min     float64      `json:"min"`
	Max     float64      `json:"max"`
	Weekly  bool         `json:"weekly,omitempty"`
	From    string       `json:"from"` // a moment, as time.RFC3339
	To      string       `json:"to"`
	Ticks   []SheetTick  `json:"ticks"`
	Points  [][2]float64 `json:"points"` // Unix seconds, value
}

// SheetTick is a line across a picture, with its word.
type SheetTick struct {
	Value  float64 `json:"value"`
	Label  string  `json:"label"`
	Strong bool    `json:"strong,omitempty"`
}

// Validate reports the first *FieldError. A sheet with nothing on it is one.
func (s Sheet) Validate() error {
	switch {
	case strings.TrimSpace(s.Title) == "":
		return &FieldError{"title", "empty"}
	case len([]rune(s.Title)) > MaxTitle:
		return &FieldError{"title", "long"}
	case len([]rune(s.Note)) > MaxNote:
		return &FieldError{"note", "long"}
	case len(s.Parts) == 0 && len(s.Questions) == 0 && strings.TrimSpace(s.Note) == "":
		return &FieldError{"pieces", "empty"}
	}
	return checkQuestions(s.Questions)
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (s Sheet) Encode() ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s.V = max(s.V, Version)
	return encode(s, s.rest)
}

// DecodeSheet reads a body written by Encode, by this or a newer version, for showing. RetitleSheet changes one.
func DecodeSheet(body []byte) (Sheet, error) {
	var s Sheet
	var err error
	s.rest, err = decode(body, &s)
	return s, err
}

// RetitleSheet gives the body of a sheet with another title. All else stays byte for byte, in its parts too, where a newer
// version may have put more than this one can read.
func RetitleSheet(body []byte, title string) ([]byte, error) {
	var s struct {
		V     int    `json:"v"`
		Title string `json:"title"`
	}
	rest, err := decode(body, &s)
	if err != nil {
		return nil, err
	}
	s.Title = title
	switch {
	case strings.TrimSpace(title) == "":
		return nil, &FieldError{"title", "empty"}
	case len([]rune(title)) > MaxTitle:
		return nil, &FieldError{"title", "long"}
	}
	return encode(s, rest)
}

// Seen is the same for two sheets that show the same, whatever they are called.
func (s Sheet) Seen() string {
	s.V, s.Title = max(s.V, Version), ""
	body, err := encodeObject(s, s.rest)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// notTyped are the fields of a kind that may stand on a sheet without a person's own words: numbers, days, and what was
// chosen from a list. A field that is not named here, of this version or a newer one, is taken for typed, and so is a kind.
var notTyped = map[uint8]string{
	KindPain:     "regions score words helped signs",
	KindMeasure:  "which version answers score",
	KindSession:  "practice regions comfort_before comfort_after pain_before pain_after mood_before mood_after again",
	KindStory:    "call how_far weeks weeks_days scan_weeks scan_days type management treatment when day month scan rh anti_d",
	KindMedicine: "paracetamol paracetamol_mg",
}

// alwaysTyped are own words without which the rest says nothing: they stand on a sheet once their kind is chosen.
var alwaysTyped = map[uint8]string{KindMedicine: "name amount"}

// WithoutOwnWords gives the body of an entry without the words that the person typed. What is left of a field is a number,
// or words of a list: lower case and without a blank.
func WithoutOwnWords(kind uint8, body []byte) ([]byte, error) {
	var all map[string]json.RawMessage
	if _, err := decode(body, &struct{}{}); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, ErrUnreadable
	}
	left := map[string]json.RawMessage{}
	for _, name := range strings.Fields(notTyped[kind]) {
		if raw, there := all[name]; there && fromList(raw) {
			left[name] = raw
		}
	}
	for _, name := range strings.Fields(alwaysTyped[kind]) {
		if raw, there := all[name]; there {
			left[name] = raw
		}
	}
	return marshal(left)
}

// fromList says that a value can be one of a list, many of one, or numbers.
func fromList(raw json.RawMessage) bool {
	var one string
	var many []string
	var n float64
	var numbers []*float64
	switch {
	case json.Unmarshal(raw, &one) == nil:
		return one == "" || areWords([]string{one})
	case json.Unmarshal(raw, &many) == nil:
		return areWords(many)
	}
	return json.Unmarshal(raw, &n) == nil || json.Unmarshal(raw, &numbers) == nil
}
