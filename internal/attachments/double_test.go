package attachments

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"snowdrop/internal/attachments/shelf"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// device is a vault of few lines: entries by ID, drafts, a bin, and a disk for chunks. It outlives the Keepers on it.
type device struct {
	mu      sync.Mutex
	locked  bool
	entries map[record.ID][]byte
	bin     [][]byte
	drafts  map[string][]byte
	damaged bool
	at      *Home
	count   uint64
	next    chan struct{}

	chunks map[string]map[int][]byte
	room   int // chunks that still fit; -1 for any number
	puts   int

	beforePut func(id record.ID)
	afterKeys func()      // is called when the disk has been listed
	keyless   atomic.Bool // no blob has a key, as while a vault is locked
}

func newDevice() *device {
	return &device{
		entries: map[record.ID][]byte{}, drafts: map[string][]byte{}, chunks: map[string]map[int][]byte{},
		next: make(chan struct{}), room: -1,
	}
}

// change does something to the vault and tells who waits.
func (d *device) change(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
	d.count++
	close(d.next)
	d.next = make(chan struct{})
}

// keep puts an entry into the vault.
func (d *device) keep(t testing.TB, id record.ID, attached ...journal.Attachment) {
	t.Helper()
	body, err := journal.Entry{Text: "made up", Attachments: attached}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	d.change(func() { d.entries[id] = body })
}

func (d *device) delete(id record.ID) { d.change(func() { delete(d.entries, id) }) }

func (d *device) Names() (*Names, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked {
		return nil, vault.ErrLocked
	}
	n := NewNames()
	for _, body := range d.entries {
		n.entry(body)
	}
	for _, body := range d.bin {
		n.hold(body)
	}
	for name, body := range d.drafts {
		if name != ledgerDraft {
			n.hold(body)
		}
	}
	n.sure = !d.damaged
	return n, nil
}

func (d *device) Shelf() (Shelf, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked {
		return nil, vault.ErrLocked
	}
	return d, nil
}

func (d *device) Ledger() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked {
		return nil
	}
	return bytes.Clone(d.drafts[ledgerDraft])
}

func (d *device) SetLedger(ctx context.Context, b []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var err error
	d.change(func() {
		switch {
		case d.locked:
			err = vault.ErrLocked
		case b == nil:
			delete(d.drafts, ledgerDraft)
		default:
			d.drafts[ledgerDraft] = b
		}
	})
	return err
}

func (d *device) Home() (Home, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at == nil || d.locked {
		return Home{}, false
	}
	return *d.at, true
}

func (d *device) Changes() (uint64, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count, d.next
}

func (d *device) Key(id record.ID) string {
	if d.keyless.Load() {
		return ""
	}
	return "key of " + id.String()
}

func (d *device) Put(ctx context.Context, id record.ID, i int, chunk []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case d.locked:
		return vault.ErrLocked
	case d.room == 0:
		return fmt.Errorf("device: %w", vault.ErrDiskFull)
	}
	if d.beforePut != nil {
		d.beforePut(id)
	}
	d.room--
	d.puts++
	key := d.Key(id)
	if d.chunks[key] == nil {
		d.chunks[key] = map[int][]byte{}
	}
	d.chunks[key][i] = bytes.Clone(chunk)
	return nil
}

func (d *device) Chunk(ctx context.Context, id record.ID, i int) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked {
		return nil, vault.ErrLocked
	}
	chunk, ok := d.chunks[d.Key(id)][i]
	if !ok {
		return nil, shelf.ErrMissing
	}
	return bytes.Clone(chunk), ctx.Err()
}

func (d *device) Drop(ctx context.Context, id record.ID) error { return d.DropKey(ctx, d.Key(id)) }

func (d *device) DropKey(ctx context.Context, key string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ctx.Err() == nil {
		delete(d.chunks, key)
	}
	return ctx.Err()
}

func (d *device) Keys(ctx context.Context) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	keys := slices.Sorted(maps.Keys(d.chunks))
	if d.afterKeys != nil {
		d.afterKeys()
	}
	return keys, ctx.Err()
}

