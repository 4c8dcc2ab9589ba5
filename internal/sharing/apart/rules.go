package apart

import (
	"crypto/subtle"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
)

// rules are what keeps two answers apart. Each is needed: the tests take them out one by one and watch an attack succeed.
type rules struct {
	commits   bool // a key opens only the answer that committed to it
	ownKey    bool // only whoever wrote an answer gives its key out
	namedOnly bool // a key opens an answer only for the one that it names
	once      bool // the key of an answer is given out once, and no answer is good for two
	waits     bool // whoever answered first gives their key out after that of the second
}

var rulesInForce = rules{commits: true, ownKey: true, namedOnly: true, once: true, waits: true}

// open gives the words of an answer with what was given out for it.
func (r rules) open(space record.SpaceID, a answer, given [32]byte) (string, bool) {
	key := seal.KeyOf(given, seal.LabelApartKey)
	commit := key.Commit(seal.LabelApartCommit)
	if r.commits && subtle.ConstantTimeCompare(commit[:], a.answer.Commit) != 1 {
		return "", false
	}
	plain, err := seal.Open(key, a.answer.Sealed, aad(space, a.id, a.answer.Question))
	if err != nil {
		return "", false
	}
	words, err := items.Unpad(plain)
	return words, err == nil
}
