package suggest

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// many are offers in three groups, two weights each.
func many() []Offer {
	var all []Offer
	for _, group := range []string{"body", "heart", "waiting"} {
		for i := range 4 {
			all = append(all, Offer{ID: fmt.Sprintf("%s.%d", group, i), Group: group, Weight: 1 + i%2})
		}
	}
	return all
}

func TestTheMostFittingOfEachGroupIsOffered(t *testing.T) {
	offers := []Offer{
		{ID: "a", Group: "body", Weight: 1}, {ID: "b", Group: "body", Weight: 2}, {ID: "c", Group: "heart", Weight: 3},
		{ID: "d", Group: "heart", Weight: 1}, {ID: "e", Group: "waiting", Weight: 1},
	}
	if got := Pick(offers, History{}, 100); !slices.Equal(got, []string{"c", "b", "e"}) {
		t.Errorf("got %v", got)
	}
	if got := Pick(nil, History{}, 100); len(got) != 0 {
		t.Errorf("of nothing came %v", got)
	}
}

func TestTheSameDayAndHistoryGiveTheSame(t *testing.T) {
	offers := many()
	first := Pick(offers, History{}, 100)
	slices.Reverse(offers)
	if got := Pick(offers, History{}.After(first, 100), 100); !slices.Equal(got, first) {
		t.Errorf("looking again gave %v after %v", got, first)
	}
}

func TestWhatWasPutAwayTodayComesBackTomorrowAndNothingTakesItsPlace(t *testing.T) {
	offers := many()
	h := History{Away: map[string]int{}}
	first := Pick(offers, h, 100)
	h.Away[first[0]] = 100
	h = h.After(nil, 100)
	got := Pick(offers, h, 100)
	if len(got) != 2 || slices.Contains(got, first[0]) {
		t.Errorf("of %v one was put away, and now it is %v", first, got)
	}
	h.Away[first[1]], h.Away[first[2]] = 100, 100
	if got := Pick(offers, h, 100); len(got) != 0 {
		t.Errorf("all were put away, and %v came", got)
	}
	if got := Pick(offers, h.After(nil, 101), 101); len(got) != 3 {
		t.Errorf("the day after it is %v", got)
	}
	h = History{Away: map[string]int{"heart.1": 100}}
	if got := Pick([]Offer{{ID: "heart.1", Group: "heart", Weight: 1}}, h, 101); !slices.Equal(got, []string{"heart.1"}) {
		t.Errorf("it did not come back: %v", got)
	}
}

func TestWhatWasPutAwayForGoodIsNeverOfferedAgain(t *testing.T) {
	h := History{Never: map[string]bool{"heart.1": true, "body.3": true}}
	for day := range 100 {
		shown := Pick(many(), h, day+1)
		if slices.Contains(shown, "heart.1") || slices.Contains(shown, "body.3") {
			t.Fatalf("day %d: %v", day, shown)
		}
		h = h.After(shown, day+1)
	}
}

func TestWhatWasShownOrDoneLatelyStepsBack(t *testing.T) {
	offers := []Offer{{ID: "a", Group: "heart", Weight: 2}, {ID: "b", Group: "heart", Weight: 1}}
	h := History{Shown: map[string][]int{"a": {97, 98, 99}}}
	if got := Pick(offers, h, 100); !slices.Equal(got, []string{"b"}) {
		t.Errorf("shown for three days, it is %v", got)
	}
	offers[0].Done = 99
	if got := Pick(offers, History{}, 100); !slices.Equal(got, []string{"b"}) {
		t.Errorf("done yesterday, it is %v", got)
	}
	if got := Pick(offers, History{}, 110); !slices.Equal(got, []string{"a"}) {
		t.Errorf("done long ago, it is %v", got)
	}
}

func TestNoThreeAreTheSameForAWeek(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var offers []Offer
		for i := range rapid.IntRange(1, 9).Draw(t, "n") {
			offers = append(offers, Offer{
				ID: fmt.Sprint("o", i), Group: rapid.SampledFrom([]string{"body", "heart", "waiting"}).Draw(t, "group"), Weight: rapid.IntRange(-1, 9).Draw(t, "weight"),
			})
		}
		h, alike, last := History{}, 0, ""
		for day := 1000; day < 1021; day++ {
			ids := Pick(offers, h, day)
			groups := map[string]bool{}
			for _, id := range ids {
				groups[offers[slices.IndexFunc(offers, func(o Offer) bool { return o.ID == id })].Group] = true
			}
			if len(ids) > Most || len(groups) != len(ids) {
				t.Fatalf("day %d: %v", day, ids)
			}
			if again := Pick(offers, h.After(ids, day), day); !slices.Equal(again, ids) {
				t.Fatalf("looking again at day %d gave %v after %v", day, again, ids)
			}
			h = h.After(ids, day)
			sorted := fmt.Sprint(slices.Sorted(slices.Values(ids)))
			if alike++; sorted != last || len(ids) == 0 {
				alike, last = 1, sorted
			}
			if alike == 7 {
				t.Fatalf("day %d: %v again, for %d days", day, ids, alike)
			}
		}
	})
}

func TestWhatLeadsToSomebodyWhoCanHelpDoesNotStepBack(t *testing.T) {
	offers := append(many(), Offer{ID: "fits", Group: "heart", Weight: 3}, Offer{ID: "safe", Group: "heart", Weight: 3, Stays: true})
	h := History{}
	for day := 100; day < 130; day++ {
		ids := Pick(offers, h, day)
		if len(ids) == 0 || ids[0] != "safe" {
			t.Fatalf("day %d: %v", day, ids)
		}
		h = h.After(ids, day)
	}
	h.Away = map[string]int{"safe": 130}
	if ids := Pick(offers, h, 130); slices.Contains(ids, "safe") {
		t.Errorf("put away by her who decides, it is still there: %v", ids)
	}
}

func TestWhatIsRememberedStaysSmall(t *testing.T) {
	h := History{Away: map[string]int{"x": 3}}
	for day := range 400 {
		h = h.After(Pick(many(), h, day), day)
	}
	n := 0
	for _, days := range h.Shown {
		n += len(days)
	}
	if n > Most*(look+1) || len(h.Away) > 0 {
		t.Errorf("after a year %d showings and %d put away are remembered", n, len(h.Away))
	}
}
