package items

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"snowdrop/internal/record"
)

// An answer apart is sealed by whoever wrote it, under a key of its own, and padded, so that nobody can tell a word from a page.
// A key item gives the key out, and names the other answer for which: docs/protocol.md. What seals and opens is
// internal/sharing/apart.

// AnswerVersion is what this program writes in both. One with a higher version is read as far as it is known.
const AnswerVersion = 1

// The one size of every answer: opened, and sealed (docs/format.md, 2).
const (
	PaddedAnswer = 4096
	SealedAnswer = PaddedAnswer + 41
)

// MaxAnswer is the longest answer in bytes of UTF-8.
const MaxAnswer = PaddedAnswer - 2

// Answers that are not ones.
var (
	ErrAnswer     = errors.New("items: not an answer")
	ErrAnswerLong = errors.New("items: an answer that is empty, or too long")
	ErrKey        = errors.New("items: not the key of an answer")
)

// Answer is the body of an item of KindAnswer.
type Answer struct {
	V        int    `json:"v"`
	Question string `json:"question"` // its ID in internal/guidance/couple, or of a newer version
	Commit   []byte `json:"commit"`   // to the key, 32 bytes
	Sealed   []byte `json:"sealed"`

	rest map[string]json.RawMessage // fields of something newer
}

// Key is the body of an item of KindKey. It is good for one answer of the other: With. An answer whose key was given out for one
// never opens with another, whatever became of that one.
type Key struct {
	V      int
	Answer record.ID // an answer of whoever gives it out
	With   record.ID // the other's
	Token  []byte    // 32 bytes

	rest map[string]json.RawMessage
}

type answered Answer

// given is a key as it is written: IDs as text.
type given struct {
	V      int    `json:"v"`
	Answer string `json:"answer"`
	With   string `json:"with"`
	Token  []byte `json:"token"`
}

// Validate gives ErrAnswer for what is not an answer.
func (a Answer) Validate() error {
	if !isWord(a.Question) || len(a.Commit) != 32 || len(a.Sealed) != SealedAnswer {
		return ErrAnswer
	}
	return nil
}

// Encode gives the body, or ErrAnswer or ErrTooLong.
func (a Answer) Encode() ([]byte, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	a.V = max(a.V, AnswerVersion)
	return short(together(answered(a), a.rest))
}

// DecodeAnswer reads a body that somebody else may have made. ErrAnswer.
func DecodeAnswer(body []byte) (Answer, error) {
	var known answered
	rest, err := beside(body, &known, "v", "question", "commit", "sealed")
	if err != nil {
		return Answer{}, ErrAnswer
	}
	a := Answer(known)
	a.rest = rest
	return a, a.Validate()
}

// Validate gives ErrKey for what opens nothing.
func (k Key) Validate() error {
	if k.Answer == (record.ID{}) || k.With == (record.ID{}) || k.Answer == k.With || len(k.Token) != 32 {
		return ErrKey
	}
	return nil
}

// Encode gives the body, or ErrKey or ErrTooLong.
func (k Key) Encode() ([]byte, error) {
	if err := k.Validate(); err != nil {
		return nil, err
	}
	return short(together(given{max(k.V, AnswerVersion), k.Answer.String(), k.With.String(), k.Token}, k.rest))
}

// DecodeKey reads a body that somebody else may have made. ErrKey.
func DecodeKey(body []byte) (Key, error) {
	var known given
	rest, err := beside(body, &known, "v", "answer", "with", "token")
	if err != nil {
		return Key{}, ErrKey
	}
	k := Key{V: known.V, Token: known.Token, rest: rest}
	if k.Answer, err = record.ParseID(known.Answer); err == nil {
		k.With, err = record.ParseID(known.With)
	}
	if err != nil {
		return Key{}, ErrKey
	}
	return k, k.Validate()
}

// Pad writes an answer as what is sealed: length 2 ‖ words ‖ zeros, always of one size. ErrAnswerLong.
func Pad(words string) ([]byte, error) {
	if strings.TrimSpace(words) == "" || len(words) > MaxAnswer || !utf8.ValidString(words) {
		return nil, ErrAnswerLong
	}
	plain := make([]byte, PaddedAnswer)
	binary.BigEndian.PutUint16(plain, uint16(len(words)))
	copy(plain[2:], words)
	return plain, nil
}

// Unpad reads what Pad wrote and nothing else, or ErrAnswer.
func Unpad(plain []byte) (string, error) {
	if len(plain) != PaddedAnswer {
		return "", ErrAnswer
	}
	end := 2 + int(binary.BigEndian.Uint16(plain))
	if end > PaddedAnswer || strings.Trim(string(plain[end:]), "\x00") != "" || !utf8.Valid(plain[2:end]) {
		return "", ErrAnswer
	}
	words := strings.Map(func(r rune) rune {
		if turns(r) {
			return -1
		}
		return r
	}, string(plain[2:end]))
	if strings.TrimSpace(words) == "" {
		return "", ErrAnswer
	}
	return words, nil
}
