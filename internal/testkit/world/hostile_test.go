package world

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
)

// attack is one thing that a hostile relay can do, with its number in the catalogue of the security design.
type attack struct {
	number int
	name   string
	want   outcome
	run    func(*scene) outcome
}

// tampered is an attack on what the tablet is shown of entries 7 to 9.
func tampered(change func(*scene, []record.Item) []record.Item) func(*scene) outcome {
	return func(s *scene) outcome {
		s.log(func(items []record.Item) []record.Item { return change(s, items) })
		return s.fallsFor(s.tablet, s.phone)
	}
}

// flipped is a copy of an envelope with one bit changed.
func flipped(envelope []byte, at int) []byte {
	e := bytes.Clone(envelope)
	e[at] ^= 1
	return e
}

// header is how much of an envelope lies before its body.
const header = 58

// malformed are answers that no relay gives.
func malformed() map[string]func(int, []byte) (int, []byte) {
	say := func(status int, body string) func(int, []byte) (int, []byte) {
		return func(int, []byte) (int, []byte) { return status, []byte(body) }
	}
	return map[string]func(int, []byte) (int, []byte){
		"nothing":                  say(200, ""),
		"a page":                   say(200, "<html>Please log in to this network</html>"),
		"too much":                 say(200, strings.Repeat("\x00", relayapi.MaxBody+1)),
		"noise":                    func(int, []byte) (int, []byte) { b := make([]byte, 5000); rand.Read(b); return 200, b },
		"half an envelope":         func(_ int, b []byte) (int, []byte) { return 200, b[:len(b)*3/4] },
		"bytes behind":             func(_ int, b []byte) (int, []byte) { return 200, append(b, 7) },
		"a head beyond":            func(_ int, b []byte) (int, []byte) { return 200, relayapi.EncodeHead(1 << 60) },
		"the highest head":         func(_ int, b []byte) (int, []byte) { return 200, relayapi.EncodeHead(1<<64 - 1) },
		"an error without sense":   say(500, "{"),
		"an error of 10 MB":        say(404, `{"error":"`+strings.Repeat("a", 10<<20)+`"}`),
		"deep JSON":                say(409, strings.Repeat(`[`, 1<<20)),
		"a head that is no number": say(409, `{"error":"head","head":-1,"epoch":1e999}`),
		"a redirect":               say(302, ""),
		"an odd status":            say(299, ""),
	}
}

// packed is an answer that claims to be packed, so that whoever unpacks it gets much from little.
func packed(s *scene) outcome {
	s.tablet.Link.Change(func(_ *http.Request, answer *http.Response) {
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		answer.Header.Set("Content-Encoding", "gzip")
		answer.Body = io.NopCloser(bytes.NewReader(append([]byte{0x1f, 0x8b, 8, 0}, body...)))
	})
	return s.fallsFor(s.tablet, s.phone)
}

// acks lets the relay acknowledge a batch of the tablet and keep only so many of its entries.
func acks(keep int) func(*scene) outcome {
	return func(s *scene) outcome {
		s.must(s.tablet.Sync.Once(s.t.Context()))
		for _, text := range []string{"seven", "eight", "nine"} {
			s.write(s.tablet, text)
		}
		honest := s.tablet.Link
		s.tablet.Link = network.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/log") {
				s.p.Relay.ServeHTTP(w, r)
				return
			}
			body, _ := io.ReadAll(r.Body)
			a, err := relayapi.DecodeAppend(body)
			s.must(err)
			if a.Envelopes = a.Envelopes[:min(keep, len(a.Envelopes))]; len(a.Envelopes) > 0 {
				less := r.Clone(r.Context())
				b := a.Encode()
				less.Body, less.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
				s.p.Relay.ServeHTTP(discard{http.Header{}}, less)
			}
			_, _ = w.Write(relayapi.EncodeHead(a.Expect + 3))
		}))
		s.must(s.tablet.goHome())
		got := s.fallsFor(s.tablet, s.phone)
		s.tablet.Link = honest
		return got
	}
}

