//go:build !js

package browser

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"snowdrop/internal/testkit/chromium"
)

const harness = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Tests</title><link rel="icon" href="data:,"></head><body><pre></pre><script>
const worker = new Worker("/worker.js"), out = document.querySelector("pre");
worker.onmessage = ({data}) => { if (data.line !== undefined) out.textContent += data.line + "\n"; if (data.over) document.title = "over"; };
worker.onerror = (e) => { out.textContent += "FAIL worker " + e.message; document.title = "over"; };
</script></body></html>`

// starter runs a test binary in the worker, and says what it writes and how it ends.
const starter = `
(async () => {
  const log = console.log;
  console.log = () => postMessage({ line: "FAIL the console" });
  globalThis.fs.writeSync(2, new TextEncoder().encode("a crash report, which can hold what was written\n"));
  console.log = log;
  let rest = "";
  globalThis.fs.writeSync = (fd, bytes) => {
    const lines = (rest + new TextDecoder().decode(bytes)).split("\n");
    rest = lines.pop();
    for (const line of lines) postMessage({ line });
    return bytes.length;
  };
  const go = new Go();
  go.argv = ["test", "-test.v", "-test.run=^Test"];
  go.exit = (code) => postMessage({ line: rest + "\nexit " + code });
  const { instance } = await WebAssembly.instantiateStreaming(fetch("/test.wasm"), go.importObject);
  await go.run(instance);
  postMessage({ over: true });
})().catch((e) => postMessage({ line: "FAIL " + e, over: true }));`

// TestInChromium runs the tests for js/wasm of this package in a real browser, with its real IndexedDB.
func TestInChromium(t *testing.T) {
	b := chromium.Start(t)
	wasm := filepath.Join(t.TempDir(), "test.wasm")
	build := exec.Command("go", "test", "-c", "-o", wasm, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the tests: %v\n%s", err, out)
	}
	var p *chromium.Page
	var origin string
	server := httptest.NewServer(pages(t, wasm, func(bytes float64) {
		// A device is too large to fill in a test; what the browser gives one origin is not.
		if _, err := chromedp.Call(p.Ctx, storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: origin, QuotaSize: &bytes}); err != nil {
			t.Errorf("setting the quota: %v", err)
		}
	}))
	t.Cleanup(server.Close)
	origin = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	p = b.Page(t)
	p.Open(origin + "/")
	p.WaitFor(3*time.Minute, "document.title === 'over'")
	out := p.Text("pre")
	t.Log("\n" + out)
	if strings.Contains(out, "FAIL the console") {
		t.Error("what Go says when it crashes reaches the console")
	}
	if !strings.Contains(out, "\nexit 0") {
		t.Error("the tests in the browser failed")
	}
	passed := regexp.MustCompile(`(?m)^\s*--- PASS: `).FindAllString(out, -1)
	if skipped := strings.Count(out, "--- SKIP: "); skipped > 0 || len(passed) < 15 {
		t.Errorf("%d passed and %d were skipped in the browser", len(passed), skipped)
	}
}

func pages(t *testing.T, wasm string, quota func(bytes float64)) http.Handler {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	worker := []byte{}
	for _, path := range []string{filepath.Join(string(bytes.TrimSpace(root)), "lib", "wasm", "wasm_exec.js"), filepath.Join("..", "..", "web", "worker.js")} {
		part, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		worker = append(append(worker, part...), '\n')
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, harness)
	})
	mux.HandleFunc("GET /worker.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(append(worker, starter...))
	})
	mux.HandleFunc("GET /test.wasm", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		http.ServeFile(w, r, wasm)
	})
	mux.Handle("/fetch/", target())
	var one sync.Mutex
	mux.HandleFunc("GET /quota", func(_ http.ResponseWriter, r *http.Request) {
		one.Lock()
		defer one.Unlock()
		bytes, err := strconv.ParseFloat(r.URL.Query().Get("bytes"), 64)
		if err != nil {
			t.Errorf("quota: %v", err)
			return
		}
		quota(bytes)
	})
	return mux
}
