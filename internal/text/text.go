// Package text holds every sentence of the interface, per language. It must never hold guidance
// (that is content, with sources and dates), and never see what a person wrote.
//
// The sentences of a language are plain files, one for each place, key = sentence, so that a translator needs no Go.
// Tests in internal/ui and internal/app hold that every key asked for exists and none is left over.
package text

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Words are the sentences of one language.
type Words struct {
	Lang    string // BCP 47, for the lang attribute
	Neutral bool   // a sentence is said without a baby or a pregnancy in it, where it has such a twin: KEY.plain
	say     map[string]string
}

// English is the language that is always complete, once all of it has come.
var English = Words{Lang: "en", say: mustRead("en")}

// plain ends the key of a sentence that says the same without a baby or a pregnancy in it.
const plain = ".plain"

// Say gives the sentence for a key. Pairs fill its {names}: Say("saved.at", "time", "21:04").
// A key that does not exist gives the key itself in brackets, which tests look for. One that only English has, because the
// program is newer than the words that came, gives the English sentence.
func (w Words) Say(key string, pairs ...string) string {
	s, ok := "", false
	if w.Neutral {
		s, ok = w.find(key + plain)
	}
	if !ok {
		s, ok = w.find(key)
	}
	if !ok {
		return "[" + key + "]"
	}
	if len(pairs) == 0 {
		return s
	}
	replace := make([]string, len(pairs))
	for i := range pairs {
		replace[i] = pairs[i]
		if i%2 == 0 {
			replace[i] = "{" + pairs[i] + "}"
		}
	}
	return strings.NewReplacer(replace...).Replace(s)
}

// Has reports whether there is a sentence for a key.
func (w Words) Has(key string) bool {
	_, ok := w.find(key)
	return ok
}

// Own reports whether the language itself has a sentence for a key.
func (w Words) Own(key string) bool { _, ok := w.say[key]; return ok }

// Keys lists all keys, sorted.
func (w Words) Keys() []string { return slices.Sorted(maps.Keys(w.say)) }

// Parse reads "key = sentence" lines. Blank lines and lines that begin with # are passed over.
// It reports the first line that is neither, and a key that comes twice.
func Parse(file string) (map[string]string, error) {
	say := map[string]string{}
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, sentence, ok := strings.Cut(line, "=")
		key, sentence = strings.TrimSpace(key), strings.TrimSpace(sentence)
		if !ok || key == "" || sentence == "" {
			return nil, fmt.Errorf("text: line %d: want key = sentence, got %q", i+1, line)
		}
		if _, twice := say[key]; twice {
			return nil, fmt.Errorf("text: line %d: key %q comes twice", i+1, key)
		}
		say[key] = sentence
	}
	return say, nil
}

// read puts the files of one language together. A key stands once among all of them.
func read(lang string) (map[string]string, error) {
	names, err := fs.Glob(files, lang+"/*.txt")
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, name := range names {
		if err := addFile(all, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func addFile(all map[string]string, name string) error {
	file, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	return add(all, name, string(file))
}

// add puts the sentences of one file to those of the others.
func add(all map[string]string, name, file string) error {
	say, err := Parse(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for key, sentence := range say {
		if _, twice := all[key]; twice {
			return fmt.Errorf("text: %s: key %q is in another file too", name, key)
		}
		all[key] = sentence
	}
	return nil
}

func mustRead(lang string) map[string]string {
	say, err := read(lang)
	if err != nil {
		panic(err) // embedded and tested, so it cannot happen
	}
	return say
}
