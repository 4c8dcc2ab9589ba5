// Package calm is Right now: how strong it is, one exercise, and how strong it is afterwards. It must never need anything that is
// kept, never hold what was said in an address, and never let a number go up without saying so.
//
// What helped before is read only while things are open. Locked, the choice goes by what is said on the page alone.
package calm

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/practices"
	"snowdrop/internal/ui"
)

// Place is Right now.
func Place() screen.Place {
	return screen.Place{
		Reading: map[string]screen.Screen{
			"GET /calm": ask, "POST /calm": choose, "GET /calm/all": list, "GET /calm/stop": stop,
			"GET /calm/{practice}": open, "POST /calm/{practice}": done, "GET /calm/done/{id}": after,
		},
		Kinds:  []screen.Kind{kind},
		Offers: offers,
	}
}

func ask(x *screen.Exchange) { showAsk(x, http.StatusOK, ui.Form{}) }

func showAsk(x *screen.Exchange, status int, form ui.Form) {
	d := ui.CalmPage{Frame: x.Frame("calm.title", "heart"), Form: form, Distress: distress(x, "distress", "calm.distress")}
	d.Nearest = ui.Question{Name: "nearest", Legend: x.Say("calm.nearest")}
	for _, word := range content.PracticeFor {
		d.Nearest.Options = append(d.Nearest.Options, ui.Option{Value: word, Label: x.Say("calm.nearest." + word)})
	}
	d.Nearest.Options = append(d.Nearest.Options, ui.Option{Value: dying, Label: x.Say("calm.nearest.dying")})
	d.More = ways(x, "/calm/all", "calm.list", "/safety", "calm.people")
	if hasBox(x) {
		d.More = append(ways(x, "/heart/box", "calm.box"), d.More...)
	}
	x.Show(status, ui.Calm(d))
}

// ways are choices by address and key: the label is the sentence of the key, the line beneath it that of key.line.
func ways(x *screen.Exchange, pairs ...string) []ui.Choice {
	var out []ui.Choice
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, ui.Choice{Address: pairs[i], Label: x.Say(pairs[i+1]), Line: x.Say(pairs[i+1] + ".line")})
	}
	return out
}

func distress(x *screen.Exchange, name, key string) ui.Question {
	return ui.Question{Name: name, Legend: x.Say(key), Scale: true, Options: ui.ZeroToTen(x.Say("scale.calm"), x.Say("scale.worst"))}
}

// dying is what may be nearest and is met with no practice: people come at once, whatever else was said.
const dying = "dying"

