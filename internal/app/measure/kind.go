package measure

import (
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/journal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// kind is a questionnaire that was answered. It is known by the name that its makers gave it; the words of its questions
// stand nowhere in it. One that this version does not know says so.
var kind = screen.Kind{
	ID: journal.KindMeasure, Name: "kind.measure", File: "measure",
	Line: func(x *screen.Exchange, body []byte) string {
		m, err := journal.DecodeMeasure(body)
		if err != nil {
			return ""
		}
		all := facts(x, m)
		if all == nil {
			return x.Say("entry.newer")
		}
		if known, ok := heart(m); ok {
			if m.Score == nil {
				return known.Name
			}
			return x.Say("measure.line", "name", known.Name, "n", number(x, known, *m.Score))
		}
		parts := make([]string, len(all))
		for i, f := range all {
			parts[i] = f.Name + ": " + f.Value
		}
		return strings.Join(parts, " · ")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		m, err := journal.DecodeMeasure(body)
		all := facts(x, m)
		if all == nil && err == nil {
			return nil, x.Say("entry.newer"), nil
		}
		return all, m.Note, err
	},
	Copy: copyParts,
	Words: func(body []byte) string {
		m, _ := journal.DecodeMeasure(body)
		if known, ok := heart(m); ok {
			return known.Name + " " + m.Note
		}
		return m.Note
	},
}

// copyParts are what can be shown of a questionnaire: its number, how it was over time, and the answers. Where one of them is
// about ending one's life, it goes with all the others or not at all: beside the number, the others alone would tell it.
func copyParts(x *screen.Exchange, body []byte) []screen.Part {
	m, err := journal.DecodeMeasure(body)
	if err != nil {
		return nil
	}
	out := x.Lines(facts(x, m))
	known, ok := measures.ByID(m.Which, m.Version)
	for i := range out {
		switch {
		case m.Score != nil && (out[i].Name == x.Say("measure.fact.number") || out[i].Name == x.Say("back.fact.peg")):
			out[i].Score = &items.Score{Which: m.Which, Version: m.Version, Value: *m.Score}
		case ok && known.Safety > 0 && out[i].Name == x.Say("measure.fact.answers"):
			out[i].Private, out[i].Label = true, x.Say("share.part.answers")
		}
	}
	return slices.Concat(out, overTime(x, m), x.Noted(m.Note))
}

// overTime is the part with all numbers of a questionnaire up to now. It is more than the one that is shown, so it is not ticked.
func overTime(x *screen.Exchange, m journal.Measure) []screen.Part {
	a, ok := byID(m.Which)
	if !ok || m.Score == nil {
		return nil
	}
	o, ok := open(x, a)
	if !ok || o.Apart || o.Measure.Version != m.Version {
		return nil
	}
	drawn := pictures(x, o)
	if len(drawn) == 0 || len(drawn[0].Points) < 2 {
		return nil
	}
	return []screen.Part{{ID: "time", Private: true, Label: x.Say("share.part.time"), Part: items.Part{
		Pictures: []journal.SheetPicture{screen.CopyPicture(drawn[0])},
	}}}
}

// heart is the measure of an entry, where it is one of this place.
func heart(m journal.Measure) (measures.Measure, bool) {
	known, ok := measures.ByID(m.Which, m.Version)
	return known, ok && known.ID != measures.PEG.ID
}

// ours names the three questions of our own on back pain.
const ours = "back-three"

func facts(x *screen.Exchange, m journal.Measure) []ui.Fact {
	if m.Which == ours && m.Version == back.ThreeVersion {
		return threeFacts(x, m)
	}
	known, ok := measures.ByID(m.Which, m.Version)
	switch {
	case !ok:
		return nil
	case known.ID == measures.PEG.ID:
		mean := x.Say("back.sheet.missing")
		if m.Score != nil {
			mean = x.Say("of-ten", "n", strconv.FormatFloat(measures.Tenths(*m.Score), 'f', 1, 64))
		}
		return []ui.Fact{{Name: x.Say("back.fact.peg"), Value: mean}, {Name: x.Say("back.fact.numbers"), Value: numbers(m.Answers)}}
	}
	out := []ui.Fact{{Name: x.Say("measure.fact.name"), Value: known.Name}}
	if m.Score != nil {
		out = append(out, ui.Fact{Name: x.Say("measure.fact.number"), Value: number(x, known, *m.Score)})
	}
	return append(out, ui.Fact{Name: x.Say("measure.fact.answers"), Value: numbers(m.Answers)})
}

// threeFacts has no score: there is none.
func threeFacts(x *screen.Exchange, m journal.Measure) []ui.Fact {
	out := []ui.Fact{}
	for i, q := range back.Three {
		if i < len(m.Answers) && m.Answers[i] != nil && *m.Answers[i] >= 0 && *m.Answers[i] < len(q.Answers) {
			out = append(out, ui.Fact{Name: x.Say("back.three." + q.ID), Value: x.Say("back.three." + q.ID + "." + q.Answers[*m.Answers[i]])})
		}
	}
	return out
}

func numbers(answers []*int) string {
	out := make([]string, len(answers))
	for i, a := range answers {
		out[i] = "–"
		if a != nil {
			out[i] = strconv.Itoa(*a)
		}
	}
	return strings.Join(out, ", ")
}
