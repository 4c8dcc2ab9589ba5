package archive

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Schema is the JSON Schema of data.json.
//
//go:embed schema.json
var Schema string

// NotReadable says what could not be opened, and so is not in data.json.
type NotReadable struct {
	Count int      `json:"count"`
	Days  []string `json:"days,omitempty"` // 2006-01-02, of those whose day is known
}

// data writes data.json: one line an entry. With alone, attachments stand in it.
func (w *writer) data(b *bufio.Writer, alone bool) error {
	b.WriteString("{\n" + `"format":"` + Format + `",` + "\n" + `"version":` + itoa(Version) + ",\n")
	if err := field(b, "made", w.about.Made.UTC()); err != nil {
		return err
	}
	if s := w.about.Settings; json.Valid(s) {
		if err := field(b, "settings", s); err != nil {
			return err
		}
	}
	if len(w.about.Drafts) > 0 {
		if err := field(b, "drafts", w.about.Drafts); err != nil {
			return err
		}
	}
	b.WriteString(`"entries":[`)
	not := NotReadable{Count: w.about.Unreadable}
	comma := "\n"
	err := w.each(func(e *Entry, version int) error {
		if !json.Valid(e.Data) {
			not.Count++
			not.Days = append(not.Days, day(e))
			return nil
		}
		b.WriteString(comma)
		comma = ",\n"
		return w.entry(b, *e, version, alone)
	})
	if err != nil {
		return err
	}
	b.WriteString("\n],\n" + `"not_readable":`)
	end, err := line(not)
	b.Write(end)
	b.WriteString("\n}\n")
	return err
}

func day(e *Entry) string { return e.At.UTC().Format("2006-01-02") }

// line is JSON without escapes for HTML and without what is no UTF-8: what stands in data stays as it is.
func line(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.ToValidUTF8(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\uFFFD")), nil
}

func field(b *bufio.Writer, name string, v any) error {
	value, err := line(v)
	if err != nil {
		return err
	}
	b.WriteString(`"` + name + `":`)
	b.Write(value)
	_, err = b.WriteString(",\n")
	return err
}

// entry writes one, with what became of its attachments.
func (w *writer) entry(b *bufio.Writer, e Entry, version int, alone bool) error {
	all := e.Attachments
	e.Attachments = nil
	said, err := line(e)
	if err != nil || len(all) == 0 {
		b.Write(said)
		return err
	}
	b.Write(bytes.TrimSuffix(said, []byte("}")))
	between := `,"attachments":[`
	for _, a := range all {
		b.WriteString(between)
		between = ","
		if err := w.named(b, place(&e, version, a), a, alone); err != nil {
			return err
		}
	}
	_, err = b.WriteString("]}")
	return err
}

// named writes one attachment of an entry: where it is, or its bytes, or that it is missing.
func (w *writer) named(b *bufio.Writer, place string, a Attachment, alone bool) error {
	a.File, a.SHA256, a.Content = "", "", nil
	if a.Kind != attachmentText {
		k, ok := w.kept[place]
		a.File, a.SHA256, a.Missing, a.InText = k.file, k.sum, !alone && !ok || alone && a.Missing, false
	}
	said, err := line(a)
	if err != nil || !alone || a.Missing || a.InText {
		b.Write(said)
		return err
	}
	b.Write(bytes.TrimSuffix(said, []byte("}")))
	b.WriteString(`,"content":"`)
	err = w.encoded(b, a)
	b.WriteByte('"')
	if errors.Is(err, ErrMissing) {
		b.WriteString(`,"missing":true`) // whatever stands in content is a beginning
		err = nil
	}
	b.WriteByte('}')
	return err
}

// encoded writes the bytes of an attachment in base64.
func (w *writer) encoded(to io.Writer, a Attachment) error {
	e := base64.NewEncoder(base64.StdEncoding, to)
	err := w.Copy(e, a)
	if w.to.err != nil {
		return w.to.err
	}
	if closed := e.Close(); err == nil {
		err = closed
	}
	return err
}

// oneLine is text without line ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
