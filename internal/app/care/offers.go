package care

import (
	"strconv"

	"snowdrop/internal/app/measure"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
)

// offers are what waits from those who work with her: words that came, something that was asked, and a questionnaire that she
// agreed to. One of each person, and none of them presses.
func offers(x *screen.Exchange) []screen.Offer {
	talk.Settle(x)
	var out []screen.Offer
	for _, s := range x.Sharing.Spaces() {
		if !talk.Client(s) || !talk.Open(s) {
			continue
		}
		o := screen.Offer{Group: screen.GroupWaiting, Address: talk.Address(s), Weight: 2}
		asks, to := talk.Of(x, s)
		wrote, asked := false, false
		for _, said := range to {
			for _, r := range said {
				wrote = wrote || r.New && !r.Mine && r.Words != ""
			}
		}
		var rhythm *talk.Asked
		for i, a := range asks {
			asked = asked || a.New && !answered(x, s, a)
			if rhythm == nil && a.Agreed() > 0 && due(x, a) {
				rhythm = &asks[i]
			}
		}
		switch {
		case wrote:
			o.ID, o.Label, o.Why = "care.wrote."+s.Path, x.Say("care.offer.wrote", "name", s.Other), x.Say("care.offer.wrote.why", "name", s.Other)
		case asked:
			o.ID, o.Label, o.Why = "care.asked."+s.Path, x.Say("care.offer.asked", "name", s.Other), x.Say("care.offer.asked.why", "name", s.Other)
		case rhythm != nil:
			to, ok := measure.Address(rhythm.Which)
			if !ok {
				continue
			}
			o.ID, o.Address, o.Weight = "care.due."+s.Path, to, 1
			o.Label, o.Why = x.Say("care.offer.due"), x.Say("care.offer.due.why", "name", s.Other, "n", strconv.Itoa(rhythm.Agreed()))
		default:
			continue
		}
		out = append(out, o)
	}
	return out
}
