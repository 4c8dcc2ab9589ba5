package bodywork

import (
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/bodywork"
	"snowdrop/internal/journal"
)

// offers leads to the list that is asked before a session, for somebody who wrote of the last one, within a month, that she
// would go again. While anything stands in the way there is no such offer.
func offers(x *screen.Exchange) (out []screen.Offer) {
	x.Newest(journal.KindSession, 1, x.Now().AddDate(0, -1, 0), func(at time.Time, body []byte) bool {
		if s, err := journal.DecodeSession(body); err == nil && s.Again == "yes" && len(gate(x, bodywork.Asked{}).Whys) == 0 {
			out = []screen.Offer{{
				ID: "hands.again", Group: screen.GroupBody, Address: "/body/hands/first", Label: x.Say("hands.way.first"), Weight: 1,
				Why: x.Say("offer.hands", "when", x.Date("day-month", at)),
			}}
		}
		return true
	})
	return out
}
