package vault_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// gadget is one device in the model, with what it did since its disk was last put aside.
type gadget struct {
	vault *vault.Vault
	disk  *memdisk.Disk
	aside *memdisk.Disk // an old disk, to be put back
	since []string      // what was written or replaced since then
}

// family does random things to several devices with one home. Every text is written once, so that what stands at the
// end is known: what was written, without what somebody replaced or deleted who saw it.
type family struct {
	log     memoryLog
	owner   space.Owner
	devices []*gadget
	items   []record.ID
	written map[string]bool // true: somebody replaced or deleted it
	loose   map[string]bool // may stand or not: a disk was put back from before
	again   map[string]bool // may stand though it was replaced: such a disk did not know that it had been sent
	late    []parcel        // on its way to the log for long
	texts   int
}

type parcel struct {
	expect    uint64
	envelopes [][]byte
}

func newFamily(t *rapid.T, devices int) *family {
	ctx := context.Background()
	f := &family{owner: space.NewOwner(), written: make(map[string]bool), loose: make(map[string]bool), again: make(map[string]bool)}
	for range 3 {
		f.items = append(f.items, record.NewID())
	}
	var first *space.Space
	for i := range devices {
		g := &gadget{disk: memdisk.New()}
		self := space.NewSelf()
		f.open(t, g)
		f.ok(t, g.vault.Keep(ctx, phrase))
		if i == 0 {
			s, genesis := space.Create(f.owner, self, "device 0")
			f.log.append(0, genesis)
			first = s
			f.ok(t, g.vault.AttachHome(ctx, s, vault.HomeInfo{}))
			f.ok(t, once(ctx, f.home(t, g), &f.log))
		} else {
			f.ok(t, g.vault.AttachHome(ctx, space.Follow(first.ID(), self, &f.owner), vault.HomeInfo{}))
			h := f.home(t, g)
			f.ok(t, h.CatchUp(ctx, f.log.controls()))
			f.ok(t, once(ctx, h, &f.log))
			control, err := h.Space().Control(f.owner, space.Change{Add: []space.Member{space.NewMember("device", self.Keys())}, History: true})
			f.ok(t, err)
			f.log.append(f.log.head(), control)
		}
		f.devices = append(f.devices, g)
		for _, other := range f.devices {
			f.ok(t, once(ctx, f.home(t, other), &f.log))
		}
	}
	return f
}

func (f *family) ok(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f *family) open(t *rapid.T, g *gadget) {
	v, err := vault.OpenCheap(context.Background(), g.disk)
	f.ok(t, err)
	g.vault = v
}

func (f *family) home(t *rapid.T, g *gadget) *vault.Home {
	h, err := g.vault.Home()
	f.ok(t, err)
	return h
}

// awake draws a device that is open.
func (f *family) awake(t *rapid.T) *gadget {
	g := rapid.SampledFrom(f.devices).Draw(t, "device")
	if g.vault.State() != vault.Unlocked {
		t.Skip("locked")
	}
	return g
}

// refused says that an error is one that a disk may give at any time. Nothing has changed then.
func refused(t *rapid.T, err error) bool {
	if err == nil {
		return false
	}
	if !errors.Is(err, memdisk.ErrFault) && !errors.Is(err, vault.ErrDiskFull) {
		t.Fatal(err)
	}
	return true
}

func (f *family) text() string { f.texts++; return fmt.Sprint("text ", f.texts) }

func (f *family) wrote(g *gadget, text string, instead ...vault.Version) {
	if text != "" {
		f.written[text] = false
		g.since = append(g.since, text)
	}
	for _, v := range instead {
		f.written[string(v.Record.Body)] = true
		g.since = append(g.since, string(v.Record.Body))
	}
}

func (f *family) put(t *rapid.T, all bool) {
	g, id := f.awake(t), rapid.SampledFrom(f.items).Draw(t, "item")
	seen, err := g.vault.Versions(id)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		t.Fatal(err)
	}
	rec := record.Record{ID: id, Kind: 1, At: int64(f.texts % 3), Body: []byte(f.text())}
	if all {
		var over []record.ID
		for _, v := range seen {
			over = append(over, v.ID)
		}
		err = g.vault.PutVersion(context.Background(), rec, over)
	} else {
		seen = seen[:min(1, len(seen))]
		err = g.vault.Put(context.Background(), rec)
	}
	if !refused(t, err) {
		f.wrote(g, string(rec.Body), seen...)
	}
}

