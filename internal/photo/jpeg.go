package photo

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG (ITU-T T.81, annex B).
const (
	jpegSOF0, jpegSOF1, jpegSOF2                       = 0xc0, 0xc1, 0xc2 // baseline, extended, progressive
	jpegDHT                                            = 0xc4
	jpegRST0, jpegRST7                                 = 0xd0, 0xd7
	jpegSOI, jpegEOI, jpegSOS, jpegDQT, jpegDRI        = 0xd8, 0xd9, 0xda, 0xdb, 0xdd
	jpegAPP0, jpegAPP1, jpegAPP2, jpegAPP14, jpegAPP15 = 0xe0, 0xe1, 0xe2, 0xee, 0xef
	jpegCOM, jpegTEM                                   = 0xfe, 0x01
)

const (
	exifName  = "Exif\x00\x00"
	iccName   = "ICC_PROFILE\x00"
	adobeName = "Adobe"
)

// jfif says that the picture is as JFIF wants it, with no resolution and no thumbnail.
var jfif = []byte{0xff, jpegAPP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0}

// jpegReader goes through a file segment by segment. What is kept of the picture itself goes to body; what was in the
// segments that are not kept goes into the fields above it, and is written anew at the front.
type jpegReader struct {
	Picture
	left  []byte
	jfif  bool
	adobe int // the colour transform of Adobe's segment, or -1
	icc   map[byte][]byte
	iccOf byte
	body  [][]byte
	scans int
}

func cleanJPEG(file []byte) (Picture, error) {
	r := &jpegReader{Picture: Picture{Kind: JPEG, Orientation: upright}, left: file[2:], adobe: -1, icc: map[byte][]byte{}}
	for {
		marker, segment, err := r.next()
		if err != nil {
			return Picture{}, err
		}
		if marker == jpegEOI {
			break
		}
		if err := r.take(marker, segment); err != nil {
			return Picture{}, err
		}
	}
	if r.scans == 0 {
		return Picture{}, ErrBroken
	}
	r.write()
	return r.Picture, nil
}

// next gives the marker that follows, and the segment that belongs to it.
func (r *jpegReader) next() (marker byte, segment []byte, err error) {
	if len(r.left) < 2 || r.left[0] != 0xff {
		return 0, nil, ErrBroken
	}
	for len(r.left) > 1 && r.left[1] == 0xff { // any number of them may stand before a marker
		r.left = r.left[1:]
	}
	if len(r.left) < 2 {
		return 0, nil, ErrBroken
	}
	marker, r.left = r.left[1], r.left[2:]
	if marker == jpegEOI || marker == jpegTEM {
		return marker, nil, nil
	}
	if marker < jpegSOF0 || marker >= jpegRST0 && marker <= jpegSOI || len(r.left) < 2 {
		return 0, nil, ErrBroken
	}
	n := int(binary.BigEndian.Uint16(r.left))
	if n < 2 || n > len(r.left) {
		return 0, nil, ErrBroken
	}
	segment, r.left = r.left[2:n], r.left[n:]
	return marker, segment, nil
}

func (r *jpegReader) take(marker byte, segment []byte) error {
	switch {
	case marker == jpegSOF0 || marker == jpegSOF1 || marker == jpegSOF2:
		return r.frame(marker, segment)
	case marker == jpegDHT:
		return r.tables(marker, segment, huffmanSize)
	case marker == jpegDQT:
		return r.tables(marker, segment, quantisationSize)
	case marker == jpegDRI:
		return r.tables(marker, segment, func(b []byte) int { return 2 })
	case marker == jpegSOS:
		return r.scan(segment)
	case marker >= jpegAPP0 && marker <= jpegAPP15:
		r.application(marker, segment)
		return nil
	case marker == jpegCOM || marker == jpegTEM || marker >= 0xf0:
		return nil
	}
	return ErrUnknown // lossless, hierarchical or arithmetic: no browser shows them
}

// keep puts a segment into the picture.
func (r *jpegReader) keep(marker byte, segment []byte) {
	head := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(segment)+2))
	r.body = append(r.body, head, segment)
}

func (r *jpegReader) frame(marker byte, s []byte) error {
	if r.Width != 0 || len(s) < 6 || len(s) != 6+3*int(s[5]) || s[5] == 0 || s[5] > 4 {
		return ErrBroken
	}
	if s[0] != 8 {
		return ErrUnknown
	}
	if err := r.setSize(int(binary.BigEndian.Uint16(s[3:])), int(binary.BigEndian.Uint16(s[1:]))); err != nil {
		return err
	}
	r.keep(marker, s)
	return nil
}

