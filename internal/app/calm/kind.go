package calm

import (
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/practices"
	"snowdrop/internal/journal"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
)

// name is what a practice is called. A page that is not here leaves its id, which says as much.
func name(x *screen.Exchange, id string) string {
	if page, ok := content.Find(x.Words.Lang, id); ok {
		return page.Title
	}
	return id
}

var kind = screen.Kind{
	ID: journal.KindPractice, Name: "kind.practice", File: "practice",
	Line: func(x *screen.Exchange, body []byte) string {
		p, err := journal.DecodePractice(body)
		if err != nil {
			return ""
		}
		line := name(x, p.Which)
		if p.Before != nil && p.After != nil {
			line += ": " + x.Say("fact.change", "from", strconv.Itoa(*p.Before), "to", strconv.Itoa(*p.After))
		}
		return line
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		p, err := journal.DecodePractice(body)
		if err != nil {
			return nil, "", err
		}
		return facts(x, p), "", nil
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		p, err := journal.DecodePractice(body)
		if err != nil {
			return nil
		}
		return x.Lines(facts(x, p))
	},
	Words: func(body []byte) string { // the search finds a practice by its name, as it stands in any language that is here
		p, _ := journal.DecodePractice(body)
		words := p.Which
		for _, l := range text.Languages {
			page, _ := content.PageByID(l.Lang, p.Which)
			words += " " + page.Title
		}
		return words
	},
}

func facts(x *screen.Exchange, p journal.Practice) (out []ui.Fact) {
	add := func(key, value string) { out = append(out, ui.Fact{Name: x.Say(key), Value: value}) }
	add("fact.practice", name(x, p.Which))
	if p.Nearest != "" && x.Words.Has("calm.nearest."+p.Nearest) {
		add("fact.nearest", x.Say("calm.nearest."+p.Nearest))
	}
	if p.Before != nil {
		add("fact.before", x.OutOfTen(*p.Before))
	}
	if p.After != nil {
		add("fact.after", x.OutOfTen(*p.After))
	}
	return out
}

// hard is the distress of a check-in from which Today suggests an exercise. [design decision]
const hard = 6

// said is for how many hours it does: after that it is long ago. [design decision]
const said = 48

// offers is one exercise when the last check-in was hard: one that helped before, if there is one that fits the moment.
func offers(x *screen.Exchange) []screen.Offer {
	heads := x.Heads(journal.KindCheckIn)
	if len(heads) == 0 || heads[0].At < x.Now().Add(-said*time.Hour).Unix() {
		return nil
	}
	body, err := x.Body(heads[0].ID)
	if err != nil {
		return nil
	}
	c, err := journal.DecodeCheckIn(body)
	if err != nil || c.Heaviness == nil || *c.Heaviness < hard {
		return nil
	}
	n, before := strconv.Itoa(*c.Heaviness), results(x)
	id, _ := practices.Choose(now(x, "", c.Heaviness), before, practices.Here(x.Words.Lang))
	switch {
	case id == "":
		return nil
	case practices.Change(id, before) < 0:
		return []screen.Offer{{
			ID: "calm." + id, Group: screen.GroupHeart, Address: "/calm/" + id, Label: name(x, id), Why: x.Say("calm.offer.helped", "n", n), Weight: 3, Done: last(x, id),
		}}
	}
	return []screen.Offer{{
		ID: "calm", Group: screen.GroupHeart, Address: "/calm", Label: x.Say("calm.title"), Why: x.Say("calm.offer.hard", "n", n), Weight: 2, Done: last(x, ""),
	}}
}

// last is when a practice was done last, or any of them.
func last(x *screen.Exchange, id string) int64 {
	heads := x.Heads(journal.KindPractice)
	for _, h := range heads[:min(mostBefore, len(heads))] {
		if id == "" {
			return h.At
		}
		if body, err := x.Body(h.ID); err == nil {
			if p, err := journal.DecodePractice(body); err == nil && p.Which == id {
				return h.At
			}
		}
	}
	return 0
}
