package items

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"snowdrop/internal/journal"
)

// A copy is what somebody showed of one thing that they keep: the parts that they ticked, in the words that they saw when they
// ticked them. It holds the day and no time, nothing of what was left out, and nothing that leads back to the entry: neither
// its name nor how often it was changed.

// CopyVersion is what this program writes. One with a higher version is read as far as it is known.
const CopyVersion = 1

// MaxCopy is the longest encoded copy in bytes: what fits the largest sealed record, with room to spare.
const MaxCopy = journal.MaxBody

// Limits of a copy. What is over them is not of this program.
const (
	maxCopyParts = 200
	maxCopyLines = 400 // of one part
	maxCopyDraws = 40  // pictures of one part
)

// Copies that are not ones.
var (
	ErrCopy        = errors.New("items: not a copy")
	ErrCopyTooLong = errors.New("items: a copy that fits no record")
)

// Copy is the body of an item of KindCopy.
type Copy struct {
	V     int    `json:"v"`
	Of    uint8  `json:"of"`             // of which kind the entry is, as internal/journal numbers them
	Day   string `json:"day"`            // 2006-01-02: when it was
	Lang  string `json:"lang,omitempty"` // of the words that the program wrote into it
	Parts []Part `json:"parts"`

	rest map[string]json.RawMessage // fields of something newer
}

// Part is one part of a copy: what was one tick.
type Part struct {
	Name  string `json:"name,omitempty"`
	Text  string `json:"text,omitempty"`
	Own   bool   `json:"own,omitempty"`  // Text is writing, with its lines, and not one value
	Rest  *File  `json:"rest,omitempty"` // what follows Text, where that is only the beginning
	Photo *File  `json:"photo,omitempty"`
	Lines []Line `json:"lines,omitempty"`

	Pictures []journal.SheetPicture `json:"pictures,omitempty"`
	Table    *journal.SheetTable    `json:"table,omitempty"`
	Score    *Score                 `json:"score,omitempty"` // what Text says, for a picture of several

	rest map[string]json.RawMessage
}

// Line is one line of a part that has several.
type Line struct {
	Name string `json:"name,omitempty"`
	Text string `json:"text,omitempty"`
}

// Score is the number of a questionnaire.
type Score struct {
	Which   string  `json:"which"`
	Version string  `json:"version"`
	Value   float64 `json:"value"`
}

// part and copied are read and written without the methods of theirs.
type (
	part   Part
	copied Copy
)

// UnmarshalJSON keeps the fields that this version has no name for.
func (p *Part) UnmarshalJSON(b []byte) (err error) {
	known := part{}
	if known.rest, err = beside(b, &known, "name", "text", "own", "rest", "photo", "lines", "pictures", "table", "score"); err != nil {
		return err
	}
	*p = Part(known)
	return nil
}

// MarshalJSON writes them again.
func (p Part) MarshalJSON() ([]byte, error) { return together(part(p), p.rest) }

// Score is the number of a questionnaire that the copy shows, if it does.
func (c Copy) Score() (Score, bool) {
	for _, p := range c.Parts {
		if p.Score != nil {
			return *p.Score, true
		}
	}
	return Score{}, false
}

// Files are all files of a copy, in their order.
func (c Copy) Files() (out []File) {
	for _, p := range c.Parts {
		for _, f := range []*File{p.Photo, p.Rest} {
			if f != nil {
				out = append(out, *f)
			}
		}
	}
	return out
}

// Validate gives ErrCopy for what is not a copy.
func (c Copy) Validate() error {
	if t, err := time.Parse(time.DateOnly, c.Day); err != nil || t.Year() < 1900 || t.Year() > 2999 || len(c.Lang) > 35 {
		return ErrCopy
	}
	if len(c.Parts) == 0 || len(c.Parts) > maxCopyParts {
		return ErrCopy
	}
	for _, p := range c.Parts {
		if len(p.Lines) > maxCopyLines || len(p.Pictures) > maxCopyDraws || slices.ContainsFunc(p.Pictures, outOfRange) {
			return ErrCopy
		}
		if p.Score != nil && !sane(p.Score.Value) {
			return ErrCopy
		}
		if p.Table != nil && slices.ContainsFunc(p.Table.Rows, func(row []string) bool { return len(row) != len(p.Table.Head) }) {
			return ErrCopy
		}
	}
	return nil
}