// tables keeps a segment that is nothing but tables, each as long as size says; 0 is no table.
func (r *jpegReader) tables(marker byte, s []byte, size func([]byte) int) error {
	for rest := s; ; {
		n := size(rest)
		if n == 0 || n > len(rest) {
			return ErrBroken
		}
		if rest = rest[n:]; len(rest) == 0 {
			break
		}
	}
	r.keep(marker, s)
	return nil
}

func huffmanSize(b []byte) int {
	if len(b) < 17 || b[0]&^0x13 != 0 {
		return 0
	}
	n, codes := 17, 0
	for bits, count := range b[1:17] {
		n += int(count)
		codes += int(count) << (15 - bits)
	}
	if n > 17+256 || codes > 1<<16 {
		return 0 // more codes than there can be
	}
	return n
}

func quantisationSize(b []byte) int {
	if len(b) == 0 || b[0]&^0x13 != 0 {
		return 0
	}
	return 1 + 64*(1+int(b[0]>>4))
}

// scan keeps one scan with its entropy-coded bytes, which end where a marker stands that is not a restart.
func (r *jpegReader) scan(s []byte) error {
	if r.Width == 0 || len(s) < 1 || s[0] == 0 || s[0] > 4 || len(s) != 4+2*int(s[0]) {
		return ErrBroken
	}
	r.keep(jpegSOS, s)
	r.scans++
	for at := 0; ; {
		i := bytes.IndexByte(r.left[at:], 0xff)
		if i < 0 || at+i+1 >= len(r.left) {
			return ErrBroken
		}
		at += i
		switch m := r.left[at+1]; {
		case m == 0 || m >= jpegRST0 && m <= jpegRST7:
			at += 2
		case m == 0xff:
			// Filling: keep what is before it, and go on behind it, as though it were not there.
			r.body = append(r.body, r.left[:at])
			r.left, at = r.left[at+1:], 0
		default:
			r.body = append(r.body, r.left[:at])
			r.left = r.left[at:]
			return nil
		}
	}
}

// application looks into a segment that programs and cameras use for their own ends.
func (r *jpegReader) application(marker byte, s []byte) {
	switch {
	case marker == jpegAPP0 && bytes.HasPrefix(s, []byte("JFIF\x00")):
		r.jfif = true
	case marker == jpegAPP1 && bytes.HasPrefix(s, []byte(exifName)) && r.Orientation == upright:
		r.Orientation = readOrientation(s[len(exifName):])
	case marker == jpegAPP2 && bytes.HasPrefix(s, []byte(iccName)) && len(s) >= len(iccName)+2:
		number, of, part := s[len(iccName)], s[len(iccName)+1], s[len(iccName)+2:]
		if r.icc[number] == nil {
			r.icc[number], r.iccOf = part, of
		}
	case marker == jpegAPP14 && bytes.HasPrefix(s, []byte(adobeName)) && len(s) >= 12:
		if transform := int(s[11]); transform <= 2 {
			r.adobe = transform
		}
	}
}

// write puts the picture together: what says how it looks first, then the picture.
func (r *jpegReader) write() {
	r.add([]byte{0xff, jpegSOI})
	if r.jfif {
		r.add(jfif)
	}
	front := func(marker byte, parts ...string) {
		n := 2
		for _, p := range parts {
			n += len(p)
		}
		b := []byte{0xff, marker, byte(n >> 8), byte(n)}
		for _, p := range parts {
			b = append(b, p...)
		}
		r.add(b)
	}
	if exif := orientationOnly(r.Orientation); exif != nil {
		front(jpegAPP1, exifName, string(exif))
	}
	if profile, ok := cleanProfile(r.profile()); ok {
		// A profile that was cleaned is far shorter than a segment (maxProfile).
		front(jpegAPP2, iccName, "\x01\x01", string(profile))
	}
	if r.adobe >= 0 {
		front(jpegAPP14, adobeName, "\x00\x64\x00\x00\x00\x00", string(rune(r.adobe)))
	}
	r.add(r.body...)
	r.add([]byte{0xff, jpegEOI})
}

// profile joins the parts of a colour profile, or gives nil if one is missing.
func (r *jpegReader) profile() []byte {
	var whole []byte
	for i := 1; i <= int(r.iccOf); i++ {
		part, ok := r.icc[byte(i)]
		if !ok {
			return nil
		}
		whole = append(whole, part...)
	}
	return whole
}
