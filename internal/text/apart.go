package text

import (
	"slices"
	"strings"
	"sync/atomic"
)

// first are the files of English whose sentences are in the app for the browser from the start: files_apart.go embeds these.
var first = []string{"main", "check", "language", "heart", "body", "together", "calm", "safety", "read"}

// comes says whether a file of a language, "en/log.txt", comes after the first page.
func comes(name string) bool {
	lang, file, _ := strings.Cut(strings.TrimSuffix(name, ".txt"), "/")
	return lang != English.Lang || !slices.Contains(first, file)
}

// later are the English sentences that came after the first page.
var later atomic.Pointer[map[string]string]

// find gives the sentence for a key: of the language itself, or else the English one. Words of no language find nothing.
func (w Words) find(key string) (string, bool) {
	if s, ok := w.say[key]; ok || w.Lang == "" {
		return s, ok
	}
	if s, ok := English.say[key]; ok {
		return s, true
	}
	if all := later.Load(); all != nil {
		s, ok := (*all)[key]
		return s, ok
	}
	return "", false
}

// Hold takes the English sentences that come after the first page away until back is called, as in a browser where they have not
// come. For tests, one at a time.
func Hold() (back func()) {
	all, say := later.Swap(nil), English.say
	English.say = map[string]string{}
	for _, file := range first {
		if err := addFile(English.say, English.Lang+"/"+file+".txt"); err != nil {
			panic(err)
		}
	}
	return func() { later.Store(all); English.say = say }
}
