package bodylog_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/testkit/taken"
)

// take notes a medicine at a time of the day.
func (p *person) take(name, has, each, count, clock string) *person {
	p.t.Helper()
	return p.get("/body/medicines/new").fill("/body/medicines/new", "name", name, "has", has, "each", each, "count", count, "time", clock)
}

func TestTooMuchParacetamolIsSaidInTheWordsOfItsRule(t *testing.T) {
	p := newPerson(t)
	p.take("Paracetamol", "yes", "500", "4", "08:00")
	p.take("Paracetamol", "yes", "500", "4", "12:00").says("You noted 4000 mg.")
	if got := p.level(); got != "" {
		t.Fatalf("at the maximum: %q", got)
	}
	p.take("Co-codamol", "yes", "500", "0.002", "13:00").says("You noted 4001 mg.", "You took more medicine than is safe. You need treatment now, even if you feel well.")
	if got := p.level(); got != "emergency" {
		t.Errorf("a milligram over the maximum: %q", got)
	}
	if p.get("/body/medicines").level() != "emergency" {
		t.Error("the list of medicines keeps quiet about it")
	}
	p.now = p.now.Add(24 * time.Hour)
	p.get("/body/medicines").says("You took more medicine than is safe")
	p.now = p.now.Add(4 * 24 * time.Hour)
	if got := p.get("/body/medicines").level(); got != "" {
		t.Errorf("five days later: %q", got)
	}
}

func TestThePoisonLineIsThereForAMedicineAndForNothingElse(t *testing.T) {
	p := newPerson(t)
	p.country = "US"
	p.take("Paracetamol", "yes", "500", "9", "08:00").says("Poison Help")
	p = newPerson(t)
	p.country = "US"
	p.get("/body/log").fill("/body/log", "temperature", "38.4", "unit", "C").saysNot("Poison Help")
}

func TestAnUnknownAmountIsSaidToBeUnknown(t *testing.T) {
	p := newPerson(t)
	p.take("Night Nurse", "yes", "", "", "08:00").says("One medicine has some in it. How much is not known", "Paracetamol Not known").saysNot("0 mg")
	p.take("Something", "unsure", "", "", "09:00").says("One medicine may have some in it.")
	p.take("Something else", "", "", "", "10:00").says("2 medicines may have some in them.")
	p.take("Paracetamol", "yes", "500", "8", "11:00").says("You noted 4000 mg, and more on top that is not known.", "You took more medicine than is safe")
}

func TestANameKnownForParacetamolIsNotTakenForNone(t *testing.T) {
	p := newPerson(t)
	p.take("Lemsip Max", "no", "", "", "08:00").says("Medicines of this name often have paracetamol in them", "One medicine may have some in it.")
	p.take("Ibuprofen", "no", "", "", "09:00").saysNot("Medicines of this name")
}

func TestNoPageOfMedicinesAdvisesADoseOrCallsOneSafe(t *testing.T) {
	p := newPerson(t)
	pages := []string{}
	see := func() { pages = append(pages, strings.ToLower(p.words())) }
	p.get("/body/medicines/new")
	see()
	p.take("Paracetamol", "yes", "500", "2", "08:00")
	see()
	p.get("/body/medicines")
	see()
	for _, words := range pages {
		for _, advice := range []string{"you can take", "take another", "next dose", "every 4 hours", "hours between", "is safe to", "still take", "left to take", "remaining", "maximum", "mg more"} {
			if strings.Contains(words, advice) {
				t.Errorf("a page says %q: %s", advice, words)
			}
		}
	}
	p.says("This is not a sign that you may take more", "A pharmacist can tell you")
}

