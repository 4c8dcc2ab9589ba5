package examples

import (
	"strings"

	"snowdrop/internal/ui"
)

// kims are sentences about Kim.
func kims(keys ...string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = say(key, "name", "Kim", "time", "23 November 2026, 12:00")
	}
	return out
}

// invites are inviting somebody, and being invited.
func invites() []Example {
	form := func(kept ui.Kept, titleKey string, change func(*ui.AskedPage)) ui.AskedPage {
		d := ui.AskedPage{Frame: frame("place.together", "together", kept), Title: kims(titleKey)[0], Action: "/together/invite", Back: "/together"}
		change(&d)
		return d
	}
	names := []ui.Field{{Name: "other", Label: say("join.other"), Hint: say("join.other.hint")}, {Name: "me", Label: say("join.me"), Hint: say("join.me.hint")}}
	whom := form(ui.KeptRelay, "join.whom", func(d *ui.AskedPage) {
		d.Sentences = kims("join.whom.lead")
		d.Ways = []ui.Choice{{Address: "/together/invite/x", Label: kims("join.waiting")[0], Line: say("join.open")}}
		for _, who := range []string{"partner", "close", "care", "client"} {
			d.Ways = append(d.Ways, ui.Choice{Address: "/together/invite/for/" + who, Label: say("join.whom." + who), Line: say("join.whom." + who + ".line")})
		}
	})
	partner := form(ui.KeptRelay, "join.for.partner", func(d *ui.AskedPage) {
		d.Sentences, d.Points = kims("join.made.nothing"), kims("join.host.decides", "join.host.body", "join.host.other", "join.host.leave")
		d.Fields, d.Go, d.Form = names, say("join.make"), with(typed("other", "Kim"), "me", "problem.join.name")
	})
	begin := form(ui.KeptLocked, "join.title", func(d *ui.AskedPage) {
		d.Sentences, d.Go = kims("join.lead", "join.locked"), say("join.go")
		d.Fields = []ui.Field{{Name: "words", Label: say("join.words"), Hint: say("join.words.hint"), Words: true, Linked: true}}
		d.Form = with(typed("words", "lantern gravel"), "words", "problem.join.count", "n", "2")
	})
	first := form(ui.KeptVisit, "join.first", func(d *ui.AskedPage) {
		d.Sentences = kims("join.asked.pair", "join.first.place", "join.first.steps", "join.first.wait")
		d.Ways = []ui.Choice{{Address: "/mine/relay", Label: say("join.first.go")}, {Address: "/today", Label: say("not-now")}}
	})
	asked := form(ui.KeptRelay, "join.asked", func(d *ui.AskedPage) {
		d.Sentences, d.Points = kims("join.asked.client"), kims("join.asked.nothing", "join.asked.alone", "join.asked.mine", "join.care.days", "join.care.warning")
		d.Questions = []ui.Question{{Name: "wish", Legend: say("join.wish"), Hint: say("join.wish.hint"), Options: []ui.Option{
			{Value: "yes", Label: say("join.wish.yes")}, {Value: "no", Label: say("join.wish.no")}}}}
		d.Fields, d.Go = names, say("join.yes")
	})
	let := form(ui.KeptRelay, "join.let", func(d *ui.AskedPage) {
		d.Sentences, d.Points, d.Fields, d.Go = kims("join.let.lead"), kims("join.let.before"), proof(), kims("join.let.go")[0]
	})
	return []Example{
		{"invite", ui.Asked(whom)}, {"invite/partner, with a problem", ui.Asked(partner)}, {"join, locked, with a problem", ui.Asked(begin)},
		{"join/first", ui.Asked(first)}, {"join/asked", ui.Asked(asked)}, {"invite/let", ui.Asked(let)},
	}
}

// invited are the pages of one invite, by how far it is.
func invited() []Example {
	page := func(state string, change func(*ui.InvitePage)) Example {
		d := ui.InvitePage{Frame: frame("place.together", "together", ui.KeptRelay), Title: kims("join." + state)[0], Action: "/together/invite/x"}
		change(&d)
		return Example{"invite/" + state, ui.Invite(d)}
	}
	five := strings.Fields("timing motivate latitude heaviness escapable")
	stop := ui.Option{Value: "stop", Label: say("join.stop")}
	ended := func(d *ui.InvitePage) {
		d.Sentences, d.Answers = kims("join.refused.lead"), []ui.Option{{Value: "away", Label: say("join.away")}}
		d.Ways = []ui.Choice{{Address: "/together/invite", Label: say("join.again")}}
	}
	return []Example{
		page("waiting", func(d *ui.InvitePage) {
			d.Sentences, d.Points, d.Status = kims("join.waiting.lead"), kims("join.waiting.once", "join.waiting.chat"), kims("join.waiting.status")[0]
			d.Link, d.Words, d.Read = "https://app.example/join#"+strings.Join(sevenWords, "-"), sevenWords, say("join.waiting.read", "address", "app.example/join")
			d.Answers = []ui.Option{{Value: "stop", Label: say("join.withdraw")}}
		}),
		page("comparing", func(d *ui.InvitePage) {
			d.Sentences, d.Points, d.Words = kims("join.compare.name", "join.compare.lead"), kims("join.compare.risk", "join.compare.until"), five
			d.Answers = []ui.Option{{Value: "yes", Label: say("join.compare.yes")}, {Value: "no", Label: say("join.compare.no"), Hint: "no"}, stop}
		}),
		page("agreed", func(d *ui.InvitePage) {
			d.Sentences, d.Words, d.Status, d.Answers = kims("join.agreed.lead"), five, kims("join.agreed.status")[0], []ui.Option{stop}
		}),
		page("refused", ended),
	}
}
