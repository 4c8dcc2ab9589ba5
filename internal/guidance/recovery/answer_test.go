package recovery

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/signs"
)

// asked are the questions that everybody must find an answer to, whatever happened.
var asked = map[string]string{
	"bleeding": "flow", "cramps": "cramps", "back": "back", "pregnancy tests": "tests", "milk": "chest", "period and ovulation": "cycle",
	"energy": "energy", "pelvic floor": "floor", "checks": "visits", "sex": "close", "tampons": "pads", "baths": "baths", "swimming": "water", "work": "work",
	"leave": "leave", "exercise": "moving", "driving": "driving", "alcohol": "drinks", "travel": "travel", "painkillers": "painkillers", "contraception": "planning",
}

// everyFacts walks over every combination of what may be known.
func everyFacts(visit func(Facts)) {
	for b := range bands {
		for k := range kinds {
			for w := range ways {
				for _, country := range []string{"", "GB"} {
					visit(Facts{Band: b, Kind: k, Way: w, Country: country})
				}
			}
		}
	}
}

func (f Facts) String() string {
	return fmt.Sprintf("band %d kind %d way %d in %q", f.Band, f.Kind, f.Way, f.Country)
}

func TestWhateverHappenedEveryQuestionHasAnAnswerWithItsSources(t *testing.T) {
	known := map[string]bool{}
	for _, s := range content.Sources() {
		known[s.Key] = true
	}
	everyFacts(func(f Facts) {
		got := map[string]Answer{}
		for _, a := range Answers(f, "en") {
			got[a.Topic.ID] = a
			if len(a.First) != 1 || a.Title == "" || a.Reviewed == "" || a.NextReview == "" || len(a.Sources) == 0 {
				t.Fatalf("%v, %s: %+v", f, a.Topic.ID, a)
			}
			for _, key := range a.Sources {
				if !known[key] {
					t.Fatalf("%v, %s rests on %s, which nobody knows", f, a.Topic.ID, key)
				}
			}
		}
		for question, id := range asked {
			if _, ok := got[id]; !ok {
				t.Fatalf("%v: no answer about %s", f, question)
			}
		}
	})
}

// headings are what each section of each page is for: the page in words, the table in topics.go in people.
var headings = map[string][]string{
	"flow": {"After a procedure in the womb", "After tablets", "Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later",
		"When it passes by itself", "If you do not know how far along it was", "When it has not begun", "After an ectopic pregnancy",
		"After a molar pregnancy", "When there is still a heartbeat", different1},
	"cramps": {"After a procedure in the womb", "Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later", "After tablets",
		"If you do not know how far along it was", "When it has not begun", "After an ectopic pregnancy", "After a molar pregnancy",
		"When there is still a heartbeat", different1},
	"back": {"Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later", "For everybody else", different1},
	"tests": {"Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later", "After a procedure in the womb",
		"After tablets, or when it passed by itself", "If you do not know how far along it was", "When it has not begun",
		"After an ectopic pregnancy", "After a molar pregnancy", "When there is still a heartbeat", different1},
	"chest": {"Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later", "For everybody else", different1},
	"cycle": {"Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later", "If you do not know how far along it was",
		"When it has not begun", "After an ectopic pregnancy", "After a molar pregnancy", "When there is still a heartbeat", different1},
	"energy": {"Before 6 weeks", "6 to 9 weeks", "10 to 13 weeks", "14 weeks and later", "After an ectopic pregnancy", "For everybody else", different1},
	"floor":  {"Before 14 weeks", "14 weeks and later", "For everybody else", different1},
	"visits": {"When it passed by itself", "After tablets", "After a procedure in the womb", "14 weeks and later", "When it has not begun",
		"After an ectopic pregnancy", "After a molar pregnancy", "When there is still a heartbeat", "For everybody else", "After some weeks"},
	"kinds":  {"Complete", "Incomplete", "Missed, or silent", "If you do not know the kind"},
	"ways":   {"Waiting", "Tablets", "A procedure", "Birth", "If you do not know, or it was several"},
	"words":  {"In the UK", "In the US and Australia", "In other places"},
	"care-w": {"What may come", different1},
	"care-t": {"What to do", different1},
	"care-e": {"After the tube was removed", "After the tube was opened", "After methotrexate", "While it is being watched", "If you do not know how it was treated", different1},
	"care-m": {"What follows", different1},
	"care-l": {"What you may choose", different1},
	"close":  {"After methotrexate", "After a molar pregnancy", "When there is still a heartbeat", different1},
	"pads":   {different1}, "baths": {"After an operation", different1}, "water": {"After an operation"},
	"painkillers": {"After methotrexate", "When there is still a heartbeat", different1},
	"work": {"After a procedure in the womb", "After tablets, or when it passes by itself", "14 weeks and later", "After an ectopic pregnancy",
		"For everybody else", "Who has to know"},
	"leave":   {"Great Britain", "Northern Ireland", "New Zealand", "Australia", "India", "Philippines", "Germany", "Canada", "Other countries"},
	"moving":  {"14 weeks and later, or after an operation", "After an ectopic pregnancy", "When there is still a heartbeat", different1},
	"driving": {"If you may need an emergency room"}, "drinks": {"After methotrexate", different1},
	"travel":   {"After an operation", "After an ectopic pregnancy", different1},
	"planning": {"After methotrexate", "After a molar pregnancy", "When there is still a heartbeat"},
}

