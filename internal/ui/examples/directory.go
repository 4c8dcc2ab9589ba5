package examples

import "snowdrop/internal/ui"

// finds are where to find help.
func finds() []Example {
	option := func(values ...string) []ui.Option {
		var out []ui.Option
		for _, v := range values {
			out = append(out, ui.Option{Value: v, Label: v})
		}
		return out
	}
	f := frame("place.find", "together", ui.KeptVisit)
	organisation := ui.FindEntry{
		Reach: ui.Reach{Name: "Miscarriage UK", Number: "0303 003 6464", Tel: "03030036464", Notes: []string{"Monday, Tuesday and Thursday 9am to 4pm."}},
		Facts: []ui.Fact{{Name: say("find.site"), Value: "miscarriageassociation.org.uk"}},
		Says:  say("find.read", "source", "miscarriageassociation.org.uk", "day", "20 November 2026", "until", "20 May 2027"),
	}
	old := organisation
	old.Old, old.Says = say("find.old", "day", "20 November 2026", "until", "20 May 2027"), say("find.old.source", "source", "miscarriageassociation.org.uk")
	text := ui.FindEntry{Reach: ui.Reach{Name: "Shout", SMS: "85258", Notes: []string{"Text SHOUT to 85258."}}, Says: say("find.unverified")}
	hands := ui.FindEntry{
		Reach: ui.Reach{Name: "Quiet Hands (made up)", Number: "+44 100 200 303", Tel: "+44100200303", Own: true}, About: "Made-up example. Fully dressed, you can stop at any moment.",
		Facts:   []ui.Fact{{Name: say("find.where"), Value: "Madeupham"}, {Name: say("find.languages"), Value: "English"}, {Name: say("find.cost"), Value: "50 an hour"}},
		LabelAt: "/read/hands-cranio", Label: guide("hands-cranio").Evidence,
		Says: say("find.says", "host", "Riverbank (made up)", "day", "20 November 2026", "until", "20 May 2027"),
	}
	ana := ui.FindEntry{
		Reach: ui.Reach{Name: "Ana Example, psychologist", Own: true}, About: "Made-up example.", Facts: []ui.Fact{{Name: say("find.where"), Value: "Madeupham · " + say("find.online.yes")}, {Name: say("find.email"), Value: "ana@example.org"}},
		Old: old.Old, Says: say("find.says.old", "host", "Riverbank (made up)"),
	}
	d := ui.FindPage{
		Frame: f, Form: typed("country", "GB", "kind", "therapist"), Host: "Riverbank (made up)", Country: option("GB", "IE"), Place: option("Anywhere", "Madeupham"), Language: option("English"),
		Kinds:     ui.Question{Name: "kind", Legend: say("find.kind"), Many: true, Options: options("find.", "talk", "groups", "therapist", "group", "physiotherapist", "bodywork")},
		Online:    ui.Question{Name: "online", Legend: say("find.online"), Many: true, Options: []ui.Option{{Value: "yes", Label: say("find.online.yes")}}},
		Emergency: []ui.Call{{Name: "Emergency: ambulance", Number: "999", Tel: "999"}},
		Groups: []ui.FindGroup{
			{ID: "crisis", Title: say("find.group.crisis"), Entries: []ui.FindEntry{text}}, {ID: "groups", Title: say("find.groups"), Entries: []ui.FindEntry{organisation, old}},
			{ID: "therapist", Title: say("find.therapist"), Lead: say("find.host", "host", "Riverbank (made up)"), Entries: []ui.FindEntry{ana}},
			{ID: "bodywork", Title: say("find.bodywork"), Lead: say("find.host", "host", "Riverbank (made up)"), Entries: []ui.FindEntry{hands}},
		},
		Ways: ways("/heart/after/help", "after.help", "/safety", "after.safety"),
	}
	empty := ui.FindPage{
		Frame: frame("place.find", "together", ui.KeptLocked), Country: d.Country, Kinds: d.Kinds, Unread: say("find.unread.missing"), Emergency: d.Emergency, Ways: d.Ways,
		Groups: []ui.FindGroup{{ID: "groups", Title: say("find.groups"), Lead: say("find.group.groups.none")}, {ID: "near", Title: say("find.near"), Lead: say("find.near.nobody")}},
	}
	return []Example{{"find", ui.FindHelp(d)}, {"find, with nobody near", ui.FindHelp(empty)}}
}
