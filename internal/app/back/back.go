// Package back is the pages on back pain: what to know, the warning signs that stand on each of them, the pain log, and
// the gentle questions after one, two and three weeks. It must never hide a warning sign, put anything before one that
// was ticked, or say why pain got less.
package back

import (
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
)

// The addresses of the pages, by their last word.
var pages = []struct{ name, id string }{
	{"help", "back-care"}, {"moves", "back-moves"}, {"why", "back-why"}, {"course", "back-course"},
	{"doctor", "back-doctor"}, {"questions", "back-questions"},
}

// figures stand under the headings of the page of moves, in this order.
var figures = []string{"hips", "knee", "cat", "side", "back"}

// Place is the part of Body that is about the back.
func Place() screen.Place {
	p := screen.Place{
		Later:   true,
		Reading: map[string]screen.Screen{"GET /body/back": first},
		Writing: map[string]screen.Screen{
			"GET /body/back/log": log, "GET /body/back/log/new": ask, "POST /body/back/log/new": keep,
			"GET /body/back/log/{id}/edit": edit, "POST /body/back/log/{id}/edit": editKeep,
			"POST /body/back/later": later,
			"GET /body/back/three":  three, "POST /body/back/three": threeKeep,
			"GET /body/back/sheet": sheet, "POST /body/back/sheet": sheetKeep,
		},
		Kinds:  []screen.Kind{painKind},
		Offers: offers,
		Forms:  []string{"/body/back/log/new", "/body/back/log/{id}/edit", "/body/back/three", "/body/back/sheet"},
	}
	for _, page := range pages {
		p.Reading["GET /body/back/"+page.name] = func(x *screen.Exchange) { read(x, page.id) }
	}
	return p
}

// first is the page that all the others hang on. The signs stand open on it.
func first(x *screen.Exchange) {
	d := backPage(x, "back")
	d.First, d.Asked = true, asked(x, history(x))
	for _, page := range pages {
		d.Ways = append(d.Ways, ui.Choice{Address: "/body/back/" + page.name, Label: x.Say("back." + page.name), Line: x.Say("back." + page.name + ".line")})
	}
	if x.CanKeep() {
		d.Ways = append([]ui.Choice{{Address: "/body/back/log", Label: x.Say("back.log.title"), Line: x.Say("back.log.line")}}, d.Ways...)
	}
	x.Show(http.StatusOK, ui.BackRead(d))
}

// read is one page to read.
func read(x *screen.Exchange, id string) {
	d := backPage(x, id)
	if id == "back-moves" {
		d.Figures = figures
	}
	if id == "back-care" {
		d.Ways = append(d.Ways, ui.Choice{Address: "/body/back/moves", Label: x.Say("back.moves")})
	}
	d.Ways = append(d.Ways, ui.Choice{Address: "/body/back", Label: x.Say("back.title")})
	x.Show(http.StatusOK, ui.BackRead(d))
}

// backPage has the signs also where the words are not here yet: they are part of the program.
func backPage(x *screen.Exchange, id string) ui.BackPage {
	d := ui.BackPage{Frame: x.Frame("back.title", "body"), Signs: warnings(x)}
	var here bool
	if d.Guide, here = x.Guidance(id); !here {
		d.Guide.Title, d.Missing = x.Say("back.title"), x.Say("back.missing")
		d.Ways = []ui.Choice{{Address: x.R.URL.Path, Label: x.Say("read.later.again")}}
	}
	return d
}

// warnings are the signs of the rules on the back, as the check of this host has them. Every row of the rules is there:
// by its short line, or by its condition.
func warnings(x *screen.Exchange) ui.BackSigns {
	emergency, urgent, soon := x.Table().Cards()
	local, _ := x.Table().Local()
	help := x.HelpLines()
	out := ui.BackSigns{Number: help.Emergency[0].Number, Calls: x.Calls(help.Emergency[:1])}
	for _, r := range signs.Rules() {
		if r.ID[0] != 'K' || r.Level < signs.Soon { // what is expected is no warning
			continue
		}
		out.Reviewed = x.WrittenDay(r.Reviewed)
		level, line := r.Level, r.Card
		raised := slices.ContainsFunc(local.Changes, func(c signs.Change) bool { return c.Name == r.ID })
		switch {
		case line == "":
			line = r.Condition + "."
			if raised && level < signs.Emergency {
				level++
			}
		case slices.Contains(emergency, line):
			level = signs.Emergency
		case slices.Contains(urgent, line):
			level = max(level, signs.Urgent)
		}
		switch {
		case r.ID == "K1":
			out.Emergency = append(out.Emergency, line, r.Condition+".")
		case level == signs.Emergency && r.Card != "":
			out.Emergency = append(out.Emergency, line)
		case level == signs.Emergency:
			out.More = append(out.More, line)
		case level == signs.Urgent:
			out.Today = append(out.Today, line)
		default:
			out.Soon = append(out.Soon, line)
		}
	}
	out.Emergency = append(out.Emergency, ofHost(emergency)...)
	out.Today = append(out.Today, ofHost(urgent)...)
	out.Soon = append(out.Soon, ofHost(soon)...)
	for _, lines := range [][]string{out.Emergency, out.More, out.Today, out.Soon} {
		for i := range lines {
			lines[i] = x.InLanguage(lines[i])
		}
	}
	return out
}

