package devices

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
)

// What a hostile relay can do to words and pairings: Appendix A of the security design, by its numbers.

// answers lets a hostile relay answer what it wants where a device asks for a slot.
func (p *phone) answers(answer func(there []byte) []byte) {
	p.link.Change(func(r *http.Request, a *http.Response) {
		if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, relayapi.PathSlots) {
			return
		}
		there, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != http.StatusOK {
			there = nil
		}
		a.StatusCode, a.Body = http.StatusOK, io.NopCloser(bytes.NewReader(answer(there)))
	})
}

// opensTo says how a stranger's device fares that opens words, and that a failure leaves nothing on it.
func (w *world) opensTo(p *phone, words []string, want error) {
	w.t.Helper()
	p.put("of the visit")
	err := p.Open(ctx, words, "phone", passphrase)
	if !errors.Is(err, want) {
		w.t.Errorf("got %v, want %v", err, want)
	}
	if p.vault.State() != vault.Visit || len(p.disk.Dump()) != 0 {
		w.t.Error("something was kept")
	}
	p.shows("of the visit")
}

// 1, weaker key derivation: there is no channel. Nothing is asked of the relay before the words are stretched, and always
// in the same way.
func TestARelayHasNoSayInHowWordsAreStretched(t *testing.T) {
	w := newWorld(t)
	_, seven := w.started()
	p := w.phone("phone")
	asked := 0
	p.config.Stretch = func(words, label string) seal.Key {
		asked++
		if got := p.link.Sent(); len(got) != 0 || words != strings.Join(seven, " ") || label != seal.LabelSlotWords {
			t.Errorf("stretched as %q after %d requests", label, len(got))
		}
		return quick(words, label)
	}
	p.link.Record()
	w.must(p.Open(ctx, seven, "phone", passphrase))
	if asked != 1 {
		t.Errorf("stretched %d times", asked)
	}
}

// 2, another person's slot; 5, a forged one; 6, another suite.
func TestASlotThatIsNotOnesOwnOpensNothing(t *testing.T) {
	w := newWorld(t)
	_, seven := w.started("one")
	_, others := w.started("of somebody else")
	other := slotFor(seal.LabelSlotWords, others...)
	theirs, err := w.phone("x").relay.Look(ctx, other)
	w.must(err)
	for name, answer := range map[string]func([]byte) []byte{
		"another person's": func([]byte) []byte { return theirs },
		"random":           func([]byte) []byte { return bytes.Repeat([]byte{1}, relayapi.SlotSize) },
		"a changed byte":   func(b []byte) []byte { b[4000] ^= 1; return b },
		"another suite":    func(b []byte) []byte { b[0] = 2; return b },
	} {
		t.Run(name, func(t *testing.T) {
			p := w.phone("phone")
			p.answers(answer)
			w.opensTo(p, seven, ErrWords)
		})
	}
}

// 3, an old slot: the owner's key in it is no longer in force, and a relay that keeps to the log lets it do nothing.
func TestAnOldSlotOpensNothingOnceTheOwnersKeyHasChanged(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	old, err := laptop.relay.Look(ctx, slotFor(seal.LabelSlotWords, seven...))
	w.must(err)
	next := fresh()
	w.must(laptop.Compromised(ctx, byPassphrase(), nil, next))
	p := w.phone("phone")
	p.answers(func([]byte) []byte { return old })
	w.opensTo(p, seven, ErrWords)
	// Nor does it prove anything on a device that is in.
	in := w.opened("tablet", next)
	in.answers(func([]byte) []byte { return old })
	if err := in.Remove(ctx, byWords(seven), in.id("laptop")); !errors.Is(err, ErrProof) {
		t.Errorf("as a proof: %v", err)
	}
}

// 4, probing for slots: whatever is wrong with words costs the same requests and gets the same answer.
func TestWrongWordsAlwaysGetTheSameAnswer(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	w.must(laptop.NewWords(ctx, byPassphrase(), fresh()))
	type asked struct {
		requests []string
		err      error
	}
	ask := func(words []string) asked {
		p := w.phone("phone")
		p.link.Record()
		a := asked{err: p.Open(ctx, words, "phone", passphrase)}
		for _, s := range p.link.Sent() {
			where, _, _ := strings.Cut(s.URL, relayapi.PathSlots+"/")
			a.requests = append(a.requests, s.Method+" "+where)
		}
		return a
	}
	never := ask(fresh())
	for name, words := range map[string][]string{"replaced": seven, "of a kit that is none": append(fresh(), "one", "two", "three")} {
		got := ask(words)
		if !errors.Is(got.err, ErrWords) || got.err.Error() != never.err.Error() || !slices.Equal(got.requests, never.requests) {
			t.Errorf("%s: %v, want %v", name, got, never)
		}
	}
}

