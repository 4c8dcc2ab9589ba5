// Package storetest holds the promises that every store of a relay keeps, as tests to run against it. It must
// never know one store from another beside what Kit says.
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
)

// Kit says how a store is made and hurt.
type Kit struct {
	// Open returns an empty store, which ends with the test.
	Open func(t *testing.T) relay.Store
	// Reopen ends a store as a process ends it and opens what is left. nil: nothing is left.
	Reopen func(t *testing.T, s relay.Store) relay.Store
	// SetFull fills the disk, or makes room again.
	SetFull func(s relay.Store, full bool)
	// Damage changes a byte of an entry where it lies and returns the store over what is left. nil: it lies nowhere.
	Damage func(t *testing.T, s relay.Store, envelope []byte) relay.Store
}

// Much is a quota that is never reached.
const Much = 1 << 40

// Space is a space that a test made: what a relay is told of it, without any real key.
type Space struct {
	ID    record.SpaceID
	First relay.Epoch
}

// NewSpace returns a space with random keys.
func NewSpace() Space {
	var owner [32]byte
	rand.Read(owner[:])
	id := record.SpaceOf(owner)
	return Space{id, epochOf(id, 0, 1, owner)}
}

// epochOf is a control record by its shape, behind entry expect.
func epochOf(id record.SpaceID, expect uint64, epoch uint32, owner [32]byte) relay.Epoch {
	e := relay.Epoch{Expect: expect, Epoch: epoch, Owner: owner}
	rand.Read(e.Auth[:])
	c := record.Control{Before: expect, Head: record.FirstHead(id), Auth: e.Auth, Owner: owner, Roster: make([]byte, record.RosterSize)}
	rand.Read(c.Roster)
	for i := range c.Boxes {
		c.Boxes[i] = make([]byte, record.BoxSize)
		rand.Read(c.Boxes[i])
	}
	e.Envelope = record.Envelope{Kind: record.KindControl, Epoch: epoch, ID: record.NewID(), Body: c.Marshal()}.Marshal()
	return e
}

// Next is the epoch after one, behind entry expect, with the same owner.
func (s Space) Next(expect uint64, epoch uint32) relay.Epoch {
	return epochOf(s.ID, expect, epoch, s.First.Owner)
}

// Record is a record by its shape, of one of the seven padded sizes.
func Record(epoch uint32, padded int) []byte {
	body := make([]byte, padded+record.PlainOverhead+record.SealOverhead)
	rand.Read(body)
	var hash record.Hash
	rand.Read(hash[:])
	return record.Envelope{Kind: record.KindRecord, Epoch: epoch, ID: record.NewID(), Delete: hash, Body: body}.Marshal()
}

// Made makes a new space in a store.
func Made(t *testing.T, s relay.Store) Space {
	t.Helper()
	space := NewSpace()
	must(t, s.Create(ctx, space.ID, space.First, nil))
	return space
}

// Batch is records for a space in its first epoch.
func (s Space) Batch(expect uint64, envelopes ...[]byte) relay.Batch {
	return relay.Batch{Expect: expect, Epoch: 1, Auth: s.First.Auth, Envelopes: envelopes}
}

