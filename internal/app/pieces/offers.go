package pieces

import (
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/writing"
)

// lately is for how many days a feeling that was chosen is a reason.
const lately = 7

// offers are what Today may suggest: the next piece, once the person began them and while nothing closes it, and what is
// known about guilt, where she chose such a word. There is none for not having written.
func offers(x *screen.Exchange) []screen.Offer {
	var out []screen.Offer
	if o, ok := nextOffer(x); ok {
		out = append(out, o)
	}
	now := x.Now()
	for _, c := range slices.Backward(noted.CheckIns(x, now.AddDate(0, 0, -lately), now)) {
		for _, f := range []string{"guilty", "ashamed"} {
			if slices.Contains(c.Feelings, f) {
				return append(out, screen.Offer{
					ID: "heart.not-yours", Group: screen.GroupHeart, Address: "/heart/not-yours", Label: x.Say("offer.not-yours"),
					Why: x.Say("offer.not-yours.why", "feeling", x.Say("feeling."+f)), Weight: 2,
				})
			}
		}
	}
	return out
}

func nextOffer(x *screen.Exchange) (offer screen.Offer, ok bool) {
	o := chosen(x)
	if !o.Begun || o.Paused {
		return offer, false
	}
	all := kept(x)
	last := int64(0)
	for _, w := range all {
		if !w.set() {
			last = max(last, w.At)
		}
	}
	if o.Pass != nil { // one that was begun, and stopped or not gone on with
		last = max(last, o.Pass.At)
	}
	p, any := writing.Next(stand(o, all))
	if !any || !writing.Offered(last, x.Now().Unix()) || writing.Gate(p, known(x, o), writing.Asked{}) != writing.Opened {
		return offer, false
	}
	return screen.Offer{
		ID: "heart.pieces", Group: screen.GroupHeart, Address: address(p) + "/begin", Label: x.Say("offer.pieces"),
		Why: x.Say("offer.pieces.why", "title", title(x, p)), Weight: 2, Done: last,
	}, true
}
