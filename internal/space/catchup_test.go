package space

import (
	"errors"
	"fmt"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// lived is a world in which epochs, owners and devices have changed: device 0 is in, 1 was removed, 2 came later.
func lived(t tester) *world {
	t.Helper()
	w := newWorld(t, 2)
	w.write(0, note("one"))
	w.write(1, note("two"))
	w.change(0, Change{Remove: []MemberID{w.devices[1].Me()}, Rename: map[MemberID]string{w.devices[0].Me(): "first"}})
	w.devices = w.devices[:1]
	w.write(0, note("three"))
	next := NewOwner()
	w.change(0, Change{Next: &next})
	w.devices = append(w.devices, Follow(w.id, NewSelf(), nil))
	w.change(0, Change{Add: []Member{NewMember("second", w.devices[1].me.Keys())}, History: true})
	w.write(1, note("four"))
	w.change(1, Change{})
	return w
}

// texts are the bodies of all puts.
func texts(entries []Entry) (out []string) {
	for _, e := range entries {
		if e.Kind == EntryPut {
			out = append(out, string(e.Record.Body))
		}
	}
	return out
}

func TestWithTheOwnersSecretANewDeviceReadsEverythingAndLetsItselfIn(t *testing.T) {
	w := lived(t)
	for _, caughtUp := range []bool{true, false} {
		me := NewSelf()
		d := Follow(w.id, me, &w.owner)
		if caughtUp {
			if err := d.CatchUp(w.controls(d.After())); err != nil {
				t.Fatal(err)
			}
			if _, key, ok := d.Login(); !ok || key.Public() != must(w.devices[0].LoginAt(6)).Public() {
				t.Fatal("caught up, and can not log in to the newest epoch")
			}
			w.devices = append(w.devices, d)
			w.pull(2)
			if d.Status() != Joining || d.Epoch() != 6 {
				t.Fatalf("status %v, epoch %d", d.Status(), d.Epoch())
			}
			b, err := d.Control(w.owner, Change{Add: []Member{NewMember("third", me.Keys())}, History: true})
			if err != nil {
				t.Fatal(err)
			}
			w.append(b)
			w.pullAll()
			if d.Status() != In || len(w.devices[0].Members()) != 3 {
				t.Errorf("status %v, members %v", d.Status(), w.devices[0].Members())
			}
			continue
		}
		// The owner of today has no box in the epochs of the owner before: CatchUp is needed.
		if _, err := d.Accept(w.log[0]); !errors.Is(err, ErrBehind) {
			t.Errorf("not caught up: got %v, want ErrBehind", err)
		}
	}
}

func must(k seal.SignKey, ok bool) seal.SignKey {
	if !ok {
		panic("no key")
	}
	return k
}

func TestAHandedOverKeyReadsEverything(t *testing.T) {
	w := lived(t)
	under, me := seal.NewKey(), NewSelf()
	w.change(0, Change{Add: []Member{NewMember("third", me.Keys())}, History: true})
	handover, err := w.devices[0].Handover(under, []byte("pairing"))
	if err != nil || len(handover) != HandoverSize {
		t.Fatalf("%d bytes, %v", len(handover), err)
	}
	d, err := Join(under, []byte("pairing"), handover, me)
	if err != nil {
		t.Fatal(err)
	}
	if epoch, _, ok := d.Login(); !ok || epoch != 7 || d.After() != 0 || d.ID() != w.id {
		t.Fatalf("epoch %d, %v, after %d", epoch, ok, d.After())
	}
	if _, err := d.Accept(w.log[0]); !errors.Is(err, ErrBehind) {
		t.Errorf("not caught up: got %v, want ErrBehind", err)
	}
	// Locked before it has caught up, and again on the way.
	told := d.mark
	if d, err = Unmarshal(under, d.marshalKeys(under), d.MarshalHead(under)); err != nil {
		t.Fatal(err)
	}
	if d.mark != told || d.Mark() != uint64(len(w.log)) {
		t.Errorf("kept: got %v, want %v of %d", d.mark, told, len(w.log))
	}
	if err := d.CatchUp(w.controls(d.After())); err != nil {
		t.Fatal(err)
	}
	var entries []Entry
	for _, item := range w.log {
		if d, err = Unmarshal(under, d.marshalKeys(under), d.MarshalHead(under)); err != nil {
			t.Fatal(err)
		}
		e, err := d.Accept(item)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	if got := fmt.Sprint(texts(entries)); got != "[one two three four]" || d.Status() != In {
		t.Errorf("got %v, status %v", got, d.Status())
	}
	for name, change := range map[string]func(b []byte){
		"later version": func(b []byte) { b[0] = 2 }, "epoch 0": func(b []byte) { clear(b[17:21]) },
	} {
		b := append([]byte(nil), handover[:handoverPlain]...)
		change(b)
		b = append(b, under.Wrap(seal.NewKey(), append([]byte("pairing"), b...))...)
		if _, err := Join(under, []byte("pairing"), b, me); !errors.Is(err, ErrState) {
			t.Errorf("%s: got %v, want ErrState", name, err)
		}
	}
	for name, bad := range map[string]func() (*Space, error){
		"key":     func() (*Space, error) { return Join(seal.NewKey(), []byte("pairing"), handover, me) },
		"aad":     func() (*Space, error) { return Join(under, nil, handover, me) },
		"cut":     func() (*Space, error) { return Join(under, []byte("pairing"), handover[:HandoverSize-1], me) },
		"version": func() (*Space, error) { return Join(under, []byte("pairing"), flip(handover, 0), me) },
		"space":   func() (*Space, error) { return Join(under, []byte("pairing"), flip(handover, 8), me) },
		"number":  func() (*Space, error) { return Join(under, []byte("pairing"), flip(handover, 8*25), me) },
	} {
		if _, err := bad(); !errors.Is(err, ErrState) {
			t.Errorf("%s: got %v, want ErrState", name, err)
		}
	}
}

func TestADeviceThatWasAwayCatchesUpAcrossManyEpochs(t *testing.T) {
	w := newWorld(t, 2)
	away := w.devices[1]
	w.devices = w.devices[:1]
	for i := range 5 {
		w.write(0, note(fmt.Sprint(i)))
		owner := NewOwner()
		w.change(0, Change{Next: &owner})
	}
	if epoch, _, _ := away.Login(); epoch != 2 {
		t.Fatalf("epoch %d", epoch)
	}
	all := w.controls(away.After())
	if err := away.CatchUp(all[:2]); err != nil {
		t.Fatal(err)
	}
	if err := away.CatchUp(all[2:]); err != nil { // in two calls, each up to what was newest then
		t.Fatal(err)
	}
	if err := away.CatchUp(all[:2]); err != nil || away.After() != 7 { // what is known already takes nothing back
		t.Fatalf("after %d, %v", away.After(), err)
	}
	epoch, key, ok := away.Login()
	if !ok || epoch != 7 || key.Public() != must(w.devices[0].LoginAt(7)).Public() || away.Epoch() != 2 {
		t.Fatalf("epoch %d, %v; in force %d", epoch, ok, away.Epoch())
	}
	w.devices = append(w.devices, away)
	if got := fmt.Sprint(texts(w.pull(1))); got != "[0 1 2 3 4]" {
		t.Errorf("got %v", got)
	}
	w.write(1, note("back"))
}

func TestADeviceThatWasRemovedAndLetInAgainReadsEverything(t *testing.T) {
	for _, sawRemoval := range []bool{true, false} {
		w := newWorld(t, 2)
		back := w.devices[1]
		keys := back.me.Keys()
		if !sawRemoval {
			w.devices = w.devices[:1]
		}
		w.change(0, Change{Remove: []MemberID{back.Me()}})
		w.devices = w.devices[:1]
		w.write(0, note("meanwhile"))
		w.change(0, Change{})
		w.change(0, Change{Add: []Member{NewMember("again", keys)}, History: true})
		if err := back.CatchUp(w.controls(back.After())); err != nil {
			t.Fatal(err)
		}
		w.devices = append(w.devices, back)
		for back.n < uint64(len(w.log)) {
			accept(t, back, w.log[back.n])
			if back.Status() == Removed {
				t.Fatal("removed, although the newest epoch has a place for it")
			}
		}
		if back.Status() != In {
			t.Errorf("status %v", back.Status())
		}
		w.write(1, note("back"))
	}
}

// TestNewcomersReadNothingOfBeforeWhereTheKeysAreNotLeft is for spaces that are not a home.
func TestNewcomersReadNothingOfBeforeWhereTheKeysAreNotLeft(t *testing.T) {
	w := newWorld(t, 1)
	before := note("before")
	w.write(0, before)
	w.write(0, again(before, "before, again", 2))
	me := NewSelf()
	w.append(forgeControl(w.devices[0], w.owner, func(f *forgedControl) { // with no key of before in it
		f.roster.Members = append(f.roster.Members, NewMember("new", me.Keys()))
		f.to = append(f.to, me.Keys().Box)
	}))
	w.devices = append(w.devices, Follow(w.id, me, nil))
	w.pullAll()
	w.write(0, note("after"))
	w.log[1].Envelope = nil // who named it, the newcomer can not read
	fresh := Follow(w.id, me, nil)
	if err := fresh.CatchUp(w.controls(0)); err != nil {
		t.Fatal(err)
	}
	var kinds []EntryKind
	for _, item := range w.log {
		e, err := fresh.Accept(item)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, e.Kind)
	}
	if want := []EntryKind{EntryControl, EntryStub, EntryClosed, EntryControl, EntryPut}; fmt.Sprint(kinds) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	if len(fresh.Holes()) != 0 || fresh.head != w.devices[0].head {
		t.Errorf("not the same log, or holes: %v", fresh.Holes())
	}
}

// TestCatchingUpBelievesOnlyTheOwner: what it takes decides with which key a device logs in and reads.
func TestCatchingUpBelievesOnlyTheOwner(t *testing.T) {
	w := lived(t)
	all := w.controls(0)
	d := func() *Space { return Follow(w.id, NewSelf(), &w.owner) }
	forged := func(o Owner, with func(*forgedControl)) [][]byte {
		return append(all[:len(all):len(all)], forgeControl(w.devices[0], o, func(f *forgedControl) {
			f.to = append(f.to, w.owner.boxKey().Public())
			with(f)
		}))
	}
	otherOwner, hash := NewOwner(), record.Hash{1}
	for name, c := range map[string]struct {
		controls [][]byte
		want     error
	}{
		"good":                     {all, nil},
		"one more":                 {forged(w.owner, func(*forgedControl) {}), nil},
		"not signed by the owner":  {forged(otherOwner, func(*forgedControl) {}), ErrControl},
		"first missing":            {all[1:], ErrEpoch},
		"middle missing":           {[][]byte{all[0], all[2]}, ErrEpoch},
		"other order":              {[][]byte{all[1], all[0]}, ErrEpoch},
		"twice":                    {[][]byte{all[0], all[0]}, ErrEpoch},
		"a record":                 {[][]byte{w.log[2].Envelope}, ErrControl},
		"cut":                      {[][]byte{all[0][:100]}, ErrEnvelope},
		"another space":            {newWorld(t, 1).controls(0), ErrControl},
		"two at one number":        {forged(w.owner, func(f *forgedControl) { f.control.Before = 1 }), ErrControl},
		"commits to another key":   {forged(w.owner, func(f *forgedControl) { f.control.Commit = hash }), ErrControl},
		"login of another key":     {forged(w.owner, func(f *forgedControl) { f.control.Auth = hash }), ErrControl},
		"no roster":                {forged(w.owner, func(f *forgedControl) { f.plain = make([]byte, record.RosterPlain) }), ErrControl},
		"someone twice":            {forged(w.owner, func(f *forgedControl) { f.roster.Members = append(f.roster.Members, f.roster.Members[0]) }), ErrControl},
		"another key before":       {forged(w.owner, leaves(w, seal.NewKey())), ErrControl},
		"the key before":           {forged(w.owner, leaves(w, w.devices[0].keys[6])), nil},
		"something that is no key": {forged(w.owner, func(f *forgedControl) { f.roster.Previous[3] = 1 }), ErrControl},
		"no place":                 {forged(w.owner, func(f *forgedControl) { f.to = nil }), ErrRemoved},
	} {
		t.Run(name, func(t *testing.T) {
			fresh := d()
			if err := fresh.CatchUp(c.controls); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Fatalf("got %v, want %v", err, c.want)
			} else if err == nil {
				return
			}
			if _, _, ok := fresh.Login(); ok || fresh.After() != 0 || len(fresh.ahead.leafs) != 0 {
				t.Error("refused, and something has changed")
			}
		})
	}
}

