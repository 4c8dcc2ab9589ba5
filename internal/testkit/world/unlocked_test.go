package world

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
)

// TestAnOpenPhoneAloneDecidesNothing: whoever has her phone in their hand while it is open, and not her passphrase, lets
// nobody in, takes nobody out, ends nothing for others and goes on nowhere; and no other device of hers, which has no
// owner's key, does with the passphrase.
func TestAnOpenPhoneAloneDecidesNothing(t *testing.T) {
	first := neighbourhood(t, 3)
	synctest.Test(t, func(t *testing.T) {
		y := first.again(t, 1)
		y.calm = true
		host, guest := y.people[0], y.people[1]
		ctx, cleo := t.Context(), y.selves[y.people[2]].ID()
		wrong := []devices.Proof{{}, {Passphrase: "a passphrase of another sort"}, {Words: guest.words}}
		for _, g := range host.devices {
			for _, p := range wrong {
				for name, err := range map[string]error{
					"taken out":  g.shares.Remove(ctx, p, y.id, cleo),
					"ended":      g.shares.End(ctx, p, y.id),
					"lengthened": g.shares.Extend(ctx, p, y.id, y.now().Add(time.Hour)),
					"gone on":    func() error { _, err := g.shares.ContinueWithout(ctx, p, y.id); return err }(),
					"proved":     func() error { _, err := g.Prove(ctx, p); return err }(),
				} {
					if err == nil {
						t.Errorf("%s, with %+v: %s", g.name, p, name)
					}
				}
			}
			if err := g.shares.Remove(ctx, proof, y.id, cleo); g == host.devices[1] && !errors.Is(err, devices.ErrNeedWords) {
				t.Errorf("a device without the owner's key took somebody out: %v", err)
			} else if g == host.devices[0] && err != nil {
				t.Errorf("with the passphrase: %v", err)
			}
		}
		// An owner of another home decides nothing here, and a guest with all secrets of their own does not.
		stranger := space.NewOwner()
		if _, err := host.devices[0].shares.Admit(ctx, stranger, y.id, space.NewMember("eve", space.NewSelf().Keys())); err == nil {
			t.Error("somebody else's owner let somebody in")
		}
		if err := guest.devices[0].shares.End(ctx, proof, y.id); !errors.Is(err, sharing.ErrMayNot) {
			t.Errorf("a guest ended it for all: %v", err)
		}
		if err := guest.devices[0].shares.Remove(ctx, proof, y.id, y.people[0].devices[0].in(y.id).Members[0].ID); !errors.Is(err, sharing.ErrMayNot) {
			t.Errorf("a guest took the host out: %v", err)
		}
	})
}

// TestWhoeverComesInIsSaidOnEveryDevice: somebody who comes in, and a space that I came into myself, is said for seven days on
// all devices of everybody who is in.
func TestWhoeverComesInIsSaidOnEveryDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		ana, ben, cleo := w.moves("ana", 2), w.moves("ben", 2), w.moves("cleo", 1)
		id := ana.hosts(sharing.Pair, "ana", "ben", time.Time{})
		w.everyone(w.people...)
		ana.admits(id, ben, sharing.Terms{Kind: sharing.Pair, Me: "ben", Other: "ana"})
		w.everyone(w.people...)
		said := func(when string, want bool, people ...*resident) {
			for _, p := range people {
				for _, g := range p.devices {
					is := slices.ContainsFunc(g.in(id).Notices, func(n sharing.Notice) bool {
						return n.Sort == sharing.NoticeJoined || p != ana && n.Sort == sharing.NoticeEntered
					})
					if is != want {
						t.Errorf("%s, %s: said %v", when, g.name, is)
					}
				}
			}
		}
		said("at once", true, ana, ben)
		w.clock += 6 * 24 * time.Hour
		said("after six days", true, ana, ben)
		w.clock += 3 * 24 * time.Hour
		said("after nine days", false, ana, ben)
		ana.admits(id, cleo, sharing.Terms{Kind: sharing.Pair, Me: "cleo", Other: "ana"})
		w.must(ana.devices[0].shares.Put(t.Context(), id, record.NewID(), items.KindCopy, w.now(), copied("for all")))
		w.everyone(w.people...)
		said("with a third", true, ana, ben, cleo)
	})
}
