package log

import (
	"slices"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
)

// treason is what somebody in a space does with a program of their own. It returns whether they succeed with somebody who
// keeps to the rules, and whether that one is told of an entry that can not be read.
type treason struct {
	name    string
	rule    string // the one that stands against it
	purpose items.Space
	others  int
	told    bool
	try     func(c *circle) (succeeds bool)
}

var treasons = []treason{
	{"a professional who puts in what looks like a copy of the client's", "whoever wrote it may write this kind", items.Care, 1, true, func(c *circle) bool {
		id := record.NewID()
		c.people[1].forge(op(id, items.KindCopy, copied("made up")))
		return c.people[0].has(id, "made up")
	}},
	{"a guest who says what the space is", "whoever wrote it may write this kind", items.Pair, 1, true, func(c *circle) bool {
		id := record.NewID()
		c.people[1].forge(op(id, items.KindTerms, items.Terms{Space: items.Pair, Until: time.Unix(9, 0)}.Encode()))
		_, ok := c.people[0].Entry(id)
		return ok
	}},
	{"a client's app of another maker that asks", "whoever wrote it may write this kind", items.Care, 1, true, func(c *circle) bool {
		id := record.NewID()
		ask, err := items.Ask{What: items.AskQuestion, Words: "How was the week?"}.Encode()
		c.must(err)
		c.people[0].forge(op(id, items.KindAsk, ask))
		_, ok := c.people[1].Entry(id)
		return ok
	}},
	{"somebody who puts in what nobody can read", "it is what its kind says", items.Pair, 1, true, func(c *circle) bool {
		id := record.NewID()
		c.people[1].forge(op(id, items.KindCopy, []byte("no copy")))
		_, ok := c.people[0].Entry(id)
		return ok
	}},
	{"somebody who writes over what another put in", "an item is its author's", items.Pair, 1, true, func(c *circle) bool {
		id := c.people[0].put("hers")
		c.people[1].forge(op(id, items.KindCopy, copied("made up")))
		return !c.people[0].has(id, "hers") || c.people[0].unreadable() == 0
	}},
	{"somebody who takes what another has not sent yet", "an item is its author's", items.Pair, 2, true, func(c *circle) bool {
		id, host := record.NewID(), c.people[0]
		c.must(host.Put(ctx, id, items.KindCopy, time.Unix(1, 0), copied("hers")))
		c.people[1].forge(op(id, items.KindCopy, copied("made up")))
		return !host.has(id, "hers")
	}},
	{"somebody who takes back what another put in", "only its author takes an item back", items.Pair, 2, true, func(c *circle) bool {
		id := c.people[0].put("hers")
		e, _ := c.people[0].Entry(id)
		c.people[1].forge(space.Op{Delete: true, Item: id, Replaces: []uint64{e.N}})
		return !c.people[0].has(id, "hers") || !c.people[2].has(id, "hers")
	}},
	{"a host who takes back what a guest put in", "only its author takes an item back", items.Pair, 1, true, func(c *circle) bool {
		id := c.people[1].put("his")
		e, _ := c.people[1].Entry(id)
		c.people[0].forge(space.Op{Delete: true, Item: id, Replaces: []uint64{e.N}})
		return !c.people[1].has(id, "his")
	}},
	{"somebody who says that they left and goes on", "who has left puts nothing in", items.Pair, 1, false, func(c *circle) bool {
		id := record.NewID()
		c.people[1].forge(op(record.NewID(), items.KindLeave, items.Leave{}.Encode()))
		c.people[1].forge(op(id, items.KindCopy, copied("after all")))
		return c.people[0].has(id, "after all")
	}},
	{"somebody who changes what they put in, after it was read", "an item stands as it was put first", items.Pair, 1, false, func(c *circle) bool {
		id := c.people[1].put("his")
		c.people[1].forge(op(id, items.KindCopy, copied("something else")))
		return c.people[0].has(id, "something else")
	}},
}

// without returns the rules but one.
func (r rules) without(name string) rules {
	not := func(list []rule) []rule {
		return slices.DeleteFunc(slices.Clone(list), func(r rule) bool { return r.name == name })
	}
	return rules{put: not(r.put), take: not(r.take)}
}

func TestNobodyGetsRoundTheRules(t *testing.T) {
	for _, a := range treasons {
		t.Run(a.name, func(t *testing.T) {
			c := newCircle(t, a.purpose, a.others)
			if a.try(c) {
				t.Error("succeeds")
			}
			told := slices.ContainsFunc(c.people, func(p *somebody) bool { return p.unreadable() > 0 })
			if told != a.told {
				t.Errorf("told of an entry that can not be read: %v, want %v", told, a.told)
			}
		})
	}
}

func TestEveryRuleIsNeeded(t *testing.T) {
	for _, r := range slices.Concat(rulesInForce.put, rulesInForce.take) {
		tried := false
		for _, a := range treasons {
			if a.rule != r.name {
				continue
			}
			tried = true
			c := newCircle(t, a.purpose, a.others)
			for _, p := range c.people {
				p.rules = rulesInForce.without(r.name)
			}
			if !a.try(c) {
				t.Errorf("without %q nothing is different: %s", r.name, a.name)
			}
		}
		if !tried {
			t.Errorf("nobody tries to get round %q", r.name)
		}
	}
}
