package apart

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

var at = time.Unix(1_700_000_000, 0)

// forge puts into the log what only a changed program would.
func (d *device) forge(kind uint8, body []byte, err error) record.ID {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	id := record.NewID()
	d.entries = append(d.entries, entry{item: sharing.Item{ID: id, Kind: kind, At: at, Body: body}, by: d.by})
	return id
}

func (d *device) forgeKey(answer, with record.ID, token [32]byte) {
	body, err := items.Key{Answer: answer, With: with, Token: token[:]}.Encode()
	d.forge(items.KindKey, body, err)
}

// Each attack is stopped by one rule, and succeeds without it.
func TestEveryRuleIsNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		without func(*rules)
		attack  func(a, b *device) (harmed bool)
	}{
		"a key that opens another answer than was posted": {func(r *rules) { r.commits = false }, func(a, b *device) bool {
			x := a.answer("u1", "honest")
			a.exchange()
			b.exchange()
			// An answer whose commitment is to another key than the one that opens it: two keys, two answers.
			id, given, other := record.NewID(), [32]byte{7}, [32]byte{8}
			plain, _ := items.Pad("after reading yours")
			commit := seal.KeyOf(other, seal.LabelApartKey).Commit(seal.LabelApartCommit)
			body, err := items.Answer{Question: "u1", Commit: commit[:], Sealed: seal.Seal(seal.KeyOf(given, seal.LabelApartKey), plain, aad(nowhere, id, "u1"))}.Encode()
			if err != nil {
				t.Fatal(err)
			}
			b.entries = append(b.entries, entry{item: sharing.Item{ID: id, Kind: items.KindAnswer, At: at, Body: body}, by: b.by})
			b.forgeKey(id, x, given)
			a.exchange()
			return a.givenOut() > 0 || a.find(x).Other != ""
		}},
		"a key that is given out for somebody else": {func(r *rules) { r.ownKey = false }, func(a, b *device) bool {
			x := a.answer("u1", "mine")
			a.exchange()
			b.exchange()
			b.forgeKey(x, record.NewID(), [32]byte{1}) // as if it was spent
			b.answer("u1", "theirs")
			b.exchange()
			a.exchange()
			return a.find(x).State != Open
		}},
		"an old answer for a new one": {func(r *rules) { r.namedOnly = false }, func(a, b *device) bool {
			x := a.answer("u1", "in May")
			a.exchange()
			b.exchange()
			b.answer("u1", "in May as well")
			b.exchange()
			a.exchange()
			a.exchange()
			a.withdraw(x)
			a.exchange()
			z := a.answer("u1", "in June")
			a.exchange()
			a.exchange()
			return a.find(z).State != Waiting || a.givenOut() > 0
		}},
		"reading first and answering anew": {func(r *rules) { r.once = false }, func(a, b *device) bool {
			a.answer("u1", "bait")
			a.exchange()
			b.exchange()
			y := b.answer("u1", "honest")
			b.exchange()
			a.exchange() // a reads it
			bait := a.Items(nowhere, items.KindAnswer)
			for _, i := range bait {
				if i.Mine {
					a.withdraw(i.ID)
				}
			}
			a.exchange()
			// what a changed program posts now opens for the old answer
			id, given := record.NewID(), [32]byte{9}
			key := seal.KeyOf(given, seal.LabelApartKey)
			plain, _ := items.Pad("what you wanted to hear")
			commit := key.Commit(seal.LabelApartCommit)
			body, _ := items.Answer{Question: "u1", Commit: commit[:], Sealed: seal.Seal(key, plain, aad(nowhere, id, "u1"))}.Encode()
			a.entries = append(a.entries, entry{item: sharing.Item{ID: id, Kind: items.KindAnswer, At: at, Body: body}, by: a.by})
			a.forgeKey(id, y, given)
			b.exchange()
			b.exchange()
			return b.find(y).Other != ""
		}},
		"an answer that opens nothing, to read the first one": {func(r *rules) { r.waits = false }, func(a, b *device) bool {
			a.answer("u1", "mine")
			a.exchange()
			b.exchange()
			body, err := items.Answer{Question: "u1", Commit: make([]byte, 32), Sealed: bytes.Repeat([]byte{1}, items.SealedAnswer)}.Encode()
			b.forge(items.KindAnswer, body, err)
			a.exchange()
			return a.givenOut() > 0
		}},
	} {
		a, b := two(t)
		if c.attack(a, b) {
			t.Errorf("%s: it succeeds", name)
		}
		func() {
			defer func() { rulesInForce = rules{commits: true, ownKey: true, namedOnly: true, once: true, waits: true} }()
			c.without(&rulesInForce)
			if a, b := two(t); !c.attack(a, b) {
				t.Errorf("%s: the rule is not needed", name)
			}
		}()
	}
}

