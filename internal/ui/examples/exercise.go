package examples

import "snowdrop/internal/ui"

// exercises are the practices that are written, in each of their states.
func exercises() []Example {
	base := func(kept ui.Kept, id string) ui.ExercisePage {
		g := guide(id)
		return ui.ExercisePage{Frame: frame("place.heart", "heart", kept), Title: say("exercise." + id), Guide: &g, ID: "a", Action: "/heart/try/" + id, Draft: "heart/try/" + id}
	}
	scale := ui.Question{Name: "before", Legend: say("exercise.now"), Scale: true, Options: ui.ZeroToTen(say("scale.calm"), say("scale.worst"))}
	area := func(name, label string) ui.ExerciseField {
		f := ui.ExerciseField{Label: say(label), Rows: 3}
		f.Name = name
		return f
	}
	ask := func(name, label, prefix string, values ...string) ui.ExerciseField {
		return ui.ExerciseField{Question: ui.Question{Name: name, Legend: say(label), Words: true, Options: options(prefix, values...)}}
	}

	first := base(ui.KeptDevice, "friend")
	first.First, first.Evidence = first.Guide.Blocks[:2], first.Guide.Evidence
	first.Fields = []ui.ExerciseField{area("hard", "exercise.friend.hard"), area("say", "exercise.friend.say")}
	first.Before, first.AskBefore = scale, say("exercise.before")
	first.Next, first.Found = ui.Option{Value: "1", Label: say("exercise.friend.see")}, true

	wrong := first
	wrong.Kept, wrong.Locked, wrong.Draft, wrong.Found = ui.KeptLocked, say("exercise.locked"), "", false
	wrong.Form = with(with(typed("hard", "…"), "say", "exercise.problem.long"), "before", "problem.before.range")

	read := base(ui.KeptDevice, "friend")
	read.Lead, read.Quote = say("exercise.friend.lead"), "You could not know.\nI am here."
	read.Facts = []ui.Fact{{Name: say("exercise.friend.hard"), Value: "I worked too much."}}
	read.After, read.AskAfter = scale, say("exercise.after")
	read.After.Name = "after"
	read.Keep, read.KeepAs, read.Back = "/heart/try/friend/keep", say("keep"), ui.Option{Value: "0", Label: say("exercise.change")}
	read.Ways = []ui.Choice{{Address: "/heart/try", Label: say("exercise.all")}, {Address: "/calm", Label: say("exercise.calm")}}

	drawn := base(ui.KeptDevice, "pie")
	drawn.Action, drawn.Notice, drawn.Lead, drawn.Strong = "", say("done.device"), say("exercise.pie.lead"), true
	drawn.Edit, drawn.Delete = "/heart/try/mine/a/edit", "/journal/a/delete"
	drawn.Pie = &ui.Pie{Parts: []ui.PiePart{
		{Name: "The long shift", Size: say("exercise.size.small"), Weight: 1},
		{Name: say("exercise.pie.chance.name"), Size: say("exercise.size.large"), Weight: 4},
		{Name: say("exercise.pie.own.name"), Size: say("exercise.size.small"), Weight: 1, Own: true},
	}}

	held := base(ui.KeptDevice, "small-plan")
	held.Step, held.Next = say("exercise.step", "n", "1", "of", "2"), ui.Option{Value: "1", Label: say("exercise.next")}
	held.Why = []string{say("exercise.plan.held"), say("exercise.plan.held.bleeding"), say("exercise.plan.other")}
	held.Fields = []ui.ExerciseField{ask("what", "exercise.small-plan.what", "exercise.small-plan.what.", "bath", "walk", "coffee", "hike", "own")}
	held.Form = typed("what", "hike")

	list := ui.ExerciseList{Frame: frame("place.heart", "heart", ui.KeptDevice), Mine: []ui.Row{{Address: "/heart/try/mine/a", When: "4 March 2026, 14:05", Kind: say("kind.exercise"), Line: say("exercise.pie")}}}
	for _, id := range []string{"friend", "pie", "small-plan"} {
		list.All = append(list.All, ui.Choice{Address: "/heart/try/" + id, Label: say("exercise." + id), Line: say("exercise." + id + ".line")})
	}
	return []Example{
		{"try", ui.Exercises(list)}, {"try/friend", ui.Exercise(first)}, {"try/friend, locked, with problems", ui.Exercise(wrong)},
		{"try/friend, read back", ui.Exercise(read)}, {"try/pie, kept", ui.Exercise(drawn)}, {"try/small-plan, held", ui.Exercise(held)},
	}
}
