package pieces_test

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

	status  int
	path    string
	page    *page.Node
	raw     string
	header  http.Header
	visited []string // every address that was ever in the address bar
	titles  []string
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

var missingWords = regexp.MustCompile(`\[[a-z]+[a-z0-9._-]*\]`)

func (p *person) do(method, path string, form url.Values) *person {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	p.status, p.path, p.raw, p.header = w.Code, path, w.Body.String(), w.Header()
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

// at says where the person is, and that all is well there.
func (p *person) at(path string) *person {
	p.t.Helper()
	if before, _, _ := strings.Cut(p.path, "?"); before != path || p.status != http.StatusOK {
		p.t.Fatalf("at %s with %d, want %s; it says:\n%s", p.path, p.status, path, p.page.First("main").Words())
	}
	return p
}

func (p *person) leads(to string) *person {
	p.t.Helper()
	if p.page.First("main").First("a", "href="+to) == nil {
		p.t.Errorf("%s does not lead to %s", p.path, to)
	}
	return p
}

// put keeps an entry as another place would.
func (p *person) put(kind uint8, ago time.Duration, e interface{ Encode() ([]byte, error) }) record.ID {
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

// told tells when the loss was.
func (p *person) told(daysAgo int) *person {
	p.t.Helper()
	p.put(journal.KindStory, 0, journal.Story{When: "day", Day: p.now.AddDate(0, 0, -daysAgo).Format(time.DateOnly)})
	return p
}

// answer answers what is asked before a piece; pairs change single answers.
func (p *person) answer(n string, pairs ...string) *person {
	p.t.Helper()
	form := url.Values{"danger": {"no"}, "mind": {"no"}, "unreal": {"no"}, "before": {"4"}, "weeks": {"yes"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			form.Del(pairs[i])
		}
	}
	return p.do("POST", "/heart/pieces/"+n+"/begin", form)
}

// pieces are those that were kept.
func (p *person) pieces() []journal.Piece {
	p.t.Helper()
	var out []journal.Piece
	for _, h := range p.vault.List(journal.KindPiece) {
		body, err := p.vault.Body(h.ID)
		if err != nil {
			p.t.Fatal(err)
		}
		piece, err := journal.DecodePiece(body)
		if err != nil {
			p.t.Fatal(err)
		}
		out = append(out, piece)
	}
	return out
}

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

func (p *person) unlock() *person {
	p.t.Helper()
	return p.post("/unlock", "passphrase", passphrase)
}

// words fills the app's form of the passphrase, which may carry what was sent while it was locked.
func (p *person) unlockHere() *person {
	p.t.Helper()
	form := url.Values{"passphrase": {passphrase}}
	for _, in := range p.page.First("main").All("input") {
		if in.Attrs["type"] == "hidden" {
			form.Add(in.Attrs["name"], in.Attrs["value"])
		}
	}
	return p.do("POST", "/unlock", form)
}
