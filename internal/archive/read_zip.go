package archive

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// Limits of what is in a ZIP. Beyond them is nothing that anybody wrote in a life.
const (
	maxFiles   = 200_000
	maxListing = 32 << 20 // bytes of the list of files
	maxName    = 255
	maxData    = 2 << 30 // data.json
	// Deflate cannot make more than 1,032 bytes of one.
	maxRatio = 1040
)

// MaxAttachment is the longest attachment in bytes, as the journal has it.
const MaxAttachment = 25 << 20

// packed is one file of the ZIP.
type packed struct {
	name         string
	at           int64 // of its own header
	stored, size uint64
	method       uint16
	sum          uint32
}

// list reads the list at the end of a ZIP. It is written here and not taken from archive/zip because it refuses what one program may
// read in one way and the next in another: two files of one name, names that lead elsewhere, files that lie over each other, lengths
// that differ between the two places where a ZIP says them. Zip64 is read, since a life of photos is longer than 4 GiB. Whatever
// goes wrong while reading is ErrDamaged: what age and flate say of it says no more, and an error of a disk cannot be told from it.
func list(r io.ReaderAt, size int64) (map[string]packed, error) {
	n, at, length, err := ending(r, size)
	if err != nil {
		return nil, err
	}
	if n > maxFiles || length > maxListing {
		return nil, ErrMany
	}
	listing := make([]byte, length)
	if _, err := io.ReadFull(io.NewSectionReader(r, at, int64(length)), listing); err != nil {
		return nil, ErrDamaged
	}
	all, seen, ordered := map[string]packed{}, map[string]bool{}, []packed{}
	for range n {
		f, rest, err := listed(listing)
		if err != nil {
			return nil, err
		}
		listing = rest
		if !named(f.name) {
			return nil, ErrName
		}
		if low := strings.ToLower(strings.TrimSuffix(f.name, "/")); seen[low] {
			return nil, ErrDouble
		} else {
			seen[low] = true
		}
		if f.size > f.stored*maxRatio || f.method == 0 && f.size != f.stored {
			return nil, ErrLarge
		}
		ordered = append(ordered, f)
		if !strings.HasSuffix(f.name, "/") {
			all[f.name] = f
		} else if f.size != 0 {
			return nil, ErrName
		}
	}
	if len(listing) > 0 {
		return nil, ErrDamaged
	}
	return all, apart(ordered, at)
}

// apart refuses files that lie over each other or over the list.
func apart(all []packed, end int64) error {
	slices.SortFunc(all, func(a, b packed) int { return int(min(max(a.at-b.at, -1), 1)) })
	for i, f := range all {
		next := end
		if i+1 < len(all) {
			next = all[i+1].at
		}
		if f.at < 0 || f.stored > uint64(end) || f.at+localHeader+int64(len(f.name))+int64(f.stored) > next {
			return ErrDamaged
		}
	}
	return nil
}

