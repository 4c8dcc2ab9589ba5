package journal

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

func TestEachPartOfACheckInMayBeLeftOutButNotAll(t *testing.T) {
	parts := map[string]CheckIn{
		"bleeding":    {Bleeding: BleedingLight},
		"pain":        {Pain: ptr(0)},
		"temperature": {Temperature: ptr(36.6), Unit: "C"},
		"feelings":    {Feelings: []string{"numb"}},
		"heaviness":   {Heaviness: ptr(0)},
		"sleep":       {SleepHours: ptr(0.0)},
		"note":        {Note: "a made-up note"},
	}
	for name, c := range parts {
		if _, err := c.Encode(); err != nil {
			t.Errorf("only %s: %v", name, err)
		}
	}
	var field *FieldError
	if _, err := (CheckIn{Note: "  \n"}).Encode(); !errors.As(err, &field) || field.Problem != "empty" {
		t.Errorf("nothing said: got %v, want a field error \"empty\"", err)
	}
}

func TestValuesOutOfRangeNameTheirField(t *testing.T) {
	tests := []struct {
		name  string
		c     CheckIn
		field string // empty: valid
	}{
		{"pain at the bottom", CheckIn{Pain: ptr(0)}, ""},
		{"pain at the top", CheckIn{Pain: ptr(10)}, ""},
		{"pain above", CheckIn{Pain: ptr(11)}, "pain"},
		{"pain below", CheckIn{Pain: ptr(-1)}, "pain"},
		{"heaviness above", CheckIn{Heaviness: ptr(11)}, "heaviness"},
		{"sleep at the top", CheckIn{SleepHours: ptr(24.0)}, ""},
		{"sleep above", CheckIn{SleepHours: ptr(24.5)}, "sleep"},
		{"sleep below", CheckIn{SleepHours: ptr(-0.5)}, "sleep"},
		{"30 C", CheckIn{Temperature: ptr(30.0), Unit: "C"}, ""},
		{"29.9 C", CheckIn{Temperature: ptr(29.9), Unit: "C"}, "temperature"},
		{"45 C", CheckIn{Temperature: ptr(45.0), Unit: "C"}, ""},
		{"45.1 C", CheckIn{Temperature: ptr(45.1), Unit: "C"}, "temperature"},
		{"86 F", CheckIn{Temperature: ptr(86.0), Unit: "F"}, ""},
		{"113 F", CheckIn{Temperature: ptr(113.0), Unit: "F"}, ""},
		{"38 F", CheckIn{Temperature: ptr(38.0), Unit: "F"}, "temperature"},
		{"no unit", CheckIn{Temperature: ptr(37.0)}, "unit"},
		{"an unknown amount", CheckIn{Bleeding: "torrent"}, "bleeding"},
		{"a long note", CheckIn{Note: strings.Repeat("ü", MaxNote)}, ""},
		{"a note too long", CheckIn{Note: strings.Repeat("ü", MaxNote+1)}, "note"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var field *FieldError
			_, err := tt.c.Encode()
			if tt.field == "" && err != nil {
				t.Fatalf("got %v, want valid", err)
			}
			if tt.field != "" && (!errors.As(err, &field) || field.Field != tt.field) {
				t.Fatalf("got %v, want an error naming %q", err, tt.field)
			}
		})
	}
}

func TestFieldsOfANewerVersionSurviveAnEdit(t *testing.T) {
	newer := []byte(`{"v":3,"text":"first","mood_ring":{"colour":["a",1]},"later":null}`)
	e, err := DecodeEntry(newer)
	if err != nil {
		t.Fatal(err)
	}
	e.Text = "second"
	body, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal([]byte(`{"v":3,"text":"second","mood_ring":{"colour":["a",1]},"later":null}`), &want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after an edit (-want +got):\n%s", diff)
	}
}

