package back

import (
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
)

func ptr[T any](v T) *T { return &v }

// pain is an entry so many days ago; a score below 0 is one that was not given.
func pain(day, score int) Entry {
	e := Entry{Day: day, Back: true}
	if score >= 0 {
		e.Score = &score
	}
	return e
}

func TestItAsksFromTheDayThatAWeekIsOver(t *testing.T) {
	for _, c := range []struct {
		day  int
		want Stage
	}{
		{0, NotYet}, {6, NotYet}, {7, OneWeek}, {8, OneWeek}, {13, OneWeek}, {14, TwoWeeks}, {15, TwoWeeks},
		{20, TwoWeeks}, {21, ThreeWeeks}, {22, ThreeWeeks}, {28, ThreeWeeks},
	} {
		if days, got := Episode([]Entry{pain(c.day, 4)}); got != c.want || days != c.day {
			t.Errorf("one entry %d days ago: stage %d since %d, want %d", c.day, got, days, c.want)
		}
	}
}

func TestPainAfterThreeWeeksSaysToCall(t *testing.T) {
	if _, stage := Episode([]Entry{pain(60, 5), pain(40, 5), pain(15, 5), pain(1, 2)}); stage != ThreeWeeks {
		t.Errorf("pain for two months: stage %d", stage)
	}
}

func TestAnEpisodeEndsAfterFourWeeksWithoutPain(t *testing.T) {
	for _, c := range []struct {
		name    string
		entries []Entry
		days    int
	}{
		{"nothing", nil, -1},
		{"the newest is four weeks old", []Entry{pain(28, 3)}, 28},
		{"and one day more", []Entry{pain(29, 3)}, -1},
		{"four weeks between two", []Entry{pain(30, 3), pain(2, 3)}, 30},
		{"and one day more", []Entry{pain(31, 3), pain(2, 3)}, 2},
	} {
		if days, _ := Episode(c.entries); days != c.days {
			t.Errorf("%s: since %d, want %d", c.name, days, c.days)
		}
	}
}

func TestOneGoodDayDoesNotPutOffTheCall(t *testing.T) {
	entries := []Entry{pain(22, 6), pain(10, 0), pain(1, 3)}
	if days, stage := Episode(entries); days != 22 || stage != ThreeWeeks {
		t.Errorf("since %d, stage %d", days, stage)
	}
}

func TestNothingIsAskedWhileTheNewestWordIsNoPain(t *testing.T) {
	if _, stage := Episode([]Entry{pain(22, 6), pain(1, 0)}); stage != NotYet {
		t.Errorf("gone since yesterday: stage %d", stage)
	}
	for _, day := range [][]Entry{{pain(1, 0), pain(1, 2)}, {pain(1, 2), pain(1, 0)}} {
		if _, stage := Episode(append(day, pain(22, 6))); stage != ThreeWeeks {
			t.Errorf("gone and back on one day: stage %d", stage)
		}
	}
}

func TestANumberThatWasNotGivenIsNoZero(t *testing.T) {
	if _, stage := Episode([]Entry{pain(21, -1)}); stage != ThreeWeeks {
		t.Errorf("stage %d", stage)
	}
}

func TestPainElsewhereIsNoBackPain(t *testing.T) {
	if days, stage := Episode([]Entry{{Day: 21, Score: ptr(5)}}); stage != NotYet || days != -1 {
		t.Errorf("since %d, stage %d", days, stage)
	}
}

func TestAClockThatWasSetBackEndsNothing(t *testing.T) {
	if _, stage := Episode([]Entry{pain(21, 5), pain(-3, 5)}); stage != ThreeWeeks {
		t.Errorf("stage %d", stage)
	}
}

func TestTheOrderOfEntriesDoesNotMatter(t *testing.T) {
	entries := []Entry{pain(40, 5), pain(25, 0), pain(22, 6), pain(9, -1), pain(1, 3), {Day: 3, Score: ptr(2)}}
	wantDays, want := Episode(entries)
	for range 50 {
		rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if days, stage := Episode(entries); days != wantDays || stage != want {
			t.Fatalf("%d, %d for %v", days, stage, entries)
		}
	}
}

func TestMorePainNeverAsksLater(t *testing.T) {
	for seed := range 200 {
		r := rand.New(rand.NewSource(int64(seed)))
		var entries []Entry
		for range r.Intn(8) {
			entries = append(entries, pain(r.Intn(60), r.Intn(11)))
		}
		_, before := Episode(entries)
		if _, after := Episode(append(entries, pain(r.Intn(60), 1+r.Intn(10)))); after < before {
			t.Fatalf("seed %d: %d, then %d", seed, before, after)
		}
	}
}

