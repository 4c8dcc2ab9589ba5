package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

var _ syncer.Log = (*vault.Home)(nil)

// reopened is what the disk says, opened again.
func reopened(t *testing.T, disk *memdisk.Disk) *vault.Vault {
	t.Helper()
	v := open(t, disk.Reopen())
	must(t, v.Unlock(t.Context(), phrase))
	return v
}

func TestAForkIsRememberedAndNothingIsSent(t *testing.T) {
	ctx, hh := t.Context(), &household{}
	v, disk := keptVault(t)
	h := hh.first(t, v)
	hh.sync(t, h)
	must(t, v.Put(ctx, newRecord("one")))
	hh.sync(t, h)
	// The relay shows another device what it does not show this one.
	other := *hh
	other.log.items = hh.log.items[:1]
	b, _ := keptVault(t)
	hb := other.join(t, b)
	other.sync(t, hb)
	must(t, b.Put(ctx, newRecord("two")))
	other.sync(t, hb)
	n, _ := h.Head()
	if uint64(len(other.log.items)) <= n {
		t.Fatal("nothing is tested")
	}
	err := h.Accept(ctx, other.log.items[n:])
	var stop *vault.StopError
	if !errors.As(err, &stop) || stop.Stops() != "forked" || !errors.Is(err, space.ErrForked) && !errors.Is(err, space.ErrEpoch) {
		t.Fatalf("got %v, want a fork", err)
	}
	must(t, v.Put(ctx, newRecord("three")))
	for _, v := range []*vault.Vault{v, reopened(t, disk)} {
		h := hh.home(t, v)
		envelopes, err := h.Outgoing(ctx)
		if h.Stopped() != vault.Forked || err != nil || len(envelopes) != 0 {
			t.Errorf("stopped: %q, %d envelopes, %v", h.Stopped(), len(envelopes), err)
		}
		if again, _ := h.Head(); again != n {
			t.Errorf("the head moved from %d to %d", n, again)
		}
	}
	must(t, h.Stop(ctx, vault.Running))
	if got := hh.home(t, reopened(t, disk)).Stopped(); got != vault.Running {
		t.Errorf("cleared, and it says %q", got)
	}
	must(t, h.Stop(ctx, vault.WentBack))
	if got := hh.home(t, reopened(t, disk)).Stopped(); got != vault.WentBack {
		t.Errorf("it says %q", got)
	}
	if err := h.Stop(ctx, "whatever"); err == nil {
		t.Error("any word is a reason")
	}
}

func TestARemovedDeviceKeepsItsThingsAndSendsNothing(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	must(t, a.Put(ctx, newRecord("shared")))
	hh.sync(t, ha, hb)
	control, err := ha.Space().Control(hh.owner, space.Change{Remove: []space.MemberID{hb.Space().Me()}})
	must(t, err)
	n, _ := ha.Head()
	hh.log.append(n, control)
	must(t, b.Put(ctx, newRecord("not sent yet")))
	var stop *vault.StopError
	if err := once(ctx, hb, &hh.log); !errors.As(err, &stop) || stop.Stops() != "removed" {
		t.Errorf("got %v, want removed", err)
	}
	if bodies(b) != "not sent yet, shared" || hb.Stopped() != vault.Removed {
		t.Errorf("%q, stopped %q", bodies(b), hb.Stopped())
	}
	hh.sync(t, ha)
	events := ha.Events()
	if last := events[len(events)-1]; last.Kind != vault.EventLeft || last.Name != "device 2" {
		t.Errorf("events: %v", events)
	}
}

