package exercise

import (
	"reflect"
	"testing"

	"snowdrop/internal/journal"
)

func ptr[T any](v T) *T { return &v }

func TestAPlanForTheBodyIsHeldFromItsLimitOnAndNotBelow(t *testing.T) {
	bleeding, fever, pain := []string{"bleeding"}, []string{"fever"}, []string{"pain"}
	for _, c := range []struct {
		note             journal.CheckIn
		bath, walk, hike []string
	}{
		{journal.CheckIn{Bleeding: journal.BleedingNone}, nil, nil, nil},
		{journal.CheckIn{Bleeding: journal.BleedingSpotting}, nil, nil, bleeding},
		{journal.CheckIn{Bleeding: journal.BleedingLight}, nil, nil, bleeding},
		{journal.CheckIn{Bleeding: journal.BleedingPeriod}, bleeding, nil, bleeding},
		{journal.CheckIn{Bleeding: journal.BleedingHeavy}, bleeding, bleeding, bleeding},
		{journal.CheckIn{Pads: ptr(0)}, nil, nil, nil},
		{journal.CheckIn{Pads: ptr(1)}, nil, nil, bleeding},
		{journal.CheckIn{Pads: ptr(3)}, nil, nil, bleeding},
		{journal.CheckIn{Pads: ptr(4)}, bleeding, nil, bleeding},
		{journal.CheckIn{Pads: ptr(7)}, bleeding, nil, bleeding},
		{journal.CheckIn{Pads: ptr(8)}, bleeding, bleeding, bleeding},
		{journal.CheckIn{Clots: journal.ClotsNone}, nil, nil, nil},
		{journal.CheckIn{Clots: journal.ClotSmall}, nil, nil, bleeding},
		{journal.CheckIn{Clots: journal.ClotWalnut}, bleeding, bleeding, bleeding},
		{journal.CheckIn{Temperature: ptr(37.9), Unit: "C"}, nil, nil, nil},
		{journal.CheckIn{Temperature: ptr(38.0), Unit: "C"}, fever, fever, fever},
		{journal.CheckIn{Temperature: ptr(100.3), Unit: "F"}, nil, nil, nil},
		{journal.CheckIn{Temperature: ptr(100.4), Unit: "F"}, fever, fever, fever},
		{journal.CheckIn{Pain: ptr(4)}, nil, nil, nil},
		{journal.CheckIn{Pain: ptr(5)}, nil, nil, pain},
		{journal.CheckIn{Pain: ptr(6)}, nil, nil, pain},
		{journal.CheckIn{Pain: ptr(7)}, pain, pain, pain},
		{journal.CheckIn{Bleeding: journal.BleedingHeavy, Pain: ptr(9), Temperature: ptr(39.0), Unit: "C"},
			[]string{"bleeding", "fever", "pain"}, []string{"bleeding", "fever", "pain"}, []string{"bleeding", "fever", "pain"}},
	} {
		var b body
		b.add(c.note)
		if !b.known {
			t.Errorf("%+v counts as nothing noted", c.note)
		}
		for what, want := range map[string][]string{"bath": c.bath, "walk": c.walk, "hike": c.hike, "coffee": nil, "own": nil, "": nil} {
			if got := against(what, b); !reflect.DeepEqual(got, want) {
				t.Errorf("%s with %+v: %v, want %v", what, c.note, got, want)
			}
		}
	}
	for _, what := range []string{"bath", "walk", "hike"} {
		if got := against(what, body{concern: true}); !reflect.DeepEqual(got, []string{"check"}) {
			t.Errorf("%s while something asks for care: %v", what, got)
		}
	}
}

// Whatever is added, nothing that was held is let go.
func TestABetterNoteNeverTakesAWorseOneBack(t *testing.T) {
	notes := []journal.CheckIn{
		{Bleeding: journal.BleedingHeavy}, {Bleeding: journal.BleedingNone}, {Pain: ptr(8)}, {Pain: ptr(0)}, {Pads: ptr(9)}, {Pads: ptr(0)},
		{Temperature: ptr(39.0), Unit: "C"}, {Temperature: ptr(97.0), Unit: "F"}, {Clots: journal.ClotLarger}, {Clots: journal.ClotsNone}, {Note: "x"},
	}
	for _, first := range notes {
		for _, second := range notes {
			var one, both body
			one.add(first)
			both.add(first)
			both.add(second)
			for what := range limits {
				if len(against(what, both)) < len(against(what, one)) {
					t.Errorf("%s: %+v took %+v back", what, second, first)
				}
			}
		}
	}
}

func TestAFeelingAloneSaysNothingOfTheBody(t *testing.T) {
	var b body
	b.add(journal.CheckIn{Feelings: []string{"calm"}, Heaviness: ptr(1), Note: "all well"})
	if b.known {
		t.Error("words about the heart count as a note of the body")
	}
}
