package bodylog_test

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

// person uses the app as a browser without script does.
type person struct {
	t       *testing.T
	app     *app.App
	now     time.Time
	country string
	status  int
	path    string
	page    *page.Node
	raw     string
}

func newPerson(t *testing.T) *person {
	t.Helper()
	p := &person{t: t, country: "GB", now: time.Date(2026, 3, 4, 14, 5, 0, 0, time.UTC)}
	v, err := vault.Open(context.Background(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	p.app = app.New(app.Config{
		Vault: v, Now: func() time.Time { return p.now }, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	return p
}

var missing = regexp.MustCompile(`\[[a-z]+[a-z0-9._-]*\]`)

func (p *person) do(method, path string, form url.Values) *person {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Snowdrop-Display", "country="+p.country)
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	p.status, p.path, p.raw = w.Code, path, w.Body.String()
	if w.Code == http.StatusSeeOther {
		return p.do("GET", w.Header().Get("Location"), nil)
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		p.page = page.Parse(p.t, strings.NewReader(p.raw))
		for _, flaw := range p.page.Flaws() {
			p.t.Errorf("%s: %s", p.path, flaw)
		}
		if found := missing.FindString(p.page.Words()); found != "" {
			p.t.Errorf("%s: a sentence is missing: %s", p.path, found)
		}
	}
	return p
}

func (p *person) get(path string) *person { p.t.Helper(); return p.do("GET", path, nil) }

// fill sends the form of the shown page that goes to an action, as it stands, with some fields set.
func (p *person) fill(action string, pairs ...string) *person {
	p.t.Helper()
	f := p.page.First("form", "action="+action)
	if f == nil {
		p.t.Fatalf("%s has no form to %s", p.path, action)
	}
	form := f.Fields()
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return p.do("POST", action, form)
}

func (p *person) words() string { return p.page.First("main").Words() }

func (p *person) says(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		if !strings.Contains(p.words(), s) {
			p.t.Errorf("%s does not say %q; it says:\n%s", p.path, s, p.words())
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

func (p *person) at(prefix string) *person {
	p.t.Helper()
	if !strings.HasPrefix(p.path, prefix) {
		p.t.Fatalf("at %s, want %s: %s", p.path, prefix, p.words())
	}
	return p
}

func (p *person) expect(status int) *person {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s answered %d, want %d: %s", p.path, p.status, status, p.words())
	}
	return p
}

// level is the class of the card that stands on the page because of what was noted, or "".
func (p *person) level() string {
	card := p.page.First("section", "role=alert")
	if card == nil {
		return ""
	}
	return strings.TrimPrefix(card.Attrs["class"], "care ")
}
