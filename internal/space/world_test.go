package space

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// tester is a *testing.T, a *testing.B or a *rapid.T.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// world is one space with its devices, and the log of a relay that keeps what it is given.
type world struct {
	t       tester
	id      record.SpaceID
	owner   Owner
	log     []record.Item
	devices []*Space
}

// newWorld returns a world in which every device is in and stands at the head.
func newWorld(t tester, devices int) *world {
	t.Helper()
	w := &world{t: t, owner: NewOwner()}
	first, genesis := Create(w.owner, NewSelf(), "device 0")
	w.id, w.devices = first.ID(), []*Space{first}
	w.append(genesis)
	w.pull(0)
	var add []Member
	for i := 1; i < devices; i++ {
		d := Follow(w.id, NewSelf(), nil)
		w.devices = append(w.devices, d)
		add = append(add, NewMember(fmt.Sprint("device ", i), d.me.Keys()))
	}
	if len(add) > 0 {
		w.change(0, Change{Add: add, History: true})
	}
	return w
}

// append puts envelopes at the end of the log.
func (w *world) append(envelopes ...[]byte) {
	for _, b := range envelopes {
		w.log = append(w.log, record.Item{N: uint64(len(w.log) + 1), Envelope: b, Leaf: record.Leaf(b)})
	}
}

// controls returns the control records after an epoch, as the relay would.
func (w *world) controls(after uint32) (out [][]byte) {
	for _, item := range w.log {
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindControl && e.Epoch > after {
			out = append(out, item.Envelope)
		}
	}
	return out
}

// pull takes device i to the end of the log, and returns what it found.
func (w *world) pull(i int) []Entry {
	w.t.Helper()
	entries, err := w.tryPull(w.devices[i])
	if err != nil {
		w.t.Fatalf("device %d at %d: %v", i, w.devices[i].n, err)
	}
	return entries
}

