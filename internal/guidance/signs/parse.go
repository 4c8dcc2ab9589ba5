package signs

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Parse reads a report: one JSON object, each key a sign. null is no answer. A key that is unknown, given
// twice, of the wrong type or out of range is a *KeyError; anything else that is not one JSON object is an
// error too. Nothing is clipped or guessed.
func Parse(data []byte) (Report, error) {
	if !json.Valid(data) {
		var v any
		return Report{}, fmt.Errorf("signs: not JSON: %w", json.Unmarshal(data, &v))
	}
	s := scanner{data: data}
	if s.next() != '{' {
		return Report{}, errors.New("signs: a report must be a JSON object")
	}
	var r Report
	var seen [maxKeys]bool
	for s.pos++; s.next() != '}'; s.skip(',') {
		key := s.text()
		s.skip(':')
		k, known := byName[key]
		if !known {
			return Report{}, &KeyError{key, "is not a known sign"}
		}
		if seen[k] {
			return Report{}, &KeyError{key, "is given twice"}
		}
		seen[k] = true
		value, problem := s.value()
		if problem == "" {
			problem = r.answer(k, value)
		}
		if problem != "" {
			return Report{}, &KeyError{key, problem}
		}
	}
	return r, nil
}

// A scanner walks over JSON that json.Valid has already accepted, so that it only has to find where each
// part ends. It exists because a decoder of tokens takes most of the time of a check and hides nothing.
type scanner struct {
	data []byte
	pos  int
}

// next returns the next byte that is not white space, without taking it.
func (s *scanner) next() byte {
	for s.data[s.pos] <= ' ' {
		s.pos++
	}
	return s.data[s.pos]
}

// skip takes c if it comes next.
func (s *scanner) skip(c byte) {
	if s.next() == c {
		s.pos++
	}
}

// text takes a string.
func (s *scanner) text() string {
	s.next()
	start, plain := s.pos, true
	for s.pos++; s.data[s.pos] != '"'; s.pos++ {
		if s.data[s.pos] == '\\' {
			plain = false
			s.pos++
		}
	}
	s.pos++
	if plain {
		return strings.ToValidUTF8(string(s.data[start+1:s.pos-1]), "\uFFFD")
	}
	var text string
	if err := json.Unmarshal(s.data[start:s.pos], &text); err != nil {
		panic("signs: a valid string does not decode: " + err.Error())
	}
	return text
}

// value takes a value as Report.Set wants it.
func (s *scanner) value() (v any, problem string) {
	switch s.next() {
	case '"':
		return s.text(), ""
	case '[':
		return s.places()
	case '{':
		return nil, "must not be an object"
	case 't':
		s.pos += len("true")
		return true, ""
	case 'f':
		s.pos += len("false")
		return false, ""
	case 'n':
		s.pos += len("null")
		return nil, ""
	}
	start := s.pos
	for strings.IndexByte("+-.0123456789Ee", s.data[s.pos]) >= 0 {
		s.pos++
	}
	number, err := strconv.ParseFloat(string(s.data[start:s.pos]), 64)
	if err != nil {
		return nil, "is not a number that can be used"
	}
	return number, ""
}

// places takes a list of text.
func (s *scanner) places() (v any, problem string) {
	places := []string{}
	for s.pos++; s.next() != ']'; s.skip(',') {
		if s.next() != '"' {
			return nil, "must be a list of text"
		}
		places = append(places, s.text())
	}
	s.pos++
	return places, ""
}
