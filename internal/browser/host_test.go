package browser

import (
	"errors"
	"testing"
)

func TestTheHostsFileIsAskedForUntilItCame(t *testing.T) {
	broken, took := errors.New("no connection"), make(chan error)
	answer := broken
	l := &LocalSigns{there: true, get: func(address string) ([]byte, error) {
		if address != "/local-signs.json" {
			t.Errorf("asked for %s", address)
		}
		return []byte("file"), answer
	}, take: func(file []byte, err error) {
		if string(file) != "file" {
			t.Errorf("took %q", file)
		}
		took <- err
	}}
	for _, want := range []error{broken, broken, nil} {
		answer = want
		l.Start()
		l.Start() // on its way already
		if err := <-took; !errors.Is(err, want) {
			t.Errorf("took %v, want %v", err, want)
		}
		for !settled(l) {
		}
	}
	l.get = func(string) ([]byte, error) { t.Error("asked again for what is here"); return nil, nil }
	l.Start()
	if !settled(l) {
		t.Error("it is on its way again")
	}
}

func settled(l *LocalSigns) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.underWay
}

func TestAHostWithoutAFileIsNotAskedForOne(t *testing.T) {
	l := &LocalSigns{get: func(string) ([]byte, error) { t.Error("asked"); return nil, nil }}
	l.Start()
	if l.There() || !settled(l) {
		t.Error("it is on its way")
	}
}
