package sharing

import (
	"errors"
	"slices"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/vault"
)

// closed is a space into which nothing goes, and by which rule.
var closed = map[string]func(w *world) (*phone, record.SpaceID){
	"what has ended has ended": func(w *world) (*phone, record.SpaceID) {
		id, host, p, _, _ := w.two()
		w.must(host.Leave(ctx, id, true, true))
		all(host, p)
		_, err := p.ContinueWithout(ctx, p.proof(), id)
		w.must(err)
		p.putting = puttingWithout(p.putting, "nothing goes in for somebody who has left") // which would do as well
		return p, id
	},
	"nothing goes in when the time is over": func(w *world) (*phone, record.SpaceID) {
		p, petra := w.person("Ana"), w.person("Petra")
		id := w.share(Care, p, petra)
		w.pass(91 * 24 * time.Hour)
		return p, id
	},
	"nothing goes in for somebody who has left": func(w *world) (*phone, record.SpaceID) {
		id, p, guest, _, _ := w.two()
		w.must(guest.Leave(ctx, id, true, true))
		_ = guest.Once(ctx)
		all(p)
		return p, id
	},
	"nothing goes to a relay that shows another log": func(w *world) (*phone, record.SpaceID) {
		id, p, _, _, _ := w.two()
		k, _ := p.lines.Of(id)
		l, _ := p.lines.Open(k)
		w.must(l.Log.Stop(ctx, log.Forked))
		return p, id
	},
	"nothing goes in while it is quiet": func(w *world) (*phone, record.SpaceID) {
		id, p, _, _, _ := w.two()
		w.must(p.SetQuiet(ctx, id, true))
		return p, id
	},
}

func puttingWithout(rules []putting, name string) []putting {
	return slices.DeleteFunc(slices.Clone(rules), func(r putting) bool { return r.name == name })
}

func TestNothingGoesInWhereItMustNotAndEveryReasonIsNeeded(t *testing.T) {
	for _, rule := range puttingInForce {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p, id := closed[rule.name](w)
			before := p.texts(id)
			if err := p.puts(id, record.NewID(), "too late"); !errors.Is(err, rule.err) {
				t.Errorf("%v, want %v", err, rule.err)
			}
			p.shows(id, before...)
			p.putting = puttingWithout(p.putting, rule.name)
			if err := p.puts(id, record.NewID(), "too late"); err != nil {
				t.Errorf("without the rule: %v", err)
			}
		})
	}
}

func TestNothingOpensWhileLocked(t *testing.T) {
	w := newWorld(t)
	id, sarah, _, hers, _ := w.two()
	sarah.vault.Lock()
	if sarah.Available() || len(sarah.Spaces()) != 0 || len(sarah.Items(id)) != 0 {
		t.Error("something is to be seen")
	}
	if _, ok := sarah.Item(id, hers); ok {
		t.Error("an item is to be seen")
	}
	if _, ok := sarah.Key(id, "test\x00", nil); ok {
		t.Error("a key is to be had")
	}
	if len(sarah.Keys(id, "test\x00", nil)) != 0 {
		t.Error("keys of before are to be had")
	}
	if err := sarah.puts(id, record.NewID(), "new"); err == nil {
		t.Error("something went in")
	}
	if err := sarah.Once(ctx); !errors.Is(err, ErrUnavailable) {
		t.Errorf("%v", err)
	}
	w.must(sarah.vault.Unlock(ctx, passphrase))
	sarah.shows(id, "hers", "his")
}

func TestWhatIsDamagedIsReadAnewFromTheRelay(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	w.must(james.vault.Bucket(lines.BucketOf(id)).Write(ctx, []vault.Change{{Key: "head", Value: []byte("?")}}))
	james.crash()
	james.shows(id)
	all(james, sarah)
	james.shows(id, "hers", "his")
	james.put(id, "goes on")
	all(james, sarah)
	sarah.shows(id, "goes on", "hers", "his")
	w.none(sarah, james)
}

// A space that is not there is unknown to everything that could be done with it, and looking at it is nothing.
func TestWhatIsNotThereIsUnknown(t *testing.T) {
	w := newWorld(t)
	p, id := w.person("Sarah"), record.SpaceID{1}
	_, goingOn := p.ContinueWithout(ctx, p.proof(), id)
	_, file := p.File(ctx, id, items.File{})
	refused(t, ErrUnknown, map[string]error{
		"put in": p.puts(id, record.NewID(), "made up"), "taken back": p.TakeBack(ctx, id, record.NewID()), "called": p.Call(ctx, id, "James"),
		"quiet": p.SetQuiet(ctx, id, true), "noted": p.SetOwn(ctx, id, "turn", 1), "left": p.Leave(ctx, id, true, true), "put away": p.PutAway(ctx, id),
		"ended": p.End(ctx, p.proof(), id), "taken out": p.Remove(ctx, p.proof(), id, record.ID{1}), "another day": p.Extend(ctx, p.proof(), id, w.clock()),
		"gone on": goingOn, "a file": file,
	})
	if _, ok := p.Item(id, record.NewID()); ok || len(p.Items(id)) != 0 || p.Seen(ctx, id) != nil {
		t.Error("something of it is to be seen")
	}
}

// Who has seen everything changes nothing by looking again: a screen that waits for changes would be drawn without end.
func TestLookingAgainIsNoChange(t *testing.T) {
	w := newWorld(t)
	id, sarah, _, _, _ := w.two()
	w.must(sarah.Seen(ctx, id))
	before, _ := sarah.lines.Watch()
	w.must(sarah.Seen(ctx, id))
	if after, _ := sarah.lines.Watch(); after != before || sarah.space(id).New != 0 {
		t.Errorf("%d are new", sarah.space(id).New)
	}
}
