package app

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"snowdrop/internal/archive"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
)

// sealed asks for the one file, writes its words down and types back those that are asked for.
func (p *person) sealed() (six []string) {
	p.t.Helper()
	p.get("/mine/take/sealed").fill("/mine/take/sealed", "passphrase", passphrase).at("/mine/take/words")
	six = p.words()
	p.fill("/mine/take/words").fill("/mine/take/words", "first", six[1], "second", strings.ToUpper(six[4])+" ").at("/mine/take/going")
	return six
}

// entriesIn opens a sealed file and gives the data of its entries.
func entriesIn(t *testing.T, file string, by archive.Identity) (all []string) {
	t.Helper()
	r, err := archive.Read(strings.NewReader(file), int64(len(file)), []archive.Identity{by})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Entries(func(e *archive.Entry) error {
		all = append(all, string(e.Data))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheSealedFileOpensWithTheSixWordsAlone(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "a velvet evening")
	p.get("/mine/take").says("What other people shared with you", "even if it is still in the bin")
	p.get("/mine/take/sealed").fill("/mine/take/sealed", "passphrase", "somebody else guesses").expect(422).says("did not open it")
	p.get("/mine/take/going").at("/mine/take") // nothing was begun
	p.get("/mine/take/sealed").fill("/mine/take/sealed", "passphrase", passphrase).at("/mine/take/words")
	six := p.words()
	if len(six) != archive.PassphraseWords {
		t.Fatalf("words: %q", six)
	}
	p.get("/mine/take/file").expect(http.StatusConflict) // not before she has them
	p.get("/mine/take/going").at("/mine/take/words")
	p.fill("/mine/take/words").fill("/mine/take/words", "first", six[1], "second", "another").expect(422).says("word number 5")
	p.get("/mine/take/file").expect(http.StatusConflict)
	p.post("/mine/take/words", "step", "do", "first", six[1], "second", six[4]).at("/mine/take/going").says("ready", "pages-2026-03-04.age").hides(six)
	p.get("/mine/take/words").at("/mine/take/going") // they are shown once
	p.get("/mine/take/file").expect(http.StatusOK)
	file := p.raw
	if p.answer.Get("Content-Disposition") != `attachment; filename="pages-2026-03-04.age"` || strings.Contains(file, "velvet") {
		t.Errorf("%s; or it is not sealed", p.answer.Get("Content-Disposition"))
	}
	by, err := archive.ByWords(six)
	if err != nil {
		t.Fatal(err)
	}
	if all := entriesIn(t, file, by); len(all) != 1 || !strings.Contains(all[0], "a velvet evening") {
		t.Errorf("inside is %q", all)
	}
	wrong, _ := archive.ByWords(append([]string{unlike(six[0])}, six[1:]...))
	if _, err := archive.Read(strings.NewReader(file), int64(len(file)), []archive.Identity{wrong}); err == nil {
		t.Error("other words open it")
	}
	p.get("/mine/take/going").says("The file was written").fill("/mine/take/stop").at("/mine/take").says("two different places")
	p.get("/mine/take/file").expect(http.StatusNotFound)
	p.noPhrase("a velvet evening", six[0]+" "+six[1])
}

func TestTheFileIsSealedToAKeyOfOnesOwn(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "a velvet evening")
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"", "age1pq", own.String(), "somebody@example.org"} {
		p.get("/mine/take/sealed").fill("/mine/take/sealed", "how", "key", "key", key, "passphrase", passphrase).expect(422).says("begins with age1pq")
	}
	p.fill("/mine/take/sealed", "key", own.Recipient().String(), "passphrase", passphrase).at("/mine/take/going")
	p.get("/mine/take/file")
	if all := entriesIn(t, p.raw, own); len(all) != 1 {
		t.Errorf("inside is %q", all)
	}
}

func TestNothingLeavesAnOpenPhoneWithoutThePassphrase(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "a velvet evening")
	p.get("/mine/take/open").says("no passphrase is asked")
	taken.Says(t, taken.As(t, p.app, "page"), "a velvet evening") // a visit has none
	p.keep()
	for _, form := range []string{"page", "text", "tables", "calendar", "data"} {
		p.get("/mine/take/open").says("Anybody who finds it can read all of it").fill("/mine/take/open", "form", form, "passphrase", "guessed by somebody").expect(422)
		p.post("/mine/take/open", "form", form).expect(422)
		p.get("/mine/take/file").expect(http.StatusNotFound)
	}
	p.get("/mine/take/open").fill("/mine/take/open", "passphrase", passphrase).expect(422).says("Choose one")
	if p.page.First("form", "action=/mine/take/open").Fields().Get("passphrase") != "" {
		t.Error("the passphrase is shown again")
	}
}

