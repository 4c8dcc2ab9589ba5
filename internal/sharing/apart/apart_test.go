package apart

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
)

var nowhere record.SpaceID

func TestTheSecondOpensWithTheFirstAndNeitherSeesAnythingBefore(t *testing.T) {
	a, b := two(t)
	x := a.answer("u1", "Quiet evenings.")
	a.exchange()
	a.is(x, Waiting, "")
	b.exchange()
	if len(Answers(b, nowhere)) != 0 || b.givenOut() != 0 {
		t.Error("an answer of the other one shows")
	}
	y := b.answer("u1", "A walk with you.")
	if b.givenOut() != 1 {
		t.Error("whoever is second does not give the key with the answer")
	}
	b.is(y, Waiting, "")
	b.exchange()
	a.exchange()
	a.is(x, Open, "A walk with you.")
	b.is(y, Waiting, "")
	a.exchange() // the key of the first goes out
	b.exchange()
	b.is(y, Open, "Quiet evenings.")
}

func TestWhoeverAnsweredFirstGivesNothingOutBeforeTheSecondHas(t *testing.T) {
	a, b := two(t)
	x := a.answer("u1", "first")
	a.exchange()
	b.exchange()
	b.answer("u1", "second")
	b.entries, b.waiting = append(b.entries, b.waiting[0]), nil // the answer without its key
	a.exchange()
	a.is(x, Waiting, "")
	if a.givenOut() != 0 {
		t.Error("the first gave out a key")
	}
	b.exchange() // its own device goes on with it
	b.exchange()
	a.exchange()
	a.is(x, Open, "second")
}

func TestBothAtOnceOpen(t *testing.T) {
	a, b := two(t)
	x, y := a.answer("n1", "tired"), b.answer("n1", "calm")
	for range 4 {
		a.exchange()
		b.exchange()
	}
	a.is(x, Open, "calm")
	b.is(y, Open, "tired")
}

func TestWhatIsWithdrawnBeforeTheOtherAnsweredNeverOpens(t *testing.T) {
	a, b := two(t)
	x := a.answer("u1", "too much")
	a.exchange()
	a.withdraw(x)
	a.exchange()
	b.exchange()
	y := b.answer("u1", "something")
	for range 3 {
		b.exchange()
		a.exchange()
	}
	b.is(y, Waiting, "")
	if a.givenOut()+b.givenOut() != 0 {
		t.Error("a key was given out for an answer that is gone")
	}
	z := a.answer("u1", "less")
	for range 3 {
		a.exchange()
		b.exchange()
	}
	a.is(z, Open, "something")
	b.is(y, Open, "less")
}

func TestWithdrawnJustAsTheOtherAnswersItStaysAloneAndIsAskedAnew(t *testing.T) {
	a, b := two(t)
	x := a.answer("u1", "too much")
	a.exchange()
	b.exchange()
	y := b.answer("u1", "something") // its key goes with it
	a.withdraw(x)
	a.exchange()
	b.exchange()
	b.exchange()
	b.is(y, Alone, "")
	z := a.answer("u1", "anew") // having read what was given out is no way to answer anew
	for range 3 {
		a.exchange()
		b.exchange()
	}
	a.is(z, Waiting, "")
	b.is(y, Alone, "")
	y2 := b.answer("u1", "anew as well")
	for range 3 {
		b.exchange()
		a.exchange()
	}
	a.is(z, Open, "anew as well")
	b.is(y2, Open, "anew")
}

func TestATakenBackAnswerIsGoneAndTheOtherStays(t *testing.T) {
	a, b := two(t)
	x, y := a.answer("u1", "one"), b.answer("u1", "two")
	for range 3 {
		a.exchange()
		b.exchange()
	}
	a.withdraw(x)
	a.exchange()
	b.exchange()
	b.is(y, Alone, "")
	if got := a.Items(nowhere, items.KindAnswer, items.KindKey); len(got) != 2 {
		t.Errorf("%d items are there, want those of the other one", len(got))
	}
}

