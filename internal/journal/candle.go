package journal

import "strings"

// MaxCandleWords is how many characters may stand with a candle.
const MaxCandleWords = 300

// Candle is a candle that a person lit here, alone, and wished to keep that she did. The record's time is when that was.
type Candle struct {
	V     int    `json:"v"`
	Words string `json:"words,omitempty"` // for whom, or what she said

	rest unknown
}

// Validate reports the first *FieldError. A candle needs no words.
func (c Candle) Validate() error { return longest([]limited{{"words", c.Words, MaxCandleWords}}) }

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (c Candle) Encode() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.V, c.Words = max(c.V, Version), strings.TrimSpace(c.Words)
	return encode(c, c.rest)
}

// DecodeCandle reads a body written by Encode, by this or a newer version.
func DecodeCandle(body []byte) (Candle, error) {
	var c Candle
	var err error
	c.rest, err = decode(body, &c)
	return c, err
}
