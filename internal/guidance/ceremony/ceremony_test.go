package ceremony

import (
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/content"
)

func parts(t *testing.T) []Part {
	t.Helper()
	p, ok := content.Find("en", Page)
	if !ok {
		t.Fatal("there is no page of parts")
	}
	return Of(p)
}

// each goes through every choice of the form.
func each(do func(where, who string, minutes int)) {
	for _, where := range Wheres {
		for _, who := range Whos {
			for _, minutes := range Minutes {
				do(where, who, minutes)
			}
		}
	}
}

func TestEveryEntryOfThePageIsAPartWithAllThatItSays(t *testing.T) {
	page, _ := content.Find("en", Page)
	entries := 0
	for _, b := range page.Blocks {
		entries += len(b.Items)
	}
	all, seen := parts(t), map[string]bool{}
	if len(all) != entries || len(all) < 25 {
		t.Fatalf("%d of %d entries are parts", len(all), entries)
	}
	for _, p := range all {
		if seen[p.ID] || p.Title == "" || p.How == "" || strings.HasPrefix(p.How, ":") {
			t.Errorf("%+v says nothing, or is there twice", p)
		}
		seen[p.ID] = true
	}
	order := -1
	for _, p := range all {
		at := strings.IndexByte(Sorts, p.Sort)
		if at < order {
			t.Errorf("%s is not in the order of a ceremony", p.ID)
		}
		order = at
	}
}

// What has to be taken care of never goes missing: in no proposed order, and with no part of it taken for another.
func TestNoProposedOrderMissesTheSafetyOfAnyPartInIt(t *testing.T) {
	all, met := parts(t), map[string]bool{}
	each(func(where, who string, minutes int) {
		var planned []Planned
		ids := Propose(all, where, who, minutes)
		for _, id := range ids {
			planned = append(planned, Planned{ID: id})
		}
		said := CareOf(all, where, planned)
		for _, id := range ids {
			p, _ := Find(all, id)
			for _, c := range p.Care {
				met[c] = true
				if !slices.Contains(said, c) {
					t.Errorf("%s, %s, %d minutes: %s needs %s, and that is not said", where, who, minutes, id, c)
				}
			}
		}
		if where == "ward" && !slices.Contains(said, Ward) {
			t.Errorf("%s, %d minutes in a ward: nothing is said of it", who, minutes)
		}
	})
	for _, c := range []string{Fire, Water, Sky} {
		if !met[c] {
			t.Errorf("no proposed order has anything of %s in it: this test proves little", c)
		}
	}
}

// What is known of each part by its name must stand in its entry too: somebody may write a new one and forget it.
func TestAPartWithFireOrWaterSaysSoInItsEntry(t *testing.T) {
	for word, care := range map[string]string{"candle": Fire, "river": Water, "lake": Water, "sea.": Water, "bulb": Ground, "plant something": Ground, "bubbles": Sky, "let a leaf": Sky} {
		found := false
		for _, p := range parts(t) {
			if strings.Contains(strings.ToLower(p.Title+" "+p.How+" "), word) {
				found = true
				if !slices.Contains(p.Care, care) {
					t.Errorf("%s speaks of %q and has no %s", p.ID, word, care)
				}
			}
		}
		if !found {
			t.Errorf("no part speaks of %q", word)
		}
	}
	for _, care := range Cares {
		p, ok := content.Find("en", CarePage(care))
		if lines := Lines(p); !ok || len(lines) < 3 {
			t.Errorf("%s has only %d lines", care, len(lines))
		}
	}
}

func TestNoFlameAndNoOpenWaterInAWardAndNoFlameForChildren(t *testing.T) {
	for _, p := range parts(t) {
		if p.Fits("ward", "alone") && (slices.Contains(p.Care, Fire) || slices.Contains(p.Care, Water)) {
			t.Errorf("%s is offered in a ward", p.ID)
		}
		if p.Fits("in", "family") && slices.Contains(p.Care, Fire) {
			t.Errorf("%s is offered with children", p.ID)
		}
	}
}