func TestAnEntryTooLongIsRefusedWhole(t *testing.T) {
	fits := Entry{Text: strings.Repeat("a", MaxBody-len(`{"text":"","v":1}`))}
	if body, err := fits.Encode(); err != nil || len(body) != MaxBody {
		t.Errorf("the longest entry: %d bytes, %v; want %d, nil", len(body), err, MaxBody)
	}
	if _, err := (Entry{Text: fits.Text + "a"}).Encode(); !errors.Is(err, ErrTooLong) {
		t.Errorf("one letter more: %v, want ErrTooLong", err)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.Ptr(rapid.IntRange(0, ScaleMax), true)
		c := CheckIn{
			V:          Version,
			Bleeding:   rapid.SampledFrom(append([]Bleeding{""}, Bleedings...)).Draw(t, "bleeding"),
			Pain:       scale.Draw(t, "pain"),
			Heaviness:  scale.Draw(t, "heaviness"),
			SleepHours: rapid.Ptr(rapid.Float64Range(0, 24), true).Draw(t, "sleep"),
			Note:       rapid.StringN(1, 200, -1).Draw(t, "note") + "x",
		}
		body, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeCheckIn(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, got, cmp.AllowUnexported(CheckIn{})); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		again, err := got.Encode()
		if err != nil || string(again) != string(body) {
			t.Fatalf("encoded again: %s, want %s (%v)", again, body, err)
		}
	})
}

var bodies = []string{
	`{"v":1,"text":"four lines"}`,
	`{"v":1,"pain":3,"bleeding":"light","feelings":["numb","tired"],"unit":"F","temperature":99.5}`,
	`{"v":1,"which":"breathing","before":8,"after":6}`,
	`{"v":2,"text":"x","new":[1,2,{"a":null}]}`,
	`{"v":2,"text":"x","attachments":[{"kind":"photo","blob":"aebagaaaaaaaaaaaaaaaaaaaaa","identity":"A","sha256":"` + strings.Repeat("00", 32) + `","length":1,"type":"t","x":1},{"kind":"song"}]}`,
	`[]`, `null`, `{"v":"1"}`, `{"pain":1e99}`, ``,
}

func FuzzBodiesThatParseKeepEveryField(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var before map[string]json.RawMessage
		_ = json.Unmarshal(body, &before)
		for kind, encoded := range reencodings(body) {
			var after map[string]json.RawMessage
			if err := json.Unmarshal(encoded, &after); err != nil {
				t.Fatalf("%s: re-encoded to what cannot be read: %v", kind, err)
			}
			for name := range before {
				if _, kept := after[name]; !kept && !fieldOfAnyKind(name) {
					t.Errorf("%s: field %q was lost", kind, name)
				}
			}
		}
	})
}

// reencodings decodes body as every kind and encodes what was valid.
func reencodings(body []byte) map[string][]byte {
	out := map[string][]byte{}
	if e, err := DecodeEntry(body); err == nil {
		if b, err := e.Encode(); err == nil {
			out["entry"] = b
		}
	}
	if c, err := DecodeCheckIn(body); err == nil {
		if b, err := c.Encode(); err == nil {
			out["checkin"] = b
		}
	}
	if p, err := DecodePractice(body); err == nil {
		if b, err := p.Encode(); err == nil {
			out["practice"] = b
		}
	}
	return out
}

// fieldOfAnyKind: encoding/json matches names without regard to case, and an empty known field is left out.
func fieldOfAnyKind(name string) bool {
	for _, known := range []any{&Entry{}, &CheckIn{}, &Practice{}} {
		for _, field := range fieldNames(known) {
			if strings.EqualFold(field, name) {
				return true
			}
		}
	}
	return false
}

func TestSeedsOfTheFuzzTargetCoverEveryKind(t *testing.T) {
	seen := map[string]bool{}
	for _, body := range bodies {
		for kind := range reencodings([]byte(body)) {
			seen[kind] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("seeds cover %v, want three kinds", seen)
	}
}

func TestFirstLineEndsAtAWord(t *testing.T) {
	for text, want := range map[string]string{
		"short":                          "short",
		"one\ntwo":                       "one …",
		"  a line of quite some length ": "a line of quite …",
		"ääääääääääääääääääääääää": "ääääääääääääääääääää …",
	} {
		if got := (Entry{Text: text}).FirstLine(20); got != want {
			t.Errorf("FirstLine(%q) = %q, want %q", text, got, want)
		}
	}
}
