package share_test

import (
	"testing"

	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// What one said in the parts for two is seen by the other as well. Somebody to whom those parts are closed, because she said that she
// does not feel safe, finds it where all is that others see, and takes it back there.
func TestWhatWasSaidInThePartsForTwoIsListedAndTakenBackWithoutThem(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	const said = "Other things that you said or answered here"
	c.sarah.Get("/together/seen").Says("Nothing now.").SaysNot(said)
	us := "/together/us/" + c.path
	c.sarah.Get(us).Fill(us+"/first", "safe", "yes")
	c.sarah.Get(us).Fill(us+"/need", "need", "hug")
	c.james.Until("he sees it", func() bool { return len(c.james.Sharing.Items(c.id, items.KindMoment)) == 1 })
	c.sarah.Get(us+"/first").Fill(us+"/first", "safe", "no")
	c.sarah.Get("/together/seen").Says(said).SaysNot("Nothing now.")
	if form := c.sarah.Page.First("form", "action="+c.hers+"/said"); form == nil || form.First("button").Words() != "Take all of that back James" {
		t.Error("it cannot be heard from whom it is taken back")
	}
	c.sarah.Get(c.hers).Says(said).Fill(c.hers + "/said").At(c.hers).Says("Taken back.").SaysNot(said)
	c.james.Until("it is gone", func() bool { return len(c.james.Sharing.Items(c.id, items.KindMoment)) == 0 })
	c.sarah.Get("/together/seen").Says("Nothing now.")
	c.james.Get(c.his).SaysNot(said)
}
