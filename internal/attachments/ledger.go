package attachments

import (
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"snowdrop/internal/record"
)

// The ledger is what this device knows of every attachment, also of those that no entry names any more, whose bytes are still to go from
// the relay. It is written before anything relies on it.
//
//	version 2 | space 16, zero for none | then, in the order of their IDs: blob 16 | flags 1 | stamp 4
//
// Version 1 had no stamps: the relay is asked again for all that it has.
type ledger struct {
	space record.SpaceID // the one that there is about
	rows  map[record.ID]row
}

type row struct {
	here  bool   // all of it is on this device, and was verified
	there bool   // all of it was taken by the relay
	guest bool   // attached by somebody else: see Names
	stamp uint32 // of what named it when there was found out (names.stamps)
}

const (
	ledgerVersion = 2
	ledgerHead    = 1 + 16
	ledgerRow     = 16 + 1 + 4
	firstRow      = 16 + 1 // of version 1

	flagHere, flagThere, flagGuest = 1, 2, 4
)

var errLedger = errors.New("attachments: the ledger can not be read")

func (l ledger) encode() []byte {
	b := make([]byte, 0, ledgerHead+len(l.rows)*ledgerRow)
	b = append(b, ledgerVersion)
	b = append(b, l.space[:]...)
	for _, id := range slices.SortedFunc(maps.Keys(l.rows), func(a, b record.ID) int { return slices.Compare(a[:], b[:]) }) {
		var flags byte
		if l.rows[id].here {
			flags |= flagHere
		}
		if l.rows[id].there {
			flags |= flagThere
		}
		if l.rows[id].guest {
			flags |= flagGuest
		}
		b = append(append(b, id[:]...), flags)
		b = binary.BigEndian.AppendUint32(b, l.rows[id].stamp)
	}
	return b
}

func decodeLedger(b []byte) (ledger, error) {
	l := ledger{rows: map[record.ID]row{}}
	if len(b) == 0 {
		return l, nil
	}
	size := ledgerRow
	if b[0] == 1 {
		size = firstRow
	}
	if len(b) < ledgerHead || b[0] < 1 || b[0] > ledgerVersion || (len(b)-ledgerHead)%size != 0 {
		return l, errLedger
	}
	l.space = record.SpaceID(b[1:ledgerHead])
	for b = b[ledgerHead:]; len(b) > 0; b = b[size:] {
		if b[16] > flagHere|flagThere|flagGuest {
			return ledger{rows: map[record.ID]row{}}, errLedger
		}
		r := row{here: b[16]&flagHere != 0, there: b[16]&flagThere != 0, guest: b[16]&flagGuest != 0}
		if size == ledgerRow {
			r.stamp = binary.BigEndian.Uint32(b[firstRow:])
		}
		l.rows[record.ID(b[:16])] = r
	}
	return l, nil
}

// ledger reads the ledger. One that can not be read is as good as none: what is on the device is found again (find).
func (k *Keeper) ledger() ledger {
	l, err := decodeLedger(k.room.Ledger())
	if err != nil {
		l = ledger{rows: map[record.ID]row{}}
	}
	return l
}

// note changes the ledger and writes it if that made a difference.
func (k *Keeper) note(ctx context.Context, change func(*ledger)) error {
	k.book.Lock()
	defer k.book.Unlock()
	l := k.ledger()
	before := l.encode()
	if change(&l); k.rows && len(l.rows) == 0 {
		l.space = record.SpaceID{} // nothing was attached there: not even that is noted
	}
	after := l.encode()
	if slices.Equal(before, after) {
		return nil
	}
	if len(l.rows) == 0 && l.space == (record.SpaceID{}) {
		after = nil
	}
	if err := k.room.SetLedger(ctx, after); err != nil {
		return err
	}
	k.changed()
	return nil
}

// set is note for one row.
func (k *Keeper) set(ctx context.Context, id record.ID, change func(*row)) error {
	return k.note(ctx, func(l *ledger) {
		r := l.rows[id]
		change(&r)
		l.rows[id] = r
	})
}
