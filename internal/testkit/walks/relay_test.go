package walks

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// long is how long two devices may take to agree on a slow machine. It is no promise: what was measured is only noted.
const long = 2 * time.Minute

// host is a relay that can stop and begin again: its folder and its address stay.
type host struct {
	*server
	t     *testing.T
	data  string
	heard *transcript
	end   func()
}

// hosts starts the real program with a folder of its own.
func hosts(t *testing.T) *host {
	t.Helper()
	h := &host{t: t, data: t.TempDir(), heard: &transcript{}, end: func() {}}
	h.server = &server{stop: h.stops, said: h.heard.String}
	t.Cleanup(h.stops)
	h.starts(ownPort(t))
	return h
}

// ownPort is an address that is still free when a relay comes back. A port that the system gave to whoever asks for any, it gives to the
// next one while the relay is away: to another browser, or to a test beside this one.
func ownPort(t *testing.T) string {
	t.Helper()
	from := 32768
	if given, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil { // elsewhere it is higher
		_, _ = fmt.Sscan(string(given), &from)
	}
	for range 100 {
		if from < 16384 {
			break // all are given away here
		}
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 12288+rand.IntN(from-12288)))
		if err == nil {
			_ = l.Close()
			return l.Addr().String()
		}
	}
	return "127.0.0.1:0"
}

func (h *host) starts(listen string) {
	h.t.Helper()
	path, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	lines := strings.Count(h.heard.String(), "\n")
	c := exec.Command(path, "serve", "-listen", listen, "-data", h.data)
	c.Stdout, c.Stderr = h.heard, h.heard
	if err := c.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.end = func() {
		_ = c.Process.Signal(os.Interrupt) // it may have ended
		_ = c.Wait()
	}
	for deadline := time.Now().Add(time.Minute); strings.Count(h.heard.String(), "\n") == lines; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("the relay printed no address: %q", h.heard.String())
		}
	}
	said := strings.Split(strings.TrimSpace(h.heard.String()), "\n")
	h.server.address = said[len(said)-1]
}

// stops ends the program as a host does.
func (h *host) stops() {
	h.end()
	h.end = func() {}
}

// again starts it at the address that it had.
func (h *host) again() {
	h.t.Helper()
	h.starts(strings.TrimPrefix(h.address, "http://"))
}

// comes is somebody at a relay. A relay that is away for a while makes the browser complain, which is part of these walks.
func comes(t *testing.T, h *host) *person {
	t.Helper()
	p := arrives(t, h.server)
	for _, refused := range []string{"net::ERR_", "Failed to update a ServiceWorker", "An unknown error occurred when fetching the script.",
		"Failed to load resource: the server responded with a status of 4"} {
		p.allow(refused)
	}
	return p
}

// says is a condition: the page says this.
func says(sentence string) string {
	return fmt.Sprintf(`document.body?.innerText.replace(/\s+/g, " ").includes(%q)`, sentence)
}

// Soon is Sees for what another device does first.
func (p *person) Soon(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		p.WaitFor(long, says(s))
	}
	return p
}

// Slowly is Press for what stretches a secret or asks the relay.
func (p *person) Slowly(name, leads string) *person {
	p.t.Helper()
	p.Wait(named(pressable, name))
	p.mark()
	p.Tap(name)
	p.WaitFor(long, fmt.Sprintf(`location.pathname === %q && document.querySelector("main") !== window.walked && (%s)`, leads, settled))
	return p
}

// listed are the words that the page shows to be written down or compared.
func (p *person) listed() []string {
	p.t.Helper()
	var all []string
	p.Wait(`document.querySelector("ol.wordlist")`)
	p.Eval(`[...document.querySelectorAll("ol.wordlist li")].map((e) => e.innerText.trim())`, &all)
	return all
}

var wordNumber = regexp.MustCompile(`Word number (\d)`)

// writesDown looks at seven words, goes on, and types the two that are asked for.
func (p *person) writesDown() []string {
	p.t.Helper()
	seven := p.listed()
	if len(seven) != 7 {
		p.t.Fatalf("words to write down: %q", seven)
	}
	p.Press("I have written them down").Sees("Did you write them down?")
	asked := wordNumber.FindAllStringSubmatch(p.Text("main"), -1)
	if len(asked) != 2 {
		p.t.Fatalf("words asked for: %q", asked)
	}
	for _, m := range asked {
		p.Type(m[0], seven[m[1][0]-'1'])
	}
	return seven
}

// Relays keeps what is on this device at the relay too, and gives the seven words.
func (p *person) Relays(name string, look func(string)) []string {
	p.t.Helper()
	p.Goes("/mine/where").Sees("You choose")
	look("/mine/where")
	p.Goes("/mine/relay").Sees("We make seven words for you.")
	look("/mine/relay")
	p.Press("Show me my seven words").At("/mine/words/start")
	look("the seven words")
	p.Tap("Show or cover the words").Is("covered, the words do not show", `!document.querySelector("ol.wordlist").checkVisibility()`)
	p.Tap("Show or cover the words").TabTo(`main form button[type="submit"]`)
	seven := p.writesDown()
	look("two of the seven words")
	p.Type("A name for this device", name).Type("Your passphrase once more", passphrase).Slowly("Keep it in both places", "/mine")
	p.Sees("Done. Your entries are kept in both places now.")
	look("/mine, at the relay")
	return seven
}

// Words types words on a device that has nothing yet.
func (p *person) Words(words []string, name string) *person {
	p.t.Helper()
	p.Paste("Your words", strings.Join(words, " ")).Type("A name for this device", name)
	return p.Type("A new passphrase", passphrase).Type("The same once more", passphrase)
}

