package world

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/space/inside"
	"snowdrop/internal/syncer"
)

// trust is two people with the real program, who share; one of them has a program of his own as well, with everything that
// the real one knows.
type trust struct {
	*town
	c               *circle // for forging; it has no log
	victim, traitor *resident
	id              record.SpaceID
	his             *member
	client          *syncer.Client
	hers            record.ID // what she put in
}

// betrayal is one thing that the other one can do, against the rules of internal/sharing.
type betrayal struct {
	number int
	name   string
	want   outcome
	kind   sharing.Kind
	guest  bool // the one who attacks is the guest; else the host
	run    func(*trust) outcome
}

// couples are the towns of trust, made once for each kind and side.
var couples = map[string]*trust{}

func trusting(t *testing.T, kind sharing.Kind, guest bool) *trust {
	key := fmt.Sprint(kind, guest)
	if couples[key] != nil {
		return couples[key]
	}
	synctest.Test(t, func(t *testing.T) {
		s := &trust{town: newTown(t)}
		host, other := s.moves("ana", 2), s.moves("ben", 1)
		s.id = host.hosts(kind, "ana", "ben", time.Time{})
		terms := sharing.Terms{Kind: kind, Professional: kind == sharing.Care, Me: "ben", Other: "ana"}
		s.his = &member{name: "ben", self: space.NewSelf()}
		s.must(host.admitsAs(s.id, other, s.his.self, terms))
		s.everyone(s.people...)
		s.victim, s.traitor = host, other
		couples[key] = s
	})
	return couples[key]
}

// again is the same in this bubble, up to where she has put something in.
func (s *trust) again(t *testing.T) *trust {
	n := &trust{c: &circle{t: t}, town: s.town.again(t), id: s.id}
	n.victim, n.traitor = n.people[0], n.people[1]
	n.his = &member{name: "ben", self: s.his.self}
	n.client = syncer.NewClient(Address, n.traitor.devices[0].link)
	n.hers = record.NewID()
	n.must(n.victim.devices[0].shares.Put(t.Context(), n.id, n.hers, items.KindCopy, n.now(), copied("hers")))
	n.everyone(n.people...)
	n.his.at = space.Follow(n.id, n.his.self, nil)
	n.follows()
	return n
}

// follows reads the log with his own program, as far as it goes.
func (s *trust) follows() {
	s.t.Helper()
	ctx := s.t.Context()
	_, log, err := s.store.Read(ctx, s.id, 0, 1<<30)
	s.must(err)
	controls, err := s.store.Controls(ctx, s.id, s.his.at.After(), 1<<30)
	s.must(err)
	s.must(s.his.at.CatchUp(controls))
	for n, _ := s.his.at.Head(); int(n) < len(log); n++ {
		_, err := s.his.at.Accept(log[n])
		s.must(err)
	}
}

// sends puts what he made behind the log, as a member may.
func (s *trust) sends(envelopes ...[]byte) {
	s.t.Helper()
	n, _ := s.his.at.Head()
	s.must(s.client.Append(s.t.Context(), s.login(), n, envelopes))
	s.follows()
}

func (s *trust) login() syncer.Login {
	epoch, auth, _ := s.his.at.Login()
	return syncer.Login{Role: relayapi.RoleMember, Space: s.id, Epoch: epoch, Sign: func(b []byte) [64]byte {
		return auth.Sign(seal.LabelRelayLogin, b)
	}}
}

// writes is an item of his, of any kind and with any body.
func (s *trust) writes(item record.ID, kind uint8, body string) {
	s.t.Helper()
	s.sends(s.c.forge(s.his, func(f *forged) {
		f.plain.Item, f.plain.Record = item, record.Record{Kind: kind, At: s.now().Unix(), Body: []byte(body)}
	}))
}

// what she has of it: hers must stand, whatever he did, on both of her devices. An item of his that she shows is none of her
// trouble: it is his to write. extra is how many of his there may be.
func (s *trust) ends(extra int) outcome {
	s.t.Helper()
	s.everyone(s.victim)
	told := true
	for _, g := range s.victim.devices {
		item, there := g.shares.Item(s.id, s.hers)
		if !there || string(item.Body) != string(copied("hers")) || !item.Mine {
			s.t.Errorf("%s shows %q for hers, %v", g.name, item.Body, there)
		}
		his := slices.DeleteFunc(g.shares.Items(s.id), func(i sharing.Item) bool { return i.Mine })
		if len(his) > extra {
			s.t.Errorf("%s shows %d things of his, the first %q", g.name, len(his), his[0].Body)
		}
		in := g.in(s.id)
		told = told && (in.State == sharing.Stopped || slices.ContainsFunc(in.Notices, func(n sharing.Notice) bool {
			return slices.Contains([]string{sharing.NoticeUnreadable, sharing.NoticeHole, sharing.NoticeForked, sharing.NoticeWentBack}, n.Sort)
		}))
		if len(g.vault.List(1)) > 0 {
			s.t.Errorf("%s has something of his among her own things", g.name)
		}
		// What is hers goes on.
		if in.State == sharing.Open {
			s.must(g.shares.Put(s.t.Context(), s.id, record.NewID(), items.KindCopy, s.now(), copied("and on")))
		}
	}
	if told {
		return detected
	}
	return harmless
}