const different1 = "If it is different for you"

// TestEachSectionSpeaksToThoseOfItsHeading holds the pages and the table together: a section that is moved in one of them
// would speak to the wrong people.
func TestEachSectionSpeaksToThoseOfItsHeading(t *testing.T) {
	for _, topic := range Topics() {
		p, ok := content.PageByID("en", topic.Page())
		if !ok {
			t.Errorf("there is no page %s", topic.Page())
			continue
		}
		want := headings[topic.ID]
		parts := split(p)
		if len(parts) != len(want)+1 || len(topic.sections) != len(want) {
			t.Errorf("%s: %d sections on the page, %d in the table, %d here", topic.ID, len(parts)-1, len(topic.sections), len(want))
			continue
		}
		if len(parts[0].Blocks) == 0 {
			t.Errorf("%s begins with a heading", topic.ID)
		}
		for i, heading := range want {
			s := topic.sections[i]
			if parts[i+1].Heading != heading {
				t.Errorf("%s, section %d is %q on the page and %q here", topic.ID, i, parts[i+1].Heading, heading)
			}
			if len(parts[i+1].Blocks) == 0 || parts[i+1].Blocks[0].Kind == content.List && s.role != outside && s.role != always {
				t.Errorf("%s, %s: begins with no sentence", topic.ID, heading)
			}
			if got := speaksTo(s); !slices.Contains(got, heading) {
				t.Errorf("%s: %q speaks to %+v, which is one of %q", topic.ID, heading, s, got)
			}
		}
		delete(headings, topic.ID)
	}
	if len(headings) > 0 {
		t.Errorf("no topic for %v", headings)
	}
}

// speaksTo gives the headings that a section may have.
func speaksTo(s section) []string {
	switch {
	case s.role == outside:
		return []string{different1}
	case s.role == otherwise:
		return []string{"For everybody else", "If you do not know how far along it was", "If you do not know the kind", "If you do not know, or it was several",
			"If you do not know how it was treated", "In other places", "Other countries"}
	case s.role == always:
		return []string{"After some weeks", "What may come", "What to do", "What follows", "What you may choose", "After an operation", "Who has to know", "If you may need an emergency room"}
	case s.countries != "":
		return map[string][]string{
			"GB": {"In the UK", "Great Britain", "Northern Ireland"}, "US AU": {"In the US and Australia"}, "NZ": {"New Zealand"}, "AU": {"Australia"}, "IN": {"India"},
			"PH": {"Philippines"}, "DE": {"Germany"}, "CA": {"Canada"},
		}[s.countries]
	case s.kinds != 0:
		return map[set][]string{of(Complete): {"Complete"}, of(Incomplete): {"Incomplete"}, of(Missed): {"Missed, or silent"}}[s.kinds]
	case s.ways != 0:
		return map[set][]string{
			of(Surgical): {"After a procedure in the womb", "A procedure"}, of(Medical): {"After tablets", "Tablets"},
			of(Expectant): {"When it passes by itself", "When it passed by itself"}, of(Expectant, NotBegun): {"Waiting"}, of(Birth): {"Birth"},
			of(Medical, Expectant): {"After tablets, or when it passed by itself", "After tablets, or when it passes by itself"},
			of(Removed):            {"After the tube was removed"}, of(Opened): {"After the tube was opened"}, of(Methotrexate): {"After methotrexate"},
			of(Watched): {"While it is being watched"},
		}[s.ways]
	case s.bands != 0:
		return map[set][]string{
			of(Under6): {"Before 6 weeks"}, of(From6): {"6 to 9 weeks"}, of(From10): {"10 to 13 weeks"}, early: {"Before 14 weeks"},
			late: {"14 weeks and later", "14 weeks and later, or after an operation"},
		}[s.bands]
	}
	return map[set][]string{
		of(Late): {"14 weeks and later"}, of(Waiting): {"When it has not begun"}, of(EctopicBranch): {"After an ectopic pregnancy"},
		of(MolarBranch): {"After a molar pregnancy"}, of(ThreatenedBranch): {"When there is still a heartbeat"},
	}[s.branches]
}

