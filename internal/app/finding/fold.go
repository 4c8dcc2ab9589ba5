package finding

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold gives words as they are compared: small letters without accents, and one sign for each apostrophe. It is for the
// alphabets of Europe; of others it only makes letters small.
func Fold(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return fold(s, i)
		}
	}
	return s // nothing to do, and nothing to copy
}

func fold(s string, same int) string {
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:same])
	for _, r := range s[same:] {
		switch {
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
		default:
			b.WriteString(foldRune(r))
		}
	}
	return b.String()
}

// plain are the letters from U+00C0 to U+017F without their accents, "." where there is none.
const plain = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y" +
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllllllllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"

func foldRune(r rune) string {
	switch {
	case r == 'ß' || r == 'ẞ':
		return "ss"
	case r == 'æ' || r == 'Æ':
		return "ae"
	case r == 'œ' || r == 'Œ':
		return "oe"
	case r == '‘' || r == '’' || r == 'ʼ':
		return "'"
	case r >= 0x300 && r <= 0x36f: // an accent on its own, after its letter
		return ""
	case r >= 0xc0 && r <= 0x17f:
		if c := plain[r-0xc0 : r-0xc0+1]; c != "." {
			return c
		}
	}
	return string(unicode.ToLower(r))
}

// Part cuts a line to about so many characters around the first of some folded words that stands in it. It is false where none
// does.
func Part(line string, wanted []string, most int) (string, bool) {
	folded := Fold(line)
	at := -1
	for _, w := range wanted {
		if i := strings.Index(folded, w); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		return "", false
	}
	runes, from, length := []rune(line), 0, 0
	for from < len(runes) && length < at {
		length += len(foldedRune(runes[from]))
		from++
	}
	start := max(0, from-most/3)
	end := min(len(runes), start+most)
	start = max(0, end-most)
	for start > 0 && start < from && runes[start-1] != ' ' { // not in the middle of a word
		start++
	}
	out := strings.TrimSpace(string(runes[start:end]))
	if start > 0 {
		out = "… " + out
	}
	if end < len(runes) {
		out += " …"
	}
	return out, true
}

func foldedRune(r rune) string {
	if r < utf8.RuneSelf {
		return string(r)
	}
	return foldRune(r)
}