func (f *family) Put(t *rapid.T)     { f.put(t, false) }
func (f *family) Resolve(t *rapid.T) { f.put(t, true) }

// PutUnseen is an edit of a form that was open for long: it replaces nothing that it did not see.
func (f *family) PutUnseen(t *rapid.T) {
	g, id := f.awake(t), rapid.SampledFrom(f.items).Draw(t, "item")
	rec := record.Record{ID: id, Kind: 1, Body: []byte(f.text())}
	if !refused(t, g.vault.PutVersion(context.Background(), rec, []record.ID{record.NewID()})) {
		f.wrote(g, string(rec.Body))
	}
}

func (f *family) Delete(t *rapid.T) {
	g, id := f.awake(t), rapid.SampledFrom(f.items).Draw(t, "item")
	seen, err := g.vault.Versions(id)
	if errors.Is(err, vault.ErrNotFound) {
		t.Skip("nothing there")
	}
	f.ok(t, err)
	if !refused(t, g.vault.Delete(context.Background(), id)) {
		f.wrote(g, "", seen...)
	}
}

func (f *family) Sync(t *rapid.T) {
	refused(t, once(context.Background(), f.home(t, f.awake(t)), &f.log))
}

// Fetch takes a few entries and stops.
func (f *family) Fetch(t *rapid.T) {
	h := f.home(t, f.awake(t))
	n, _ := h.Head()
	if items := f.log.after(n, rapid.IntRange(1, 3).Draw(t, "entries")); len(items) > 0 {
		refused(t, h.Accept(context.Background(), items))
	}
}

// Send sends without having fetched, and something goes wrong on the way.
func (f *family) Send(t *rapid.T) {
	h := f.home(t, f.awake(t))
	n, _ := h.Head()
	envelopes, err := h.Outgoing(context.Background())
	if refused(t, err) || len(envelopes) == 0 {
		return
	}
	switch rapid.SampledFrom([]string{"reply lost", "request lost", "late", "twice"}).Draw(t, "how") {
	case "reply lost":
		f.log.append(n, envelopes...)
	case "late":
		f.late = append(f.late, parcel{n, envelopes})
	case "twice":
		if first := f.log.append(n, envelopes...); f.log.append(n, envelopes...) && first {
			t.Fatal("the log took it twice")
		}
	}
}

func (f *family) Arrive(t *rapid.T) {
	if len(f.late) == 0 {
		t.Skip("nothing is on its way")
	}
	p := f.late[0]
	f.late = f.late[1:]
	f.log.append(p.expect, p.envelopes...)
}

// Clean has bytes deleted, and does not always get to note it.
func (f *family) Clean(t *rapid.T) {
	tokens, done, err := f.home(t, f.awake(t)).Cleanup(context.Background())
	f.ok(t, err)
	for n, token := range tokens {
		f.ok(t, f.log.delete(n, token))
		if rapid.Bool().Draw(t, "noted") {
			refused(t, done(context.Background(), n))
		}
	}
}

func (f *family) Rotate(t *rapid.T) {
	h := f.home(t, f.awake(t))
	n, _ := h.Head()
	control, err := h.Space().Control(f.owner, space.Change{})
	f.ok(t, err)
	f.log.append(n, control)
}

func (f *family) Lock(t *rapid.T) { f.awake(t).vault.Lock() }

func (f *family) Unlock(t *rapid.T) {
	g := rapid.SampledFrom(f.devices).Draw(t, "device")
	f.ok(t, g.vault.Unlock(context.Background(), phrase))
}

func (f *family) Crash(t *rapid.T) {
	g := rapid.SampledFrom(f.devices).Draw(t, "device")
	g.disk = g.disk.Reopen()
	f.open(t, g)
	f.ok(t, g.vault.Unlock(context.Background(), phrase))
}

func (f *family) DiskFails(t *rapid.T) {
	f.awake(t).disk.FailAfter(rapid.IntRange(0, 3).Draw(t, "after"))
}

func (f *family) DiskHeals(t *rapid.T) {
	rapid.SampledFrom(f.devices).Draw(t, "device").disk.FailAfter(-1)
}

func (f *family) PutAside(t *rapid.T) {
	g := rapid.SampledFrom(f.devices).Draw(t, "device")
	g.aside, g.since = g.disk.Reopen(), nil
}