func TestLockingEndsAFileThatIsOnItsWay(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "a velvet evening")
	for _, way := range []string{"/lock", "/mine/take/stop"} {
		p.sealed()
		p.post(way)
		if way == "/lock" {
			p.get("/mine/take/file").at("/unlock")
			p.unlock()
		}
		p.get("/mine/take/file").expect(http.StatusNotFound)
		p.get("/mine/take/going").at("/mine/take")
	}
	p.sealed()
	p.now = p.now.Add(31 * time.Minute)
	p.get("/mine/take/file").expect(http.StatusNotFound) // nobody came for it
}

// He finds the phone open after she took an open file along, or before she came for it.
func TestAnOpenFileIsNotThereForWhoComesLater(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "a velvet evening")
	p.get("/mine/take/open").fill("/mine/take/open", "form", "page").at("/mine/take/going")
	p.keep() // it was begun in a visit, without a passphrase
	p.get("/mine/take/file").expect(http.StatusNotFound)
	begin := func() { p.get("/mine/take/open").fill("/mine/take/open", "form", "page", "passphrase", passphrase) }
	begin()
	p.get("/mine/take/file").expect(http.StatusOK)
	p.now = p.now.Add(time.Minute)
	p.get("/mine/take/file").expect(http.StatusOK) // once more: it did not land where she looked
	p.now = p.now.Add(3 * time.Minute)
	p.get("/mine/take/file").expect(http.StatusNotFound)
	begin()
	p.now = p.now.Add(11 * time.Minute)
	p.get("/mine/take/file").expect(http.StatusNotFound)
}

// cut is a reader of a file who does something in the middle.
type cut struct {
	*httptest.ResponseRecorder
	after int
	do    func()
}

func (c *cut) Write(b []byte) (int, error) {
	if c.after -= len(b); c.after < 0 && c.do != nil {
		c.do()
		c.do = nil
	}
	return c.ResponseRecorder.Write(b)
}

// aborted asks for the file and says whether the answer was cut off, as no browser takes for a whole file.
func (p *person) aborted(after int, do func()) (aborted bool) {
	defer func() {
		if r := recover(); r != nil {
			err, ok := r.(error)
			aborted = ok && errors.Is(err, http.ErrAbortHandler)
		}
	}()
	p.app.ServeHTTP(&cut{httptest.NewRecorder(), after, do}, httptest.NewRequest("GET", "/mine/take/file", nil))
	return false
}

func TestAFileThatIsStoppedHalfwayIsCutOffAndCanBeMadeAgain(t *testing.T) {
	p := newPerson(t)
	p.keep()
	for range 400 { // longer than any part that is written at once
		p.keeps(journal.KindEntry, []byte(`{"v":1,"text":"`+record.NewID().String()+strings.Repeat(record.NewID().String(), 20)+`"}`))
	}
	p.post("/mine/take/open", "form", "data", "passphrase", passphrase).at("/mine/take/going")
	if !p.aborted(40_000, func() { p.post("/mine/take/stop").at("/mine/take").says("Nothing was lost") }) {
		t.Error("what was stopped was given as a whole file")
	}
	p.post("/mine/take/open", "form", "data", "passphrase", passphrase)
	if !p.aborted(40_000, func() {
		p.get("/mine/take/going").says("being written").get("/mine/take/file").expect(http.StatusConflict)
		p.get("/today").expect(http.StatusOK)
		p.app.Vault.Lock()
	}) {
		t.Error("what was locked was given as a whole file")
	}
	p.unlock()
	taken.Says(t, taken.As(t, p.app, "data", passphrase), `"format":"snowdrop"`)
}

