package content

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"sync"
)

// Status says how far a help line can be trusted to be right.
type Status string

const (
	// Verified: the number or organisation was read on the named page on the
	// Verified date. The page is of unknown age, and nobody here rang the
	// number.
	Verified Status = "verified"
	// Unverified: nobody here has read it at its source. It may still be right.
	Unverified Status = "unverified"
)

// A Line is one number to ring, or one organisation to turn to.
type Line struct {
	Name   string `json:"name"`
	Number string `json:"number"` // as people write it; empty when only a website is known
	Tel    string `json:"tel"`    // digits for a tel: address, empty without Number
	Text   string `json:"text"`   // how to use it other than by ringing, or which option to choose, as a sentence
	SMS    string `json:"sms"`    // digits for an sms: address, empty when Text names none
	Hours  string `json:"hours"`  // as a sentence
	Source string `json:"source"` // where it was read, in words; empty when it was not read
	URL    string `json:"url"`    // of the page it was read on, or of the organisation; may be empty
	Site   string `json:"site"`   // the organisation's own website as words ("miscarriage.ie"), empty when unknown
	// Verified is the date it was read, as 2006-01-02, or empty.
	Verified string `json:"verified"`
	// Expires is the day from which Verified no longer counts: six months on.
	Expires string `json:"expires"`
	Status  Status `json:"-"`
}

// A Country is the help of one country. Each list is in the order to show it.
type Country struct {
	Code      string `json:"code"` // ISO 3166 alpha-2, empty for General
	Name      string `json:"name"`
	In        string `json:"in"` // the name as it reads after "in": "the UK"
	Emergency []Line `json:"emergency"`
	Crisis    []Line `json:"crisis"`
	Advice    []Line `json:"advice"`
	Loss      []Line `json:"loss"`
	// Abuse holds lines for someone who is hurt or frightened by another
	// person. Show them under neutral words: who is at risk may not be alone.
	Abuse []Line `json:"abuse"`
}

// Countries returns every country in the directory, by name, without General.
func Countries() []Country {
	d := directory()
	out := make([]Country, 0, len(d.byCode))
	for _, code := range d.codes {
		out = append(out, d.byCode[code].clone())
	}
	return out
}

// CountryByCode finds a country by its two-letter code in either case.
func CountryByCode(code string) (Country, bool) {
	c, ok := directory().byCode[strings.ToUpper(code)]
	return c.clone(), ok
}

// General is the help to show when the country is not known or not in the directory.
func General() Country { return directory().general.clone() }

// On returns the country as it is to be shown on a day (2006-01-02). A line
// whose reading has expired keeps its number and the date it was read, but
// becomes Unverified: hiding a crisis line because nobody re-read it in time
// would leave a person with nothing, while an old number is said to be old.
func (c Country) On(day string) Country {
	c = c.clone()
	for _, list := range c.lists() {
		for i := range *list {
			if l := &(*list)[i]; l.Status == Verified && l.Expires <= day {
				l.Status = Unverified
			}
		}
	}
	return c
}

func (c *Country) lists() []*[]Line {
	return []*[]Line{&c.Emergency, &c.Crisis, &c.Advice, &c.Loss, &c.Abuse}
}

// clone keeps callers from changing what the next caller sees.
func (c Country) clone() Country {
	for _, list := range c.lists() {
		*list = append([]Line(nil), *list...)
	}
	return c
}

type parsedDirectory struct {
	byCode  map[string]Country
	codes   []string // by name
	general Country
}

var directory = sync.OnceValue(func() parsedDirectory {
	d, err := parseDirectory()
	if err != nil {
		panic("content: " + err.Error()) // embedded and tested, so it cannot happen
	}
	return d
})

func parseDirectory() (parsedDirectory, error) {
	d := parsedDirectory{byCode: map[string]Country{}}
	names, err := files.ReadDir("directory")
	if err != nil {
		return d, err
	}
	for _, n := range names {
		c, err := parseCountry(n.Name())
		if err != nil {
			return d, fmt.Errorf("directory/%s: %w", n.Name(), err)
		}
		if c.Code == "" {
			d.general = c
			continue
		}
		d.byCode[c.Code] = c
		d.codes = append(d.codes, c.Code)
	}
	sort.Slice(d.codes, func(i, j int) bool { return d.byCode[d.codes[i]].Name < d.byCode[d.codes[j]].Name })
	return d, nil
}

func parseCountry(name string) (Country, error) {
	var c Country
	raw, err := files.ReadFile("directory/" + name)
	if err != nil {
		return c, err
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, err
	}
	for _, list := range c.lists() {
		for i := range *list {
			l := &(*list)[i]
			l.Status = Unverified
			if l.Verified != "" {
				l.Status = Verified
			}
		}
	}
	return c, nil
}
