package world

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// watched is a couple at a relay that lies to one of them about what they share, and to nobody about anything else.
type watched struct {
	*town
	id     record.SpaceID
	ana    *gadget
	ben    *gadget // the victim: he has what she put in first, and not what came then
	then   []record.ID
	before uint64 // head that he has seen
}

func newWatched(t *testing.T, people int) *watched {
	y := neighbourhood(t, people)
	s := &watched{id: y.id}
	s.town = y.town.again(t)
	s.ana, s.ben = s.people[0].devices[0], s.people[1].devices[0]
	s.puts(s.ana, "one", "two")
	s.everyone(s.people...)
	at, err := s.store.Space(t.Context(), s.id)
	s.must(err)
	s.before = at.Head
	s.then = s.puts(s.ana, "three", "four", "five")
	s.ana.exchange()
	return s
}

func (s *watched) puts(g *gadget, texts ...string) (ids []record.ID) {
	s.t.Helper()
	for _, text := range texts {
		id := record.NewID()
		s.must(g.shares.Put(s.t.Context(), s.id, id, items.KindCopy, s.now(), copied(text)))
		ids = append(ids, id)
	}
	return ids
}

// about is an answer to a call about the space that they share.
func (s *watched) about(g *gadget, method, path string, change func(r *http.Request, status int, body []byte) (int, []byte)) {
	g.link.Change(func(r *http.Request, answer *http.Response) {
		if r.Method != method || r.URL.Path != path {
			return
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			s.t.Error(err)
		}
		answer.StatusCode, body = change(r, answer.StatusCode, body)
		answer.Body = io.NopCloser(bytes.NewReader(body))
	})
}

// log shows him another log from what he has seen on, and stays with it.
func (s *watched) log(change func([]record.Item) []record.Item) {
	var shown []record.Item
	s.about(s.ben, http.MethodGet, relayapi.LogPath(s.id), func(r *http.Request, status int, body []byte) (int, []byte) {
		after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
		if shown == nil {
			_, items, err := relayapi.DecodeLog(body, s.before)
			s.must(err)
			for i := range items {
				items[i].Envelope = bytes.Clone(items[i].Envelope)
			}
			shown = change(items)
		}
		if after < s.before || after-s.before > uint64(len(shown)) {
			return status, body
		}
		return http.StatusOK, encode(s.before+uint64(len(shown)), shown[after-s.before:])
	})
}

// falls says what he has of it.
func (s *watched) falls() outcome {
	s.t.Helper()
	home := len(s.ben.vault.List())
	s.ben.link.Record()
	defer func() { // whatever a relay does, it is not asked without end
		if n := len(s.ben.link.Sent()); n > 300 {
			s.t.Errorf("it was asked %d times", n)
		}
	}()
	for range 3 {
		s.ben.exchange()
	}
	in := s.ben.in(s.id)
	told := in.State == sharing.Stopped || in.State == sharing.Gone || slices.ContainsFunc(in.Notices, func(n sharing.Notice) bool {
		return slices.Contains([]string{sharing.NoticeUnreadable, sharing.NoticeHole, sharing.NoticeForked, sharing.NoticeWentBack}, n.Sort)
	})
	texts := s.ben.texts(s.id)
	for _, text := range texts {
		if !slices.Contains([]string{"one", "two", "three", "four", "five"}, text) {
			s.t.Errorf("he is shown %q", text)
		}
	}
	for _, text := range []string{"one", "two"} {
		if !slices.Contains(texts, text) {
			s.t.Errorf("he has lost %q", text)
		}
	}
	// His own things are not touched by it.
	if status := s.ben.Status(); status.Stopped != "" || len(s.ben.vault.List()) != home {
		s.t.Errorf("his own things: %+v", status)
	}
	switch {
	case told:
		return detected
	case len(texts) < 5:
		return notPromised
	}
	return harmless
}

// relapsed is the answer of a relay whose log is no longer than so.
func relapsed(head uint64) func(*http.Request, int, []byte) (int, []byte) {
	return func(*http.Request, int, []byte) (int, []byte) { return http.StatusOK, encode(head, nil) }
}

