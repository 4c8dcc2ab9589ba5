package examples

import (
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/guidance/prompts"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// writings are prompts, letters, and what a search found.
func writings() []Example {
	from := func(title string, change func(*ui.WriteFromPage)) ui.WriteFromPage {
		d := ui.WriteFromPage{Frame: frame("place.heart", "heart", ui.KeptDevice), Title: say(title)}
		change(&d)
		return d
	}
	prompt := func(d *ui.WriteFromPage) {
		d.Asked, d.Because = "Which thought comes back most? Write it down the way it sounds.", say("prompt.because", "feeling", say("feeling.guilty"), "day", "4 March")
		d.Go, d.Another = ui.Choice{Address: prompts.Address + "g1", Label: say("prompt.go")}, say("prompt.another")
		d.Ways = []ui.Choice{{Address: "/read/prompts", Label: say("prompt.all")}, {Address: "/journal/new", Label: say("prompt.without")}}
		d.BeforeTitle, d.Before = say("prompt.before"), []ui.Choice{{Address: prompts.Address + "n2", Label: "What colour is today? One word is enough."}}
	}
	letters := func(d *ui.WriteFromPage) {
		d.Sentences = []string{say("letter.lead"), say("letter.lead.keep")}
		d.Ways = []ui.Choice{{Address: "/heart/letters/one", Label: say("letter.to", "to", "Robin")}, {Address: "/heart/letters/me", Label: say("letter.to.self")}, {Address: "/heart/letters/someone", Label: say("letter.to.someone")}}
	}
	letter := ui.WritePage{
		Frame: frame("write.title", "heart", ui.KeptDevice), Title: say("letter.title.someone"), Sentences: []string{say("letter.nobody")}, To: say("letter.to.label"),
		Action: "/heart/letters/someone", Draft: "heart/letters/someone", ID: id, More: true,
	}
	wrong, prompted := letter, letter
	wrong.Form = with(typed("to", longText[:120], "text", longText), "to", "problem.to.long")
	prompted.Title, prompted.Sentences, prompted.To, prompted.Asked = say("write.title"), nil, "", "What do you miss today?"
	finds := ui.JournalPage{Frame: frame("journal.title", "heart", ui.KeptDevice), Search: true, Form: typed("q", "cancion", "kind", "1"), Count: say("search.found", "n", "2")}
	finds.Kinds = ui.Question{Name: "kind", Legend: say("search.kind"), Words: true, Options: []ui.Option{{Value: "", Label: say("search.kind.any")}, {Value: "1", Label: say("kind.entry")}, {Value: "2", Label: say("kind.checkin")}}}
	for i, r := range rows()[:2] {
		finds.Finds = append(finds.Finds, ui.Find{Row: r, Where: []string{"… and then the canción from the window, the one with the …", ""}[i]})
	}
	wrote := ui.EntryPage{Frame: frame("kind.entry", "heart", ui.KeptDevice), Title: "Journal, 4 March 2026, 02:05", Text: "You never asked.", Edit: "/journal/" + id + "/edit", Delete: "/journal/" + id + "/delete",
		Facts: []ui.Fact{{Name: say("fact.letter"), Value: say("letter.to", "to", "Robin")}}}
	return []Example{
		{"writing/prompt", ui.WriteFrom(from("prompt.title", prompt))},
		{"writing/prompt, none left", ui.WriteFrom(from("prompt.title", func(d *ui.WriteFromPage) {
			prompt(d)
			d.Asked, d.Because, d.Sentences = "", "", []string{say("prompt.none")}
		}))},
		{"writing/prompted", ui.Write(prompted)},
		{"writing/letters", ui.WriteFrom(from("letter.title", letters))},
		{"writing/letters, with some", ui.WriteFrom(from("letter.title", func(d *ui.WriteFromPage) {
			letters(d)
			d.RowsTitle, d.Rows = say("letter.before"), rows()[:2]
		}))},
		{"writing/letter", ui.Write(letter)},
		{"writing/letter, with a problem", ui.Write(wrong)},
		{"writing/letter that was kept", ui.Entry(wrote)},
		{"journal/search, with the line", ui.Journal(finds)},
	}
}

// feelings are what was said over time.
func feelings() []Example {
	page := func(change func(*ui.FeelingsPage)) ui.FeelingsPage {
		d := ui.FeelingsPage{Frame: frame("place.heart", "heart", ui.KeptDevice), Span: say("timeline.span", "from", "5 February 2026", "to", "4 March 2026"), Current: "/heart/feelings?span=28"}
		for _, n := range []string{"28", "91", "365"} {
			d.Spans = append(d.Spans, ui.Choice{Address: "/heart/feelings?span=" + n, Label: say("feelings.span." + n)})
		}
		change(&d)
		return d
	}
	first := time.Date(2026, 2, 5, 0, 0, 0, 0, time.UTC)
	words := func(many int) (out []chart.Strip) {
		for i, f := range journal.Feelings[:many] {
			s := chart.Strip{ID: "word-" + f, Title: say("feeling." + f), When: say("chart.when"), From: first, To: first.AddDate(0, 0, 28)}
			for day := i % 5; day < 28; day += 3 + i {
				at := first.AddDate(0, 0, day)
				s.Points = append(s.Points, chart.Point{At: at, Label: at.Format("2 January 2006")})
			}
			s.Summary = say("feelings.summary", "last", s.Points[len(s.Points)-1].Label)
			if i == many-1 {
				s.Start, s.End = "5 Feb", "4 Mar"
			}
			out = append(out, s)
		}
		return out
	}
	ten := []chart.Tick{{Value: 0, Label: "0"}, {Value: 5, Label: "5"}, {Value: 10, Label: "10"}}
	nothing := func(key string) string { return say("timeline.nothing", "what", say(key)) }
	return []Example{
		{"feelings/full", ui.Feelings(page(func(d *ui.FeelingsPage) {
			d.Series = []chart.Series{series("heaviness", "chart.heaviness", 10, ten, 9, 10, 9, 9, 8, -1, -1, -1, -1, 7, 9, 8, 7), series("sleep", "chart.sleep", 12, ten, 4, 5, 3, -1, -1, -1, 6, 7, 5)}
			d.Words = words(12)
		}))},
		{"feelings/a little", ui.Feelings(page(func(d *ui.FeelingsPage) {
			d.Words, d.Missing = words(1), []string{nothing("chart.heaviness"), nothing("chart.sleep")}
		}))},
		{"feelings/nothing", ui.Feelings(page(func(d *ui.FeelingsPage) {
			d.Missing = []string{nothing("chart.heaviness"), nothing("chart.sleep"), nothing("feelings.words")}
		}))},
	}
}
