package signs

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLocal is the largest file of a host, in bytes.
const MaxLocal = 16 << 10

const (
	maxHost   = 60  // characters of a host's name
	maxSource = 120 // characters of what a host's numbers come from
	maxDigits = 5   // in a text of a host, besides one year or day: fewer than a helpline has
	maxNumber = 2   // digits that stand alone: fewer than an emergency number has
)

// Local is the file of a host: who is stricter than the standard table, by what source, and in what.
type Local struct {
	Host, Source, Reviewed string
	Changes                []Change
}

// A Change is one threshold or one rule that a host made stricter, as a person reads it.
type Change struct {
	Name     string // of the threshold, or the id of the rule
	What     string
	Standard string // the number with its unit, or the level
	Local    string
}

// A LocalError is one thing in a host's file that cannot be used, where it stands, and what to do.
type LocalError struct {
	Line    int
	Key     string // empty where the file as a whole is meant
	Problem string
}

func (e *LocalError) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Problem)
	}
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Key, e.Problem)
}

// localFile is what is read of a file before it becomes a table.
type localFile struct {
	s      scanner
	wrong  []error
	local  Local
	limits limits
	raised map[string]Level
	named  int // thresholds and rules
}

// ParseLocal reads the file of a host: JSON with its name, its source, the day on which it was reviewed, thresholds that are
// stricter than the standard and rules that ask for more. Nothing else can be said in it. Where anything cannot be used, none
// of it is: the error joins a *LocalError for each, in the order of the file.
func ParseLocal(data []byte) (*Table, error) {
	data = []byte(strings.TrimPrefix(string(data), "\uFEFF")) // some editors write it
	if len(data) > MaxLocal {
		return nil, &LocalError{1, "", fmt.Sprintf("the file is larger than %d bytes: shorten it", MaxLocal)}
	}
	if !json.Valid(data) {
		return nil, notJSON(data)
	}
	p := &localFile{s: scanner{data: data}, limits: *standardLimits, raised: map[string]Level{}}
	if p.s.next() != '{' {
		return nil, &LocalError{1, "", "must be one JSON object: begin with { and end with }"}
	}
	found := p.members("", p.member)
	for _, key := range []string{"version", "host", "source", "reviewed"} {
		if !slices.Contains(found, key) {
			p.complain(0, key, "is missing: add it")
		}
	}
	if p.named == 0 && len(p.wrong) == 0 {
		p.complain(0, "", `changes nothing: name something in "thresholds" or in "rules"`)
	}
	if len(p.wrong) > 0 {
		return nil, errors.Join(p.wrong...)
	}
	return p.table(), nil
}

// notJSON says on which line a file stops being JSON.
func notJSON(data []byte) error {
	var v any
	at := len(data)
	if syntax := (*json.SyntaxError)(nil); errors.As(json.Unmarshal(data, &v), &syntax) {
		at = min(at, int(syntax.Offset))
	}
	line := 1 + strings.Count(string(data[:at]), "\n")
	return &LocalError{line, "", "is not JSON from here on: look for a missing comma, quote or bracket"}
}

func (p *localFile) complain(at int, key, problem string) {
	p.wrong = append(p.wrong, &LocalError{1 + strings.Count(string(p.s.data[:at]), "\n"), key, problem})
}

// members hands every member of the object that comes next to each, which takes its value, and returns their names.
func (p *localFile) members(inside string, each func(key string, at int)) (found []string) {
	for p.s.pos++; p.s.next() != '}'; p.s.skip(',') {
		at := p.s.pos
		key := p.s.text()
		p.s.skip(':')
		p.s.next()
		if slices.Contains(found, key) {
			p.complain(at, inside+short(key), "is given twice: take one out")
			p.s.jump()
			continue
		}
		found = append(found, key)
		each(key, at)
	}
	p.s.pos++
	return found
}

func (p *localFile) member(key string, at int) {
	switch key {
	case "version":
		if v, ok := p.take(at, key).(float64); !ok || v != 1 {
			p.complain(at, key, "must be 1")
		}
	case "host":
		p.local.Host = p.words(at, key, maxHost)
	case "source":
		p.local.Source = p.words(at, key, maxSource)
	case "reviewed":
		day, _ := p.take(at, key).(string)
		if p.local.Reviewed = day; !isDay(day) {
			p.complain(at, key, "must be the day on which somebody last read the source, as in 2026-11-20")
		}
	case "thresholds":
		p.group(at, key, p.threshold)
	case "rules":
		p.group(at, key, p.rule)
	default:
		p.complain(at, short(key), "cannot stand here: take it out. A file holds version, host, source, reviewed, thresholds and rules")
		p.s.jump()
	}
}

