package items

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"snowdrop/internal/record"
)

// Answers to something that was asked for. The newest one counts, so that everybody can change her mind.
const (
	Yes = "yes"
	No  = "no"
)

// ReplyVersion is what this program writes. One with a higher version is read as far as it is known.
const ReplyVersion = 1

// Reply is the body of an item of KindReply: words to another item of the same space, or whether she agrees to what is asked.
type Reply struct {
	V      int
	To     record.ID
	Words  string
	Answer string // Yes, No or of a newer version
	Weeks  int    // of a Yes to a rhythm: she agrees to this many; 0: to what was asked

	rest map[string]json.RawMessage
}

// replied is a Reply as JSON.
type replied struct {
	V      int    `json:"v"`
	To     string `json:"to"`
	Words  string `json:"words,omitempty"`
	Answer string `json:"answer,omitempty"`
	Weeks  int    `json:"weeks,omitempty"`
}

// Validate gives ErrReply for what says nothing, or to nothing.
func (r Reply) Validate() error {
	said := strings.TrimSpace(r.Words) != "" || r.Answer != ""
	if !said || r.To == (record.ID{}) || r.Answer != "" && !isWord(r.Answer) || r.Weeks < 0 || r.Weeks > MaxWeeks || utf8.RuneCountInString(r.Words) > MaxReplyWords {
		return ErrReply
	}
	return nil
}

// Encode gives the body, or ErrReply or ErrTooLong.
func (r Reply) Encode() ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	r.V = max(r.V, ReplyVersion)
	return short(together(replied{r.V, r.To.String(), r.Words, r.Answer, r.Weeks}, r.rest))
}

// DecodeReply reads a body that somebody else may have made. ErrReply.
func DecodeReply(body []byte) (Reply, error) {
	var known replied
	rest, err := beside(body, &known, "v", "to", "words", "answer", "weeks")
	if err != nil {
		return Reply{}, ErrReply
	}
	to, err := record.ParseID(known.To)
	if err != nil {
		return Reply{}, ErrReply
	}
	r := Reply{known.V, to, known.Words, known.Answer, known.Weeks, rest}
	return r, r.Validate()
}