var ctx = context.Background()

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants reports an error that is not the one expected.
func wants(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// stands checks that a space's log holds exactly these entries behind its first; nil is a stub.
func stands(t *testing.T, s relay.Store, space Space, entries ...[]byte) {
	t.Helper()
	at, items, err := s.Read(ctx, space.ID, 1, 64<<20)
	must(t, err)
	if at.Head != uint64(len(entries)+1) || len(items) != len(entries) {
		t.Fatalf("the head is %d with %d entries behind the first, want %d", at.Head, len(items), len(entries))
	}
	for i, item := range items {
		if item.N != uint64(i+2) || !bytes.Equal(item.Envelope, entries[i]) || (item.Envelope == nil) != (entries[i] == nil) {
			t.Errorf("entry %d is not what was put there", i+2)
		}
	}
}

// Run runs every promise against a store.
func Run(t *testing.T, kit Kit) {
	for _, p := range []struct {
		name string
		test func(t *testing.T, kit Kit)
	}{
		{"a space is made once, and the same again is no error", once},
		{"an invite code works once", code},
		{"an append lands behind the head or not at all", swap},
		{"the same batch again answers as the first time", again},
		{"a batch lands whole or not at all", whole},
		{"order follows commits when many append at once", order},
		{"a list has no gap and stays within its limit", pages},
		{"a deleted entry leaves its leaf", strip},
		{"a list is of one moment", moment},
		{"a rotation swaps the keys in one", rotate},
		{"nothing of an old epoch lands behind a rotation", race},
		{"control records are found from any epoch", controls},
		{"a deleted space leaves nothing and touches no other", drop},
		{"a blob grows chunk by chunk", blobs},
		{"a slot changes only for who has seen it", slots},
		{"one of many wins a slot", slotRace},
		{"a space holds no more than its quota", quota},
		{"who left before the work began changed nothing", cancelled},
		{"a full disk refuses changes, reads go on, and it recovers by itself", full},
		{"what was answered is there afterwards", reopen},
		{"a damaged entry is one damaged entry", damage},
	} {
		t.Run(p.name, func(t *testing.T) { p.test(t, kit) })
	}
}

func once(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	must(t, s.Create(ctx, space.ID, space.First, nil))
	other := space.First
	other.Envelope = epochOf(space.ID, 0, 1, other.Owner).Envelope
	wants(t, "the same name with other bytes", s.Create(ctx, space.ID, other, nil), relayapi.ErrTaken)
	at, err := s.Space(ctx, space.ID)
	must(t, err)
	want := relay.State{Head: 1, Epoch: 1, Auth: space.First.Auth, Owner: space.First.Owner, Kept: int64(len(space.First.Envelope))}
	if at != want {
		t.Errorf("it stands at %+v, want %+v", at, want)
	}
	_, items, err := s.Read(ctx, space.ID, 0, 1)
	must(t, err)
	if len(items) != 1 || !bytes.Equal(items[0].Envelope, space.First.Envelope) || items[0].Leaf != record.Leaf(space.First.Envelope) {
		t.Error("its first entry is not what made it")
	}
	nobody := NewSpace().ID
	_, err = s.Space(ctx, nobody)
	wants(t, "a space that is not there", err, relayapi.ErrUnknown)
	_, _, err = s.Read(ctx, nobody, 0, 1)
	wants(t, "its log", err, relayapi.ErrUnknown)
	_, err = s.Append(ctx, nobody, space.Batch(1, Record(1, 512)), Much)
	wants(t, "an append to it", err, relayapi.ErrUnknown)
	_, err = s.Rotate(ctx, nobody, space.Next(1, 2), Much)
	wants(t, "a rotation of it", err, relayapi.ErrUnknown)
	wants(t, "deleting it", s.Drop(ctx, nobody), relayapi.ErrUnknown)
}

func code(t *testing.T, kit Kit) {
	s := kit.Open(t)
	used := record.Hash{1}
	one, two := NewSpace(), NewSpace()
	must(t, s.Create(ctx, one.ID, one.First, &used))
	must(t, s.Create(ctx, one.ID, one.First, &used))
	wants(t, "a second space with the same code", s.Create(ctx, two.ID, two.First, &used), relayapi.ErrCode)
	_, err := s.Space(ctx, two.ID)
	wants(t, "the second space", err, relayapi.ErrUnknown)
	must(t, s.Drop(ctx, one.ID))
	wants(t, "the code after its space is gone", s.Create(ctx, two.ID, two.First, &used), relayapi.ErrCode)
	if kit.Reopen != nil {
		s = kit.Reopen(t, s)
		wants(t, "the code after a restart", s.Create(ctx, two.ID, two.First, &used), relayapi.ErrCode)
	}
	must(t, s.Create(ctx, two.ID, two.First, &record.Hash{2}))
	further := NewSpace() // by who has one
	must(t, s.Create(ctx, further.ID, further.First, nil))
	stands(t, s, further)
	three := NewSpace()
	must(t, s.Create(ctx, three.ID, three.First, &record.Hash{3}))
}

func swap(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	a, b := Record(1, 512), Record(1, 32<<10)
	head, err := s.Append(ctx, space.ID, space.Batch(1, a, b), Much)
	if err != nil || head != 3 {
		t.Fatalf("head %d, %v", head, err)
	}
	for _, expect := range []uint64{0, 1, 2, 4, 1 << 62} {
		_, err := s.Append(ctx, space.ID, space.Batch(expect, Record(1, 1024)), Much)
		var at *relayapi.HeadError
		if !errors.As(err, &at) || at.Head != 3 || at.Epoch != 1 {
			t.Errorf("behind entry %d: %v", expect, err)
		}
	}
	stands(t, s, space, a, b)
}

func again(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	a, b, c := Record(1, 512), Record(1, 512), Record(1, 512)
	for range 2 {
		if head, err := s.Append(ctx, space.ID, space.Batch(1, a, b), Much); err != nil || head != 3 {
			t.Fatalf("head %d, %v", head, err)
		}
	}
	if head, err := s.Append(ctx, space.ID, space.Batch(3, c), Much); err != nil || head != 4 {
		t.Fatalf("head %d, %v", head, err)
	}
	// Later too, and with the bytes of one deleted meanwhile.
	must(t, s.Strip(ctx, space.ID, 2))
	if head, err := s.Append(ctx, space.ID, space.Batch(1, a, b), Much); err != nil || head != 3 {
		t.Errorf("head %d, %v", head, err)
	}
	for name, batch := range map[string]relay.Batch{"one of two is another": space.Batch(1, a, c), "more than there is": space.Batch(3, c, a), "at another place": space.Batch(2, a)} {
		if _, err := s.Append(ctx, space.ID, batch, Much); !errors.Is(err, relayapi.ErrHead) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stands(t, s, space, nil, b, c)
}

func whole(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	envelopes := make([][]byte, relayapi.MaxBatch)
	for i := range envelopes {
		envelopes[i] = Record(1, 512<<(i%5))
	}
	done := make(chan error, 1)
	go func() {
		_, err := s.Append(ctx, space.ID, space.Batch(1, envelopes...), Much)
		done <- err
	}()
	for ended := false; !ended; {
		select {
		case err := <-done:
			must(t, err)
			ended = true
		default:
		}
		at, items, err := s.Read(ctx, space.ID, 1, 64<<20)
		must(t, err)
		if n := len(items); (n != 0 && n != len(envelopes)) || at.Head != uint64(n+1) {
			t.Fatalf("a reader saw %d of %d, head %d", n, len(envelopes), at.Head)
		}
	}
	stands(t, s, space, envelopes...)
}

// order has several sessions append to one space and to their own at once, while a reader follows each log from
// where it was. What a cursor passed by must not turn up behind it.
func order(t *testing.T, kit Kit) {
	s := kit.Open(t)
	shared := Made(t, s)
	const sessions, each = 6, 12
	var group sync.WaitGroup
	acknowledged := make([][]byte, 2+sessions*each)
	var mu sync.Mutex
	for range sessions {
		own := Made(t, s)
		group.Go(func() {
			head := uint64(1)
			for i := range each {
				if _, err := s.Append(ctx, own.ID, own.Batch(uint64(i+1), Record(1, 512)), Much); err != nil {
					t.Error(err)
					return
				}
				for e := Record(1, 512); ; {
					next, err := s.Append(ctx, shared.ID, shared.Batch(head, e), Much)
					var at *relayapi.HeadError
					if errors.As(err, &at) {
						head = at.Head
						continue
					}
					if err != nil {
						t.Error(err)
						return
					}
					head = next
					mu.Lock()
					acknowledged[next] = e
					mu.Unlock()
					break
				}
			}
		})
	}
	stop := make(chan struct{})
	followed := make(chan []record.Item)
	go func() { followed <- follow(t, s, shared, stop) }()
	group.Wait()
	close(stop)
	all := <-followed
	if len(all) != 1+sessions*each {
		t.Fatalf("the reader saw %d entries, want %d", len(all), 1+sessions*each)
	}
	for n, e := range acknowledged {
		if n > 1 && !bytes.Equal(all[n-1].Envelope, e) {
			t.Errorf("entry %d is not the one that was acknowledged under that number", n)
		}
	}
}

// follow reads a log from where it was, again and again, until it is told to stop and has everything.
func follow(t *testing.T, s relay.Store, space Space, stop <-chan struct{}) (all []record.Item) {
	for after, last := uint64(0), false; ; {
		_, items, err := s.Read(ctx, space.ID, after, 1500)
		if err != nil {
			t.Error(err)
		}
		for _, item := range items {
			if after++; item.N != after {
				t.Errorf("behind entry %d came %d", after-1, item.N)
			}
		}
		all = append(all, items...)
		if last && len(items) == 0 {
			return all
		}
		select {
		case <-stop:
			last = true
		default:
		}
	}
}

func pages(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	var want [][]byte
	for i := range 7 {
		want = append(want, Record(1, 512<<i))
	}
	_, err := s.Append(ctx, space.ID, space.Batch(1, want...), Much)
	must(t, err)
	for _, limit := range []int{0, 1, 781, 782, 783, 5000, 40000, 1 << 20} {
		var got [][]byte
		for after := uint64(1); ; after = uint64(len(got)) + 1 {
			at, items, err := s.Read(ctx, space.ID, after, limit)
			must(t, err)
			if len(items) == 0 {
				if at.Head != after {
					t.Fatalf("limit %d: nothing behind entry %d of %d", limit, after, at.Head)
				}
				break
			}
			size := 0
			for _, item := range items {
				size += relayapi.ItemSize(item)
				if item.N != uint64(len(got))+2 {
					t.Fatalf("limit %d: entry %d came as %d", limit, len(got)+2, item.N)
				}
				got = append(got, item.Envelope)
			}
			if size > limit && len(items) > 1 {
				t.Errorf("limit %d: %d bytes", limit, size)
			}
			if next := uint64(len(got)) + 2; next <= at.Head && size+1+len(want[next-2]) <= limit {
				t.Errorf("limit %d: it stopped at %d bytes", limit, size)
			}
		}
		for i := range want {
			if !bytes.Equal(got[i], want[i]) {
				t.Errorf("limit %d: entry %d is another", limit, i+2)
			}
		}
	}
	if _, items, err := s.Read(ctx, space.ID, 1<<62, 100); err != nil || len(items) != 0 {
		t.Errorf("beyond the end: %d, %v", len(items), err)
	}
}

// moment has one device append and then delete the entry before, again and again, while others read: an entry is only
// ever deleted once another stands behind it, so who finds the newest one deleted was shown two moments in one answer.
func moment(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space, ctx := Made(t, s), context.Background()
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				at, items, err := s.Read(ctx, space.ID, 1, Much)
				if err != nil || uint64(len(items)) != at.Head-1 {
					t.Errorf("read %d entries of %d: %v", len(items), at.Head-1, err)
					return
				}
				if n := len(items); n > 0 && items[n-1].Envelope == nil {
					t.Errorf("entry %d is deleted, and nothing stands behind it", at.Head)
					return
				}
			}
		})
	}
	for head := uint64(1); head < 30; head++ {
		if _, err := s.Append(ctx, space.ID, space.Batch(head, Record(1, 512)), Much); err != nil {
			t.Error(err)
			break
		}
		if head > 1 {
			if err := s.Strip(ctx, space.ID, head); err != nil {
				t.Error(err)
				break
			}
		}
	}
	close(done)
	readers.Wait()
}

