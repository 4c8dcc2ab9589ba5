package sharing

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/attachments"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
)

// picture is bytes of three chunks, which are no picture.
func picture(of string) []byte { return bytes.Repeat([]byte(of+", made up. "), 600_000/(len(of)+11)) }

// photo puts in a copy with a file, and returns what names it.
func (p *phone) photo(id record.SpaceID, content []byte) (record.ID, items.File) {
	p.w.t.Helper()
	f, err := p.AddFile(ctx, id, content)
	p.w.must(err)
	f.Type = "image/jpeg"
	item := record.NewID()
	p.w.must(p.Put(ctx, id, item, items.KindCopy, p.w.clock(), copyWith(f)))
	return item, f
}

func copyWith(f items.File) []byte {
	body, err := items.Copy{Of: 1, Day: "2026-11-21", Parts: []items.Part{{Text: "by the lake", Photo: &f}}}.Encode()
	if err != nil {
		panic(err)
	}
	return body
}

// sees says that a device shows a file.
func (p *phone) sees(id record.SpaceID, f items.File, want []byte) {
	p.w.t.Helper()
	if got, err := p.File(ctx, id, f); err != nil || !bytes.Equal(got, want) {
		p.w.t.Fatalf("%s sees %d bytes, %v", p.name, len(got), err)
	}
}

// sealed is how many files lie on a device.
func (p *phone) sealed() int {
	p.w.t.Helper()
	keys, err := p.disk.Blobs(ctx)
	p.w.must(err)
	return len(keys)
}

// atRelay says whether the relay has a file, as a whole.
func (w *world) atRelay(id record.SpaceID, f items.File) bool {
	b, err := w.store.Blob(ctx, id, f.Blob)
	return err == nil && b.Whole()
}

func TestAPhotoIsSharedSealedAndGoesWithItsItem(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	content := picture("the lake")
	item, f := sarah.photo(id, content)
	sarah.sees(id, f, content)
	if sarah.space(id).Waiting == 0 || w.atRelay(id, f) {
		t.Error("it has not been sent yet, and seems to be")
	}
	all(sarah, james)
	if !w.atRelay(id, f) || james.sealed() != 0 || sarah.space(id).Waiting != 0 {
		t.Errorf("at the relay: %v; before James looks %d files are on his device", w.atRelay(id, f), james.sealed())
	}
	for i := range relayapi.Chunks(1) {
		if chunk, err := w.store.Chunk(ctx, id, f.Blob, i); err != nil || bytes.Contains(chunk, []byte("made up")) {
			t.Errorf("the relay can read it, %v", err)
		}
	}
	james.sees(id, f, content)
	james.link.Offline(true)
	james.crash()
	james.sees(id, f, content) // from his own device now
	james.link.Offline(false)
	tablet := sarah.another()
	tablet.inStep()
	tablet.sees(id, f, content)

	w.must(tablet.TakeBack(ctx, id, item))
	tablet.inStep()
	if tablet.sealed() != 0 || w.atRelay(id, f) {
		t.Errorf("taken back, and %d files are on the device, at the relay: %v", tablet.sealed(), w.atRelay(id, f))
	}
	all(sarah, james)
	if sarah.sealed()+james.sealed() != 0 {
		t.Errorf("%d and %d files are left", sarah.sealed(), james.sealed())
	}
	if _, err := james.File(ctx, id, f); err == nil {
		t.Error("James still sees it")
	}
	for _, p := range []*phone{sarah, james, tablet} {
		if _, there := p.vault.Bucket("files").Get(id.String()); there {
			t.Errorf("%s still has a ledger", p.name)
		}
	}
}

