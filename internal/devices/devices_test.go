package devices

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices/notices"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault"
)

func TestSevenWordsBringEverythingToAnotherDevice(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one", "two")
	phone := w.opened("phone", seven)
	phone.shows("one", "two")
	phone.put("three")
	phone.inStep()
	laptop.inStep()
	laptop.shows("one", "two", "three")
	if got := phone.List(); len(got) != 2 || !got[0].Here || got[0].Name != "phone" || got[1].Name != "laptop" {
		t.Errorf("devices: %v", got)
	}
	if !laptop.HoldsOwner() || phone.HoldsOwner() {
		t.Error("who began holds the owner's key, who came by words does not")
	}
	if phone.vault.State() != vault.Unlocked {
		t.Error("not kept")
	}
	phone.crash()
	phone.shows("one", "two", "three")
	if laptop.Status().Waiting != 0 || !laptop.Status().Relay {
		t.Errorf("status: %+v", laptop.Status())
	}
}

func TestADeviceThatIsPairedHasEverythingAndNoOwnersKey(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	phone := w.paired(laptop, byPassphrase(), "phone")
	phone.shows("one")
	if phone.HoldsOwner() {
		t.Error("a paired device holds the owner's key")
	}
	phone.put("two")
	phone.inStep()
	laptop.inStep()
	laptop.shows("one", "two")
	if got := laptop.names(); !slices.Equal(got, []string{"laptop", "phone"}) {
		t.Errorf("devices: %v", got)
	}
}

func TestAKitOpensAndTheOneBeforeNoLonger(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	first, err := laptop.Kit(ctx, byPassphrase())
	w.must(err)
	if len(first.Words) != 10 {
		t.Fatalf("a kit of %d words", len(first.Words))
	}
	w.opened("phone", first.Words).shows("one")
	second, err := laptop.Kit(ctx, byWords(seven))
	w.must(err)
	w.opensNothing(first.Words)
	w.opened("tablet", second.Words).shows("one")
	w.opened("other", seven).shows("one")
}

func TestNewWordsOpenAndTheOldOnesNoLonger(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	kit, err := phone.Kit(ctx, byWords(seven))
	w.must(err)
	next := fresh()
	w.must(laptop.NewWords(ctx, byPassphrase(), next))
	w.opensNothing(seven)
	w.opened("tablet", next).shows("one")
	w.opened("other", kit.Words).shows("one")
	phone.inStep()
	if got := phone.Notices(); !slices.ContainsFunc(got, func(n Notice) bool { return n.Sort == notices.WordsNew && n.Name == "laptop" }) {
		t.Errorf("notices: %v", got)
	}
}

func TestWhoKnewTheWordsIsShutOut(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	kit, err := laptop.Kit(ctx, byPassphrase())
	w.must(err)
	phone, thief := w.opened("phone", seven), w.opened("thief", seven)
	laptop.inStep()
	next := fresh()
	w.must(laptop.Compromised(ctx, byPassphrase(), []DeviceID{laptop.id("phone")}, next))
	laptop.put("two")
	laptop.inStep()
	w.opensNothing(seven)
	w.opensNothing(kit.Words)
	if err := thief.step(); !errors.Is(err, ErrStopped) || thief.Status().Stopped != Removed {
		t.Errorf("thief: %v, %+v", err, thief.Status())
	}
	thief.shows("one")
	phone.inStep()
	phone.shows("one", "two")
	w.opened("tablet", next).shows("one", "two")
	// The owner's key on this device is the new one.
	if _, err := laptop.Kit(ctx, byPassphrase()); err != nil {
		t.Errorf("a kit afterwards: %v", err)
	}
	if got := laptop.names(); !slices.Equal(got, []string{"laptop", "phone", "tablet"}) {
		t.Errorf("devices: %v", got)
	}
}

func TestARemovedDeviceReadsNothingNew(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	laptop.inStep()
	w.must(laptop.Remove(ctx, byPassphrase(), laptop.id("phone")))
	laptop.put("two")
	laptop.inStep()
	phone.put("mine")
	if err := phone.step(); !errors.Is(err, ErrStopped) || phone.Status().Stopped != Removed {
		t.Errorf("removed: %v, %+v", err, phone.Status())
	}
	phone.shows("one", "mine")
	// With the words it comes back, with what it wrote meanwhile.
	w.must(phone.Open(ctx, seven, "phone", passphrase))
	phone.inStep()
	phone.shows("one", "two", "mine")
	laptop.inStep()
	laptop.shows("one", "two", "mine")
}

func TestThingsKeptApartComeTogether(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.kept("phone", "two")
	w.must(phone.Open(ctx, seven, "phone", "not looked at"))
	phone.inStep()
	laptop.inStep()
	laptop.shows("one", "two")
	phone.shows("one", "two")
	// Two homes become one.
	tablet := w.kept("tablet", "three")
	w.must(tablet.Start(ctx, tablet.Words(), "tablet", passphrase, ""))
	tablet.inStep()
	w.must(tablet.Open(ctx, seven, "tablet", ""))
	tablet.inStep()
	laptop.inStep()
	laptop.shows("one", "two", "three")
	if tablet.HoldsOwner() {
		t.Error("holds the key of a home that it left")
	}
}

