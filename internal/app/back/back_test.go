package back

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/attachments"
	"snowdrop/internal/devices"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// person uses the pages of this place alone.
type person struct {
	t      *testing.T
	now    time.Time
	shared *screen.Shared
	mux    *http.ServeMux

	status   int
	location string
	raw      string
	page     *page.Node
}

func newPerson(t *testing.T) *person {
	t.Helper()
	v, err := vault.Open(context.Background(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, now: time.Date(2026, 3, 4, 2, 5, 0, 0, time.UTC), mux: http.NewServeMux()}
	now := func() time.Time { return p.now }
	shared := sharing.New(sharing.Config{Vault: v, Now: now})
	p.shared = &screen.Shared{
		Sharing: shared, Invites: invite.New(invite.Config{Vault: v, Spaces: shared, Now: now}),
		Vault: v, Devices: devices.New(devices.Config{Vault: v, Now: now}), Photos: attachments.New(attachments.Config{Vault: v}),
		Now: now, In: func(at time.Time) time.Time { return at.UTC() }, Help: func(code string) string { return "/h/" + code },
		Kinds: map[uint8]screen.Kind{}, Forget: func(record.ID) {},
	}
	place := Place()
	for _, k := range place.Kinds {
		p.shared.Kinds[k.ID] = k
	}
	for _, some := range []map[string]screen.Screen{place.Reading, place.Writing} {
		for pattern, s := range some {
			p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				s(screen.NewExchange(p.shared, w, r))
			})
		}
	}
	return p
}

func (p *person) do(method, path string, form url.Values) *person {
	p.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Snowdrop-Zone", "Europe/London")
	w := httptest.NewRecorder()
	p.mux.ServeHTTP(w, r)
	p.status, p.location, p.raw = w.Code, w.Header().Get("Location"), w.Body.String()
	p.page = nil
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		p.page = page.Parse(p.t, strings.NewReader(p.raw))
	}
	return p
}

func (p *person) get(path string) *person { p.t.Helper(); return p.do("GET", path, nil) }

// send fills a form: name, value, name, value.
func (p *person) send(path string, pairs ...string) *person {
	p.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return p.do("POST", path, form)
}

func (p *person) expect(status int) *person {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.raw)
	}
	return p
}

func (p *person) says(parts ...string) *person {
	p.t.Helper()
	for _, s := range parts {
		if !strings.Contains(p.page.Words(), s) {
			p.t.Errorf("the page does not say %q", s)
		}
	}
	return p
}

func (p *person) silent(parts ...string) *person {
	p.t.Helper()
	for _, s := range parts {
		if strings.Contains(p.page.Words(), s) {
			p.t.Errorf("the page says %q", s)
		}
	}
	return p
}

// hurts writes an entry of the log some days ago.
func (p *person) hurts(daysAgo, score int, more ...string) {
	p.t.Helper()
	now := p.now
	p.now = now.AddDate(0, 0, -daysAgo)
	p.send("/body/back/log/new", append([]string{"pain", fmt.Sprint(score), "regions", "lower-back-left"}, more...)...).expect(303)
	p.now = now
}

func (p *person) logged() []journal.Pain {
	p.t.Helper()
	var all []journal.Pain
	for _, h := range p.shared.Heads(journal.KindPain) {
		body, err := p.shared.Body(h.ID)
		if err != nil {
			p.t.Fatal(err)
		}
		pain, err := journal.DecodePain(body)
		if err != nil {
			p.t.Fatal(err)
		}
		all = append(all, pain)
	}
	return all
}

// everyPage are all addresses that are pages to read or to write on.
func everyPage() []string {
	out := []string{"/body/back", "/body/back/log", "/body/back/log/new", "/body/back/three", "/body/back/sheet"}
	for _, page := range pages {
		out = append(out, "/body/back/"+page.name)
	}
	return out
}

func TestTheWarningSignsStandOnEveryPageOneTapFromTheCheck(t *testing.T) {
	p := newPerson(t)
	for _, address := range everyPage() {
		p.get(address).expect(200)
		for _, r := range signs.Rules() {
			if r.ID[0] != 'K' || r.Level < signs.Soon {
				continue
			}
			line := r.Card
			if line == "" {
				line = r.Condition
			}
			p.says(line)
			if r.ID == "K1" {
				p.says(r.Condition)
			}
		}
		p.says("Call 999 now if", "20 November 2026")
		if p.page.First("a", "href=/check") == nil {
			t.Errorf("%s: no way to the check", address)
		}
		if p.page.First("a", "href=tel:999") == nil {
			t.Errorf("%s: no number to press", address)
		}
	}
}

