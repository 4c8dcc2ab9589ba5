// Package passkey is where a person makes a passkey that opens this device, or takes it away. It must never talk anybody into
// one, make one where somebody else may open the phone, or let one stand for the passphrase anywhere else.
package passkey

import (
	"encoding/base64"
	"errors"
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/secret"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

const address = "/mine/passkey"

// Place is the passkey, under Mine. Nothing about it is kept but the passkey itself: not what was answered.
func Place() screen.Place {
	return screen.Place{
		Writing: map[string]screen.Screen{"GET " + address: ask, "POST " + address: step},
		Later:   true,
	}
}

// page is one of its pages, with a way back to Mine.
func page(x *screen.Exchange, form ui.Form, sentences ...string) ui.AskedPage {
	d := ui.AskedPage{
		Frame: x.Frame("mine.title", "mine"), Title: x.Say("passkey.title"), Notice: x.Notice(), Form: form,
		Action: address, Back: "/mine", BackLabel: x.Say("passkey.back"),
	}
	for _, key := range sentences {
		d.Sentences = append(d.Sentences, x.Say(key))
	}
	return d
}

// only shows a page that says something and leads back.
func only(x *screen.Exchange, sentences ...string) {
	d := page(x, ui.Form{}, sentences...)
	d.Ways = []ui.Choice{{Address: "/mine", Label: d.BackLabel}}
	x.Show(http.StatusOK, ui.Asked(d))
}

func ask(x *screen.Exchange) {
	credential, _, has := x.Vault.Passkey()
	switch {
	case x.Transport != "": // the program is on this machine, under an address that is a number
		only(x, "passkey.host")
	case x.Vault.State() == vault.Visit:
		d := page(x, ui.Form{}, "passkey.visit")
		d.Ways = []ui.Choice{{Address: "/mine/keep", Label: x.Say("keep.offer.yes")}, {Address: "/mine", Label: d.BackLabel}}
		x.Show(http.StatusOK, ui.Asked(d))
	case has:
		d := page(x, ui.Form{}, "passkey.here", "passkey.here.list")
		d.Go, d.Held = x.Say("passkey.drop"), [][2]string{{"step", "drop"}}
		x.Show(http.StatusOK, ui.PasskeyPage(d, ui.Passkey{How: "forget", Credential: base64.RawURLEncoding.EncodeToString(credential)}))
	default:
		question(x, http.StatusOK, ui.Form{})
	}
}

// question comes first: a passkey is worth what the lock of the phone is worth.
func question(x *screen.Exchange, status int, form ui.Form) {
	d := page(x, form, "passkey.lead")
	d.Held, d.Go = [][2]string{{"step", "who"}}, x.Say("passkey.go")
	d.Questions = []ui.Question{{Name: "someone", Legend: x.Say("passkey.someone"), Hint: x.Say("passkey.someone.hint"), Options: []ui.Option{
		{Value: "yes", Label: x.Say("passkey.someone.yes")}, {Value: "no", Label: x.Say("passkey.someone.no")},
	}}}
	x.Show(status, ui.Asked(d))
}

func step(x *screen.Exchange) {
	if x.Vault.State() != vault.Unlocked || x.Transport != "" {
		ask(x)
		return
	}
	switch x.R.PostForm.Get("step") {
	case "who":
		who(x)
	case "begin":
		begin(x)
	case "keep":
		keep(x)
	case "drop":
		if err := x.Vault.DropPasskey(x.R.Context()); err != nil {
			x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
			return
		}
		x.To(address + "?done=passkey-gone")
	default:
		ask(x)
	}
}

func who(x *screen.Exchange) {
	switch x.R.PostForm.Get("someone") {
	case "no":
		risks(x, http.StatusOK, ui.Form{})
	case "yes":
		only(x, "passkey.not", "passkey.not.why", "passkey.not.kept")
	default:
		question(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "someone", Sentence: x.Say("problem.choose")}))
	}
}

// risks says plainly what comes with it, and asks the passphrase: an open phone in other hands must not become theirs.
func risks(x *screen.Exchange, status int, form ui.Form) {
	d := page(x, form)
	for _, key := range []string{"passkey.risk.phone", "passkey.risk.list", "passkey.risk.copy", "passkey.risk.still"} {
		d.Points = append(d.Points, x.Say(key))
	}
	d.Held, d.Go, d.BackLabel = [][2]string{{"step", "begin"}}, x.Say("passkey.go"), ""
	d.Fields = []ui.Field{secret.Field(x)}
	x.Show(status, ui.Asked(d))
}

func begin(x *screen.Exchange) {
	input, err := x.Vault.BeginPasskey(x.R.PostForm.Get("passphrase"))
	switch {
	case errors.Is(err, vault.ErrPassphrase):
		risks(x, http.StatusUnprocessableEntity, ui.Form{Problems: []ui.Problem{{Field: "passphrase", Sentence: x.Say("problem.passphrase.wrong")}}})
	case err != nil:
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
	default:
		d := page(x, ui.Form{}, "passkey.now")
		d.Held, d.Go = [][2]string{{"step", "keep"}}, x.Say("passkey.make")
		x.Show(http.StatusOK, ui.PasskeyPage(d, ui.Passkey{How: "make", Input: base64.RawURLEncoding.EncodeToString(input[:])}))
	}
}

// keep takes what the browser made. What the passkey gave out is not kept.
func keep(x *screen.Exchange) {
	credential, err := base64.RawURLEncoding.DecodeString(x.R.PostForm.Get("credential"))
	output, err2 := base64.RawURLEncoding.DecodeString(x.R.PostForm.Get("output"))
	if err = errors.Join(err, err2); err == nil {
		err = x.Vault.KeepPasskey(x.R.Context(), credential, output)
	}
	switch {
	case err == nil:
		x.To(address + "?done=passkey")
	case errors.Is(err, vault.ErrDiskFull):
		x.Plain(http.StatusInsufficientStorage, "passkey.title", "problem.keep.full")
	default: // too late, or the page was left lying: from the beginning
		question(x, http.StatusUnprocessableEntity, ui.Form{Problems: []ui.Problem{{Field: "someone", Sentence: x.Say("passkey.late")}}})
	}
}
