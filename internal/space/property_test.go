package space

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// profile is what one device keeps.
type profile struct {
	space  *Space
	outbox []Op
	sent   map[record.Hash]record.ID // the versions of what was sent, by leaf: it may come back as a stub
	// view is what the log has told: items, and of each the versions that nothing replaces, with their texts.
	view map[record.ID]map[uint64]string
	at   map[uint64]record.ID // which item an entry is a version of
}

func (p *profile) clone() *profile {
	c := &profile{space: p.space.Clone(), outbox: slices.Clone(p.outbox), sent: maps.Clone(p.sent), view: make(map[record.ID]map[uint64]string), at: maps.Clone(p.at)}
	for item, versions := range p.view {
		c.view[item] = maps.Clone(versions)
	}
	return c
}

func newProfile(s *Space) *profile {
	return &profile{space: s, sent: make(map[record.Hash]record.ID), view: make(map[record.ID]map[uint64]string), at: make(map[uint64]record.ID)}
}

// apply does what the log says.
func (p *profile) apply(e Entry, leaf record.Hash) {
	p.outbox = slices.DeleteFunc(p.outbox, func(op Op) bool { return op.Version == e.Version || e.Kind == EntryStub && op.Version == p.sent[leaf] })
	if e.Kind != EntryPut && e.Kind != EntryDelete {
		return
	}
	p.at[e.N] = e.Item
	if p.view[e.Item] == nil {
		p.view[e.Item] = make(map[uint64]string)
	}
	for _, n := range e.Replaces {
		delete(p.view[e.Item], n)
	}
	if e.Kind == EntryPut {
		p.view[e.Item][e.N] = string(e.Record.Body)
	}
}

// life is devices with one space and an honest relay, doing random things.
type life struct {
	owner   Owner
	log     []record.Item
	epoch   uint32
	named   map[uint64][]uint64 // what an entry of the log replaces
	gone    map[uint64]bool     // entries whose bytes were deleted
	said    map[uint64]string   // what was found at a number, by whoever could read it
	heads   map[uint64]record.Hash
	written map[record.ID]bool // versions that were put into an outbox of a device that is in for ever
	dropped map[record.ID]bool // and those of devices that were removed or put back before they sent them
	again   map[record.ID]bool // and those that were put back after they were sent
	devices []*profile
	old     []*profile // kept profiles; old[i] is of devices[whose[i]]
	whose   []int
	count   int
}

func newLife(t *rapid.T) *life {
	l := &life{owner: NewOwner(), epoch: 1, named: make(map[uint64][]uint64), gone: make(map[uint64]bool), said: make(map[uint64]string),
		heads: make(map[uint64]record.Hash), written: make(map[record.ID]bool), dropped: make(map[record.ID]bool), again: make(map[record.ID]bool)}
	s, genesis := Create(l.owner, NewSelf(), "0")
	l.log = append(l.log, record.Item{N: 1, Envelope: genesis, Leaf: record.Leaf(genesis)})
	l.devices = []*profile{newProfile(s)}
	l.pull(t, l.devices[0], 1)
	return l
}

func (l *life) controls(after uint32) (out [][]byte) {
	w := world{log: l.log}
	return w.controls(after)
}

// pull takes at most so many entries. It is false where the relay gives nothing, because the device is out.
func (l *life) pull(t *rapid.T, p *profile, most int) bool {
	if epoch, _, ok := p.space.Login(); !ok || epoch < l.epoch || p.space.Epoch() == 0 {
		err := p.space.CatchUp(l.controls(p.space.After()))
		if errors.Is(err, ErrRemoved) {
			return false
		}
		if err != nil {
			t.Fatalf("catching up from %d: %v", p.space.After(), err)
		}
	}
	for ; most > 0 && p.space.n < uint64(len(l.log)); most-- {
		item := l.log[p.space.n]
		if l.gone[item.N] {
			item.Envelope = nil
		}
		e, err := p.space.Accept(item)
		if err != nil {
			t.Fatalf("entry %d: %v", item.N, err)
		}
		l.compare(t, p, e)
		p.apply(e, item.Leaf)
	}
	return true
}

// compare holds that everyone finds the same at a number, or is not told.
func (l *life) compare(t *rapid.T, p *profile, e Entry) {
	if head, ok := l.heads[e.N]; ok && head != p.space.head {
		t.Fatalf("two heads at %d", e.N)
	}
	l.heads[e.N] = p.space.head
	if e.Kind == EntryStub || e.Kind == EntryControl && len(p.space.roster) == 0 {
		return
	}
	if e.Kind == EntryUnreadable || e.Kind == EntryClosed {
		t.Fatalf("entry %d: got %+v", e.N, e)
	}
	e.Joined, e.Left = nil, nil // depend on what one has seen before
	text := fmt.Sprint(e, p.space.Epoch(), p.space.Members(), p.space.Owner())
	if said, ok := l.said[e.N]; ok && said != text {
		t.Fatalf("entry %d: got %v, and another device %v", e.N, text, said)
	}
	l.said[e.N] = text
}

