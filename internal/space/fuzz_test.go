package space

import (
	"bytes"
	"errors"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// fixed is a world that is the same in every process, as far as sealing lets it: fuzzing happens in other
// processes than that which makes the seeds.
func fixed(t tester) (d *Space, owner Owner) {
	t.Helper()
	owner = OwnerFrom(keyOf(1))
	d = newSpace(record.SpaceOf(owner.Public()), SelfFrom(keyOf(2)))
	genesis := forgeControl(d, owner, func(f *forgedControl) {
		f.key = keyOf(3)
		f.roster.Members = []Member{NewMember("one", d.me.Keys()), NewMember("two", SelfFrom(keyOf(4)).Keys())}
		f.to = [][]byte{d.me.Keys().Box}
	})
	accept(t, d, next(d, genesis))
	d.head = record.Hash{9} // the genesis is sealed anew in every process
	return d, owner
}

// offers are items in every shape, some of them good.
func offers(t tester) [][]byte {
	d, owner := fixed(t)
	out := [][]byte{nil, {1}, make([]byte, 100)}
	for _, with := range []func(*forgedRecord){
		func(*forgedRecord) {},
		func(f *forgedRecord) { f.plain.Replaces = []uint64{1} },
		func(f *forgedRecord) { f.plain.Type, f.plain.Record = 2, record.Record{} },
		func(f *forgedRecord) { f.plain.Before = 7 },
		func(f *forgedRecord) { f.plain.Author = record.ID{7} },
		func(f *forgedRecord) { f.author = NewSelf() },
		func(f *forgedRecord) { f.records = seal.NewKey() },
		func(f *forgedRecord) { f.envelope.Epoch = 2 },
	} {
		b := forge(d, with)
		out = append(out, b, b[:len(b)/2], flip(b, 8*70))
	}
	for _, with := range []func(*forgedControl){
		func(*forgedControl) {},
		func(f *forgedControl) { f.roster.Members = f.roster.Members[1:] },
		func(f *forgedControl) { f.to = nil },
		func(f *forgedControl) { f.signer = NewOwner() },
		func(f *forgedControl) { f.control.Commit[0] = 1 },
	} {
		out = append(out, forgeControl(d, owner, with))
	}
	return out
}

// FuzzAcceptTakesInOrRefusesAndNeverHalf offers bytes as the next entry.
func FuzzAcceptTakesInOrRefusesAndNeverHalf(f *testing.F) {
	for _, b := range offers(f) {
		f.Add(b)
	}
	base, _ := fixed(f)
	f.Fuzz(func(t *testing.T, b []byte) { offerAnything(t, base.Clone(), b) })
}

func offerAnything(t tester, d *Space, b []byte) EntryKind {
	before, item := state(d), next(d, b)
	if b == nil {
		item.Envelope = []byte{}
	}
	e, err := d.Accept(item)
	if err == nil {
		if d.n != item.N || e.N != item.N {
			t.Fatalf("taken in as %d, at %d", e.N, d.n)
		}
		if got := state(d); e.Kind != EntryControl && got != "" && d.epoch != 1 {
			t.Fatalf("an entry of kind %d has started an epoch", e.Kind)
		}
		return e.Kind
	}
	known := false
	for _, want := range []error{ErrNumber, ErrEnvelope, ErrForked, ErrEpoch, ErrControl} {
		known = known || errors.Is(err, want)
	}
	if !known {
		t.Fatalf("an error without a name: %v", err)
	}
	if state(d) != before {
		t.Fatal("refused, and something has changed")
	}
	return 0
}

// FuzzAPlaintextIsReadOrMeansNothing seals and signs whatever comes, as a member can.
func FuzzAPlaintextIsReadOrMeansNothing(f *testing.F) {
	base, _ := fixed(f)
	for _, b := range plains(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, unsigned []byte) { offerPlain(t, base.Clone(), unsigned) })
}

// plains are plaintexts up to the signature.
func plains(t tester) [][]byte {
	d, _ := fixed(t)
	var out [][]byte
	forge(d, func(f *forgedRecord) {
		good := f.unsignedPlain()
		f.plain.Replaces = []uint64{1}
		replaces := f.unsignedPlain()
		set := func(at int, to byte) []byte { b := bytes.Clone(replaces); b[at] = to; return b }
		out = append(out, good, replaces, set(0, 2), set(0, 3), set(73, 5), set(81, 2), set(89, 1), set(24, 9), set(106, 9), good[:200])
	})
	return out
}

func offerPlain(t tester, d *Space, unsigned []byte) EntryKind {
	if record.PlainOverhead+512 > len(unsigned)+64 || len(unsigned) > record.PlainOverhead+32<<10 {
		return EntryUnreadable // would not fit an envelope
	}
	b := forge(d, func(f *forgedRecord) { f.unsigned = bytes.Clone(unsigned) })
	if _, err := record.ParseEnvelope(b); err != nil {
		return EntryUnreadable
	}
	e, err := d.Accept(next(d, b))
	if err != nil {
		if !errors.Is(err, ErrForked) {
			t.Fatalf("got %v", err)
		}
		return 0
	}
	if e.Kind == EntryPut || e.Kind == EntryDelete {
		for _, n := range e.Replaces {
			if n == 0 || n >= e.N {
				t.Fatalf("replaces %v at %d", e.Replaces, e.N)
			}
		}
	}
	return e.Kind
}

// TestFuzzingHasSeedsOfEveryOutcome: a fuzzer that starts from refusals only finds refusals.
func TestFuzzingHasSeedsOfEveryOutcome(t *testing.T) {
	base, _ := fixed(t)
	got := make(map[EntryKind]int)
	for _, b := range offers(t) {
		got[offerAnything(t, base.Clone(), b)]++
	}
	for _, kind := range []EntryKind{0, EntryPut, EntryDelete, EntryControl, EntryUnreadable} {
		if got[kind] == 0 {
			t.Errorf("no envelope comes to kind %d", kind)
		}
	}
	clear(got)
	for _, b := range plains(t) {
		got[offerPlain(t, base.Clone(), b)]++
	}
	for _, kind := range []EntryKind{0, EntryPut, EntryUnreadable} {
		if got[kind] == 0 {
			t.Errorf("no plaintext comes to kind %d", kind)
		}
	}
	if len(stateSeeds(t)) < 3 {
		t.Error("no kept states")
	}
}
