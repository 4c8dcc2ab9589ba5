package photo

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"io"
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// pngKept are the chunks that say how the picture looks, and how long each may be: exactly so many bytes, or any
// number for -1. Of the others, those that a reader may not pass over make the picture unknown.
var pngKept = map[string]int{
	"IHDR": 13, "PLTE": -1, "IDAT": -1, "IEND": 0, "tRNS": -1,
	"gAMA": 4, "cHRM": 32, "sRGB": 1, "cICP": 4,
	"acTL": 8, "fcTL": 26, "fdAT": -1, // one that moves
}

// pngReader goes through a file chunk by chunk.
type pngReader struct {
	Picture
	left   []byte
	seen   map[string]bool
	color  byte
	turned bool // the chunk that says how to turn it has been written
}

func cleanPNG(file []byte) (Picture, error) {
	r := &pngReader{Picture: Picture{Kind: PNG, Orientation: upright}, left: file[len(pngSignature):], seen: map[string]bool{}}
	for !r.seen["IEND"] {
		name, chunk, err := r.next()
		if err != nil {
			return Picture{}, err
		}
		if err := r.take(name, chunk); err != nil {
			return Picture{}, err
		}
		r.seen[name] = true
	}
	if !r.seen["IDAT"] {
		return Picture{}, ErrBroken
	}
	return r.Picture, nil
}

// next gives the chunk that follows, with its length, name and checksum. The checksum was checked.
func (r *pngReader) next() (name string, chunk []byte, err error) {
	if len(r.left) < 12 {
		return "", nil, ErrBroken
	}
	n := binary.BigEndian.Uint32(r.left)
	if uint64(n)+12 > uint64(len(r.left)) {
		return "", nil, ErrBroken
	}
	chunk, r.left = r.left[:n+12], r.left[n+12:]
	if crc32.ChecksumIEEE(chunk[4:n+8]) != binary.BigEndian.Uint32(chunk[n+8:]) {
		return "", nil, ErrBroken
	}
	return string(chunk[4:8]), chunk, nil
}

func (r *pngReader) take(name string, chunk []byte) error {
	data := chunk[8 : len(chunk)-4]
	if !r.seen["IHDR"] {
		if name != "IHDR" {
			return ErrBroken
		}
		return r.header(chunk, data)
	}
	switch name {
	case "eXIf":
		if r.Orientation == upright {
			r.Orientation = readOrientation(data)
			if !r.seen["IDAT"] {
				r.addChunk("eXIf", orientationOnly(r.Orientation))
				r.turned = true
			}
		}
		return nil
	case "iCCP":
		if profile, ok := cleanProfile(inflate(data)); ok && !r.seen["iCCP"] && !r.seen["PLTE"] && !r.seen["IDAT"] {
			r.addChunk("iCCP", deflated("Colours\x00\x00", profile))
		}
		return nil
	}
	size, kept := pngKept[name]
	needed := name[0]&0x20 == 0 // a reader may not pass it over
	wrong := size >= 0 && len(data) != size || !r.inPlace(name) || !r.fits(name, data)
	switch {
	case !kept && needed:
		return ErrUnknown
	case kept && needed && wrong:
		return ErrBroken
	case !kept || wrong:
		return nil
	}
	if name == "IEND" && !r.turned {
		r.addChunk("eXIf", orientationOnly(r.Orientation)) // it stood behind the picture, and does again
	}
	r.add(chunk)
	return nil
}

// header takes the first chunk.
func (r *pngReader) header(chunk, data []byte) error {
	if len(data) != pngKept["IHDR"] {
		return ErrBroken
	}
	width, height := binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])
	if width > 1<<31-1 || height > 1<<31-1 {
		return ErrBroken
	}
	depths := map[byte][]byte{0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
	r.color = data[9]
	if bytes.IndexByte(depths[r.color], data[8]) < 0 || data[10] != 0 || data[11] != 0 || data[12] > 1 {
		return ErrBroken
	}
	r.add(pngSignature, chunk)
	return r.setSize(int(width), int(height))
}

// inPlace reports whether a chunk may stand here: those of one kind that are not picture data only once.
func (r *pngReader) inPlace(name string) bool {
	switch name {
	case "IDAT":
		return true
	case "fdAT", "fcTL":
		return r.seen["acTL"]
	case "IEND":
		return r.seen["IDAT"]
	}
	return !r.seen[name] && !r.seen["IDAT"]
}

// fits reports whether a table is as long as a table of this picture can be.
func (r *pngReader) fits(name string, data []byte) bool {
	switch name {
	case "PLTE":
		return len(data)%3 == 0 && len(data) > 0 && len(data) <= 3*256 && r.color != 0 && r.color != 4
	case "tRNS":
		return r.color == 0 && len(data) == 2 || r.color == 2 && len(data) == 6 || r.color == 3 && len(data) <= 256
	case "fdAT":
		return len(data) >= 4
	}
	return true
}

// addChunk adds a chunk of our own; nothing where data is nil.
func (r *pngReader) addChunk(name string, data []byte) {
	if data == nil {
		return
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	r.add(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// maxInflated is the largest profile that is looked at. Few bytes can say that they are many.
const maxInflated = 1 << 20

// inflate gives the profile of an iCCP chunk, or nil.
func inflate(data []byte) []byte {
	name := bytes.IndexByte(data, 0)
	if name < 0 || name+2 > len(data) {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(data[name+2:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(z, maxInflated+1))
	if err != nil || len(profile) > maxInflated {
		return nil
	}
	return profile
}

// deflated is data in the form of zlib, stored as it is: a profile that was cleaned is small.
func deflated(before string, data []byte) []byte {
	b := append([]byte(before), 0x78, 0x01)
	n := uint16(len(data)) // at most maxProfile
	b = append(b, 1)       // the last block, stored
	b = binary.LittleEndian.AppendUint16(b, n)
	b = binary.LittleEndian.AppendUint16(b, ^n)
	b = append(b, data...)
	return binary.BigEndian.AppendUint32(b, adler32.Checksum(data))
}
