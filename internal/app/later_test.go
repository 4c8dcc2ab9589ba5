package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/text"
	"snowdrop/internal/words"
)

// TestNoSentenceIsMissingWhereTheLaterOnesHaveNotCome: in a browser most English sentences come after the first page. What has
// to work at once does without them, and every other page says that it is on its way.
func TestNoSentenceIsMissingWhereTheLaterOnesHaveNotCome(t *testing.T) {
	p := newPerson(t)
	p.keep()
	defer text.Hold()()
	defer words.Hold()()
	p.app.Shared.Bring = func(context.Context) error { return errors.New("not yet") }
	atOnce := []string{"/start", "/check", "/body", "/heart", "/together", "/calm", "/safety", "/journal/new", "/mine", "/mine/keep"}
	late := 0
	for _, pattern := range p.patterns() {
		path, isPage := strings.CutPrefix(pattern, "GET ")
		if path = strings.ReplaceAll(path, "{$}", ""); !isPage || strings.Contains(path, "{") || path == "/changed" {
			continue
		}
		p.get(path) // a sentence that is missing fails the test by itself
		if p.status != 503 {
			continue
		}
		if late++; slices.Contains(atOnce, path) {
			t.Errorf("%s waits for what comes after the first page", path)
		}
	}
	if late < 10 {
		t.Errorf("only %d pages waited: nothing was held back", late)
	}
}

// TestWhatIsDoneWithWordsWaitsForTheListOfThem: it comes with those sentences. Until it is here no words are made, shown or compared,
// and what was typed stays.
func TestWhatIsDoneWithWordsWaitsForTheListOfThem(t *testing.T) {
	relay := newRelay()
	p := newPersonAt(t, relay)
	seven := p.start("a laptop")
	q := newPersonAt(t, relay)
	bring := 0
	for _, one := range []*person{p, q} {
		one.app.Shared.Bring = func(context.Context) error { bring++; return errors.New("not yet") }
	}
	back := words.Hold()
	defer back()
	for _, path := range []string{"/mine/words/new", "/mine/devices/add/code", "/mine/devices/pair", "/mine/kit", "/join", "/together/invite", "/mine/take/sealed", "/mine/bring"} {
		p.get(path).expect(503).says("This page is not here yet")
		if path != "/together/invite" {
			p.post(path, "passphrase", passphrase, "words", strings.Join(seven, " ")).expect(503).says("This page is not here yet")
		}
	}
	q.get("/joining").expect(503)
	typed := []string{"words", strings.Join(seven, " "), "device", "a phone", "new", passphrase, "new-again", passphrase}
	q.get("/open").expect(200)
	before := bring
	q.fill("/open", typed...).expect(422).says("The list of our words is not here yet.")
	if bring == before {
		t.Error("the list was not asked for")
	}
	if got := q.page.First("form", "action=/open").Fields().Get("words"); got != strings.Join(seven, " ") {
		t.Errorf("of what was typed %q is left", got)
	}
	back()
	q.fill("/open", typed...).at("/today")
	p.get("/mine/kit").expect(503) // only of what waits with the list: the sentences have not come
	p.app.Shared.Bring = nil
	p.get("/mine/kit").expect(200)
}
