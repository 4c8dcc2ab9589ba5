package photo

import "encoding/binary"

// The bits of a VP8X chunk's first byte that say what is in the file.
const (
	webpMoves, webpAlpha, webpICC, webpEXIF = 0x02, 0x10, 0x20, 0x08
)

// webpReader goes through a file chunk by chunk. Chunks that are kept are collected in body, since what stands before
// them is known only at the end.
type webpReader struct {
	Picture
	left     []byte
	flags    byte // of the VP8X chunk that is written
	extended bool
	profile  []byte
	body     [][]byte
	images   int
	alpha    bool // a chunk with the transparency of one picture was there
}

func cleanWebP(file []byte) (Picture, error) {
	size := uint64(binary.LittleEndian.Uint32(file[4:])) + 8
	if size < 12 || size > uint64(len(file)) {
		return Picture{}, ErrBroken
	}
	r := &webpReader{Picture: Picture{Kind: WebP, Orientation: upright}, left: file[12:size]}
	for len(r.left) > 0 {
		name, data, err := cutChunk(&r.left)
		if err != nil {
			return Picture{}, err
		}
		if err := r.take(name, data); err != nil {
			return Picture{}, err
		}
	}
	if r.images == 0 || !r.extended && r.images > 1 {
		return Picture{}, ErrBroken
	}
	r.write()
	return r.Picture, nil
}

// cutChunk takes the chunk in front. An odd one is followed by a byte that belongs to nothing; at the very end some
// programs leave it out.
func cutChunk(left *[]byte) (name string, data []byte, err error) {
	b := *left
	if len(b) < 8 {
		return "", nil, ErrBroken
	}
	n := uint64(binary.LittleEndian.Uint32(b[4:]))
	if n > uint64(len(b)-8) {
		return "", nil, ErrBroken
	}
	end := min(8+n+n&1, uint64(len(b)))
	*left = b[end:]
	return string(b[:4]), b[8 : 8+n], nil
}

func (r *webpReader) take(name string, data []byte) error {
	switch name {
	case "VP8X":
		return r.extend(data)
	case "VP8 ", "VP8L":
		r.images++
		if r.images > 1 {
			return ErrBroken
		}
		width, height, ok := frameSize(name, data)
		if !ok {
			return ErrBroken
		}
		if !r.extended {
			if err := r.setSize(width, height); err != nil {
				return err
			}
		} else if width != r.Width || height != r.Height {
			return ErrBroken
		}
		r.keep(name, data)
	case "ALPH":
		if !r.extended || r.images > 0 || r.alpha {
			return ErrBroken
		}
		r.alpha = true
		r.keep(name, data)
	case "ANIM":
		if len(data) != 6 || r.flags&webpMoves == 0 {
			return ErrBroken
		}
		r.keep(name, data)
	case "ANMF":
		return r.frame(data)
	case "ICCP":
		if profile, ok := cleanProfile(data); ok && r.extended {
			r.profile = profile
		}
	case "EXIF":
		if !r.extended || r.Orientation != upright {
			return nil
		}
		if len(data) > len(exifName) && string(data[:len(exifName)]) == exifName {
			data = data[len(exifName):] // some programs write it as in a JPEG
		}
		r.Orientation = readOrientation(data)
	}
	return nil // XMP, and whatever else a program put there
}

// extend takes the chunk that says what else is there, and how large the whole is.
func (r *webpReader) extend(data []byte) error {
	if r.extended || r.images > 0 || len(data) != 10 {
		return ErrBroken
	}
	r.extended, r.flags = true, data[0]&(webpMoves|webpAlpha)
	return r.setSize(1+int(uint24(data[4:])), 1+int(uint24(data[7:])))
}

// frame takes one picture of those that move, with the same rules inside it.
func (r *webpReader) frame(data []byte) error {
	if r.flags&webpMoves == 0 || len(data) < 16 {
		return ErrBroken
	}
	x, y := 2*int(uint24(data)), 2*int(uint24(data[3:]))
	width, height := 1+int(uint24(data[6:])), 1+int(uint24(data[9:]))
	if x+width > r.Width || y+height > r.Height {
		return ErrBroken
	}
	kept := append([]byte{}, data[:16]...)
	kept[15] &= 0x03 // the rest is reserved
	found, alpha := false, false
	for left := data[16:]; len(left) > 0; {
		name, inside, err := cutChunk(&left)
		if err != nil {
			return err
		}
		switch name {
		case "VP8 ", "VP8L":
			if w, h, ok := frameSize(name, inside); !ok || found || w != width || h != height {
				return ErrBroken
			}
			found = true
		case "ALPH":
			if found || alpha {
				return ErrBroken
			}
			alpha = true
		default:
			continue
		}
		for _, part := range webpChunk(name, inside) {
			kept = append(kept, part...)
		}
	}
	if !found {
		return ErrBroken
	}
	r.images++
	r.keep("ANMF", kept)
	return nil
}

// frameSize reads how large a picture is from its own first bytes.
func frameSize(name string, data []byte) (width, height int, ok bool) {
	if name == "VP8L" {
		if len(data) < 5 || data[0] != 0x2f {
			return 0, 0, false
		}
		bits := binary.LittleEndian.Uint32(data[1:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff), bits>>29 == 0
	}
	if len(data) < 10 || data[0]&1 != 0 || string(data[3:6]) != "\x9d\x01\x2a" {
		return 0, 0, false
	}
	return int(binary.LittleEndian.Uint16(data[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(data[8:]) & 0x3fff), true
}

func (r *webpReader) keep(name string, data []byte) {
	r.body = append(r.body, webpChunk(name, data)...)
}

// webpChunk is a chunk with its name, length, and filling.
func webpChunk(name string, data []byte) [][]byte {
	parts := [][]byte{binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data}
	if len(data)%2 != 0 {
		parts = append(parts, []byte{0})
	}
	return parts
}

// write puts the file together. Only a file that is extended can say how it is to be turned, and what its colours are.
func (r *webpReader) write() {
	if r.extended {
		exif := orientationOnly(r.Orientation)
		if r.profile != nil {
			r.flags |= webpICC
		}
		if exif != nil {
			r.flags |= webpEXIF
		}
		head := appendUint24(appendUint24([]byte{r.flags, 0, 0, 0}, uint32(r.Width-1)), uint32(r.Height-1))
		front := webpChunk("VP8X", head)
		if r.profile != nil {
			front = append(front, webpChunk("ICCP", r.profile)...)
		}
		r.body = append(front, r.body...)
		if exif != nil {
			r.body = append(r.body, webpChunk("EXIF", exif)...)
		}
	}
	n := 4
	for _, part := range r.body {
		n += len(part)
	}
	r.add(append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(n)), "WEBP"...))
	r.add(r.body...)
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

func appendUint24(b []byte, v uint32) []byte { return append(b, byte(v), byte(v>>8), byte(v>>16)) }