var relayAttacksOnSharing = []struct {
	number int
	name   string
	want   outcome
	run    func(*watched) outcome
}{
	{9, "a changed bit in what two share", detected, func(s *watched) outcome {
		s.log(func(items []record.Item) []record.Item {
			items[1].Envelope = flipped(items[1].Envelope, header+40)
			return items
		})
		return s.falls()
	}},
	{11, "an entry of her own things in what two share", detected, func(s *watched) outcome {
		s.log(func(items []record.Item) []record.Item {
			home, err := s.ana.vault.Home()
			s.must(err)
			_, theirs, err := s.store.Read(s.t.Context(), home.Space().ID(), 1, 1<<30)
			s.must(err)
			items[0].Envelope = theirs[len(theirs)-1].Envelope
			return items
		})
		return s.falls()
	}},
	{13, "something shared shown twice", detected, func(s *watched) outcome {
		s.log(func(items []record.Item) []record.Item { return append(items, items[2]) })
		return s.falls()
	}},
	{14, "what was shared, in another order", detected, func(s *watched) outcome {
		s.log(func(items []record.Item) []record.Item { items[0], items[1] = items[1], items[0]; return items })
		return s.falls()
	}},
	{15, "something shared left out", detected, func(s *watched) outcome {
		s.log(func(items []record.Item) []record.Item { return slices.Delete(items, 1, 2) })
		return s.falls()
	}},
	{16, "the newest that was shared held back", notPromised, func(s *watched) outcome {
		s.log(func(items []record.Item) []record.Item { return items[:1] })
		return s.falls()
	}},
	{17, "less of what two share than before", detected, func(s *watched) outcome {
		s.about(s.ben, http.MethodGet, relayapi.LogPath(s.id), relapsed(s.before-1))
		return s.falls()
	}},
	{21, "something shared deleted that nobody took back", detected, func(s *watched) outcome {
		s.log(func(items []record.Item) []record.Item { items[1].Envelope = nil; return items })
		return s.falls()
	}},
	{24, "something of his acknowledged and thrown away", detected, func(s *watched) outcome {
		s.ben.exchange()
		s.puts(s.ben, "five")
		served := s.ben.road.Handler
		s.ben.road.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost || r.URL.Path != relayapi.LogPath(s.id) {
				served.ServeHTTP(w, r)
				return
			}
			body, err := io.ReadAll(r.Body)
			s.must(err)
			a, err := relayapi.DecodeAppend(body)
			s.must(err)
			_, _ = w.Write(relayapi.EncodeHead(a.Expect + uint64(len(a.Envelopes))))
		})
		return s.falls()
	}},
	{27, "answers about what two share that no relay gives", harmless, func(s *watched) outcome {
		for name, answer := range malformed() {
			if !slices.Contains([]string{"nothing", "noise", "half an envelope", "bytes behind", "the highest head", "a head beyond"}, name) {
				continue // as for her own things: what differs here is only who reads
			}
			s.about(s.ben, http.MethodGet, relayapi.LogPath(s.id), func(_ *http.Request, status int, body []byte) (int, []byte) {
				return answer(status, body)
			})
			if got := s.falls(); got == detected {
				s.t.Errorf("%s: he stops", name)
			}
		}
		s.ben.link.Change(nil)
		return s.falls()
	}},
	{34, "somebody taken out to whom the relay gives everything", harmless, func(s *watched) outcome {
		s.ben.exchange()
		mine := neighbours[3].selves[neighbours[3].people[1]]
		s.must(s.ana.shares.Remove(s.t.Context(), proof, s.id, mine.ID()))
		s.puts(s.ana, "not for him")
		s.ana.exchange()
		_, all, err := s.store.Read(s.t.Context(), s.id, s.before+3, 1<<30)
		s.must(err)
		s.about(s.ben, http.MethodGet, relayapi.LogPath(s.id), func(*http.Request, int, []byte) (int, []byte) {
			return http.StatusOK, encode(s.before+3+uint64(len(all)), all)
		})
		for range 3 {
			s.ben.exchange()
		}
		if slices.Contains(s.ben.texts(s.id), "not for him") || s.ben.holds("not for him") {
			return notPromised
		}
		return harmless
	}},
}

func TestEveryAttackOfAHostileRelayOnWhatTwoShareHasItsNamedOutcome(t *testing.T) {
	for people := 2; people <= 3; people++ {
		neighbourhood(t, people) // before any time is simulated
	}
	for _, a := range relayAttacksOnSharing {
		t.Run(fmt.Sprint(a.number, " ", a.name), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				people := 2
				if a.number == 34 { // where two are left, nothing goes in any more
					people = 3
				}
				if got := a.run(newWatched(t, people)); got != a.want {
					t.Errorf("got %s, want %s", got, a.want)
				}
			})
		})
	}
}
