// Package files is the files of spaces that are shared: photos and long texts that items name, each sealed anew for its space.
// It must never send what is not sealed, show what was not verified, or take from the relay what somebody else put there
// while the space goes on.
//
// What stands in a space names its files; what is named no more goes from this device at once, and from the relay as soon as
// it is reached, if this person put it there. How that is done is internal/attachments. Which files are here is noted in a
// bucket of the vault, one ledger a space.
package files

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"snowdrop/internal/attachments"
	"snowdrop/internal/attachments/shelf"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal/blob"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// ErrFile says that what an item says of a file can not be.
var ErrFile = errors.New("files: not a file")

// Files is the files of all spaces on this device. It is safe for use from many goroutines.
type Files struct {
	vault   *vault.Vault
	relay   func(id record.SpaceID) attachments.Relay
	changes func() (uint64, <-chan struct{})

	mu     sync.Mutex
	open   map[record.SpaceID]*keeping
	closed map[record.SpaceID]*keeping // for Erase: what is on its way must not come after it
}

// keeping is the files of one space while it is open.
type keeping struct {
	*attachments.Keeper
	log    *log.Log
	cancel context.CancelFunc // nil while nothing runs
}

// New returns the files in a vault. relay gives the relay that a space is at, nil for none. changes counts whatever may have
// changed what stands in a space, and gives a channel that is closed at the next such change.
func New(v *vault.Vault, relay func(id record.SpaceID) attachments.Relay, changes func() (uint64, <-chan struct{})) *Files {
	return &Files{vault: v, relay: relay, changes: changes, open: map[record.SpaceID]*keeping{}, closed: map[record.SpaceID]*keeping{}}
}

// of returns who keeps the files of a space.
func (f *Files) of(l *log.Log) *keeping {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := l.ID()
	k := f.open[id]
	if k == nil || k.log != l {
		if k != nil && k.cancel != nil {
			k.cancel()
		}
		delete(f.closed, id)
		k = &keeping{Keeper: attachments.NewOver(&room{files: f, id: id, log: l}, f.relay(id)), log: l}
		f.open[id] = k
	}
	return k
}

// Keep sends, fetches and deletes what is due for a space, in the background, until ctx is done or Close.
func (f *Files) Keep(ctx context.Context, l *log.Log) {
	k := f.of(l)
	f.mu.Lock()
	defer f.mu.Unlock()
	if k.cancel == nil {
		ctx, k.cancel = context.WithCancel(ctx)
		go k.Run(ctx)
	}
}

// Once does everything that can be done now, and returns the first thing that was in the way.
func (f *Files) Once(ctx context.Context, l *log.Log) error { return f.of(l).Once(ctx) }

// Waiting is how many files of this person are on this device and not at the relay.
func (f *Files) Waiting(l *log.Log) int { return f.of(l).Waiting() }

// Close lets go of a space: what is on its way for it comes to nothing.
func (f *Files) Close(id record.SpaceID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if k := f.open[id]; k != nil {
		delete(f.open, id)
		if f.closed[id] = k; k.cancel != nil {
			k.cancel()
		}
	}
}

// Erase removes every file of a space from this device, and none from the relay.
func (f *Files) Erase(ctx context.Context, id record.SpaceID) error {
	f.Close(id)
	f.mu.Lock()
	k := f.closed[id]
	f.mu.Unlock()
	if k == nil {
		k = &keeping{Keeper: attachments.NewOver(&room{files: f, id: id}, f.relay(id))}
	}
	err := k.Forget(ctx)
	if err == nil {
		f.mu.Lock()
		delete(f.closed, id)
		f.mu.Unlock()
	}
	return err
}

// Add seals bytes and keeps them on this device. They are sent when an item names what it returns; until then they are here
// only, and go at the next lock. attachments.ErrTooLong, vault.ErrLocked, vault.ErrDiskFull.
func (f *Files) Add(ctx context.Context, l *log.Log, content []byte) (items.File, error) {
	length := int64(len(content))
	if length > 0 && length <= blob.MaxLength {
		content = append(bytes.Clone(content), make([]byte, step(length)-length)...)
	}
	a, err := f.of(l).Add(ctx, content)
	if err != nil {
		return items.File{}, err
	}
	return items.File{Blob: a.Blob, Identity: a.Identity, Hash: a.Hash[:], Length: length}, nil
}

// step is how long a file of so many bytes is made before it is sealed: one of a few lengths. The same picture lies among
// somebody's own things at the same relay, in a length of its own: with finer steps, whoever has the relay's database could
// tell from a few pictures whose things belong to which space.
func step(n int64) int64 {
	for s := int64(64 << 10); s < blob.MaxLength; s *= 4 {
		if n <= s {
			return s
		}
	}
	return blob.MaxLength
}