func TestABandBeginsAtItsFirstWeekAndNotADayBefore(t *testing.T) {
	for weeks, want := range map[int]Band{0: Under6, 5: Under6, 6: From6, 7: From6, 9: From6, 10: From10, 11: From10, 13: From10, 14: From14, 15: From14, 23: From14, 24: From24, 25: From24, 42: From24} {
		if got := BandOf(weeks); got != want {
			t.Errorf("%d weeks: band %d, want %d", weeks, got, want)
		}
	}
}

// TestThePictureSaysWhatTheWordsSay: each limit of a range stands as a number in the section that it belongs to.
func TestThePictureSaysWhatTheWordsSay(t *testing.T) {
	ranges := 0
	for _, topic := range Topics() {
		p, _ := content.PageByID("en", topic.Page())
		parts := split(p)
		for i, s := range topic.sections {
			if s.usual[1] == 0 {
				continue
			}
			ranges++
			if topic.ask == 0 {
				t.Errorf("%s has a range and no day from which to ask", topic.ID)
			}
			var words strings.Builder
			for _, b := range parts[i+1].Blocks {
				words.WriteString(content.Plain(b.Spans) + " ")
			}
			for _, day := range []int{s.usual[0], s.usual[1], s.rare} {
				if day > 0 && !says(words.String(), day) {
					t.Errorf("%s: %q does not say day %d", topic.ID, words.String(), day)
				}
			}
		}
	}
	if ranges < 15 {
		t.Errorf("only %d ranges were looked at", ranges)
	}
}

// says finds a day written in days, weeks or months.
func says(words string, day int) bool {
	for unit, length := range map[string]int{"day": 1, "week": 7, "month": 30} {
		if day%length != 0 {
			continue
		}
		n := strconv.Itoa(day / length)
		for _, form := range []string{n + " " + unit, n + " to ", n + " or "} {
			if i := strings.Index(words, form); i >= 0 && strings.Contains(words[i:min(len(words), i+len(form)+12)], unit) {
				return true
			}
		}
	}
	return false
}

// TestWhatIsNotKnownNeverNarrowsARange: leaving an answer out gives at least all that any answer to it gives.
func TestWhatIsNotKnownNeverNarrowsARange(t *testing.T) {
	looked := 0
	everyFacts(func(f Facts) {
		for _, g := range []Facts{{0, f.Kind, f.Way, f.Since, f.Country}, {f.Band, 0, f.Way, f.Since, f.Country}, {f.Band, f.Kind, 0, f.Since, f.Country}, {Country: f.Country}} {
			if g.Branch() != Miscarriage {
				continue
			}
			wide := ranges(g)
			for id, r := range ranges(f) {
				w := wide[id]
				looked++
				if !w.Known || w.From > r.From || w.To < r.To || w.Rare < r.Rare {
					t.Fatalf("%s: %v gives %+v, and knowing less, %v, gives %+v", id, f, r, g, w)
				}
			}
		}
	})
	if looked < 1000 {
		t.Errorf("only %d ranges were looked at", looked)
	}
}

