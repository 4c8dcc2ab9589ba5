// Package recovery is the pages about what to expect, and the one about what happened. It must never keep what was only
// tapped to get an answer, put into an address or a title what happened, or show a size, a picture of a child, or a day
// to reach.
package recovery

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// Place is the part of Body about what to expect.
func Place() screen.Place {
	return screen.Place{
		Later: true,
		Reading: map[string]screen.Screen{
			"GET /body/weeks": weeks, "POST /body/weeks": weeksTapped, "GET /body/weeks/all": whole, "GET /body/weeks/{topic}": topic,
			"GET /body/everyday": everyday,
		},
		Writing: map[string]screen.Screen{
			"GET /body/story":     story,
			"GET /body/story/new": storyAsk, "POST /body/story/new": storyKeep,
			"GET /body/story/{id}/edit": storyEdit, "POST /body/story/{id}/edit": storyEditKeep,
		},
		Kinds:  []screen.Kind{storyKind},
		Offers: offers,
		Forms:  []string{"/body/story/new", "/body/story/{id}/edit"},
	}
}

// weeks answers for the person who told what happened, and asks for three taps where nobody did or it is locked.
func weeks(x *screen.Exchange) {
	told, ok := Told(x)
	d := page(x, "weeks.title", "weeks.lead")
	if !ok {
		d.Ask = ask(x, ui.Form{})
		d.Ways = []ui.Choice{way(x, "/body/weeks/all", "weeks.whole"), {Address: "/body/everyday", Label: x.Say("weeks.everyday"), Line: x.Say("weeks.everyday.lead")}}
		x.Show(http.StatusOK, ui.Weeks(d))
		return
	}
	d.About, d.Told, d.Change = about(x, told), facts(x, told), "/body/story"
	fill(x, &d, recovery.FactsOf(told, x.Now()))
	x.Show(http.StatusOK, ui.Weeks(d))
}

// tapped are the answers of the three taps.
var tapped = map[string]recovery.Facts{
	"expectant": {Way: recovery.Expectant}, "medical": {Way: recovery.Medical}, "surgical": {Way: recovery.Surgical}, "birth": {Way: recovery.Birth},
	"not-begun": {Way: recovery.NotBegun, Kind: recovery.Missed}, "ectopic": {Kind: recovery.Ectopic},
	"methotrexate": {Kind: recovery.Ectopic, Way: recovery.Methotrexate}, "molar": {Kind: recovery.Molar}, "threatened": {Kind: recovery.Threatened},
}

// sinces are spans of days, by their first.
var sinces = map[string]recovery.Days{
	"0": {From: 0, To: 1, Known: true}, "2": {From: 2, To: 6, Known: true}, "7": {From: 7, To: 14, Known: true},
	"15": {From: 15, To: 21, Known: true}, "22": {From: 22, To: 42, Known: true}, "43": {From: 43, To: 365, Known: true},
}

// weeksTapped answers in the page itself. Nothing that was tapped is kept, so it is no 303 and stands in no address.
func weeksTapped(x *screen.Exchange) {
	f := tapped[x.Value("what")]
	f.Band = recovery.FactsOf(journal.Story{HowFar: x.Value("far")}, x.Now()).Band
	f.Since = sinces[x.Value("since")]
	d := page(x, "weeks.title", "weeks.lead")
	d.Ask = ask(x, x.Form())
	fill(x, &d, f)
	x.Show(http.StatusOK, ui.Weeks(d))
}

func page(x *screen.Exchange, title, lead string) ui.WeeksPage {
	return ui.WeeksPage{Frame: x.Frame("weeks.title", "body"), Title: x.Say(title), Lead: x.Say(lead), Notice: x.Notice()}
}

// fill puts the answers in, with the picture before them.
func fill(x *screen.Exchange, d *ui.WeeksPage, f recovery.Facts) {
	f.Country = x.Country()
	all := answers(x, f)
	if f.Unknown() {
		d.Wide = x.Say("weeks.wide")
	}
	for _, a := range all {
		if a.Topic.Everyday {
			d.Everyday = append(d.Everyday, ui.TopicOf(x.Words, a))
		} else {
			d.Topics = append(d.Topics, ui.TopicOf(x.Words, a))
		}
	}
	d.Picture = ui.RangesOf(x.Words, f.Since, all)
	finish(x, d, all)
	d.Ways = append(d.Ways, way(x, "/body/weeks/all", "weeks.whole"))
}

