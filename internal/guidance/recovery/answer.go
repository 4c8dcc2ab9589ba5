package recovery

import (
	"slices"
	"strings"

	"snowdrop/internal/content"
)

// Answer is what one question comes to for what is known.
type Answer struct {
	Topic  Topic
	Title  string
	First  []content.Block // the sentence that answers, at once
	More   []Part          // what else holds
	Differ []content.Block // what to do when it is not so
	Range  Range
	// Sources are the keys of all that stands in the answer.
	Sources    []string
	Lang       string // of its words; English where the language asked for has not got the page
	Reviewed   string
	NextReview string
}

// Part is a piece of an answer. Its heading says for whom it is; "" is for everybody.
type Part struct {
	Heading string
	Blocks  []content.Block
}

// Range is when something is usual: days after the first, both ends included.
type Range struct {
	From, To int
	Rare     int // some people: up to this day; never less than To
	Ask      int // the day from which the check asks everybody to call if it is still so
	Known    bool
}

// Place is where a day lies in a range.
type Place uint8

// The places. After is no delay and nothing to be blamed for: it is the moment to ask.
const (
	Nowhere Place = iota // the day or the range is not known
	Before
	Inside
	Some // where it is so for some people
	After
)

// Where says where a span of days lies. One that reaches out of the range on the far side, or to the day from which the
// check asks to call, is after it: an uncertain day never reassures.
func (r Range) Where(d Days) Place {
	switch {
	case !r.Known || !d.Known:
		return Nowhere
	case d.To > r.Rare, r.Ask > 0 && d.To >= r.Ask:
		return After
	case d.To > r.To:
		return Some
	case d.To < r.From:
		return Before
	}
	return Inside
}

func (r Range) with(s section) Range {
	rare := max(s.usual[1], s.rare)
	if !r.Known {
		return Range{From: s.usual[0], To: s.usual[1], Rare: rare, Known: true}
	}
	return Range{From: min(r.From, s.usual[0]), To: max(r.To, s.usual[1]), Rare: max(r.Rare, rare), Known: true}
}

// Answers gives the answer to each question, those of the body first. A page that has not come yet is left out.
func Answers(f Facts, lang string) []Answer {
	var out []Answer
	for _, t := range Topics() {
		if t.only != 0 && t.only&of(f.Branch()) == 0 {
			continue
		}
		if a, ok := t.Answer(f, lang); ok {
			out = append(out, a)
		}
	}
	return out
}

// fit says how well a section fits.
type fit uint8

const (
	no    fit = iota
	maybe     // something is not known that would decide it
	yes
)

func (s set) holds(v uint8) fit {
	switch {
	case s == 0 || s&(1<<v) != 0:
		return yes
	case v == 0:
		return maybe
	}
	return no
}

func (s section) fits(f Facts) fit {
	if s.branches != 0 && s.branches&of(f.Branch()) == 0 {
		return no
	}
	worst := min(s.bands.holds(uint8(f.Band)), s.kinds.holds(uint8(f.Kind)), s.ways.holds(uint8(f.Way)))
	switch {
	case s.countries == "":
	case f.Country == "":
		worst = min(worst, maybe)
	case !slices.Contains(strings.Fields(s.countries), f.Country):
		return no
	}
	return worst
}

// Answer is the answer to one question. It is false where the page is not there.
func (t Topic) Answer(f Facts, lang string) (Answer, bool) {
	p, ok := content.Find(lang, t.Page())
	if !ok {
		return Answer{}, false
	}
	parts := split(p)
	if len(parts) != len(t.sections)+1 {
		return Answer{}, false // a page in another shape than the table; a test holds that there is none
	}
	a := Answer{Topic: t, Title: p.Title, Lang: p.Lang, Reviewed: p.Reviewed, NextReview: p.NextReview}
	lead := t.lead(f)
	a.Range = t.reach(f, lead)
	a.Range.Ask = t.ask
	a.put(parts, t.chosen(f, lead))
	for i, s := range t.sections {
		if s.role == outside {
			a.Differ = parts[i+1].Blocks
			a.cite(parts[i+1])
		}
	}
	return a, true
}

// lead is the section that answers, or -1 where the beginning of the page does.
func (t Topic) lead(f Facts) int {
	rest := -1
	elsewhere := f.Country != "" || !slices.ContainsFunc(t.sections, func(s section) bool { return s.countries != "" })
	for i, s := range t.sections {
		fits := s.fits(f)
		if s.role == answers && fits == yes {
			return i
		}
		if s.role == otherwise && fits != no && rest < 0 && elsewhere {
			rest = i
		}
	}
	return rest
}

// reach is the widest range of all that may hold.
func (t Topic) reach(f Facts, lead int) Range {
	var r Range
	if lead >= 0 && t.sections[lead].narrows {
		return r.with(t.sections[lead])
	}
	for _, s := range t.sections {
		if s.usual[1] > 0 && s.fits(f) != no {
			r = r.with(s)
		}
	}
	return r
}

// chosen are the sections that are read, in order: the one that answers, then the beginning (-1), then what else may hold.
func (t Topic) chosen(f Facts, lead int) []int {
	out := []int{-1}
	if lead >= 0 {
		out = []int{lead, -1}
	}
	narrow := lead >= 0 && t.sections[lead].narrows
	for i, s := range t.sections {
		if i == lead || narrow && s.usual[1] > 0 {
			continue
		}
		if s.role == always || s.role == answers && s.fits(f) != no {
			out = append(out, i)
		}
	}
	return out
}

// put writes the first paragraph of what answers, and all the rest below it.
func (a *Answer) put(parts []part, order []int) {
	for _, i := range order {
		p := parts[i+1]
		a.cite(p)
		blocks := p.Blocks
		if i == order[0] {
			a.First, blocks = blocks[:1], blocks[1:]
			p.Heading = "" // it is the one that holds: no heading has to say so
		}
		if len(blocks) > 0 {
			a.More = append(a.More, Part{Heading: p.Heading, Blocks: blocks})
		}
	}
}

func (a *Answer) cite(p part) {
	for _, key := range p.from {
		if !slices.Contains(a.Sources, key) {
			a.Sources = append(a.Sources, key)
		}
	}
}

type part struct {
	Part
	from []string
}

// split takes a page apart at its headings. What stands before the first is parts[0].
func split(p content.Page) []part {
	out := []part{{}}
	for _, b := range p.Blocks {
		if b.Kind == content.Heading {
			out = append(out, part{Part: Part{Heading: content.Plain(b.Spans)}, from: b.From})
			continue
		}
		last := &out[len(out)-1]
		last.Blocks = append(last.Blocks, b)
		for _, from := range append([][]string{b.From}, b.ItemsFrom...) {
			last.from = append(last.from, from...)
		}
	}
	return out
}

// Whole is the whole page of a question: every section, for everybody.
func (t Topic) Whole(lang string) (Answer, bool) {
	p, ok := content.Find(lang, t.Page())
	if !ok {
		return Answer{}, false
	}
	a := Answer{Topic: t, Title: p.Title, Lang: p.Lang, Reviewed: p.Reviewed, NextReview: p.NextReview}
	for i, part := range split(p) {
		a.cite(part)
		switch {
		case i == 0:
			a.First = part.Blocks
		case i <= len(t.sections) && t.sections[i-1].role == outside:
			a.Differ = part.Blocks
		default:
			a.More = append(a.More, part.Part)
		}
	}
	return a, true
}