var betrayals = []betrayal{
	{107, "a professional who writes what only the client may", detected, sharing.Care, true, func(s *trust) outcome {
		s.writes(record.NewID(), items.KindCopy, string(copied("his")))
		return s.ends(0)
	}},
	{107, "a professional who lights a candle for both", detected, sharing.Care, true, func(s *trust) outcome {
		s.writes(record.NewID(), items.KindCandle, `{"v":1,"words":"his"}`)
		return s.ends(0)
	}},
	{107, "a guest who says what the space is", detected, sharing.Pair, true, func(s *trust) outcome {
		s.writes(record.NewID(), items.KindTerms, string(items.Terms{Space: items.Care, Until: s.now()}.Encode()))
		return s.ends(0)
	}},
	{107, "a guest who asks as a professional does", detected, sharing.Pair, true, func(s *trust) outcome {
		s.writes(record.NewID(), items.KindAsk, `{"v":1,"what":"question","words":"where were you"}`)
		return s.ends(0)
	}},
	{107, "a kind that is kept at home only, or none that there is", detected, sharing.Pair, true, func(s *trust) outcome {
		for _, kind := range []uint8{0, 1, sharing.RecordKind, 255, 63, 73} {
			s.writes(record.NewID(), kind, `{"text":"his"}`)
		}
		return s.ends(0)
	}},
	{108, "another thing under the name of hers", detected, sharing.Pair, true, func(s *trust) outcome {
		s.writes(s.hers, items.KindCopy, string(copied("not hers")))
		return s.ends(0)
	}},
	{108, "the same thing under the name of hers", detected, sharing.Pair, true, func(s *trust) outcome {
		s.writes(s.hers, items.KindCopy, string(copied("hers")))
		return s.ends(0)
	}},
	{108, "his own thing again, with other words", harmless, sharing.Pair, true, func(s *trust) outcome {
		id := record.NewID()
		s.writes(id, items.KindCopy, string(copied("first")))
		s.writes(id, items.KindCopy, string(copied("then")))
		got := s.ends(1)
		if item, _ := s.victim.devices[0].shares.Item(s.id, id); string(item.Body) != string(copied("first")) {
			s.t.Errorf("it became %q after she may have read it", item.Body)
		}
		return got
	}},
	{109, "hers taken back by him", detected, sharing.Pair, true, func(s *trust) outcome {
		s.sends(s.takesBack(s.hers, true))
		return s.ends(0)
	}},
	{109, "hers taken back by him, without saying which", detected, sharing.Pair, true, func(s *trust) outcome {
		s.sends(s.takesBack(s.hers, false))
		return s.ends(0)
	}},
	{110, "bodies that are none, of every kind", detected, sharing.Pair, true, func(s *trust) outcome {
		for _, kind := range []uint8{items.KindCopy, items.KindAnswer, items.KindKey, items.KindMoment, items.KindAsk, items.KindReply, items.KindLeave, items.KindCandle} {
			for _, body := range []string{"", "null", "[]", "{", `"hers"`, strings.Repeat("[", 20000), "\x00\xff"} {
				s.writes(record.NewID(), kind, body)
			}
		}
		return s.ends(0)
	}},
	{110, "junk where an entry is", detected, sharing.Pair, true, func(s *trust) outcome {
		s.sends(s.c.forge(s.his, func(f *forged) { f.unsigned = func(b []byte) []byte { return bytes.Repeat([]byte{0xa5}, len(b)) } }))
		return s.ends(0)
	}},
	{111, "something of his from another age", harmless, sharing.Pair, true, func(s *trust) outcome {
		for _, at := range []int64{-1 << 63, -1, 0, 1<<63 - 1} {
			s.sends(s.c.forge(s.his, func(f *forged) {
				f.plain.Record = record.Record{Kind: items.KindCopy, At: at, Body: copied("his")}
			}))
		}
		return s.ends(4)
	}},
	{112, "that she left, said by him", detected, sharing.Pair, true, func(s *trust) outcome {
		s.sends(s.c.forge(s.his, func(f *forged) {
			f.plain.Author = s.victim.devices[0].shares.Items(s.id)[0].Author
			f.plain.Record = record.Record{Kind: items.KindLeave, Body: []byte("{}")}
		}))
		return s.ends(0)
	}},
	{113, "something more from him after he left", harmless, sharing.Pair, true, func(s *trust) outcome {
		s.writes(record.NewID(), items.KindLeave, "{}")
		s.everyone(s.victim)
		s.writes(record.NewID(), items.KindCopy, string(copied("and another thing")))
		s.everyone(s.victim)
		for _, item := range s.victim.devices[0].shares.Items(s.id) {
			if strings.Contains(string(item.Body), "another thing") {
				s.t.Error("she is shown it")
			}
		}
		return harmless
	}},
	{114, "hers deleted at the relay, by him", detected, sharing.Pair, true, func(s *trust) outcome {
		s.strips()
		// A device that has it already shows it. One that comes later is told that something is gone.
		late := s.victim.gadget("ana's laptop")
		s.must(late.Open(s.t.Context(), s.victim.words, late.name, Passphrase))
		s.everyone(s.victim)
		for _, g := range s.victim.devices[:2] {
			if _, there := g.shares.Item(s.id, s.hers); !there {
				s.t.Errorf("%s has lost it", g.name)
			}
		}
		if !slices.ContainsFunc(late.in(s.id).Notices, func(n sharing.Notice) bool { return n.Sort == sharing.NoticeHole }) {
			return notPromised
		}
		return detected
	}},
	{114, "hers deleted at the relay by him, and taken back in his name", notPromised, sharing.Pair, true, func(s *trust) outcome {
		s.strips()
		s.sends(s.takesBack(s.hers, true))
		late := s.victim.gadget("ana's laptop")
		s.must(late.Open(s.t.Context(), s.victim.words, late.name, Passphrase))
		s.everyone(s.victim)
		if _, there := s.victim.devices[0].shares.Item(s.id, s.hers); !there {
			s.t.Error("it is gone where it was")
		}
		if n := late.in(s.id).Notices; slices.ContainsFunc(n, func(n sharing.Notice) bool {
			return n.Sort == sharing.NoticeHole || n.Sort == sharing.NoticeUnreadable
		}) {
			return detected
		}
		return notPromised
	}},
	{115, "a thousand things at once", harmless, sharing.Pair, true, func(s *trust) outcome {
		for range 10 {
			var batch [][]byte
			at := s.his.at
			for range 50 {
				n, head := at.Head()
				b := s.c.forge(&member{self: s.his.self, at: at}, func(f *forged) {
					f.plain.Before, f.plain.Head = n, head
					f.plain.Record = record.Record{Kind: items.KindCopy, At: 1, Body: copied("his")}
				})
				batch = append(batch, b)
				at = at.Clone()
				if _, err := at.Accept(record.Item{N: n + 1, Envelope: b, Leaf: record.Leaf(b)}); err != nil {
					s.t.Fatal(err)
				}
			}
			s.sends(batch...)
		}
		return s.ends(500)
	}},
}

