package text

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

// A Language is one that a person can choose. What stands here is in the language itself.
type Language struct {
	Lang, Name string
	Later      string // what is said while its words have not come
}

// Languages are those that a person can choose, English first.
var Languages = []Language{
	{Lang: "en", Name: "English"},
	{Lang: "es", Name: "Español", Later: "El español no ha llegado todavía. Llega cuando hay conexión. Hasta entonces las páginas están en inglés."},
}

// spoken are the languages that are here, by their tag.
var spoken struct {
	sync.Mutex
	words map[string]Words
}

// In gives the sentences of a language. In a browser those of most languages come apart (Load): ok says whether they have
// come. Where not, the sentences are English.
func In(lang string) (w Words, ok bool) {
	if lang == English.Lang {
		return English, true
	}
	spoken.Lock()
	defer spoken.Unlock()
	if w, ok = spoken.words[lang]; ok {
		return w, true
	}
	if say := mustRead(lang); len(say) > 0 {
		return keep(lang, say), true
	}
	return English, false
}

// keep is called with the lock held.
func keep(lang string, say map[string]string) Words {
	if spoken.words == nil {
		spoken.words = map[string]Words{}
	}
	w := Words{Lang: lang, say: say}
	spoken.words[lang] = w
	return w
}

// Guess picks a language by what a browser says it prefers, best first: "es-MX,es,en". It is "" where it names none of ours.
func Guess(preferred string) string {
	for _, tag := range strings.FieldsFunc(preferred, func(r rune) bool { return r == ',' || r == ' ' }) {
		tag, _, _ = strings.Cut(tag, ";")
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if Known(tag) {
			return tag
		}
	}
	return ""
}

// Known says whether a language is one that a person can choose.
func Known(lang string) bool {
	for _, l := range Languages {
		if l.Lang == lang {
			return true
		}
	}
	return false
}

// Pack gives the files of a language that come after the first page, by their paths, as Load takes them.
func Pack(lang string) (map[string]string, error) {
	names, err := fs.Glob(files, lang+"/*.txt")
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, name := range names {
		if !comes(name) {
			continue
		}
		file, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out["text/"+name] = string(file)
	}
	return out, nil
}

// Load takes the sentences of a language out of what came: files by their paths, as JSON. What else is in it is passed over.
// Who hands it over has looked at its sum. When anything is wrong, what could be said before stays as it was.
func Load(lang string, raw []byte) error {
	var came map[string]string
	if err := json.Unmarshal(raw, &came); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	all := map[string]string{}
	for path, file := range came {
		if !strings.HasPrefix(path, "text/"+lang+"/") {
			continue
		}
		if err := add(all, path, file); err != nil {
			return err
		}
	}
	if lang == English.Lang {
		later.Store(&all)
		return nil
	}
	if len(all) == 0 {
		return nil
	}
	spoken.Lock()
	defer spoken.Unlock()
	keep(lang, all)
	return nil
}
