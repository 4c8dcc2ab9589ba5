package safety_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// plan is a made-up one, with something in every part.
var plan = []string{
	"signs", "I sleep no more\nI stop answering", "helps", "warm shower", "places", "the library",
	"people-name-0", "Maria Made-up", "people-phone-0", "+44 (0)100 200-300", "people-name-1", "Ben", "services-name-0", "Dr Invented", "services-phone-0", "0100 999",
	"safer", "tablets are with Ben", "worth", "the sea", "afraid", "my sister's key",
}

func TestTheSafetyPageOpensLockedWithEveryLineOfTheCountry(t *testing.T) {
	p := newPerson(t)
	p.post("/safety/plan/new", plan...)
	p.keep()
	p.vault.Lock()
	for _, c := range append(content.Countries(), content.General()) {
		p.country = c.Code
		p.get("/safety").is(http.StatusOK).says("Reach a person now", "Make it safer", "Be with somebody", "Feel the ground again", "Unlock to see your plan")
		for _, l := range append(c.Emergency, c.Crisis...) {
			p.says(l.Name, l.Number)
			if l.Tel != "" && !strings.Contains(p.raw, `href="tel:`+l.Tel+`"`) || l.SMS != "" && !strings.Contains(p.raw, `href="sms:`+l.SMS+`"`) {
				t.Errorf("%s: %s cannot be pressed", c.Code, l.Name)
			}
		}
		p.saysNot("Maria", "library", "the sea", "sister")
	}
}

func TestNumbersStandBeforeEverythingElse(t *testing.T) {
	p := newPerson(t)
	p.post("/safety/plan/new", plan...)
	words := p.get("/safety").main()
	last := -1
	for _, w := range []string{"999", "Samaritans", "Maria", "Be with somebody", "Feel the ground", "I sleep no more"} {
		at := strings.Index(words, w)
		if at <= last {
			t.Errorf("%q does not come in its turn", w)
		}
		last = at
	}
	card := p.page.First("section", "class=care emergency")
	for _, a := range card.All("a") {
		if href := a.Attrs["href"]; !strings.HasPrefix(href, "tel:") && !strings.HasPrefix(href, "sms:") {
			t.Errorf("the card leads to %s", href)
		}
	}
}

func TestEachLineSaysHowFarItWasChecked(t *testing.T) {
	p := newPerson(t)
	p.country = "US"
	for _, in := range []struct{ day, want string }{{"2026", "We read this number on"}, {"2031", "We have not checked this number"}} {
		if in.day == "2031" {
			p.now = p.now.AddDate(5, 0, 0)
		}
		p.get("/safety")
		for _, n := range p.page.All("a", "class=call") {
			if strings.Contains(n.Words(), "Maternal") && !strings.Contains(n.Words(), in.want) {
				t.Errorf("in %s it says %q", in.day, n.Words())
			}
		}
	}
	p.says("Maternal") // stale is better than nothing
}

