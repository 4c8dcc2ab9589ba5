package words

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestTheListIsTheOneThatWasPublished(t *testing.T) {
	published, err := os.ReadFile("eff_large.txt")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(list(), "\n")+"\n" != string(published) {
		t.Error("the list is not that of eff_large.txt")
	}
	sum := sha256.Sum256(published)
	if got, want := hex.EncodeToString(sum[:]), "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"; got != want {
		t.Errorf("the list changed: got %s, want %s", got, want)
	}
	if n := len(list()); n != count {
		t.Errorf("%d words, want %d", n, count)
	}
	if !Here() || !slices.IsSorted(list()) || len(slices.Compact(slices.Clone(list()))) != count {
		t.Error("not in order, or one twice: looking up would miss words")
	}
	hyphens := 0
	for _, w := range list() {
		if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz-") != "" || len(w) > 16 {
			t.Errorf("%q", w)
		}
		if first, _, ok := strings.Cut(w, "-"); ok {
			hyphens++
			if known(first) {
				t.Errorf("%q could be two words", w)
			}
		}
	}
	if hyphens != 4 {
		t.Errorf("%d words with a hyphen", hyphens)
	}
}

func TestNewWordsAreOursAndEveryOneCanComeButTheOneThatSoundsLikeAnother(t *testing.T) {
	seen := map[string]int{}
	const n = 30 * count
	for _, w := range New(n) {
		seen[w]++
	}
	for w, times := range seen {
		if !known(w) {
			t.Fatalf("%q is none of ours", w)
		}
		// 30 are expected; 100 would be twelve times the usual spread away.
		if times > 100 {
			t.Errorf("%q came %d times", w, times)
		}
	}
	// A draw that takes 16 bits and their remainder would favour the first 3,328 words: 457 in a thousand, instead of 428.
	first := 0
	for _, w := range list()[:1<<16%count] {
		first += seen[w]
	}
	if thousandth := first * 1000 / n; thousandth < 418 || thousandth > 438 {
		t.Errorf("%d in a thousand are of the first %d words, want 428", thousandth, 1<<16%count)
	}
	if len(seen) != count-1 || seen["yo-yo"] != 0 {
		t.Errorf("of %d words %d came, and yo-yo, which sounds like another, %d times", count, len(seen), seen["yo-yo"])
	}
	if a, b := New(7), New(7); slices.Equal(a, b) {
		t.Error("the same words twice")
	}
}

