package examples

import "snowdrop/internal/ui"

// bringing are the pages of bringing things in.
func bringing() []Example {
	asked := func(titleKey string, form ui.Form, sentences ...string) ui.AskedPage {
		return ui.AskedPage{Frame: frame("bring.title", "mine", ui.KeptDevice), Title: say(titleKey), Form: form, Action: "/mine/bring", Sentences: sentences}
	}
	words := []ui.Field{{Name: "words", Label: say("bring.words"), Hint: say("bring.words.hint"), Words: true}}
	held := say("bring.held", "name", "snowdrop-2026-11-21.age")

	choose := ui.BringPage{AskedPage: asked("bring.title", ui.Form{}, say("bring.lead"), say("bring.lead.look")), File: true}
	choose.Points, choose.Fields, choose.Go = []string{say("bring.point.file"), say("bring.point.text"), say("bring.point.same"), say("bring.visit")}, words, say("bring.look")
	wrong := choose
	wrong.Form = with(ui.Form{}, "file", "bring.problem.damaged")
	sealed := ui.BringPage{AskedPage: asked("bring.title", with(typed("words", "abacus abdomen"), "words", "bring.problem.words.other"), held)}
	sealed.Held, sealed.Fields, sealed.Go = [][2]string{{"id", "aaaaaaaaaaaaaaaaaaaaaaaaaa"}}, words, say("bring.look")
	sealed.Ways = []ui.Choice{{Address: "/mine/bring", Label: say("bring.other")}}

	facts := []ui.Fact{{Name: say("bring.fact.entries"), Value: "412"}, {Name: say("bring.fact.days"), Value: say("bring.days", "from", "2 May 2026", "to", "20 November 2026")},
		{Name: say("bring.fact.pictures"), Value: "7"}, {Name: say("bring.fact.new"), Value: "400"}, {Name: say("bring.fact.same"), Value: "11"}, {Name: say("bring.fact.apart"), Value: "1"}}
	inside := ui.BringPage{AskedPage: asked("bring.inside", typed("also", "settings"), held, say("bring.inside.lead")), Facts: facts, Stop: say("not-now")}
	inside.Action, inside.Go, inside.Points = "/mine/bring/inside", say("bring.go"), []string{say("bring.deleted"), say("bring.erase")}
	inside.Questions = []ui.Question{{Name: "also", Legend: say("bring.also"), Many: true, Options: []ui.Option{
		{Value: "settings", Label: say("bring.also.settings"), Hint: say("bring.also.settings.hint")}, {Value: "bin", Label: say("bring.also.bin")},
	}}}
	notes := ui.BringPage{AskedPage: asked("bring.inside", ui.Form{}, say("bring.held.many", "n", "5", "name", "2026-11-01.md"), say("bring.inside.lead")), Facts: facts[:2], Stop: say("not-now")}
	notes.Action, notes.Go = "/mine/bring/inside", say("bring.go")
	notes.Groups = []ui.TakeGroup{
		{Title: say("bring.day"), Points: []string{say("bring.day.file", "n", "2"), say("bring.day.today", "n", "1")}},
		{Title: say("bring.left"), Points: []string{say("bring.left.other", "name", "lake.pdf"), say("bring.left.encoding", "name", "old.txt")}},
	}
	going := ui.BringPage{AskedPage: asked("bring.title", ui.Form{}, say("bring.going")), Bar: &ui.TakeBar{Label: say("bring.far", "n", "120", "of", "412"), Done: 120, Of: 412}, Stop: say("bring.stop"), Again: "/mine/bring/going"}
	done := ui.BringPage{AskedPage: asked("bring.done", ui.Form{}, say("bring.done.lead")), Facts: facts}
	done.Ways = []ui.Choice{{Address: "/journal", Label: say("bring.journal")}, {Address: "/mine/bring", Label: say("bring.more")}, {Address: "/mine", Label: say("bring.back")}}
	broken := done
	broken.Title, broken.Sentences, broken.Facts = say("bring.broken"), []string{say("bring.broken.lead")}, nil
	return []Example{
		{"bring/choose", ui.Bring(choose)}, {"bring/wrong", ui.Bring(wrong)}, {"bring/words", ui.Bring(sealed)}, {"bring/inside", ui.Bring(inside)},
		{"bring/notes", ui.Bring(notes)}, {"bring/going", ui.Bring(going)}, {"bring/done", ui.Bring(done)}, {"bring/cut off", ui.Bring(broken)},
	}
}
