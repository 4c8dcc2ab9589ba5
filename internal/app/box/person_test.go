package box_test

import (
	"bytes"
	"context"
	"mime/multipart"
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
	now   time.Time
	vault *vault.Vault
	app   *app.App

	status  int
	path    string
	page    *page.Node
	raw     string
	visited []string
}

func newPerson(t *testing.T) *person {
	t.Helper()
	v, err := vault.Open(context.Background(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, vault: v, now: time.Date(2026, 11, 20, 15, 5, 0, 0, time.UTC)}
	p.app = app.New(app.Config{
		Vault: v, Now: func() time.Time { return p.now }, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	t.Cleanup(p.app.Close)
	return p
}

const passphrase = "made up words for tests"

// lock keeps everything on the device and locks it.
func (p *person) lock() *person {
	p.t.Helper()
	if err := p.vault.Keep(context.Background(), passphrase); err != nil {
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
	return p.answer(r)
}

func (p *person) answer(r *http.Request) *person {
	p.t.Helper()
	path := r.URL.String()
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	p.status, p.path, p.raw = w.Code, path, w.Body.String()
	p.visited = append(p.visited, path)
	if w.Code == http.StatusSeeOther {
		return p.do("GET", w.Header().Get("Location"), nil)
	}
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		return p
	}
	p.page = page.Parse(p.t, strings.NewReader(p.raw))
	for _, flaw := range p.page.Flaws() {
		p.t.Errorf("%s: %s", path, flaw)
	}
	if found := missingWords.FindString(p.page.Words()); found != "" {
		p.t.Errorf("%s: a sentence is missing: %s", path, found)
	}
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
		if strings.Contains(p.page.First("main").Words(), s) {
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

// upload sends the shown form to an action with a photo.
func (p *person) upload(action string, picture []byte, pairs ...string) *person {
	p.t.Helper()
	f := p.page.First("form", "action="+action)
	if f == nil || f.Attrs["enctype"] != "multipart/form-data" {
		p.t.Fatalf("%s has no form to %s that takes a photo", p.path, action)
	}
	form := f.Fields()
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return p.send(action, picture, form)
}

func (p *person) send(action string, picture []byte, form url.Values) *person {
	p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		if name != "photo" {
			_ = w.WriteField(name, values[0])
		}
	}
	if picture != nil {
		file, _ := w.CreateFormFile("photo", "IMG_0001.JPG")
		_, _ = file.Write(picture)
	}
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, action, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return p.answer(r)
}
