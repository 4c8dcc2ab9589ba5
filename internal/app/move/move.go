// Package move is where a person takes everything to another relay, or is told why that is not possible from here. It must
// never ask a relay anything before the person has chosen it and proved to be the owner, or say that something is safe there
// before it is.
package move

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/secret"
	"snowdrop/internal/devices"
	"snowdrop/internal/devices/moving"
	"snowdrop/internal/ui"
)

const hub = "/mine/move"

// typed is what is chosen where the address of a relay is typed.
const typed = "other"

// Place is moving, under Mine.
func Place() screen.Place {
	return screen.Place{
		Writing: map[string]screen.Screen{
			"GET " + hub: show, "POST " + hub: begin, "POST " + hub + "/stop": stop, "POST " + hub + "/end": end,
		},
		Later: true,
	}
}

func page(x *screen.Exchange, title string, form ui.Form, sentences ...string) ui.AskedPage {
	d := ui.AskedPage{Frame: x.Frame("mine.title", "mine"), Title: x.Say(title), Notice: x.Notice(), Form: form, Action: hub, Back: "/mine", BackLabel: x.Say("move.back")}
	for _, key := range sentences {
		d.Sentences = append(d.Sentences, x.Say(key))
	}
	return d
}

// name is a relay as people are shown it.
func name(x *screen.Exchange, address string) string {
	for _, o := range x.Devices.Others() {
		if o.Address == address && o.Name != "" {
			return o.Name
		}
	}
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return address
}

func show(x *screen.Exchange) {
	m := x.Devices.Moving()
	switch m.Stage {
	case devices.NotMoving:
		ask(x, http.StatusOK, ui.Form{}, nil)
	case devices.MoveBegun:
		cutOff(x, http.StatusOK, m, ui.Form{}, nil)
	case devices.MoveSettles:
		settled(x, http.StatusOK, m, ui.Form{}, nil)
	default:
		underWay(x, m)
	}
}

// ask explains, and asks for everything at once.
func ask(x *screen.Exchange, status int, form ui.Form, before error) {
	if x.Devices.Relay() == "" || !x.Devices.Status().Relay {
		d := page(x, "move.title", ui.Form{}, "move.device")
		d.Ways = []ui.Choice{{Address: "/mine/where", Label: x.Say("where.title")}, {Address: "/mine/take", Label: x.Say("mine.export.go")}}
		x.Show(status, ui.Asked(d))
		return
	}
	d := page(x, "move.title", form, "move.lead", "move.words")
	d.Sentences = append(d.Sentences, x.Say("move.now", "relay", name(x, x.Devices.Relay())))
	if m := x.Devices.Moving(); m.Err != nil {
		d.Sentences = append(d.Sentences, x.Say(why(m.Err)))
	}
	for _, key := range []string{"move.comes", "move.devices", "move.shared", "move.guest", "move.invites"} {
		d.Points = append(d.Points, x.Say(key))
	}
	q := ui.Question{Name: "relay", Legend: x.Say("move.where"), Hint: x.Say("move.where.hint")}
	// The relay of these pages comes first: who has gone from it can come back.
	for _, o := range append([]devices.Other{{Address: x.Invites.Relay()}}, x.Devices.Others()...) {
		listed := slices.ContainsFunc(q.Options, func(there ui.Option) bool { return there.Value == o.Address })
		if o.Address != "" && o.Address != x.Devices.Relay() && !listed {
			q.Options = append(q.Options, ui.Option{Value: o.Address, Label: label(x, o)})
		}
	}
	if x.Devices.AnyRelay() {
		if q.Options != nil {
			q.Options = append(q.Options, ui.Option{Value: typed, Label: x.Say("move.typed")})
		}
		d.Fields = []ui.Field{{Name: "address", Label: x.Say("move.address"), Hint: x.Say("move.address.hint")}}
	}
	if q.Options == nil && d.Fields == nil { // the host of this page lists nobody
		d = page(x, "move.title", ui.Form{}, "move.nowhere", "move.nowhere.companion", "move.nowhere.export")
		d.Ways = []ui.Choice{{Address: "/mine/take", Label: x.Say("mine.export.go")}}
		x.Show(status, ui.Asked(d))
		return
	}
	if q.Options != nil {
		d.Questions = []ui.Question{q}
	}
	d.Questions = append(d.Questions, ui.Question{Name: "keep", Legend: x.Say("move.old"), Hint: x.Say("move.old.hint"),
		Options: []ui.Option{{Value: "no", Label: x.Say("move.old.delete")}, {Value: "yes", Label: x.Say("move.old.keep")}}})
	if form.Values == nil {
		d.Form.Values = url.Values{"keep": {"no"}}
	}
	d.Fields = append(d.Fields, proof(x, before)...)
	if without(x, before) {
		d.Questions = append(d.Questions, withoutAsk(x))
	}
	d.Go = x.Say("move.go")
	x.Show(status, ui.Asked(d))
}

