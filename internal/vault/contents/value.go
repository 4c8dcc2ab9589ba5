package contents

import (
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/values"
)

// openValue appends the opened value to arena and reads it there without copying. Whatever is wrong
// with the value, the error says only that it is unreadable.
func openValue(arena []byte, key seal.Key, diskKey string, sealed, aad []byte) ([]byte, values.Value, error) {
	start := len(arena)
	grown, err := seal.AppendOpen(arena, key, sealed, valueAAD(aad[:0], diskKey))
	if err != nil {
		return arena, values.Value{}, ErrUnreadable
	}
	v, err := values.Parse(grown[start:])
	if err != nil {
		return arena, values.Value{}, ErrUnreadable
	}
	return grown, v, nil
}

// write seals what will lie under a disk key.
func (ch *Change) write(diskKey string, plain []byte) {
	ch.pairs = append(ch.pairs, Pair{diskKey, seal.Seal(ch.c.keys.values, plain, valueAAD(nil, diskKey))})
}

func (ch *Change) erase(diskKey string) { ch.pairs = append(ch.pairs, Pair{Key: diskKey}) }

func valueAAD(buf []byte, diskKey string) []byte {
	return append(append(buf, seal.LabelLocalValue...), diskKey...)
}

// newDiskKey returns a random key that says nothing about what is under it, not even that it is the
// same record as elsewhere: a record's ID may stand in a browser's history.
func newDiskKey() string { return record.NewID().String() }
