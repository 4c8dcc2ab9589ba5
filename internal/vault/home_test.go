package vault_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// memoryLog is the least that is a relay: it appends at its head only, all or nothing, and deletes bytes for a token.
type memoryLog struct {
	items []record.Item
	page  int // how many entries it gives at once; 0 for 7
}

func (l *memoryLog) head() uint64 { return uint64(len(l.items)) }

// append says whether it was done.
func (l *memoryLog) append(expect uint64, envelopes ...[]byte) bool {
	if expect != l.head() {
		return false
	}
	for _, e := range envelopes {
		l.items = append(l.items, record.Item{N: l.head() + 1, Envelope: e, Leaf: record.Leaf(e)})
	}
	return true
}

func (l *memoryLog) after(n uint64, most int) []record.Item {
	if n >= l.head() {
		return nil
	}
	return l.items[n:min(l.head(), n+uint64(most))]
}

func (l *memoryLog) delete(n uint64, token [32]byte) error {
	item := l.items[n-1]
	if item.Envelope == nil {
		return nil
	}
	e, err := record.ParseEnvelope(item.Envelope)
	if err != nil {
		return err
	}
	if record.DeleteHash(token) != e.Delete {
		return fmt.Errorf("the token of %d is not right", n)
	}
	l.items = slices.Clone(l.items)
	l.items[n-1].Envelope = nil
	return nil
}

func (l *memoryLog) controls() [][]byte {
	var all [][]byte
	for _, item := range l.items {
		if item.Envelope == nil {
			continue
		}
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindControl {
			all = append(all, item.Envelope)
		}
	}
	return all
}

func (l *memoryLog) stubs() (n []uint64) {
	for _, item := range l.items {
		if item.Envelope == nil {
			n = append(n, item.N)
		}
	}
	return n
}