func ranges(f Facts) map[string]Range {
	out := map[string]Range{}
	for _, topic := range Topics() {
		if r := topic.reach(f, topic.lead(f)); r.Known {
			out[topic.ID] = r
		}
	}
	return out
}

func TestEctopicMolarWaitingAndThreatenedAreNeverShownTheRangesOfAnother(t *testing.T) {
	everyFacts(func(f Facts) {
		if b := f.Branch(); b != Miscarriage && b != Late && len(ranges(f)) > 0 {
			t.Fatalf("%v, branch %d: %v", f, b, ranges(f))
		}
	})
}

func TestEachBranchComesFirst(t *testing.T) {
	for first, f := range map[string]Facts{
		"care-e": {Kind: Ectopic, Band: From14, Way: NotBegun}, "care-m": {Kind: Molar, Way: NotBegun}, "care-t": {Kind: Threatened, Way: NotBegun},
		"care-w": {Kind: Missed, Way: NotBegun, Band: From14}, "care-l": {Band: From14, Kind: Missed, Way: Surgical}, "flow": {},
	} {
		if got := Answers(f, "en")[0].Topic.ID; got != first {
			t.Errorf("%v begins with %s, want %s", f, got, first)
		}
	}
	if (Facts{Way: Methotrexate}).Branch() != EctopicBranch {
		t.Error("methotrexate without a word of where it was is no ectopic pregnancy")
	}
}

func TestTheAnswerIsTheOneForThisPerson(t *testing.T) {
	for _, c := range []struct {
		id, begins string
		facts      Facts
	}{
		{"flow", "It is often much like a period", Facts{Band: Under6}},
		{"flow", "It is often heavier than a period for some", Facts{Band: From6, Way: Expectant}},
		{"flow", "It is mostly heavier than a period", Facts{Band: From10}},
		{"flow", "It is like after a birth", Facts{Band: From14, Way: Surgical}},
		{"flow", "It often lasts 5 to 7 days", Facts{Band: From10, Way: Surgical}},
		{"flow", "It mostly gets lighter over 2 weeks", Facts{Band: Under6, Way: Medical}},
		{"flow", "We cannot say for sure", Facts{Way: Surgical}},
		{"flow", "There may be no bleeding yet", Facts{Kind: Missed, Way: NotBegun}},
		{"cramps", "The pain is mostly over in 1 to 2 days", Facts{Band: From6, Way: Surgical}},
		{"tests", "Your unit tests you", Facts{Kind: Ectopic}},
		{"tests", "Your centre tests", Facts{Kind: Molar}},
		{"cycle", "Ask your centre", Facts{Kind: Molar}},
		{"painkillers", "No ibuprofen and no aspirin", Facts{Way: Methotrexate}},
		{"painkillers", "Most units say paracetamol", Facts{Band: From6}},
		{"close", "Wait until the bleeding has stopped and you", Facts{}},
		{"leave", "This is information", Facts{}},
		{"leave", "We have found nothing", Facts{Country: "FR"}},
		{"leave", "A law of 2025", Facts{Country: "GB"}},
		{"words", "The line is at 20 weeks", Facts{Band: From14, Country: "US"}},
		{"words", "Your own word is the right one", Facts{Band: From14}},
	} {
		topic, _ := TopicByID(c.id)
		a, ok := topic.Answer(c.facts, "en")
		if got := content.Plain(a.First[0].Spans); !ok || !strings.HasPrefix(got, c.begins) {
			t.Errorf("%s for %v: %q, want %q", c.id, c.facts, got, c.begins)
		}
	}
}

func TestTodayIsInsideBeforeOrAfterARange(t *testing.T) {
	r := Range{From: 14, To: 28, Rare: 42, Ask: 56, Known: true}
	day := func(n int) Days { return Days{n, n, true} }
	for _, c := range []struct {
		r    Range
		d    Days
		want Place
	}{
		{r, day(13), Before}, {r, day(14), Inside}, {r, day(28), Inside}, {r, day(29), Some}, {r, day(42), Some}, {r, day(43), After},
		{Range{To: 42, Rare: 60, Ask: 22, Known: true}, day(21), Inside}, {Range{To: 42, Rare: 60, Ask: 22, Known: true}, day(22), After},
		{r, Days{10, 20, true}, Inside}, {r, Days{10, 43, true}, After}, {r, Days{}, Nowhere}, {Range{}, day(3), Nowhere},
	} {
		if got := c.r.Where(c.d); got != c.want {
			t.Errorf("%+v on %+v: %d, want %d", c.r, c.d, got, c.want)
		}
	}
}

