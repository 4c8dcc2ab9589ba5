package journal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"snowdrop/internal/journal"
)

func TestASafetyPlanMayHaveAnyPartAlone(t *testing.T) {
	for _, part := range journal.SafetyParts {
		var s journal.Safety
		if texts := s.Texts(part); texts != nil {
			*texts = []string{"a line"}
		} else {
			*s.Contacts(part) = []journal.Contact{{Phone: "0100"}}
		}
		body, err := s.Encode()
		if err != nil {
			t.Errorf("%s alone: %v", part, err)
			continue
		}
		back, err := journal.DecodeSafety(body)
		if err != nil || len(back.Lines(part)) != 1 {
			t.Errorf("%s came back as %+v, %v", part, back, err)
		}
	}
	for _, empty := range []journal.Safety{{}, {Signs: []string{" "}, People: []journal.Contact{{}}}} {
		if err := empty.Validate(); !errors.As(err, new(*journal.FieldError)) {
			t.Errorf("nothing at all: %v", err)
		}
	}
}

func TestTheLimitsOfASafetyPlanNameTheirPart(t *testing.T) {
	line := func(n int) string { return strings.Repeat("ü", n) }
	for name, c := range map[string]struct {
		plan journal.Safety
		want journal.FieldError
	}{
		"at the limit":      {journal.Safety{Signs: []string{line(300)}, People: []journal.Contact{{line(80), line(40)}}}, journal.FieldError{}},
		"a long line":       {journal.Safety{Worth: []string{line(301)}}, journal.FieldError{Field: "worth", Problem: "long"}},
		"a long name":       {journal.Safety{People: []journal.Contact{{line(81), ""}}}, journal.FieldError{Field: "people", Problem: "long"}},
		"a long number":     {journal.Safety{Services: []journal.Contact{{"", line(41)}}}, journal.FieldError{Field: "services", Problem: "long"}},
		"twelve lines":      {journal.Safety{Helps: make12("x")}, journal.FieldError{}},
		"one line too many": {journal.Safety{Helps: append(make12("x"), "x")}, journal.FieldError{Field: "helps", Problem: "many"}},
	} {
		var got *journal.FieldError
		if err := c.plan.Validate(); err != nil && (!errors.As(err, &got) || *got != c.want) || err == nil && c.want.Field != "" {
			t.Errorf("%s: %v, want %+v", name, err, c.want)
		}
	}
}

func make12(s string) (out []string) {
	for range journal.MaxSafetyLines {
		out = append(out, s)
	}
	return out
}

func FuzzASafetyPlanThatDecodesKeepsWhatItHas(f *testing.F) {
	for _, seed := range []string{`{"v":1,"signs":["I sleep no more"],"people":[{"name":"Maria","phone":"0100"}],"worth":["the sea"]}`, `{"v":3,"afraid":["x"],"newer":{"a":1}}`, `{}`, `{"people":7}`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := journal.DecodeSafety(body)
		if err != nil {
			return
		}
		first, err := s.Encode()
		if err != nil {
			return
		}
		again, err := journal.DecodeSafety(first)
		if err != nil {
			t.Fatal(err)
		}
		second, err := again.Encode()
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%s became %s, %v", first, second, err)
		}
		if bytes.Contains(body, []byte(`"newer":{"a":1}`)) && !bytes.Contains(first, []byte(`"newer":{"a":1}`)) {
			t.Fatalf("what a newer Snowdrop wrote is gone: %s", first)
		}
	})
}
