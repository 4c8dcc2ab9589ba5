// Package remember is the place for who or what was lost: names and words, things to keep, a page to print, and the switch that
// hides all of it everywhere. It must never open on a picture, conclude anything from what is written, or suggest that anybody
// has to remember in some way, or at all.
package remember

import (
	"net/http"
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// Place is the place as the app takes it in. The ceremony, the candle and the days are a place of their own below it.
func Place() screen.Place {
	return screen.Place{
		Later:   true,
		Reading: map[string]screen.Screen{"GET /remember": show},
		Writing: map[string]screen.Screen{
			"POST /remember/words": hide,
			"GET /remember/names":  names, "GET /remember/names/new": nameBegin, "POST /remember/names/new": nameKeep,
			"GET /remember/names/{id}/edit": nameEdit, "POST /remember/names/{id}/edit": nameChange,
			"GET /remember/keep": keepsakes, "GET /remember/keep/new": keepBegin, "POST /remember/keep/new": keepKeep,
			"GET /remember/keep/{id}/edit": keepEdit, "POST /remember/keep/{id}/edit": keepChange,
			"POST /remember/keep/pictures": pictures,
			"GET /remember/paper":          paper, "POST /remember/paper": paperShow,
		},
		Kinds: []screen.Kind{nameKind, keepKind},
		Forms: []string{"/remember/names/new", "/remember/names/{id}/edit", "/remember/keep/new", "/remember/keep/{id}/edit", "/remember/paper"},
	}
}

// mostLetters is how many letters are listed, and mostLooked among how many of the newest entries they are looked for.
const (
	mostLetters = 5
	mostLooked  = 200
)

func way(x *screen.Exchange, address, key string) ui.Choice {
	return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
}

// show is the first page. It is the same for everybody but for the letters, and names nobody.
func show(x *screen.Exchange) {
	d := ui.RememberPage{
		Frame: x.Frame("remember.title", "remember"), Notice: x.Notice(),
		Read: []ui.Choice{way(x, "/read/remember-ways", "remember.read.ways"), way(x, "/read/remember-box", "remember.read.box"), way(x, "/calm/marking", "remember.read.marking")},
	}
	if aside.AheadShown(x) {
		d.Ahead = way(x, aside.AheadRoot, "remember.ahead")
	}
	if !x.CanKeep() {
		x.Show(http.StatusOK, ui.Remember(d))
		return
	}
	x.Live(&d.Frame)
	if !x.Open() {
		d.Sentences = []string{x.Say("remember.visit")}
	}
	d.Ways = []ui.Choice{
		way(x, "/remember/names", "remember.names"), way(x, "/remember/keep", "remember.keep"), way(x, "/heart/letters", "remember.letters"),
		way(x, "/remember/plan", "remember.plan"), way(x, "/remember/light", "remember.light"), way(x, "/remember/days", "remember.days"),
		way(x, "/remember/paper", "remember.paper"),
	}
	if d.Rows = x.Rows(letters(x)); d.Rows != nil {
		d.RowsTitle = x.Say("letter.before")
	}
	x.Show(http.StatusOK, ui.Remember(d))
}

// letters are those to who or what was lost, the newest ones. Hidden, there are none.
func letters(x *screen.Exchange) (out []vault.Head) {
	heads := x.Heads(journal.KindEntry)
	if x.Neutral() {
		return nil
	}
	for _, h := range heads[:min(mostLooked, len(heads))] {
		body, err := x.Body(h.ID)
		if e, rerr := journal.ReadEntry(body); err == nil && rerr == nil && e.Letter == journal.LetterLost && len(out) < mostLetters {
			out = append(out, h)
		}
	}
	return out
}

// backs are the pages on which the switch stands.
var backs = []string{"/remember", "/remember/names", "/remember/keep", "/mine"}

// hide hides words and pictures everywhere, or shows them again.
func hide(x *screen.Exchange) {
	on := x.Value("hide") == "on"
	if err := x.SetSettings(func(s *screen.Settings) { s.Plain = on }); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	back := x.Value("back")
	if !slices.Contains(backs, back) {
		back = backs[0]
	}
	done := "unhidden"
	if on {
		done = "hidden"
	}
	x.To(back + "?done=" + done)
}

// own is what a person chose about the place.
type own struct {
	Always bool `json:"always,omitempty"` // pictures are shown at once
}

const ownName = "remember"

func chosen(x *screen.Exchange) (o own) {
	x.Own(ownName, &o)
	return o
}

// pictures takes the choice whether they are shown at once.
func pictures(x *screen.Exchange) {
	var o own
	if err := x.ChangeOwn(ownName, &o, func() { o.Always = x.Value("show") == "always" }); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To("/remember/keep?done=set")
}

// unlessBlank are those of some facts that say something.
func unlessBlank(facts []ui.Fact) []ui.Fact {
	return slices.DeleteFunc(facts, func(f ui.Fact) bool { return f.Value == "" })
}

// yes is the Tender of a kind that is about nothing else.
func yes([]byte) bool { return true }
