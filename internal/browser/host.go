package browser

import (
	"sync"
	"time"
)

// HostFile is a file of the host's own, as its stricter warning signs or its list of help near people, where the first page says
// that there is one. It is asked for at once and again whenever there is a network, until it came. Nothing depends on it.
type HostFile struct {
	path  string
	there bool
	get   func(address string) ([]byte, error)
	take  func(file []byte, err error)

	mu       sync.Mutex
	here     bool
	underWay chan struct{} // closed when the try is over; nil while there is none
}

// Where the server has them.
const (
	localSignsPath     = "/local-signs.json"
	localDirectoryPath = "/local-directory.json"
)

// There says whether the host has such a file.
func (l *HostFile) There() bool { return l.there }

// Start asks for the file, unless it is here, on its way, or not to be had. It does not wait; over is closed when the try is
// over, and nil where there is none.
func (l *HostFile) Start() (over <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.there || l.here {
		return nil
	}
	if l.underWay == nil {
		l.underWay = make(chan struct{})
		go l.bring()
	}
	return l.underWay
}

func (l *HostFile) bring() {
	file, err := l.get(l.path)
	l.take(file, err)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.here = err == nil
	close(l.underWay)
	l.underWay = nil
}

// Await gives a try that is under way a moment, so that the first page can have it in. On a slow line the page comes without.
func Await(over <-chan struct{}, moment time.Duration) {
	if over == nil {
		return
	}
	long := time.NewTimer(moment)
	defer long.Stop()
	select {
	case <-over:
	case <-long.C:
	}
}
