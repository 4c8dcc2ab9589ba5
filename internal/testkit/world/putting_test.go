package world

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// TestNothingGoesInWhereItMustNot: what somebody puts in is refused, and nothing of it comes to the relay, wherever one of
// the reasons against it holds.
func TestNothingGoesInWhereItMustNot(t *testing.T) {
	neighbourhood(t, 2)
	for _, c := range []struct {
		name string
		want error
		make func(*watched) (record.SpaceID, *gadget)
	}{
		{"after I fell silent", sharing.ErrQuiet, func(s *watched) (record.SpaceID, *gadget) {
			s.must(s.ana.shares.SetQuiet(s.t.Context(), s.id, true))
			return s.id, s.ana
		}},
		{"after the other one left", sharing.ErrEnded, func(s *watched) (record.SpaceID, *gadget) {
			s.must(s.ben.shares.Leave(s.t.Context(), s.id, true, true))
			s.everyone(s.people...)
			return s.id, s.ana
		}},
		{"after I left", sharing.ErrEnded, func(s *watched) (record.SpaceID, *gadget) {
			s.must(s.ben.shares.Leave(s.t.Context(), s.id, false, false))
			return s.id, s.ben
		}},
		{"at a relay that went back", sharing.ErrStopped, func(s *watched) (record.SpaceID, *gadget) {
			s.about(s.ben, "GET", relayapi.LogPath(s.id), relapsed(s.before-1))
			s.ben.exchange()
			return s.id, s.ben
		}},
		{"at a relay that knows nothing of it", sharing.ErrEnded, func(s *watched) (record.SpaceID, *gadget) {
			s.must(s.store.Drop(s.t.Context(), s.id))
			_ = s.ben.shares.Once(s.t.Context())
			return s.id, s.ben
		}},
		{"after I went on without the other one", sharing.ErrEnded, func(s *watched) (record.SpaceID, *gadget) {
			_, err := s.ben.shares.ContinueWithout(s.t.Context(), proof, s.id)
			s.must(err)
			return s.id, s.ben
		}},
		{"after its time", sharing.ErrEnded, func(s *watched) (record.SpaceID, *gadget) {
			return s.care(time.Hour), s.ana
		}},
		{"after a professional's time", sharing.ErrEnded, func(s *watched) (record.SpaceID, *gadget) {
			return s.care(time.Hour), s.ben
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newWatched(t, 2)
				s.ben.exchange()
				id, g := c.make(s)
				kind, body := items.KindCopy, copied("too late")
				if g.in(id).Professional {
					kind, body = items.KindAsk, []byte(`{"v":1,"what":"question","words":"how was it"}`)
				}
				item := record.NewID()
				if err := g.shares.Put(t.Context(), id, item, kind, s.now(), body); !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
				g.link.Change(nil)
				g.exchange()
				if _, there := g.shares.Item(id, item); there || g.holds("too late") {
					t.Error("it is there")
				}
			})
		})
	}
}

// care is a second space of the two, hosted by her, whose time is over.
func (s *watched) care(lasts time.Duration) record.SpaceID {
	until := s.now().Add(lasts)
	id := s.people[0].hosts(sharing.Care, "ana", "ben", until)
	s.people[0].admits(id, s.people[1], sharing.Terms{Kind: sharing.Care, Professional: true, Me: "ben", Other: "ana", Expires: until})
	s.everyone(s.people...)
	s.clock += lasts + time.Minute
	return id
}
