package practices

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"snowdrop/internal/content"
)

func ptr(n int) *int { return &n }

func done(id string, before, after int) Result { return Result{id, ptr(before), ptr(after)} }

// made is a small catalogue, one of each sort.
var made = []Practice{
	{ID: "air", Minutes: 5, For: []string{"body", "sleep", "thoughts"}, Strong: true},
	{ID: "book", Minutes: 5, For: []string{"sleep", "thoughts"}, Written: true},
	{ID: "chair", Minutes: 3, For: []string{"away", "thoughts"}, Strong: true},
	{ID: "hill", Minutes: 5, For: []string{"sad", "numb"}, Moving: true},
	{ID: "hour", Minutes: 15, For: []string{"thoughts"}, Day: true},
	{ID: "long", Minutes: 6, For: []string{"angry", "body"}, Strong: true},
	{ID: "page", Minutes: 5, For: []string{"guilt", "sad"}, Written: true},
	{ID: "room", Minutes: 4, For: []string{"angry", "sad"}},
	{ID: "talk", Minutes: 5, For: []string{"guilt"}, Pro: true},
	{ID: "note", Minutes: 1, For: []string{"numb"}, Strong: true, Written: true},
	{ID: "tell", Minutes: 5, For: []string{"lonely"}, Written: true, Telling: true},
}

func TestOnePracticeIsChosenAndTheReasonsAreTrue(t *testing.T) {
	for name, c := range map[string]struct {
		said   Said
		before []Result
		id     string
		why    []string
	}{
		"what was said, never tried":                {Said{Nearest: "away", Distress: ptr(5), Hour: 12}, nil, "chair", []string{"away"}},
		"the best fit first":                        {Said{Nearest: "thoughts", Distress: ptr(5), Hour: 12}, nil, "hour", []string{"thoughts"}},
		"what helped before comes first":            {Said{Nearest: "thoughts", Distress: ptr(5), Hour: 12}, []Result{done("air", 8, 5)}, "air", []string{"thoughts", Helped}},
		"what helped more comes before":             {Said{Nearest: "thoughts", Distress: ptr(5), Hour: 12}, []Result{done("air", 8, 7), done("chair", 8, 4)}, "chair", []string{"thoughts", Helped}},
		"what helped, and is for something else":    {Said{Nearest: "away", Distress: ptr(5), Hour: 12}, []Result{done("air", 8, 2)}, "chair", []string{"away"}},
		"the last time counts":                      {Said{Nearest: "body", Distress: ptr(5), Hour: 12}, []Result{done("air", 5, 4), done("air", 5, 9)}, "air", []string{"body", Helped}},
		"something new before what changed nothing": {Said{Nearest: "thoughts", Distress: ptr(8), Hour: 12}, []Result{done("chair", 8, 8)}, "air", []string{"thoughts", Gentle}},
		"nothing said at all":                       {Said{Hour: 12}, nil, "air", []string{Easy}},
		"nothing said, something helped":            {Said{Hour: 12}, []Result{done("chair", 5, 3)}, "chair", []string{Helped}},
		"only how strong":                           {Said{Distress: ptr(3), Hour: 12}, nil, "air", []string{Many}},
		"very strong, and nothing easy is for it":   {Said{Nearest: "guilt", Distress: ptr(9), Hour: 12}, nil, "air", []string{Gentle}},
		"a word that nobody knows":                  {Said{Nearest: "cheese", Distress: ptr(3), Hour: 12}, nil, "air", []string{Many}},
	} {
		id, why := Choose(c.said, c.before, made)
		if diff := cmp.Diff(c.why, why); id != c.id || diff != "" {
			t.Errorf("%s: %s because %q, want %s because %q", name, id, why, c.id, c.why)
		}
	}
}

func find(t *testing.T, id string) Practice {
	t.Helper()
	for _, p := range made {
		if p.ID == id {
			return p
		}
	}
	t.Fatalf("no %s", id)
	return Practice{}
}