func TestGoingOnFromThisDeviceLosesAndDoublesNothing(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	both, edited := newRecord("on both"), newRecord("edited on b")
	must(t, a.Put(ctx, both), a.Put(ctx, edited))
	hh.sync(t, ha, hb)
	must(t, a.Put(ctx, newRecord("only on a")), b.Put(ctx, newRecord("only on b")))
	edited.Body = []byte("edited on b, later")
	must(t, b.Put(ctx, edited))
	// The relay went back. Device a goes on in a new space, b follows it there.
	next := &household{owner: space.NewOwner(), devices: 1}
	s, genesis := space.Create(next.owner, space.NewSelf(), "device 1")
	next.id = s.ID()
	next.log.append(0, genesis)
	must(t, a.ReplaceHome(ctx, s, vault.HomeInfo{Relay: "https://relay.example", Owner: &next.owner, Passphrase: phrase}))
	if _, err := ha.Outgoing(ctx); !errors.Is(err, vault.ErrNoHome) {
		t.Errorf("the old home still answers: %v", err)
	}
	ha = next.home(t, a)
	if ha.Waiting() != 3 {
		t.Errorf("%d wait, want 3", ha.Waiting())
	}
	next.sync(t, ha)
	self := space.NewSelf()
	must(t, b.ReplaceHome(ctx, space.Follow(next.id, self, &next.owner), vault.HomeInfo{Relay: "https://relay.example"}))
	if b.HasOwner() {
		t.Error("b has an owner's secret")
	}
	hb = next.home(t, b)
	must(t, hb.CatchUp(ctx, next.log.controls()))
	next.sync(t, hb)
	control, err := hb.Space().Control(next.owner, space.Change{Add: []space.Member{space.NewMember("device 2", self.Keys())}, History: true})
	must(t, err)
	next.log.append(next.log.head(), control)
	next.sync(t, hb, ha, hb)
	same(t, "edited on b|edited on b, later, on both, only on a, only on b", a, b)
	holdsOwner(t, a, phrase, next.owner)
	must(t, a.ReplaceHome(ctx, space.Follow(next.id, space.NewSelf(), nil), vault.HomeInfo{}))
	if _, err := a.Owner(ctx, phrase); !errors.Is(err, vault.ErrNoOwner) || a.HasOwner() {
		t.Errorf("the secret of the home before is still there: %v", err)
	}
	a.Lock()
	must(t, a.Unlock(ctx, phrase))
	if a.HasOwner() || len(a.Damaged()) > 0 {
		t.Error("the secret of the home before is still on the disk")
	}
}

func TestADamagedHomeLeavesEverythingReadableAndWaiting(t *testing.T) {
	ctx, hh := t.Context(), &household{}
	v, disk := keptVault(t)
	must(t, v.Put(ctx, newRecord("one")))
	h := hh.first(t, v)
	hh.sync(t, h)
	before := disk.Dump()
	must(t, h.Stop(ctx, vault.WentBack))
	var head string // where the home's head lies
	for key, value := range disk.Dump() {
		if !bytes.Equal(before[key], value) {
			head = key
		}
	}
	must(t, disk.Write(ctx, []vault.Change{{Key: head, Value: []byte("damaged")}}))
	v = reopened(t, disk)
	if _, err := v.Home(); !errors.Is(err, vault.ErrHomeUnreadable) {
		t.Errorf("got %v, want ErrHomeUnreadable", err)
	}
	rec := newRecord("two")
	must(t, v.Put(ctx, rec))
	if bodies(v) != "one, two" || len(v.Damaged()) != 1 || v.List()[0].Version == (record.ID{}) {
		t.Errorf("got %q, damaged %v", bodies(v), v.Damaged())
	}
	must(t, v.Delete(ctx, rec.ID), v.Put(ctx, newRecord("three")))
	// The words, entered again, bring the home back.
	self := space.NewSelf()
	must(t, v.ReplaceHome(ctx, space.Follow(hh.id, self, &hh.owner), vault.HomeInfo{}))
	h = hh.home(t, v)
	must(t, h.CatchUp(ctx, hh.log.controls()))
	hh.sync(t, h)
	control, err := h.Space().Control(hh.owner, space.Change{Add: []space.Member{space.NewMember("again", self.Keys())}, History: true})
	must(t, err)
	hh.log.append(hh.log.head(), control)
	hh.sync(t, h)
	same(t, "one, three", v)
}