func (l *life) draw(t *rapid.T) (int, *profile) {
	i := rapid.IntRange(0, len(l.devices)-1).Draw(t, "device")
	return i, l.devices[i]
}

func (l *life) Write(t *rapid.T) {
	_, p := l.draw(t)
	l.count++
	op := note(fmt.Sprint(l.count))
	var items []record.ID
	for item, versions := range p.view {
		if len(versions) > 0 {
			items = append(items, item)
		}
	}
	slices.SortFunc(items, func(a, b record.ID) int { return slices.Compare(a[:], b[:]) })
	if len(items) > 0 && rapid.Bool().Draw(t, "edit") {
		op.Item = rapid.SampledFrom(items).Draw(t, "item")
		op.Replaces = slices.Sorted(maps.Keys(p.view[op.Item]))
		op.Replaces = op.Replaces[:min(len(op.Replaces), record.MaxReplaces)]
		if op.Delete = rapid.Bool().Draw(t, "delete"); op.Delete {
			op.Record = record.Record{}
		}
	}
	p.outbox = append(p.outbox, op)
	l.written[op.Version] = true
}

// Push sends what waits; the answer may get lost, and the relay may be ahead.
func (l *life) Push(t *rapid.T) {
	_, p := l.draw(t)
	if p.space.Status() != In || len(p.outbox) == 0 {
		return
	}
	ops := p.outbox[:rapid.IntRange(1, len(p.outbox)).Draw(t, "how many")]
	envelopes, err := p.space.Seal(ops)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range envelopes {
		p.sent[record.Leaf(b)] = ops[i].Version
	}
	if p.space.n != uint64(len(l.log)) || p.space.Epoch() != l.epoch {
		return // the relay refuses: expect is not the head
	}
	for i, b := range envelopes {
		n := uint64(len(l.log) + 1)
		l.log = append(l.log, record.Item{N: n, Envelope: b, Leaf: record.Leaf(b)})
		l.named[n] = ops[i].Replaces
	}
	if rapid.Bool().Draw(t, "answered") {
		l.pull(t, p, len(ops))
	}
}

func (l *life) Pull(t *rapid.T) {
	_, p := l.draw(t)
	l.pull(t, p, rapid.IntRange(1, 20).Draw(t, "most"))
}

// Change lets the owner sit at one device, which changes who is in.
func (l *life) Change(t *rapid.T) {
	_, p := l.draw(t)
	if !l.pull(t, p, len(l.log)) {
		return
	}
	c := Change{History: true}
	add, other := (*profile)(nil), l.devices[rapid.IntRange(0, len(l.devices)-1).Draw(t, "other")]
	switch rapid.SampledFrom([]string{"nothing", "add", "add", "again", "remove", "rename", "owner"}).Draw(t, "change") {
	case "add":
		if len(l.devices) >= 6 {
			return
		}
		me := NewSelf()
		c.Add = []Member{NewMember(fmt.Sprint(len(l.devices)), me.Keys())}
		add = newProfile(Follow(p.space.ID(), me, nil))
	case "again":
		c.Add = []Member{NewMember("again", other.space.me.Keys())}
	case "remove":
		if other == p || len(p.space.Members()) == 1 {
			return
		}
		c.Remove = []MemberID{other.space.Me()}
	case "rename":
		c.Rename = map[MemberID]string{other.space.Me(): rapid.StringN(0, 10, MaxName).Draw(t, "name")}
	case "owner":
		next := NewOwner()
		c.Next = &next
	}
	b, err := p.space.Control(l.owner, c)
	if err != nil {
		t.Fatal(err)
	}
	if c.Next != nil {
		l.owner = *c.Next
	}
	l.log = append(l.log, record.Item{N: uint64(len(l.log) + 1), Envelope: b, Leaf: record.Leaf(b)})
	l.epoch++
	if rapid.Bool().Draw(t, "answered") {
		l.pull(t, p, 1)
	}
	if add != nil && rapid.Bool().Draw(t, "paired") {
		l.pull(t, p, 1)
		add.space = l.handedOver(t, p, add.space.me)
	}
	if add != nil {
		l.devices = append(l.devices, add)
	}
}