// discard is an answer that nobody hears.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// at moves a device to another relay under the same address.
func (s *scene) at(d *Device, relay http.Handler) {
	d.Link = network.New(relay)
	s.must(d.goHome())
}

// forge refuses the tablet its epoch, and then hands it a control record as the one that it has missed.
func (s *scene) forge(envelope []byte) outcome {
	s.tablet.Link.Change(func(r *http.Request, answer *http.Response) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/log"):
			status, body, _ := relayapi.EncodeError(relayapi.ErrUnknown)
			answer.Body.Close()
			answer.StatusCode, answer.Body = status, io.NopCloser(bytes.NewReader(body))
		case r.URL.Path == relayapi.ControlPath(s.p.ID):
			answer.Body.Close()
			answer.StatusCode, answer.Body = 200, io.NopCloser(bytes.NewReader(nil))
			if r.URL.RawQuery == "after=3" {
				answer.Body = io.NopCloser(bytes.NewReader(envelope))
			}
		}
	})
	return s.fallsFor(s.tablet, s.phone)
}

// resigned is a control record of the owner, changed and signed again.
func (s *scene) resigned(envelope []byte, by space.Owner, change func(*record.Control)) []byte {
	e, err := record.ParseEnvelope(envelope)
	s.must(err)
	c, err := record.ParseControl(e)
	s.must(err)
	change(&c)
	c.Signature = by.SignKey().Sign(record.LabelControl, c.Signed(s.p.ID, e))
	e.Body = c.Marshal()
	return e.Marshal()
}

// rename is a control record that the phone could post now.
func (s *scene) rename() []byte {
	envelope, err := s.phone.Home.Space().Control(s.p.Owner, space.Change{})
	s.must(err)
	return envelope
}

