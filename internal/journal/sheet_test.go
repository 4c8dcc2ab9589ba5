package journal

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// logged are one valid body of each kind of the body log, with a field of a newer version in it.
var logged = map[string]struct {
	body string
	read func([]byte) (interface{ Encode() ([]byte, error) }, error)
}{
	"a check-in with pads and clots": {`{"v":3,"bleeding":"heavy","pads_24h":7,"clots":"walnut","new":{"a":[1]}}`,
		func(b []byte) (interface{ Encode() ([]byte, error) }, error) { return DecodeCheckIn(b) }},
	"a medicine": {`{"v":3,"name":"Panadol","amount":"2 tablets","paracetamol":"yes","paracetamol_mg":1000,"new":{"a":[1]}}`,
		func(b []byte) (interface{ Encode() ([]byte, error) }, error) { return DecodeMedicine(b) }},
	"an appointment": {`{"v":3,"what":"Dr. Made-Up","start":"2026-12-03T14:30+01:00","questions":["Is it?"],"remind":60,"new":{"a":[1]}}`,
		func(b []byte) (interface{ Encode() ([]byte, error) }, error) { return DecodeAppointment(b) }},
	"a sheet": {`{"v":3,"title":"For Tuesday","from":"2026-11-01","to":"2026-11-20","made":"2026-11-20","pieces":["pain"],"parts":[{"heading":"Pain"}],"new":{"a":[1]}}`,
		func(b []byte) (interface{ Encode() ([]byte, error) }, error) { return DecodeSheet(b) }},
}

