package examples

import (
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/ui"
)

// shares are showing something to somebody, and what there is with one person.
func shares() []Example {
	on := func() ui.Frame { return frame("place.together", "together", ui.KeptRelay) }
	day := func(n int) time.Time { return time.Date(2026, 9, n, 12, 0, 0, 0, time.UTC) }
	entry := ui.Copied{Kind: say("kind.entry"), Day: "4 March 2026", Parts: []ui.CopiedPart{
		{ID: "shown-0", Name: say("fact.prompt"), Text: "What would you say to a friend?"},
		{ID: "shown-1", Own: true, Text: "It was not your fault.\nI would sit with you.", State: say("share.rest.nothere")},
		{ID: "shown-2", Photo: &ui.Photo{ID: "p", Alt: "The lake", State: say("photo.nothere")}},
	}}
	result := ui.Copied{Kind: say("kind.measure"), Day: "18 September 2026", Lang: "es", Parts: []ui.CopiedPart{
		{ID: "shown-0", Name: say("measure.fact.name"), Text: "PHQ-9"}, {ID: "shown-1", Name: say("measure.fact.number"), Text: "10"},
		{ID: "shown-2", Name: "PHQ-9", Pictures: []chart.Series{{
			ID: "shown-2-0", Title: "PHQ-9", Summary: say("chart.summary", "n", "2", "last", "10"), When: say("chart.when"), What: say("measure.number"), AsTable: say("chart.table"),
			From: day(1), To: day(29), Max: 27, Ticks: []chart.Tick{{Value: 0, Label: "0"}, {Value: 27, Label: "27"}}, Layout: "2 January 2006",
			Points: []chart.Point{{At: day(4), Value: 12, Label: "12"}, {At: day(18), Value: 10, Label: "10"}},
		}}},
		{ID: "shown-3", Name: "Medicines", Text: "As noted.", Head: []string{"When", "Name"}, Table: [][]string{{"4 March", "a tablet"}}, Lines: []ui.Fact{{Name: "–", Value: "May I swim?"}}},
	}}
	sees := say("share.sees", "name", "James")
	whom := ui.SharedPage{Frame: on(), Notice: say("done.shown"), Heading: say("share.title"), Lead: []string{"Writing, 4 March 2026, 02:05."}, Groups: []ui.SharedGroup{
		{ID: "seeing", Title: say("share.seeing"), Things: []ui.SharedThing{{
			Title: sees, Line: say("share.sees.look"), Address: "/together/with/x/y", Mark: say("waiting.mark"), Do: say("share.back"), Action: "/together/share/y/x/back",
		}}},
		{ID: "whom", Title: say("share.whom"), Lead: say("share.whom.lead"), Ways: []ui.Choice{
			{Address: "/together/share/y/z", Label: "Ana", Line: say("share.whom.first")}, {Address: "/together/invite", Label: say("share.invite")},
		}},
	}, Ways: []ui.Choice{{Address: "/together/seen", Label: say("share.seen")}}}
	preview := ui.PreviewPage{
		Frame: on(), Heading: say("share.show.title", "name", "Ana"), Lead: []string{say("share.preview", "name", "Ana"), say("share.warning", "name", "Ana")}, Copy: &entry,
		Action: "/together/share/y/x", Go: say("share.show", "name", "Ana"), Back: "/together/share/y", Held: [][2]string{{"part", "text"}},
		Form:    typed("part", "text", "part", "line-0"),
		Usual:   ui.Question{Name: "part", Legend: say("share.parts"), Many: true, Options: []ui.Option{{Value: "line-0", Label: "Written to: What would you say to a friend?"}, {Value: "text", Label: "It was not your fault. …"}}},
		Private: ui.Question{Name: "private", Legend: say("share.private"), Hint: say("share.private.hint"), Many: true, Options: []ui.Option{{Value: "note", Label: say("share.part.note")}}},
	}
	nothing := preview
	nothing.Copy, nothing.Lead, nothing.Form = nil, []string{say("share.preview.none")}, with(typed(), "part", "problem.share.none")
	return append([]Example{
		{"share/under an entry", pageOf("share", join(ui.Share(on(), ui.ShareThis{Address: "/together/share/y"}), ui.Share(on(), ui.ShareThis{Address: "/together/share/z", Shown: []string{sees}})))},
		{"share/a copy alone", pageOf("copy", ui.Copy(on(), entry))},
		{"share/whom", ui.Shared(whom)}, {"share/preview", ui.Preview(preview)}, {"share/preview, nothing ticked", ui.Preview(nothing)},
	}, withOne(on, result)...)
}

