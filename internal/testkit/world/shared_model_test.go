package world

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
)

// shown is something that somebody put into the space, and what is known of it.
type given struct {
	id    record.ID
	text  string
	by    *resident
	on    *gadget
	fate  fate
	back  bool        // taken back, and that must reach everybody
	maybe bool        // it was taken back where that may not have got away
	after []*resident // who had been taken out when it was put in: they must never have it
}

// years is a random life of people who share one space. The first one hosts it.
type years struct {
	*town
	rand   *rand.Rand
	id     record.SpaceID
	in     []*resident
	out    []*resident
	taken  []*resident // out of it by the host, and not of their own
	quiet  map[*resident]bool
	selves map[*resident]space.Self
	given  []*given
	calm   bool
	did    []string // for whoever reads a failure
}

// neighbours are people with two devices each who share a space, made once.
var neighbours = map[int]*years{}

func neighbourhood(t *testing.T, people int) *years {
	if neighbours[people] != nil {
		return neighbours[people]
	}
	synctest.Test(t, func(t *testing.T) {
		y := &years{town: newTown(t), quiet: map[*resident]bool{}, selves: map[*resident]space.Self{}}
		for i, name := range []string{"ana", "ben", "cleo"}[:people] {
			y.moves(name, 2-i/2)
		}
		host := y.people[0]
		y.in = slices.Clone(y.people)
		y.id = host.hosts(sharing.Pair, "ana", "ben", time.Time{})
		for _, guest := range y.people[1:] {
			y.selves[guest] = host.admits(y.id, guest, sharing.Terms{Kind: sharing.Pair, Me: guest.name, Other: "ana"})
		}
		y.everyone(y.people...)
		neighbours[people] = y
	})
	return neighbours[people]
}

func (y *years) again(t *testing.T, seed uint64) *years {
	n := &years{town: y.town.again(t), rand: rand.New(rand.NewPCG(seed, 1)), id: y.id, quiet: map[*resident]bool{}, selves: map[*resident]space.Self{}}
	n.in = slices.Clone(n.people)
	for i, p := range y.people {
		n.selves[n.people[i]] = y.selves[p]
	}
	for i, p := range n.people {
		for j, g := range p.devices {
			var mu sync.Mutex
			luck := rand.New(rand.NewPCG(seed, uint64(10*i+j)+2))
			g.link.Faults(func(r *http.Request) network.Fault {
				mu.Lock()
				defer mu.Unlock()
				if n.calm || r.URL.Path == relayapi.PathLive { // a stream that nobody reads would never end
					return network.None
				}
				return faults[luck.IntN(len(faults))]
			})
		}
	}
	return n
}

func (y *years) say(format string, args ...any) { y.did = append(y.did, fmt.Sprintf(format, args...)) }

func (y *years) fail(format string, args ...any) {
	y.t.Helper()
	y.t.Fatalf("%s\n%s", fmt.Sprintf(format, args...), strings.Join(y.did, "\n"))
}

func (y *years) someone(of []*resident) *gadget {
	p := of[y.rand.IntN(len(of))]
	g := p.devices[y.rand.IntN(len(p.devices))]
	if g.locked {
		g.unlock()
	}
	return g
}

// copied is the body of an item of a text.
func copied(text string) []byte {
	return []byte(`{"v":1,"of":1,"day":"2026-11-21","parts":[{"text":"` + text + `"}]}`)
}

// knows says that a device knows that it is in the space.
func (y *years) knows(g *gadget) bool {
	return slices.Contains([]sharing.State{sharing.Open, sharing.WaitingForOther, sharing.OtherLeft}, g.in(y.id).State)
}

