package back

import (
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
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
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		p, err := journal.DecodePain(body)
		if err != nil {
			return nil
		}
		own := screen.Writing("helped", strings.TrimSpace(p.HelpedOwn)) // typed: it may name somebody
		for i := range own {
			own[i].Name = x.Say("back.fact.helped")
		}
		p.HelpedOwn = ""
		return slices.Concat(x.Lines(painFacts(x, p)), screen.Private(own), x.Noted(p.Note))
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