func strip(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	a, b := Record(1, 4096), Record(1, 512)
	_, err := s.Append(ctx, space.ID, space.Batch(1, a, b), Much)
	must(t, err)
	before, err := s.Space(ctx, space.ID)
	must(t, err)
	for range 2 {
		must(t, s.Strip(ctx, space.ID, 2))
	}
	at, items, err := s.Read(ctx, space.ID, 1, 1<<20)
	must(t, err)
	if len(items) != 2 || items[0].Envelope != nil || items[0].Leaf != record.Leaf(a) || !bytes.Equal(items[1].Envelope, b) {
		t.Error("a stub with its leaf was expected, and the next entry as it was")
	}
	if at.Kept != before.Kept-int64(len(a)) || at.Head != 3 {
		t.Errorf("it holds %d bytes up to %d, want %d up to 3", at.Kept, at.Head, before.Kept-int64(len(a)))
	}
	for _, n := range []uint64{0, 4, 1 << 62} {
		wants(t, fmt.Sprint("entry ", n), s.Strip(ctx, space.ID, n), relayapi.ErrUnknown)
	}
	if kit.Reopen != nil {
		stands(t, kit.Reopen(t, s), space, nil, b)
	}
}

func rotate(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	next := space.Next(1, 2)
	next.Owner = [32]byte{7}
	for name, wrong := range map[string]relay.Epoch{"an epoch left out": space.Next(1, 3), "the same epoch": space.Next(1, 1), "behind another entry": space.Next(2, 2), "before the head": space.Next(0, 2)} {
		if _, err := s.Rotate(ctx, space.ID, wrong, Much); !errors.Is(err, relayapi.ErrHead) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 2 {
		if head, err := s.Rotate(ctx, space.ID, next, Much); err != nil || head != 2 {
			t.Fatalf("head %d, %v", head, err)
		}
	}
	at, err := s.Space(ctx, space.ID)
	must(t, err)
	if at.Head != 2 || at.Epoch != 2 || at.Auth != next.Auth || at.Owner != next.Owner {
		t.Errorf("it stands at %+v", at)
	}
	for epoch, want := range map[uint32][32]byte{1: space.First.Auth, 2: next.Auth} {
		if key, err := s.Auth(ctx, space.ID, epoch); err != nil || key != want {
			t.Errorf("the key of epoch %d: %v", epoch, err)
		}
	}
	_, err = s.Auth(ctx, space.ID, 3)
	wants(t, "the key of an epoch to come", err, relayapi.ErrUnknown)
	_, err = s.Append(ctx, space.ID, space.Batch(2, Record(1, 512)), Much)
	wants(t, "an append of the old epoch", err, relay.ErrEpoch)
	batch := relay.Batch{Expect: 2, Epoch: 2, Auth: space.First.Auth, Envelopes: [][]byte{Record(2, 512)}}
	_, err = s.Append(ctx, space.ID, batch, Much)
	wants(t, "an append of the new epoch with the old key", err, relay.ErrEpoch)
	batch.Auth = next.Auth
	if head, err := s.Append(ctx, space.ID, batch, Much); err != nil || head != 3 {
		t.Errorf("head %d, %v", head, err)
	}
}

// race rotates while others append: every record behind a control record is of its epoch.
func race(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for {
				at, err := s.Space(ctx, space.ID)
				if err != nil || at.Epoch > 5 {
					return
				}
				_, err = s.Append(ctx, space.ID, relay.Batch{Expect: at.Head, Epoch: at.Epoch, Auth: at.Auth, Envelopes: [][]byte{Record(at.Epoch, 512)}}, Much)
				if err != nil && !errors.Is(err, relayapi.ErrHead) && !errors.Is(err, relay.ErrEpoch) {
					t.Error(err)
					return
				}
			}
		})
	}
	for epoch := uint32(2); epoch <= 6; {
		at, err := s.Space(ctx, space.ID)
		must(t, err)
		if _, err := s.Rotate(ctx, space.ID, space.Next(at.Head, epoch), Much); err == nil {
			epoch++
		} else if !errors.Is(err, relayapi.ErrHead) {
			t.Fatal(err)
		}
	}
	group.Wait()
	_, items, err := s.Read(ctx, space.ID, 0, 64<<20)
	must(t, err)
	epoch := uint32(0)
	for _, item := range items {
		e, err := record.ParseEnvelope(item.Envelope)
		must(t, err)
		if e.Kind == record.KindControl {
			epoch++
		}
		if e.Epoch != epoch {
			t.Errorf("entry %d is of epoch %d, within epoch %d", item.N, e.Epoch, epoch)
		}
	}
	if epoch != 6 {
		t.Errorf("%d epochs", epoch)
	}
}