// relay is a relay of few lines, for blobs. Every call first asks fault, which may do harm.
type relay struct {
	mu    sync.Mutex
	blobs map[record.SpaceID]map[record.ID]*there
	quota int64 // bytes that still fit; -1 for any number
	epoch uint32
	calls int
	log   []string
	// lost makes the call of this number fail: before it is carried out, or after.
	lost, lostAfter func(call int) bool
	// hostile changes what is answered.
	chunk func(id record.ID, i int, chunk []byte) []byte
	state func(id record.ID, s relayapi.BlobState) relayapi.BlobState
}

type there struct {
	size   int64
	hash   record.Hash
	chunks [][]byte
}

func newRelay() *relay {
	return &relay{blobs: map[record.SpaceID]map[record.ID]*there{}, quota: -1, epoch: 1}
}

var errLine = fmt.Errorf("%w: a made-up line", syncer.ErrOffline)

// call carries f out for who may ask.
func (r *relay) call(ctx context.Context, what string, who syncer.Login, f func(space map[record.ID]*there) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.calls++
	r.log = append(r.log, what)
	if r.lost != nil && r.lost(r.calls) {
		return errLine
	}
	if who.Epoch != r.epoch {
		return relayapi.ErrUnknown
	}
	if r.blobs[who.Space] == nil {
		r.blobs[who.Space] = map[record.ID]*there{}
	}
	err := f(r.blobs[who.Space])
	if r.lostAfter != nil && r.lostAfter(r.calls) {
		return errLine
	}
	return err
}

func (r *relay) answer(id record.ID, b *there) relayapi.BlobState {
	s := relayapi.BlobState{Size: b.size, Have: len(b.chunks)}
	if r.state != nil {
		s = r.state(id, s)
	}
	return s
}

func (r *relay) CreateBlob(ctx context.Context, who syncer.Login, id record.ID, size int64, hash record.Hash) (s relayapi.BlobState, err error) {
	err = r.call(ctx, "create", who, func(space map[record.ID]*there) error {
		b := space[id]
		switch {
		case b != nil && (b.size != size || b.hash != hash):
			return relayapi.ErrTaken
		case b == nil && r.quota >= 0 && r.quota < size:
			return relayapi.ErrQuota
		case b == nil:
			b = &there{size: size, hash: hash}
			space[id] = b
			r.quota -= size
		}
		s = r.answer(id, b)
		return nil
	})
	return s, err
}

func (r *relay) PutChunk(ctx context.Context, who syncer.Login, id record.ID, i int, chunk []byte) error {
	return r.call(ctx, "put", who, func(space map[record.ID]*there) error {
		b := space[id]
		switch {
		case b == nil:
			return relayapi.ErrUnknown
		case len(chunk) != relayapi.ChunkSize(b.size, i):
			return relayapi.ErrMalformed
		case i > len(b.chunks) || i < len(b.chunks) && !bytes.Equal(b.chunks[i], chunk):
			return &relayapi.HeadError{Head: uint64(len(b.chunks))}
		case i == len(b.chunks):
			b.chunks = append(b.chunks, bytes.Clone(chunk))
		}
		return nil
	})
}

func (r *relay) Blob(ctx context.Context, who syncer.Login, id record.ID) (s relayapi.BlobState, err error) {
	err = r.call(ctx, "ask", who, func(space map[record.ID]*there) error {
		if space[id] == nil {
			return relayapi.ErrUnknown
		}
		s = r.answer(id, space[id])
		return nil
	})
	return s, err
}

func (r *relay) Chunk(ctx context.Context, who syncer.Login, id record.ID, i int) (chunk []byte, err error) {
	err = r.call(ctx, "get", who, func(space map[record.ID]*there) error {
		b := space[id]
		if b == nil || i >= len(b.chunks) {
			return relayapi.ErrUnknown
		}
		chunk = bytes.Clone(b.chunks[i])
		if r.chunk != nil {
			chunk = r.chunk(id, i, chunk)
		}
		return nil
	})
	return chunk, err
}