func finish(x *screen.Exchange, d *ui.WeeksPage, all []recovery.Answer) {
	if len(all) == 0 {
		d.Missing = x.Say("weeks.missing")
		return
	}
	d.Origin = ui.OriginOf(x.Words, all, x.Now().Format("2006-01-02"))
}

// answers waits for the longer pages, as every page of guidance does.
func answers(x *screen.Exchange, f recovery.Facts) []recovery.Answer {
	x.AllHere()
	return recovery.Answers(f, x.Words.Lang)
}

// everyday is the part about the day, for whatever was told.
func everyday(x *screen.Exchange) {
	d := page(x, "weeks.everyday", "weeks.everyday.lead")
	var f recovery.Facts
	if told, ok := Told(x); ok {
		f = recovery.FactsOf(told, x.Now())
	}
	f.Country = x.Country()
	var shown []recovery.Answer
	for _, a := range answers(x, f) {
		if a.Topic.Everyday {
			shown = append(shown, a)
			d.Everyday = append(d.Everyday, ui.TopicOf(x.Words, a))
		}
	}
	finish(x, &d, shown)
	d.Ways = []ui.Choice{way(x, "/body/weeks", "weeks.mine")}
	x.Show(http.StatusOK, ui.Weeks(d))
}

// whole is every section of every page, for somebody who tells nothing.
func whole(x *screen.Exchange) {
	d := page(x, "weeks.whole.title", "weeks.whole.lead")
	x.AllHere()
	var shown []recovery.Answer
	for _, t := range recovery.Topics() {
		a, ok := t.Whole(x.Words.Lang)
		if !ok {
			continue
		}
		shown = append(shown, a)
		d.Topics = append(d.Topics, ui.TopicOf(x.Words, a))
	}
	d.Whole = true
	finish(x, &d, shown)
	d.Ways = []ui.Choice{way(x, "/body/weeks", "weeks.mine")}
	x.Show(http.StatusOK, ui.Weeks(d))
}

// topic is one page, with all its sections.
func topic(x *screen.Exchange) {
	t, ok := recovery.TopicByID(x.R.PathValue("topic"))
	if !ok {
		x.NotFound()
		return
	}
	x.Read(t.Page())
}

func way(x *screen.Exchange, address, key string) ui.Choice {
	return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
}

// ask is the three taps. Where things are locked, it says that what was told can be used once they are open.
func ask(x *screen.Exchange, form ui.Form) *ui.WeeksAsk {
	option := func(key, value string) ui.Option { return ui.Option{Value: value, Label: x.Say(key + value)} }
	far := ui.Question{Name: "far", Legend: x.Say("weeks.ask.far")}
	for _, v := range journal.StoryFar {
		switch v {
		case journal.StoryPrivate:
		case journal.StoryUnsure:
			far.Options = append(far.Options, option("story.", v))
		default:
			far.Options = append(far.Options, option("story.how_far.", v))
		}
	}
	what := ui.Question{Name: "what", Legend: x.Say("weeks.ask.what")}
	for _, v := range []string{"expectant", "medical", "surgical", "birth", "not-begun", "ectopic", "methotrexate", "molar", "threatened", "unsure"} {
		what.Options = append(what.Options, option("weeks.ask.what.", v))
	}
	since := ui.Question{Name: "since", Legend: x.Say("weeks.ask.since"), Hint: x.Say("weeks.ask.since.hint")}
	for _, v := range []string{"0", "2", "7", "15", "22", "43", "unsure"} {
		since.Options = append(since.Options, option("weeks.ask.since.", v))
	}
	a := &ui.WeeksAsk{Form: form, Questions: []ui.Question{far, what, since}, Tell: way(x, "/body/story", "weeks.tell")}
	if !x.CanKeep() {
		a.Tell = way(x, "/unlock", "weeks.unlock")
	}
	return a
}
