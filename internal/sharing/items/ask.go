package items

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"snowdrop/internal/journal"
)

// An ask is what somebody who works with a client would like her to do. It counts for nothing until she agreed, it is never
// late, and it is never done: what she does is hers, and she shows it or she does not.

// What is asked for. One that a newer Snowdrop has is kept and not shown.
const (
	AskRhythm   = "rhythm"   // a questionnaire, every so many weeks
	AskPiece    = "piece"    // one of the pieces of internal/guidance/writing
	AskPractice = "practice" // one of internal/guidance/practices
	AskQuestion = "question"
)

// AskVersion is what this program writes. One with a higher version is read as far as it is known.
const AskVersion = 1

// Limits of asks and replies.
const (
	MaxAskWords   = 1000 // characters
	MaxReplyWords = 6000
	MaxWeeks      = 26
)

// Asks and replies that are not ones, and what does not fit a record.
var (
	ErrAsk     = errors.New("items: not something that is asked for")
	ErrReply   = errors.New("items: not a reply")
	ErrTooLong = errors.New("items: too long for a record")
)

// Ask is the body of an item of KindAsk.
type Ask struct {
	V     int    `json:"v"`
	What  string `json:"what"`
	Which string `json:"which,omitempty"` // the questionnaire, the piece or the practice
	Weeks int    `json:"weeks,omitempty"` // of a rhythm: from one time to the next
	Words string `json:"words,omitempty"` // the question, or a word to the rest

	rest map[string]json.RawMessage // fields of something newer
}

type asked Ask

// Validate gives ErrAsk for what can not be asked.
func (a Ask) Validate() error {
	ok := isWord(a.What) && (a.Which == "" || isWord(a.Which)) && a.Weeks >= 0 && a.Weeks <= MaxWeeks && utf8.RuneCountInString(a.Words) <= MaxAskWords
	switch a.What {
	case AskRhythm:
		ok = ok && a.Which != "" && a.Weeks > 0
	case AskPiece, AskPractice:
		ok = ok && a.Which != ""
	case AskQuestion:
		ok = ok && strings.TrimSpace(a.Words) != ""
	}
	if !ok {
		return ErrAsk
	}
	return nil
}

// Encode gives the body, or ErrAsk.
func (a Ask) Encode() ([]byte, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	a.V = max(a.V, AskVersion)
	return short(together(asked(a), a.rest))
}

// DecodeAsk reads a body that somebody else may have made. ErrAsk.
func DecodeAsk(body []byte) (Ask, error) {
	var known asked
	rest, err := beside(body, &known, "v", "what", "which", "weeks", "words")
	if err != nil {
		return Ask{}, ErrAsk
	}
	a := Ask(known)
	a.rest = rest
	return a, a.Validate()
}

// Due says whether a questionnaire may be offered by a rhythm of so many weeks: it was never kept, or its last time is so long
// ago. Days are those of a calendar, whatever the hour was.
func Due(weeks int, last, now time.Time) bool {
	if last.IsZero() {
		return true
	}
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return !day(now).Before(day(last).AddDate(0, 0, 7*weeks))
}

// isWord says that a name is one of a program: it may stand in an address.
func isWord(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// short gives ErrTooLong for a body that fits no record.
func short(body []byte, err error) ([]byte, error) {
	if err == nil && len(body) > journal.MaxBody {
		return nil, ErrTooLong
	}
	return body, err
}
