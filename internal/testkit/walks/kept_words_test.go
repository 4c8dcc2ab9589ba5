package walks

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/storage"

	"snowdrop/internal/testkit/chromium"
)

func TestWhoIsLockedOutIsToldWhatCouldNotBeKept(t *testing.T) {
	first := livesWith(t, "Kept before.")
	first.browser.Close()

	p := arrives(t, first.server, chromium.WithProfile(first.browser.Profile))
	chromium.Call(p.Page, storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: p.server.address, QuotaSize: new(1.0)})
	p.Before(clock)
	p.Open("/today").Unlocks()
	p.Goes("/journal/new").Type("Your words", "Half a sentence").Sees("What you typed is not safe yet.")
	p.Eval("window.passBy(3600000)", nil)
	p.At("/unlock").Sees("What you typed last could not be kept.", "Welcome back").SeesNot("Half a sentence")
}

func TestMagnifiedFourTimesThePageIsNotHiddenByItsBar(t *testing.T) {
	p := newPerson(t)
	p.Open("/check").Is("on a phone the bar stays in sight", `getComputedStyle(document.querySelector(".bar")).position === "sticky"`)
	chromium.Call(p.Page, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 256, DeviceScaleFactor: 4})
	p.Eval("scrollTo(0, 400)", nil)
	p.Is("magnified, it scrolls away", `scrollY > 200 && document.querySelector(".bar").getBoundingClientRect().bottom <= 0`)
	p.Is("and nothing is wider than the screen", `document.documentElement.scrollWidth <= 320`)
	p.Picture("four-times")
}
