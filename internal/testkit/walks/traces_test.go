package walks

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// phrases are what is looked for afterwards. Each is one long word that no program writes by itself and that no
// compression can shorten.
func phrases(n int) []string {
	list := make([]string, n)
	for i := range list {
		sum := sha256.Sum256(fmt.Appendf(nil, "phrase %d", i))
		list[i] = "zq" + hex.EncodeToString(sum[:9])
	}
	return list
}

// forms are the bytes as which a text can stand in a file: UTF-8, and UTF-16 in both orders.
func forms(text string) [][]byte {
	little, big := []byte{}, []byte{}
	for _, u := range utf16.Encode([]rune(text)) {
		little, big = append(little, byte(u), byte(u>>8)), append(big, byte(u>>8), byte(u))
	}
	return [][]byte{[]byte(text), little, big}
}

// inFolder lists the files below a folder that hold one of the texts.
func inFolder(t *testing.T, dir string, texts []string) []string {
	t.Helper()
	found, files := []string{}, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // a file that the browser has just taken away
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		files++
		for i, text := range texts {
			for _, form := range forms(text) {
				if bytes.Contains(content, form) {
					name, _ := filepath.Rel(dir, path)
					found = append(found, fmt.Sprintf("%s holds text %d, %q", name, i, text))
					break
				}
			}
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Fatalf("the browser's folder could not be read: %v", err)
	}
	return found
}

func TestWhatWasWrittenIsNowhereInTheClearAfterwards(t *testing.T) {
	planted := phrases(44)
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline()
	// In the check, a person types numbers only. These are long enough to be found.
	numbers := []string{"37.2173950286", "37.1861739520"}
	for i := range 2 {
		p.Open("/check").Press("None of these").Press("No").Press("Less than half a pad").Press("None of these").Press("3")
		p.Type("Temperature, if you took it", numbers[i]).Press("None of these").Press("None of these").Press("Back").Press("Back")
		p.Press("None of these").Press("None of these").Press("None of these").Press("None of these")
		p.Wait(`document.querySelector("section.care")`)
	}
	// Kept for the visit, then kept on the device, and more after that.
	p.Open("/")
	next := planted
	word := func() string { w := next[0]; next = next[1:]; return w }
	p.Writes(word()).Writes(word() + "\n" + word())
	p.Goes("/checkin").Type("Anything else", word()).Press("Keep this").At("/today")
	p.Keeps()
	for range 8 {
		p.Writes(word() + " and " + word())
	}
	for range 4 {
		p.Goes("/checkin").Rate("Pain right now", "4").Type("Anything else", word()).Press("Keep this").At("/today")
	}
	for range 3 { // found and not found
		p.Goes("/journal").Type("Search your words", planted[0]).Press("Search").Sees("Found one.")
		p.Goes("/journal").Type("Search your words", word()).Press("Search").Sees("Nothing found.")
		p.Is("a search is in no address", `location.pathname === "/journal" && !location.search`)
	}
	p.Goes("/journal").Press(planted[0]).Press("Change").Type("Your words", " "+word()).Press("Keep this")
	p.Press("Change").Type("Your words", " "+word()).Sees("What you typed is safe")
	p.Goes("/journal/new").Type("Your words", word()).Sees("What you typed is safe")
	p.Goes("/checkin").Type("Anything else", word()).Type("Hours of sleep last night", word()).Press("Keep this").Sees("Type the hours of sleep as a number")
	p.Goes("/checkin").Holds("Hours of sleep last night", planted[len(planted)-len(next)-1])
	p.Goes("/journal").Press(planted[3]).Press("Delete").Press("Delete it").At("/journal") // gone, and gone from the disk
	p.Locks()
	for range len(next) - 2 {
		p.Type("Your passphrase", word()).Press("Open").Sees("That did not open it.")
	}
	p.Unlocks().Goes("/journal/new").Type("Your words", word()).Tap("Close now")
	p.leftPlain()
	p.Open("/today").Unlocks().Goes("/journal/new").Type("Your words", word()).Press("Lock now").At("/unlock")
	if len(next) > 0 {
		t.Fatalf("%d phrases were not planted", len(next))
	}

	secrets := append(append([]string{passphrase}, planted...), numbers...)
	for i, line := range p.Dump() {
		for _, secret := range secrets {
			if strings.Contains(line, secret) {
				t.Errorf("%.60q (%d) holds %q", line, i, secret)
			}
		}
	}
	for _, r := range p.browser.Requests() {
		for _, secret := range secrets {
			if strings.Contains(r.URL, secret) {
				t.Errorf("a request for %s left the device", r.URL)
			}
		}
	}
	if said := p.server.said(); strings.TrimSpace(said) != p.server.address {
		t.Errorf("the server wrote more than its address: %q", said)
	}
	for _, found := range inFolder(t, p.browser.Profile, secrets) {
		t.Errorf("while locked and open: %s", found)
	}
	p.browser.Close()
	for _, found := range inFolder(t, p.browser.Profile, secrets) {
		t.Errorf("after the browser was closed: %s", found)
	}
}

// A browser writes the state of forms to its disk, so that it can open its tabs again after a crash. It leaves out what
// says autocomplete="off", which for ticks and choices only their form can say.
func TestTheBrowserDoesNotRememberWhatWasTicked(t *testing.T) {
	p := newPerson(t)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.Goes("/checkin").Rate("How heavy is it right now?", "9").Choose("guilty", "Like a period")
	p.Goes("/check").Press("None of these").Press("No").Press("One full pad").Choose("It is getting more")
	p.Goes("/calm").Rate("How strong is it right now?", "8")
	p.Page.Open(p.server.address + "/h/") // another document: the browser writes down the one before
	p.Wait(settled)
	session := func(text string) func() bool {
		return func() bool { return len(inFolder(t, p.browser.Profile, []string{text})) > 0 }
	}
	p.Eventually("the browser's own list of its tabs", session("Help and phone numbers"))
	p.browser.Close()
	for _, found := range inFolder(t, filepath.Join(p.browser.Profile, "Default", "Sessions"), []string{"serialized form state", "heaviness", "feelings", "nearest", "amount", "so-far"}) {
		t.Errorf("the browser's list of its tabs: %s", found)
	}
}

// The search above must be able to find: what is certainly on the disk is found, in both forms.
func TestTheSearchForTracesFindsThem(t *testing.T) {
	p := newPerson(t)
	p.Open("/")
	word := phrases(100)[99]
	p.Eval(fmt.Sprintf(`localStorage.setItem("trace", %q) ?? document.cookie`, word), nil)
	p.browser.Close()
	if found := inFolder(t, p.browser.Profile, []string{word}); len(found) == 0 {
		t.Error("what was written to the disk is not found there")
	}
}
