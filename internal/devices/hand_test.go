package devices

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// hand is somebody who knows the six words of a pairing and writes into its slot by hand.
type hand struct {
	w    *world
	p    *phone // with a space of his own at the same relay
	slot slots.Slot
}

func (w *world) hand(words []string) hand {
	w.t.Helper()
	p, _ := w.started()
	return hand{w, p, slotFor(seal.LabelSlotPair, words...)}
}

func (h hand) read() []byte {
	h.w.t.Helper()
	blob, err := h.p.relay.Look(ctx, h.slot)
	h.w.must(err)
	return blob
}

func (h hand) put(before, blob []byte) {
	h.w.t.Helper()
	s, err := h.p.session()
	h.w.must(err)
	who, _ := wire.MemberLogin(s.Home.Space())
	written, err := h.p.relay.Put(ctx, h.slot, &who, relayapi.LifeMinutes, before, blob)
	if h.w.must(err); !written {
		h.w.t.Fatal("not written")
	}
}

// letsIn writes the last message, with the way into a space and a mark of one's choice.
func (h hand) letsIn(home *space.Space, ask, answered []byte, before [32]byte) {
	h.w.t.Helper()
	a, ok := slots.OpenAnswer(h.slot, answered)
	if !ok {
		h.w.t.Fatal("no answer")
	}
	t, under := slots.Transcript(h.slot, ask, answered), seal.NewKey()
	box, err := seal.SealBox(a.Box, seal.LabelPairBox, t[:], under)
	h.w.must(err)
	handover, err := home.Handover(under, slots.HandoverAAD(t))
	h.w.must(err)
	h.put(answered, slots.Done{Before: before, How: slots.LetIn, Box: box, Handover: handover}.Seal(h.slot))
}

func TestOnlyTheAnswerToTheAskIsShown(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started()
	pairing, err := laptop.Pair(ctx, byPassphrase())
	w.must(err)
	h := w.hand(pairing.Words())
	keys := space.NewSelf().Keys()
	other := slots.Answer{Ask: [32]byte{1}, Sign: keys.Sign, Box: keys.Box, Name: "of another pairing"}.Seal(h.slot)
	h.put(h.read(), other)
	var looked atomic.Int32
	laptop.answers(func(b []byte) []byte {
		if bytes.Equal(b, other) {
			looked.Add(1)
		}
		return b
	})
	w.until("seen", func() bool { return looked.Load() > 2 })
	if s, name, _ := pairing.State(); s != PairWaiting || name != "" {
		t.Errorf("%s, %q", s, name)
	}
}

// Somebody who knows the six words and is quicker than the old device leads the new one into a home of his own, where he
// would read all that is written. Both devices show the same five words.
func TestANewDeviceGoesToTheHomeThatAskedAndToNoOther(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started()
	pairing, err := laptop.Pair(ctx, byPassphrase())
	w.must(err)
	h := w.hand(pairing.Words())
	ask := h.read()
	phone := w.phone("phone")
	joining, err := phone.JoinPair(ctx, pairing.Words(), "phone", passphrase)
	w.must(err)
	answered := h.read()
	a, _ := slots.OpenAnswer(h.slot, answered)
	d, err := h.p.begin(ctx, byPassphrase())
	w.must(err)
	w.must(host{h.p.Devices, d}.Add(ctx, space.NewMember(a.Name, space.MemberKeys{Sign: a.Sign, Box: a.Box})))
	h.letsIn(d.Home.Space(), ask, answered, slots.Fingerprint(answered))
	w.until("ended", func() bool { s, _ := joining.State(); return s != PairWaiting })
	if s, err := joining.State(); s != PairStopped || !errors.Is(err, ErrLate) {
		t.Errorf("%s, %v", s, err)
	}
	if phone.vault.State() != vault.Visit {
		t.Error("something was kept")
	}
}

// The same with the right home, but a way in that stands before where the ask said, or that answers nothing.
func TestANewDeviceTakesNoOlderWayIn(t *testing.T) {
	for name, c := range map[string]struct {
		mark   uint64
		before func([]byte) [32]byte
		err    error
	}{
		"older than was asked":  {1 << 40, slots.Fingerprint, ErrLate},
		"after another message": {0, func([]byte) [32]byte { return [32]byte{1} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			six := fresh()[:6]
			h := w.hand(six)
			d, err := h.p.begin(ctx, byPassphrase())
			w.must(err)
			ask := slots.Ask{Space: d.Home.ID(), At: slots.Heads{N: c.mark}}.Seal(h.slot)
			h.put(nil, ask)
			phone := w.phone("phone")
			joining, err := phone.JoinPair(ctx, six, "phone", passphrase)
			w.must(err)
			answered := h.read()
			a, _ := slots.OpenAnswer(h.slot, answered)
			w.must(host{h.p.Devices, d}.Add(ctx, space.NewMember(a.Name, space.MemberKeys{Sign: a.Sign, Box: a.Box})))
			h.letsIn(d.Home.Space(), ask, answered, c.before(answered))
			w.until("ended", func() bool { s, _ := joining.State(); return s != PairWaiting })
			if s, err := joining.State(); s != PairStopped || !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
				t.Errorf("%s, %v", s, err)
			}
		})
	}
}

func TestASlotIsLedAnewWhereTheOwnersKeyIsAnother(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started()
	s := slotFor(seal.LabelSlotWords, seven...)
	d, err := laptop.begin(ctx, byPassphrase())
	w.must(err)
	who, err := d.Member()
	w.must(err)
	to := d.Door()
	to.Owner = seal.NewKey()
	w.must(laptop.relay.Point(ctx, s, to, who))
	blob, err := laptop.relay.Look(ctx, s)
	w.must(err)
	if there, ok := s.Open(blob); !ok || !there.Same(to) {
		t.Error("leads where it led before")
	}
	before := blob
	w.must(laptop.relay.Point(ctx, s, to, who))
	if blob, _ = laptop.relay.Look(ctx, s); !bytes.Equal(blob, before) {
		t.Error("written again for nothing")
	}
}

// 3 again, with a relay that lets the old owner's key log in and shows the true log: the log says who the owner is.
func TestAnOldOwnersKeyIsNotBelievedByWhatTheRelaySays(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	s := slotFor(seal.LabelSlotWords, seven...)
	old, err := laptop.relay.Look(ctx, s)
	w.must(err)
	w.must(laptop.Compromised(ctx, byPassphrase(), nil, fresh()))
	session, err := laptop.session()
	w.must(err)
	who, _ := wire.MemberLogin(session.Home.Space())
	head, items, err := laptop.relay.Entries(ctx, who, 0)
	w.must(err)
	log := relayapi.EncodeHead(head)
	for _, item := range items {
		log = relayapi.AppendItem(log, record.Item{N: item.N, Envelope: item.Envelope, Leaf: item.Leaf})
	}
	p := w.phone("phone")
	p.link.Change(func(r *http.Request, a *http.Response) {
		say := func(body []byte) {
			a.Body.Close()
			a.StatusCode, a.Body = http.StatusOK, io.NopCloser(bytes.NewReader(body))
		}
		switch {
		case strings.HasPrefix(r.URL.Path, relayapi.PathSlots):
			say(old)
		case r.URL.Path == relayapi.PathToken:
			say([]byte("anything"))
		case strings.HasSuffix(r.URL.Path, "/log"):
			say(log)
		}
	})
	w.opensTo(p, seven, ErrWords)
}
