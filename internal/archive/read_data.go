package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"snowdrop/internal/record"
)

// Limits of data.json.
const (
	maxEntry      = 64 << 20  // bytes of one entry: the longest text there may be, with what JSON adds
	maxEntryAlone = 320 << 20 // with its photos in it, where data.json stands alone
	maxDrafts     = 10_000
	maxEntries    = 1_000_000
	maxKeys       = 100 // of the whole: a program that says more than this one does not say that much more
)

// Beside is what data.json says beside the entries.
type Beside struct {
	Made     time.Time
	Settings json.RawMessage // nil: none
	Drafts   []Draft
	// Unread is how many things the device that made the file could not open.
	Unread int
}

// begin looks at the beginning of data.json: whether it is ours, and whether we know this version.
func begin(r *Reader) (*Reader, error) {
	d, err := r.decoder()
	if err != nil {
		return nil, err
	}
	d.close()
	return r, nil
}

// Entries calls each with every entry, in the order of the file, and gives what stands beside them. It may be called again. It stops at
// the first error, of each or of those above: what was given until then was whole.
func (r *Reader) Entries(each func(*Entry) error) (Beside, error) {
	d, err := r.decoder()
	if err != nil {
		return Beside{}, err
	}
	defer d.close()
	var b Beside
	for d.More() {
		key, err := d.key()
		if err != nil {
			return b, err
		}
		if err := d.field(key, &b, each); err != nil {
			return b, err
		}
	}
	if _, err := d.Token(); err != nil { // the end of the object
		return b, d.wrong(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return b, d.wrong(err)
	}
	return b, nil
}

// decoder reads data.json in a stream, never more than one entry at a time.
type decoder struct {
	*json.Decoder
	r     *Reader
	close func()
	from  *budget
	keys  map[string]bool
	ids   map[record.ID]bool
	last  record.ID
}

// decoder begins data.json, and is behind its format and version.
func (r *Reader) decoder() (*decoder, error) {
	f, err := r.data()
	if err != nil {
		return nil, err
	}
	from := &budget{r: f, left: r.largest}
	d := &decoder{Decoder: json.NewDecoder(from), r: r, close: func() { _ = f.Close() }, from: from, keys: map[string]bool{}, ids: map[record.ID]bool{}}
	if err := d.intro(); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// budget reads no more than is left.
type budget struct {
	r    io.Reader
	left int64
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrLarge
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// wrong gives errors of reading as they are, and makes those of JSON one of ours.
func (d *decoder) wrong(err error) error {
	for _, own := range []error{ErrLarge, ErrDamaged, ErrAttachment} {
		if errors.Is(err, own) {
			return own
		}
	}
	return ErrData
}

func (d *decoder) key() (string, error) {
	t, err := d.Token()
	key, ok := t.(string)
	if err != nil || !ok || d.keys[key] || len(d.keys) >= maxKeys {
		return "", d.wrong(err)
	}
	d.keys[key] = true
	return key, nil
}

// intro reads format and version, which stand first.
func (d *decoder) intro() error {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return d.foreign(err)
	}
	var format string
	if key, err := d.key(); err != nil || key != "format" {
		return d.foreign(err)
	}
	if err := d.Decode(&format); err != nil || format != Format {
		return d.foreign(err)
	}
	var version int
	if key, err := d.key(); err != nil || key != "version" {
		return d.wrong(err)
	}
	if err := d.Decode(&version); err != nil {
		return d.wrong(err)
	}
	switch {
	case version > Version:
		return ErrNewer
	case version != Version:
		return ErrFormat
	}
	return nil
}

// foreign is wrong where nothing says yet that the file is ours.
func (d *decoder) foreign(err error) error {
	if err := d.wrong(err); err != ErrData {
		return err
	}
	return ErrFormat
}

// field reads what one key of the whole has.
func (d *decoder) field(key string, b *Beside, each func(*Entry) error) error {
	var err error
	switch key {
	case "made":
		err = d.Decode(&b.Made)
	case "not_readable":
		var not NotReadable
		err = d.Decode(&not)
		b.Unread = not.Count
	case "settings":
		err = d.Decode(&b.Settings)
		if err == nil && (len(b.Settings) > record.MaxBody || !isObject(b.Settings)) {
			return ErrData
		}
	case "drafts":
		left := d.from.left // for all of them: they are held until the end
		return d.list(func() error {
			d.from.left, left = left, 0
			defer func() { left = d.from.left }()
			var draft Draft
			if err := d.Decode(&draft); err != nil {
				return d.wrong(err)
			}
			b.Drafts = append(b.Drafts, draft)
			if len(b.Drafts) > maxDrafts || draft.Name == "" || len(draft.Name) > maxName || !utf8.ValidString(draft.Name) {
				return ErrData
			}
			return nil
		})
	case "entries":
		return d.list(func() error {
			var e Entry
			if err := d.Decode(&e); err != nil {
				return d.wrong(err)
			}
			if err := d.check(&e); err != nil {
				return err
			}
			return each(&e)
		})
	default: // of a program that says more
		var more json.RawMessage
		err = d.Decode(&more)
	}
	if err != nil {
		return d.wrong(err)
	}
	return nil
}

// list reads the values of a list, each on a budget of its own.
func (d *decoder) list(value func() error) error {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return d.wrong(err)
	}
	for d.from.left = d.r.largest; d.More(); d.from.left = d.r.largest {
		if err := value(); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return d.wrong(err)
	}
	return nil
}

// check looks at an entry, and fills in what only reading knows.
func (d *decoder) check(e *Entry) error {
	id, err := record.ParseID(e.ID)
	year := e.At.UTC().Year()
	switch {
	case err != nil || e.Kind == "" || year < 1 || year > 9999 || e.At.Nanosecond() != 0:
		return ErrData
	case e.Other && (id != d.last || !d.ids[id]), !e.Other && d.ids[id]:
		return ErrData // another version of nothing, or the same thing twice
	}
	d.ids[id], d.last = true, id
	if len(d.ids) > maxEntries {
		return ErrMany
	}
	var small bytes.Buffer
	if err := json.Compact(&small, e.Data); err != nil || small.Len() > record.MaxBody || small.String() == "null" {
		return ErrData
	}
	e.Data = small.Bytes()
	if len(e.Attachments) == 0 && e.Text == "" {
		return nil
	}
	return d.checkApart(e)
}

// said is what the data of an entry says of one of its attachments, as far as it matters here.
type said struct {
	Kind   string `json:"kind"`
	Length int64  `json:"length"`
	Type   string `json:"type"`
	Alt    string `json:"alt"`
}

// checkApart looks at what does not lie in the data of an entry.
func (d *decoder) checkApart(e *Entry) error {
	var data struct {
		Text        string            `json:"text"`
		Attachments []json.RawMessage `json:"attachments"`
	}
	if json.Unmarshal(e.Data, &data) != nil {
		return ErrAttachment
	}
	before, long := -1, false
	for i := range e.Attachments {
		a := &e.Attachments[i]
		var s said
		if a.At <= before || a.At >= len(data.Attachments) || json.Unmarshal(data.Attachments[a.At], &s) != nil || s.Length < 1 || s.Length > MaxAttachment {
			return ErrAttachment
		}
		before = a.At
		a.Kind, a.Length, a.Type, a.Alt = s.Kind, s.Length, s.Type, s.Alt
		switch {
		case a.InText:
			rest, ok := strings.CutPrefix(e.Text, data.Text)
			if long || a.Missing || a.File != "" || a.Content != nil || a.Kind != attachmentText || !ok || int64(len(rest)) != a.Length {
				return ErrAttachment
			}
			long = true
		case a.Missing:
			a.Content = nil // a beginning at most
			if a.File != "" {
				return ErrAttachment
			}
		case d.r.open == nil:
			if int64(len(a.Content)) != a.Length {
				return ErrAttachment
			}
		default:
			if n, ok := d.r.size(a.File); !ok || n != a.Length || a.SHA256 == "" || a.Content != nil || !strings.HasPrefix(a.File, DirAttachments) || !named(a.File) {
				return ErrAttachment
			}
		}
	}
	if e.Text != "" && !long {
		return ErrAttachment
	}
	return nil
}

func isObject(b []byte) bool { return len(bytes.TrimSpace(b)) > 0 && bytes.TrimSpace(b)[0] == '{' }
