package erase_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/alone"
	"snowdrop/internal/vault"
)

// fixture is somebody who keeps things on this device.
type fixture struct{ *alone.Person }

func kept(t *testing.T) *fixture {
	t.Helper()
	p := alone.New(t)
	p.Now = time.Date(2026, 11, 21, 14, 5, 0, 0, time.UTC)
	return &fixture{p.Keep()}
}

// again locks, lets days pass and opens it again.
func (f *fixture) again(days int) *fixture {
	f.T.Helper()
	f.Now = f.Now.AddDate(0, 0, days)
	f.Post("/lock")
	f.Get("/unlock").Fill("/unlock", "passphrase", alone.Passphrase)
	return f
}

// put keeps an entry of some kind of so many days ago.
func (f *fixture) put(kind uint8, days int) record.ID {
	f.T.Helper()
	return f.Put(kind, days, func() ([]byte, error) { return fmt.Appendf(nil, `{"v":1,"text":"of %d days ago"}`, days), nil })
}

// left says whether entries are there.
func (f *fixture) left(want bool, ids ...record.ID) *fixture {
	f.T.Helper()
	for i, id := range ids {
		if _, err := f.Vault.Get(id); (err == nil) != want {
			f.T.Errorf("entry %d is there: %v, want %v", i, err == nil, want)
		}
	}
	return f
}

const rhythm, older = "/mine/erase/rhythm", "/mine/erase/older"

// switchOn goes through the pages.
func (f *fixture) switchOn(days string, more ...string) *fixture {
	f.T.Helper()
	f.Post(rhythm, append([]string{"step", "look", "days", days}, more...)...)
	f.Fill(rhythm, "passphrase", alone.Passphrase)
	f.Says("It begins tomorrow.")
	return f
}

func TestNothingIsErasedByItselfUntilAPersonSaysSo(t *testing.T) {
	f := kept(t)
	old := f.put(journal.KindEntry, 4000)
	f.again(1).again(400).left(true, old)
	f.Get(rhythm)
	f.Says("Nothing is erased by itself.")
}

func TestEachRhythmTakesWhatIsOlderAndLeavesTheDayItself(t *testing.T) {
	for _, days := range []int{7, 14, 30, 90, 365} {
		f := kept(t)
		younger, at, over := f.put(journal.KindEntry, days-2), f.put(journal.KindEntry, days-1), f.put(journal.KindEntry, days)
		f.switchOn(fmt.Sprint(days))
		f.Get("/today") // the first day takes nothing
		f.left(true, younger, at, over)
		f.again(0).left(true, younger, at, over)
		f.again(1).left(true, younger, at).left(false, over)
		f.again(1).left(true, younger).left(false, at)
	}
}

func TestItAlsoRunsAtMidnightWhileOpen(t *testing.T) {
	f := kept(t)
	over := f.put(journal.KindEntry, 30)
	f.switchOn("30")
	f.Now = time.Date(2026, 11, 21, 23, 59, 0, 0, time.UTC)
	f.Get("/changed?since=0")
	f.left(true, over)
	f.Now = f.Now.Add(time.Minute)
	f.Get("/mine")
	f.left(false, over)
}

func TestWhatWouldGoIsSaidBeforeItIsSwitchedOn(t *testing.T) {
	f := kept(t)
	first, last := f.put(journal.KindEntry, 60), f.put(journal.KindCheckIn, 30)
	f.put(journal.KindEntry, 29)
	f.Post(rhythm, "step", "look", "days", "30")
	f.Says("This would go: 2 in all. The first is of 22 September 2026, the last of 22 October 2026.", "Journal: 1", "Check-in: 1", "From tomorrow on", "gone from this device", "stays with them")
	f.again(3).left(true, first, last)
	f.Post(rhythm, "step", "look", "days", "365")
	f.Says("As it is now, nothing would go.")
}

func TestAnOnlookerCanNotSwitchItOn(t *testing.T) {
	f := kept(t)
	old := f.put(journal.KindEntry, 60)
	for _, form := range [][]string{{"step", "on", "days", "30"}, {"step", "on", "days", "30", "passphrase", "not this one, no"}, {"step", "clock", "passphrase", "not this one, no"}} {
		f.Post(rhythm, form...)
		if f.Status != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", form, f.Status)
		}
	}
	for _, days := range []string{"", "1", "6", "8", "-30", "x"} {
		if f.Post(rhythm, "step", "on", "days", days, "passphrase", alone.Passphrase); f.Status != http.StatusUnprocessableEntity {
			t.Errorf("%q days: %d", days, f.Status)
		}
	}
	f.Post(older, "step", "do", "day", "2026-11-21", "passphrase", "not this one, no")
	f.again(2).left(true, old)
}

