// Package candle is a candle on the device: lit alone, or for somebody who is invited to see. It must never keep that one was lit
// unless the person wishes it, count candles, say who has not lit one, or press anybody.
package candle

import (
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// Place is the candle.
func Place() screen.Place {
	const with = "/remember/light/with/{path}"
	return screen.Place{
		Later: true,
		Writing: map[string]screen.Screen{
			"GET /remember/light": dark, "GET /remember/light/lit": lit, "POST /remember/light/lit": light,
			"GET " + with: both(shared), "POST " + with: both(lightBoth), "POST " + with + "/back": both(back),
		},
		Kinds:  []screen.Kind{kind},
		Offers: offers,
		Daily:  passOver,
	}
}

func frame(x *screen.Exchange) ui.Frame { return x.Frame("light.title", "remember") }

func dark(x *screen.Exchange) {
	d := ui.LightPage{
		Frame: frame(x), Title: x.Say("light.title"), Notice: x.Notice(), Sentences: []string{x.Say("light.lead")},
		Go: ui.Choice{Address: "/remember/light/lit", Label: x.Say("light.light")}, Ways: ways(x),
	}
	x.Show(http.StatusOK, ui.Light(d))
}

// ways lead to the candles that one has with somebody. They say nothing of whether one is there.
func ways(x *screen.Exchange) (out []ui.Choice) {
	for _, t := range twos(x) {
		out = append(out, ui.Choice{Address: t.address(), Label: x.Say("light.with", "name", t.space.Other)})
	}
	return out
}

// lit is a candle that burns. Nothing is kept of it.
func lit(x *screen.Exchange) { burn(x, http.StatusOK, ui.Form{}) }

func burn(x *screen.Exchange, status int, form ui.Form) {
	d := ui.LightPage{
		Frame: frame(x), Form: form, Title: x.Say("light.title"), Notice: x.Notice(), Lit: true,
		Go: ui.Choice{Address: "/remember/light", Label: x.Say("light.out")}, Ways: ways(x),
	}
	if d.Notice == "" { // not where it was just kept, or given to somebody
		d.Sentences = []string{x.Say("light.stay")}
	}
	q := ui.Question{Name: "for", Legend: x.Say("light.for"), Many: true, Options: []ui.Option{{Value: keep, Label: x.Say("light.for.keep")}}}
	for _, t := range twos(x) {
		if aside.GoesIn(t.space) {
			q.Options = append(q.Options, ui.Option{Value: t.space.Path, Label: x.Say("light.for.with", "name", t.space.Other), Hint: x.Say("light.for.with.hint")})
		}
	}
	d.Parts = []ui.UsPart{{ID: "more", Heading: x.Say("light.more"), Write: &ui.UsWrite{
		Action: "/remember/light/lit", ID: record.NewID().String(), Label: x.Say("light.words"), Hint: x.Say("light.words.hint"), Questions: []ui.Question{q}, Go: x.Say("light.go"),
	}}}
	x.Show(status, ui.Light(d))
}

const keep = "keep"

// light keeps that a candle was lit, or lights it for others to see: what was ticked, and nothing else.
func light(x *screen.Exchange) {
	wanted, words := x.Chosen("for"), strings.TrimSpace(x.Value("text"))
	again := func(field, key string) {
		burn(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: field, Sentence: x.Say(key)}))
	}
	if len([]rune(words)) > journal.MaxCandleWords {
		again("text", "problem.light.words")
		return
	}
	those := slices.DeleteFunc(twos(x), func(t two) bool { return !aside.GoesIn(t.space) || !slices.Contains(wanted, t.space.Path) })
	if len(those) == 0 && !slices.Contains(wanted, keep) {
		again("for", "problem.light.for")
		return
	}
	for _, t := range those {
		if !t.light(words) {
			again("for", "light.notkept")
			return
		}
	}
	done := "light.lit"
	if slices.Contains(wanted, keep) {
		done = "light.kept"
		body, err := journal.Candle{Words: words}.Encode()
		if err == nil {
			_, err = x.Keep(journal.KindCandle, x.Now(), body)
		}
		if err != nil {
			problem, status := x.Refused("text", err)
			burn(x, status, x.Form(problem))
			return
		}
	}
	x.To("/remember/light/lit?done=" + done)
}

var kind = screen.Kind{
	ID: journal.KindCandle, Name: "kind.candle", File: "candle",
	Tender: func([]byte) bool { return true },
	Line: func(x *screen.Exchange, body []byte) string {
		c, err := journal.DecodeCandle(body)
		switch {
		case err != nil:
			return ""
		case strings.TrimSpace(c.Words) != "":
			return journal.Entry{Text: c.Words}.FirstLine(80)
		}
		return x.Say("light.kept.line")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		c, err := journal.DecodeCandle(body)
		return nil, c.Words, err
	},
	Words: func(body []byte) string {
		c, _ := journal.DecodeCandle(body)
		return c.Words
	},
}
