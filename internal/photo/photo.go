// Package photo takes out of a picture file everything that is not picture: where, when and with what it
// was taken, what it was called, and what stands behind its end. It must never change how the picture
// looks, decode its pixels, or let through what it does not understand.
package photo

import "errors"

// Limits.
const (
	MaxBytes  = 25 << 20
	MaxPixels = 120_000_000 // more than any common phone takes; to show one takes four bytes each
)

// What can be wrong with a picture.
var (
	ErrUnknown       = errors.New("photo: not a picture that is known here")
	ErrBroken        = errors.New("photo: the file is broken, or not whole")
	ErrTooLarge      = errors.New("photo: more than 25 MiB")
	ErrTooManyPixels = errors.New("photo: too many pixels")
)

// Kind is a kind of picture file.
type Kind string

// The kinds that are known.
const (
	JPEG Kind = "image/jpeg"
	PNG  Kind = "image/png"
	WebP Kind = "image/webp"
)

// Picture is a picture file with nothing but the picture in it.
type Picture struct {
	Kind          Kind // its media type
	Width, Height int  // as stored, before it is turned
	Orientation   int  // how it is to be turned: 1 to 8, as in EXIF
	parts         [][]byte
}

// Size is how many bytes the file has.
func (p Picture) Size() int64 {
	n := int64(0)
	for _, part := range p.parts {
		n += int64(len(part))
	}
	return n
}

// Clean reads a picture file and gives it without what is not picture. It copies little: the Picture shares
// the memory of file.
func Clean(file []byte) (Picture, error) { return Picture{}, errors.ErrUnsupported }
