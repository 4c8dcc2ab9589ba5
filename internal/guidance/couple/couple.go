// Package couple chooses what two people who lost a pregnancy together may be offered: a question to answer apart, and a small
// shared moment. It must never offer anything twice in a month, anything about later, or anything to somebody who did not ask for it
// or does not feel safe: whoever asks it has seen to that.
//
// The questions are a page of content (pages/LANGUAGE/us-questions.md): each entry of a list there is one, and the address that it
// leads to ends in its ID. The first letter of an ID says what it is about. Each moment is a page of its own.
package couple

import (
	"slices"
	"strings"

	"snowdrop/internal/content"
)

// Page is the ID of the page of questions, and Address what the address of each one begins with.
const (
	Page    = "us-questions"
	Address = "/together/questions/"
)

// Rest is for how many days nothing that was before two comes again by itself.
const Rest = 31

// What a question is about: the first letter of its ID. Letters are for ever.
const (
	Now       = 'n'
	Body      = 'b'
	Sleep     = 'r'
	Practical = 'p'
	Memory    = 'm'
	Us        = 'u'
	Others    = 'o'
	Later     = 'l' // what may come, trying again too: only where a person opened that part
)

// Abouts lists them, in the order of the page.
const Abouts = "nbrpmuol"

// gentle are those that can stand first: about now, rest and each other.
const gentle = "nru"

// Question is one question for two.
type Question struct {
	ID    string
	Words string
}

// About is one of Abouts.
func (q Question) About() byte { return q.ID[0] }

// IsID says whether an ID can be one of a question.
func IsID(id string) bool {
	return len(id) >= 2 && len(id) <= 4 && strings.IndexByte(Abouts, id[0]) >= 0 && strings.Trim(id[1:], "0123456789") == ""
}

// Of gives the questions of a page, in its order.
func Of(p content.Page) []Question {
	var out []Question
	for _, b := range p.Blocks {
		for _, item := range b.Items {
			if len(item) != 1 {
				continue
			}
			if id, ok := strings.CutPrefix(item[0].Link, Address); ok && IsID(id) {
				out = append(out, Question{id, item[0].Text})
			}
		}
	}
	return out
}

// Find gives the one with an ID.
func Find(all []Question, id string) (Question, bool) {
	i := slices.IndexFunc(all, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return all[i], true
}

// Seen says on which day something was before two last, by its ID. Days are counted from any one day, the same for all.
type Seen map[string]int

// rested says that something was not there in the month before, nor after: a clock may have been wrong.
func (s Seen) rested(id string, today int) bool {
	day, seen := s[id]
	return !seen || today-day >= Rest
}

// Suggest gives some questions of a day, each about something else: gentle ones first, none about later, none of the last month.
func Suggest(all []Question, seen Seen, today, most int) []Question {
	var out []Question
	for _, abouts := range []string{gentle, Abouts[:len(Abouts)-1]} {
		for len(out) < most {
			some := slices.DeleteFunc(slices.Clone(all), func(q Question) bool {
				return strings.IndexByte(abouts, q.About()) < 0 || !seen.rested(q.ID, today) || slices.ContainsFunc(out, func(o Question) bool { return o.About() == q.About() })
			})
			if len(some) == 0 {
				break
			}
			out = append(out, slices.MinFunc(some, func(a, b Question) int { return order(a.ID, b.ID, today) }))
		}
	}
	return out
}

// Moment is something small that two do together. Its page has its ID.
type Moment struct {
	ID      string
	Evening bool // for the evening, or the end of a week
	Body    bool // asks something of the body: never suggested by itself, for how the other one's body is, is not known here
}

// Moments are all moments, in the order in which they are listed.
var Moments = []Moment{
	{ID: "us-twenty"}, {ID: "us-turns"}, {ID: "us-need"}, {ID: "us-good", Evening: true}, {ID: "us-walk", Body: true}, {ID: "us-tea"},
	{ID: "us-candle", Evening: true}, {ID: "us-box"}, {ID: "us-letter"}, {ID: "us-day"},
}

// IsMoment says whether an ID is one of a moment.
func IsMoment(id string) bool {
	return slices.ContainsFunc(Moments, func(m Moment) bool { return m.ID == id })
}

// Hours of a person's clock.
const (
	evening = 17
	night   = 22
	morning = 6
)

// Suggested gives one moment for a day and an hour: what fits the hour, nothing of the last month, and nothing that asks something of
// the body. Late at night there is none: sleep comes first. It is false where there is none.
func Suggested(seen Seen, today, hour int) (Moment, bool) {
	if hour >= night || hour < morning {
		return Moment{}, false
	}
	some := slices.DeleteFunc(slices.Clone(Moments), func(m Moment) bool {
		return !seen.rested(m.ID, today) || m.Body || m.Evening && hour < evening
	})
	if len(some) == 0 {
		return Moment{}, false
	}
	return slices.MinFunc(some, func(a, b Moment) int {
		if a.Evening != b.Evening { // what is for the evening comes first in the evening
			if a.Evening {
				return -1
			}
			return 1
		}
		return order(a.ID, b.ID, today)
	}), true
}

// order is that of a day. Every day has its own.
func order(a, b string, today int) int {
	x, y := shuffle(a, today), shuffle(b, today)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return strings.Compare(a, b)
}

// shuffle is FNV-1a over the day and the ID, and mixed once more: neighbouring days are not to look alike.
func shuffle(id string, today int) uint32 {
	h := uint32(2166136261)
	add := func(b byte) { h = (h ^ uint32(b)) * 16777619 }
	for i := range 4 {
		add(byte(today >> (8 * i)))
	}
	for i := range len(id) {
		add(id[i])
	}
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>13
}
