package space

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// knows lists the epochs that a device has a key of.
func (s *Space) knows() (epochs []uint32) {
	for e := range s.keys {
		epochs = append(epochs, e)
	}
	slices.Sort(epochs)
	return epochs
}

// readAs reads the whole log with a seed and nothing else, as another device of a member does.
func (w *world) readAs(me Self) (*Space, []Entry) {
	w.t.Helper()
	d := Follow(w.id, me, nil)
	entries, err := w.tryPull(d)
	if err != nil {
		w.t.Fatal(err)
	}
	return d, entries
}

func TestWhoIsLetInReadsNothingOfBefore(t *testing.T) {
	for name, change := range map[string]func(w *world, c *Change){
		"added":                      func(*world, *Change) {},
		"added with another":         func(_ *world, c *Change) { c.Add = append(c.Add, NewMember("another", NewSelf().Keys())) },
		"added, and somebody goes":   func(w *world, c *Change) { c.Remove = []MemberID{w.devices[1].Me()} },
		"added, and the owner goes":  func(_ *world, c *Change) { next := NewOwner(); c.Next = &next },
		"added, and one is replaced": func(w *world, c *Change) { c.Add = append(c.Add, NewMember("same", w.devices[0].me.Keys())) },
	} {
		w := newWorld(t, 2)
		w.write(0, note("before"))
		w.change(0, Change{})
		w.write(1, note("just before"))
		me := NewSelf()
		c := Change{Add: []Member{NewMember("new", me.Keys())}}
		change(w, &c)
		if len(c.Remove) > 0 {
			w.devices = w.devices[:1]
		}
		w.change(0, c)
		w.write(0, note("after"))
		w.change(0, Change{Rename: map[MemberID]string{me.ID(): "renamed"}}) // leaves the key before, but none of before that
		w.write(0, note("later"))

		under := seal.NewKey()
		handover, err := w.devices[0].Handover(under, nil)
		if err != nil {
			t.Fatal(err)
		}
		joined, err := Join(under, nil, handover, me)
		if err != nil {
			t.Fatal(err)
		}
		byHandover, err := w.tryPull(joined)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		followed, bySeed := w.readAs(me)
		for d, entries := range map[*Space][]Entry{joined: byHandover, followed: bySeed} {
			if got := fmt.Sprint(texts(entries)); got != "[after later]" || !slices.Equal(d.knows(), []uint32{4, 5}) || d.Status() != In {
				t.Errorf("%s: reads %v, with keys of %v", name, got, d.knows())
			}
			if holes := d.Holes(); len(holes) != 0 {
				t.Errorf("%s: is told of holes %v", name, holes)
			}
		}
		if first, entries := w.readAs(w.devices[0].me); fmt.Sprint(texts(entries)) != "[before just before after later]" {
			t.Errorf("%s: who was in from the start reads %v, with keys of %v", name, texts(entries), first.knows())
		}
	}
}

func TestWhoComesBackReadsNothingOfMeanwhile(t *testing.T) {
	w := newWorld(t, 2)
	back := w.devices[1]
	w.write(1, note("mine"))
	w.change(0, Change{Remove: []MemberID{back.Me()}})
	w.devices = w.devices[:1]
	w.write(0, note("meanwhile"))
	w.change(0, Change{Add: []Member{NewMember("again", back.me.Keys())}})
	w.write(0, note("again"))
	w.devices = append(w.devices, back)
	got := texts(w.pull(1))
	another, entries := w.readAs(back.me)
	if fmt.Sprint(got) != "[again]" || fmt.Sprint(texts(entries)) != "[mine again]" || slices.Contains(back.knows(), 3) || slices.Contains(another.knows(), 3) {
		t.Errorf("reads %v, another device %v, with keys of %v", got, texts(entries), another.knows())
	}
}

func TestWhoStaysReadsOnWhoeverComes(t *testing.T) {
	w := newWorld(t, 1)
	away, state := w.devices[0].Clone(), seal.NewKey()
	for i := range 4 {
		w.write(0, note(fmt.Sprint(i)))
		w.change(0, Change{Add: []Member{NewMember(fmt.Sprint("guest ", i), NewSelf().Keys())}})
	}
	w.write(0, note("4"))
	// A device of the same member that was away for all of it, and locked in between.
	if err := away.CatchUp(w.controls(away.After())); err != nil {
		t.Fatal(err)
	}
	keys, head := away.Marshal(state)
	away, err := Unmarshal(state, keys, head)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := w.tryPull(away)
	if got := fmt.Sprint(texts(entries)); err != nil || got != "[0 1 2 3 4]" || len(away.knows()) != 5 {
		t.Errorf("reads %v, %v, with keys of %v", got, err, away.knows())
	}
}