// group reads an object of thresholds or rules.
func (p *localFile) group(at int, key string, each func(key string, at int)) {
	if p.s.next() != '{' {
		p.complain(at, key, "must be an object: names and values between { and }")
		p.s.jump()
		return
	}
	p.members(key+".", each)
}

// take takes a text, a number or true, false and null. Of a list or an object it takes nothing.
func (p *localFile) take(at int, key string) any {
	if c := p.s.next(); c == '{' || c == '[' {
		p.s.jump()
		return nil
	}
	v, problem := p.s.value()
	if problem != "" {
		p.complain(at, key, problem)
	}
	return v
}

// words reads a text that will stand on a result page: short, in one line, and without anything that leads elsewhere.
func (p *localFile) words(at int, key string, most int) string {
	text, ok := p.take(at, key).(string)
	switch {
	case !ok:
		p.complain(at, key, "must be text between quotes")
	case strings.TrimSpace(text) == "" || text != strings.TrimSpace(text):
		p.complain(at, key, "must be words, with no space before or after them")
	case utf8.RuneCountInString(text) > most:
		p.complain(at, key, fmt.Sprintf("is longer than %d characters: shorten it", most))
	case !isPlain(text):
		p.complain(at, key, "may hold only letters, numbers and ordinary signs, in one line")
	case leadsElsewhere(text):
		p.complain(at, key, "may hold no link, address or telephone number: it stands beside emergency numbers, and nothing may be taken for one of them")
	case couldBeDialled(text):
		p.complain(at, key, fmt.Sprintf("holds a number that could be taken for a telephone number: beside one year, or one day as in 2026-11-20, "+
			"at most %d digits may stand in it, and more than %d only right behind letters, as in NG126", maxDigits, maxNumber))
	case isSentence(text):
		p.complain(at, key, "may hold a name and no sentence: take out full stops, question and exclamation marks, as in St Anne's or p 4")
	}
	return text
}

// isPlain refuses what cannot be seen, ends a line, turns the direction of reading or could pass for HTML.
func isPlain(text string) bool {
	for _, c := range text {
		if !unicode.IsPrint(c) || strings.ContainsRune("<>\uFFFD", c) {
			return false
		}
	}
	return true
}

// leadsElsewhere finds links and addresses of mail.
func leadsElsewhere(text string) bool {
	lower := strings.ToLower(text)
	for _, part := range []string{"://", "www.", "mailto:", "tel:", "@"} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	letters := 0 // since a dot that follows a letter or a number
	afterDot, before := false, ' '
	for _, c := range text {
		switch {
		case afterDot && unicode.IsLetter(c):
			letters++
		case c == '.' && (unicode.IsLetter(before) || unicode.IsNumber(before)):
			afterDot, letters = true, 0
		default:
			afterDot, letters = false, 0
		}
		if letters >= 2 {
			return true
		}
		before = c
	}
	return false
}

// couldBeDialled finds digits of any writing that could be taken for a telephone number, whatever stands between them.
func couldBeDialled(text string) bool {
	all, most := countDigits(text)
	return all > maxDigits || most > maxNumber
}

// countDigits counts the digits of a text besides one year or day: all of them, and most between two letters. Those right
// behind a letter and right behind each other, as in NG126, count as all only.
func countDigits(text string) (all, most int) {
	run, joined, dated := 0, false, false // digits since a letter; nothing stands between it and them; the year or day was there
	before, skip := ' ', 0
	for i, c := range text {
		if i < skip {
			continue
		}
		if n := dateAt(text[i:]); n > 0 && !dated && !isDigit(before) && !unicode.IsLetter(before) {
			dated, skip, before, joined = true, i+n, '0', false
			continue
		}
		switch {
		case isDigit(c):
			if joined && run > maxNumber && !isDigit(before) {
				run = 0 // NG126 is over: 17 June may follow
			}
			if run == 0 {
				joined = unicode.IsLetter(before)
			}
			run, all = run+1, all+1
			if joined = joined && (run == 1 || isDigit(before)); !joined {
				most = max(most, run)
			}
		case unicode.IsLetter(c):
			run = 0
		}
		before = c
	}
	return all, most
}

// isDigit knows numbers of every writing, those in circles too.
func isDigit(c rune) bool {
	return unicode.IsNumber(c) || strings.ContainsRune("〇零一二三四五六七八九", c)
}

