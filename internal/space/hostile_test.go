package space

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// The numbers are those of the catalogue of attacks in the security architecture.

// notices holds that d, which has taken something in that the others have not, or the other way round,
// does not go on with them: the next honest entry shows the fork.
func notices(t *testing.T, w *world, d *Space, writer int) {
	t.Helper()
	b := w.put(writer, note("the next one"))
	refused(t, d, next(d, b), ErrForked)
	var fork *ForkError
	if _, err := d.Accept(next(d, b)); !errors.As(err, &fork) || fork.Mine != d.head || fork.N != d.n || fork.Theirs != w.devices[writer].head {
		t.Errorf("the fork does not tell both heads: %v", err)
	}
}

// Attack 6: an envelope or a seal of another version, past or to come.
func TestAnotherSuiteIsNeverRead(t *testing.T) {
	w := newWorld(t, 2)
	good := w.put(0, note("a"))
	for _, version := range []byte{0, 2, 255} {
		b := bytes.Clone(good)
		b[0] = version
		refused(t, w.devices[1], next(w.devices[1], b), record.ErrEnvelopeVersion)
	}
	sealed := bytes.Clone(good)
	sealed[58] = 0 // the suite of the seal
	d := w.devices[1].Clone()
	unreadable(t, d, next(d, sealed))
	w.append(good)
	w.pull(0)
	notices(t, w, d, 0)
}

// Attack 9: one bit changed anywhere.
func TestOneChangedBitIsNeverTakenForTheEntry(t *testing.T) {
	w := newWorld(t, 2)
	record, control := w.put(0, note("a")), forgeControl(w.devices[0], w.owner, func(*forgedControl) {})
	for name, b := range map[string][]byte{"record": record, "control": control} {
		step := 1
		if len(b) > 2000 {
			step = 8*97 + 1 // 97 is no part of any size in it
		}
		for bit := 0; bit < len(b)*8; bit += step {
			d := w.devices[1].Clone()
			e, err := d.Accept(next(d, flip(b, bit)))
			if err == nil && e.Kind != EntryUnreadable {
				t.Fatalf("%s, bit %d: got %+v", name, bit, e)
			}
			if n, _ := d.Head(); err != nil && n != w.devices[1].n {
				t.Fatalf("%s, bit %d: refused, and taken in", name, bit)
			}
		}
	}
	d := w.devices[1].Clone()
	unreadable(t, d, next(d, flip(record, 8*200)))
	w.append(record)
	w.pull(0)
	notices(t, w, d, 0)
}

// Attack 10: the sealed body of one record under the ID of another.
func TestABodyUnderAnotherIDDoesNotOpen(t *testing.T) {
	w := newWorld(t, 2)
	a, b := w.put(0, note("a")), w.put(0, note("b"))
	mixed := reparse(a)
	mixed.Body = reparse(b).Body
	unreadable(t, w.devices[1], next(w.devices[1], mixed.Marshal()))
	w.append(a)
	w.pull(0)
	notices(t, w, w.devices[1], 0)
}

// Attack 11: a record of one space shown in another that has the same members and, for once, the same key.
func TestARecordOfAnotherSpaceDoesNotOpen(t *testing.T) {
	w, other := newWorld(t, 2), newWorld(t, 2)
	foreign := other.put(0, note("a"))
	unreadable(t, w.devices[1].Clone(), next(w.devices[1], foreign))
	twin := other.devices[0]
	twin.records, twin.me, twin.n, twin.head = w.devices[0].records, w.devices[0].me, w.devices[0].n, w.devices[0].head
	d := w.devices[1].Clone()
	unreadable(t, d, next(d, other.put(0, note("a"))))
	accept(t, w.devices[0], next(w.devices[0], w.put(0, note("b"))))
	notices(t, w, d, 0)
}

// Attack 12: a record of one epoch shown in the next.
func TestARecordOfAnotherEpochIsRefused(t *testing.T) {
	w := newWorld(t, 2)
	old := w.put(0, note("a"))
	w.change(0, Change{})
	refused(t, w.devices[1], next(w.devices[1], old), ErrEpoch)
	renamed := reparse(old)
	renamed.Epoch++
	d := w.devices[1].Clone()
	unreadable(t, d, next(d, renamed.Marshal()))
	accept(t, w.devices[0], next(w.devices[0], w.put(0, note("b"))))
	notices(t, w, d, 0)
}

