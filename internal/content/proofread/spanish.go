package proofread

import (
	"fmt"
	"strings"
)

// How easy a Spanish text is to read is taken from the index of F. Szigriszt (Sistemas predictivos de legibilidad del mensaje
// escrito: fórmula de perspicuidad, Universidad Complutense de Madrid, 1993):
//
//	206.835 − 62.3 × syllables a word − words a sentence
//
// On the scale INFLESZ (I. M. Barrio-Cantalejo and others, An Sist Sanit Navar 2008; 31: 135-152), 65 and more is "quite
// easy", as books for the first years of school; less than 55 is what most people do not manage. Neither was read here.
const leastEase = 65

// Ease is the index of a Spanish text.
func Ease(lines []string) float64 {
	var words, sentences, syllables int
	for _, line := range lines {
		for _, s := range Sentences(line) {
			sentences++
			for _, w := range Words(s) {
				words++
				syllables += SyllablesSpanish(w)
			}
		}
	}
	return 206.835 - 62.3*float64(syllables)/float64(max(words, 1)) - float64(words)/float64(max(sentences, 1))
}

func ease(t Text) []Problem {
	if e := Ease(t.Lines); e < leastEase {
		return []Problem{{Where: t.Where, What: "reading ease", Why: fmt.Sprintf("Its index is %.1f; at least %d.", e, leastEase)}}
	}
	return nil
}

// SyllablesSpanish counts the syllables of one Spanish word. A number counts one for each of its digits.
func SyllablesSpanish(w string) int {
	w = strings.NewReplacer("que", "ke", "qui", "ki", "gue", "ge", "gui", "gi").Replace(strings.ToLower(w))
	n, before := 0, ' ' // y is a consonant, or the end of another sound, as in hoy
	for _, c := range w {
		switch {
		case c >= '0' && c <= '9':
			n++
		case strings.ContainsRune("aeoáéóíú", c): // strong, or weak with its accent: said apart from another of these
			if !strings.ContainsRune("iuü", before) {
				n++
			}
		case strings.ContainsRune("iuü", c):
			if !strings.ContainsRune("aeoáéóiuüíú", before) {
				n++
			}
		}
		before = c
	}
	return max(n, 1)
}
