package examples

import (
	"strconv"

	"snowdrop/internal/ui"
)

// ownPages are those about a passkey and about erasing, under Mine.
func ownPages() []Example {
	asked := func(titleKey, action, back string, sentences ...string) ui.AskedPage {
		d := ui.AskedPage{Frame: frame("mine.title", "mine", ui.KeptDevice), Title: say(titleKey), Action: action, Back: back, BackLabel: say("erase.back"), Form: typed()}
		for _, key := range sentences {
			d.Sentences = append(d.Sentences, say(key))
		}
		return d
	}
	question := asked("passkey.title", "/mine/passkey", "/mine", "passkey.lead")
	question.Go = say("passkey.go")
	question.Questions = []ui.Question{{Name: "someone", Legend: say("passkey.someone"), Hint: say("passkey.someone.hint"), Options: options("passkey.someone.", "yes", "no")}}
	unanswered := question
	unanswered.Form = with(typed(), "someone", "problem.choose")
	risks := asked("passkey.title", "/mine/passkey", "/mine")
	risks.Points, risks.Go = []string{say("passkey.risk.phone"), say("passkey.risk.list"), say("passkey.risk.copy"), say("passkey.risk.still")}, say("passkey.go")
	risks.Fields = []ui.Field{{Name: "passphrase", Label: say("proof.passphrase"), Hint: say("proof.why"), Secret: true}}
	make := asked("passkey.title", "/mine/passkey", "/mine", "passkey.now")
	make.Go = say("passkey.make")
	here := asked("passkey.title", "/mine/passkey", "/mine", "passkey.here", "passkey.here.list")
	here.Notice, here.Go = say("done.passkey"), say("passkey.drop")

	ways := ui.ErasePage{AskedPage: asked("erase.title", "/mine/erase", "/mine", "erase.lead")}
	ways.Points = []string{say("erase.never"), say("erase.shared"), say("erase.copies"), say("erase.relay"), say("erase.others")}
	ways.Ways = []ui.Choice{{Address: "/mine/erase/rhythm", Label: say("erase.rhythm"), Line: say("erase.state.off")}, {Address: "/mine/erase/older", Label: say("erase.older"), Line: say("erase.older.line")},
		{Address: "/mine/forget", Label: say("forget.title"), Line: say("erase.forget.line")}, {Address: "/mine/delete", Label: say("delete.go"), Line: say("delete.lead")}}
	remembered := ui.Question{Name: "remember", Legend: say("erase.remember"), Many: true, Options: options("erase.remember.", "yes")}
	rhythm := ui.ErasePage{AskedPage: asked("erase.rhythm", "/mine/erase/rhythm", "/mine/erase")}
	days := ui.Question{Name: "days", Legend: say("erase.days")}
	for _, n := range []int{7, 14, 30, 90, 365} {
		days.Options = append(days.Options, ui.Option{Value: strconv.Itoa(n), Label: say("erase.days." + strconv.Itoa(n))})
	}
	rhythm.Sentences, rhythm.Points = []string{say("erase.state.works", "n", "30")}, []string{say("erase.takes"), say("erase.takes.more"), say("erase.leaves"), say("erase.never")}
	rhythm.Questions, rhythm.Go = []ui.Question{days, remembered}, say("erase.look")
	rhythm.Presses = []ui.Press{{Label: say("erase.pause"), Held: [][2]string{{"step", "pause"}}}, {Label: say("erase.off"), Held: [][2]string{{"step", "off"}}}}
	secret := ui.Field{Name: "passphrase", Label: say("proof.passphrase"), Hint: say("proof.why"), Secret: true}
	on := ui.ErasePage{AskedPage: asked("erase.rhythm", "/mine/erase/rhythm", "/mine/erase/rhythm", "erase.on.lead")}
	on.Sentences = append(on.Sentences, say("erase.would", "n", "12", "first", "2 May 2026", "last", "20 October 2026"), say("erase.kind", "kind", say("kind.entry"), "n", "12"), say("erase.binned", "n", "2"))
	on.Fields, on.Go, on.Danger = []ui.Field{secret}, say("erase.on"), true
	clock := on
	clock.Sentences = []string{say("erase.clock", "today", "3 May 2030"), say("erase.clock.seen", "day", "22 November 2026"), say("erase.clock.waits")}
	clock.Go, clock.Danger, clock.Presses = say("erase.clock.right"), false, rhythm.Presses
	older := ui.ErasePage{AskedPage: asked("erase.older", "/mine/erase/older", "/mine/erase", "erase.older.lead")}
	older.Day, older.Go = ui.Field{Name: "day", Label: say("erase.day"), Hint: say("erase.day.hint")}, say("erase.look")
	older.Questions = []ui.Question{remembered, {Name: "drafts", Legend: say("erase.drafts"), Many: true, Options: options("erase.drafts.", "yes")}}
	late := older
	late.Form = with(typed("day", "2027-01-01"), "day", "problem.erase.day")
	return []Example{
		{"passkey", ui.Asked(question)}, {"passkey/without an answer", ui.Asked(unanswered)}, {"passkey/risks", ui.Asked(risks)},
		{"passkey/make", ui.PasskeyPage(make, ui.Passkey{How: "make", Input: "aW5wdXQ"})}, {"passkey/here", ui.PasskeyPage(here, ui.Passkey{How: "forget", Credential: "Y3JlZA"})},
		{"erase", ui.Erase(ways)}, {"erase/rhythm", ui.Erase(rhythm)}, {"erase/before it is on", ui.Erase(on)}, {"erase/the clock", ui.Erase(clock)},
		{"erase/older", ui.Erase(older)}, {"erase/another day", ui.Erase(late)},
	}
}
