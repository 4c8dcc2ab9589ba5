package walks

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/testkit/chromium"
)

func TestAfterTheFirstVisitEverythingWorksWithoutNetworkOrServer(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline().Writes("Before the network went.").Keeps()
	p.Offline()
	p.Open("/today").Unlocks().Sees("Before the network went.")
	p.Writes("After the network went.")
	p.Goes("/check").Press("None of these").Press("No").Press("More than that").Sees("Call 999 now")
	p.Goes("/calm").Rate("How strong is it right now?", "7").Press("Show me one").Rate("How strong is it now?", "5").Press("Done").Sees("from 7 to 5")
	p.Goes("/today").Press("Get help now").At("/h/gb").Sees("999")
	p.Goes("/today")
	p.exportsBoth("Before the network went.", "After the network went.")

	p.Close()
	p.tab().Open("/").Unlocks().Sees("After the network went.")
	for _, path := range []string{"/h/", "/h/us"} {
		p.Open(path).Sees("Emergency", "Warning signs")
	}
	p.Open("/h/zz").Sees("Emergency", "112")
	p.Open("/closed").Is("the empty page is empty", `document.body.innerText.trim() === ""`)
}

// exportsBoth saves both files and holds that they are complete, and open without Snowdrop.
func (p *person) exportsBoth(phrases ...string) {
	p.t.Helper()
	dir := p.t.TempDir()
	p.Downloads(dir)
	p.Goes("/mine/export")
	for name, label := range map[string]string{"journal.html": "Save as a page (journal.html)", "data.json": "Save as data (data.json)"} {
		p.Tap(label)
		var content []byte
		p.Eventually(name, func() bool {
			var err error
			content, err = os.ReadFile(filepath.Join(dir, name))
			return err == nil && len(content) > 0
		})
		for _, phrase := range phrases {
			if !strings.Contains(string(content), phrase) {
				p.t.Errorf("%s lacks %q", name, phrase)
			}
		}
		for _, s := range []string{"<script", "http:", "https:"} {
			if strings.Contains(string(content), s) {
				p.t.Errorf("%s holds %q", name, s)
			}
		}
		if name == "data.json" && !json.Valid(content) {
			p.t.Error("data.json is not JSON")
		}
	}
	p.Is("the page stays", `location.pathname === "/mine/export"`)

	reader := p.browser.Page(p.t)
	reader.Open("file://" + filepath.Join(dir, "journal.html"))
	for _, phrase := range phrases {
		reader.Wait(fmt.Sprintf("document.body.innerText.includes(%q)", phrase))
	}
	reader.Close()
}

func TestItCanBeInstalledUnderANeutralName(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline()
	for _, e := range chromium.Call(p.Page, page.GetInstallabilityErrors, cdp.Empty{}).InstallabilityErrors {
		t.Errorf("the browser would not install it: %s", e.ErrorID)
	}
	manifest := chromium.Call(p.Page, page.GetAppManifest, page.GetAppManifestParams{})
	for _, e := range manifest.Errors {
		t.Errorf("manifest: %s", e.Message)
	}
	var m struct {
		Name, Display string
		Short         string `json:"short_name"`
		Start         string `json:"start_url"`
		Icons         []struct{ Src, Sizes, Purpose, Type string }
	}
	if err := json.Unmarshal([]byte(manifest.Data), &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != "Snowdrop" || m.Short != "Snowdrop" || m.Display != "standalone" || m.Start != "/" {
		t.Errorf("the manifest says %+v", m)
	}
	have := map[string]bool{}
	for _, icon := range m.Icons {
		have[strings.TrimSpace(icon.Sizes+" "+icon.Purpose)] = true
		width, _, sized := strings.Cut(icon.Sizes, "x")
		var got float64
		p.Eval(fmt.Sprintf(`new Promise((ok) => { const i = new Image(); i.onload = () => ok(i.naturalWidth); i.onerror = () => ok(-1); i.src = new URL(%q, %q).href; })`, icon.Src, manifest.URL), &got)
		if got < 1 || sized && fmt.Sprint(got) != width {
			t.Errorf("the icon %s is %v wide, the manifest says %s", icon.Src, got, icon.Sizes)
		}
	}
	for _, want := range []string{"192x192", "512x512", "512x512 maskable"} {
		if !have[want] {
			t.Errorf("there is no icon %s", want)
		}
	}
}
