package archive

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"snowdrop/internal/archive/zipped"
)

// WriteOpen writes one form, not sealed: anybody who finds it can read it. It holds what Write holds.
func WriteOpen(w io.Writer, form Form, s Source, progress Progress) error {
	out := &writer{Source: s, about: s.About(), to: &sink{to: w}, kept: map[string]kept{}, progress: progress}
	var err error
	switch form {
	case Everything:
		err = out.zip(7, out.attachments, out.all)
	case Markdown:
		err = out.zip(2, out.attachments, out.markdown)
	case Tables:
		err = out.zip(2, out.tables)
	default:
		b := bufio.NewWriterSize(out.to, 32<<10)
		out.of = out.about.Count
		switch form {
		case Data:
			err = out.data(b, true)
		case Page:
			err = out.page(b, true)
		default:
			err = out.days(b)
		}
		if err == nil {
			err = b.Flush()
		}
	}
	if out.to.err != nil {
		return out.to.err
	}
	return err
}

// writer writes one archive.
type writer struct {
	Source
	about    About
	to       *sink
	z        *zipped.Writer
	kept     map[string]kept // what became of each attachment, once it was written
	progress Progress
	done, of int

	missing, unread []string // days, for READ-ME.txt
}

// kept is an attachment that is in the ZIP.
type kept struct{ file, sum string }

// sink remembers that writing was refused: an attachment that could not be copied is left out, a full disk is not.
type sink struct {
	to  io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.to.Write(p)
	s.err = err
	return n, err
}

// zip writes a ZIP in some steps, which look through everything so many times.
func (w *writer) zip(times int, steps ...func() error) error {
	w.z = zipped.New(w.to, w.about.Made)
	w.of = w.about.Count * times
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return w.z.Close()
}

func (w *writer) all() error {
	for _, f := range []struct {
		name  string
		write func(*bufio.Writer) error
	}{
		{FileData, func(b *bufio.Writer) error { return w.data(b, false) }},
		{FileSchema, func(b *bufio.Writer) error { _, err := b.WriteString(Schema); return err }},
		{FilePage, func(b *bufio.Writer) error { return w.page(b, false) }},
		{FileDays, w.days},
	} {
		if err := w.file(f.name, f.write); err != nil {
			return err
		}
	}
	for _, step := range []func() error{w.tables, w.markdown} {
		if err := step(); err != nil {
			return err
		}
	}
	return w.file(FileReadMe, w.readMe) // the last, because it says what is not there
}

// file writes one pressed file.
func (w *writer) file(name string, write func(*bufio.Writer) error) error {
	f, err := w.z.Press(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 32<<10)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}

// each goes through everything and tells how far it is.
func (w *writer) each(do func(*Entry, int) error) error {
	id, version := "", 0
	return w.Entries(func(e *Entry) error {
		if version++; e.ID != id {
			id, version = e.ID, 1
		}
		if err := do(e, version); err != nil {
			return err
		}
		if w.done++; w.progress != nil {
			w.progress(min(w.done, w.of), w.of)
		}
		return nil
	})
}

// place names an attachment of a version of an entry, for as long as the archive is written.
func place(e *Entry, version int, a Attachment) string {
	return e.ID + "-" + strconv.Itoa(version) + "-" + strconv.Itoa(a.At)
}

// attachments writes those that are to be had.
func (w *writer) attachments() error {
	n, id := 0, ""
	return w.each(func(e *Entry, version int) error {
		if e.ID != id {
			n, id = 0, e.ID
		}
		lacks := false
		for _, a := range e.Attachments {
			if a.Kind == attachmentText {
				lacks = lacks || a.Missing
				continue
			}
			n++
			if !a.Missing {
				if err := w.attachment(place(e, version, a), DirAttachments+e.ID+"-"+strconv.Itoa(n)+ext(a.Type), a); err != nil {
					return err
				}
			}
			_, here := w.kept[place(e, version, a)]
			lacks = lacks || !here
		}
		if lacks {
			w.missing = append(w.missing, day(e))
		}
		if !json.Valid(e.Data) {
			w.unread = append(w.unread, day(e))
		}
		return nil
	})
}

func (w *writer) attachment(place, name string, a Attachment) error {
	sum := sha256.New()
	at := &lazy{begin: func() (io.Writer, error) { return w.z.Store(name) }}
	err := w.Copy(io.MultiWriter(at, sum), a)
	switch {
	case w.to.err != nil:
		return w.to.err
	case errors.Is(err, ErrMissing):
		return nil // of what was damaged halfway a beginning stays in the ZIP, which nothing names
	case err != nil:
		return err
	}
	w.kept[place] = kept{name, hex.EncodeToString(sum.Sum(nil))}
	return nil
}

// lazy begins a file with its first byte: of what is missing there is none.
type lazy struct {
	begin func() (io.Writer, error)
	to    io.Writer
}

func (l *lazy) Write(p []byte) (int, error) {
	if l.to == nil {
		to, err := l.begin()
		if err != nil {
			return 0, err
		}
		l.to = to
	}
	return l.to.Write(p)
}

// ext is the end of a name for a media type.
func ext(kind string) string {
	switch kind {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/webp":
		return ".webp"
	}
	return ".bin"
}

// picture says whether a browser may take an attachment for one.
func picture(a Attachment) bool { return a.Kind == attachmentPhoto && ext(a.Type) != ".bin" }
