package ui

import (
	"os"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/text"
)

func TestEveryPlaceOfTheBodyIsDrawnOnceAndHasAName(t *testing.T) {
	style, err := os.ReadFile("../../web/style.css")
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, behind := range []bool{true, false} {
		for _, p := range pieces(behind) {
			shown = append(shown, p.region)
			i := slices.IndexFunc(journal.BodyRegions, func(r journal.BodyRegion) bool { return r.ID == p.region })
			if i < 0 || journal.BodyRegions[i].Back != behind {
				t.Errorf("%s is drawn and is no place of that side", p.region)
			}
		}
	}
	for _, r := range journal.BodyRegions {
		if n := len(slices.DeleteFunc(slices.Clone(shown), func(s string) bool { return s != r.ID })); n != 1 {
			t.Errorf("%s is drawn %d times", r.ID, n)
		}
		if !text.English.Has("region." + r.ID) {
			t.Errorf("%s has no name", r.ID)
		}
		if rule := `.bodymap:has([value="` + r.ID + `"]:checked) [data-region="` + r.ID + `"]`; !strings.Contains(string(style), rule) {
			t.Errorf("%s never lights up", r.ID)
		}
	}
}

func TestLeftOnTheDrawingIsThePersonsOwnLeft(t *testing.T) {
	side := func(behind bool, region string) (onTheRight bool) {
		for _, p := range pieces(behind) {
			if p.region == region {
				return p.turn == "" // drawn as it is: on the right of the page
			}
		}
		t.Fatalf("no %s", region)
		return false
	}
	if side(true, "calf-left") || !side(true, "calf-right") {
		t.Error("from behind, left is on the left")
	}
	if !side(false, "hip-left") || side(false, "hip-right") {
		t.Error("from the front, left is on the right")
	}
}

func TestPlacesOfANewerVersionKeepTheirNames(t *testing.T) {
	f := Frame{Words: text.English}
	got := strings.Join(RegionNames(f, []string{"elbow-left", "jaw", "calf-left"}), "; ")
	if got != "Left calf or heel; Face or jaw; elbow-left" {
		t.Error(got)
	}
}
