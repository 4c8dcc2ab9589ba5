package app

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"snowdrop/internal/devices"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// Locking goes by page.js ending the worker: its whole memory is released with it.
const endWorker = "end"

func (x *exchange) secret(title string) ui.SecretPage {
	return ui.SecretPage{Frame: x.Frame(title, "mine"), Title: x.Say(title)}
}

// keepAsk says what keeping on this device means before it asks for a passphrase.
func (a *App) keepAsk(x *exchange) { x.showKeep(http.StatusOK, ui.Form{}) }

func (x *exchange) showKeep(status int, form ui.Form) {
	if x.a.Vault.State() != vault.Visit {
		x.To("/mine")
		return
	}
	d := x.secret("keep.title")
	d.Form, d.Action = form, "/mine/keep"
	if then := x.R.FormValue("then"); then == "relay" {
		d.Held = [][2]string{{"then", then}}
	}
	d.Sentences = []string{x.Say("keep.lead")}
	d.Risks = []string{x.Say("keep.risk.forget"), d.Here("keep.risk.clear", "keep.risk.file"), x.Say("keep.risk.phone"), x.Say("keep.risk.browser")}
	d.New, d.NewHint, d.Again = x.Say("passphrase.new"), x.Say("passphrase.hint"), x.Say("passphrase.again")
	d.Go, d.Back = x.Say("keep.go"), "/today"
	x.Show(status, ui.Secret(d))
}

func (a *App) keepDo(x *exchange) {
	passphrase, problems := x.newPassphrase()
	if problems == nil && a.Vault.State() == vault.Visit {
		err := a.Vault.Keep(x.R.Context(), passphrase)
		if err == nil {
			a.Kept()
			if x.R.PostForm.Get("then") == "relay" {
				x.To("/mine/words/start")
				return
			}
			x.To("/today?done=kept")
			return
		}
		problems = []ui.Problem{x.keepProblem(err)}
	}
	x.showKeep(http.StatusUnprocessableEntity, ui.Form{Problems: problems})
}

// keepProblem says why nothing could be put on this device. The visit goes on unharmed.
func (x *exchange) keepProblem(err error) ui.Problem {
	key := "problem.keep.refused"
	switch {
	case errors.Is(err, vault.ErrWeakPassphrase):
		key = "problem.passphrase.short"
	case errors.Is(err, vault.ErrDiskFull):
		key = "problem.keep.full"
	}
	return ui.Problem{Field: "new", Sentence: x.Say(key)}
}

// newPassphrase reads a new passphrase that was typed twice.
func (x *exchange) newPassphrase() (string, []ui.Problem) {
	passphrase := x.R.PostForm.Get("new")
	switch {
	case len([]rune(strings.TrimSpace(passphrase))) < vault.MinPassphrase:
		return "", []ui.Problem{{Field: "new", Sentence: x.Say("problem.passphrase.short")}}
	case passphrase != x.R.PostForm.Get("new-again"):
		return "", []ui.Problem{{Field: "new-again", Sentence: x.Say("problem.passphrase.differ")}}
	}
	return passphrase, nil
}

// passphraseProblem has one neutral sentence for a wrong passphrase: no count, no hint.
func (x *exchange) passphraseProblem(field string, err error, otherwise string) ui.Problem {
	switch {
	case errors.Is(err, vault.ErrPassphrase):
		return ui.Problem{Field: "passphrase", Sentence: x.Say("problem.passphrase.wrong")}
	case errors.Is(err, vault.ErrPasskey):
		return ui.Problem{Field: "passphrase", Sentence: x.Say("problem.passkey")}
	case errors.Is(err, vault.ErrWeakPassphrase):
		return ui.Problem{Field: "new", Sentence: x.Say("problem.passphrase.short")}
	case errors.Is(err, vault.ErrUnreadable):
		return ui.Problem{Field: field, Sentence: x.Say("problem.unreadable")}
	}
	if errors.Is(err, vault.ErrNewer) {
		otherwise = "problem.newer"
	}
	return ui.Problem{Field: field, Sentence: x.Say(otherwise)}
}

func (a *App) passphraseAsk(x *exchange) { x.showPassphrase(http.StatusOK, ui.Form{}) }

func (x *exchange) showPassphrase(status int, form ui.Form) {
	if x.a.Vault.State() != vault.Unlocked {
		x.To("/mine")
		return
	}
	d := x.secret("passphrase.change")
	d.Form, d.Action, d.Sentences = form, "/mine/passphrase", x.withPasskey("passphrase.change.passkey", x.Say("passphrase.change.lead"))
	d.Old, d.New, d.Again = x.Say("passphrase.old"), x.Say("passphrase.new"), x.Say("passphrase.again")
	d.NewHint, d.Go, d.Back = x.Say("passphrase.hint"), x.Say("passphrase.change.go"), "/mine"
	x.Show(status, ui.Secret(d))
}

func (a *App) passphraseDo(x *exchange) {
	passphrase, problems := x.newPassphrase()
	if problems == nil {
		err := a.Vault.ChangePassphrase(x.R.Context(), x.R.PostForm.Get("passphrase"), passphrase)
		if err == nil {
			x.To("/mine?done=passphrase")
			return
		}
		problems = []ui.Problem{x.passphraseProblem("passphrase", err, "problem.notchanged")}
	}
	x.showPassphrase(http.StatusUnprocessableEntity, ui.Form{Problems: problems})
}

func (a *App) unlockAsk(x *exchange) { x.showUnlock(http.StatusOK, ui.Form{}) }

