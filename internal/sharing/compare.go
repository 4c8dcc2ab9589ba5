package sharing

import (
	"crypto/sha256"
	"encoding/binary"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

// compared is how many words two people compare: 64 bits of what only those who may write can change at all.
const compared = 5

// Compare returns five words that are the same for everybody who has the same log, up to the same entry. Where they differ
// although both have caught up, the relay shows them different things. It is false while there is no log to be seen.
func (s *Sharing) Compare(id record.SpaceID) ([]string, bool) {
	_, l, ok := s.reading(id)
	if !ok {
		return nil, false
	}
	n, head := l.Log.Space().Head()
	if n == 0 {
		return nil, false
	}
	b := append([]byte(seal.LabelShareCompare), id[:]...)
	b = append(binary.BigEndian.AppendUint64(b, n), head[:]...)
	sum := sha256.Sum256(b)
	return words.FromBytes(sum[:], compared), true
}

// Keys are what Key returns and has ever returned: a person who became another member in a space still knows what was made
// with the key of the one before.
func (s *Sharing) Keys(id record.SpaceID, label string, context []byte) (all []seal.Key) {
	r, ok := s.lines.Book.Of(id)
	if !ok || s.config.Vault.State() != vault.Unlocked {
		return nil
	}
	for _, self := range r.Selves() {
		all = append(all, self.Key().DeriveFor(label, context))
	}
	return all
}
