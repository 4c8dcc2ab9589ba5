package aside

import (
	"snowdrop/internal/app/screen"
	"snowdrop/internal/sharing"
)

// TwoKey is where a person keeps, for themselves alone, what they said before the parts for two, and TwoSafe is the one answer to
// whether they feel safe that opens anything.
const (
	TwoKey  = "us"
	TwoSafe = "yes"
)

// GoesIn says whether something can go into a space.
func GoesIn(s sharing.Space) bool { return s.State == sharing.Open && s.OtherIn && !s.Quiet && !s.Over }

// Two are the spaces of two in which this person may be offered something for two: they said, alone, that they feel safe, and something
// can go in. Whoever offers any of it asks here first.
func Two(x *screen.Exchange) (out []sharing.Space) {
	for _, s := range x.Sharing.Spaces() {
		var own struct {
			Safe string `json:"safe,omitempty"`
		}
		if s.Kind == sharing.Pair && GoesIn(s) && x.Sharing.Own(s.ID, TwoKey, &own) && own.Safe == TwoSafe {
			out = append(out, s)
		}
	}
	return out
}
