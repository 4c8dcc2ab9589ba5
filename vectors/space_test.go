package vectors_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/space/inside"
	"snowdrop/vectors"
)

// These are the vectors that take more than one package to read. Each package tests its own.

func load[T any](t *testing.T, name string) []T {
	t.Helper()
	all, err := vectors.Load[T](name)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	return all
}

// key makes a key of given bytes the one way there is: by unwrapping it.
func key(t *testing.T, b []byte) seal.Key {
	t.Helper()
	outer := seal.NewKey()
	k, err := outer.Unwrap(seal.Seal(outer, b, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func same(a, b seal.Key) bool { return a.Commit("same") == b.Commit("same") }

// named says whether err is the one that a vector names; no error is named "".
func named(t *testing.T, name string, err error, by map[string]error) bool {
	t.Helper()
	if name == "" {
		return err == nil
	}
	want, ok := by[name]
	if !ok {
		t.Fatalf("no error is named %q", name)
	}
	return errors.Is(err, want)
}

func TestRosterVectors(t *testing.T) {
	for _, v := range load[vectors.Roster](t, "roster") {
		plain := v.Plain.Join()
		got, err := inside.ParseRoster(plain)
		if !named(t, v.Error, err, map[string]error{"size": inside.ErrRosterSize, "version": inside.ErrRosterVersion, "count": inside.ErrRosterCount,
			"name": inside.ErrRosterName, "twice": inside.ErrRosterTwice, "unused": inside.ErrRosterUnused}) {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err != nil {
			continue
		}
		if !bytes.Equal(got.Previous[:], v.Previous) || len(got.Members) != len(v.Members) || !bytes.Equal(got.Marshal(), plain) {
			t.Errorf("%s: got %d members, or other bytes", v.Name, len(got.Members))
			continue
		}
		for i, m := range got.Members {
			want := v.Members[i]
			if !bytes.Equal(m.ID[:], want.ID) || m.Name != want.Name || m.Role != want.Role || !bytes.Equal(m.Keys.Sign[:], want.Sign) || !bytes.Equal(m.Keys.Box, want.Box.Join()) {
				t.Errorf("%s: member %d is %q", v.Name, i+1, m.Name)
			}
		}
	}
}

func TestPlainVectors(t *testing.T) {
	for _, v := range load[vectors.Plain](t, "plain") {
		plain := v.Plain.Join()
		got, err := inside.ParsePlain(plain)
		if !named(t, v.Error, err, map[string]error{"size": inside.ErrPlainSize, "type": inside.ErrPlainType, "replaces": inside.ErrPlainReplaces,
			"record": inside.ErrPlainRecord, "delete": inside.ErrPlainDelete}) {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err != nil {
			continue
		}
		if got.Type != v.Type || !bytes.Equal(got.Author[:], v.Author) || got.Before != v.Before || !bytes.Equal(got.Head[:], v.Head) || !bytes.Equal(got.Item[:], v.Item) ||
			!slices.Equal(got.Replaces, v.Replaces) || got.Record.Kind != v.Kind || got.Record.At != v.At || !bytes.Equal(got.Record.Body, v.Body.Join()) || !bytes.Equal(got.Signature[:], v.Signature) {
			t.Errorf("%s: got %+v", v.Name, got)
		}
		if again, err := got.Marshal(); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("%s: marshals to other bytes, %v", v.Name, err)
		}
	}
}

func TestSlotVectors(t *testing.T) {
	for _, v := range load[vectors.Slot](t, "slot") {
		k := key(t, v.Key)
		if v.Words != "" && !same(seal.StretchWords(v.Words, v.Label), k) {
			t.Errorf("%s: the words stretch to another key", v.Name)
		}
		locator, auth := k.Token(seal.LabelSlotLocator, nil), k.SignKey(seal.LabelSlotAuth).Public()
		if !bytes.Equal(locator[:], v.Locator) || !bytes.Equal(auth[:], v.Auth) {
			t.Errorf("%s: another locator or another key to sign with", v.Name)
		}
		if len(v.Blob) == 0 && v.Error == "" {
			continue
		}
		id, owner, err := openSlot(k, locator[:], v.Blob)
		if err != v.Error {
			t.Errorf("%s: got %q, want %q", v.Name, err, v.Error)
		}
		if err == "" && (!bytes.Equal(id, v.Space) || !same(owner, key(t, v.Owner))) {
			t.Errorf("%s: another space or owner", v.Name)
		}
	}
}

// openSlot reads a slot as docs/format.md says, and names what is wrong.
func openSlot(k seal.Key, locator, blob []byte) (id []byte, owner seal.Key, problem string) {
	plain, err := seal.Open(k.Derive(seal.LabelSlotSeal), blob, append([]byte(seal.LabelSlotBlob), locator...))
	switch {
	case err != nil:
		return nil, owner, "open"
	case len(plain) != 4055:
		return nil, owner, "size"
	case plain[0] != 1:
		return nil, owner, "version"
	case plain[1] != 1:
		return nil, owner, "purpose"
	}
	id = plain[2:18]
	aad := slices.Concat([]byte(seal.LabelSlotOwnerWrap), locator, id)
	if owner, err = k.Derive(seal.LabelSlotOwner).Unwrap(plain[18:91], aad); err != nil {
		return nil, owner, "owner"
	}
	if len(bytes.Trim(plain[91:], "\x00")) != 0 {
		return nil, owner, "padding"
	}
	return id, owner, ""
}

// items returns the entries of a log as a relay gives them.
func items(t *testing.T, l vectors.Log) []record.Item {
	t.Helper()
	var all []record.Item
	for i, v := range l.Items {
		item := record.Item{N: uint64(i + 1), Envelope: v.Envelope.Join(), Leaf: record.Hash(v.Leaf)}
		if item.Envelope != nil && record.Leaf(item.Envelope) != item.Leaf {
			t.Errorf("entry %d has another leaf", item.N)
		}
		all = append(all, item)
	}
	return all
}

func controls(all []record.Item) (envelopes [][]byte) {
	for _, item := range all {
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindControl {
			envelopes = append(envelopes, item.Envelope)
		}
	}
	return envelopes
}

var kinds = map[space.EntryKind]string{space.EntryPut: "put", space.EntryDelete: "delete", space.EntryControl: "control",
	space.EntryUnreadable: "unreadable", space.EntryStub: "stub", space.EntryClosed: "closed"}

func TestTheLogIsReadFromItsSevenWords(t *testing.T) {
	l := load[vectors.Log](t, "log")[0]
	k := seal.StretchWords(l.Words, seal.LabelSlotWords)
	if !same(k, key(t, l.SlotKey)) {
		t.Error("the words stretch to another key")
	}
	locator := k.Token(seal.LabelSlotLocator, nil)
	id, secret, problem := openSlot(k, locator[:], l.Slot)
	if problem != "" || !bytes.Equal(id, l.Space) || record.SpaceID(id).String() != l.SpaceText || !same(secret, key(t, l.Owner)) {
		t.Fatalf("the slot: %q, space %x", problem, id)
	}
	owner := space.OwnerFrom(secret)
	s := space.Follow(record.SpaceID(id), space.NewSelf(), &owner)
	all := items(t, l)
	if err := s.CatchUp(controls(all)); err != nil {
		t.Fatal(err)
	}
	live := map[string]map[uint64]bool{}
	names := map[record.ID]string{}
	for i, item := range all {
		got, err := s.Accept(item)
		if err != nil {
			t.Fatalf("entry %d: %v", item.N, err)
		}
		want := l.Entries[i]
		_, head := s.Head()
		for _, m := range s.Members() {
			names[m.ID] = m.Name
		}
		if got.N != want.N || kinds[got.Kind] != want.Kind || !bytes.Equal(head[:], want.Head) || want.Kind != "stub" && (got.Epoch != want.Epoch || !bytes.Equal(got.Version[:], want.Version)) {
			t.Errorf("entry %d: got %s at head %v, want %s at %x", item.N, kinds[got.Kind], head, want.Kind, want.Head)
		}
		switch want.Kind {
		case "control":
			var members []string
			for _, m := range s.Members() {
				members = append(members, m.Name)
			}
			if !slices.Equal(members, want.Members) {
				t.Errorf("entry %d: members %q, want %q", item.N, members, want.Members)
			}
		case "put", "delete":
			if names[got.Author] != want.Author || !bytes.Equal(got.Item[:], want.Item) || !slices.Equal(got.Replaces, want.Replaces) ||
				got.Record.Kind != want.Sort || got.Record.At != want.At || string(got.Record.Body) != want.Body {
				t.Errorf("entry %d: got %+v", item.N, got)
			}
			versions := live[got.Item.String()]
			if versions == nil {
				versions = map[uint64]bool{}
				live[got.Item.String()] = versions
			}
			for _, n := range got.Replaces {
				delete(versions, n)
			}
			if want.Kind == "put" {
				versions[got.N] = true
			}
		}
	}
	for id, want := range l.Live {
		if got := slices.Sorted(maps.Keys(live[id])); !slices.Equal(got, want) {
			t.Errorf("item %s: live are %v, want %v", id, got, want)
		}
	}
	if holes := s.Holes(); len(holes) != 0 {
		t.Errorf("holes that nothing explains: %v", holes)
	}
	for epoch, b := range l.EpochKeys {
		var e uint32
		fmt.Sscan(epoch, &e)
		if got, ok := s.LoginAt(e); !ok || got.Public() != key(t, b).SignKey(seal.LabelSpaceAuth).Public() {
			t.Errorf("epoch %s has another key, or none", epoch)
		}
	}
}

// A member reads the log with a seed alone: one from its first entry to where it was taken out, the other
// from before it was let in.
func TestTheLogIsReadByItsMembers(t *testing.T) {
	l := load[vectors.Log](t, "log")[0]
	all := items(t, l)
	for _, c := range []struct {
		name   string
		caught int // the entries whose control records are caught up with
		closed int // the first that can not be read
		status space.Status
	}{{"Laptop", 1, 12, space.Removed}, {"Phone", len(all), 0, space.In}} {
		s := space.Follow(record.SpaceID(l.Space), space.SelfFrom(key(t, l.Seeds[c.name])), nil)
		if err := s.CatchUp(controls(all[:c.caught])); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for i, item := range all {
			got, err := s.Accept(item)
			want := l.Entries[i].Kind
			if c.closed > 0 && i+1 >= c.closed {
				want = "closed"
			}
			if err != nil || kinds[got.Kind] != want || want == "put" && string(got.Record.Body) != l.Entries[i].Body {
				t.Errorf("%s, entry %d: got %s, %v, want %s", c.name, item.N, kinds[got.Kind], err, want)
			}
		}
		if s.Status() != c.status {
			t.Errorf("%s: status %v, want %v", c.name, s.Status(), c.status)
		}
	}
}

// Another device of a member, which has the seed alone, reads what was written while that member was in.
func TestASharedLogIsReadByItsMembersAsFarAsTheyWereIn(t *testing.T) {
	for _, l := range load[vectors.SharedLog](t, "shared") {
		all := items(t, vectors.Log{Items: l.Items})
		s := space.Follow(record.SpaceID(l.Space), space.SelfFrom(key(t, l.Seed)), nil)
		if err := s.CatchUp(controls(all)); err != nil {
			t.Fatalf("%s: %v", l.Name, err)
		}
		for i, item := range all {
			got, err := s.Accept(item)
			want := l.Entries[i]
			_, head := s.Head()
			if err != nil || kinds[got.Kind] != want.Kind || got.Epoch != want.Epoch || !bytes.Equal(head[:], want.Head) || string(got.Record.Body) != want.Body ||
				want.Kind == "control" && len(s.Members()) != len(want.Members) {
				t.Errorf("%s, entry %d: got %s, %v, want %s", l.Name, item.N, kinds[got.Kind], err, want.Kind)
			}
		}
		for e := uint32(1); e <= s.Epoch(); e++ {
			b, reads := l.EpochKeys[fmt.Sprint(e)]
			got, ok := s.LoginAt(e)
			if ok != reads || ok && got.Public() != key(t, b).SignKey(seal.LabelSpaceAuth).Public() {
				t.Errorf("%s: has a key of epoch %d: %v", l.Name, e, ok)
			}
		}
	}
}

func TestAcceptVectors(t *testing.T) {
	l := load[vectors.Log](t, "log")[0]
	full := items(t, l)
	id := record.SpaceID(l.Space)
	laptop := space.SelfFrom(key(t, l.Seeds["Laptop"]))
	after := map[int]*space.Space{}
	for n := range len(full) - 1 {
		s := space.Follow(id, laptop, nil)
		if err := s.CatchUp(controls(full[:max(n, 1)])); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			s = space.Follow(id, laptop, nil)
		}
		for _, item := range full[:n] {
			if _, err := s.Accept(item); err != nil {
				t.Fatalf("entry %d: %v", item.N, err)
			}
		}
		after[n] = s
	}
	for _, v := range load[vectors.Accept](t, "accept") {
		s := after[v.After].Clone()
		n, head := s.Head()
		item := record.Item{N: uint64(v.After + 1), Envelope: v.Envelope.Join()}
		if v.Leaf != nil {
			item.Leaf = record.Hash(v.Leaf)
		}
		got, err := s.Accept(item)
		if !named(t, v.Error, err, map[string]error{"envelope": space.ErrEnvelope, "epoch": space.ErrEpoch, "control": space.ErrControl, "forked": space.ErrForked}) || err == nil && kinds[got.Kind] != v.Kind {
			t.Errorf("%s: got %q, %v, want %q, %q", v.Name, kinds[got.Kind], err, v.Kind, v.Error)
		}
		if m, now := s.Head(); err != nil && (m != n || now != head) {
			t.Errorf("%s: was refused and moved the head", v.Name)
		}
		if strings.HasPrefix(v.Name, "names a version of another item") && !slices.Equal(got.Replaces, []uint64{9}) {
			t.Errorf("%s: replaces %v", v.Name, got.Replaces)
		}
	}
}
