package back

import (
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
)

// offers leads to what may ease the back, where it hurt at the newest word on it of the last fortnight. With a sign that is
// to be looked at, it offers nothing of the kind: the page of the back says to call, and so does the check.
func offers(x *screen.Exchange) (out []screen.Offer) {
	x.Newest(journal.KindPain, 5, x.Now().AddDate(0, 0, -14), func(at time.Time, body []byte) bool {
		p, err := journal.DecodePain(body)
		if err != nil || !p.InBack() {
			return false
		}
		if p.Score != nil && *p.Score > 0 && check(x, back.Signs(p.Regions, p.Score, p.Signs)).Level < signs.Soon {
			out = []screen.Offer{{
				ID: "back.help", Group: screen.GroupBody, Address: "/body/back/help", Label: x.Say("back.help"), Weight: 2,
				Why: x.Say("offer.back", "when", x.Date("day-month", at), "n", x.OutOfTen(*p.Score)),
			}}
		}
		return true
	})
	return out
}