// choose gives one practice that fits what was said. The page says why this one. Nothing is kept.
func choose(x *screen.Exchange) {
	if x.Value("nearest") == dying {
		safety.Now(x, ui.Choice{Address: "/calm", Label: x.Say("calm.title")})
		return
	}
	var problems []ui.Problem
	before := x.Scale("distress", &problems)
	if problems != nil {
		showAsk(x, http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	nearest := known(x.Value("nearest"))
	id, why := practices.Choose(now(x, nearest, before), results(x), practices.Here(x.Words.Lang))
	if id == "" {
		x.Show(http.StatusOK, ui.Plain(x.Frame("calm.title", "heart"), x.Say("calm.none.title"), []string{x.Say("calm.none"), x.Say("calm.none.people")},
			ways(x, "/safety", "calm.people", "/calm/all", "calm.list")))
		return
	}
	said := reasons(x, why)
	if nearest == "body" { // a tight chest may be more than fear
		said = append(said, x.Say("calm.safety"))
	}
	show(x, http.StatusOK, id, ui.PracticePage{Why: said, Before: number(before), Nearest: nearest})
}

// known is what was said to be nearest, if it is a word that we know.
func known(word string) string {
	if slices.Contains(content.PracticeFor, word) {
		return word
	}
	return ""
}

// reasons are the sentences for a choice.
func reasons(x *screen.Exchange, why []string) []string {
	var out []string
	for _, word := range why {
		if word == practices.Helped {
			out = append(out, x.Say("calm.helped"))
		} else {
			out = append(out, x.Say("calm.why."+word))
		}
	}
	return out
}

// now is what was said, with what is known of the moment.
func now(x *screen.Exchange, nearest string, distress *int) practices.Said {
	return practices.Said{Nearest: nearest, Distress: distress, Hour: x.Now().Hour(), Moves: moves(x), Later: later(x)}
}

func open(x *screen.Exchange) {
	show(x, http.StatusOK, x.R.PathValue("practice"), ui.PracticePage{})
}

// show is the page of one practice. What the choice or the form knows stands in d.
func show(x *screen.Exchange, status int, id string, d ui.PracticePage) {
	g, ok := x.Guidance(id)
	page, _ := content.Find(x.Words.Lang, id)
	p, practice := practices.Of(page)
	if !ok || !practice {
		x.NotFound()
		return
	}
	d.Frame, d.Guide, d.ID, d.Pro, d.Long = x.Frame("calm.title", "heart"), g, id, p.Pro, long(x, p)
	d.After = distress(x, "after", "calm.after")
	d.After.Hint = x.Say("calm.after.hint")
	if d.Name == "" {
		d.Name = newName()
	}
	if p.Written {
		d.Write = "/heart/try/" + id
	}
	if p.Timed {
		d.Timed = p.Minutes
	}
	if id == breathing {
		breath(x, &d)
	}
	x.Show(status, ui.Practice(d))
}

func long(x *screen.Exchange, p practices.Practice) string {
	if p.Minutes == 1 {
		return x.Say("calm.minute")
	}
	return x.Say("calm.minutes", "n", strconv.Itoa(p.Minutes))
}

// stop is where somebody goes who stops in the middle: on to something small, and to people.
func stop(x *screen.Exchange) {
	var on []ui.Choice
	if g, ok := x.Guidance("grounding"); ok {
		on = append(on, ui.Choice{Address: "/calm/grounding", Label: g.Title})
	}
	if hasBox(x) {
		on = append(on, ways(x, "/heart/box", "calm.box")...)
	}
	on = append(on, ways(x, "/safety", "calm.people", "/heart", "calm.back")...)
	x.Show(http.StatusOK, ui.Plain(x.Frame("calm.title", "heart"), x.Say("calm.stopped.title"), []string{x.Say("calm.stopped"), x.Say("calm.stopped.next")}, on))
}

// list is every practice, with what it is for. It waits a little for the longer pages, and says so when they have not come.
func list(x *screen.Exchange) {
	d := ui.PracticesPage{Frame: x.Frame("calm.title", "heart"), Some: !x.AllHere()}
	groups := map[string][]ui.Choice{}
	before := results(x)
	for _, page := range content.Practices(x.Words.Lang) {
		p, _ := practices.Of(page)
		var what []string
		for _, word := range p.For {
			what = append(what, x.Say("calm.for."+word))
		}
		line := x.Say("calm.for", "what", strings.Join(what, ", ")) + " " + long(x, p)
		if practices.Change(p.ID, before) < 0 {
			line += " " + x.Say("calm.helped")
		}
		g := group(p)
		groups[g] = append(groups[g], ui.Choice{Address: "/calm/" + p.ID, Label: page.Title, Line: line})
	}
	for _, g := range []string{"short", "longer", "write", "with"} {
		if len(groups[g]) > 0 {
			d.Groups = append(d.Groups, ui.PracticesGroup{ID: g, Title: x.Say("calm.group." + g), Choices: groups[g]})
		}
	}
	x.Show(http.StatusOK, ui.Practices(d))
}

func group(p practices.Practice) string {
	switch {
	case p.Pro:
		return "with"
	case p.Written:
		return "write"
	case p.Minutes > practices.Short:
		return "longer"
	}
	return "short"
}
