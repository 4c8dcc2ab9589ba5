package content

import (
	"strings"
	"testing"
	"time"
)

func TestEverySourceSaysHowCloselyItWasRead(t *testing.T) {
	for _, s := range Sources() {
		if s.Key == "" || s.Title == "" || s.Citation == "" || s.How == "" {
			t.Errorf("%+v leaves something out", s)
		}
		if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
			t.Errorf("%s: address %q", s.Key, s.URL)
		}
		if s.Read == ReadNot {
			if s.Checked != "" {
				t.Errorf("%s was not read, yet says %s", s.Key, s.Checked)
			}
			continue
		}
		if _, err := time.Parse(time.DateOnly, s.Checked); err != nil {
			t.Errorf("%s: %v", s.Key, err)
		}
	}
}

func TestSourcesAreFoundByKey(t *testing.T) {
	s, ok := SourceByKey("NG126")
	if !ok || s.Read != ReadSecond {
		t.Errorf("NG126: %+v, %v", s, ok)
	}
	if _, ok := SourceByKey("nothing"); ok {
		t.Error("a source that is not there was found")
	}
}
