package world

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
)

// inviting is somebody who invites, somebody who was given the seven words, and a third one who has read them.
type inviting struct {
	*town
	host, guest, third *gadget
	id                 string // of the invite on the host's device
	words              []string
	asked              []byte // what the slot held at first
}

func newInviting(t *testing.T) *inviting {
	s := &inviting{town: newTown(t)}
	s.host, s.guest, s.third = s.moves("ana", 1).devices[0], s.moves("ben", 1).devices[0], s.moves("eve", 1).devices[0]
	var err error
	s.id, err = s.host.invites.Make(t.Context(), invite.Wish{Sort: invite.Pair, Role: invite.Host, Other: "Ben", Me: "Ana"})
	s.must(err)
	v, _ := s.host.invites.Get(s.id)
	s.words = v.Words
	_, client, login := s.slotCalls(s.third.link)
	s.asked, err = client.Slot(t.Context(), login)
	s.must(err)
	return s
}

// answers opens the words on a device and says yes to them.
func (s *inviting) answers(g *gadget) (id string, err error) {
	if id, err = g.invites.Open(s.t.Context(), s.words); err != nil {
		return "", err
	}
	return id, g.invites.Answer(s.t.Context(), id, "Ana", "Ben")
}

func (s *inviting) view(g *gadget, id string) invite.View {
	s.t.Helper()
	s.must(g.invites.Check(s.t.Context()))
	v, ok := g.invites.Get(id)
	if !ok {
		s.t.Fatal("the invite is gone")
	}
	return v
}

// slotCalls is how whoever has the words speaks with a relay of theirs.
func (s *inviting) slotCalls(link *network.Link) (invite.Slot, *syncer.Client, syncer.SlotLogin) {
	slot := invite.SlotOf(stretchWords, s.words)
	return slot, syncer.NewClient(Address, link), slot.Login()
}

// 36: somebody who has the words, with the relay's help, stands between the two and is each one's other one.
func middle(s *inviting) outcome {
	ctx := s.t.Context()
	// The guest gets to another relay, where eve has asked under the same words.
	other := newTown(s.t)
	slot, there, login := s.slotCalls(network.New(other))
	mine := seal.NewKey()
	fake := invite.Ask{Sort: invite.Pair, Party: invite.Party{Role: invite.Host, Sign: mine.SignKey(seal.LabelInviteHost).Public(), Name: "Ana"}}.Seal(slot)
	far := other.moves("somebody there", 1)
	who := memberOf(far.devices[0])
	s.must(there.PutSlot(ctx, login, &who, relayapi.LifeDays, [32]byte{}, fake))
	s.guest.road.Handler = other
	id, err := s.answers(s.guest)
	s.must(err)
	// She answers in the guest's place.
	_, here, _ := s.slotCalls(s.third.link)
	ask, err := here.Slot(ctx, login)
	s.must(err)
	keys := space.NewSelf().Keys()
	answer := invite.Answer{Ask: slots.Fingerprint(ask), Party: invite.Party{Role: invite.Guest, Sign: keys.Sign, Box: keys.Box, Name: "Ben"}}.Seal(slot)
	s.must(here.PutSlot(ctx, login, nil, relayapi.LifeDays, slots.Fingerprint(ask), answer))
	a, b := s.view(s.host, s.id), s.view(s.guest, id)
	if a.State != invite.Comparing || b.State != invite.Comparing {
		s.t.Fatalf("host %q, guest %q", a.State, b.State)
	}
	if slices.Equal(a.Compare, b.Compare) {
		return notPromised
	}
	// They say so, and nobody is let in, whatever is pressed afterwards.
	s.must(s.host.invites.Differ(ctx, s.id), s.guest.invites.Differ(ctx, id))
	owner, err := s.host.Prove(ctx, proof)
	s.must(err)
	if err := s.host.invites.Approve(ctx, s.id, owner, time.Time{}); err == nil {
		s.t.Error("she was let in after all")
	}
	if n := len(s.host.shares.Spaces()) + len(s.guest.shares.Spaces()); n > 0 {
		s.t.Errorf("%d spaces were made", n)
	}
	return detected
}