func TestEachRuleHoldsJustBelowAtAndAboveItsLimit(t *testing.T) {
	day := Said{Distress: ptr(5), Hour: 12, Moves: true, Later: true}
	with := func(change func(*Said)) Said { s := day; change(&s); return s }
	for name, c := range map[string]struct {
		id     string
		said   Said
		before []Result
		want   bool
	}{
		"at 7, nothing has to be easy":           {"room", with(func(s *Said) { s.Distress = ptr(7) }), nil, true},
		"at 8, it has to be easy":                {"room", with(func(s *Said) { s.Distress = ptr(8) }), nil, false},
		"at 9, it has to be easy":                {"room", with(func(s *Said) { s.Distress = ptr(9) }), nil, false},
		"not said counts as strong":              {"room", with(func(s *Said) { s.Distress = nil }), nil, false},
		"at 8, five minutes":                     {"air", with(func(s *Said) { s.Distress = ptr(8) }), nil, true},
		"at 8, six minutes":                      {"long", with(func(s *Said) { s.Distress = ptr(8) }), nil, false},
		"at 7, six minutes":                      {"long", with(func(s *Said) { s.Distress = ptr(7) }), nil, true},
		"at 7, writing":                          {"page", with(func(s *Said) { s.Distress, s.Nearest = ptr(7), "guilt" }), nil, true},
		"at 8, writing":                          {"page", with(func(s *Said) { s.Distress, s.Nearest = ptr(8), "guilt" }), nil, false},
		"at 8, writing that says it is easy":     {"note", with(func(s *Said) { s.Distress, s.Nearest = ptr(8), "numb" }), nil, false},
		"writing that nobody asked for":          {"page", day, nil, false},
		"writing that helped":                    {"page", day, []Result{done("page", 5, 4)}, true},
		"at 21 o'clock":                          {"hour", with(func(s *Said) { s.Hour = 21 }), nil, true},
		"at 22 o'clock":                          {"hour", with(func(s *Said) { s.Hour = 22 }), nil, false},
		"at 23 o'clock":                          {"hour", with(func(s *Said) { s.Hour = 23 }), nil, false},
		"at midnight":                            {"hour", with(func(s *Said) { s.Hour = 0 }), nil, false},
		"at 5 o'clock":                           {"hour", with(func(s *Said) { s.Hour = 5 }), nil, false},
		"at 6 o'clock":                           {"hour", with(func(s *Said) { s.Hour = 6 }), nil, true},
		"at 7 o'clock":                           {"hour", with(func(s *Said) { s.Hour = 7 }), nil, true},
		"what happened, four weeks later":        {"tell", with(func(s *Said) { s.Nearest = "lonely" }), nil, true},
		"what happened, earlier or not known":    {"tell", with(func(s *Said) { s.Nearest, s.Later = "lonely", false }), nil, false},
		"what happened, at 22 o'clock":           {"tell", with(func(s *Said) { s.Nearest, s.Hour = "lonely", 22 }), nil, false},
		"what happened, at 6 o'clock":            {"tell", with(func(s *Said) { s.Nearest, s.Hour = "lonely", 6 }), nil, true},
		"moving, with leave":                     {"hill", day, nil, true},
		"moving, without":                        {"hill", with(func(s *Said) { s.Moves = false }), nil, false},
		"moving, at 21 o'clock":                  {"hill", with(func(s *Said) { s.Hour = 21 }), nil, true},
		"moving, at 22 o'clock":                  {"hill", with(func(s *Said) { s.Hour = 22 }), nil, false},
		"moving, at 5 o'clock":                   {"hill", with(func(s *Said) { s.Hour = 5 }), nil, false},
		"only with somebody":                     {"talk", with(func(s *Said) { s.Nearest = "guilt" }), nil, false},
		"one less than before":                   {"air", day, []Result{done("air", 7, 6)}, true},
		"the same as before":                     {"air", day, []Result{done("air", 7, 7)}, true},
		"one more than before":                   {"air", day, []Result{done("air", 7, 8)}, false},
		"more, but it was opened again and less": {"air", day, []Result{done("air", 7, 6), done("air", 7, 8)}, true},
		"less, and then more":                    {"air", day, []Result{done("air", 7, 8), done("air", 7, 6)}, false},
		"more, and then only half was said":      {"air", day, []Result{{"air", ptr(7), nil}, done("air", 7, 8)}, false},
		"another one was more":                   {"air", day, []Result{done("chair", 7, 8)}, true},
		"it was done a moment ago":               {"air", with(func(s *Said) { s.Not = []string{"air"} }), nil, false},
	} {
		if got := Suggestable(find(t, c.id), c.said, c.before); got != c.want {
			t.Errorf("%s: %s is suggested: %v, want %v", name, c.id, got, c.want)
		}
	}
}