func TestTheCaudaEquinaSignsStandBeforeAnythingElse(t *testing.T) {
	p := newPerson(t)
	p.hurts(22, 4)
	for _, address := range everyPage() {
		if slices.Contains([]string{"/body/back/log/new", "/body/back/three", "/body/back/sheet"}, address) {
			continue // a form, which asks for them itself or leads to the rules, and has them at its end
		}
		main := p.get(address).raw
		main = main[strings.Index(main, "<main"):]
		card := strings.Index(main, "You are numb between your legs")
		for _, later := range []string{"<svg", "Does it still hurt", "It has been", "class=\"way\"", "Where this comes from"} {
			if at := strings.Index(main, later); card < 0 || at >= 0 && at < card {
				t.Errorf("%s: %q stands before the signs", address, later)
			}
		}
	}
}

func TestAnEmergencyCardHoldsNumbersAndNoOtherLink(t *testing.T) {
	p := newPerson(t)
	for _, body := range []string{p.get("/body/back").raw, p.send("/body/back/log/new", "signs", "numb").raw} {
		card := body[strings.Index(body, `class="care emergency"`):]
		card = card[:strings.Index(card, "</section>")]
		for _, part := range strings.Split(card, "<a ")[1:] {
			if !strings.Contains(part[:strings.Index(part, ">")], `href="tel:`) {
				t.Errorf("a link in the card: %.80s", part)
			}
		}
	}
}

func TestAHostsStricterRuleMovesTheSignUp(t *testing.T) {
	table, err := signs.ParseLocal([]byte(`{"version":1,"host":"A made-up clinic","source":"its own leaflet","reviewed":"2026-11-01","thresholds":{"back_pain_weeks":2},"rules":{"K5":"urgent","K6b":"urgent"}}`))
	if err != nil {
		t.Fatal(err)
	}
	p := newPerson(t)
	p.shared.Signs = func() *signs.Table { return table }
	p.get("/body/back")
	today := p.raw[strings.Index(p.raw, `id="back-today"`):strings.Index(p.raw, `id="back-soon"`)]
	if !strings.Contains(today, "Your back pain lasts more than 3 weeks") {
		t.Error("K5 is not among what needs to be seen today")
	}
	if !strings.Contains(today, "Pain that runs down one leg") {
		t.Error("K6b is not among what needs to be seen today")
	}
	p.says("more than 2 weeks")
	p.hurts(14, 4)
	if strings.Contains(p.get("/body/back/log").raw, `id="back-call"`) {
		t.Error("it says to call at two weeks and not after")
	}
	p.now = p.now.AddDate(0, 0, 1)
	if !strings.Contains(p.get("/body/back/log").raw, `id="back-call"`) {
		t.Error("it does not say to call after two weeks")
	}
	if card := p.raw[strings.Index(p.raw, `id="back-call"`):]; !strings.Contains(card[:strings.Index(card, "</h2>")], "Be seen today") {
		t.Error("a rule that the host raised is not said at its level")
	}
}

func TestEveryPageToReadSaysWhereItComesFrom(t *testing.T) {
	p := newPerson(t)
	for _, page := range pages {
		p.get("/body/back/"+page.name).expect(200).says("Where this comes from", "2026")
	}
}

func TestTheMovesAreDrawnOneUnderEachHeading(t *testing.T) {
	p := newPerson(t)
	p.get("/body/back/moves")
	guide, ok := screen.NewExchange(p.shared, nil, httptest.NewRequest("GET", "/", nil)).Guidance("back-moves")
	if !ok {
		t.Fatal("no page of moves")
	}
	headings := 0
	for _, b := range guide.Blocks {
		if b.Heading {
			headings++
		}
	}
	if drawn := strings.Count(p.raw, `class="move"`); headings != len(figures) || drawn != len(figures) {
		t.Errorf("%d headings, %d figures, %d drawn", headings, len(figures), drawn)
	}
}

func TestATickedWarningSignAnswersBeforeAnythingIsKeptOrLost(t *testing.T) {
	p := newPerson(t)
	note := "she said <b>it</b> began\r\nat four"
	p.send("/body/back/log/new", "pain", "4", "regions", "lower-back-left", "regions", "jaw", "words", "dull", "helped", "heat", "helped-own", "a friend", "note", note, "signs", "numb", "id", record.NewID().String())
	p.expect(200).says("Call 999 now", "nerves in your back may be pressed", "It is not kept yet, and it is not lost")
	if n := len(p.logged()); n != 0 {
		t.Fatalf("%d entries were kept before the answer", n)
	}
	form := url.Values{}
	for _, field := range p.page.All("input", "type=hidden") {
		form.Add(field.Attrs["name"], field.Attrs["value"])
	}
	p.do("POST", "/body/back/log/new", form).expect(303)
	got := p.logged()
	if len(got) != 1 || got[0].Note != "she said <b>it</b> began\nat four" || !slices.Equal(got[0].Regions, []string{"lower-back-left", "jaw"}) ||
		!slices.Equal(got[0].Signs, []string{"numb"}) || got[0].HelpedOwn != "a friend" || got[0].Score == nil || *got[0].Score != 4 {
		t.Errorf("kept: %+v", got)
	}
}