func (l *life) handedOver(t *rapid.T, p *profile, me Self) *Space {
	under := seal.NewKey()
	b, err := p.space.Handover(under, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Join(under, nil, b, me)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Restart locks a device and opens it again.
func (l *life) Restart(t *rapid.T) {
	_, p := l.draw(t)
	under := seal.NewKey()
	keys, head := p.space.Marshal(under)
	s, err := Unmarshal(under, keys, head)
	if err != nil {
		t.Fatal(err)
	}
	for n, item := range p.at {
		s.Learn(n, item)
	}
	p.space = s
}

// Keep copies a device's disk, PutBack brings a copy back.
func (l *life) Keep(t *rapid.T) {
	i, p := l.draw(t)
	l.old, l.whose = append(l.old, p.clone()), append(l.whose, i)
}

func (l *life) PutBack(t *rapid.T) {
	if len(l.old) == 0 {
		return
	}
	i := rapid.IntRange(0, len(l.old)-1).Draw(t, "copy")
	now, before := l.devices[l.whose[i]], l.old[i].clone()
	for _, op := range now.outbox {
		if !slices.ContainsFunc(before.outbox, func(o Op) bool { return o.Version == op.Version }) {
			l.dropped[op.Version] = true // was only on the disk that is gone
		}
	}
	// A disk of before does not know what it sent later. If that was replaced and deleted since, it sends it once more.
	for _, op := range before.outbox {
		l.again[op.Version] = true
	}
	l.devices[l.whose[i]] = before
}

// CleanUp deletes the bytes of an entry that another one names, which stays.
func (l *life) CleanUp(t *rapid.T) {
	if len(l.named) == 0 {
		return
	}
	m := rapid.SampledFrom(slices.Sorted(maps.Keys(l.named))).Draw(t, "by")
	for _, n := range l.named[m] {
		if !l.gone[m] && len(l.named[n]) == 0 { // nobody else speaks for what n names
			l.gone[n] = true
		}
	}
}

// Settle brings everybody to the end, and holds that they agree and that nothing is lost or doubled.
func (l *life) Settle(t *rapid.T) {
	for _, p := range l.devices { // two rounds: what the last one sends the first one reads
		for l.pull(t, p, len(l.log)) && p.space.Status() == In && len(p.outbox) > 0 {
			envelopes, err := p.space.Seal(p.outbox)
			if err != nil {
				t.Fatal(err)
			}
			for i, b := range envelopes {
				n := uint64(len(l.log) + 1)
				l.log = append(l.log, record.Item{N: n, Envelope: b, Leaf: record.Leaf(b)})
				l.named[n] = p.outbox[i].Replaces
			}
		}
	}
	times := make(map[record.ID]int)
	for _, item := range l.log {
		times[reparse(item.Envelope).ID]++
	}
	var first *profile
	for i, p := range l.devices {
		if !l.pull(t, p, len(l.log)) {
			for _, op := range p.outbox {
				l.dropped[op.Version] = true // a removed device keeps it to itself
			}
			continue
		}
		if first == nil {
			first = p
		}
		if p.space.head != first.space.head || fmt.Sprint(p.space.Members(), p.space.Owner(), p.space.Epoch()) != fmt.Sprint(first.space.Members(), first.space.Owner(), first.space.Epoch()) {
			t.Fatalf("device %d stands elsewhere", i)
		}
		if got, want := shown(p.view), shown(first.view); got != want {
			t.Fatalf("device %d shows %v, and another %v", i, got, want)
		}
		if holes := p.space.Holes(); len(holes) != 0 {
			t.Fatalf("device %d: holes %v", i, holes)
		}
		if len(p.outbox) != 0 {
			t.Fatalf("device %d: %d wait", i, len(p.outbox))
		}
	}
	for version := range l.written {
		if times[version] > 1 && !l.again[version] || times[version] == 0 && !l.dropped[version] {
			t.Fatalf("a version is %d times in the log", times[version])
		}
	}
}

func shown(view map[record.ID]map[uint64]string) string {
	out := make(map[string]map[uint64]string)
	for item, versions := range view {
		if len(versions) > 0 {
			out[item.String()] = versions
		}
	}
	return fmt.Sprint(out)
}

// TestHonestDevicesAgree: whatever devices of one person do apart, those that read the same log hold the same.
func TestHonestDevicesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLife(t)
		t.Repeat(map[string]func(*rapid.T){
			"Write": l.Write, "Write more": l.Write, "Push": l.Push, "Push more": l.Push, "Pull": l.Pull, "Change": l.Change, "Restart": l.Restart,
			"Keep": l.Keep, "PutBack": l.PutBack, "CleanUp": l.CleanUp,
		})
		l.Settle(t)
	})
}