func label(x *screen.Exchange, o devices.Other) string {
	if o.Name == "" {
		return name(x, o.Address)
	}
	return o.Name + " (" + strings.TrimPrefix(o.Address, "https://") + ")"
}

// proof asks for the passphrase always, for words where this device has no owner's key, and for a code once the relay wanted one.
func proof(x *screen.Exchange, before error) (fields []ui.Field) {
	if errors.Is(before, devices.ErrCode) || x.R.PostForm.Has("code") {
		fields = append(fields, ui.Field{Name: "code", Label: x.Say("relay.code"), Hint: x.Say("relay.code.hint")})
	}
	if !x.Devices.HoldsOwner() || errors.Is(before, devices.ErrNeedWords) || x.R.PostForm.Has("proof") {
		fields = append(fields, ui.Field{Name: "proof", Label: x.Say("proof.words"), Hint: x.Say("proof.why"), Words: true})
	}
	return append(fields, ui.Field{Name: "passphrase", Label: x.Say("proof.passphrase"), Secret: true})
}

// without says whether to offer to go although the relay before does not answer.
func without(x *screen.Exchange, before error) bool {
	return errors.Is(before, devices.ErrOffline) || x.R.PostForm.Get("without") == "yes" || x.Devices.Status().Stopped == devices.OutOfReach
}

func withoutAsk(x *screen.Exchange) ui.Question {
	return ui.Question{Name: "without", Legend: x.Say("move.without"), Hint: x.Say("move.without.hint"), Many: true,
		Options: []ui.Option{{Value: "yes", Label: x.Say("move.without.yes")}}}
}

// wished is what was sent.
func wished(x *screen.Exchange) (to devices.MoveTo, problem *ui.Problem) {
	sent := x.R.PostForm
	to = devices.MoveTo{Relay: sent.Get("relay"), Code: strings.TrimSpace(sent.Get("code")), Keep: sent.Get("keep") == "yes", Without: sent.Get("without") == "yes"}
	if m := x.Devices.Moving(); m.Stage == devices.MoveBegun {
		to.Relay = m.To
	}
	field := "relay"
	if to.Relay == "" || to.Relay == typed {
		if to.Relay = strings.TrimSuffix(strings.TrimSpace(sent.Get("address")), "/"); x.Devices.AnyRelay() {
			field = "address"
		}
	}
	if to.Proof, problem = x.Proof(); problem != nil {
		return to, problem
	}
	to.Proof.Passphrase = sent.Get("passphrase")
	switch {
	case to.Relay == "":
		return to, &ui.Problem{Field: field, Sentence: x.Say("move.problem.none")}
	case to.Relay == x.Devices.Relay():
		return to, &ui.Problem{Field: field, Sentence: x.Say("move.problem.same")}
	case !x.Devices.May(to.Relay):
		return to, &ui.Problem{Field: field, Sentence: x.Say("move.problem.address")}
	}
	return to, nil
}

func begin(x *screen.Exchange) {
	if x.R.PostForm.Get("stop") == "yes" {
		stop(x)
		return
	}
	to, problem := wished(x)
	var err error
	if problem == nil {
		if err = x.Devices.Move(x.R.Context(), to); err == nil {
			x.To(hub)
			return
		}
		p := refused(x, err)
		problem = &p
	}
	form := x.Form(*problem)
	form.Values.Del("passphrase")
	if m := x.Devices.Moving(); m.Stage == devices.MoveBegun {
		cutOff(x, http.StatusUnprocessableEntity, m, form, err)
		return
	}
	ask(x, http.StatusUnprocessableEntity, form, err)
}

// refused says what was in the way before anything was changed.
func refused(x *screen.Exchange, err error) ui.Problem {
	switch {
	case errors.Is(err, devices.ErrCode):
		return secret.Code(x)
	case errors.Is(err, devices.ErrOffline):
		return ui.Problem{Field: "without", Sentence: x.Say("move.problem.offline")}
	case errors.Is(err, devices.ErrWords):
		return ui.Problem{Field: "proof", Sentence: x.Say("problem.proof.words")}
	case errors.Is(err, devices.ErrBegun):
		return ui.Problem{Field: "passphrase", Sentence: x.Say("move.problem.begun")}
	}
	return x.OwnerProblem(err)
}

// why is the sentence for what ended a try in the background.
func why(err error) string {
	switch {
	case errors.Is(err, devices.ErrFull), errors.Is(err, devices.ErrClosed):
		return "move.why.full"
	case errors.Is(err, devices.ErrOffline):
		return "move.why.offline"
	}
	return "move.why"
}

