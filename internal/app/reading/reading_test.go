package reading_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/content"
	"snowdrop/internal/content/proofread"
	"snowdrop/internal/guidance/questions"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// opened is the app on a day, for someone who has nothing here yet.
func opened(t *testing.T, day string, bring func(context.Context) error) *app.App {
	t.Helper()
	v, err := vault.Open(t.Context(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	a := app.New(app.Config{Vault: v, Now: func() time.Time { return now }, Help: ui.HelpPath, Bring: bring})
	t.Cleanup(a.Close)
	return a
}

func get(t *testing.T, a *app.App, address string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w.Code, w.Body.String()
}

const soon = "2026-11-25"

func TestEveryPageHasAnAddressAndSaysWhereItComesFrom(t *testing.T) {
	a := opened(t, soon, nil)
	for _, p := range content.Pages("en") {
		status, body := get(t, a, "/read/"+p.ID)
		if status != http.StatusOK || !strings.Contains(body, "<h1>") {
			t.Errorf("/read/%s: %d", p.ID, status)
		}
		for _, s := range p.Sections() {
			for _, key := range s.From {
				if from, _ := content.SourceByKey(key); !strings.Contains(body, `href="`+from.Address()+`"`) {
					t.Errorf("/read/%s does not lead to its source %s", p.ID, key)
				}
			}
		}
		if strings.Contains(body, "out of date") {
			t.Errorf("/read/%s is called old on %s", p.ID, soon)
		}
		if strings.Contains(body, "[D]") {
			t.Errorf("/read/%s shows its marks", p.ID)
		}
	}
	if status, _ := get(t, a, "/read/nothing"); status != http.StatusNotFound {
		t.Errorf("a page that is nowhere: %d", status)
	}
}

// The app itself is asked, so that no list of addresses can grow old.
func TestEveryLinkOfAPageLeadsSomewhere(t *testing.T) {
	a := opened(t, soon, nil)
	answers := func(address string) bool {
		status, _ := get(t, a, address)
		return status == http.StatusOK || status == http.StatusSeeOther || helpPage(address)
	}
	if answers("/no/such/page") {
		t.Fatal("the app answers everything")
	}
	for _, l := range content.Languages() {
		for _, p := range content.Pages(l.Lang) {
			for _, problem := range proofread.Leads(p, answers) {
				t.Error(problem)
			}
		}
	}
}

// helpPage says whether the build puts a static help page at an address.
func helpPage(address string) bool {
	for _, p := range ui.HelpPages(ui.Cards{}) {
		if p.Path == address {
			return true
		}
	}
	return false
}

func TestAPagePastItsNextReviewSaysSo(t *testing.T) {
	p, ok := content.PageByID("en", "expected")
	if !ok {
		t.Fatal("no page")
	}
	a := opened(t, p.NextReview, nil)
	if _, body := get(t, a, "/read/expected"); !strings.Contains(body, "out of date") || !strings.Contains(body, ui.Day(p.NextReview)) {
		t.Error("the page does not say that it is past its review")
	}
	for _, address := range []string{"/expected", "/calm/breathing", "/body/back", "/body/hands", "/body/everyday", "/body/weeks/all"} { // in places of their own as well
		if status, body := get(t, opened(t, "2035-01-01", nil), address); status != http.StatusOK || !strings.Contains(body, "out of date") {
			t.Errorf("%s does not say that it is past its review: %d", address, status)
		}
		if _, body := get(t, opened(t, soon, nil), address); strings.Contains(body, "out of date") {
			t.Errorf("%s is called old on %s", address, soon)
		}
	}
	if _, body := get(t, a, "/sources"); !strings.Contains(body, "This is overdue.") {
		t.Error("the list of pages does not say so")
	}
}

func TestTheSourcesSayHowCloselyTheyWereReadAndWhatRestsOnThem(t *testing.T) {
	a := opened(t, soon, nil)
	status, body := get(t, a, "/sources")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	addresses := map[string]string{}
	for _, s := range content.Sources() {
		if other := addresses[s.Address()]; other != "" {
			t.Errorf("%s and %s have one address: give one of them another key", s.Key, other)
		}
		addresses[s.Address()] = s.Key
		if !strings.Contains(body, `href="`+s.Address()+`"`) || !strings.Contains(body, s.How) {
			t.Errorf("%s is missing, or how it was read", s.Key)
		}
		status, one := get(t, a, s.Address())
		if status != http.StatusOK || !strings.Contains(one, s.How) || s.Checked != "" && !strings.Contains(one, ui.Day(s.Checked)) {
			t.Errorf("/sources/%s: %d, or it does not say how and when it was read", s.Key, status)
		}
		for _, q := range questions.All() {
			if rests := slices.Contains(q.Sources, s.Key); rests != strings.Contains(one, "<li>"+q.Ask+"</li>") {
				t.Errorf("/sources/%s: that the question %s rests on it is %v", s.Key, q.ID, rests)
			}
		}
		for _, p := range content.Pages("en") {
			if rests := slices.Contains(p.Sources, s.Key); rests != strings.Contains(one, `href="/read/`+p.ID+`"`) {
				t.Errorf("/sources/%s: that %s rests on it is %v", s.Key, p.ID, rests)
			}
		}
	}
	for _, p := range content.Pages("en") {
		if !strings.Contains(body, `href="/read/`+p.ID+`"`) {
			t.Errorf("%s is not in the register", p.ID)
		}
	}
	for _, r := range signs.Rules() {
		if !strings.Contains(body, r.ID) {
			t.Errorf("nothing says what rule %s rests on", r.ID)
		}
	}
	if !strings.Contains(body, "No doctor, nurse or psychologist has checked") || !strings.Contains(body, "are not read by us at all") {
		t.Error("it does not say what is not verified")
	}
	if _, one := get(t, a, content.Sources()[0].Address()); strings.Contains(body+one, `href="http`) {
		t.Error("it leads to another site")
	}
	if status, _ := get(t, a, "/sources/1"); status != http.StatusNotFound {
		t.Errorf("a source that is nowhere: %d", status)
	}
}

func TestAPageThatHasNotComeSaysSoAndHowToTryAgain(t *testing.T) {
	asked := 0
	a := opened(t, soon, func(context.Context) error { asked++; return errors.New("no connection") })
	status, body := get(t, a, "/read/not-here")
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "not here yet") || !strings.Contains(body, `href="/read/not-here"`) || asked != 1 {
		t.Errorf("%d, asked %d times: %s", status, asked, body)
	}
	for _, address := range []string{"/check", "/calm", "/calm/breathing", "/calm/grounding", "/", "/read/breathing"} {
		if status, _ := get(t, a, address); status != http.StatusOK || asked != 1 {
			t.Errorf("%s waits for the longer pages: %d", address, status)
		}
	}
	if status, _ := get(t, a, "/sources"); status != http.StatusServiceUnavailable {
		t.Errorf("/sources: %d", status)
	}
	a = opened(t, soon, func(context.Context) error { return nil })
	if status, _ := get(t, a, "/read/not-here"); status != http.StatusNotFound {
		t.Errorf("everything came, and this is not among it: %d", status)
	}
}
