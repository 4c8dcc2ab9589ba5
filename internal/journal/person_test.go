package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestSomebodyToTurnToHasANameAndANumberThatCanBeRung(t *testing.T) {
	for want, p := range map[string]Person{
		"": {Name: "Kim", Phone: "+44 20 7946 0018", Knows: "all"}, "name empty": {Name: " "}, "phone number": {Name: "Kim", Phone: "*21*1#"},
		"knows choice": {Name: "Kim", Knows: "Two words"}, "name long": {Name: strings.Repeat("a", MaxPersonLine+1)}, "note long": {Name: "Kim", Note: strings.Repeat("é", MaxPersonNote+1)},
	} {
		_, err := p.Encode()
		got, wrong := "", (*FieldError)(nil)
		if errors.As(err, &wrong) {
			got = wrong.Field + " " + wrong.Problem
		}
		if got != want || err != nil && got == "" {
			t.Errorf("%+v: %q (%v), want %q", p, got, err, want)
		}
	}
	if got := (Person{Phone: " +44 20-7946 0018"}).Tel(); got != "+442079460018" {
		t.Errorf("rung as %q", got)
	}
}

func TestAPersonWrittenByANewerSnowdropKeepsWhatItSays(t *testing.T) {
	p, err := DecodePerson([]byte(`{"v":2,"name":"Kim","knows":"half","cat":{"a":[1]}}`))
	if err != nil || p.Known() {
		t.Fatalf("%+v, %v", p, err)
	}
	p.Note = "Makes tea."
	body, err := p.Encode()
	if want := `{"cat":{"a":[1]},"knows":"half","name":"Kim","note":"Makes tea.","v":2}`; err != nil || string(body) != want {
		t.Errorf("%s, %v", body, err)
	}
}

// FuzzSomebodyToTurnTo: what parses and is valid is written so that it reads back as the same, with every unknown field.
func FuzzSomebodyToTurnTo(f *testing.F) {
	for _, seed := range []string{`{"v":1,"name":"Kim","phone":"+44 20 7946 0018","knows":"all","note":"x"}`, `{"v":3,"name":"a","knows":"half","jar":[1]}`, `{"name":"<3","phone":"1;2"}`, `{}`, `[]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := DecodePerson(body)
		if err != nil {
			return
		}
		out, err := p.Encode()
		if err != nil {
			return
		}
		back, err := DecodePerson(out)
		if err != nil {
			t.Fatalf("%s became %s, and that is not read: %v", body, out, err)
		}
		if again, err := back.Encode(); err != nil || !bytes.Equal(out, again) || len(back.rest) != len(p.rest) {
			t.Errorf("%s became %s, and that became %s (%v)", body, out, again, err)
		}
		if tel := p.Tel(); strings.Trim(strings.TrimPrefix(tel, "+"), "0123456789") != "" {
			t.Errorf("%q is handed to a telephone", tel)
		}
	})
}
