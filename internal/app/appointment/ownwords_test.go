package appointment_test

import (
	"encoding/json"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// marker is what somebody may have typed anywhere.
func marker(field string) string { return "He hits me, " + field }

// typedInto fills every field with a marker in which the kind takes any words at all, and gives the body with what was typed.
func typedInto(t *testing.T, prefix string, e interface {
	Validate() error
	Encode() ([]byte, error)
}) (body []byte, typed []string) {
	t.Helper()
	v := reflect.ValueOf(e).Elem()
	for i := range v.NumField() {
		field, name := v.Field(i), prefix+v.Type().Field(i).Name
		if !field.CanSet() {
			continue
		}
		before := reflect.ValueOf(field.Interface())
		switch {
		case field.Kind() == reflect.String:
			field.SetString(marker(name))
		case field.Type() == reflect.TypeFor[[]string]():
			field.Set(reflect.ValueOf([]string{marker(name)}))
		default:
			continue
		}
		if e.Validate() != nil {
			field.Set(before)
			continue
		}
		typed = append(typed, marker(name))
	}
	body, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	all["newer"] = marker(prefix + "newer")
	body, err = json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return body, typed
}

func TestWithoutTheTickNoWordThatSheTypedIsOnTheSheetOrItsCopy(t *testing.T) {
	p := newPerson(t)
	n := func(i int) *int { return &i }
	warm := 37.5
	var typed []string
	for kind, e := range map[uint8]interface {
		Validate() error
		Encode() ([]byte, error)
	}{
		journal.KindCheckIn:  &journal.CheckIn{Pain: n(7), Temperature: &warm, Unit: "C"},
		journal.KindMedicine: &journal.Medicine{Name: "x"},
		journal.KindPain:     &journal.Pain{Score: n(8)},
		journal.KindSession:  &journal.Session{Practice: "massage"},
		journal.KindStory:    &journal.Story{Call: journal.CallOwn, Type: journal.StoryMissed},
		journal.KindMeasure:  &journal.Measure{Which: "peg", Version: "2009", Answers: []*int{n(3), n(4), n(5)}},
	} {
		body, words := typedInto(t, reflect.TypeOf(e).Elem().Name()+".", e)
		rec := record.Record{ID: record.NewID(), Kind: kind, At: p.now.Unix() - 60, Body: body}
		if err := p.app.Vault.PutVersion(t.Context(), rec, nil); err != nil {
			t.Fatal(err)
		}
		typed = append(typed, words...)
	}
	for _, must := range []string{"Session.Reason", "Session.Practitioner", "Session.Reaction", "Session.Cost", "Pain.HelpedOwn", "Story.OwnWord", "Story.Note", "CheckIn.Note", "Medicine.Note", "Measure.Note"} {
		if !slices.Contains(typed, marker(must)) {
			t.Fatalf("%s took no words: %v", must, typed)
		}
	}
	medicine := []string{marker("Medicine.Name"), marker("Medicine.Amount")} // said so beside the tick

	every := slices.DeleteFunc(slices.Collect(maps.Keys(marks)), func(piece string) bool { return piece == "notes" })
	for _, ticked := range []bool{false, true} {
		form := url.Values{"piece": every}
		if ticked {
			form["piece"] = append(slices.Clone(every), "notes")
		}
		p.sheet(form)
		shown := p.raw
		p.saveSheet()
		for what, page := range map[string]string{"sheet": shown, "kept copy": p.raw} {
			for _, word := range typed {
				if there, want := strings.Contains(page, word), ticked || slices.Contains(medicine, word); there != (want && word != marker("CheckIn.Feelings")) { // no sheet shows feelings
					t.Errorf("own words ticked: %t, on the %s: %t, %q", ticked, what, there, word)
				}
			}
			if strings.Contains(page, ".newer") {
				t.Errorf("the %s says what this version does not know", what)
			}
			if !strings.Contains(page, "8 out of 10") || !strings.Contains(page, "Massage") {
				t.Errorf("the %s lost what was chosen from a list", what)
			}
		}
	}
	p.get("/body/page").says("Only names and amounts of medicines stay.")
}
