package couple

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/content"
)

func all(t testing.TB) []Question {
	t.Helper()
	p, ok := content.PageByID("en", Page)
	if !ok {
		t.Fatal("the page of questions is not there")
	}
	return Of(p)
}

func TestThereIsEnoughToAskAboutEverythingThatMatters(t *testing.T) {
	every := all(t)
	by, ids := map[byte]int{}, map[string]bool{}
	for _, q := range every {
		by[q.About()]++
		if ids[q.ID] {
			t.Errorf("%s is there twice", q.ID)
		}
		ids[q.ID] = true
	}
	if n := len(every) - by[Later]; n < 24 {
		t.Errorf("%d questions, want 24 or more", n)
	}
	for i := range len(Abouts) {
		if by[Abouts[i]] < 3 {
			t.Errorf("%d questions about %c", by[Abouts[i]], Abouts[i])
		}
	}
}

// Every entry of every list of the page is a question: one that is not would be shown, and never chosen.
func TestEveryLineOfThePageIsAQuestion(t *testing.T) {
	p, _ := content.PageByID("en", Page)
	lines := 0
	for _, b := range p.Blocks {
		lines += len(b.Items)
	}
	if n := len(all(t)); n != lines {
		t.Errorf("%d questions of %d lines", n, lines)
	}
}

// Nobody is asked who did something wrong, and nobody is asked about another pregnancy but where they opened that part. What they
// may not presume: evidence.md 11.2.
func TestNoQuestionLooksForGuiltOrPresumes(t *testing.T) {
	presumes := regexp.MustCompile(`(?i)\b(fault|guilt\w*|blam\w*|wrong|sorry|forgive|regret|should|why|baby|child|mother|father|husband|wife|god|heaven|boy|girl|sex)\b`)
	again := regexp.MustCompile(`(?i)\b(again|try|next|pregnan\w*|hope|later|decide|future)\b`)
	for _, q := range all(t) {
		if found := presumes.FindString(q.Words); found != "" {
			t.Errorf("%s says %q: %s", q.ID, found, q.Words)
		}
		if found := again.FindString(q.Words); found != "" && q.About() != Later {
			t.Errorf("%s is not behind a choice and says %q: %s", q.ID, found, q.Words)
		}
	}
}

// An answer lies closed until the other one answers: no question may ask for what has to be seen by somebody today.
func TestNoQuestionAsksForASignOfTheBody(t *testing.T) {
	sign := regexp.MustCompile(`(?i)\b(worr\w*|bleed\w*|blood|fever|faint\w*|pain\w*|swollen|die|dying|safe)\b`)
	for _, q := range all(t) {
		if found := sign.FindString(q.Words); found != "" {
			t.Errorf("%s says %q: %s", q.ID, found, q.Words)
		}
	}
}

func TestNothingComesTwiceInAMonthByItself(t *testing.T) {
	every := all(t)
	rapid.Check(t, func(rt *rapid.T) {
		seen, last := Seen{}, map[string]int{}
		for today := range 100 {
			for _, q := range Suggest(every, seen, today, 3) {
				if q.About() == Later {
					rt.Fatalf("day %d: %s is about later", today, q.ID)
				}
				if before, was := last[q.ID]; was && today-before < Rest {
					rt.Fatalf("%s on day %d and on day %d", q.ID, before, today)
				}
				if rapid.Bool().Draw(rt, "taken") {
					seen[q.ID], last[q.ID] = today, today
				}
			}
			hour := rapid.IntRange(0, 23).Draw(rt, "hour")
			m, ok := Suggested(seen, today, hour)
			if !ok {
				continue
			}
			if before, was := last[m.ID]; was && today-before < Rest {
				rt.Fatalf("%s on day %d and on day %d", m.ID, before, today)
			}
			if hour < morning || hour >= night || m.Body || m.Evening && hour < evening {
				rt.Fatalf("%+v at %d", m, hour)
			}
			seen[m.ID], last[m.ID] = today, today
		}
	})
}

func TestWhatIsSuggestedIsGentleFirstAndAboutDifferentThings(t *testing.T) {
	for today := range 60 {
		some := Suggest(all(t), nil, today, 4)
		if len(some) != 4 {
			t.Fatalf("day %d: %v", today, some)
		}
		abouts := ""
		for i, q := range some {
			if i < 3 && !strings.ContainsRune(gentle, rune(q.About())) {
				t.Errorf("day %d: %s stands before gentle ones", today, q.ID)
			}
			if strings.IndexByte(abouts, q.About()) >= 0 {
				t.Errorf("day %d: two about %c", today, q.About())
			}
			abouts += string(rune(q.About()))
		}
	}
	if some := Suggest(all(t), Seen{}, 7, 100); len(some) != len(Abouts)-1 {
		t.Errorf("%d, want one about each thing but later", len(some))
	}
}

func TestEveryMomentHasItsPageAndSaysHowFarItIsShownToHelp(t *testing.T) {
	if len(Moments) < 8 {
		t.Errorf("%d moments, want 8 or more", len(Moments))
	}
	for _, m := range Moments {
		p, ok := content.PageByID("en", m.ID)
		if !ok || p.Evidence == "" || p.Minutes == 0 {
			t.Errorf("%s: %v, %q, %d minutes", m.ID, ok, p.Evidence, p.Minutes)
		}
	}
	if IsMoment("us-ways") || !IsMoment("us-walk") {
		t.Error("a page is taken for a moment, or a moment for none")
	}
}

func FuzzIsID(f *testing.F) {
	for _, seed := range []string{"u1", "n12", "", "u", "x1", "u-1", "u1/../x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if IsID(id) && strings.ContainsAny(id, "/.?#% ") {
			t.Errorf("%q", id)
		}
	})
}
