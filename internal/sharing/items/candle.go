package items

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// CandleVersion is what this program writes. One with a higher version is read as far as it is known.
const CandleVersion = 1

// MaxCandleWords is how many characters may stand with a candle.
const MaxCandleWords = 300

// ErrCandle says that a body is not a candle.
var ErrCandle = errors.New("items: not a candle")

// Candle is the body of an item of KindCandle: somebody lit one, for both to see. It says nothing of how long it burns, of where they
// are, or of who else has lit one: the item has who and when, as every other.
type Candle struct {
	V     int    `json:"v"`
	Words string `json:"words,omitempty"` // a person's own

	rest map[string]json.RawMessage // fields of something newer
}

type lit Candle

// Validate gives ErrCandle for words that are too long, or no text.
func (c Candle) Validate() error {
	if utf8.RuneCountInString(c.Words) > MaxCandleWords || !utf8.ValidString(c.Words) {
		return ErrCandle
	}
	return nil
}

// Encode gives the body, or ErrCandle or ErrTooLong.
func (c Candle) Encode() ([]byte, error) {
	c.Words = strings.TrimSpace(c.Words)
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.V = max(c.V, CandleVersion)
	return short(together(lit(c), c.rest))
}

// DecodeCandle reads a body that somebody else may have made. ErrCandle.
func DecodeCandle(body []byte) (Candle, error) {
	var known lit
	rest, err := beside(body, &known, "v", "words")
	if err != nil {
		return Candle{}, ErrCandle
	}
	c := Candle(known)
	c.rest = rest
	return c, c.Validate()
}