func TestAnAnswerThatIsCopiedDoesNotOpen(t *testing.T) {
	a, b := two(t)
	x := a.answer("u1", "mine")
	a.exchange()
	b.exchange()
	mine, _ := items.DecodeAnswer(b.Items(nowhere, items.KindAnswer)[0].Body)
	body, err := mine.Encode()
	b.forge(items.KindAnswer, body, err) // the same bytes, as one's own
	b.answer("u1", "theirs")
	b.exchange()
	a.exchange()
	a.is(x, Open, "theirs")
}

// Whoever gives out what looks like the key of another's answer keeps nobody from withdrawing it.
func TestNobodyKeepsAnotherFromWithdrawing(t *testing.T) {
	a, b := two(t)
	x := a.answer("u1", "too much")
	a.exchange()
	b.exchange()
	b.forgeKey(x, record.NewID(), [32]byte{1})
	a.exchange()
	a.withdraw(x)
	a.exchange()
	if got := a.Items(nowhere, items.KindAnswer); len(got) != 0 {
		t.Errorf("%d answers are still there", len(got))
	}
}

// One answer of the other is good for one own answer, also where it was there before both.
func TestOneAnswerOpensOneOtherOnly(t *testing.T) {
	a, b := two(t)
	b.answer("u1", "theirs")
	b.exchange()
	a.exchange()
	a.answer("u1", "mine")
	a.answer("u1", "mine, said otherwise")
	for range 3 {
		a.exchange()
		b.exchange()
	}
	if a.givenOut() != 1 {
		t.Errorf("%d keys were given out for one answer", a.givenOut())
	}
}

// Of several answers that were there before, the oldest one is meant, on every device.
func TestTheOldestAnswerIsMeant(t *testing.T) {
	a, b := two(t)
	first := b.answer("u1", "the first")
	for range 7 {
		b.answer("u1", "said otherwise")
	}
	b.exchange()
	a.exchange()
	a.answer("u1", "mine")
	for _, i := range a.Items(nowhere, items.KindKey) {
		if k, err := items.DecodeKey(i.Body); err != nil || k.With != first {
			t.Errorf("a key is given out for another one: %v", err)
		}
	}
	if a.givenOut() != 1 {
		t.Errorf("%d keys were given out", a.givenOut())
	}
}

// Whose key was given out for something that does not open knows that they are alone with it. What has opened stays open.
func TestAKeyThatDoesNotFitLeavesAnAnswerAlone(t *testing.T) {
	a, b := two(t)
	y := b.answer("u1", "theirs")
	b.exchange()
	a.exchange()
	x := a.answer("u1", "mine")
	a.exchange()
	a.is(x, Waiting, "")
	b.forgeKey(y, x, [32]byte{1})
	a.exchange()
	a.is(x, Alone, "")
	own, _ := b.Key(nowhere, seal.LabelApartMine, y[:])
	b.forgeKey(y, x, token(own)) // and now the one that fits
	a.exchange()
	a.is(x, Open, "theirs")
	a.forgeKey(x, record.NewID(), [32]byte{1}) // of an own device that had seen another one, which is gone
	a.exchange()
	a.is(x, Open, "theirs")
}

// keyless is a device that is locked.
type keyless struct{ *device }

func (keyless) Key(record.SpaceID, string, []byte) (key seal.Key, ok bool) { return key, false }

func TestNothingIsSealedUnderNoKey(t *testing.T) {
	a, _ := two(t)
	if err := Put(t.Context(), keyless{a}, nowhere, record.NewID(), "u1", "mine", at); !errors.Is(err, sharing.ErrUnavailable) || len(a.waiting) != 0 {
		t.Errorf("%v, and %d wait", err, len(a.waiting))
	}
}

func TestWhoWithdrawsOneAnswerLeavesTheOthers(t *testing.T) {
	a, b := two(t)
	x, stays := a.answer("u1", "too much"), a.answer("u2", "fine")
	b.answer("u1", "one")
	y := b.answer("u2", "two")
	for range 4 {
		a.exchange()
		b.exchange()
	}
	a.withdraw(x)
	a.exchange()
	b.exchange()
	a.is(stays, Open, "two")
	b.is(y, Open, "fine")
}
