package devices

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/devices/shown"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

func TestAfterARelayWentBackAPersonGoesOnFromADevice(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	kit, err := laptop.Kit(ctx, byPassphrase())
	w.must(err)
	phone := w.opened("phone", seven)
	phone.put("two")
	phone.inStep()
	laptop.inStep()
	laptop.put("only here")
	laptop.link.Change(shorten(t, 2))
	if err := laptop.step(); !errors.Is(err, ErrStopped) || laptop.Status().Stopped != WentBack {
		t.Fatalf("got %v, %+v", err, laptop.Status())
	}
	// Nothing goes on until the person decides.
	for _, err := range []error{laptop.Forget(ctx, passphrase), laptop.Open(ctx, seven, "laptop", passphrase)} {
		if !errors.Is(err, ErrOnlyCopy) && !errors.Is(err, ErrStopped) {
			t.Errorf("got %v", err)
		}
	}
	laptop.crash()
	if laptop.Status().Stopped != WentBack {
		t.Error("forgotten by a restart")
	}
	laptop.link.Change(nil)
	if err := laptop.Continue(ctx, nil, "another passphrase", ""); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("another passphrase: %v", err)
	}
	w.must(laptop.Continue(ctx, nil, passphrase, ""))
	laptop.inStep()
	phone.put("three")
	phone.inStep() // the old home is still there, for this one
	w.must(phone.Open(ctx, seven, "phone", passphrase))
	phone.inStep()
	laptop.inStep()
	for _, p := range []*phone_{laptop, phone, w.opened("tablet", kit.Words)} {
		p.shows("one", "two", "three", "only here")
	}
	laptop.inStep()
	laptop.lists("laptop", "phone", "tablet")
	if laptop.Status().Stopped != NotStopped {
		t.Errorf("still %v", laptop.Status().Stopped)
	}
}

func TestALostRelayIsFilledAgainFromTwoDevices(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	phone.put("two")
	w.anew()
	for _, p := range []*phone_{laptop, phone} {
		if err := p.step(); !errors.Is(err, ErrStopped) || p.Status().Stopped != Gone {
			t.Fatalf("%s: %v, %+v", p.name, err, p.Status())
		}
	}
	// The phone holds no owner's key: it needs words.
	if err := phone.Continue(ctx, nil, passphrase, ""); !errors.Is(err, ErrNeedWords) {
		t.Errorf("without words: %v", err)
	}
	// Somebody who has the open app before them for a minute.
	for name, said := range map[string][]string{"words of their own": fresh(), "the words": seven} {
		for _, secret := range []string{"", "another passphrase"} {
			if err := phone.Continue(ctx, said, secret, ""); !errors.Is(err, vault.ErrPassphrase) {
				t.Errorf("%s and %q: %v", name, secret, err)
			}
		}
	}
	if spaces, slots := w.left(); spaces+slots != 0 {
		t.Errorf("%d spaces and %d slots were made without the passphrase", spaces, slots)
	}
	w.must(phone.Continue(ctx, seven, passphrase, ""))
	// The laptop goes on as well: it finds that the phone was first, and joins.
	w.must(laptop.Continue(ctx, seven, passphrase, ""))
	phone.inStep()
	laptop.inStep()
	phone.inStep()
	phone.shows("one", "two")
	laptop.shows("one", "two")
	if spaces, slots := w.left(); spaces != 1 || slots != 1 {
		t.Errorf("%d spaces and %d slots", spaces, slots)
	}
	laptop.owns()
	if phone.HoldsOwner() {
		t.Error("the phone holds an owner's key that it did not hold before")
	}
}

// Continuing on a device that was removed, with the words that the others have as well, must not lead those away.
func TestARemovedDeviceThatContinuesComesBack(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	laptop.inStep()
	w.must(laptop.Remove(ctx, byPassphrase(), laptop.id("phone")))
	phone.put("two")
	if err := phone.step(); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	w.must(phone.Continue(ctx, seven, passphrase, ""))
	phone.inStep()
	laptop.inStep()
	laptop.shows("one", "two")
	laptop.lists("laptop", "phone")
	w.opened("tablet", seven).shows("one", "two")
	if spaces, slots := w.left(); spaces != 1 || slots != 1 {
		t.Errorf("%d spaces and %d slots", spaces, slots)
	}
}

