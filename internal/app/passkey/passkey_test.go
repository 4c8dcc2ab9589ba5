package passkey_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/testkit/alone"
	"snowdrop/internal/vault"
)

// fixture is somebody with an app over a disk.
type fixture struct{ *alone.Person }

func someone(t *testing.T, transport string) *fixture {
	t.Helper()
	return &fixture{alone.New(t, func(c *app.Config) { c.Transport = transport })}
}

// kept is somebody who keeps something on this device.
func kept(t *testing.T) *fixture {
	t.Helper()
	f := someone(t, "")
	f.Get("/journal/new").Fill("/journal/new", "text", "a velvet evening")
	f.Get("/mine/keep").Fill("/mine/keep", "new", alone.Passphrase, "new-again", alone.Passphrase)
	return f
}

func (f *fixture) has() bool { _, _, ok := f.Vault.Passkey(); return ok }

func given(b byte) string { return base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32)) }

// makes goes through the pages, as a browser with passkeys would.
func (f *fixture) makes() *fixture {
	f.T.Helper()
	f.Get("/mine/passkey").Fill("/mine/passkey", "someone", "no")
	f.Fill("/mine/passkey", "passphrase", alone.Passphrase)
	f.Fill("/mine/passkey", "credential", "Y3JlZA", "output", given(7))
	return f
}

func TestAPasskeyIsMadeAfterPlainWordsAndThePassphrase(t *testing.T) {
	f := kept(t)
	f.Get("/mine/passkey")
	f.Says("Could someone else open this phone?")
	f.Fill("/mine/passkey")
	if f.Status != http.StatusUnprocessableEntity || f.has() {
		t.Errorf("without an answer: %d", f.Status)
	}
	f.Get("/mine/passkey").Fill("/mine/passkey", "someone", "no")
	f.Says("Whoever can unlock this phone can then open this.", "lists the name of this site", "family account")
	f.Fill("/mine/passkey", "passphrase", "not this one, no")
	if f.Status != http.StatusUnprocessableEntity || strings.Contains(f.Raw, `data-passkey="make"`) {
		t.Errorf("with a wrong passphrase it goes on: %d", f.Status)
	}
	f.Fill("/mine/passkey", "passphrase", alone.Passphrase)
	part := f.Page.First("div", "data-passkey=make")
	if part == nil || len(part.Attrs["data-input"]) != 43 || part.Attrs["data-name"] != "Pages" {
		t.Fatalf("nothing to make a passkey with: %+v", part)
	}
	f.Fill("/mine/passkey", "credential", "Y3JlZA", "output", given(7))
	f.Says("The passkey is made", "A new passphrase ends the passkey.")
	if !f.has() || strings.Contains(f.Raw, given(7)) {
		t.Error("it is not there, or the page shows what it gave out")
	}
}

func TestNoPasskeyIsMadeWhereSomebodyElseOpensThePhone(t *testing.T) {
	f := kept(t)
	before := f.Disk.Writes()
	f.Get("/mine/passkey").Fill("/mine/passkey", "someone", "yes")
	f.Says("Then your passphrase keeps it safer.", "What you answered is not kept.")
	if f.Page.First("form", "action=/mine/passkey") != nil || f.Disk.Writes() != before {
		t.Error("it goes on from there, or something was written")
	}
}

func TestAnOpenPhoneInOtherHandsGetsNoPasskey(t *testing.T) {
	f := kept(t)
	for _, form := range [][]string{
		{"step", "keep", "credential", "Y3JlZA", "output", given(7)}, // the passphrase left out
		{"step", "begin"}, {"step", "begin", "passphrase", "not this one, no"},
	} {
		f.Post("/mine/passkey", form...)
		if f.has() {
			t.Errorf("%v made a passkey", form)
		}
	}
	f.Post("/mine/passkey", "step", "begin", "passphrase", alone.Passphrase)
	f.Now = f.Now.Add(6 * time.Minute)
	f.Fill("/mine/passkey", "credential", "Y3JlZA", "output", given(7))
	if f.has() || f.Status != http.StatusUnprocessableEntity {
		t.Error("a page that was left lying made a passkey")
	}
	f.Post("/mine/passkey", "step", "begin", "passphrase", alone.Passphrase)
	f.Fill("/mine/passkey", "credential", "%%%", "output", given(7))
	f.Post("/mine/passkey", "step", "begin", "passphrase", alone.Passphrase)
	f.Fill("/mine/passkey", "credential", "Y3JlZA", "output", "")
	if f.has() {
		t.Error("what no browser gives made a passkey")
	}
}