func TestWhatHelpsOnABadDayStaysAndWhatIsUnderRememberUnlessTicked(t *testing.T) {
	always := []uint8{journal.KindSafety, journal.KindPerson, journal.KindBox, journal.KindCard, journal.KindNote, 200}
	remembered := []uint8{journal.KindRemembered, journal.KindKeepsake, journal.KindCeremony, journal.KindDay, journal.KindCandle}
	taken := []uint8{journal.KindEntry, journal.KindCheckIn, journal.KindPractice, journal.KindCheck, journal.KindStory, journal.KindPain, journal.KindMeasure, journal.KindSession,
		journal.KindMedicine, journal.KindAppointment, journal.KindSheet, journal.KindExercise, journal.KindPiece, journal.KindDecision}
	for _, ticked := range []bool{false, true} {
		f := kept(t)
		ids := func(kinds []uint8) (all []record.ID) {
			for _, kind := range kinds {
				all = append(all, f.put(kind, 60))
			}
			return all
		}
		stay, own, gone := ids(always), ids(remembered), ids(taken)
		var more []string
		if ticked {
			more = []string{"remember", "yes"}
		}
		f.switchOn("30", more...).again(1).left(true, stay...).left(!ticked, own...).left(false, gone...)
	}
}

// One that was written down long before is still needed, and goes when its own day is old.
func TestAnAppointmentThatIsToComeStays(t *testing.T) {
	f := kept(t)
	put := func(in int) record.ID {
		return f.Put(journal.KindAppointment, 60, journal.Appointment{What: "Clinic", Start: f.Now.AddDate(0, 0, in).Format(journal.StartLayout)}.Encode)
	}
	soon, been, long := put(10), put(-20), put(-40)
	f.switchOn("30").again(1).left(true, soon, been).left(false, long)
}

func TestAWrongClockErasesNothing(t *testing.T) {
	for _, c := range []struct {
		rhythm string
		ahead  int
		waits  bool
	}{
		{rhythm: "7", ahead: 2}, {rhythm: "7", ahead: 3, waits: true}, {rhythm: "14", ahead: 3}, {rhythm: "14", ahead: 4, waits: true},
		{rhythm: "30", ahead: 7}, {rhythm: "30", ahead: 8, waits: true}, {rhythm: "365", ahead: 91}, {rhythm: "365", ahead: 92, waits: true},
		{rhythm: "30", ahead: 1200, waits: true}, {rhythm: "30", ahead: -2, waits: true},
	} {
		f := kept(t)
		old := f.put(journal.KindEntry, 3000)
		f.switchOn(c.rhythm).again(c.ahead).left(c.waits, old)
		f.Get(rhythm)
		if said := strings.Contains(f.Main(), "The clock may be wrong."); said != c.waits {
			t.Errorf("%s days, %d ahead: it says that the clock may be wrong: %v", c.rhythm, c.ahead, said)
		}
		if !c.waits {
			continue
		}
		f.Get("/mine/erase")
		f.Says("The clock of this device looks wrong.")
		f.again(0).left(true, old)
	}
}

func TestNoVersionThatIsOldTakesAYoungOneAlong(t *testing.T) {
	f := kept(t)
	s, _ := space.Create(space.NewOwner(), space.NewSelf(), "this device")
	if err := f.Vault.AttachHome(t.Context(), s, vault.HomeInfo{}); err != nil {
		t.Fatal(err)
	}
	var ids []record.ID
	for _, apart := range []int{40, 3} { // days ago that the version which is not shown says
		id := record.NewID()
		for i, days := range []int{apart, 40} {
			r := record.Record{ID: id, Kind: journal.KindEntry, At: f.Now.AddDate(0, 0, -days).Unix(), Body: fmt.Appendf(nil, `{"v":1,"text":"version %d"}`, i)}
			if err := f.Vault.PutMany(t.Context(), []vault.Beside{{Record: r, Beside: i > 0}}); err != nil {
				t.Fatal(err)
			}
		}
		if v, err := f.Vault.Versions(id); err != nil || len(v) != 2 || f.Now.Unix()-v[0].Record.At < 39*24*60*60 {
			t.Fatalf("%d versions, %v", len(v), err)
		}
		ids = append(ids, id)
	}
	f.switchOn("30").again(1).left(false, ids[0]).left(true, ids[1])
}

// He has the phone, open, for a minute: each leap alone would be believed.
func TestAClockThatIsSetOnAgainAndAgainErasesNothingYoung(t *testing.T) {
	for _, c := range []struct {
		rhythm string
		leap   int
	}{{"14", 3}, {"30", 7}, {"90", 22}, {"365", 91}} {
		f := kept(t)
		young := f.put(journal.KindEntry, 1)
		f.switchOn(c.rhythm).again(1)
		for range 6 {
			f.again(c.leap)
		}
		f.left(true, young).Get(rhythm)
		f.Says("The clock may be wrong.")
		f.Post(rhythm, "step", "clock", "passphrase", alone.Passphrase) // she says that it is right
		f.left(false, young)
		f.again(c.leap).Get(rhythm) // and one leap is believed again
		f.Says("goes by itself.")
	}
}

