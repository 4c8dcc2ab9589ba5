package share

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

var saidKinds = []uint8{items.KindMoment, items.KindAnswer, items.KindKey, items.KindReply, items.KindCandle}

// saidIn are one's own words and taps in a space that are no copies: what one needs, how one is, answers, replies, candles. They are seen as
// well, and somebody who goes to no page for two any more takes them back here.
func saidIn(x *screen.Exchange, s sharing.Space) (out []record.ID) {
	for _, i := range x.Sharing.Items(s.ID, saidKinds...) {
		if i.Mine {
			out = append(out, i.ID)
		}
	}
	return out
}

// mineIn are all things of one's own in a space: the copies, and in one line all that was said besides.
func mineIn(x *screen.Exchange, s sharing.Space) []ui.SharedThing {
	mine, _ := shownIn(x, s)
	if !over(s) && len(saidIn(x, s)) > 0 {
		mine = append(mine, ui.SharedThing{Title: x.Say("share.said"), Do: x.Say("share.said.back"), Action: address(s) + "/said"})
	}
	for i := range mine { // one thing may be shown to several
		mine[i].Of = s.Other
	}
	return mine
}

// saidBack takes back all that was said besides the copies.
func saidBack(x *screen.Exchange, s sharing.Space) {
	if ids := saidIn(x, s); len(ids) > 0 && x.Sharing.TakeBack(x.R.Context(), s.ID, ids...) != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.share.back")
		return
	}
	x.To(address(s) + "?done=taken-back")
}
