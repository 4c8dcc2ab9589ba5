package archive

import (
	"errors"
	"strings"

	"filippo.io/age"

	"snowdrop/internal/words"
)

// PassphraseWords is how many words open a file: 77 bits, which nobody guesses.
const PassphraseWords = 6

// workFactor makes guessing dear: 2^16 rounds of scrypt, which take 64 MiB. The default of age, 2^18, takes 256 MiB, which many a
// phone does not give to a page. The words are drawn and not chosen, so nothing rests on it (docs/decisions/one-file.md).
const workFactor = 16

// MaxWorkFactor is the most that reading takes part in: that of age itself. Each step more doubles the memory, and a file
// says by itself how much it wants.
const MaxWorkFactor = 18

// Recipient is who a file is sealed to, and Identity what opens it.
type (
	Recipient = age.Recipient
	Identity  = age.Identity
)

// ErrKey says that a text is no public key that a file can be sealed to.
var ErrKey = errors.New("archive: not a public key of age1pq")

// ToWords is a recipient for words: whoever has the file and the words reads all of it. They are joined by single spaces, as
// somebody types them for age.
func ToWords(words []string) (age.Recipient, error) {
	r, err := age.NewScryptRecipient(strings.Join(words, " "))
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(workFactor)
	return r, nil
}

// ByTyped opens what was sealed to words, as somebody types them: as Snowdrop makes them, in any case and with anything between, or
// as they were typed for age.
func ByTyped(typed string) (ids []Identity) {
	ours, _ := words.Parse(typed) // what is none of our words, somebody may have chosen for age
	for _, try := range [][]string{ours, {strings.TrimSpace(typed)}} {
		if id, err := ByWords(try); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// ByWords opens what was sealed to words. There must be one.
func ByWords(words []string) (age.Identity, error) {
	id, err := age.NewScryptIdentity(strings.Join(words, " "))
	if err != nil {
		return nil, err
	}
	id.SetMaxWorkFactor(MaxWorkFactor)
	return id, nil
}

// ToKey is a recipient for the public half of a key, as "companion key" prints it: text that begins with age1pq, alone or with
// lines around it that begin with #. Only hybrid keys are taken: what is recorded now must not open later.
func ToKey(text string) (age.Recipient, error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		r, err := age.ParseHybridRecipient(line)
		if err != nil {
			return nil, ErrKey
		}
		return r, nil
	}
	return nil, ErrKey
}