func TestATickedSignComesBeforeAProblemOfTheForm(t *testing.T) {
	p := newPerson(t)
	p.send("/body/back/log/new", "signs", "water", "note", strings.Repeat("a", journal.MaxNote+1)).expect(200).says("Call 999 now")
	p.send("/body/back/log/new", "signs", "water", "pain", "eleven").expect(200).says("Call 999 now")
	p.send("/body/back/log/new", "signs", "water", "seen", "1", "note", strings.Repeat("a", journal.MaxNote+1)).expect(422)
}

func TestEveryTickInTheFormLeadsToWords(t *testing.T) {
	p := newPerson(t)
	p.get("/body/back/log/new").expect(200)
	for _, id := range back.Ticks {
		if p.page.First("input", "value="+id, "name=signs") == nil {
			t.Errorf("%s is not in the form", id)
		}
	}
	for _, id := range back.Ticks {
		p.send("/body/back/log/new", "signs", id).expect(200)
		if p.page.First("section", "class=care emergency") == nil && p.page.First("section", "class=care urgent") == nil {
			t.Errorf("%s leads to neither now nor today", id)
		}
	}
}

func TestWhatIsWrittenIsKeptAndShown(t *testing.T) {
	p := newPerson(t)
	p.send("/body/back/log/new", "pain", "5", "regions", "lower-back-left", "words", "waves", "helped", "heat", "note", "after the stairs").expect(303)
	if p.location != "/body/back/log?done=visit" {
		t.Errorf("leads to %s", p.location)
	}
	p.get(p.location).expect(200).says("Pain: 5 out of 10", "Left lower back", "comes in waves", "The same as a table", "This log cannot tell why")
}

func TestAFormWithNothingInItComesBack(t *testing.T) {
	p := newPerson(t)
	p.send("/body/back/log/new").expect(422).says("Fill in one part first")
	p.send("/body/back/log/new", "pain", "11").expect(422).says("from 0 to 10")
	p.send("/body/back/log/new", "helped-own", strings.Repeat("ü", journal.MaxOwnRelief+1)).expect(422).says("at most 200 letters")
	if len(p.logged()) != 0 {
		t.Error("something was kept")
	}
}

func TestAFormSentTwiceKeepsOneEntry(t *testing.T) {
	p := newPerson(t)
	id := record.NewID().String()
	for range 2 {
		p.send("/body/back/log/new", "id", id, "pain", "3").expect(303)
	}
	if n := len(p.logged()); n != 1 {
		t.Errorf("%d entries", n)
	}
}

func TestAnEntryCanBeChangedAndANewerFieldStays(t *testing.T) {
	p := newPerson(t)
	id := record.NewID()
	body := []byte(`{"v":2,"regions":["elbow-left","neck"],"score":3,"pulse":[1]}`)
	if err := p.shared.Vault.Put(context.Background(), record.Record{ID: id, Kind: journal.KindPain, At: p.now.Unix(), Body: body}); err != nil {
		t.Fatal(err)
	}
	address := "/body/back/log/" + id.String() + "/edit"
	p.get(address).expect(200)
	if box := p.page.First("input", "value=neck"); box == nil || !has(box.Attrs, "checked") {
		t.Error("what was ticked is not")
	}
	p.send(address, "pain", "2", "regions", "tailbone").expect(303)
	got, err := p.shared.Body(id)
	if err != nil || !strings.Contains(string(got), `"pulse":[1]`) || !strings.Contains(string(got), "elbow-left") || strings.Contains(string(got), "neck") {
		t.Errorf("%s, %v", got, err)
	}
	p.get("/body/back/log/" + record.NewID().String() + "/edit").expect(404)
}

