package writing_test

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

const passphrase = "made up words for tests"

// person uses the app as a browser without script would.
type person struct {
	t     *testing.T
	vault *vault.Vault
	app   *app.App
	now   time.Time
	lang  string

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
	p := &person{t: t, vault: v, now: time.Date(2026, 11, 20, 21, 5, 0, 0, time.UTC)}
	p.app = app.New(app.Config{
		Vault: v, Now: func() time.Time { return p.now }, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	t.Cleanup(p.app.Close)
	return p
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

func (p *person) do(method, path, kind string, body []byte) *person {
	p.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if p.lang != "" {
		r.Header.Set("Accept-Language", p.lang)
	}
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	p.status, p.path, p.raw = w.Code, path, w.Body.String()
	p.visited = append(p.visited, path)
	if w.Code == http.StatusSeeOther {
		return p.get(w.Header().Get("Location"))
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
	p.titles = append(p.titles, p.page.First("title").Words())
	return p
}

func (p *person) get(path string) *person { p.t.Helper(); return p.do("GET", path, "", nil) }

func (p *person) send(path string, form url.Values) *person {
	p.t.Helper()
	return p.do("POST", path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

func (p *person) post(path string, pairs ...string) *person {
	p.t.Helper()
	return p.send(path, pairsOf(pairs))
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
	for name, values := range pairsOf(pairs) {
		form[name] = values
	}
	return p.send(action, form)
}

// attach submits the form of the shown page with a photo.
func (p *person) attach(action, text string, photo []byte) *person {
	p.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	_ = form.WriteField("text", text)
	file, err := form.CreateFormFile("photo", "photo.png")
	if err == nil {
		_, err = file.Write(photo)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return p.do("POST", action, form.FormDataContentType(), b.Bytes())
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
		p.t.Fatalf("%s answers %d, want %d", p.path, p.status, status)
	}
	return p
}

// at holds where the person is, without what follows a question mark.
func (p *person) at(path string) *person {
	p.t.Helper()
	if got, _, _ := strings.Cut(p.path, "?"); !strings.HasPrefix(got, path) {
		p.t.Fatalf("at %s, want %s: %s", got, path, p.page.First("main").Words())
	}
	return p
}

// asked is the prompt of the shown page.
func (p *person) asked() string {
	if n := p.page.First("p", "class=asked"); n != nil {
		return n.Words()
	}
	return ""
}
