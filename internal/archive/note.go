package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"slices"
	"strings"

	"snowdrop/internal/ics"
)

// small is from how many bytes on a file is pressed. Of a few lines little is won, and on a phone each begins anew for a fifth of
// a millisecond.
const small = 4 << 10

// markdown writes a file for each version of each entry, and for each draft.
func (w *writer) markdown() error {
	var text bytes.Buffer
	note := func(name string, write func(b *bufio.Writer)) error {
		text.Reset()
		b := bufio.NewWriter(&text)
		write(b)
		_ = b.Flush() // into memory
		begin := w.z.Store
		if text.Len() >= small {
			begin = w.z.Press
		}
		f, err := begin(DirMarkdown + name + ".md")
		if err != nil {
			return err
		}
		_, err = f.Write(text.Bytes())
		return err
	}
	err := w.each(func(e *Entry, version int) error {
		return note(day(e)+"-"+anchor(e, version), func(b *bufio.Writer) { w.note(b, e, version) })
	})
	for i, d := range w.about.Drafts {
		if err == nil {
			err = note("draft-"+itoa(i+1), func(b *bufio.Writer) {
				b.WriteString("---\nkind: draft\nname: " + quoted(d.Name) + "\n---\n\n" + strings.Join(d.written(), "\n\n") + "\n")
			})
		}
	}
	return err
}

// anchor names a version of an entry: its ID, and from the second on which one.
func anchor(e *Entry, version int) string {
	if version == 1 {
		return e.ID
	}
	return e.ID + "-" + itoa(version)
}

// note writes an entry: what it is first, as other programs for notes have it, then its words as they were typed.
func (w *writer) note(b *bufio.Writer, e *Entry, version int) {
	t := e.told(w.about.Words)
	b.WriteString("---\nid: " + quoted(e.ID) + "\ndate: " + e.At.UTC().Format("2006-01-02T15:04:05Z") + "\nkind: " + quoted(e.Kind) + "\nname: " + quoted(t.Name) + "\n")
	if version > 1 {
		b.WriteString("version: " + itoa(version) + "\n")
	}
	b.WriteString("---\n\n")
	for _, f := range t.Facts {
		b.WriteString("- " + oneLine(f.Name+": "+f.Value) + "\n")
	}
	if len(t.Facts) > 0 && t.Text != "" {
		b.WriteString("\n")
	}
	if t.Text != "" {
		b.WriteString(t.Text + "\n")
	}
	for _, a := range e.Attachments {
		if k, here := w.kept[place(e, version, a)]; here {
			b.WriteString("\n![" + strings.NewReplacer("[", "\\[", "]", "\\]", "\\", "\\\\").Replace(oneLine(cmp.Or(a.Alt, w.about.Words.Photo))) + "](../" + k.file + ")\n")
		} else if a.Missing || a.Kind != attachmentText {
			b.WriteString("\n" + w.about.Words.Missing + "\n")
		}
	}
}

// quoted is a text for the front matter: YAML reads what JSON writes.
func quoted(s string) string {
	b, err := line(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// written are the words of a draft, by the names of their fields.
func (d Draft) written() (out []string) {
	names := make([]string, 0, len(d.Fields))
	for name := range d.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, s := range d.Fields[name] {
			if s = strings.TrimSpace(s); s != "" && strings.ContainsAny(s, " \n") || name == "text" || name == "note" {
				out = append(out, s)
			}
		}
	}
	return out
}

// days writes days.ics: what a calendar may be told, and no word that was not meant for one.
func (w *writer) days(b *bufio.Writer) error {
	b.WriteString(ics.Head())
	err := w.each(func(e *Entry, version int) error {
		event := e.told(w.about.Words).Event
		if event == nil || version > 1 {
			return nil
		}
		event.Stamp = w.about.Made
		if inside, err := ics.Inside(*event); err == nil { // one that has no time can not be in a calendar
			b.WriteString(inside)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = b.WriteString(ics.Tail())
	return err
}