// asked is an exchange of a page that asks questions, as another place would have it.
func asked(t *testing.T, body string) (*screen.Exchange, *httptest.ResponseRecorder, *vault.Vault) {
	t.Helper()
	p := newPerson(t)
	r := httptest.NewRequest(http.MethodPost, "/heart/questions/two-weeks", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Snowdrop-Display", "country=GB")
	if err := r.ParseForm(); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	return &screen.Exchange{Shared: p.app.Shared, W: w, R: r}, w, p.vault
}

func TestTheSameKindPageForEverybodyWhateverWasAnswered(t *testing.T) {
	var first string
	for _, body := range []string{"q9=1", "q9=2", "q9=3", "i8=4&note=I+cannot+go+on", ""} {
		x, w, v := asked(t, body)
		x.Words = text.English
		safety.Now(x, ui.Choice{Address: "/heart/questions", Label: "Back to where you were"})
		if w.Code != http.StatusOK || w.Header().Get("Location") != "" {
			t.Fatalf("it answers %d to %q", w.Code, w.Header().Get("Location"))
		}
		if first == "" {
			first = w.Body.String()
		}
		if w.Body.String() != first {
			t.Errorf("after %q it is another page", body)
		}
		if len(v.List())+len(v.Drafts()) != 0 || v.Settings() != nil {
			t.Errorf("after %q something is kept", body)
		}
	}
	said := page.Parse(t, strings.NewReader(first)).First("main")
	for _, never := range []string{"because you", "Because you", "you answered", "your answer", "score", "risk", "low ", "moderate", "severe", "level", "out of"} {
		if strings.Contains(said.Words(), never) {
			t.Errorf("it says %q", never)
		}
	}
	if !strings.Contains(first, `href="/heart/questions"`) {
		t.Error("there is no way back")
	}
}

func TestAPlanIsWrittenShownChangedAndThereIsOne(t *testing.T) {
	p := newPerson(t)
	p.get("/safety").says("Write a plan")
	p.get("/safety/plan/new").is(http.StatusOK).says("skip what you like")
	p.post("/safety/plan/new").is(http.StatusUnprocessableEntity).says("Write something in one part first")
	p.post("/safety/plan/new", plan...).is(http.StatusOK).says("Kept for this visit", "I stop answering", "Dr Invented", "the sea")
	if !strings.Contains(p.raw, `href="tel:+440100200300"`) {
		t.Error("Maria cannot be rung")
	}
	p.saysNot("sister") // what she does about somebody at home is not on the page
	heads := p.vault.List(journal.KindSafety)
	edit := "/safety/plan/" + heads[0].ID.String() + "/edit"
	if p.get("/safety/plan/new"); p.path != edit {
		t.Errorf("a second plan is begun at %s", p.path)
	}
	fields := p.page.First("form", "action="+edit).Fields()
	for i := 0; i < len(plan); i += 2 {
		if got := fields.Get(plan[i]); got != plan[i+1] {
			t.Errorf("%s came back as %q", plan[i], got)
		}
	}
	fields.Set("worth", "")
	fields.Set("people-name-0", "")
	fields.Set("people-phone-0", "")
	p.do("POST", edit, fields).is(http.StatusOK).saysNot("the sea", "Maria").says("Ben")
	if n := len(p.vault.List()); n != 1 {
		t.Errorf("%d plans", n)
	}
	p.post(edit, "signs", "kept words", "helps", strings.Repeat("x", 301)).is(http.StatusUnprocessableEntity).says("One line is too long here: What helps me", "kept words")
}

func TestAPlanThatMeetsALockWaits(t *testing.T) {
	p := newPerson(t).keep()
	p.vault.Lock()
	p.post("/safety/plan/new", plan...).says("Your words wait here")
	form := p.page.First("form", "action=/unlock").Fields()
	form.Set("passphrase", passphrase)
	p.do("POST", "/unlock", form).says("This is what you began before")
	if got := p.page.First("form", "action=/safety/plan/new").Fields().Get("people-name-1"); got != "Ben" {
		t.Errorf("Ben came back as %q", got)
	}
	p.post("/safety/plan/new", plan...)
	if left := p.vault.Drafts(); len(left) != 0 {
		t.Errorf("kept, it still waits: %q", left)
	}
}

func TestListsAndSearchSayNoMoreThanThatThereIsAPlan(t *testing.T) {
	p := newPerson(t)
	p.post("/safety/plan/new", plan...)
	for _, path := range []string{"/journal", "/timeline", "/today"} {
		p.get(path).saysNot("Maria", "the sea", "library", "sister", "afe", "tablets")
	}
	id := p.vault.List(journal.KindSafety)[0].ID.String()
	p.get("/journal/" + id).says("the sea").saysNot("sister")
	p.post("/journal/search", "q", "sister").saysNot("/journal/" + id)
	taken.SaysNot(t, taken.As(t, p.app, "page"), "sister")
	for _, said := range p.seen {
		for _, never := range []string{"Maria", "sister", "suicid", "crisis", "depress", "grief"} {
			if page.Says(strings.ToLower(said), strings.ToLower(never)) {
				t.Errorf("%q stands in an address or a title", said)
			}
		}
	}
}

func TestFearOfSomebodyAtHomeIsOnPaperOnlyWhenTicked(t *testing.T) {
	p := newPerson(t)
	p.post("/safety/plan/new", plan...)
	sheet := func() string { return p.page.First("article", "class=sheet").Words() }
	p.get("/safety/paper").is(http.StatusOK)
	if page.Says(p.raw, "sister") || !strings.Contains(sheet(), "Samaritans") || !strings.Contains(sheet(), "Maria") {
		t.Errorf("the paper says %s", sheet())
	}
	if title := p.page.First("title").Words(); title != "My page" {
		t.Errorf("the title on the print is %q", title)
	}
	p.post("/safety/paper", "part", "afraid", "part", "worth")
	if got := sheet(); !strings.Contains(got, "sister") || !strings.Contains(got, "the sea") || strings.Contains(got, "Maria") || strings.Contains(got, "Samaritans") {
		t.Errorf("of two parts it prints %s", got)
	}
	p.get("/safety/paper").saysNot("sister") // ticked once is not ticked for ever
}

// readable says whether words lie on the disk for anybody to read.
func readable(disk *memdisk.Disk, words string) bool {
	for _, value := range disk.Dump() {
		if bytes.Contains(value, []byte(words)) {
			return true
		}
	}
	return false
}

var planted = []string{"I sleep", "I stop", "shower", "library", "Maria", "100 200", "Ben", "Invented", "0100", "tablets", "the sea", "sister"}

func TestNoLineThatWasNotMarkedCanBeReadWhileLocked(t *testing.T) {
	p := newPerson(t)
	p.post("/safety/plan/new", plan...)
	p.get("/safety/lines").says("for this visit only")
	if len(p.page.All("input", "type=checkbox")) != 0 {
		t.Error("in a visit there are boxes")
	}
	p.post("/safety/lines", "line", "worth\nthe sea\n")
	p.keep()
	for _, words := range planted {
		if readable(p.disk, words) {
			t.Fatalf("%q can be read, and nothing was marked", words)
		}
	}
	p.get("/safety/lines").says("Anyone who opens this phone", "not sealed", "Anyone who opens this device can read this line").saysNot("sister")
	boxes := p.page.All("input", "type=checkbox")
	for _, box := range boxes {
		if _, on := box.Attrs["checked"]; on {
			t.Errorf("%s is marked by itself", box.Attrs["value"])
		}
	}
	if len(boxes) != 9 {
		t.Errorf("%d boxes", len(boxes))
	}
	p.post("/safety/lines", "line", "people\r\nMaria Made-up\r\n+44 (0)100 200-300", "line", "helps\nwarm shower\n", "line", "afraid\nmy sister's key\n", "line", "worth\nnot of the plan\n")
	p.says("listed below", "Take back", "Anyone who opens this device can read these lines")
	p.vault.Lock()
	for _, words := range planted {
		if marked := words == "Maria" || words == "100 200" || words == "shower" || words == "Ben"; !marked && readable(p.disk, words) {
			t.Errorf("%q can be read", words)
		}
	}
	if readable(p.disk, "not of the plan") || readable(p.disk, `"Ben"`) {
		t.Error("more can be read than was ticked")
	}
	again, err := vault.Open(t.Context(), p.disk) // as after a restart
	if err != nil {
		t.Fatal(err)
	}
	p.with(again)
	p.get("/safety").is(http.StatusOK).says("Maria Made-up", "warm shower", "You chose that these lines can be read").saysNot("sister", "the sea", "library", "I sleep", "Take back")
	p.post("/safety/lines/back", "all", "yes")
	p.get("/safety").says("Maria") // whoever only holds the phone changes nothing
}

func TestAMarkedLineIsTakenBackInOneTapAndGoesWhenThePlanNoLongerHasIt(t *testing.T) {
	p := newPerson(t).keep()
	p.post("/safety/plan/new", plan...)
	mark := func() *person {
		return p.post("/safety/lines", "line", "helps\nwarm shower\n", "line", "worth\nthe sea\n", "line", "signs\nI sleep no more\n")
	}
	mark()
	form := p.page.First("form", "action=/safety/lines/back").Fields()
	p.do("POST", "/safety/lines/back", form).saysNot(`value="signs`)
	if readable(p.disk, "I sleep") || !readable(p.disk, "the sea") {
		t.Error("one tap took back another line, or none")
	}
	p.post("/safety/lines/back", "all", "yes").says("No line can be read").saysNot("Take back")
	if readable(p.disk, "the sea") || readable(p.disk, "shower") {
		t.Error("taken back, they can be read")
	}
	mark()
	id := p.vault.List(journal.KindSafety)[0].ID.String()
	p.stay = true // what no longer stands in it goes with the change, and not with the next look
	p.post("/safety/plan/"+id+"/edit", "helps", "warm shower", "worth", "the hills")
	p.stay = false
	if readable(p.disk, "the sea") || readable(p.disk, "the hills") || !readable(p.disk, "shower") {
		t.Error("changed, the plan leaves a line readable that it no longer has, or opens a new one")
	}
	p.get("/journal/" + id + "/delete")
	p.do("POST", "/journal/"+id+"/delete", p.page.First("form", "action=/journal/"+id+"/delete").Fields())
	if readable(p.disk, "shower") {
		t.Error("the plan is deleted, and a line can be read")
	}
	p.vault.Lock()
	p.get("/safety").saysNot("shower")
}

func TestWhatSomebodyElseWroteInThePlaceOfLinesIsNotShown(t *testing.T) {
	p := newPerson(t).keep()
	p.vault.Lock()
	for _, raw := range []string{"", "{}", `[{"part":"afraid","text":"planted"}]`, `[{"part":"elsewhere","text":"planted"}]`, `[{"part":"worth","text":" "}]`, `[7]`, `null`} {
		value := append(append([]byte{1}, make([]byte, 16)...), raw...)
		if err := p.disk.Write(t.Context(), []vault.Change{{Key: "readable", Value: value}}); err != nil {
			t.Fatal(err)
		}
		v, err := vault.Open(t.Context(), p.disk)
		if err != nil {
			t.Fatal(err)
		}
		p.with(v)
		p.get("/safety").is(http.StatusOK).says("Samaritans").saysNot("planted", "You chose that these lines")
	}
}

func TestTheSafetyPageIsNeverOfferedByName(t *testing.T) {
	if safety.Place().Offers != nil {
		t.Error("the safety page suggests itself where somebody may look on")
	}
	p := newPerson(t)
	p.post("/safety/plan/new", plan...)
	p.get("/today")
	if main := p.page.First("main"); strings.Contains(strings.ToLower(main.Words()), "safety") {
		t.Errorf("Today says %s", main.Words())
	}
}

func TestALineThatAnotherDeviceTookOutOfThePlanIsTakenBackOnToday(t *testing.T) {
	p := newPerson(t).keep()
	p.post("/safety/plan/new", plan...)
	p.post("/safety/lines", "line", "people\nMaria Made-up\n+44 (0)100 200-300", "line", "worth\nthe sea\n")
	p.get("/today")
	if !readable(p.disk, "Maria") || !readable(p.disk, "the sea") {
		t.Fatal("what was marked cannot be read")
	}
	rec, err := p.vault.Get(p.vault.List(journal.KindSafety)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	there, err := journal.DecodeSafety(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	there.People = nil
	if rec.Body, err = there.Encode(); err != nil {
		t.Fatal(err)
	}
	if err := p.vault.Put(t.Context(), rec); err != nil { // as it arrives from the other device
		t.Fatal(err)
	}
	p.post("/mine/quiet", "quiet", "on").get("/today")
	if readable(p.disk, "Maria") || !readable(p.disk, "the sea") {
		t.Error("what stands readable is not what the plan still has")
	}
}

func TestANumberThatIsAnOrderToTheTelephoneIsNotRung(t *testing.T) {
	p := newPerson(t)
	p.post("/safety/plan/new", "people-name-0", "Ann", "people-phone-0", "*4141", "people-name-1", "Ben", "people-phone-1", "**21*0100#", "people-name-2", "Cem", "people-phone-2", "0100–200")
	p.get("/safety").says("**21*0100#").saysNot("tel:**21")
	for _, tel := range []string{"tel:*4141", "tel:0100200"} {
		if !strings.Contains(p.raw, tel) {
			t.Errorf("%s cannot be rung", tel)
		}
	}
}

func TestAPlanThatWasBegunInTwoWindowsIsOne(t *testing.T) {
	p := newPerson(t).keep()
	first, second := p.get("/safety/plan/new").page.First("form", "action=/safety/plan/new").Fields(), p.get("/safety/plan/new").page.First("form", "action=/safety/plan/new").Fields()
	first.Set("people-name-0", "Maria")
	first.Set("worth", "the sea")
	second.Set("people-name-0", "Ben")
	second.Set("worth", "the sea\nthe hills")
	second.Set("afraid", "planted")
	for range 2 { // each of them twice
		p.do("POST", "/safety/plan/new", first).is(http.StatusOK)
		p.do("POST", "/safety/plan/new", second).is(http.StatusOK).says("Maria", "Ben", "the sea the hills").saysNot("planted")
	}
	if n := len(p.vault.List(journal.KindSafety)); n != 1 {
		t.Errorf("%d plans", n)
	}
	second.Set("signs", strings.Repeat("a sign\n", 3)+strings.Repeat("x", 301))
	p.do("POST", "/safety/plan/new", second).is(http.StatusUnprocessableEntity).says("a sign")
}