// outOfRange says that a picture can not be drawn. Whoever sent it may have meant it.
func outOfRange(p journal.SheetPicture) bool {
	if !sane(p.Min) || !sane(p.Max) {
		return true
	}
	return slices.ContainsFunc(p.Points, func(at [2]float64) bool { return !sane(at[1]) || math.Abs(at[0]) > 1<<36 }) ||
		slices.ContainsFunc(p.Ticks, func(t journal.SheetTick) bool { return !sane(t.Value) })
}

func sane(f float64) bool { return math.Abs(f) <= 1e9 }

// Encode gives the body. ErrCopy, ErrCopyTooLong: Fit puts aside what is too long.
func (c Copy) Encode() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.V = max(c.V, CopyVersion)
	body, err := together(copied(c), c.rest)
	if err == nil && len(body) > MaxCopy {
		return nil, ErrCopyTooLong
	}
	return body, err
}

// DecodeCopy reads a body that somebody else may have made. ErrCopy.
func DecodeCopy(body []byte) (Copy, error) {
	var known copied
	rest, err := beside(body, &known, "v", "of", "day", "lang", "parts")
	if err != nil {
		return Copy{}, ErrCopy
	}
	c := Copy(known)
	c.rest = rest
	return c, c.Validate()
}

const (
	leastBeginning = 256 // bytes of a text whose rest is put aside
	roomForFile    = 512 // what a file takes in the body, at most
)

// Fit gives the copy with the rests of its longest texts put aside, by aside, until it fits. The one that it was called on stays
// as it is.
func (c Copy) Fit(aside func(rest string) (File, error)) (Copy, error) {
	c.Parts = slices.Clone(c.Parts)
	for {
		_, err := c.Encode()
		if err != ErrCopyTooLong {
			return c, err
		}
		body, err := together(copied(c), c.rest)
		if err != nil {
			return Copy{}, err
		}
		longest := -1
		for i, p := range c.Parts {
			if p.Rest == nil && len(p.Text) > leastBeginning+roomForFile && (longest < 0 || len(p.Text) > len(c.Parts[longest].Text)) {
				longest = i
			}
		}
		if longest < 0 {
			return Copy{}, ErrCopyTooLong
		}
		p := &c.Parts[longest]
		// Of a text that is mostly control characters, which take six bytes each, more goes than has to.
		cut := wordEnd(p.Text, max(leastBeginning, len(p.Text)-(len(body)-MaxCopy)-roomForFile))
		rest, err := aside(p.Text[cut:])
		if err != nil {
			return Copy{}, err
		}
		p.Text, p.Rest = p.Text[:cut], &rest
	}
}

// wordEnd is where a word ends at or before n, or else a character.
func wordEnd(text string, n int) int {
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	if i := strings.LastIndexAny(text[:n], " \n"); i > n/2 {
		return i + 1
	}
	return n
}

// beside reads an object into known, a pointer, and gives the fields that are none of names.
func beside(body []byte, known any, names ...string) (map[string]json.RawMessage, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, err
	}
	if all == nil {
		return nil, ErrCopy
	}
	if err := json.Unmarshal(Straight(body), known); err != nil {
		return nil, err
	}
	maps.DeleteFunc(all, func(name string, _ json.RawMessage) bool { return slices.Contains(names, name) })
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// together writes known with the fields of rest beside it. "<3" stays as short as it is.
func together(known any, rest map[string]json.RawMessage) ([]byte, error) {
	write := func(v any) ([]byte, error) {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		err := enc.Encode(v)
		return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
	}
	body, err := write(known)
	if err != nil || len(rest) == 0 {
		return body, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, err
	}
	maps.Copy(all, rest)
	return write(all)
}