// 7, refusing a slot: not prevented, and nothing is harmed by it.
func TestARelayThatRefusesIsNoReasonToChangeAnything(t *testing.T) {
	for name, refuse := range map[string]http.HandlerFunc{
		"no relay at all": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<html>Sign in to this network</html>")
		},
		"an error": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://other.example/", http.StatusFound)
		},
		"too much": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 3<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			laptop, seven := w.started("one")
			visitor, apart := w.phone("phone"), w.kept("tablet", "two")
			w.opened("other", seven)
			laptop.inStep()
			before := laptop.disk.Dump()
			w.mu.Lock()
			good := w.relay
			w.relay = refuse
			w.mu.Unlock()
			w.opensTo(visitor, seven, ErrOffline)
			untouched := apart.disk.Dump()
			for what, err := range map[string]error{
				"start": apart.Start(ctx, fresh(), "tablet", passphrase, ""),
				"open":  apart.Open(ctx, seven, "tablet", ""),
				"join":  joinError(apart),
			} {
				if !errors.Is(err, ErrOffline) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if !sameDisk(untouched, apart.disk.Dump()) {
				t.Error("something changed on a device that could not reach the relay")
			}
			for what, err := range everyDeed(laptop, byPassphrase()) {
				if !errors.Is(err, ErrOffline) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if err := laptop.Forget(ctx, passphrase); !errors.Is(err, ErrOffline) {
				t.Errorf("forget: %v", err)
			}
			if !sameDisk(before, laptop.disk.Dump()) {
				t.Error("something changed on a device that could not reach the relay")
			}
			w.mu.Lock()
			w.relay = good
			w.mu.Unlock()
			laptop.inStep()
			w.opened("another", seven).shows("one")
		})
	}
}

func joinError(p *phone) error {
	_, err := p.JoinPair(ctx, fresh()[:6], "tablet", "")
	return err
}

func sameDisk(a, b map[string][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for key, value := range a {
		if !bytes.Equal(value, b[key]) {
			return false
		}
	}
	return true
}

// everyDeed tries all that only the owner may, and says what came of each.
func everyDeed(p *phone, proof Proof) map[string]error {
	got := map[string]error{}
	for name, do := range deeds {
		got[name] = do(p, proof)
	}
	return got
}

// 18, an older log for a new device: pairing tells how far it goes; words alone can not.
func TestAPairedDeviceIsNotShownAnOlderLog(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	laptop.put("two")
	laptop.inStep()
	pairing, err := laptop.Pair(ctx, byPassphrase())
	w.must(err)
	phone := w.phone("phone")
	phone.link.Change(shorten(t, 2))
	joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
	w.must(err)
	w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
	w.must(pairing.Approve(ctx))
	w.until("let in", func() bool { s, _ := joining.State(); return s == PairDone })
	if err := phone.step(); !errors.Is(err, ErrStopped) || phone.Status().Stopped != WentBack {
		t.Errorf("got %v, %+v", err, phone.Status())
	}
}

// shorten shows a log as if it ended after entry n.
func shorten(t *testing.T, n uint64) func(*http.Request, *http.Response) {
	return func(r *http.Request, a *http.Response) {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/log") || a.StatusCode != http.StatusOK {
			return
		}
		after, _ := relayapi.Number(r.URL.Query().Get("after"))
		body, _ := io.ReadAll(a.Body)
		a.Body.Close()
		_, items, err := relayapi.DecodeLog(body, after)
		if err != nil {
			t.Error(err)
		}
		short := relayapi.EncodeHead(n)
		for _, item := range items {
			if item.N <= n {
				short = relayapi.AppendItem(short, item)
			}
		}
		a.Body = io.NopCloser(bytes.NewReader(short))
	}
}

