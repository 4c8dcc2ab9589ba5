package space

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

func TestANewSpaceStandsAtZeroUntilItsFirstEntryComesBack(t *testing.T) {
	o, me := NewOwner(), NewSelf()
	s, genesis := Create(o, me, strings.Repeat("ü", 30))
	if n, head := s.Head(); n != 0 || head != record.FirstHead(s.ID()) || s.Status() != Joining || s.Epoch() != 0 {
		t.Errorf("at %d, status %v, epoch %d", n, s.Status(), s.Epoch())
	}
	if epoch, _, ok := s.Login(); !ok || epoch != 1 {
		t.Errorf("can not log in to its first epoch: %d, %v", epoch, ok)
	}
	if s.ID() != record.SpaceOf(o.Public()) {
		t.Error("the ID is not of the owner")
	}
	refused(t, s, next(s, forgeControl(s, o, func(f *forgedControl) {
		f.roster.Members = []Member{NewMember("", me.Keys())}
		f.to = [][]byte{me.Keys().Box}
	})), ErrForked) // another first entry than the one that was made
	e := accepted(t, s, next(s, genesis), EntryControl)
	if len(e.Joined) != 1 || len(e.Left) != 0 || e.OwnerChanged || s.Status() != In || s.Owner() != o.Public() {
		t.Errorf("got %+v, status %v", e, s.Status())
	}
	if m := s.Members(); len(m) != 1 || m[0].ID != me.ID() || m[0].Name != strings.Repeat("ü", 23) || m[0].Role != RoleMember {
		t.Errorf("members: %+v", m)
	}
}

func TestWhatOneWritesEveryoneReads(t *testing.T) {
	w := newWorld(t, 3)
	op := note("hello")
	n := w.write(1, op)
	second := again(op, "hello again", n)
	del := Op{Version: record.NewID(), Delete: true, Item: op.Item, Replaces: []uint64{n + 1}, Record: record.Record{Kind: 9, Body: []byte("is not taken")}}
	batch, err := w.devices[2].Seal([]Op{second, del})
	if err != nil {
		t.Fatal(err)
	}
	w.append(batch...)
	entries := w.pull(0)
	if len(entries) != 2 {
		t.Fatalf("%d entries", len(entries))
	}
	put, gone := entries[0], entries[1]
	if put.Kind != EntryPut || put.Author != w.devices[2].Me() || put.Item != op.Item || put.Version != second.Version || put.N != n+1 ||
		!slices.Equal(put.Replaces, []uint64{n}) || put.Record.ID != op.Item || string(put.Record.Body) != "hello again" || put.Record.Kind != 1 || put.Record.At != 7 {
		t.Errorf("got %+v", put)
	}
	if gone.Kind != EntryDelete || gone.Item != op.Item || !slices.Equal(gone.Replaces, []uint64{n + 1}) || len(gone.Record.Body) != 0 || gone.Record.Kind != 0 {
		t.Errorf("got %+v", gone)
	}
	token, ok := w.devices[1].DeleteToken(put.Epoch, put.Version)
	if !ok || record.DeleteHash(token) != reparse(batch[0]).Delete {
		t.Error("the delete token of another device does not fit")
	}
}

