package signs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Parse reads a report: one JSON object, each key a sign. null is no answer. A key that is unknown, given
// twice, of the wrong type or out of range is a *KeyError; anything else that is not one JSON object is an
// error too. Nothing is clipped or guessed.
func Parse(data []byte) (Report, error) {
	var r Report
	d := json.NewDecoder(bytes.NewReader(data))
	if err := parseObject(d, &r); err != nil {
		return Report{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Report{}, errors.New("signs: more than one JSON value")
	}
	return r, nil
}

func parseObject(d *json.Decoder, r *Report) error {
	start, err := d.Token()
	if err != nil {
		return fmt.Errorf("signs: not JSON: %w", err)
	}
	if start != json.Delim('{') {
		return errors.New("signs: a report must be a JSON object")
	}
	var seen [maxKeys]bool
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return fmt.Errorf("signs: not JSON: %w", err)
		}
		key := token.(string) // in an object, More is followed by a key
		value, err := parseValue(d, key)
		if err != nil {
			return err
		}
		if err := r.Set(key, value); err != nil {
			return err
		}
		if k := byName[key]; seen[k] {
			return &KeyError{key, "is given twice"}
		} else {
			seen[k] = true
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("signs: not JSON: %w", err)
	}
	return nil
}

// parseValue reads what a key holds: a JSON scalar or a list of text.
func parseValue(d *json.Decoder, key string) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("signs: %s: not JSON: %w", key, err)
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return token, nil
	}
	if delim != '[' {
		return nil, &KeyError{key, "must not be an object"}
	}
	places := []string{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("signs: %s: not JSON: %w", key, err)
		}
		place, ok := token.(string)
		if !ok {
			return nil, &KeyError{key, "must be a list of text"}
		}
		places = append(places, place)
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("signs: %s: not JSON: %w", key, err)
	}
	return places, nil
}
