// Package photo takes out of a picture file everything that is not picture: where, when and with what it
// was taken, what it was called, and what stands behind its end. It must never change how the picture
// looks, decode its pixels, or let through what it does not understand.
//
// What stays is listed, in each kind's file, and every structure that stays has a length or a form that
// leaves no room for more. Two things stay in, because only the pixels hold them: what compression a
// camera's program likes (quantisation and Huffman tables), and the noise of a sensor. Both can tell two
// pictures of one camera apart from others, for someone who has both; docs/decisions/photos.md says more.
package photo

import (
	"bytes"
	"errors"
	"io"
)

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

// Kind is a kind of picture file, as its media type.
type Kind string

// The kinds that are known. Phones make others as well (HEIC, AVIF), and turn them into JPEG for a
// form that accepts only these.
const (
	JPEG Kind = "image/jpeg"
	PNG  Kind = "image/png"
	WebP Kind = "image/webp"
)

// Picture is a picture file with nothing but the picture in it.
type Picture struct {
	Kind          Kind
	Width, Height int // as stored, before it is turned
	Orientation   int // how it is to be turned: 1 to 8, as in EXIF
	parts         [][]byte
}

// Clean reads a picture file and gives it without what is not picture. ErrUnknown, ErrBroken,
// ErrTooLarge or ErrTooManyPixels. It copies little: the Picture shares the memory of file, which must not be
// changed as long as it is used. Cleaning what was cleaned changes nothing.
func Clean(file []byte) (Picture, error) {
	if len(file) > MaxBytes {
		return Picture{}, ErrTooLarge
	}
	var p Picture
	var err error
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		p, err = cleanJPEG(file)
	case bytes.HasPrefix(file, pngSignature):
		p, err = cleanPNG(file)
	case len(file) >= 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		p, err = cleanWebP(file)
	default:
		err = ErrUnknown
	}
	if err != nil {
		return Picture{}, err
	}
	if p.Size() > MaxBytes { // a smaller profile or header can be a few bytes longer
		return Picture{}, ErrTooLarge
	}
	return p, nil
}

// Size is how many bytes the file has.
func (p Picture) Size() int64 {
	n := int64(0)
	for _, part := range p.parts {
		n += int64(len(part))
	}
	return n
}

// Reader reads the file from its beginning. Each reader is its own.
func (p Picture) Reader() io.Reader {
	readers := make([]io.Reader, len(p.parts))
	for i, part := range p.parts {
		readers[i] = bytes.NewReader(part)
	}
	return io.MultiReader(readers...)
}

// add puts bytes behind what is there.
func (p *Picture) add(parts ...[]byte) { p.parts = append(p.parts, parts...) }

// setSize notes the size, or says what is wrong with it.
func (p *Picture) setSize(width, height int) error {
	if width <= 0 || height <= 0 {
		return ErrBroken
	}
	if int64(width)*int64(height) > MaxPixels {
		return ErrTooManyPixels
	}
	p.Width, p.Height = width, height
	return nil
}