// What was found out stands until the person decides, also when the relay looks well again.
func TestNothingOfTheOwnersIsDoneWhileStopped(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	w.opened("phone", seven)
	laptop.inStep()
	laptop.link.Change(shorten(t, 2))
	if err := laptop.step(); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	laptop.link.Change(nil)
	for name, do := range deeds {
		if name == "delete everything" {
			continue
		}
		if err := do(laptop, byPassphrase()); !errors.Is(err, ErrStopped) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := laptop.Forget(ctx, passphrase); !errors.Is(err, ErrOnlyCopy) {
		t.Errorf("forget: %v", err)
	}
	w.must(deeds["delete everything"](laptop, byPassphrase()))
	if spaces, slots := w.left(); spaces+slots != 0 {
		t.Errorf("%d spaces and %d slots are left", spaces, slots)
	}
}

func TestNothingIsContinuedWhereNothingIsWrong(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	if err := laptop.Continue(ctx, seven, passphrase, ""); !errors.Is(err, ErrBegun) {
		t.Errorf("got %v", err)
	}
	if err := w.kept("phone").Continue(ctx, seven, passphrase, ""); !errors.Is(err, ErrNotBegun) {
		t.Errorf("without a home: %v", err)
	}
}

func TestARelayThatTakesNobodyOrAsksForACode(t *testing.T) {
	w := newWorld(t)
	p := w.kept("laptop", "one")
	for _, c := range []struct {
		spaces, code string
		want         error
	}{
		{relayapi.SpacesClosed, "good", ErrClosed},
		{relayapi.SpacesCode, "", ErrCode},
		{relayapi.SpacesCode, "bad", ErrCode},
		{relayapi.SpacesCode, "good", nil},
	} {
		w.store = memory.New()
		w.relay = relay.New(relay.Config{Store: w.store, Limits: roomy, Now: w.clock, Spaces: c.spaces, Code: func(s string) bool { return s == "good" }})
		if err := p.Start(ctx, p.Words(), "laptop", passphrase, c.code); !errors.Is(err, c.want) {
			t.Errorf("%s with %q: %v, want %v", c.spaces, c.code, err, c.want)
		}
	}
	p.inStep()
}

func TestWhatCanNotBeginSaysWhy(t *testing.T) {
	w := newWorld(t)
	visit, kept, locked := w.phone("visit"), w.kept("kept"), w.kept("locked")
	locked.vault.Lock()
	begun, seven := w.started()
	none := New(Config{Vault: kept.vault})
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"start in a visit", visit.Start(ctx, fresh(), "a", passphrase, ""), vault.ErrNotKept},
		{"start while locked", locked.Start(ctx, fresh(), "a", passphrase, ""), vault.ErrLocked},
		{"start with another passphrase", kept.Start(ctx, fresh(), "a", "another passphrase", ""), vault.ErrPassphrase},
		{"start with six words", kept.Start(ctx, fresh()[:6], "a", passphrase, ""), ErrWords},
		{"start without a name", kept.Start(ctx, fresh(), " ", passphrase, ""), ErrName},
		{"start twice", begun.Start(ctx, fresh(), "a", passphrase, ""), ErrBegun},
		{"start without a relay", none.Start(ctx, fresh(), "a", passphrase, ""), ErrNotBegun},
		{"open in a visit under a short passphrase", visit.Open(ctx, seven, "a", "short"), vault.ErrWeakPassphrase},
		{"open while locked", locked.Open(ctx, seven, "a", passphrase), vault.ErrLocked},
		{"open what is here", begun.Open(ctx, seven, "a", passphrase), ErrBegun},
		{"open with eight words", visit.Open(ctx, append(fresh(), "x"), "a", passphrase), ErrWords},
		{"open without a relay", none.Open(ctx, seven, "a", passphrase), ErrNotBegun},
		{"join with seven words", joinWith(visit, fresh()), ErrWords},
		{"join with words of nobody", joinWith(visit, fresh()[:6]), ErrWords},
		{"forget without a home", kept.Forget(ctx, passphrase), ErrNotBegun},
		{"a kit without a home", deeds["kit"](kept, byPassphrase()), ErrNotBegun},
		{"a kit while locked", deeds["kit"](locked, byPassphrase()), vault.ErrLocked},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.err, c.want)
		}
	}
	if none.Available() || !kept.Available() {
		t.Error("which program knows a relay?")
	}
	if (locked.Status() != Status{}) || locked.List() != nil || locked.Notices() != nil {
		t.Error("a locked device says something")
	}
}