// 37: somebody else opens the words after the guest has answered, or before.
func second(s *inviting) outcome {
	id, err := s.answers(s.third)
	s.must(err)
	if _, err := s.answers(s.guest); !errors.Is(err, invite.ErrUsed) {
		s.t.Errorf("who was meant is told %v", err)
		return notPromised
	}
	if v := s.view(s.third, id); v.State != invite.Comparing {
		s.t.Errorf("it is %q", v.State)
	}
	if n := len(s.host.shares.Spaces()) + len(s.third.shares.Spaces()); n > 0 {
		s.t.Errorf("%d spaces were made before anybody compared", n)
	}
	return detected
}

// strangers are attacks by somebody who was not invited.
var strangers = []struct {
	number int
	name   string
	want   outcome
	run    func(*inviting) outcome
}{
	{36, "somebody in the middle of an invite", detected, middle},
	{37, "somebody else who opens an invite first", detected, second},
	{37, "somebody else who opens an invite after it was answered", detected, func(s *inviting) outcome {
		_, err := s.answers(s.guest)
		s.must(err)
		if _, err := s.answers(s.third); !errors.Is(err, invite.ErrUsed) {
			return notPromised
		}
		return detected
	}},
	{37, "words of an invite that are found after it is done", harmless, func(s *inviting) outcome {
		s.compare()
		if _, err := s.third.invites.Open(s.t.Context(), s.words); err == nil {
			s.t.Error("they lead somewhere")
		}
		slot, client, login := s.slotCalls(s.third.link)
		if blob, err := client.Slot(s.t.Context(), login); err == nil {
			if e, ok := invite.OpenDone(slot, blob); !ok || e.How == invite.LetIn {
				s.t.Error("what let the guest in is still there")
			}
		}
		return harmless
	}},
	{37, "a host's last word from somebody who has the words", harmless, func(s *inviting) outcome {
		id, err := s.answers(s.guest)
		s.must(err)
		s.view(s.host, s.id)
		s.must(s.guest.invites.Same(s.t.Context(), id))
		// Eve makes a space of her own and lets him in there.
		slot, client, login := s.slotCalls(s.third.link)
		answer, err := client.Slot(s.t.Context(), login)
		s.must(err)
		a, _ := invite.OpenAnswer(slot, answer)
		hers := s.people[2].hosts(sharing.Pair, "Ana", "Ben", time.Time{})
		owner, err := s.third.Prove(s.t.Context(), proof)
		s.must(err)
		handover, err := s.third.shares.Admit(s.t.Context(), owner, hers, space.NewMember("Ben", space.MemberKeys{Sign: a.Sign, Box: a.Box}))
		s.must(err)
		under := seal.NewKey()
		t := invite.Transcript(slot, s.asked, answer)
		box, err := seal.SealBox(a.Box, seal.LabelInviteBox, t[:], under)
		s.must(err)
		over, err := handover(under, append([]byte(seal.LabelInviteHandover), t[:]...))
		s.must(err)
		done := invite.Done{Before: slots.Fingerprint(answer), How: invite.LetIn, Box: box, Handover: over, Signature: make([]byte, 64)}
		s.must(client.PutSlot(s.t.Context(), login, nil, relayapi.LifeDays, slots.Fingerprint(answer), done.Seal(slot)))
		s.view(s.guest, id)
		if n := len(s.guest.shares.Spaces()); n > 0 {
			s.t.Errorf("he is in %d spaces of hers", n)
		}
		return harmless
	}},
	{116, "an invite that is answered, and found after two days", detected, late},
	{118, "answers to an invite from the wrong side, and an ask to be let in", harmless, wrongSide},
	{116, "a yes before the other one has compared", harmless, unsaid},
}

// late is an invite whose two days are over when the host says yes.
func late(s *inviting) outcome {
	_, err := s.answers(s.guest)
	s.must(err)
	if v := s.view(s.host, s.id); v.State != invite.Comparing {
		s.t.Fatalf("it is %q", v.State)
	}
	s.clock += 48*time.Hour + time.Minute
	owner, err := s.host.Prove(s.t.Context(), proof)
	s.must(err)
	if err := s.host.invites.Approve(s.t.Context(), s.id, owner, time.Time{}); !errors.Is(err, invite.ErrLate) {
		s.t.Errorf("she was told %v", err)
		return notPromised
	}
	return detected
}

