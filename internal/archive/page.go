package archive

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
)

// pageStyle is all the style of the page. The policy names its hash, so that nothing else can be style.
const pageStyle = `:root{color-scheme:light dark}body{font:1.125rem/1.6 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;overflow-wrap:break-word}` +
	`h1{line-height:1.2}h2{font-size:1.125rem;margin:0 0 .5rem}article{border-top:1px solid #888;padding:1rem 0}ul{margin:.5rem 0;padding-left:1.25rem}` +
	`img{display:block;max-width:100%;height:auto}figure{margin:1rem 0}.words{white-space:pre-wrap}.other{font-style:italic}` +
	`@media print{body{font-size:11pt;max-width:none;margin:0;padding:0}article{padding:.5rem 0}h2{break-after:avoid}figure{break-inside:avoid}img{max-height:16cm}.words{orphans:3;widows:3}}`

// page writes journal.html: for any browser, for ever, without a script and without a network. With alone, the photos stand
// in it; otherwise they lie beside it.
func (w *writer) page(b *bufio.Writer, alone bool) error {
	sum := sha256.Sum256([]byte(pageStyle))
	said := w.about.Words
	text := func(s string) string { return html.EscapeString(s) }
	b.WriteString("<!DOCTYPE html>\n<html lang=\"" + text(w.about.Lang) + "\">\n<head>\n<meta charset=\"utf-8\">\n" +
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self' file: data:; style-src 'sha256-` +
		base64.StdEncoding.EncodeToString(sum[:]) + `'">` + "\n<meta name=\"referrer\" content=\"no-referrer\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + text(said.Title) + "</title>\n<style>" + pageStyle + "</style>\n</head>\n<body>\n<main>\n" +
		"<h1>" + text(said.Title) + "</h1>\n<p>" + text(said.Made) + "</p>\n")
	err := w.each(func(e *Entry, version int) error {
		told := e.told(said)
		b.WriteString("<article id=\"" + anchor(e, version) + "\">\n<h2>" + text(told.Name) + ", <time datetime=\"" + e.At.UTC().Format("2006-01-02T15:04:05Z") + "\">" + text(told.When) + "</time></h2>\n")
		if e.Other {
			b.WriteString("<p class=\"other\">" + text(said.Other) + "</p>\n")
		}
		facts(b, told.Facts)
		written(b, told.Text)
		for _, a := range e.Attachments {
			if err := w.shown(b, e, version, a, alone); err != nil {
				return err
			}
		}
		_, err := b.WriteString("</article>\n")
		return err
	})
	if err != nil {
		return err
	}
	for i, d := range w.about.Drafts {
		b.WriteString("<article id=\"draft-" + itoa(i+1) + "\">\n<h2>" + text(said.Draft) + "</h2>\n")
		for _, s := range d.written() {
			written(b, s)
		}
		b.WriteString("</article>\n")
	}
	_, err = b.WriteString("</main>\n</body>\n</html>\n")
	return err
}

// told is an entry as people read it. One that can not be read says so.
func (e *Entry) told(said Words) Told {
	if e.Told == nil {
		return Told{Name: e.Kind, When: day(e)}
	}
	t := e.Told()
	if !json.Valid(e.Data) {
		t.Facts, t.Text = nil, said.Unread
	}
	return t
}

func facts(b *bufio.Writer, all []Fact) {
	if len(all) == 0 {
		return
	}
	b.WriteString("<ul>\n")
	for _, f := range all {
		b.WriteString("<li>")
		if f.Name != "" {
			b.WriteString(html.EscapeString(f.Name) + ": ")
		}
		b.WriteString("<span dir=\"auto\">" + html.EscapeString(f.Value) + "</span></li>\n")
	}
	b.WriteString("</ul>\n")
}

func written(b *bufio.Writer, s string) {
	if s != "" {
		b.WriteString("<p class=\"words\" dir=\"auto\">" + html.EscapeString(s) + "</p>\n")
	}
}

// shown writes a photo, or the sentence that it is not there.
func (w *writer) shown(b *bufio.Writer, e *Entry, version int, a Attachment, alone bool) error {
	said := w.about.Words
	if a.Kind == attachmentText {
		if a.Missing {
			b.WriteString("<p>" + html.EscapeString(said.Missing) + "</p>\n")
		}
		return nil
	}
	k, here := w.kept[place(e, version, a)]
	b.WriteString("<figure>")
	alt := a.Alt
	if alt == "" {
		alt = said.Photo
	}
	var err error
	missing := alone && a.Missing || !alone && !here
	switch {
	case missing:
	case !picture(a):
		b.WriteString(html.EscapeString(k.file)) // whatever else it is, no browser opens it from here
	case alone:
		b.WriteString("<img alt=\"" + html.EscapeString(alt) + "\" src=\"data:" + a.Type + ";base64,")
		err = w.encoded(b, a)
		b.WriteString("\">")
	default:
		b.WriteString("<img loading=\"lazy\" alt=\"" + html.EscapeString(alt) + "\" src=\"" + k.file + "\">")
	}
	if errors.Is(err, ErrMissing) {
		missing, err = true, nil
	}
	if missing {
		b.WriteString("<span>" + html.EscapeString(said.Missing) + "</span>")
	}
	if a.Alt != "" {
		b.WriteString("<figcaption dir=\"auto\">" + html.EscapeString(a.Alt) + "</figcaption>")
	}
	b.WriteString("</figure>\n")
	return err
}