// put is what somebody does who believes to be in: it may be late.
func (y *years) put() {
	g := y.someone(y.people)
	if !y.knows(g) {
		return
	}
	s := &given{id: record.NewID(), text: fmt.Sprintf("words %d.", len(y.given)), by: g.who, on: g, after: slices.Clone(y.taken)}
	err := g.shares.Put(y.t.Context(), y.id, s.id, items.KindCopy, y.now(), copied(s.text))
	y.say("%s puts %q: %v", g.name, s.text, err)
	if g.in(y.id).State == sharing.OtherLeft {
		if !errors.Is(err, sharing.ErrEnded) {
			y.fail("something went in where nobody is: %v", err)
		}
		return
	}
	if g.in(y.id).Quiet {
		if !errors.Is(err, sharing.ErrQuiet) {
			y.fail("something went in although it was quiet: %v", err)
		}
		return
	}
	if err != nil {
		y.fail("%s could not put anything in: %v", g.name, err)
	}
	if slices.Contains(y.taken, g.who) {
		s.fate = lost
	} else if y.quiet[g.who] || slices.Contains(y.out, g.who) {
		s.fate = maybe // another device of theirs has been told already, or has left
	}
	y.given = append(y.given, s)
}

// mine are the things of somebody's that one device shows.
func (y *years) mine(g *gadget) (all []*given) {
	for _, item := range g.shares.Items(y.id, items.KindCopy) {
		i := slices.IndexFunc(y.given, func(s *given) bool { return s.id == item.ID })
		if i < 0 {
			y.fail("%s shows something that nobody put in", g.name)
		}
		if y.given[i].by == g.who {
			if !item.Mine {
				y.fail("%s does not know its own", g.name)
			}
			all = append(all, y.given[i])
		}
	}
	return all
}

func (y *years) takeBack() {
	g := y.someone(y.people)
	mine := y.mine(g)
	if len(mine) == 0 || !y.knows(g) {
		return
	}
	s := mine[y.rand.IntN(len(mine))]
	err := g.shares.TakeBack(y.t.Context(), y.id, s.id)
	y.say("%s takes %q back: %v", g.name, s.text, err)
	if err != nil {
		y.fail("%s could not take back its own: %v", g.name, err)
	}
	if _, there := g.shares.Item(y.id, s.id); there {
		y.fail("it is still there, here")
	}
	if slices.Contains(y.out, g.who) {
		s.maybe = true
	} else {
		s.back = true
	}
	y.touched(g, s)
}

// touched remembers on which device something was taken back, while it may be on no other.
func (y *years) touched(g *gadget, s *given) { s.on = g }

func (y *years) exchange() {
	g := y.someone(y.people)
	g.exchange()
	y.say("%s exchanges: %s, %d wait", g.name, g.in(y.id).State, g.in(y.id).Waiting)
	y.look(g)
}

// look holds what must be at any time: nobody has what came after they were taken out.
func (y *years) look(g *gadget) {
	for _, item := range g.shares.Items(y.id, items.KindCopy) {
		i := slices.IndexFunc(y.given, func(s *given) bool { return s.id == item.ID })
		switch {
		case i < 0:
			y.fail("%s shows something that nobody put in", g.name)
		case string(item.Body) != string(copied(y.given[i].text)):
			y.fail("%s shows %q for %q", g.name, item.Body, y.given[i].text)
		case y.given[i].by != g.who && slices.Contains(y.given[i].after, g.who):
			y.fail("%s reads what came after %s was taken out: %q", g.name, g.who.name, item.Body)
		}
	}
	if s := g.in(y.id); s.State == sharing.Stopped {
		y.fail("%s takes an honest relay for a hostile one", g.name)
	}
}

func (y *years) restart() {
	g := y.someone(y.people)
	g.restart()
	y.say("%s begins anew", g.name)
	y.look(g)
}

// dies ends a device in the middle of what it does with its disk.
func (y *years) dies() {
	g := y.someone(y.people)
	n := y.rand.IntN(6)
	g.disk.FailAfter(n)
	g.exchange()
	g.restart()
	y.say("%s dies after %d writes", g.name, n)
	y.look(g)
}

func (y *years) lock() {
	g := y.someone(y.people)
	g.lock()
	y.say("%s is locked", g.name)
	if n := len(g.shares.Items(y.id)) + len(g.shares.Spaces()); n > 0 {
		y.fail("%s is locked and shows %d things", g.name, n)
	}
	g.exchange()
}

func (y *years) deliver() {
	for _, p := range y.people {
		for _, g := range p.devices {
			g.link.Deliver()
		}
	}
}

func (y *years) month() {
	y.clock += 30 * 24 * time.Hour
	y.say("a month goes by")
}

