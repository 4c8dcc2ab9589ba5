package strange

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/people"
)

// odd are texts that a page may not stumble over.
var odd = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "\u202Eright to left\u2066", strings.Repeat("W", 5000), "  ",
	`javascript:alert(1)`, "](/help)[", strings.Repeat("\n", 400), "\u200b", "𝕳𝖊𝖗", `{"v":1}`,
}

// bodies are things of every kind that an app takes in: what it shows of them is up to it.
func bodies(of record.ID) map[uint8][]string {
	all := map[uint8][]string{}
	put := func(kind uint8, v any) {
		b, err := json.Marshal(v)
		if err == nil && items.Reads(kind, b) {
			all[kind] = append(all[kind], string(b))
		}
	}
	type m = map[string]any
	for i, text := range odd {
		put(items.KindReply, m{"v": 1, "to": of, "words": text})
		put(items.KindReply, m{"v": 9, "to": of, "answer": text, "weeks": 26})
		put(items.KindCopy, m{"v": 1, "of": i * 20, "day": "2026-11-21", "lang": text, "parts": []m{{"name": text, "text": text, "own": i%2 == 0, "lines": []m{{"name": text, "text": text}}}}})
		put(items.KindCopy, m{"v": 99, "of": 250 - i, "day": "1900-01-01", "parts": []m{{}, {"photo": m{"blob": of, "identity": text, "sha256": make([]byte, 32), "length": 1 << 40, "type": text}}, {"text": text, "rest": m{"blob": of}}}})
		put(items.KindCopy, m{"v": 1, "of": 2, "day": "2999-12-31", "parts": []m{{"score": m{"which": text, "version": text, "value": -1e9}, "table": m{"head": []string{text}, "rows": [][]string{{text}}},
			"pictures": []m{{"min": 5, "max": -5, "points": [][2]float64{{1, 1e9}, {-1 << 35, -1e9}}, "ticks": []m{{"value": 1e9, "label": text}}}}}}})
		for _, what := range []string{"question", "rhythm", "piece", "practice", "nothing"} {
			put(items.KindAsk, m{"v": 1, "what": what, "id": "epds", "weeks": 1, "words": text})
			put(items.KindAsk, m{"v": 7, "what": what, "id": "not-there", "weeks": 26, "words": text})
		}
		for _, what := range []string{"need", "tonight", "week", "yes", "turn", "way", "ways", "moment", "question", "put", "off"} {
			put(items.KindMoment, m{"v": 1, "what": what, "id": "not-there", "value": text, "words": text, "day": "2026-11-21"})
			put(items.KindMoment, m{"v": 1, "what": what, "value": "listen", "ids": []string{text, "a"}, "at": 1 << 60})
		}
		put(items.KindCandle, m{"v": 1, "words": text})
		put(items.KindCandle, m{"v": 9, "words": text, "colour": m{"a": text}})
		put(items.KindAnswer, m{"v": 1, "question": "not-there", "commit": make([]byte, 32), "sealed": make([]byte, 4096)})
	}
	all[items.KindKey] = append(all[items.KindKey], fmt.Sprintf(`{"v":1,"answer":%q,"with":%q,"token":%q}`, of, of, strings.Repeat("A", 43)+"="))
	return all
}

var link = regexp.MustCompile(`href="(/(?:together|clients|remember)[^"#?]*)`)

// looks opens every page about what is shared that can be reached.
func looks(t *testing.T, p *people.Person) (pages int) {
	t.Helper()
	seen, queue := map[string]bool{}, []string{"/together", "/together/seen", "/clients", "/today", "/remember/light"}
	for len(queue) > 0 && pages < 50 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		pages++
		if p.Get(at); p.Status >= 500 {
			t.Errorf("%s looks at %s: %d", p.Name, at, p.Status)
		}
		if strings.Contains(p.Raw, "<script>alert") || strings.Contains(p.Raw, "<img src=x") {
			t.Errorf("%s carries what somebody wrote as it is", at)
		}
		for _, m := range link.FindAllStringSubmatch(p.Raw, -1) {
			queue = append(queue, m[1])
		}
	}
	return pages
}

func TestNothingThatTheOtherOnePutsInBreaksAPage(t *testing.T) {
	for _, kind := range []sharing.Kind{sharing.Pair, sharing.Care} {
		w := people.New(t)
		sarah, james := w.Person("Sarah"), w.Person("James")
		both := w.Connect(sarah, james, kind)
		put := func(p *people.Person, of record.ID) (n int) {
			for k, all := range bodies(of) {
				for i, body := range all {
					at := []time.Time{w.Now(), time.Unix(-1<<40, 0), time.Unix(1<<50, 0), {}}[i%4]
					if err := p.Sharing.Put(t.Context(), both.ID, record.NewID(), k, at, []byte(body)); err == nil {
						n++
					}
				}
			}
			return n
		}
		theirs := 0
		put(sarah, record.NewID())
		of := sarah.Sharing.Items(both.ID)
		if theirs = put(james, of[0].ID); theirs < 20 {
			t.Fatalf("only %d odd things were put in", theirs)
		}
		for _, p := range []*people.Person{sarah, james} {
			p.Until("it came", func() bool {
				n := 0
				for _, i := range p.Sharing.Items(both.ID) {
					if !i.Mine {
						n++
					}
				}
				return n >= theirs/2 && len(p.Sharing.Items(both.ID)) > theirs
			})
			if n := looks(t, p); n < 10 {
				t.Errorf("%s found only %d pages", p.Name, n)
			}
		}
	}
}
