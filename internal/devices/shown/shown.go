// Package shown holds seven new words between the page that shows them and their use. It must never give words again that
// somebody may have seen on the open screen before.
package shown

import (
	"slices"
	"sync"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/words"
)

// Last is for how long words that were shown and not used stay the same.
const Last = 10 * time.Minute

// Words are in memory only. The zero value holds none.
type Words struct {
	mu      sync.Mutex
	words   []string
	purpose string
	at      time.Time // when they were made, or last tried with a proof that was right
}

// For returns the words for a purpose: the same ones until they are used or forgotten, Last has passed or they are asked
// for with another purpose.
func (w *Words) For(purpose string, now time.Time) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.has(purpose, now) {
		w.words, w.purpose, w.at = words.New(slots.Words), purpose, now
	}
	return slices.Clone(w.words)
}

// Has says whether For would return the same words as before.
func (w *Words) Has(purpose string, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.has(purpose, now)
}

func (w *Words) has(purpose string, now time.Time) bool {
	age := now.Sub(w.at)
	return w.words != nil && w.purpose == purpose && age >= 0 && age <= Last
}

// Forget drops them.
func (w *Words) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.words = nil
}

// Tried has them stay the same from now on as if they were new: the relay may know them although its reply is lost.
func (w *Words) Tried(tried []string, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if slices.Equal(tried, w.words) {
		w.at = now
	}
}

// Used drops them once they are in use.
func (w *Words) Used(used []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if slices.Equal(used, w.words) {
		w.words = nil
	}
}
