package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestAnExerciseHoldsAnyPartAlone(t *testing.T) {
	for _, e := range []Exercise{
		{Which: "friend", Said: map[string]string{"say": "It was not you."}},
		{Which: "pie", Said: map[string]string{"part1": "", "mine": "small"}},
		{Which: "of-tomorrow", Said: map[string]string{"x9": strings.Repeat("ü", MaxExerciseText)}},
	} {
		body, err := e.Encode()
		if err != nil {
			t.Errorf("%s: %v", e.Which, err)
			continue
		}
		back, err := DecodeExercise(body)
		if err != nil || back.Which != e.Which || len(back.Said) != len(e.Said) {
			t.Errorf("%s came back as %+v, %v", e.Which, back, err)
		}
	}
}

func TestAnExerciseThatCannotBeKeptNamesItsPart(t *testing.T) {
	eleven := 11
	for want, e := range map[string]Exercise{
		"exercise empty":  {Which: "friend", Said: map[string]string{"say": " \n"}},
		"exercise choice": {Which: "Friend!", Said: map[string]string{"say": "x"}},
		"say long":        {Which: "friend", Said: map[string]string{"say": strings.Repeat("x", MaxExerciseText+1)}},
		"before range":    {Which: "friend", Said: map[string]string{"say": "x"}, Before: &eleven},
		"after range":     {Which: "friend", Said: map[string]string{"say": "x"}, After: &eleven},
	} {
		_, err := e.Encode()
		var field *FieldError
		if !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := (Exercise{Which: "friend", Said: map[string]string{"a b": "x"}}).Encode(); err == nil {
		t.Error("a field with a space in its name was taken")
	}
	full := map[string]string{}
	for _, field := range []string{"a", "b", "c", "d", "e"} {
		full[field] = strings.Repeat("x", MaxExerciseText)
	}
	if _, err := (Exercise{Which: "friend", Said: full}).Encode(); !errors.Is(err, ErrTooLong) {
		t.Errorf("more than one record holds: %v", err)
	}
}

func FuzzDecodeExerciseLosesNothing(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"which":"friend","said":{"say":"x"}}`, `{"v":7,"which":"later","said":{"say":"x","new":"y"},"after":3,"more":[1]}`,
		`{"which":1}`, `{"said":{"a":1}}`, `null`, `[]`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := DecodeExercise(body)
		if err != nil {
			return
		}
		once, err := e.Encode()
		if err != nil {
			return
		}
		again, err := DecodeExercise(once)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		twice, err := again.Encode()
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("%s became %s, %v", once, twice, err)
		}
	})
}