// recordAttacks are the attacks on the log of one person.
var recordAttacks = []attack{
	{6, "an envelope of another suite", harmless, tampered(func(_ *scene, items []record.Item) []record.Item {
		items[1].Envelope[0] = 2
		return items
	})},
	{9, "a changed bit, with entries behind it", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		items[1].Envelope = flipped(items[1].Envelope, header+40)
		return items
	})},
	{9, "a changed bit in the newest entry", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		items[2].Envelope = flipped(items[2].Envelope, len(items[2].Envelope)-1)
		return items
	})},
	{9, "a changed bit in a header", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		items[2].Envelope = flipped(items[2].Envelope, 30)
		return items
	})},
	{10, "two bodies exchanged", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		a, b := items[1].Envelope, items[2].Envelope
		items[1].Envelope = append(bytes.Clone(a[:header]), b[header:]...)
		items[2].Envelope = append(bytes.Clone(b[:header]), a[header:]...)
		return items
	})},
	{11, "an entry of another space", detected, func(s *scene) outcome {
		other, store := s.person()
		s.must(other.Devices[0].Vault.Put(s.t.Context(), record.Record{ID: record.NewID(), Kind: 1, Body: []byte("elsewhere")}))
		s.must(other.Devices[0].Sync.Once(s.t.Context()))
		s.log(func(items []record.Item) []record.Item {
			items[0].Envelope = store.given[3]
			return items
		})
		return s.fallsFor(s.tablet, s.phone)
	}},
	{12, "an entry of the epoch before", detected, func(s *scene) outcome {
		s.must(s.tablet.Sync.Once(s.t.Context()), s.phone.Change(s.t.Context(), space.Change{}))
		s.must(s.tablet.Sync.Once(s.t.Context()))
		s.lie(s.tablet, "GET log", func(status int, _ []byte) (int, []byte) {
			return status, encode(11, []record.Item{s.given(9)})
		})
		return s.fallsFor(s.tablet, s.phone)
	}},
	{13, "an entry shown twice", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		return append(items, items[2])
	})},
	{13, "an old entry shown again", detected, tampered(func(s *scene, items []record.Item) []record.Item {
		return append(items[:1], s.given(5))
	})},
	{14, "two entries in another order", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		items[0], items[1] = items[1], items[0]
		return items
	})},
	{15, "an entry left out", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		return slices.Delete(items, 1, 2)
	})},
	{16, "the newest entries held back", notPromised, tampered(func(_ *scene, items []record.Item) []record.Item {
		return items[:1]
	})},
	{16, "all new entries held back", notPromised, func(s *scene) outcome {
		s.lie(s.tablet, "GET log", func(status int, _ []byte) (int, []byte) { return status, encode(6, nil) })
		return s.fallsFor(s.tablet, s.phone)
	}},
	{17, "less than was shown before", detected, func(s *scene) outcome {
		s.lie(s.tablet, "GET log", func(status int, _ []byte) (int, []byte) { return status, encode(5, nil) })
		return s.fallsFor(s.tablet, s.phone)
	}},
	{17, "a whole relay from before", detected, func(s *scene) outcome {
		s.at(s.phone, s.fork(6))
		return s.fallsFor(s.phone, s.phone)
	}},
	{17, "a whole relay from an epoch before", detected, func(s *scene) outcome {
		s.must(s.phone.Change(s.t.Context(), space.Change{}))
		s.at(s.phone, s.fork(6))
		return s.fallsFor(s.phone, s.phone)
	}},
	{18, "an old log for a device that knows nothing", notPromised, func(s *scene) outcome {
		old := &Person{Relay: s.fork(5), Owner: s.p.Owner, ID: s.p.ID, Now: s.p.Now}
		fresh := old.empty("new")
		controls, err := fresh.Client.Controls(s.t.Context(), old.Login(), 0)
		s.must(err)
		follow := space.Follow(old.ID, fresh.Self, &old.Owner)
		s.must(follow.CatchUp(controls), fresh.begin(s.t.Context(), follow))
		return s.fallsFor(fresh, s.phone)
	}},
	{18, "an old log for a device that another one let in", detected, func(s *scene) outcome {
		return s.handedOver(s.fork(6))
	}},
	{19, "two worlds, one for each device", notPromised, func(s *scene) outcome {
		s.at(s.tablet, s.fork(6))
		s.write(s.tablet, "in the other world")
		return s.fallsFor(s.tablet, s.phone)
	}},
	{20, "two worlds joined again", detected, func(s *scene) outcome {
		s.at(s.tablet, s.fork(6))
		s.write(s.tablet, "in the other world")
		s.must(s.tablet.Sync.Once(s.t.Context()))
		s.at(s.tablet, s.p.Relay)
		return s.fallsFor(s.tablet, s.phone)
	}},
	{21, "an entry deleted that nobody deleted", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		items[1].Envelope = nil
		return items
	})},
	{21, "the newest entry deleted", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		items[2].Envelope = nil
		return items
	})},
	{22, "entries under other numbers", detected, tampered(func(s *scene, items []record.Item) []record.Item {
		return append([]record.Item{s.given(6)}, items...)
	})},
	{23, "a batch cut short and acknowledged", detected, acks(2)},
	{24, "a batch acknowledged and thrown away", detected, acks(0)},
	{25, "a batch kept and not acknowledged", harmless, func(s *scene) outcome {
		s.write(s.tablet, "seven")
		lost := 0
		s.lie(s.tablet, "POST log", func(status int, body []byte) (int, []byte) {
			if lost++; lost > 1 {
				return status, body
			}
			return 500, nil
		})
		if err := s.tablet.Sync.Once(s.t.Context()); err == nil || lost == 0 {
			s.t.Errorf("the acknowledgement was lost, and it got %v", err)
		}
		got := s.fallsFor(s.tablet, s.phone)
		if head := heads(s.p.Devices)[1]; lost > 1 || head != 10 {
			s.t.Errorf("it was sent %d times, the head is %d", lost, head)
		}
		return got
	}},
	{26, "the same version with other bytes", detected, tampered(func(_ *scene, items []record.Item) []record.Item {
		rand.Read(items[2].Envelope[header:])
		return items
	})},
	{28, "a packed answer", harmless, packed},
	{29, "a member whom the owner did not let in", detected, func(s *scene) outcome {
		stranger := space.NewSelf()
		envelope, err := s.phone.Home.Space().Control(s.p.Owner, space.Change{Add: []space.Member{space.NewMember("stranger", stranger.Keys())}})
		s.must(err)
		return s.forge(s.resigned(envelope, space.NewOwner(), func(*record.Control) {}))
	}},
	{29, "a member, at the place of an entry", detected, tampered(func(s *scene, items []record.Item) []record.Item {
		return append(items, record.Item{Envelope: s.resigned(s.rename(), space.NewOwner(), func(*record.Control) {})})
	})},
	{30, "a removal that is hidden", detected, func(s *scene) outcome {
		s.must(s.tablet.Sync.Once(s.t.Context()))
		old := s.fork(9)
		s.must(s.phone.Change(s.t.Context(), space.Change{Remove: []space.MemberID{s.laptop.Self.ID()}}))
		s.write(s.phone, "not for the laptop")
		s.must(s.phone.Sync.Once(s.t.Context()))
		s.at(s.tablet, old)
		s.lie(s.tablet, "GET log", func(status int, _ []byte) (int, []byte) { return status, encode(10, []record.Item{s.given(11)}) })
		return s.fallsFor(s.tablet, s.phone)
	}},
	{31, "an old control record again", detected, tampered(func(s *scene, items []record.Item) []record.Item {
		return append(items, s.given(3))
	})},
	{31, "an old control record as the newest", harmless, func(s *scene) outcome { return s.forge(s.store.given[2]) }},
	{33, "a key that is not the one committed to", detected, func(s *scene) outcome {
		// The relay alone can not do this: it takes the owner's key as well.
		return s.forge(s.resigned(s.rename(), s.p.Owner, func(c *record.Control) {
			var at []byte
			at = append(at, s.p.ID[:]...)
			at = append(at, 0, 0, 0, 4)
			at = append(at, 0, 0, 0, 0, 0, 0, 0, 9)
			at = append(at, c.Head[:]...)
			for i := range c.Boxes {
				box, err := seal.SealBox(s.tablet.Self.Keys().Box, seal.LabelSpaceBox, at, seal.NewKey())
				s.must(err)
				c.Boxes[i] = box
			}
		}))
	}},
	{34, "a removed device that the relay still serves", harmless, func(s *scene) outcome {
		s.must(s.laptop.Sync.Once(s.t.Context()), s.phone.Change(s.t.Context(), space.Change{Remove: []space.MemberID{s.laptop.Self.ID()}}))
		secret := s.write(s.phone, "not for the laptop")
		s.must(s.phone.Sync.Once(s.t.Context()))
		s.lie(s.laptop, "GET log", func(int, []byte) (int, []byte) { return 200, encode(11, []record.Item{s.given(10), s.given(11)}) })
		for range 2 {
			_ = s.laptop.Sync.Once(s.t.Context())
		}
		if shows(s.t, s.laptop)[secret] != nil {
			return notPromised
		}
		return harmless
	}},
	{34, "what a removed device writes in its old epoch", detected, func(s *scene) outcome {
		s.must(s.laptop.Sync.Once(s.t.Context()), s.tablet.Sync.Once(s.t.Context()))
		s.write(s.laptop, "from outside")
		late, err := s.laptop.Home.Outgoing(s.t.Context())
		s.must(err)
		s.must(s.phone.Change(s.t.Context(), space.Change{Remove: []space.MemberID{s.laptop.Self.ID()}}), s.tablet.Sync.Once(s.t.Context()))
		s.lie(s.tablet, "GET log", func(status int, _ []byte) (int, []byte) {
			return status, encode(11, []record.Item{{Envelope: late[0]}})
		})
		return s.fallsFor(s.tablet, s.phone)
	}},
	{45, "entries handed out one by one, to see who reacts", notPromised, func(s *scene) outcome {
		s.tablet.Link.Record()
		got := tampered(func(_ *scene, items []record.Item) []record.Item { return items[:1] })(s)
		if asked := len(s.tablet.Link.Sent()); asked == 0 {
			return harmless
		}
		return got
	}},
}

