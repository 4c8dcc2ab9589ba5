package versions

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/record"
)

// bench makes versions whose IDs say in which order they were made.
type bench struct {
	made, order byte
	sent        map[record.ID]bool
}

func newBench() *bench { return &bench{sent: make(map[record.ID]bool)} }

func (b *bench) maker() Maker {
	return Maker{
		NewID: func() record.ID { b.made++; return record.ID{b.made} },
		Order: func() uint64 { b.order++; return uint64(b.order) },
		Sent:  func(id record.ID) bool { return b.sent[id] },
	}
}

var item = record.ID{200}

func rec(body string) record.Record { return record.Record{ID: item, Kind: 1, Body: []byte(body)} }

// logged is a version in the log, of epoch 1.
func logged(n uint64, body string, over ...uint64) *Version {
	v := &Version{Key: fmt.Sprint("key ", n), ID: record.ID{100, byte(n)}, N: n, Epoch: 1, Record: rec(body)}
	for _, o := range over {
		v.Over = append(v.Over, Ref{N: o})
	}
	return v
}

func arrives(n uint64, version byte, body string, replaces ...uint64) Entry {
	return Entry{N: n, Epoch: 1, Version: record.ID{version}, Replaces: replaces, Record: rec(body), Day: 20000}
}

// show writes an item down: what stands, what is hidden or waits to delete or is in the bin, and what each replaces.
func show(it Item) string {
	var all []string
	for _, v := range it {
		s := string(v.Record.Body)
		switch {
		case v.State == Delete && v.N > 0:
			s = "note"
		case v.State == Delete:
			s = "delete"
		case v.State == Binned:
			s = "bin:" + s
		case it.hidden(v):
			s = "hidden:" + s
		}
		if v.N > 0 {
			s += fmt.Sprint("@", v.N)
		}
		var over []string
		for _, r := range v.Over {
			switch {
			case r.N == 0:
				over = append(over, fmt.Sprint("id", r.Version[0]))
			case r.Gone():
				over = append(over, fmt.Sprint("(", r.N, ")"))
			default:
				over = append(over, fmt.Sprint(r.N))
			}
		}
		if over != nil {
			s += "<" + strings.Join(over, " ")
		}
		all = append(all, s)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestEveryRuleForVersions(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(b *bench, m Maker) Item
		want string
	}{
		{"what never left is replaced in place, with all it replaced", func(b *bench, m Maker) Item {
			it := Item{logged(7, "old")}
			it = it.Put(m, rec("a"), it.Live())
			it = it.Put(m, rec("b"), it.Live())
			if it[0].Key != "key 7" || it[0].Order != 1 || it[0].ID != (record.ID{2}) {
				return Item{logged(1, fmt.Sprintf("key %q, order %d, ID %v", it[0].Key, it[0].Order, it[0].ID))}
			}
			return it
		}, "b<7"},
		{"what may be on its way stays, hidden", func(b *bench, m Maker) Item {
			it := Item(nil).Put(m, rec("a"), nil)
			b.sent[it[0].ID] = true
			it = it.Put(m, rec("b"), it.Live())
			if it.Shown() != it[1] || len(it.Live()) != 1 || it[1].Order != 2 {
				return nil
			}
			return it
		}, "b<id1, hidden:a"},
		{"it is named by number once the log shows it", func(b *bench, m Maker) Item {
			it := Item{logged(5, "old")}
			it = it.Put(m, rec("a"), it.Live())
			b.sent[it[0].ID] = true
			return it.Put(m, rec("b"), it.Live()).Accept(m, arrives(8, 1, "a", 5))
		}, "b<8 5"},
		{"it goes once the log can not show it any more", func(b *bench, m Maker) Item {
			it := Item{logged(5, "old")}
			it = it.Put(m, rec("a"), it.Live())
			b.sent[it[0].ID] = true
			it = it.Put(m, rec("b"), it.Live())
			clear(b.sent)
			return it.Lost(m, record.ID{1})
		}, "b<5"},
		{"one that stands is not lost", func(b *bench, m Maker) Item {
			return Item(nil).Put(m, rec("a"), nil).Lost(m, record.ID{1})
		}, "a"},
		{"deleting what never left leaves nothing", func(b *bench, m Maker) Item {
			return Item(nil).Put(m, rec("a"), nil).Delete(m)
		}, ""},
		{"deleting what may be on its way waits for it", func(b *bench, m Maker) Item {
			it := Item(nil).Put(m, rec("a"), nil)
			b.sent[it[0].ID] = true
			return it.Delete(m)
		}, "delete<id1, hidden:a"},
		{"such a deletion goes with it", func(b *bench, m Maker) Item {
			it := Item(nil).Put(m, rec("a"), nil)
			b.sent[it[0].ID] = true
			it = it.Delete(m)
			clear(b.sent)
			return it.Lost(m, record.ID{1})
		}, ""},
		{"deleting five versions takes two deletions", func(b *bench, m Maker) Item {
			return Item{logged(1, "a"), logged(2, "b"), logged(3, "c"), logged(4, "d"), logged(5, "e")}.Delete(m)
		}, "delete<1 2 3 4, delete<5"},
		{"a fifth name goes to a deletion, with all that is gone", func(b *bench, m Maker) Item {
			it := Item{logged(9, "a", 1, 2, 3, 4)}
			it = it.Put(m, rec("b"), it.Live())
			if it[0].Order > it[1].Order {
				return nil
			}
			return it
		}, "b<9, delete<(1) (2) (3) (4)"},
		{"four names need none", func(b *bench, m Maker) Item {
			it := Item{logged(9, "a", 1, 2, 3)}
			return it.Put(m, rec("b"), it.Live())
		}, "b<9 (1) (2) (3)"},
		{"nothing is removed while a deletion waits", func(b *bench, m Maker) Item {
			it := Item{logged(9, "a", 1, 2, 3, 4)}
			it = it.Put(m, rec("b"), it.Live()).Accept(m, Entry{N: 11, Epoch: 1, Version: record.ID{2}, Replaces: []uint64{9}})
			if len(it.Removable()) > 0 {
				return nil
			}
			it = it.Accept(m, Entry{N: 12, Epoch: 1, Version: record.ID{1}, Delete: true, Replaces: []uint64{1, 2, 3, 4}})
			if len(it.Removable()) != 1 {
				return nil
			}
			return it
		}, "b@11<9"},
		{"another device's version takes the place of what it replaces", func(b *bench, m Maker) Item {
			return Item{logged(1, "a"), logged(2, "b")}.Accept(m, arrives(3, 50, "c", 1))
		}, "b@2, c@3<(1)"},
		{"it stands beside what was written here", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}
			return it.Put(m, rec("mine"), it.Live()).Accept(m, arrives(3, 50, "theirs", 1))
		}, "mine<1, theirs@3<(1)"},
		{"the same written here goes", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}
			return it.Put(m, rec("same"), it.Live()).Accept(m, arrives(3, 50, "same", 1))
		}, "same@3<(1)"},
		{"but not if it replaces more", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a"), logged(2, "b")}
			return it.Put(m, rec("same"), it.Live()).Accept(m, arrives(3, 50, "same", 1))
		}, "same<1 2, same@3<(1)"},
		{"and not if it may be on its way", func(b *bench, m Maker) Item {
			it := Item(nil).Put(m, rec("same"), nil)
			b.sent[it[0].ID] = true
			return it.Accept(m, arrives(3, 50, "same"))
		}, "same, same@3"},
		{"what another device deletes goes into the bin", func(b *bench, m Maker) Item {
			return Item{logged(1, "a"), logged(2, "b")}.Accept(m, Entry{N: 3, Epoch: 1, Version: record.ID{50}, Delete: true, Replaces: []uint64{1}, Day: 20000})
		}, "b@2, bin:a"},
		{"what this one deleted does not", func(b *bench, m Maker) Item {
			return Item{logged(1, "a")}.Accept(m, Entry{N: 3, Epoch: 1, Version: record.ID{50}, Delete: true, Replaces: []uint64{1}, Mine: true})
		}, ""},
		{"what was written apart from a deletion stays", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}
			return it.Put(m, rec("mine"), it.Live()).Accept(m, Entry{N: 3, Epoch: 1, Version: record.ID{50}, Delete: true, Replaces: []uint64{1}})
		}, "mine<1"},
		{"a deletion in the log notes what to remove, and goes", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}.Delete(m)
			it = it.Accept(m, Entry{N: 3, Epoch: 1, Version: record.ID{1}, Delete: true, Replaces: []uint64{1}})
			if show(it) != "note@3<1" {
				return it
			}
			return it.Removed([]uint64{1})
		}, ""},
		{"a version with something to remove leaves a note", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}
			it = it.Put(m, rec("b"), it.Live()).Accept(m, arrives(2, 1, "b", 1))
			return it.Accept(m, arrives(3, 50, "c", 2, 1))
		}, "c@3<(2) (1), note@2<1"},
		{"removed is named on", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}
			it = it.Put(m, rec("b"), it.Live()).Accept(m, arrives(2, 1, "b", 1)).Removed([]uint64{1})
			return it.Put(m, rec("c"), it.Live())
		}, "c<2 (1)"},
		{"a leaf that is known acknowledges as well", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}
			return it.Put(m, rec("b"), it.Live()).Accept(m, Entry{N: 2, Epoch: 1, Version: record.ID{1}, Stub: true})
		}, "b@2<1"},
		{"sent again, it stands where it was seen last", func(b *bench, m Maker) Item {
			return Item(nil).Accept(m, arrives(1, 50, "a")).Accept(m, arrives(4, 50, "a")).Accept(m, arrives(5, 51, "b", 4))
		}, "b@5<(4)"},
		{"the last word on what waits is in the log", func(b *bench, m Maker) Item {
			it := Item(nil).Put(m, rec("a"), nil)
			b.sent[it[0].ID] = true
			return it.Delete(m).Accept(m, Entry{N: 9, Epoch: 1, Version: record.ID{2}, Delete: true, Replaces: []uint64{8}})
		}, ""},
		{"what it named is known from there", func(b *bench, m Maker) Item {
			it := Item(nil).Put(m, rec("a"), nil)
			b.sent[it[0].ID] = true
			return it.Put(m, rec("b"), it.Live()).Accept(m, arrives(9, 2, "b", 8, 5))
		}, "b@9<(8) (5)"},
		{"what is in the bin comes back as new", func(b *bench, m Maker) Item {
			it := Item{logged(1, "a")}.Accept(m, Entry{N: 3, Epoch: 1, Delete: true, Replaces: []uint64{1}, Day: 20000})
			return append(it.Expire(20000).Restore(m), it.Expire(20001)...)
		}, "a"},
		{"names of what the disk lost are dropped", func(b *bench, m Maker) Item {
			return Item{{Order: 1, Over: []Ref{{Version: record.ID{9}}, {N: 4}}, Record: rec("a")}, {State: Delete, Over: []Ref{{Version: record.ID{9}}}}}.Mended()
		}, "a<(4)"},
		{"fresh, everything waits and the same only once", func(b *bench, m Maker) Item {
			binned := &Version{State: Binned, Day: 3, Record: rec("z")}
			return Item{logged(1, "a", 9), logged(2, "a"), logged(3, "b"), {State: Delete, Order: 1, Over: []Ref{{N: 8}}}, binned}.Fresh(m)
		}, "a, b, bin:z"},
	} {
		b := newBench()
		if got := show(c.do(b, b.maker())); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTheNewestIsShownAndTheSameIsOne(t *testing.T) {
	waiting := &Version{ID: record.ID{1}, Order: 1, Record: rec("waiting")}
	later := &Version{ID: record.ID{2}, Order: 2, Record: rec("later")}
	it := Item{logged(3, "three"), waiting, logged(4, "three"), later, logged(1, "one")}
	var got []string
	for _, v := range it.Different() {
		got = append(got, string(v.Record.Body))
	}
	if strings.Join(got, " ") != "later waiting three one" || it.Shown() != later || len(it.Like(it[0])) != 2 || len(it.Waiting()) != 2 {
		t.Errorf("got %v", got)
	}
	if Item(nil).Shown() != nil || (Item{{State: Binned}, {State: Delete}}).Shown() != nil {
		t.Error("something is shown that does not stand")
	}
}

// What was handed out is never changed: a change that is not written must leave everything as it was.
func TestNothingIsChangedInPlace(t *testing.T) {
	b := newBench()
	m := b.maker()
	it := Item{logged(1, "a"), logged(2, "b", 7)}
	it = it.Put(m, rec("sent"), it[:1])
	b.sent[record.ID{1}] = true
	it = it.Put(m, rec("over it"), it.Live()[:1])
	it = it.Accept(m, Entry{N: 20, Epoch: 1, Delete: true, Replaces: []uint64{2}, Day: 1})
	before, each := slices.Clone(it), make([]Version, len(it))
	for i, v := range it {
		each[i] = *v
		each[i].Over = slices.Clone(v.Over)
	}
	it.Put(m, rec("x"), it.Live())
	it.Delete(m)
	it.Accept(m, arrives(21, 1, "sent", 1))
	it.Accept(m, arrives(21, 99, "over it", 1))
	it.Lost(m, record.ID{1})
	it.Removed([]uint64{1, 2})
	it.Restore(m)
	it.Expire(100)
	it.Fresh(m)
	it.Mended()
	for i, v := range it {
		w := each[i]
		if v != before[i] || v.ID != w.ID || v.N != w.N || v.Order != w.Order || v.State != w.State || !slices.Equal(v.Over, w.Over) {
			t.Errorf("version %d was changed: %+v, before %+v", i, *v, w)
		}
	}
}
