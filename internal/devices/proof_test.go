package devices

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/devices/deed"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
)

// deeds are all that only the owner may do.
var deeds = map[string]func(p *phone, proof Proof) error{
	"kit":         func(p *phone, proof Proof) error { _, err := p.Kit(ctx, proof); return err },
	"pair":        func(p *phone, proof Proof) error { _, err := p.Pair(ctx, proof); return err },
	"rename":      func(p *phone, proof Proof) error { return p.Rename(ctx, proof, p.List()[0].ID, "renamed") },
	"remove":      func(p *phone, proof Proof) error { return p.Remove(ctx, proof, p.List()[1].ID) },
	"new words":   func(p *phone, proof Proof) error { return p.NewWords(ctx, proof, fresh()) },
	"compromised": func(p *phone, proof Proof) error { return p.Compromised(ctx, proof, nil, fresh()) },
	"delete everything": func(p *phone, proof Proof) error {
		return p.DeleteEverything(ctx, proof, passphrase, false)
	},
}

// looks is everything that a deed could change, at the relay and here.
func (p *phone) looks() string {
	spaces, slots := p.w.left()
	state := p.vault.State()
	if state == vault.Visit {
		return "nothing"
	}
	_ = p.step()
	s, err := p.session()
	if err != nil {
		return err.Error()
	}
	n, head := s.Home.Space().Head()
	return fmt.Sprint(spaces, slots, n, head, p.names(), p.Pairing() != nil, p.disk.Dump())
}

// refusals does every deed with a proof and says which of them were not refused, or changed something.
func refusals(t *testing.T, p *phone, proof Proof, want error) (wrong []string) {
	t.Helper()
	for name, do := range deeds {
		before := p.looks()
		if err := do(p, proof); !errors.Is(err, want) {
			wrong = append(wrong, fmt.Sprintf("%s: got %v, want %v", name, err, want))
			return wrong // the world is another one now
		}
		if p.looks() != before {
			wrong = append(wrong, name+": something changed")
		}
	}
	return wrong
}

// step-up: a device that is open is not enough for what only the owner may.
func TestWithoutAProofNothingThatOnlyTheOwnerMayIsDone(t *testing.T) {
	w := newWorld(t)
	laptop, first := w.started("one")
	seven := fresh()
	w.must(laptop.NewWords(ctx, byPassphrase(), seven))
	phone := w.opened("phone", seven)
	laptop.inStep()
	_, others := w.started()
	for name, c := range map[string]struct {
		p     *phone_
		proof Proof
		want  error
	}{
		"nothing":                              {laptop, Proof{}, ErrProof},
		"another passphrase":                   {laptop, Proof{Passphrase: "another passphrase"}, ErrProof},
		"words that are nobody's":              {laptop, byWords(fresh()), ErrProof},
		"six words":                            {laptop, byWords(seven[:6]), ErrProof},
		"words that were replaced":             {laptop, byWords(first), ErrProof},
		"another person's words":               {laptop, byWords(others), ErrProof},
		"wrong words and the right passphrase": {laptop, Proof{Passphrase: passphrase, Words: fresh()}, ErrProof},
		"right words and a wrong passphrase":   {laptop, Proof{Passphrase: "another passphrase", Words: seven}, ErrProof},
		"the passphrase of a device that does not hold the owner's key": {phone, byPassphrase(), ErrNeedWords},
	} {
		for _, wrong := range refusals(t, c.p, c.proof, c.want) {
			t.Errorf("%s: %s", name, wrong)
		}
	}
}

type phone_ = phone

// The table above fails where the check is taken out.
func TestTheProofIsWhatHoldsTheOwnersActionsBack(t *testing.T) {
	for name := range deeds {
		w := newWorld(t)
		laptop, seven := w.started("one")
		w.opened("phone", seven)
		laptop.inStep()
		laptop.prove = func(d *deed.Deed, ctx context.Context, _ Proof) error { return d.Check(ctx, byPassphrase()) }
		before := laptop.looks()
		if err := deeds[name](laptop, Proof{}); err != nil {
			t.Errorf("%s: with the check taken out: %v", name, err)
		}
		if laptop.looks() == before {
			t.Errorf("%s: the table could not see it", name)
		}
	}
}