func controls(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	want := [][]byte{space.First.Envelope}
	head := uint64(1)
	for epoch := uint32(2); epoch <= 5; epoch++ {
		_, err := s.Append(ctx, space.ID, relay.Batch{Expect: head, Epoch: epoch - 1, Auth: stateOf(t, s, space).Auth, Envelopes: [][]byte{Record(epoch-1, 512)}}, Much)
		must(t, err)
		next := space.Next(head+1, epoch)
		head, err = s.Rotate(ctx, space.ID, next, Much)
		must(t, err)
		want = append(want, next.Envelope)
	}
	for after := range uint32(6) {
		got, err := s.Controls(ctx, space.ID, after, 1<<20)
		if err != nil || !bytes.Equal(bytes.Join(got, nil), bytes.Join(want[min(int(after), 5):], nil)) {
			t.Errorf("after epoch %d: %d, %v", after, len(got), err)
		}
	}
	got, err := s.Controls(ctx, space.ID, 1, 2*len(want[0])+5)
	if err != nil || len(got) != 2 {
		t.Errorf("within a limit: %d, %v", len(got), err)
	}
	_, err = s.Controls(ctx, NewSpace().ID, 0, 1<<20)
	wants(t, "of no space", err, relayapi.ErrUnknown)
}

func stateOf(t *testing.T, s relay.Store, space Space) relay.State {
	t.Helper()
	at, err := s.Space(ctx, space.ID)
	must(t, err)
	return at
}

