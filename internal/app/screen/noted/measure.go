package noted

import (
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// Measured is a questionnaire that was answered and kept, with its time.
type Measured struct {
	ID record.ID
	At time.Time
	journal.Measure
}

// Measures are those that were kept since a moment, oldest first. One that cannot be read is passed over here; its own page
// says so.
func Measures(x *screen.Exchange, since time.Time) []Measured { return measured(x, since, x.Now()) }

// Ahead is so far after a moment that nothing which a wrong clock put into the future is passed over.
func Ahead(t time.Time) time.Time { return t.AddDate(1000, 0, 0) }

// EverSince is Measures with those that a wrong clock put into the future: for whoever has to know of an answer about dying.
func EverSince(x *screen.Exchange, since time.Time) []Measured {
	return measured(x, since, Ahead(x.Now()))
}

func measured(x *screen.Exchange, from, to time.Time) []Measured {
	var out []Measured
	for _, h := range Between(x.Heads(journal.KindMeasure), from, to) {
		if body, err := x.Body(h.ID); err == nil {
			if m, err := journal.DecodeMeasure(body); err == nil {
				out = append(out, Measured{h.ID, x.Local(h.At), m})
			}
		}
	}
	return out
}

// brought is for how many days what was answered in a questionnaire speaks in a check.
const brought = 7

// Brought is what questionnaires that were kept in the last days say in the vocabulary of the check, the highest of each. It
// is for raising an answer, and for nothing else: no score takes anything back. When is the time of the newest.
func Brought(x *screen.Exchange) (said map[string]any, when time.Time) {
	said = map[string]any{}
	for _, m := range EverSince(x, x.Now().AddDate(0, 0, -brought)) {
		known, ok := measures.ByID(m.Which, m.Version)
		if !ok {
			continue
		}
		for key, value := range known.Signs(m.Answers) {
			there, _ := said[key].(float64)
			said[key] = max(there, value.(float64))
			when = m.At
		}
	}
	return said, when
}

// Asked are the answers to one questionnaire in all its time, oldest first.
func Asked(x *screen.Exchange, which string) []Measured {
	return slices.DeleteFunc(Measures(x, time.Time{}), func(m Measured) bool { return m.Which != which })
}