// unsaid is a host who says yes while the guest has not said that the words are the same.
func unsaid(s *inviting) outcome {
	ctx := s.t.Context()
	owner, err := s.host.Prove(ctx, proof)
	s.must(err)
	if err := s.host.invites.Approve(ctx, s.id, owner, time.Time{}); err == nil {
		s.t.Error("she let somebody in who has not answered")
	}
	id, err := s.answers(s.guest)
	s.must(err)
	s.view(s.host, s.id)
	if err := s.host.invites.Same(ctx, s.id); err == nil {
		s.t.Error("the host said what only the guest says")
	}
	if err := s.guest.invites.Approve(ctx, id, owner, time.Time{}); err == nil {
		s.t.Error("the guest let himself in")
	}
	s.must(s.host.invites.Approve(ctx, s.id, owner, time.Time{}))
	s.view(s.guest, id)
	if n := len(s.guest.shares.Spaces()); n > 0 {
		s.t.Error("he is in before he compared")
	}
	s.must(s.guest.invites.Same(ctx, id))
	if n := len(s.guest.shares.Spaces()); n != 1 {
		s.t.Errorf("he compared, and is in %d spaces", n)
	}
	return harmless
}

// wrongSide is whoever has the words saying things that nobody says at this point.
func wrongSide(s *inviting) outcome {
	ctx := s.t.Context()
	slot, client, login := s.slotCalls(s.third.link)
	keys, key := space.NewSelf().Keys(), seal.NewKey().SignKey(seal.LabelInviteHost).Public()
	before := s.asked
	for name, a := range map[string]invite.Answer{
		"to another ask":      {Ask: [32]byte{1}, Party: invite.Party{Role: invite.Guest, Sign: keys.Sign, Box: keys.Box, Name: "Ben"}},
		"from a second host":  {Ask: slots.Fingerprint(s.asked), Party: invite.Party{Role: invite.Host, Sign: key, Name: "Ben"}},
		"from a host to none": {Party: invite.Party{Role: invite.Host, Sign: key, Name: "Ben"}},
	} {
		message := a.Seal(slot)
		s.must(client.PutSlot(ctx, login, nil, relayapi.LifeDays, slots.Fingerprint(before), message))
		before = message
		if v := s.view(s.host, s.id); v.State != invite.Waiting {
			s.t.Errorf("an answer %s: it is %q", name, v.State)
		}
	}
	// Nobody but a professional asks to be let in.
	ask := invite.Ask{Sort: invite.Pair, Party: invite.Party{Role: invite.Guest, Sign: keys.Sign, Box: keys.Box, Name: "Ana"}}.Seal(slot)
	s.must(client.PutSlot(ctx, login, nil, relayapi.LifeDays, slots.Fingerprint(before), ask))
	if _, err := s.answers(s.guest); !errors.Is(err, invite.ErrWords) {
		s.t.Errorf("an ask to be let in by a partner: %v", err)
	}
	return harmless
}

// compare goes through an invite to its end.
func (s *inviting) compare() {
	ctx := s.t.Context()
	id, err := s.answers(s.guest)
	s.must(err)
	s.view(s.host, s.id)
	owner, err := s.host.Prove(ctx, proof)
	s.must(err, s.guest.invites.Same(ctx, id))
	s.must(s.host.invites.Approve(ctx, s.id, owner, time.Time{}))
	s.view(s.guest, id)
	s.everyone(s.people...)
	if a, b := len(s.host.shares.Spaces()), len(s.guest.shares.Spaces()); a != 1 || b != 1 {
		s.t.Fatalf("the host has %d spaces, the guest %d", a, b)
	}
}

func memberOf(g *gadget) syncer.Login {
	home, err := g.vault.Home()
	g.who.town.must(err)
	epoch, auth, _ := home.Space().Login()
	return syncer.Login{Role: relayapi.RoleMember, Space: home.Space().ID(), Epoch: epoch, Sign: func(b []byte) [64]byte {
		return auth.Sign(seal.LabelRelayLogin, b)
	}}
}

func TestEveryAttackOnAnInviteHasItsNamedOutcome(t *testing.T) {
	for _, a := range strangers {
		t.Run(a.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := a.run(newInviting(t)); got != a.want {
					t.Errorf("got %s, want %s", got, a.want)
				}
			})
		})
	}
}