func TestEqualOnesAreToldApartByTheirNames(t *testing.T) {
	a, b := Practice{ID: "a", Minutes: 3, For: []string{"sad"}, Strong: true}, Practice{ID: "b", Minutes: 3, For: []string{"sad"}, Strong: true}
	for _, here := range [][]Practice{{a, b}, {b, a}} {
		if id, _ := Choose(Said{Nearest: "sad"}, nil, here); id != "a" {
			t.Errorf("%s: the order of the shelf decides", id)
		}
		if id, _ := Choose(Said{Nearest: "sad"}, nil, append([]Practice{{ID: "c", Minutes: 2, For: []string{"sad"}, Strong: true}}, here...)); id != "c" {
			t.Errorf("%s: the shorter one is not first", id)
		}
	}
}

// The walk of the two: breathing helped (8 to 5), the other one did not (7 to 8).
func TestAPracticeThatMadeItWorseIsNotOfferedAgain(t *testing.T) {
	before := []Result{done("muscles", 7, 8), done("breathing", 8, 5)}
	here := Here("en")
	for _, nearest := range append([]string{""}, content.PracticeFor...) {
		for distress := range 11 {
			for hour := range 24 {
				said := Said{Nearest: nearest, Distress: ptr(distress), Hour: hour, Moves: true, Later: true}
				id, _ := Choose(said, before, here)
				if id == "" || id == "muscles" {
					t.Fatalf("%+v gives %q", said, id)
				}
				worse := append([]Result{done(id, distress, distress+1)}, before...)
				if again, _ := Choose(said, worse, here); again == id { // what would be chosen, and made it worse
					t.Fatalf("%+v gives %q again", said, id)
				}
			}
		}
	}
	if id, why := Choose(Said{Nearest: "body", Distress: ptr(6), Hour: 14}, before, here); id != "breathing" || !slices.Contains(why, Helped) {
		t.Errorf("what helped is not first: %s because %q", id, why)
	}
}

func TestTheWholeCatalogueIsReadFromItsPages(t *testing.T) {
	here := Here("en")
	if len(here) < 14 {
		t.Fatalf("%d practices", len(here))
	}
	for _, nearest := range content.PracticeFor {
		if !slices.ContainsFunc(here, func(p Practice) bool { return slices.Contains(p.For, nearest) && !p.Pro && !p.Moving }) {
			t.Errorf("nothing is for %q", nearest)
		}
		// By day and when it is bearable, the answer is always one that fits.
		if _, why := Choose(Said{Nearest: nearest, Distress: ptr(6), Hour: 15}, nil, here); !slices.Contains(why, nearest) {
			t.Errorf("for %q there is one because %q", nearest, why)
		}
	}
	for _, p := range here {
		if p.Strong && (p.Written || p.Minutes > Short || p.Pro || p.Moving) {
			t.Errorf("%s says it is easy, and it is not: %+v", p.ID, p)
		}
	}
	if _, ok := Of(content.Page{ID: "about"}); ok {
		t.Error("a page is a practice")
	}
}

