package screen

import (
	"errors"
	"strconv"
	"strings"

	"snowdrop/internal/devices"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

// ProofFields ask for what proves that the owner is there: the passphrase, or words where that is not enough. err is what came
// of it the time before, if it was asked before.
func (x *Exchange) ProofFields(err error) []ui.Field {
	if x.Devices.HoldsOwner() && !errors.Is(err, devices.ErrNeedWords) && strings.TrimSpace(x.R.PostForm.Get("proof")) == "" {
		return []ui.Field{{Name: "passphrase", Label: x.Say("proof.passphrase"), Hint: x.Say("proof.why"), Secret: true}}
	}
	return []ui.Field{{Name: "proof", Label: x.Say("proof.words"), Hint: x.Say("proof.why"), Words: true}}
}

// Proof reads it, or says what is wrong with how it was typed.
func (x *Exchange) Proof() (devices.Proof, *ui.Problem) {
	if !x.R.PostForm.Has("proof") {
		return devices.Proof{Passphrase: x.R.PostForm.Get("passphrase")}, nil
	}
	wrong := func(key string, pairs ...string) (devices.Proof, *ui.Problem) {
		return devices.Proof{}, &ui.Problem{Field: "proof", Sentence: x.Say(key, pairs...)}
	}
	said, err := x.ParseWords("proof")
	var unknown *words.UnknownError
	switch {
	case errors.Is(err, words.ErrNotHere):
		return wrong("problem.words.later")
	case errors.As(err, &unknown):
		return wrong("problem.words.unknown", "word", unknown.Word)
	case err != nil:
		return wrong("problem.words.many")
	case len(said) != devices.WordsHome && len(said) != devices.WordsKit:
		return wrong("problem.words.proof", "n", strconv.Itoa(len(said)))
	}
	return devices.Proof{Words: said}, nil
}

// ParseWords reads the words of a field. Where the list of them has not come, it is waited for, for a few seconds.
func (x *Exchange) ParseWords(field string) ([]string, error) {
	if !words.Here() {
		x.AllHere()
	}
	return words.Parse(x.R.PostForm.Get(field))
}

// ownerProblems are the sentences for what the relay or the person's devices were in the way with.
var ownerProblems = []struct {
	err error
	key string
}{
	{devices.ErrOffline, "problem.notknown"}, {devices.ErrClosed, "problem.closed"}, {devices.ErrFull, "problem.relayfull"},
	{devices.ErrAgain, "problem.again"}, {devices.ErrTooMany, "problem.toomany"}, {devices.ErrStopped, "problem.stopped"},
	{vault.ErrDiskFull, "problem.keep.full"},
}

// OwnerProblem says what was in the way of something that asked for a proof.
func (x *Exchange) OwnerProblem(err error) ui.Problem {
	field := "passphrase"
	if x.R.PostForm.Has("proof") {
		field = "proof"
	}
	switch {
	case errors.Is(err, devices.ErrNeedWords):
		return ui.Problem{Field: "proof", Sentence: x.Say("problem.needwords")}
	case errors.Is(err, devices.ErrProof) && field == "proof":
		return ui.Problem{Field: field, Sentence: x.Say("problem.proof.words")}
	case errors.Is(err, devices.ErrProof), errors.Is(err, vault.ErrPassphrase):
		return ui.Problem{Field: field, Sentence: x.Say("problem.passphrase.wrong")}
	}
	for _, p := range ownerProblems {
		if errors.Is(err, p.err) {
			return ui.Problem{Field: field, Sentence: x.Say(p.key)}
		}
	}
	return ui.Problem{Field: field, Sentence: x.Say("problem.notset")}
}
