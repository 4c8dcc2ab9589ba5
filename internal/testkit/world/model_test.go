package world

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relay/sqlite"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// fate is what is known of a write: whether it is, or will be, in the log.
type fate int

const (
	sure  fate = iota
	maybe      // a disk was put back, or a device was removed, and it may have got away before
	lost
)

// write is one version of an item, or a deletion, as a person made it.
type write struct {
	item    record.ID
	version record.ID // zero for a deletion
	text    string
	by      *Device
	over    []*write
	fate    fate
	revived bool // it waited on a disk that was put back: it may stand again, though something replaced it since
}

// witness is a store that remembers what it was given, also after it was deleted.
type witness struct {
	relay.Store
	given [][]byte
}

func (w *witness) Append(ctx context.Context, id record.SpaceID, b relay.Batch, quota int64) (uint64, error) {
	head, err := w.Store.Append(ctx, id, b, quota)
	if err == nil && int(b.Expect) == len(w.given) {
		w.given = append(w.given, b.Envelopes...)
	}
	return head, err
}

func (w *witness) Rotate(ctx context.Context, id record.SpaceID, e relay.Epoch, quota int64) (uint64, error) {
	head, err := w.Store.Rotate(ctx, id, e, quota)
	if err == nil && int(e.Expect) == len(w.given) {
		w.given = append(w.given, e.Envelope)
	}
	return head, err
}

func (w *witness) Create(ctx context.Context, id record.SpaceID, first relay.Epoch, code *record.Hash) error {
	err := w.Store.Create(ctx, id, first, code)
	if err == nil && len(w.given) == 0 {
		w.given = append(w.given, first.Envelope)
	}
	return err
}

// life is a random life of a person with three devices.
type life struct {
	t       *rapid.T
	p       *Person
	store   *witness
	writes  []*write
	copies  map[*Device]*memdisk.Disk
	waited  map[*memdisk.Disk][]record.ID // versions that waited on a copy of a disk
	removed map[*Device]bool
	calm    bool // no faults
	count   int
}

// template is a person with three devices and nothing written, made once.
var template = sync.OnceValues(func() (*Person, error) {
	p, err := NewPerson(context.Background(), New(), "phone")
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"tablet", "laptop"} {
		if _, err := p.Add(context.Background(), name); err != nil {
			return nil, err
		}
	}
	return p, Everyone(context.Background(), p.Devices...)
})

func newLife(t *rapid.T, store relay.Store) *life {
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	l := &life{
		t: t, store: &witness{Store: store}, copies: map[*Device]*memdisk.Disk{},
		waited: map[*memdisk.Disk][]record.ID{}, removed: map[*Device]bool{},
	}
	if l.p, err = from.CopyTo(t.Context(), relay.New(relay.Config{Store: l.store})); err != nil {
		t.Fatal(err)
	}
	for _, d := range l.p.Devices {
		d.Link.Faults(l.fault)
	}
	return l
}

var faults = []network.Fault{
	network.None, network.None, network.None, network.None, network.None, network.None, network.None,
	network.LoseRequest, network.LoseReply, network.LoseReply, network.Twice, network.Late, network.CutReply,
}

func (l *life) fault(*http.Request) network.Fault {
	if l.calm {
		return network.None
	}
	return rapid.SampledFrom(faults).Draw(l.t, "fault")
}

// in are the devices that were not removed.
func (l *life) in() []*Device {
	return slices.DeleteFunc(slices.Clone(l.p.Devices), func(d *Device) bool { return l.removed[d] })
}

func (l *life) device(t *rapid.T) *Device {
	names := l.in()
	return names[rapid.IntRange(0, len(names)-1).Draw(t, "device")]
}

// shown draws an item that the device shows, and its different versions.
func (l *life) shown(t *rapid.T, d *Device) (record.ID, []vault.Version) {
	all := d.Vault.List()
	if len(all) == 0 {
		t.Skip("nothing is there")
	}
	id := all[rapid.IntRange(0, len(all)-1).Draw(t, "item")].ID
	versions, err := d.Vault.Versions(id)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(versions, func(a, b vault.Version) int { return int(a.Record.At - b.Record.At) })
	return id, versions
}

