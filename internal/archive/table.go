package archive

import (
	"bufio"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// tables writes entries.csv and measures.csv (RFC 4180). They begin with the mark by which a spreadsheet knows that letters
// with accents are UTF-8.
func (w *writer) tables() error {
	err := w.file(FileEntries, func(b *bufio.Writer) error {
		row(b, "\uFEFFid", "day", "time", "kind", "name", "version", "facts", "text")
		return w.each(func(e *Entry, version int) error {
			t := e.told(w.about.Words)
			all := make([]string, len(t.Facts))
			for i, f := range t.Facts {
				all[i] = oneLine(f.Name + ": " + f.Value)
			}
			return row(b, e.ID, day(e), clock(e), e.Kind, t.Name, itoa(version), strings.Join(all, "\n"), t.Text)
		})
	})
	if err != nil {
		return err
	}
	return w.file(FileMeasures, func(b *bufio.Writer) error {
		row(b, "\uFEFFid", "day", "time", "measure", "form", "item", "answer", "score")
		return w.each(func(e *Entry, version int) error {
			m := e.told(w.about.Words).Measure
			if m == nil || version > 1 {
				return nil
			}
			for _, i := range m.Items {
				if err := row(b, e.ID, day(e), clock(e), m.Which, m.Form, i.ID, i.Value, m.Score); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func clock(e *Entry) string { return e.At.UTC().Format("15:04:05Z") }

func itoa(n int) string { return strconv.Itoa(n) }

func row(b *bufio.Writer, cells ...string) error {
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(cell(c))
	}
	_, err := b.WriteString("\r\n")
	return err
}

// cell writes one cell. What a spreadsheet would take for a formula gets a ' in front, which it takes for "this is text": a
// line of hers must never do anything. A plain number stays one.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(s[0])) && !number(s) || strings.ContainsRune("=+-@", first(s)) && !number(s) {
		s = "'" + s
	}
	s = parted(s)
	if strings.ContainsAny(s, ",\"\r\n") || s != strings.TrimSpace(s) {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// parted does the same behind what ends a cell elsewhere: where numbers have a comma, as in Spanish, a spreadsheet parts a line at
// its semicolons, and takes every line of a long text for a row. A list of hers with dashes stays one.
func parted(s string) string {
	if !strings.ContainsAny(s, ";\t\n") {
		return s
	}
	var out strings.Builder
	for rest := s; rest != ""; {
		end := strings.IndexAny(rest, ";\t\n") + 1
		if end == 0 {
			end = len(rest)
		}
		piece := strings.TrimRight(rest[:end], ";\t\r\n ")
		sign := first(piece)
		listed := strings.HasPrefix(strings.TrimLeft(piece, " "), string(sign)+" ") && strings.ContainsRune("-+", sign) && !strings.ContainsAny(piece, "|(!")
		if out.Len() > 0 && strings.ContainsRune("=+-@", sign) && !number(strings.TrimSpace(piece)) && !listed {
			out.WriteByte('\'')
		}
		out.WriteString(rest[:end])
		rest = rest[end:]
	}
	return out.String()
}

// first is the first sign that is no blank: some programs look past those. Full-width signs are the same to them.
func first(s string) rune {
	s = strings.TrimLeft(s, " \u00a0\u3000\ufeff")
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ' '
	}
	if i := slices.Index([]rune("＝＋－＠"), r); i >= 0 {
		return []rune("=+-@")[i]
	}
	return r
}

// number says whether it is a decimal number and nothing else.
func number(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && strings.Trim(s, "-0123456789.") == ""
}
