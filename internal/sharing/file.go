package sharing

import (
	"context"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
)

// AddFile seals bytes anew for a space and keeps them on this device, for an item that is to name what it returns: it is to
// be put in before the next lock, and takes the file with it when it is taken back. Errors as of Put, and
// attachments.ErrTooLong, vault.ErrDiskFull.
func (s *Sharing) AddFile(ctx context.Context, id record.SpaceID, content []byte) (items.File, error) {
	k, l, err := s.line(ctx, id)
	if err == nil {
		err = s.goesIn(k, l)
	}
	if err != nil {
		return items.File{}, err
	}
	return s.lines.Files.Add(ctx, l.Log, content)
}

// File returns the bytes of a file that an item of a space names, verified. What is not on this device is fetched first, and
// then it is. ErrUnknown, and of internal/attachments ErrNotThere (it is not at the relay yet), ErrOffline, ErrDamaged.
func (s *Sharing) File(ctx context.Context, id record.SpaceID, file items.File) ([]byte, error) {
	_, l, ok := s.reading(id)
	if !ok {
		return nil, ErrUnknown
	}
	return s.lines.Files.Open(ctx, l.Log, file)
}

// carried is the body of an item as it goes along into another space, with its files.
func (s *Sharing) carried(ctx context.Context, from, to *lines.Line, e *log.Entry) ([]byte, error) {
	if e.Kind != items.KindCopy {
		return e.Body, nil
	}
	return s.lines.Files.Carry(ctx, from.Log, to.Log, e.Body)
}