func TestWhatANewerVersionPutIntoTheBodyLogIsKept(t *testing.T) {
	for name, tt := range logged {
		read, err := tt.read([]byte(tt.body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := read.Encode()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got, want map[string]any
		if err := json.Unmarshal(again, &got); err != nil {
			t.Fatal(err)
		}
		_ = json.Unmarshal([]byte(tt.body), &want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestCheckInsOfBeforeStillOpen(t *testing.T) {
	c, err := DecodeCheckIn([]byte(`{"v":1,"pain":3,"bleeding":"light"}`))
	if err != nil || c.Pads != nil || c.Clots != "" {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestANewNameForASheetChangesNothingElse(t *testing.T) {
	body := `{"v":3,"title":"For Tuesday","from":"2026-11-01","parts":[{"heading":"Pain","hologram":{"x":[1,null]}}],"pieces":["pain"],"new":true}`
	changed, err := RetitleSheet([]byte(body), "For Wednesday")
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := json.Unmarshal(changed, &got); err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal([]byte(strings.Replace(body, "Tuesday", "Wednesday", 1)), &want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var field *FieldError
	for _, title := range []string{" ", strings.Repeat("x", MaxTitle+1)} {
		if _, err := RetitleSheet([]byte(body), title); !errors.As(err, &field) || field.Field != "title" {
			t.Errorf("title of %d letters: %v", len(title), err)
		}
	}
	if _, err := RetitleSheet([]byte("nonsense"), "x"); !errors.Is(err, ErrUnreadable) {
		t.Errorf("nonsense: %v", err)
	}
}

func TestWhatCannotBeKeptInTheBodyLogNamesItsField(t *testing.T) {
	long := func(n int) string { return strings.Repeat("ü", n) }
	appointment := Appointment{What: "Visit", Start: "2026-12-03T14:30Z"}
	sheet := Sheet{Title: "For Tuesday", Questions: []string{"Is it?"}}
	tests := []struct {
		name  string
		value interface{ Validate() error }
		field string // empty: valid
	}{
		{"no pads", CheckIn{Pads: ptr(0)}, ""},
		{"most pads", CheckIn{Pads: ptr(MaxPads)}, ""},
		{"too many pads", CheckIn{Pads: ptr(MaxPads + 1)}, "pads"},
		{"fewer than no pads", CheckIn{Pads: ptr(-1)}, "pads"},
		{"a clot", CheckIn{Clots: ClotSmall}, ""},
		{"a clot that nobody knows", CheckIn{Clots: "football"}, "clots"},
		{"a medicine", Medicine{Name: long(MaxMedicineName), Amount: long(MaxMedicineAmount), Note: long(MaxNote)}, ""},
		{"no name", Medicine{Name: " "}, "name"},
		{"a long name", Medicine{Name: long(MaxMedicineName + 1)}, "name"},
		{"a long amount", Medicine{Name: "x", Amount: long(MaxMedicineAmount + 1)}, "amount"},
		{"a long note", Medicine{Name: "x", Note: long(MaxNote + 1)}, "note"},
		{"none of it", Medicine{Name: "x", ParacetamolMg: ptr(0)}, ""},
		{"less than none of it", Medicine{Name: "x", ParacetamolMg: ptr(-1)}, "mg"},
		{"a wrong answer", Medicine{Name: "x", Paracetamol: "perhaps"}, "paracetamol"},
		{"an appointment", appointment, ""},
		{"nothing named", Appointment{Start: appointment.Start}, "what"},
		{"no time", Appointment{What: "x"}, "day"},
		{"a time that is none", Appointment{What: "x", Start: "2026-13-03T14:30Z"}, "day"},
		{"a year far off", Appointment{What: "x", Start: "2926-12-03T14:30Z"}, "day"},
		{"a long place", Appointment{What: "x", Start: appointment.Start, Place: long(MaxPlace + 1)}, "place"},
		{"a long question", Appointment{What: "x", Start: appointment.Start, Questions: []string{long(MaxQuestion + 1)}}, "own"},
		{"many questions", Appointment{What: "x", Start: appointment.Start, Questions: make([]string, MaxQuestions+1)}, "own"},
		{"a long word for the calendar", Appointment{What: "x", Start: appointment.Start, Calendar: long(MaxCalendar + 1)}, "calendar"},
		{"a reminder after it", Appointment{What: "x", Start: appointment.Start, Remind: ptr(-1)}, "remind"},
		{"a sheet", sheet, ""},
		{"no title", Sheet{Questions: sheet.Questions}, "title"},
		{"a long title", Sheet{Title: long(MaxTitle + 1), Questions: sheet.Questions}, "title"},
		{"nothing on it", Sheet{Title: "x"}, "pieces"},
	}
	for _, tt := range tests {
		var field *FieldError
		err := tt.value.Validate()
		if tt.field == "" && err != nil {
			t.Errorf("%s: %v, want valid", tt.name, err)
		}
		if tt.field != "" && (!errors.As(err, &field) || field.Field != tt.field) {
			t.Errorf("%s: %v, want an error naming %q", tt.name, err, tt.field)
		}
	}
}

func TestASheetTooLongIsRefusedWhole(t *testing.T) {
	s := Sheet{Title: "x", Parts: []SheetPart{{Heading: "y", Rows: []SheetRow{{Text: strings.Repeat("a", MaxBody)}}}}}
	if _, err := s.Encode(); !errors.Is(err, ErrTooLong) {
		t.Errorf("got %v, want ErrTooLong", err)
	}
}

func FuzzBodiesOfTheLogThatParseCanBeKept(f *testing.F) {
	for _, l := range logged {
		f.Add([]byte(l.body))
	}
	f.Add([]byte(`{"parts":[null],"questions":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, l := range logged {
			read, err := l.read(body)
			if err != nil {
				continue
			}
			encoded, err := read.Encode()
			if err != nil {
				continue
			}
			if _, err := l.read(encoded); err != nil {
				t.Fatalf("%s: what was written cannot be read: %v", name, err)
			}
		}
		_, _ = RetitleSheet(body, "x")
	})
}

func TestAFieldOrAKindThatNobodyNamedIsTakenForOwnWords(t *testing.T) {
	for _, c := range []struct {
		kind       uint8
		body, want string
	}{
		{KindSession, `{"v":1,"reason":"fear","practice":"massage","later":"fear","pain_after":3}`, `{"pain_after":3,"practice":"massage"}`},
		{KindPain, `{"v":9,"regions":["neck"],"score":2,"helped_own":"x","words":["He hits me"]}`, `{"regions":["neck"],"score":2}`},
		{KindMedicine, `{"name":"As typed","amount":"2 of them","note":"x"}`, `{"amount":"2 of them","name":"As typed"}`},
		{KindStory, `{"type":{"said":"x"},"own_word":"x","weeks":8,"how_far":"6to9"}`, `{"how_far":"6to9","weeks":8}`},
		{99, `{"v":1,"text":"x","score":3}`, `{}`},
	} {
		if got, err := WithoutOwnWords(c.kind, []byte(c.body)); err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v", c.body, got, err)
		}
	}
	if _, err := WithoutOwnWords(KindPain, []byte(`[]`)); err == nil {
		t.Error("what is no entry passed")
	}
}

func TestASheetThatWasKeptIsSeenAsTheSame(t *testing.T) {
	made := Sheet{Title: "One", From: "2026-03-01", To: "2026-03-04", Made: "2026-03-04", Pieces: []string{"pain"}, Questions: []string{"Is it?"}}
	made.Parts = []SheetPart{{Heading: "Pain", Pictures: []SheetPicture{{ID: "pain", Max: 10, Points: [][2]float64{{1772633100, 8.5}}}}, Table: &SheetTable{Head: []string{"When"}, Rows: [][]string{{"4 March"}}}}}
	body, err := made.Encode()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := DecodeSheet(body)
	if err != nil || kept.Seen() != made.Seen() {
		t.Errorf("kept it is another: %v", err)
	}
	kept.Title = "Another name"
	if kept.Seen() != made.Seen() {
		t.Error("its name is not what is seen")
	}
	kept.Parts[0].Table.Rows[0][0] = "5 March"
	if kept.Seen() == made.Seen() {
		t.Error("another day is seen as the same")
	}
}