func (l *life) find(item, version record.ID) *write {
	for _, w := range l.writes {
		if w.item == item && w.version == version {
			return w
		}
	}
	l.t.Fatalf("a version of %v that nobody wrote: %v", item, version)
	return nil
}

// note finds the version that a device has just made, and remembers it.
func (l *life) note(d *Device, item record.ID, over []vault.Version) {
	w := &write{item: item, by: d}
	for _, v := range over {
		w.over = append(w.over, l.find(item, v.ID))
	}
	versions, err := d.Vault.Versions(item)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, v := range versions {
		known := slices.ContainsFunc(l.writes, func(w *write) bool { return w.version == v.ID && w.item == item })
		if !known {
			w.version, w.text = v.ID, string(v.Record.Body)
			l.writes = append(l.writes, w)
		}
	}
}

func (l *life) text() []byte {
	l.count++
	return []byte(fmt.Sprint("words ", l.count))
}

func (l *life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) Write(t *rapid.T) {
	d := l.device(t)
	if len(d.Vault.List()) > 2 {
		t.Skip("few items, so that they meet")
	}
	body := l.text()
	rec := record.Record{ID: record.NewID(), Kind: 1, At: int64(l.count), Body: body}
	l.must(d.Vault.Put(t.Context(), rec))
	l.note(d, rec.ID, nil)
}

func (l *life) Edit(t *rapid.T) {
	d := l.device(t)
	item, versions := l.shown(t, d)
	over := versions
	if len(versions) > 1 && rapid.Bool().Draw(t, "only one") {
		i := rapid.IntRange(0, len(versions)-1).Draw(t, "which")
		over = versions[i : i+1]
	}
	ids := []record.ID{}
	for _, v := range over {
		ids = append(ids, v.ID)
	}
	body := l.text()
	l.must(d.Vault.PutVersion(t.Context(), record.Record{ID: item, Kind: 1, At: int64(l.count), Body: body}, ids))
	l.note(d, item, over)
}

func (l *life) Delete(t *rapid.T) {
	d := l.device(t)
	item, versions := l.shown(t, d)
	l.must(d.Vault.Delete(t.Context(), item))
	w := &write{item: item, by: d}
	for _, v := range versions {
		w.over = append(w.over, l.find(item, v.ID))
	}
	l.writes = append(l.writes, w)
}

func (l *life) Choose(t *rapid.T) {
	d := l.device(t)
	item, versions := l.shown(t, d)
	keep := versions[rapid.IntRange(0, len(versions)-1).Draw(t, "which")]
	l.must(d.Vault.Choose(t.Context(), item, keep.ID))
	l.note(d, item, versions)
}

func (l *life) KeepBoth(t *rapid.T) {
	d := l.device(t)
	item, versions := l.shown(t, d)
	if len(versions) < 2 {
		t.Skip("there is one")
	}
	before := d.Vault.List()
	l.must(d.Vault.KeepBoth(t.Context(), item))
	l.note(d, item, versions)
	for _, h := range d.Vault.List() {
		if !slices.ContainsFunc(before, func(b vault.Head) bool { return b.ID == h.ID }) {
			l.note(d, h.ID, nil)
		}
	}
}

func (l *life) Restore(t *rapid.T) {
	d := l.device(t)
	bin := d.Vault.Bin(d.Person.Now())
	if len(bin) == 0 {
		t.Skip("the bin is empty")
	}
	slices.SortFunc(bin, func(a, b vault.Binned) int { return int(a.Record.At - b.Record.At) })
	item := bin[rapid.IntRange(0, len(bin)-1).Draw(t, "binned")].Record.ID
	l.must(d.Vault.Restore(t.Context(), item))
	versions, err := d.Vault.Versions(item)
	l.must(err)
	for range versions {
		l.note(d, item, nil)
	}
}

// sync lets a device exchange once. It may fail in any way but with a verdict: the relay is honest.
func (l *life) sync(t *rapid.T, d *Device) {
	t.Helper()
	if err := d.Sync.Once(t.Context()); syncer.Final(err) || d.Home.Stopped() != vault.Running {
		t.Fatalf("%s takes an honest relay for a hostile one: %v", d.Name, err)
	}
}

func (l *life) Sync(t *rapid.T) { l.sync(t, l.device(t)) }

