package ui

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
)

// Cards are the short lines of the three care cards, most serious first, as
// signs.Cards returns them.
type Cards struct{ Emergency, Urgent, Soon []string }

// HelpData is what one help page shows.
type HelpData struct {
	text.Words                   // of text.Help
	Country    content.Country   // content.General() where the country is not known
	Countries  []content.Country // to change to
	Cards      Cards
}

// HelpFile is one help page as it is served and kept for offline.
type HelpFile struct {
	Path string // "/h/" or "/h/gb"; in another language "/h/espanol/" or "/h/espanol/gb"
	HTML []byte
}

// HelpPages renders the general page and one page for each country, in every language. It panics
// when a page cannot be rendered: nothing may be built without them.
func HelpPages(cards Cards) []HelpFile {
	countries := content.Countries()
	var out []HelpFile
	for _, l := range text.Languages {
		words, ok := text.Help(l.Lang)
		if !ok {
			panic("ui: no help pages in " + l.Name)
		}
		for _, c := range append([]content.Country{content.General()}, countries...) {
			var b bytes.Buffer
			page := HelpPage(HelpData{Words: words, Country: c, Countries: countries, Cards: cards})
			if err := page.Render(context.Background(), &b); err != nil {
				panic(fmt.Sprintf("ui: help page %q: %v", c.Code, err))
			}
			out = append(out, HelpFile{Path: HelpIn(l.Lang, HelpPath(c.Code)), HTML: b.Bytes()})
		}
	}
	return out
}

// HelpPath is the address of a country's help page in English, of the general one for "".
func HelpPath(code string) string { return "/h/" + strings.ToLower(code) }

func (d HelpData) path(code string) string { return HelpIn(d.Lang, HelpPath(code)) }

// own gives what the directory and the rules say in the language of the page.
func (d HelpData) own(words string) string { return content.InLanguage(d.Lang, words) }

func (d HelpData) in() string { return d.own(d.Country.In) }

// general reports whether the page is for no known country.
func (d HelpData) general() bool { return d.Country.Code == "" }

// ring is the number to ring first, as it stands in a sentence.
func (d HelpData) ring() string {
	n := d.Country.Emergency[0].Number
	if d.general() {
		return d.Say("or-local", "number", n)
	}
	return n
}

// hospital is what people there call the place that is open day and night.
func (d HelpData) hospital() string {
	if key := "hospital." + d.Country.Code; d.Own(key) {
		return d.Say(key)
	}
	return d.Say("hospital")
}

// day writes a date of the directory for people: "20 November 2026".
func (d HelpData) day(date string) string {
	words, _ := text.In(d.Lang)
	return words.Day(date)
}

// checked says where a line was read, or that it was not. Every word of it is
// needed: "read" is less than "rung", and a stored page may be old.
func (d HelpData) checked(l content.Line) string {
	if l.Status != content.Verified {
		return d.Say("line.unverified")
	}
	s := d.Say("line.read", "day", d.day(l.Verified), "source", d.own(l.Source))
	if l.Tel != "" || l.SMS != "" {
		s += " " + d.Say("line.not-rung")
	}
	return s
}

// goodUntil is the day from which none of these readings counts.
func (d HelpData) goodUntil() string {
	for _, list := range [][]content.Line{d.Country.Emergency, d.Country.Crisis, d.Country.Advice, d.Country.Loss, d.Country.Abuse} {
		for _, l := range list {
			if l.Expires != "" {
				return d.day(l.Expires)
			}
		}
	}
	return ""
}

// HelpStyle is the whole style of a help page. It stands in the page, so that
// one response is enough. Who serves the page allows it by its hash.
const HelpStyle = `:root{color-scheme:light dark;--bg:#faf8f5;--text:#22262b;--muted:#565d66;--accent:#2f5d50;--emergency:#a3131f;--urgent:#8a4b00;--soon:#1d4f91;--card:#fff;--border:#d9d4cc;--on:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#17191c;--text:#ece9e4;--muted:#a9b0b8;--accent:#9ccfbd;--emergency:#ff9b9b;--urgent:#ffc27a;--soon:#9cc4ff;--card:#202327;--border:#3a3f45;--on:#17191c}}
*{box-sizing:border-box}
html{font:18px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:var(--bg);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:40rem;padding:0 1rem 3rem;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.2;margin:1.25rem 0 .5rem}
h2{font-size:1.3rem;line-height:1.25;margin:2.25rem 0 .5rem}
h3{font-size:1.1rem;line-height:1.3;margin:0}
p{margin:.5rem 0}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:4px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem .75rem;z-index:1}
header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.5rem;padding:.75rem 0;border-bottom:1px solid var(--border)}
header a,.way,.places a,.jumps a,summary{display:inline-flex;align-items:center;min-height:44px}
header a,.way{padding:0 .9rem;border:1px solid var(--muted);border-radius:10px;background:var(--card);text-decoration:none;font-weight:600}
ul{margin:.5rem 0;padding-left:1.2rem}
.lines,.places,.jumps{list-style:none;padding:0}
.jumps{margin:0}
.lines li{background:var(--card);border:1px solid var(--border);border-radius:10px;padding:.75rem .9rem;margin:.6rem 0}
.lines p{margin:.15rem 0}
.tel{display:flex;align-items:center;min-height:48px;margin:.35rem 0;padding:.3rem .9rem;border:2px solid var(--accent);border-radius:10px;font-size:1.2rem;font-weight:700;text-decoration:none}
.first .tel{background:var(--emergency);border-color:var(--emergency);color:var(--on);font-size:1.5rem;min-height:60px}
.first li:not(:first-child) .tel{background:none;color:var(--emergency);font-size:1.2rem;min-height:48px}
.note{color:var(--muted);font-size:.85rem;line-height:1.4}
.card{border:2px solid var(--c);border-radius:10px;background:var(--card);margin:1rem 0;overflow:hidden}
.card h3{background:var(--c);color:var(--on);padding:.6rem .9rem}
.card p,.card ul{margin:.6rem .9rem}
.card li{margin:.35rem 0}
.emergency{--c:var(--emergency)}
.urgent{--c:var(--urgent)}
.soon{--c:var(--soon)}
summary{cursor:pointer;color:var(--accent);text-decoration:underline;text-underline-offset:.15em}
.places{columns:2;margin:0}
.places li{break-inside:avoid}
footer{margin-top:2.5rem;border-top:1px solid var(--border);padding-top:.75rem}
@media print{:root{--bg:#fff;--text:#000;--muted:#333;--accent:#000;--emergency:#000;--urgent:#000;--soon:#000;--border:#777;--card:#fff;--on:#000}html{font-size:11pt}header,.skip,details,nav,.screen{display:none}.card h3,.first .tel{background:none}.card,.lines li{break-inside:avoid}h2{break-after:avoid}}`
