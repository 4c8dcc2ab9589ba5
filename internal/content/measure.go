package content

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// A Questionnaire is the words of a measure of internal/guidance/measures, exactly as its authors wrote them, with the
// notice that lets us show them.
type Questionnaire struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Lang    string `json:"lang"`
	Name    string `json:"name"` // what its makers call it

	Instructions []string          `json:"instructions"` // said once, before the first item
	Stem         string            `json:"stem"`         // said on each page, before its items
	Options      []MeasureOption   `json:"options"`
	Items        []MeasureQuestion `json:"items"`
	// Sheet is the number of items where their words are not here: then the answers come from a sheet of paper.
	Sheet int   `json:"sheet"`
	Pages []int `json:"pages"` // how many items stand on each page

	Citation string   `json:"citation"`
	Notice   string   `json:"notice"`
	Sources  []string `json:"sources"`  // keys of SourceByKey: where the words were compared
	Reviewed string   `json:"reviewed"` // the day they were, 2006-01-02
}

// MeasureOption is one answer. Hint stands beside a bare number.
type MeasureOption struct {
	Value int    `json:"value"`
	Label string `json:"label"`
	Hint  string `json:"hint"`
}

// MeasureQuestion is one item. Lead and List belong to it and stand before it; Alone: the stem does not.
type MeasureQuestion struct {
	Lead  string   `json:"lead"`
	List  []string `json:"list"`
	Text  string   `json:"text"`
	Alone bool     `json:"alone"`
}

// Count is how many items it has.
func (q Questionnaire) Count() int { return max(len(q.Items), q.Sheet) }

// FindQuestionnaire finds the words of a measure in a language, or in English. A translation is a measure of its own, which
// its authors have to stand for: ours would not be one.
func FindQuestionnaire(lang, id string) (Questionnaire, bool) {
	all := current().measures
	for _, l := range []string{lang, "en"} {
		if q, ok := all[l+"/"+id]; ok {
			return q, true
		}
	}
	return Questionnaire{}, false
}

// Questionnaires returns all that are here in one language, in no order.
func Questionnaires(lang string) []Questionnaire {
	var out []Questionnaire
	for _, q := range current().measures {
		if q.Lang == lang {
			out = append(out, q)
		}
	}
	return out
}

func parseQuestionnaires(files map[string]string) (map[string]Questionnaire, error) {
	all := map[string]Questionnaire{}
	for _, path := range below(files, "measures/") {
		q, err := parseQuestionnaire(files[path])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if "measures/"+q.Lang+"/"+q.ID+".json" != path {
			return nil, fmt.Errorf("%s: says it is %s in %s", path, q.ID, q.Lang)
		}
		all[q.Lang+"/"+q.ID] = q
	}
	return all, nil
}

func parseQuestionnaire(raw string) (Questionnaire, error) {
	var q Questionnaire
	dec := json.NewDecoder(strings.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return q, err
	}
	_, err := time.Parse(time.DateOnly, q.Reviewed)
	switch {
	case q.ID == "" || q.Version == "" || q.Lang == "" || q.Name == "":
		return q, fmt.Errorf("it does not say what it is")
	case q.Citation == "" || q.Notice == "" || len(q.Sources) == 0 || err != nil:
		return q, fmt.Errorf("it does not say where its words are from, or why they may be shown")
	case q.Sheet < 0 || (q.Sheet > 0) == (len(q.Items) > 0):
		return q, fmt.Errorf("it has either items or a sheet")
	}
	return q, q.fits()
}

// fits says what is wrong with the items, their answers and their pages.
func (q Questionnaire) fits() error {
	values := map[int]bool{}
	for _, o := range q.Options {
		if o.Label == "" || values[o.Value] {
			return fmt.Errorf("answer %d is there twice, or says nothing", o.Value)
		}
		values[o.Value] = true
	}
	if len(q.Options) < 2 {
		return fmt.Errorf("a question has two answers or more")
	}
	for i, item := range q.Items {
		if strings.TrimSpace(item.Text) != item.Text || item.Text == "" {
			return fmt.Errorf("item %d says nothing, or has space around it", i+1)
		}
	}
	left := q.Count()
	for _, n := range q.Pages {
		if n < 1 || n > left {
			return fmt.Errorf("its pages do not hold its items")
		}
		left -= n
	}
	if left != 0 {
		return fmt.Errorf("its pages do not hold its items")
	}
	return nil
}
