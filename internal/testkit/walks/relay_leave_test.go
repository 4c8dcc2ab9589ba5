package walks

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// two are a phone and a laptop of one person, both with everything. Nobody looks at their pages.
func two(t *testing.T, h *host, words string) (phone, laptop *person, seven []string) {
	t.Helper()
	phone, seven = relays(t, h, words, "my phone")
	laptop = comes(t, h)
	laptop.Desktop()
	laptop.Has(seven, "my laptop").Goes("/journal").Soon(words)
	laptop.AllSent()
	return phone, laptop, seven
}

func TestARemovedBrowserIsToldSoAndKeepsWhatItHas(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	phone, laptop, seven := two(t, h, "A velvet evening.")
	phone.Goes("/today").Soon("“my laptop” was added to your devices")
	laptop.Goes("/journal")
	phone.Goes("/mine/devices").Press("Remove my laptop").Sees("It keeps what it has already.")
	phone.looks(source)("a device to be removed")
	phone.Type("Your passphrase once more", passphrase).Slowly("Remove it", "/mine/devices").Sees("The device is removed.")
	phone.looks(source)("/mine/devices, one removed")
	laptop.Soon("This device was removed").Sees("A velvet evening.") // nobody touched it
	laptop.looks(source)("/journal, removed")
	laptop.Goes("/mine/stopped").Sees("What is on this device stays here.").SeesNot("Continue from this device")
	laptop.looks(source)("/mine/stopped, removed")
	phone.Writes("Only for the phone.").AllSent()
	laptop.Goes("/journal").Sees("A velvet evening.").SeesNot("Only for the phone.")

	// New words: the old ones open nothing.
	phone.Goes("/mine/devices").Press("New words Seven other words. The old ones open nothing then.").At("/mine/words/new")
	fresh := phone.writesDown()
	phone.looks(source)("new words")
	phone.Type("Your passphrase once more", passphrase).Slowly("Use the new words", "/mine/devices").Sees("Your new words count from now on.")
	late := comes(t, h)
	late.Open("/open").Words(seven, "late").Tap("Open")
	late.Soon("Nothing is kept under these words.").At("/open")
	late.Clear("Your words").Paste("Your words", joined(fresh))
	late.Type("A new passphrase", passphrase).Type("The same once more", passphrase).Slowly("Open", "/today")
	late.Goes("/journal").Soon("Only for the phone.")
}

func TestADeviceIsForgottenOnlyWhenItIsNotTheOnlyCopy(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	p, seven := relays(t, h, "A velvet evening.", "my phone")
	h.stops()
	p.Writes("Nowhere else.").Goes("/mine/forget").Sees("This is the only copy.")
	p.looks(source)("/mine/forget, the only copy")
	h.again()
	p.AllSent()
	p.Goes("/mine/forget").Sees("Do you have them?")
	p.looks(source)("/mine/forget")
	p.Press("Yes, forget this device").Sees("Type your passphrase.")
	p.looks(source)("/mine/forget, for sure")
	p.Type("Your passphrase", passphrase).Slowly("Forget it now", "/start")
	p.Open("/journal").SeesNot("velvet", "Nowhere else.")
	p.Has(seven, "my phone again").Goes("/journal").Soon("A velvet evening.", "Nowhere else.")

	// And everything, there and here.
	p.AllSent()
	p.Goes("/mine/delete").Sees("This deletes everything here and everything at the relay.")
	p.looks(source)("/mine/delete, at the relay")
	p.Type("Your passphrase", passphrase).Paste("Your seven words, or the ten from your paper", joined(seven)).Slowly("Delete everything now", "/start")
	p.Open("/open").Words(seven, "nobody").Tap("Open")
	p.Soon("Nothing is kept under these words.").At("/open")
	p.Goes("/journal").SeesNot("velvet")
}

func TestARelayThatHasGoneBackIsSaidPlainlyAndThisDeviceGoesOn(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	phone, laptop, seven := two(t, h, "A velvet evening.")
	h.stops()
	old := h.copied()
	h.again()
	phone.Writes("Written after the copy.").AllSent()
	laptop.Goes("/journal").Soon("Written after the copy.")
	laptop.Goes("/mine").Locks()
	h.stops()
	h.putsBack(old)
	h.again()

	phone.Goes("/today").Soon("The relay has less than it had before.").Sees("Written after the copy.")
	phone.looks(source)("/today, the relay has gone back")
	phone.Press("What this means").At("/mine/stopped").Sees("This device and the relay do not agree", "What you have on this device is whole.")
	phone.looks(source)("/mine/stopped, gone back")
	phone.Goes("/mine/continue").Sees("Your words and your paper stay the same.")
	phone.looks(source)("/mine/continue")
	phone.Type("Your passphrase once more", passphrase).Slowly("Continue", "/mine").Sees("Done. You go on from this device.")
	phone.AllSent()
	phone.Goes("/journal").Sees("A velvet evening.", "Written after the copy.")

	third := comes(t, h)
	third.Has(seven, "my tablet").Goes("/journal").Soon("A velvet evening.", "Written after the copy.")
	// The other device types the words again, and what it has comes along.
	laptop.Unlocks().Soon("What this means")
	laptop.Goes("/open").Paste("Your words", joined(seven)).Type("A name for this device", "my laptop").Type("Your passphrase", passphrase).Slowly("Open", "/today")
	laptop.Writes("From the laptop again.").AllSent()
	phone.Goes("/journal").Soon("From the laptop again.")
}

// copied is the host's copy of the whole folder, and putsBack is what a host does with it after a fault.
func (h *host) copied() string {
	h.t.Helper()
	dir := h.t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "copy"), os.DirFS(h.data)); err != nil {
		h.t.Fatal(err)
	}
	return filepath.Join(dir, "copy")
}

func (h *host) putsBack(dir string) {
	h.t.Helper()
	entries, err := os.ReadDir(h.data)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(h.data, e.Name())))
	}
	if err = errors.Join(err, os.CopyFS(h.data, os.DirFS(dir))); err != nil {
		h.t.Fatal(err)
	}
}

func joined(words []string) string { return strings.Join(words, " ") }