// ofHost are the lines on the back that a host's own numbers add.
func ofHost(lines []string) []string {
	emergency, urgent, soon := signs.Cards()
	standard := slices.Concat(emergency, urgent, soon)
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		return slices.Contains(standard, line) || !strings.Contains(line, "back")
	})
}

// check hands keys and values to the rules, alone and with what happened as the person told it: a loss at 20 weeks or a
// spinal makes the same sign more. The higher answer holds, so that nothing that was told can calm it.
func check(x *screen.Exchange, values map[string]any) signs.Answer {
	alone := x.Table().Check(report(nil, values))
	story, told := noted.Story(x)
	if !told {
		return alone
	}
	what := recovery.Report(story, x.Now())
	before := x.Table().Check(report(what, nil))
	with := x.Table().Check(report(what, values))
	// What follows from the story alone belongs to the check, not to every entry here.
	with.Reasons = slices.DeleteFunc(with.Reasons, func(r signs.Reason) bool {
		return slices.ContainsFunc(before.Reasons, func(b signs.Reason) bool { return b.Rule == r.Rule && b.Level == r.Level })
	})
	with.Level = signs.Incomplete
	for _, r := range with.Reasons {
		with.Level = max(with.Level, r.Level)
	}
	if with.Level > alone.Level {
		return with
	}
	return alone
}

func report(story, values map[string]any) signs.Report {
	var r signs.Report
	for key, value := range story {
		_ = r.Set(key, value) // what is out of its range is not said
	}
	for key, value := range values {
		if err := r.Set(key, value); err != nil {
			panic("back: " + err.Error()) // tests hold that every value fits
		}
	}
	return r
}

// answer shows what the rules say of what was ticked, before anything is kept. What was sent goes along in the page.
func answer(x *screen.Exchange, a signs.Answer) {
	help, level := x.HelpLines(), a.Level.String()
	number := help.Emergency[0].Number
	d := ui.BackAnswer{
		Frame: x.Frame("back.title", "body"), Level: level, Title: x.Say("back.answer."+level, "number", number),
		Do: []string{x.Say("back.answer."+level+".do", "number", number)}, When: x.Date("now", x.Now()),
		Action: x.R.URL.Path, Keep: x.Say("keep"),
	}
	switch a.Level {
	case signs.Emergency:
		d.Calls = x.Calls(help.Emergency)
	default:
		d.Calls = append(x.Calls(help.Advice), x.Calls(help.Emergency[:1])...)
	}
	for _, r := range a.Reasons {
		if a.Level == signs.Emergency && r.Level != signs.Emergency {
			continue // "be seen today" beside "call now" would only hold somebody up
		}
		d.Reasons = append(d.Reasons, ui.CheckReason{Because: x.InLanguage(r.Because), Source: x.Cited(r.Source), Reviewed: x.WrittenDay(r.Reviewed)})
	}
	for _, name := range held {
		for _, value := range x.Chosen(name) {
			d.Held = append(d.Held, ui.Fact{Name: name, Value: value})
		}
	}
	x.Show(http.StatusOK, ui.BackAnswerPage(d))
}

// held are all fields of the forms here: what is shown again or carried along.
var held = []string{
	"id", "over", "draft", "pain", "regions", "signs", "words", "helped", "helped-own", "note", "trend", "things", "sleep",
}

// alarming says that the answer comes before keeping anything: the person has not seen it yet.
func alarming(x *screen.Exchange, a signs.Answer) bool {
	return a.Level >= signs.Soon && x.Value("seen") == ""
}
