// Package words writes secrets as words that a person can remember, copy by hand or read aloud.
// It must never take words that a person chose for a secret, put a secret into an error's text, or keep it.
//
// The words are those of the EFF large wordlist (Joseph Bonneau, Electronic Frontier Foundation, 2016,
// CC BY 3.0 US; see eff_large_licence.txt): 7,776 words, so each is worth 12.9 bits.
package words

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"unicode"
)

// count is how many words there are: six to the power of five, for dice.
const count = 7776

// New returns n random words, each as likely as any other; one may come twice. "yo-yo" never comes. Like FromBytes it is for
// where the list is Here, and panics elsewhere: fewer words than were asked for would be no secret.
func New(n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = list()[draw()]
	}
	return words
}

// draw returns the number of a random word. Numbers that would make some words likelier are drawn again.
func draw() int {
	const fair = 1 << 16 / count * count
	for {
		var b [2]byte
		rand.Read(b[:])
		v := int(binary.BigEndian.Uint16(b[:]))
		// The list has "yoyo" too: nobody who heard it can know which one was meant.
		if v < fair && list()[v%count] != "yo-yo" {
			return v % count
		}
	}
}

// FromBytes returns n words for b, always the same, for two people or two devices to compare. It takes
// the bytes as one big number and its remainders by the number of words. b is a hash, with at least 8
// bytes more than the 2 that a word needs; fewer make it panic.
func FromBytes(b []byte, n int) []string {
	if len(b) < 2*n+8 {
		panic("words: too few bytes to compare by")
	}
	number, words := slices.Clone(b), make([]string, n)
	for i := range words {
		rest := 0
		for j, digit := range number {
			rest = rest<<8 | int(digit)
			number[j], rest = byte(rest/count), rest%count
		}
		words[i] = list()[rest]
	}
	return words
}

// maxWords and maxBytes bound what Parse looks at: nobody has that many words.
const (
	maxWords = 32
	maxBytes = 4096
)

// ErrMany says that a text is far too long to be the words of a secret.
var ErrMany = errors.New("words: too many")

// ErrNotHere says that the list has not come, so that nobody can know which words are ours.
var ErrNotHere = errors.New("words: the list has not come")

// UnknownError says which word of a text is not one of ours, as it was typed in lower case, and which
// words may have been meant, the likeliest first, at most three.
type UnknownError struct {
	Word string
	Near []string
}

// Error does not say the word: it may be nearly a secret.
func (e *UnknownError) Error() string { return "words: a word that is not one of ours" }

// Parse reads words as people type and copy them: in any case, with anything between them that is not a
// letter, with numbers before them, on one line or many. It returns them as they stand in the list, or
// *UnknownError for the first that does not stand there, ErrMany, or ErrNotHere. No words are no error. Joined by
// single spaces they are what seal.StretchWords takes.
func Parse(text string) ([]string, error) {
	if len(text) > maxBytes {
		return nil, ErrMany
	}
	if !Here() {
		return nil, ErrNotHere
	}
	parts := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	var words []string
	for len(parts) > 0 {
		word, n := parts[0], 1
		// Four words of the list have a hyphen. The first half of none is a word, so nothing else can be meant.
		if len(parts) > 1 && known(parts[0]+"-"+parts[1]) {
			word, n = parts[0]+"-"+parts[1], 2
		}
		if len(words) == maxWords {
			return nil, ErrMany
		}
		if !known(word) {
			return nil, &UnknownError{Word: word, Near: near(word)}
		}
		words, parts = append(words, word), parts[n:]
	}
	return words, nil
}

func known(word string) bool {
	_, ok := slices.BinarySearch(list(), word)
	return ok
}

// near returns up to three words that differ from word by the fewest slips of a finger, at most two.
func near(word string) []string {
	const most, enough = 2, 3
	if len(word) > 16 {
		return nil
	}
	var by [2*most + 2][]string
	for _, w := range list() {
		if d := slips(word, strings.ReplaceAll(w, "-", ""), most); d <= most {
			d *= 2
			if w[0] != word[0] {
				d++ // people seldom miss the first letter
			}
			by[d] = append(by[d], w)
		}
	}
	all := slices.Concat(by[:]...)
	return all[:min(len(all), enough)]
}

// slips counts how many letters must be put in, left out, changed or swapped with the next to make b of
// a, up to most; more than that is most+1.
func slips(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var before, last, row [40]int // lengths are bounded: 16 and the longest word, and one more
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return min(last[len(b)], most+1)
}
