package bodylog

import (
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
)

// offers leads to the pictures, where there is something new to see in them: two values of the last fortnight, among the
// eight newest check-ins.
func offers(x *screen.Exchange) []screen.Offer {
	var last time.Time
	n := 0
	x.Newest(journal.KindCheckIn, 8, x.Now().AddDate(0, 0, -14), func(at time.Time, body []byte) bool {
		c, err := journal.DecodeCheckIn(body)
		if err != nil || c.Bleeding == "" && c.Pain == nil && c.Temperature == nil && c.Pads == nil {
			return false
		}
		if n++; n == 1 {
			last = at
		}
		return n == 2
	})
	if n < 2 {
		return nil
	}
	return []screen.Offer{{
		ID: "body.pictures", Group: screen.GroupBody, Address: "/body/log/pictures", Label: x.Say("log.pictures"), Weight: 1,
		Why: x.Say("offer.log", "when", x.Date("day-month", last)),
	}}
}
