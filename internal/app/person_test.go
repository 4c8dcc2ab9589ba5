package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/testkit/network"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const passphrase = "made up words for tests"

// person uses the app as page.js would: follows 303, remembers the page, fills its forms.
type person struct {
	t    *testing.T
	disk *memdisk.Disk
	now  time.Time
	app  *App
	head http.Header
	link *network.Link // to a relay, where there is one

	status  int
	path    string // of the page that is shown
	answer  http.Header
	page    *page.Node
	raw     string
	visited []string
}

func newPerson(t *testing.T) *person {
	t.Helper()
	p := &person{t: t, disk: memdisk.New(), now: time.Date(2026, 3, 4, 2, 5, 0, 0, time.UTC), head: http.Header{}}
	p.open()
	return p
}

// open starts the program over the disk as it is. Passphrases are stretched without effort: internal/vault tries the real cost.
func (p *person) open() {
	p.t.Helper()
	v, err := vault.OpenWith(context.Background(), p.disk, quickly)
	if err != nil {
		p.t.Fatal(err)
	}
	p.app = New(Config{
		Vault: v, Now: func() time.Time { return p.now }, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
}

func (p *person) do(method, path string, form url.Values) *person {
	p.t.Helper()
	body := ""
	if form != nil {
		body = form.Encode()
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, values := range p.head {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	p.status, p.answer, p.raw = w.Code, w.Header(), w.Body.String()
	p.visited = append(p.visited, path)
	if w.Code == http.StatusSeeOther {
		return p.do("GET", w.Header().Get("Location"), nil)
	}
	p.path = path
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		p.page = page.Parse(p.t, strings.NewReader(p.raw))
		p.check()
	}
	return p
}

var missingWords = regexp.MustCompile(`\[[a-z]+[a-z0-9._-]*\]`)

// check holds for every page of every test.
func (p *person) check() {
	p.t.Helper()
	if p.answer.Get("Content-Disposition") != "" {
		return
	}
	for _, flaw := range p.page.Flaws() {
		p.t.Errorf("%s: %s", p.path, flaw)
	}
	if found := missingWords.FindString(p.page.Words()); found != "" {
		p.t.Errorf("%s: a sentence is missing: %s", p.path, found)
	}
	if bar := p.page.First("header"); bar == nil || len(bar.All("a")) != 3 {
		p.t.Errorf("%s: Get help now and Close now are not there", p.path)
	}
}

func (p *person) get(path string) *person { p.t.Helper(); return p.do("GET", path, nil) }

// post sends fields to an address.
func (p *person) post(path string, pairs ...string) *person {
	p.t.Helper()
	return p.do("POST", path, pairsOf(pairs))
}

func pairsOf(pairs []string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// fill submits the form of the shown page that goes to an action, as it stands, with some fields set.
func (p *person) fill(action string, pairs ...string) *person {
	p.t.Helper()
	f := p.page.First("form", "action="+action)
	if f == nil {
		p.t.Fatalf("%s has no form to %s", p.path, action)
	}
	form := f.Fields()
	set := pairsOf(pairs)
	for name, values := range set {
		form[name] = values
	}
	return p.do("POST", action, form)
}

func (p *person) heading() string { return p.page.First("h1").Words() }

func (p *person) says(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		if !strings.Contains(p.page.Words(), s) {
			p.t.Errorf("%s does not say %q; it says:\n%s", p.path, s, p.page.First("main").Words())
		}
	}
	return p
}

func (p *person) saysNot(s string) *person {
	p.t.Helper()
	if page.Says(p.raw, s) {
		p.t.Errorf("%s says %q", p.path, s)
	}
	return p
}

func (p *person) at(path string) *person {
	p.t.Helper()
	if got, _, _ := strings.Cut(p.path, "?"); got != path {
		p.t.Fatalf("at %s, want %s: %s", got, path, p.page.First("main").Words())
	}
	return p
}

func (p *person) expect(status int) *person {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s answered %d, want %d: %s", p.path, p.status, status, p.page.First("main").Words())
	}
	return p
}

// keep chooses this device.
func (p *person) keep() *person {
	p.t.Helper()
	p.get("/mine/keep").fill("/mine/keep", "new", passphrase, "new-again", passphrase)
	return p.at("/today")
}

func (p *person) unlock() *person {
	p.t.Helper()
	return p.get("/unlock").fill("/unlock", "passphrase", passphrase).at("/today")
}

// noPhrase fails when something that was written is on the disk in the clear.
func (p *person) noPhrase(phrases ...string) {
	p.t.Helper()
	for key, value := range p.disk.Dump() {
		for _, phrase := range phrases {
			if strings.Contains(key+string(value), phrase) {
				p.t.Errorf("the disk holds %q in the clear", phrase)
			}
		}
	}
}

func id(path string) string {
	_, after, _ := strings.Cut(path, "/journal/")
	after, _, _ = strings.Cut(after, "?")
	return after
}

// nowSigns are the signs that the first screen of the check shows.
func nowSigns(t *testing.T) []string {
	t.Helper()
	var signs []string
	for _, box := range newPerson(t).get("/check").page.All("input", "name=now") {
		signs = append(signs, box.Attrs["value"])
	}
	if len(signs) < 5 {
		t.Fatalf("the first screen shows %d signs", len(signs))
	}
	return signs
}
