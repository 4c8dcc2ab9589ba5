package after_test

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

const passphrase = "made up words for tests"

// person uses the app as a browser without script would.
type person struct {
	t       *testing.T
	disk    *memdisk.Disk
	vault   *vault.Vault
	app     *app.App
	now     time.Time
	country string
	stay    bool // where an answer leads elsewhere, it is not followed

	status int
	path   string
	page   *page.Node
	raw    string
	seen   []string // every address that was ever in the address bar, and every title
}

func newPerson(t *testing.T) *person {
	t.Helper()
	p := &person{t: t, disk: memdisk.New(), now: time.Date(2026, 11, 20, 2, 5, 0, 0, time.UTC), country: "GB"}
	v, err := vault.Open(t.Context(), p.disk)
	if err != nil {
		t.Fatal(err)
	}
	p.with(v)
	return p
}

func (p *person) with(v *vault.Vault) {
	p.vault = v
	p.app = app.New(app.Config{
		Vault: v, Now: func() time.Time { return p.now }, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	p.t.Cleanup(p.app.Close)
}

// keep keeps everything on the device.
func (p *person) keep() *person {
	p.t.Helper()
	if err := p.vault.Keep(context.Background(), passphrase); err != nil {
		p.t.Fatal(err)
	}
	return p
}

var missingWords = regexp.MustCompile(`\[[a-z]+[a-z0-9._-]*\]`)

func (p *person) do(method, path string, form url.Values) *person {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Snowdrop-Display", "country="+p.country)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	p.status, p.path, p.raw = w.Code, path, w.Body.String()
	p.seen = append(p.seen, path)
	if w.Code == http.StatusSeeOther {
		if p.stay {
			return p
		}
		return p.do("GET", w.Header().Get("Location"), nil)
	}
	p.page = page.Parse(p.t, strings.NewReader(p.raw))
	for _, flaw := range p.page.Flaws() {
		p.t.Errorf("%s: %s", path, flaw)
	}
	if found := missingWords.FindString(p.page.Words()); found != "" {
		p.t.Errorf("%s: a sentence is missing: %s", path, found)
	}
	p.seen = append(p.seen, p.page.First("title").Words())
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

func (p *person) main() string { return p.page.First("main").Words() }

func (p *person) says(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		if !strings.Contains(p.main(), s) {
			p.t.Errorf("%s does not say %q; it says:\n%s", p.path, s, p.main())
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
