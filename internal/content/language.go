package content

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// A Language is one in which pages are written.
type Language struct {
	Lang  string `json:"lang"`  // BCP 47
	Name  string `json:"name"`  // in the language itself
	State string `json:"state"` // "complete", or "partial" with what is Missing
	// Missing are the ids of pages that are only there in English. A file
	// that says "*" means every page that is not there.
	Missing []string `json:"missing"`
}

// The States of a language.
const (
	Complete = "complete"
	Partial  = "partial"
)

// Languages returns every language, by its tag.
func Languages() []Language {
	l := current().languages
	out := make([]Language, 0, len(l))
	for _, lang := range l {
		lang.Missing = lang.missing()
		out = append(out, lang)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Lang < out[j].Lang })
	return out
}

func (l Language) missing() []string {
	if !slices.Equal(l.Missing, []string{"*"}) {
		return slices.Clone(l.Missing)
	}
	out := []string{}
	for _, p := range Pages("en") {
		if _, there := PageByID(l.Lang, p.ID); !there {
			out = append(out, p.ID)
		}
	}
	return out
}

// Find finds a page in a language, or in English where that language does not
// have it: then the page's Lang says so, and the reader is to be told.
func Find(lang, id string) (Page, bool) {
	if p, ok := PageByID(lang, id); ok {
		return p, true
	}
	return PageByID("en", id)
}

func parseLanguages(files map[string]string) (map[string]Language, error) {
	all := map[string]Language{}
	for _, path := range below(files, "languages/") {
		var l Language
		dec := json.NewDecoder(strings.NewReader(files[path]))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&l); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		switch {
		case "languages/"+l.Lang+".json" != path || l.Name == "":
			return nil, fmt.Errorf("%s: says it is %q, %q", path, l.Lang, l.Name)
		case l.State != Complete && l.State != Partial:
			return nil, fmt.Errorf("%s: unknown state %q", path, l.State)
		case (l.State == Complete) != (len(l.Missing) == 0):
			return nil, fmt.Errorf("%s: %s, with %d pages missing", path, l.State, len(l.Missing))
		}
		all[l.Lang] = l
	}
	return all, nil
}

// below are the paths of files in a folder, in order.
func below(files map[string]string, folder string) []string {
	var out []string
	for path := range files {
		if strings.HasPrefix(path, folder) {
			out = append(out, path)
		}
	}
	sort.Strings(out)
	return out
}
