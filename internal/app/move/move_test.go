package move_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/people"
	"snowdrop/internal/vault"
)

var ctx = context.Background()

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// started is somebody who keeps everything at the relay, and the seven words.
func started(w *people.World, name string) (*people.Person, []string) {
	p := w.Somebody(name)
	must(w.T.(*testing.T), p.Vault.Keep(ctx, people.Passphrase))
	seven := p.Devices.Words()
	must(w.T.(*testing.T), p.Devices.Start(ctx, seven, name, people.Passphrase, ""))
	p.Until("a home", p.Sharing.Available)
	return p, seven
}

func put(t *testing.T, p *people.Person, e journal.Entry) record.ID {
	t.Helper()
	body, err := e.Encode()
	must(t, err)
	id := record.NewID()
	must(t, p.Vault.Put(ctx, record.Record{ID: id, Kind: journal.KindEntry, At: 1, Body: body}))
	return id
}

func relayOf(p *people.Person) string {
	home, err := p.Vault.Home()
	if err != nil {
		return ""
	}
	return home.Relay()
}

func has(p *people.Person, id record.ID) func() bool {
	return func() bool { _, err := p.Vault.Body(id); return err == nil }
}

func done(p *people.Person) func() bool {
	return func() bool { return p.Devices.Status().Waiting == 0 && !p.Devices.Status().Busy }
}

// What the whole of it promises: two devices, a long text that only the relay before has, two spaces that are shared.
func TestEverythingGoesToAnotherRelayAndNothingBreaksForAnybody(t *testing.T) {
	w := people.New(t)
	phone, seven := started(w, "phone")
	tablet := w.Somebody("tablet")
	must(t, tablet.Devices.Open(ctx, seven, "tablet", people.Passphrase))
	tablet.Until("a home", tablet.Sharing.Available)
	james := w.Person("James")
	hosts, joins := w.Connect(phone, james, sharing.Pair), w.Connect(james, phone, sharing.Pair)

	long := strings.Repeat("a long night. ", 20_000)
	first, rest, err := journal.Entry{Text: long}.Split()
	must(t, err)
	a, err := tablet.Photos.AddText(ctx, rest)
	must(t, err)
	id := put(t, tablet, first.With(a))
	tablet.Until("it is at the relay", func() bool { return tablet.Photos.Status(a).There && done(tablet)() })
	phone.Until("the entry comes", has(phone, id))
	if phone.Photos.Status(a).Here {
		t.Fatal("the text is on the phone already, and nothing has to be fetched")
	}
	if n := w.Asked(); n != 0 {
		t.Fatalf("the other relay was asked %d times before anybody chose it", n)
	}
	phone.Get("/mine/where").Says("Go to another relay")
	phone.Get("/mine/move").Says("The other host", "Your seven words and your paper stay the same", "What you share stays at the old relay")
	phone.Fill("/mine/move", "relay", "", "passphrase", people.Passphrase).Is(422).Says("Choose a relay")
	phone.Fill("/mine/move", "relay", people.Far, "passphrase", "not it at all").Is(422)
	if n := w.Asked(); n != 0 {
		t.Fatalf("the other relay was asked %d times before it was proved who asks", n)
	}
	phone.Fill("/mine/move", "relay", people.Far, "passphrase", people.Passphrase)
	phone.Until("it is over there", func() bool { return relayOf(phone) == people.Far && phone.Devices.Moving().Stage == devices.NotMoving })
	tablet.Until("the other device follows", func() bool { return relayOf(tablet) == people.Far && done(tablet)() })
	phone.Sees("/mine/where", "Go to another relay")
	phone.Get("/mine/move").Says("relay.example") // where she came from, and can go again

	later := put(t, tablet, journal.Entry{Text: "written afterwards"})
	phone.Until("the two go on together", has(phone, later))
	fresh := w.Somebody("another phone")
	must(t, fresh.Devices.OpenAt(ctx, people.Far, seven, "another phone", people.Passphrase))
	fresh.Until("everything comes", func() bool { return has(fresh, id)() && has(fresh, later)() })
	fresh.Photos.Fetch(a)
	fresh.Until("the long text too", func() bool { return fresh.Photos.Status(a).Here })
	var got bytes.Buffer
	must(t, fresh.Photos.Open(ctx, &got, a))
	if !strings.HasPrefix(long[len(long)-len(rest):], rest[:20]) || got.Len() < len(rest) {
		t.Errorf("the text is %d bytes, want %d", got.Len(), len(rest))
	}

	// Both spaces stay where they were, for everybody who is in them.
	moment := items.Moment{V: 1, Sort: items.MomentNeed, What: []string{"hug"}}
	for name, id := range map[string]record.SpaceID{"hers": hosts.ID, "his": joins.ID} {
		for _, from := range []*people.Person{tablet, james} {
			item := record.NewID()
			body, err := moment.Encode()
			must(t, err)
			from.Until(name+" is open", func() bool { return from.Sharing.Put(ctx, id, item, items.KindMoment, time.Now(), body) == nil })
			for _, to := range []*people.Person{phone, james} {
				to.Until(name+" goes on", func() bool { _, ok := to.Sharing.Item(id, item); return ok })
			}
		}
	}
	// And she still decides about hers.
	must(t, phone.Sharing.End(ctx, devices.Proof{Passphrase: people.Passphrase}, hosts.ID))
	james.Until("it has ended", func() bool {
		for _, s := range james.Sharing.Spaces() {
			if s.ID == hosts.ID {
				return s.State == sharing.Ended
			}
		}
		return false
	})
	phone.Restart()
	phone.Until("it knows where its things are", func() bool { return phone.Devices.Status().Stopped == "" && relayOf(phone) == people.Far })
}

// The relay before is gone for ever, and nothing is kept of it but what is here.
func TestARelayThatIsGoneForEverKeepsNobody(t *testing.T) {
	w := people.New(t)
	phone, seven := started(w, "phone")
	id := put(t, phone, journal.Entry{Text: "here"})
	phone.Until("it is at the relay", done(phone))
	phone.Link.Offline(true)
	phone.Until("nobody answers", func() bool { return phone.Devices.Status().Offline || phone.Devices.Status().Waiting == 0 })
	err := phone.Devices.Move(ctx, devices.MoveTo{Relay: people.Far, Proof: devices.Proof{Passphrase: people.Passphrase}})
	if err == nil {
		t.Fatal("it goes although nothing answers")
	}
	phone.Link.Offline(false)
	w.Lose()
	phone.Get("/mine/move")
	phone.Fill("/mine/move", "relay", people.Far, "passphrase", people.Passphrase).Is(422).Says("does not answer")
	phone.Fill("/mine/move", "relay", people.Far, "passphrase", people.Passphrase, "without", "yes")
	phone.Until("it is over there", func() bool { return relayOf(phone) == people.Far && done(phone)() })
	phone.Sees("/mine/move", "Everything is at the new relay")
	phone.Fill("/mine/move/end", "old", "leave", "passphrase", people.Passphrase)
	tablet := w.Somebody("tablet")
	must(t, tablet.Devices.OpenAt(ctx, people.Far, seven, "tablet", people.Passphrase))
	tablet.Until("everything comes", has(tablet, id))
	if tablet.Vault.State() != vault.Unlocked {
		t.Error("it is not kept")
	}
}