func TestWordsAreReadHoweverTheyAreTyped(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "abacus yo-yo zoom", "abacus yo-yo zoom"},
		{"capitals", "Abacus YO-YO Zoom", "abacus yo-yo zoom"},
		{"lines", "abacus\r\nyo-yo\nzoom\n", "abacus yo-yo zoom"},
		{"commas", "abacus, yo-yo,zoom.", "abacus yo-yo zoom"},
		{"hyphens between", "abacus-yo-yo-zoom", "abacus yo-yo zoom"},
		{"other dashes and spaces", "abacus–yo‑yo\u00a0zoom", "abacus yo-yo zoom"},
		{"numbered", "1. abacus 2. yo-yo\n3. zoom", "abacus yo-yo zoom"},
		{"hyphen typed as a space", "t shirt felt tip drop down down", "t-shirt felt-tip drop-down down"},
		{"the second half of a hyphen alone", "down shirt down", "down shirt down"},
		{"nothing", "", ""},
		{"white space", " \n ", ""},
	} {
		got, err := Parse(c.text)
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestEveryWordIsReadBackAndNotTakenForTwo(t *testing.T) {
	for i, w := range list() {
		next := list()[(i+1)%count]
		got, err := Parse(w + "-" + next)
		if err != nil || !slices.Equal(got, []string{w, next}) {
			t.Fatalf("%s-%s: got %q, %v", w, next, got, err)
		}
	}
}

func TestAMistypedWordIsNamedWithWhatMayBeMeant(t *testing.T) {
	for _, c := range []struct{ text, word, near string }{
		{"abacus zoon", "zoon", "zoom"},
		{"abcaus", "abcaus", "abacus"},
		{"abacu", "abacu", "abacus"},
		{"aabacus", "aabacus", "abacus"},
		{"feltip", "feltip", "felt-tip"},
		{"tshirt", "tshirt", "t-shirt"},
		{"Überzug", "überzug", ""},
		{"qqqqqqqq", "qqqqqqqq", ""},
		{strings.Repeat("a", 200), strings.Repeat("a", 200), ""},
	} {
		_, err := Parse(c.text)
		var unknown *UnknownError
		if !errors.As(err, &unknown) {
			t.Errorf("%.20q: got %v", c.text, err)
			continue
		}
		if unknown.Word != c.word || len(unknown.Near) > 3 || c.near != "" && (len(unknown.Near) == 0 || unknown.Near[0] != c.near) || c.near == "" && len(unknown.Near) != 0 {
			t.Errorf("%.20q: got %q near %q, want %q near %q", c.text, unknown.Word, unknown.Near, c.word, c.near)
		}
		if strings.Contains(err.Error(), c.word) {
			t.Error("the text of the error holds what was typed")
		}
	}
}

func TestSlipsOfAFingerAreCounted(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"zoom", "zoom", 0}, {"zoom", "zoon", 1}, {"zoom", "zom", 1}, {"zom", "zoom", 1}, {"zoom", "ozom", 1}, {"zoom", "ozon", 2}, {"zoom", "abcd", 3}, {"", "abcd", 3}} {
		if got := slips(c.a, c.b, 2); got != c.want {
			t.Errorf("%q for %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestFarTooManyWordsAreRefused(t *testing.T) {
	if got, err := Parse(strings.Repeat("zoom ", maxWords)); err != nil || len(got) != maxWords {
		t.Errorf("%d words, %v", len(got), err)
	}
	for name, text := range map[string]string{"words": strings.Repeat("zoom ", maxWords+1), "bytes": strings.Repeat(" ", maxBytes+1)} {
		if _, err := Parse(text); err != ErrMany {
			t.Errorf("%s: got %v, want ErrMany", name, err)
		}
	}
}

func TestWordsToCompareAreTheRemaindersOfABigNumber(t *testing.T) {
	for _, seed := range []string{"", "one", "two"} {
		b := sha256.Sum256([]byte(seed))
		number, rest, by := new(big.Int).SetBytes(b[:]), new(big.Int), big.NewInt(count)
		var want []string
		for range 5 {
			number.DivMod(number, by, rest)
			want = append(want, list()[rest.Int64()])
		}
		before := b
		if got := FromBytes(b[:], 5); !slices.Equal(got, want) || b != before {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	defer func() { _ = recover() }()
	FromBytes(make([]byte, 17), 5)
	t.Error("17 bytes are enough for 5 words")
}

// seeds are what the fuzz target starts from.
var seeds = []string{"", "abacus zoom", "1. Abacus\n2. YO-YO", "t shirt", "zoon", "drop-down-down", "\xff\xfe abacus", strings.Repeat("zoom ", 40), "ſtone Kayak"}

func TestFuzzingHasSeeds(t *testing.T) {
	parsed := 0
	for _, text := range seeds {
		if _, err := Parse(text); err == nil {
			parsed++
		}
	}
	if parsed < 4 || parsed == len(seeds) {
		t.Errorf("of %d seeds %d parse: fuzzing needs some of both", len(seeds), parsed)
	}
}

func FuzzWordsThatAreReadAreReadAgain(f *testing.F) {
	for _, text := range seeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words, err := Parse(text)
		var unknown *UnknownError
		if err != nil && err != ErrMany && !errors.As(err, &unknown) {
			t.Fatalf("got %v", err)
		}
		for _, w := range words {
			if !known(w) {
				t.Fatalf("%q is none of ours", w)
			}
		}
		if again, err := Parse(strings.Join(words, " ")); err != nil || !slices.Equal(again, words) {
			t.Fatalf("got %q, %v, want %q", again, err, words)
		}
	})
}
