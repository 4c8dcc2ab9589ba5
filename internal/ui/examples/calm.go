package examples

import (
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/practices"
	"snowdrop/internal/ui"
)

// calm is Right now, with every practice.
func calm() []Example {
	asked := func(kept ui.Kept, form ui.Form) ui.CalmPage {
		d := ui.CalmPage{
			Frame: frame("calm.title", "heart", kept), Form: form, Distress: scale("distress", "calm.distress", "scale.calm"),
			Nearest: ui.Question{Name: "nearest", Legend: say("calm.nearest"), Options: options("calm.nearest.", content.PracticeFor...)},
			More:    ways("/calm/all", "calm.list", "/safety", "calm.people"),
		}
		if kept == ui.KeptDevice {
			d.More = append(ways("/heart/box", "calm.box"), d.More...)
		}
		return d
	}
	all := ui.PracticesPage{Frame: frame("calm.title", "heart", ui.KeptDevice), Groups: []ui.PracticesGroup{
		{ID: "short", Title: say("calm.group.short"), Choices: []ui.Choice{
			{Address: "/calm/breathing", Label: guide("breathing").Title, Line: say("calm.for", "what", say("calm.for.body")+", "+say("calm.for.sleep")) + " " + say("calm.minutes", "n", "5") + " " + say("calm.helped")},
			{Address: "/calm/grounding-3", Label: guide("grounding-3").Title, Line: say("calm.for", "what", say("calm.for.away")) + " " + say("calm.minute")},
		}},
		{ID: "write", Title: say("calm.group.write"), Choices: []ui.Choice{{Address: "/calm/friend", Label: guide("friend").Title, Line: say("calm.for", "what", say("calm.for.guilt"))}}},
	}}
	some := all
	some.Frame, some.Some = frame("calm.title", "heart", ui.KeptLocked), true
	out := []Example{
		{"calm", ui.Calm(asked(ui.KeptDevice, ui.Form{}))},
		{"calm/locked", ui.Calm(asked(ui.KeptLocked, ui.Form{}))},
		{"calm/with a problem", ui.Calm(asked(ui.KeptVisit, with(ui.Form{}, "distress", "problem.distress.range")))},
		{"calm/all", ui.Practices(all)},
		{"calm/all, some not here", ui.Practices(some)},
	}
	for _, p := range content.Practices("en") {
		out = append(out, Example{"practice/" + p.ID, ui.Practice(practice(p.ID, ui.Form{}))})
	}
	return append(out, afterwards()...)
}

// practice is the page of one, as the choice gives it.
func practice(id string, form ui.Form) ui.PracticePage {
	page, _ := content.PageByID("en", id)
	p, _ := practices.Of(page)
	d := ui.PracticePage{
		Frame: frame("calm.title", "heart", ui.KeptVisit), Form: form, Guide: guide(id), ID: id, Before: "7", Nearest: p.For[0], Pro: p.Pro,
		Why: []string{say("calm.why." + p.For[0]), say("calm.helped")}, Long: say("calm.minutes", "n", "5"), After: scale("after", "calm.after", "scale.calm"),
	}
	if p.Written {
		d.Write = "/heart/try/" + id
	}
	if p.Timed {
		d.Timed = p.Minutes
	}
	if id == "breathing" {
		d.Breath = []ui.Question{
			{Name: "style", Legend: say("breath.style"), Hint: say("breath.style.hint"), Options: options("breath.style.", "moving", "still", "silent")},
			{Name: "pace", Legend: say("breath.pace"), Options: options("breath.pace.", "long", "short")},
		}
		if d.Form.Values == nil {
			d.Form = typed("style", "moving", "pace", "long")
		}
	}
	return d
}

func afterwards() []Example {
	done := func(said string, strong bool, change ...string) ui.AfterPage {
		d := ui.AfterPage{Frame: frame("calm.title", "heart", ui.KeptDevice), Change: change, Said: said, Strong: strong, Choices: append(
			[]ui.Choice{{Address: "/calm/grounding", Label: guide("grounding").Title, Line: say("after.other")}}, ways("/journal/new", "way.write")...)}
		if strong {
			d.Calls = []ui.Call{{Name: "Kim", Number: "+44 20 7946 0018", Tel: "+442079460018", Note: "She only listens."}}
			d.Choices = append(ways("/safety", "calm.people"), d.Choices...)
		}
		return d
	}
	return []Example{
		{"practice/breathing, still", ui.Practice(practice("breathing", typed("style", "still", "pace", "short")))},
		{"practice/breathing, silent", ui.Practice(practice("breathing", typed("style", "silent", "pace", "long")))},
		{"practice/breathing, with a problem", ui.Practice(practice("breathing", with(typed("style", "still", "pace", "long"), "after", "problem.after.range")))},
		{"calm/stopped", ui.Plain(frame("calm.title", "heart", ui.KeptLocked), say("calm.stopped.title"), []string{say("calm.stopped"), say("calm.stopped.next")},
			append([]ui.Choice{{Address: "/calm/grounding", Label: guide("grounding").Title}}, ways("/safety", "calm.people", "/heart", "calm.back")...))},
		{"calm/none", ui.Plain(frame("calm.title", "heart", ui.KeptDevice), say("calm.none.title"), []string{say("calm.none"), say("calm.none.people")},
			ways("/safety", "calm.people", "/calm/all", "calm.list"))},
		{"after/less", ui.After(done(say("after.kept.device"), false, say("after.less", "from", "8", "to", "6")))},
		{"after/same", ui.After(done(say("after.kept.visit"), false, say("after.same", "n", "5")))},
		{"after/more", ui.After(done(say("after.locked"), false, say("after.more", "from", "5", "to", "7")))},
		{"after/strong", ui.After(done(say("after.notkept"), true, say("after.more", "from", "8", "to", "10"), say("after.more.not")))},
	}
}