// cutOff is for a move that was begun and did not come to its end.
func cutOff(x *screen.Exchange, status int, m devices.Moving, form ui.Form, before error) {
	d := page(x, "move.cut.title", form)
	d.Sentences = []string{x.Say("move.cut", "relay", name(x, m.To)), x.Say("move.cut.safe")}
	if m.Err != nil {
		d.Sentences = append(d.Sentences, x.Say(why(m.Err)))
	}
	d.Fields = proof(x, before)
	if without(x, before) || errors.Is(m.Err, devices.ErrOffline) {
		d.Questions = []ui.Question{withoutAsk(x)}
	}
	d.Go = x.Say("move.cut.go")
	if m.Past {
		d.Points = []string{x.Say("move.cut.past")}
	} else {
		d.Questions = append(d.Questions, ui.Question{Name: "stop", Legend: x.Say("move.stop.legend"), Many: true, Options: []ui.Option{{Value: "yes", Label: x.Say("move.stop.yes")}}})
	}
	x.Show(status, ui.Asked(d))
}

// underWay says how far it is. The page comes anew by itself.
func underWay(x *screen.Exchange, m devices.Moving) {
	d := page(x, "move.way.title", ui.Form{})
	got := []string{"got", strconv.Itoa(m.Got), "of", strconv.Itoa(m.Of)}
	switch m.Stage {
	case devices.MoveGathers:
		d.Sentences = []string{x.Say("move.gathers", "relay", name(x, m.From))}
		if m.Of > 0 {
			d.Sentences = append(d.Sentences, x.Say("move.gathers.of", got...))
		}
		d.Action, d.Go = hub+"/stop", x.Say("move.stop")
		d.Points = []string{x.Say("move.gathers.stop")}
	case devices.MoveCrosses:
		d.Sentences = []string{x.Say("move.crosses", "relay", name(x, m.To))}
	default:
		d.Sentences = []string{x.Say("move.fills", "relay", name(x, m.To)), x.Say("move.fills.of", got...), x.Say("move.fills.on")}
		d.Points = []string{x.Say("move.fills.old", "relay", name(x, m.From))}
		if x.Devices.Status().Offline {
			d.Sentences = append(d.Sentences, x.Say("relay.state.offline"))
		}
	}
	x.Follow(&d.Frame)
	x.Show(http.StatusOK, ui.Asked(d))
}

func stop(x *screen.Exchange) {
	p, problem := x.Proof()
	if problem == nil {
		p.Passphrase = x.R.PostForm.Get("passphrase")
		err := x.Devices.GiveUpMove(x.R.Context(), p)
		if err == nil {
			x.To(hub + "?done=stay")
			return
		}
		if errors.Is(err, devices.ErrBegun) {
			x.To(hub)
			return
		}
		o := x.OwnerProblem(err)
		problem = &o
	}
	cutOff(x, http.StatusUnprocessableEntity, x.Devices.Moving(), x.Form(*problem), nil)
}

// settled is for when everything is there, and the copy at the relay before is left.
func settled(x *screen.Exchange, status int, m devices.Moving, form ui.Form, before error) {
	d := page(x, "move.there.title", form)
	d.Sentences = []string{x.Say("move.there", "relay", name(x, m.To)), x.Say("move.there.left", "relay", name(x, m.From))}
	d.Action, d.Go = hub+"/end", x.Say("move.there.go")
	chosen, options := "delete", []ui.Option{{Value: "delete", Label: x.Say("move.there.delete")}, {Value: "leave", Label: x.Say("move.there.leave")}}
	if m.Others || errors.Is(before, moving.ErrOthers) {
		d.Sentences = append(d.Sentences, x.Say("move.there.others"))
		chosen, options[0] = "leave", ui.Option{Value: "anyway", Label: x.Say("move.there.anyway")}
	} else if m.Err != nil {
		d.Sentences = append(d.Sentences, x.Say("move.there.offline"))
	}
	d.Questions = []ui.Question{{Name: "old", Legend: x.Say("move.old"), Options: options}}
	if form.Values == nil {
		d.Form.Values = url.Values{"old": {chosen}}
	}
	d.Fields = proof(x, before)
	x.Follow(&d.Frame)
	x.Show(status, ui.Asked(d))
}

func end(x *screen.Exchange) {
	p, problem := x.Proof()
	var err error
	if problem == nil {
		p.Passphrase = x.R.PostForm.Get("passphrase")
		old := x.R.PostForm.Get("old")
		if err = x.Devices.SettleMove(x.R.Context(), p, old == "leave", old == "anyway"); err == nil {
			x.To(hub + "?done=there")
			return
		}
		o := x.OwnerProblem(err)
		if errors.Is(err, moving.ErrOthers) {
			o = ui.Problem{Field: "old", Sentence: x.Say("move.there.others")}
		} else if errors.Is(err, devices.ErrOffline) {
			o.Sentence = x.Say("move.there.offline")
		}
		problem = &o
	}
	form := x.Form(*problem)
	form.Values.Del("passphrase")
	settled(x, http.StatusUnprocessableEntity, x.Devices.Moving(), form, err)
}
