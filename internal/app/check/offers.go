package check

import (
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
)

// stands is for how long an answer that was kept is a reason to look once more. A result is a moment in time.
const stands = 48 * time.Hour

// offers leads back to the check: where something noted in the last hours was of concern, or where an answer that was kept
// said to be seen. What comes from fear of a person is never the reason that stands on Today.
func offers(x *screen.Exchange) (out []screen.Offer) {
	o := screen.Offer{ID: "check.again", Group: screen.GroupBody, Address: "/check", Label: x.Say("body.check"), Weight: 3, Stays: true}
	if c, when := noted.Fresh(x); c != nil {
		o.Why = x.Say("offer.check.noted", "when", when)
		return []screen.Offer{o}
	}
	seen := []string{signs.Emergency.String(), signs.Urgent.String(), signs.Soon.String()}
	x.Newest(journal.KindCheck, 5, x.Now().Add(-stands), func(at time.Time, body []byte) bool {
		c, err := journal.DecodeCheck(body)
		if err != nil || c.Private || !slices.Contains(seen, c.Level) {
			return false
		}
		o.Weight, o.Why = 2, x.Say("offer.check.kept", "when", x.Date("day-moment", at), "level", levelWords(x, c.Level))
		out = []screen.Offer{o}
		return true
	})
	return out
}
