package items

import (
	"encoding/json"
	"time"
)

// Terms say what a space is. Of several the last one counts.
type Terms struct {
	Space Space
	// Until is the last moment at which it is one; zero where there is none.
	Until time.Time
}

type terms struct {
	Space Space `json:"space"`
	Until int64 `json:"until,omitempty"` // seconds since 1970 UTC
}

// Encode returns them as the body of an item.
func (t Terms) Encode() []byte {
	w := terms{Space: t.Space}
	if !t.Until.IsZero() {
		w.Until = t.Until.Unix()
	}
	body, err := json.Marshal(w)
	if err != nil {
		panic("items: terms: " + err.Error()) // two numbers
	}
	return body
}

// ParseTerms reads what Encode wrote, or ErrBody.
func ParseTerms(body []byte) (Terms, error) {
	var w terms
	if !object(body) || json.Unmarshal(body, &w) != nil || w.Space != Pair && w.Space != Care || w.Until < 0 {
		return Terms{}, ErrBody
	}
	t := Terms{Space: w.Space}
	if w.Until > 0 {
		t.Until = time.Unix(w.Until, 0).UTC()
	}
	return t, nil
}