// Attack 13: an entry shown twice.
func TestAReplayedEntryIsRefused(t *testing.T) {
	w := newWorld(t, 2)
	n := w.write(0, note("a"))
	refused(t, w.devices[1], next(w.devices[1], w.log[n-1].Envelope), ErrForked)
	w.write(0, note("b"))
	refused(t, w.devices[1], next(w.devices[1], w.log[n-1].Envelope), ErrForked)
}

// Attack 14: two entries shown in the other order.
func TestEntriesInAnotherOrderAreRefused(t *testing.T) {
	w := newWorld(t, 2)
	both, err := w.devices[0].Seal([]Op{note("a"), note("b")})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, w.devices[1], next(w.devices[1], both[1]), ErrForked)
	accepted(t, w.devices[1], next(w.devices[1], both[0]), EntryPut)
	accepted(t, w.devices[1], next(w.devices[1], both[1]), EntryPut)
}

// Attack 15: an entry left out in the middle, a record or a control record.
func TestALeftOutEntryIsMissed(t *testing.T) {
	w := newWorld(t, 2)
	both, err := w.devices[0].Seal([]Op{note("a"), note("b")})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, w.devices[1], next(w.devices[1], both[1]), ErrForked)
	hidden, err := w.devices[0].Control(w.owner, Change{})
	if err != nil {
		t.Fatal(err)
	}
	w.append(hidden)
	w.pull(0)
	refused(t, w.devices[1], next(w.devices[1], w.put(0, note("c"))), ErrEpoch)
	second, err := w.devices[0].Control(w.owner, Change{})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, w.devices[1], next(w.devices[1], second), ErrEpoch)
}

// Attack 17: a log that is shorter than what a device has seen, and goes on another way.
func TestARolledBackLogIsSeenByADeviceThatHasSeenMore(t *testing.T) {
	w := newWorld(t, 2)
	w.write(0, note("a"))
	old := w.devices[0].Clone()
	w.write(1, note("b"))
	w.write(1, note("c"))
	under := seal.NewKey()
	keys, head := w.devices[1].Marshal(under)
	woken, err := Unmarshal(under, keys, head) // it remembers over a night
	if err != nil {
		t.Fatal(err)
	}
	w.devices[0] = old
	for range 3 {
		accept(t, old, next(old, w.put(0, note("instead"))))
		refused(t, woken, next(old, w.put(0, note("more"))), map[bool]error{true: ErrForked, false: ErrNumber}[old.n == woken.n])
	}
}