func TestItAsksAfterOneTwoAndThreeWeeksAndNotBefore(t *testing.T) {
	for days, want := range map[int]string{
		6: "", 7: "It has been a week", 13: "It has been a week", 14: "It has been two weeks", 20: "It has been two weeks",
		21: "It has been three weeks", 22: "It has been three weeks",
	} {
		p := newPerson(t)
		p.hurts(days, 4)
		for _, address := range []string{"/body/back", "/body/back/log"} {
			p.get(address)
			if want == "" {
				p.silent("It has been")
			} else {
				p.says(want)
			}
			if call := days >= 21; call != strings.Contains(p.page.Words(), "within 1 to 2 days") {
				t.Errorf("day %d: says to call %v", days, !call)
			}
		}
	}
}

func TestTheCallAtThreeWeeksHasTheWordsOfTheRule(t *testing.T) {
	p := newPerson(t)
	p.hurts(21, 4)
	p.get("/body/back/log").says("Call your doctor or clinic within 1 to 2 days", k5().Because)
}

func TestAQuestionThatWasPutAwayStaysAwayUntilTheNextOne(t *testing.T) {
	p := newPerson(t)
	p.hurts(8, 4)
	p.get("/body/back/log").says("It has been a week")
	p.send("/body/back/later", "stage", "1").expect(303)
	p.get("/body/back/log").silent("It has been")
	p.now = p.now.AddDate(0, 0, 6)
	p.get("/body/back/log").says("It has been two weeks")
	p.now = p.now.AddDate(0, 0, 7)
	p.send("/body/back/later", "stage", "3").expect(303)
	p.get("/body/back/log").silent("It has been").says("within 1 to 2 days")
	p.send("/body/back/later", "stage", "4").expect(400)
	if s := p.shared.Settings(); s.LockAfter == 0 {
		t.Error("putting a question away changed another setting")
	}
}

func TestAnOldNotNowDoesNotSilenceANewEpisode(t *testing.T) {
	p := newPerson(t)
	p.hurts(8, 4)
	p.send("/body/back/later", "stage", "3").expect(303)
	p.now = p.now.AddDate(0, 0, 60)
	p.hurts(7, 4)
	p.get("/body/back/log").says("It has been a week")
}

func TestSilenceHidesTheQuestionAndNotTheCall(t *testing.T) {
	p := newPerson(t)
	if err := p.shared.Vault.SetSettings(context.Background(), []byte(`{"quiet":true}`)); err != nil {
		t.Fatal(err)
	}
	p.hurts(8, 4)
	p.get("/body/back/log").silent("It has been")
	p.now = p.now.AddDate(0, 0, 14)
	p.get("/body/back/log").silent("It has been").says("within 1 to 2 days")
}

func TestAnAnswerEndsTheQuestionUntilTheNextWeek(t *testing.T) {
	p := newPerson(t)
	p.hurts(8, 4)
	p.send("/body/back/three", "trend", "0", "things", "0", "sleep", "0").expect(303)
	p.get("/body/back/log").silent("It has been")
	p.now = p.now.AddDate(0, 0, 6)
	p.get("/body/back/log").says("It has been two weeks")
}

func TestAnswersThatARuleActsOnComeFirst(t *testing.T) {
	p := newPerson(t)
	p.send("/body/back/three", "trend", "2").expect(200).says("Be seen today", "getting worse", "not kept yet")
	if len(p.shared.Heads(journal.KindMeasure)) != 0 {
		t.Error("it was kept before")
	}
	p.send("/body/back/three", "trend", "1", "sleep", "1").expect(200).says("Call a clinic soon", "within 24 to 48 hours")
	p.send("/body/back/three", "trend", "1", "sleep", "1", "seen", "1").expect(303)
	if len(p.shared.Heads(journal.KindMeasure)) != 1 {
		t.Error("it was not kept")
	}
	p.send("/body/back/three").expect(422).says("Answer one question first")
}

func TestWhatHappenedMakesAnAnswerMoreAndNeverLess(t *testing.T) {
	tell := func(story journal.Story) *person {
		p := newPerson(t)
		body, err := story.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if err := p.shared.Vault.Put(context.Background(), record.Record{ID: record.NewID(), Kind: journal.KindStory, At: p.now.Unix(), Body: body}); err != nil {
			t.Fatal(err)
		}
		return p
	}
	early, late := journal.Story{HowFar: journal.Far6to9, Scan: "yes"}, journal.Story{HowFar: journal.Far14to23, Type: journal.StoryLate}
	tell(early).send("/body/back/three", "trend", "1", "things", "1").says("Call a clinic soon")
	tell(late).send("/body/back/three", "trend", "1", "things", "1").says("Be seen today")
	for _, story := range []journal.Story{early, late} {
		p := tell(story)
		p.send("/body/back/log/new", "signs", "numb").expect(200).says("Call 999 now")
		p.send("/body/back/log/new", "pain", "3", "regions", "lower-back-left").expect(303)
	}
}

