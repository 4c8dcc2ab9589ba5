package content

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPracticeSaysOnlyWordsThatTheChoiceKnows(t *testing.T) {
	for value, want := range map[string][]string{
		"thoughts":                 {"thoughts"},
		"sleep thoughts timed day": {"sleep", "thoughts", "timed", "day"},
	} {
		p, err := parsePage("---\nid: a\npractice: " + value + "\n---\nWords. [D]")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, p.Practice); diff != "" {
			t.Error(diff)
		}
	}
	for _, value := range []string{"", "calmness", "Thoughts", "thoughts,body", "thoughts thoughts", "strong", "thoughts forever"} {
		if p, err := parsePage("---\nid: a\npractice: " + value + "\n---\nWords. [D]"); err == nil {
			t.Errorf("%q became %q", value, p.Practice)
		}
	}
}

// Both have to stay inside the app: someone who cannot breathe waits for no download.
func TestBeforeTheLongerPagesComeTwoPracticesAreHere(t *testing.T) {
	withOnly(t, first())
	var got []string
	for _, p := range Practices("en") {
		got = append(got, p.ID)
		if !slices.Contains(p.Practice, "strong") {
			t.Errorf("%s is no help when it is very strong", p.ID)
		}
	}
	if diff := cmp.Diff([]string{"breathing", "grounding"}, got); diff != "" {
		t.Error(diff)
	}
}

// One that is translated without its flags would be suggested where it is not safe.
func TestAPracticeIsForTheSameInEveryLanguage(t *testing.T) {
	english := map[string]Page{}
	for _, p := range Practices("en") {
		english[p.ID] = p
		if p.Minutes == 0 || p.Evidence == "" || p.Place != "calm" {
			t.Errorf("%s does not say how long it takes, how good the evidence is, or that it stands in calm", p.ID)
		}
	}
	for _, l := range Languages() {
		for _, p := range Pages(l.Lang) {
			e := english[p.ID]
			if diff := cmp.Diff(e.Practice, p.Practice); diff != "" || e.Practice != nil && e.Minutes != p.Minutes {
				t.Errorf("%s in %s is not for what it is in English, or for longer: %s", p.ID, l.Lang, diff)
			}
		}
	}
}

func TestAPracticeThatALanguageLacksIsTheEnglishOne(t *testing.T) {
	all := first()
	all["languages/fr.json"] = `{"lang":"fr","name":"français","state":"partial","missing":["breathing"]}`
	all["pages/fr/grounding.md"] = "---\nid: grounding\nlang: fr\ntitle: Autour\npractice: away\n---\nMots. [D]"
	withOnly(t, all)
	var got []string
	for _, p := range Practices("fr") {
		got = append(got, p.Lang+" "+p.ID)
	}
	if diff := cmp.Diff([]string{"en breathing", "fr grounding"}, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzFrontMatterNeverBreaksTheParser(f *testing.F) {
	for _, seed := range []string{
		"---\nid: a\nlang: en\ntitle: A\nsources: D\nminutes: 5\nplace: calm\npractice: thoughts sleep strong timed\n---\nWords. [D]",
		"---\npractice: \n---\n", "---\npractice: thoughts thoughts\n---\n", "---\npractice: pro\n---\n", "---\nminutes: -1\n---\n", "---\n---\n", "---\n: \n---\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, err := parsePage(raw)
		if err != nil {
			return
		}
		for _, word := range p.Practice {
			if !slices.Contains(PracticeFor, word) && !slices.Contains(PracticeFlags, word) {
				t.Errorf("%q is for %q", raw, word)
			}
		}
	})
}
