// Package person is somebody who uses the app in a test as a browser without script does: follows 303, remembers the
// page, sends its forms as they stand. It must never know the app: whoever tests gives it a handler.
package person

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"snowdrop/internal/testkit/page"
)

// Person is somebody at a page. Every page that is shown is looked at: its HTML has no flaw, no sentence is missing.
type Person struct {
	T    testing.TB
	App  http.Handler
	Head http.Header // goes with every request

	Status  int
	Path    string      // of the page that is shown, with its query
	Answer  http.Header // of the last answer
	Page    *page.Node
	Raw     string   // the last answer
	Visited []string // every address that was ever in the address bar
	Titles  []string // every title
}

// New is somebody who has not opened anything yet.
func New(t testing.TB, app http.Handler) *Person {
	return &Person{T: t, App: app, Head: http.Header{}}
}

// Do sends a form, or asks for a page where form is nil.
func (p *Person) Do(method, path string, form url.Values) *Person {
	p.T.Helper()
	path, _, _ = strings.Cut(path, "#") // no browser sends that
	if form == nil {
		return p.Send(httptest.NewRequest(method, path, nil))
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.Send(r)
}

var missing = regexp.MustCompile(`\[[a-z]+[a-z0-9._-]*\]|\{[a-z]+\}`) // a sentence, or a name in one

// Send sends a request, and goes where the answer leads.
func (p *Person) Send(r *http.Request) *Person {
	p.T.Helper()
	for name, values := range p.Head {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	p.App.ServeHTTP(w, r)
	p.Status, p.Path, p.Answer, p.Raw = w.Code, r.URL.RequestURI(), w.Header(), w.Body.String()
	p.Visited = append(p.Visited, p.Path)
	if w.Code == http.StatusSeeOther {
		return p.Get(w.Header().Get("Location"))
	}
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Content-Disposition") != "" {
		return p
	}
	p.Page = page.Parse(p.T, strings.NewReader(p.Raw))
	for _, flaw := range p.Page.Flaws() {
		p.T.Errorf("%s: %s", p.Path, flaw)
	}
	if found := missing.FindString(p.Page.Words()); found != "" {
		p.T.Errorf("%s: a sentence is missing: %s", p.Path, found)
	}
	p.Titles = append(p.Titles, p.Page.First("title").Words())
	return p
}

// Get opens an address.
func (p *Person) Get(path string) *Person { p.T.Helper(); return p.Do(http.MethodGet, path, nil) }

// Post sends fields, in pairs of name and value, to an address.
func (p *Person) Post(path string, pairs ...string) *Person {
	p.T.Helper()
	return p.Do(http.MethodPost, path, values(pairs))
}

func values(pairs []string) url.Values {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// Form is what the form of the shown page that goes to an action would send as it stands.
func (p *Person) Form(action string) url.Values {
	p.T.Helper()
	f := p.Page.First("form", "action="+action)
	if f == nil {
		p.T.Fatalf("%s has no form to %s; it says:\n%s", p.Path, action, p.Main())
	}
	return f.Fields()
}

// Fill sends that form with some fields set. A name that stands several times in pairs is sent with all its values.
func (p *Person) Fill(action string, pairs ...string) *Person {
	p.T.Helper()
	form := p.Form(action)
	for name, set := range values(pairs) {
		form[name] = set
	}
	return p.Do(http.MethodPost, action, form)
}

// Upload is Fill with a file in the field "photo".
func (p *Person) Upload(action string, file []byte, pairs ...string) *Person {
	p.T.Helper()
	form := p.Form(action)
	for name, set := range values(pairs) {
		form[name] = set
	}
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, all := range form {
		for _, v := range all {
			if err := m.WriteField(name, v); err != nil {
				p.T.Fatal(err)
			}
		}
	}
	if w, err := m.CreateFormFile("photo", "picture"); err != nil {
		p.T.Fatal(err)
	} else if _, err := w.Write(file); err != nil {
		p.T.Fatal(err)
	}
	if err := m.Close(); err != nil {
		p.T.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, action, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return p.Send(r)
}

// Main is what the page says between its bars.
func (p *Person) Main() string { return p.Page.First("main").Words() }

// Heading is what the page is called.
func (p *Person) Heading() string { return p.Page.First("h1").Words() }

// Says fails where the page does not say all of this.
func (p *Person) Says(sentences ...string) *Person {
	p.T.Helper()
	for _, s := range sentences {
		if !strings.Contains(p.Main(), s) {
			p.T.Errorf("%s does not say %q; it says:\n%s", p.Path, s, p.Main())
		}
	}
	return p
}

// SaysNot fails where any of this stands anywhere in the answer.
func (p *Person) SaysNot(sentences ...string) *Person {
	p.T.Helper()
	for _, s := range sentences {
		if page.Says(p.Raw, s) {
			p.T.Errorf("%s says %q", p.Path, s)
		}
	}
	return p
}

// At ends the test unless the page is at an address, whatever its query is.
func (p *Person) At(path string) *Person {
	p.T.Helper()
	if at, _, _ := strings.Cut(p.Path, "?"); at != path {
		p.T.Fatalf("at %s with %d, want %s; it says:\n%s", p.Path, p.Status, path, p.Main())
	}
	return p
}

// Is ends the test unless the last answer has a status.
func (p *Person) Is(status int) *Person {
	p.T.Helper()
	if p.Status != status {
		p.T.Fatalf("%s answered %d, want %d: %s", p.Path, p.Status, status, p.Main())
	}
	return p
}

// Leads fails where the page has no link to an address.
func (p *Person) Leads(to string) *Person {
	p.T.Helper()
	if p.Page.First("main").First("a", "href="+to) == nil {
		p.T.Errorf("%s does not lead to %s", p.Path, to)
	}
	return p
}