// dateAt is how many bytes at the start of a text are a day, or a year that no digit follows.
func dateAt(text string) int {
	const day, year = len("2026-11-20"), len("2026")
	if len(text) >= day && isDay(text[:day]) {
		return day
	}
	if len(text) < year || text[:2] != "19" && text[:2] != "20" {
		return 0
	}
	for i, c := range text {
		if digit := c >= '0' && c <= '9'; i >= year && isDigit(c) || i < year && !digit {
			return 0
		} else if i >= year {
			break
		}
	}
	return year
}

// isSentence finds where a sentence could end. A dot that ends none stands between two numbers or letters, as in 2.1 or U.K.
func isSentence(text string) bool {
	if strings.ContainsAny(text, "!?…‥․。．｡﹒！？﹗﹖¡¿؟۔।॥‼⁇⁈⁉") {
		return true
	}
	known := func(c rune) bool { return unicode.IsLetter(c) || isDigit(c) }
	before, dot := ' ', false
	for _, c := range text {
		if dot && !known(c) || c == '.' && !known(before) {
			return true
		}
		before, dot = c, c == '.'
	}
	return dot
}

// isDay reads 2026-11-20.
func isDay(day string) bool {
	var year, month, date int
	if len(day) != len("2026-11-20") || day[4] != '-' || day[7] != '-' {
		return false
	}
	for i, c := range day {
		if i == 4 || i == 7 {
			continue
		}
		if c < '0' || c > '9' {
			return false
		}
		switch n := int(c - '0'); {
		case i < 4:
			year = year*10 + n
		case i < 7:
			month = month*10 + n
		default:
			date = date*10 + n
		}
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if year%4 == 0 && year%100 != 0 || year%400 == 0 {
		days[1] = 29
	}
	return year >= 2000 && year < 2100 && month >= 1 && month <= 12 && date >= 1 && date <= days[month-1]
}

func (p *localFile) threshold(name string, at int) {
	key := "thresholds." + short(name)
	i := slices.IndexFunc(limitSpecs[:], func(s limitSpec) bool { return s.name == name })
	n, ok := p.take(at, key).(float64)
	switch {
	case i < 0:
		p.complain(at, key, "is not a threshold that can be changed: docs/clinical-safety/rules.md lists them")
		return
	case !ok:
		p.complain(at, key, "must be a number without quotes, in "+limitSpecs[i].unit)
		return
	}
	p.named++
	switch s := &limitSpecs[i]; {
	case s.looser(n):
		p.complain(at, key, fmt.Sprintf("%s would be less strict than the standard, which is %s (%s): a file may only be stricter", plain(n), plain(s.standard), s.unit))
	case s.beyond(n):
		p.complain(at, key, fmt.Sprintf("%s would send in nearly everybody: the strictest that may stand here is %s (%s)", plain(n), plain(s.strictest), s.unit))
	case n != s.standard:
		p.limits[i] = n
		p.local.Changes = append(p.local.Changes, Change{s.name, s.what, s.counted(s.standard), s.counted(n)})
	}
}

var raisable = map[string]Level{"soon": Soon, "urgent": Urgent, "emergency": Emergency}

func (p *localFile) rule(id string, at int) {
	key := "rules." + short(id)
	word, _ := p.take(at, key).(string)
	level, known := raisable[word]
	lowest, what := Level(-1), ""
	for i := range rules {
		if r := &rules[i]; r.id == id && (lowest < 0 || r.level < lowest) {
			lowest, what = r.level, r.when
		}
	}
	switch {
	case lowest < 0:
		p.complain(at, key, "is not a rule that can be raised: docs/clinical-safety/rules.md lists them")
		return
	case !known:
		p.complain(at, key, "must be soon, urgent or emergency, between quotes")
		return
	}
	p.named++
	switch {
	case level < lowest:
		p.complain(at, key, fmt.Sprintf("is %s in the standard, and a file may only raise it: take this out", lowest))
	case level > lowest:
		p.raised[id] = level
		p.local.Changes = append(p.local.Changes, Change{id, what, lowest.String(), level.String()})
	}
}

// short keeps a name that came from outside from filling the screen.
func short(key string) string {
	if utf8.RuneCountInString(key) > 40 {
		return string([]rune(key)[:40]) + "…"
	}
	return key
}

// jump goes past the value that comes next, whatever it is.
func (s *scanner) jump() {
	depth := 0
	for {
		switch c := s.next(); c {
		case '"':
			s.text()
		case '{', '[':
			depth++
			s.pos++
		case '}', ']':
			depth--
			s.pos++
		case ',', ':':
			s.pos++
		default:
			for strings.IndexByte(",:]}", s.data[s.pos]) < 0 && s.data[s.pos] > ' ' {
				s.pos++
			}
		}
		if depth == 0 {
			return
		}
	}
}