// TestTheCheckAgreesOnTheDayFromWhichToAsk: the page says to call where the check would.
func TestTheCheckAgreesOnTheDayFromWhichToAsk(t *testing.T) {
	for id, c := range map[string]struct {
		still map[string]any
		key   string
		per   float64
	}{
		"flow":   {map[string]any{"bleeding_pads_per_hour": 0.1, "bleeding_trend": "easing"}, "bleeding_days", 1},
		"cramps": {map[string]any{"pain_score_0_10": 3, "pain_site": []string{"lower_abdomen"}}, "pain_weeks", 7},
		"tests":  {map[string]any{"pregnancy_test": "positive"}, "positive_test_weeks", 7},
		"cycle":  {map[string]any{}, "period_absent_weeks", 7},
	} {
		topic, _ := TopicByID(id)
		for _, day := range []int{topic.ask, topic.ask - 1} {
			report := map[string]any{
				"faint": false, "breathless": false, "chest_pain": false, "confusion": false, "onset_sudden": false, "self_harm_thoughts": false,
				"bleeding_pads_per_hour": 0, "pain_score_0_10": 0, "temperature_c": 36.8, "discharge": "normal", "saddle_numbness": false,
				"bladder_retention": false, "something_seriously_wrong": false, "scan_confirmed_intrauterine": true, "gestation_weeks": 8,
				"management": "expectant", "days_since_loss": day,
			}
			for key, v := range c.still {
				report[key] = v
			}
			report[c.key] = float64(day) / c.per
			if got := check(t, report); (got == signs.SelfCare) != (day < topic.ask) {
				t.Errorf("%s on day %d: the check says %v", id, day, got)
			}
		}
	}
}

func TestAStoryBecomesFacts(t *testing.T) {
	for name, c := range map[string]struct {
		got, want Facts
	}{
		"nothing": {FactsOf(aStory(), noon), Facts{}},
		"the size on the scan comes before the dates": {
			FactsOf(aStory(func(s *story) { s.Weeks, s.ScanWeeks, s.HowFar = n(12), n(9), "14to23" }), noon), Facts{Band: From6},
		},
		"the dates come before the band": {FactsOf(aStory(func(s *story) { s.Weeks, s.HowFar = n(5), "14to23" }), noon), Facts{Band: Under6}},
		"late is from 14 weeks":          {FactsOf(aStory(func(s *story) { s.Type = "late" }), noon), Facts{Band: From14}},
		"a treatment counts only for an ectopic pregnancy": {
			FactsOf(aStory(func(s *story) { s.Type, s.Managed, s.Treatment = "missed", "medical", "opened" }), noon), Facts{Kind: Missed, Way: Medical},
		},
		"ectopic": {
			FactsOf(aStory(func(s *story) { s.Type, s.Managed, s.Treatment = "ectopic", "surgical", "opened" }), noon), Facts{Kind: Ectopic, Way: Opened},
		},
		"a day":         {FactsOf(aStory(func(s *story) { s.Day = "2026-11-18" }), noon), Facts{Since: Days{2, 2, true}}},
		"a month":       {FactsOf(aStory(func(s *story) { s.Month = "2026-10" }), noon), Facts{Since: Days{20, 50, true}}},
		"this month":    {FactsOf(aStory(func(s *story) { s.Month = "2026-11" }), noon), Facts{Since: Days{0, 19, true}}},
		"a day to come": {FactsOf(aStory(func(s *story) { s.Day = "2026-11-21" }), noon), Facts{}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", name, c.got, c.want)
		}
	}
	if got := FactsOf(aStory(func(s *story) { s.Day = "2026-11-19" }), time.Date(2026, 11, 20, 0, 5, 0, 0, time.UTC)); got.Since.To != 1 {
		t.Errorf("five minutes after midnight it is %d days", got.Since.To)
	}
}
