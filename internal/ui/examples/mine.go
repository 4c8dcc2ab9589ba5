package examples

import (
	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

func mine() []Example {
	page := func(kept ui.Kept, change func(*ui.MinePage)) ui.MinePage {
		question := func(name string, values ...string) ui.Question {
			return ui.Question{Name: name, Legend: say("display." + name), Options: options("display."+name+".", values...)}
		}
		d := ui.MinePage{Frame: frame("mine.title", "mine", kept), Chosen: "GB", Form: typed("lock-after", "300", "theme", "auto", "size", "normal"),
			Theme: question("theme", "auto", "light", "dark"), SizeQ: question("size", "normal", "large", "larger"),
			LockAfter: ui.Question{Name: "lock-after", Legend: say("lock-after"), Hint: say("lock-after.hint"), Options: options("lock-after.", "60", "300", "900", "3600")},
			Country:   []ui.Option{{Label: say("display.country.none")}}}
		if kept != ui.KeptLocked {
			d.Things = []ui.Choice{{Address: "/mine/take", Label: say("mine.export"), Line: say("mine.export.lead")}, {Address: "/mine/bring", Label: say("mine.bring"), Line: say("mine.bring.line")}}
		}
		if kept.Open() {
			d.Passkey = ui.Choice{Address: "/mine/passkey", Label: say("mine.passkey"), Line: say("mine.passkey.line")}
			d.Seen = []ui.Choice{{Address: "/together/seen", Label: say("mine.seen.go"), Line: say("mine.seen.line")}}
			d.Erasing = say("erase.state.off")
		}
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
			d.State, d.Relay = say("relay.state.waiting", "n", "3"), true
			d.Things = append([]ui.Choice{{Address: "/mine/devices", Label: say("devices.title"), Line: say("mine.devices.line")}}, d.Things...)
			d.Things = append(d.Things, ui.Choice{Address: "/mine/move", Label: say("mine.move"), Line: say("mine.move.line")}, ui.Choice{Address: "/bin", Label: say("bin.go"), Line: say("bin.lead")})
			d.Erasing = say("erase.state.soon", "n", "30", "day", "22 November 2026")
			d.News = []string{say("news.new", "name", "old tablet", "day", "3 March")}
		}))},
		{"mine/damaged", ui.Mine(page(ui.KeptDevice, func(d *ui.MinePage) { d.Damaged = 3 }))},
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
	passkey := unlock
	passkey.Passkey = ui.Passkey{How: "use", Credential: "Y3JlZA", Input: "aW5wdXQ"}
	return []Example{
		{"unlock", ui.Secret(unlock)},
		{"unlock/with a passkey", ui.Secret(passkey)},
		{"unlock/wrong", ui.Secret(wrong)},
		{"keep", ui.Secret(keep)},
		{"keep/with problems", ui.Secret(short)},
		{"passphrase", ui.Secret(change)},
		{"delete", ui.Secret(erase)},
		{"delete/visit", ui.Secret(visit)},
	}
}
