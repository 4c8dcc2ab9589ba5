package recovery

import (
	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/recovery"
)

// The first weeks are when most is asked about the body; after a year its page has nothing more to say of the day.
const (
	firstWeeks = 6 * 7
	lastDay    = 365
)

// offers leads to what to expect, where it was told what happened.
func offers(x *screen.Exchange) []screen.Offer {
	told, ok := Told(x)
	if !ok {
		return nil
	}
	o := screen.Offer{ID: "body.weeks", Group: screen.GroupBody, Address: "/body/weeks", Label: x.Say("body.weeks"), Why: x.Say("offer.weeks"), Weight: 1}
	switch since := recovery.FactsOf(told, x.Now()).Since; {
	case since.Known && since.From > lastDay:
		return nil
	case since.Known && since.From <= firstWeeks:
		o.Why, o.Weight = x.Say("offer.weeks.when"), 2
	}
	return []screen.Offer{o}
}