func TestWhatIsWrittenAndTheHeadOfTheLogAreOneWrite(t *testing.T) {
	ctx := t.Context()
	hh, a, _, ha, _ := twoDevices(t)
	for i := range 5 {
		must(t, a.Put(ctx, newRecord(fmt.Sprint(i))))
	}
	hh.sync(t, ha)
	c, disk := keptVault(t)
	hc := hh.join(t, c)
	hh.sync(t, hc)
	must(t, a.Put(ctx, newRecord("5")), a.Put(ctx, newRecord("6")))
	hh.sync(t, ha)
	n, _ := hc.Head()
	items := hh.log.after(n, 100)
	stood, writes := bodies(c), disk.Writes()
	disk.FailAfter(0)
	if err := hc.Accept(ctx, items); !errors.Is(err, memdisk.ErrFault) {
		t.Fatal(err)
	}
	disk.FailAfter(-1)
	if m, _ := hc.Head(); m != n || bodies(c) != stood {
		t.Errorf("a batch that could not be written moved the head from %d to %d, and shows %q", n, m, bodies(c))
	}
	must(t, hc.Accept(ctx, items))
	if disk.Writes() != writes+1 {
		t.Errorf("%d writes for one batch", disk.Writes()-writes)
	}
	same(t, "0, 1, 2, 3, 4, 5, 6", c, reopened(t, disk))
}

func TestWhatIsToBeSentIsNotedBeforeItIsSent(t *testing.T) {
	ctx, hh := t.Context(), &household{}
	v, disk := keptVault(t)
	h := hh.first(t, v)
	hh.sync(t, h)
	must(t, v.Put(ctx, newRecord("one")))
	disk.FailAfter(0)
	if envelopes, err := h.Outgoing(ctx); err == nil || len(envelopes) != 0 {
		t.Fatalf("%d envelopes leave though nothing can be noted: %v", len(envelopes), err)
	}
	disk.FailAfter(-1)
	writes := disk.Writes()
	first, err := h.Outgoing(ctx)
	must(t, err)
	again, err := h.Outgoing(ctx)
	must(t, err)
	if disk.Writes() != writes+1 || len(first) != 1 || !bytes.Equal(first[0], again[0]) {
		t.Errorf("%d writes for the same envelope twice", disk.Writes()-writes)
	}
	must(t, v.Put(ctx, newRecord("two")))
	if more, err := h.Outgoing(ctx); err != nil || len(more) != 2 {
		t.Errorf("%d envelopes, %v, want 2", len(more), err)
	}
	v.Lock()
	if _, err := h.Outgoing(ctx); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("locked: got %v", err)
	}
	if _, _, ok := h.Login(0); ok || h.Space() != nil || h.Waiting() != 0 {
		t.Error("locked, and the home can be seen")
	}
}

func TestOneAppendIsNeitherTooManyNorTooLarge(t *testing.T) {
	ctx, hh := t.Context(), &household{}
	v, _ := keptVault(t)
	for i := range 150 {
		rec := newRecord(strings.Repeat("x", 1+i%3*10_000))
		rec.At += int64(i)
		must(t, v.Put(ctx, rec))
	}
	h := hh.first(t, v)
	if n, err := h.Outgoing(ctx); err != nil || len(n) != 0 {
		t.Errorf("before the first entry was accepted: %d, %v", len(n), err)
	}
	must(t, h.Accept(ctx, hh.log.after(0, 1)))
	calls := 0
	for {
		n, _ := h.Head()
		envelopes, err := h.Outgoing(ctx)
		must(t, err)
		if len(envelopes) == 0 {
			break
		}
		size := 0
		for _, e := range envelopes {
			size += len(e) + 8
		}
		if len(envelopes) > 64 || size > 1<<20-64 {
			t.Errorf("%d envelopes of %d bytes at once", len(envelopes), size)
		}
		hh.log.append(n, envelopes...)
		must(t, h.Accept(ctx, hh.log.after(n, 64)))
		calls++
	}
	if hh.log.head() != 151 || calls < 3 || calls > 6 {
		t.Errorf("%d entries in %d calls", hh.log.head(), calls)
	}
	for range 70 {
		must(t, v.Put(ctx, newRecord("short")))
	}
	if envelopes, err := h.Outgoing(ctx); err != nil || len(envelopes) != 64 {
		t.Errorf("%d short ones at once, %v, want 64", len(envelopes), err)
	}
}