// Open returns the bytes of a file that an item of the space names, verified. What is not here is fetched first.
// attachments.ErrNotThere, ErrOffline, ErrDamaged, ErrRefused; ErrFile.
func (f *Files) Open(ctx context.Context, l *log.Log, file items.File) ([]byte, error) {
	a, ok := attachment(file)
	if !ok {
		return nil, ErrFile
	}
	k := f.of(l)
	read := func() ([]byte, error) {
		var b bytes.Buffer
		err := k.Open(ctx, &b, a)
		return b.Bytes()[:min(int64(b.Len()), file.Length)], err
	}
	content, err := read()
	if !errors.Is(err, attachments.ErrNotHere) && !errors.Is(err, attachments.ErrDamaged) {
		return content, err
	}
	k.Fetch(a)
	obstacle := k.Once(ctx)
	if content, err = read(); err == nil {
		return content, nil
	}
	if of := k.Status(a).Err; of != nil {
		return nil, of
	}
	if obstacle != nil {
		return nil, obstacle
	}
	return nil, err
}

// attachment is a file as a Keeper knows it.
func attachment(f items.File) (journal.Attachment, bool) {
	if f.Blob == (record.ID{}) || f.Identity == "" || len(f.Hash) != 32 || f.Length < 1 || f.Length > blob.MaxLength {
		return journal.Attachment{}, false
	}
	return journal.Attachment{Kind: journal.AttachmentText, Blob: f.Blob, Identity: f.Identity, Hash: [32]byte(f.Hash), Length: step(f.Length), Type: "text/plain"}, true
}

// mark stands in every item that names a file. Most name none, and decoding takes time.
var mark = []byte(`"blob"`)

// Carry adds what the files of a copy hold to another space, and returns the copy as it is to be put there. What can not be
// had any more is left out of it.
func (f *Files) Carry(ctx context.Context, from, to *log.Log, body []byte) ([]byte, error) {
	c, err := items.DecodeCopy(body)
	if err != nil || len(c.Files()) == 0 {
		return body, nil
	}
	for i := range c.Parts {
		p := &c.Parts[i]
		for _, file := range []**items.File{&p.Photo, &p.Rest} {
			if *file == nil {
				continue
			}
			if *file, err = f.carry(ctx, from, to, **file); err != nil {
				return nil, err
			}
		}
	}
	return c.Encode()
}

func (f *Files) carry(ctx context.Context, from, to *log.Log, file items.File) (*items.File, error) {
	content, err := f.Open(ctx, from, file)
	switch {
	case errors.Is(err, attachments.ErrNotThere), errors.Is(err, attachments.ErrDamaged), errors.Is(err, ErrFile):
		return nil, nil
	case err != nil:
		return nil, err
	}
	carried, err := f.Add(ctx, to, content)
	carried.Type = file.Type
	return &carried, err
}

// named returns the files of one item.
func named(e *log.Entry) (all []journal.Attachment) {
	if e.Kind != items.KindCopy || !bytes.Contains(e.Body, mark) {
		return nil
	}
	c, err := items.DecodeCopy(e.Body)
	if err != nil {
		return nil
	}
	for _, f := range c.Files() {
		if a, ok := attachment(f); ok {
			all = append(all, a)
		}
	}
	return all
}

// room is an attachments.Room: one space.
type room struct {
	files *Files
	id    record.SpaceID
	log   *log.Log // nil where it is only to be forgotten
}

// Names returns what stands in the space. One that its host has ended for all names nothing, and everything goes. Where a
// person has left and what they put in stays, it names nothing as well, and nothing may go: that is for Erase.
func (r *room) Names() (*attachments.Names, error) {
	if r.log == nil {
		return nil, vault.ErrLocked
	}
	entries, ending := r.log.Entries(), r.log.Ending() // in this order: with the second, the first has become empty
	if ending == log.Forgetting {
		return nil, vault.ErrLocked
	}
	var own, others []journal.Attachment
	for _, e := range entries {
		if r.log.Mine(e) {
			own = append(own, named(e)...)
		} else {
			others = append(others, named(e)...)
		}
	}
	sure := len(r.files.vault.Damaged()) == 0
	if r.log.Closed() || r.files.vault.State() != vault.Unlocked { // and what was read may not be all there is
		return nil, vault.ErrLocked
	}
	return attachments.Named(own, others, sure, ending == log.Clearing), nil
}

func (r *room) Shelf() (attachments.Shelf, error) { return shelf.In(r.files.vault, r.id) }

func (r *room) Ledger() []byte {
	b, _ := r.files.vault.Bucket(shelf.Ledgers).Get(r.id.String())
	return b
}

func (r *room) SetLedger(ctx context.Context, b []byte) error {
	return r.files.vault.Bucket(shelf.Ledgers).Write(ctx, []vault.Change{{Key: r.id.String(), Value: b}})
}

// Home is the log of the space. There always is one: what can not be asked of it now is asked later.
func (r *room) Home() (attachments.Home, bool) {
	if r.log == nil {
		return attachments.Home{}, false
	}
	head, _ := r.log.Head()
	at := attachments.Home{Space: r.id, Head: head, Who: syncer.Login{Role: relayapi.RoleMember, Space: r.id}}
	var ok bool
	if at.Who.Epoch, at.Who.Sign, ok = r.log.Login(0); !ok {
		at.Who.Sign = func([]byte) [64]byte { return [64]byte{} }
	}
	at.Token = func(epoch uint32, id record.ID) ([32]byte, bool) { return r.log.Space().DeleteToken(epoch, id) }
	return at, true
}

func (r *room) Changes() (uint64, <-chan struct{}) { return r.files.changes() }