func (l *life) Deliver(t *rapid.T) {
	l.p.Devices[rapid.IntRange(0, 2).Draw(t, "device")].Link.Deliver()
}

// Another tab, or a crash: what is on the disk is all there is.
func (l *life) Restart(t *rapid.T) { l.must(l.device(t).Restart(t.Context())) }

// Break ends a device in the middle of what it does with its disk.
func (l *life) Break(t *rapid.T) {
	d := l.device(t)
	d.Disk.FailAfter(rapid.IntRange(0, 3).Draw(t, "writes"))
	l.sync(t, d)
	l.must(d.Restart(t.Context()))
}

func (l *life) waiting(d *Device) (versions []record.ID) {
	for _, h := range d.Vault.List() {
		all, err := d.Vault.Versions(h.ID)
		l.must(err)
		for _, v := range all {
			if v.Waiting {
				versions = append(versions, v.ID)
			}
		}
	}
	return versions
}

func (l *life) Copy(t *rapid.T) {
	d := l.device(t)
	l.copies[d] = d.Copy()
	l.waited[l.copies[d]] = l.waiting(d)
}

// PutBack restores a device's profile from a copy. What it wrote since may be lost, if it was nowhere else.
func (l *life) PutBack(t *rapid.T) {
	d := l.device(t)
	disk := l.copies[d]
	if disk == nil {
		t.Skip("there is no copy")
	}
	here := l.waiting(d)
	for _, w := range l.writes {
		if w.by == d && w.fate == sure && (w.version == record.ID{} || slices.Contains(here, w.version) || l.replacedHere(w)) {
			w.fate = maybe
		}
		if slices.Contains(l.waited[disk], w.version) {
			w.revived = true
			if w.by == d {
				w.fate = sure
			}
		}
	}
	l.must(d.Put(t.Context(), disk))
}

// replacedHere says that the device that wrote w has replaced it, so that nothing tells whether it was ever sent.
func (l *life) replacedHere(w *write) bool {
	return slices.ContainsFunc(l.writes, func(v *write) bool { return v.by == w.by && slices.Contains(v.over, w) })
}

func (l *life) Rotate(t *rapid.T) {
	d := l.device(t)
	err := d.Change(t.Context(), space.Change{Rename: map[space.MemberID]string{d.Self.ID(): fmt.Sprint("device ", len(l.writes))}})
	if syncer.Final(err) {
		t.Fatalf("%s takes an honest relay for a hostile one: %v", d.Name, err)
	}
}

func (l *life) NewOwner(t *rapid.T) {
	defer l.calmly()()
	next := space.NewOwner()
	l.must(l.device(t).Change(t.Context(), space.Change{Next: &next}))
}

// calmly is without faults until what it returns is called.
func (l *life) calmly() func() {
	before := l.calm
	l.calm = true
	return func() { l.calm = before }
}

func (l *life) Remove(t *rapid.T) {
	in := l.in()
	if len(in) < 3 {
		t.Skip("two stay")
	}
	defer l.calmly()()
	i := rapid.IntRange(0, len(in)-1).Draw(t, "removed")
	gone, by := in[i], in[(i+1)%len(in)]
	here := l.waiting(gone)
	for _, w := range l.writes {
		if w.by == gone && w.fate == sure && (w.version == record.ID{} || slices.Contains(here, w.version) || l.replacedHere(w)) {
			w.fate = maybe
		}
	}
	kept := l.all(gone)
	l.must(by.Change(t.Context(), space.Change{Remove: []space.MemberID{gone.Self.ID()}}))
	l.removed[gone] = true
	if err := gone.Sync.Once(t.Context()); !errors.Is(err, syncer.ErrRemoved) {
		t.Fatalf("%s was removed, and got %v", gone.Name, err)
	}
	if now := l.all(gone); !maps.EqualFunc(kept, now, slices.Equal) {
		t.Fatalf("%s was removed and kept %v, not %v", gone.Name, now, kept)
	}
}

// all is what a device shows: the different texts of every item, sorted.
func (l *life) all(d *Device) map[record.ID][]string {
	texts := map[record.ID][]string{}
	for _, h := range d.Vault.List() {
		versions, err := d.Vault.Versions(h.ID)
		l.must(err)
		for _, v := range versions {
			texts[h.ID] = append(texts[h.ID], string(v.Record.Body))
		}
		slices.Sort(texts[h.ID])
	}
	return texts
}

