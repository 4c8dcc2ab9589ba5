package appointment

import (
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
)

// offers leads to the page that one takes along, where one of the visits noted last comes up within two days.
func offers(x *screen.Exchange) []screen.Offer {
	now := x.Now()
	next, what := noted.Midnight(now, -3), ""
	x.Newest(journal.KindAppointment, 60, now.AddDate(-1, 0, 0), func(_ time.Time, body []byte) bool {
		a, _ := journal.DecodeAppointment(body) // one that cannot be read has no time either
		if at, err := a.When(); err == nil && at.After(now) && at.Before(next) {
			next, what = at, a.What
		}
		return false
	})
	if what == "" {
		return nil
	}
	return []screen.Offer{{
		ID: "visit.page", Group: screen.GroupWaiting, Address: "/body/page", Label: x.Say("body.page"), Weight: 3,
		Why: x.Say("offer.visit", "what", what, "when", x.Date("day-moment", next)),
	}}
}