// Has is a device that has just opened everything with words.
func (p *person) Has(words []string, name string) *person {
	p.t.Helper()
	return p.Open("/open").Words(words, name).Slowly("Open", "/today").Sees("What was under your words comes to this device now.")
}

// AllSent waits until nothing of this device waits for the relay.
func (p *person) AllSent() *person {
	p.t.Helper()
	return p.Goes("/mine/devices").Soon("Everything here is at the relay too.")
}

// looks gives a look at a page of this person: axe clean in light and dark, nothing wider than the screen, nothing too small.
func (p *person) looks(source string) func(string) {
	return func(name string) {
		p.t.Helper()
		for _, sight := range []struct {
			dark  bool
			rules []string
		}{{true, colours}, {false, nil}} {
			p.Wishes(false, sight.dark)
			for _, f := range p.flaws(source, sight.rules...) {
				p.t.Errorf("%s, dark %v: %s (%s): %s", name, sight.dark, f.Rule, f.Help, strings.Join(f.Where, " | "))
			}
		}
		var sideways bool
		if p.Eval("document.documentElement.scrollWidth > innerWidth", &sideways); sideways {
			p.t.Errorf("%s scrolls sideways", name)
		}
		var tiny []string
		if p.Eval(small, &tiny); len(tiny) > 0 {
			p.t.Errorf("%s: too small to press: %q", name, tiny)
		}
		p.Is("Get help now is large on "+name, `[...document.querySelectorAll("header a")].find((a) => /help/.test(a.innerText)).getBoundingClientRect().height >= 44`)
		p.Picture("relay_" + strings.NewReplacer("/", "_", " ", "-", ",", "").Replace(name))
	}
}

// entry opens an entry from the journal by its words and gives its address.
func (p *person) entry(words string) string {
	p.t.Helper()
	p.Goes("/journal").Soon(words).Press(words)
	var path string
	p.Eval("location.pathname", &path)
	return path
}

// Rewrites puts other words into an entry.
func (p *person) Rewrites(address, words string) *person {
	p.t.Helper()
	return p.Goes(address+"/edit").Clear("Your words").Type("Your words", words).Press("Keep this").Sees(words)
}

func TestSevenWordsBringEverythingToASecondBrowser(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	began := time.Now()
	fresh := h.holds()
	planted := phrases(60)[44:]
	next := planted
	word := func() string { w := next[0]; next = next[1:]; return w }

	phone := comes(t, h)
	first := word()
	phone.Open("/").Writes(first).Keeps()
	seven := phone.Relays("my "+word(), phone.looks(source))
	phone.AllSent()
	phone.looks(source)("/mine/devices")

	laptop := comes(t, h)
	laptop.Desktop()
	laptop.Open("/open")
	laptop.looks(source)("/open")
	laptop.Words(append([]string{"zzqxv"}, seven[1:]...), "my "+word()).Press("Open").Sees("is not one of our words")
	laptop.looks(source)("/open, a word that is none of ours")
	laptop.Has(seven, "my "+word())
	laptop.looks(source)("/today, after the words")
	laptop.Goes("/journal").Soon(first)
	t.Log("both have everything after", time.Since(began).Round(time.Millisecond))

	// Both open: what one writes shows on the other, which nobody touches.
	phone.Goes("/journal")
	for _, way := range []struct{ from, to *person }{{laptop, phone}, {phone, laptop}} {
		w := word()
		way.to.Goes("/journal").Sees(first)
		way.from.Goes("/journal/new").Type("Your words", w)
		start := time.Now()
		way.from.Press("Keep this").At("/today")
		kept := time.Since(start)
		way.to.Soon(w)
		t.Logf("the other device shows it %v after Keep this was pressed (%v until it was kept here)", time.Since(start).Round(time.Millisecond), kept.Round(time.Millisecond))
	}

	// Both apart: each changes the same entry.
	address := phone.entry(first)
	h.stops()
	here, there := word(), word()
	phone.Rewrites(address, here)
	laptop.Rewrites(address, there)
	phone.Goes("/mine/devices").Soon("There is no connection now.")
	phone.looks(source)("/mine/devices, no connection")
	back := time.Now()
	h.again()
	for _, p := range []*person{phone, laptop} {
		p.Goes("/journal").Soon("Changed on two devices")
		p.Goes(address).Soon("Both are here. Nothing is lost.", here, there)
		p.looks(source)("an entry changed on two devices")
	}
	t.Log("both versions are on both devices", time.Since(back).Round(time.Millisecond), "after the relay was back")
	phone.TabTo(`main section button[type="submit"]`)
	var order []string
	phone.Eval(`[...document.querySelectorAll("main section.care .writing")].map((e) => e.innerText.trim())`, &order)
	if len(order) != 2 || order[0] == order[1] {
		t.Fatalf("the versions are %q", order)
	}
	phone.Press("Keep this one Version 2").Sees("Done. This one stays.", order[1]).SeesNot(order[0])
	laptop.WaitFor(long, says(order[1])+" && !("+says(order[0])+") && !("+says("Version 1")+")")
	phone.AllSent()
	laptop.AllSent()

	secrets := append(append([]string{passphrase}, planted[:len(planted)-len(next)]...), inSequence(t, seven)...)
	t.Run("and nothing of it can be read anywhere", func(t *testing.T) { nowhere(t, h, fresh, began, seven, secrets, phone, laptop) })
}