// once is what a syncer does.
func once(ctx context.Context, h *vault.Home, l *memoryLog) error {
	for {
		n, _ := h.Head()
		if items := l.after(n, cmp.Or(l.page, 7)); len(items) > 0 {
			if err := h.Accept(ctx, items); err != nil {
				return err
			}
			continue
		}
		envelopes, err := h.Outgoing(ctx)
		if err != nil {
			return err
		}
		if len(envelopes) == 0 {
			break
		}
		l.append(n, envelopes...)
	}
	tokens, done, err := h.Cleanup(ctx)
	if err != nil {
		return err
	}
	for n, token := range tokens {
		if err := l.delete(n, token); err != nil {
			return err
		}
		if err := done(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// household is devices of one person with one log.
type household struct {
	log     memoryLog
	owner   space.Owner
	id      record.SpaceID
	devices int
}

// first makes a home of what v keeps.
func (hh *household) first(t testing.TB, v *vault.Vault) *vault.Home {
	t.Helper()
	hh.owner = space.NewOwner()
	s, genesis := space.Create(hh.owner, space.NewSelf(), "device 1")
	hh.id, hh.devices = s.ID(), 1
	hh.log.append(0, genesis)
	if err := v.AttachHome(context.Background(), s, vault.HomeInfo{Relay: "https://relay.example", Owner: &hh.owner, Passphrase: phrase}); err != nil {
		t.Fatal(err)
	}
	return hh.home(t, v)
}

// join takes v into the home, as with seven words.
func (hh *household) join(t testing.TB, v *vault.Vault) *vault.Home {
	t.Helper()
	ctx, self := context.Background(), space.NewSelf()
	if err := v.AttachHome(ctx, space.Follow(hh.id, self, &hh.owner), vault.HomeInfo{Relay: "https://relay.example"}); err != nil {
		t.Fatal(err)
	}
	h := hh.home(t, v)
	if err := h.CatchUp(ctx, hh.log.controls()); err != nil {
		t.Fatal(err)
	}
	if err := once(ctx, h, &hh.log); err != nil {
		t.Fatal(err)
	}
	hh.devices++
	control, err := h.Space().Control(hh.owner, space.Change{Add: []space.Member{space.NewMember(fmt.Sprint("device ", hh.devices), self.Keys())}, History: true})
	if err != nil {
		t.Fatal(err)
	}
	hh.log.append(hh.log.head(), control)
	return h
}

func (hh *household) home(t testing.TB, v *vault.Vault) *vault.Home {
	t.Helper()
	h, err := v.Home()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (hh *household) sync(t testing.TB, homes ...*vault.Home) {
	t.Helper()
	for _, h := range homes {
		if err := once(context.Background(), h, &hh.log); err != nil {
			t.Fatal(err)
		}
	}
}

func keptVault(t testing.TB) (*vault.Vault, *memdisk.Disk) {
	t.Helper()
	disk := memdisk.New()
	v, err := vault.OpenCheap(context.Background(), disk)
	if err == nil {
		err = v.Keep(context.Background(), phrase)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v, disk
}

// twoDevices have one home and have seen each other.
func twoDevices(t testing.TB) (hh *household, a, b *vault.Vault, ha, hb *vault.Home) {
	t.Helper()
	hh = &household{}
	a, _ = keptVault(t)
	b, _ = keptVault(t)
	ha = hh.first(t, a)
	hh.sync(t, ha)
	hb = hh.join(t, b)
	hh.sync(t, hb, ha)
	return hh, a, b, ha, hb
}

// bodies is everything that stands, every version of it.
func bodies(v *vault.Vault) string {
	var all []string
	for _, head := range v.List() {
		versions, err := v.Versions(head.ID)
		if err != nil || len(versions) != head.Versions {
			return fmt.Sprint("list and versions differ: ", head, versions, err)
		}
		var different []string
		for _, w := range versions {
			different = append(different, string(w.Record.Body))
		}
		sort.Strings(different)
		all = append(all, strings.Join(different, "|"))
	}
	sort.Strings(all)
	return strings.Join(all, ", ")
}

func same(t *testing.T, want string, vaults ...*vault.Vault) {
	t.Helper()
	for i, v := range vaults {
		if got := bodies(v); got != want {
			t.Errorf("device %d: got %q, want %q", i+1, got, want)
		}
		for _, head := range v.List() {
			if head.Waiting {
				t.Errorf("device %d: %v still waits", i+1, head)
			}
		}
	}
}

func TestWhatIsWrittenOnOneDeviceIsOnTheOther(t *testing.T) {
	ctx, hh := t.Context(), &household{}
	a, _ := keptVault(t)
	early := newRecord("before there was a home")
	must(t, a.Put(ctx, early))
	ha := hh.first(t, a)
	if heads := a.List(); len(heads) != 1 || !heads[0].Waiting || ha.Waiting() != 1 {
		t.Errorf("got %v and %d waiting, want one that waits", heads, ha.Waiting())
	}
	must(t, a.Put(ctx, newRecord("and after")))
	hh.sync(t, ha)
	b, _ := keptVault(t)
	must(t, b.Put(ctx, newRecord("was on the second device")))
	hb := hh.join(t, b)
	hh.sync(t, hb, ha)
	same(t, "and after, before there was a home, was on the second device", a, b)
	early.Body = []byte("edited")
	must(t, b.Put(ctx, early))
	if b.List()[0].Version == (record.ID{}) {
		t.Error("the shown version has no ID")
	}
	hh.sync(t, hb, ha)
	same(t, "and after, edited, was on the second device", a, b)
	if got := hh.log.stubs(); len(got) != 1 {
		t.Errorf("the bytes of %v were deleted, want those of one version", got)
	}
	if ha.Waiting() != 0 || hb.Waiting() != 0 {
		t.Error("something still waits")
	}
}

func TestTwoEditsMadeApartAreBothKeptUntilThePersonChooses(t *testing.T) {
	for name, resolve := range map[string]struct {
		do   func(ctx context.Context, v *vault.Vault, id record.ID) error
		want string
	}{
		"choose": {func(ctx context.Context, v *vault.Vault, id record.ID) error {
			versions, err := v.Versions(id)
			if err != nil {
				return err
			}
			for _, w := range versions {
				if string(w.Record.Body) == "from a" {
					return v.Choose(ctx, id, w.ID)
				}
			}
			return errors.New("the other version is gone")
		}, "from a"},
		"keep both": {func(ctx context.Context, v *vault.Vault, id record.ID) error { return v.KeepBoth(ctx, id) }, "from a, from b"},
		"delete":    {func(ctx context.Context, v *vault.Vault, id record.ID) error { return v.Delete(ctx, id) }, ""},
		"write one over both": {func(ctx context.Context, v *vault.Vault, id record.ID) error {
			versions, err := v.Versions(id)
			if err != nil {
				return err
			}
			rec := versions[0].Record
			rec.Body = []byte("of both")
			return v.PutVersion(ctx, rec, []record.ID{versions[0].ID, versions[1].ID})
		}, "of both"},
		"edit the one that is shown": {func(ctx context.Context, v *vault.Vault, id record.ID) error {
			rec, err := v.Get(id)
			if err != nil {
				return err
			}
			rec.Body = append(rec.Body, " again"...)
			return v.Put(ctx, rec)
		}, "from a again|from b"},
	} {
		ctx := t.Context()
		hh, a, b, ha, hb := twoDevices(t)
		rec := newRecord("first")
		must(t, a.Put(ctx, rec))
		hh.sync(t, ha, hb)
		rec.Body = []byte("from a")
		must(t, a.Put(ctx, rec))
		rec.Body = []byte("from b")
		must(t, b.Put(ctx, rec))
		hh.sync(t, hb, ha, hb)
		same(t, "from a|from b", a, b)
		if got := b.List(); got[0].Versions != 2 {
			t.Errorf("%s: %d versions, want 2", name, got[0].Versions)
		}
		must(t, resolve.do(ctx, b, rec.ID))
		hh.sync(t, hb, ha)
		same(t, resolve.want, a, b)
	}
}

func TestAnEditMadeApartFromADeletionSurvives(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	rec := newRecord("first")
	must(t, a.Put(ctx, rec))
	hh.sync(t, ha, hb)
	must(t, a.Delete(ctx, rec.ID))
	rec.Body = []byte("edited")
	must(t, b.Put(ctx, rec))
	hh.sync(t, ha, hb, ha)
	same(t, "edited", a, b)
}

func TestWhatAnotherDeviceDeletedCanBeBroughtBackForThirtyDays(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	a.SetNow(clock)
	b.SetNow(clock)
	kept, gone := newRecord("brought back"), newRecord("deleted")
	must(t, a.Put(ctx, kept), a.Put(ctx, gone))
	hh.sync(t, ha, hb)
	must(t, a.Delete(ctx, kept.ID), a.Delete(ctx, gone.ID))
	hh.sync(t, ha, hb)
	same(t, "", a, b)
	if got := a.Bin(now); len(got) != 0 {
		t.Errorf("what a device deleted itself is in its bin: %v", got)
	}
	bin := b.Bin(now)
	if len(bin) != 2 || !bin[0].Since.Equal(now.Truncate(24*time.Hour)) {
		t.Fatalf("bin: got %v", bin)
	}
	if got := hh.log.stubs(); len(got) != 2 {
		t.Errorf("the relay still has bytes: %v were deleted", got)
	}
	must(t, b.Restore(ctx, kept.ID))
	hh.sync(t, hb, ha)
	same(t, "brought back", a, b)
	now = now.Add(30 * 24 * time.Hour)
	if len(b.Bin(now)) != 1 {
		t.Error("after 30 days it is gone")
	}
	b.Lock()
	must(t, b.Unlock(ctx, phrase))
	if len(b.Bin(now)) != 1 {
		t.Error("unlocking after 30 days dropped it")
	}
	now = now.Add(24 * time.Hour)
	if len(b.Bin(now)) != 0 {
		t.Error("after 31 days it is still there")
	}
	b.Lock()
	must(t, b.Unlock(ctx, phrase))
	if err := b.Restore(ctx, gone.ID); !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("after 31 days and an unlock: got %v, want ErrNotFound", err)
	}
	same(t, "brought back", a, b)
}

func TestAReplyThatWasLostDoublesNothing(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	rec := newRecord("one")
	must(t, a.Put(ctx, rec))
	n, _ := ha.Head()
	envelopes, err := ha.Outgoing(ctx)
	if err != nil || !hh.log.append(n, envelopes...) { // and the reply is lost
		t.Fatal(err)
	}
	rec.Body = []byte("one, edited before the reply")
	must(t, a.Put(ctx, rec))
	a.Lock()
	must(t, a.Unlock(ctx, phrase))
	hh.sync(t, ha, hb, ha)
	same(t, "one, edited before the reply", a, b)
}

func TestAReplyThatWasLostAndReplacedByAnotherDeviceDoublesNothing(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	rec := newRecord("one")
	must(t, a.Put(ctx, rec))
	n, _ := ha.Head()
	envelopes, err := ha.Outgoing(ctx)
	if err != nil || !hh.log.append(n, envelopes...) { // and the reply is lost
		t.Fatal(err)
	}
	a.Lock() // the notes of what was sent are on the disk
	must(t, a.Unlock(ctx, phrase))
	hh.sync(t, hb)
	rec.Body = []byte("edited on b")
	must(t, b.Put(ctx, rec))
	hh.sync(t, hb) // which also deletes the bytes that a has sent
	if len(hh.log.stubs()) != 1 {
		t.Fatal("the bytes are still there: nothing is tested")
	}
	hh.sync(t, ha, hb)
	same(t, "edited on b", a, b)
}

func TestManyEditsLeaveFewBytesAndNoHole(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	rec := newRecord("0")
	for i := range 23 {
		rec.Body = fmt.Append(nil, i)
		v, h := a, ha
		if i%3 == 2 {
			v, h = b, hb
		}
		hh.sync(t, ha, hb)
		must(t, v.Put(ctx, rec))
		hh.sync(t, h)
	}
	hh.sync(t, ha, hb, ha)
	same(t, "22", a, b)
	left := int(hh.log.head()) - len(hh.log.stubs())
	if left > 2+1+8 {
		t.Errorf("of %d entries %d still have their bytes", hh.log.head(), left)
	}
	c, _ := keptVault(t)
	hc := hh.join(t, c)
	hh.sync(t, hc)
	same(t, "22", c)
	if got := hc.Space().Holes(); len(got) != 0 {
		t.Errorf("whoever reads the log finds the holes %v", got)
	}
	must(t, c.Delete(ctx, rec.ID))
	hh.sync(t, hc, ha, hb)
	same(t, "", a, b, c)
	d, _ := keptVault(t)
	hd := hh.join(t, d)
	hh.sync(t, hd)
	if got := hd.Space().Holes(); len(got) != 0 || len(d.List()) != 0 {
		t.Errorf("after the deletion: holes %v, %d records", got, len(d.List()))
	}
}

// What was replaced before it arrived, and can not arrive any more, is not sent again.
func TestWhatIsReplacedBeforeItArrivesIsNotSent(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	rec, other := newRecord("one"), newRecord("to go")
	must(t, a.Put(ctx, rec), a.Put(ctx, other))
	if envelopes, err := ha.Outgoing(ctx); err != nil || len(envelopes) != 2 { // and the request is lost
		t.Fatal(err)
	}
	rec.Body = []byte("two")
	must(t, a.Put(ctx, rec), a.Delete(ctx, other.ID), b.Put(ctx, newRecord("meanwhile")))
	if got := ha.Waiting(); got != 4 {
		t.Errorf("%d wait, want both versions, what is to go and its deletion", got)
	}
	before := hh.log.head()
	hh.sync(t, hb, ha, hb)
	same(t, "meanwhile, two", a, b)
	if got := hh.log.head() - before; got != 2 {
		t.Errorf("%d entries, want 2", got)
	}
}

// What replaces a version that is on its way has to name all that that one names, or its bytes must stay.
func TestWhatIsDeletedWhileItIsOnItsWayStaysDeletedForWhoeverComesLater(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	rec := newRecord("one")
	must(t, a.Put(ctx, rec))
	n, _ := ha.Head()
	envelopes, err := ha.Outgoing(ctx)
	must(t, err)
	rec.Body = []byte("two")
	must(t, a.Put(ctx, rec))
	hh.log.append(n, envelopes...) // it took long
	_, err = ha.Outgoing(ctx)      // and this does not get there
	must(t, err)
	must(t, a.Delete(ctx, rec.ID))
	hh.sync(t, ha, hb)
	c, _ := keptVault(t)
	hc := hh.join(t, c)
	hh.sync(t, hc)
	same(t, "", a, b, c)
	if holes := hc.Space().Holes(); len(holes) > 0 {
		t.Errorf("holes %v", holes)
	}
}

func TestWhatCameWhileAFormWasOpenIsNotReplacedUnseen(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	rec := newRecord("first")
	must(t, a.Put(ctx, rec))
	hh.sync(t, ha, hb)
	seen := []record.ID{b.List()[0].Version} // the form is open
	rec.Body = []byte("from a")
	must(t, a.Put(ctx, rec))
	hh.sync(t, ha, hb)
	rec.Body = []byte("from the form")
	must(t, b.SetDraft(ctx, "form", rec.Body), b.PutVersion(ctx, rec, seen, "form"))
	if _, ok := b.Draft("form"); ok {
		t.Error("the draft is still there")
	}
	hh.sync(t, hb, ha)
	same(t, "from a|from the form", a, b)
}

func TestManyAtOnceWithAHome(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	stop, done := make(chan struct{}), make(chan struct{})
	fine := func(err error) {
		// Locked, a home stands at nothing: what follows that is refused, and asked for again.
		if err != nil && !errors.Is(err, vault.ErrLocked) && !errors.Is(err, vault.ErrNotFound) && !errors.Is(err, space.ErrNumber) {
			t.Error(err)
		}
	}
	go func() { // the syncer
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				fine(once(ctx, ha, &hh.log))
				time.Sleep(time.Microsecond) // as a line does: without a wait, WebAssembly lets no sleeper wake
			}
		}
	}()
	ids := []record.ID{record.NewID(), record.NewID(), record.NewID()}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 40 {
				id := ids[i%3]
				switch {
				case w == 0 && i%8 == 7:
					a.Lock()
				case w == 0:
					fine(a.Unlock(ctx, phrase))
				case w == 1:
					a.Changes()
					ha.Events()
					ha.Waiting()
					a.Bin(time.Now())
					for _, head := range a.List() {
						_, err := a.Versions(head.ID)
						fine(err)
					}
				case w == 2 && i%10 == 9:
					fine(a.Delete(ctx, id))
				default:
					fine(a.Put(ctx, record.Record{ID: id, Kind: 1, Body: fmt.Append(nil, w, " ", i)}))
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	<-done
	must(t, a.Unlock(ctx, phrase))
	hh.sync(t, ha, hb)
	same(t, bodies(a), a, b)
	if len(a.Damaged()) > 0 || len(hb.Space().Holes()) > 0 {
		t.Error("something is damaged, or a hole")
	}
}

// The power goes at each write in turn, while a device writes, sends, fetches, cleans up and gets a new passphrase.
func TestAPowerCutBetweenAnyTwoWritesLosesAndDoublesNothing(t *testing.T) {
	ctx, step := t.Context(), 1
	if testing.Short() { // every write has its turn natively; here a few show that the browser's build does the same
		step = 7
	}
	for cut := 0; ; cut += step {
		hh, disk := &household{}, memdisk.New()
		a := open(t, disk)
		must(t, a.Keep(ctx, phrase))
		one, two, gone := newRecord("one"), newRecord("two"), newRecord("gone")
		must(t, a.Put(ctx, one))
		hh.sync(t, hh.first(t, a))
		b, _ := keptVault(t)
		hb := hh.join(t, b)
		hh.sync(t, hb, hh.home(t, a))
		passphrase, cuts := phrase, 0
		put := func(rec record.Record, body string) func() error {
			return func() error { rec.Body = []byte(body); return a.Put(ctx, rec) }
		}
		sync := func() error { return once(ctx, hh.home(t, a), &hh.log) }
		send := func() error { // the reply is lost
			h := hh.home(t, a)
			n, _ := h.Head()
			envelopes, err := h.Outgoing(ctx)
			if err == nil && len(envelopes) > 0 {
				hh.log.append(n, envelopes...)
			}
			return err
		}
		onB := func(do func() error) func() error {
			return func() error { return errors.Join(once(ctx, hb, &hh.log), do(), once(ctx, hb, &hh.log)) }
		}
		disk.FailAfter(cut)
		for i, step := range []func() error{
			put(two, "two"), put(gone, "gone"), put(one, "one, edited"), sync, put(one, "one, edited twice"), send, put(one, "one, last"),
			func() error { return a.Delete(ctx, gone.ID) }, sync,
			onB(func() error { two.Body = []byte("two, from b"); return b.Put(ctx, two) }), put(two, "two, from a"), sync,
			onB(func() error { return b.Delete(ctx, one.ID) }), sync, func() error { return a.Restore(ctx, one.ID) },
			func() error { return a.SetDraft(ctx, "draft", make([]byte, 70_000)) },
			func() error {
				err := a.ChangePassphrase(ctx, passphrase, nextPhrase)
				if err == nil {
					passphrase = nextPhrase
				}
				return err
			}, sync,
		} {
			err := step()
			if err == nil {
				continue
			}
			if !errors.Is(err, memdisk.ErrFault) {
				t.Fatalf("cut %d, step %d: %v", cut, i, err)
			}
			cuts++
			disk = disk.Reopen()
			a = open(t, disk)
			must(t, a.Unlock(ctx, passphrase), step())
		}
		hh.sync(t, hh.home(t, a), hb, hh.home(t, a))
		a = open(t, disk.Reopen())
		must(t, a.Unlock(ctx, passphrase))
		same(t, "one, last, two, from a|two, from b", a, b)
		holdsOwner(t, a, passphrase, hh.owner)
		if _, ok := a.Draft("draft"); !ok || len(a.Damaged()) > 0 || len(hb.Space().Holes()) > 0 || len(hh.home(t, a).Space().Holes()) > 0 {
			t.Errorf("cut %d: the draft is gone, something is damaged, or there is a hole", cut)
		}
		if cuts == 0 {
			if cut < 20 {
				t.Errorf("only %d writes: nothing was tested", cut)
			}
			return
		}
	}
}

// What is erased by age leaves neither the device nor its bin, and is erased at the relay as every deletion is.
func TestWhatIsPurgedIsInNoBinEither(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	one, two, three := newRecord("one"), newRecord("two"), newRecord("three")
	must(t, a.Put(ctx, one), a.Put(ctx, two), a.Put(ctx, three), b.SetDraft(ctx, "half", []byte("half")))
	hh.sync(t, ha, hb)
	must(t, a.Delete(ctx, one.ID))
	hh.sync(t, ha, hb)
	now := time.Now()
	if len(b.Bin(now)) != 1 {
		t.Fatalf("%d in the bin of the other device, want 1", len(b.Bin(now)))
	}
	must(t, b.Purge(ctx, []record.ID{one.ID, two.ID, record.NewID()}, []string{"half", "none"}))
	if _, err := b.Get(three.ID); err != nil || len(b.Bin(now)) != 0 || len(b.List()) != 1 || len(b.Drafts()) != 0 {
		t.Errorf("%d in the bin, %d entries, %d drafts, %v", len(b.Bin(now)), len(b.List()), len(b.Drafts()), err)
	}
	hh.sync(t, hb, ha)
	if _, err := a.Get(two.ID); !errors.Is(err, vault.ErrNotFound) || len(a.Bin(now)) != 1 {
		t.Errorf("on the other device: %v, %d in its bin", err, len(a.Bin(now)))
	}
}
