package text

import (
	"strings"
	"testing"
)

func TestNamesInASentenceAreFilledIn(t *testing.T) {
	w := Words{say: map[string]string{"found": "Found {n} of {all}."}}
	if got := w.Say("found", "n", "2", "all", "{n}"); got != "Found 2 of {n}." {
		t.Errorf("got %q", got)
	}
	if got := w.Say("absent"); got != "[absent]" {
		t.Errorf("an unknown key gives %q", got)
	}
}

func TestALineThatIsNoSentenceIsNamed(t *testing.T) {
	for file, line := range map[string]string{
		"a = b\nnonsense": "line 2", "= b": "line 1", "a =": "line 1", "# c\n\na = b\na = c": "line 4",
	} {
		if _, err := Parse(file); err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: got %v, want an error at %s", file, err, line)
		}
	}
}

// TestSentencesAreShortAndKind holds evidence.md 11.1 and 11.2 for the interface.
func TestSentencesAreShortAndKind(t *testing.T) {
	avoid := []string{"should ", "fail", "spontaneous", "journey", "angel", "rainbow", "at least it", "perinatal", "streak", "invalid", "error"}
	for _, key := range English.Keys() {
		sentence := English.Say(key)
		for _, word := range avoid {
			if strings.Contains(strings.ToLower(sentence), word) {
				t.Errorf("%s says %q: %s", key, word, sentence)
			}
		}
		for _, part := range strings.FieldsFunc(sentence, func(r rune) bool { return strings.ContainsRune(".?!:;", r) }) {
			if n := len(strings.Fields(part)); n > 20 {
				t.Errorf("%s has a sentence of %d words, want at most 20: %s", key, n, part)
			}
		}
	}
}

func FuzzParseNamesItsLine(f *testing.F) {
	for _, seed := range []string{"a = b", "# c\n\nx.y = z {n}", "a = b\na = c", "=", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		say, err := Parse(file)
		if err != nil && !strings.Contains(err.Error(), "line ") {
			t.Errorf("the error names no line: %v", err)
		}
		for key, sentence := range say {
			if key == "" || sentence == "" {
				t.Errorf("empty key or sentence: %q = %q", key, sentence)
			}
		}
	})
}