// The page on water says to go with somebody: so nobody who is alone is led there.
func TestNobodyAloneIsLedToOpenWater(t *testing.T) {
	for _, p := range parts(t) {
		for _, where := range Wheres {
			if p.Fits(where, "alone") && slices.Contains(p.Care, Water) {
				t.Errorf("%s is offered to somebody alone", p.ID)
			}
		}
	}
}

func TestAProposalFitsWhereItIsWhoIsThereAndHowLong(t *testing.T) {
	all := parts(t)
	each(func(where, who string, minutes int) {
		ids, sum, sorts := Propose(all, where, who, minutes), 0, ""
		for i, id := range ids {
			p, ok := Find(all, id)
			if !ok || !p.Fits(where, who) || slices.Contains(ids[:i], id) {
				t.Errorf("%s, %s, %d: %s does not fit, or is there twice", where, who, minutes, id)
			}
			if p.Sort == Prayer || p.ID == "name" && minutes == 10 {
				t.Errorf("%s, %s, %d: %s presumes a faith or a name", where, who, minutes, id)
			}
			sum, sorts = sum+p.Minutes, sorts+string(p.Sort)
		}
		if sum > minutes {
			t.Errorf("%s, %s: %d minutes have %d in them: %v", where, who, minutes, sum, ids)
		}
		for _, needed := range "owac" {
			if !strings.ContainsRune(sorts, needed) {
				t.Errorf("%s, %s, %d: nothing of %q in %v", where, who, minutes, needed, ids)
			}
		}
		for i := 1; i < len(sorts); i++ {
			if strings.IndexByte(Sorts, sorts[i]) < strings.IndexByte(Sorts, sorts[i-1]) {
				t.Errorf("%s, %s, %d: %v is in no order", where, who, minutes, ids)
			}
		}
		if slices.Contains(ids, "light-candle") && slices.Contains(ids, "light-lamp") {
			t.Errorf("%s, %s, %d: the same light twice", where, who, minutes)
		}
	})
	if Propose(all, "moon", "two", 10) != nil || Propose(all, "in", "two", 11) != nil {
		t.Error("something is proposed for what nobody can choose")
	}
}

func TestOfAPartThatIsNotKnownEverythingIsSaid(t *testing.T) {
	got := CareOf(parts(t), "in", []Planned{{ID: "of-a-newer-snowdrop"}})
	if !slices.Equal(got, []string{Fire, Water, Sky, Ground}) {
		t.Errorf("said is %v", got)
	}
	if got := CareOf(parts(t), "in", []Planned{{ID: "own", Own: true, Care: []string{Water}}, {ID: "silence"}}); !slices.Equal(got, []string{Water}) {
		t.Errorf("of her own part is said %v", got)
	}
	if got := CareOf(parts(t), "in", []Planned{{ID: "silence"}, {ID: "own", Own: true}}); got != nil {
		t.Errorf("of a silence is said %v", got)
	}
}

func TestMovingGoesOnePlaceAndNotPastTheEnds(t *testing.T) {
	for _, c := range []struct {
		at, by int
		want   string
	}{{0, 1, "bac"}, {2, -1, "acb"}, {0, -1, "abc"}, {2, 1, "abc"}, {7, -1, "abc"}, {-1, 1, "abc"}} {
		if got := strings.Join(Move([]string{"a", "b", "c"}, c.at, c.by), ""); got != c.want {
			t.Errorf("%d by %d gives %s, want %s", c.at, c.by, got, c.want)
		}
	}
}

// FuzzPart: an address is a part or none, and nothing else happens.
func FuzzPart(f *testing.F) {
	for _, seed := range []string{"/remember/parts/light-candle.a.i.12o.4.f", "/remember/parts/a.z.iow.12fo.0.0", "/remember/parts/......", "/remember/parts/x.a.i.1.-4.q", "/read/x", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, link string) {
		if p, ok := parse(link); ok && (p.ID == "" || p.Minutes < 0 || slices.Contains(p.Care, "")) {
			t.Errorf("%q is %+v", link, p)
		}
	})
}