func TestAFileArrivesOnceWhateverIsLost(t *testing.T) {
	for _, fault := range []network.Fault{network.LoseReply, network.LoseRequest, network.Twice, network.CutReply, network.Late} {
		w := newWorld(t)
		id, sarah, james, _, _ := w.two()
		content := picture("the lake")
		for i, p := range []*phone{sarah, james} {
			chance := rand.New(rand.NewPCG(uint64(i), 7))
			p.link.Faults(func(r *http.Request) network.Fault {
				if strings.Contains(r.URL.Path, "/blobs/") && chance.IntN(3) == 0 {
					return fault
				}
				return network.None
			})
		}
		item, f := sarah.photo(id, content)
		for range 20 {
			sarah.inStep()
		}
		sarah.link.Deliver()
		if !w.atRelay(id, f) {
			t.Fatalf("fault %d: it never came to the relay", fault)
		}
		james.inStep()
		var got []byte
		var err error
		for range 20 {
			if got, err = james.File(ctx, id, f); err == nil {
				break
			}
		}
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("fault %d: James sees %d bytes, %v", fault, len(got), err)
		}
		w.must(sarah.TakeBack(ctx, id, item))
		for range 20 {
			sarah.inStep()
			james.inStep()
		}
		sarah.link.Deliver()
		all(sarah, james)
		if w.atRelay(id, f) || sarah.sealed()+james.sealed() != 0 {
			t.Errorf("fault %d: at the relay: %v; %d and %d are left", fault, w.atRelay(id, f), sarah.sealed(), james.sealed())
		}
	}
}

func TestWhatBecomesOfFilesWhenItEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end         func(sarah, james *phone, id record.SpaceID) error
		hers, his   bool // is still at the relay
		here, there int  // files on her device and on his
	}{
		"he leaves and lets stand":  {func(_, j *phone, id record.SpaceID) error { return j.Leave(ctx, id, true, false) }, true, true, 2, 0},
		"he leaves and takes back":  {func(_, j *phone, id record.SpaceID) error { return j.Leave(ctx, id, true, true) }, true, false, 1, 0},
		"she leaves and takes back": {func(s, _ *phone, id record.SpaceID) error { return s.Leave(ctx, id, true, true) }, false, true, 0, 1},
		"she ends it for all":       {func(s, _ *phone, id record.SpaceID) error { return s.End(ctx, s.proof(), id) }, false, false, 0, 0},
		"she takes him out":         {func(s, j *phone, id record.SpaceID) error { return s.Remove(ctx, s.proof(), id, memberOf(s, id)) }, true, true, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id, sarah, james, _, _ := w.two()
			_, hers := sarah.photo(id, picture("hers"))
			_, his := james.photo(id, picture("his"))
			all(sarah, james)
			sarah.sees(id, his, picture("his"))
			james.sees(id, hers, picture("hers"))
			w.must(c.end(sarah, james, id))
			for range 4 {
				_, _ = sarah.step(), james.step()
			}
			if w.atRelay(id, hers) != c.hers || w.atRelay(id, his) != c.his {
				t.Errorf("at the relay: hers %v, his %v", w.atRelay(id, hers), w.atRelay(id, his))
			}
			if sarah.sealed() != c.here || james.sealed() != c.there {
				t.Errorf("%d are on her device and %d on his, want %d and %d", sarah.sealed(), james.sealed(), c.here, c.there)
			}
		})
	}
}

// memberOf is the other one in a space.
func memberOf(p *phone, id record.SpaceID) record.ID {
	for _, m := range p.space(id).Members {
		if !m.Me {
			return record.ID(m.ID)
		}
	}
	return record.ID{}
}

func TestOwnPhotosAndSharedFilesLieBesideEachOther(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	home := attachments.New(attachments.Config{Vault: sarah.vault})
	a, err := home.AddText(ctx, string(picture("her own")))
	w.must(err)
	body, err := journal.Entry{Text: "made up", Attachments: []journal.Attachment{a}}.Encode()
	w.must(err)
	w.must(sarah.vault.Put(ctx, record.Record{ID: record.NewID(), Kind: journal.KindEntry, Body: body}))
	_, f := sarah.photo(id, picture("hers"))
	_, his := james.photo(id, picture("his"))
	all(sarah, james)
	sarah.sees(id, his, picture("his"))
	w.must(sarah.vault.Blobs().PutChunk(ctx, sarah.vault.BlobKey(record.NewID()), 0, []byte("left over from something that was cut off")))
	for range 3 { // each looks what is left over
		sarah.crash()
		home = attachments.New(attachments.Config{Vault: sarah.vault})
		w.must(home.Once(ctx))
		sarah.inStep()
	}
	var own bytes.Buffer
	if err := home.Open(ctx, &own, a); err != nil || !bytes.Equal(own.Bytes(), picture("her own")) {
		t.Errorf("her own: %d bytes, %v", own.Len(), err)
	}
	sarah.link.Offline(true)
	sarah.sees(id, f, picture("hers"))
	sarah.sees(id, his, picture("his"))
	if n := sarah.sealed(); n != 3 {
		t.Errorf("%d lie on the disk", n)
	}
}

