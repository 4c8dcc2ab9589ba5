package join_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/people"
)

// moved is somebody whose home has gone to the other relay. Their pages still come from where they came before.
func moved(t *testing.T, w *people.World, name string) *people.Person {
	t.Helper()
	p := w.Person(name)
	if err := p.Devices.Move(ctx, devices.MoveTo{Relay: people.Far, Proof: devices.Proof{Passphrase: people.Passphrase}}); err != nil {
		t.Fatal(err)
	}
	return p.Until("the home is over there", func() bool {
		return p.Devices.Relay() == people.Far && p.Devices.Moving().Stage == devices.NotMoving && p.Sharing.Available()
	})
}

// invites has somebody make an invite, and gives it.
func invites(p *people.Person, who, other string) invite.View {
	p.T.Helper()
	to := "/together/invite/for/" + who
	p.Get(to).Fill(to, "other", other, "me", p.Name).Is(http.StatusOK).Says("Your invite for " + other)
	all := p.Invites.List()
	i := slices.IndexFunc(all, func(v invite.View) bool { return p.Path == "/together/invite/"+v.ID })
	if i < 0 {
		p.T.Fatal(p.Path)
	}
	return all[i]
}

// opens looks who invites, at a relay that is chosen.
func opens(p *people.Person, said []string, relay string) *people.Person {
	p.T.Helper()
	p.Get("/join").Says("At which relay is the person who invites you?").Fill("/join", "words", strings.Join(said, " "), "relay", relay)
	return p
}

// ends goes through the rest by the pages of both, and shows that each reads what the other one puts in.
func ends(t *testing.T, host, guest *people.Person) {
	t.Helper()
	before := len(host.Sharing.Spaces())
	guest.Fill(guest.Path, "wish", "yes", "other", host.Name, "me", guest.Name).Says("Do you both see these five words?")
	if err := host.Invites.Check(ctx); err != nil {
		t.Fatal(err)
	}
	host.Get(host.Path).Says("Do you both see these five words?")
	if hers, his := host.Page.First("ol").Words(), guest.Page.First("ol").Words(); hers != his {
		t.Fatalf("%q and %q", hers, his)
	}
	guest.Fill(guest.Path, "answer", "yes")
	host.Fill(host.Path, "answer", "yes").Fill(host.Path, "passphrase", people.Passphrase)
	if err := guest.Invites.Check(ctx); err != nil {
		t.Fatal(err)
	}
	all := host.Sharing.Spaces()
	if len(all) != before+1 {
		t.Fatalf("%d spaces", len(all))
	}
	id := all[before].ID
	for from, to := range map[*people.Person]*people.Person{host: guest, guest: host} {
		item := record.NewID()
		body, err := items.Moment{Sort: items.MomentNeed, What: []string{"hug"}}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		from.Until("it is open", func() bool { return from.Sharing.Put(ctx, id, item, items.KindMoment, time.Now(), body) == nil })
		to.Until(from.Name+"'s word comes", func() bool { _, ok := to.Sharing.Item(id, item); return ok })
	}
}

func TestTwoAtDifferentRelaysComeToShareFromEitherSide(t *testing.T) {
	w := people.New(t)
	sarah, james := moved(t, w, "Sarah"), w.Person("James")

	v := invites(sarah, "partner", "James")
	if !strings.HasPrefix(v.Link, people.Far+"/join#") {
		t.Errorf("the link leads to %s, where nobody knows of it", v.Link)
	}
	opens(james, v.Words, "").Is(http.StatusUnprocessableEntity).Says("There is no invite under these words")
	opens(james, v.Words, people.Far).Is(http.StatusOK).Says("Sarah invites you")
	ends(t, sarah, james)

	v = invites(james, "close", "Sarah")
	opens(sarah, v.Words, "").Is(http.StatusUnprocessableEntity).Says("There is no invite under these words")
	opens(sarah, v.Words, people.Relay).Is(http.StatusOK).Says("James invites you")
	ends(t, james, sarah)

	// Who would have to make the space has no place at the relay of the one who asks.
	v = invites(james, "client", "Sarah")
	opens(sarah, v.Words, people.Relay).Is(http.StatusUnprocessableEntity).Says("This person is at another relay than you. Invite them instead")
	if slices.ContainsFunc(sarah.Invites.List(), func(v invite.View) bool { return !v.State.Ended() }) {
		t.Errorf("something is under way: %+v", sarah.Invites.List())
	}
	for _, s := range slices.Concat(sarah.Sharing.Spaces(), james.Sharing.Spaces()) {
		if s.Kind != sharing.Pair {
			t.Errorf("%+v", s)
		}
	}
}

// What was chosen is kept with the words while a place of one's own is made.
func TestTheRelayOfAnInviteIsNotLostWhileAPlaceOfOnesOwnIsMade(t *testing.T) {
	w := people.New(t)
	v := invites(moved(t, w, "Sarah"), "partner", "James")
	james := w.Somebody("James")
	opens(james, v.Words, people.Far).At("/join/first").Says("Sarah invites you")
	if err := james.Vault.Keep(ctx, people.Passphrase); err != nil {
		t.Fatal(err)
	}
	if err := james.Devices.Start(ctx, james.Devices.Words(), "phone", people.Passphrase, ""); err != nil {
		t.Fatal(err)
	}
	james.Until("a home", james.Invites.Available)
	james.Get("/join").Fill("/join").Is(http.StatusOK).Says("Sarah invites you", "Is it your own wish")
}
