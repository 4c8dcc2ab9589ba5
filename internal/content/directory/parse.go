package directory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits in characters, and of a telephone number in digits: an emergency number has fewer, and the app shows those itself.
const (
	maxName   = 80
	maxAbout  = 300
	minDigits = 5
	maxDigits = 15
	maxDays   = 366 // that an entry may count without anybody looking again
)

type parser struct {
	file  []byte
	wrong []error
	line  int    // of what is being read
	entry string // the same
	has   map[string]json.RawMessage
}

func (p *parser) complain(key, what string) {
	p.wrong = append(p.wrong, &Problem{Line: max(p.line, 1), Entry: p.entry, Key: key, What: what})
}

// lineAt is the line of an offset, past what stands between two values.
func (p *parser) lineAt(at int) int {
	for at < len(p.file) && strings.ContainsRune(" \t\r\n,:", rune(p.file[at])) {
		at++
	}
	return 1 + bytes.Count(p.file[:min(at, len(p.file))], []byte("\n"))
}

func (p *parser) local() *Local {
	if len(p.file) > MaxLocal {
		p.complain("", fmt.Sprintf("the file is larger than %d bytes: shorten it", MaxLocal))
		return nil
	}
	if !p.isJSON() {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(p.file))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		p.complain("", "must be one JSON object: begin with { and end with }")
		return nil
	}
	l, found := &Local{}, []string{}
	for d.More() {
		p.line = p.lineAt(int(d.InputOffset()))
		token, err := d.Token()
		key, _ := token.(string)
		if err != nil {
			break // it is JSON, so it can not happen
		}
		if slices.Contains(found, key) {
			p.complain(short(key), "is given twice: take one out")
		}
		found = append(found, key)
		p.member(d, l, key)
	}
	p.line = 1
	for _, key := range []string{"version", "host", "entries"} {
		if !slices.Contains(found, key) {
			p.complain(key, "is missing: add it")
		}
	}
	return l
}

// isJSON says where a file stops being JSON.
func (p *parser) isJSON() bool {
	if json.Valid(p.file) && utf8.Valid(p.file) {
		return true
	}
	var v any
	at := len(p.file)
	if syntax := (*json.SyntaxError)(nil); errors.As(json.Unmarshal(p.file, &v), &syntax) {
		at = min(at, int(syntax.Offset))
	}
	p.line = 1 + bytes.Count(p.file[:at], []byte("\n"))
	p.complain("", "is not JSON from here on: look for a missing comma, quote or bracket")
	return false
}

func (p *parser) member(d *json.Decoder, l *Local, key string) {
	var raw json.RawMessage
	if key == "entries" {
		p.entries(d, l)
		return
	}
	if d.Decode(&raw) != nil {
		return
	}
	p.has = map[string]json.RawMessage{key: raw}
	switch key {
	case "version":
		if string(raw) != "1" {
			p.complain(key, "must be 1")
		}
	case "host":
		l.Host = p.words(key, maxName, true)
	default:
		p.complain(short(key), "can not stand here: take it out. A file holds version, host and entries")
	}
}

func (p *parser) entries(d *json.Decoder, l *Local) {
	start := int(d.InputOffset())
	var all []json.RawMessage
	if d.Decode(&all) != nil {
		p.complain("entries", "must be a list: entries between [ and ]")
		return
	}
	switch {
	case len(all) == 0:
		p.complain("entries", "holds nothing: add an entry, or leave the file out")
	case len(all) > MaxEntries:
		p.complain("entries", fmt.Sprintf("holds more than %d entries: leave some out", MaxEntries))
		return
	}
	at := start
	for i, raw := range all {
		at += bytes.Index(p.file[at:], raw)
		p.line, p.entry = p.lineAt(at), "entry "+strconv.Itoa(i+1)
		at += len(raw)
		l.Entries = append(l.Entries, p.one(raw))
		p.entry = ""
	}
}

// keys are what an entry may hold.
var keys = []string{"kind", "method", "name", "about", "place", "languages", "online", "cost", "phone", "email", "site", "verified", "expires"}

func (p *parser) one(raw json.RawMessage) Entry {
	p.has = nil
	if json.Unmarshal(raw, &p.has) != nil || p.has == nil {
		p.complain("", "must be an object: names and values between { and }")
		return Entry{}
	}
	var e Entry
	if e.Name = p.words("name", maxName, true); e.Name != "" {
		p.entry += " (" + short(e.Name) + ")"
	}
	var odd []string
	for key := range p.has {
		if !slices.Contains(keys, key) {
			odd = append(odd, short(key))
		}
	}
	slices.Sort(odd)
	for _, key := range odd {
		p.complain(key, "can not stand here: take it out. An entry holds "+strings.Join(keys, ", "))
	}
	e.Kind = p.choice("kind", Kinds)
	p.method(&e)
	e.About, e.Cost = p.words("about", maxAbout, false), p.words("cost", maxName, true)
	if raw, ok := p.has["online"]; ok && json.Unmarshal(raw, &e.Online) != nil {
		p.complain("online", "must be true or false, without quotes")
	}
	if e.Place = p.words("place", maxName, false); e.Place == "" && p.has["place"] == nil && !e.Online {
		p.complain("place", "is missing: say where one goes, or set online to true")
	}
	p.languages(&e)
	p.reach(&e)
	p.days(&e)
	return e
}

