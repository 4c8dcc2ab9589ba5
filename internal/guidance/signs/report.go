package signs

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Unsure is the answer "asked, and not known or not said". It is allowed for every key. A question that
// the person skips is Unsure too; a question that was not reached is simply not in the report.
const Unsure = "unsure"

// A KeyError says which key of a report cannot be used, and why.
type KeyError struct {
	Key     string
	Problem string
}

func (e *KeyError) Error() string { return fmt.Sprintf("signs: %s: %s", e.Key, e.Problem) }

type state uint8

const (
	absent state = iota
	no
	yes // also: has a number, a word, a place
	unsure
)

// A Report is what a person was asked and told. The zero Report holds nothing and is ready to use. A copy
// may be changed without changing the report it was copied from.
type Report struct {
	states [maxKeys]state
	values [maxKeys]float64 // the number, or which of the options
	sites  site
	text   map[uint8]string
	places []string // as given
}

// Set gives a sign its answer: bool, int, float64, string, []string or Unsure, as the vocabulary wants it.
// nil takes the answer away. An answer that does not fit is a *KeyError and leaves the report as it was.
func (r *Report) Set(key string, value any) error {
	k, known := byName[key]
	if !known {
		return &KeyError{key, "is not a known sign"}
	}
	if problem := r.answer(k, value); problem != "" {
		return &KeyError{key, problem}
	}
	return nil
}

// answer is Set for a key that is known. It returns what is wrong with the value, or nothing.
func (r *Report) answer(k uint8, value any) (problem string) {
	switch value {
	case nil:
		r.states[k] = absent
		return ""
	case any(Unsure):
		r.states[k] = unsure
		return ""
	}
	return r.set(k, value)
}

func (r *Report) set(k uint8, value any) (problem string) {
	s := &catalogue[k]
	switch s.kind {
	case kindFlag:
		v, ok := value.(bool)
		if !ok {
			return `must be true, false or "unsure"`
		}
		r.states[k] = no
		if v {
			r.states[k] = yes
		}
	case kindQuantity:
		v, ok := number(value)
		if !ok {
			return `must be a number or "unsure"`
		}
		if math.IsNaN(v) || math.IsInf(v, 0) || v < s.min || v > s.max {
			return "must be " + rangeWords(s)
		}
		r.states[k], r.values[k] = yes, v
	case kindChoice:
		v, ok := value.(string)
		i := slices.Index(s.options, v)
		if !ok || i < 0 {
			return "must be one of " + strings.Join(s.options, ", ") + ", unsure"
		}
		r.states[k], r.values[k] = yes, float64(i)
	case kindWords:
		v, ok := value.(string)
		if !ok {
			return "must be text"
		}
		r.setText(k, v)
	case kindList:
		v, ok := value.([]string)
		if !ok {
			return `must be a list of text or "unsure"`
		}
		r.setPlaces(k, v)
	}
	return ""
}

func number(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	}
	return 0, false
}

func rangeWords(s *spec) string {
	if s.max == anyAmount {
		return fmt.Sprintf("a number of at least %g", s.min)
	}
	return fmt.Sprintf("a number from %g to %g", s.min, s.max)
}

// setText keeps what was written. Nothing written is no answer.
func (r *Report) setText(k uint8, v string) {
	text := make(map[uint8]string, len(r.text)+1)
	for key, old := range r.text {
		text[key] = old
	}
	text[k] = v
	r.text = text
	r.states[k] = absent
	if strings.TrimSpace(v) != "" {
		r.states[k] = yes
	}
}

// setPlaces keeps where it hurts. An empty list is not stated.
func (r *Report) setPlaces(k uint8, v []string) {
	r.places, r.sites, r.states[k] = slices.Clone(v), 0, absent
	for _, name := range v {
		r.states[k] = yes
		if i := slices.Index(siteNames[:], name); i >= 0 {
			r.sites |= 1 << i
		} else {
			r.sites |= elsewhere
		}
	}
}

// Value returns the answer of a sign as Set takes it, or nil when there is none.
func (r *Report) Value(key string) any {
	k, known := byName[key]
	if !known || r.states[k] == absent {
		return nil
	}
	if r.states[k] == unsure {
		return Unsure
	}
	switch s := &catalogue[k]; s.kind {
	case kindFlag:
		return r.states[k] == yes
	case kindQuantity:
		return r.values[k]
	case kindChoice:
		return s.options[int(r.values[k])]
	case kindWords:
		return r.text[k]
	default:
		return slices.Clone(r.places)
	}
}

// Keys returns the names of every sign of the vocabulary, in its order.
func Keys() []string {
	names := make([]string, len(catalogue))
	for i, s := range catalogue {
		names[i] = s.name
	}
	return names
}
