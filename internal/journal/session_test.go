package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestEachPartOfASessionMayBeLeftOutButNotAll(t *testing.T) {
	for name, s := range map[string]Session{
		"at ease before": {ComfortBefore: ptr(0)}, "at ease after": {ComfortAfter: ptr(10)}, "pain before": {PainBefore: ptr(0)},
		"pain after": {PainAfter: ptr(3)}, "mood before": {MoodBefore: ptr(1)}, "mood after": {MoodAfter: ptr(2)},
		"places": {Regions: []string{"neck"}}, "who": {Practitioner: "Kim"}, "why": {Reason: "my back"}, "reaction": {Reaction: "slept"},
		"cost": {Cost: "45 €"}, "again": {Again: "no"}, "note": {Note: "a made-up note"},
	} {
		if _, err := s.Encode(); err != nil {
			t.Errorf("only %s: %v", name, err)
		}
	}
	var field *FieldError
	if _, err := (Session{Practice: "massage", Note: "  \n"}).Encode(); !errors.As(err, &field) || field.Problem != "empty" {
		t.Errorf("only the kind of session: got %v, want a field error \"empty\"", err)
	}
}

func TestWhatASessionCannotHoldNamesItsField(t *testing.T) {
	long := strings.Repeat("ü", 501)
	for want, s := range map[string]Session{
		"comfort_before range": {ComfortBefore: ptr(11)}, "comfort_after range": {ComfortAfter: ptr(-1)}, "pain_before range": {PainBefore: ptr(11)},
		"pain_after range": {PainAfter: ptr(11)}, "mood_before range": {MoodBefore: ptr(-1)}, "mood_after range": {MoodAfter: ptr(11)},
		"practitioner long": {Practitioner: long[:2*(MaxPractitioner+1)]}, "reason long": {Reason: long[:2*(MaxSessionLine+1)]},
		"reaction long": {Reaction: long}, "cost long": {Cost: long[:2*(MaxSessionLine+1)]}, "note long": {Note: strings.Repeat("ü", MaxNote+1)},
		"again choice": {Again: "perhaps"}, "practice choice": {Practice: "Deep Tissue!", Note: "a"}, "regions choice": {Regions: []string{"<b>"}},
	} {
		var field *FieldError
		if _, err := s.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	most := Session{
		Practitioner: strings.Repeat("ü", MaxPractitioner), Reason: strings.Repeat("ü", MaxSessionLine), Reaction: strings.Repeat("ü", MaxReaction),
		Cost: strings.Repeat("ü", MaxSessionLine), Note: strings.Repeat("ü", MaxNote), Practice: "a-newer-one", ComfortBefore: ptr(10),
	}
	if _, err := most.Encode(); err != nil {
		t.Errorf("everything at its limit: %v", err)
	}
}

func TestACardHoldsNoPlaceThatMayAndMayNotBeTouched(t *testing.T) {
	var field *FieldError
	both := Card{Touch: []string{"neck", "head"}, NoTouch: []string{"lower-belly", "neck"}}
	if _, err := both.Encode(); !errors.As(err, &field) || field.Field != "no_touch" || field.Problem != "both" {
		t.Errorf("a place in both lists gave %v", err)
	}
	both.NoTouch = both.NoTouch[:1]
	if _, err := both.Encode(); err != nil {
		t.Errorf("two lists apart: %v", err)
	}
}

func TestWhatACardCannotHoldNamesItsField(t *testing.T) {
	for want, c := range map[string]Card{
		"card empty": {StopOwn: "red", TellOwn: "unsaid"}, "stop_own empty": {Stop: "own", StopOwn: " "}, "stop choice": {Stop: "shout"},
		"stop_own long": {Stop: "own", StopOwn: strings.Repeat("ü", MaxCardLine+1)}, "tell_own long": {Tell: true, TellOwn: strings.Repeat("ü", MaxCardLine+1)},
		"words_for long": {WordsFor: strings.Repeat("ü", MaxCardLine+1)}, "note long": {Note: strings.Repeat("ü", MaxCardNote+1)},
		"touch choice": {Touch: []string{"A"}}, "no_touch choice": {NoTouch: []string{""}}, "wishes choice": {Wishes: []string{"two words"}},
	} {
		var field *FieldError
		if _, err := c.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestSessionsAndCardsOfANewerVersionSurviveAnEdit(t *testing.T) {
	s, err := DecodeSession([]byte(`{"v":9,"practice":"massage","note":"old","tomorrow":{"a":[1,2]}}`))
	if err != nil {
		t.Fatal(err)
	}
	s.Note = "new"
	got, err := s.Encode()
	if want := `{"note":"new","practice":"massage","tomorrow":{"a":[1,2]},"v":9}`; err != nil || string(got) != want {
		t.Errorf("a session came back as %s, %v; want %s", got, err, want)
	}
	c, err := DecodeCard([]byte(`{"v":9,"touch":["neck"],"tomorrow":true}`))
	if err != nil {
		t.Fatal(err)
	}
	c.Note = "new"
	got, err = c.Encode()
	if want := `{"note":"new","tomorrow":true,"touch":["neck"],"v":9}`; err != nil || string(got) != want {
		t.Errorf("a card came back as %s, %v; want %s", got, err, want)
	}
	for _, body := range []string{"", "[]", "nonsense", `{"v":1,"regions":"neck","touch":"neck"}`} {
		if _, err := DecodeSession([]byte(body)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("a session of %q: %v", body, err)
		}
		if _, err := DecodeCard([]byte(body)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("a card of %q: %v", body, err)
		}
	}
}

// FuzzSessionsAndCards: what parses and is valid is written so that it reads back as the same, with every unknown field.
func FuzzSessionsAndCards(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"practice":"cranio","comfort_before":3,"comfort_after":7,"regions":["neck"],"cost":"45 €"}`, `{"v":2,"pain_after":0,"x":1}`,
		`{"v":1,"touch":["head"],"no_touch":["lower-belly"],"wishes":["ask-first"],"stop":"hand"}`, `{"v":1,"tell":true,"tell_own":"our loss","y":[]}`,
		`{}`, `{"again":"never"}`, `{"touch":[],"stop":"hand"}`,
	} {
		f.Add([]byte(seed))
	}
	again := func(t *testing.T, body, out []byte, read func([]byte) ([]byte, error)) {
		back, err := read(out)
		if err != nil || !bytes.Equal(back, out) {
			t.Errorf("%s became %s, and that became %s (%v)", body, out, back, err)
		}
		for name := range unknownFields(body) {
			if _, kept := unknownFields(out)[name]; !kept {
				t.Errorf("%s lost %q: %s", body, name, out)
			}
		}
	}
	session := func(b []byte) ([]byte, error) {
		s, err := DecodeSession(b)
		if err != nil {
			return nil, err
		}
		return s.Encode()
	}
	card := func(b []byte) ([]byte, error) {
		c, err := DecodeCard(b)
		if err != nil {
			return nil, err
		}
		return c.Encode()
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if out, err := session(body); err == nil {
			again(t, body, out, session)
		}
		if out, err := card(body); err == nil {
			again(t, body, out, card)
		}
	})
}

// unknownFields are the fields that neither a session nor a card of this version has.
func unknownFields(body []byte) unknown {
	var all unknown
	_ = json.Unmarshal(body, &all)
	for _, known := range append(fieldNames(&Session{}), fieldNames(&Card{})...) {
		for name := range all {
			if strings.EqualFold(name, known) { // encoding/json takes a field in any case
				delete(all, name)
			}
		}
	}
	return all
}
