// Package talk is what places need to know of somebody and a professional who works with her: what was asked for, what was said
// to it, and what follows for what she keeps. It must never know a place, or put anything into a space by itself.
package talk

import (
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/guidance/practices"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// Asked is something that the professional asks for, with what was said to it.
type Asked struct {
	ID  record.ID
	At  time.Time
	New bool
	items.Ask
	Answer *items.Reply // the newest that the client gave, of yes and no; nil: none
	Said   []Said       // words to it, the oldest first
}

// Said is a reply with who wrote it.
type Said struct {
	ID        record.ID
	At        time.Time
	Mine, New bool
	Sent      bool
	items.Reply
}

// Agreed is every how many weeks the client said yes to; 0: she did not, or stopped it.
func (a Asked) Agreed() int {
	switch {
	case a.What != items.AskRhythm || a.Answer == nil || a.Answer.Answer != items.Yes:
		return 0
	case a.Answer.Weeks > 0:
		return a.Answer.Weeks
	}
	return a.Weeks
}

// Declined says that she would rather not.
func (a Asked) Declined() bool { return a.Answer != nil && a.Answer.Answer == items.No }

// Of is all that was asked for in a space, the newest first, and every reply by the item that it is to, the oldest first.
// What cannot be read is passed over: sharing says so.
func Of(x *screen.Exchange, s sharing.Space) (asks []Asked, to map[record.ID][]Said) {
	to = map[record.ID][]Said{}
	all := x.Sharing.Items(s.ID, items.KindAsk, items.KindReply)
	for i := len(all) - 1; i >= 0; i-- { // the newest answer is met last
		it := all[i]
		if it.Kind != items.KindReply {
			continue
		}
		if r, err := items.DecodeReply(it.Body); err == nil {
			to[r.To] = append(to[r.To], Said{it.ID, it.At, it.Mine, it.New, it.Sent, r})
		}
	}
	for _, it := range all {
		a, err := items.DecodeAsk(it.Body)
		if it.Kind != items.KindAsk || err != nil {
			continue
		}
		asked := Asked{ID: it.ID, At: it.At, New: it.New, Ask: a}
		for _, r := range to[it.ID] {
			if r.Answer != "" && r.Mine != s.Professional { // the professional does not answer for her
				answer := r.Reply
				asked.Answer = &answer
			}
			if r.Words != "" {
				asked.Said = append(asked.Said, r)
			}
		}
		asks = append(asks, asked)
	}
	return asks, to
}

// Find is one of them.
func Find(asks []Asked, id string) (Asked, bool) {
	for _, a := range asks {
		if a.ID.String() == id {
			return a, true
		}
	}
	return Asked{}, false
}

// Measure is a questionnaire that a rhythm may be about.
func Measure(id string) (measures.Measure, bool) {
	for _, m := range measures.All {
		if m.ID == id && m.ID != measures.PEG.ID {
			return m, true
		}
	}
	return measures.Measure{}, false
}

// Weeks are the rhythms of a questionnaire: none more often than it may be asked at all.
func Weeks(m measures.Measure) []int {
	switch m.ID {
	case measures.PGS.ID, measures.PCL5.ID, measures.PCPTSD5.ID:
		return []int{4, 6, 8, 12}
	}
	return []int{2, 3, 4, 6, 8, 12}
}

// Title is what is asked for, in a few words: the name of a questionnaire, a piece or a practice.
func Title(x *screen.Exchange, a items.Ask) string {
	switch a.What {
	case items.AskRhythm:
		if m, ok := Measure(a.Which); ok {
			return m.Name
		}
	case items.AskPiece, items.AskPractice:
		if title, ok := Named(x, a); ok {
			return title
		}
	case items.AskQuestion:
		return x.Say("care.question")
	}
	return x.Say("entry.newer")
}

// Named is what a piece or a practice is called. It is false for one that this version does not know.
func Named(x *screen.Exchange, a items.Ask) (string, bool) {
	page, ok := content.Find(x.Words.Lang, a.Which)
	if a.What == items.AskPiece {
		p, known := writing.ByID(a.Which)
		if known && !ok { // its page has not come: it has its number
			return x.Say("pieces.nth", "n", strconv.Itoa(p.Number)), true
		}
		return page.Title, known
	}
	_, known := practices.Of(page)
	return page.Title, ok && known
}
