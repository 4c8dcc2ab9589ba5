package log

import (
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
)

// verdict says what becomes of an entry that the space has accepted.
type verdict uint8

const (
	apply  verdict = iota // it counts
	passes                // it changes nothing, and nobody did wrong: two devices of one person did the same
	breaks                // it is kept in the chain, is not applied, and shows as one entry that can not be read
)

// offer is an entry, and what is known about who wrote it and about its item.
type offer struct {
	purpose items.Space
	entry   space.Entry
	role    items.Role
	before  *Entry // what stands, waits or goes under the same ID; nil for nothing
	left    bool   // its author has said that they left
}

// rule is one reason not to apply an entry. Each is needed: the tests take them out one by one and watch somebody succeed.
type rule struct {
	name string
	asks func(offer) verdict
}

// rules are asked in this order, and the first that does not say apply decides. That its author is in, signed it, and wrote
// it at this place of the log, internal/space has found before.
type rules struct{ put, take []rule }

var rulesInForce = rules{
	put: []rule{
		{"whoever wrote it may write this kind", mayWrite},
		{"it is what its kind says", readsAsItsKind},
		{"an item is its author's", isItsAuthors},
		{"who has left puts nothing in", hasNotLeft},
		{"an item stands as it was put first", standsAsItWas},
	},
	take: []rule{
		{"only its author takes an item back", isItsAuthors},
	},
}

func (r rules) ask(list []rule, o offer) verdict {
	for _, rule := range list {
		if v := rule.asks(o); v != apply {
			return v
		}
	}
	return apply
}

func mayWrite(o offer) verdict {
	if !items.May(o.purpose, o.role, o.entry.Record.Kind) {
		return breaks
	}
	return apply
}

func readsAsItsKind(o offer) verdict {
	if !items.Reads(o.entry.Record.Kind, o.entry.Record.Body) {
		return breaks
	}
	return apply
}

// isItsAuthors lets a host take back what the host before has put in: there is one at a time, and only the owner's signature
// makes another, which happens where somebody may have known the words of the same person.
func isItsAuthors(o offer) verdict {
	if o.before == nil || o.before.Author == o.entry.Author || o.before.Role == items.RoleHost && o.role == items.RoleHost {
		return apply
	}
	return breaks
}

func hasNotLeft(o offer) verdict {
	if o.left {
		return passes
	}
	return apply
}

func standsAsItWas(o offer) verdict {
	if o.before != nil && o.before.state == stands {
		return passes
	}
	return apply
}

// roleOf is what somebody in a roster is to the space. Who is alone in it is the host: nobody else was let in yet.
func roleOf(roster []space.Member, id space.MemberID) items.Role {
	for _, m := range roster {
		if m.ID != id {
			continue
		}
		if len(roster) == 1 {
			return items.RoleHost
		}
		return items.Role(m.Role)
	}
	return 0
}