func TestADeviceHasItsName(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started()
	phone := w.opened("phone", seven)
	laptop.inStep()
	w.must(laptop.Rename(ctx, byPassphrase(), laptop.id("phone"), "  Anna's phone "))
	phone.inStep()
	if got := phone.names(); !slices.Equal(got, []string{"Anna's phone", "laptop"}) {
		t.Errorf("devices: %v", got)
	}
	for _, bad := range []string{"", " ", string(make([]byte, 48)), "\xff"} {
		if err := laptop.Rename(ctx, byPassphrase(), laptop.id("laptop"), bad); !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestForgettingLeavesNothingHereAndEverythingThere(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	laptop.put("two")
	w.must(laptop.vault.SetDraft(ctx, "journal/new", []byte("half written")))
	if err := laptop.Forget(ctx, passphrase); !errors.Is(err, ErrOnlyCopy) {
		t.Fatalf("with a draft: %v", err)
	}
	w.must(laptop.vault.DropDraft(ctx, "journal/new"))
	w.must(laptop.Forget(ctx, passphrase))
	if laptop.vault.State() != vault.Visit || len(laptop.disk.Dump()) != 0 || laptop.Status().Relay {
		t.Error("something is left")
	}
	w.must(laptop.Open(ctx, seven, "laptop", passphrase))
	laptop.inStep()
	laptop.shows("one", "two")
}

func TestTheOnlyCopyIsNotForgotten(t *testing.T) {
	w := newWorld(t)
	laptop, _ := w.started("one")
	for name, c := range map[string]struct {
		make func() func()
		want error
	}{
		"offline":       {func() func() { laptop.link.Offline(true); return func() { laptop.link.Offline(false) } }, ErrOffline},
		"no room there": {func() func() { w.store.SetFull(true); laptop.put("full"); return func() { w.store.SetFull(false) } }, ErrOnlyCopy},
		"a file not there": {func() func() {
			laptop.config.Waiting = func() int { return 1 }
			return func() { laptop.config.Waiting = func() int { return 0 } }
		}, ErrOnlyCopy},
	} {
		undo := c.make()
		if err := laptop.Forget(ctx, passphrase); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		undo()
		if laptop.vault.State() != vault.Unlocked || !slices.Contains(laptop.has(), "one") {
			t.Fatalf("%s: something is gone", name)
		}
	}
	if err := laptop.Forget(ctx, "another passphrase"); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("another passphrase: %v", err)
	}
	w.must(laptop.Forget(ctx, passphrase))
}

func TestDeletingEverythingLeavesNothingThereEither(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	kit, err := laptop.Kit(ctx, byPassphrase())
	w.must(err)
	phone := w.opened("phone", seven)
	w.must(laptop.DeleteEverything(ctx, byPassphrase(), passphrase, false))
	if laptop.vault.State() != vault.Visit || len(laptop.disk.Dump()) != 0 {
		t.Error("something is left here")
	}
	w.opensNothing(seven)
	w.opensNothing(kit.Words)
	if spaces, slots := w.left(); spaces != 0 || slots != 0 {
		t.Errorf("%d spaces and %d slots are left", spaces, slots)
	}
	phone.shows("one")
	if err := phone.step(); !errors.Is(err, ErrStopped) || phone.Status().Stopped != Gone {
		t.Errorf("the other device: %v, %+v", err, phone.Status())
	}
}

func TestARemovedDeviceCanBeErasedAndNothingElse(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	phone := w.opened("phone", seven)
	laptop.inStep()
	w.must(laptop.Remove(ctx, byPassphrase(), laptop.id("phone")))
	if err := phone.step(); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	if err := phone.DeleteEverything(ctx, byWords(seven), "another passphrase", false); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("another passphrase: %v", err)
	}
	w.must(phone.DeleteEverything(ctx, byWords(seven), passphrase, false))
	if phone.vault.State() != vault.Visit {
		t.Error("not erased")
	}
	w.opened("tablet", seven).shows("one")
}

// Without the setting for tests, guessing words is dear.
func TestWordsAreStretchedTheDearWay(t *testing.T) {
	words := fresh()
	got := New(Config{Vault: newWorld(t).phone("x").vault}).slotOf(seal.LabelSlotWords, words)
	if !got.Same(slots.From(seal.StretchWords(strings.Join(words, " "), seal.LabelSlotWords))) {
		t.Error("stretched in another way")
	}
}

func TestOfflineEverythingIsDeletedHereOnlyWhenAskedTwice(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started("one")
	laptop.link.Offline(true)
	if err := laptop.DeleteEverything(ctx, byPassphrase(), passphrase, false); !errors.Is(err, ErrOffline) {
		t.Fatal(err)
	}
	laptop.shows("one")
	if err := laptop.DeleteEverything(ctx, byPassphrase(), "another passphrase", true); !errors.Is(err, vault.ErrPassphrase) {
		t.Fatal(err)
	}
	laptop.shows("one")
	w.must(laptop.DeleteEverything(ctx, byPassphrase(), passphrase, true))
	if laptop.vault.State() != vault.Visit {
		t.Error("not erased")
	}
	w.opened("phone", seven).shows("one")
}

func TestNoticesStayForSevenDays(t *testing.T) {
	w := newWorld(t)
	laptop, seven := w.started()
	w.opened("phone", seven)
	laptop.inStep()
	w.must(laptop.Remove(ctx, byPassphrase(), laptop.id("phone")))
	_, err := laptop.Kit(ctx, byPassphrase())
	w.must(err)
	var got []notices.Sort
	for _, n := range laptop.Notices() {
		got = append(got, n.Sort)
	}
	slices.Sort(got)
	if want := []notices.Sort{notices.KitNew, notices.DeviceNew, notices.DeviceRemoved}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	w.pass(7 * 24 * time.Hour)
	w.pass(25 * time.Hour)
	if got := laptop.Notices(); len(got) != 0 {
		t.Errorf("a week later: %v", got)
	}
}