func joinWith(p *phone, words []string) error {
	_, err := p.JoinPair(ctx, words, "a", passphrase)
	return err
}

func TestFreshWordsStayUntilTheyAreUsed(t *testing.T) {
	w := newWorld(t)
	p := w.kept("laptop")
	seven := p.Words()
	if len(seven) != WordsHome || !slices.Equal(seven, p.Words()) {
		t.Fatalf("%q, then %q", seven, p.Words())
	}
	w.must(p.Start(ctx, seven, "laptop", passphrase, ""))
	used := p.Words()
	if slices.Equal(seven, used) {
		t.Error("used words are given again")
	}
	p.ForgetWords()
	if slices.Equal(used, p.Words()) {
		t.Error("forgotten words are given again")
	}
}

// Both devices are open: what is written on one is on the other without anybody asking.
func TestWhatIsWrittenAppearsOnTheOtherDevice(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	running, stop := context.WithCancel(ctx)
	over := make(chan struct{}, 2)
	for _, p := range []*phone_{laptop, phone} {
		go func() { p.Run(running); over <- struct{}{} }()
	}
	seen := phone.Wait(ctx, 0)
	laptop.put("two")
	w.until("appears", func() bool { seen = phone.Wait(ctx, seen); return len(phone.has()) == 2 })

	phone.vault.Lock()
	laptop.put("three")
	w.until("sent", func() bool { return laptop.Status().Waiting == 0 })
	w.must(phone.vault.Unlock(ctx, passphrase))
	w.until("appears after unlocking", func() bool { return len(phone.has()) == 3 })

	laptop.link.Offline(true)
	phone.put("four")
	w.until("sent", func() bool { return phone.Status().Waiting == 0 })
	w.until("known to be offline", func() bool { return laptop.Status().Offline })
	laptop.link.Offline(false)
	laptop.Nudge()
	w.until("appears when back", func() bool { return len(laptop.has()) == 4 })

	w.must(laptop.Remove(ctx, byPassphrase(), laptop.id("phone")))
	w.until("told", func() bool { return phone.Status().Stopped == Removed })
	w.must(laptop.Forget(ctx, passphrase))
	stop()
	<-over
	<-over
}

// Whatever one value of the disk is damaged, the device says so or is well, and words bring it back with what it has.
func TestADeviceWhoseHomeIsDamagedComesBackByItsWords(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	whole, damaged := laptop.disk.Dump(), 0
	for key := range whole {
		disk := maps.Clone(whole)
		disk[key] = bytes.Repeat([]byte{7}, len(disk[key]))
		p := &phone{w: w, name: "laptop", disk: memdisk.New(), link: network.New(w)}
		var all []vault.Change
		for k, v := range disk {
			all = append(all, vault.Change{Key: k, Value: v})
		}
		w.must(p.disk.Write(ctx, all))
		p.boot()
		w.must(p.vault.Unlock(ctx, passphrase))
		status := p.Status()
		if status.Stopped != Damaged {
			continue
		}
		damaged++
		if err := p.Continue(ctx, seven, passphrase, ""); !errors.Is(err, vault.ErrHomeUnreadable) {
			t.Errorf("continue: %v", err)
		}
		if err := p.DeleteEverything(ctx, byPassphrase(), passphrase, false); !errors.Is(err, ErrOffline) {
			t.Errorf("delete everything: %v", err)
		}
		w.must(p.Open(ctx, seven, "laptop again", ""))
		p.inStep()
		p.shows("one")
	}
	if damaged == 0 {
		t.Error("nothing that was damaged was the home")
	}
}