// leaves makes a control record that keeps a key for newcomers as the one before.
func leaves(w *world, previous seal.Key) func(*forgedControl) {
	return func(f *forgedControl) {
		copy(f.roster.Previous[:], f.key.Derive(seal.LabelSpacePrevious).Wrap(previous, bound(seal.LabelSpacePreviousWrap, w.id, f.envelope)))
	}
}

func TestCatchingUpDoesNotGoBeyondAForkOrAHiddenControlRecord(t *testing.T) {
	w := newWorld(t, 2)
	elsewhere := w.devices[0].Clone()
	accept(t, elsewhere, next(elsewhere, w.put(0, note("there"))))
	w.write(0, note("here"))
	d := w.devices[1]
	if err := d.CatchUp([][]byte{forgeControl(elsewhere, w.owner, func(*forgedControl) {})}); !errors.Is(err, ErrForked) {
		t.Errorf("at another head: got %v, want ErrForked", err)
	}
	w.write(0, note("more"))
	if err := d.CatchUp([][]byte{forgeControl(elsewhere, w.owner, func(*forgedControl) {})}); !errors.Is(err, ErrForked) {
		t.Errorf("at a number of before: got %v, want ErrForked", err)
	}
	w.behindStub()
	if err := d.CatchUp(w.controls(2)); !errors.Is(err, ErrControl) {
		t.Errorf("hidden: got %v, want ErrControl", err)
	}
}

func TestCatchingUpBeginsWithTheOwnerWhomTheIDNames(t *testing.T) {
	w, evil, me := newWorld(t, 1), NewOwner(), NewSelf()
	d := Follow(w.id, me, nil)
	b := forgeControl(d, evil, func(f *forgedControl) {
		f.roster.Members = []Member{NewMember("", me.Keys())}
		f.to = [][]byte{me.Keys().Box}
	})
	if err := d.CatchUp([][]byte{b}); !errors.Is(err, ErrControl) {
		t.Errorf("got %v, want ErrControl", err)
	}
}

func TestThereIsNoKeyBeforeTheFirst(t *testing.T) {
	owner, me := NewOwner(), NewSelf()
	d := Follow(record.SpaceOf(owner.Public()), me, nil)
	b := forgeControl(d, owner, func(f *forgedControl) {
		f.roster.Members = []Member{NewMember("", me.Keys())}
		f.to = [][]byte{me.Keys().Box}
		leaves(&world{id: d.id}, seal.NewKey())(f)
	})
	refused(t, d, next(d, b), ErrControl)
	if err := d.CatchUp([][]byte{b}); !errors.Is(err, ErrControl) {
		t.Errorf("CatchUp: got %v, want ErrControl", err)
	}
}
