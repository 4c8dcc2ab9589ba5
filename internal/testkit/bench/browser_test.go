//go:build !js

package bench

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/site"
	"snowdrop/internal/testkit/chromium"
	"snowdrop/internal/vault/memdisk"
	"snowdrop/web"
)

// pack writes sealed pairs as one block: length and bytes of a key, length and bytes of its value, and so on.
func pack(disk *memdisk.Disk) []byte {
	var block []byte
	for key, value := range disk.Dump() {
		block = append(binary.LittleEndian.AppendUint32(block, uint32(len(key))), key...)
		block = append(binary.LittleEndian.AppendUint32(block, uint32(len(value))), value...)
	}
	return block
}

// fill puts a sealed disk into the browser's, from a page of the same origin that has no script of its own.
func fill(p *chromium.Page, disk *memdisk.Disk) {
	p.Eval("window.parts = []", nil)
	for block := pack(disk); len(block) > 0; {
		part := block[:min(len(block), 3<<19)] // a multiple of three: parts join without padding
		block = block[len(part):]
		p.Eval(fmt.Sprintf("window.parts.push(%q).toString()", base64.StdEncoding.EncodeToString(part)), nil)
	}
	p.Eval(`new Promise((ok, no) => {
		const text = atob(window.parts.join("")), bytes = Uint8Array.from(text, (c) => c.charCodeAt(0)), view = new DataView(bytes.buffer);
		const asked = indexedDB.open("snowdrop", 1);
		asked.onupgradeneeded = () => asked.result.createObjectStore("sealed");
		asked.onerror = () => no(asked.error);
		asked.onsuccess = () => {
			const tx = asked.result.transaction("sealed", "readwrite"), store = tx.objectStore("sealed");
			const take = (at) => bytes.slice(at + 4, at + 4 + view.getUint32(at, true));
			for (let at = 0; at < bytes.length;) {
				const key = take(at); at += 4 + key.length;
				const value = take(at); at += 4 + value.length;
				store.put(value, new TextDecoder().decode(key));
			}
			tx.oncomplete = () => { asked.result.close(); ok(1); };
			tx.onabort = () => no(tx.error);
		};
	})`, nil)
}

// watch notes in every page when its worker was started and when it was ready.
const watch = `const W = Worker; window.Worker = class extends W {
	constructor(url) {
		super(url);
		window.begun = performance.now();
		this.addEventListener("message", ({ data }) => { if (data.ready) window.readyAfter = performance.now() - window.begun; });
	}
};`

// walk goes to a page of the app by a link, as a person does, and gives the milliseconds until it is shown.
const walk = `(href) => new Promise((ok) => {
	const a = document.createElement("a");
	a.href = href;
	document.body.append(a);
	const start = performance.now(), seen = new MutationObserver(() => {
		if (!a.isConnected) { seen.disconnect(); ok(performance.now() - start); }
	});
	seen.observe(document.body, { childList: true });
	a.click();
})`

// BenchmarkBrowser prints one table, whatever it is asked to repeat.
func BenchmarkBrowser(b *testing.B) {
	files, err := web.Built()
	if errors.Is(err, web.ErrNotBuilt) {
		b.Fatal("the app is not built: run make bundle")
	}
	if err != nil {
		b.Fatal(err)
	}
	handler, err := site.New(files, site.Options{})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	address := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)

	p := chromium.Start(b).Page(b)
	p.Phone()
	chromium.Call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	empty, _ := warm(p, address) // somebody who keeps nothing here
	p.Open(address + "/closed")
	fill(p, filled(b))
	ready, compiled := warm(p, address)
	p.Open(address + "/unlock")
	p.Wait(`document.querySelector("[name=passphrase]") && window.readyAfter > 0`)
	unlock := eval(p, fmt.Sprintf(`(async () => {
		const walk = %s, field = document.querySelector("[name=passphrase]"), start = performance.now();
		field.value = %q;
		await new Promise((ok) => {
			const seen = new MutationObserver(() => { if (!field.isConnected) { seen.disconnect(); ok(); } });
			seen.observe(document.body, { childList: true });
			field.form.requestSubmit();
		});
		await walk("/timeline");
		return performance.now() - start;
	})()`, walk, passphrase))
	if !strings.HasSuffix(p.Text("h1"), "imeline") {
		b.Fatalf("after unlocking the page says %q", p.Text("h1"))
	}

	plain := many(p, "/about", 40)
	rows := []Row{
		{"the worker is ready, warm, nothing kept (95 of 100)", P95(empty), P95(compiled), "compiling the app, warm", "at most 250 ms"},
		{"the worker is ready, warm, and has all of it read", P95(ready), P95(compiled), "compiling the app, warm", ""},
		{"unlock, then the first timeline", unlock, 0, "see the table of js/wasm", ""},
	}
	var all []time.Duration
	var each []Row
	for _, a := range []string{"/today", "/journal", "/timeline", "/timeline?days=365", "/checkin", "/journal/new", "/mine", "/check"} {
		times := many(p, a, 25)
		all = append(all, times...)
		each = append(each, Row{What: "  " + a, Got: P95(times), Raw: P95(plain), Than: "a page that reads no record"})
	}
	rows = append(rows, Row{"a page, to the eye: with layout and frame", P95(all), P95(plain), "a page that reads no record", "see js/wasm for the app alone"})
	Print(os.Stdout, "In Chromium, 20,000 records", append(rows, each...))
	for range b.N {
	}
}

// warm starts the app again and again, with the browser's caches filled, and compiles it as often for comparison.
func warm(p *chromium.Page, address string) (ready, compiled []time.Duration) {
	for range 13 {
		p.Open(address + "/about")
		p.Wait("window.readyAfter > 0")
		ready = append(ready, eval(p, "window.readyAfter"))
		compiled = append(compiled, eval(p, `(async () => {
			const start = performance.now();
			await WebAssembly.compileStreaming(fetch(document.documentElement.dataset.app));
			return performance.now() - start;
		})()`))
	}
	return ready[3:], compiled[3:] // the first ones fill the browser's caches
}

func eval(p *chromium.Page, script string) time.Duration {
	var ms float64
	p.Eval(script, &ms)
	return time.Duration(ms * float64(time.Millisecond))
}

func many(p *chromium.Page, address string, n int) []time.Duration {
	var ms []float64
	p.Eval(fmt.Sprintf(`(async () => {
		const walk = %s, times = [];
		for (let i = 0; i < %d; i++) times.push(await walk(%q));
		return times;
	})()`, walk, n, address), &ms)
	times := make([]time.Duration, len(ms))
	for i, m := range ms {
		times[i] = time.Duration(m * float64(time.Millisecond))
	}
	return times
}
