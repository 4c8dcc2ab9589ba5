package proofread

import "strings"

// How easy a text is to read is taken from the Flesch-Kincaid grade (J. P.
// Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom: Derivation of new
// readability formulas for Navy enlisted personnel, Research Branch Report
// 8-75, 1975):
//
//	0.39 × words a sentence + 11.8 × syllables a word - 15.59
//
// It is a year of school in the United States; five more is the age of the
// child in that year. What it cannot see: whether a short word is known,
// whether a sentence is clear, and whether a list of short entries hangs
// together. It says nothing of a few words alone, so it is taken of a whole
// page, of all rules of one level and of each file of the interface. It is
// made for English: another language needs a formula of its own.

// A Reading is how much there is to read.
type Reading struct{ Words, Sentences, Syllables int }

// Measure counts a text. An entry of a list without a full stop counts as a sentence.
func Measure(lines []string) Reading {
	var r Reading
	for _, line := range lines {
		for _, s := range Sentences(line) {
			r.Sentences++
			for _, w := range Words(s) {
				r.Words++
				r.Syllables += Syllables(w)
			}
		}
	}
	return r
}

// PerSentence is the mean of words in a sentence.
func (r Reading) PerSentence() float64 { return float64(r.Words) / float64(max(r.Sentences, 1)) }

// PerWord is the mean of syllables in a word.
func (r Reading) PerWord() float64 { return float64(r.Syllables) / float64(max(r.Words, 1)) }

// Age is the age of a reader for whom it is easy enough, in years.
func (r Reading) Age() float64 { return 0.39*r.PerSentence() + 11.8*r.PerWord() - 15.59 + 5 }

// irregular are words of these pages that the rules below would count wrong.
var irregular = map[string]int{
	"anxiety": 4, "area": 3, "areas": 3, "create": 2, "creates": 2, "created": 3, "diet": 2, "quiet": 2, "quietly": 3, "science": 2, "society": 4, "variety": 4,
	"every": 2, "everyone": 3, "everything": 3, "everybody": 4, "everywhere": 3, "idea": 3, "ideas": 3, "someone": 2, "somewhere": 2, "anywhere": 3, "nowhere": 2,
	"therefore": 2, "wherever": 3, "whenever": 3, "people": 2, "evening": 2, "different": 3, "business": 2, "medicine": 3, "vegetable": 4, "real": 1, "really": 2,
	"centre": 2, "centres": 2, "litre": 2, "metre": 2, "ache": 1, "aches": 1, "headache": 2, "backache": 2, "client": 2, "clients": 2, "trial": 2, "trials": 2,
	"diarrhoea": 4, "lion": 2, "riot": 2, "dial": 2, "giant": 2, "reuse": 2, "react": 2, "reaction": 3, "suicide": 3, "fluid": 2, "ruin": 2, "poem": 2, "poet": 2,
	"does": 1, "doesn": 2, "didn": 2, "isn": 2, "wasn": 2, "couldn": 2, "hasn": 2, "haven": 2, "shoes": 1, "goes": 1, "toes": 1, "clothes": 1, "breathes": 1,
	"naked": 2, "sacred": 2, "hundred": 2, "patient": 2, "patients": 2, "patience": 2, "ancient": 2, "nutrient": 3, "experience": 4, "experienced": 4,
	"gp": 2, "nhs": 3, "uk": 2, "usa": 3, "pdf": 3, "mri": 3, "qr": 2, "csv": 3, "hcg": 3, "ics": 3, "cst": 3, "passphrase": 2, "homepage": 2, "safety": 2, "forehead": 2,
	"lifetime": 2, "bedtime": 2, "timeline": 2, "timetable": 3, "element": 3, "million": 2, "opinion": 3, "union": 2, "onion": 2, "companion": 3, "rhythm": 2,
	"triage": 3, "coeliac": 4, "being": 2, "movie": 2, "movies": 2, "video": 3, "forearm": 2, "homework": 2, "rehearse": 2, "reassure": 3, "preeclampsia": 5,
	"recipe": 3, "catastrophe": 4, "acne": 2, "maybe": 2, "fiance": 3, "guidelines": 2, "whole": 1, "role": 1, "sole": 1, "rule": 1, "alike": 2, "uneven": 3, "baseline": 2, "sidewalk": 2,
	"lonely": 2, "bereavement": 3, "cyst": 1, "wouldn": 2, "mustn": 2, "i": 1, "chiropractor": 4, "museum": 3, "biology": 4, "physiotherapy": 6, "physiotherapist": 6, "physio": 3,
}

