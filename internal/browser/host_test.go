package browser

import (
	"errors"
	"testing"
	"time"
)

func TestTheHostsFileIsAskedForUntilItCame(t *testing.T) {
	broken := errors.New("no connection")
	var answer, took error
	tries := 0
	l := &HostFile{path: localDirectoryPath, there: true, get: func(address string) ([]byte, error) {
		if address != "/local-directory.json" {
			t.Errorf("asked for %s", address)
		}
		tries++
		return []byte("file"), answer
	}, take: func(file []byte, err error) {
		if took = err; string(file) != "file" {
			t.Errorf("took %q", file)
		}
	}}
	for i, want := range []error{broken, broken, nil} {
		answer = want
		over := l.Start()
		if over == nil {
			t.Fatalf("try %d was not made", i+1)
		}
		<-over
		if !errors.Is(took, want) || tries != i+1 {
			t.Errorf("try %d of %d took %v, want %v", i+1, tries, took, want)
		}
	}
	if l.Start() != nil || tries != 3 {
		t.Error("asked again for what is here")
	}
}

// Nothing waits for long: a host's file that does not come holds nobody up.
func TestAFileThatDoesNotComeHoldsNobodyUp(t *testing.T) {
	never := make(chan struct{})
	l := &HostFile{there: true, get: func(string) ([]byte, error) { <-never; return nil, errors.New("late") }, take: func([]byte, error) {}}
	over := l.Start()
	Await(over, time.Millisecond)
	select {
	case <-over:
		t.Error("it came")
	default:
	}
	close(never)
	<-over
}

func TestAHostWithoutAFileIsNotAskedForOne(t *testing.T) {
	l := &HostFile{get: func(string) ([]byte, error) { t.Error("asked"); return nil, nil }}
	if l.There() || l.Start() != nil {
		t.Error("it is on its way")
	}
	Await(l.Start(), long)
}