func TestOurThreeQuestionsAreNoTestAndHaveNoScore(t *testing.T) {
	p := newPerson(t)
	p.get("/body/back/three").expect(200).says("They are no test", "PEG", "not here")
	p.send("/body/back/three", "trend", "0", "things", "0").expect(303)
	body, err := p.shared.Body(p.shared.Heads(journal.KindMeasure)[0].ID)
	if m, derr := journal.DecodeMeasure(body); err != nil || derr != nil || m.Score != nil || len(m.Answers) != 3 || m.Answers[2] != nil {
		t.Errorf("%s, %v, %v", body, err, derr)
	}
}

func TestTheSheetKeepsItsNumbersAndSaysAChangeOnlyFromThirtyInAHundred(t *testing.T) {
	p := newPerson(t)
	sheet := func(a, b, c string) {
		t.Helper()
		p.send("/body/back/sheet", "number-1", a, "number-2", b, "number-3", c).expect(303)
		p.now = p.now.Add(24 * time.Hour)
	}
	sheet("6", "7", "7")
	p.get("/body/back/sheet").says("newest three numbers is 6.7", "not a diagnosis").silent("count as a change")
	sheet("5", "5", "5")
	p.get("/body/back/sheet").says("Before, it was 6.7", "when it is less by 30 in 100")
	sheet("3", "4", "3")
	p.get("/body/back/sheet").says("Before, it was 5.0", "which its makers count as a change")
	sheet("9", "", "9")
	p.get("/body/back/sheet").says("there is no mean")
	p.send("/body/back/sheet", "number-1", "11").expect(422)
	for _, words := range []string{"enjoyment", "general activity", "on average"} {
		if strings.Contains(strings.ToLower(p.raw), words) {
			t.Errorf("the page has words of the sheet: %q", words)
		}
	}
}

func TestTheKindsSayWhatTheyHold(t *testing.T) {
	p := newPerson(t)
	x := screen.NewExchange(p.shared, nil, httptest.NewRequest("GET", "/", nil))
	for body, want := range map[string]string{
		`{"v":1,"score":4,"regions":["neck"],"helped":["heat"],"helped_own":"tea"}`: "Pain: 4 out of 10 · Places: Neck · What helped: Heat; tea",
		`{"v":1,"note":"only a note"}`:                                              "only a note",
		`{"v":1,"words":["humming"]}`:                                               "What it is like: humming",
		`[]`:                                                                        "",
	} {
		if got := painKind.Line(x, []byte(body)); got != want {
			t.Errorf("%s: %q", body, got)
		}
	}
	if got := painKind.Words([]byte(`{"note":"stairs","helped_own":"tea"}`)); got != "tea\nstairs" {
		t.Errorf("search looks through %q", got)
	}
}

func TestALongPictureKeepsTheWorstOfEachDay(t *testing.T) {
	p := newPerson(t)
	p.hurts(40, 3)
	for _, score := range []int{2, 6, 4} {
		p.hurts(3, score)
		p.now = p.now.Add(time.Minute)
	}
	x := screen.NewExchange(p.shared, nil, httptest.NewRequest("GET", "/", nil))
	s, ok := series(x, history(x))
	if !ok || len(s.Points) != 2 || s.Points[0].Value != 3 || s.Points[1].Value != 6 || !s.From.Equal(s.Points[0].At) {
		t.Errorf("%+v", s)
	}
	p = newPerson(t)
	p.hurts(3, 2)
	p.now = p.now.Add(time.Minute)
	p.hurts(3, 6)
	x = screen.NewExchange(p.shared, nil, httptest.NewRequest("GET", "/", nil))
	if s, ok := series(x, history(x)); !ok || len(s.Points) != 2 {
		t.Errorf("a short one: %+v", s.Points)
	}
}

func TestAFormBringsInNoNamesOfItsOwn(t *testing.T) {
	p := newPerson(t)
	p.send("/body/back/log/new", "pain", "2", "regions", "neck", "regions", "neck", "regions", "moon", "words", "purple", "helped", "magic", "signs", "fine").expect(303)
	got := p.logged()[0]
	if !slices.Equal(got.Regions, []string{"neck"}) || got.Words != nil || got.Helped != nil || got.Signs != nil {
		t.Errorf("%+v", got)
	}
}

func TestNothingTypedLandsInAnAddress(t *testing.T) {
	p := newPerson(t)
	p.send("/body/back/log/new", "pain", "3", "note", "a private word").expect(303)
	if strings.Contains(p.location, "private") {
		t.Error(p.location)
	}
}

func has(attrs map[string]string, name string) bool { _, ok := attrs[name]; return ok }