// choice is one word of a list.
func (p *parser) choice(key string, of []string) string {
	word, ok := p.text(key)
	if !ok || !slices.Contains(of, word) {
		p.complain(key, "must be one of "+strings.Join(of, ", "))
	}
	return word
}

func (p *parser) method(e *Entry) {
	_, given := p.has["method"]
	switch {
	case e.Kind == "bodywork":
		word, _ := p.text("method")
		if e.Method = word; !slices.Contains(Methods, word) {
			p.complain("method", "must be one of "+strings.Join(Methods, ", ")+": Snowdrop has an honest label for no other bodywork")
		}
	case given:
		p.complain("method", "is for bodywork alone: take it out")
	}
}

func (p *parser) text(key string) (string, bool) {
	var s *string
	if raw, ok := p.has[key]; !ok || json.Unmarshal(raw, &s) != nil || s == nil {
		return "", false
	}
	return *s, true
}

// words is text that people read: one line, nothing that can not be seen, and no address among it.
func (p *parser) words(key string, most int, needed bool) string {
	if _, given := p.has[key]; !given {
		if needed {
			p.complain(key, "is missing: add it")
		}
		return ""
	}
	s, ok := p.text(key)
	switch {
	case !ok:
		p.complain(key, "must be text between quotes")
	case strings.TrimSpace(s) == "" || s != strings.TrimSpace(s):
		p.complain(key, "must be words, with no space before or after them")
	case utf8.RuneCountInString(s) > most:
		p.complain(key, fmt.Sprintf("is longer than %d characters: shorten it", most))
	case strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) || strings.ContainsRune("<>\uFFFD", c) }):
		p.complain(key, "may hold only letters, numbers and ordinary signs, in one line")
	case strings.Contains(s, "://") || strings.Contains(strings.ToLower(s), "www."):
		p.complain(key, "may hold no address: a website stands under site")
	default:
		return s
	}
	return ""
}

func (p *parser) languages(e *Entry) {
	var all []*string
	if raw, ok := p.has["languages"]; !ok || json.Unmarshal(raw, &all) != nil || len(all) == 0 || len(all) > 10 {
		p.complain("languages", `must be a list of up to ten languages, as in ["English", "Español"]`)
		return
	}
	given := p.has["languages"]
	for _, one := range all {
		raw, _ := json.Marshal(one)
		p.has["languages"] = raw
		if word := p.words("languages", 30, true); word != "" {
			e.Languages = append(e.Languages, word)
		}
	}
	p.has["languages"] = given
}

// reach is how to get in touch: one way or more.
func (p *parser) reach(e *Entry) {
	if p.has["phone"] == nil && p.has["email"] == nil && p.has["site"] == nil {
		p.complain("", "can not be reached: add phone, email or site")
	}
	if e.Phone = p.words("phone", 30, false); e.Phone != "" {
		e.Tel = digits(e.Phone)
		if n := len(strings.TrimPrefix(e.Tel, "+")); n < minDigits || n > maxDigits {
			p.complain("phone", fmt.Sprintf("must be a telephone number of %d to %d digits, with nothing but spaces, brackets, dots and - between them. Emergency numbers have no place here", minDigits, maxDigits))
		}
	}
	if e.Email = p.words("email", maxName, false); e.Email != "" && !isEmail(e.Email) {
		p.complain("email", "must be an address, as in name@example.org")
	}
	if e.Site = p.words("site", maxName, false); e.Site != "" && !isSite(e.Site) {
		p.complain("site", "must be a website without https://, as in example.org/groups")
	}
}

// digits are those of a telephone number, with a plus in front where there is one; "" where anything else stands in it.
func digits(phone string) string {
	rest, plus := strings.CutPrefix(phone, "+")
	if strings.Trim(rest, "0123456789 ().-\u00a0") != "" {
		return ""
	}
	out := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, rest)
	if plus {
		return "+" + out
	}
	return out
}

func isEmail(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Trim(name, letters+"._+-") == "" && isSite(host) && !strings.Contains(host, "/")
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// isSite takes a host name with a dot, and a plain path behind it.
func isSite(s string) bool {
	host, path, _ := strings.Cut(s, "/")
	return strings.Contains(host, ".") && !strings.Contains(host, "..") && strings.Trim(host, letters+".-") == "" && strings.Trim(host, ".-") == host && strings.Trim(path, letters+"/._~-") == ""
}

func (p *parser) days(e *Entry) {
	day := func(key, what string) (string, time.Time, bool) {
		s, _ := p.text(key)
		at, err := time.Parse(time.DateOnly, s)
		if err != nil || at.Year() < 2000 {
			p.complain(key, "must be "+what+", as in 2026-11-20")
		}
		return s, at, err == nil
	}
	verified, from, ok := day("verified", "the day on which somebody last looked whether it is right")
	expires, to, ok2 := day("expires", "the day by which somebody must look again")
	e.Verified, e.Expires = verified, expires
	switch {
	case !ok || !ok2:
	case !from.Before(to):
		p.complain("expires", "must be after verified")
	case to.Sub(from) > maxDays*24*time.Hour:
		p.complain("expires", "must be at most a year after verified: what nobody looked at for longer is of no help")
	}
}

// short is a key of a file as it is told in an error.
func short(key string) string {
	clean := strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return '?'
		}
		return c
	}, key)
	if runes := []rune(clean); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return clean
}
