package appointment_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
)

// visit notes an appointment and gives its address.
func (p *person) visit(pairs ...string) string {
	p.t.Helper()
	pairs = append([]string{"what", "Midwife Made-Up", "day", "2026-03-10", "time", "09:30"}, pairs...)
	p.get("/body/appointments/new").fill("/body/appointments/new", pairs...).expect(http.StatusOK).at("/body/appointments/")
	return strings.Split(p.path, "?")[0]
}

func TestACalendarLearnsNothingButTheNeutralWord(t *testing.T) {
	p := newPerson(t)
	at := p.visit("place", "Ward 7, Made-Up Hospital", "note", "a made-up note", "own", "Is it over?")
	p.says("Midwife Made-Up", "10 March 2026, 09:30", "A calendar is not sealed", "The calendar will show only this: Appointment 10 March 2026, 09:30")
	p.get(at + "/appointment.ics").expect(http.StatusOK)
	for _, secret := range []string{"Midwife", "Ward", "Hospital", "note", "over", "Snowdrop", "snowdrop", "ALARM"} {
		if page.Says(p.raw, secret) {
			t.Errorf("the calendar file says %q:\n%s", secret, p.raw)
		}
	}
	if !strings.Contains(p.raw, "SUMMARY:Appointment\r\n") || !strings.Contains(p.raw, "DTSTART:20260310T093000Z\r\n") {
		t.Errorf("the calendar file:\n%s", p.raw)
	}
	first := p.raw
	if again := p.get(at + "/appointment.ics").raw; again != first {
		t.Error("the same appointment twice is two events")
	}
	if id := at[strings.LastIndex(at, "/")+1:]; strings.Contains(first, id) {
		t.Error("the calendar learns the name of the record")
	}
}

func TestPlaceAndAlarmGoToTheCalendarOnlyWhenTicked(t *testing.T) {
	p := newPerson(t)
	at := p.visit("place", "Market Square 3", "show-place", "yes", "calendar", "Errand", "remind", "1440")
	p.says("The calendar will show only this: Errand 10 March 2026, 09:30 Market Square 3 One day before")
	p.get(at + "/appointment.ics")
	for _, want := range []string{"SUMMARY:Errand\r\n", "LOCATION:Market Square 3\r\n", "TRIGGER:-PT1440M\r\n"} {
		if !strings.Contains(p.raw, want) {
			t.Errorf("no %q in\n%s", want, p.raw)
		}
	}
	uid := p.raw[strings.Index(p.raw, "UID:"):][:36]
	p.get(at+"/edit").fill(at+"/edit", "time", "10:00")
	if p.get(at + "/appointment.ics"); !strings.Contains(p.raw, uid) || !strings.Contains(p.raw, "T100000Z") {
		t.Errorf("a changed appointment is another event, or has its old time:\n%s", p.raw)
	}
}

func TestAnAppointmentAfterTheClocksChangeIsAtItsOwnTime(t *testing.T) {
	summer := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)
	p := newPersonIn(t, func(at time.Time) time.Time {
		if at.Before(summer) {
			return at.In(time.FixedZone("", 60*60))
		}
		return at.In(time.FixedZone("", 2*60*60))
	})
	for day, want := range map[string]string{"2026-03-28": "20260328T083000Z", "2026-03-29": "20260329T073000Z", "2026-04-01": "20260401T073000Z"} {
		at := p.visit("day", day)
		p.says("09:30")
		if p.get(at + "/appointment.ics"); !strings.Contains(p.raw, "DTSTART:"+want) {
			t.Errorf("half past nine on %s: want %s in\n%s", day, want, p.raw)
		}
		if form := p.get(at+"/edit").page.First("form", "action="+at+"/edit").Fields(); form.Get("time") != "09:30" {
			t.Errorf("%s: the form says %v", day, form.Get("time"))
		}
	}
}

func TestAnAppointmentThatCannotBeKeptComesBackWithEverythingInIt(t *testing.T) {
	for field, want := range map[string]string{"what": "Write what it is", "day": "Choose a day and a time", "time": "Choose a day and a time"} {
		p := newPerson(t)
		p.get("/body/appointments/new").fill("/body/appointments/new", "what", "x", "place", "Somewhere", "day", "2026-03-10", "time", "09:30", "own", "One?\r\nTwo?", "remind", "60", field, "")
		p.expect(http.StatusUnprocessableEntity).says(want)
		form := p.page.First("form", "action=/body/appointments/new").Fields()
		if form.Get("place") != "Somewhere" || form.Get("own") != "One?\nTwo?" || form.Get("remind") != "60" {
			t.Errorf("%s: the form has %v", field, form)
		}
	}
}

func TestAppointmentsToComeStandFirst(t *testing.T) {
	p := newPerson(t)
	p.visit("what", "The later one", "day", "2026-04-01")
	p.visit("what", "The sooner one", "day", "2026-03-04", "time", "08:00") // this morning is still today
	p.visit("what", "The one before", "day", "2026-03-03")
	p.get("/body/appointments")
	words := p.words()
	sooner, later, before := strings.Index(words, "The sooner one"), strings.Index(words, "The later one"), strings.Index(words, "The one before")
	if sooner < 0 || sooner > later || later > strings.Index(words, "Before") || strings.Index(words, "Before") > before {
		t.Errorf("the list says %s", words)
	}
	p.get("/journal").says("The later one, 1 April 2026, 09:30")
	p.fill("/journal/search", "q", "sooner").says("The sooner one")
}