// handedOver lets the phone hand the space over to a new device, which then meets a relay.
func (s *scene) handedOver(relay http.Handler) outcome {
	key := seal.NewKey()
	fresh := s.p.empty("new")
	s.must(s.phone.Change(s.t.Context(), space.Change{Add: []space.Member{space.NewMember("new", fresh.Self.Keys())}}))
	b, err := s.phone.Home.Space().Handover(key, nil)
	s.must(err)
	joined, err := space.Join(key, nil, b, fresh.Self)
	s.must(err)
	controls, err := fresh.Client.Controls(s.t.Context(), s.p.Login(), 0)
	s.must(err)
	s.must(joined.CatchUp(controls), fresh.begin(s.t.Context(), joined))
	fresh.Link.Change(func(r *http.Request, answer *http.Response) {
		if strings.HasSuffix(r.URL.Path, "/log") {
			answer.Body.Close()
			answer.StatusCode, answer.Body = 200, io.NopCloser(bytes.NewReader(encode(6, []record.Item{s.given(1), s.given(2), s.given(3), s.given(4), s.given(5), s.given(6)})))
		}
	})
	return s.fallsFor(fresh, s.phone)
}

// noise answers with what no relay would: nothing of it is believed, nothing is lost, and afterwards all goes on.
func noise(t *testing.T) outcome {
	for _, what := range []string{"GET log", "POST log", "GET nonce", "POST token", "GET control"} {
		for name, answer := range malformed() {
			t.Run(what+" "+name, func(t *testing.T) {
				s := newScene(t)
				s.write(s.tablet, "seven")
				if what == "GET control" {
					s.must(s.phone.Change(t.Context(), space.Change{}))
				}
				s.lie(s.tablet, what, answer)
				if got := s.fallsFor(s.tablet, s.phone); got != harmless {
					t.Errorf("got %s, want %s", got, harmless)
				}
				s.honest(s.p.Devices...)
			})
		}
	}
	return harmless
}

