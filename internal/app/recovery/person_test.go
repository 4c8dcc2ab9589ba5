package recovery_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// person uses the app as a browser without script would.
type person struct {
	t     *testing.T
	vault *vault.Vault
	app   *app.App

	status  int
	path    string
	page    *page.Node
	raw     string
	visited []string // every address that was ever in the address bar
	titles  []string
}

func newPerson(t *testing.T) *person {
	t.Helper()
	v, err := vault.Open(context.Background(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, vault: v}
	p.app = app.New(app.Config{
		Vault: v, Now: func() time.Time { return time.Date(2026, 11, 20, 2, 5, 0, 0, time.UTC) }, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	t.Cleanup(p.app.Close)
	return p
}

// lock keeps everything on the device and locks it.
func (p *person) lock() *person {
	p.t.Helper()
	if err := p.vault.Keep(context.Background(), "made up words for tests"); err != nil {
		p.t.Fatal(err)
	}
	p.post("/lock")
	if p.vault.State() != vault.Locked {
		p.t.Fatal("it is not locked")
	}
	return p
}

var missingWords = regexp.MustCompile(`\[[a-z]+[a-z0-9._-]*\]`)

func (p *person) do(method, path string, form url.Values) *person {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	p.status, p.path, p.raw = w.Code, path, w.Body.String()
	p.visited = append(p.visited, path)
	if w.Code == http.StatusSeeOther {
		return p.do("GET", w.Header().Get("Location"), nil)
	}
	p.page = page.Parse(p.t, strings.NewReader(p.raw))
	for _, flaw := range p.page.Flaws() {
		p.t.Errorf("%s: %s", path, flaw)
	}
	if found := missingWords.FindString(p.page.Words()); found != "" {
		p.t.Errorf("%s: a sentence is missing: %s", path, found)
	}
	p.titles = append(p.titles, p.page.First("title").Words())
	return p
}

func (p *person) get(path string) *person { p.t.Helper(); return p.do("GET", path, nil) }

func (p *person) post(path string, pairs ...string) *person {
	p.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return p.do("POST", path, form)
}

func (p *person) says(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		if !strings.Contains(p.page.First("main").Words(), s) {
			p.t.Errorf("%s does not say %q; it says:\n%s", p.path, s, p.page.First("main").Words())
		}
	}
	return p
}

func (p *person) saysNot(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		if page.Says(p.raw, s) {
			p.t.Errorf("%s says %q", p.path, s)
		}
	}
	return p
}

func (p *person) is(status int) *person {
	p.t.Helper()
	if p.status != status {
		p.t.Errorf("%s answers %d, want %d", p.path, p.status, status)
	}
	return p
}

// section is the part of the page with an answer.
func (p *person) section(id string) string {
	p.t.Helper()
	for _, tag := range []string{"section", "details"} {
		if n := p.page.First(tag, "id=t-"+id); n != nil {
			return n.Words()
		}
	}
	p.t.Fatalf("%s has no answer about %s", p.path, id)
	return ""
}
