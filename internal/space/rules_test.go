package space

import (
	"errors"
	"slices"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// attack is an item that one rule alone stops.
type attack struct {
	rule string
	// offer prepares a device and the item.
	offer func(w *world) (*Space, record.Item)
	// want is how it is refused; nil if it is taken into the chain as kind, with as many replaced versions.
	want     error
	kind     EntryKind
	replaces int
	// toldApart is for rules that only tell two reasons apart: without them the attack is stopped all the same.
	toldApart bool
	// without is what the rule is replaced by. nil: nothing is asked. A rule that also finds something out
	// for the next ones is replaced by one that finds it out and believes everything.
	without func(w *world) func(*offer) error
}

func always(holds func(*offer) error) func(*world) func(*offer) error {
	return func(*world) func(*offer) error { return holds }
}

// stopped says whether the attack comes to the end that it must come to.
func (a attack) stopped(e Entry, err error) bool {
	if a.want != nil {
		return errors.Is(err, a.want)
	}
	return err == nil && e.Kind == a.kind && len(e.Replaces) == a.replaces
}

// nextIs is an item at a wrong number that is right otherwise.
func (w *world) numbered(by uint64, make func() []byte) (*Space, record.Item) {
	b := make()
	return w.devices[1], record.Item{N: w.devices[1].n + by, Envelope: b, Leaf: record.Leaf([]byte("anything"))}
}

// behindStub hides a control record behind a stub from device 1; device 0 has seen it.
func (w *world) behindStub() {
	b, err := w.devices[0].Control(w.owner, Change{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.append(b)
	w.pull(0)
	if _, err := w.devices[1].Accept(record.Item{N: w.devices[1].n + 1, Leaf: record.Leaf(b)}); err != nil {
		w.t.Fatal(err)
	}
}

// otherWorld is a device that was told of a head that the log does not come by: its mark is at the next entry.
func (w *world) otherWorld() *Space {
	d := w.devices[1]
	d.mark = mark{n: d.n + 1, head: record.Hash{1}}
	return d
}

var recordAttacks = []attack{
	{rule: "the number is the next", want: ErrNumber, offer: func(w *world) (*Space, record.Item) {
		return w.numbered(2, func() []byte { return w.put(0, note("a")) })
	}},
	{rule: "no control record was hidden by a stub", want: ErrControl, toldApart: true, offer: func(w *world) (*Space, record.Item) {
		w.behindStub()
		return w.devices[1], next(w.devices[1], w.put(0, note("a")))
	}},
	{rule: "the epoch is in force", want: ErrEpoch, offer: func(w *world) (*Space, record.Item) {
		return w.devices[1], next(w.devices[1], forge(w.devices[0], func(f *forgedRecord) { f.envelope.Epoch++ }))
	}},
	{rule: "the log comes by what was handed over", want: ErrForked, offer: func(w *world) (*Space, record.Item) {
		return w.otherWorld(), next(w.devices[1], w.put(0, note("a")))
	}},
	{rule: "there is a key", kind: EntryClosed, toldApart: true,
		without: always(func(o *offer) error { o.s.records = seal.NewKey(); return nil }),
		offer: func(w *world) (*Space, record.Item) {
			w.change(0, Change{Remove: []MemberID{w.devices[1].Me()}})
			return w.devices[1], next(w.devices[1], w.put(0, note("a")))
		}},
	{rule: "it opens", kind: EntryUnreadable,
		without: always(func(o *offer) error {
			if recordOpens(o) != nil {
				o.bytes = o.envelope.Body[25 : len(o.envelope.Body)-16]
			}
			return nil
		}),
		offer: func(w *world) (*Space, record.Item) { // never sealed, so the relay can read it
			b := forge(w.devices[0], func(f *forgedRecord) {})
			e := reparse(b)
			plain, err := seal.Open(w.devices[0].records, e.Body, bound(seal.LabelSpaceRecordSeal, w.id, e))
			if err != nil {
				w.t.Fatal(err)
			}
			copy(e.Body[25:], plain)
			return w.devices[1], next(w.devices[1], e.Marshal())
		}},
	{rule: "it has an author and a type", kind: EntryUnreadable,
		without: always(func(o *offer) (err error) {
			b := slices.Clone(o.bytes)
			b[0] = inside.TypePut
			o.plain, o.replaces, o.padded, err = inside.SplitPlain(b)
			return err
		}),
		offer: func(w *world) (*Space, record.Item) {
			return w.devices[1], next(w.devices[1], forge(w.devices[0], func(f *forgedRecord) { f.plain.Type = 3 }))
		}},
	{rule: "the author is in the roster", kind: EntryUnreadable,
		without: func(w *world) func(*offer) error {
			return func(o *offer) error { // whoever was in at any time
				for _, d := range w.devices {
					if d.Me() == o.plain.Author {
						o.author = NewMember("", d.me.Keys())
					}
				}
				return nil
			}
		},
		offer: func(w *world) (*Space, record.Item) { // a removed device, to which another one gives its key
			gone := w.devices[2].me
			w.change(0, Change{Remove: []MemberID{gone.ID()}})
			return w.devices[1], next(w.devices[1], forge(w.devices[0], func(f *forgedRecord) {
				f.author, f.plain.Author = gone, gone.ID()
			}))
		}},
	{rule: "the signature is the author's", kind: EntryUnreadable, offer: func(w *world) (*Space, record.Item) {
		return w.devices[1], next(w.devices[1], forge(w.devices[0], func(f *forgedRecord) { f.plain.Author = w.devices[2].Me() }))
	}},
	{rule: "the signed head is mine", want: ErrForked, offer: func(w *world) (*Space, record.Item) {
		b := w.put(0, note("a"))
		accept(w.t, w.devices[1], next(w.devices[1], w.put(2, note("in its place"))))
		return w.devices[1], next(w.devices[1], b)
	}},
	{rule: "what it replaces came before", kind: EntryUnreadable,
		without: always(func(o *offer) error {
			o.plain.Replaces = []uint64{o.plain.Before + 1}
			return nil
		}),
		offer: func(w *world) (*Space, record.Item) { // a version that is gone as soon as it is there
			return w.devices[1], next(w.devices[1], forge(w.devices[0], func(f *forgedRecord) { f.plain.Replaces = []uint64{f.plain.Before + 1} }))
		}},
	{rule: "it holds a record", kind: EntryUnreadable, offer: func(w *world) (*Space, record.Item) {
		return w.devices[1], next(w.devices[1], forge(w.devices[0], func(f *forgedRecord) {
			f.unsigned = f.unsignedPlain()
			f.unsigned[len(f.unsigned)-1] = 1 // padding
		}))
	}},
	{rule: "what it replaces is of the same item", kind: EntryPut, replaces: 0, offer: func(w *world) (*Space, record.Item) {
		n := w.write(1, note("hers"))
		return w.devices[1], next(w.devices[1], w.put(0, again(note(""), "mine", n)))
	}},
}

var stubAttacks = []attack{
	{rule: "the number is the next", want: ErrNumber, offer: func(w *world) (*Space, record.Item) {
		return w.numbered(0, func() []byte { return nil })
	}},
	{rule: "no stub in place of the first control record", want: ErrControl, offer: func(w *world) (*Space, record.Item) {
		return Follow(w.id, NewSelf(), &w.owner), record.Item{N: 1, Leaf: w.log[0].Leaf}
	}},
	{rule: "the log comes by what was handed over", want: ErrForked, offer: func(w *world) (*Space, record.Item) {
		return w.otherWorld(), record.Item{N: w.devices[1].n + 1, Leaf: record.Hash{2}}
	}},
}

// controlBy is a control record that device 0 writes with the owner's secret, against the rules.
func controlBy(with func(w *world, f *forgedControl)) func(w *world) (*Space, record.Item) {
	return func(w *world) (*Space, record.Item) {
		b := forgeControl(w.devices[0], w.owner, func(f *forgedControl) { with(w, f) })
		return w.devices[1], next(w.devices[1], b)
	}
}

var controlAttacks = []attack{
	{rule: "the number is the next", want: ErrNumber, offer: func(w *world) (*Space, record.Item) {
		return w.numbered(2, func() []byte { return forgeControl(w.devices[0], w.owner, func(*forgedControl) {}) })
	}},
	{rule: "no control record was hidden by a stub", want: ErrControl, toldApart: true, offer: func(w *world) (*Space, record.Item) {
		w.behindStub()
		return w.devices[1], next(w.devices[1], forgeControl(w.devices[0], w.owner, func(*forgedControl) {}))
	}},
	{rule: "the epoch is the next", want: ErrEpoch, offer: controlBy(func(w *world, f *forgedControl) { f.envelope.Epoch++ })},
	{rule: "the first owner is whom the ID names", want: ErrControl, offer: func(w *world) (*Space, record.Item) {
		me, evil := NewSelf(), NewOwner()
		d := Follow(w.id, me, nil)
		b := forgeControl(d, evil, func(f *forgedControl) {
			f.roster.Members = []Member{NewMember("", me.Keys())}
			f.to = [][]byte{me.Keys().Box}
		})
		return d, next(d, b)
	}},
	{rule: "the owner in force has signed it", want: ErrControl, offer: controlBy(func(w *world, f *forgedControl) {
		f.signer = NewOwner()
	})},
	{rule: "the signed head is mine", want: ErrForked, offer: controlBy(func(w *world, f *forgedControl) { f.control.Head[0] ^= 1 })},
	{rule: "it is the one that I caught up with", want: ErrForked, offer: func(w *world) (*Space, record.Item) {
		// Same key, another roster: everything but the roster is the same for both.
		key, d := seal.NewKey(), w.devices[1]
		seen := forgeControl(w.devices[0], w.owner, func(f *forgedControl) { f.key = key })
		if err := d.CatchUp([][]byte{seen}); err != nil {
			w.t.Fatal(err)
		}
		return d, next(d, forgeControl(w.devices[0], w.owner, func(f *forgedControl) {
			f.key = key
			f.roster.Members = append(f.roster.Members, NewMember("one more", NewSelf().Keys()))
		}))
	}},
	{rule: "the log comes by what was handed over", want: ErrForked, offer: func(w *world) (*Space, record.Item) {
		return w.otherWorld(), next(w.devices[1], forgeControl(w.devices[0], w.owner, func(*forgedControl) {}))
	}},
	{rule: "the key is the one committed to", want: ErrControl,
		without: always(func(o *offer) error { o.key, o.open = o.s.find(o.envelope.Epoch, o.control); return nil }),
		offer: controlBy(func(w *world, f *forgedControl) { // device 1 gets a key, and reads with it, that is not the others'
			f.control.Commit = record.Hash(seal.NewKey().Commit(seal.LabelSpaceCommit))
		})},
	{rule: "members log in with the key", want: ErrControl, offer: controlBy(func(w *world, f *forgedControl) {
		f.control.Auth = seal.NewKey().SignKey(seal.LabelSpaceAuth).Public()
	})},
	{rule: "the roster opens and is possible", want: ErrControl, offer: controlBy(func(w *world, f *forgedControl) {
		f.roster.Members = append(f.roster.Members, f.roster.Members[0])
	})},
	{rule: "the key before is the one committed to", want: ErrControl, offer: controlBy(func(w *world, f *forgedControl) {
		wrapped := f.key.Derive(seal.LabelSpacePrevious).Wrap(seal.NewKey(), bound(seal.LabelSpacePreviousWrap, w.id, f.envelope))
		f.roster.Previous = [inside.WrappedSize]byte(wrapped)
	})},
	{rule: "there is a key, or has been one", want: ErrBehind, offer: func(w *world) (*Space, record.Item) {
		d := NewSelf()
		w.change(0, Change{Add: []Member{NewMember("new", d.Keys())}})
		return Follow(w.id, d, nil), w.log[0]
	}},
}

var parseAttacks = []attack{
	{rule: "the envelope parses", want: ErrEnvelope,
		without: always(func(o *offer) (err error) {
			first, _, err := record.CutEnvelope(o.item.Envelope)
			o.envelope = reparse(first)
			return err
		}),
		offer: func(w *world) (*Space, record.Item) {
			return w.devices[1], next(w.devices[1], append(w.put(0, note("a")), 0))
		}},
}

func accept(t tester, d *Space, item record.Item) {
	t.Helper()
	if _, err := d.Accept(item); err != nil {
		t.Fatal(err)
	}
}

// replaced returns the rules with one of them replaced.
func replaced(list []rule, name string, holds func(*offer) error) []rule {
	out := slices.Clone(list)
	for i := range out {
		if out[i].name == name {
			out[i].holds = holds
		}
	}
	return out
}

// TestEveryRuleIsNeeded takes the rules of Accept out one by one. With all of them in, each attack comes
// to its end; without the one rule that it is made for, it does not.
func TestEveryRuleIsNeeded(t *testing.T) {
	lists := []struct {
		name    string
		rules   []rule
		attacks []attack
		without func(all rules, name string, holds func(*offer) error) rules
	}{
		{"parsing", []rule{rulesInForce.parses}, parseAttacks, func(all rules, _ string, holds func(*offer) error) rules {
			all.parses.holds = holds
			return all
		}},
		{"stub", rulesInForce.stub, stubAttacks, func(all rules, name string, holds func(*offer) error) rules {
			all.stub = replaced(all.stub, name, holds)
			return all
		}},
		{"record", rulesInForce.record, recordAttacks, func(all rules, name string, holds func(*offer) error) rules {
			all.record = replaced(all.record, name, holds)
			return all
		}},
		{"control", rulesInForce.control, controlAttacks, func(all rules, name string, holds func(*offer) error) rules {
			all.control = replaced(all.control, name, holds)
			return all
		}},
	}
	for _, list := range lists {
		for _, r := range list.rules {
			i := slices.IndexFunc(list.attacks, func(a attack) bool { return a.rule == r.name })
			if i < 0 {
				t.Errorf("%s: no attack shows that %q is needed", list.name, r.name)
				continue
			}
			a := list.attacks[i]
			t.Run(list.name+"/"+r.name, func(t *testing.T) {
				w := newWorld(t, 3)
				d, item := a.offer(w)
				broken := d.Clone()
				if e, err := d.accept(item, rulesInForce); !a.stopped(e, err) {
					t.Errorf("with all rules in: got %+v, %v, want %v, kind %d", e, err, a.want, a.kind)
				}
				holds := func(*offer) error { return nil }
				if a.without != nil {
					holds = a.without(w)
				}
				e, err := broken.accept(item, list.without(rulesInForce, r.name, holds))
				if a.stopped(e, err) {
					t.Errorf("without the rule nothing is different: %+v, %v", e, err)
				}
				if took := err == nil && e.Kind != EntryUnreadable && e.Kind != EntryClosed; took == a.toldApart {
					t.Errorf("without the rule: got %+v, %v", e, err)
				}
			})
		}
		if len(list.attacks) != len(list.rules) {
			t.Errorf("%s: %d attacks for %d rules", list.name, len(list.attacks), len(list.rules))
		}
	}
}
