package archive

import (
	"bufio"
	_ "embed"
	"slices"
	"strings"
)

//go:embed readme.txt
var readMe string

// readMe says what is what, in both languages: whoever opens the file may not be who made it.
func (w *writer) readMe(b *bufio.Writer) error {
	said := strings.NewReplacer(
		"{made}", w.about.Made.UTC().Format("2006-01-02"),
		"{missing.en}", w.lacks("- Photos, or parts of long texts, that could not be had. They belong to these days:", "- Things that could not be read. They belong to these days:", "- Things that could not be read, of unknown days. How many: "),
		"{missing.es}", w.lacks("- Fotos, o partes de textos largos, que no se pudieron conseguir. Son de estos días:", "- Cosas que no se pudieron leer. Son de estos días:", "- Cosas que no se pudieron leer, de días desconocidos. Cuántas: "),
	).Replace(readMe)
	_, err := b.WriteString(strings.ReplaceAll(said, "\n", "\r\n")) // as the simplest editor of the most used system wants it
	return err
}

// lacks names what is not there by its day.
func (w *writer) lacks(missing, unread, unknown string) string {
	var out strings.Builder
	for _, l := range []struct {
		line string
		days []string
	}{{missing, w.missing}, {unread, w.unread}} {
		if len(l.days) > 0 {
			out.WriteString(l.line + "\n  " + strings.Join(slices.Compact(l.days), "\n  ") + "\n")
		}
	}
	if w.about.Unreadable > 0 {
		out.WriteString(unknown + itoa(w.about.Unreadable) + "\n")
	}
	return out.String()
}
