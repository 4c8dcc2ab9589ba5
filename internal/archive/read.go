package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// What can be wrong with a file that somebody brings. Nobody reads their texts.
var (
	ErrFormat     = errors.New("archive: not a file of ours")
	ErrNewer      = errors.New("archive: made by a newer version")
	ErrNeedWords  = errors.New("archive: sealed to words, and there are none")
	ErrNeedKey    = errors.New("archive: sealed to a key, and there is none")
	ErrWords      = errors.New("archive: sealed to other words")
	ErrOtherKey   = errors.New("archive: sealed to another key")
	ErrWork       = errors.New("archive: asks for more work than we do")
	ErrDamaged    = errors.New("archive: damaged, or not whole")
	ErrMany       = errors.New("archive: more files in it than there may be")
	ErrName       = errors.New("archive: a name in it that leads elsewhere")
	ErrDouble     = errors.New("archive: two files of one name in it")
	ErrLarge      = errors.New("archive: something in it is larger than it may be")
	ErrData       = errors.New("archive: data.json is not as it must be")
	ErrAttachment = errors.New("archive: data.json says what is not so of an attachment")
)

// Seal says how a file is closed.
type Seal uint8

// How a file may be closed, and what an open one is.
const (
	SealedToWords Seal = iota + 1 // an age file for a passphrase
	SealedToKey                   // an age file for keys
	OpenZip                       // the ZIP alone, as somebody has it who opened the age file before
	OpenData                      // data.json alone
)

const ageIntro = "age-encryption.org/v1\n"

// Look tells what a file is by its first bytes. ErrFormat where it is none of ours, ErrWork where it asks for so much work that
// nobody could tell it from a trap.
func Look(r io.ReaderAt, size int64) (Seal, error) {
	begin := make([]byte, min(size, 256))
	if n, err := r.ReadAt(begin, 0); err != nil && (err != io.EOF || n < len(begin)) {
		return 0, err
	}
	switch rest, sealed := bytes.CutPrefix(begin, []byte(ageIntro)); {
	case sealed:
		line, _, whole := strings.Cut(string(rest), "\n")
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "->" || !whole && int64(len(begin)) == size {
			return 0, ErrDamaged
		}
		if words[1] != "scrypt" {
			return SealedToKey, nil // its line is longer than this
		}
		if !whole {
			return 0, ErrDamaged
		}
		if len(words) != 4 || len(words[3]) > 2 || len(words[3]) == 2 && words[3] > fmt.Sprint(MaxWorkFactor) {
			return 0, ErrWork
		}
		return SealedToWords, nil
	case bytes.HasPrefix(begin, []byte("PK\x03\x04")), bytes.HasPrefix(begin, []byte("PK\x05\x06")):
		return OpenZip, nil
	case bytes.HasPrefix(bytes.TrimLeft(begin, " \t\r\n"), []byte("{")):
		return OpenData, nil
	}
	return 0, ErrFormat
}

// Reader reads one file. What it holds is a list of what is in the ZIP, and one entry at a time.
type Reader struct {
	data    func() (io.ReadCloser, error)            // data.json from its beginning
	open    func(name string) (io.ReadCloser, error) // a file of attachments/; nil: they are in data.json
	size    func(name string) (int64, bool)
	largest int64 // entry, as data.json has it
}

// Read opens a file. Who asks with the right words or the right key gets a Reader; after any error of those above nothing of it is
// to be had. What an open file needs is nothing. Nothing else than data.json is read, and that only up to its first entry: an
// error of what follows comes with Entries and Copy.
func Read(r io.ReaderAt, size int64, ids []age.Identity) (*Reader, error) {
	seal, err := Look(r, size)
	if err != nil {
		return nil, err
	}
	if seal == SealedToWords || seal == SealedToKey {
		if r, size, err = unseal(r, size, seal, ids); err != nil {
			return nil, err
		}
		if seal, err = Look(r, size); err != nil {
			return nil, err
		}
	}
	switch seal {
	case OpenZip:
		return readZip(r, size)
	case OpenData:
		return begin(&Reader{
			data:    func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, 0, size)), nil },
			largest: maxEntryAlone,
		})
	}
	return nil, ErrFormat // sealed twice
}

// unseal opens the age file.
func unseal(r io.ReaderAt, size int64, seal Seal, ids []age.Identity) (io.ReaderAt, int64, error) {
	need, other := ErrNeedWords, ErrWords
	if seal == SealedToKey {
		need, other = ErrNeedKey, ErrOtherKey
	}
	var fit []age.Identity
	for _, id := range ids {
		if _, words := id.(*age.ScryptIdentity); words == (seal == SealedToWords) {
			fit = append(fit, id)
		}
	}
	if fit == nil {
		return nil, 0, need
	}
	opened, length, err := age.DecryptReaderAt(r, size, fit...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, 0, other
	case err != nil:
		return nil, 0, ErrDamaged
	}
	return sound{opened}, length, nil
}

// sound reads what was sealed. Whatever is wrong with it, it was changed or cut.
type sound struct{ r io.ReaderAt }

func (s sound) ReadAt(p []byte, at int64) (int, error) {
	n, err := s.r.ReadAt(p, at)
	if err != nil && err != io.EOF {
		err = ErrDamaged
	}
	return n, err
}

// readZip reads the list of a ZIP, which must have data.json.
func readZip(r io.ReaderAt, size int64) (*Reader, error) {
	all, err := list(r, size)
	if err != nil {
		return nil, err
	}
	data, ok := all[FileData]
	if !ok {
		return nil, ErrFormat
	}
	if data.size > maxData {
		return nil, ErrLarge
	}
	return begin(&Reader{
		data: func() (io.ReadCloser, error) { return data.open(r) },
		open: func(name string) (io.ReadCloser, error) {
			if f, ok := all[name]; ok {
				return f.open(r)
			}
			return nil, ErrAttachment
		},
		size:    func(name string) (int64, bool) { f, ok := all[name]; return int64(f.size), ok },
		largest: maxEntry,
	})
}

// ReadFolder reads what lies open in a folder, as a ZIP that was unpacked. open gives a file by its name in the archive.
func ReadFolder(open func(name string) (io.ReadCloser, error), size func(name string) (int64, bool)) (*Reader, error) {
	if n, ok := size(FileData); !ok {
		return nil, ErrFormat
	} else if n > maxData {
		return nil, ErrLarge
	}
	return begin(&Reader{
		data: func() (io.ReadCloser, error) { return open(FileData) },
		open: func(name string) (io.ReadCloser, error) {
			f, err := open(name)
			if err != nil {
				return nil, ErrAttachment
			}
			return f, nil
		},
		size: size, largest: maxEntry,
	})
}

// Copy writes what an attachment of an Entry holds, checked against its sum. ErrMissing where the archive says that it is not in it;
// ErrAttachment where it is not what data.json says. After any error w has nothing, or a beginning.
func (r *Reader) Copy(w io.Writer, a Attachment) error {
	switch {
	case a.Missing:
		return ErrMissing
	case a.InText:
		return ErrAttachment // it is in the Text
	}
	var from io.Reader
	switch {
	case r.open == nil:
		from = bytes.NewReader(a.Content)
	default:
		f, err := r.open(a.File)
		if err != nil {
			return err
		}
		defer f.Close()
		from = f
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(from, MaxAttachment+1))
	switch {
	case err != nil:
		return err
	case n != a.Length || n > MaxAttachment || a.SHA256 != "" && hex.EncodeToString(sum.Sum(nil)) != a.SHA256:
		return ErrAttachment
	}
	return nil
}
