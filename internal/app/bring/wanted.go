package bring

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"snowdrop/internal/archive"
	"snowdrop/internal/journal"
	"snowdrop/internal/photo"
	"snowdrop/internal/record"
)

// wanted is one version of an entry as a file has it.
type wanted struct {
	e    *archive.Entry
	full []byte // its data in one form, whatever order of names it came in
	less []byte // the same without attachments that are not in the file
}

// ofDevice are what data says of an attachment that is of one device alone.
var ofDevice = []string{"blob", "identity", "sha256"}

func want(e *archive.Entry) wanted {
	w := wanted{e: e, full: inOrder(e.Data, func(_ int, raw json.RawMessage) (json.RawMessage, bool) { return named(raw), true })}
	gone := map[int]bool{}
	for _, a := range e.Attachments {
		if a.Missing {
			gone[a.At] = true
		}
	}
	if w.less = w.full; len(gone) > 0 {
		w.less = inOrder(e.Data, func(i int, raw json.RawMessage) (json.RawMessage, bool) { return named(raw), !gone[i] })
	}
	return w
}

// inOrder writes data with the names of its fields in order, and its attachments as each says. What is no object stays as it is.
func inOrder(data []byte, each func(i int, raw json.RawMessage) (json.RawMessage, bool)) []byte {
	var all map[string]json.RawMessage
	if json.Unmarshal(data, &all) != nil || all == nil {
		return encoded(json.RawMessage(data))
	}
	var list []json.RawMessage
	if at, ok := all["attachments"]; ok && json.Unmarshal(at, &list) == nil && len(list) > 0 {
		out := make([]json.RawMessage, 0, len(list))
		for i, raw := range list {
			if raw, keep := each(i, raw); keep {
				out = append(out, raw)
			}
		}
		if all["attachments"] = encoded(out); len(out) == 0 {
			delete(all, "attachments")
		}
	}
	return encoded(all)
}

// named writes an object with the names of its fields in order.
func named(raw json.RawMessage) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return raw
	}
	return encoded(fields)
}

// encoded is JSON as the journal writes it.
func encoded(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("bring: what was read from JSON is written as JSON: " + err.Error())
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// unplaced takes out of data where an attachment lies, and what opens it: a file says neither of one that this version knows. One
// that does names bytes that are here already, which would go when its entry is erased.
func unplaced(data json.RawMessage) json.RawMessage {
	found := false
	var all map[string]json.RawMessage
	_ = json.Unmarshal(data, &all) // what is no object has no attachments
	for name := range all {
		if name != "attachments" && strings.EqualFold(name, "attachments") { // Go would read it as those
			delete(all, name)
			found = true
		}
	}
	if found {
		data = encoded(all)
	}
	out := inOrder(data, func(_ int, raw json.RawMessage) (json.RawMessage, bool) {
		var a journal.Attachment
		if json.Unmarshal(raw, &a) != nil || !a.Known() {
			return raw, true
		}
		found = true
		return encoded(map[string]string{"kind": a.Kind, "alt": a.Alt}), true
	})
	if !found {
		return data
	}
	return out
}

// bare is what is kept here without what is of this device alone, with the attachments that this version knows.
func bare(body []byte) (data []byte, attached map[int]journal.Attachment) {
	attached = map[int]journal.Attachment{}
	data = inOrder(body, func(i int, raw json.RawMessage) (json.RawMessage, bool) {
		var a journal.Attachment
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &a) != nil || !a.Known() || json.Unmarshal(raw, &fields) != nil {
			return named(raw), true
		}
		attached[i] = a
		for _, own := range ofDevice {
			delete(fields, own)
		}
		return encoded(fields), true
	})
	return data, attached
}

// same says whether a record here is what the file has. An attachment of it that is not on this device counts as the one that is in the
// file: what the entry says of it is the same.
func (m *merge) same(w wanted, here record.Record) (bool, error) {
	if here.Kind != w.e.Number || moment(here.At) != w.e.At.Unix() {
		return false, nil
	}
	if !json.Valid(here.Body) {
		return false, nil
	}
	data, attached := bare(here.Body)
	whole := bytes.Equal(data, w.full)
	if !whole && !bytes.Equal(data, w.less) {
		return false, nil
	}
	if !m.do {
		return true, nil
	}
	gone := 0
	for _, a := range w.e.Attachments {
		at := a.At
		if !whole {
			at -= gone
		}
		if a.Missing {
			gone++
			continue
		}
		if there, known := attached[at]; known {
			if same, err := m.sameBytes(w, a, there); !same {
				return false, err
			}
		}
	}
	return true, nil
}