func TestWhatWasTakenBeforeIsOfferedAndFillsTheFormWithoutNamingItInTheAddress(t *testing.T) {
	p := newPerson(t)
	p.take("Made-up Forte", "yes", "325", "2", "08:00")
	p.get("/body/medicines/new")
	again := ""
	for _, a := range p.page.All("a") {
		if strings.Contains(a.Words(), "Made-up Forte") {
			again = a.Attrs["href"]
		}
	}
	if again == "" || strings.Contains(strings.ToLower(again), "forte") {
		t.Fatalf("offered at %q", again)
	}
	form := p.get(again).page.First("form", "action=/body/medicines/new").Fields()
	if form.Get("name") != "Made-up Forte" || form.Get("has") != "yes" || form.Get("each") != "650" || form.Get("count") != "1" || form.Get("time") != "14:05" {
		t.Errorf("the form has %v", form)
	}
}

func TestAMedicineThatCannotBeKeptComesBackWithEverythingInIt(t *testing.T) {
	for _, wrong := range [][]string{
		{"name", "", "Write which medicine it was"},
		{"each", "lots", "Type the mg in one as a number"},
		{"count", "some", "Type how many as a number"},
		{"time", "14:06", "This time has not come yet"},
		{"day", "", "Choose a day and a time"},
		{"each", "900000", "more paracetamol than can be right"},
	} {
		p := newPerson(t)
		p.get("/body/medicines/new").fill("/body/medicines/new", "name", "Panadol", "amount", "two", "count", "2", wrong[0], wrong[1])
		p.expect(http.StatusUnprocessableEntity).says(wrong[2])
		form := p.page.First("form", "action=/body/medicines/new").Fields()
		if form.Get("amount") != "two" || form.Get(wrong[0]) != wrong[1] {
			t.Errorf("%s: the form has %v", wrong[0], form)
		}
	}
}

func TestAMedicineCanBeChangedFoundAndTakenAlong(t *testing.T) {
	p := newPerson(t)
	p.take("Panadol", "yes", "500", "1", "08:00")
	id := strings.TrimPrefix(strings.Split(p.path, "?")[0], "/body/medicines/")
	edit := "/body/medicines/" + id + "/edit"
	p.get("/journal/"+id).says("Panadol", "500 mg")
	if p.page.First("a", "href="+edit) == nil {
		t.Fatal("the entry does not lead to its form")
	}
	p.get(edit).fill(edit, "amount", "one and a half", "each", "750").says("750 mg", "one and a half")
	p.get("/journal").fill("/journal/search", "q", "panad").says("Panadol, one and a half")
	p.raw = taken.As(t, p.app, "page")
	if !strings.Contains(p.raw, "Panadol") || !strings.Contains(p.raw, "750 mg") {
		t.Error("the page of everything leaves it out")
	}
	p.raw = taken.As(t, p.app, "data")
	if !strings.Contains(p.raw, `"kind":"medicine"`) || !strings.Contains(p.raw, `"paracetamol_mg":750`) {
		t.Error("the file of everything leaves it out")
	}
	p.get("/body/medicines/new?like=nonsense").expect(http.StatusOK)
	p.get("/body/medicines/nonsense").expect(http.StatusNotFound)
	p.get("/body/log/nonsense").expect(http.StatusNotFound)
}

// A page that came back with Back is sent again with another time: a second dose must not be lost.
func TestTheSameMedicineAtAnotherTimeIsASecondDose(t *testing.T) {
	p := newPerson(t)
	form := p.get("/body/medicines/new").page.First("form", "action=/body/medicines/new").Fields()
	for field, value := range map[string]string{"name": "Paracetamol", "has": "yes", "each": "500", "count": "4", "time": "09:00"} {
		form.Set(field, value)
	}
	p.do("POST", "/body/medicines/new", form).says("You noted 2000 mg.")
	p.now = p.now.Add(time.Minute)
	p.do("POST", "/body/medicines/new", form).says("You noted 2000 mg.") // its answer was lost: still one
	form.Set("time", "13:00")
	p.do("POST", "/body/medicines/new", form).says("13:00", "You noted 4000 mg.")
}