func TestSealRefusesWhatNobodyWouldRead(t *testing.T) {
	w := newWorld(t, 1)
	d, first := w.devices[0], note("a")
	n := w.write(0, first)
	for name, replaces := range map[string][]uint64{
		"zero": {0}, "itself": {n + 1}, "later": {n + 2}, "twice": {n, n}, "five": {1, 2, 3, 4, 5},
	} {
		op := again(note(""), name, replaces...)
		if _, err := d.Seal([]Op{op}); !errors.Is(err, ErrReplaces) {
			t.Errorf("%s: got %v, want ErrReplaces", name, err)
		}
	}
	large := note("")
	large.Record.Body = make([]byte, record.MaxBody+1)
	if _, err := d.Seal([]Op{large}); !errors.Is(err, record.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
	large.Record.Body = large.Record.Body[1:]
	large.Item, large.Replaces = first.Item, []uint64{n, 1} // in any order
	if e := accepted(t, d.Clone(), next(d, w.put(0, large)), EntryPut); !slices.Equal(e.Replaces, []uint64{1, n}) {
		t.Errorf("replaces %v", e.Replaces)
	}
	fresh := Follow(w.id, NewSelf(), nil)
	if _, err := fresh.Seal([]Op{note("")}); !errors.Is(err, ErrRemoved) {
		t.Errorf("got %v, want ErrRemoved", err)
	}
	if _, err := fresh.Control(w.owner, Change{}); !errors.Is(err, ErrBehind) {
		t.Errorf("got %v, want ErrBehind", err)
	}
	if _, err := fresh.Handover(seal.NewKey(), nil); !errors.Is(err, ErrRemoved) {
		t.Errorf("got %v, want ErrRemoved", err)
	}
}

func TestSealingAndSpeakingOfChangeMoveNothing(t *testing.T) {
	w := newWorld(t, 1)
	d, under := w.devices[0], seal.NewKey()
	before := state(d)
	if _, err := d.Seal([]Op{note("a"), note("b")}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Control(w.owner, Change{Rename: map[MemberID]string{d.Me(): "other"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Handover(under, nil); err != nil {
		t.Fatal(err)
	}
	d.Members()[0].Name = "the caller's"
	if got := state(d); got != before {
		t.Errorf("got %v, want %v", got, before)
	}
}

// state is all that can be seen of a space, and its keys by what they sign.
func state(s *Space) string {
	logins := make(map[uint32]string)
	for e := range s.keys {
		logins[e] = fmt.Sprintf("%x", must(s.LoginAt(e)).Public())
	}
	text, err := json.Marshal(logins)
	if err != nil {
		panic(err)
	}
	return fmt.Sprint(s.id, s.n, s.head, s.epoch, s.status, s.Members(), s.inForce, s.commit, s.lastControl, s.holes, s.mark, s.ahead, string(text))
}

func TestRosterChanges(t *testing.T) {
	w := newWorld(t, 2)
	new := NewMember("new", NewSelf().Keys())
	second := w.devices[1].Me()
	b, err := w.devices[0].Control(w.owner, Change{Remove: []MemberID{second}, Add: []Member{new}, Rename: map[MemberID]string{w.devices[0].Me(): "kitchen"}})
	if err != nil {
		t.Fatal(err)
	}
	e := accepted(t, w.devices[0], next(w.devices[0], b), EntryControl)
	if len(e.Joined) != 1 || e.Joined[0].ID != new.ID || len(e.Left) != 1 || e.Left[0].ID != second || e.OwnerChanged {
		t.Errorf("got %+v", e)
	}
	var names []string
	for _, m := range w.devices[0].Members() {
		names = append(names, m.Name)
	}
	if fmt.Sprint(names) != "[kitchen new]" {
		t.Errorf("got %v", names)
	}
	gone := accepted(t, w.devices[1], next(w.devices[1], b), EntryControl)
	if len(gone.Joined) != 0 || len(gone.Left) != 1 || gone.Left[0].ID != second {
		t.Errorf("the removed one sees more than that it is out: %+v", gone)
	}
	many := Change{}
	for range MaxMembers - 2 {
		many.Add = append(many.Add, NewMember("more", NewSelf().Keys()))
	}
	if _, err := w.devices[0].Control(w.owner, many); err != nil {
		t.Errorf("a full roster: %v", err)
	}
	for name, c := range map[string]Change{
		"nobody":       {Remove: []MemberID{w.devices[0].Me(), new.ID}},
		"one too many": {Add: append(many.Add, NewMember("", NewSelf().Keys()))},
		"long name":    {Rename: map[MemberID]string{new.ID: strings.Repeat("x", MaxName+1)}},
		"not UTF-8":    {Rename: map[MemberID]string{new.ID: "\xff"}},
		"no box key":   {Add: []Member{{Keys: MemberKeys{Sign: seal.PublicKey{1}}}}},
		"bad box key":  {Add: []Member{{Keys: MemberKeys{Sign: seal.PublicKey{1}, Box: bytes.Repeat([]byte{255}, seal.BoxPublicSize)}}}},
	} {
		if _, err := w.devices[0].Control(w.owner, c); !errors.Is(err, ErrRoster) {
			t.Errorf("%s: got %v, want ErrRoster", name, err)
		}
	}
}

func TestANewOwnerDecidesFromTheNextEntryOn(t *testing.T) {
	w := newWorld(t, 2)
	owner := NewOwner()
	b, err := w.devices[0].Control(w.owner, Change{Next: &owner})
	if err != nil {
		t.Fatal(err)
	}
	w.append(b)
	for i := range w.devices {
		if e := w.pull(i); !e[0].OwnerChanged || w.devices[i].Owner() != owner.Public() {
			t.Errorf("device %d: got %+v", i, e[0])
		}
	}
	fresh := Follow(w.id, NewSelf(), &owner)
	if err := fresh.CatchUp(w.controls(0)); err != nil {
		t.Errorf("the new secret does not open the newest epoch: %v", err)
	}
	if err := Follow(w.id, NewSelf(), &w.owner).CatchUp(w.controls(0)); !errors.Is(err, ErrRemoved) {
		t.Errorf("the old secret opens the newest epoch: %v", err)
	}
	w.owner = owner
	w.change(1, Change{})
}

// TestARelayCanNotCountMembers: a control record of one member looks like one of fifteen.
func TestARelayCanNotCountMembers(t *testing.T) {
	one, genesis := Create(NewOwner(), NewSelf(), "x")
	accept(t, one, next(one, genesis))
	w := newWorld(t, 15)
	b := w.log[1].Envelope
	if len(genesis) != len(b) {
		t.Errorf("%d and %d bytes", len(genesis), len(b))
	}
	seen := map[int]bool{}
	me := one.me.seed.BoxKey(seal.LabelMemberBox)
	for range 40 {
		b := forgeControl(one, NewOwner(), func(*forgedControl) {})
		c, err := record.ParseControl(reparse(b))
		if err != nil {
			t.Fatal(err)
		}
		for i, box := range c.Boxes {
			if _, err := me.OpenBox(box, seal.LabelSpaceBox, boxContext(one.id, 2, c.Before, c.Head)); err == nil {
				seen[i] = true
			}
		}
	}
	if len(seen) < 5 {
		t.Errorf("the member's box is always at one of %d places", len(seen))
	}
}

func TestACloneIsAWorldOfItsOwn(t *testing.T) {
	w := newWorld(t, 2)
	n := w.write(0, note("a"))
	d := w.devices[1]
	for i := range byte(3) {
		accept(t, d, record.Item{N: d.n + 1, Leaf: record.Hash{i}})
	}
	clone, before := d.Clone(), state(d)
	accept(t, clone, next(clone, forge(clone, func(f *forgedRecord) { f.plain.Replaces = []uint64{n + 1} })))
	clone.Learn(n, record.ID{9})
	for range 3 {
		accept(t, clone, next(clone, forge(clone, func(*forgedRecord) {})))
	}
	accept(t, clone, record.Item{N: clone.n + 1, Leaf: record.Hash{1}})
	accept(t, clone, next(clone, forgeControl(clone, w.owner, func(*forgedControl) {})))
	if state(d) != before || d.items[n-1] == (record.ID{9}) || len(d.items) != int(n) {
		t.Error("what was done to the clone was done to both")
	}
}

func TestWhatIsLearntAfterUnmarshalHoldsAgain(t *testing.T) {
	w := newWorld(t, 2)
	op := note("hers")
	n := w.write(1, op)
	w.write(1, note("another"))
	under := seal.NewKey()
	d, err := Unmarshal(under, w.devices[1].marshalKeys(under), w.devices[1].MarshalHead(under))
	if err != nil {
		t.Fatal(err)
	}
	b := w.put(0, again(note(""), "mine", n))
	for range 2 {
		if e := accepted(t, d.Clone(), next(d, b), EntryPut); len(e.Replaces) != 1 {
			t.Errorf("not known: got %v", e.Replaces)
		}
		d.Learn(n+1, record.ID{8}) // of a later one only
	}
	d.Learn(n, op.Item)
	d.Learn(0, op.Item)
	d.Learn(n+2, op.Item)
	if e := accepted(t, d, next(d, b), EntryPut); len(e.Replaces) != 0 {
		t.Errorf("known: got %v", e.Replaces)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	secret := keyOf(0xa7)
	o, me := OwnerFrom(secret), SelfFrom(secret)
	s := Follow(record.SpaceOf(o.Public()), me, &o)
	s.keys[1], s.records = secret, secret
	// Four bytes of it: two are in the address of something once in some thousands of runs.
	for _, v := range []any{o, me, *s, s, &o, &me, []Owner{o}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%q", "%d"} {
			text := strings.ToLower(fmt.Sprintf(verb, v))
			if strings.Contains(text, "a7a7a7a7") || strings.Contains(text, "a7, 0xa7") || strings.Contains(text, "167 167") {
				t.Errorf("%T prints with %s as %s", v, verb, text)
			}
		}
	}
}

func TestNamesAreCutBetweenCharacters(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Küche": "Küche", strings.Repeat("ü", 24): strings.Repeat("ü", 23), "a\xffb": "a\uFFFDb",
		strings.Repeat("x", 46) + "😀": strings.Repeat("x", 46), strings.Repeat("x", 43) + "😀": strings.Repeat("x", 43) + "😀",
	} {
		if got := CleanName(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
