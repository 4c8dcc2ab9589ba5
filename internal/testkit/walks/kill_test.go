package walks

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"snowdrop/internal/testkit/chromium"
)

// writing keeps entries, or types a draft, for as long as the page lives, as a person does with its links and forms.
// It tells what the page has shown as safe, the moment it shows it.
const writing = `((kind, name) => {
	const until = (is) => new Promise((ok) => { const look = () => { const e = is(); if (e) { watch.disconnect(); ok(e); } }, watch = new MutationObserver(look); watch.observe(document.documentElement, { subtree: true, childList: true, characterData: true }); look(); });
	const link = (to) => [...document.querySelectorAll("a")].find((a) => a.getAttribute("href") === to).click();
	(async () => {
		for (let n = 1; n <= 12; n++) {
			const text = name + "." + n + ".";
			let area = document.querySelector("textarea[name=text]");
			if (!area) { link("/journal/new"); area = await until(() => document.querySelector("textarea[name=text]")); }
			area.value = text + " " + "padding ".repeat(n * 40);
			area.dispatchEvent(new InputEvent("input", { bubbles: true }));
			if (kind === "entry") {
				area.form.requestSubmit();
				await until(() => location.search === "?done=device" && document.querySelector("[role=status].notice"));
			} else {
				const status = document.querySelector("[data-draft-status]");
				status.textContent = "";
				await until(() => status.textContent);
			}
			shown(text);
			if (kind === "entry") { link("/journal/new"); await until(() => document.querySelector("textarea[name=text]")); }
		}
	})();
	return true;
})`

// acknowledged collects what the page showed as safe.
type acknowledged struct {
	mu    sync.Mutex
	texts []string
}

func (a *acknowledged) list() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string{}, a.texts...)
}

// killAll ends every process of a browser at one moment, as an empty battery does, and waits until none is left: one that was still
// dying would hold what it had open against the next browser.
func (p *person) killAll() {
	p.t.Helper()
	p.Eventually("no process of the browser is left", func() bool {
		entries, err := os.ReadDir("/proc")
		if err != nil {
			return true // elsewhere the main process alone, which is the one that writes
		}
		left := 0
		for _, e := range entries {
			pid, err := strconv.Atoi(e.Name())
			if err != nil {
				continue
			}
			if line, err := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline")); err == nil && bytes.Contains(line, []byte(p.browser.Profile)) {
				left++
				_ = syscall.Kill(pid, syscall.SIGKILL) // it may have gone with its parent
			}
		}
		return left == 0
	})
	p.browser.Kill()
}

// times is how often the browser is killed: WALKS_KILLS, or a number that fits into every run. make nightly kills it two hundred times.
func times(t *testing.T) int {
	s := os.Getenv("WALKS_KILLS")
	if s == "" {
		return 10
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("WALKS_KILLS is %q, not a number", s)
	}
	return n
}

func TestNothingShownAsSafeIsLostWhenTheBrowserIsKilled(t *testing.T) {
	s := serve(t)
	first := arrives(t, s)
	first.Open("/").OnceKeptForOffline().Writes("The first entry.").Keeps()
	profile := first.browser.Profile
	first.browser.Close()

	var kept []string // shown as kept in any round
	var draft string  // the last one shown as safe, not kept since
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	for round := range times(t) {
		p := arrives(t, s, chromium.WithProfile(profile))
		p.Open("/today").Unlocks()
		p.stillThere(kept[max(0, len(kept)-12):], draft)
		kind := []string{"entry", "draft"}[round%2]
		if draft != "" { // what was found again is begun anew, so that this round's drafts are its own
			p.Goes("/journal/new").Press("Start again with an empty page")
			draft = ""
		}
		shown := p.writes(kind, fmt.Sprintf("%s-%d", kind, round))
		p.Eventually("something kept", func() bool { return len(shown.list()) > 0 })
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond) // anywhere in the next one
		p.killAll()
		if texts := shown.list(); kind == "entry" {
			kept = append(kept, texts...)
		} else {
			draft = texts[len(texts)-1]
		}
		if t.Failed() {
			t.Fatalf("round %d, seed %d", round, seed)
		}
	}
	last := arrives(t, s, chromium.WithProfile(profile))
	last.Open("/today").Unlocks()
	last.stillThere(nil, draft)
	last.exportsBoth(append(kept, "The first entry.")...)
	t.Logf("%d entries were shown as kept in %d rounds", len(kept), times(t))
}

// writes begins to write and gives what is shown as safe.
func (p *person) writes(kind, name string) *acknowledged {
	p.t.Helper()
	shown := &acknowledged{}
	err := chromedp.Listen(p.Ctx, func(event any) {
		if e, ok := event.(*runtime.EventBindingCalled); ok {
			shown.mu.Lock()
			defer shown.mu.Unlock()
			shown.texts = append(shown.texts, e.Payload)
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	chromium.Call(p.Page, runtime.AddBinding, runtime.AddBindingParams{Name: "shown"})
	p.Goes("/journal/new")
	p.Eval(fmt.Sprintf("%s(%q, %q)", writing, kind, name), nil)
	return shown
}

// stillThere holds that these entries are in the journal, and that the draft, or a later one of its row, is found again.
func (p *person) stillThere(entries []string, draft string) {
	p.t.Helper()
	// Entries that were kept but not yet told to this test when the browser died stand above these: all pages are read.
	var page string
	p.Goes("/journal").Eval("document.body.innerText", &page)
	for n := 2; ; n++ {
		var older bool
		next := fmt.Sprintf("/journal?page=%d", n)
		p.Eval(fmt.Sprintf("!!document.querySelector('a[href=\"%s\"]')", next), &older)
		if !older {
			break
		}
		var more string
		p.Goes(next).Eval("document.body.innerText", &more)
		page += more
	}
	for _, e := range entries {
		if !strings.Contains(page, e) {
			p.t.Errorf("%q was shown as kept, and is lost", e)
		}
	}
	if strings.Contains(page, "cannot be read") {
		p.t.Error("something cannot be read any more")
	}
	if draft == "" {
		return
	}
	name, number, _ := strings.Cut(strings.TrimSuffix(draft, "."), ".")
	least, err := strconv.Atoi(number)
	if err != nil {
		p.t.Fatal(err)
	}
	var value string
	p.Goes("/journal/new").Eval(`document.querySelector("textarea").value`, &value)
	rest, ours := strings.CutPrefix(value, name+".")
	number, _, _ = strings.Cut(rest, ".")
	if n, err := strconv.Atoi(number); !ours || err != nil || n < least {
		p.t.Errorf("the draft %q was shown as safe; found again: %.60q", draft, value)
	}
}