func drop(t *testing.T, kit Kit) {
	s := kit.Open(t)
	gone, stays := Made(t, s), Made(t, s)
	blob := record.NewID()
	kept := Record(1, 512)
	for _, space := range []Space{gone, stays} {
		_, err := s.Append(ctx, space.ID, space.Batch(1, kept, Record(1, 32<<10)), Much)
		must(t, err)
		_, err = s.Begin(ctx, space.ID, blob, 5, record.Hash{1}, Much)
		must(t, err)
		must(t, s.PutChunk(ctx, space.ID, blob, 0, []byte("abcde")))
	}
	before := stateOf(t, s, stays)
	must(t, s.Drop(ctx, gone.ID))
	wants(t, "deleting it again", s.Drop(ctx, gone.ID), relayapi.ErrUnknown)
	if kit.Reopen != nil {
		s = kit.Reopen(t, s)
	}
	_, err := s.Space(ctx, gone.ID)
	wants(t, "the space", err, relayapi.ErrUnknown)
	_, err = s.Auth(ctx, gone.ID, 1)
	wants(t, "its key", err, relayapi.ErrUnknown)
	_, err = s.Chunk(ctx, gone.ID, blob, 0)
	wants(t, "its blob", err, relayapi.ErrUnknown)
	if after := stateOf(t, s, stays); after != before {
		t.Errorf("the other space stands at %+v, before at %+v", after, before)
	}
	if chunk, err := s.Chunk(ctx, stays.ID, blob, 0); err != nil || string(chunk) != "abcde" {
		t.Errorf("the blob of the other space: %q, %v", chunk, err)
	}
	must(t, s.Create(ctx, gone.ID, gone.First, nil))
	stands(t, s, gone)
	_, err = s.Blob(ctx, gone.ID, blob)
	wants(t, "a blob from before in a space made anew", err, relayapi.ErrUnknown)
}