// oracle makes entries wrong in several ways: what the device does next is the same, so the relay learns nothing from it.
func oracle(t *testing.T) outcome {
	var want []string
	for _, at := range []int{6, 30, header, header + 24, header + 60, header + 400, -1} {
		s := newScene(t)
		s.log(func(items []record.Item) []record.Item {
			if at < 0 {
				at += len(items[2].Envelope)
			}
			items[2].Envelope = flipped(items[2].Envelope, at)
			return items
		})
		s.tablet.Link.Record()
		if got := s.fallsFor(s.tablet, s.phone); got != detected {
			t.Errorf("byte %d: got %s, want %s", at, got, detected)
		}
		var asked []string
		for _, r := range s.tablet.Link.Sent() {
			asked = append(asked, r.Method+" "+r.URL+" "+strconv.Itoa(len(r.Body)))
		}
		if want == nil {
			want = asked
		}
		if !slices.Equal(asked, want) {
			t.Errorf("byte %d: it asked\n%q, and for the first\n%q", at, asked, want)
		}
	}
	return harmless
}

// flood never stops telling of something new on the live stream: that costs a few calls a minute.
func flood(t *testing.T) outcome {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		looks := 0
		s.at(s.tablet, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == relayapi.PathLive:
				w.Header().Set("Content-Type", relayapi.LiveType)
				for head := uint64(10); r.Context().Err() == nil; head++ {
					if _, err := w.Write(relayapi.AppendEvent(nil, relayapi.Event{Space: s.p.ID, Head: head})); err != nil {
						return
					}
					time.Sleep(time.Millisecond)
				}
				return
			case strings.HasSuffix(r.URL.Path, "/log"):
				looks++
			}
			s.p.Relay.ServeHTTP(w, r)
		}))
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- s.tablet.Sync.Run(ctx) }()
		time.Sleep(time.Minute) // 60,000 events
		cancel()
		if err := <-over; syncer.Final(err) {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if looks > 15 {
			t.Errorf("it looked %d times in a minute", looks)
		}
		s.honest(s.p.Devices...)
	})
	return harmless
}