// PutBack is a profile restored from a backup: what was done since on this device alone may be lost, and nothing else.
func (f *family) PutBack(t *rapid.T) {
	g := rapid.SampledFrom(f.devices).Draw(t, "device")
	if g.aside == nil {
		t.Skip("no backup")
	}
	for _, text := range g.since {
		f.loose[text] = true
	}
	g.disk = g.aside.Reopen()
	f.open(t, g)
	f.ok(t, g.vault.Unlock(context.Background(), phrase))
	for _, head := range g.vault.List() {
		versions, err := g.vault.Versions(head.ID)
		f.ok(t, err)
		for _, v := range versions {
			if v.Waiting {
				f.again[string(v.Record.Body)] = true
			}
		}
	}
}

// Check holds what is so at any time on any device.
func (f *family) Check(t *rapid.T) {
	for i, g := range f.devices {
		if g.vault.State() != vault.Unlocked {
			continue
		}
		if got := g.vault.Damaged(); len(got) > 0 {
			t.Fatalf("device %d: damaged: %v", i, got)
		}
		for text := range f.standing(t, g) {
			if _, ok := f.written[text]; !ok {
				t.Fatalf("device %d: %q was never written", i, text)
			}
		}
	}
}

// standing returns every text that stands on a device, and fails where one stands twice.
func (f *family) standing(t *rapid.T, g *gadget) map[string]bool {
	texts := make(map[string]bool)
	for _, head := range g.vault.List() {
		versions, err := g.vault.Versions(head.ID)
		f.ok(t, err)
		if len(versions) != head.Versions {
			t.Fatalf("the list says %d versions, there are %d", head.Versions, len(versions))
		}
		for _, v := range versions {
			if texts[string(v.Record.Body)] {
				t.Fatalf("%q stands twice", v.Record.Body)
			}
			texts[string(v.Record.Body)] = true
		}
	}
	return texts
}

// rest lets everything arrive, and compares.
func (f *family) rest(t *rapid.T) {
	ctx := context.Background()
	for _, p := range f.late {
		f.log.append(p.expect, p.envelopes...)
	}
	for _, g := range f.devices {
		g.disk.FailAfter(-1)
		f.ok(t, g.vault.Unlock(ctx, phrase))
	}
	for range 2 {
		for _, g := range f.devices {
			f.ok(t, once(ctx, f.home(t, g), &f.log))
		}
	}
	for i, g := range f.devices {
		g.disk = g.disk.Reopen() // what is on the disk counts
		f.open(t, g)
		f.ok(t, g.vault.Unlock(ctx, phrase))
		h := f.home(t, g)
		if n, _ := h.Head(); n != f.log.head() || h.Waiting() != 0 || h.Stopped() != vault.Running {
			t.Fatalf("device %d: at %d of %d, %d waiting, stopped: %q", i, n, f.log.head(), h.Waiting(), h.Stopped())
		}
		if holes := h.Space().Holes(); len(holes) > 0 {
			t.Fatalf("device %d: holes %v", i, holes)
		}
		stands := f.standing(t, g)
		for text, replaced := range f.written {
			if stands[text] == replaced && !f.loose[text] && !(replaced && f.again[text]) {
				t.Fatalf("device %d: %q stands %v, and was replaced or deleted %v", i, text, stands[text], replaced)
			}
		}
		if first := f.standing(t, f.devices[0]); !maps.Equal(first, stands) {
			t.Fatalf("device %d shows %v, the first one %v", i, slices.Sorted(maps.Keys(stands)), slices.Sorted(maps.Keys(first)))
		}
	}
}

func TestDevicesOfOneHomeConvergeAndLoseNothing(t *testing.T) {
	lives, households := 1, []int{1, 3}
	if os.Getenv("SNOWDROP_NIGHTLY") != "" {
		lives, households = 200, []int{1, 2, 3, 4}
	}
	for _, devices := range households {
		for range lives {
			rapid.Check(t, func(t *rapid.T) {
				f := newFamily(t, devices)
				t.Repeat(map[string]func(*rapid.T){
					"": f.Check, "Put": f.Put, "Put again": f.Put, "Resolve": f.Resolve, "PutUnseen": f.PutUnseen, "Delete": f.Delete,
					"Sync": f.Sync, "Sync again": f.Sync, "Fetch": f.Fetch, "Send": f.Send, "Arrive": f.Arrive, "Clean": f.Clean, "Rotate": f.Rotate,
					"Lock": f.Lock, "Unlock": f.Unlock, "Crash": f.Crash, "DiskFails": f.DiskFails, "DiskHeals": f.DiskHeals,
					"PutAside": f.PutAside, "PutBack": f.PutBack,
				})
				f.rest(t)
			})
		}
	}
}
