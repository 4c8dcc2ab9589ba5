package items

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"snowdrop/internal/record"
)

func TestEveryAnswerIsAsLongAsEveryOther(t *testing.T) {
	for _, words := range []string{"y", "Tea.", strings.Repeat("é", MaxAnswer/2), strings.Repeat("a", MaxAnswer), " two\nlines \u200d "} {
		plain, err := Pad(words)
		if err != nil || len(plain) != PaddedAnswer {
			t.Fatalf("%d bytes became %d: %v", len(words), len(plain), err)
		}
		if back, err := Unpad(plain); err != nil || back != words {
			t.Errorf("%.20q came back as %.20q, %v", words, back, err)
		}
		if plain[PaddedAnswer-1] == 0 {
			plain[PaddedAnswer-1] = 1
			if _, err := Unpad(plain); err == nil {
				t.Error("something in the padding was taken for nothing")
			}
		}
	}
	for _, words := range []string{"", " \n", strings.Repeat("a", MaxAnswer+1), "\xff"} {
		if _, err := Pad(words); !errors.Is(err, ErrAnswerLong) {
			t.Errorf("%.20q: %v", words, err)
		}
	}
	for name, plain := range map[string][]byte{
		"nothing": nil, "too short": make([]byte, PaddedAnswer-1), "too long": make([]byte, PaddedAnswer+1), "no words": make([]byte, PaddedAnswer),
		"longer than it is": append([]byte{0xff, 0xff}, make([]byte, PaddedAnswer-2)...), "no text": append([]byte{0, 1, 0xff}, make([]byte, PaddedAnswer-3)...),
	} {
		if _, err := Unpad(plain); !errors.Is(err, ErrAnswer) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyAWholeAnswerAndAWholeKeyAreTaken(t *testing.T) {
	a, b := record.ID{1}, record.ID{2}
	sealed, commit, token := make([]byte, SealedAnswer), make([]byte, 32), make([]byte, 32)
	for name, c := range map[string]struct {
		Answer
		ok bool
	}{
		"an answer":                 {Answer{Question: "u1", Commit: commit, Sealed: sealed}, true},
		"without a question":        {Answer{Commit: commit, Sealed: sealed}, false},
		"a question that is a path": {Answer{Question: "../x", Commit: commit, Sealed: sealed}, false},
		"without a commitment":      {Answer{Question: "u1", Sealed: sealed}, false},
		"a longer commitment":       {Answer{Question: "u1", Commit: make([]byte, 33), Sealed: sealed}, false},
		"a shorter one":             {Answer{Question: "u1", Commit: commit, Sealed: sealed[1:]}, false},
		"a longer one":              {Answer{Question: "u1", Commit: commit, Sealed: append(sealed, 0)}, false},
	} {
		body, err := c.Encode()
		if c.ok != (err == nil) || Reads(KindAnswer, body) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		Key
		ok bool
	}{
		"a key":           {Key{Answer: a, With: b, Token: token}, true},
		"for nothing":     {Key{With: b, Token: token}, false},
		"with nothing":    {Key{Answer: a, Token: token}, false},
		"with itself":     {Key{Answer: a, With: a, Token: token}, false},
		"a shorter token": {Key{Answer: a, With: b, Token: token[1:]}, false},
		"without a token": {Key{Answer: a, With: b}, false},
	} {
		body, err := c.Encode()
		if c.ok != (err == nil) || Reads(KindKey, body) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	body, _ := Key{Answer: a, With: b, Token: token}.Encode()
	if k, err := DecodeKey(body); err != nil || k.Answer != a || k.With != b || !bytes.Equal(k.Token, token) {
		t.Errorf("%+v, %v", k, err)
	}
}

func TestAMomentSaysOnlyWhatCanBeShown(t *testing.T) {
	about := record.ID{1}.String()
	for name, c := range map[string]struct {
		Moment
		ok bool
	}{
		"a need":               {Moment{Sort: MomentNeed, What: []string{"hug"}}, true},
		"a need of none":       {Moment{Sort: MomentNeed}, false},
		"two needs":            {Moment{Sort: MomentNeed, What: []string{"hug", "help"}}, false},
		"another need":         {Moment{Sort: MomentNeed, What: []string{"obey"}}, false},
		"not tonight":          {Moment{Sort: MomentTonight}, true},
		"not tonight, to that": {Moment{Sort: MomentTonight, About: about}, true},
		"to no item":           {Moment{Sort: MomentTonight, About: "x"}, false},
		"yes":                  {Moment{Sort: MomentYes, About: about}, true},
		"yes to nothing":       {Moment{Sort: MomentYes}, false},
		"a question":           {Moment{Sort: MomentQuestion, What: []string{"u1"}}, true},
		"a newer question":     {Moment{Sort: MomentQuestion, What: []string{"z99"}}, true},
		"no question":          {Moment{Sort: MomentQuestion}, false},
		"a plan":               {Moment{Sort: MomentPlan, What: []string{"us-walk"}}, true},
		"a turn":               {Moment{Sort: MomentTurn, What: []string{"you"}}, true},
		"a turn of nobody":     {Moment{Sort: MomentTurn, What: []string{"she"}}, false},
		"ways":                 {Moment{Sort: MomentWays, What: []string{"talk", "numb"}}, true},
		"no way":               {Moment{Sort: MomentWays}, false},
		"another way":          {Moment{Sort: MomentWays, What: []string{"talk", "wrong"}}, false},
		"something newer":      {Moment{Sort: "song", What: []string{"x"}}, true},
		"markup":               {Moment{Sort: "song", What: []string{"<b>"}}, false},
		"nothing":              {Moment{}, false},
	} {
		body, err := c.Encode()
		if c.ok != (err == nil) || Reads(KindMoment, body) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What parses is written so that it reads back as the same, with every field that this version does not know.
func FuzzAnswer(f *testing.F) {
	body, _ := Answer{Question: "u1", Commit: make([]byte, 32), Sealed: make([]byte, SealedAnswer)}.Encode()
	for _, seed := range []string{string(body), `{"v":2,"mood":1,` + string(body[1:]), `{"v":1,"question":"u1","commit":"AAAA","sealed":""}`, `{}`, `[]`, `null`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if a, err := DecodeAnswer(body); err == nil {
			goesRound(t, body, a.Encode, func(b []byte) (func() ([]byte, error), error) { a, err := DecodeAnswer(b); return a.Encode, err })
		}
	})
}

func FuzzKey(f *testing.F) {
	body, _ := Key{Answer: record.ID{1}, With: record.ID{2}, Token: make([]byte, 32)}.Encode()
	for _, seed := range []string{string(body), `{"later":{"a":[1]},` + string(body[1:]), `{"answer":[1,2],"with":"x"}`, `{}`, `[]`, `null`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if k, err := DecodeKey(body); err == nil {
			goesRound(t, body, k.Encode, func(b []byte) (func() ([]byte, error), error) { k, err := DecodeKey(b); return k.Encode, err })
		}
	})
}

func FuzzMoment(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"sort":"need","what":["hug"]}`, `{"v":4,"sort":"song","tune":{"a":1}}`, `{"v":1,"sort":"tonight","about":"` + record.ID{1}.String() + `"}`,
		`{"sort":"ways","what":["talk","cry"]}`, `{"sort":"yes"}`, `{}`, `[]`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if m, err := DecodeMoment(body); err == nil {
			goesRound(t, body, m.Encode, func(b []byte) (func() ([]byte, error), error) { m, err := DecodeMoment(b); return m.Encode, err })
		}
	})
}

func FuzzUnpad(f *testing.F) {
	for _, words := range []string{"yes", "नमस्ते", strings.Repeat("a", MaxAnswer)} {
		plain, _ := Pad(words)
		f.Add(plain)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, plain []byte) {
		if words, err := Unpad(plain); err == nil {
			if again, err := Pad(words); err != nil || !bytes.Equal(again, plain) {
				t.Errorf("%q is not what it was: %v", words, err)
			}
		}
	})
}
