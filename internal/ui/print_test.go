package ui_test

import (
	"bytes"
	"context"
	"testing"

	"snowdrop/internal/testkit/page"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
)

// A sheet for an appointment, a check and a card are read by others: that a relay stopped is none of their business.
func TestThatARelayStoppedIsNotPrinted(t *testing.T) {
	var b bytes.Buffer
	f := ui.Frame{Words: text.English, Title: "A page", Kept: ui.KeptRelay, Stopped: "The relay stopped."}
	if err := ui.Page(f).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	notice := page.Parse(t, &b).First("main").First("p", "class=notice noprint")
	if notice == nil || notice.Words() != "The relay stopped. "+text.English.Say("stopped.more") {
		t.Errorf("it stands on the paper: %s", b.String())
	}
}