func (w *world) tryPull(d *Space) (entries []Entry, err error) {
	if d.status != In {
		if err := d.CatchUp(w.controls(d.After())); err != nil {
			return nil, err
		}
	}
	for d.n < uint64(len(w.log)) {
		e, err := d.Accept(w.log[d.n])
		if err != nil {
			return entries, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// pullAll takes every device to the end of the log.
func (w *world) pullAll() {
	w.t.Helper()
	for i := range w.devices {
		w.pull(i)
	}
}

// change is a control record, written by device i and taken in by all.
func (w *world) change(i int, c Change) {
	w.t.Helper()
	b, err := w.devices[i].Control(w.owner, c)
	if err != nil {
		w.t.Fatal(err)
	}
	if c.Next != nil {
		w.owner = *c.Next
	}
	w.append(b)
	w.pullAll()
}

// put is one record, written by device i, not taken in yet.
func (w *world) put(i int, op Op) []byte {
	w.t.Helper()
	all, err := w.devices[i].Seal([]Op{op})
	if err != nil {
		w.t.Fatal(err)
	}
	return all[0]
}

// write puts a record by device i into the log, and every device takes it in. It returns its number.
func (w *world) write(i int, op Op) uint64 {
	w.t.Helper()
	w.append(w.put(i, op))
	w.pullAll()
	return uint64(len(w.log))
}

// note is a new item with a text.
func note(text string) Op {
	return Op{Version: record.NewID(), Item: record.NewID(), Record: record.Record{Kind: 1, At: 7, Body: []byte(text)}}
}

// again is a new version of an item.
func again(op Op, text string, replaces ...uint64) Op {
	op.Version, op.Replaces = record.NewID(), replaces
	op.Record.Body = []byte(text)
	return op
}

// next is the item after d's head with these bytes.
func next(d *Space, envelope []byte) record.Item {
	return record.Item{N: d.n + 1, Envelope: envelope, Leaf: record.Leaf(envelope)}
}

// forgedRecord is a record written with all that a member has, against the rules.
type forgedRecord struct {
	records  seal.Key
	author   Self
	envelope record.Envelope
	plain    inside.Plain
	unsigned []byte // in place of plain, if not nil
}

// forge writes a record at d's head, with the keys of d, changed by with.
func forge(d *Space, with func(*forgedRecord)) []byte {
	f := &forgedRecord{records: d.records, author: d.me}
	f.envelope = record.Envelope{Kind: record.KindRecord, Epoch: d.epoch, ID: record.NewID(), Delete: record.Hash{1}}
	f.plain = inside.Plain{Type: inside.TypePut, Author: d.Me(), Before: d.n, Head: d.head, Item: record.NewID(),
		Record: record.Record{Kind: 1, At: 7, Body: []byte("forged")}}
	with(f)
	sign := f.author.seed.SignKey(seal.LabelMemberSign)
	if f.unsigned == nil {
		b, err := sealRecord(f.records, sign, d.id, f.envelope, f.plain)
		if err != nil {
			panic(err)
		}
		return b
	}
	signature := sign.Sign(seal.LabelSpaceRecordSign, recordSigned(d.id, f.envelope, f.unsigned))
	f.envelope.Body = seal.Seal(f.records, append(f.unsigned, signature[:]...), bound(seal.LabelSpaceRecordSeal, d.id, f.envelope))
	return f.envelope.Marshal()
}

// unsignedPlain returns the plaintext of what forge would write, to be changed.
func (f *forgedRecord) unsignedPlain() []byte {
	b, err := f.plain.Unsigned()
	if err != nil {
		panic(err)
	}
	return b
}

// forgedControl is a control record written with all that an owner has, against the rules.
type forgedControl struct {
	signer   Owner
	key      seal.Key // seals the roster, and is in the boxes of to
	to       [][]byte // public keys
	envelope record.Envelope
	control  record.Control // all but boxes, roster and signature
	roster   inside.Roster
	plain    []byte // of the roster, in place of it, if not nil
}

// forgeControl writes a control record at d's head by an owner, changed by with. Whatever hangs on the
// key follows it, unless with sets it.
func forgeControl(d *Space, o Owner, with func(*forgedControl)) []byte {
	f := &forgedControl{signer: o, key: seal.NewKey()}
	f.envelope = record.Envelope{Kind: record.KindControl, Epoch: d.epoch + 1, ID: record.NewID()}
	f.control = record.Control{Before: d.n, Head: d.head, Owner: o.Public()}
	f.roster.Members = slices.Clone(d.roster)
	for _, m := range d.roster {
		f.to = append(f.to, m.Keys.Box)
	}
	with(f)
	none := [32]byte{}
	if f.control.Auth == none {
		f.control.Auth = f.key.SignKey(seal.LabelSpaceAuth).Public()
	}
	if f.control.Commit == none {
		f.control.Commit = f.key.Commit(seal.LabelSpaceCommit)
	}
	var err error
	if f.control.Boxes, err = sealBoxes(f.key, f.to, boxContext(d.id, f.envelope.Epoch, f.control.Before, f.control.Head)); err != nil {
		panic(err)
	}
	if f.plain == nil {
		return signControl(f.signer, d.id, f.envelope, f.control, f.roster, f.key)
	}
	c := f.control
	c.Roster = seal.Seal(f.key.Derive(seal.LabelSpaceRoster), f.plain, bound(seal.LabelSpaceRosterSeal, d.id, f.envelope))
	c.Signature = f.signer.SignKey().Sign(record.LabelControl, c.Signed(d.id, f.envelope))
	f.envelope.Body = c.Marshal()
	return f.envelope.Marshal()
}

// refused offers an item and holds that it is refused with want and changes nothing.
func refused(t *testing.T, d *Space, item record.Item, want error) {
	t.Helper()
	n, head := d.Head()
	epoch, holes := d.epoch, len(d.holes)
	_, err := d.Accept(item)
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
	if n2, head2 := d.Head(); n2 != n || head2 != head || d.epoch != epoch || len(d.holes) != holes {
		t.Error("refused, and something has changed")
	}
}

// unreadable offers an item and holds that it is kept in the chain and means nothing.
func unreadable(t *testing.T, d *Space, item record.Item) {
	t.Helper()
	n, head := d.Head()
	e, err := d.Accept(item)
	if err != nil || e.Kind != EntryUnreadable || e.Item != (record.ID{}) || e.Replaces != nil || e.Record.Body != nil {
		t.Errorf("got %+v, %v, want an unreadable entry", e, err)
	}
	if n2, head2 := d.Head(); n2 != n+1 || head2 != head.Next(record.Leaf(item.Envelope)) {
		t.Error("an unreadable entry is not in the chain")
	}
}

// accepted offers an item and holds that it is taken in.
func accepted(t *testing.T, d *Space, item record.Item, want EntryKind) Entry {
	t.Helper()
	e, err := d.Accept(item)
	if err != nil || e.Kind != want {
		t.Fatalf("got %+v, %v, want kind %d", e, err, want)
	}
	return e
}

// flip returns b with one bit changed.
func flip(b []byte, bit int) []byte {
	b = bytes.Clone(b)
	b[bit/8] ^= 1 << (bit % 8)
	return b
}

// reparse reads an envelope that is good for sure, for changing parts of it.
func reparse(b []byte) record.Envelope {
	e, err := record.ParseEnvelope(bytes.Clone(b))
	if err != nil {
		panic(err)
	}
	return e
}