func blobs(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	blob, hash := record.NewID(), record.Hash{9}
	const size = relayapi.Chunk + 100
	first, rest := make([]byte, relayapi.Chunk), make([]byte, 100)
	rand.Read(first)
	rand.Read(rest)
	before := stateOf(t, s, space)
	state := func(have int, what relayapi.BlobState, err error) {
		t.Helper()
		must(t, err)
		if what != (relayapi.BlobState{Size: size, Have: have}) {
			t.Errorf("%+v, want %d chunks", what, have)
		}
	}
	for range 2 {
		what, err := s.Begin(ctx, space.ID, blob, size, hash, Much)
		state(0, what, err)
	}
	during := before
	if during.Kept += size; stateOf(t, s, space) != during {
		t.Error("it does not count whole from its beginning")
	}
	for name, c := range map[string]struct {
		got  func() error
		want error
	}{
		"another size":    {func() error { return second(s.Begin(ctx, space.ID, blob, size+1, hash, Much)) }, relayapi.ErrTaken},
		"another hash":    {func() error { return second(s.Begin(ctx, space.ID, blob, size, record.Hash{8}, Much)) }, relayapi.ErrTaken},
		"no space":        {func() error { return second(s.Begin(ctx, NewSpace().ID, blob, size, hash, Much)) }, relayapi.ErrUnknown},
		"no blob":         {func() error { return s.PutChunk(ctx, space.ID, record.NewID(), 0, first) }, relayapi.ErrUnknown},
		"not the next":    {func() error { return s.PutChunk(ctx, space.ID, blob, 1, rest) }, relayapi.ErrHead},
		"not there yet":   {func() error { return second(s.Chunk(ctx, space.ID, blob, 0)) }, relayapi.ErrUnknown},
		"removing no one": {func() error { return s.Remove(ctx, space.ID, record.NewID()) }, nil},
	} {
		wants(t, name, c.got(), c.want)
	}
	for range 2 {
		must(t, s.PutChunk(ctx, space.ID, blob, 0, first))
	}
	wants(t, "other bytes", s.PutChunk(ctx, space.ID, blob, 0, make([]byte, relayapi.Chunk)), relayapi.ErrTaken)
	if kit.Reopen != nil {
		s = kit.Reopen(t, s)
	}
	must(t, s.PutChunk(ctx, space.ID, blob, 1, rest))
	known, err := s.Blob(ctx, space.ID, blob)
	state(2, known.BlobState, err)
	if known.Delete != hash {
		t.Error("it has another delete hash")
	}
	for i, want := range [][]byte{first, rest} {
		if got, err := s.Chunk(ctx, space.ID, blob, i); err != nil || !bytes.Equal(got, want) {
			t.Errorf("chunk %d is another: %v", i, err)
		}
	}
	removed(t, s, space, blob, before)
}

// removed removes a blob: the space then stands as before there was one.
func removed(t *testing.T, s relay.Store, space Space, blob record.ID, before relay.State) {
	t.Helper()
	for range 2 {
		must(t, s.Remove(ctx, space.ID, blob))
	}
	if at := stateOf(t, s, space); at != before {
		t.Errorf("afterwards it stands at %+v, before at %+v", at, before)
	}
	wants(t, "a chunk of a deleted blob", second(s.Chunk(ctx, space.ID, blob, 0)), relayapi.ErrUnknown)
}

