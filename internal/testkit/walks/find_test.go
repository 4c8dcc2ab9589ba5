package walks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nearFile is a host that knows two therapists and a group. It last looked at the group long ago.
const nearFile = `{"version":1,"host":"Riverbank Unit","entries":[
	{"kind":"therapist","name":"Ana Zzexample","place":"Madeupham","languages":["English"],"cost":"60 an hour","phone":"+44 100 200 301","verified":"VERIFIED","expires":"EXPIRES"},
	{"kind":"therapist","name":"Sam Zzsample","place":"Samplestead","languages":["English"],"cost":"60 an hour","phone":"+44 100 200 302","verified":"VERIFIED","expires":"EXPIRES"},
	{"kind":"group","name":"The Zztuesday circle","place":"Madeupham","languages":["English"],"cost":"Free","email":"tuesday@example.org","verified":"2019-01-02","expires":"2019-07-02"}]}`

// servesNear starts a server with a host's list of help.
func servesNear(t *testing.T) *server {
	t.Helper()
	name := filepath.Join(t.TempDir(), "near.json")
	day := func(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	list := strings.NewReplacer("VERIFIED", day(-30), "EXPIRES", day(150)).Replace(nearFile)
	if err := os.WriteFile(name, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	return serve(t, "-local-directory", name)
}

// Selects chooses one entry of a list by its words.
func (p *person) Selects(label, option string) *person {
	p.t.Helper()
	p.Wait(field(label))
	p.Eval(`((list) => { list.value = [...list.options].find((o) => o.text === `+quoted(option)+`).value; list.dispatchEvent(new Event("change", { bubbles: true })); })(`+field(label)+`)`, nil)
	return p
}

// looksAround finds by place and by kind, and holds that the address does not change.
func (p *person) looksAround() {
	p.t.Helper()
	p.goesUntil("/find", "Riverbank Unit named these.").Sees("Ana Zzexample", "Sam Zzsample", "The Zztuesday circle", "Out of date: last looked at on 2 January 2019", "Ask before you rely on it.")
	p.Selects("Place", "Madeupham").Press("Show").Sees("Ana Zzexample", "The Zztuesday circle").SeesNot("Sam Zzsample")
	p.Choose("Support groups").Press("Show").Sees("The Zztuesday circle", "Out of date").SeesNot("Ana Zzexample")
	p.Is("what was found is in front of who looked for it", `document.activeElement.id === "found"`)
	p.Is("what was looked for lands in no address", `location.pathname + location.search + location.hash === "/find"`)
}

func TestAHostsListOfHelpIsSearchedOnTheDeviceAlone(t *testing.T) {
	source := axe(t)
	p := arrives(t, servesNear(t))
	p.Open("/").OnceKeptForOffline()
	p.looksAround()
	p.forEverybody(source)("/find, near people")
	p.Goes("/today").Goes("/find").Sees("Sam Zzsample") // nothing of the choice is kept
	p.Offline()
	p.Open("/").looksAround()
	asked := p.browser.Requests()
	if len(asked) == 0 {
		t.Error("nothing was asked for at all: what holds this sees nothing")
	}
	for _, r := range asked {
		if r.Method != "GET" || strings.Contains(r.URL, "Madeupham") || strings.Contains(r.URL, "kind=") {
			t.Errorf("a request tells of what was looked for: %s %s", r.Method, r.URL)
		}
	}
	for _, line := range p.Dump() {
		if kind, _, _ := strings.Cut(line, " "); (kind == "history" || kind == "localStorage" || kind == "sessionStorage" || kind == "state") && (strings.Contains(line, "Madeupham") || strings.Contains(line, "group")) {
			t.Errorf("the browser keeps it: %s", line)
		}
	}
}
