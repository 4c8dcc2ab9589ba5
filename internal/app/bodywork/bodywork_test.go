package bodywork_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/bodywork"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const passphrase = "made up words for tests"

// person uses the app as a browser would.
type person struct {
	t     *testing.T
	vault *vault.Vault
	app   *app.App
	now   time.Time
	zone  *time.Location // of a moment; nil: that of now

	status int
	header http.Header
	path   string
	raw    string
	page   *page.Node
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
		In: func(at time.Time) time.Time {
			if p.zone != nil {
				return at.In(p.zone)
			}
			return at.UTC()
		},
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
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
	if w.Code == http.StatusSeeOther {
		return p.do("GET", w.Header().Get("Location"), nil)
	}
	p.status, p.header, p.raw, p.path = w.Code, w.Header(), w.Body.String(), path
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		p.page = page.Parse(p.t, strings.NewReader(p.raw))
		for _, flaw := range p.page.Flaws() {
			p.t.Errorf("%s: %s", path, flaw)
		}
		if strings.Contains(p.page.Words(), "[hands.") || strings.Contains(p.page.Words(), "[problem.") {
			p.t.Errorf("%s: a sentence is missing: %s", path, p.page.Words())
		}
	}
	return p
}

func byID(p *person, id string) *page.Node {
	p.t.Helper()
	for _, tag := range []string{"input", "textarea"} {
		for _, n := range p.page.All(tag) {
			if n.Attrs["id"] == id {
				return n
			}
		}
	}
	p.t.Fatalf("%s has no field %s", p.path, id)
	return nil
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

func (p *person) sees(status int, words ...string) *person {
	p.t.Helper()
	if p.status != status {
		p.t.Errorf("%s answered %d, want %d", p.path, p.status, status)
	}
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

// keep puts an entry there, as another page would.
func (p *person) keep(kind uint8, ago time.Duration, body []byte) record.ID {
	p.t.Helper()
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

const (
	words  = "I would like to ask for an appointment"
	remind = "A reminder for your calendar"
)

func TestEveryPageSaysHowFarItIsShownToHelpAndWhenNotToGo(t *testing.T) {
	p := newPerson(t).lock() // they work locked
	for id, label := range map[string]string{
		"cranio":  "Evidence: Not shown to work. A 2024 review of 15 trials found no benefit in any condition studied. No trial after miscarriage. Some people find quiet touch comforting. It is not a treatment, and must not delay medical or mental-health care.",
		"massage": "Evidence: Low, for relaxation.", "physio": "Evidence: Strong for keeping gently moving with low back pain in general.",
		"yoga": "Evidence: Good for mood in people in general. Low to moderate for stretching",
	} {
		p.get("/body/hands/"+id).sees(http.StatusOK, label, "What practitioners say", "facts", "Questions to ask", "Training", "You decide", "heavy bleeding", "do the check")
		main := p.page.First("main").Words()
		if strings.Index(main, "Evidence:") > strings.Index(main, "What") {
			t.Errorf("%s: the label does not stand first", id)
		}
		p.doesNotSee(words, remind)
	}
	p.get("/body/hands").sees(http.StatusOK, "First see a doctor if", "You may say no to any touch").doesNotSee(words, remind)
}

// Claims of practitioners stand only between quotation marks, under the heading that says whose words they are.
func TestWhatPractitionersSayIsMarkedAsThatAndNeverAFact(t *testing.T) {
	claims := []string{"rhythm", "echo", "body and mind together", "clears waste", "back in its place", "out of line", "hold grief", "lets go of tension"}
	found := 0
	for _, id := range []string{"hands", "hands-cranio", "hands-massage", "hands-physio", "hands-yoga", "hands-ask", "hands-log"} {
		page, ok := content.PageByID("en", id)
		if !ok {
			t.Fatalf("no page %s", id)
		}
		heading := ""
		for _, b := range page.Blocks {
			if b.Kind == content.Heading {
				heading = content.Plain(b.Spans)
			}
			lines := []string{content.Plain(b.Spans)}
			for _, item := range b.Items {
				lines = append(lines, content.Plain(item))
			}
			for _, line := range lines {
				for _, claim := range claims {
					at := strings.Index(line, claim)
					if at < 0 {
						continue
					}
					found++
					quoted := strings.LastIndex(line[:at], "“") > strings.LastIndex(line[:at], "”")
					if !quoted || heading != "What practitioners say" && claim != "rhythm" {
						t.Errorf("%s says %q under %q as if it were so: %s", id, claim, heading, line)
					}
				}
			}
		}
	}
	if found < len(claims) {
		t.Errorf("only %d of the claims were found: the search is broken", found)
	}
}

func TestTheListComesBeforeTheWordsForAnAppointment(t *testing.T) {
	p := newPerson(t)
	p.get("/body/hands/first").sees(http.StatusOK, "Do you have any of these?").doesNotSee(words, remind)
	if got := len(p.page.All("input")); got != len(bodywork.Signs()) {
		t.Errorf("the list has %d boxes, want %d", got, len(bodywork.Signs()))
	}
	p.post("/body/hands/first").sees(http.StatusUnprocessableEntity, "Tick what fits").doesNotSee(words, remind)
	p.post("/body/hands/first", "answer", "some").sees(http.StatusUnprocessableEntity, "Tick what fits").doesNotSee(words, remind)
	p.post("/body/hands/first", "answer", "none").sees(http.StatusOK, words, remind, "does not mean that a session is safe")
	if p.header.Get("Location") != "" || len(p.vault.List()) != 0 {
		t.Error("answering the list kept something")
	}
}

func TestATickedSignKeepsTheWordsAndTheReminderAwayAndSaysWhy(t *testing.T) {
	p := newPerson(t)
	for _, sign := range bodywork.Signs() {
		for _, button := range []string{"none", "some", "unsure"} {
			p.post("/body/hands/first", "signs", sign, "answer", button).sees(http.StatusOK, "Not now: first be seen", "Looked at on")
			p.doesNotSee(words, remind, "/body/hands/remind")
			if !strings.Contains(p.raw, `href="/check"`) {
				t.Errorf("%s does not lead to the check", sign)
			}
		}
		p.post("/body/hands/remind", "signs", sign, "answer", "none", "day", "2026-03-05", "clock", "10:00").sees(http.StatusOK, "Not now")
	}
	p.post("/body/hands/first", "signs", "bleeding", "answer", "some").sees(http.StatusOK, "999")
	p.post("/body/hands/first", "signs", "harm", "answer", "some").sees(http.StatusOK, "Samaritans")
	p.post("/body/hands/first", "answer", "unsure").sees(http.StatusOK, "You are not sure", "Do the check").doesNotSee(words, remind)
}

func check(level string) []byte {
	body, _ := json.Marshal(map[string]any{"v": 1, "level": level})
	return body
}

func TestAKeptCheckOfTheLastDayKeepsThemAway(t *testing.T) {
	for level, held := range map[string]bool{"emergency": true, "urgent": true, "incomplete": true, "of-tomorrow": true, "soon": false, "selfcare": false} {
		for ago, counts := range map[time.Duration]bool{time.Hour: true, 24 * time.Hour: true, 24*time.Hour + time.Second: false, -time.Hour: true} {
			p := newPerson(t)
			p.keep(journal.KindCheck, ago, check(level))
			p.post("/body/hands/first", "answer", "none")
			if open := strings.Contains(p.raw, remind); open == (held && counts) {
				t.Errorf("%s %s ago: offered %v", level, ago, open)
			}
			p.post("/body/hands/remind", "answer", "none", "day", "2026-03-05", "clock", "10:00", "what", "x")
			if file := strings.Contains(p.raw, "VCALENDAR"); file == (held && counts) {
				t.Errorf("%s %s ago: a reminder was made: %v", level, ago, file)
			}
			if p.get("/body/hands/first"); held && counts {
				p.sees(http.StatusOK, "A check that you kept on").doesNotSee("Do you have any of these?")
			}
		}
	}
}

func TestAKeptCheckWithQuestionsLeftKeepsThemAway(t *testing.T) {
	for _, level := range []string{"selfcare", "soon"} {
		p := newPerson(t)
		p.keep(journal.KindCheck, time.Hour, []byte(`{"v":1,"open":true,"level":"`+level+`"}`))
		p.post("/body/hands/first", "answer", "none").doesNotSee(remind)
	}
}

// Somebody who was at the hospital since is not told that it is an emergency now; what she ticks now counts as now.
func TestWhatWasKeptAsksWhetherAnybodyHasSeenHerSince(t *testing.T) {
	p := newPerson(t)
	p.keep(journal.KindCheck, 20*time.Hour, check("emergency"))
	p.get("/body/hands/first").sees(http.StatusOK, "If nobody has seen you since, call 999").doesNotSee("This may be an emergency")
	p.post("/body/hands/first", "signs", "leg", "answer", "some").sees(http.StatusOK, "If nobody has seen you since, call 999")
	p.post("/body/hands/first", "signs", "chest", "answer", "some").sees(http.StatusOK, "This may be an emergency. Call 999 now")
	q := newPerson(t)
	q.keep(journal.KindCheck, time.Hour, check("urgent"))
	q.get("/body/hands/first").sees(http.StatusOK, "If nobody has seen you since, be seen today")
}

func encoded(t *testing.T, e interface{ Encode() ([]byte, error) }) []byte {
	t.Helper()
	body, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func ptr[T any](v T) *T { return &v }

func TestALogOfTheLastDayThatReachesARuleKeepsThemAway(t *testing.T) {
	for name, c := range map[string]struct {
		kind  uint8
		entry interface{ Encode() ([]byte, error) }
		held  bool
	}{
		"37.9 C":                {journal.KindCheckIn, journal.CheckIn{Temperature: ptr(37.9), Unit: "C"}, false},
		"38.0 C":                {journal.KindCheckIn, journal.CheckIn{Temperature: ptr(38.0), Unit: "C"}, true},
		"100.4 F":               {journal.KindCheckIn, journal.CheckIn{Temperature: ptr(100.4), Unit: "F"}, true},
		"pain of 6":             {journal.KindCheckIn, journal.CheckIn{Pain: ptr(6)}, false},
		"pain of 7":             {journal.KindCheckIn, journal.CheckIn{Pain: ptr(7)}, true},
		"like a period":         {journal.KindCheckIn, journal.CheckIn{Bleeding: journal.BleedingPeriod}, false},
		"more than a period":    {journal.KindCheckIn, journal.CheckIn{Bleeding: journal.BleedingHeavy}, true},
		"11 pads in a day":      {journal.KindCheckIn, journal.CheckIn{Pads: ptr(11)}, false},
		"12 pads in a day":      {journal.KindCheckIn, journal.CheckIn{Pads: ptr(12)}, true},
		"a small clot":          {journal.KindCheckIn, journal.CheckIn{Clots: journal.ClotSmall}, false},
		"a clot like a walnut":  {journal.KindCheckIn, journal.CheckIn{Clots: journal.ClotWalnut}, true},
		"several clots":         {journal.KindCheckIn, journal.CheckIn{Clots: journal.ClotsSeveral}, true},
		"back pain of 6":        {journal.KindPain, journal.Pain{Score: ptr(6), Regions: []string{"lower-back-left"}}, false},
		"back pain of 7":        {journal.KindPain, journal.Pain{Score: ptr(7), Regions: []string{"lower-back-left"}}, true},
		"a sore calf":           {journal.KindPain, journal.Pain{Score: ptr(2), Regions: []string{"calf-left"}}, true},
		"numb below":            {journal.KindPain, journal.Pain{Signs: []string{"numb"}}, true},
		"a session, pain 6":     {journal.KindSession, journal.Session{PainAfter: ptr(6)}, false},
		"a session, pain 7":     {journal.KindSession, journal.Session{PainAfter: ptr(7)}, true},
		"pain of 9 before only": {journal.KindSession, journal.Session{PainBefore: ptr(9)}, false},
	} {
		for ago, counts := range map[time.Duration]bool{0: true, 24 * time.Hour: true, 25 * time.Hour: false} {
			p := newPerson(t)
			p.keep(c.kind, ago, encoded(t, c.entry))
			p.post("/body/hands/first", "answer", "none")
			if open := strings.Contains(p.raw, remind); open == (c.held && counts) {
				t.Errorf("%s, %s ago: offered %v", name, ago, open)
			}
			if c.held && counts {
				p.sees(http.StatusOK, "is on our list of warning signs", "Looked at on")
			}
		}
	}
}

func TestTooMuchParacetamolKeepsThemAway(t *testing.T) {
	for mg, held := range map[int]bool{4000: false, 4001: true} {
		p := newPerson(t)
		p.keep(journal.KindMedicine, 2*time.Hour, encoded(t, journal.Medicine{Name: "a pack", Paracetamol: journal.ParacetamolYes, ParacetamolMg: &mg}))
		p.post("/body/hands/first", "answer", "none")
		if open := strings.Contains(p.raw, remind); open == held {
			t.Errorf("%d mg: offered %v", mg, open)
		}
		if held {
			p.sees(http.StatusOK, "is on our list of warning signs", "999")
		}
	}
}

func TestWhileLockedNothingIsOffered(t *testing.T) {
	p := newPerson(t)
	p.keep(journal.KindCheck, time.Hour, check("selfcare"))
	p.lock()
	p.get("/body/hands/first").sees(http.StatusOK, "What you kept is locked", "Unlock").doesNotSee(words, remind)
	p.post("/body/hands/first", "answer", "none").sees(http.StatusOK, "What you kept is locked").doesNotSee(words, remind)
	p.post("/body/hands/remind", "answer", "none", "day", "2026-03-05", "clock", "10:00").sees(http.StatusOK, "What you kept is locked")
}

func TestAReminderSaysNothingAndComesAtTheRightHour(t *testing.T) {
	berlin := time.FixedZone("", 3600)
	p := newPerson(t)
	p.now = time.Date(2026, 3, 4, 14, 5, 0, 0, berlin) // winter; the day of the reminder is in summer
	p.zone = berlin
	p.post("/body/hands/first", "answer", "none")
	if what := byID(p, "what"); what == nil || what.Attrs["value"] != "Appointment" {
		t.Error("the words that are offered are not neutral")
	}
	p.zone = time.FixedZone("", 7200)
	p.post("/body/hands/remind", "answer", "none", "what", "", "day", "2026-04-05", "clock", "10:00", "alarm", "hour")
	if p.status != http.StatusOK || !strings.HasPrefix(p.header.Get("Content-Type"), "text/calendar") {
		t.Fatalf("answered %d %s", p.status, p.raw)
	}
	for _, want := range []string{"SUMMARY:Appointment\r\n", "DTSTART:20260405T080000Z\r\n", "TRIGGER:-PT60M\r\n"} {
		if !strings.Contains(p.raw, want) {
			t.Errorf("the file has no %q: %s", want, p.raw)
		}
	}
	low := strings.ToLower(p.raw)
	for _, never := range []string{"loss", "miscarriage", "massage", "cranio", "physio", "snowdrop", "session"} {
		if page.Says(low, never) {
			t.Errorf("the file says %q: %s", never, p.raw)
		}
	}
	for field, form := range map[string][]string{
		"day":   {"day", "soon", "clock", "10:00"},
		"clock": {"day", "2026-04-05", "clock", "ten"},
		"what":  {"day", "2026-04-05", "clock", "10:00", "what", strings.Repeat("ü", 81)},
	} {
		p.post("/body/hands/remind", append([]string{"answer", "none"}, form...)...).sees(http.StatusUnprocessableEntity)
		if !strings.Contains(p.raw, `href="#`+field+`"`) {
			t.Errorf("%v: the problem does not lead to %s", form, field)
		}
	}
	p.post("/body/hands/remind", "answer", "none", "day", "2026-03-03", "clock", "10:00").sees(http.StatusUnprocessableEntity, "This time is over")
}

var filled = []string{
	"touch", "shoulder-left", "touch", "shoulder-right", "no_touch", "lower-belly", "wishes", "ask-first", "wishes", "door-open",
	"stop", "own", "stop_own", "red", "words_for", "Kim", "tell_own", "our winter child", "note", "cold hands",
}

func TestACardTellsNothingOfALossUnlessThatIsTicked(t *testing.T) {
	p := newPerson(t)
	p.get("/body/hands/card").sees(http.StatusOK, "It says nothing of what happened, unless you tick it")
	p.post("/body/hands/card", append(filled, "answer", "show")...).sees(http.StatusOK, "Please do not touch", "Lower belly", "You may touch",
		"Ask me before each touch", "The door stays open", "red", "Kim", "cold hands")
	card := p.page.First("article").Words()
	for _, never := range []string{"winter", "loss", "Snowdrop"} {
		if strings.Contains(card, never) {
			t.Errorf("the card says %q: %s", never, card)
		}
	}
	if title := p.page.First("title").Words(); strings.Contains(title, "Snowdrop") || strings.Contains(title, "loss") {
		t.Errorf("the title, which stands on a print, is %q", title)
	}
	// No wish that can be ticked says that something happened either.
	all := []string{"answer", "show", "stop", "hand"}
	for _, w := range journal.CardWishes {
		all = append(all, "wishes", w)
	}
	said := strings.ToLower(p.post("/body/hands/card", all...).page.First("article").Words())
	for _, never := range []string{"happen", "loss", "lost", "pregnan", "bleed", "grie"} {
		if strings.Contains(said, never) {
			t.Errorf("a card with every wish says %q: %s", never, said)
		}
	}
	p.post("/body/hands/card", append(filled, "tell", "yes", "answer", "show")...).sees(http.StatusOK, "our winter child")
	p.post("/body/hands/card", "wishes", "warm", "tell", "yes", "answer", "show").sees(http.StatusOK, "I had a loss not long ago. Please do not ask.")
}

func TestACardIsKeptOnlyWhenThePersonSaysSo(t *testing.T) {
	p := newPerson(t)
	p.post("/body/hands/card", append(filled, "answer", "show")...)
	if n := len(p.vault.List()) + len(p.vault.Drafts()); n != 0 {
		t.Fatalf("showing a card kept %d things", n)
	}
	if strings.Contains(p.raw, "data-draft") {
		t.Error("the card has a draft")
	}
	// Change brings back all that was filled in.
	form := url.Values{}
	for _, in := range p.page.All("input") {
		if in.Attrs["type"] == "hidden" {
			form.Add(in.Attrs["name"], in.Attrs["value"])
		}
	}
	form.Set("answer", "change")
	p.do("POST", "/body/hands/card", form).sees(http.StatusOK, "A card with my wishes")
	ticked := 0
	for _, in := range p.page.All("input") {
		if _, on := in.Attrs["checked"]; on {
			ticked++
		}
	}
	if ticked != 6 || byID(p, "stop_own").Attrs["value"] != "red" {
		t.Errorf("%d boxes came back ticked, want 6", ticked)
	}
	form.Set("answer", "keep")
	p.do("POST", "/body/hands/card", form).sees(http.StatusOK, "Kept for this visit", "Please do not touch")
	heads := p.vault.List(journal.KindCard)
	if len(heads) != 1 {
		t.Fatalf("%d cards were kept", len(heads))
	}
	p.do("POST", "/body/hands/card", form) // sent twice
	if heads = p.vault.List(journal.KindCard); len(heads) != 1 {
		t.Errorf("sent twice it kept %d", len(heads))
	}
	id := heads[0].ID.String()
	p.get("/body/hands/card").sees(http.StatusOK, "A card that you kept")
	p.get("/body/hands/card/" + id + "/edit").sees(http.StatusOK)
	p.post("/body/hands/card/"+id+"/edit", "wishes", "warm", "answer", "keep").sees(http.StatusOK, "Warmth").doesNotSee("cold hands")
	p.get("/journal/"+id).sees(http.StatusOK, "Warmth")
	p.lock()
	p.post("/body/hands/card", "wishes", "warm", "answer", "keep").sees(http.StatusOK, "To keep it, first unlock").doesNotSee("A card that you kept")
}

func TestAPlaceThatMayAndMayNotBeTouchedIsAskedAgain(t *testing.T) {
	p := newPerson(t)
	p.post("/body/hands/card", "touch", "neck", "no_touch", "neck", "note", "stay", "answer", "show").
		sees(http.StatusUnprocessableEntity, "A place is in both lists: Neck", "stay")
	p.post("/body/hands/card", "answer", "show").sees(http.StatusUnprocessableEntity, "Fill in one part first")
	p.post("/body/hands/card", "stop", "own", "answer", "show").sees(http.StatusUnprocessableEntity, "Write how you say stop")
	p.post("/body/hands/card", "note", strings.Repeat("ü", journal.MaxCardNote+1), "answer", "show").sees(http.StatusUnprocessableEntity, "Use at most 300 letters")
}

const limit = "Feeling better after a session can come from rest, attention, time or chance. This log cannot tell why."

func TestThePictureNeverStandsWithoutWhatALogCannotTell(t *testing.T) {
	p := newPerson(t)
	p.get("/body/hands/log").sees(http.StatusOK, "Nothing is written down yet", limit)
	for i, after := range []string{"7", "8", "9"} {
		day := p.now.AddDate(0, 0, i-20).Format(time.DateOnly)
		p.post("/body/hands/log/new", "day", day, "practice", "massage", "comfort_before", "3", "comfort_after", after, "mood_after", "5", "again", "yes",
			"regions", "neck", "cost", "45 €").sees(http.StatusOK, "Kept for this visit", limit)
	}
	main := p.page.First("main")
	if n := len(main.All("svg")); n < 2 {
		t.Fatalf("%d pictures", n)
	}
	if words := main.Words(); strings.Index(words, limit) > strings.Index(words, "A ring is before") {
		t.Error("the sentence does not stand before the pictures")
	}
	rows := main.First("tbody").All("tr")
	if len(rows) != 3 || !strings.Contains(rows[0].Words(), "3 before, 9 after") || !strings.Contains(rows[0].Words(), "not said before, 5 after") {
		t.Errorf("the table does not say what the pictures say: %d rows, %s", len(rows), rows[0].Words())
	}
	p.sees(http.StatusOK, "Where tension sat on 14 February 2026", "Neck")
}

func TestASessionIsWrittenChangedAndNothingTypedIsLost(t *testing.T) {
	p := newPerson(t)
	p.get("/body/hands/log/new").sees(http.StatusOK, "Where does tension sit?", "How much at ease")
	p.post("/body/hands/log/new", "day", "2026-03-04").sees(http.StatusUnprocessableEntity, "Fill in one part first")
	p.post("/body/hands/log/new", "day", "", "reason", "my neck").sees(http.StatusUnprocessableEntity, "Choose a day")
	p.post("/body/hands/log/new", "day", "2026-03-04", "comfort_before", "11", "reason", "my neck").sees(http.StatusUnprocessableEntity, "from 0 to 10")
	if got := byID(p, "reason").Attrs["value"]; got != "my neck" {
		t.Errorf("what was typed came back as %q", got)
	}
	p.post("/body/hands/log/new", "day", "2026-03-04", "practice", "cranio", "comfort_before", "2", "practitioner", "Kim", "reaction", "slept").sees(http.StatusOK)
	heads := p.vault.List(journal.KindSession)
	if len(heads) != 1 || heads[0].At != p.now.Unix() {
		t.Fatalf("kept %+v", heads)
	}
	edit := "/body/hands/log/" + heads[0].ID.String() + "/edit"
	p.get(edit).sees(http.StatusOK)
	if byID(p, "practitioner").Attrs["value"] != "Kim" || byID(p, "day").Attrs["value"] != "2026-03-04" {
		t.Error("the form of an edit is not filled in")
	}
	p.post(edit, "day", "2026-03-01", "practice", "cranio", "comfort_before", "2", "comfort_after", "6", "practitioner", "Kim").sees(http.StatusOK)
	heads = p.vault.List(journal.KindSession)
	if got := time.Unix(heads[0].At, 0).UTC(); len(heads) != 1 || got.Format(time.DateOnly) != "2026-03-01" {
		t.Errorf("changed to %s", got)
	}
	p.get("/journal/"+heads[0].ID.String()).sees(http.StatusOK, "Cranio-sacral therapy", "2 before, 6 after", "Kim")
	p.get("/timeline").sees(http.StatusOK, "Session")
	p.post("/journal/search", "q", "kim").sees(http.StatusOK, "Cranio-sacral")
	if slices.Contains(strings.Fields(p.path), "Kim") {
		t.Error("the address holds what was typed")
	}
}

func TestPainAfterASessionLeadsToTheCheck(t *testing.T) {
	p := newPerson(t)
	p.post("/body/hands/log/new", "day", "2026-03-04", "pain_before", "9", "pain_after", "6").sees(http.StatusOK).doesNotSee("Check this first")
	p.post("/body/hands/log/new", "day", "2026-03-04", "pain_after", "7").sees(http.StatusOK, "Check this first", "pain of 7 out of 10")
	p.now = p.now.Add(25 * time.Hour)
	p.get("/body/hands/log").sees(http.StatusOK).doesNotSee("Check this first")
}

// stands fails where the entry is not what it was.
func stands(t *testing.T, p *person, id record.ID, kind uint8, body []byte) {
	t.Helper()
	rec, err := p.vault.Get(id)
	if err != nil || rec.Kind != kind || string(rec.Body) != string(body) {
		t.Errorf("the entry is now of kind %d: %s, %v", rec.Kind, rec.Body, err)
	}
}

func TestACardNeverTakesThePlaceOfAnotherEntry(t *testing.T) {
	p := newPerson(t)
	entry := encoded(t, journal.Entry{Text: "the only words about that day"})
	for name, c := range map[string]struct {
		kind uint8
		body []byte
	}{"an entry": {journal.KindEntry, entry}, "a card of a newer Snowdrop": {journal.KindCard, []byte(`{"v":9,"touch":{"neck":"gently"}}`)}} {
		id := p.keep(c.kind, time.Hour, c.body)
		for _, answer := range []string{"keep", "show", "change"} {
			p.post("/body/hands/card/"+id.String()+"/edit", append(filled, "answer", answer)...)
			if p.status != http.StatusNotFound {
				t.Errorf("%s, %s: answered %d", name, answer, p.status)
			}
			stands(t, p, id, c.kind, c.body)
		}
	}
	p.post("/body/hands/card/"+record.NewID().String()+"/edit", append(filled, "answer", "keep")...)
	p.post("/body/hands/card/nothing/edit", append(filled, "answer", "keep")...)
	if n := len(p.vault.List()); n != 2 {
		t.Errorf("%d entries, want 2: a card was made at an address of none", n)
	}
}

func TestWordsOfALossThatAreNotToBeSaidAreNotKept(t *testing.T) {
	p := newPerson(t)
	p.post("/body/hands/card", append(filled, "answer", "keep")...).sees(http.StatusOK, "Kept for this visit")
	taken.SaysNot(t, taken.As(t, p.app, "data"), "winter child")
	p.post("/journal/search", "q", "winter").doesNotSee("our winter child", "/journal/"+p.vault.List()[0].ID.String())
	// One that was kept before is not found by them either.
	old := p.keep(journal.KindCard, time.Hour, []byte(`{"v":1,"wishes":["warm"],"tell_own":"our summer child"}`))
	p.post("/journal/search", "q", "summer").doesNotSee("/journal/" + old.String())
	p.now = p.now.Add(time.Minute)
	p.post("/body/hands/card", append(filled, "tell", "yes", "answer", "keep")...).sees(http.StatusOK, "our winter child")
	p.post("/journal/search", "q", "winter")
	if said := p.vault.List(journal.KindCard)[0].ID.String(); !strings.Contains(p.raw, "/journal/"+said) {
		t.Error("what is to be said is not found")
	}
}

func TestTheCardPrintsNoNoticeOfTheProgram(t *testing.T) {
	p := newPerson(t)
	p.post("/body/hands/card", append(filled, "answer", "keep")...).sees(http.StatusOK, "Kept for this visit")
	seen := false
	for _, n := range p.page.First("main").All("div", "class=noprint") {
		seen = seen || strings.Contains(n.Words(), "Kept for this visit")
	}
	if !seen {
		t.Error("that it was kept stands on the paper")
	}
}

func TestASessionIsOfADayThatWas(t *testing.T) {
	p := newPerson(t)
	for day, said := range map[string]string{
		"2026-03-05": "Choose today, or the day on which it was", "2030-01-01": "This day has not come yet", "9999-12-31": "This day has not come yet",
		"1969-12-31": "Look at the year again", "0001-01-01": "Look at the year again", "12026-03-04": "Choose a day",
	} {
		p.post("/body/hands/log/new", "day", day, "pain_after", "9", "reason", "my neck").sees(http.StatusUnprocessableEntity, said)
		if byID(p, "reason").Attrs["value"] != "my neck" || byID(p, "day").Attrs["value"] != day {
			t.Errorf("%s: what was typed is gone", day)
		}
	}
	if n := len(p.vault.List()); n != 0 {
		t.Fatalf("%d were kept", n)
	}
	p.now = time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC) // before noon, which is the hour of a day that is not today
	p.post("/body/hands/log/new", "day", "1970-01-01", "pain_after", "9").sees(http.StatusOK)
	edit := "/body/hands/log/" + p.vault.List(journal.KindSession)[0].ID.String() + "/edit"
	p.post(edit, "day", "2026-03-04", "pain_after", "3").sees(http.StatusOK)
	if at := p.vault.List(journal.KindSession)[0].At; at != p.now.Unix() {
		t.Errorf("today became %s", time.Unix(at, 0).UTC())
	}
	// One of a day to come, from before, is changed only to a day that was.
	ahead := p.keep(journal.KindSession, -48*time.Hour, encoded(t, journal.Session{PainAfter: ptr(9)}))
	edit = "/body/hands/log/" + ahead.String() + "/edit"
	p.post(edit, "day", "2026-03-06", "pain_after", "9").sees(http.StatusUnprocessableEntity, "This day has not come yet")
	p.post(edit, "day", "2026-03-03", "pain_after", "9").sees(http.StatusOK)
}

func TestASessionOfAnotherDayInTheSameWordsIsAnother(t *testing.T) {
	p := newPerson(t)
	form := []string{"id", record.NewID().String(), "practice", "massage", "pain_after", "3", "day"}
	p.post("/body/hands/log/new", append(form, "2026-03-04")...)
	p.now = p.now.Add(time.Minute)
	p.post("/body/hands/log/new", append(form, "2026-03-04")...) // the answer was lost
	if n := len(p.vault.List(journal.KindSession)); n != 1 {
		t.Fatalf("sent again it kept %d", n)
	}
	p.post("/body/hands/log/new", append(form, "2026-03-02")...)
	if n := len(p.vault.List(journal.KindSession)); n != 2 {
		t.Errorf("with another day there are %d", n)
	}
}

func TestAChangeOfACardThatMeetsALockWaits(t *testing.T) {
	p := newPerson(t)
	p.post("/body/hands/card", append(filled, "answer", "keep")...)
	id := p.vault.List(journal.KindCard)[0].ID.String()
	edit := "/body/hands/card/" + id + "/edit"
	p.lock()
	p.post(edit, "wishes", "warm", "note", "typed at the door", "answer", "keep").sees(http.StatusOK, "Your words wait here")
	form := p.page.First("form", "action=/unlock").Fields()
	form.Set("passphrase", passphrase)
	p.do("POST", "/unlock", form).sees(http.StatusOK, "typed at the door", "This is what you began before")
	if p.path != edit {
		t.Fatalf("unlocked it leads to %s", p.path)
	}
	p.post(edit, "wishes", "warm", "note", "typed at the door", "answer", "keep").sees(http.StatusOK, "typed at the door")
	if left := p.vault.Drafts(); len(left) != 0 {
		t.Errorf("kept, it still waits: %q", left)
	}
}
