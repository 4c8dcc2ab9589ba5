package ceremony

import (
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/ceremony"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

var kind = screen.Kind{
	ID: journal.KindCeremony, Name: "kind.ceremony", File: "ceremony",
	Edit:   func(id record.ID) string { return address(id) + "/edit" },
	Tender: func([]byte) bool { return true },
	Line: func(x *screen.Exchange, body []byte) string {
		c, err := journal.DecodeCeremony(body)
		switch {
		case err != nil:
			return ""
		case c.Title != "":
			return c.Title
		}
		return x.Say("plan.untitled")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		c, err := journal.DecodeCeremony(body)
		if err != nil {
			return nil, "", err
		}
		return facts(x, c), inWords(x, c), nil
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		c, err := journal.DecodeCeremony(body)
		if err != nil {
			return nil
		}
		if c.Title == "" {
			return append(x.Lines(facts(x, c)), screen.Writing("order", inWords(x, c))...)
		}
		return append(x.Lines(append([]ui.Fact{{Name: x.Say("plan.name"), Value: c.Title}}, facts(x, c)...)), screen.Writing("order", inWords(x, c))...)
	},
	Words: func(body []byte) string {
		c, _ := journal.DecodeCeremony(body)
		all := []string{c.Title, c.When}
		for _, p := range c.Parts {
			all = append(all, p.Words)
		}
		return strings.Join(all, " ")
	},
}

// inWords is a ceremony in its order, with what to take care of in it: whoever reads it elsewhere lights the same candle.
func inWords(x *screen.Exchange, c journal.Ceremony) string {
	page, _ := content.Find(x.Words.Lang, ceremony.Page)
	p := &plan{Exchange: x, Ceremony: c, all: ceremony.Of(page)}
	var lines []string
	for i, part := range c.Parts {
		shown := p.part(i, part)
		for _, text := range []string{"– " + shown.Title, shown.How, shown.Words} {
			if text != "" {
				lines = append(lines, text)
			}
		}
	}
	for _, care := range p.care() {
		lines = append(lines, "", care.Title)
		for _, line := range care.Lines {
			lines = append(lines, "– "+line)
		}
	}
	return strings.Join(lines, "\n")
}