func (r *relay) DeleteBlob(ctx context.Context, who syncer.Login, id record.ID, token [32]byte) error {
	return r.call(ctx, "delete", who, func(space map[record.ID]*there) error {
		b := space[id]
		if b == nil || record.DeleteHash(token) != b.hash {
			return relayapi.ErrUnknown
		}
		delete(space, id)
		return nil
	})
}

func (r *relay) Entries(ctx context.Context, who syncer.Login, after uint64) (head uint64, items []record.Item, err error) {
	err = r.call(ctx, "log", who, func(map[record.ID]*there) error { return nil })
	return after, nil, err
}

// has is what the relay has of a blob in a space: -1 for nothing, else so many chunks.
func (r *relay) has(space record.SpaceID, id record.ID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if b := r.blobs[space][id]; b != nil {
		return len(b.chunks)
	}
	return -1
}

// made is the space that all devices of these tests belong to.
var made = record.SpaceID{1, 2, 3}

// homeAt is a home in an epoch.
func homeAt(space record.SpaceID, epoch uint32) *Home {
	return &Home{Space: space, Head: 7, Who: syncer.Login{Role: relayapi.RoleMember, Space: space, Epoch: epoch},
		Token: func(e uint32, id record.ID) ([32]byte, bool) {
			return [32]byte{byte(e), id[0], id[1]}, e > 0 && e <= epoch
		},
	}
}

// world is a relay with devices that have the same home. What an entry names is told to all of them by hand.
type world struct {
	testing.TB
	relay *relay
}

func newWorld(t testing.TB) *world { return &world{t, newRelay()} }

func (w *world) device() (*device, *Keeper) {
	d := newDevice()
	d.at = homeAt(made, 1)
	return d, newKeeper(d, w.relay)
}

// restart is a Keeper on the same device that remembers nothing.
func (w *world) restart(d *device) *Keeper { return newKeeper(d, w.relay) }

// text adds a long text of n bytes and keeps an entry with it.
func (w *world) text(d *device, k *Keeper, entry record.ID, n int) (journal.Attachment, []byte) {
	w.Helper()
	content := bytes.Repeat([]byte("made up. "), n/9+1)[:n]
	a, err := k.AddText(w.Context(), string(content))
	if err != nil {
		w.Fatal(err)
	}
	d.keep(w, entry, a)
	return a, content
}

func (w *world) once(k *Keeper) {
	w.Helper()
	if err := k.Once(w.Context()); err != nil {
		w.Fatalf("Once: %v", err)
	}
}

// opens checks that an attachment is here and is what it was.
func (w *world) opens(k *Keeper, a journal.Attachment, want []byte) {
	w.Helper()
	var got bytes.Buffer
	if err := k.Open(w.Context(), &got, a); err != nil || !bytes.Equal(got.Bytes(), want) {
		w.Fatalf("opened %d bytes of %d: %v", got.Len(), len(want), err)
	}
}

// gone checks that nothing of an attachment is anywhere.
func (w *world) gone(a journal.Attachment, devices ...*device) {
	w.Helper()
	if n := w.relay.has(made, a.Blob); n >= 0 {
		w.Errorf("the relay still has %d chunks", n)
	}
	for _, d := range devices {
		if len(d.chunks) > 0 {
			w.Errorf("the device still has %d blobs", len(d.chunks))
		}
		if l, err := decodeLedger(d.drafts[ledgerDraft]); err != nil || len(l.rows) > 0 {
			w.Errorf("the ledger still has %v, %v", l.rows, err)
		}
	}
}

func wantError(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

// place is a space that is shared, with a disk: what is attached is named by hand.
type place struct {
	*device
	own, others []journal.Attachment
	clear       bool
}

func (w *world) place() *place {
	d, _ := w.device()
	return &place{device: d}
}

func (p *place) Names() (*Names, error) { return Named(p.own, p.others, true, p.clear), nil }
