// Package zipped writes a ZIP in a stream, for any program that reads one. It must never go back in what it wrote, hold a
// file of it in memory, or write a name that leads out of where it is unpacked.
//
// The standard library has a writer too. It brings 15 KB of a download of two megabytes (docs/decisions/one-file.md); its reader
// opens what this one writes in the tests.
package zipped

import (
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"math"
	"strings"
	"time"
)

// ErrName says that a name is empty, is there already next to the one before, or leads somewhere else.
var ErrName = errors.New("zipped: not a name")

// ErrTooLarge says that one file has more than four gigabytes.
var ErrTooLarge = errors.New("zipped: a file is too large")

// Numbers of the format (PKWARE, APPNOTE.TXT 6.3.3).
const (
	sigLocal, sigDescriptor, sigCentral = 0x04034b50, 0x08074b50, 0x02014b50
	sigEnd, sigEnd64, sigLocator64      = 0x06054b50, 0x06064b50, 0x07064b50

	version20, version45 = 20, 45       // what a reader needs: Deflate; 64 bit numbers
	madeByUnix           = 3 << 8       // so that what is unpacked gets the rights below
	flags                = 1<<3 | 1<<11 // the sizes come after the bytes; names are UTF-8
	stored, deflated     = 0, 8
	readable             = 0o100600 << 16 // an ordinary file, for its owner alone
)

// Writer writes one ZIP. After an error nothing more may be written.
type Writer struct {
	out     io.Writer
	written int64
	made    uint32 // date and time of every file, as DOS has it
	files   []file
	open    *open
	press   *flate.Writer // one for all files: it has half a megabyte
}

// file is what the end of the ZIP says of one file again.
type file struct {
	name            string
	at              int64
	sum, size, long uint32 // long: before it was pressed
	method          uint16
}

type open struct {
	file
	sum  hash.Hash32
	from int64 // where its bytes begin
	long int64
	to   io.Writer
}

// New begins a ZIP whose files all bear one time.
func New(w io.Writer, made time.Time) *Writer {
	made = made.UTC()
	day := uint32(max(0, min(made.Year()-1980, 127))<<9 | int(made.Month())<<5 | made.Day())
	return &Writer{out: w, made: day<<16 | uint32(made.Hour()<<11|made.Minute()<<5|made.Second()/2)}
}

// Store begins a file whose bytes are written as they are: pictures, and what is too small to gain from being pressed. The
// writer is good until the next file begins.
func (z *Writer) Store(name string) (io.Writer, error) { return z.begin(name, stored) }

// Press begins a file whose bytes are pressed: text becomes a fifth.
func (z *Writer) Press(name string) (io.Writer, error) { return z.begin(name, deflated) }

func (z *Writer) begin(name string, method uint16) (io.Writer, error) {
	if err := z.end(); err != nil {
		return nil, err
	}
	if !good(name) || len(z.files) > 0 && z.files[len(z.files)-1].name == name {
		return nil, ErrName
	}
	o := &open{file: file{name: name, at: z.written, method: method}, sum: crc32.NewIEEE()}
	head := numbers(sigLocal, 4, version20, 2, flags, 2, uint64(method), 2, uint64(z.made), 4,
		0, 4, 0, 4, 0, 4, uint64(len(name)), 2, 0, 2)
	if err := z.put(append(head, name...)); err != nil {
		return nil, err
	}
	o.from = z.written
	o.to = counted{z}
	if method == deflated {
		if z.press == nil {
			z.press, _ = flate.NewWriter(nil, flate.DefaultCompression) // a level that there is: no error
		}
		z.press.Reset(counted{z})
		o.to = z.press
	}
	z.open = o
	return o, nil
}

// good says whether a name may stand in a ZIP: a path of plain names, below where it is unpacked.
func good(name string) bool {
	if name == "" || len(name) > 200 {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.ContainsAny(part, "\\:\x00") {
			return false
		}
	}
	return true
}

// Write writes bytes of the file that is open.
func (o *open) Write(p []byte) (int, error) {
	if o.long += int64(len(p)); o.long > math.MaxUint32 {
		return 0, ErrTooLarge
	}
	_, _ = o.sum.Write(p) // it never has an error
	return o.to.Write(p)
}

// end writes what comes after the bytes of the file that is open.
func (z *Writer) end() error {
	o := z.open
	if o == nil {
		return nil
	}
	z.open = nil
	if o.method == deflated {
		if err := z.press.Close(); err != nil {
			return err
		}
	}
	size := z.written - o.from
	if size > math.MaxUint32 {
		return ErrTooLarge
	}
	f := o.file
	f.sum, f.size, f.long = o.sum.Sum32(), uint32(size), uint32(o.long)
	z.files = append(z.files, f)
	return z.put(numbers(sigDescriptor, 4, uint64(f.sum), 4, uint64(f.size), 4, uint64(f.long), 4))
}

// Close writes the list of the files, with which the ZIP is whole. It does not close what it writes to.
func (z *Writer) Close() error {
	if err := z.end(); err != nil {
		return err
	}
	at := z.written
	for _, f := range z.files {
		if err := z.put(f.listed(z.made)); err != nil {
			return err
		}
	}
	size, n := uint64(z.written-at), uint64(len(z.files))
	if n >= math.MaxUint16 || size >= math.MaxUint32 || at >= math.MaxUint32 {
		end := numbers(sigEnd64, 4, 44, 8, version45|madeByUnix, 2, version45, 2, 0, 4, 0, 4, n, 8, n, 8, size, 8, uint64(at), 8,
			sigLocator64, 4, 0, 4, uint64(z.written), 8, 1, 4)
		if err := z.put(end); err != nil {
			return err
		}
	}
	short := min(n, math.MaxUint16)
	return z.put(numbers(sigEnd, 4, 0, 2, 0, 2, short, 2, short, 2, min(size, math.MaxUint32), 4, min(uint64(at), math.MaxUint32), 4, 0, 2))
}

// listed is a file in the list at the end.
func (f file) listed(made uint32) []byte {
	needs, at := uint64(version20), uint64(f.at)
	var more []byte
	if at >= math.MaxUint32 {
		needs, at, more = version45, math.MaxUint32, numbers(1, 2, 8, 2, uint64(f.at), 8)
	}
	b := numbers(sigCentral, 4, needs|madeByUnix, 2, needs, 2, flags, 2, uint64(f.method), 2, uint64(made), 4,
		uint64(f.sum), 4, uint64(f.size), 4, uint64(f.long), 4, uint64(len(f.name)), 2, uint64(len(more)), 2, 0, 2, 0, 2, 0, 2, readable, 4, at, 4)
	return append(append(b, f.name...), more...)
}

// numbers writes pairs of a number and of how many bytes it takes, the lowest first.
func numbers(pairs ...uint64) []byte {
	var b []byte
	for i := 0; i < len(pairs); i += 2 {
		b = append(b, binary.LittleEndian.AppendUint64(nil, pairs[i])[:pairs[i+1]]...)
	}
	return b
}

func (z *Writer) put(b []byte) error {
	n, err := z.out.Write(b)
	z.written += int64(n)
	return err
}

// counted is where the bytes of a file go.
type counted struct{ z *Writer }

func (c counted) Write(p []byte) (int, error) {
	n, err := c.z.out.Write(p)
	c.z.written += int64(n)
	return n, err
}
