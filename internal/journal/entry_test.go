package journal

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatALetterIsToAndWhatWasAskedStayWithTheWords(t *testing.T) {
	for name, e := range map[string]Entry{
		"letter":          {Text: "You never asked.", Letter: LetterSomeone, To: "Aunt Inés"},
		"of a newer kind": {Text: "x", Letter: "to-the-sea"},
		"prompt":          {Text: "x", Prompt: "g1", Asked: "What do you miss today?"},
		"long letter":     {Text: strings.Repeat("a word ", 10_000), Letter: LetterLost, To: "Robin"},
	} {
		first, rest, err := e.Split()
		if err != nil {
			t.Fatal(name, err)
		}
		body, err := first.Encode()
		if err != nil {
			t.Fatal(name, err)
		}
		back, err := DecodeEntry(body)
		if err != nil || back.Join(rest) != e.Text || back.Letter != e.Letter || back.To != e.To || back.Prompt != e.Prompt || back.Asked != e.Asked {
			t.Errorf("%s came back as %+v, %v", name, back, err)
		}
		quick, err := ReadEntry(body)
		if err != nil || quick.Text != back.Text || quick.To != back.To || quick.Asked != back.Asked {
			t.Errorf("%s is read as %+v, %v", name, quick, err)
		}
	}
}

func TestWhatStandsBesideTheWordsHasItsLimits(t *testing.T) {
	for field, e := range map[string]Entry{
		"to":     {Text: "x", Letter: LetterSelf, To: strings.Repeat("é", MaxTo+1)},
		"letter": {Text: "x", Letter: "To Robin"},
		"prompt": {Text: "x", Prompt: "../g1"},
		"asked":  {Text: "x", Asked: strings.Repeat("é", MaxAsked+1)},
	} {
		var wrong *FieldError
		if _, err := e.Encode(); !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
	if _, err := (Entry{Text: "x", Letter: LetterSelf, To: strings.Repeat("é", MaxTo)}).Encode(); err != nil {
		t.Error("what just fits is refused:", err)
	}
}

// What is only read must not be less than what is decoded: the search would not find it.
func FuzzReadingQuicklyReadsTheSame(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"v":9,"text":"x","to":"Kim","letter":"someone","new":{"a":1}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		slow, err := DecodeEntry(body)
		quick, qerr := ReadEntry(body)
		if err == nil && (qerr != nil || slow.Text != quick.Text || slow.To != quick.To || slow.Asked != quick.Asked || len(slow.Photos()) != len(quick.Photos())) {
			t.Errorf("%s: %v and %v, %+v and %+v", body, err, qerr, slow, quick)
		}
	})
}