func TestBetweenTwoJourneysTheRhythmGoesOn(t *testing.T) {
	f := kept(t)
	f.switchOn("30").again(1).again(7)
	for range 7 {
		f.again(1)
	}
	f.again(7).Get(rhythm)
	f.Says("What is older than 30 days goes by itself.")
}

func TestAPhoneSetToAnotherYearAndBackErasesNothingYoung(t *testing.T) {
	f := kept(t)
	young, old := f.put(journal.KindEntry, 3), f.put(journal.KindEntry, 40)
	f.switchOn("30").again(1).left(false, old)
	f.again(1200).left(true, young).again(-1200).left(true, young)
	f.Get(rhythm)
	f.Says("What is older than 30 days goes by itself.")

	f.again(60).left(true, young) // two months away: it asks
	f.Get(rhythm)
	f.Says("Is that right?", "The last time it was 22 November 2026.", "This would go: 1 in all.")
	f.Post(rhythm, "step", "clock", "passphrase", alone.Passphrase)
	f.left(false, young)
	f.Says("What is older than 30 days goes by itself.")
	f.again(-2)
	f.Get(rhythm)
	f.Says("The clock may be wrong.")
}

func TestItIsPausedAndStoppedInOneTap(t *testing.T) {
	f := kept(t)
	old := f.put(journal.KindEntry, 60)
	f.switchOn("30")
	f.Says("From 22 November 2026 on")
	f.Post(rhythm, "step", "pause")
	f.Says("Paused.")
	f.again(1).left(true, old)
	f.switchOn("30").again(0).left(true, old) // it begins tomorrow, as the first time
	f.Post(rhythm, "step", "off")
	f.Says("Nothing is erased by itself.")
	f.again(2).left(true, old)
}

func TestACrashInTheMiddleGoesOnTheNextTime(t *testing.T) {
	f := kept(t)
	var ids []record.ID
	for range 450 {
		ids = append(ids, f.put(journal.KindEntry, 60))
	}
	f.switchOn("30")
	f.Post("/lock")
	f.Now = f.Now.AddDate(0, 0, 1)
	f.Disk.FailAfter(1)
	f.Get("/unlock").Fill("/unlock", "passphrase", alone.Passphrase)
	if n := len(f.Vault.List()); n != 250 {
		t.Fatalf("%d left after one write, want 250", n)
	}
	f.Disk.FailAfter(-1)
	f.Disk = f.Disk.Reopen()
	f.Open()
	f.Get("/unlock").Fill("/unlock", "passphrase", alone.Passphrase)
	f.left(false, ids...)
}

func TestWhatIsOlderThanADayGoesOnceItWasSeen(t *testing.T) {
	f := kept(t)
	at, before, plan := f.put(journal.KindEntry, 10), f.put(journal.KindEntry, 11), f.put(journal.KindSafety, 400)
	f.Post("/draft", "draft", "journal/new", "text", "half a sentence")
	f.Get("/journal/" + before.String() + "/edit")
	for _, day := range []string{"", "2026-11-22", "soon", "2026-13-01"} {
		if f.Get(older).Fill(older, "day", day); f.Status != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", day, f.Status)
		}
	}
	f.Get(older).Fill(older, "day", "2026-11-11", "drafts", "yes")
	f.Says("This would go: 1 in all.", "Begun and not finished: 1")
	f.left(true, at, before)
	f.Fill(older, "passphrase", "not this one, no")
	f.left(true, at, before)
	f.Fill(older, "passphrase", alone.Passphrase)
	f.Says("It is erased.")
	f.left(true, at, plan).left(false, before)
	if n := len(f.Vault.Drafts()); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
	f.Get(older).Fill(older, "day", "2026-11-11")
	f.Says("As it is now, nothing would go.")
	f.Get(older).Fill(older, "day", "2026-11-21")
	f.Fill(older, "passphrase", alone.Passphrase)
	f.left(false, at)
}

func TestWordsThatWereBegunStayUnlessTicked(t *testing.T) {
	f := kept(t)
	f.put(journal.KindEntry, 11)
	f.Post("/draft", "draft", "journal/new", "text", "half a sentence")
	f.Get(older).Fill(older, "day", "2026-11-21")
	f.Fill(older, "passphrase", alone.Passphrase)
	f.Says("It is erased.")
	if n := len(f.Vault.Drafts()); n != 1 {
		t.Errorf("%d drafts are left, want 1", n)
	}
}

func TestEveryWayToEraseIsListedTogether(t *testing.T) {
	f := kept(t)
	f.Get("/mine/erase")
	for _, to := range []string{rhythm, older, "/mine/delete"} {
		if f.Page.First("a", "href="+to) == nil {
			t.Errorf("there is no way to %s", to)
		}
	}
	f.Says("gone from this device", "backups")
}
