// Package content holds the words and data that guidance shows: help numbers, sources and pages, each with where it came from and when it was read.
// It must never look at a clock, read anything but its own files, or present a number or a claim as checked when it was not.
//
// Everything is plain files next to this one, so that a person who is not a
// programmer can read and correct it: directory/*.json, sources/*.json,
// languages/*.json, pages/LANGUAGE/*.md and measures/LANGUAGE/*.json. On one's own machine all of them
// are in the program. The app for the browser brings only what must work at
// once, and is handed the rest by Load when it has come. The files are parsed
// on first use. A file of ours that does not parse stops the tests, so at run
// time it cannot happen.
package content

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"sync"
)

// ErrNotThePages is returned for bytes that are not the pages they were said to be.
var ErrNotThePages = errors.New("content: these are not the pages that were asked for")

// library is everything but the directory, as it is known now.
type library struct {
	files     map[string]string // as they came, by path: "pages/en/about.md"
	pages     map[string]Page   // by "LANGUAGE/ID"
	twins     map[string]Page   // those of them that are others without a baby or a pregnancy, see Page.Neutral
	measures  map[string]Questionnaire
	sources   parsedSources
	languages map[string]Language
	said      map[string]*said // by language
}

var shelf struct {
	sync.Mutex
	library *library
	whole   map[string]bool // languages whose pages are all here
}

// current is what can be read now. What it returns never changes.
func current() *library {
	shelf.Lock()
	defer shelf.Unlock()
	if shelf.library == nil {
		l, err := parseLibrary(embedded())
		if err != nil {
			panic("content: " + err.Error()) // embedded and tested, so it cannot happen
		}
		shelf.library = l
		shelf.whole = map[string]bool{}
		for lang := range l.languages {
			shelf.whole[lang] = everything
		}
	}
	return shelf.library
}

// Whole reports whether all pages of a language are here, or still have to be loaded.
func Whole(lang string) bool {
	current()
	shelf.Lock()
	defer shelf.Unlock()
	return shelf.whole[lang]
}

// Load takes what Pack gave for one language. The sum is the SHA-256 that it
// must have, in hexadecimal. When anything is wrong with the bytes, it gives
// an error, and what could be read before stays as it was. Loading twice is
// the same as loading once; it may be called from any goroutine.
func Load(lang string, raw []byte, sum string) error {
	if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != sum {
		return ErrNotThePages
	}
	var came map[string]string
	if err := json.Unmarshal(raw, &came); err != nil {
		return fmt.Errorf("content: %w", err)
	}
	current() // there is a library from here on
	shelf.Lock()
	defer shelf.Unlock()
	if shelf.whole[lang] {
		return nil
	}
	files := maps.Clone(shelf.library.files)
	maps.Copy(files, came)
	l, err := parseLibrary(files)
	if err != nil {
		return fmt.Errorf("content: %w", err)
	}
	if _, ok := l.languages[lang]; !ok {
		return ErrNotThePages
	}
	shelf.library, shelf.whole[lang] = l, true
	return nil
}

// Pack gives the pages of one language, as Load takes them, with whatever else
// comes in the same file. English brings every source; where another language
// is read, it has come as well. Two calls give the same bytes.
func Pack(lang string, more map[string]string) ([]byte, error) {
	out := maps.Clone(more)
	if out == nil {
		out = map[string]string{}
	}
	for path, text := range current().files {
		if strings.HasPrefix(path, "pages/"+lang+"/") || strings.HasPrefix(path, "measures/"+lang+"/") || strings.HasPrefix(path, "said/"+lang+"/") || path == "languages/"+lang+".json" ||
			lang == "en" && strings.HasPrefix(path, "sources/") {
			out[path] = text
		}
	}
	return json.Marshal(out) // in the order of the keys
}

func embedded() map[string]string {
	out := map[string]string{}
	for _, pattern := range []string{"pages/*/*.md", "sources/*.json", "languages/*.json", "said/*/*.json", "measures/*/*.json"} {
		names, _ := fs.Glob(files, pattern) // the only error is of a pattern
		for _, name := range names {
			raw, err := files.ReadFile(name)
			if err != nil {
				panic("content: " + err.Error()) // embedded, so it cannot happen
			}
			out[name] = string(raw)
		}
	}
	return out
}

func parseLibrary(files map[string]string) (*library, error) {
	l := &library{files: files}
	var err error
	if l.sources, err = parseSources(files); err != nil {
		return nil, err
	}
	if l.pages, l.twins, err = parsePages(files); err != nil {
		return nil, err
	}
	if l.said, err = parseSaid(files); err != nil {
		return nil, err
	}
	if l.measures, err = parseQuestionnaires(files); err != nil {
		return nil, err
	}
	l.languages, err = parseLanguages(files)
	return l, err
}