func (m *merge) sameBytes(w wanted, a archive.Attachment, there journal.Attachment) (bool, error) {
	sum := sha256.New()
	if m.Photos.Open(m.ctx, sum, there) != nil {
		return true, m.ctx.Err()
	}
	return hex.EncodeToString(sum.Sum(nil)) == w.sum(a), nil
}

// sum is that of an attachment of the file.
func (w wanted) sum(a archive.Attachment) string {
	var content []byte
	switch {
	case a.InText:
		content = []byte(w.rest(a))
	case a.SHA256 != "":
		return a.SHA256
	default:
		content = a.Content
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// rest is the rest of a long text.
func (w wanted) rest(a archive.Attachment) string {
	return w.e.Text[len(w.e.Text)-int(min(a.Length, int64(len(w.e.Text)))):]
}

// ownID names a version that becomes an entry of its own: always the same for the same, so that it comes in once.
func (w wanted) ownID() (id record.ID) {
	h := sha256.New()
	h.Write([]byte("snowdrop bring\x00" + w.e.ID + "\x00" + w.e.At.UTC().Format(time.RFC3339) + "\x00"))
	h.Write([]byte{w.e.Number})
	h.Write(w.full)
	for _, a := range w.e.Attachments {
		if !a.Missing {
			h.Write([]byte("\x00" + w.sum(a)))
		}
	}
	copy(id[:], h.Sum(nil))
	return id
}

// moment is a time as a file can say it.
func moment(at int64) int64 {
	const year1, year9999 = -62135596800, 253402300799
	return min(max(at, year1), year9999)
}

// body is what is to be kept: the data of the file, with its attachments sealed anew for this device. One that is missing, or is no
// picture, is left out and counted.
func (m *merge) body(w wanted) ([]byte, error) {
	by := map[int]archive.Attachment{}
	for _, a := range w.e.Attachments {
		by[a.At] = a
	}
	if len(by) == 0 {
		return w.e.Data, nil // as it is, to the last byte
	}
	var wrong error
	body := inOrder(w.e.Data, func(i int, raw json.RawMessage) (json.RawMessage, bool) {
		a, ok := by[i]
		switch {
		case !ok:
			return raw, true
		case a.Missing || wrong != nil:
			return nil, false
		}
		there, err := m.attach(w, a)
		switch {
		case errors.Is(err, photo.ErrUnknown), errors.Is(err, photo.ErrBroken), errors.Is(err, photo.ErrTooLarge), errors.Is(err, photo.ErrTooManyPixels):
			m.count.Missing++
			return nil, false
		case err != nil:
			wrong = err
			return nil, false
		}
		m.added += there.Length
		return placed(raw, there), true
	})
	return body, wrong
}

// attach seals what a file has of an attachment.
func (m *merge) attach(w wanted, a archive.Attachment) (journal.Attachment, error) {
	if a.InText {
		return m.Photos.AddText(m.ctx, w.rest(a))
	}
	var content bytes.Buffer
	if err := m.from.Copy(&content, a); err != nil {
		return journal.Attachment{}, err
	}
	return m.Photos.AddPhoto(m.ctx, content.Bytes(), "")
}

// placed says where an attachment is now.
func placed(raw json.RawMessage, a journal.Attachment) json.RawMessage {
	var fields, now map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || json.Unmarshal(encoded(a), &now) != nil {
		return raw
	}
	for _, name := range append([]string{"length", "type"}, ofDevice...) {
		fields[name] = now[name]
	}
	return encoded(fields)
}

// ofPlain makes an entry of what somebody wrote elsewhere, as a file of ours would have it.
func ofPlain(id record.ID, at time.Time, text string) (archive.Entry, error) {
	first, rest, err := journal.Entry{Text: text}.Split()
	if err != nil {
		return archive.Entry{}, err
	}
	body, err := first.Encode()
	e := archive.Entry{ID: id.String(), Kind: "entry", Number: journal.KindEntry, At: at.UTC().Truncate(time.Second), Data: body}
	if err == nil && rest != "" {
		said, _ := json.Marshal(map[string]any{"kind": journal.AttachmentText, "length": len(rest), "type": "text/plain"})
		var all map[string]json.RawMessage
		if err = json.Unmarshal(body, &all); err == nil {
			all["attachments"], all["v"] = encoded([]json.RawMessage{said}), json.RawMessage("2")
			e.Data, e.Text = encoded(all), text
			e.Attachments = []archive.Attachment{{At: 0, InText: true, Kind: journal.AttachmentText, Length: int64(len(rest))}}
		}
	}
	return e, err
}
