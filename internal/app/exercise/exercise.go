// Package exercise is the practices that are written: to a friend, what played a part, a time to worry, one small plan and
// more. It must never read meaning into what somebody wrote, never take silence for leave to move, and never keep anything
// that nobody asked it to keep.
//
// Everything can be done while things are locked, and then nothing of it is kept: what was written lives in the page, from one
// step to the next.
package exercise

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

const (
	root = "/heart/try"
	mine = root + "/mine/"
)

// Place is the practices that are written.
func Place() screen.Place {
	p := screen.Place{
		Later:   true,
		Reading: map[string]screen.Screen{"GET " + root: overview},
		Writing: map[string]screen.Screen{
			"GET " + mine + "{id}": kept, "GET " + mine + "{id}/edit": edit, "POST " + mine + "{id}/edit": editStep,
		},
		Kinds:  []screen.Kind{kind},
		Forms:  []string{mine + "{id}/edit"},
		Offers: offers,
	}
	for _, f := range forms {
		at := address(f.id)
		p.Reading["GET "+at] = func(x *screen.Exchange) { begin(x, f) }
		p.Reading["POST "+at] = func(x *screen.Exchange) { step(x, f) }
		// What meets a lock on the way to being kept waits as a draft of this address, and is shown again here.
		p.Writing["GET "+at+"/keep"] = func(x *screen.Exchange) { found(x, f) }
		p.Writing["POST "+at+"/keep"] = func(x *screen.Exchange) { keep(x, f) }
		p.Forms = append(p.Forms, at, at+"/keep")
	}
	return p
}

func address(id string) string { return root + "/" + id }

// overview lists the practices, and what was kept of them.
func overview(x *screen.Exchange) {
	d := ui.ExerciseList{Frame: x.Frame("place.heart", "heart"), Notice: x.Notice()}
	for _, f := range forms {
		d.All = append(d.All, ui.Choice{Address: address(f.id), Label: x.Say(key(f.id)), Line: x.Say(key(f.id) + ".line")})
	}
	if x.CanKeep() {
		heads := x.Heads(journal.KindExercise)
		d.Mine = x.Rows(heads[:min(newest, len(heads))])
		for i, h := range heads[:len(d.Mine)] {
			d.Mine[i].Address = mine + h.ID.String()
		}
	}
	x.Show(http.StatusOK, ui.Exercises(d))
}

// newest is how many of what was kept are listed; the journal has them all.
const newest = 10

// begin shows the first step, with what was left there.
func begin(x *screen.Exchange, f form) {
	t := attempt{x: x, form: f, action: address(f.id)}
	var left ui.Form
	if x.CanKeep() {
		left, t.found = x.Draft()
	}
	t.typed = left
	t.first()
}

// found shows what waited for the passphrase, ready to be kept.
func found(x *screen.Exchange, f form) {
	left, ok := x.Draft()
	if !ok {
		x.To(address(f.id))
		return
	}
	t := attempt{x: x, form: f, action: address(f.id), typed: left, found: true, draft: x.DraftName()}
	t.came(http.StatusOK)
}

// step goes on, back, or away, as the button says.
func step(x *screen.Exchange, f form) {
	t := attempt{x: x, form: f, action: address(f.id), typed: x.Form()}
	if x.Value("answer") == "leave" {
		t.leave()
		return
	}
	t.turn()
}

// keep keeps it.
func keep(x *screen.Exchange, f form) {
	t := attempt{x: x, form: f, action: address(f.id), typed: x.Form()}
	var e journal.Exercise
	e.Which = f.id
	body, ok := t.body(&e)
	if !ok {
		return
	}
	id, err := x.Keep(journal.KindExercise, x.Now(), body)
	if err != nil {
		t.refused(err)
		return
	}
	t.drop()
	x.To(mine + id.String() + "?done=" + x.DoneKept())
}

func stored(x *screen.Exchange) (rec record.Record, e journal.Exercise, f form, ok bool) {
	rec, ok = x.Stored()
	if !ok || rec.Kind != journal.KindExercise {
		return rec, e, f, false
	}
	e, err := journal.DecodeExercise(rec.Body)
	f, known := formOf(e.Which)
	return rec, e, f, err == nil && known
}

// kept shows one that was kept.
func kept(x *screen.Exchange) {
	rec, e, f, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	t := attempt{x: x, form: f, typed: ui.Form{Values: values(e)}, kept: rec.ID.String()}
	t.came(http.StatusOK)
}

func edit(x *screen.Exchange) {
	_, e, f, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	t := attempt{x: x, form: f, action: x.R.URL.Path, editing: true}
	if t.typed, t.found = x.Draft(); !t.found {
		t.typed.Values = values(e)
	}
	t.first()
}

func editStep(x *screen.Exchange) {
	rec, e, f, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	t := attempt{x: x, form: f, action: x.R.URL.Path, editing: true, typed: x.Form()}
	switch x.Value("answer") {
	case "leave":
		t.leave()
	case "keep":
		body, ok := t.body(&e)
		if !ok {
			return
		}
		if err := x.Change(rec.ID, journal.KindExercise, x.Local(rec.At), body); err != nil {
			t.refused(err)
			return
		}
		x.To(mine + rec.ID.String() + "?done=" + x.DoneKept())
	default:
		t.turn()
	}
}