func TestThePasskeyOpensAndWhatItGaveOutIsShownNowhere(t *testing.T) {
	f := kept(t).makes()
	f.Post("/lock")
	part := f.Get("/unlock").Page.First("div", "data-passkey=use")
	if part == nil || part.Attrs["data-credential"] != "Y3JlZA" || len(part.Attrs["data-input"]) != 43 || !strings.Contains(f.Raw, "hidden") {
		t.Fatalf("the locked page does not offer it: %+v", part)
	}
	f.Fill("/unlock", "output", given(8))
	f.Says("The passkey did not open it. Your passphrase does.")
	if f.Status != http.StatusUnprocessableEntity || strings.Contains(f.Raw, given(8)) {
		t.Errorf("a wrong one: %d, or the page shows what it gave out", f.Status)
	}
	f.Fill("/unlock", "output", "%")
	f.Says("The passkey did not open it.")
	f.Fill("/unlock", "output", given(7))
	if f.Path != "/today" || len(f.Vault.List()) != 1 {
		t.Errorf("it did not open: %s", f.Path)
	}
	f.Post("/lock")
	f.Fill("/unlock", "passphrase", alone.Passphrase)
	if f.Path != "/today" {
		t.Errorf("the passphrase does not open beside it: %s", f.Path)
	}
}

func TestAPasskeyIsNoProof(t *testing.T) {
	f := kept(t).makes()
	f.Get("/mine/delete").Fill("/mine/delete", "passphrase", "", "output", given(7))
	if f.Vault.State() != vault.Unlocked || len(f.Vault.List()) != 1 {
		t.Error("it deleted everything")
	}
	f.Get("/mine/passphrase").Fill("/mine/passphrase", "passphrase", "", "output", given(7), "new", alone.Passphrase+"s", "new-again", alone.Passphrase+"s")
	if f.Status != http.StatusUnprocessableEntity {
		t.Error("it changed the passphrase")
	}
}

func TestThePasskeyIsTakenAwayInOneTap(t *testing.T) {
	f := kept(t).makes()
	f.Get("/mine/passkey").Fill("/mine/passkey")
	f.Says("The passkey opens nothing here any more.", "in its settings")
	if f.has() {
		t.Error("it is still there")
	}
	f.Post("/lock")
	if f.Get("/unlock"); strings.Contains(f.Raw, "data-passkey") {
		t.Error("the locked page still offers one")
	}
}

func TestWhatEndsAPasskeySaysSo(t *testing.T) {
	f := kept(t)
	f.Get("/mine/delete")
	if strings.Contains(f.Raw, "passkeys") {
		t.Error("it is spoken of where there is none")
	}
	f.makes()
	f.Get("/mine/delete")
	f.Says("The passkey stays in the list of your phone.")
	f.Get("/mine/passphrase")
	f.Says("A passkey that opens this device ends with it.")
	f.Fill("/mine/passphrase", "passphrase", alone.Passphrase, "new", alone.Passphrase+"s", "new-again", alone.Passphrase+"s")
	if f.has() {
		t.Error("a new passphrase left the passkey")
	}
}

func TestThereIsNoPasskeyInAVisitOrUnderANumber(t *testing.T) {
	visit := someone(t, "")
	visit.Get("/mine/passkey")
	visit.Says("In this visit nothing is kept.")
	visit.Post("/mine/passkey", "step", "begin", "passphrase", alone.Passphrase)
	visit.Says("In this visit nothing is kept.")

	f := kept(t).makes()
	f.Open(func(c *app.Config) { c.Transport = "fetch" }) // the program on one's own machine
	f.Get("/unlock")
	if strings.Contains(f.Raw, "data-passkey") {
		t.Error("it is offered under a number")
	}
	f.Fill("/unlock", "passphrase", alone.Passphrase)
	f.Get("/mine/passkey")
	f.Says("A passkey needs a site with a name.")
}
