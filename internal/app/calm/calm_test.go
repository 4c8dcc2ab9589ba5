package calm_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/app/calm"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/text"
)

func title(t *testing.T, id string) string {
	t.Helper()
	p, ok := content.PageByID("en", id)
	if !ok {
		t.Fatalf("no page %s", id)
	}
	return p.Title
}

// done keeps a practice that was done.
func (p *person) done(id string, before, after int) *person {
	p.t.Helper()
	p.get("/calm/"+id).fill("/calm/"+id, "before", strconv.Itoa(before), "after", strconv.Itoa(after))
	p.now = p.now.Add(time.Minute)
	return p
}

// Every practice, locked and open: opened, done and rated with nothing but links and forms.
func TestEveryPracticeIsOpenedDoneAndRatedByPlainForms(t *testing.T) {
	open, locked := newPerson(t), newPerson(t).lock()
	all := content.Practices("en")
	if len(all) < 14 {
		t.Fatalf("%d practices", len(all))
	}
	for _, one := range all {
		address := "/calm/" + one.ID
		for name, p := range map[string]*person{"open": open, "locked": locked} {
			evidence := one.Evidence
			if name == "locked" { // then nobody knows what she wants to read
				evidence = one.Neutral().Evidence
			}
			p.get(address).is(200).says(evidence, "Stop if", "You can stop")
			if p.heading() != one.Title {
				t.Errorf("%s: %s is called %q", name, one.ID, p.heading())
			}
			if lead := p.leads(); len(lead) == 0 || lead[0] != "/calm/stop" {
				t.Errorf("%s: %s does not begin with the way out: %q", name, one.ID, lead)
			}
			walkable(t, p)
			p.fill(address, "before", "6", "after", "4").is(200).says("It went from 6 to 4.")
			if got := strings.HasPrefix(p.path, "/calm/done/"); got != (name == "open") {
				t.Errorf("%s: %s ends at %s", name, one.ID, p.path)
			}
			p.get(address).fill(address).is(200).says("Thank you for trying it.")
		}
	}
	if n := len(open.vault.List(journal.KindPractice)); n != len(all) {
		t.Errorf("%d are kept, want one for each that was rated: %d", n, len(all))
	}
}

// walkable holds what a keyboard and a screen reader need of a practice: every choice in a group with a name, headings without a
// gap, nothing that takes the focus or speaks by itself, and a button at the end.
func walkable(t *testing.T, p *person) {
	t.Helper()
	main := p.page.First("main")
	for _, set := range main.All("fieldset") {
		if l := set.First("legend"); l == nil || l.Words() == "" {
			t.Errorf("%s: choices without a name", p.path)
		}
	}
	for _, input := range main.All("input", "type=radio") {
		if !slices.ContainsFunc(main.All("fieldset"), func(n *page.Node) bool { return slices.Contains(n.All("input"), input) }) {
			t.Errorf("%s: a choice that stands in no group", p.path)
		}
	}
	if main.First("h3") != nil && main.First("h2") == nil {
		t.Errorf("%s: a heading is left out", p.path)
	}
	for _, attribute := range []string{"autofocus", "accesskey"} {
		if main.First(attribute) != nil {
			t.Errorf("%s: %s", p.path, attribute)
		}
	}
	for _, e := range main.All("tabindex") {
		if e.Attrs["tabindex"] != "-1" {
			t.Errorf("%s: something takes the focus out of its turn", p.path)
		}
	}
	for _, e := range main.All("aria-live") {
		t.Errorf("%s: %s speaks by itself", p.path, e.Tag)
	}
	for _, tag := range []string{"audio", "video", "script"} {
		if main.First(tag) != nil {
			t.Errorf("%s: %s", p.path, tag)
		}
	}
	if main.First("form").First("button", "type=submit") == nil {
		t.Errorf("%s: no button ends it", p.path)
	}
}

