package app

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// openAsk is for someone who has words: of her paper, or of her other device.
func (a *App) openAsk(x *exchange) { x.showOpen(http.StatusOK, ui.Form{}) }

func (x *exchange) showOpen(status int, form ui.Form) {
	d := x.asked("open.title", form)
	d.Action, d.Back, d.Frame.Place = "/open", "/", ""
	s := x.a.Devices.Status()
	switch {
	case !x.a.Devices.Available() && !x.a.Devices.AnyRelay():
		d.Sentences = []string{x.Say("open.none")}
		d.Ways = []ui.Choice{{Address: "/", Label: x.Say("wrong.on")}}
		x.Show(status, ui.Asked(d))
		return
	case s.Relay && s.Stopped == "":
		d.Sentences = []string{x.Say("open.already")}
		d.Ways = []ui.Choice{{Address: "/mine/devices", Label: x.Say("devices.title")}, {Address: "/today", Label: x.Say("place.today")}}
		x.Show(status, ui.Asked(d))
		return
	}
	d.Sentences, d.Go = []string{x.Say("open.lead")}, x.Say("open.go")
	d.Fields = []ui.Field{{Name: "words", Label: x.Say("open.words"), Hint: x.Say("open.words.hint"), Words: true, Linked: true}}
	x.askRelay(&d)
	d.Fields = append(d.Fields, ui.Field{Name: "device", Label: x.Say("relay.device"), Hint: x.Say("relay.device.hint")})
	if x.a.Vault.State() == vault.Visit {
		if len(x.a.List()) > 0 {
			d.Sentences = append(d.Sentences, x.Say("open.visit"))
		}
		d.Sentences = append(d.Sentences, x.Say("open.six"))
		d.Fields = append(d.Fields,
			ui.Field{Name: "new", Label: x.Say("passphrase.new"), Hint: x.Say("passphrase.here"), Secret: true},
			ui.Field{Name: "new-again", Label: x.Say("passphrase.again"), Secret: true})
	} else {
		d.Sentences = append(d.Sentences, x.Say("open.kept"), x.Say("open.six"))
		d.Fields = append(d.Fields, ui.Field{Name: "passphrase", Label: x.Say("passphrase"), Secret: true})
	}
	x.Show(status, ui.Asked(d))
}

// askRelay asks where things are, where that may be somewhere else than the page says.
func (x *exchange) askRelay(d *ui.AskedPage) {
	if others := x.a.Devices.Others(); len(others) > 0 {
		q := ui.Question{Name: "relay", Legend: x.Say("open.relay"), Options: []ui.Option{{Value: "", Label: x.Say("open.relay.this")}}}
		for _, o := range others {
			q.Options = append(q.Options, ui.Option{Value: o.Address, Label: cmp.Or(o.Name, strings.TrimPrefix(o.Address, "https://"))})
		}
		if d.Form.Values == nil {
			d.Form.Values = url.Values{"relay": {""}}
		}
		d.Questions = append(d.Questions, q)
	}
	if x.a.Devices.AnyRelay() {
		d.Fields = append(d.Fields, ui.Field{Name: "relay", Label: x.Say("open.relay.typed"), Hint: x.Say("move.address.hint")})
	}
}

// chosenRelay is what was chosen there; "" for the one of the page.
func (x *exchange) chosenRelay() string {
	return strings.TrimSuffix(strings.TrimSpace(x.R.PostForm.Get("relay")), "/")
}

// openDo counts the words: six are of another device, seven are the person's own, ten stand on her paper.
func (a *App) openDo(x *exchange) {
	problems := x.openHere()
	if problems == nil {
		return
	}
	values := x.R.PostForm
	for _, secret := range []string{"passphrase", "new", "new-again"} {
		values.Del(secret)
	}
	x.showOpen(http.StatusUnprocessableEntity, ui.Form{Values: values, Problems: problems})
}

// openHere leads on, or says what is in the way.
func (x *exchange) openHere() []ui.Problem {
	said, problem := x.readWords("words", "problem.words.count", devices.WordsPair, devices.WordsHome, devices.WordsKit)
	if problem != nil {
		return []ui.Problem{*problem}
	}
	name, problems := x.deviceName("device")
	if problems != nil {
		return problems
	}
	passphrase, visit := x.R.PostForm.Get("passphrase"), x.a.Vault.State() == vault.Visit
	if visit {
		if passphrase, problems = x.newPassphrase(); problems != nil {
			return problems
		}
	} else if err := x.a.Vault.Unlock(x.R.Context(), passphrase); err != nil {
		// Asked also where it is open: who holds an open device must not lead its things to words of their own.
		return []ui.Problem{x.passphraseProblem("passphrase", err, "problem.notopened")}
	}
	next := "/today?done=opened"
	var err error
	if len(said) == devices.WordsPair {
		next = "/joining"
		_, err = x.a.Devices.JoinPairAt(x.R.Context(), x.chosenRelay(), said, name, passphrase)
	} else {
		err = x.a.Devices.OpenAt(x.R.Context(), x.chosenRelay(), said, name, passphrase)
	}
	if err != nil {
		return []ui.Problem{x.relayProblem("words", err)}
	}
	if visit && x.a.Vault.State() == vault.Unlocked {
		x.a.Kept()
	}
	x.To(next)
	return nil
}

// joining shows on the new device the words to compare, until the old one lets it in.
func (a *App) joining(x *exchange) {
	j := a.Devices.Joining()
	if j == nil {
		x.To("/open")
		return
	}
	d := ui.JoiningPage{Frame: x.Frame("joining.title", ""), Compare: j.Compare(), Until: x.until(j.Seconds())}
	state, err := j.State()
	switch state {
	case devices.PairDone:
		a.Kept()
		x.To("/today?done=joined")
		return
	case devices.PairOver:
		d.Over = x.Say("joining.over")
	case devices.PairRefused:
		d.Over = x.Say("joining.refused")
	case devices.PairStopped:
		d.Over = x.Say("joining.stopped")
	}
	if errors.Is(err, vault.ErrDiskFull) {
		d.Over = x.Say("joining.full")
	}
	if d.Over == "" {
		x.Follow(&d.Frame)
	}
	x.Show(http.StatusOK, ui.Joining(d))
}

// joiningStop gives it up.
func (a *App) joiningStop(x *exchange) {
	if j := a.Devices.Joining(); j != nil {
		_ = j.Cancel(x.R.Context()) // offline: the two minutes end it
	}
	x.To("/open")
}

// until is the moment some seconds from now, as people say it.
func (x *exchange) until(seconds int) string {
	return x.a.Now().Add(time.Duration(seconds) * time.Second).Format("15:04")
}