func TestAFileThatIsNotWhatItsItemSaysIsNotShown(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	_, f := sarah.photo(id, picture("hers"))
	all(sarah, james)
	for name, spoil := range map[string]func(*items.File){
		"another hash":   func(f *items.File) { f.Hash = bytes.Repeat([]byte{1}, 32) },
		"another length": func(f *items.File) { f.Length = 100 },
		"no hash":        func(f *items.File) { f.Hash = nil },
		"no length":      func(f *items.File) { f.Length = -1 },
		"too long":       func(f *items.File) { f.Length = 1 << 40 },
		"no blob":        func(f *items.File) { f.Blob = record.ID{} },
	} {
		bad := f
		spoil(&bad)
		item := record.NewID()
		w.must(sarah.Put(ctx, id, item, items.KindCopy, w.clock(), copyWith(bad)))
		all(sarah, james)
		if _, err := james.File(ctx, id, bad); err == nil {
			t.Errorf("%s: it is shown", name)
		}
		w.must(sarah.TakeBack(ctx, id, item))
		all(sarah, james)
	}
	james.sees(id, f, picture("hers"))
	if _, err := james.File(ctx, id, items.File{Blob: record.NewID(), Identity: f.Identity, Hash: f.Hash, Length: f.Length}); err == nil {
		t.Error("what no item names is shown")
	}
}

