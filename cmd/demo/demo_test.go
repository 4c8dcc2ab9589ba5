package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"snowdrop/internal/sharing/items"
)

// files is as much of the built pages as a door needs.
func files(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{
		"index.html":                    {Data: []byte(`<!DOCTYPE html><html lang="en" data-build="00"><head><title>x</title></head><body></body></html>`)},
		"sw.js":                         {Data: []byte(`const build = "00", files = [];`)},
		"static/page.000000000000.js":   {Data: []byte("//")},
		"static/style.000000000000.css": {Data: []byte("/**/")},
		"addresses.json":                {Data: []byte(`{"page.js":"/static/page.000000000000.js","style.css":"/static/style.000000000000.css"}`)},
	}
	return out
}

// afternoon is what the clock shows in these tests: what they look at holds on one day, and the machine's may end meanwhile.
var afternoon = time.Date(2026, 11, 21, 15, 5, 0, 0, time.Local)

func TestTheWorldOfTheThreeOpensAndEachSeesWhatTheWalkSays(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	var out bytes.Buffer
	dir := ""
	err := run(ctx, demo{files: files(t), near: "../../docs/local-directory.example.json", out: &out, quick: true, wall: func() time.Time { return afternoon }, open: func(w *world) {
		dir = w.dir
		for _, p := range w.people() { // from here on a failure is one of the test
			p.T = t
		}
		sarahSees(w)
		jamesSees(w)
		anaSees(w)
		nothingMore(t, w)
		end()
	}})
	if err != nil {
		t.Fatal(err)
	}
	if dir == "" {
		t.Fatal("nothing was opened")
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", dir, err)
	}
	for _, said := range []string{"Sarah\n  http://127.0.0.1:", "James\n  http://127.0.0.1:", "Ana\n  http://127.0.0.1:", "passphrase: violet rain on the roof", "nothing of it is left"} {
		if !strings.Contains(out.String(), said) {
			t.Errorf("it does not print %q:\n%s", said, &out)
		}
	}
}

func TestWhatWasJustSaidWasSaidToday(t *testing.T) {
	midnight := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for after, before := range map[time.Duration]time.Duration{-time.Second: -61 * time.Second, 0: 0, 20 * time.Second: 20 * time.Second, time.Minute: 0, time.Hour: 59 * time.Minute} {
		if got := justBefore(midnight.Add(after)); !got.Equal(midnight.Add(before)) {
			t.Errorf("%v after midnight it is %v", after, got)
		}
	}
}

func sarahSees(w *world) {
	hers, _ := w.us()
	p := w.sarah
	p.Get("/today").Is(200).Says("A few questions that you agreed on").SaysNot("uscle")
	p.Get("/together").Says("Ana", "James")
	p.Get("/together/care/"+p.space(w.care).Path).Says("Thank you for the green walls, Sarah.", "PHQ-9, every 2 weeks")
	p.Get(hers).Says("That is a whole answer.")
	p.Get("/together/people").Says("Mia (made up)", "Makes tea")
	p.Get("/heart/pieces").Is(200)
	p.Get("/find").Says("Ana Example, psychologist", "made up")
	p.Get("/remember/names").Says("our small one")
	p.Get("/remember/days").Says("Due date")
	p.Get("/remember/light/with/" + p.space(w.pair).Path).Says("And for us.")
	p.Get("/ahead/beside/"+p.space(w.pair).Path).Says("To ask for tests first", "To try when I am ready")
	p.Get("/ahead/questions").Says("On your page")
}

func jamesSees(w *world) {
	_, his := w.us()
	p := w.james
	p.Get("/today").Is(200).SaysNot("A question waits for you two") // he said "not tonight": nothing waits today
	p.Get("/together/with/"+p.space(w.pair).Path).Says("I think of the name we chose").SaysNot("furious", "PHQ-9", "A night with the window open")
	p.Get(his).Is(200).SaysNot("A night with the window open")
}

func anaSees(w *world) {
	p, there := w.ana, "/clients/"+w.ana.space(w.care).Path
	p.Get("/clients").Says("Sarah")
	p.Get(there).Says("PHQ-9: 12", "PHQ-9: 10", "PHQ-9: 8", "PHQ-9: 6", "Sarah agreed: every 2 weeks")
	p.Get(there+"/notes").Says("Green walls: ask again", "The pause was right")
}

// nothingMore looks at every byte that came to James and to Ana, and at what they share with her about each other.
func nothingMore(t *testing.T, w *world) {
	for _, s := range []struct {
		who *somebody
		all string
	}{{w.james, contents(w.james)}, {w.ana, contents(w.ana)}} {
		for _, words := range w.hidden {
			if strings.Contains(s.all, words) {
				t.Errorf("%s has %q", s.who.name, words)
			}
		}
		if len(s.all) < 100 {
			t.Errorf("of what %s has only %d bytes were looked at", s.who.name, len(s.all))
		}
	}
	if all := contents(w.ana); !strings.Contains(all, "painted yellow") || !strings.Contains(all, "The walls were green") || strings.Contains(all, "the name we chose") || strings.Contains(all, "after dinner") {
		t.Error("Ana has something else than what was shown to her")
	}
	if all := contents(w.james); !strings.Contains(all, "the name we chose") || strings.Contains(all, "painted yellow") || strings.Contains(all, "Ana’s note") {
		t.Error("James has something else than what was shown to him")
	}
	if all := contents(w.sarah); strings.Contains(all, "Ana’s note") {
		t.Error("Sarah has a note of Ana's")
	}
	if n := len(w.ana.sharing.Items(w.care, items.KindCopy)); n != 7 {
		t.Errorf("Ana sees %d copies, want four results, two entries and one piece", n)
	}
}

// contents is everything that somebody's device could open.
func contents(p *somebody) string {
	var all strings.Builder
	for _, h := range p.vault.List() {
		body, err := p.vault.Body(h.ID)
		if err == nil {
			all.Write(body)
		}
	}
	for _, s := range p.sharing.Spaces() {
		for _, i := range p.sharing.Items(s.ID) {
			all.Write(i.Body)
		}
	}
	return all.String()
}