func TestPhotosAreGatheredFirstAndATryThatWasCutOffGoesOn(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	for _, text := range []string{"the first", "the second"} {
		phone.get("/journal/new").upload("/journal/new", picture(t), "text", text, "photo-alt", "a snowdrop")
	}
	laptop.opens(phone.start("phone"), "laptop")
	phone.until("/mine", "Everything here is at the relay too")
	laptop.until("/journal", "the second").until("/journal", "the first")
	laptop.link.Offline(true)
	laptop.post("/mine/take/open", "form", "data", "passphrase", passphrase).at("/mine/take/going")
	laptop.until("/mine/take/going", "does not answer").says("0 of 2", "The next try goes on from there")
	laptop.get("/mine/take/file").expect(http.StatusConflict)
	laptop.get("/mine/take/going").fill("/mine/take/going").says("could not be had: 2")
	laptop.get("/mine/take/file")
	if strings.Count(laptop.raw, `"missing":true`) != 2 || !strings.Contains(laptop.raw, "the first") {
		t.Errorf("without the photos there is %.3000s", laptop.raw)
	}
	// The relay is back for a while, and the try is given up in between.
	laptop.link.Offline(false)
	laptop.app.Photos.Nudge()
	laptop.post("/mine/take/open", "form", "data", "passphrase", passphrase)
	laptop.until("/mine/take/going", "Everything is ready")
	laptop.post("/mine/take/stop")
	laptop.link.Offline(true)
	laptop.post("/mine/take/open", "form", "data", "passphrase", passphrase).says("Everything is ready") // both are here by now
	laptop.get("/mine/take/file")
	if strings.Contains(laptop.raw, `"missing"`) || strings.Count(laptop.raw, `"content":"/9j/`) != 2 {
		t.Errorf("with the photos there is %.3000s", laptop.raw)
	}
}

// What she hides from lists is hers all the same.
func TestWhatListsLeaveOutIsTakenAlong(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.keeps(journal.KindEntry, []byte(`{"v":1,"letter":"lost","text":"a velvet evening"}`))
	if err := p.app.Vault.SetSettings(t.Context(), []byte(`{"plain":true,"lock_after":300,"of_tomorrow":[1]}`)); err != nil {
		t.Fatal(err)
	}
	p.get("/mine/take").says("What you hide from the lists is in it, too")
	taken.Says(t, taken.As(t, p.app, "data", passphrase), "a velvet evening", `"of_tomorrow":[1]`)
	taken.Says(t, taken.As(t, p.app, "page", passphrase), "a velvet evening")
}

func TestWhatIsInTheBinOrOfDevicesAndPeopleIsNotTakenAlong(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	phone.get("/journal/new").fill("/journal/new", "text", "stays").get("/journal/new").fill("/journal/new", "text", "is deleted")
	seven := phone.start("phone")
	laptop.opens(seven, "laptop")
	laptop.until("/journal", "stays").until("/journal", "is deleted")
	for _, h := range laptop.app.List() {
		if body, err := laptop.app.Vault.Body(h.ID); err == nil && bytes.Contains(body, []byte("is deleted")) {
			laptop.post("/journal/" + h.ID.String() + "/delete")
		}
	}
	phone.until("/bin", "is deleted")
	file := taken.As(t, phone.app, "data", passphrase)
	taken.Says(t, file, "stays", `"entries":[`)
	taken.SaysNot(t, file, "is deleted", "laptop", `"kind":"kind-249"`, `"kind":"kind-250"`, strings.Join(seven, " "), passphrase, "AGE-SECRET")
	if strings.Count(file, `"id":`) != 1 {
		t.Errorf("more than one entry: %s", file)
	}
}

// What a calendar is given of a day of one's own is that day, every year where it was said so, and no word that she did not choose for it.
func TestACalendarIsToldOfADayAndNotWhatItIs(t *testing.T) {
	p := newPerson(t)
	p.get("/remember/days/new").fill("/remember/days/new", "sort", "due", "on", "2026-05-14", "every", "yes", "mode", "soften", "name", "HEATHER", "words", "FOXGLOVE").at("/remember/days")
	p.get("/remember/days/new").fill("/remember/days/new", "sort", "own", "on", "2026-08-09", "every", "yes", "mode", "silence").at("/remember/days")
	file := taken.As(t, p.app, "calendar")
	for _, want := range []string{"DTSTART;VALUE=DATE:20260514", "RRULE:FREQ=YEARLY", "SUMMARY:Reminder"} {
		if !strings.Contains(file, want) {
			t.Errorf("it lacks %q:\n%s", want, file)
		}
	}
	if strings.Contains(file, "HEATHER") || strings.Contains(file, "FOXGLOVE") || page.Says(file, "0809") || strings.Count(file, "BEGIN:VEVENT") != 1 {
		t.Errorf("it tells too much:\n%s", file)
	}
}