func (y *years) beQuiet() {
	g := y.someone(y.people)
	if !y.knows(g) {
		return
	}
	to := !g.in(y.id).Quiet
	if err := g.shares.SetQuiet(y.t.Context(), y.id, to); err != nil {
		y.fail("quiet: %v", err)
	}
	y.say("%s is quiet: %v", g.name, to)
	y.quiet[g.who] = true // where two devices of theirs are of two minds, either may be right
}

// unsure is what of somebody's may not have got away before they were out.
func (y *years) unsure(p *resident) {
	for _, s := range y.given {
		if s.by != p {
			continue
		}
		item, there := s.on.shares.Item(y.id, s.id)
		if s.fate == sure && (!there || !item.Sent) {
			s.fate = maybe
		}
		if s.back { // the word of it may have been lost just then
			s.back, s.maybe = false, true
		}
	}
}

// calmly does something without faults, with everything unlocked.
func (y *years) calmly(do func()) {
	y.calm = true
	for _, p := range y.people {
		for _, g := range p.devices {
			if g.locked {
				g.unlock()
			}
		}
	}
	do()
	y.calm = false
}

func (y *years) remove() {
	if len(y.in) < 2 || y.rand.IntN(3) > 0 {
		return
	}
	p := y.in[1+y.rand.IntN(len(y.in)-1)]
	y.calmly(func() {
		y.unsure(p)
		y.people[0].devices[0].exchange()
		err := y.people[0].devices[0].shares.Remove(y.t.Context(), proof, y.id, y.selves[p].ID())
		y.say("%s is taken out: %v", p.name, err)
		if err != nil {
			y.fail("%v", err)
		}
		y.goes(p)
		y.taken = append(y.taken, p)
	})
}

func (y *years) goes(p *resident) {
	y.in = slices.DeleteFunc(y.in, func(q *resident) bool { return q == p })
	y.out = append(y.out, p)
}

// leave is somebody who goes, alone and at once, and takes everything back or leaves it there.
func (y *years) leave() {
	if len(y.in) < 2 || y.rand.IntN(3) > 0 {
		return
	}
	p := y.in[1+y.rand.IntN(len(y.in)-1)]
	g := p.devices[y.rand.IntN(len(p.devices))]
	if g.locked {
		g.unlock()
	}
	if !y.knows(g) {
		return
	}
	tell, back := y.rand.IntN(2) == 0, y.rand.IntN(2) == 0
	mine, unsent := y.mine(g), map[record.ID]bool{}
	for _, item := range g.shares.Items(y.id) {
		unsent[item.ID] = !item.Sent
	}
	err := g.shares.Leave(y.t.Context(), y.id, tell, back)
	y.say("%s leaves, tells %v, takes back %v: %v", g.name, tell, back, err)
	if err != nil {
		y.fail("%v", err)
	}
	for _, s := range y.given {
		if s.by != p {
			continue
		}
		if slices.Contains(mine, s) && back {
			s.back, s.on = true, g
		} else if s.fate == sure && (s.on != g || unsent[s.id]) {
			s.fate = maybe // what waits is dropped
		} else if back {
			s.maybe = true
		}
	}
	y.goes(p)
}

// end lets everybody exchange without faults, and looks whether all have the same and the right things.
func (y *years) end() {
	y.calmly(func() {
		y.deliver()
		y.everyone(y.people...)
		y.calm = true
		want := y.people[0].devices[0].texts(y.id)
		for _, s := range y.given {
			has := slices.Contains(want, s.text)
			switch {
			case s.back && has:
				y.fail("%q was taken back and is there", s.text)
			case s.fate == lost && has:
				y.fail("%q was put in by somebody who was out", s.text)
			case s.fate == sure && !s.back && !s.maybe && !has && !y.waits(s):
				y.fail("%q is lost", s.text)
			}
		}
		for _, p := range y.people {
			for _, g := range p.devices {
				y.endsWell(g, want)
			}
		}
		y.relayHolds(len(want))
	})
}

// waits says that something is on a device only, because nobody is in who could read it.
func (y *years) waits(s *given) bool {
	return len(y.in) == 1 && slices.ContainsFunc(s.by.devices, func(g *gadget) bool {
		item, there := g.shares.Item(y.id, s.id)
		return there && !item.Sent
	})
}