func TestADeviceLogsInWithTheKeyOfAnEpoch(t *testing.T) {
	hh, _, _, ha, _ := twoDevices(t)
	message := []byte("message")
	s := ha.Space()
	for back := range uint32(4) {
		epoch, sign, ok := ha.Login(back)
		if ok != (back < 2) {
			t.Errorf("%d back: %v", back, ok)
		}
		if !ok {
			continue
		}
		key, _ := s.LoginAt(epoch)
		if signature := sign(message); epoch != 2-back || !seal.Verify(key.Public(), seal.LabelRelayLogin, message, signature[:]) {
			t.Errorf("%d back: epoch %d, or another key", back, epoch)
		}
	}
	_ = hh
}

func TestNewsAreKeptForSevenDaysAndAreNotTheHistory(t *testing.T) {
	ctx := t.Context()
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	hh := &household{}
	a, disk := keptVault(t)
	a.SetNow(func() time.Time { return now })
	ha := hh.first(t, a)
	hh.sync(t, ha)
	if got := ha.Events(); len(got) != 0 {
		t.Errorf("the first device is no news to itself: %v", got)
	}
	b, _ := keptVault(t)
	hb := hh.join(t, b)
	hh.sync(t, hb, ha)
	if got := hb.Events(); len(got) != 0 {
		t.Errorf("what was before is no news to the one who joins: %v", got)
	}
	next := space.NewOwner()
	control, err := ha.Space().Control(hh.owner, space.Change{Next: &next})
	must(t, err)
	hh.log.append(hh.log.head(), control)
	hh.sync(t, ha)
	check := func(when string, v *vault.Vault) {
		t.Helper()
		got := hh.home(t, v).Events()
		if len(got) != 2 || got[0].Kind != vault.EventJoined || got[0].Name != "device 2" || got[1].Kind != vault.EventOwner ||
			!got[0].Day.Equal(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %v", when, got)
		}
	}
	check("now", a)
	for _, days := range []int{7, 8} {
		now = now.AddDate(0, 0, days)
		a = open(t, disk.Reopen())
		a.SetNow(func() time.Time { return now })
		must(t, a.Unlock(ctx, phrase))
		if days == 7 {
			check("after seven days", a)
		} else if got := hh.home(t, a).Events(); len(got) != 0 {
			t.Errorf("after fifteen days: %v", got)
		}
	}
}

func TestAHoleThatNothingExplainsIsToldOnce(t *testing.T) {
	ctx := t.Context()
	hh, a, _, ha, hb := twoDevices(t)
	must(t, a.Put(ctx, newRecord("one")), a.Put(ctx, newRecord("two")))
	hh.sync(t, ha)
	hh.log.items[hh.log.head()-1].Envelope = nil // the relay lost it
	for range 2 {
		hh.sync(t, hb)
		events := hb.Events()
		if len(events) != 1 || events[0].Kind != vault.EventHole || events[0].Count != 1 {
			t.Fatalf("events: %v", events)
		}
	}
	hh.sync(t, ha)
	if len(ha.Events()) != 1 { // only that b joined
		t.Errorf("who has read it before: %v", ha.Events())
	}
}