// The key before costs a member one opening, and a box up to sixteen: so it is left where nobody comes.
func TestOnlyWhereSomebodyComesTheKeyBeforeIsLeftOut(t *testing.T) {
	w := newWorld(t, 2)
	next := NewOwner()
	for name, c := range map[string]struct {
		change Change
		left   bool
	}{
		"a new key":      {Change{}, true},
		"another owner":  {Change{Next: &next}, true},
		"a new name":     {Change{Rename: map[MemberID]string{w.devices[1].Me(): "phone"}}, true},
		"one who is in":  {Change{Add: []Member{NewMember("same", w.devices[1].me.Keys())}}, true},
		"somebody goes":  {Change{Remove: []MemberID{w.devices[1].Me()}}, true},
		"somebody comes": {Change{Add: []Member{NewMember("new", NewSelf().Keys())}}, false},
		"a new device":   {Change{Add: []Member{NewMember("new", NewSelf().Keys())}, History: true}, true},
	} {
		d := w.devices[0].Clone()
		b, err := d.Control(w.owner, c.change)
		if err != nil {
			t.Fatal(err)
		}
		o := &offer{s: d, item: record.Item{N: d.n + 1, Envelope: b}}
		for _, holds := range []func(*offer) error{envelopeParses, keyIsCommittedTo, rosterIsPossible} {
			if err := holds(o); err != nil {
				t.Fatal(err)
			}
		}
		if o.hasPrevious != c.left {
			t.Errorf("%s: the key before is there: %v", name, o.hasPrevious)
		}
	}
}

func TestAHomeGivesItsHistoryToANewDevice(t *testing.T) {
	w := newWorld(t, 1)
	w.write(0, note("before"))
	me := NewSelf()
	w.change(0, Change{Add: []Member{NewMember("new", me.Keys())}, History: true})
	if d, entries := w.readAs(me); fmt.Sprint(texts(entries)) != "[before]" || len(d.knows()) != 2 {
		t.Errorf("reads %v, with keys of %v", texts(entries), d.knows())
	}
}

// circle is people who come and go in one space, for a model of who may read what.
type circle struct {
	w      *world
	people map[MemberID]Self
	in     map[uint32][]MemberID // who was in, by epoch
	epochs map[uint64]uint32     // of what was written, by number
}

func (c *circle) note() {
	d := c.w.devices[0]
	c.in[d.Epoch()] = nil
	for _, m := range d.Members() {
		c.in[d.Epoch()] = append(c.in[d.Epoch()], m.ID)
	}
}

// step is something that happens; the host, who is device 0, decides who is in.
func (c *circle) step(t *rapid.T) {
	w, host := c.w, c.w.devices[0]
	var guests []MemberID
	for _, m := range host.Members() {
		if m.ID != host.Me() {
			guests = append(guests, m.ID)
		}
	}
	var change Change
	switch rapid.SampledFrom([]string{"write", "write", "add", "back", "remove", "swap", "key"}).Draw(t, "step") {
	case "write":
		c.epochs[w.write(0, note("text"))] = host.Epoch()
		return
	case "add":
		me := NewSelf()
		c.people[me.ID()] = me
		change.Add = []Member{NewMember("guest", me.Keys())}
	case "back":
		ids := make([]MemberID, 0, len(c.people))
		for id := range c.people {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, func(a, b MemberID) int { return slices.Compare(a[:], b[:]) })
		change.Add = []Member{NewMember("back", c.people[rapid.SampledFrom(ids).Draw(t, "who")].Keys())}
	case "remove":
		if len(guests) > 0 {
			change.Remove = []MemberID{rapid.SampledFrom(guests).Draw(t, "who")}
		}
	case "swap":
		me := NewSelf()
		c.people[me.ID()] = me
		change.Add = []Member{NewMember("guest", me.Keys())}
		if len(guests) > 0 {
			change.Remove = []MemberID{rapid.SampledFrom(guests).Draw(t, "who")}
		}
	}
	if len(guests)+len(change.Add) > 4 {
		return
	}
	w.change(0, change)
	c.note()
}

// TestEverybodyReadsTheEpochsInWhichTheyWereAndNoOther is the model: whoever has a seed and the whole log reads what was
// written while that member was in, and nothing else.
func TestEverybodyReadsTheEpochsInWhichTheyWereAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, 1)
		host := w.devices[0]
		c := &circle{w: w, people: map[MemberID]Self{host.Me(): host.me}, in: make(map[uint32][]MemberID), epochs: make(map[uint64]uint32)}
		c.note()
		for range rapid.IntRange(1, 7).Draw(t, "steps") {
			c.step(t)
		}
		now := host.Epoch()
		for id, me := range c.people {
			d := Follow(w.id, me, nil)
			entries, err := w.tryPull(d)
			if !slices.Contains(c.in[now], id) {
				if !errors.Is(err, ErrRemoved) || len(d.knows()) != 0 {
					t.Fatalf("who is not in has keys of %v, %v", d.knows(), err)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				epoch, written := c.epochs[e.N]
				if !written {
					continue
				}
				want := EntryClosed
				if slices.Contains(c.in[epoch], id) {
					want = EntryPut
				}
				if e.Kind != want {
					t.Fatalf("entry %d of epoch %d: got kind %d, want %d; was in %v", e.N, epoch, e.Kind, want, c.in[epoch])
				}
			}
			for _, epoch := range d.knows() {
				if !slices.Contains(c.in[epoch], id) {
					t.Fatalf("has the key of epoch %d, in which were %v", epoch, c.in[epoch])
				}
			}
		}
	})
}
