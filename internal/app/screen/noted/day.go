package noted

import (
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
)

// Days are the days of the person's own that fall on the day of a moment. Of one that was changed on two devices apart every version
// counts until she has chosen: what one of them silences stays silent.
func Days(x *screen.Exchange, at time.Time) []journal.Day {
	var out []journal.Day
	add := func(body []byte) {
		if d, err := journal.DecodeDay(body); err == nil && d.Falls(at) {
			out = append(out, d)
		}
	}
	for _, h := range x.Heads(journal.KindDay) {
		if h.Versions > 1 {
			if all, err := x.Vault.Versions(h.ID); err == nil {
				for _, v := range all {
					add(v.Record.Body)
				}
				continue
			}
		}
		if body, err := x.Body(h.ID); err == nil {
			add(body)
		}
	}
	return out
}

// Silent says that nothing is to be suggested, shown as new or asked now: the person said so until she comes back, or for this day.
// It ends by itself with the day. Everything can still be reached.
func Silent(x *screen.Exchange) bool {
	return x.Settings().Quiet || journal.Gentlest(Days(x, x.Now())) == journal.DaySilence
}