func TestEveryChangeWakesWhoWaits(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	changed := func(what string, v *vault.Vault, do func()) {
		t.Helper()
		before, wait := v.Changes()
		select {
		case <-wait:
			t.Errorf("%s: closed before", what)
		default:
		}
		do()
		select {
		case <-wait:
		default:
			t.Errorf("%s: nobody was woken", what)
		}
		if after, _ := v.Changes(); after <= before {
			t.Errorf("%s: the count did not move", what)
		}
	}
	changed("put", a, func() { must(t, a.Put(ctx, newRecord("one"))) })
	hh.sync(t, ha)
	changed("accept", b, func() { hh.sync(t, hb) })
	before, _ := b.Changes()
	hh.sync(t, hb, hb)
	if after, _ := b.Changes(); after != before {
		t.Error("who waits is woken though nothing has changed, and would sync for ever")
	}
	changed("lock", b, b.Lock)
	changed("unlock", b, func() { must(t, b.Unlock(ctx, phrase)) })
}

func TestBlobsOfAVisitAreKeptWithIt(t *testing.T) {
	ctx, disk, id := t.Context(), memdisk.New(), record.NewID()
	v := open(t, disk)
	key := v.BlobKey(id)
	must(t, v.Blobs().PutChunk(ctx, key, 0, []byte("a")), v.Blobs().PutChunk(ctx, key, 1, []byte("b")))
	if names, err := disk.Blobs(ctx); err != nil || len(names) != 0 {
		t.Errorf("a visit is on the disk: %v, %v", names, err)
	}
	disk.FailAfter(1)
	if err := v.Keep(ctx, phrase); !errors.Is(err, memdisk.ErrFault) {
		t.Fatal(err)
	}
	disk.FailAfter(-1)
	if b, err := v.Blobs().Chunk(ctx, key, 1); err != nil || string(b) != "b" {
		t.Errorf("after a Keep that failed: %q, %v", b, err)
	}
	if empty := open(t, disk.Reopen()); empty.State() != vault.Visit {
		t.Error("half a Keep is kept")
	}
	must(t, v.Keep(ctx, phrase))
	if again := v.BlobKey(id); again == key || strings.Contains(again, id.String()) {
		t.Errorf("the key on the disk is the ID: %q", again)
	}
	for _, v := range []*vault.Vault{v, reopened(t, disk)} {
		if b, err := v.Blobs().Chunk(ctx, v.BlobKey(id), 1); err != nil || string(b) != "b" {
			t.Errorf("got %q, %v", b, err)
		}
		if names, err := v.Blobs().Blobs(context.Background()); err != nil || len(names) != 1 || names[0] != v.BlobKey(id) {
			t.Errorf("blobs: %v, %v", names, err)
		}
	}
	v.Lock()
	if v.BlobKey(id) != "" {
		t.Error("locked, and the key is told")
	}
}

// The keys of a space grow with its members and epochs, beyond what one value holds.
func TestTheKeysOfManyEpochsAreKeptInParts(t *testing.T) {
	if testing.Short() {
		t.Skip("two hundred epochs are taken in natively")
	}
	ctx, hh := t.Context(), &household{}
	v, disk := keptVault(t)
	h := hh.first(t, v)
	hh.sync(t, h)
	change := space.Change{}
	for i := range space.MaxMembers - 1 {
		change.Add = append(change.Add, space.NewMember(fmt.Sprint("device ", i+2), space.NewSelf().Keys()))
	}
	before := len(disk.Dump())
	for range 200 {
		control, err := h.Space().Control(hh.owner, change)
		must(t, err)
		hh.log.append(hh.log.head(), control)
		hh.sync(t, h)
		change = space.Change{}
	}
	// Beside the keys' second part there are the news of those who came, in one value.
	if got := len(disk.Dump()) - before; got != 2 {
		t.Errorf("%d values more, want 2", got)
	}
	must(t, v.Put(ctx, newRecord("one")))
	again := reopened(t, disk)
	h = hh.home(t, again)
	if epoch, _, ok := h.Login(200); !ok || epoch != 1 || len(h.Space().Members()) != space.MaxMembers {
		t.Errorf("after reopening: epoch %d, %v, %d members", epoch, ok, len(h.Space().Members()))
	}
	hh.sync(t, h)
	same(t, "one", again)
}
