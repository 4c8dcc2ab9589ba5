package exercise_test

import (
	"net/http/httptest"

	"snowdrop/internal/app/exercise"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/text"
)

// offered is the reason with which a practice is suggested, "" where it is not.
func offered(p *person, id string) string {
	x := &screen.Exchange{Shared: p.app.Shared, Words: text.English, R: httptest.NewRequest("GET", "/today", nil)}
	for _, o := range exercise.Place().Offers(x) {
		if o.ID == id {
			return o.Why
		}
	}
	return ""
}
