package browser

import "sync"

// LocalSigns is the host's own file of stricter warning signs, where the first page says that there is one. It is asked for at
// once and again whenever there is a network, until it came. Nothing waits for it.
type LocalSigns struct {
	there bool
	get   func(address string) ([]byte, error)
	take  func(file []byte, err error)

	mu             sync.Mutex
	underWay, here bool
}

// localSignsPath is where the server has it.
const localSignsPath = "/local-signs.json"

// There says whether the host has such a file.
func (l *LocalSigns) There() bool { return l.there }

// Start asks for the file, unless it is here, on its way, or not to be had. It does not wait.
func (l *LocalSigns) Start() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.there || l.underWay || l.here {
		return
	}
	l.underWay = true
	go l.bring()
}

func (l *LocalSigns) bring() {
	file, err := l.get(localSignsPath)
	l.take(file, err)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.underWay, l.here = false, err == nil
}
