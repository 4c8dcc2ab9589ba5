package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"snowdrop/internal/testkit/chromium"
)

// asCompanion makes the test binary the program itself, so that a test can kill it.
const asCompanion = "SNOWDROP_TEST_COMPANION"

func TestMain(m *testing.M) {
	if os.Getenv(asCompanion) != "" {
		os.Exit(runOpen(context.Background(), opening{args: os.Args[1:], env: noEnv, in: os.Stdin, out: os.Stdout, errs: os.Stderr, files: sources}))
	}
	os.Exit(m.Run())
}

// process is the program in a process of its own.
type process struct {
	*exec.Cmd
	out     *screen
	address string
}

func startProcess(t *testing.T, dir string) *process {
	t.Helper()
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(me, "-dir", dir, "-print"), out: newScreen()}
	p.Env = append(os.Environ(), asCompanion+"=1")
	p.Stdout, p.Stderr = p.out, p.out
	stdin, err := p.StdinPipe() // open as long as the process, as a window is
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		p.kill()
	})
	p.address = p.out.addresses(1)[0]
	return p
}

// kill is kill -9, an empty battery, a crash.
func (p *process) kill() {
	_ = p.Process.Kill()
	_ = p.Wait() // an error says that it was killed
}

func TestWhatWasKeptAndWhatWasBegunSurviveTheEndOfTheProgram(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	program := startProcess(t, dir)
	b := chromium.Start(t)
	p := b.Page(t)
	p.Phone()
	p.Open(program.address)
	p.Wait("location.pathname === '/'")
	p.Wait("innerWidth === 360")

	press(p, `main a[href="/journal/new"]`)
	there(p, "/journal/new", "#text")
	p.Click("#text")
	p.Type("The kettle sang at four")
	p.Click(`form[action="/journal/new"] [type=submit]`)
	p.WaitText("main", "The kettle sang at four")
	p.Click(`a[href="/mine/keep"]`)
	there(p, "/mine/keep", "#new")
	p.Click("#new")
	p.Type(passphrase)
	p.Click("#new-again")
	p.Type(passphrase)
	p.Click(`form[action="/mine/keep"] [type=submit]`)
	p.WaitText("main", "locked away on this device")

	p.Click(`footer form[action="/lock"] button`)
	unlock(p)

	p.Open(strings.SplitN(program.address, "/open", 2)[0] + "/journal/new") // as a reload: the first page is without script
	there(p, "/journal/new", "#text")
	p.Click("#text")
	p.Type("a thought half")
	p.Wait("document.querySelector('[data-draft-status]').textContent !== ''")
	program.kill()

	program = startProcess(t, dir)
	p.Open(program.address)
	unlock(p)
	p.WaitText("main", "The kettle sang at four")
	press(p, `main a[href="/journal/new"]`)
	p.Wait("document.querySelector('#text')?.value === 'a thought half'")

	press(p, "[data-close]") // Close now locks here too
	p.Wait("location.pathname === '/closed'")
	p.Open(strings.SplitN(program.address, "/open", 2)[0] + "/journal")
	p.Wait("location.pathname === '/unlock'")
	for _, line := range p.Dump() {
		if strings.Contains(line, "kettle") || strings.Contains(line, "half") || strings.Contains(line, passphrase) {
			t.Errorf("after the lock the browser still has %.300q", line)
		}
	}
	for _, origin := range b.Origins() {
		if !strings.HasPrefix(origin, "http://127.0.0.1:") {
			t.Errorf("a request went to %s", origin)
		}
	}
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}
}

// there waits until an element of this page can be used. The script shows a page that was just opened once more: before that, what
// would be found is about to be replaced.
func there(p *chromium.Page, path, selector string) {
	p.Wait("location.pathname === '" + path + "' && document.readyState === 'complete' && document.querySelector('.page-announcer') && " +
		"!document.documentElement.hasAttribute('data-opening') && document.querySelector('" + selector + "')")
}

// press follows a link as soon as it is there. The script shows a page that was just opened once more, with what it
// alone knows, so a link found in one step may be another in the next.
func press(p *chromium.Page, selector string) {
	p.Wait("((e) => e && (e.click(), true))(document.querySelector(`" + selector + "`))")
}