// Attack 18 where a device was paired: the old world has the wrong head at the number that was handed over.
func TestAPairedDeviceIsNotShownAnOldWorld(t *testing.T) {
	w := newWorld(t, 1)
	w.write(0, note("a"))
	old := w.devices[0].Clone()
	w.write(0, note("b"))
	me, under := NewSelf(), seal.NewKey()
	w.change(0, Change{Add: []Member{NewMember("new", me.Keys())}})
	handover, err := w.devices[0].Handover(under, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Join(under, nil, handover, me)
	if err != nil {
		t.Fatal(err)
	}
	if d.Mark() != 4 {
		t.Fatalf("the log has %d entries for sure, want 4", d.Mark())
	}
	if err := d.CatchUp(w.controls(0)); err != nil {
		t.Fatal(err)
	}
	for _, item := range w.log[:2] {
		accept(t, d, item)
	}
	// From here the relay goes another way, with entries of a device that it has turned.
	accept(t, d, next(d, forge(old, func(*forgedRecord) {})))
	accept(t, old, next(old, forge(old, func(*forgedRecord) {})))
	refused(t, d, record.Item{N: 4, Leaf: record.Hash{1}}, ErrForked)
}

// Attack 19: two devices kept in two worlds. Nothing shows until they compare.
func TestWorldsKeptApartShowWhenHeadsAreCompared(t *testing.T) {
	w := newWorld(t, 2)
	a, b := w.devices[0], w.devices[1]
	accepted(t, a, next(a, w.put(0, note("here"))), EntryPut)
	accepted(t, b, next(b, w.put(1, note("there"))), EntryPut)
	na, ha := a.Head()
	nb, hb := b.Head()
	if na != nb || ha == hb {
		t.Fatal("two worlds have the same head")
	}
}

// Attack 20: two worlds joined again.
func TestAForkCanNotBeJoinedAgain(t *testing.T) {
	w := newWorld(t, 2)
	a, b := w.devices[0], w.devices[1]
	here, there := w.put(0, note("here")), w.put(1, note("there"))
	accepted(t, a, next(a, here), EntryPut)
	accepted(t, b, next(b, there), EntryPut)
	refused(t, a, next(a, there), ErrForked)
	refused(t, b, next(b, here), ErrForked)
	refused(t, a, next(a, w.put(1, note("more"))), ErrForked)
	refused(t, b, next(b, w.put(0, note("more"))), ErrForked)
	refused(t, b, next(b, forgeControl(a, w.owner, func(*forgedControl) {})), ErrForked)
}

// Attack 21: an entry that nobody has deleted, shown as deleted.
func TestADeletionByNobodyIsReported(t *testing.T) {
	w := newWorld(t, 1)
	first := note("first")
	one := w.write(0, first)
	two := w.write(0, again(first, "second", one))
	gone := w.write(0, note("gone"))
	w.write(0, Op{Version: record.NewID(), Delete: true, Item: record.NewID(), Replaces: []uint64{gone}})
	robbed := w.write(0, note("never deleted"))
	for _, n := range []uint64{one, gone, robbed} {
		w.log[n-1].Envelope = nil
	}
	w.devices = append(w.devices, Follow(w.id, NewSelf(), &w.owner))
	entries := w.pull(1)
	if got := fmt.Sprint(w.devices[1].Holes()); got != fmt.Sprint([]uint64{robbed}) {
		t.Errorf("holes: got %v, want only %d", got, robbed)
	}
	if w.devices[1].head != w.devices[0].head {
		t.Error("a log with stubs has another head")
	}
	if e := entries[two-1]; e.Kind != EntryPut || string(e.Record.Body) != "second" {
		t.Errorf("the version that is left: got %+v", e)
	}
	under := seal.NewKey()
	kept, err := Unmarshal(under, w.devices[1].marshalKeys(under), w.devices[1].MarshalHead(under))
	if err != nil || fmt.Sprint(kept.Holes()) != fmt.Sprint([]uint64{robbed}) {
		t.Errorf("kept: got %v, %v", kept, err)
	}
}

// Attack 21, of a control record: nobody may delete it, so it is not a hole but the end.
func TestAControlRecordCanNotBeDeleted(t *testing.T) {
	w := newWorld(t, 2)
	w.behindStub()
	refused(t, w.devices[1], next(w.devices[1], w.put(0, note("a"))), ErrControl)
	if err := w.devices[1].CatchUp(w.controls(w.devices[1].After())); !errors.Is(err, ErrControl) {
		t.Errorf("CatchUp: got %v, want ErrControl", err)
	}
	fresh := Follow(w.id, NewSelf(), &w.owner)
	refused(t, fresh, record.Item{N: 1, Leaf: w.log[0].Leaf}, ErrControl)
	// A stub of before the last control record hides none that comes after.
	older := newWorld(t, 2)
	accept(t, older.devices[1], record.Item{N: 3, Leaf: record.Leaf(older.put(0, note("a")))})
	older.devices[1].holes = []uint64{1}
	older.devices[1].lastControl = 3
	refused(t, older.devices[1], next(older.devices[1], forge(older.devices[0], func(f *forgedRecord) { f.envelope.Epoch = 3 })), ErrEpoch)
}

// Attack 22: entries under other numbers.
func TestARenumberedEntryIsRefused(t *testing.T) {
	w := newWorld(t, 2)
	b := w.put(0, note("a"))
	d := w.devices[1]
	for _, n := range []uint64{0, 1, d.n, d.n + 2, 1 << 63} {
		refused(t, d, record.Item{N: n, Envelope: b}, ErrNumber)
		refused(t, d, record.Item{N: n, Leaf: record.Hash{1}}, ErrNumber)
	}
	// A record that says itself to be of another number.
	refused(t, d, next(d, forge(w.devices[0], func(f *forgedRecord) { f.plain.Before++ })), ErrForked)
}

// Attack 23: a batch that is cut, and something else put in the place of its end.
func TestACutBatchIsNotGoneOnWith(t *testing.T) {
	w := newWorld(t, 2)
	batch, err := w.devices[0].Seal([]Op{note("a"), note("b"), note("c")})
	if err != nil {
		t.Fatal(err)
	}
	w.append(batch[:2]...)
	w.pullAll()
	w.write(1, note("between"))
	refused(t, w.devices[1], next(w.devices[1], batch[2]), ErrForked)
	w.write(0, note("c, sealed anew"))
}

// Attack 26: other bytes under the ID of an entry that is there.
func TestOtherBytesUnderTheSameIDAreNoticed(t *testing.T) {
	w := newWorld(t, 2)
	op := note("a")
	first := w.put(0, op)
	op.Record.Body = []byte("b")
	second := w.put(0, op)
	if reparse(first).ID != reparse(second).ID || bytes.Equal(first, second) {
		t.Fatal("not the same ID, or the same bytes")
	}
	accepted(t, w.devices[0], next(w.devices[0], first), EntryPut)
	accepted(t, w.devices[1], next(w.devices[1], second), EntryPut)
	notices(t, w, w.devices[1], 0)
}

// Attack 27: what is too large, cut, or no envelope at all.
func TestWhatIsNoEnvelopeChangesNothing(t *testing.T) {
	w := newWorld(t, 2)
	good := w.put(0, note("a"))
	d := w.devices[1]
	for name, b := range map[string][]byte{
		"nothing": {}, "one byte": {1}, "cut": good[:len(good)-1], "longer": append(bytes.Clone(good), 0),
		"two": append(bytes.Clone(good), good...), "large": make([]byte, 1<<20), "length": flip(good, 8*54),
		"cut control": forgeControl(w.devices[0], w.owner, func(*forgedControl) {})[:30000],
	} {
		t.Run(name, func(t *testing.T) { refused(t, d, next(d, b), ErrEnvelope) })
	}
}

// Attack 29: a member whom the relay, or a member without the owner's secret, has added.
func TestNobodyButTheOwnerAddsAMember(t *testing.T) {
	w := newWorld(t, 2)
	evil := NewOwner()
	refused(t, w.devices[1], next(w.devices[1], forgeControl(w.devices[0], w.owner, func(f *forgedControl) {
		f.signer = evil
		f.roster.Members = append(f.roster.Members, NewMember("evil", NewSelf().Keys()))
	})), ErrControl)
	if _, err := w.devices[0].Control(evil, Change{}); !errors.Is(err, ErrOwner) {
		t.Errorf("got %v, want ErrOwner", err)
	}
	// The owner before the one in force is nobody.
	before, after := w.owner, NewOwner()
	w.change(0, Change{Next: &after})
	if _, err := w.devices[0].Control(before, Change{}); !errors.Is(err, ErrOwner) {
		t.Errorf("got %v, want ErrOwner", err)
	}
	refused(t, w.devices[1], next(w.devices[1], forgeControl(w.devices[0], before, func(*forgedControl) {})), ErrControl)
}

// Attack 30: a removal that is hidden from a member. The next record shows it.
func TestAHiddenRemovalShowsAtTheNextRecord(t *testing.T) {
	w := newWorld(t, 3)
	b, err := w.devices[0].Control(w.owner, Change{Remove: []MemberID{w.devices[2].Me()}})
	if err != nil {
		t.Fatal(err)
	}
	w.append(b)
	w.pull(0)
	refused(t, w.devices[1], next(w.devices[1], w.put(0, note("a"))), ErrEpoch)
}

// Attack 31: a control record of before, to bring an old roster back.
func TestAnOldControlRecordIsRefused(t *testing.T) {
	w := newWorld(t, 3)
	withAll := w.log[1].Envelope
	w.change(0, Change{Remove: []MemberID{w.devices[2].Me()}})
	refused(t, w.devices[1], next(w.devices[1], withAll), ErrEpoch)
	if err := w.devices[1].CatchUp([][]byte{withAll}); err != nil || w.devices[1].After() != 3 {
		t.Errorf("CatchUp: got %v, after %d, want it passed over", err, w.devices[1].After())
	}
	if err := w.devices[2].CatchUp([][]byte{withAll}); !errors.Is(err, ErrRemoved) {
		t.Errorf("CatchUp of the removed: got %v, want ErrRemoved", err)
	}
	renamed := reparse(withAll)
	renamed.Epoch = 4
	refused(t, w.devices[1], next(w.devices[1], renamed.Marshal()), ErrControl)
}

// Attack 32: an owner who shows two members two rosters.
func TestTwoControlRecordsForOneEpochShow(t *testing.T) {
	w := newWorld(t, 2)
	here, there := forgeControl(w.devices[0], w.owner, func(*forgedControl) {}), forgeControl(w.devices[0], w.owner, func(*forgedControl) {})
	a, b := w.devices[0], w.devices[1]
	accepted(t, a, next(a, here), EntryControl)
	accepted(t, b, next(b, there), EntryControl)
	if a.n != b.n || a.head == b.head {
		t.Error("two worlds have the same head: comparing shows nothing")
	}
	unreadable(t, b.Clone(), next(b, w.put(0, note("a")))) // not even the key is the same
	// Where one device gets both, it sees it by itself.
	c := newWorld(t, 2)
	here, there = forgeControl(c.devices[0], c.owner, func(*forgedControl) {}), forgeControl(c.devices[0], c.owner, func(*forgedControl) {})
	if err := c.devices[1].CatchUp([][]byte{here}); err != nil {
		t.Fatal(err)
	}
	refused(t, c.devices[1], next(c.devices[1], there), ErrForked)
	if err := c.devices[1].CatchUp([][]byte{there}); !errors.Is(err, ErrForked) {
		t.Errorf("CatchUp: got %v, want ErrForked", err)
	}
}

// Attack 33: an owner whose boxes give two members two keys.
func TestTwoKeysInOneControlRecordAreNoticed(t *testing.T) {
	w := newWorld(t, 2)
	mine := seal.NewKey()
	b := forgeControl(w.devices[0], w.owner, func(f *forgedControl) {
		f.to = [][]byte{w.devices[0].me.Keys().Box}
		f.key = mine
	})
	e := reparse(b)
	c, err := record.ParseControl(e)
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.SealBox(w.devices[1].me.Keys().Box, seal.LabelSpaceBox, boxContext(w.id, e.Epoch, c.Before, c.Head), seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Boxes { // one of the decoys gives way
		if _, err := w.devices[0].me.seed.BoxKey(seal.LabelMemberBox).OpenBox(c.Boxes[i], seal.LabelSpaceBox, boxContext(w.id, e.Epoch, c.Before, c.Head)); err != nil {
			c.Boxes[i] = other
			break
		}
	}
	c.Signature = w.owner.SignKey().Sign(record.LabelControl, c.Signed(w.id, e))
	e.Body = c.Marshal()
	accepted(t, w.devices[0].Clone(), next(w.devices[0], e.Marshal()), EntryControl)
	refused(t, w.devices[1], next(w.devices[1], e.Marshal()), ErrControl)
	if err := w.devices[1].CatchUp([][]byte{e.Marshal()}); !errors.Is(err, ErrControl) {
		t.Errorf("CatchUp: got %v, want ErrControl", err)
	}
}

// Attack 34: a removed member to whom the relay gives everything again. Nothing opens.
func TestARemovedMemberReadsNothingThatCameAfter(t *testing.T) {
	w := newWorld(t, 3)
	w.write(0, note("before"))
	gone := w.devices[2]
	w.change(0, Change{Remove: []MemberID{gone.Me()}})
	w.append(w.put(0, note("after")))
	if gone.Status() != Removed || len(gone.Members()) != 0 {
		t.Fatalf("status %v, members %v", gone.Status(), gone.Members())
	}
	accepted(t, gone, w.log[gone.n], EntryClosed)
	if err := gone.CatchUp(w.controls(1)); !errors.Is(err, ErrRemoved) {
		t.Errorf("CatchUp: got %v, want ErrRemoved", err)
	}
	if _, err := gone.Seal([]Op{note("after")}); !errors.Is(err, ErrRemoved) {
		t.Errorf("Seal: got %v, want ErrRemoved", err)
	}
	if epoch, _, ok := gone.Login(); !ok || epoch != 2 {
		t.Errorf("Login: epoch %d, %v, want that of before", epoch, ok)
	}
	if _, ok := gone.DeleteToken(3, record.NewID()); ok {
		t.Error("it has delete tokens of the new epoch")
	}
	// What it writes with the old key is refused by the others as well.
	late := forge(w.devices[1], func(f *forgedRecord) {
		f.author, f.plain.Author, f.envelope.Epoch = gone.me, gone.Me(), 2
		f.records = gone.keys[2].Derive(seal.LabelSpaceRecord)
	})
	refused(t, w.devices[1], next(w.devices[1], late), ErrEpoch)
}

// Attack 35: a member who stays in the roster and gets no box. It does not look like damage.
func TestAWithheldBoxLooksLikeARemoval(t *testing.T) {
	w := newWorld(t, 2)
	b := forgeControl(w.devices[0], w.owner, func(f *forgedControl) { f.to = f.to[:1] })
	accepted(t, w.devices[1], next(w.devices[1], b), EntryControl)
	if w.devices[1].Status() != Removed {
		t.Errorf("status %v", w.devices[1].Status())
	}
}
