// Package copied marks which copies in shared spaces are of which entry. It must never write that down, or let anybody but the
// person's own devices tell.
//
// A copy in a space says nothing of the entry that it is of: the second half of its ID is a mark that only this person's own
// devices can make, of the entry and the first half. So each of them knows which copies are of an entry, also after the seven
// words brought everything back, and nobody else can tell whether two copies are of one.
package copied

import (
	"bytes"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
)

// half is how much of the ID of a copy is chance.
const half = 8

// ID is a new ID for a copy of an entry in a space. It is false where the space is not there.
func ID(s *sharing.Sharing, space record.SpaceID, entry record.ID) (record.ID, bool) {
	id := record.NewID()
	key, ok := s.Key(space, seal.LabelShareCopy, marked(entry, id))
	if ok {
		mark := key.Commit(seal.LabelShareMark)
		copy(id[half:], mark[:])
	}
	return id, ok
}

// Is says whether an item is a copy of an entry. Nobody else can tell.
func Is(s *sharing.Sharing, space record.SpaceID, entry, item record.ID) bool {
	for _, key := range s.Keys(space, seal.LabelShareCopy, marked(entry, item)) {
		if mark := key.Commit(seal.LabelShareMark); bytes.Equal(mark[:half], item[half:]) {
			return true
		}
	}
	return false
}

func marked(entry, item record.ID) []byte { return append(entry[:], item[:half]...) }