// End heals everything, lets everyone exchange, and looks whether all have the same and the right things.
func (l *life) End() {
	l.calm = true
	for _, d := range l.p.Devices {
		d.Link.Deliver()
	}
	in := l.in()
	if err := Everyone(l.t.Context(), in...); err != nil {
		l.t.Fatal(err)
	}
	fresh, err := l.p.Add(l.t.Context(), "new")
	l.must(err)
	l.must(Everyone(l.t.Context(), append(in, fresh)...))
	want := l.all(fresh)
	for _, d := range append(in, fresh) {
		if got := l.all(d); !maps.EqualFunc(got, want, slices.Equal) {
			l.t.Fatalf("%s has\n%v, a new device has\n%v\n%s", d.Name, got, want, l.history(differ(got, want)))
		}
		if n := d.Home.Waiting(); n != 0 || d.Home.Stopped() != vault.Running {
			l.t.Fatalf("%s: %d wait, stopped %q", d.Name, n, d.Home.Stopped())
		}
		for _, e := range d.Home.Events() {
			if e.Kind == vault.EventUnreadable || e.Kind == vault.EventHole {
				l.t.Fatalf("%s was told of something %s\n%s", d.Name, e.Kind, l.holes(d))
			}
		}
	}
	l.judge(want)
	l.noVersionTwice()
}

func differ(a, b map[record.ID][]string) record.ID {
	for _, m := range []map[record.ID][]string{a, b} {
		for id := range m {
			if !slices.Equal(a[id], b[id]) {
				return id
			}
		}
	}
	return record.ID{}
}

// history is all that was written of an item, and what of it is in the log, for whoever reads a failure.
func (l *life) history(item record.ID) string {
	var b strings.Builder
	for _, w := range l.writes {
		if w.item == item {
			fmt.Fprintf(&b, "%s wrote %.6v %q over", w.by.Name, w.version, w.text)
			for _, o := range w.over {
				fmt.Fprintf(&b, " %.6v", o.version)
			}
			fmt.Fprintf(&b, " (fate %d, revived %v)\n", w.fate, w.revived)
		}
	}
	s := l.reader()
	_, items, err := l.store.Read(l.t.Context(), l.p.ID, 0, 1<<30)
	l.must(err)
	for i, given := range l.store.given {
		e, err := s.Accept(record.Item{N: uint64(i + 1), Envelope: given, Leaf: record.Leaf(given)})
		if err != nil {
			fmt.Fprintf(&b, "entry %d: %v\n", i+1, err)
			break
		}
		if e.Item == item {
			fmt.Fprintf(&b, "entry %d: kind %d, %.6v %q by %.6v replaces %v, deleted %v\n", e.N, e.Kind, e.Version, e.Record.Body, e.Author, e.Replaces, items[i].Envelope == nil)
		}
	}
	return b.String()
}

// holes is the history of every item of which an entry is gone that nothing names.
func (l *life) holes(d *Device) string {
	s := l.reader()
	at := map[uint64]record.ID{}
	for i, given := range l.store.given {
		e, err := s.Accept(record.Item{N: uint64(i + 1), Envelope: given, Leaf: record.Leaf(given)})
		l.must(err)
		at[e.N] = e.Item
	}
	var b strings.Builder
	for _, n := range d.Home.Space().Holes() {
		fmt.Fprintf(&b, "entry %d is gone\n%s", n, l.history(at[n]))
	}
	return b.String()
}

// reader reads the log with the owner's key.
func (l *life) reader() *space.Space {
	s := space.Follow(l.p.ID, space.NewSelf(), &l.p.Owner)
	controls, err := l.store.Controls(l.t.Context(), l.p.ID, 0, 1<<30)
	l.must(err)
	l.must(s.CatchUp(controls))
	return s
}