// Two devices do something at the same moment: one is first, and the person at the other looks again.
func TestOfTwoOwnersActionsAtOnceOneIsToldToTryAgain(t *testing.T) {
	for _, name := range []string{"remove", "compromised"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			laptop, seven := w.started("one")
			phone, tablet := w.opened("phone", seven), w.opened("tablet", seven)
			laptop.inStep()
			phone.inStep()
			id := map[string]DeviceID{"phone": laptop.id("phone"), "tablet": laptop.id("tablet")}
			do := map[string]func() error{
				"remove":      func() error { return laptop.Remove(ctx, byPassphrase(), id["tablet"]) },
				"compromised": func() error { return laptop.Compromised(ctx, byPassphrase(), []DeviceID{id["phone"]}, fresh()) },
			}[name]
			meanwhile := false
			laptop.link.Faults(func(r *http.Request) network.Fault {
				if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/control") && !meanwhile {
					meanwhile = true
					w.must(phone.Rename(ctx, byWords(seven), phone.id("phone"), "pocket"))
				}
				return network.None
			})
			if err := do(); !errors.Is(err, ErrAgain) {
				t.Fatalf("the slower one: %v", err)
			}
			if !slices.Contains(laptop.names(), "pocket") {
				t.Errorf("does not show what the other one did: %v", laptop.names())
			}
			w.must(do())
			laptop.lists("laptop", "pocket")
			if err := tablet.step(); !errors.Is(err, ErrStopped) {
				t.Errorf("the removed one: %v", err)
			}
		})
	}
}

// Somebody else may know my words, said on two devices at once: one owner's key comes of it, and nobody is locked out.
func TestTwoNewOwnersAtOnceLeaveOne(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	laptop.inStep()
	id, mine, theirs := laptop.id("phone"), fresh(), fresh()
	meanwhile := false
	laptop.link.Faults(func(r *http.Request) network.Fault {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/control") && !meanwhile {
			meanwhile = true
			w.must(phone.Compromised(ctx, byWords(seven), []DeviceID{phone.id("laptop")}, theirs))
		}
		return network.None
	})
	if err := laptop.Compromised(ctx, byPassphrase(), []DeviceID{id}, mine); !errors.Is(err, ErrAgain) {
		t.Fatalf("the slower one: %v", err)
	}
	if _, err := laptop.Kit(ctx, byPassphrase()); !errors.Is(err, ErrNeedWords) {
		t.Errorf("with the owner's key of before: %v", err)
	}
	w.opensNothing(seven)
	w.opensNothing(mine)
	w.opened("tablet", theirs).shows("one")
	// The words give this device the owner's key that is in force.
	if _, err := laptop.Kit(ctx, Proof{Passphrase: passphrase, Words: theirs}); err != nil {
		t.Fatal(err)
	}
	laptop.owns()
}

func TestWordsThatSomebodyMayKnowAreNotTakenAgain(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	if err := laptop.Compromised(ctx, byPassphrase(), nil, seven); !errors.Is(err, ErrWords) {
		t.Errorf("the same words: %v", err)
	}
	w.opened("phone", seven)
}

// Where the owner's note was lost, the words that are the proof are known all the same, and replaced.
func TestWordsThatAreTheProofAreReplacedAlsoWithoutANote(t *testing.T) {
	for _, sort := range []string{"words", "kit"} {
		w := newWorld(t)
		laptop, proof := w.started("one")
		if sort == "kit" {
			kit, err := laptop.Kit(ctx, byPassphrase())
			w.must(err)
			proof = kit.Words
		}
		for _, h := range laptop.vault.List(Kind) {
			w.must(laptop.vault.Delete(ctx, h.ID))
		}
		next := fresh()
		w.must(laptop.Compromised(ctx, byWords(proof), nil, next))
		w.opensNothing(proof)
		w.opened("phone", next).shows("one")
	}
}

func TestNoMoreDevicesThanFit(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started()
	for range space.MaxMembers - 1 {
		w.opened("phone", seven)
	}
	if err := w.phone("one more").Open(ctx, seven, "one more", passphrase); !errors.Is(err, ErrTooMany) {
		t.Errorf("open: %v", err)
	}
	if _, err := laptop.Pair(ctx, byPassphrase()); !errors.Is(err, ErrTooMany) {
		t.Errorf("pair: %v", err)
	}
	if MaxDevices != space.MaxMembers {
		t.Errorf("MaxDevices is %d, and %d fit", MaxDevices, space.MaxMembers)
	}
}
