package walks

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"

	"snowdrop/internal/testkit/chromium"
)

// passkeys is the part of a phone that keeps passkeys.
type passkeys struct {
	p  *person
	id webauthn.AuthenticatorID
}

// phone gives the tab such a part; prf says whether it can do what opening needs.
func (p *person) phone(prf bool) passkeys {
	p.t.Helper()
	chromium.Call(p.Page, webauthn.Enable, webauthn.EnableParams{})
	added := chromium.Call(p.Page, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Ctap2version: webauthn.Ctap2versionCtap21, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true, HasPrf: prf,
	}})
	return passkeys{p, added.AuthenticatorID}
}

// all are the passkeys that the phone lists.
func (k passkeys) all() []*webauthn.Credential {
	k.p.t.Helper()
	return chromium.Call(k.p.Page, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: k.id}).Credentials
}

// knows says whether the finger on the phone is the right one.
func (k passkeys) knows(finger bool) {
	k.p.t.Helper()
	chromium.Call(k.p.Page, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: k.id, IsUserVerified: finger})
}

// asksForAPasskey goes as far as the button that makes one.
func (p *person) asksForAPasskey() *person {
	p.t.Helper()
	p.Goes("/mine/passkey").Choose("No, only I can").Press("Go on").Sees("Whoever can unlock this phone can then open this.")
	return p.Type("Your passphrase once more", passphrase).Press("Go on").Sees("Press the button.")
}

// noPasskeyHere closes Snowdrop, holds that nothing of one lies on the disk, and comes back to the locked page.
func (p *person) noPasskeyHere() *person {
	p.t.Helper()
	p.onDisk(`async (store, wait) => { if (await wait(store.get("passkey"))) throw new Error("a passkey is kept"); }`)
	return p.Open("/unlock").SeesNot("Use passkey")
}

func TestAPasskeyOpensThisDeviceBesideThePassphrase(t *testing.T) {
	p := newPerson(t)
	source := axe(t)
	look := p.forEverybody(source)
	phone := p.phone(true)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.Goes("/mine")
	p.Is("the script for passkeys is only on the pages that need it", `!document.querySelector("script[src*=passkey]")`)
	look("/mine")
	p.Press("Open with a passkey").At("/mine/passkey")
	look("/mine/passkey")
	p.Choose("Yes, or I am not sure").Press("Go on").Sees("Then your passphrase keeps it safer.").SeesNot("Make")
	look("/mine/passkey, not offered")
	p.asksForAPasskey()
	look("/mine/passkey, to make one")
	p.Press("Make the passkey").Sees("The passkey is made.")
	look("/mine/passkey, made")
	all := phone.all()
	if len(all) != 1 || all[0].RpID != "localhost" || all[0].UserName != "Pages" || all[0].UserDisplayName != "Pages" || len(all[0].UserHandle) != 32 {
		t.Fatalf("the phone lists %+v", all)
	}

	p.Locks().Sees("Use passkey")
	look("/unlock with a passkey")
	p.Press("Use passkey").At("/today").Sees("A velvet evening.")
	p.Is("nothing that the passkey gave out stands on the page", `!document.querySelector("[name=output]")`)

	p.Locks()
	phone.knows(false)
	p.Tap("Use passkey").Sees("That did not open it. Try again, or type your passphrase.")
	p.Is("nothing that was begun stays in the form", `document.querySelector("[name=output]").value === ""`)
	p.Unlocks().Sees("A velvet evening.")
	phone.knows(true)

	p.Goes("/mine/passkey").Press("Take the passkey away").Sees("The passkey opens nothing here any more.")
	p.noPasskeyHere().Unlocks().Sees("A velvet evening.")
}

func TestAPasskeyThatIsNoMoreOnThePhoneIsMetGently(t *testing.T) {
	p := newPerson(t)
	phone := p.phone(true)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.asksForAPasskey().Press("Make the passkey").Sees("The passkey is made.")
	chromium.Call(p.Page, webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: phone.id})
	p.Locks().Tap("Use passkey").Sees("That did not open it. Try again, or type your passphrase.").Unlocks().Sees("A velvet evening.")
	p.Goes("/mine/passphrase").Type("Your passphrase now", passphrase).Type("A new passphrase", "another long passphrase").
		Type("The same once more", "another long passphrase").Press("Change it").Sees("Your passphrase is changed.")
	p.noPasskeyHere()
}

func TestAPhoneWithoutWhatOpeningNeedsMakesNoPasskeyHere(t *testing.T) {
	p := newPerson(t)
	p.phone(false)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.asksForAPasskey().Tap("Make the passkey").Sees("This phone or browser cannot open Snowdrop in this way.", "it is not used")
	p.noPasskeyHere().Unlocks().Sees("A velvet evening.")
}

func TestUnderANumberNoPasskeyIsMade(t *testing.T) {
	s := serve(t)
	s.address = strings.Replace(s.address, "localhost", "127.0.0.1", 1)
	p := arrives(t, s)
	p.phone(true)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.asksForAPasskey().Sees("A passkey needs a site with a name.").Tap("Make the passkey").Sees("A passkey needs a site with a name.")
	p.noPasskeyHere()
}
