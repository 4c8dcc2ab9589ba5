package attachments

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"snowdrop/internal/attachments/chunks"
	"snowdrop/internal/attachments/shelf"
	"snowdrop/internal/journal"
	"snowdrop/internal/photo"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal/blob"
)

// AddPhoto takes out of a picture what is not picture, seals it and keeps it on this device. The slice may be used again
// afterwards. After an error nothing stays behind: one of photo's, *journal.FieldError for words that are too long,
// vault.ErrLocked, vault.ErrDiskFull, or another error of the disk.
func (k *Keeper) AddPhoto(ctx context.Context, picture []byte, alt string) (journal.Attachment, error) {
	if utf8.RuneCountInString(alt) > journal.MaxAlt {
		return journal.Attachment{}, &journal.FieldError{Field: "photo", Problem: "long"}
	}
	p, err := photo.Clean(picture)
	if err != nil {
		return journal.Attachment{}, err
	}
	a, err := k.add(ctx, p.Reader, p.Size())
	if err != nil {
		return journal.Attachment{}, err
	}
	a.Kind, a.Type, a.Alt = journal.AttachmentPhoto, string(p.Kind), strings.ToValidUTF8(alt, "\uFFFD")
	return a, nil
}

// AddText seals and keeps the rest of a long text. ErrTooLong, and as AddPhoto.
func (k *Keeper) AddText(ctx context.Context, rest string) (journal.Attachment, error) {
	if len(rest) > blob.MaxLength {
		return journal.Attachment{}, ErrTooLong
	}
	a, err := k.add(ctx, func() io.Reader { return strings.NewReader(rest) }, int64(len(rest)))
	if err != nil {
		return journal.Attachment{}, err
	}
	a.Kind, a.Type = journal.AttachmentText, "text/plain"
	return a, nil
}

// Add seals bytes as they are and keeps them on this device, for a Room that is no vault. ErrTooLong, and as AddPhoto.
func (k *Keeper) Add(ctx context.Context, content []byte) (journal.Attachment, error) {
	if len(content) > blob.MaxLength {
		return journal.Attachment{}, ErrTooLong
	}
	return k.add(ctx, func() io.Reader { return bytes.NewReader(content) }, int64(len(content)))
}

// add seals what src reads and keeps it. It counts as fresh from before its first byte is on the disk, so that nobody
// takes it for something left over.
func (k *Keeper) add(ctx context.Context, src func() io.Reader, length int64) (journal.Attachment, error) {
	for {
		s, err := k.room.Shelf()
		if err != nil {
			return journal.Attachment{}, err
		}
		a, err := k.addTo(ctx, s, src(), length)
		now, lerr := k.room.Shelf()
		if err != nil || lerr != nil || now == s {
			return a, cmp.Or(err, lerr)
		}
		// A visit was kept meanwhile: what was put after that is where nobody looks.
		k.unadd(ctx, now, a.Blob)
	}
}

func (k *Keeper) addTo(ctx context.Context, s Shelf, src io.Reader, length int64) (journal.Attachment, error) {
	id := record.NewID()
	k.mu.Lock()
	k.fresh[id] = true
	k.mu.Unlock()
	if k.rows { // others look at the same disk, and would take it for something left over
		if err := k.set(ctx, id, func(*row) {}); err != nil {
			return journal.Attachment{}, err
		}
	}
	w := &chunks.Writer{Put: func(i int, chunk []byte) error { return s.Put(ctx, id, i, chunk) }}
	sealed, err := blob.Seal(w, src, length)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = k.set(ctx, id, func(r *row) { r.here = true })
	}
	if err != nil {
		k.unadd(ctx, s, id)
		return journal.Attachment{}, err
	}
	k.mu.Lock()
	k.verified[id] = true
	k.mu.Unlock()
	return journal.Attachment{Blob: id, Identity: sealed.Identity, Hash: sealed.Hash, Length: length}, nil
}

// unadd takes back what add did. What it can not take back goes at the next unlock, since nobody names it.
func (k *Keeper) unadd(ctx context.Context, s Shelf, id record.ID) {
	ctx = context.WithoutCancel(ctx)
	_ = s.Drop(ctx, id)
	_ = k.note(ctx, func(l *ledger) { delete(l.rows, id) })
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.fresh, id)
	delete(k.verified, id)
}

// Open writes what an attachment holds to w. Every piece was verified before it is written, but until nil is returned w
// may have only a beginning. ErrNotHere, ErrDamaged, vault.ErrLocked, or an error of w or of the disk.
func (k *Keeper) Open(ctx context.Context, w io.Writer, a journal.Attachment) error {
	s, err := k.room.Shelf()
	if err != nil {
		return err
	}
	if !a.Known() || !k.ledger().rows[a.Blob].here {
		return ErrNotHere
	}
	err = blob.Open(w, k.reader(ctx, s, a), sealedOf(a))
	switch {
	case errors.Is(err, shelf.ErrMissing):
		err = ErrNotHere
	case errors.Is(err, blob.ErrDamaged):
		err = ErrDamaged
	default:
		return err
	}
	// Not here as it should be: from now on it can be fetched again.
	return cmp.Or(k.lose(ctx, a.Blob), err)
}

// Text gives the whole text of an entry. With ErrNotHere and every other error comes the beginning, which is in the entry.
func (k *Keeper) Text(ctx context.Context, e journal.Entry) (string, error) {
	a, long := e.Continued()
	if !long {
		return e.Text, nil
	}
	var rest bytes.Buffer
	if err := k.Open(ctx, &rest, a); err != nil {
		return e.Text, err
	}
	return e.Join(rest.String()), nil
}

func sealedOf(a journal.Attachment) blob.Sealed {
	return blob.Sealed{Identity: a.Identity, Hash: a.Hash, Length: a.Length, Size: blob.Size(a.Length)}
}

// lose notes that the bytes of an attachment are not here as they should be.
func (k *Keeper) lose(ctx context.Context, id record.ID) error {
	k.mu.Lock()
	delete(k.verified, id)
	k.mu.Unlock()
	return k.set(ctx, id, func(r *row) { r.here = false })
}

func (k *Keeper) reader(ctx context.Context, s Shelf, a journal.Attachment) io.Reader {
	return &chunks.Reader{Of: relayapi.Chunks(blob.Size(a.Length)), Chunk: func(i int) ([]byte, error) { return s.Chunk(ctx, a.Blob, i) }}
}
