package content

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// A Source is something that a rule or a page rests on.
type Source struct {
	Key      string `json:"key"`
	Title    string `json:"title"`    // what it is, in our words
	Citation string `json:"citation"` // short enough for the end of a line
	URL      string `json:"url"`      // empty when the address was not kept
	Checked  string `json:"checked"`  // the day we last looked at it, 2006-01-02; empty when nobody has
	Read     Read   `json:"read"`
	// How is Read as a sentence for people.
	How string `json:"-"`
}

// Read says how closely a source was read.
type Read string

const (
	ReadHere     Read = "here"     // a stored copy of the page, of unknown age
	ReadAbstract Read = "abstract" // the opening, a summary or the abstract of a study
	ReadSecond   Read = "second"   // someone else's digest of it
	ReadNot      Read = "not"      // not read: believed to say so
	ReadDecision Read = "decision" // our own decision
)

var how = map[Read]string{
	ReadHere:     "We read a stored copy of this page. We do not know how old the copy is, and could read only the first part of it.",
	ReadAbstract: "We read the opening or a summary of this study, not the whole of it.",
	ReadSecond:   "We read this second-hand, in someone else’s summary. The original still has to be checked.",
	ReadNot:      "We have not read this here. It is where we believe the advice comes from, and it still has to be checked.",
	ReadDecision: "This is our own decision. We chose the most careful answer that we found reasons for.",
}

// Address is where the page of a source is. A key may be the name of a questionnaire or say what a study was about, and an
// address stays in a history: so a number stands for it, the same for ever (FNV-1a).
func (s Source) Address() string {
	n := uint32(2166136261)
	for i := range len(s.Key) {
		n = (n ^ uint32(s.Key[i])) * 16777619
	}
	return "/sources/" + strconv.FormatUint(uint64(n), 10)
}

// SourceAt finds a source by its address.
func SourceAt(address string) (Source, bool) {
	for _, s := range Sources() {
		if s.Address() == address {
			return s, true
		}
	}
	return Source{}, false
}

// SourceByKey finds a source by the key that rules and pages use.
func SourceByKey(key string) (Source, bool) {
	s, ok := current().sources.byKey[key]
	return s, ok
}

// Sources returns every source, by key.
func Sources() []Source {
	s := current().sources
	out := make([]Source, 0, len(s.keys))
	for _, k := range s.keys {
		out = append(out, s.byKey[k])
	}
	return out
}

type parsedSources struct {
	byKey map[string]Source
	keys  []string
}

func parseSources(files map[string]string) (parsedSources, error) {
	p := parsedSources{byKey: map[string]Source{}}
	for _, path := range below(files, "sources/") {
		if err := p.add(files[path]); err != nil {
			return p, fmt.Errorf("%s: %w", path, err)
		}
	}
	sort.Strings(p.keys)
	return p, nil
}

// add reads one file of sources. A key stands once among all of them.
func (p *parsedSources) add(raw string) error {
	var list []Source
	dec := json.NewDecoder(strings.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&list); err != nil {
		return err
	}
	for _, s := range list {
		var ok bool
		if s.How, ok = how[s.Read]; !ok {
			return fmt.Errorf("%s: unknown way of reading %q", s.Key, s.Read)
		}
		if _, twice := p.byKey[s.Key]; twice {
			return fmt.Errorf("%s is there twice", s.Key)
		}
		p.byKey[s.Key] = s
		p.keys = append(p.keys, s.Key)
	}
	return nil
}