// Syllables counts the syllables of one English word. A number counts one for
// each of its digits, and a word with hyphens is the sum of its parts.
func Syllables(w string) int {
	n := 0
	for _, part := range strings.FieldsFunc(strings.ToLower(w), func(r rune) bool { return strings.ContainsRune("-/.,°%", r) }) {
		n += ofPart(part)
	}
	return max(n, 1)
}

func ofPart(w string) int {
	w, _, _ = strings.Cut(strings.ReplaceAll(w, "'", "’"), "’") // "don’t", "you’re", "person’s"
	if n, ok := irregular[w]; ok {
		return n
	}
	if d := len(w) - len(strings.TrimLeft(w, "0123456789")); d > 0 { // "38", "2nd"
		return d
	}
	n := 0
	for i := range len(w) {
		switch {
		case isVowel(w, i) && !isVowel(w, i-1), isVowel(w, i) && apart(w, i):
			n++
		}
	}
	if strings.HasSuffix(w, "ism") {
		n++
	}
	return max(n-silent(w), 1)
}

func isVowel(w string, i int) bool {
	return i >= 0 && i < len(w) && strings.IndexByte("aeiouy", w[i]) >= 0
}

// after reports whether the letter before i is one of some.
func after(w string, i int, letters string) bool {
	return i > 0 && strings.IndexByte(letters, w[i-1]) >= 0
}

// apart reports whether the vowel at i is said apart from the one before it: peri-od, usu-al, di-ary, try-ing, earli-er.
func apart(w string, i int) bool {
	rest := w[i:]
	switch w[i-1 : i+1] {
	case "ia":
		return !after(w, i-1, "tscg") && !strings.HasPrefix(rest, "age")
	case "io":
		return !after(w, i-1, "tscgx")
	case "ua":
		return !after(w, i-1, "gq")
	case "eo", "yi":
		return true
	case "ii":
		return true
	case "ai", "ei", "oi", "ui":
		return rest == "ing" || rest == "ings"
	case "ie":
		return rest == "er" || rest == "est"
	}
	return false
}

// silent counts the letters e that are written and not said: safe, times, called, safe-ly.
func silent(w string) int {
	n := 0
	for _, suffix := range []string{"ly", "ful", "fully", "ment", "ments", "less", "thing", "times", "self"} {
		if stem, ok := strings.CutSuffix(w, suffix); ok && silentEnd(stem) {
			n++
			break
		}
	}
	stem, plural := strings.CutSuffix(w, "s")
	last, past := strings.CutSuffix(w, "ed")
	switch {
	case past && last != "" && !isVowel(last, len(last)-1) && !after(last, len(last), "td"):
		if syllabic := strings.HasSuffix(last, "l") && !after(last, len(last)-1, "aeiouyl"); !syllabic { // settled
			n++
		}
	case plural && silentEnd(stem) && !after(stem, len(stem)-1, "scxzg") && !strings.HasSuffix(stem, "she") && !strings.HasSuffix(stem, "che"):
		n++
	case silentEnd(w):
		n++
	}
	return n
}

// silentEnd reports whether a word ends in an e after a consonant that is no syllable of its own, as that of "little" is.
func silentEnd(w string) bool {
	k := len(w)
	if k < 3 || w[k-1] != 'e' || isVowel(w, k-2) {
		return false
	}
	return w[k-2] != 'l' || isVowel(w, k-3)
}
