package app

import (
	"errors"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen/secret"
	"snowdrop/internal/devices"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

// whenRelayed sends a person who keeps nothing at a relay to where that is chosen.
func (a *App) whenRelayed(p answer) answer {
	return a.whenOpen(func(x *exchange) {
		if !a.Devices.Status().Relay {
			x.To("/mine/where")
			return
		}
		p(x)
	})
}

// asked is a page with one form under Mine.
func (x *exchange) asked(titleKey string, form ui.Form) ui.AskedPage {
	return ui.AskedPage{Frame: x.Frame(titleKey, "mine"), Title: x.Say(titleKey), Form: form, Action: x.R.URL.Path, Back: "/mine/devices"}
}

// proofFields ask for what proves that the owner is there: the passphrase, or words where that is not enough.
func (x *exchange) proofFields() []ui.Field {
	if x.a.Devices.HoldsOwner() && !x.needWords && strings.TrimSpace(x.R.PostForm.Get("proof")) == "" {
		return []ui.Field{{Name: "passphrase", Label: x.Say("proof.passphrase"), Hint: x.Say("proof.why"), Secret: true}}
	}
	return []ui.Field{{Name: "proof", Label: x.Say("proof.words"), Hint: x.Say("proof.why"), Words: true}}
}

// proof reads it.
func (x *exchange) proof() (devices.Proof, []ui.Problem) {
	if strings.TrimSpace(x.R.PostForm.Get("proof")) == "" && x.R.PostForm.Has("proof") {
		return devices.Proof{}, []ui.Problem{{Field: "proof", Sentence: x.Say("problem.words.proof", "n", "0")}}
	}
	if !x.R.PostForm.Has("proof") {
		return devices.Proof{Passphrase: x.R.PostForm.Get("passphrase")}, nil
	}
	said, problem := x.readWords("proof", "problem.words.proof", devices.WordsHome, devices.WordsKit)
	if problem != nil {
		return devices.Proof{}, []ui.Problem{*problem}
	}
	return devices.Proof{Words: said}, nil
}

// proofField is where a proof that was not right is shown.
func (x *exchange) proofField() string {
	if x.R.PostForm.Has("proof") || x.needWords {
		return "proof"
	}
	return "passphrase"
}

// readWords reads the words of a field, of which there must be one of counts. A word that is not ours is named, with those that
// were meant.
func (x *exchange) readWords(field, countKey string, counts ...int) ([]string, *ui.Problem) {
	said, err := x.ParseWords(field)
	var unknown *words.UnknownError
	switch {
	case errors.Is(err, words.ErrNotHere):
		return nil, &ui.Problem{Field: field, Sentence: x.Say("problem.words.later")}
	case errors.As(err, &unknown) && len(unknown.Near) > 0:
		return nil, &ui.Problem{Field: field, Sentence: x.Say("problem.words.near", "word", unknown.Word, "near", x.oneOf(unknown.Near))}
	case errors.As(err, &unknown):
		return nil, &ui.Problem{Field: field, Sentence: x.Say("problem.words.unknown", "word", unknown.Word)}
	case err != nil:
		return nil, &ui.Problem{Field: field, Sentence: x.Say("problem.words.many")}
	}
	for _, n := range counts {
		if len(said) == n {
			return said, nil
		}
	}
	return nil, &ui.Problem{Field: field, Sentence: x.Say(countKey, "n", strconv.Itoa(len(said)))}
}

// oneOf writes "a, b or c".
func (x *exchange) oneOf(some []string) string {
	last := len(some) - 1
	if last == 0 {
		return some[0]
	}
	return strings.Join(some[:last], ", ") + " " + x.Say("or") + " " + some[last]
}

// deviceName reads the name of a device.
func (x *exchange) deviceName(field string) (string, []ui.Problem) {
	name := strings.Join(strings.Fields(x.R.PostForm.Get(field)), " ")
	if name == "" || len(name) > devices.MaxName {
		return "", []ui.Problem{{Field: field, Sentence: x.Say("problem.name")}}
	}
	return name, nil
}

// relayProblems are the sentences for what the relay or the person's devices were in the way with. Those about words stand at
// a field of their own.
var relayProblems = []struct {
	err error
	key string
}{
	{devices.ErrOffline, "problem.offline"}, {devices.ErrOnlyCopy, "problem.onlycopy"}, {devices.ErrClosed, "problem.closed"},
	{devices.ErrFull, "problem.relayfull"}, {devices.ErrUsed, "problem.used"}, {devices.ErrLate, "problem.late"},
	{devices.ErrAgain, "problem.again"}, {devices.ErrBegun, "problem.begun"}, {devices.ErrTooMany, "problem.toomany"},
	{devices.ErrStopped, "problem.stopped"}, {devices.ErrReach, "problem.reach"}, {devices.ErrWords, "problem.words.none"}, {vault.ErrDiskFull, "problem.keep.full"},
}

// relayProblem says what was in the way. field is where it is shown if no other is meant.
func (x *exchange) relayProblem(field string, err error) ui.Problem {
	switch {
	case errors.Is(err, devices.ErrNeedWords):
		x.needWords = true
		return ui.Problem{Field: "proof", Sentence: x.Say("problem.needwords")}
	case errors.Is(err, devices.ErrProof) && x.R.PostForm.Has("proof"):
		return ui.Problem{Field: "proof", Sentence: x.Say("problem.proof.words")}
	case errors.Is(err, devices.ErrProof), errors.Is(err, vault.ErrPassphrase):
		return ui.Problem{Field: "passphrase", Sentence: x.Say("problem.passphrase.wrong")}
	case errors.Is(err, vault.ErrWeakPassphrase):
		return ui.Problem{Field: "new", Sentence: x.Say("problem.passphrase.short")}
	case errors.Is(err, devices.ErrName):
		return ui.Problem{Field: "device", Sentence: x.Say("problem.name")}
	case errors.Is(err, devices.ErrCode):
		x.needCode = true
		return secret.Code(x.Exchange)
	}
	for _, p := range relayProblems {
		if errors.Is(err, p.err) {
			return ui.Problem{Field: field, Sentence: x.Say(p.key)}
		}
	}
	return ui.Problem{Field: field, Sentence: x.Say("problem.notset")}
}

// ownerProblem is relayProblem for what the owner does at the relay: where no answer came, it may be done there all the same.
func (x *exchange) ownerProblem(field string, err error) ui.Problem {
	if errors.Is(err, devices.ErrOffline) {
		return ui.Problem{Field: field, Sentence: x.Say("problem.notknown")}
	}
	return x.relayProblem(field, err)
}

// codeField is for an invite code, once the relay asked for one.
func (x *exchange) codeField() []ui.Field {
	if !x.needCode && !x.R.PostForm.Has("code") {
		return nil
	}
	return []ui.Field{{Name: "code", Label: x.Say("relay.code"), Hint: x.Say("relay.code.hint")}}
}
