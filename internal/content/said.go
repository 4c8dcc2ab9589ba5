package content

import (
	"encoding/json"
	"fmt"
	"strings"
)

// said are the sentences of guidance and of the directory that the program
// holds in English, in another language: said/LANGUAGE/*.json. Tests of the
// packages that hold the English ones hold that each of them is there.
type said struct {
	whole     map[string]string // a text as it stands
	sentences map[string]string // one sentence without its full stop
	patterns  []pattern
}

// pattern is a sentence with one number or one name in it, written #.
type pattern struct{ before, after, own string }

// Saying is one entry of such a file.
type Saying struct {
	ID  string `json:"id"` // of the rule, with a number where it has several rows
	En  string `json:"en"`
	Own string `json:"own"`
}

// InLanguage gives a text that the program holds in English in another
// language: whole, or sentence by sentence. What was never translated, as the
// words of a host, stays as it is.
func InLanguage(lang, text string) string {
	s := current().said[lang]
	if s == nil || text == "" {
		return text
	}
	if own, ok := s.whole[text]; ok {
		return own
	}
	sentences := strings.Split(strings.TrimSuffix(text, "."), ". ")
	for i, one := range sentences {
		sentences[i] = s.sentence(one)
	}
	return strings.Join(sentences, ". ") + text[len(strings.TrimSuffix(text, ".")):]
}

func (s *said) sentence(one string) string {
	if own, ok := s.sentences[one]; ok {
		return own
	}
	for _, p := range s.patterns {
		rest, before := strings.CutPrefix(one, p.before)
		if middle, after := strings.CutSuffix(rest, p.after); before && after {
			if strings.Trim(middle, "0123456789. CF()") == "" {
				middle = strings.ReplaceAll(middle, ".", ",") // it is a number
			}
			return strings.Replace(p.own, "#", middle, 1)
		}
	}
	return one
}

// Sayings are all entries of a language, in the order of its files.
func Sayings(lang string) []Saying {
	var out []Saying
	files := current().files
	for _, path := range below(files, "said/"+lang+"/") {
		some, err := readSayings(path, files[path])
		if err != nil {
			panic("content: " + err.Error()) // was read before, so it cannot happen
		}
		out = append(out, some...)
	}
	return out
}

func readSayings(path, file string) ([]Saying, error) {
	var some []Saying
	dec := json.NewDecoder(strings.NewReader(file))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&some); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, one := range some {
		if one.ID == "" || one.En == "" || one.Own == "" {
			return nil, fmt.Errorf("%s: %s: %q is said as %q", path, one.ID, one.En, one.Own)
		}
	}
	return some, nil
}

func parseSaid(files map[string]string) (map[string]*said, error) {
	all := map[string]*said{}
	for _, path := range below(files, "said/") {
		lang, _, ok := strings.Cut(strings.TrimPrefix(path, "said/"), "/")
		if !ok {
			return nil, fmt.Errorf("%s: stands in no language", path)
		}
		some, err := readSayings(path, files[path])
		if err != nil {
			return nil, err
		}
		if all[lang] == nil {
			all[lang] = &said{map[string]string{}, map[string]string{}, nil}
		}
		for _, one := range some {
			if err := all[lang].take(one); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", path, one.ID, err)
			}
		}
	}
	return all, nil
}

// take takes an entry in. One English text has one translation.
func (s *said) take(one Saying) error {
	if own, ok := s.whole[one.En]; ok && own != one.Own {
		return fmt.Errorf("%q is said in two ways", one.En)
	}
	s.whole[one.En] = one.Own
	en, own := strings.Split(strings.TrimSuffix(one.En, "."), ". "), strings.Split(strings.TrimSuffix(one.Own, "."), ". ")
	if len(en) != len(own) {
		return nil // only as a whole
	}
	for i := range en {
		if before, after, ok := strings.Cut(en[i], "#"); ok {
			s.patterns = append(s.patterns, pattern{before, after, own[i]})
			continue
		}
		s.sentences[en[i]] = own[i]
	}
	return nil
}
