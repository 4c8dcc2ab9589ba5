// Package journal says what a person keeps: the kinds of entry, what makes each one valid, and how
// each is encoded. It must never read a clock, a disk or a network, and it must never drop a field
// that it does not know: a newer Snowdrop may have written it.
//
// A body is one JSON object with a version in "v". Decoding keeps every unknown field and encoding
// writes it back, so that an older program that edits a newer entry loses nothing.
package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
)

// Kinds of entry, as stored in the record's header. Numbers are for ever.
const (
	KindEntry    uint8 = 1 // free writing
	KindCheckIn  uint8 = 2 // how body and heart are, at one moment
	KindPractice uint8 = 3 // a calming practice, with distress before and after

	KindCheck       uint8 = 4  // what the warning-signs check said, kept because the person asked for it
	KindStory       uint8 = 5  // what happened, told once
	KindPain        uint8 = 6  // where it hurts, how much, and what helped
	KindMeasure     uint8 = 7  // a questionnaire that was answered
	KindSession     uint8 = 8  // a session of bodywork
	KindMedicine    uint8 = 9  // a medicine that was taken
	KindAppointment uint8 = 10 // an appointment
	KindSheet       uint8 = 11 // a page put together for an appointment
	KindCard        uint8 = 12 // wishes for whoever touches the person, to show or to print

	KindBox      uint8 = 13 // a thing of one's own that helps: someone, a picture, words, a song
	KindExercise uint8 = 14 // a practice that is written
	KindPiece    uint8 = 15 // a piece of the five weeks of writing
	KindSafety   uint8 = 16 // what helps when it gets too much, and who

	KindNote   uint8 = 17 // a professional's own note about one client
	KindPerson uint8 = 18 // somebody whom the person can tell, and how to reach them

	KindRemembered uint8 = 19 // whom or what the person lost, with a name or own words
	KindKeepsake   uint8 = 20 // something to keep of it: a picture, a scan, words
	KindCeremony   uint8 = 21 // a small ceremony, put together from parts
	KindDay        uint8 = 22 // a day of the year that is hard, and what is to happen on it
	KindCandle     uint8 = 23 // a candle that was lit
	KindDecision   uint8 = 24 // what one person thinks about what comes next
)

// Version is what this program writes. A body with a higher version is read as far as it is known,
// and keeps its own version when it is written again.
const Version = 1

// MaxBody is the longest encoded body, in bytes: what fits in the largest sealed record
// (docs/format.md) with room to spare.
const MaxBody = 32<<10 - 512

// ErrTooLong means that the encoded body is over MaxBody. Nothing was changed.
var ErrTooLong = errors.New("journal: too long for one entry")

// ErrUnreadable means that a stored body is not an entry of its kind.
var ErrUnreadable = errors.New("journal: body cannot be read")

// FieldError says which field of a form or a body is not valid, and in which way.
// Problem is a stable word, not a sentence: the interface has its own words for it.
type FieldError struct {
	Field   string // as in the form: "pain", "temperature", ...
	Problem string // "range", "number", "choice", "empty", "long", "many"
}

func (e *FieldError) Error() string { return "journal: field " + e.Field + ": " + e.Problem }

// unknown holds the fields of a body that this version has no name for.
type unknown map[string]json.RawMessage

// decode reads body into known, a pointer to a struct with json tags, and returns what is left over.
func decode(body []byte, known any) (unknown, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil || all == nil {
		return nil, fmt.Errorf("%w: not an object", ErrUnreadable)
	}
	if err := json.Unmarshal(body, known); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrUnreadable, err)
	}
	for _, name := range fieldNames(known) {
		delete(all, name)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// readOnly reads a body without what this version has no name for.
func readOnly[T any](body []byte) (known T, err error) {
	if err := json.Unmarshal(body, &known); err != nil {
		return known, fmt.Errorf("%w: %v", ErrUnreadable, err)
	}
	return known, nil
}

// encode writes known with the fields of rest beside it, or returns ErrTooLong. Keys come out sorted,
// so that equal entries have equal bytes.
func encode(known any, rest unknown) ([]byte, error) {
	body, err := encodeObject(known, rest)
	if err == nil && len(body) > MaxBody {
		return nil, ErrTooLong
	}
	return body, err
}

func encodeObject(known any, rest unknown) ([]byte, error) {
	raw, err := marshal(known)
	if err != nil {
		return nil, fmt.Errorf("journal: encoding: %w", err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("journal: encoding: %w", err)
	}
	maps.Copy(all, rest)
	body, err := marshal(all)
	if err != nil {
		return nil, fmt.Errorf("journal: encoding: %w", err)
	}
	return body, nil
}

// marshal is json.Marshal without its escapes for HTML, which would make "<3" five bytes longer.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// fieldNames lists the JSON names of a struct's fields.
func fieldNames(pointer any) []string {
	t := reflect.TypeOf(pointer).Elem()
	var names []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}
