package examples

import (
	"strings"

	"snowdrop/internal/ui"
)

// readings are pages of guidance in their rarer states, and the page of all sources.
func readings() []Example {
	f := frame("place.read", "body", ui.KeptLocked)
	old, foreign := guide("expected"), guide("not-yours")
	old.Overdue, old.Reviewer, foreign.Lang = true, "Dr A. Example", "en"
	d := ui.SourcesPage{
		Frame: frame("sources.title", "", ui.KeptVisit), Unread: 1, Sources: 3,
		Pages: []ui.Reviewed{
			{Address: "/read/expected", Title: old.Title, Day: "20 November 2026", Next: "20 May 2027"},
			{Address: "/read/not-yours", Title: foreign.Title, Day: "20 November 2026", Next: "20 May 2027", Reviewer: "Dr A. Example", Overdue: true},
		},
		Rules: []ui.Cited{{Name: "BPAS", Rules: "B10, B11, S1"}, {Name: "NICE NG59 and IFOMPT red flags (not yet checked)", Rules: "K6"}},
		Groups: []ui.SourceGroup{
			{Title: say("sources.group.here"), How: "We read a stored copy of this page.", Sources: []ui.Choice{
				{Address: "/sources/1", Label: "A hospital: after a miscarriage"}, {Address: "/sources/2", Label: "A charity"},
			}},
			{Title: say("sources.group.not"), How: "We have not read this here.", Sources: []ui.Choice{{Address: "/sources/3", Label: "A guideline"}}},
		},
	}
	one := ui.SourcePage{
		Frame: d.Frame, Name: "A hospital: after a miscarriage", How: "We read a stored copy of this page.", Day: "20 November 2026",
		Address: "https://hospital.example/" + strings.Repeat("a-long-way/", 9),
		Pages:   []ui.Choice{{Address: "/read/expected", Label: old.Title}, {Address: "/read/not-yours", Label: foreign.Title}},
		Asked:   []string{"My bleeding was heavy. What can be the reason?"},
	}
	signed := d
	signed.Signed = true
	return []Example{
		{"guide, past its review, signed off", ui.Read(ui.GuidePage{Frame: f, Guide: old})},
		{"guide, in another language", ui.Read(ui.GuidePage{Frame: f, Guide: foreign})},
		{"plain/not here yet", ui.Plain(f, say("read.later.title"), []string{say("read.later"), say("read.later.works")},
			[]ui.Choice{{Address: "/read/expected", Label: say("read.later.again")}, {Address: "/check", Label: say("way.check")}})},
		{"sources", ui.Sources(d)},
		{"sources, a page signed off", ui.Sources(signed)},
		{"source", ui.OneSource(one)},
		{"source, not read and not used", ui.OneSource(ui.SourcePage{Frame: d.Frame, Name: "A guideline", How: "We have not read this here."})},
	}
}