func (x *exchange) showUnlock(status int, form ui.Form) {
	if x.a.Vault.State() != vault.Locked {
		x.To("/today")
		return
	}
	d := x.secret("unlock.title")
	d.Frame.Place = "unlock"
	d.Form, d.Action, d.Old, d.Go = form, "/unlock", x.Say("passphrase"), x.Say("unlock.go")
	if name := form.Value(heldFor); name != "" {
		d.Sentences = []string{x.Say("unlock.held")}
		d.Held = [][2]string{{heldFor, name}, {heldForm, form.Value(heldForm)}}
	}
	if credential, input, ok := x.a.Vault.Passkey(); ok && x.Transport == "" {
		d.Passkey = ui.Passkey{How: "use", Credential: base64.RawURLEncoding.EncodeToString(credential), Input: base64.RawURLEncoding.EncodeToString(input[:])}
	}
	x.Show(status, ui.Secret(d))
}

func (a *App) unlockDo(x *exchange) {
	if a.Vault.State() != vault.Locked {
		x.release()
		return
	}
	if err := x.unlock(); err != nil {
		x.showUnlock(http.StatusUnprocessableEntity, ui.Form{Values: x.R.PostForm, Problems: []ui.Problem{x.passphraseProblem("passphrase", err, "problem.notopened")}})
		return
	}
	go a.index.Warm()
	x.release()
}

// unlock opens with what the passkey gave out, where the browser says that it asked one, or else with the passphrase.
func (x *exchange) unlock() error {
	said := x.R.PostForm.Get("output")
	x.R.PostForm.Del("output") // it is for once, and no page shows it
	if said == "" {
		return x.a.Vault.Unlock(x.R.Context(), x.R.PostForm.Get("passphrase"))
	}
	output, err := base64.RawURLEncoding.DecodeString(said)
	if err != nil {
		return vault.ErrPasskey
	}
	return x.a.Vault.UnlockPasskey(x.R.Context(), output)
}

// Lock forgets keys and words. It is also for whoever runs the app: when nobody is there, and at the end.
func (a *App) Lock() {
	a.Vault.Lock()
	a.letGo()
	a.day.Store(nil)
	a.Devices.ForgetWords()
	a.index.Clear()
	a.seen.clear()
}

// lock is Lock for the person. In a visit there is nothing to come back to: the vault says so itself.
func (a *App) lock(x *exchange) {
	a.Lock()
	x.W.Header().Set("Snowdrop-Worker", endWorker)
	if a.Vault.State() == vault.Locked {
		x.To("/unlock")
		return
	}
	x.To("/")
}

func (a *App) eraseAsk(x *exchange) { x.showErase(http.StatusOK, ui.Form{}) }

func (x *exchange) showErase(status int, form ui.Form) {
	d := x.secret("delete.title")
	d.Form, d.Action, d.Go, d.Danger, d.Back = form, "/mine/delete", x.Say("delete.yes"), true, "/mine"
	switch {
	case x.a.Vault.State() == vault.Visit:
		d.Sentences = []string{x.Say("delete.visit")}
	case x.a.Vault.Unreadable():
		d.Sentences = []string{x.Say("delete.unreadable")}
	case x.a.Keeping() == ui.KeptRelay:
		x.showEraseBoth(status, form)
		return
	default:
		d.Sentences = x.withPasskey("delete.passkey", x.Say("delete.device"), d.Here("delete.forgotten", "delete.forgotten.file"))
		d.Old = x.Say("passphrase")
	}
	x.Show(status, ui.Secret(d))
}

// withPasskey adds a sentence where this device has a passkey.
func (x *exchange) withPasskey(key string, sentences ...string) []string {
	if _, _, has := x.a.Vault.Passkey(); has {
		return append(sentences, x.Say(key))
	}
	return sentences
}

// showEraseBoth is for what is at the relay too. It says what stays elsewhere, and asks for the secret again.
func (x *exchange) showEraseBoth(status int, form ui.Form) {
	d := x.asked("delete.title", form)
	d.Sentences, d.Go, d.Danger, d.Back = x.withPasskey("delete.passkey", x.Say("delete.relay"), x.Say("delete.relay.others")), x.Say("delete.yes"), true, "/mine"
	d.Fields = []ui.Field{{Name: "passphrase", Label: x.Say("passphrase"), Secret: true}}
	if x.a.StoppedWhy() == string(devices.Removed) { // it has no say at the relay any more
		d.Sentences = x.withPasskey("delete.passkey", x.Say("delete.removed"), x.Say("delete.removed.stays"))
	} else if fields := x.proofFields(); fields[0].Words {
		d.Fields = append(d.Fields, fields...)
	}
	if form.Problem("anyway") != "" {
		d.Held, d.Go = [][2]string{{"anyway", "yes"}}, x.Say("delete.relay.anyway")
	}
	x.Show(status, ui.Asked(d))
}

func (a *App) eraseDo(x *exchange) {
	var err error
	switch {
	case a.Vault.State() == vault.Visit:
		a.Vault.EraseVisit()
	case a.Vault.Unreadable():
		err = a.Vault.EraseUnreadable(x.R.Context())
	case a.Keeping() == ui.KeptRelay:
		if problems := x.eraseEverywhere(); problems != nil {
			x.showErase(http.StatusUnprocessableEntity, ui.Form{Problems: problems})
			return
		}
	default:
		err = a.Vault.Erase(x.R.Context(), x.R.PostForm.Get("passphrase"))
	}
	if err != nil {
		x.showErase(http.StatusUnprocessableEntity, ui.Form{Problems: []ui.Problem{x.passphraseProblem("passphrase", err, "problem.notdeleted")}})
		return
	}
	x.gone()
}
