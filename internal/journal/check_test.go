package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func aCheck() Check {
	return Check{
		Level: "urgent", Country: "GB", Report: json.RawMessage(`{"faint":false,"bleeding_pads_per_hour":1}`),
		Reasons: []CheckReason{{"B4", "urgent", "You soaked a full pad in one hour.", "A leaflet", "2026-11-20"}},
	}
}

func TestACheckThatIsKeptComesBackAsItWas(t *testing.T) {
	body, err := aCheck().Encode()
	if err != nil {
		t.Fatal(err)
	}
	newer := bytes.Replace(body, []byte(`"reasons"`), []byte(`"place":{"a":[1,2]},"reasons"`), 1)
	newer = bytes.Replace(newer, []byte(`"v":1`), []byte(`"v":7`), 1)
	c, err := DecodeCheck(newer)
	if err != nil || c.Level != "urgent" || len(c.Reasons) != 1 || c.V != 7 {
		t.Fatalf("got %+v, %v", c, err)
	}
	again, err := c.Encode()
	if err != nil || !bytes.Equal(again, newer) {
		t.Errorf("what a newer version wrote was changed:\n%s\n%s\n%v", newer, again, err)
	}
	if bytes.Contains(body, []byte("private")) {
		t.Error("the mark of a private reason is there without one")
	}
}

func TestACheckThatSaysNothingIsNotKept(t *testing.T) {
	for field, change := range map[string]func(*Check){
		"level":        func(c *Check) { c.Level = "" },
		"report":       func(c *Check) { c.Report = json.RawMessage(`[]`) },
		"report, none": func(c *Check) { c.Report = nil },
		"reasons":      func(c *Check) { c.Reasons[0].Because = strings.Repeat("ä", MaxReasonWords+1) },
		"reasons, all": func(c *Check) { c.Reasons = make([]CheckReason, MaxReasons+1) },
	} {
		c := aCheck()
		change(&c)
		_, err := c.Encode()
		var wrong *FieldError
		if name, _, _ := strings.Cut(field, ","); !errors.As(err, &wrong) || wrong.Field != name {
			t.Errorf("%s: got %v", field, err)
		}
	}
	for _, body := range []string{"", "null", "[]", `{"level":1}`} {
		if _, err := DecodeCheck([]byte(body)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%q: got %v", body, err)
		}
	}
}

func FuzzACheckThatCanBeReadCanBeWritten(f *testing.F) {
	body, _ := aCheck().Encode()
	f.Add(body)
	f.Add([]byte(`{"v":2,"level":"x","report":{},"new":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := DecodeCheck(body)
		if err != nil || c.Validate() != nil {
			return
		}
		if written, err := c.Encode(); err == nil {
			if again, err := DecodeCheck(written); err != nil || again.Level != c.Level {
				t.Errorf("got %+v, %v", again, err)
			}
		} else if !errors.Is(err, ErrTooLong) {
			t.Error(err)
		}
	})
}
