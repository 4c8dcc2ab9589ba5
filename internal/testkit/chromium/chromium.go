// Package chromium drives a real browser in tests: it walks pages as a person does and sees every request that leaves.
// It must never be reachable from a shipped command.
//
// All traffic goes through a proxy of the test's own, so that requests of workers and of the browser itself are seen
// too, and so that "offline" means that nothing at all gets through.
package chromium

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// limit ends a walk that hangs. It is no measurement: it only has to be longer than any honest walk, on a machine that has much
// else to do. Looking at every example took more than five minutes there.
const limit = 40 * time.Minute

// Browser is one running Chromium with a profile of its own.
type Browser struct {
	*proxy
	Profile string // folder in which it keeps everything; give it to another Start with WithProfile to come back
	ctx     context.Context
	stop    func()
}

// Option changes how a browser starts.
type Option func(*setup)

type setup struct {
	profile string
	flags   []chromedp.ExecAllocatorOption
}

// WithProfile uses a folder of the caller's instead of a new one, so that a later browser finds what an earlier one kept.
func WithProfile(dir string) Option { return func(s *setup) { s.profile = dir } }

// WithFlag adds a flag without its dashes: WithFlag("js-flags", "--noexpose-wasm").
func WithFlag(name string, value any) Option {
	return func(s *setup) { s.flags = append(s.flags, chromedp.Flag(name, value)) }
}

// Find gives the path of a Chromium, or "".
func Find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Start opens a browser that ends with the test. Without Chromium the test is skipped, and fails where CI=true,
// because a required test that did not run has not passed.
func Start(t testing.TB, options ...Option) *Browser {
	t.Helper()
	path := Find()
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no Chromium in PATH: this test must run here")
		}
		t.Skip("no Chromium in PATH: install the package chromium to run this test")
	}
	s := setup{}
	for _, o := range options {
		o(&s)
	}
	if s.profile == "" {
		s.profile = temporary(t)
	}
	b := &Browser{proxy: startProxy(t), Profile: s.profile}
	flags := append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Env("TMPDIR=" + temporary(t)), chromedp.UserDataDir(s.profile), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("headless", "new"), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-default-apps", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("disable-client-side-phishing-detection", true), chromedp.Flag("no-pings", true),
		// The last three are pages of the browser's own window, made ready ahead: a third of what a start costs, and nobody sees them.
		chromedp.Flag("disable-features", "OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater,"+
			"WebUIOmniboxPopup,WebUIOmniboxAimPopup,PreloadTopChromeWebUI"),
		// A visit of a test is short: most of what the browser would compile a second time, better, is not run often enough to repay it.
		// What is run very often, as the making of a key from a passphrase, still is.
		chromedp.Flag("js-flags", "--wasm-tiering-budget=130000000"),
		chromedp.Flag("proxy-server", b.address), chromedp.Flag("proxy-bypass-list", "<-loopback>"),
	}, s.flags...)
	ctx, endTime := context.WithTimeout(context.Background(), limit)
	ctx, endAllocator := chromedp.NewExecAllocator(ctx, flags...)
	ctx, endBrowser := chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	b.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium: starting: %v", err)
	}
	ended := false
	b.stop = func() {
		if !ended {
			ended = true
			endBrowser()
			endAllocator()
			endTime()
		}
	}
	t.Cleanup(b.stop)
	return b
}

// Close ends the browser as a person does.
func (b *Browser) Close() {
	// An error only says that it had ended already.
	_ = chromedp.Cancel(b.ctx)
	b.stop()
}

// Kill ends the browser at once, as an empty battery or an impatient system does.
func (b *Browser) Kill() {
	if p := chromedp.FromContext(b.ctx).Browser.Process(); p != nil {
		_ = p.Kill()
		_, _ = p.Wait()
	}
	b.stop()
}

// temporary is a folder, for a profile or for what a browser puts down beside it, that goes away with the test, even while the last of the browser's processes still writes.
func temporary(t testing.TB) string {
	dir, err := os.MkdirTemp("", "snowdrop-chromium")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	return dir
}

// report fails a test with what was attempted.
func report(t testing.TB, err error, format string, args ...any) {
	t.Helper()
	if err != nil {
		t.Fatalf("chromium: %s: %v", strings.TrimSpace(fmt.Sprintf(format, args...)), err)
	}
}
