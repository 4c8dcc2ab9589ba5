package examples

import "snowdrop/internal/ui"

// taking are the pages of taking everything along.
func taking() []Example {
	page := func(title string, keys ...string) ui.TakePage {
		d := ui.TakePage{Frame: frame("taking.title", "mine", ui.KeptDevice), Title: say(title)}
		for _, key := range keys {
			d.Sentences = append(d.Sentences, say(key, "n", "3"))
		}
		return d
	}
	first := page("taking.title", "taking.lead")
	first.Groups = []ui.TakeGroup{
		{Title: say("taking.in"), Points: []string{say("taking.in.all"), say("taking.in.photos"), say("taking.in.begun"), say("taking.in.chosen")}},
		{Title: say("taking.out"), Points: []string{say("taking.out.others"), say("taking.out.keys"), say("taking.out.deleted")}},
	}
	first.Ways = []ui.Choice{
		{Address: "/mine/take/sealed", Label: say("taking.sealed"), Line: say("taking.sealed.line")},
		{Address: "/mine/take/open", Label: say("taking.open"), Line: say("taking.open.line")},
		{Address: "/mine", Label: say("taking.back")},
	}
	gathering := page("taking.going", "taking.away", "taking.gather.leave", "taking.gather.lock")
	gathering.Bar, gathering.Without = &ui.TakeBar{Label: say("taking.gather", "done", "12", "of", "31"), Done: 12, Of: 31}, say("taking.without", "n", "19")
	gathering.Stop, gathering.Again = say("taking.stop"), say("taking.look")
	ready := page("taking.going", "taking.ready", "taking.lost", "taking.full", "taking.open.warn")
	ready.Save, ready.SaveLabel, ready.Stop = "pages-2026-11-21.html", say("taking.save"), say("taking.stop")
	writing := page("taking.going", "taking.writing.leave")
	writing.Bar, writing.Stop, writing.Again = &ui.TakeBar{Label: say("taking.writing", "done", "40", "of", "100"), Done: 40, Of: 100}, say("taking.stop"), say("taking.look")
	saved := page("taking.going", "taking.saved", "taking.saved.look")
	saved.Save, saved.SaveLabel, saved.Stop = "pages-2026-11-21.age", say("taking.save.again"), say("taking.finish")
	key := ui.AskedPage{Frame: frame("taking.title", "mine", ui.KeptDevice), Title: say("taking.sealed"), Sentences: []string{say("taking.sealed.lead")}, Action: "/mine/take/sealed", Back: "/mine/take", Go: say("taking.go"),
		Form: with(typed("how", "key", "key", "age1"), "key", "taking.problem.key"),
		Questions: []ui.Question{{Name: "how", Legend: say("taking.how"), Options: []ui.Option{
			{Value: "words", Label: say("taking.how.words"), Hint: say("taking.how.words.hint")}, {Value: "key", Label: say("taking.how.key"), Hint: say("taking.how.key.hint")}}}},
		Fields: []ui.Field{{Name: "key", Label: say("taking.key"), Hint: say("taking.key.hint")}, {Name: "passphrase", Label: say("proof.passphrase"), Hint: say("taking.proof"), Secret: true}}}
	open := ui.AskedPage{Frame: frame("taking.title", "mine", ui.KeptDevice), Title: say("taking.open"), Sentences: []string{say("taking.open.lead"), say("taking.open.warn")}, Action: "/mine/take/open", Back: "/mine/take", Go: say("taking.open.go"), Danger: true}
	q := ui.Question{Name: "form", Legend: say("taking.which")}
	for _, f := range []string{"page", "text", "tables", "calendar", "data"} {
		q.Options = append(q.Options, ui.Option{Value: f, Label: say("taking.form." + f), Hint: say("taking.form." + f + ".hint")})
	}
	open.Questions = []ui.Question{q}
	return []Example{
		{"take", ui.Take(first)},
		{"take/sealed, with a problem", ui.Asked(key)},
		{"take/open", ui.Asked(open)},
		{"take/photos on their way, no relay", ui.Take(gathering)},
		{"take/ready, not all of it", ui.Take(ready)},
		{"take/being written", ui.Take(writing)},
		{"take/saved", ui.Take(saved)},
	}
}