// endsWell looks at one device at the end.
func (y *years) endsWell(g *gadget, want []string) {
	y.look(g)
	s := g.in(y.id)
	if slices.Contains(y.out, g.who) {
		if y.knows(g) || len(g.shares.Items(y.id)) > 0 {
			y.fail("%s is out, and its state is %q with %d items", g.name, s.State, len(g.shares.Items(y.id)))
		}
		for _, s := range y.given {
			if g.holds(s.text) {
				y.fail("%s is out and keeps %q", g.name, s.text)
			}
		}
		return
	}
	if got := g.texts(y.id); !slices.Equal(got, want) {
		y.fail("%s has\n%q, and %s\n%q", g.name, got, y.people[0].devices[0].name, want)
	}
	if !y.knows(g) || s.Waiting != 0 && len(y.in) > 1 {
		y.fail("%s: %q, %d wait", g.name, s.State, s.Waiting)
	}
	for _, n := range s.Notices {
		if n.Sort == sharing.NoticeHole || n.Sort == sharing.NoticeUnreadable {
			y.fail("%s tells of something %s", g.name, n.Sort)
		}
	}
	for _, s := range y.given {
		if !slices.Contains(want, s.text) && !y.waits(s) && g.holds(s.text) {
			y.fail("%s keeps %q, which is not there", g.name, s.text)
		}
	}
}

// texts are the things that a device shows and the relay has, sorted. The same thing twice is there twice.
func (g *gadget) texts(id record.SpaceID) (all []string) {
	for _, item := range g.shares.Items(id, items.KindCopy) {
		if !item.Sent {
			continue
		}
		c, err := items.DecodeCopy(item.Body)
		g.who.town.must(err)
		all = append(all, c.Parts[0].Text)
	}
	slices.Sort(all)
	return all
}

// relayHolds counts what the relay has: every thing that stands is there once, and what was taken back is only a stub and
// the word that it was.
func (y *years) relayHolds(stand int) {
	_, log, err := y.store.Read(y.t.Context(), y.id, 0, relayapi.MaxBody)
	y.must(err)
	records, stubs := 0, 0
	for _, item := range log {
		if item.Envelope == nil {
			stubs++
			continue
		}
		e, err := record.ParseEnvelope(item.Envelope)
		y.must(err)
		if e.Kind == record.KindRecord {
			records++
		}
	}
	others := len(y.people[0].devices[0].shares.Items(y.id, items.KindLeave, items.KindTerms))
	// Another device of somebody who left may have sent what it did not know to be late, and what a program says by itself, that
	// somebody left and what the space is, two devices of one person may have said: it means nothing the second time.
	late := len(y.people)
	for _, s := range y.given {
		if slices.Contains(y.out, s.by) && s.fate != sure {
			late++
		}
	}
	if more := records - stand - others - stubs; more < 0 || more > late {
		y.fail("the relay has %d sealed entries and %d stubs, for %d things that stand and %d others", records, stubs, stand, others)
	}
}

func (y *years) live() {
	acts := []func(){
		y.put, y.put, y.put, y.put, y.takeBack, y.takeBack, y.exchange, y.exchange, y.exchange, y.exchange, y.exchange, y.restart, y.dies,
		y.lock, y.deliver, y.month, y.beQuiet, y.remove, y.leave,
	}
	for range 10 + y.rand.IntN(20) {
		acts[y.rand.IntN(len(acts))]()
	}
	y.end()
}

// lives is how many are tried of people who share: a few in every test run, a hundred thousand with SNOWDROP_NIGHTLY=1, half
// of them of two and half of three, and SNOWDROP_SEQUENCES of them if that is fewer.
func lives(t *testing.T, few int) uint64 { return uint64(min(sequences(t, few), 50_000)) }

func TestWhateverHappensWhoIsInASpaceHasTheSameAndWhoIsOutReadsNothingNew(t *testing.T) {
	for people := 2; people <= 3; people++ {
		first := neighbourhood(t, people)
		for seed := range lives(t, 12) {
			synctest.Test(t, func(t *testing.T) { first.again(t, seed).live() })
			if t.Failed() {
				t.Fatalf("%d people, seed %d", people, seed)
			}
		}
	}
}

var _ relay.Store = (*ledger)(nil)