func TestQuestionsAreSuggestedWithTheirReasonAndNoneIsTickedForHer(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "temperature", "38.4", "unit", "C")
	p.get("/body/appointments/new").says("I had a temperature of 38 °C (100.4 °F) or more. Could it be an infection?", "Because you noted a temperature of 38.4 °C.", "CDC")
	if form := p.page.First("form", "action=/body/appointments/new").Fields(); len(form["ask"]) > 0 {
		t.Errorf("ticked for her: %v", form["ask"])
	}
	at := p.visit("ask", "fever", "own", "May I fly?")
	p.says("Could it be an infection?", "May I fly?")
	form := p.get(at+"/edit").page.First("form", "action="+at+"/edit").Fields()
	if form.Get("ask") != "fever" || form.Get("own") != "May I fly?" {
		t.Errorf("the form has %v", form)
	}
	p.get("/body/page?for=" + at[strings.LastIndex(at, "/")+1:]).says("Midwife Made-Up")
	form = p.page.First("form", "action=/body/page").Fields()
	if form.Get("ask") != "fever" || form.Get("own") != "May I fly?" {
		t.Errorf("the page does not bring the questions along: %v", form)
	}
}

func TestAnAppointmentIsNoReasonToWaitWithWhatIsUrgent(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "temperature", "38.4", "unit", "C")
	for _, path := range []string{"/body/appointments", "/body/appointments/new", "/body/page"} {
		p.get(path).says("Do not wait for an appointment with it.", "Your temperature is 38.0 C (100.4 F) or higher")
		if p.page.First("a", "href=/check") == nil || p.page.First("section", "role=alert") == nil {
			t.Errorf("%s does not show it, or not the check", path)
		}
	}
	p.visit() // and the appointment can be noted all the same
	p.now = p.now.AddDate(0, 0, 1)
	p.get("/body/appointments").saysNot("Do not wait")
}

func TestAnAddressThatIsNoAppointmentSaysSo(t *testing.T) {
	p := newPerson(t)
	for _, path := range []string{"/body/appointments/nonsense", "/body/appointments/nonsense/edit", "/body/appointments/nonsense/appointment.ics", "/body/page/nonsense"} {
		p.get(path).expect(http.StatusNotFound)
	}
	p.do("POST", "/body/page/nonsense", url.Values{"title": {"x"}}).expect(http.StatusNotFound)
}

func TestAVisitStaysAtItsTimeWhenItIsOpenedInAnotherTimeZone(t *testing.T) {
	offset := 60 * 60
	p := newPersonIn(t, func(at time.Time) time.Time { return at.In(time.FixedZone("", offset)) })
	at := p.visit("time", "15:00")
	starts := func(want string) {
		t.Helper()
		if p.get(at + "/appointment.ics"); !strings.Contains(p.raw, "DTSTART:"+want) {
			t.Errorf("want %s in\n%s", want, p.raw)
		}
	}
	starts("20260310T140000Z")
	p.get(at + "/edit").saysNot("stays on the clock")
	offset = -5 * 60 * 60
	p.get(at+"/edit").says("stays on the clock of where you noted it (UTC+01:00)").fill(at+"/edit", "note", "Ring the bell")
	starts("20260310T140000Z")
	p.get(at+"/edit").fill(at+"/edit", "time", "16:00")
	p.get(at).says("10 March 2026, 16:00")
	starts("20260310T150000Z")
	p.get(at+"/edit").fill(at+"/edit", "time", "").expect(http.StatusUnprocessableEntity).says("Choose a day and a time")
}

func TestOneFormSentAgainIsOneVisitAndAChangedOneHasAnEventOfItsOwn(t *testing.T) {
	p := newPerson(t)
	form := p.get("/body/appointments/new").page.First("form", "action=/body/appointments/new").Fields()
	for name, value := range map[string]string{"what": "Scan", "day": "2026-03-10", "time": "09:30"} {
		form.Set(name, value)
	}
	uid := func() string {
		p.t.Helper()
		p.get(strings.Split(p.path, "?")[0] + "/appointment.ics")
		_, rest, _ := strings.Cut(p.raw, "UID:")
		uid, _, _ := strings.Cut(rest, "\r\n")
		return uid
	}
	first := p.do("POST", "/body/appointments/new", form).at("/body/appointments/").path
	one := uid()
	if again := p.do("POST", "/body/appointments/new", form).path; again != first || uid() != one {
		t.Errorf("sent again it is another visit: %s, %s", first, again)
	}
	form.Set("what", "Blood test")
	if other := p.do("POST", "/body/appointments/new", form).path; other == first {
		t.Errorf("another visit is kept as the first")
	}
	if two := uid(); two == one || two == "" {
		t.Errorf("two visits are one event in the calendar: %q", two)
	}
}

func TestAQuestionThatWasTickedStaysWhenItIsNoLongerSuggested(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "temperature", "38.4", "unit", "C")
	p.get("/body/appointments/new").says("Could it be an infection?")
	form := p.page
	for _, h := range p.app.Vault.List(journal.KindCheckIn) {
		if err := p.app.Vault.Delete(t.Context(), h.ID); err != nil {
			t.Fatal(err)
		}
	}
	p.page = form
	p.fill("/body/appointments/new", "what", "", "day", "2026-03-10", "time", "09:30", "ask", "fever").expect(http.StatusUnprocessableEntity)
	p.fill("/body/appointments/new", "what", "Midwife").at("/body/appointments/").says("Could it be an infection?")
	p.get("/body/appointments/new").saysNot("Could it be an infection?")
}
