package examples

import (
	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

func calm() []Example {
	distress, after := scale("distress", "calm.distress", "scale.calm"), scale("after", "calm.after", "scale.calm")
	asked := ui.CalmPage{Frame: frame("calm.title", "calm", ui.KeptVisit), Distress: distress,
		Nearest: ui.Question{Name: "nearest", Legend: say("calm.nearest"), Options: options("calm.nearest.", "thoughts", "body", "away")},
		All:     []ui.Choice{{Address: "/calm/breathing", Label: guide("breathing").Title}, {Address: "/calm/grounding", Label: guide("grounding").Title}}}
	locked := asked
	locked.Frame = frame("calm.title", "calm", ui.KeptLocked)
	practice := func(id, why, before string) ui.PracticePage {
		return ui.PracticePage{Frame: frame("calm.title", "calm", ui.KeptVisit), Guide: guide(id), Why: why, ID: id, Before: before, Breath: id == "breathing", After: after}
	}
	done := func(change, said string, strong bool) ui.AfterPage {
		return ui.AfterPage{Frame: frame("after.title", "calm", ui.KeptDevice), Change: change, Said: said, Strong: strong, Choices: append(
			[]ui.Choice{{Address: "/calm/grounding", Label: guide("grounding").Title, Line: say("after.other")}}, ways("/journal/new", "way.write")...)}
	}
	return []Example{
		{"calm", ui.Calm(asked)},
		{"calm/locked", ui.Calm(locked)},
		{"practice/breathing", ui.Practice(practice("breathing", say("calm.why.body"), "8"))},
		{"practice/grounding", ui.Practice(practice("grounding", say("calm.why.thoughts"), ""))},
		{"after/less", ui.After(done(say("after.less", "from", "8", "to", "6"), say("after.kept.device"), false))},
		{"after/same", ui.After(done(say("after.same", "n", "5"), say("after.kept.visit"), false))},
		{"after/more", ui.After(done(say("after.more", "from", "5", "to", "7"), say("after.locked"), false))},
		{"after/strong", ui.After(done(say("after.more", "from", "8", "to", "10"), say("after.notkept"), true))},
	}
}

func mine() []Example {
	page := func(kept ui.Kept, change func(*ui.MinePage)) ui.MinePage {
		question := func(name string, values ...string) ui.Question {
			return ui.Question{Name: name, Legend: say("display." + name), Options: options("display."+name+".", values...)}
		}
		d := ui.MinePage{Frame: frame("mine.title", "mine", kept), Chosen: "GB", Form: typed("lock-after", "300", "theme", "auto", "size", "normal"),
			Theme: question("theme", "auto", "light", "dark"), SizeQ: question("size", "normal", "large", "larger"),
			LockAfter: ui.Question{Name: "lock-after", Legend: say("lock-after"), Hint: say("lock-after.hint"), Options: options("lock-after.", "60", "300", "900", "3600")},
			Country:   []ui.Option{{Label: say("display.country.none")}}}
		for _, c := range content.Countries() {
			d.Country = append(d.Country, ui.Option{Value: c.Code, Label: c.Name})
		}
		change(&d)
		return d
	}
	return append([]Example{
		{"mine/visit", ui.Mine(page(ui.KeptVisit, func(*ui.MinePage) {}))},
		{"mine/locked", ui.Mine(page(ui.KeptLocked, func(*ui.MinePage) {}))},
		{"mine/device", ui.Mine(page(ui.KeptDevice, func(d *ui.MinePage) { d.Notice = say("done.set") }))},
		{"mine/quiet", ui.Mine(page(ui.KeptDevice, func(d *ui.MinePage) { d.Quiet = true }))},
		{"mine/relay", ui.Mine(page(ui.KeptRelay, func(d *ui.MinePage) {
			d.State, d.Relay, d.Binned = say("relay.state.waiting", "n", "3"), true, 1
			d.News = []string{say("news.new", "name", "old tablet", "day", "3 March")}
		}))},
		{"mine/damaged", ui.Mine(page(ui.KeptDevice, func(d *ui.MinePage) { d.Damaged = 3 }))},
		{"export", ui.Export(ui.ExportPage{Frame: frame("export.title", "mine", ui.KeptDevice)})},
	}, secrets()...)
}

func secrets() []Example {
	page := func(titleKey, action string, kept ui.Kept) ui.SecretPage {
		return ui.SecretPage{Frame: frame(titleKey, "mine", kept), Title: say(titleKey), Action: action}
	}
	unlock := page("unlock.title", "/unlock", ui.KeptLocked)
	unlock.Place, unlock.Old, unlock.Go = "unlock", say("passphrase"), say("unlock.go")
	wrong := unlock
	wrong.Form = with(typed(), "passphrase", "problem.passphrase.wrong")
	keep := page("keep.title", "/mine/keep", ui.KeptVisit)
	keep.Sentences, keep.Risks = []string{say("keep.lead")}, []string{say("keep.risk.forget"), say("keep.risk.clear"), say("keep.risk.phone")}
	keep.New, keep.NewHint, keep.Again, keep.Go, keep.Back = say("passphrase.new"), say("passphrase.hint"), say("passphrase.again"), say("keep.go"), "/today"
	short := keep
	short.Form = with(with(typed(), "new", "problem.passphrase.short"), "new-again", "problem.passphrase.differ")
	change := page("passphrase.change", "/mine/passphrase", ui.KeptDevice)
	change.Sentences, change.Old, change.New, change.Again = []string{say("passphrase.change.lead")}, say("passphrase.old"), say("passphrase.new"), say("passphrase.again")
	change.NewHint, change.Go, change.Back = say("passphrase.hint"), say("passphrase.change.go"), "/mine"
	erase := page("delete.title", "/mine/delete", ui.KeptDevice)
	erase.Sentences, erase.Old = []string{say("delete.device"), say("delete.forgotten")}, say("passphrase")
	erase.Go, erase.Danger, erase.Back = say("delete.yes"), true, "/mine"
	visit := page("delete.title", "/mine/delete", ui.KeptVisit)
	visit.Sentences, visit.Go, visit.Danger, visit.Back = []string{say("delete.visit")}, say("delete.yes"), true, "/mine"
	return []Example{
		{"unlock", ui.Secret(unlock)},
		{"unlock/wrong", ui.Secret(wrong)},
		{"keep", ui.Secret(keep)},
		{"keep/with problems", ui.Secret(short)},
		{"passphrase", ui.Secret(change)},
		{"delete", ui.Secret(erase)},
		{"delete/visit", ui.Secret(visit)},
	}
}
