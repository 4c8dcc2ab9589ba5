// Package examples is every component and page with made-up people, for looking at and for tests. It must never be
// reachable from a command that people use, and never hold a word that a real person wrote.
package examples

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
)

// Style is the address that the examples load their style sheet from.
const Style = "/static/style.css"

// Example is one page or component as it may look. A component stands in a page of its own, so that it can be looked
// at alone.
type Example struct {
	Name      string // such as "check/now, with a problem"; unique
	Component templ.Component
}

// Examples lists all of them, in the order of the places.
func Examples() []Example {
	return slices.Concat(start(), check(), results(), today(), checkIns(), journals(), timelines(), writings(), remembers(), feelings(), body(), heart(), together(), safetyPages(), exercises(), measures(), tenPieces(), photos(), calm(), box(), mine(), ownPages(), movePages(), taking(), bringing(), relays(), devices(), guides(), readings(), parts(), bodyMaps(), backPages(), hands(), recoveries(), logs(), shares(), clients(), invites(), invited(), twos(), ceremonies(), lookingAhead(), people())
}

var words = text.English

func say(key string, pairs ...string) string { return words.Say(key, pairs...) }

func frame(titleKey, place string, kept ui.Kept) ui.Frame {
	return ui.Frame{
		Words: words, Title: say(titleKey), Place: place, Kept: kept, Help: "/h/gb", Theme: "auto", Size: "normal", Style: Style,
	}
}

// typed is a form with what was typed, name, value, name, value.
func typed(pairs ...string) ui.Form {
	f := ui.Form{Values: url.Values{}}
	for i := 0; i < len(pairs); i += 2 {
		f.Values.Add(pairs[i], pairs[i+1])
	}
	return f
}

func with(f ui.Form, field, problemKey string, pairs ...string) ui.Form {
	f.Problems = append(f.Problems, ui.Problem{Field: field, Sentence: say(problemKey, pairs...)})
	return f
}

// options are the choices of a question whose sentences are prefix.value.
func options(prefix string, values ...string) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, v := range values {
		key := prefix + v
		if v == "unsure" {
			key = "check.unsure"
		}
		out[i] = ui.Option{Value: v, Label: say(key)}
	}
	return out
}

func scale(name, legendKey, noneKey string) ui.Question {
	return ui.Question{Name: name, Legend: say(legendKey), Scale: true, Options: ui.ZeroToTen(say(noneKey), say("scale.worst"))}
}

func ways(pairs ...string) []ui.Choice {
	var out []ui.Choice
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, ui.Choice{Address: pairs[i], Label: say(pairs[i+1]), Line: say(pairs[i+1] + ".line")})
	}
	return out
}

func start() []Example {
	quiet := frame("start.short", "", ui.KeptVisit)
	large := quiet
	large.Size = "larger"
	return []Example{
		{"start", ui.Start(quiet)},
		{"start, very large letters", ui.Start(large)},
		{"plain/not found", ui.Plain(frame("notfound.title", "", ui.KeptVisit), say("notfound.title"), []string{say("notfound")}, []ui.Choice{{Address: "/", Label: say("wrong.on")}})},
		{"plain/no room left", ui.Plain(frame("wrong.title", "", ui.KeptDevice), say("wrong.title"), []string{say("problem.full")}, []ui.Choice{{Address: "/", Label: say("wrong.on")}})},
	}
}

// guide reads a page of guidance as the app does.
func guide(id string) ui.Guide {
	p, ok := content.PageByID("en", id)
	if !ok {
		panic("examples: there is no page " + id)
	}
	return ui.GuideOf(text.English, p)
}

func guides() []Example {
	var out []Example
	for _, id := range []string{"for", "about", "kept", "expected", "not-yours"} {
		out = append(out, Example{"guide/" + id, ui.Read(ui.GuidePage{Frame: frame("place.read", "", ui.KeptVisit), Guide: guide(id)})})
	}
	return append(out, Example{"guide, with ways on", ui.Read(ui.GuidePage{
		Frame: frame("place.read", "", ui.KeptDevice), Guide: guide("not-yours"),
		Choices: ways("/journal/new", "way.write", "/calm", "way.calm"),
	})}, help("GB"), help(""))
}

func help(code string) Example {
	country, ok := content.CountryByCode(code)
	if !ok {
		country = content.General()
	}
	var cards ui.Cards
	cards.Emergency, cards.Urgent, cards.Soon = helpCards()
	english, _ := text.Help("en")
	return Example{strings.TrimSpace("help " + code), ui.HelpPage(ui.HelpData{Words: english, Country: country, Countries: content.Countries(), Cards: cards})}
}

// join is several components one after the other.
func join(c ...templ.Component) templ.Component { return templ.Join(c...) }

// parts are components that stand in many pages.
func parts() []Example {
	alone := func(name string, c ...templ.Component) Example {
		return Example{"part/" + name, pageOf(name, join(c...))}
	}
	problem := with(typed("name", "as it was typed"), "name", "problem.temperature.range")
	return []Example{
		alone("choices", ui.Choices(ways("/checkin", "way.checkin", "/journal/new", "way.write")), ui.Choices([]ui.Choice{{Address: "/check", Label: say("start.check")}})),
		alone("calls", ui.Calls([]ui.Call{
			{Name: "Emergency", Number: "999", Tel: "999"},
			{Name: "A line with a rather long name for worried people", Number: "0800 000 0000", Tel: "08000000000", Note: "Day and night. " + say("line.unverified")},
			{Name: "By text only", Number: "85258", Note: "Text SHOUT"},
		})),
		alone("error summary", ui.ErrorSummary(frame("start.short", "", ui.KeptVisit), problem), ui.TextField(problem, "name", "A field", "", "text", "", false)),
		alone("fields", ui.TextField(typed(), "plain", "A field", "With a hint", "text", "", false), ui.TextField(problem, "name", "A short field", "", "text", "decimal", true),
			ui.TextField(typed(), "passphrase", say("passphrase"), say("passphrase.hint"), "password", "", false), ui.TextArea(typed("area", "Some words"), "area", "An area", "With a hint", 4)),
		alone("questions", ui.Ask(typed("one", "b"), ui.Question{Name: "one", Legend: "One of these", Options: []ui.Option{{Value: "a", Label: "First"}, {Value: "b", Label: "Second", Hint: "With a hint"}}}),
			ui.Ask(with(typed("many", "a"), "many", "problem.tick"), ui.Question{Name: "many", Legend: "Any of these", Hint: say("check.tick"), Many: true, Options: []ui.Option{{Value: "a", Label: "First"}, {Value: "b", Label: "Second"}}}),
			ui.Ask(typed("number", "7"), scale("number", "checkin.pain", "scale.none"))),
		alone("rows", ui.Rows(rows())),
		alone("prose and origin", ui.Prose(guide("breathing").Blocks), ui.Origin(frame("start.short", "", ui.KeptVisit), guide("breathing"))),
		alone("notice", ui.Notice(say("done.kept"))),
		alone("submit and hidden", ui.Hidden("carried", "a value"), ui.Submit(say("keep"))),
	}
}
