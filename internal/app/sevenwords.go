package app

import (
	"net/http"
	"strconv"
	"strings"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// What seven fresh words are for. Each is a path of three pages: the words, two of them typed, done.
const (
	forStart    = "start"    // keep it at the relay as well
	forNew      = "new"      // in the place of the words before
	forSomeone  = "someone"  // the same, and everybody else is shut out
	forContinue = "continue" // go on from this device
)

// wordsFor says whether words may be made for this now.
func (x *exchange) wordsFor(what string) bool {
	s := x.a.Devices.Status()
	switch what {
	case forStart:
		return x.a.Devices.Available() && !s.Relay && x.a.Vault.State() == vault.Unlocked
	case forNew, forSomeone:
		return s.Relay && s.Stopped == ""
	case forContinue:
		return s.Relay && canContinue(x.a.StoppedWhy())
	}
	return false
}

// words7 shows seven words, and for a while the same ones again.
func (a *App) words7(x *exchange) {
	what := x.R.PathValue("what")
	switch {
	case !x.wordsFor(what):
		x.To("/mine/where")
	case what == forSomeone && len(x.R.PostForm["keep"]) == 0 && x.R.Method == http.MethodGet:
		x.To("/mine/someone")
	default:
		x.showWords(what)
	}
}

func (x *exchange) showWords(what string) {
	had := x.a.Devices.HasWordsFor(what)
	d := ui.WordsPage{Frame: x.Frame("words.title", "mine"), Title: x.Say("words.title"), Words: x.a.Devices.WordsFor(what), Action: "/mine/words/" + what,
		Sentences: []string{x.Say("words.lead")}, Points: []string{x.Say("words.keep"), x.Say("words.loss")}, Go: x.Say("words.go"), Back: "/mine/where"}
	if what == forNew {
		d.Title = x.Say("words.new.title")
		d.Sentences = []string{x.Say("words.new.lead"), x.Say("words.new.limit"), x.Say("words.lead")}
	}
	if step := x.R.PostForm.Get("step"); !had && (step == "check" || step == "do") {
		d.Sentences = append([]string{x.Say("words.anew"), x.Say("words.anew.keep")}, d.Sentences...)
	}
	d.Held = append(x.kept(), [2]string{"step", "check"})
	x.Show(http.StatusOK, ui.ShowWords(d))
}

// kept are the devices that were ticked, carried from page to page.
func (x *exchange) kept() [][2]string {
	var held [][2]string
	for _, id := range x.R.PostForm["keep"] {
		held = append(held, [2]string{"keep", id})
	}
	return held
}

// wordsStep goes from one of the pages to the next.
func (a *App) wordsStep(x *exchange) {
	what := x.R.PathValue("what")
	if !x.wordsFor(what) {
		x.To("/mine/where")
		return
	}
	step := x.R.PostForm.Get("step")
	if !a.Devices.HasWordsFor(what) {
		step = "" // nobody has seen those that would be asked for
	}
	switch step {
	case "check":
		x.showTyping(http.StatusOK, what, ui.Form{})
	case "do":
		a.wordsDo(x, what)
	default:
		x.showWords(what)
	}
}

// asks are the two places whose words have to be typed. They follow from the words, so that they stay the same.
func asks(words []string) (first, second int) {
	sum := 0
	for _, c := range strings.Join(words, "") {
		sum += int(c)
	}
	first = sum % len(words)
	second = (first + 2 + sum%3) % len(words)
	return min(first, second), max(first, second)
}

func (x *exchange) showTyping(status int, what string, form ui.Form) {
	first, second := asks(x.a.Devices.WordsFor(what))
	d := x.asked("words.check.title", form)
	d.Sentences = []string{x.Say("words.check")}
	d.Fields = []ui.Field{
		{Name: "first", Label: x.Say("words.check.nth", "n", strconv.Itoa(first+1))},
		{Name: "second", Label: x.Say("words.check.nth", "n", strconv.Itoa(second+1))},
	}
	d.Held = append(x.kept(), [2]string{"step", "do"})
	d.Back, d.BackLabel = "/mine/words/"+what, x.Say("words.check.again")
	switch what {
	case forStart:
		d.Fields = append(d.Fields, ui.Field{Name: "device", Label: x.Say("relay.device"), Hint: x.Say("relay.device.hint")})
		d.Fields = append(d.Fields, x.codeField()...)
		d.Fields = append(d.Fields, ui.Field{Name: "passphrase", Label: x.Say("proof.passphrase"), Secret: true})
		d.Go = x.Say("words.start.do")
	case forContinue:
		d.Fields = append(d.Fields, x.codeField()...)
		d.Fields = append(d.Fields, ui.Field{Name: "passphrase", Label: x.Say("proof.passphrase"), Secret: true})
		d.Go = x.Say("words.continue.do")
	case forNew:
		d.Fields, d.Go = append(d.Fields, x.proofFields()...), x.Say("words.new.do")
	case forSomeone:
		d.Fields, d.Go, d.Danger = append(d.Fields, x.proofFields()...), x.Say("someone.do"), true
		d.Back, d.BackLabel = "/mine/devices", "" // the ticks would be gone
	}
	x.Show(status, ui.Asked(d))
}

// wordsDo uses the words, once two of them were typed.
func (a *App) wordsDo(x *exchange, what string) {
	fresh := a.Devices.WordsFor(what)
	first, second := asks(fresh)
	var problems []ui.Problem
	for i, at := range []int{first, second} {
		field := []string{"first", "second"}[i]
		if strings.ToLower(strings.TrimSpace(x.R.PostForm.Get(field))) != fresh[at] {
			problems = append(problems, ui.Problem{Field: field, Sentence: x.Say("problem.words.check", "n", strconv.Itoa(at+1))})
		}
	}
	if problems == nil {
		problems = x.useWords(what, fresh)
	}
	if problems == nil {
		return
	}
	values := x.R.PostForm
	values.Del("passphrase")
	x.showTyping(http.StatusUnprocessableEntity, what, ui.Form{Values: values, Problems: problems})
}

// useWords does what the words are for, and leads on; or it says what is in the way.
func (x *exchange) useWords(what string, fresh []string) []ui.Problem {
	ctx, d, sent := x.R.Context(), x.a.Devices, x.R.PostForm
	var err error
	done, field := "/mine?done=relay", "passphrase"
	switch what {
	case forStart:
		name, problems := x.deviceName("device")
		if problems != nil {
			return problems
		}
		err = d.Start(ctx, fresh, name, sent.Get("passphrase"), sent.Get("code"))
		if _, waits := x.a.Vault.Draft("join"); waits {
			done = "/join" // somebody invited her: that is why she is here
		}
	case forContinue:
		done = "/mine?done=continued"
		err = d.Continue(ctx, fresh, sent.Get("passphrase"), sent.Get("code"))
	default:
		proof, problems := x.proof()
		if problems != nil {
			return problems
		}
		done, field = "/mine/devices?done=words", x.proofField()
		if what == forNew {
			err = d.NewWords(ctx, proof, fresh)
		} else if err = x.dropPasskey(); err == nil { // first: whatever comes of the rest, nobody opens this device with it
			done = "/mine/devices?done=someone"
			err = d.Compromised(ctx, proof, x.keptDevices(), fresh)
		}
	}
	if err != nil {
		return []ui.Problem{x.ownerProblem(field, err)}
	}
	x.To(done)
	return nil
}

// dropPasskey ends the passkey of this device, if it has one.
func (x *exchange) dropPasskey() error {
	if _, _, has := x.a.Vault.Passkey(); !has {
		return nil
	}
	return x.a.Vault.DropPasskey(x.R.Context())
}

// keptDevices are the devices that were ticked and are there.
func (x *exchange) keptDevices() []devices.DeviceID {
	var ids []devices.DeviceID
	for _, text := range x.R.PostForm["keep"] {
		if id, err := record.ParseID(text); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// someone asks which devices are the person's own, before the words are changed and everybody else is shut out.
func (a *App) someone(x *exchange) {
	d := x.asked("someone.title", ui.Form{})
	d.Action, d.Go = "/mine/words/"+forSomeone, x.Say("someone.go")
	d.Sentences = []string{x.Say("someone.lead")}
	d.Points = []string{x.Say("someone.keeps"), x.Say("someone.kit"), x.Say("someone.passkey"), x.Say("someone.safe")}
	d.Held = [][2]string{{"step", "show"}}
	q := ui.Question{Name: "keep", Legend: x.Say("someone.which"), Hint: x.Say("someone.which.hint"), Many: true}
	for _, v := range a.Devices.List() {
		if !v.Here {
			q.Options = append(q.Options, ui.Option{Value: v.ID.String(), Label: v.Name})
		}
	}
	if len(q.Options) > 0 {
		d.Questions = []ui.Question{q}
	}
	x.Show(http.StatusOK, ui.Asked(d))
}
