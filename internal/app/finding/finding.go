// Package finding looks for words among everything that is kept on this device. It must never write what it holds to a disk,
// hold any of it while things are locked, or say that something is nowhere because it was not looked at.
//
// Capital letters and accents do not matter, nor does the order of the words. What is kept is read into the index once, a few
// hundred entries at a time with a pause after each: in the browser there is one thread, and other pages wait for nobody.
package finding

import (
	"runtime"
	"strings"
	"sync"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

const (
	step  = 250                  // entries that are read for the first time before others get their turn
	pause = 1 * time.Millisecond // how long their turn is, at least

	oneThread = runtime.GOOS == "js" // elsewhere everybody has a turn of their own
)

// Index holds the folded words of each entry, in memory only, and only while open. It fills itself as it is used; Warm fills
// it ahead.
type Index struct {
	mu      sync.Mutex
	words   map[record.ID]*indexed
	order   []*indexed // as the list was the last time: mostly it still is, and nothing has to be looked up
	warming bool       // or warm already
	of      *screen.Shared
}

// indexed are the words of one version: another device may have written another one since.
type indexed struct {
	id, version record.ID
	words       string
}

// New is an empty index over what the app keeps.
func New(of *screen.Shared) *Index { return &Index{words: map[record.ID]*indexed{}, of: of} }

// Forget drops one entry that was changed or deleted.
func (s *Index) Forget(id record.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.words, id)
	s.order = nil
}

// Clear drops everything, on lock.
func (s *Index) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.words)
	s.order, s.warming = nil, false
}

// Query is what is looked for.
type Query struct {
	wanted [][]string // each of these in one of its ways
	kind   uint8      // 0: any
}

// Ask reads what a person typed. A feeling is found by its name in the language of the person. It is false for nothing typed.
func Ask(x *screen.Exchange, typed string, kind uint8) (Query, bool) {
	q := Query{kind: kind}
	for _, word := range strings.Fields(Fold(typed)) {
		ways := []string{word}
		for _, f := range journal.Feelings {
			if strings.Contains(Fold(x.Say(FeelingKey+f)), word) {
				ways = append(ways, FeelingKey+f)
			}
		}
		q.wanted = append(q.wanted, ways)
	}
	return q, len(q.wanted) > 0
}

// FeelingKey begins the key of a feeling's name. The words of a check-in hold the keys of its feelings.
const FeelingKey = "feeling."

// in says whether every word is there.
func (q Query) in(words string) bool {
	for _, ways := range q.wanted {
		there := false
		for _, way := range ways {
			if there = strings.Contains(words, way); there {
				break
			}
		}
		if !there {
			return false
		}
	}
	return true
}

// Find lists those of some entries that hold every word, in their order.
func (s *Index) Find(q Query, among []vault.Head) []vault.Head {
	var found []vault.Head
	s.each(among, func(h vault.Head, words string) {
		if (q.kind == 0 || h.Kind == q.kind) && q.in(words) {
			found = append(found, h)
		}
	})
	return found
}

// Warm reads what is kept into the index ahead of the first search. It ends when all is read or things are locked. A second
// one, beside it or after it, does nothing: what comes later is few, and read as it is looked for.
func (s *Index) Warm() {
	s.mu.Lock()
	busy := s.warming
	s.warming = true
	s.mu.Unlock()
	if busy {
		return
	}
	s.each(s.of.List(), func(vault.Head, string) {})
	if s.of.Vault.State() == vault.Locked {
		s.Clear()
	}
}

// each gives the words of some entries. After so many that had to be read it lets others have their turn.
func (s *Index) each(heads []vault.Head, do func(vault.Head, string)) {
	for i := 0; i < len(heads) && s.of.Vault.State() != vault.Locked; {
		s.mu.Lock()
		fresh := 0
		for i < len(heads) && fresh < step {
			words, known := s.wordsOf(i, heads[i])
			if !known {
				fresh++
			}
			do(heads[i], words)
			i++
		}
		s.mu.Unlock()
		if oneThread && fresh > 0 && i < len(heads) {
			time.Sleep(pause)
		}
	}
}

// wordsOf gives the words of the entry that stands in so-manieth place. It must be called with mu held.
func (s *Index) wordsOf(i int, h vault.Head) (words string, known bool) {
	if i < len(s.order) && s.order[i].id == h.ID && s.order[i].version == h.Version {
		return s.order[i].words, true
	}
	there, ok := s.words[h.ID]
	if ok && there.version == h.Version {
		s.place(i, there)
		return there.words, true
	}
	body, err := s.of.Vault.Body(h.ID)
	if err != nil {
		return "", false // deleted meanwhile, or locked: nothing to remember
	}
	whole := true
	if k, _ := s.of.KindOf(h.Kind); k.Words != nil {
		words = Fold(k.Words(body))
		whole = k.Whole == nil || k.Whole(body) // the rest may come later
	}
	if whole {
		there = &indexed{h.ID, h.Version, words}
		s.words[h.ID] = there
		s.place(i, there)
	}
	return words, false
}

// place remembers where an entry stood. What stood there before is found through words.
func (s *Index) place(i int, there *indexed) {
	switch {
	case i < len(s.order):
		s.order[i] = there
	case i == len(s.order):
		s.order = append(s.order, there)
	}
}

// lineLength is about how much of an entry a list of finds shows, in characters.
const lineLength = 100

// Where is the line of an entry in which the most of what was looked for stands, cut around it. It is "" where the line of the
// list says as much, or the words stand in nothing that is shown, as the rest of a long text that is not here.
func (q Query) Where(x *screen.Exchange, h vault.Head, listed string) string {
	body, err := x.Body(h.ID)
	if err != nil {
		return ""
	}
	best, most := "", q.count(listed)
	for _, line := range lines(x, h.Kind, body) {
		if n := q.count(line); n > most {
			best, most = line, n
		}
	}
	var words []string
	for _, ways := range q.wanted {
		words = append(words, ways[0])
	}
	where, _ := Part(best, words, lineLength)
	return where
}

// count is how many of the words stand in a line.
func (q Query) count(line string) (n int) {
	folded := Fold(line)
	for _, ways := range q.wanted {
		if strings.Contains(folded, ways[0]) {
			n++
		}
	}
	return n
}

// lines are those of an entry as its page shows them.
func lines(x *screen.Exchange, kind uint8, body []byte) []string {
	k, _ := x.KindOf(kind)
	facts, text, err := k.Facts(x, body)
	if err != nil {
		return nil
	}
	out := strings.Split(text, "\n")
	for _, f := range facts {
		out = append(out, f.Name+": "+f.Value)
	}
	if k.Apart != nil {
		for _, p := range k.Apart(x, body).Photos {
			out = append(out, p.Alt)
		}
	}
	return out
}