func TestWhatWasSaidGivesOnePracticeAndTheReason(t *testing.T) {
	p := newPerson(t)
	for _, word := range content.PracticeFor {
		p.get("/calm").fill("/calm", "distress", "5", "nearest", word).is(200).says("You said", "This one is for that.")
		if p.page.First("main").First("form") == nil {
			t.Errorf("for %q there is nothing to do", word)
		}
	}
	p.get("/calm").fill("/calm").says("This one is short, and there is nothing to write.") // nothing said
	p.get("/calm").fill("/calm", "distress", "8", "nearest", "guilt").says("It is very strong now.").saysNot("You said you feel guilty.")
	p.done("kind-break", 4, 5).get("/calm").fill("/calm", "distress", "5", "nearest", "guilt").says("You said you feel guilty.", "Write it here").before("/calm/stop", "/heart/try/friend")
	p.get("/calm").fill("/calm", "distress", "99").is(422).says("Choose a number from 0 to 10.")
	for _, n := range []string{"", "3", "9"} { // a tight chest may be more than fear
		p.get("/calm").fill("/calm", "distress", n, "nearest", "body").says("Chest pain, or really no air?")
	}
	p.get("/calm").fill("/calm", "nearest", "cheese").saysNot("You said")
	if strings.Contains(p.raw, "cheese") {
		t.Error("a word that is not ours is carried on")
	}
	for _, address := range p.visited {
		if strings.ContainsAny(address, "?#") || page.Says(address, "guilt") {
			t.Errorf("what was said stands in an address: %s", address)
		}
	}
}

// Whoever thinks of dying is given people and no exercise, open or locked, whatever number stands beside it. Nothing of it is
// kept, and nothing of it stands in an address.
func TestWhoThinksOfDyingIsGivenPeopleAndNoExercise(t *testing.T) {
	const press = "I think of dying, or of hurting myself"
	same := ""
	for name, p := range map[string]*person{"open": newPerson(t), "locked": newPerson(t).lock()} {
		if b := p.get("/calm").page.First("form", "action=/calm").First("button", "value=dying"); b == nil || b.Words() != press {
			t.Fatalf("%s: it cannot be said", name)
		}
		for _, distress := range []string{"", "0", "9", "10", "99"} {
			p.get("/calm").fill("/calm", "distress", distress, "nearest", "dying").is(200).says("Reach a person now").saysNot("How to do it", press)
			if p.path != "/calm" {
				t.Errorf("%s: it stands at %s", name, p.path)
			}
			if words := p.page.First("section", "class=care emergency").Words(); same == "" {
				same = words
			} else if words != same {
				t.Errorf("%s at %q: the page is not the same for everybody", name, distress)
			}
		}
		if n := len(p.vault.List()); n != 0 {
			t.Errorf("%s: %d are kept", name, n)
		}
	}
}

// A person is one press away from every exercise, beside the way out.
func TestAPersonStandsBesideTheWayOutOfEveryExercise(t *testing.T) {
	p := newPerson(t)
	for _, one := range content.Practices("en") {
		p.get("/calm/"+one.ID).before("/calm/stop", "/safety")
		if lead := p.leads(); len(lead) < 2 || lead[1] != "/safety" {
			t.Errorf("%s leads to %q first", one.ID, lead)
		}
	}
}

// Two in the morning: the third tap on the way in is the one that shows an exercise.
func TestWithTheThirdTapAnExerciseHasBegun(t *testing.T) {
	p := newPerson(t)
	p.now = time.Date(2026, 11, 20, 2, 5, 0, 0, time.UTC)
	p.get("/start").before("/calm", "/for") // the first
	p.get("/calm")
	form := p.page.First("form", "action=/calm")
	if form.First("input", "name=distress", "value=8") == nil { // the second
		t.Error("8 cannot be said with one tap")
	}
	press := form.First("button", "name=nearest", "value=thoughts")
	if press == nil || press.Words() != "My thoughts will not stop" {
		t.Fatal("saying what is nearest does not lead on")
	}
	p.fill("/calm", "distress", "8", "nearest", "thoughts").says("You said your thoughts will not stop.", "How to do it")
	if buttons := form.All("button"); buttons[0].Attrs["name"] != "" {
		t.Error("the Enter key says something that nobody said")
	}
}

