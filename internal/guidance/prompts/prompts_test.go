package prompts

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/content"
	"snowdrop/internal/journal"
)

func all(t testing.TB) []Prompt {
	t.Helper()
	p, ok := content.PageByID("en", Page)
	if !ok {
		t.Fatal("the page of prompts is not there")
	}
	return Of(p)
}

func TestThereIsEnoughToWriteFromForEveryFeeling(t *testing.T) {
	every := all(t)
	if len(every) < 60 {
		t.Errorf("%d prompts, want 60 or more", len(every))
	}
	by, ids := map[byte]int{}, map[string]bool{}
	for _, p := range every {
		by[p.About()]++
		if ids[p.ID] {
			t.Errorf("%s is there twice", p.ID)
		}
		ids[p.ID] = true
		if n := len([]rune(p.Words)); n == 0 || n > journal.MaxAsked {
			t.Errorf("%s has %d characters, which an entry does not take", p.ID, n)
		}
	}
	for i := range len(Abouts) {
		if by[Abouts[i]] < 6 {
			t.Errorf("%d prompts about %c, want 6 or more", by[Abouts[i]], Abouts[i])
		}
	}
	for _, feeling := range journal.Feelings {
		if fits[feeling] == "" || strings.Contains(fits[feeling], string(rune(Partner))) {
			t.Errorf("%s fits %q", feeling, fits[feeling])
		}
	}
	for feeling := range fits {
		if !slices.Contains(journal.Feelings, feeling) {
			t.Errorf("%s is no feeling of a check-in", feeling)
		}
	}
}

// Every entry of every list of the page is a prompt: one that is not would be shown, and never chosen.
func TestEveryLineOfThePageIsAPrompt(t *testing.T) {
	p, _ := content.PageByID("en", Page)
	lines := 0
	for _, b := range p.Blocks {
		lines += len(b.Items)
	}
	if n := len(Of(p)); n != lines {
		t.Errorf("%d prompts of %d lines", n, lines)
	}
}

// What they may not presume: evidence.md 11.2.
func TestNoPromptPresumesWhoWasLostWhoIsThereOrWhatIsBelieved(t *testing.T) {
	for _, p := range all(t) {
		for _, word := range []string{"baby", "child", "mother", "mum", "husband", "wife", "partner", "boyfriend", "god", "pray", "heaven", "soul", "try again", "pregnan", "next time", "boy ", "girl "} {
			if strings.Contains(strings.ToLower(p.Words)+" ", word) {
				t.Errorf("%s says %q: %s", p.ID, word, p.Words)
			}
		}
	}
}

func feelings(t *rapid.T) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{"a-word-of-a-newer-list"}, journal.Feelings...)), 0, 4, rapid.ID).Draw(t, "said")
}

func TestNoneComesTwiceInAMonthUnlessAskedFor(t *testing.T) {
	every := all(t)
	rapid.Check(t, func(t *rapid.T) {
		seen, today := Seen{}, rapid.IntRange(0, 40000).Draw(t, "first")
		for range rapid.IntRange(1, 90).Draw(t, "times") {
			today += rapid.IntRange(0, 3).Draw(t, "later")
			said := feelings(t)
			p, ok := Choose(every, said, seen, today)
			if !ok {
				continue
			}
			if day, before := seen[p.ID]; before && today-day < 31 { // a month, whatever the limit says
				t.Fatalf("%s comes after %d days", p.ID, today-day)
			}
			if again, _ := Choose(every, said, seen, today); again != p {
				t.Fatalf("the same day gives %s and %s", p.ID, again.ID)
			}
			if p.About() == Partner {
				t.Fatalf("%s presumes someone close", p.ID)
			}
			if strings.IndexByte(open, p.About()) < 0 && Because(p, said) == "" {
				t.Fatalf("%s presumes a feeling, and %v was said", p.ID, said)
			}
			seen[p.ID] = today
		}
	})
}

func TestItFitsWhatWasSaidWhileOneDoes(t *testing.T) {
	every := all(t)
	rapid.Check(t, func(t *rapid.T) {
		seen, today, said := Seen{}, rapid.IntRange(0, 40000).Draw(t, "day"), feelings(t)
		for _, p := range every {
			if rapid.Bool().Draw(t, "seen") {
				seen[p.ID] = today - rapid.IntRange(0, 60).Draw(t, "ago")
			}
		}
		fit := only(every, func(p Prompt) bool {
			return p.About() != Partner && seen.rested(p.ID, today) && Because(p, said) != ""
		})
		p, ok := Choose(every, said, seen, today)
		if len(fit) > 0 && (!ok || Because(p, said) == "") {
			t.Fatalf("%v were said and %d fit, and it is %q", said, len(fit), p.ID)
		}
		if because := Because(p, said); ok && because != "" && !slices.Contains(said, because) {
			t.Fatalf("the reason %q was not said", because)
		}
	})
}

func TestEveryDayHasOneForSomeoneWhoTakesOneEachDay(t *testing.T) {
	every, seen := all(t), Seen{}
	for today := range 400 {
		p, ok := Choose(every, nil, seen, today)
		if !ok {
			t.Fatalf("none on day %d", today)
		}
		seen[p.ID] = today
	}
}

func TestAnotherIsAlwaysAnotherAndTheOneSeenLongestAgoWhereAllWere(t *testing.T) {
	every, seen, at := all(t), Seen{}, ""
	shown := map[string]bool{}
	for range every {
		p, ok := Another(every, []string{"guilty"}, seen, 100, at)
		if !ok || p.ID == at {
			t.Fatalf("after %q comes %q", at, p.ID)
		}
		if p.About() == Partner {
			t.Fatalf("%s presumes someone close", p.ID)
		}
		shown[p.ID], seen[p.ID], at = true, 100, p.ID
	}
	if want := len(only(every, func(p Prompt) bool { return p.About() != Partner })); len(shown) != want {
		t.Errorf("%d of %d were shown before one came again", len(shown), want)
	}
	seen["d3"] = 90
	if p, _ := Another(every, nil, seen, 100, "d4"); p.ID != "d3" {
		t.Errorf("%s comes again, d3 was seen longest ago", p.ID)
	}
	if _, ok := Another(every[:1], nil, seen, 100, every[0].ID); ok {
		t.Error("there is another where there is only one")
	}
}

func FuzzAnIDIsShortAndSaysWhatItIsAbout(f *testing.F) {
	for _, seed := range []string{"n1", "h12", "x1", "", "n", "n/1", "nn", "n12345"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if IsID(id) && (len(id) > 4 || !strings.Contains(Abouts, id[:1]) || strings.ContainsAny(id, "/.?#% ")) {
			t.Errorf("%q is taken for an id", id)
		}
	})
}
