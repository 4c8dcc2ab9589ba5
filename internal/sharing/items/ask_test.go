package items

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
)

func TestOnlyWhatCanBeAskedIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		Ask
		ok bool
	}{
		"a rhythm":                  {Ask{What: AskRhythm, Which: "phq9", Weeks: 2}, true},
		"the longest rhythm":        {Ask{What: AskRhythm, Which: "phq9", Weeks: MaxWeeks, Words: strings.Repeat("ü", MaxAskWords)}, true},
		"a rhythm of nothing":       {Ask{What: AskRhythm, Weeks: 2}, false},
		"a rhythm without a time":   {Ask{What: AskRhythm, Which: "phq9"}, false},
		"a rhythm of a year":        {Ask{What: AskRhythm, Which: "phq9", Weeks: MaxWeeks + 1}, false},
		"a rhythm backwards":        {Ask{What: AskRhythm, Which: "phq9", Weeks: -1}, false},
		"a piece":                   {Ask{What: AskPiece, Which: "piece-1"}, true},
		"a piece without its name":  {Ask{What: AskPiece, Words: "this one"}, false},
		"an address for a piece":    {Ask{What: AskPiece, Which: "../mine/delete"}, false},
		"a practice":                {Ask{What: AskPractice, Which: "breathing", Words: "Once, if you like."}, true},
		"a question":                {Ask{What: AskQuestion, Words: "How was the week?"}, true},
		"a question without words":  {Ask{What: AskQuestion, Words: " \n"}, false},
		"something newer":           {Ask{What: "song"}, true},
		"nothing":                   {Ask{}, false},
		"more words than there fit": {Ask{What: AskQuestion, Words: strings.Repeat("ü", MaxAskWords+1)}, false},
	} {
		body, err := c.Encode()
		if c.ok != (err == nil) || err != nil && !errors.Is(err, ErrAsk) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if back, err := DecodeAsk(body); c.ok && (err != nil || back.What != c.What || back.V != AskVersion || back.Words != c.Words) {
			t.Errorf("%s became %+v, %v", name, back, err)
		}
	}
}

func TestAReplySaysSomethingToSomething(t *testing.T) {
	to := record.ID{1}
	for name, c := range map[string]struct {
		Reply
		ok bool
	}{
		"words":          {Reply{To: to, Words: "Thank you."}, true},
		"the most words": {Reply{To: to, Words: strings.Repeat("क", MaxReplyWords)}, true},
		"yes":            {Reply{To: to, Answer: Yes}, true},
		"yes, changed":   {Reply{To: to, Answer: Yes, Weeks: 3}, true},
		"no":             {Reply{To: to, Answer: No}, true},
		"later answers":  {Reply{To: to, Answer: "perhaps"}, true},
		"silence":        {Reply{To: to, Words: "  "}, false},
		"to nothing":     {Reply{Words: "Hello"}, false},
		"too many words": {Reply{To: to, Words: strings.Repeat("a", MaxReplyWords+1)}, false},
		"years":          {Reply{To: to, Answer: Yes, Weeks: MaxWeeks + 1}, false},
		"markup":         {Reply{To: to, Answer: "<b>"}, false},
	} {
		body, err := c.Encode()
		if c.ok != (err == nil) || err != nil && !errors.Is(err, ErrReply) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if back, err := DecodeReply(body); c.ok && (err != nil || back.To != c.To || back.Words != c.Words || back.Answer != c.Answer || back.Weeks != c.Weeks) {
			t.Errorf("%s became %+v, %v", name, back, err)
		}
	}
}

func TestAQuestionnaireIsOfferedByItsRhythmAndNeverBefore(t *testing.T) {
	last := time.Date(2026, 3, 20, 23, 50, 0, 0, time.FixedZone("", 3600))
	for name, c := range map[string]struct {
		last time.Time
		now  time.Time
		want bool
	}{
		"never kept":                {time.Time{}, last, true},
		"the day before":            {last, last.AddDate(0, 0, 13), false},
		"the day, early":            {last, time.Date(2026, 4, 3, 0, 5, 0, 0, time.FixedZone("", 7200)), true},
		"long after":                {last, last.AddDate(1, 0, 0), true},
		"kept in a future that was": {last.AddDate(0, 0, 30), last, false},
	} {
		if got := Due(2, c.last, c.now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// FuzzAsk and FuzzReply: what parses is written so that it reads back as the same, with every unknown field.
func FuzzAsk(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"what":"rhythm","which":"phq9","weeks":2}`, `{"v":1,"what":"question","words":"<3?"}`, `{"v":7,"what":"song","which":"x","tune":[1,{"a":2}]}`,
		`{"what":"piece","which":"piece-1","weeks":-1}`, `{"v":1,"what":"practice","which":"breathing","words":null}`, `{}`, `[]`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if a, err := DecodeAsk(body); err == nil {
			goesRound(t, body, a.Encode, func(b []byte) (func() ([]byte, error), error) { a, err := DecodeAsk(b); return a.Encode, err })
		}
	})
}

func FuzzReply(f *testing.F) {
	to := `"` + record.ID{1}.String() + `"`
	for _, seed := range []string{
		`{"v":1,"to":` + to + `,"words":"Thank you <3"}`, `{"v":1,"to":` + to + `,"answer":"yes","weeks":3}`, `{"v":9,"to":` + to + `,"words":"a","mood":{"b":1}}`,
		`{"to":"x","words":"a"}`, `{"words":"a"}`, `{}`, `[]`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if r, err := DecodeReply(body); err == nil {
			goesRound(t, body, r.Encode, func(b []byte) (func() ([]byte, error), error) { r, err := DecodeReply(b); return r.Encode, err })
		}
	})
}

func goesRound(t *testing.T, body []byte, encode func() ([]byte, error), again func([]byte) (func() ([]byte, error), error)) {
	t.Helper()
	out, err := encode()
	if errors.Is(err, ErrTooLong) {
		return
	}
	if err != nil {
		t.Fatalf("%s is read and not written: %v", body, err)
	}
	encode, err = again(out)
	if err != nil {
		t.Fatalf("%s became %s, and that is not read: %v", body, out, err)
	}
	if twice, err := encode(); err != nil || !bytes.Equal(out, twice) {
		t.Errorf("%s became %s, and that became %s (%v)", body, out, twice, err)
	}
}

func TestWhatIsNewerInAnAskOrAReplyIsKept(t *testing.T) {
	a, err := DecodeAsk([]byte(`{"v":3,"what":"piece","which":"piece-2","place":{"at":[1]}}`))
	body, err2 := a.Encode()
	if err != nil || err2 != nil || !strings.Contains(string(body), `"place":{"at":[1]}`) || !strings.Contains(string(body), `"v":3`) {
		t.Errorf("%s, %v, %v", body, err, err2)
	}
	r, err := DecodeReply([]byte(`{"v":3,"to":"` + record.ID{1}.String() + `","words":"a","by":"voice"}`))
	body, err2 = r.Encode()
	if err != nil || err2 != nil || !strings.Contains(string(body), `"by":"voice"`) {
		t.Errorf("%s, %v, %v", body, err, err2)
	}
}
