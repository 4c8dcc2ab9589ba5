package walks

import (
	"os"
	"path/filepath"
	"testing"
)

// hostFile is a host that is stricter in one number: one full pad in one hour is an emergency there.
const hostFile = `{"version":1,"host":"Riverbank Unit","source":"Leaflet 12","reviewed":"2026-10-01","thresholds":{"hours_in_a_row":1},"rules":{}}`

// servesLocal starts a server with a host's file of stricter warning signs.
func servesLocal(t *testing.T, content string) *server {
	t.Helper()
	name := filepath.Join(t.TempDir(), "local.json")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return serve(t, "-local-signs", name)
}

// onePad answers that one full pad was soaked in the last hour, and less in the one before.
func (p *person) onePad() *person {
	p.t.Helper()
	return p.Press("None of these").Press("No").Press("One full pad")
}

// checksHere opens the check, and once more for as long as it does not say sentence: the app waits a moment for what its host has to say
// of it, and then goes on without.
func (p *person) checksHere(sentence string) *person {
	p.t.Helper()
	return p.Open("/check").goesUntil("/check", sentence)
}

// goesUntil follows a link to an address again and again, until it says sentence.
func (p *person) goesUntil(path, sentence string) *person {
	p.t.Helper()
	p.Eventually(path+" to say "+sentence, func() (said bool) {
		p.Goes(path).Eval(says(sentence), &said)
		return said
	})
	return p
}

// unfolds looks at what the page of the check says about the host.
func (p *person) unfolds() *person {
	p.t.Helper()
	return p.Tap("What is stricter, and why").Sees("Riverbank Unit is stricter than the standard.", "Source: Leaflet 12.", "1 hour. The standard says 2 hours.")
}

func TestAHostsStricterFileChangesTheAnswerOnlineAndOffline(t *testing.T) {
	standard := newPerson(t)
	standard.Open("/check").SeesNot("stricter", "Riverbank").onePad().Sees("So far: be seen today.").SeesNot("Call 999 now")

	p := arrives(t, servesLocal(t, hostFile))
	p.checksHere("What is stricter, and why").unfolds().onePad().Sees("Call 999 now", "Riverbank Unit asks you to get help now.", "Leaflet 12")
	p.Picture("check-local-signs")
	p.Is("no answer lands in an address", `!location.search && !location.hash`)

	p.Open("/").OnceKeptForOffline().Offline()
	p.checksHere("What is stricter, and why").unfolds().onePad().Sees("Call 999 now", "Riverbank Unit asks you to get help now.")
	p.Open("/h/gb").Sees("999").SeesNot("Riverbank") // the static page is the same everywhere
}

func TestAFileOfAHostThatCannotBeUsedIsSaidAndStopsNobody(t *testing.T) {
	p := arrives(t, servesLocal(t, `{"version":1,"host":"Riverbank Unit","thresholds":{"hours_in_a_row":6}}`))
	p.checksHere("could not be read. The standard ones count.").SeesNot("Riverbank").onePad().Sees("So far: be seen today.")
}
