package back

import (
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// painKind is an entry of the pain log.
var painKind = screen.Kind{
	ID: journal.KindPain, Name: "kind.pain", File: "pain",
	Line: func(x *screen.Exchange, body []byte) string {
		p, err := journal.DecodePain(body)
		if err != nil {
			return ""
		}
		return line(painFacts(x, p), p.Note)
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		p, err := journal.DecodePain(body)
		return painFacts(x, p), p.Note, err
	},
	Edit: func(id record.ID) string { return "/body/back/log/" + id.String() + "/edit" },
	Words: func(body []byte) string {
		p, err := journal.DecodePain(body)
		if err != nil {
			return ""
		}
		return p.HelpedOwn + "\n" + p.Note
	},
}

// line is facts in one line, or the note where there are none.
func line(facts []ui.Fact, note string) string {
	var parts []string
	for _, f := range facts {
		parts = append(parts, f.Name+": "+f.Value)
	}
	if len(parts) == 0 {
		return journal.Entry{Text: note}.FirstLine(80)
	}
	return strings.Join(parts, " · ")
}

func painFacts(x *screen.Exchange, p journal.Pain) []ui.Fact {
	var facts []ui.Fact
	add := func(key string, values []string) {
		if len(values) > 0 {
			facts = append(facts, ui.Fact{Name: x.Say(key), Value: strings.Join(values, "; ")})
		}
	}
	if p.Score != nil {
		add("fact.pain", []string{x.OutOfTen(*p.Score)})
	}
	add("back.fact.places", ui.RegionNames(ui.Frame{Words: x.Words}, p.Regions))
	add("back.fact.signs", named(x, "back.tick.", p.Signs))
	add("back.fact.words", named(x, "painword.", p.Words))
	helped := named(x, "relief.", p.Helped)
	if own := strings.TrimSpace(p.HelpedOwn); own != "" {
		helped = append(helped, own)
	}
	add("back.fact.helped", helped)
	return facts
}

// named gives the words of a list; one that a newer version knows stands as it is.
func named(x *screen.Exchange, prefix string, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if x.Words.Has(prefix + id) {
			out[i] = x.Say(prefix + id)
		}
	}
	return out
}

// reliefName is the name of what helped, or the person's own words.
func reliefName(x *screen.Exchange, measure string) string {
	if own, isOwn := strings.CutPrefix(measure, ownMark); isOwn {
		return own
	}
	return named(x, "relief.", []string{measure})[0]
}

// measureKind is a questionnaire that was answered. One that this version does not know says so.
var measureKind = screen.Kind{
	ID: journal.KindMeasure, Name: "kind.measure", File: "measure",
	Line: func(x *screen.Exchange, body []byte) string {
		m, err := journal.DecodeMeasure(body)
		if err != nil {
			return ""
		}
		if facts := measureFacts(x, m); facts != nil {
			return line(facts, m.Note)
		}
		return x.Say("entry.newer")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		m, err := journal.DecodeMeasure(body)
		facts := measureFacts(x, m)
		if facts == nil && err == nil {
			return nil, x.Say("entry.newer"), nil
		}
		return facts, m.Note, err
	},
	Words: func(body []byte) string {
		m, _ := journal.DecodeMeasure(body)
		return m.Note
	},
}

func measureFacts(x *screen.Exchange, m journal.Measure) []ui.Fact {
	switch {
	case m.Which == ours && m.Version == back.ThreeVersion:
		return threeFacts(x, m)
	case m.Which == measures.PEG.ID && m.Version == measures.PEG.Version:
		mean := x.Say("back.sheet.missing")
		if m.Score != nil {
			mean = x.Say("of-ten", "n", tenths(*m.Score))
		}
		return []ui.Fact{{Name: x.Say("back.fact.peg"), Value: mean}, {Name: x.Say("back.fact.numbers"), Value: numbers(m.Answers)}}
	}
	return nil
}

// threeFacts has no score: there is none.
func threeFacts(x *screen.Exchange, m journal.Measure) []ui.Fact {
	facts := []ui.Fact{}
	for i, q := range back.Three {
		if i < len(m.Answers) && m.Answers[i] != nil && *m.Answers[i] >= 0 && *m.Answers[i] < len(q.Answers) {
			facts = append(facts, ui.Fact{Name: x.Say("back.three." + q.ID), Value: x.Say("back.three." + q.ID + "." + q.Answers[*m.Answers[i]])})
		}
	}
	return facts
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
