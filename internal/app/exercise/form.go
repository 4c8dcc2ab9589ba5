package exercise

import (
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
)

// field is one thing to write or to choose. Every one may be left out.
type field struct {
	name string
	key  string   // of its words, where several fields share them; "" is its name
	rows int      // of an area to write in; 0: one line
	from []string // choices
	of   string   // asked only where this field was written; a choice has its words as its legend
}

// form is a practice: its id is for ever, and that of its page of guidance.
type form struct {
	id    string
	steps [][]field
	top   []int // sections of the page that stand before the first step, from its end: see sections
}

func (f form) fields() []field { return slices.Concat(f.steps...) }

// The sections that every card ends with, counted from its end. A test holds them.
const (
	exit = 1 + iota // where to go when it gets too much
	professional
	stopIf
	takeCare
	known // of the page of what played a part: what is known
)

// sizes are how big a part feels. Nobody is asked for a number.
var sizes = []string{"small", "middle", "large"}

var noneOrSize = append([]string{"none"}, sizes...)

var forms = []form{
	{id: "friend", top: []int{stopIf}, steps: [][]field{{{name: "hard", rows: 2}, {name: "say", rows: 5}}}},
	{id: "pie", top: []int{stopIf}, steps: [][]field{
		{
			{name: "part1"}, {name: "size1", from: sizes},
			{name: "part2"}, {name: "size2", from: sizes},
			{name: "part3"}, {name: "size3", from: sizes},
		},
		{{name: "chance", from: noneOrSize}, {name: "unknown", from: noneOrSize}},
		{{name: "own"}, {name: "ownsize", from: noneOrSize}},
	}},
	{id: "kind-letter", top: []int{stopIf}, steps: [][]field{{{name: "hurts", rows: 2}, {name: "kind", rows: 8}, {name: "need"}}}},
	{id: "worry-time", top: []int{stopIf}, steps: [][]field{
		{{name: "worry1"}, {name: "worry2"}, {name: "worry3"}, {name: "worry4"}},
		slices.Concat(worry("1"), worry("2"), worry("3"), worry("4")),
		{{name: "when", from: []string{"morning", "midday", "afternoon", "evening"}}},
	}},
	{id: "small-plan", top: []int{stopIf}, steps: [][]field{
		{{name: "what", from: plans}, {name: "own"}},
		{{name: "when"}, {name: "with"}, {name: "way", rows: 2}, {name: "smaller"}},
	}},
	{id: "outside", top: []int{professional, stopIf}, steps: [][]field{
		{{name: "name"}, {name: "comes", rows: 2}, {name: "says", rows: 2}}, {{name: "away", rows: 2}, {name: "reply", rows: 3}},
	}},
	{id: "other-telling", top: []int{professional, stopIf}, steps: [][]field{
		{{name: "hard", rows: 2}, {name: "care", rows: 3}}, {{name: "saw"}, {name: "mattered", rows: 2}, {name: "also", rows: 3}},
	}},
	{id: "marking", top: []int{takeCare, stopIf}, steps: [][]field{
		{{name: "where", from: []string{"inside", "outside"}}, {name: "who", from: []string{"alone", "someone"}}, {name: "thing"}},
		{{name: "words", from: []string{"none", "some"}}, {name: "text", rows: 4}, {name: "end"}},
	}},
}

// worry is what is asked of one worry.
func worry(n string) []field {
	return []field{{name: "can" + n, key: "can", from: []string{"yes", "no", "body"}, of: "worry" + n}, {name: "do" + n, key: "do", of: "worry" + n}}
}

func formOf(id string) (form, bool) {
	i := slices.IndexFunc(forms, func(f form) bool { return f.id == id })
	if i < 0 {
		return form{}, false
	}
	return forms[i], true
}

func key(id string) string { return "exercise." + id }

func (f form) key(a field) string {
	if a.key == "" {
		a.key = a.name
	}
	return key(f.id) + "." + a.key
}

// label is what a field asks.
func (f form) label(x *screen.Exchange, a field) string { return x.Say(f.key(a)) }

// chosen is what a choice is called. One of a newer version is shown as it is.
func (f form) chosen(x *screen.Exchange, a field, value string) string {
	for _, key := range []string{f.key(a) + "." + value, "exercise.size." + value} {
		if x.Words.Has(key) {
			return x.Say(key)
		}
	}
	return value
}

// short is how many letters fit where choices stand beside each other on a phone.
const short = 12

// asked is a field as it stands in the form.
func (f form) asked(x *screen.Exchange, a field, typed url.Values) ui.ExerciseField {
	out := ui.ExerciseField{Label: f.label(x, a), Rows: a.rows}
	out.Name = a.name
	if hint := f.key(a) + ".hint"; x.Words.Has(hint) {
		out.Hint, out.Question.Hint = x.Say(hint), x.Say(hint)
	}
	if a.from == nil {
		return out
	}
	out.Legend, out.Words = out.Label, true
	if a.of != "" {
		out.Legend = strings.TrimSpace(typed.Get(a.of)) + ": " + out.Label
	}
	for _, value := range a.from {
		label := f.chosen(x, a, value)
		out.Options, out.Words = append(out.Options, ui.Option{Value: value, Label: label}), out.Words && len([]rune(label)) <= short
	}
	return out
}

// told lists what was written or chosen, in the order of the form.
func (f form) told(x *screen.Exchange, said func(name string) string) []ui.Fact {
	out, in := f.worries(x, said)
	for _, a := range f.fields() {
		value := strings.TrimSpace(said(a.name))
		if value == "" || slices.Contains(in, a.name) {
			continue
		}
		if a.from != nil {
			value = f.chosen(x, a, value)
		}
		out = append(out, ui.Fact{Name: f.label(x, a), Value: value})
	}
	return out
}

// worries are told one by one, each with what was said of it, and no field of theirs again.
func (f form) worries(x *screen.Exchange, said func(name string) string) (out []ui.Fact, in []string) {
	if f.id != "worry-time" {
		return nil, nil
	}
	for _, n := range []string{"1", "2", "3", "4"} {
		text, can, do := strings.TrimSpace(said("worry"+n)), said("can"+n), strings.TrimSpace(said("do"+n))
		if text == "" {
			continue
		}
		name := "exercise.worry-time.worry1"
		switch can {
		case "no":
			name = "exercise.worry-time.aside"
		case "yes", "body":
			name = "exercise.worry-time.can." + can
		}
		if do != "" {
			text += "\n" + x.Say("exercise.worry-time.do") + ": " + do
		}
		out, in = append(out, ui.Fact{Name: x.Say(name), Value: text}), append(in, "worry"+n, "can"+n, "do"+n)
	}
	return out, in
}

// sections are the parts of a page of guidance: what stands before the first heading, then one for each heading.
func sections(g ui.Guide) [][]ui.Block {
	out := [][]ui.Block{nil}
	for _, b := range g.Blocks {
		if b.Heading {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], b)
	}
	return out
}

// fromEnd is one of them, counted from the end. There is none where the page is not here.
func fromEnd(all [][]ui.Block, n int) []ui.Block {
	if n >= len(all) {
		return nil
	}
	return all[len(all)-n]
}
