package membership

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

var ctx = context.Background()

func at(minutes int) time.Time {
	return time.Date(2026, 11, 21, 12, minutes, 0, 0, time.UTC)
}

func aRecord() Record {
	r := New(record.SpaceID{1, 2}, at(0))
	r.Purpose, r.Host = 1, true
	return r
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func text(r Record, field string) (s string) {
	r.Get(field, &s)
	return s
}

func TestARecordComesBackWhole(t *testing.T) {
	r := aRecord()
	self, former, home, owner := space.NewSelf(), space.NewSelf(), space.NewOwner(), space.NewOwner()
	begun, _ := space.Create(space.NewOwner(), self, "Sarah")
	r.Space = begun.ID()
	r.SetSelves(at(1), self, former)
	r.SetOwner(at(1), home, owner)
	must(t, r.SetDoor(at(1), begun))
	must(t, r.SetOwn(at(1), "turn", 3))
	r.SetSeen(at(1), 7)
	got, err := Parse(r.Path, r.Encode())
	if err != nil || !got.Same(r) || !got.Host || got.Since != at(0).Unix() {
		t.Fatalf("%+v, %v", got, err)
	}
	var turn int
	if selves := got.Selves(); len(selves) != 2 || selves[0].ID() != self.ID() || selves[1].ID() != former.ID() || !got.Own("turn", &turn) || turn != 3 || got.Seen() != 7 {
		t.Errorf("%v, %d, %d", selves, turn, got.Seen())
	}
	if o := got.Owners(home); len(o) != 1 || o[0].Public() != owner.Public() {
		t.Errorf("owners %v", o)
	}
	if in, ok := got.Enter(); !ok || in.ID() != r.Space || in.Me() != self.ID() || got.DoorEpoch() != 1 {
		t.Error("the door does not open")
	}
	got.StripKeys(at(2))
	if _, ok := got.Enter(); ok || len(got.Selves()) != 0 || len(got.Owners(home)) != 0 {
		t.Error("keys are left")
	}
}

func TestOnlyTheOwnerOfTheHomeHasTheSecretsOfOwners(t *testing.T) {
	r := aRecord()
	home, other, owner, next := space.NewOwner(), space.NewOwner(), space.NewOwner(), space.NewOwner()
	r.SetOwner(at(1), home, owner)
	r.SetOwner(at(2), home, owner)
	if len(r.Owners(other)) != 0 || len(r.Owners(home)) != 1 {
		t.Error("another owner opens it, or it is there twice")
	}
	r.SetOwner(at(3), home, next)
	r.SetOwner(at(3), other, next)
	r.SetOwner(at(3), other, owner)
	r.KeepOwner(at(4), other, next)
	if len(r.Owners(home)) != 0 || len(r.Owners(other)) != 1 {
		t.Error("what is out of force is still there")
	}
	r.KeepOwner(at(5), home, owner) // also one that was not there
	if o := r.Owners(home); len(o) != 1 || o[0].Public() != owner.Public() || len(r.Owners(other)) != 0 {
		t.Errorf("%d secrets are kept", len(o))
	}
}

// Devices write apart, in any order, and come to the same.
func TestWhatWasWrittenApartComesTogether(t *testing.T) {
	base := aRecord()
	must(t, base.Set(at(1), "other", "James"))
	a, b := base, base
	must(t, a.Set(at(2), "other", "my love"))
	must(t, a.Set(at(5), "quiet", true))
	a.SetSeen(at(9), 4)
	must(t, b.Set(at(3), "other", "Jim"))
	must(t, b.Set(at(4), "quiet", false))
	b.SetSeen(at(2), 9)
	b.SetSeen(at(3), 1) // what was seen is seen
	must(t, b.SetOwn(at(1), "turn", 1))
	ab, ba := a.Merge(b), b.Merge(a)
	var quiet bool
	if ab.Get("quiet", &quiet); !ab.Same(ba) || text(ab, "other") != "Jim" || !quiet || ab.Seen() != 9 || !ab.Same(ab.Merge(a)) || !ab.Same(ab.Merge(b)) {
		t.Errorf("%s\n%s", ab.Encode(), ba.Encode())
	}
	must(t, b.Set(at(0), "other", "J")) // a clock that runs behind
	if got := base.Merge(b); text(got, "other") != "J" {
		t.Errorf("%q", text(got, "other"))
	}
	// Entered twice: either way in is good, and the keys of one record open under its own root only.
	c := aRecord()
	for _, r := range []*Record{&base, &c} {
		r.SetSelves(at(1), space.NewSelf())
	}
	for _, m := range []Record{base.Merge(c), c.Merge(base)} {
		if len(m.Selves()) != 1 || !m.Same(base.Merge(c)) {
			t.Error("no way in is left")
		}
	}
}

func TestTheBookPutsTogetherWhatWasWrittenApart(t *testing.T) {
	v, err := vault.Open(ctx, memdisk.New())
	must(t, err)
	b := NewBook(v)
	r, twin := aRecord(), aRecord()
	must(t, b.Add(ctx, r))
	must(t, twin.Set(at(1), "other", "James"))
	must(t, b.Add(ctx, twin))
	if all := b.All(); len(all) != 1 || text(all[0], "other") != "James" {
		t.Fatalf("%d records", len(all))
	}
	must(t, b.Change(ctx, r.Space, func(r *Record) error { return r.Set(at(2), "me", "Sarah") }))
	if n := len(v.List(Kind)); n != 1 {
		t.Errorf("%d items", n)
	}
	count, _ := v.Changes()
	must(t, b.Change(ctx, r.Space, func(r *Record) error { return r.Set(at(3), "me", "Sarah") }))
	if after, _ := v.Changes(); after != count {
		t.Error("written, though nothing has changed")
	}
	got, ok := b.Of(r.Space)
	if !ok || text(got, "other") != "James" || text(got, "me") != "Sarah" || bytes.Compare(got.Path[:], max2(r.Path, twin.Path)) >= 0 {
		t.Errorf("%v %s", ok, got.Encode())
	}
	if _, ok := b.Of(record.SpaceID{9}); ok || b.Change(ctx, record.SpaceID{9}, nil) == nil {
		t.Error("there is another")
	}
	must(t, v.Put(ctx, record.Record{ID: record.NewID(), Kind: Kind, Body: []byte("newer")}))
	if len(b.All()) != 1 {
		t.Error("what can not be read is in the way")
	}
	got.Strip(at(5), "me")
	if text(got, "other") != "" || text(got, "me") != "Sarah" || strings.Contains(string(got.Encode()), "James") {
		t.Error("a name is left")
	}
}

func max2(a, b record.ID) []byte { return slices.MaxFunc([][]byte{a[:], b[:]}, bytes.Compare) }

func FuzzParse(f *testing.F) {
	r := aRecord()
	r.SetSelves(at(1), space.NewSelf())
	f.Add(r.Encode())
	f.Add([]byte(`{"version":1,"space":"` + record.SpaceID{1}.String() + `","root":"AAAA"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Parse(record.ID{1}, b)
		if err != nil {
			return
		}
		again, err := Parse(record.ID{1}, r.Encode())
		if err != nil || !again.Same(r) {
			t.Errorf("comes back as something else: %v", err)
		}
		r.Selves()
		r.Enter()
		r.Owners(space.OwnerFrom(rootKey))
		r.Merge(again)
	})
}

var rootKey = space.NewOwner().Key()

func TestWhatIsNoRecordIsNotReadAsOne(t *testing.T) {
	id, root := record.SpaceID{1}.String(), strings.Repeat("A", 43)+"="
	whole := `{"version":1,"space":"` + id + `","since":1,"root":"` + root + `"`
	r, err := Parse(record.ID{1}, []byte(whole+"}"))
	must(t, err)
	must(t, r.Set(at(1), "me", "Sarah")) // one without fields takes some
	for name, body := range map[string]string{
		"newer":                strings.Replace(whole, `"version":1`, `"version":2`, 1) + "}",
		"of no space":          strings.Replace(whole, id, "?", 1) + "}",
		"a short root":         strings.Replace(whole, root, "AAAA", 1) + "}",
		"a long root":          strings.Replace(whole, root, root[:43]+"A"+root[:44], 1) + "}",
		"before there was any": strings.Replace(whole, `"since":1`, `"since":-1`, 1) + "}",
		"set before that":      whole + `,"fields":{"me":{"at":-1,"v":"?"}}}`,
		"cut off":              whole,
	} {
		if _, err := Parse(record.ID{1}, []byte(body)); !errors.Is(err, ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, r.Set(at(2), fieldDoor, []byte("short")))
	if _, ok := r.Enter(); ok || r.DoorEpoch() != 0 {
		t.Error("a door that is none leads somewhere")
	}
}

// pair are two records about one space, that with the lower root first: it is the one whose keys are kept.
func pair() (kept, other Record) {
	kept, other = aRecord(), aRecord()
	if bytes.Compare(other.root[:], kept.root[:]) < 0 {
		kept, other = other, kept
	}
	return kept, other
}

func TestOfTwoWaysInOneIsKeptWhole(t *testing.T) {
	kept, other := pair()
	self, home := space.NewSelf(), space.NewOwner()
	begun, _ := space.Create(space.NewOwner(), self, "Sarah")
	kept.Space, other.Space = begun.ID(), begun.ID()
	kept.Since, other.Since = 200, 100
	kept.SetSelves(at(1), self)
	must(t, kept.SetDoor(at(1), begun))
	kept.SetOwner(at(1), home, space.NewOwner())
	other.SetSelves(at(9), space.NewSelf()) // later, and under a root that is not kept
	must(t, other.SetDoor(at(9), begun))
	other.SetOwner(at(9), home, space.NewOwner())
	for i, m := range []Record{kept.Merge(other), other.Merge(kept)} {
		in, ok := m.Enter()
		if !ok || in.Me() != self.ID() || m.Since != 100 || len(m.Owners(home)) != 2 {
			t.Errorf("%d: a way in %v, since %d, %d secrets", i, ok, m.Since, len(m.Owners(home)))
		}
	}
	// Under one root who I am now counts, and of two values of one time the same on both devices.
	later, b := kept, kept
	later.SetSelves(at(5), space.NewSelf(), self)
	must(t, later.Set(at(6), "other", "Jim"))
	must(t, b.Set(at(6), "other", "James"))
	for i, m := range []Record{later.Merge(b), b.Merge(later)} {
		if len(m.Selves()) != 2 || text(m, "other") != "Jim" {
			t.Errorf("%d: %d selves, called %q", i, len(m.Selves()), text(m, "other"))
		}
	}
}

func TestTwoRecordsOfOneSpaceBecomeOneWhicheverIsReadFirst(t *testing.T) {
	for _, order := range []int64{-1, 1} {
		v, err := vault.Open(ctx, memdisk.New())
		must(t, err)
		b := NewBook(v)
		low, high := aRecord(), aRecord()
		low.Path, high.Path = record.ID{1}, record.ID{2}
		high.Since += order
		must(t, low.Set(at(1), "me", "Sarah"))
		must(t, high.Set(at(1), "other", "James"))
		must(t, b.Add(ctx, low))
		must(t, b.Add(ctx, high))
		must(t, b.Change(ctx, low.Space, func(*Record) error { return nil })) // that they are two is reason enough
		all := b.All()
		if len(v.List(Kind)) != 1 || len(all) != 1 || all[0].Path != low.Path || text(all[0], "me") != "Sarah" || text(all[0], "other") != "James" {
			t.Errorf("%d items, %d records", len(v.List(Kind)), len(all))
		}
	}
}

// What is kept of an owner's secret is all that changes with it, and a record that is put together with another stays as it was.
func TestNothingElseOfARecordChanges(t *testing.T) {
	r, home := aRecord(), space.NewOwner()
	begun, _ := space.Create(space.NewOwner(), space.NewSelf(), "Anna")
	r.Space = begun.ID()
	must(t, r.Set(at(1), "me", "Anna")) // which is base64 as well
	must(t, r.SetDoor(at(1), begun))
	r.KeepOwner(at(2), home, space.NewOwner())
	if text(r, "me") != "Anna" || r.DoorEpoch() != 1 || len(r.Owners(home)) != 1 {
		t.Errorf("me %q, door %d", text(r, "me"), r.DoorEpoch())
	}
	other := r
	must(t, other.Set(at(3), "other", "James"))
	before := r.Encode()
	if merged := r.Merge(other); text(merged, "other") != "James" || !bytes.Equal(r.Encode(), before) {
		t.Error("it is another now")
	}
}

func TestAWayInThatIsDamagedLeadsNowhere(t *testing.T) {
	r := aRecord()
	begun, _ := space.Create(space.NewOwner(), space.NewSelf(), "Sarah")
	r.Space = begun.ID()
	r.SetSelves(at(1), space.NewSelf())
	must(t, r.Set(at(1), fieldDoor, []byte("no way in")))
	if _, ok := r.Enter(); ok {
		t.Error("it opens")
	}
}

func TestRecordsAreInTheOrderInWhichSpacesWereEntered(t *testing.T) {
	v, err := vault.Open(ctx, memdisk.New())
	must(t, err)
	b := NewBook(v)
	for _, minutes := range []int{2, 1, 3} {
		must(t, b.Add(ctx, New(record.SpaceID{byte(minutes)}, at(minutes))))
	}
	if all := b.All(); len(all) != 3 || !slices.IsSortedFunc(all, func(a, b Record) int { return int(a.Since - b.Since) }) {
		t.Errorf("%d records, out of order", len(all))
	}
}