// 36, somebody in the middle who knows the six words: has to be one device to the other, and then the five words differ.
func TestSomebodyInTheMiddleOfAPairingShowsOtherWordsOnEachSide(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	pairing, err := laptop.Pair(ctx, byPassphrase())
	w.must(err)

	// The phone is led to another relay, which the one in the middle runs; he has a space there, and the six words.
	theirs := newWorld(t)
	host, _ := theirs.started()
	s := slotFor(seal.LabelSlotPair, pairing.Words()...)
	first, err := laptop.relay.Look(ctx, s)
	w.must(err)
	asked, _ := slots.OpenAsk(s, first)
	forged := asked.Seal(s)
	session, err := host.session()
	w.must(err)
	who, _ := wire.MemberLogin(session.Home.Space())
	w.must(host.relay.PutSlot(ctx, s.Login(), &who, relayapi.LifeMinutes, [32]byte{}, forged))
	phone := theirs.phone("phone")
	joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
	w.must(err)

	self := space.NewSelf()
	answered := slots.Answer{Ask: slots.Fingerprint(first), Sign: self.Keys().Sign, Box: self.Keys().Box, Name: "phone"}.Seal(s)
	w.must(laptop.relay.PutSlot(ctx, s.Login(), nil, relayapi.LifeMinutes, slots.Fingerprint(first), answered))
	w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
	_, name, here := pairing.State()
	if there := joining.Compare(); name != "phone" || len(here) != 5 || slices.Equal(here, there) {
		t.Errorf("%q and %q: nobody would notice", here, there)
	}
	w.must(pairing.Refuse(ctx))
	laptop.inStep()
	laptop.lists("laptop")
	if _, err := laptop.relay.Look(ctx, s); err != nil {
		t.Fatal(err)
	}
	if err := pairing.Approve(ctx); !errors.Is(err, ErrLate) {
		t.Errorf("after a no: %v", err)
	}
}

// 37, a second device that has the six words: it is told that they were used, and the first one is let in.
func TestASecondDeviceFindsThePairingUsed(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	pairing, err := laptop.Pair(ctx, byPassphrase())
	w.must(err)
	phone, second := w.phone("phone"), w.phone("second")
	joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
	w.must(err)
	if _, err := second.JoinPair(ctx, pairing.Words(), "second", passphrase); !errors.Is(err, ErrUsed) {
		t.Errorf("the second: %v", err)
	}
	w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
	w.must(pairing.Approve(ctx))
	w.until("let in", func() bool { s, _ := joining.State(); return s == PairDone })
	laptop.lists("laptop", "phone")
	// Both at the same moment: the slower one is refused when it writes.
	pairing, err = laptop.Pair(ctx, byPassphrase())
	w.must(err)
	third := w.phone("third")
	raced := false
	third.link.Faults(func(r *http.Request) network.Fault {
		if r.Method == http.MethodPut && !raced {
			raced = true
			_, err := second.JoinPair(ctx, pairing.Words(), "second", passphrase)
			w.must(err)
		}
		return network.None
	})
	if _, err := third.JoinPair(ctx, pairing.Words(), "third", passphrase); !errors.Is(err, ErrUsed) {
		t.Errorf("the slower: %v", err)
	}
}

// Whoever reads everything that lies in a pairing's slot, and even learns the six words later, can not log in.
func TestASlotOfAPairingLetsNobodyIn(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	pairing, err := laptop.Pair(ctx, byPassphrase())
	w.must(err)
	s := slotFor(seal.LabelSlotPair, pairing.Words()...)
	phone := w.phone("phone")
	var seen [][]byte
	phone.answers(func(b []byte) []byte { seen = append(seen, b); return b })
	laptop.link.Record()
	joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
	w.must(err)
	w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
	_, _, five := pairing.State()
	w.must(pairing.Approve(ctx))
	w.until("let in", func() bool { s, _ := joining.State(); return s == PairDone })
	phone.link.Change(nil)
	found := false
	for _, b := range seen {
		e, ok := slots.OpenDone(s, b)
		if !ok {
			continue
		}
		found = true
		thief := space.NewSelf()
		var ts [32]byte
		copy(ts[:], "whatever")
		if _, err := thief.Key().BoxKey(seal.LabelMemberBox).OpenBox(e.Box, seal.LabelPairBox, ts[:]); err == nil {
			t.Error("the box opens for somebody else")
		}
		if _, err := space.Join(seal.NewKey(), slots.HandoverAAD(ts), e.Handover, thief); err == nil {
			t.Error("the handover opens without the box")
		}
	}
	if !found || len(five) != 5 {
		t.Fatal("nothing was seen")
	}
}

