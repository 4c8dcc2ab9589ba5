package items

import (
	"encoding/json"
	"testing"
)

func TestWhatSomebodyElseWroteNeverTurnsTheTextAround(t *testing.T) {
	const typed = "call 600 123\n\"a\\u202eb\"\tü שלום 💙"
	const changed = "\u202ecall\u0000 600\u2066 \b123\n\u009b\"a\\u202eb\"\u001b\t\u007fü\f שלום\u2069 💙"
	for _, escaped := range []bool{false, true} {
		said, err := json.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		if escaped {
			said = []byte(`"\u202Ecall\u0000 600\u2066 \b123\n\u009b\"a\\u202eb\"\u001b\t\u007f\u00fc\f שלום\u2069 \ud83d\udc99"`)
		}
		c, err := DecodeCandle([]byte(`{"v":1,"words":` + string(said) + `}`))
		if err != nil || c.Words != typed {
			t.Errorf("a candle: %q, %v", c.Words, err)
		}
	}
	sealed, err := Pad(changed)
	if err != nil {
		t.Fatal(err)
	}
	if words, err := Unpad(sealed); err != nil || words != typed {
		t.Errorf("an answer: %q, %v", words, err)
	}
	for _, body := range []string{"{\"v\":1,\"words\":\"a\u0001\"}", "{\"v\":1,\u0001\"words\":\"a\"}", `{"v":1,"words":"\u12"}`, `{"v":1,"words":"\`} {
		if _, err := DecodeCandle([]byte(body)); err == nil {
			t.Errorf("%q was read", body)
		}
	}
}

func FuzzStraight(f *testing.F) {
	for _, seed := range []string{`{"v":1,"words":"\u202ea\\u0000\b"}`, "\"\u202e\"", `\`, `\u`, `"\\\u0001"`, "\xff\\u12"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var said any
		if json.Unmarshal(body, &said) != nil {
			_ = Straight(body)
			return
		}
		if err := json.Unmarshal(Straight(body), &said); err != nil {
			t.Fatalf("%q became %q: %v", body, Straight(body), err)
		}
		if s, ok := said.(string); ok {
			for _, r := range s {
				if turns(r) {
					t.Errorf("%q has %q", s, r)
				}
			}
		}
	})
}