func TestEveryOwnDeviceGoesOnWhereAnotherStopped(t *testing.T) {
	a, b := two(t)
	tablet := a.another()
	x := a.answer("u1", "from the phone")
	a.exchange()
	b.exchange()
	y := b.answer("u1", "yes")
	b.exchange()
	tablet.exchange() // the phone is off
	tablet.is(x, Open, "yes")
	if got := tablet.find(x).Words; got != "from the phone" {
		t.Errorf("the own words are %q", got)
	}
	a.exchange() // gives out the same key again
	tablet.exchange()
	b.exchange()
	b.is(y, Open, "from the phone")
	if a.exchange(); a.givenOut() != 1 {
		t.Errorf("%d keys were given out", a.givenOut())
	}
}

func TestTheSameAnswerSentAgainIsOnce(t *testing.T) {
	a, b := two(t)
	id := record.NewID()
	for range 2 {
		if err := Put(t.Context(), a, nowhere, id, "u1", "once", at); err != nil {
			t.Fatal(err)
		}
	}
	a.send()
	a.exchange()
	b.exchange()
	if n := len(a.Items(nowhere, items.KindAnswer)); n != 1 || len(Answers(a, nowhere)) != 1 {
		t.Errorf("%d answers", n)
	}
	if err := Put(t.Context(), a, nowhere, record.NewID(), "u1", strings.Repeat("a", items.MaxAnswer+1), at); !errors.Is(err, items.ErrAnswerLong) {
		t.Errorf("a long one: %v", err)
	}
}

func TestAnotherQuestionOpensNothing(t *testing.T) {
	a, b := two(t)
	x, y := a.answer("u1", "one"), b.answer("u2", "two")
	for range 3 {
		a.exchange()
		b.exchange()
	}
	a.is(x, Waiting, "")
	b.is(y, Waiting, "")
}

func TestADeviceWithoutTheSeedReadsNoneOfIt(t *testing.T) {
	a, b := two(t)
	x := a.answer("u1", "mine")
	a.exchange()
	b.exchange()
	stranger := a.another()
	stranger.seed = seal.NewKey()
	stranger.exchange()
	if got := stranger.find(x); got.Words != "" || got.State != Waiting {
		t.Errorf("%+v", got)
	}
	b.answer("u1", "theirs")
	b.exchange()
	if stranger.exchange(); stranger.givenOut() != 0 {
		t.Error("it gave something out")
	}
}

// Whatever happens in whatever order: nobody reads the other's words without having an own answer to it there whose key they gave
// out, or give out now; what is read is what was posted; and where nothing was withdrawn, in the end both have read.
func TestInEveryOrderBothOpenOrNeither(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b := two(t)
		all := []*device{a, b, a.another()}
		posted, withdrawn := map[record.ID]string{}, false
		whose := map[int]record.ID{}
		check := func() {
			for _, d := range all {
				for _, x := range Answers(d, nowhere) {
					if x.State != Open {
						if x.Other != "" {
							rt.Fatalf("%d reads %q while it is %s", d.by, x.Other, x.State)
						}
						continue
					}
					if x.Other != posted[x.OtherID] || d.givenOut() == 0 {
						rt.Fatalf("%d reads %q of %q, with %d keys given out", d.by, x.Other, posted[x.OtherID], d.givenOut())
					}
				}
			}
		}
		for range rapid.IntRange(4, 30).Draw(rt, "steps") {
			d := all[rapid.IntRange(0, 2).Draw(rt, "who")]
			switch rapid.SampledFrom([]string{"answer", "exchange", "exchange", "send", "withdraw"}).Draw(rt, "what") {
			case "answer":
				if _, has := whose[d.by]; !has {
					whose[d.by] = d.answer("u1", "words "+string(rune('a'+len(posted))))
					posted[whose[d.by]] = d.find(whose[d.by]).Words
				}
			case "exchange":
				d.exchange()
			case "send":
				d.send()
			case "withdraw":
				if id, has := whose[d.by]; has && d.find(id).ID == id && rapid.IntRange(0, 3).Draw(rt, "really") == 0 {
					d.withdraw(id)
					delete(whose, d.by)
					withdrawn = true
				}
			}
			check()
		}
		for range 5 {
			for _, d := range all {
				d.exchange()
				check()
			}
		}
		if withdrawn || len(whose) < 2 {
			return
		}
		for _, d := range all {
			d.t = t
			if got := d.find(whose[d.by]); got.State != Open {
				rt.Fatalf("%d is left with %+v", d.by, got)
			}
		}
	})
}