func slot(auth byte, fill byte) relay.Slot {
	s := relay.Slot{Auth: [32]byte{auth}}
	for i := range s.Blob {
		s.Blob[i] = fill
	}
	return s
}

func seen(s relay.Slot) record.Hash { return sha256.Sum256(s.Blob[:]) }

func slots(t *testing.T, kit Kit) {
	s := kit.Open(t)
	l := relayapi.Locator{1}
	one, two, three := slot(1, 'a'), slot(1, 'b'), slot(1, 'c')
	_, err := s.Slot(ctx, l)
	wants(t, "no slot", err, relayapi.ErrUnknown)
	wants(t, "replacing none", s.PutSlot(ctx, l, seen(one), two), relayapi.ErrTaken)
	for range 2 {
		must(t, s.PutSlot(ctx, l, record.Hash{}, one))
	}
	wants(t, "a second new one", s.PutSlot(ctx, l, record.Hash{}, two), relayapi.ErrTaken)
	wants(t, "one of another key", s.PutSlot(ctx, l, seen(one), slot(2, 'b')), relayapi.ErrTaken)
	must(t, s.PutSlot(ctx, l, seen(one), two))
	wants(t, "who has seen the one before", s.PutSlot(ctx, l, seen(one), three), relayapi.ErrTaken)
	if kit.Reopen != nil {
		s = kit.Reopen(t, s)
	}
	if got, err := s.Slot(ctx, l); err != nil || got != two {
		t.Errorf("it holds %q, %v", got.Blob[0], err)
	}
	if _, err := s.Slot(ctx, relayapi.Locator{2}); !errors.Is(err, relayapi.ErrUnknown) {
		t.Errorf("another locator: %v", err)
	}
	for range 2 {
		must(t, s.DropSlot(ctx, l))
	}
	_, err = s.Slot(ctx, l)
	wants(t, "a deleted slot", err, relayapi.ErrUnknown)
}