func TestWhatHelpedStandsBesideTheNumberBefore(t *testing.T) {
	helped := func(day, score int, what ...string) Entry {
		e := pain(day, score)
		e.Helped = what
		return e
	}
	got := Followed([]Entry{
		helped(20, 7, "heat"),           // nothing before it
		helped(19, 5, "heat", "moving"), // less
		helped(18, 5, "heat"),           // the same
		helped(17, 6, "moving"),         // more
		helped(13, 2, "heat"),           // too long after to set beside it
		helped(12, -1, "heat"),          // no number
		helped(10, 1, "a friend"),       // three days after the last number: less
	})
	want := []Relief{
		{Measure: "heat", Times: 5, Less: 1, Same: 1},
		{Measure: "moving", Times: 2, Less: 1, More: 1},
		{Measure: "a friend", Times: 1, Less: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func report(t *testing.T, values map[string]any) signs.Report {
	t.Helper()
	var r signs.Report
	for key, value := range values {
		if err := r.Set(key, value); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
	}
	return r
}

func TestEveryTickIsASignThatTheCheckActsOn(t *testing.T) {
	want := map[string]signs.Level{}
	for _, id := range []string{"numb", "water", "leak", "legs", "foot", "sudden", "chest", "bleeding", "shoulder"} {
		want[id] = signs.Emergency
	}
	for _, id := range Ticks {
		if len(ticks[id]) == 0 {
			t.Errorf("%s stands for nothing", id)
		}
		for _, regions := range [][]string{{"lower-back-left"}, nil} {
			a := signs.Check(report(t, Signs(regions, nil, []string{id})))
			if a.Level < signs.Urgent || a.Level < want[id] {
				t.Errorf("%s with places %v: %s", id, regions, a.Level)
			}
		}
	}
	if len(ticks) != len(Ticks) {
		t.Errorf("%d ticks, %d of them shown", len(ticks), len(Ticks))
	}
}

func TestEveryPlaceOfTheMapIsAPlaceOfTheCheckOrSaysNothing(t *testing.T) {
	silent := map[string]bool{"jaw": true, "shoulder-left": true, "shoulder-right": true, "arm-left": true, "arm-right": true}
	for _, r := range journal.BodyRegions {
		if _, known := sites[r.ID]; known == silent[r.ID] {
			t.Errorf("%s: known %v", r.ID, known)
		}
		report(t, Signs([]string{r.ID}, ptr(3), nil)) // an unknown place of the check would be kept and count as elsewhere
		for _, site := range sites[r.ID] {
			var probe signs.Report
			if err := probe.Set("pain_site", []string{site}); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		}
	}
	for id := range sites {
		if !journal.IsBodyRegion(id) {
			t.Errorf("%s is no place of the map", id)
		}
	}
}

func TestAnOrdinaryAcheKeepsNobodyFromWriting(t *testing.T) {
	for _, regions := range [][]string{{"lower-back-left", "lower-back-right"}, {"upper-back-left", "neck"}, {"tailbone"}, {"shoulder-left", "jaw"}, nil} {
		for score := range 7 {
			if a := signs.Check(report(t, Signs(regions, &score, nil))); a.Level >= signs.Soon {
				t.Errorf("%v at %d: %s %v", regions, score, a.Level, a.Reasons)
			}
		}
	}
}

func TestSeverePainInTheBackIsSeenToday(t *testing.T) {
	for score, want := range map[int]bool{6: false, 7: true, 8: true} {
		for _, regions := range [][]string{{"lower-back-right"}, {"middle-back"}, nil} {
			if got := signs.Check(report(t, Signs(regions, &score, nil))).Level >= signs.Urgent; got != want {
				t.Errorf("%v at %d: seen today %v", regions, score, got)
			}
		}
	}
}

func TestPainInBothLegsIsAnEmergency(t *testing.T) {
	for _, regions := range [][]string{{"back-thigh-left", "back-thigh-right"}, {"calf-left", "thigh-right"}, {"shin-left", "shin-right"}} {
		if a := signs.Check(report(t, Signs(regions, ptr(3), nil))); a.Level != signs.Emergency {
			t.Errorf("%v: %s", regions, a.Level)
		}
	}
}

func TestTheThreeQuestionsLeadToTheRulesOnBackPain(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []*int
		days    int
		want    signs.Level
	}{
		{"nothing is wrong in week one", []*int{ptr(0), ptr(0), ptr(0)}, 7, signs.Incomplete},
		{"more than a week ago", []*int{ptr(2), ptr(0), ptr(0)}, 7, signs.Urgent},
		{"some things", []*int{ptr(1), ptr(1), ptr(0)}, 7, signs.Soon},
		{"some nights", []*int{ptr(1), ptr(0), ptr(1)}, 7, signs.Soon},
		{"three weeks", []*int{ptr(1), ptr(0), ptr(0)}, 21, signs.Incomplete}, // the page says to call from this day on all the same
		{"more than three weeks", []*int{ptr(0), nil, nil}, 22, signs.Soon},
		{"nothing answered", nil, -1, signs.Incomplete},
	} {
		if a := signs.Check(report(t, SignsOfThree(c.answers, c.days))); a.Level != c.want {
			t.Errorf("%s: %s, want %s %v", c.name, a.Level, c.want, a.Reasons)
		}
	}
}
