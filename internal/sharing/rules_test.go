package sharing

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
)

// refused holds that each of these was, and for this reason.
func refused(t *testing.T, want error, got map[string]error) {
	t.Helper()
	for name, err := range got {
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// names are those of who is in a space, as a device shows them, me first.
func (p *phone) names(id record.SpaceID) (names []string) {
	for _, m := range p.space(id).Members {
		names = append(names, m.Name)
	}
	return names
}

// log is what a device has of a space.
func (p *phone) log(id record.SpaceID) *log.Log {
	p.w.t.Helper()
	k, _ := p.lines.Of(id)
	l, ok := p.lines.Open(k)
	if !ok {
		p.w.t.Fatalf("%s has nothing of it", p.name)
	}
	return l.Log
}

func TestOnlyTheHostDecidesAndOnlyWithProof(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	hers, his, wrong := sarah.space(id).Members[0].ID, sarah.space(id).Members[1].ID, devices.Proof{Passphrase: "something else entirely"}
	_, goingOn := james.ContinueWithout(ctx, wrong, id)
	refused(t, devices.ErrProof, map[string]error{
		"ended": sarah.End(ctx, wrong, id), "taken out": sarah.Remove(ctx, wrong, id, his), "another day": sarah.Extend(ctx, wrong, id, w.clock()), "gone on": goingOn,
	})
	_, letIn := james.Admit(ctx, james.owner(), id, space.NewMember("Ana", space.NewSelf().Keys()))
	refused(t, ErrMayNot, map[string]error{
		"a guest takes the host out": james.Remove(ctx, james.proof(), id, hers), "a guest sets a day": james.Extend(ctx, james.proof(), id, w.clock()),
		"a guest lets somebody in": letIn, "a guest puts it away": james.PutAway(ctx, id), "the host puts it away": sarah.PutAway(ctx, id),
	})
	// Who is not there can not be taken out, and a host not by herself.
	epoch := sarah.log(id).Space().Epoch()
	w.must(sarah.Remove(ctx, sarah.proof(), id, hers))
	w.must(sarah.Remove(ctx, sarah.proof(), id, record.ID{1}))
	if s := sarah.space(id); sarah.log(id).Space().Epoch() != epoch || s.State != Open || s.Over || !s.Expires.IsZero() {
		t.Errorf("something has changed: %+v", s)
	}
	alone, err := sarah.Create(ctx, sarah.owner(), Pair, "Sarah", "Jim", time.Time{})
	w.must(err)
	refused(t, ErrMayNot, map[string]error{"put away before anybody came": sarah.PutAway(ctx, alone)})
}

func TestWhoIsLetInIsInOnceAndAsWhatTheSpaceSays(t *testing.T) {
	w := newWorld(t)
	sarah, james, ana := w.person("Sarah"), w.person("James"), w.person("Ana")
	for kind, want := range map[Kind]items.Role{Pair: items.RoleMember, Care: items.RoleProfessional} {
		id, err := sarah.Create(ctx, sarah.owner(), kind, "Sarah", "James", time.Time{})
		w.must(err)
		self := space.NewSelf()
		m := space.NewMember("James"+strings.Repeat("!", MaxName), self.Keys()) // cut to what a roster holds
		m.Role = uint8(items.RoleHost)                                          // what somebody says of themselves counts for nothing
		for range 2 {
			_, err = sarah.Admit(ctx, sarah.owner(), id, m)
			w.must(err)
		}
		sarah.inStep()
		if k, _ := sarah.lines.Of(id); k.DoorEpoch() != 2 {
			t.Errorf("another device of hers would come in at epoch %d", k.DoorEpoch())
		}
		all := sarah.space(id).Members
		if len(all) != 2 || all[0].Role != items.RoleHost || all[1].Role != want || sarah.log(id).Space().Epoch() != 2 {
			t.Errorf("kind %d: %+v in epoch %d", kind, all, sarah.log(id).Space().Epoch())
		}
	}
	// Who has said that they left goes out with the next who comes, and with the next who goes. A host stays.
	id := w.share(Pair, sarah, james)
	w.must(sarah.Put(ctx, id, record.NewID(), items.KindLeave, w.clock(), items.Leave{}.Encode()))
	w.must(james.Leave(ctx, id, true, false))
	all(james, sarah)
	w.must(w.admit(id, Pair, sarah, ana, space.NewSelf()))
	all(sarah, ana)
	if got := sarah.names(id); !slices.Equal(got, []string{"Sarah", "Ana"}) {
		t.Errorf("in it are %q", got)
	}
	id = w.share(Pair, sarah, james, ana)
	w.must(sarah.Put(ctx, id, record.NewID(), items.KindLeave, w.clock(), items.Leave{}.Encode()))
	w.must(james.Leave(ctx, id, true, false))
	all(james, sarah)
	last := sarah.space(id).Members[slices.Index(sarah.names(id), "Ana")].ID
	w.must(sarah.Remove(ctx, sarah.proof(), id, last))
	if got := sarah.names(id); !slices.Equal(got, []string{"Sarah"}) {
		t.Errorf("in it are still %q", got)
	}
}

// A space that was begun and cut off is made by the same wish again, and by no other; one that was made, by none.
func TestWhatWasBegunIsMadeByTheSameWishOnly(t *testing.T) {
	w := newWorld(t)
	p := w.person("Sarah")
	create := func(home space.Owner, kind Kind, me, other string, until time.Time) record.SpaceID {
		id, err := p.Create(ctx, home, kind, me, other, until)
		w.must(err)
		return id
	}
	home, until := p.owner(), w.clock().AddDate(0, 0, 90)
	begin := func() record.SpaceID {
		known := p.lines.All()
		p.link.Faults(func(r *http.Request) network.Fault {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/spaces") {
				return network.LoseRequest
			}
			return network.None
		})
		if _, err := p.Create(ctx, home, Pair, "Sarah", "James", time.Time{}); !errors.Is(err, devices.ErrOffline) {
			t.Fatal(err)
		}
		p.link.Faults(nil)
		for _, k := range p.lines.All() {
			if !slices.ContainsFunc(known, func(o lines.Kept) bool { return o.Space == k.Space }) {
				return k.Space
			}
		}
		t.Fatal("nothing was begun")
		return record.SpaceID{}
	}
	begun := begin()
	if err := p.puts(begun, record.NewID(), "too soon"); !errors.Is(err, ErrUnknown) || len(p.Spaces()) != 0 {
		t.Errorf("it is there before it was made: %v", err)
	}
	for name, made := range map[string]record.SpaceID{
		"another kind": create(home, Care, "Sarah", "James", until), "another name": create(home, Pair, "S.", "James", until),
		"another person": create(home, Pair, "Sarah", "Jim", until), "another owner": create(space.NewOwner(), Pair, "Sarah", "James", until),
	} {
		if made == begun {
			t.Errorf("%s: it is the one that was begun", name)
		}
	}
	if made := create(home, Pair, "Sarah", "James", until); made != begun || !p.space(made).Expires.Equal(until) {
		t.Errorf("the same: another one, until %v", p.space(made).Expires)
	}
	if made := create(home, Pair, "Sarah", "James", until); made == begun {
		t.Error("one that is there was made anew")
	}
	begun = begin()
	w.must(p.lines.Set(ctx, lines.Kept{Record: membership.Record{Space: begun}}, map[string]any{lines.FieldRelay: "https://far.example"}))
	if made := create(home, Pair, "Sarah", "James", until); made == begun {
		t.Error("it was begun at another relay than the one of the home")
	}
	for _, name := range []string{"", " ", "\xff", strings.Repeat("a", MaxName+1)} {
		_, mine := p.Create(ctx, home, Pair, name, "James", time.Time{})
		_, theirs := p.Create(ctx, home, Pair, "Sarah", name, time.Time{})
		refused(t, ErrName, map[string]error{"my name": mine, "the other's": theirs, "called": p.Call(ctx, begun, name)})
	}
}

func TestWhatHasEndedStaysEnded(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, his := w.two()
	james.link.Offline(true)
	w.must(james.Leave(ctx, id, false, true))
	w.must(james.Leave(ctx, id, true, false)) // once is once: nobody is told after all
	for _, key := range james.vault.Bucket(lines.BucketOf(id)).Keys() {
		if b, _ := james.vault.Bucket(lines.BucketOf(id)).Get(key); bytes.Contains(b, []byte("hers")) || bytes.Contains(b, []byte(`"his"`)) {
			t.Error("what was in it is still on the device, with the relay away")
		}
	}
	refused(t, ErrEnded, map[string]error{"put in": james.puts(id, record.NewID(), "late"), "taken back": james.TakeBack(ctx, id, his)})
	if _, ok := james.Compare(id); ok {
		t.Error("it is compared with somebody")
	}
	james.link.Offline(false)
	_, goingOn := james.ContinueWithout(ctx, james.proof(), id)
	refused(t, ErrEnded, map[string]error{"gone on": goingOn})
	james.inStep()
	sarah.inStep()
	sarah.is(id, Open)
	sarah.shows(id, "hers")
	w.must(james.PutAway(ctx, id))
	if r, _ := james.lines.Book.Of(id); bytes.Contains(r.Encode(), []byte("Sarah")) || len(r.Selves()) != 0 {
		t.Error("a name or a key is left of what was put away")
	}
	w.must(sarah.End(ctx, sarah.proof(), id))
	w.must(sarah.End(ctx, sarah.proof(), id))
	sarah.inStep()
	if r, _ := sarah.lines.Book.Of(id); len(r.Selves())+len(r.Owners(sarah.owner())) != 0 {
		t.Error("keys are left of what has ended")
	}
}

// What the relay has lost, or shows in another way than before, can only be left, ended or gone on without.
func TestWhatIsGoneOrStoppedCanOnlyBeEnded(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	w.must(w.store.Drop(ctx, id))
	_ = james.step()
	james.is(id, Gone)
	refused(t, ErrEnded, map[string]error{"put in": james.puts(id, record.NewID(), "late")})
	w.must(james.PutAway(ctx, id))
	other := w.share(Pair, sarah, james)
	for _, stop := range []log.Stop{log.Forked, log.WentBack} {
		w.must(sarah.log(other).Stop(ctx, stop))
		sarah.is(other, Stopped)
		sort := map[log.Stop]string{log.Forked: NoticeForked, log.WentBack: NoticeWentBack}[stop]
		if !slices.ContainsFunc(sarah.space(other).Notices, func(n Notice) bool { return n.Sort == sort }) {
			t.Errorf("nobody is told of %q", stop)
		}
		w.must(sarah.log(other).Stop(ctx, log.Running))
	}
	w.must(sarah.log(other).Stop(ctx, log.Forked))
	w.must(sarah.End(ctx, sarah.proof(), other))
	sarah.is(other, Ended)
}

// The time that was agreed when a professional came holds on her device although she is never told of it again, and for her only.
func TestTheTimeThatWasAgreedHoldsWithoutARelay(t *testing.T) {
	w := newWorld(t)
	ana, petra := w.person("Ana"), w.person("Petra")
	until := w.clock().AddDate(0, 0, 90)
	id, err := ana.Create(ctx, ana.owner(), Care, "Ana", "Petra", until)
	w.must(err)
	w.must(w.admit(id, Care, ana, petra, space.NewSelf()))
	_, goingOn := petra.ContinueWithout(ctx, petra.proof(), id)
	refused(t, ErrMayNot, map[string]error{"a professional goes on": goingOn, "puts a copy in before she has read who is in": petra.puts(id, record.NewID(), "made up")})
	ask, err := items.Ask{What: items.AskQuestion, Words: "How was the week?"}.Encode()
	w.must(err)
	w.must(petra.Put(ctx, id, record.NewID(), items.KindAsk, w.clock(), ask))
	petra.link.Offline(true)
	w.pass(until.Sub(w.clock()) - time.Second)
	if petra.space(id).State == Ended {
		t.Error("it has ended too early")
	}
	w.pass(time.Second)
	petra.is(id, Ended)
	refused(t, ErrEnded, map[string]error{"asked after it": petra.Put(ctx, id, record.NewID(), items.KindAsk, w.clock(), ask)})
	ana.inStep()
	if s := ana.space(id); s.State != Open || !s.Over {
		t.Errorf("to the client it is %q, over %v", s.State, s.Over)
	}
	// The client may go on, and what goes on is not over from the first.
	next, err := ana.ContinueWithout(ctx, ana.proof(), id)
	w.must(err)
	if s := ana.space(next); s.Over || !s.Expires.IsZero() || s.Kind != Care {
		t.Errorf("it goes on as %+v", s)
	}
}

func TestOnlyWhatStandsAloneGoesAlongIntoANewSpace(t *testing.T) {
	w := newWorld(t)
	id, _, james, hers, _ := w.two()
	reply, err := items.Reply{To: hers, Words: "about hers"}.Encode()
	w.must(err)
	w.must(james.Put(ctx, id, record.NewID(), items.KindReply, w.clock(), reply))
	next, err := james.ContinueWithout(ctx, james.proof(), id)
	w.must(err)
	if all := james.Items(next); len(all) != 1 || all[0].Kind != items.KindCopy {
		t.Errorf("%d came along", len(all))
	}
	w.must(james.Leave(ctx, next, false, true))
	again, err := james.ContinueWithout(ctx, james.proof(), id)
	w.must(err)
	if again == next {
		t.Error("it goes on in one that has ended")
	}
}

func TestASpaceIsFollowedWhereItIs(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id, err := sarah.Create(ctx, sarah.owner(), Pair, "Sarah", "James", time.Time{})
	w.must(err)
	self, under := space.NewSelf(), root.Derive("test\x00")
	handover, err := sarah.Admit(ctx, sarah.owner(), id, space.NewMember("James", self.Keys()))
	w.must(err)
	b, err := handover(under, nil)
	w.must(err)
	joined, err := space.Join(under, nil, b, self)
	w.must(err)
	terms := Terms{Kind: Pair, Me: "James", Other: "Sarah", Relay: "https://far.example"} // another address of the same
	james.vault.Lock()
	refused(t, ErrUnavailable, map[string]error{"locked": james.Join(ctx, joined, self, terms)})
	w.must(james.vault.Unlock(ctx, passphrase))
	w.must(james.Join(ctx, joined, self, terms))
	_, f := james.photo(id, picture("his"))
	james.link.Record()
	james.inStep()
	for _, r := range james.link.Sent() {
		if strings.Contains(r.URL, id.String()) && !strings.HasPrefix(r.URL, terms.Relay) {
			t.Errorf("it is looked for at %s", r.URL)
		}
	}
	if !w.atRelay(id, f) {
		t.Error("its file is nowhere")
	}
	james.is(id, Open)
	if _, err := sarah.Admit(ctx, space.NewOwner(), id, space.NewMember("Ana", space.NewSelf().Keys())); !errors.Is(err, ErrMayNot) {
		t.Errorf("let in without the owner's secret: %v", err)
	}
	if sarah.vault.State() != vault.Unlocked {
		t.Error("locked")
	}
}

// It ends in the background, between two looks at what is known of it.
func TestWhatEndsWhileItIsLookedAtIsNotWaitingForAnybody(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	before := james.kept(id)
	w.must(sarah.End(ctx, devices.Proof{Passphrase: passphrase}, id))
	all(sarah, james)
	james.is(id, Ended)
	if v := james.view(before); v.State != Ended {
		t.Errorf("a look from before finds it %v", v.State)
	}
}

// Putting away a space in which nobody is any more takes back what one had put in.
func TestWhatIsPutAwayDoesNotStayAtTheRelay(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, hers, _ := w.two()
	w.must(james.Leave(ctx, id, true, false))
	all(james, sarah)
	item, _ := sarah.Item(id, hers)
	w.must(sarah.PutAway(ctx, id))
	sarah.inStep()
	if _, there, err := w.store.Read(ctx, id, item.N-1, 1); err != nil || len(there) != 1 || there[0].Envelope != nil {
		t.Errorf("what she put in is still there: %v", err)
	}
}
