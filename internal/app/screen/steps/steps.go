// Package steps counts what long work behind the pages has done, so that a page that follows it is read again. It must never
// know what the work is.
package steps

import "sync"

// Count is how many steps there were. Its zero value is ready. It is safe for use from many goroutines.
type Count struct {
	mu   sync.Mutex
	n    uint64
	next chan struct{}
}

// Step says that something is to be seen.
func (s *Count) Step() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	if s.next != nil {
		close(s.next)
		s.next = nil
	}
}

// Changes is how many steps there were, and a channel that is closed at the next one.
func (s *Count) Changes() (uint64, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == nil {
		s.next = make(chan struct{})
	}
	return s.n, s.next
}
