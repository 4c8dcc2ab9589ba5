package examples

import (
	"snowdrop/internal/guidance/bodywork"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// hands are the pages of bodywork.
func hands() []Example {
	var out []Example
	for _, id := range []string{"hands", "hands-cranio", "hands-massage", "hands-physio", "hands-yoga"} {
		out = append(out, Example{"bodywork/" + id, ui.BodyworkRead(ui.BodyworkPage{
			Frame: frame("place.read", "body", ui.KeptLocked), Guide: guide(id),
			Ways: ways("/body/hands/first", "hands.way.first", "/body/hands/card", "hands.way.card", "/body/hands/log", "hands.way.log"),
		})})
	}
	out = append(out, handsFirst()...)
	out = append(out, handsCards()...)
	return append(out, handsLog()...)
}

func handsFirst() []Example {
	list := func(form ui.Form) ui.BodyworkListPage {
		return ui.BodyworkListPage{
			Frame: frame("place.read", "body", ui.KeptDevice), Form: form,
			List: ui.Question{Name: "signs", Legend: say("hands.first.list"), Many: true, Options: options("hands.sign.", bodywork.Signs()...)},
		}
	}
	held := func(level, do string) ui.BodyworkHeldPage {
		d := ui.BodyworkHeldPage{Frame: frame("place.read", "body", ui.KeptDevice), Level: level, Do: do, Ways: ways("/body/hands/card", "hands.way.card")}
		d.Reasons = []ui.BodyworkReason{
			{Sentence: say("hands.sign.bleeding"), Because: "You soak a full pad an hour. It has lasted 2 hours, or you did not say how long.", Sources: []string{say("hands.why.source", "source", "Healthy Parents, Alberta", "day", "20 November 2026")}},
			{Sentence: say("hands.why.check.urgent", "when", "3 March 2026, 21:40")},
			{Sentence: say("hands.why.unfinished", "when", "3 March 2026, 21:50")},
		}
		return d
	}
	emergency := held("emergency", say("hands.held.emergency", "number", "999"))
	emergency.Calls, emergency.CrisisLead, emergency.Crisis = gb(directory().Emergency), say("result.crisis"), gb(directory().Crisis)
	urgent := held("urgent", say("hands.held.urgent"))
	urgent.Calls = gb(directory().Advice)
	unknown := held("", say("hands.held.unknown"))
	unknown.Kept, unknown.Reasons = ui.KeptLocked, []ui.BodyworkReason{{Sentence: say("hands.why.locked")}}
	unknown.Ways = ways("/unlock", "hands.unlock")
	ask := func(form ui.Form) ui.BodyworkAskPage {
		return ui.BodyworkAskPage{
			Frame: frame("place.read", "body", ui.KeptDevice), Form: form, Guide: guide("hands-ask"),
			Alarm: ui.Question{Name: "alarm", Legend: say("hands.remind.alarm"), Options: options("hands.remind.alarm.", "none", "hour", "day")},
			Ways:  ways("/body/hands/card", "hands.way.card"),
		}
	}
	return []Example{
		{"bodywork/first", ui.BodyworkList(list(ui.Form{}))},
		{"bodywork/first, nothing ticked", ui.BodyworkList(list(with(ui.Form{}, "signs", "problem.hands.choose")))},
		{"bodywork/held, emergency", ui.BodyworkHeld(emergency)},
		{"bodywork/held, today", ui.BodyworkHeld(urgent)},
		{"bodywork/held, not known", ui.BodyworkHeld(unknown)},
		{"bodywork/ask", ui.BodyworkAsk(ask(typed("what", say("hands.remind.word"), "alarm", "none")))},
		{"bodywork/ask, with problems", ui.BodyworkAsk(ask(with(with(typed("what", "a word", "day", "2026-03-03"), "day", "problem.hands.past"), "clock", "problem.hands.clock")))},
	}
}

func handsCards() []Example {
	card := func(form ui.Form) ui.BodyworkCardPage {
		return ui.BodyworkCardPage{
			Frame: frame("hands.card", "body", ui.KeptDevice), Form: form, Action: "/body/hands/card", ID: id,
			Wishes: ui.Question{Name: "wishes", Legend: say("hands.card.wishes"), Many: true, Options: options("hands.wish.", journal.CardWishes...)},
			Stop:   ui.Question{Name: "stop", Legend: say("hands.card.stop"), Options: options("hands.card.stop.", "word", "hand")},
			Tell:   ui.Question{Name: "tell", Legend: say("hands.card.tell"), Many: true, Options: options("hands.card.tell.", "yes")},
		}
	}
	full := card(typed("touch", "shoulder-left", "touch", "shoulder-right", "no_touch", "lower-belly", "no_touch", "pelvis", "wishes", "ask-first", "wishes", "door-open", "stop", "hand", "words_for", "Kim"))
	full.Mine = []ui.Choice{{Address: "/body/hands/card/" + id, Label: say("hands.card.mine"), Line: say("hands.card.mine.line", "when", "1 March 2026, 03:15")}}
	shown := ui.BodyworkShownPage{
		Frame: frame("hands.shown", "body", ui.KeptDevice), Touch: []string{"shoulder-left", "shoulder-right", "neck"}, NoTouch: []string{"lower-belly", "pelvis", "back-thigh-left"},
		Wishes: []string{say("hands.wish.ask-first"), say("hands.wish.door-open"), say("hands.wish.warm")}, Stop: say("hands.shown.stop.hand"),
		Words: "Kim", Note: "My hands get cold.",
	}
	shown.Plain = true
	open := shown
	open.Action, open.Hidden, open.Keep = "/body/hands/card", [][2]string{{"wishes", "warm"}}, true
	open.Tell = say("hands.card.tell.usual")
	locked := shown
	locked.Frame = frame("hands.shown", "body", ui.KeptLocked)
	locked.Action, locked.Locked, locked.Note = "/body/hands/card", true, longText
	kept := shown
	kept.Notice, kept.Edit, kept.Delete = say("done.device"), "/body/hands/card/"+id+"/edit", "/journal/"+id+"/delete"
	kept.Stopped = say("stopped.back") // nothing of this is printed
	waited := full
	waited.Action, waited.Waited, waited.Mine = "/body/hands/card/"+id+"/edit", "journal/"+id, nil
	return []Example{
		{"bodywork/card, empty", ui.BodyworkCardForm(card(ui.Form{}))},
		{"bodywork/card, filled in", ui.BodyworkCardForm(full)},
		{"bodywork/card, with problems", ui.BodyworkCardForm(card(with(with(typed("touch", "neck", "no_touch", "neck", "stop", "own"), "no_touch", "problem.no_touch.both", "places", "Neck"), "stop_own", "problem.stop_own.empty")))},
		{"bodywork/card, nothing filled in", ui.BodyworkCardForm(card(with(ui.Form{}, "card", "problem.card.empty")))},
		{"bodywork/card, what waited", ui.BodyworkCardForm(waited)},
		{"bodywork/card shown", ui.BodyworkCard(open)},
		{"bodywork/card shown, locked", ui.BodyworkCard(locked)},
		{"bodywork/card kept", ui.BodyworkCard(kept)},
	}
}

func handsLog() []Example {
	n := func(v int) *int { return &v }
	empty := ui.BodyworkLogPage{Frame: frame("hands.log", "body", ui.KeptDevice), Limit: guide("hands-log").Blocks, Guide: guide("hands-log")}
	full := empty
	full.Notice = say("done.device")
	full.Alarm = say("hands.log.alarm.pain", "n", "8", "when", "4 March 2026")
	full.Pictures = []ui.Strokes{
		{ID: "comfort", Title: say("hands.comfort"), Summary: say("hands.log.summary", "n", "4", "last", say("hands.log.pair", "before", "3", "after", "3")), From: "1 Feb", To: "4 Mar",
			Sessions: []ui.Stroke{{At: 0, Before: n(2), After: n(7)}, {At: 0.3, Before: n(4), After: n(3)}, {At: 0.7, After: n(10)}, {At: 1, Before: n(3), After: n(3)}}},
		{ID: "pain", Title: say("hands.pain"), Summary: say("hands.log.summary", "n", "1", "last", say("hands.log.pair", "before", say("hands.log.unsaid"), "after", "8")), From: "4 Mar", To: "4 Mar",
			Sessions: []ui.Stroke{{At: 0.5, After: n(8)}}},
	}
	full.Table = ui.SessionTable{
		Heads: []string{say("hands.log.when"), say("hands.log.what"), say("hands.comfort"), say("hands.pain"), say("hands.mood"), say("hands.log.again")},
		Rows: [][]string{
			{"4 March 2026", say("hands.practice.massage"), "3 before, 3 after", "not said before, 8 after", "not said before, not said after", ""},
			{"1 February 2026", say("hands.practice.cranio"), "2 before, 7 after", "not said before, not said after", "not said before, not said after", say("hands.session.again.yes")},
		},
	}
	full.Tension, full.When = []string{"neck", "shoulder-left", "jaw"}, "4 March 2026"
	full.Rows = []ui.Row{{Address: "/journal/" + id, When: "4 March 2026, 14:05", Kind: say("kind.session"), Line: "Massage · Pain: not said before, 8 after"}}
	session := func(form ui.Form) ui.BodyworkSessionPage {
		d := ui.BodyworkSessionPage{
			Frame: frame("hands.session", "body", ui.KeptDevice), Form: form, Action: "/body/hands/log/new", Draft: "body/hands/log/new", ID: id,
			Practice: ui.Question{Name: "practice", Legend: say("hands.session.practice"), Options: options("hands.practice.", journal.BodyworkPractices...)},
			Again:    ui.Question{Name: "again", Legend: say("hands.session.again"), Words: true},
		}
		for _, a := range journal.SessionAgains {
			d.Again.Options = append(d.Again.Options, ui.Option{Value: a, Label: say("hands.session.again." + a)})
		}
		for _, when := range []string{"before", "after"} {
			all := []ui.Question{
				{Name: "comfort_" + when, Legend: say("hands.comfort"), Scale: true, Options: ui.ZeroToTen(say("hands.scale.comfort"), say("hands.scale.comfort.best"))},
				{Name: "pain_" + when, Legend: say("hands.pain"), Scale: true, Options: ui.ZeroToTen(say("scale.none"), say("scale.worst"))},
				{Name: "mood_" + when, Legend: say("hands.mood"), Scale: true, Options: ui.ZeroToTen(say("hands.scale.mood"), say("hands.scale.mood.best"))},
			}
			if d.Before == nil {
				d.Before = all
			} else {
				d.After = all
			}
		}
		return d
	}
	return []Example{
		{"bodywork/log, empty", ui.BodyworkLog(empty)},
		{"bodywork/log", ui.BodyworkLog(full)},
		{"bodywork/session, empty", ui.BodyworkSession(session(typed("day", "2026-03-04")))},
		{"bodywork/session, filled in", ui.BodyworkSession(session(typed("day", "2026-03-04", "practice", "massage", "comfort_before", "3", "comfort_after", "7", "regions", "neck", "reaction", longText, "practitioner", "Kim", "cost", "45 €", "again", "unsure")))},
		{"bodywork/session, with problems", ui.BodyworkSession(session(with(with(typed("day", ""), "day", "problem.hands.day"), "session", "problem.session.empty")))},
	}
}
