// Package apart has two people answer one question without seeing each other's answer: both open when both are there. It must
// never open one answer alone, give a key out for an answer that was withdrawn, or tell that the other one has answered.
//
// Each answer is an item that holds its words sealed under a key of its own, in one size, with a commitment to that key. Whoever
// answers second gives the key out at once, with the answer; the first device gives its own out when it sees that. A key is given
// out for one answer of the other: from then on an answer opens with that one or not at all, so that nobody can read first and
// answer anew. The key comes from the member's seed and the answer's ID: every own device can go on where another one stopped.
// Spec, with what is not promised: docs/protocol.md.
package apart

import (
	"cmp"
	"context"
	"slices"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// Spaces is what it needs of a person's spaces: sharing.Sharing is one.
type Spaces interface {
	Items(id record.SpaceID, kinds ...uint8) []sharing.Item
	Put(ctx context.Context, id record.SpaceID, item record.ID, kind uint8, at time.Time, body []byte) error
	TakeBack(ctx context.Context, id record.SpaceID, items ...record.ID) error
	Key(id record.SpaceID, label string, context []byte) (seal.Key, bool)
}

// State says how an own answer stands.
type State string

// What a State can be.
const (
	Waiting State = "waiting" // it is sealed. Whether the other one has answered is not told
	Open    State = "open"    // both are open
	Alone   State = "alone"   // its key was given out, and what it was given out for is gone or does not open
)

// Answer is an own answer.
type Answer struct {
	ID       record.ID
	Question string
	At       time.Time
	N        uint64 // its number in the log; 0 while it waits here
	Words    string // "" where this device has no longer what opens it
	State    State

	Other   string // the other one's words, where both are open
	OtherID record.ID
	OtherAt time.Time
}

// Put answers a question. What comes back is nil when it is durable here. The same again, under the same id, is once.
func Put(ctx context.Context, s Spaces, space record.SpaceID, id record.ID, question, words string, at time.Time) error {
	own, ok := s.Key(space, seal.LabelApartMine, id[:])
	if !ok {
		return sharing.ErrUnavailable
	}
	plain, err := items.Pad(words)
	if err != nil {
		return err
	}
	if there, ok := look(s, space).mine[id]; ok && there.answer.Question == question && there.words == words {
		return Settle(ctx, s, space) // its reply was lost; sealed anew, it would be another one
	}
	key := seal.KeyOf(token(own), seal.LabelApartKey)
	commit := key.Commit(seal.LabelApartCommit)
	body, err := items.Answer{Question: question, Commit: commit[:], Sealed: seal.Seal(key, plain, aad(space, id, question))}.Encode()
	if err != nil {
		return err
	}
	if err := s.Put(ctx, space, id, items.KindAnswer, at, body); err != nil {
		return err
	}
	return Settle(ctx, s, space)
}

// Withdraw takes own answers back, with what was given out for them. It may be done at any time: what the other one has read they
// have read, and on their screen it is gone.
func Withdraw(ctx context.Context, s Spaces, space record.SpaceID, ids ...record.ID) error {
	all := slices.Clone(ids)
	for _, k := range look(s, space).given {
		if k.mine && slices.Contains(ids, k.Answer) {
			all = append(all, k.id)
		}
	}
	return s.TakeBack(ctx, space, all...)
}

// Answers are all own answers, the newest first.
func Answers(s Spaces, space record.SpaceID) []Answer {
	t := look(s, space)
	var out []Answer
	for _, id := range slices.Backward(t.order) {
		x := t.mine[id]
		a := Answer{ID: x.id, Question: x.answer.Question, At: x.at, N: x.n + 1, Words: x.words, State: Waiting}
		for _, with := range t.bound(x.id, true) {
			y, there := t.theirs[with]
			switch words, opened := t.opens(y, x.id); {
			case opened:
				a.State, a.Other, a.OtherID, a.OtherAt = Open, words, y.id, y.at
			case a.State == Open:
			case !there || slices.Contains(t.bound(with, false), x.id): // gone, or given a key that does not fit
				a.State = Alone
			}
		}
		out = append(out, a)
	}
	return out
}

// table is everything that two answered apart in one space.
type table struct {
	space        record.SpaceID
	mine, theirs map[record.ID]answer
	order        []record.ID // of mine, the oldest first
	given        []key
}

type answer struct {
	id     record.ID
	at     time.Time
	n      uint64 // its place in the log: no author can choose it, and it is the same for both
	answer items.Answer
	words  string // of an own one
}

type key struct {
	id   record.ID
	mine bool
	items.Key
}

func look(s Spaces, space record.SpaceID) *table {
	t := &table{space: space, mine: map[record.ID]answer{}, theirs: map[record.ID]answer{}}
	for _, i := range slices.Backward(s.Items(space, items.KindAnswer, items.KindKey)) {
		if k, err := items.DecodeKey(i.Body); i.Kind == items.KindKey && err == nil {
			t.given = append(t.given, key{i.ID, i.Mine, k})
			continue
		}
		a, err := items.DecodeAnswer(i.Body)
		if i.Kind != items.KindAnswer || err != nil {
			continue
		}
		x := answer{id: i.ID, at: i.At, n: i.N - 1, answer: a} // what waits here is behind all that the log has
		if !i.Mine {
			t.theirs[i.ID] = x
			continue
		}
		if own, ok := s.Key(space, seal.LabelApartMine, i.ID[:]); ok {
			x.words, _ = rulesInForce.open(t.space, x, token(own))
		}
		t.mine[i.ID] = x
		t.order = append(t.order, i.ID)
	}
	slices.SortStableFunc(t.order, func(a, b record.ID) int { return cmp.Compare(t.mine[a].n, t.mine[b].n) })
	return t
}

// bound are the answers for which the key of one was given out by its author.
func (t *table) bound(id record.ID, mine bool) (with []record.ID) {
	for _, k := range t.given {
		if k.Answer == id && (k.mine == mine || !rulesInForce.ownKey) {
			with = append(with, k.With)
		}
	}
	return with
}

// opens gives the words of an answer of the other, if its key was given out for an own one.
func (t *table) opens(y answer, mine record.ID) (string, bool) {
	for _, k := range t.given {
		if k.Answer != y.id || k.mine && rulesInForce.ownKey || k.With != mine && rulesInForce.namedOnly {
			continue
		}
		if words, ok := rulesInForce.open(t.space, y, [32]byte(k.Token)); ok {
			return words, true
		}
	}
	return "", false
}

// Settle gives out the key of each own answer that has found its other one: at once where the other one was there before, and
// else after the other one's key was given out for it and opens it. It is for after an exchange that brought something. Doing it
// again, or on another own device, is safe.
func Settle(ctx context.Context, s Spaces, space record.SpaceID) error {
	t := look(s, space)
	for _, id := range t.order {
		x := t.mine[id]
		if x.words == "" || len(t.bound(id, true)) > 0 && rulesInForce.once {
			continue
		}
		with, ok := t.partner(x)
		if !ok {
			continue
		}
		own, ok := s.Key(space, seal.LabelApartMine, id[:])
		if !ok {
			return sharing.ErrUnavailable
		}
		given := token(own)
		k := items.Key{Answer: id, With: with, Token: given[:]}
		body, err := k.Encode()
		if err != nil {
			return err
		}
		name := own.Token(seal.LabelApartName, with[:])
		item := record.ID(name[:16])
		if err := s.Put(ctx, space, item, items.KindKey, x.at, body); err != nil {
			return err
		}
		t.given = append(t.given, key{item, true, k})
	}
	return nil
}

// partner finds the answer of the other for which the key of an own one is given out: one whose key was given out for this one
// and opens it, else the oldest one that was there before this one and whose key was not given out. No answer is good for two.
func (t *table) partner(x answer) (record.ID, bool) {
	var free []answer
	for _, y := range t.theirs {
		if y.answer.Question != x.answer.Question || t.spent(y.id, x.id) {
			continue
		}
		if _, ok := t.opens(y, x.id); ok {
			return y.id, true
		}
		if len(t.bound(y.id, false)) == 0 && (y.n < x.n || !rulesInForce.waits) {
			free = append(free, y)
		}
	}
	if len(free) == 0 {
		return record.ID{}, false
	}
	return slices.MinFunc(free, func(a, b answer) int { return cmp.Compare(a.n, b.n) }).id, true
}

// spent says that the key of another own answer was given out for this one.
func (t *table) spent(theirs, but record.ID) bool {
	return rulesInForce.once && slices.ContainsFunc(t.given, func(k key) bool { return k.mine && k.With == theirs && k.Answer != but })
}

// token is what is given out of what belongs to one answer.
func token(own seal.Key) [32]byte { return own.Token(seal.LabelApartToken, nil) }

// aad binds an answer to where it stands and what it answers: copied as somebody's own, it does not open.
func aad(space record.SpaceID, id record.ID, question string) []byte {
	out := append([]byte(seal.LabelApartAnswer), space[:]...)
	return append(append(out, id[:]...), question...)
}
