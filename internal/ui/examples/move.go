package examples

import "snowdrop/internal/ui"

// movePages are those about going to another relay, under Mine.
func movePages() []Example {
	asked := func(titleKey, action string, sentences ...string) ui.AskedPage {
		return ui.AskedPage{Frame: frame("mine.title", "mine", ui.KeptRelay), Title: say(titleKey), Action: action, Back: "/mine", BackLabel: say("move.back"), Form: typed(), Sentences: sentences}
	}
	clinic, old := "The clinic", "relay.example"
	secret := ui.Field{Name: "passphrase", Label: say("proof.passphrase"), Secret: true}
	words := ui.Field{Name: "proof", Label: say("proof.words"), Hint: say("proof.why"), Words: true}
	ask := asked("move.title", "/mine/move", say("move.lead"), say("move.words"), say("move.now", "relay", old))
	ask.Points = []string{say("move.comes"), say("move.devices"), say("move.shared"), say("move.guest"), say("move.invites")}
	ask.Questions = []ui.Question{
		{Name: "relay", Legend: say("move.where"), Hint: say("move.where.hint"), Options: []ui.Option{{Value: "https://clinic.example", Label: clinic + " (clinic.example)"}, {Value: "other", Label: say("move.typed")}}},
		{Name: "keep", Legend: say("move.old"), Hint: say("move.old.hint"), Options: []ui.Option{{Value: "no", Label: say("move.old.delete")}, {Value: "yes", Label: say("move.old.keep")}}},
	}
	ask.Fields, ask.Go = []ui.Field{{Name: "address", Label: say("move.address"), Hint: say("move.address.hint")}, secret}, say("move.go")
	ask.Form = typed("keep", "no")
	offline := ask
	offline.Questions = append(append([]ui.Question(nil), ask.Questions...), ui.Question{Name: "without", Legend: say("move.without"), Hint: say("move.without.hint"), Many: true, Options: []ui.Option{{Value: "yes", Label: say("move.without.yes")}}})
	offline.Form = with(typed("keep", "no"), "without", "move.problem.offline")
	nowhere := asked("move.title", "/mine/move", say("move.nowhere"), say("move.nowhere.companion"), say("move.nowhere.export"))
	nowhere.Ways = []ui.Choice{{Address: "/mine/take", Label: say("mine.export.go")}}
	gathers := asked("move.way.title", "/mine/move/stop", say("move.gathers", "relay", old), say("move.gathers.of", "got", "3", "of", "41"))
	gathers.Points, gathers.Go = []string{say("move.gathers.stop")}, say("move.stop")
	fills := asked("move.way.title", "/mine/move", say("move.fills", "relay", clinic), say("move.fills.of", "got", "812", "of", "2040"), say("move.fills.on"))
	fills.Points = []string{say("move.fills.old", "relay", old)}
	cut := asked("move.cut.title", "/mine/move", say("move.cut", "relay", clinic), say("move.cut.safe"), say("move.why.offline"))
	cut.Fields, cut.Go = []ui.Field{words, secret}, say("move.cut.go")
	cut.Questions = []ui.Question{{Name: "stop", Legend: say("move.stop.legend"), Many: true, Options: []ui.Option{{Value: "yes", Label: say("move.stop.yes")}}}}
	there := asked("move.there.title", "/mine/move/end", say("move.there", "relay", clinic), say("move.there.left", "relay", old), say("move.there.others"))
	there.Questions = []ui.Question{{Name: "old", Legend: say("move.old"), Options: []ui.Option{{Value: "anyway", Label: say("move.there.anyway")}, {Value: "leave", Label: say("move.there.leave")}}}}
	there.Fields, there.Go = []ui.Field{secret}, say("move.there.go")
	return []Example{
		{"move", ui.Asked(ask)}, {"move/no answer", ui.Asked(offline)}, {"move/nowhere", ui.Asked(nowhere)}, {"move/files first", ui.Asked(gathers)},
		{"move/on the way", ui.Asked(fills)}, {"move/cut off", ui.Asked(cut)}, {"move/there", ui.Asked(there)},
	}
}