// takesBack is a deletion of an item by him, which names its number or does not.
func (s *trust) takesBack(item record.ID, named bool) []byte {
	return s.c.forge(s.his, func(f *forged) {
		f.plain.Type, f.plain.Item, f.plain.Record = inside.TypeDelete, item, record.Record{}
		if named {
			f.plain.Replaces = []uint64{s.number()}
		}
	})
}

// number is where hers is in the log: the last entry that was there before he wrote anything.
func (s *trust) number() uint64 {
	_, log, err := s.store.Read(s.t.Context(), s.id, 0, 1<<30)
	s.must(err)
	for i, item := range slices.Backward(log) {
		if e, err := record.ParseEnvelope(item.Envelope); item.Envelope == nil || err == nil && e.Kind == record.KindRecord {
			return uint64(i + 1)
		}
	}
	s.t.Fatal("hers is not in the log")
	return 0
}

// strips deletes her bytes with what every member can work out.
func (s *trust) strips() {
	n := s.number()
	_, log, err := s.store.Read(s.t.Context(), s.id, n-1, 1<<30)
	s.must(err)
	e, err := record.ParseEnvelope(log[0].Envelope)
	s.must(err)
	token, ok := s.his.at.DeleteToken(e.Epoch, e.ID)
	if !ok {
		s.t.Fatal("he has no token")
	}
	s.must(s.client.DeleteEntry(s.t.Context(), s.login(), n, token))
}

func TestEveryAttackOfAHostileMemberOfASharedSpaceHasItsNamedOutcome(t *testing.T) {
	for _, a := range betrayals {
		t.Run(fmt.Sprint(a.number, " ", a.name), func(t *testing.T) {
			first := trusting(t, a.kind, a.guest)
			synctest.Test(t, func(t *testing.T) {
				if got := a.run(first.again(t)); got != a.want {
					t.Errorf("got %s, want %s", got, a.want)
				}
			})
		})
	}
}