func TestAFileGoesNowhereWhereAnItemMayNot(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	w.must(sarah.SetQuiet(ctx, id, true))
	if _, err := sarah.AddFile(ctx, id, picture("hers")); !errors.Is(err, ErrQuiet) {
		t.Errorf("quiet: %v", err)
	}
	if _, err := sarah.AddFile(ctx, record.SpaceID{1}, picture("hers")); !errors.Is(err, ErrUnknown) {
		t.Errorf("no such space: %v", err)
	}
	if _, err := james.AddFile(ctx, id, make([]byte, 25<<20+1)); !errors.Is(err, attachments.ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
	james.disk.FailAfter(0)
	if _, err := james.AddFile(ctx, id, picture("his")); err == nil {
		t.Error("the disk failed, and it seems kept")
	}
	james.disk.FailAfter(-1)
	_, f := james.photo(id, picture("his"))
	james.vault.Lock()
	if _, err := james.AddFile(ctx, id, picture("his")); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	if _, err := james.File(ctx, id, f); err == nil {
		t.Error("it is shown while locked")
	}
	if sarah.sealed() != 0 {
		t.Errorf("%d files are on a device that kept none", sarah.sealed())
	}
}

func TestWhoGoesOnInANewSpaceTakesTheFilesAlong(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	_, f := james.photo(id, picture("his"))
	all(sarah, james)
	james.pass()
	next, err := james.ContinueWithout(ctx, james.proof(), id)
	w.must(err)
	if again, err := james.ContinueWithout(ctx, james.proof(), id); err != nil || again != next {
		t.Errorf("again: %v, %v", again, err)
	}
	all(james)
	var moved []items.File
	for _, i := range james.Items(next, items.KindCopy) {
		c, err := items.DecodeCopy(i.Body)
		w.must(err)
		moved = append(moved, c.Files()...)
	}
	if len(moved) != 1 || moved[0].Blob == f.Blob || moved[0].Identity == f.Identity || moved[0].Type != "image/jpeg" {
		t.Fatalf("it took along %+v", moved)
	}
	james.sees(next, moved[0], picture("his"))
	if !w.atRelay(next, moved[0]) {
		t.Error("it was not sent")
	}
}

// pass lets a second go by, so that what is later is later.
func (p *phone) pass() { p.w.pass(time.Second) }

// Whoever has the relay's database can not tell by its length which picture lies where.
func TestFilesLieInAFewLengthsOnly(t *testing.T) {
	w := newWorld(t)
	id, sarah, _, _, _ := w.two()
	size := func(length int) int64 {
		_, f := sarah.photo(id, bytes.Repeat([]byte("x"), length))
		sarah.inStep()
		sarah.sees(id, f, bytes.Repeat([]byte("x"), length))
		b, err := w.store.Blob(ctx, id, f.Blob)
		w.must(err)
		return b.Size
	}
	if one, two := size(70_000), size(200_000); one != two {
		t.Errorf("%d and %d bytes", one, two)
	}
}

// Who goes on takes along what there is, and waits for what can be had only later.
func TestOnlyAFileThatIsLostStaysBehind(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	_, _ = james.photo(id, picture("his"))
	_, lost := james.photo(id, picture("lost"))
	all(james, sarah)
	late := james.another() // which has none of them
	late.inStep()
	w.must(w.store.Remove(ctx, id, lost.Blob))
	late.link.Faults(func(r *http.Request) network.Fault {
		if strings.Contains(r.URL.Path, "/blobs/") {
			return network.LoseRequest
		}
		return network.None
	})
	if _, err := late.ContinueWithout(ctx, late.proof(), id); err == nil {
		t.Error("it went on without what it could not reach")
	}
	late.link.Faults(nil)
	next, err := late.ContinueWithout(ctx, late.proof(), id)
	w.must(err)
	var files []items.File
	copies := late.Items(next, items.KindCopy)
	for _, i := range copies {
		c, err := items.DecodeCopy(i.Body)
		w.must(err)
		files = append(files, c.Files()...)
	}
	if len(copies) != 3 || len(files) != 1 {
		t.Fatalf("%d copies and %d files came along", len(copies), len(files))
	}
	late.sees(next, files[0], picture("his"))
}

// What is taken back is taken from the relay as well before a device forgets that it was there, and what stays there stays.
func TestAFileThatIsLeftBehindIsLeftOnPurpose(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	_, his := james.photo(id, picture("his"))
	_, hers := sarah.photo(id, picture("hers"))
	all(sarah, james)
	w.must(sarah.Leave(ctx, id, true, false))
	if err := sarah.lines.Files.Once(ctx, sarah.log(id)); err == nil || !w.atRelay(id, hers) {
		t.Errorf("she lets it stand, and it goes: %v", err)
	}
	w.must(james.Leave(ctx, id, true, true))
	w.pass(31 * 24 * time.Hour)
	james.link.Faults(func(r *http.Request) network.Fault {
		if strings.Contains(r.URL.Path, "/blobs/") {
			return network.LoseRequest
		}
		return network.None
	})
	_ = james.step()
	james.link.Faults(nil)
	james.inStep()
	if w.atRelay(id, his) || len(james.vault.Buckets()) != 0 {
		t.Error("it is still at the relay, or he still keeps something of it")
	}
}

// What can not be read may name a file: while there is such a thing on the disk, no file goes, from here or from the relay.
func TestNoFileGoesWhileSomethingCanNotBeRead(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	f, err := sarah.AddFile(ctx, id, picture("the lake"))
	w.must(err)
	f.Type = "image/jpeg"
	before := sarah.disk.Dump()
	w.must(sarah.Put(ctx, id, record.NewID(), items.KindCopy, w.clock(), copyWith(f)))
	all(sarah, james)
	var damage []vault.Change
	for key := range sarah.disk.Dump() {
		if before[key] == nil {
			damage = append(damage, vault.Change{Key: key, Value: []byte("no value")})
		}
	}
	w.must(sarah.disk.Write(ctx, damage))
	sarah.crash()
	if len(damage) == 0 || len(sarah.vault.Damaged()) == 0 {
		t.Fatal("nothing is damaged")
	}
	for range 3 {
		_ = sarah.step()
	}
	if !w.atRelay(id, f) || sarah.sealed() != 1 {
		t.Errorf("at the relay: %v; %d files are on the device", w.atRelay(id, f), sarah.sealed())
	}
	james.sees(id, f, picture("the lake"))
}

// A log that was closed may be behind one that was opened since: what it names says nothing of which files may go.
func TestNoFileGoesByWhatAClosedLogNames(t *testing.T) {
	w := newWorld(t)
	id, sarah, _, _, _ := w.two()
	_, f := sarah.photo(id, picture("hers"))
	sarah.inStep()
	sarah.log(id).Close()
	refused(t, vault.ErrLocked, map[string]error{"looked after": sarah.lines.Files.Once(ctx, sarah.log(id))})
	if !w.atRelay(id, f) || sarah.sealed() != 1 {
		t.Error("it is gone")
	}
}