// judge holds what is there against what was written.
func (l *life) judge(got map[record.ID][]string) {
	for id := range got {
		if !slices.ContainsFunc(l.writes, func(w *write) bool { return w.item == id }) {
			l.t.Fatalf("item %v was never written", id)
		}
	}
	seen := map[record.ID]bool{}
	for _, w := range l.writes {
		if seen[w.item] {
			continue
		}
		seen[w.item] = true
		must, may := l.expected(w.item)
		for text := range must {
			if !slices.Contains(got[w.item], text) {
				l.t.Fatalf("%q is lost; there is %q\n%s", text, got[w.item], l.history(w.item))
			}
		}
		for _, text := range got[w.item] {
			if !may[text] {
				l.t.Fatalf("%q stands, and was replaced or deleted; there is %q\n%s", text, got[w.item], l.history(w.item))
			}
		}
	}
}

// expected are the texts of an item that must stand, and those that may.
func (l *life) expected(item record.ID) (must, may map[string]bool) {
	must, may = map[string]bool{}, map[string]bool{}
	for _, w := range l.writes {
		if w.item != item || w.version == (record.ID{}) {
			continue
		}
		replaced, perhaps := false, false
		for _, by := range l.writes {
			if by.item != item || by.fate == lost {
				continue
			}
			exactly := slices.Contains(by.over, w)
			alike := slices.ContainsFunc(by.over, func(o *write) bool { return o.text == w.text })
			replaced = replaced || exactly && by.fate == sure
			perhaps = perhaps || exactly || alike
		}
		if w.fate == sure && !perhaps {
			must[w.text] = true
		}
		if !replaced || w.revived {
			may[w.text] = true
		}
	}
	return must, may
}

// noVersionTwice looks at the relay's log: every version is in it once.
func (l *life) noVersionTwice() {
	seen := map[record.ID]uint64{}
	for after := uint64(0); ; {
		_, items, err := l.store.Read(l.t.Context(), l.p.ID, after, relayapi.MaxBody)
		l.must(err)
		if len(items) == 0 {
			return
		}
		for _, item := range items {
			after = item.N
			if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindRecord {
				if seen[e.ID] != 0 {
					l.t.Fatalf("a version is in the log twice: as %d and as %d", seen[e.ID], item.N)
				}
				seen[e.ID] = item.N
			}
		}
	}
}

// sequences is how many lives are tried: a few in every test run, as many as -rapid.checks says where that was given, a
// million with SNOWDROP_NIGHTLY=1, which takes hours, and SNOWDROP_SEQUENCES of them if that is set.
func sequences(t *testing.T, few int) int {
	n := few
	if given, err := strconv.Atoi(flag.Lookup("rapid.checks").Value.String()); err == nil && given > 100 {
		n = given
	}
	if os.Getenv("SNOWDROP_NIGHTLY") == "1" {
		n = 1_000_000
	}
	if text := os.Getenv("SNOWDROP_SEQUENCES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func TestWhateverHappensAllDevicesEndWithTheSameAndNothingIsLostOrDoubled(t *testing.T) {
	liveLives(t, sequences(t, 50), func() (relay.Store, func() error) {
		return memory.New(), func() error { return nil }
	})
}

// The same at a relay that keeps everything on a disk.
func TestWhateverHappensItIsTheSameOverSQLite(t *testing.T) {
	dir, n := t.TempDir(), 0
	liveLives(t, max(4, sequences(t, 4)/100), func() (relay.Store, func() error) {
		n++
		store, err := sqlite.Open(filepath.Join(dir, strconv.Itoa(n)), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return store, store.Close
	})
}

func liveLives(t *testing.T, n int, open func() (relay.Store, func() error)) {
	checks := flag.Lookup("rapid.checks")
	before := checks.Value.String()
	defer func() { _ = checks.Value.Set(before) }()
	if err := checks.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		store, end := open()
		defer func() {
			if err := end(); err != nil {
				t.Error(err)
			}
		}()
		l := newLife(t, store)
		t.Repeat(map[string]func(*rapid.T){
			"Write": l.Write, "Edit": l.Edit, "Edit again": l.Edit, "Edit more": l.Edit, "Delete": l.Delete, "Choose": l.Choose, "KeepBoth": l.KeepBoth,
			"Restore": l.Restore, "Sync": l.Sync, "Sync again": l.Sync, "Sync once more": l.Sync, "Deliver": l.Deliver, "Restart": l.Restart,
			"Break": l.Break, "Copy": l.Copy, "PutBack": l.PutBack, "Rotate": l.Rotate, "NewOwner": l.NewOwner, "Remove": l.Remove,
		})
		l.End()
	})
}