// named says whether a name stays inside: no root, no step up, nothing that some system reads as one.
func named(name string) bool {
	if name == "" || len(name) > maxName || strings.ContainsAny(name, "\\:\x00") {
		return false
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(name, "/"), "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}

const (
	localHeader   = 30
	listedHeader  = 46
	endingLength  = 22
	locatorLength = 20
	ending64      = 56
)

// ending finds the end of the ZIP: how many files there are, and where their list is.
func ending(r io.ReaderAt, size int64) (n uint64, at int64, length uint64, err error) {
	tail := make([]byte, min(size, endingLength+1<<16))
	from := size - int64(len(tail))
	if _, err := io.ReadFull(io.NewSectionReader(r, from, int64(len(tail))), tail); err != nil {
		return 0, 0, 0, ErrDamaged
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < endingLength || len(tail)-i != endingLength+int(le16(tail[i+20:])) {
		return 0, 0, 0, ErrDamaged // cut off, or more behind it
	}
	e, end := tail[i:], from+int64(i)
	if le16(e[4:]) != 0 || le16(e[6:]) != 0 {
		return 0, 0, 0, ErrDamaged // in several pieces
	}
	n, length, offset := uint64(le16(e[10:])), uint64(le32(e[12:])), uint64(le32(e[16:]))
	if n == 0xFFFF || length == 0xFFFFFFFF || offset == 0xFFFFFFFF {
		if n, length, offset, end, err = endingLong(r, end); err != nil {
			return 0, 0, 0, err
		}
	}
	if offset > uint64(end) || length != uint64(end)-offset {
		return 0, 0, 0, ErrDamaged
	}
	return n, int64(offset), length, nil
}

// endingLong reads the same where the numbers are too large for the first place.
func endingLong(r io.ReaderAt, end int64) (n, length, offset uint64, at int64, err error) {
	b := make([]byte, ending64+locatorLength)
	at = end - int64(len(b))
	if at < 0 {
		return 0, 0, 0, 0, ErrDamaged
	}
	if _, err := io.ReadFull(io.NewSectionReader(r, at, int64(len(b))), b); err != nil {
		return 0, 0, 0, 0, ErrDamaged
	}
	locator := b[ending64:]
	if string(b[:4]) != "PK\x06\x06" || string(locator[:4]) != "PK\x06\x07" || le64(locator[8:]) != uint64(at) || le64(b[4:]) != ending64-12 {
		return 0, 0, 0, 0, ErrDamaged
	}
	return le64(b[32:]), le64(b[40:]), le64(b[48:]), at, nil
}

// listed reads one line of the list.
func listed(b []byte) (f packed, rest []byte, err error) {
	if len(b) < listedHeader || string(b[:4]) != "PK\x01\x02" {
		return f, nil, ErrDamaged
	}
	name, extra, comment := int(le16(b[28:])), int(le16(b[30:])), int(le16(b[32:]))
	if len(b) < listedHeader+name+extra+comment {
		return f, nil, ErrDamaged
	}
	f = packed{
		name: string(b[listedHeader : listedHeader+name]), method: le16(b[10:]), sum: le32(b[16:]),
		stored: uint64(le32(b[20:])), size: uint64(le32(b[24:])), at: int64(le32(b[42:])),
	}
	if le16(b[8:])&1 != 0 || f.method != 0 && f.method != 8 {
		return f, nil, ErrDamaged // locked, or packed in another way
	}
	if err := f.long(b[listedHeader+name : listedHeader+name+extra]); err != nil {
		return f, nil, err
	}
	return f, b[listedHeader+name+extra+comment:], nil
}

// long takes numbers that are too large for their places from where they stand then.
func (f *packed) long(extra []byte) error {
	at := uint64(f.at)
	var want []*uint64
	for _, n := range []*uint64{&f.size, &f.stored, &at} {
		if *n == 0xFFFFFFFF {
			want = append(want, n)
		}
	}
	for len(extra) >= 4 {
		kind, length := le16(extra), int(le16(extra[2:]))
		if extra = extra[4:]; len(extra) < length {
			return ErrDamaged
		}
		if field := extra[:length]; kind == 1 {
			for len(want) > 0 && len(field) >= 8 {
				*want[0], want, field = le64(field), want[1:], field[8:]
			}
		}
		extra = extra[length:]
	}
	if len(want) > 0 || at > 1<<60 || f.stored > 1<<60 || f.size > 1<<60 {
		return ErrDamaged
	}
	f.at = int64(at)
	return nil
}

// open reads a file. What it gives is checked against its length and its sum by the time it ends.
func (f packed) open(r io.ReaderAt) (io.ReadCloser, error) {
	own := make([]byte, localHeader+len(f.name))
	if _, err := io.ReadFull(io.NewSectionReader(r, f.at, int64(len(own))), own); err != nil {
		return nil, ErrDamaged
	}
	if string(own[:4]) != "PK\x03\x04" || string(own[localHeader:]) != f.name || int(le16(own[26:])) != len(f.name) || le16(own[8:]) != f.method {
		return nil, ErrDamaged
	}
	// Lengths that come behind the file, as when it was written in a stream, are said as 0 here; and those that are too long for
	// here as all ones.
	for i, want := range []uint64{uint64(f.sum), f.stored, f.size} {
		said := uint64(le32(own[14+4*i:]))
		if said != want && (le16(own[6:])&8 == 0 || said != 0) && said != 0xFFFFFFFF {
			return nil, ErrDamaged
		}
	}
	from := f.at + int64(len(own)) + int64(le16(own[28:]))
	var inside io.Reader = io.NewSectionReader(r, from, int64(f.stored))
	unpacked := io.NopCloser(inside)
	if f.method == 8 {
		unpacked = flate.NewReader(inside)
	}
	return &checked{from: unpacked, left: f.size, want: f.sum, sum: crc32.NewIEEE()}, nil
}

// checked reads as much as was said, and no other bytes.
type checked struct {
	from io.ReadCloser
	left uint64
	want uint32
	sum  hash.Hash32
}

func (c *checked) Read(p []byte) (int, error) {
	if c.left == 0 {
		var more [1]byte
		if n, err := io.ReadFull(c.from, more[:]); n > 0 || err != io.EOF || c.sum.Sum32() != c.want {
			return 0, ErrDamaged
		}
		return 0, io.EOF
	}
	n, err := c.from.Read(p[:min(uint64(len(p)), c.left)])
	c.sum.Write(p[:n])
	c.left -= uint64(n)
	if err == io.EOF && c.left == 0 || err == nil {
		return n, nil // the next one says how it ended
	}
	return n, ErrDamaged
}

func (c *checked) Close() error { return c.from.Close() }

func le16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func le32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
func le64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }
