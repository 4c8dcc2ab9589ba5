package recovery_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"snowdrop/internal/guidance/recovery"
)

func TestThreeTapsGiveAnAnswerAndNothingIsKept(t *testing.T) {
	p := newPerson(t)
	p.get("/body/weeks").is(http.StatusOK).says("Nothing of this is kept or sent", "Tell it once")
	p.post("/body/weeks", "far", "6to9", "what", "surgical", "since", "2").is(http.StatusOK)
	if got := p.section("flow"); !strings.Contains(got, "5 to 7 days") {
		t.Errorf("after a procedure it says %q", got)
	}
	p.says("About where today is", "Everyday questions")
	if len(p.vault.List()) > 0 || len(p.vault.Drafts()) > 0 {
		t.Error("something was kept")
	}
	p.get("/body/weeks").saysNot("5 to 7 days", " checked>")
}

func TestSomebodyWhoTapsNothingGetsTheWidestRanges(t *testing.T) {
	p := newPerson(t).post("/body/weeks").is(http.StatusOK).says("you see the widest ranges")
	if got := p.section("flow"); !strings.Contains(got, "several weeks") {
		t.Errorf("it says %q", got)
	}
	p.post("/body/weeks", "far", "nonsense", "what", "nonsense", "since", "nonsense").is(http.StatusOK).says("you see the widest ranges")
}

func TestItCanBeReadWhileLocked(t *testing.T) {
	p := newPerson(t)
	p.post("/body/story/new", "call", "name", "own_word", "Mia", "how_far", "under6", "management", "expectant")
	p.lock()
	p.get("/body/weeks").is(http.StatusOK).says("Unlock first").saysNot("Mia")
	p.post("/body/weeks", "what", "molar").is(http.StatusOK).saysNot("Mia")
	if got := p.section("tests"); !strings.Contains(got, "every 2 weeks") {
		t.Errorf("it says %q", got)
	}
	for _, address := range []string{"/body/weeks/all", "/body/weeks/flow", "/body/everyday"} {
		p.get(address).is(http.StatusOK).saysNot("Mia")
	}
}

func TestAllPagesCanBeReadWithoutTellingAnything(t *testing.T) {
	p := newPerson(t).get("/body/weeks/all").is(http.StatusOK)
	for _, topic := range recovery.Topics() {
		if p.page.First("section", "id=t-"+topic.ID) == nil {
			t.Errorf("%s is not there", topic.ID)
		}
	}
	for _, heading := range []string{"Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later", "After an ectopic pregnancy", "After a molar pregnancy"} {
		p.says(heading)
	}
	for _, topic := range recovery.Topics() {
		p.get("/body/weeks/" + topic.ID).is(http.StatusOK)
	}
	p.get("/body/weeks/nothing").is(http.StatusNotFound)
}

func TestEachAnswerLeadsToTheCheckAndToItsSources(t *testing.T) {
	p := newPerson(t).post("/body/weeks", "far", "10to13", "what", "medical", "since", "7")
	for _, id := range []string{"flow", "cramps", "back", "tests", "chest", "cycle", "energy", "floor"} {
		n := p.page.First("section", "id=t-"+id)
		if n == nil || n.First("a", "href=/check") == nil {
			t.Errorf("%s has no way to the check", id)
		}
	}
	p.says("Where this comes from", "Yeovil Hospital", "NICE NG126")
}

func TestThePictureIsAlsoWordsAndATable(t *testing.T) {
	p := newPerson(t).post("/body/weeks", "far", "6to9", "what", "expectant", "since", "2")
	picture := p.page.First("svg", "role=img")
	if picture == nil || picture.Attrs["aria-label"] == "" || p.page.First("ul", "id="+picture.Attrs["aria-describedby"]) == nil {
		t.Fatalf("the picture has no words: %+v", picture)
	}
	p.says("Bleeding: for many people, up to 2 weeks. Today is inside this.", "No period yet: for many people, up to 4 to 6 weeks. Today is well inside this.")
	if rows := p.page.First("table").All("tr"); len(rows) != 5 {
		t.Errorf("%d rows", len(rows))
	}
	p.says("after 3 weeks", "from 8 weeks on")
	p.post("/body/weeks", "far", "6to9", "what", "expectant", "since", "22").says("Today is outside this. If it is still so: Check your signs")
	p.post("/body/weeks", "far", "6to9", "what", "expectant").says("About where today is").saysNot(`class="here"`)
}

// TestNoPageCountsSizesOrHurries: nothing is a day to reach, and nothing is drawn of a child.
func TestNoPageCountsSizesOrHurries(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)<progress|<img|\blate\b for|overdue|day \d+ of|countdown|size of a|\b\d+ ?% |well done|keep going|due date`)
	p := newPerson(t)
	p.post("/body/story/new", "call", "baby", "how_far", "6to9", "management", "medical", "when", "day", "day", "2026-11-10")
	for _, address := range []string{"/body/weeks", "/body/weeks/all", "/body/everyday", "/body/story", "/body/story/new"} {
		if found := forbidden.FindString(p.get(address).raw); found != "" {
			t.Errorf("%s says %q", address, found)
		}
	}
}

func TestAnEctopicPregnancyHasItsOwnAnswersEverywhere(t *testing.T) {
	p := newPerson(t).post("/body/weeks", "what", "methotrexate", "since", "2").says("After an ectopic pregnancy").saysNot("About where today is")
	for id, want := range map[string]string{
		"painkillers": "No ibuprofen and no aspirin", "drinks": "No alcohol until your unit says so", "close": "No sex in the first week", "tests": "Your unit tests you",
		"flow": "We found no range that we trust",
	} {
		if got := p.section(id); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q", id, got, want)
		}
	}
}

func TestLeafletsThatDisagreeAreBothNamed(t *testing.T) {
	p := newPerson(t).get("/body/everyday")
	for id, want := range map[string][]string{
		"painkillers": {"ibuprofen as needed", "no ibuprofen and no aspirin", "Ask a pharmacist", "We give no doses"},
		"close":       {"2 to 3 weeks", "about 2 weeks", "a week after", "ask your unit"},
		"driving":     {"24 hours", "48 hours", "the longer one"},
		"leave":       {"not legal advice", "Not checked by us"},
	} {
		for _, w := range want {
			if got := p.section(id); !strings.Contains(got, w) {
				t.Errorf("%s does not say %q", id, w)
			}
		}
	}
	if dose := regexp.MustCompile(`\d ?(mg|tablets|micrograms)\b`).FindString(p.get("/body/weeks/all").raw); dose != "" {
		t.Errorf("a page gives a dose: %q", dose)
	}
}

func TestWhatToDoAboutBleedingAndPainIsNeverFoldedBesideTheRange(t *testing.T) {
	p := newPerson(t).post("/body/weeks", "far", "6to9", "what", "medical", "since", "2")
	for _, id := range []string{"flow", "cramps", "back"} {
		topic := p.page.First("section", "id=t-"+id)
		if topic == nil {
			t.Errorf("the range of %s does not stand open", id)
			continue
		}
		if topic.First("class=differ") == nil {
			t.Errorf("%s does not say what to do if it is different", id)
		}
		for _, fold := range topic.All("details") {
			if fold.First("class=differ") != nil {
				t.Errorf("%s folds away what to do if it is different", id)
			}
		}
	}
}