// withOne is what there is with one person.
func withOne(on func() ui.Frame, result ui.Copied) []Example {
	theirs := ui.SharedThing{Title: "Writing · 4 March 2026", Line: "I thought of you at the lake.", Address: "/together/with/x/a", Mark: say("share.new")}
	mine := ui.SharedThing{Title: "Check-in · 3 March 2026", Line: "Sleep: 4 hours", Address: "/together/with/x/b", Do: say("share.back"), Action: "/together/with/x/b/back"}
	space := ui.SharedPage{Frame: on(), Heading: "James", Named: true, News: []string{say("share.notice.joined", "name", "James", "day", "3 March 2026")}, Lead: []string{say("share.lead.pair", "name", "James")},
		Facts: []ui.Fact{{Name: say("share.in"), Value: say("share.in.both", "me", "Sarah", "name", "James")}, {Name: say("share.since"), Value: "1 March 2026"}},
		Groups: []ui.SharedGroup{
			{ID: "theirs", Title: say("share.theirs"), Things: []ui.SharedThing{theirs}},
			{ID: "mine", Title: say("share.mine", "name", "James"), Things: []ui.SharedThing{mine}},
			{ID: "two", Title: say("share.two"), Ways: []ui.Choice{{Address: "/together/us/x", Label: say("share.us"), Line: say("share.us.line")}}},
			{ID: "about", Title: say("share.about"), Things: []ui.SharedThing{{Title: say("share.quiet.lead", "name", "James"), Do: say("share.quiet.on"), Action: "/together/with/x/quiet"}}, Ways: []ui.Choice{
				{Address: "/together/with/x/leave", Label: say("share.leave.title"), Line: say("share.leave.line")},
			}},
		}}
	stopped := space
	stopped.News, stopped.Groups, stopped.Lead = []string{say("share.notice.forked", "day", "3 March 2026")}, space.Groups[3:], []string{say("share.lead.stopped"), say("share.lead.on", "name", "James")}
	item := ui.SharedPage{Frame: on(), Heading: say("share.item.theirs", "name", "James"), Copy: &result, Groups: []ui.SharedGroup{
		{ID: "answers", Title: say("share.answers"), Things: []ui.SharedThing{{Title: "James", Text: "Thank you.\nThat helps."}}, Form: &ui.SharedForm{
			Action: "/together/with/x/a/reply", Field: "words", Label: say("share.answer", "name", "James"), Hint: say("share.answer.hint", "name", "James"), Go: say("share.answer.go"), ID: "n",
			Form: with(typed(), "words", "problem.share.words"),
		}},
		{Things: []ui.SharedThing{{Title: say("share.back.lead", "name", "James"), Do: say("share.back"), Action: "/together/with/x/a/back"}}},
	}}
	leave := ui.AskedPage{
		Frame: on(), Title: say("share.leave.title"), Sentences: []string{say("share.leave.lead")}, Points: []string{say("share.leave.theirs", "name", "James"), say("share.leave.seen", "name", "James")},
		Action: "/together/with/x/leave", Go: say("share.leave.go"), Danger: true, Back: "/together/with/x", Form: typed("tell", "no", "back", "yes"), Questions: []ui.Question{
			{Name: "tell", Legend: say("share.tell"), Options: []ui.Option{{Value: "no", Label: say("share.tell.no", "name", "James")}, {Value: "yes", Label: say("share.tell.yes", "name", "James")}}},
		},
	}
	seen := ui.SharedPage{Frame: on(), Heading: say("share.seen"), Lead: []string{say("share.seen.lead")}}
	for _, who := range []string{"James", "Ana"} {
		at, both := "/together/with/"+who, mine
		both.Action, both.Of = at+"/b/back", who
		seen.Groups = append(seen.Groups, ui.SharedGroup{ID: "who-" + who, Title: say("share.seen.who", "name", who), Things: []ui.SharedThing{
			both, {Title: say("share.said"), Do: say("share.said.back"), Action: at + "/said", Of: who},
		}, Ways: []ui.Choice{{Address: at + "/leave", Label: say("share.seen.end", "name", who)}, {Address: at, Label: say("share.space", "name", who)}}})
	}
	return []Example{{"share/who can see what", ui.Shared(seen)}, {"share/with one", ui.Shared(space)}, {"share/stopped", ui.Shared(stopped)}, {"share/one thing", ui.Shared(item)}, {"share/leave", ui.Asked(leave)}}
}
