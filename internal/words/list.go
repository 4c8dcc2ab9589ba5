package words

import (
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
)

// name is that of the list among the files that come after the first page.
const name = "words/eff_large_short.txt"

var (
	came atomic.Pointer[[]string] // the list, once it was asked for or has come
	held atomic.Bool              // by Hold
)

// Here says whether the list is here. In the app for the browser it comes after the first page, with the longer pages
// (docs/decisions/longer-pages-apart.md); in every other program it is from the start.
func Here() bool { return words() != nil }

// list holds the words in the order of the file, which is that of the alphabet.
func list() []string {
	if all := words(); all != nil {
		return all
	}
	panic("words: the list has not come")
}

func words() []string {
	if all := came.Load(); all != nil {
		return *all
	}
	if embedded == "" || held.Load() {
		return nil
	}
	all, _ := unpack(embedded)
	came.Store(&all)
	return all
}

// unpack reads eff_large.txt as it stands in fewer bytes: before the letters in which a word differs from the one before it
// stands how many letters of that one go, A for none and so on. It reports whether that gave as many words as there are, in order.
func unpack(short string) (all []string, ok bool) {
	all, word := make([]string, 0, count), ""
	for rest := strings.TrimSpace(short); rest != ""; {
		gone, end := int(rest[0]-'A'), 1
		for end < len(rest) && (rest[end] < 'A' || rest[end] > 'Z') {
			end++
		}
		if gone > len(word) || len(all) == count {
			return nil, false
		}
		word = word[:len(word)-gone] + rest[1:end]
		all, rest = append(all, word), rest[end:]
	}
	return all, len(all) == count && slices.IsSorted(all)
}

// Pack gives the list as the file that comes after the first page, by its path, as Load takes it.
func Pack() map[string]string { return map[string]string{name: embedded} }

// Load takes the list out of what came: files by their paths, as JSON. What else is in it is passed over. Who hands it over has
// looked at its sum. ErrNotHere: there is no such list in it, and what was here stays.
func Load(raw []byte) error {
	var from struct {
		Short string `json:"words/eff_large_short.txt"`
	}
	if err := json.Unmarshal(raw, &from); err != nil {
		return ErrNotHere
	}
	all, ok := unpack(from.Short)
	if !ok {
		return ErrNotHere
	}
	came.Store(&all)
	return nil
}

// Hold takes the list away until back is called or it comes, as in a browser where it has not come. For tests, one at a time.
func Hold() (back func()) {
	held.Store(true)
	came.Store(nil)
	return func() { held.Store(false) }
}
