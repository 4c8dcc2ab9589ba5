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

// saves makes an open file of everything and gives what lands among the downloads.
func (p *person) saves(form, end string) (file string, content []byte) {
	p.t.Helper()
	dir := p.t.TempDir()
	p.Downloads(dir)
	p.Goes("/mine/take/open").Choose(form)
	p.Type("Your passphrase once more", passphrase).Slowly("Make the open file", "/mine/take/going")
	return p.downloads(dir, end)
}

// downloads presses for the file that was made, and waits until all of it is there.
func (p *person) downloads(dir, end string) (file string, content []byte) {
	p.t.Helper()
	p.Soon("Everything is ready.").Tap("Save the file")
	p.Eventually("a file "+end, func() bool {
		there, _ := filepath.Glob(filepath.Join(dir, "pages-*"+end))
		if len(there) != 1 {
			return false
		}
		file = there[0]
		content, _ = os.ReadFile(file)
		return len(content) > 0
	})
	p.Soon("The file was written.")
	p.Is("the page stays", `location.pathname === "/mine/take/going"`)
	p.Press("I have it").Sees("Good. Keep the file")
	return file, content
}

// exportsBoth saves the page and the data, and holds that they are complete, and open without Snowdrop.
func (p *person) exportsBoth(phrases ...string) {
	p.t.Helper()
	for form, end := range map[string]string{"A page to read or print": ".html", "Data": ".json"} {
		file, content := p.saves(form, end)
		for _, phrase := range phrases {
			if !strings.Contains(string(content), phrase) {
				p.t.Errorf("%s lacks %q", file, phrase)
			}
		}
		for _, s := range []string{"<script", "http:", "https:"} {
			if strings.Contains(string(content), s) {
				p.t.Errorf("%s holds %q", file, s)
			}
		}
		if end == ".json" {
			if !json.Valid(content) {
				p.t.Error("it is not JSON")
			}
			continue
		}
		reader := p.browser.Page(p.t)
		reader.Open("file://" + file)
		for _, phrase := range phrases {
			reader.Wait(fmt.Sprintf("document.body.innerText.includes(%q)", phrase))
		}
		reader.Close()
	}
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
