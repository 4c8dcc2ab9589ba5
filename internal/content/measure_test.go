package content

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// Somebody compared these words with at least two copies of the form (docs/decisions/measures.md). Whoever changes one has to
// do that again, and write it down there.
var compared = map[string]string{
	"gad2":       "a3d94d93df0a3f57",
	"gad7":       "d1a4bb8bef3197be",
	"ons-lonely": "9c4566c24b2c73bf",
	"ons4":       "531a980bc4e5ee26",
	"pcl5":       "08547cd607b9d4c7",
	"pcptsd5":    "e082e7be462cfcb3",
	"pgs":        "0e1eae613eb337ca",
	"phq2":       "2a2fa84ed81e7f46",
	"phq9":       "05d4b50b2ffa21f0",
	"scssf":      "4ed10c26da8bcc21",
}

func TestTheWordsOfAQuestionnaireStayAsTheyWereCompared(t *testing.T) {
	found := 0
	for _, q := range Questionnaires("en") {
		found++
		var words strings.Builder
		for _, s := range append(append([]string{}, q.Instructions...), q.Stem) {
			words.WriteString(s + "\n")
		}
		for _, item := range q.Items {
			words.WriteString(item.Lead + "\n" + strings.Join(item.List, "\n") + "\n" + item.Text + "\n")
		}
		for _, o := range q.Options {
			words.WriteString(o.Label + "|" + o.Hint + "\n")
		}
		sum := sha256.Sum256([]byte(words.String()))
		if got := hex.EncodeToString(sum[:8]); got != compared[q.ID] {
			t.Errorf("the words of %s are not those that were compared: %s", q.ID, got)
		}
	}
	if found != len(compared) {
		t.Errorf("%d questionnaires, %d were compared", found, len(compared))
	}
}

func TestAQuestionnaireNamesItsSourcesAndItsNotice(t *testing.T) {
	for _, q := range Questionnaires("en") {
		for _, key := range q.Sources {
			if _, ok := SourceByKey(key); !ok {
				t.Errorf("%s rests on %s, which is no source", q.ID, key)
			}
		}
		if len(q.Sources) < 2 {
			t.Errorf("%s was compared with one copy only", q.ID)
		}
	}
	if q, ok := FindQuestionnaire("es", "phq9"); !ok || q.Lang != "en" {
		t.Error("where there is no translation by its authors, the form stands in English")
	}
	if _, ok := FindQuestionnaire("en", "epds"); ok {
		t.Error("its owner does not let anybody show it")
	}
}

const good = `{"id":"a","version":"1","lang":"en","name":"A","items":[{"text":"One"},{"text":"Two"}],"options":[{"value":0,"label":"No"},{"value":1,"label":"Yes"}],"pages":[1,1],"citation":"c","notice":"n","sources":["X"],"reviewed":"2026-11-21"}`

func TestAQuestionnaireThatIsNotWholeIsRefused(t *testing.T) {
	if _, err := parseQuestionnaire(good); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"id":"a"`, `"id":""`}, {`"version":"1"`, `"version":""`}, {`"citation":"c"`, `"citation":""`}, {`"notice":"n"`, `"notice":""`},
		{`"sources":["X"]`, `"sources":[]`}, {`2026-11-21`, `yesterday`}, {`"One"`, `""`}, {`"One"`, `" One"`}, {`"value":1`, `"value":0`},
		{`"label":"Yes"`, `"label":""`}, {`[1,1]`, `[1]`}, {`[1,1]`, `[2,1]`}, {`[1,1]`, `[0,2]`}, {`"pages"`, `"sheet":2,"pages"`},
		{`"name":"A"`, `"name":"A","score":1`}, {`{"value":0,"label":"No"},`, ``}, {`"items":[{"text":"One"},{"text":"Two"}],`, ``},
	} {
		raw := strings.Replace(good, change[0], change[1], 1)
		if q, err := parseQuestionnaire(raw); err == nil {
			t.Errorf("%s became %+v", raw, q)
		}
	}
	files := embedded()
	files["measures/en/phq9.json"] = strings.Replace(files["measures/en/phq9.json"], `"phq9"`, `"phq8"`, 1)
	if _, err := parseLibrary(files); err == nil {
		t.Error("a file that says it is another was taken")
	}
}

func FuzzQuestionnairesNeverBreakTheParser(f *testing.F) {
	f.Add(good)
	for _, seed := range []string{`{}`, `[`, `{"pages":[-1]}`, `{"sheet":-3}`, strings.Replace(good, "[1,1]", "[9223372036854775807,1]", 1)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := parseQuestionnaire(raw)
		if err != nil {
			return
		}
		n := 0
		for _, p := range q.Pages {
			n += p
		}
		if n != q.Count() || n == 0 || q.Notice == "" {
			t.Errorf("%q was taken: %+v", raw, q)
		}
	})
}