func TestAPairingEndsByItself(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	t.Run("nobody answers", func(t *testing.T) {
		pairing, err := laptop.Pair(ctx, byPassphrase())
		w.must(err)
		if pairing.Seconds() != 120 || !strings.HasPrefix(pairing.Link(), "https://app.example/pair#") {
			t.Errorf("%d seconds, %s", pairing.Seconds(), pairing.Link())
		}
		w.pass(2 * time.Minute)
		w.until("over", func() bool { s, _, _ := pairing.State(); return s == PairOver })
		if _, err := w.phone("phone").JoinPair(ctx, pairing.Words(), "phone", passphrase); !errors.Is(err, ErrWords) {
			t.Errorf("afterwards: %v", err)
		}
	})
	t.Run("nobody compares", func(t *testing.T) {
		pairing, err := laptop.Pair(ctx, byPassphrase())
		w.must(err)
		joining, err := w.phone("phone").JoinPair(ctx, pairing.Words(), "phone", passphrase)
		w.must(err)
		w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
		w.pass(2 * time.Minute)
		if err := pairing.Approve(ctx); !errors.Is(err, ErrLate) {
			t.Errorf("late: %v", err)
		}
		w.pass(time.Minute)
		w.until("over", func() bool { s, _ := joining.State(); return s == PairOver })
		w.until("over here", func() bool { s, _, _ := pairing.State(); return s == PairOver })
	})
	t.Run("compared at the last moment, when the slot is gone", func(t *testing.T) {
		pairing, err := laptop.Pair(ctx, byPassphrase())
		w.must(err)
		w.pass(time.Minute)
		phone := w.phone("phone")
		joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
		w.must(err)
		w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
		w.pass(time.Minute + 30*time.Second)
		w.must(pairing.Approve(ctx))
		w.until("let in", func() bool { s, _ := joining.State(); return s == PairDone })
		phone.inStep()
		phone.shows("one")
	})
	t.Run("the old device says no", func(t *testing.T) {
		pairing, err := laptop.Pair(ctx, byPassphrase())
		w.must(err)
		phone := w.phone("phone")
		joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
		w.must(err)
		w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
		if joining.Seconds() != 120 {
			t.Errorf("%d seconds", joining.Seconds())
		}
		w.must(pairing.Refuse(ctx))
		w.until("refused", func() bool { s, _ := joining.State(); return s == PairRefused })
		if _, err := w.phone("late").JoinPair(ctx, pairing.Words(), "late", passphrase); !errors.Is(err, ErrLate) {
			t.Errorf("after a no: %v", err)
		}
		if joining.Seconds() != 0 || pairing.Seconds() != 0 {
			t.Error("what has ended still lasts")
		}
		if phone.vault.State() != vault.Visit {
			t.Error("something was kept")
		}
	})
	t.Run("the new device gives up", func(t *testing.T) {
		pairing, err := laptop.Pair(ctx, byPassphrase())
		w.must(err)
		joining, err := w.phone("phone").JoinPair(ctx, pairing.Words(), "phone", passphrase)
		w.must(err)
		w.must(joining.Cancel(ctx))
		w.until("given up", func() bool { s, _, _ := pairing.State(); return s == PairStopped })
		if err := pairing.Approve(ctx); !errors.Is(err, ErrLate) {
			t.Errorf("afterwards: %v", err)
		}
	})
	t.Run("locked", func(t *testing.T) {
		pairing, err := laptop.Pair(ctx, byPassphrase())
		w.must(err)
		laptop.vault.Lock()
		w.until("dropped", func() bool { s, _, _ := pairing.State(); return s == PairStopped })
		if laptop.Pairing() != nil {
			t.Error("the owner's key outlives the lock")
		}
		w.must(laptop.vault.Unlock(ctx, passphrase))
	})
	laptop.inStep()
	if got := laptop.names(); !slices.Contains(got, "laptop") || len(got) != 2 {
		t.Errorf("devices: %v", got)
	}
}

// A new device that gives up in the very moment of being let in is not left in the list.
func TestADeviceThatGaveUpIsNotLeftInTheList(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	pairing, err := laptop.Pair(ctx, byPassphrase())
	w.must(err)
	joining, err := w.phone("phone").JoinPair(ctx, pairing.Words(), "phone", passphrase)
	w.must(err)
	w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
	gaveUp := false
	laptop.link.Faults(func(r *http.Request) network.Fault {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/control") && !gaveUp {
			gaveUp = true
			w.must(joining.Cancel(ctx))
		}
		return network.None
	})
	if err := pairing.Approve(ctx); !errors.Is(err, ErrLate) {
		t.Errorf("got %v", err)
	}
	laptop.inStep()
	laptop.lists("laptop")
}

func TestALostReplyWhilePairingMakesNoSecondDevice(t *testing.T) {
	for n := 1; n < 16; n++ {
		w := newWorld(t)
		laptop, _ := w.started("one")
		pairing, err := laptop.Pair(ctx, byPassphrase())
		w.must(err)
		phone := w.phone("phone")
		phone.cut(n, true)
		joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
		phone.mend()
		if err != nil {
			joining, err = phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
			w.must(err)
		}
		w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
		laptop.cut(n, true)
		err = pairing.Approve(ctx)
		laptop.mend()
		if err != nil {
			w.must(pairing.Approve(ctx))
		}
		phone.cut(n, true)
		for range 3 {
			time.Sleep(time.Millisecond)
		}
		phone.mend()
		w.until("let in", func() bool { s, err := joining.State(); w.must(err); return s == PairDone })
		phone.inStep()
		phone.shows("one")
		laptop.inStep()
		laptop.lists("laptop", "phone")
	}
}
