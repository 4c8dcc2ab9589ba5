package app

import (
	"strings"
	"sync"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

// maxFound is how many finds one page shows.
const maxFound = 50

// searchIndex holds the words of each entry in lower case, in memory only, and only while open.
// It fills itself as it is used; warm fills it ahead, a little at a time.
type searchIndex struct {
	mu    sync.Mutex
	words map[record.ID]indexed
	of    *screen.Shared
}

// indexed are the words of one version: another device may have written another one since.
type indexed struct {
	version record.ID
	words   string
}

func newSearchIndex(of *screen.Shared) *searchIndex {
	return &searchIndex{words: map[record.ID]indexed{}, of: of}
}

// forget drops one entry that was changed or deleted.
func (s *searchIndex) forget(id record.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.words, id)
}

// clear drops everything, on lock.
func (s *searchIndex) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.words)
}

// find lists the entries that hold every word of the query, newest first. Capital letters do not matter.
func (s *searchIndex) find(v *vault.Vault, query string) []vault.Head {
	wanted := strings.Fields(strings.ToLower(query))
	if len(wanted) == 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []vault.Head
next:
	for _, h := range v.List() {
		if h.Kind == devices.Kind {
			continue
		}
		words := s.wordsOf(v, h)
		for _, w := range wanted {
			if !strings.Contains(words, w) {
				continue next
			}
		}
		found = append(found, h)
	}
	return found
}

// wordsOf must be called with mu held.
func (s *searchIndex) wordsOf(v *vault.Vault, h vault.Head) string {
	if known, ok := s.words[h.ID]; ok && known.version == h.Version {
		return known.words
	}
	words, whole := "", true
	body, err := v.Body(h.ID)
	if err != nil {
		return "" // deleted meanwhile, or locked: nothing to remember
	}
	if k, _ := s.of.KindOf(h.Kind); k.Words != nil {
		words = strings.ToLower(k.Words(body))
		whole = k.Whole == nil || k.Whole(body) // the rest may come later
	}
	if whole {
		s.words[h.ID] = indexed{h.Version, words}
	}
	return words
}

// warm reads entries into the index in small steps. In the browser there is one thread and no
// preemption: sleeping between steps lets pages be answered meanwhile.
func (s *searchIndex) warm(v *vault.Vault) {
	const step = 100
	heads := v.List()
	for len(heads) > 0 && v.State() != vault.Locked {
		n := min(step, len(heads))
		s.mu.Lock()
		for _, h := range heads[:n] {
			s.wordsOf(v, h)
		}
		s.mu.Unlock()
		heads = heads[n:]
		time.Sleep(2 * time.Millisecond)
	}
	if v.State() == vault.Locked {
		s.clear()
	}
}