func unlock(p *chromium.Page) {
	there(p, "/unlock", "#passphrase")
	p.Click("#passphrase")
	p.Type(passphrase)
	p.Click(`form[action="/unlock"] [type=submit]`)
	p.Wait("location.pathname === '/today'")
}

func TestWhatIsTypedStaysOnThePageWhenTheProgramIsGone(t *testing.T) {
	dir := t.TempDir()
	program := startProcess(t, dir)
	p := chromium.Start(t).Page(t)
	p.Phone()
	p.Open(program.address)
	press(p, `main a[href="/journal/new"]`)
	// The page must have all of itself, its script too, before the program goes.
	there(p, "/journal/new", "#text")
	program.kill()
	p.Click("#text")
	p.Type("not to be lost")
	p.Click(`form[action="/journal/new"] [type=submit]`)
	p.WaitText("[role=alert]", "What you typed is still on this page")
	p.Wait("document.querySelector('#text').value === 'not to be lost'")
}

func TestALockInAnotherWindowLosesNothingThatIsTypedHere(t *testing.T) {
	program := startProcess(t, t.TempDir())
	p := chromium.Start(t).Page(t)
	p.Phone()
	p.Open(program.address)
	p.Wait("document.querySelector('main')")
	post := func(path, form string) {
		p.Eval("fetch('"+path+"', {method: 'POST', headers: {'Content-Type': 'application/x-www-form-urlencoded'}, body: '"+form+"'}).then((a) => a.status)", nil)
	}
	post("/mine/keep", "new="+passphrase+"&new-again="+passphrase)
	press(p, `main a[href="/journal/new"]`)
	there(p, "/journal/new", "#text")
	post("/lock", "")
	p.Click("#text")
	p.Type("typed after the lock")
	p.Click(`form[action="/journal/new"] [type=submit]`)
	p.WaitText("main", "Your words wait here.")
	p.Click("#passphrase")
	p.Type(passphrase)
	p.Click(`form[action="/unlock"] [type=submit]`)
	p.Wait("document.querySelector('#text')?.value === 'typed after the lock'")
	p.Wait("location.pathname === '/journal/new'")
}

func TestEverythingWorksWithoutScript(t *testing.T) {
	program := startProcess(t, t.TempDir())
	p := chromium.Start(t).Page(t)
	p.Phone()
	chromium.Call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.Open(program.address)
	p.Wait("location.pathname === '/'")
	p.Click(`main a[href="/journal/new"]`)
	p.Wait("location.pathname === '/journal/new' && document.adoptedStyleSheets.length === 0") // page.js did not run
	p.Click("#text")
	p.Type("written as a plain page")
	p.Click(`form[action="/journal/new"] [type=submit]`) // its Origin is "null", since our pages send no referrer
	p.WaitText("main", "written as a plain page")
	p.Click(`a[href="/mine/keep"]`)
	p.Wait("location.pathname === '/mine/keep'")
	for _, field := range []string{"#new", "#new-again"} {
		p.Click(field)
		p.Type(passphrase)
	}
	p.Click(`form[action="/mine/keep"] [type=submit]`)
	p.WaitText("main", "locked away on this device")
	p.Click("[data-close]")
	p.Wait("location.pathname === '/closed'")
	p.Open(strings.SplitN(program.address, "/open", 2)[0] + "/journal")
	p.Wait("location.pathname === '/unlock'") // Close now has locked, without any script
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}
}

func TestAPageThatWasLeftOpenLocksWithTheProgram(t *testing.T) {
	c := openIn(t, t.TempDir())
	c.post("/mine/keep", "new", passphrase, "new-again", passphrase)
	if got := c.header.Get("Snowdrop-Lock-After"); got != "300" {
		t.Errorf("after keeping, the page is told to lock after %q seconds", got)
	}
	c.post("/mine/lock-after", "lock-after", "60")
	if got := c.header.Get("Snowdrop-Lock-After"); got != "60" {
		t.Errorf("after choosing a minute, %q seconds", got)
	}
	_, _ = io.WriteString(c.enter, "x") // any other key does nothing
	c.post("/lock").says("passphrase")
	if got := c.header.Get("Snowdrop-Lock-After"); got != "0" {
		t.Errorf("locked, %q seconds", got)
	}
}