func TestAPracticeThatMadeItWorseIsNotOfferedAgain(t *testing.T) {
	p := newPerson(t)
	p.done("muscles", 7, 8).says("It went from 7 to 8.", "We do not suggest this one again.").done("breathing", 8, 5)
	for _, word := range append([]string{""}, content.PracticeFor...) {
		for _, n := range []string{"3", "6", "9"} {
			p.get("/calm").fill("/calm", "distress", n, "nearest", word)
			if p.heading() == title(t, "muscles") {
				t.Errorf("%q at %s gives it again", word, n)
			}
		}
	}
	p.get("/calm").fill("/calm", "distress", "6", "nearest", "body").says("It helped you before.")
	if p.heading() != title(t, "breathing") {
		t.Errorf("what helped is not first, but %s", p.heading())
	}
	p.done("muscles", 7, 6).get("/calm").fill("/calm", "distress", "6", "nearest", "sleep").is(200) // opened by herself, and it helped
	if got := marked(p.get("/calm/all")); !slices.Equal(got, []string{"/calm/breathing", "/calm/muscles"}) {
		t.Errorf("said to have helped: %q", got)
	}
}

// What is written at /heart/try counts like what is done here.
func TestAWrittenExerciseThatMadeItWorseIsNotOfferedAgainEither(t *testing.T) {
	p := newPerson(t)
	p.done("kind-break", 4, 5) // so that the written ones come
	ask := func() string {
		return p.get("/calm").fill("/calm", "distress", "5", "nearest", "guilt").heading()
	}
	first := ask()
	if first != title(t, "friend") {
		t.Fatalf("%s comes first", first)
	}
	wrote := func(before, after int) {
		body, err := journal.Exercise{Which: "friend", Said: map[string]string{"thought": "made up"}, Before: &before, After: &after}.Encode()
		if err == nil {
			p.now = p.now.Add(time.Minute)
			err = p.vault.Put(context.Background(), record.Record{ID: record.NewID(), Kind: journal.KindExercise, At: p.now.Unix(), Body: body})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	wrote(5, 7)
	if second := ask(); second == first {
		t.Errorf("%s is suggested again", second)
	}
	wrote(7, 5)
	if got := marked(p.get("/calm/all")); !slices.Equal(got, []string{"/calm/friend"}) {
		t.Errorf("said to have helped: %q", got)
	}
}

// marked are the practices of the list that are said to have helped.
func marked(p *person) []string {
	var out []string
	for _, a := range p.page.First("main").All("a") {
		if strings.Contains(a.Words(), "It helped you before.") {
			out = append(out, a.Attrs["href"])
		}
	}
	slices.Sort(out)
	return out
}

func TestLockedItWorksAndSaysNothingOfBefore(t *testing.T) {
	p := newPerson(t)
	p.done("breathing", 8, 5).done("grounding-3", 7, 9).done("grounding", 7, 9)
	p.post("/heart/box/new/person", "name", "Kim", "phone", "0123 456")
	p.lock()
	p.get("/calm").is(200).saysNot("box")
	p.fill("/calm", "distress", "7", "nearest", "away").is(200).saysNot("helped you", "It is very strong")
	if got, fresh := p.heading(), newPerson(t).get("/calm").fill("/calm", "distress", "7", "nearest", "away").heading(); got != fresh {
		t.Errorf("the choice knows of what is locked: %s, and %s for somebody new", got, fresh)
	}
	p.get("/calm/grounding").fill("/calm/grounding", "before", "9", "after", "9").says("It stayed at 9.", "Nothing was kept, because Snowdrop is locked.").saysNot("Kim", "box", "Write")
	p.get("/calm/grounding").fill("/calm/grounding", "before", "3", "after", "4").says("It went from 3 to 4.").saysNot("We do not suggest") // nobody remembers
	p.get("/calm/all").is(200).saysNot("It helped you before.").get("/calm/stop").is(200)
	p.get("/calm/done/" + record.NewID().String()).is(200).says("What is nearest?")
	if len(p.vault.List()) != 0 {
		t.Error("something can be read")
	}
}

func TestAfterwardsItSaysWhatChangedAndPeopleComeFirstWhileItIsStrong(t *testing.T) {
	p := newPerson(t)
	p.post("/heart/box/new/person", "name", "Kim", "phone", "0123 456", "why", "She only listens.")
	p.done("grounding", 9, 7).says("It went from 9 to 7.", "kept for this visit only").saysNot("Kim", "still very strong").before("/heart/box", "/safety")
	p.done("grounding", 9, 8).says("It went from 9 to 8.", "It is still very strong.", "Kim", "She only listens.").before("tel:0123456", "/safety").before("/safety", "/calm/grounding-3")
	if p.page.First("main").First("a", "href=/h/") == nil {
		t.Error("no way to help among the words about it")
	}
	p.done("grounding", 5, 5).says("It stayed at 5.")
	p.get("/calm/grounding").fill("/calm/grounding", "after", "4").says("Thank you for trying it.", "kept for this visit only")
	p.get("/calm/grounding").fill("/calm/grounding", "after", "11").is(422).says("Choose a number from 0 to 10.").fill("/calm/grounding", "after", "3").is(200)
}

func TestTheNextOneIsAnotherOneThatMayBeSuggested(t *testing.T) {
	p := newPerson(t)
	p.now = time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC)
	p.done("breathing", 4, 6)
	for _, id := range []string{"grounding", "muscles", "open-eyes", "safe-place", "kind-break"} {
		p.done(id, 5, 4)
		for _, address := range p.leads() {
			if other, ok := strings.CutPrefix(address, "/calm/"); ok && (other == id || other == "breathing" || other == "worry-time" || other == "pie") {
				t.Errorf("after %s comes %s", id, other)
			}
		}
	}
}

func TestWhereNothingHelpedNothingIsSuggested(t *testing.T) {
	p := newPerson(t)
	for _, one := range content.Practices("en") {
		p.done(one.ID, 6, 7)
	}
	p.get("/calm").fill("/calm", "distress", "9").is(200).says("No exercise this time", "Being with somebody may do more.").before("/safety", "/calm/all")
}

func TestAnExerciseThatIsSentTwiceIsKeptOnce(t *testing.T) {
	p := newPerson(t)
	p.get("/calm").fill("/calm", "distress", "8", "nearest", "sleep")
	action := p.page.First("main").First("form").Attrs["action"]
	form := p.page.First("form", "action="+action).Fields()
	form.Set("after", "6")
	first, second := p.do("POST", action, form).path, p.do("POST", action, form).path
	if n := len(p.vault.List(journal.KindPractice)); n != 1 || first != second {
		t.Errorf("%d are kept, at %s and %s", n, first, second)
	}
	p.get("/journal").says("8 before, 6 after")
	p.get(p.page.First("main").First("li", "class=entry").First("a").Attrs["href"]).says("I cannot sleep", "8 out of 10", "6 out of 10")
}

func TestHowSomebodyBreathesIsRememberedWhereThingsAreOpen(t *testing.T) {
	chosen := func(p *person) string {
		f := p.get("/calm/breathing").page.First("form", "action=/calm/breathing").Fields()
		return f.Get("style") + " " + f.Get("pace")
	}
	p := newPerson(t)
	if got := chosen(p); got != "moving long" {
		t.Errorf("at first: %s", got)
	}
	if p.page.First("input", "id=move", "checked") != nil {
		t.Error("it moves by itself")
	}
	p.fill("/calm/breathing", "style", "silent", "pace", "short")
	if got := chosen(p); got != "silent short" {
		t.Errorf("the next time: %s", got)
	}
	p.fill("/calm/breathing", "style", "loud", "pace", "short").is(200)
	if got := chosen(p); got != "silent short" {
		t.Errorf("after a way that is none of ours: %s", got)
	}
	p.get("/calm/breathing").fill("/calm/breathing", "style", "still", "after", "12").is(422)
	if got := p.page.First("form", "action=/calm/breathing").Fields().Get("style"); got != "still" {
		t.Errorf("after a slip: %s", got)
	}
	p.lock()
	if got := chosen(p); got != "moving long" {
		t.Errorf("locked: %s", got)
	}
	p.fill("/calm/breathing", "style", "still", "after", "3").is(200)
}

func TestWhoeverStopsIsLedOnGently(t *testing.T) {
	newPerson(t).get("/calm/stop").is(200).says("You stopped", "nothing was kept").before("/calm/grounding", "/safety").before("/safety", "/heart")
}

func TestTheListSaysWhatEachIsForAndThatSomeAreNotHere(t *testing.T) {
	p := newPerson(t).get("/calm/all").says("Short", "To write", "For: feeling far away", "About one minute.", "About 5 minutes.").saysNot("not on this device")
	for _, one := range content.Practices("en") {
		if !slices.Contains(p.leads(), "/calm/"+one.ID) {
			t.Errorf("%s is not listed", one.ID)
		}
	}
	apart := newPersonWith(t, func(c *app.Config) { c.Bring = func(context.Context) error { return errors.New("made up") } })
	apart.get("/calm/all").is(200).says("Some exercises are not on this device yet.")
	apart.get("/calm/no-such-exercise").is(503)
	p.get("/calm/no-such-exercise").is(404).get("/calm/about").is(404) // a page, and no practice
}

func TestTodayOffersWhatHelpedOnlyAfterAHardCheckIn(t *testing.T) {
	for n, want := range map[string]string{"": "", "5": "", "6": "calm.breathing", "7": "calm.breathing", "10": "calm.breathing"} {
		p := newPerson(t)
		p.done("breathing", 8, 5)
		if n != "" {
			p.get("/checkin").fill("/checkin", "heaviness", n)
		} else {
			p.get("/checkin").fill("/checkin", "note", "made up")
		}
		offer := offered(p)
		if offer.ID != want || want != "" && (offer.Why != "In your last check-in you said "+n+" of 10. This helped you before." || offer.Address != "/calm/breathing" || offer.Done == 0) {
			t.Errorf("after %q: %+v", n, offer)
		}
	}
	p := newPerson(t)
	p.get("/checkin").fill("/checkin", "heaviness", "7")
	if o := offered(p); o.ID != "calm" || strings.Contains(o.Why, "helped") {
		t.Errorf("nothing helped before, and it says %+v", o)
	}
	for hours, want := range map[time.Duration]string{47: "calm", 48: "calm", 49: ""} {
		at := p.now
		p.now = at.Add(hours * time.Hour)
		if o := offered(p); o.ID != want {
			t.Errorf("%d hours later: %+v", hours, o)
		}
		p.now = at
	}
	p.now = p.now.Add(time.Hour)
	p.get("/checkin").fill("/checkin", "heaviness", "2")
	if o := offered(p); o.ID != "" {
		t.Errorf("the last check-in was light, and it says %+v", o)
	}
}

func offered(p *person) screen.Offer {
	x := &screen.Exchange{Shared: p.app.Shared, Words: text.English}
	if all := calm.Place().Offers(x); len(all) == 1 {
		return all[0]
	}
	return screen.Offer{}
}
