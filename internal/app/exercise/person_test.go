package exercise_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const passphrase = "made up words for tests"

// person uses the app as a browser without script would.
type person struct {
	t     *testing.T
	vault *vault.Vault
	app   *app.App
	now   time.Time

	status int
	path   string // where she is
	raw    string
	page   *page.Node
	posts  int // how the last form was answered, before any 303 was followed
}

func newPerson(t *testing.T) *person {
	t.Helper()
	v, err := vault.Open(context.Background(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, vault: v, now: time.Date(2026, 3, 4, 14, 5, 0, 0, time.UTC)}
	p.app = app.New(app.Config{
		Vault: v, Now: func() time.Time { return p.now }, Style: "/static/style.css",
		In: func(at time.Time) time.Time { return at.UTC() }, Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	return p
}

func (p *person) do(method, path string, form url.Values) *person {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Snowdrop-Display", "country=GB")
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	if method == "POST" {
		p.posts = w.Code
	}
	if w.Code == http.StatusSeeOther {
		return p.do("GET", w.Header().Get("Location"), nil)
	}
	p.status, p.raw, p.path = w.Code, w.Body.String(), path
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		p.page = page.Parse(p.t, strings.NewReader(p.raw))
		for _, flaw := range p.page.Flaws() {
			p.t.Errorf("%s: %s", path, flaw)
		}
		if words := p.page.Words(); strings.Contains(words, "[exercise.") || strings.Contains(words, "[kind.") || strings.Contains(words, "[fact.") {
			p.t.Errorf("%s: a sentence is missing: %s", path, words)
		}
	}
	return p
}

func (p *person) get(path string) *person { p.t.Helper(); return p.do("GET", path, nil) }

// fields are what the form on the page would send, as it stands.
func (p *person) fields() url.Values {
	p.t.Helper()
	return p.page.First("form", "id=exercise").Fields()
}

// presses fills in the form on the page, name, value, name, value, and presses the button with this answer.
func (p *person) presses(answer string, pairs ...string) *person {
	p.t.Helper()
	form, action := p.fields(), ""
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	for _, f := range p.page.All("form") {
		for _, b := range f.All("button") {
			if b.Attrs["name"] == "answer" && b.Attrs["value"] == answer {
				if action = f.Attrs["action"]; b.Attrs["formaction"] != "" {
					action = b.Attrs["formaction"]
				}
			}
		}
	}
	if action == "" {
		p.t.Fatalf("%s has no button %q: %s", p.path, answer, p.page.First("main").Words())
	}
	form.Set("answer", answer)
	return p.do("POST", action, form)
}

func (p *person) sees(words ...string) *person {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(p.page.First("main").Words(), w) {
			p.t.Errorf("%s does not say %q: %s", p.path, w, p.page.First("main").Words())
		}
	}
	return p
}

func (p *person) doesNotSee(words ...string) *person {
	p.t.Helper()
	for _, w := range words {
		if page.Says(p.raw, w) {
			p.t.Errorf("%s says %q", p.path, w)
		}
	}
	return p
}

func (p *person) answered(status int) *person {
	p.t.Helper()
	if p.posts != status {
		p.t.Errorf("%s answered %d, want %d", p.path, p.posts, status)
	}
	return p
}

// keep puts an entry there, as another page would.
func (p *person) keep(kind uint8, ago time.Duration, e interface{ Encode() ([]byte, error) }) record.ID {
	p.t.Helper()
	body, err := e.Encode()
	if err != nil {
		p.t.Fatal(err)
	}
	id := record.NewID()
	if err := p.vault.Put(context.Background(), record.Record{ID: id, Kind: kind, At: p.now.Add(-ago).Unix(), Body: body}); err != nil {
		p.t.Fatal(err)
	}
	return id
}

func (p *person) lock() *person {
	p.t.Helper()
	if err := p.vault.Keep(context.Background(), passphrase); err != nil {
		p.t.Fatal(err)
	}
	p.vault.Lock()
	return p
}

func (p *person) written() []vault.Head { return p.vault.List(journal.KindExercise) }