func TestALockedDeviceHoldsNoKeyOfWhatItBegan(t *testing.T) {
	w := newWorld(t)
	p := w.kept("laptop")
	p.cut(3, true)
	if err := p.Start(ctx, p.Words(), "laptop", passphrase, ""); !errors.Is(err, ErrOffline) || p.begun == nil {
		t.Fatalf("not cut where it was to be: %v", err)
	}
	running, stop := context.WithCancel(ctx)
	over := make(chan struct{})
	go func() { p.Run(running); close(over) }()
	p.vault.Lock()
	w.until("forgotten", func() bool { p.action.Lock(); defer p.action.Unlock(); return p.begun == nil })
	stop()
	<-over
}

// What the disk does not take is found out again: seldom, and not as fast as the relay answers.
func TestAVerdictThatTheDiskDoesNotTakeIsAskedForSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		laptop, _ := w.started("one")
		laptop.put("two")
		laptop.inStep()
		running, stop := context.WithCancel(ctx)
		var asked atomic.Int64
		laptop.link.Faults(func(*http.Request) network.Fault {
			if asked.Add(1) == 1000 {
				stop()
			}
			return network.None
		})
		laptop.link.Change(shorten(t, 1))
		laptop.disk.Full(true)
		over := make(chan struct{})
		go func() { laptop.Run(running); close(over) }()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := asked.Load(); n == 0 || n > 60 {
			t.Errorf("asked %d times in ten minutes", n)
		}
		laptop.disk.Full(false)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := laptop.Status().Stopped; got != WentBack {
			t.Errorf("once there is room it is %q", got)
		}
		stop()
		<-over
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	w := newWorld(t)
	p := w.kept("laptop")
	now := p.Wait(ctx, 0)
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if got := p.Wait(short, now); got != now {
		t.Errorf("got %d, want %d", got, now)
	}
	p.put("one")
	if got := p.Wait(ctx, now); got == now {
		t.Error("nothing changed?")
	}
}

// Whoever saw words on the open screen knows none that are used later.
func TestWordsThatWereShownBeforeAreNotGivenAgain(t *testing.T) {
	w := newWorld(t)
	p := w.kept("laptop")
	later := map[string]func(){
		"for something else":    func() { p.WordsFor("another") },
		"after ten minutes":     func() { w.pass(shown.Last + time.Second) },
		"when the clock is set": func() { w.pass(-time.Hour) },
		"after it was locked":   func() { p.vault.Lock(); p.forgetTries(); w.must(p.vault.Unlock(ctx, passphrase)) },
	}
	for name, pass := range later {
		seen := p.WordsFor("one")
		w.pass(shown.Last - time.Second)
		if !p.HasWordsFor("one") || !slices.Equal(seen, p.WordsFor("one")) {
			t.Errorf("%s: not the same within ten minutes", name)
		}
		pass()
		if p.HasWordsFor("one") || slices.Equal(seen, p.WordsFor("one")) {
			t.Errorf("%s: the same again", name)
		}
		p.ForgetWords()
	}
}

// The relay may know the words of a try whose reply was lost, so that they are not made anew under the person's hands.
func TestWordsThatWereTriedStayTheSame(t *testing.T) {
	w := newWorld(t)
	p := w.kept("laptop")
	seven := p.Words()
	w.pass(shown.Last - time.Second)
	p.link.Offline(true)
	if err := p.Start(ctx, seven, "laptop", "another passphrase", ""); !errors.Is(err, vault.ErrPassphrase) {
		t.Fatal(err)
	}
	if err := p.Start(ctx, seven, "laptop", passphrase, ""); !errors.Is(err, ErrOffline) {
		t.Fatal(err)
	}
	w.pass(shown.Last - time.Second)
	if !slices.Equal(seven, p.Words()) {
		t.Error("other words after a try")
	}
	w.pass(2 * time.Second)
	if err := p.Start(ctx, seven, "laptop", "another passphrase", ""); !errors.Is(err, vault.ErrPassphrase) || p.HasWordsFor("") {
		t.Errorf("%v: a try without the passphrase keeps them", err)
	}
}
