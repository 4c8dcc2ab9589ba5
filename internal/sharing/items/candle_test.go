package items

import (
	"strings"
	"testing"
)

func TestACandleHasAFewWordsOrNone(t *testing.T) {
	for name, c := range map[string]struct {
		Candle
		ok bool
	}{
		"no words":       {Candle{}, true},
		"a word":         {Candle{Words: "For you."}, true},
		"as many as may": {Candle{Words: strings.Repeat("ü", MaxCandleWords)}, true},
		"too many":       {Candle{Words: strings.Repeat("ü", MaxCandleWords+1)}, false},
		"no text":        {Candle{Words: "a\xff"}, false},
	} {
		body, err := c.Encode()
		if c.ok != (err == nil) || Reads(KindCandle, body) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, body := range []string{``, `[]`, `null`, `{"words":1}`, `{"v":1,"words":"` + strings.Repeat("a", MaxCandleWords+1) + `"}`} {
		if Reads(KindCandle, []byte(body)) {
			t.Errorf("%.40q is read as a candle", body)
		}
	}
}

func FuzzCandle(f *testing.F) {
	for _, seed := range []string{`{"v":1}`, `{"v":1,"words":"For you."}`, `{"v":3,"words":"<b>","colour":{"a":[1]}}`, `{}`, `[]`, `null`, `{"words":"  "}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if c, err := DecodeCandle(body); err == nil {
			goesRound(t, body, c.Encode, func(b []byte) (func() ([]byte, error), error) { c, err := DecodeCandle(b); return c.Encode, err })
		}
	})
}