func slotRace(t *testing.T, kit Kit) {
	s := kit.Open(t)
	l := relayapi.Locator{3}
	must(t, s.PutSlot(ctx, l, record.Hash{}, slot(1, 0)))
	var group sync.WaitGroup
	won := make(chan byte, 8)
	for i := byte(1); i <= 8; i++ {
		group.Go(func() {
			err := s.PutSlot(ctx, l, seen(slot(1, 0)), slot(1, i))
			if err == nil {
				won <- i
			} else if !errors.Is(err, relayapi.ErrTaken) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(won) != 1 {
		t.Fatalf("%d won", len(won))
	}
	if got, err := s.Slot(ctx, l); err != nil || got.Blob[0] != <-won {
		t.Errorf("the slot is not the winner's: %v", err)
	}
}

func quota(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	a, b := Record(1, 512), Record(1, 512)
	limit := stateOf(t, s, space).Kept + int64(len(a)+len(b))
	_, err := s.Append(ctx, space.ID, space.Batch(1, a, b), limit-1)
	wants(t, "one byte too many", err, relayapi.ErrQuota)
	stands(t, s, space)
	_, err = s.Append(ctx, space.ID, space.Batch(1, a, b), limit)
	must(t, err)
	_, err = s.Begin(ctx, space.ID, record.NewID(), 1, record.Hash{1}, limit)
	wants(t, "a blob of one byte", err, relayapi.ErrQuota)
	_, err = s.Rotate(ctx, space.ID, space.Next(3, 2), limit)
	wants(t, "a control record", err, relayapi.ErrQuota)
	// The same again is no more than there is, whatever the quota.
	if head, err := s.Append(ctx, space.ID, space.Batch(1, a, b), 0); err != nil || head != 3 {
		t.Errorf("the same again: %d, %v", head, err)
	}
	must(t, s.Strip(ctx, space.ID, 2))
	_, err = s.Begin(ctx, space.ID, record.NewID(), int64(len(a)), record.Hash{1}, limit)
	must(t, err)
}

func cancelled(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	other := NewSpace()
	for name, err := range map[string]error{
		"create": s.Create(gone, other.ID, other.First, nil),
		"append": second(s.Append(gone, space.ID, space.Batch(1, Record(1, 512)), Much)),
		"rotate": second(s.Rotate(gone, space.ID, space.Next(1, 2), Much)),
		"begin":  second(s.Begin(gone, space.ID, record.ID{1}, 1, record.Hash{1}, Much)),
		"slot":   s.PutSlot(gone, relayapi.Locator{9}, record.Hash{}, slot(1, 1)),
		"drop":   s.Drop(gone, space.ID),
		"strip":  s.Strip(gone, space.ID, 1),
		"read":   second(s.Space(gone, space.ID)),
	} {
		wants(t, name, err, context.Canceled)
	}
	stands(t, s, space)
	_, err := s.Space(ctx, other.ID)
	wants(t, "a space whose maker left", err, relayapi.ErrUnknown)
	_, err = s.Slot(ctx, relayapi.Locator{9})
	wants(t, "a slot whose writer left", err, relayapi.ErrUnknown)
}

func second[A any](_ A, err error) error { return err }

func full(t *testing.T, kit Kit) {
	s := kit.Open(t)
	space := Made(t, s)
	a, b := Record(1, 512), Record(1, 512)
	_, err := s.Append(ctx, space.ID, space.Batch(1, a), Much)
	must(t, err)
	kit.SetFull(s, true)
	other := NewSpace()
	for range 3 {
		wants(t, "a new space", s.Create(ctx, other.ID, other.First, nil), relayapi.ErrFull)
		_, err = s.Append(ctx, space.ID, space.Batch(2, b, Record(1, 32<<10)), Much)
		wants(t, "an append", err, relayapi.ErrFull)
		_, err = s.Rotate(ctx, space.ID, space.Next(2, 2), Much)
		wants(t, "a rotation", err, relayapi.ErrFull)
		wants(t, "a slot", s.PutSlot(ctx, relayapi.Locator{1}, record.Hash{}, slot(1, 1)), relayapi.ErrFull)
		stands(t, s, space, a)
	}
	kit.SetFull(s, false)
	_, err = s.Append(ctx, space.ID, space.Batch(2, b), Much)
	must(t, err)
	must(t, s.Create(ctx, other.ID, other.First, nil))
	stands(t, s, space, a, b)
	if kit.Reopen != nil {
		stands(t, kit.Reopen(t, s), space, a, b)
	}
}

func reopen(t *testing.T, kit Kit) {
	if kit.Reopen == nil {
		return // it keeps nothing and says so
	}
	s := kit.Open(t)
	want := map[record.SpaceID][][]byte{}
	for range 5 {
		space := Made(t, s)
		for i := range 3 {
			e := Record(1, 512<<i)
			_, err := s.Append(ctx, space.ID, space.Batch(uint64(i+1), e), Much)
			must(t, err)
			want[space.ID] = append(want[space.ID], e)
		}
	}
	s = kit.Reopen(t, s)
	for id, entries := range want {
		stands(t, s, Space{ID: id}, entries...)
	}
}

func damage(t *testing.T, kit Kit) {
	if kit.Damage == nil {
		return
	}
	s := kit.Open(t)
	space, other := Made(t, s), Made(t, s)
	entries := [][]byte{Record(1, 512), Record(1, 8192), Record(1, 512)}
	for _, sp := range []Space{space, other} {
		_, err := s.Append(ctx, sp.ID, sp.Batch(1, entries...), Much)
		must(t, err)
		entries = [][]byte{Record(1, 512), Record(1, 8192), Record(1, 512)}
	}
	_, before, err := s.Read(ctx, space.ID, 0, 1<<20)
	must(t, err)
	s = kit.Damage(t, s, before[2].Envelope)
	_, after, err := s.Read(ctx, space.ID, 0, 1<<20)
	must(t, err)
	if len(after) != 4 {
		t.Fatalf("%d entries are left of 4", len(after))
	}
	for i := range after {
		if after[i].Leaf != before[i].Leaf || (i == 2) != (after[i].Envelope == nil) {
			t.Errorf("entry %d: a stub %v, its leaf right %v", i+1, after[i].Envelope == nil, after[i].Leaf == before[i].Leaf)
		}
	}
	if _, items, err := s.Read(ctx, other.ID, 0, 1<<20); err != nil || len(items) != 4 || items[2].Envelope == nil {
		t.Errorf("the other space: %d entries, %v", len(items), err)
	}
	if _, err := s.Append(ctx, space.ID, space.Batch(4, Record(1, 512)), Much); err != nil {
		t.Errorf("writing on: %v", err)
	}
	// A retry of what was damaged is still a retry.
	if head, err := s.Append(ctx, space.ID, space.Batch(2, before[2].Envelope), Much); err != nil || head != 3 {
		t.Errorf("the same again: %d, %v", head, err)
	}
}
