package devices

import (
	"fmt"
	"os"
	"runtime"
	"testing"
)

// Whatever write the disk stops at, of the device that moves or of the one that follows, and the program ends there: both go on from
// what is on the disk.
func TestMovingGoesOnAtWhateverWriteTheDiskStopped(t *testing.T) {
	step := 3
	switch { // every write has its turn in the night; in the browser's build a few show that it does the same
	case runtime.GOOS == "js":
		step = 9
	case os.Getenv("SNOWDROP_NIGHTLY") != "":
		step = 1
	}
	for who, follows := range map[string]bool{"who moves": false, "who follows": true} {
		all := movesAndStops(t, follows, -1)
		if all < 3 {
			t.Errorf("%s writes %d times only: nothing is stopped", who, all)
		}
		for n := 0; n < all; n += step {
			movesAndStops(t, follows, n)
			if t.Failed() {
				t.Fatalf("%s, stopped at write %d of %d", who, n, all)
			}
		}
	}
}

// movesAndStops goes to another relay while the disk of one of two devices stops after so many writes; -1: it does not. It gives how
// many there were.
func movesAndStops(t *testing.T, follows bool, n int) int {
	t.Helper()
	w := newTwo(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	laptop.inStep()
	phone.put("two")
	phone.inStep()
	stops, before := laptop, laptop.disk.Writes()
	if !follows {
		laptop.disk.FailAfter(n)
	}
	err := laptop.moves(MoveTo{})
	if err == nil {
		err = laptop.settledNow()
	}
	if follows {
		w.must(err)
		stops, before = phone, phone.disk.Writes()
		phone.disk.FailAfter(n)
		phone.finds()
	} else if n < 0 {
		w.must(err)
	}
	writes := stops.disk.Writes() - before
	stops.quit()
	stops.disk.FailAfter(-1)
	stops.crash()
	w.goOn(laptop, phone, seven, fmt.Sprintf("stopped at write %d (%v)", n, err))
	return writes
}

// goOn has a move that was cut off go on to its end, and looks at every device, a new one too, and at what is left.
func (w *twoRelays) goOn(laptop, phone *phone, seven []string, cut string) {
	w.t.Helper()
	if m := laptop.Moving().Stage; m == NotMoving && laptop.vaultRelay() == at || m == MoveBegun {
		w.must(laptop.moves(MoveTo{}))
	}
	if laptop.Moving().Stage != NotMoving {
		w.must(laptop.settledNow())
	}
	phone.finds()
	phone.inStep()
	laptop.inStep()
	tablet := w.phone("tablet")
	w.must(tablet.OpenAt(ctx, other, seven, "tablet", passphrase))
	tablet.inStep()
	for _, p := range []*phone_{laptop, phone, tablet} {
		p.shows("one", "two")
	}
	if spaces, slots := w.left(); spaces != 0 || slots > 1 {
		w.t.Errorf("%s: %d spaces and %d slots are left", cut, spaces, slots)
	}
}

// finds is what Run does once the home is gone: it looks where the owner went, and goes there.
func (p *phone) finds() {
	if p.step() == nil {
		return
	}
	if s, err := p.session(); err == nil {
		p.follow(ctx, s)
	}
	_ = p.step()
}