// At two in the morning, with nothing but what the app brings.
func TestWithTheTwoThatAreAlwaysHereThereIsAlwaysOne(t *testing.T) {
	var two []Practice
	for _, p := range Here("en") {
		if p.ID == "breathing" || p.ID == "grounding" {
			two = append(two, p)
		}
	}
	for _, nearest := range append([]string{""}, content.PracticeFor...) {
		for distress := range 11 {
			for _, before := range [][]Result{nil, {done("breathing", 5, 9)}, {done("grounding", 5, 9)}} {
				if id, why := Choose(Said{Nearest: nearest, Distress: ptr(distress), Hour: 2}, before, two); id == "" || len(why) == 0 {
					t.Errorf("%q at %d: %q because %q", nearest, distress, id, why)
				}
			}
		}
	}
}

func TestWhateverIsSaidTheChoiceIsHereAllowedAndExplained(t *testing.T) {
	words := append([]string{"", "unheard-of"}, content.PracticeFor...)
	scale := rapid.Custom(func(t *rapid.T) *int {
		if n := rapid.IntRange(-1, 10).Draw(t, "n"); n >= 0 {
			return &n
		}
		return nil
	})
	rapid.Check(t, func(t *rapid.T) {
		var here []Practice
		flag := rapid.Bool()
		for i := range rapid.IntRange(0, 8).Draw(t, "here") {
			here = append(here, Practice{
				ID: fmt.Sprint("p", i), Minutes: rapid.IntRange(1, 20).Draw(t, "minutes"),
				For:    rapid.SliceOfNDistinct(rapid.SampledFrom(content.PracticeFor), 1, 4, rapid.ID).Draw(t, "for"),
				Strong: flag.Draw(t, "strong"), Written: flag.Draw(t, "written"), Pro: flag.Draw(t, "pro"),
				Moving: flag.Draw(t, "moving"), Day: flag.Draw(t, "day"), Telling: flag.Draw(t, "telling"),
			})
		}
		var before []Result
		for range rapid.IntRange(0, 6).Draw(t, "before") {
			before = append(before, Result{fmt.Sprint("p", rapid.IntRange(0, 8).Draw(t, "which")), scale.Draw(t, "b"), scale.Draw(t, "a")})
		}
		said := Said{
			Nearest: rapid.SampledFrom(words).Draw(t, "nearest"), Distress: scale.Draw(t, "distress"),
			Hour: rapid.IntRange(0, 23).Draw(t, "hour"), Moves: flag.Draw(t, "moves"), Later: flag.Draw(t, "later"),
		}
		id, why := Choose(said, before, here)
		at := slices.IndexFunc(here, func(p Practice) bool { return p.ID == id })
		if at < 0 {
			if id != "" || slices.ContainsFunc(here, func(p Practice) bool { return Suggestable(p, said, before) }) {
				t.Fatalf("%q, and one could be suggested", id)
			}
			return
		}
		p := here[at]
		strong := said.Distress == nil || *said.Distress >= 8
		late := said.Hour >= 22 || said.Hour < 6
		worse := false
		for _, r := range before {
			if r.Which == id && r.Before != nil && r.After != nil {
				worse = *r.After > *r.Before
				break
			}
		}
		if p.Pro || p.Moving && !said.Moves || late && (p.Day || p.Telling || p.Moving) || p.Telling && !said.Later ||
			strong && (p.Written || !p.Strong || p.Minutes > 5) || worse {
			t.Fatalf("%+v is forbidden for %+v after %+v", p, said, before)
		}
		if len(why) == 0 {
			t.Fatal("no reason is said")
		}
		if again, _ := Choose(said, before, slices.Concat(here[at:], here[:at])); again != id {
			t.Fatalf("the order of the shelf decides: %s, %s", id, again)
		}
	})
}
