// Package secret asks for the passphrase once more, and says what is wrong with that or with a code. It must never say how near a wrong one was.
package secret

import (
	"errors"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// Field asks for the passphrase once more.
func Field(x *screen.Exchange) ui.Field {
	return ui.Field{Name: "passphrase", Label: x.Say("proof.passphrase"), Hint: x.Say("proof.why"), Secret: true}
}

// Passphrase looks whether the one that was asked once more is right, where things are open: whoever picks up an open phone must not
// set off what asks it. It gives the problem, or nil.
func Passphrase(x *screen.Exchange) []ui.Problem {
	err := x.Vault.Unlock(x.R.Context(), x.R.PostForm.Get("passphrase")) // open already: it only checks
	switch {
	case err == nil:
		return nil
	case errors.Is(err, vault.ErrPassphrase):
		return []ui.Problem{{Field: "passphrase", Sentence: x.Say("problem.passphrase.wrong")}}
	}
	return []ui.Problem{{Field: "passphrase", Sentence: x.Say("problem.notset")}}
}

// Code says that the relay asks for a code, or for another one than was typed.
func Code(x *screen.Exchange) ui.Problem {
	key := "problem.code"
	if x.R.PostForm.Get("code") != "" {
		key = "problem.code.wrong"
	}
	return ui.Problem{Field: "code", Sentence: x.Say(key)}
}
