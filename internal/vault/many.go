package vault

import (
	"context"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/contents"
)

// Beside is a record to put, and whether it stands beside what is there of the item instead of in its place. Without a home
// nothing can: then it is in its place.
type Beside struct {
	record.Record
	Beside bool
}

// PutMany is Put, or PutVersion over nothing, for each of them in one write: all of them are there afterwards, or none.
func (v *Vault) PutMany(ctx context.Context, all []Beside) error {
	return v.change(ctx, func(ch *contents.Change) error {
		for _, one := range all {
			var over []record.ID
			if one.Beside {
				over = []record.ID{}
			}
			if err := ch.Put(one.Record, over); err != nil {
				return err
			}
		}
		return nil
	})
}
