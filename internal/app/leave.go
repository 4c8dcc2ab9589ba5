package app

import (
	"errors"
	"net/http"

	"snowdrop/internal/devices"
	"snowdrop/internal/ui"
)

func (a *App) forgetAsk(x *exchange) { x.showForget(http.StatusOK, ui.Form{}) }

// showForget takes two taps: the first says yes, the second comes with the passphrase.
func (x *exchange) showForget(status int, form ui.Form) {
	d := x.asked("forget.title", form)
	d.Sentences, d.Danger = x.withPasskey("delete.passkey", x.Say("forget.lead"), x.Say("forget.back")), true
	if x.a.Devices.Status().Waiting > 0 || x.a.Devices.Unfinished() {
		d.Sentences = []string{x.Say("problem.onlycopy")}
		d.Ways = []ui.Choice{{Address: "/today", Label: x.Say("today.title")}, {Address: "/mine/take", Label: x.Say("mine.export.go")}, {Address: "/mine/devices", Label: x.Say("pair.back")}}
		x.Show(status, ui.Asked(d))
		return
	}
	d.Held, d.Go = [][2]string{{"sure", "yes"}}, x.Say("forget.go")
	if x.R.PostForm.Get("sure") == "yes" {
		d.Sentences = []string{x.Say("forget.sure")}
		d.Fields, d.Go = []ui.Field{{Name: "passphrase", Label: x.Say("passphrase"), Secret: true}}, x.Say("forget.do")
	}
	x.Show(status, ui.Asked(d))
}

func (a *App) forgetDo(x *exchange) {
	if !x.R.PostForm.Has("passphrase") {
		x.showForget(http.StatusOK, ui.Form{})
		return
	}
	if err := a.Devices.Forget(x.R.Context(), x.R.PostForm.Get("passphrase")); err != nil {
		x.showForget(http.StatusUnprocessableEntity, ui.Form{Problems: []ui.Problem{x.relayProblem("passphrase", err)}})
		return
	}
	x.gone()
}

// gone leaves nothing of the person in memory either, and begins anew.
func (x *exchange) gone() {
	x.a.letGo()
	x.a.index.Clear()
	x.a.seen.clear()
	x.W.Header().Set("Snowdrop-Worker", endWorker)
	x.W.Header().Set("Snowdrop-Display", "") // page.js forgets the country too
	x.To("/start")
}

// eraseEverywhere deletes what is at the relay and what is here. It gives the problem, or nil.
func (x *exchange) eraseEverywhere() []ui.Problem {
	sent := x.R.PostForm
	proof := devices.Proof{Passphrase: sent.Get("passphrase")}
	if sent.Has("proof") {
		var problems []ui.Problem
		if proof, problems = x.proof(); problems != nil {
			return problems
		}
	}
	err := x.a.Devices.DeleteEverything(x.R.Context(), proof, sent.Get("passphrase"), sent.Get("anyway") == "yes")
	if errors.Is(err, devices.ErrOffline) {
		return []ui.Problem{{Field: "anyway", Sentence: x.Say("delete.relay.offline")}}
	}
	if err != nil {
		return []ui.Problem{x.relayProblem("passphrase", err)}
	}
	return nil
}

// stopped says in plain words what became of this device and the relay, and what can be done.
func (a *App) stopped(x *exchange) {
	why := a.StoppedWhy()
	if why == "" {
		x.To("/mine")
		return
	}
	title := "stopped.title"
	if own := title + "." + why; x.Words.Has(own) {
		title = own
	}
	d := x.asked(title, ui.Form{})
	d.Sentences = []string{x.Say("stopped." + why), x.Say("stopped." + why + ".why")}
	d.Ways = []ui.Choice{
		{Address: "/mine/continue", Label: x.Say("stopped.continue"), Line: x.Say("stopped.continue.lead")},
		{Address: "/open", Label: x.Say("stopped.open"), Line: x.Say("stopped.open.line")},
		{Address: "/today", Label: x.Say("stopped.wait"), Line: x.Say("stopped.wait.line")},
	}
	if s := a.Devices.Status(); s.Gone != "" {
		d.Sentences = append(d.Sentences, x.Say("stopped.elsewhere", "relay", s.Gone))
	}
	if why == string(devices.OutOfReach) {
		d.Sentences = append(d.Sentences, x.Say("stopped.reach.where", "relay", a.Devices.Relay()))
		d.Ways[0] = ui.Choice{Address: "/mine/move", Label: x.Say("stopped.move"), Line: x.Say("stopped.move.line")}
		d.Ways[1].Line = x.Say("stopped.open.again")
	} else if !canContinue(why) {
		d.Ways = d.Ways[1:]
		d.Ways[0].Line = x.Say("stopped.open.again")
	}
	x.Show(http.StatusOK, ui.Asked(d))
}

// canContinue is false for a device that was removed, which asks to come back, and for one that no longer knows its place there.
func canContinue(why string) bool {
	return why != "" && why != string(devices.Removed) && why != string(devices.Damaged) && why != string(devices.OutOfReach)
}

func (a *App) continueAsk(x *exchange) { x.showContinue(http.StatusOK, ui.Form{}) }

// showContinue asks for the seven words where this device does not hold the owner's key.
func (x *exchange) showContinue(status int, form ui.Form) {
	if !canContinue(x.a.StoppedWhy()) {
		x.To("/mine/stopped")
		return
	}
	d := x.asked("stopped.continue", form)
	d.Sentences, d.Back = []string{x.Say("stopped.continue.lead"), x.Say("stopped.continue.others")}, "/mine/stopped"
	d.Fields = x.codeField()
	if x.a.Devices.HoldsOwner() && !x.needWords && !x.R.PostForm.Has("words") {
		d.Sentences = append(d.Sentences, x.Say("stopped.continue.own"))
	} else {
		d.Sentences = append(d.Sentences, x.Say("stopped.continue.words"))
		d.Fields = append(d.Fields, ui.Field{Name: "words", Label: x.Say("words.title"), Words: true})
	}
	d.Fields = append(d.Fields, ui.Field{Name: "passphrase", Label: x.Say("proof.passphrase"), Secret: true})
	d.Go = x.Say("stopped.go")
	d.Ways = []ui.Choice{{Address: "/mine/words/continue", Label: x.Say("stopped.continue.new")}}
	x.Show(status, ui.Asked(d))
}

func (a *App) continueDo(x *exchange) {
	var said []string
	var problems []ui.Problem
	if x.R.PostForm.Has("words") {
		var problem *ui.Problem
		if said, problem = x.readWords("words", "problem.words.seven", devices.WordsHome); problem != nil {
			problems = []ui.Problem{*problem}
		}
	}
	if problems == nil {
		err := a.Devices.Continue(x.R.Context(), said, x.R.PostForm.Get("passphrase"), x.R.PostForm.Get("code"))
		if err == nil {
			x.To("/mine?done=continued")
			return
		}
		problem := x.ownerProblem("passphrase", err)
		if x.needWords {
			problem.Field = "words"
		}
		problems = []ui.Problem{problem}
	}
	x.showContinue(http.StatusUnprocessableEntity, x.Form(problems...))
}
