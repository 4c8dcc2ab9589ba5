package site

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	index = `<!DOCTYPE html><html data-build="0123456789abcdef" lang="en"><head></head><body>arriving</body></html>`
	help  = `<!DOCTYPE html><html><head><style>h1{color:red}</style></head><body>help</body></html>`

	swBefore = `const build = "0123456789abcdef"; const files = ["/","/static/page.0123456789ab.js"];`
)

func files() fstest.MapFS {
	f := fstest.MapFS{"placeholder": {}, "addresses.json": {Data: []byte(`{}`)}}
	for name, content := range map[string]string{
		"index.html": index, "closed.html": "<!DOCTYPE html><title>New page</title>", "sw.js": swBefore,
		"manifest.webmanifest": "{}", "h/index.html": help, "h/gb.html": help,
		"static/page.0123456789ab.js": "page", "static/style.0123456789ab.css": "style", "static/app.0123456789ab.wasm": "wasm",
		"static/icon.0123456789ab.svg": "<svg/>", "static/icon-192.0123456789ab.png": "png",
	} {
		f[name] = &fstest.MapFile{Data: []byte(content)}
		if !strings.HasSuffix(name, ".png") {
			f[name+".br"] = &fstest.MapFile{Data: []byte("brotli of " + name)}
			f[name+".gz"] = &fstest.MapFile{Data: []byte("gzip of " + name)}
		}
	}
	return f
}

func site(t *testing.T, o Options) *Site {
	t.Helper()
	s, err := New(files(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request with headers given as "Name: value".
func ask(s http.Handler, method, address string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, address, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const fromPage = "Accept: text/html,application/xhtml+xml"

// kinds is one request for every kind of answer.
var kinds = []struct {
	name, method, address string
	status                int
	policy                string // what the policy must hold
	cache                 string
	kind                  string
}{
	{"the first page", "GET", "/", 200, "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'", "no-cache", "text/html; charset=utf-8"},
	{"an address of the app", "GET", "/journal/x", 200, "trusted-types snowdrop", "no-cache", "text/html; charset=utf-8"},
	{"a help page", "GET", "/h/gb", 200, "script-src 'none'; style-src 'sha256-/D8wWMrWSOjeD/K4IHepvRvJjPxqJbouCB3qbqmBaqY='", "no-cache", "text/html; charset=utf-8"},
	{"help for a country we do not have", "GET", "/h/xx", 200, "script-src 'none'", "no-cache", "text/html; charset=utf-8"},
	{"the closed page", "GET", "/closed", 200, "default-src 'none'; script-src 'none'", "no-cache", "text/html; charset=utf-8"},
	{"the page script", "GET", "/static/page.0123456789ab.js", 200, "script-src 'self' 'wasm-unsafe-eval'", "public, max-age=31536000, immutable", "text/javascript; charset=utf-8"},
	{"the style sheet", "GET", "/static/style.0123456789ab.css", 200, "default-src 'none'", "public, max-age=31536000, immutable", "text/css; charset=utf-8"},
	{"the app", "GET", "/static/app.0123456789ab.wasm", 200, "default-src 'none'", "public, max-age=31536000, immutable", "application/wasm"},
	{"a picture", "GET", "/static/icon-192.0123456789ab.png", 200, "default-src 'none'", "public, max-age=31536000, immutable", "image/png"},
	{"a picture by its plain name", "GET", "/static/icon.svg", 200, "default-src 'none'", "no-cache", "image/svg+xml"},
	{"the icon a browser asks for", "GET", "/favicon.ico", 200, "default-src 'none'", "no-cache", "image/png"},
	{"the service worker", "GET", "/sw.js", 200, "script-src 'self'", "no-cache", "text/javascript; charset=utf-8"},
	{"the manifest", "GET", "/manifest.webmanifest", 200, "default-src 'none'", "no-cache", "application/manifest+json"},
	{"what is not there", "GET", "/static/nothing.js", 404, "script-src 'none'", "no-store", "text/html; charset=utf-8"},
	{"a form sent to the site", "POST", "/journal/new", 405, "script-src 'none'", "no-store", "text/html; charset=utf-8"},
	{"only the headers", "HEAD", "/h/", 200, "script-src 'none'", "no-cache", "text/html; charset=utf-8"},
}

func TestEveryAnswerCarriesTheHeadersThatKeepItHonest(t *testing.T) {
	s := site(t, Options{TLS: true})
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			r := ask(s, k.method, k.address, fromPage)
			if r.StatusCode != k.status {
				t.Fatalf("status %d, want %d", r.StatusCode, k.status)
			}
			for name, want := range map[string]string{
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin",
				"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
				"Strict-Transport-Security": "max-age=63072000", "Cache-Control": k.cache, "Content-Type": k.kind,
				"Set-Cookie": "", "Server": "", "Access-Control-Allow-Origin": "",
			} {
				if got := r.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			policy := r.Header.Get("Content-Security-Policy")
			for _, want := range []string{k.policy, "default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
				if !strings.Contains(policy, want) {
					t.Errorf("the policy %q lacks %q", policy, want)
				}
			}
			for _, never := range []string{"unsafe-inline", "'unsafe-eval'", "http:", "https:", "*"} {
				if strings.Contains(policy, never) {
					t.Errorf("the policy %q allows %q", policy, never)
				}
			}
			if p := r.Header.Get("Permissions-Policy"); strings.Count(p, "=()") < 20 || strings.Count(p, "self") != 2 || strings.Count(p, "publickey-credentials-") != 2 || !strings.Contains(p, "geolocation=()") {
				t.Errorf("Permissions-Policy: %q", p)
			}
		})
	}
}

func TestThePageMayOnlyMakeTypesThroughItsOnePolicy(t *testing.T) {
	policy := ask(site(t, Options{}), "GET", "/", fromPage).Header.Get("Content-Security-Policy")
	for _, want := range []string{"require-trusted-types-for 'script'", "trusted-types snowdrop", "object-src 'none'", "frame-src 'none'"} {
		if !slices.Contains(strings.Split(policy, "; "), want) {
			t.Errorf("%q lacks %q", policy, want)
		}
	}
}

func TestWithoutTLSNothingPromisesIt(t *testing.T) {
	if h := ask(site(t, Options{}), "GET", "/", fromPage).Header.Get("Strict-Transport-Security"); h != "" {
		t.Errorf("Strict-Transport-Security: %q over plain http", h)
	}
}

func TestTheSmallestFormTheBrowserTakesIsSent(t *testing.T) {
	s := site(t, Options{})
	for _, c := range []struct{ accept, coding, want string }{
		{"gzip, deflate, br, zstd", "br", "brotli of index.html"},
		{"BR;q=1", "br", "brotli of index.html"},
		{"gzip", "gzip", "gzip of index.html"},
		{"br;q=0, gzip;q=0.5", "gzip", "gzip of index.html"},
		{"br;q=zero", "", index},
		{"identity", "", index},
		{"", "", index},
		{"brr, xgzip", "", index},
	} {
		r := ask(s, "GET", "/", fromPage, "Accept-Encoding: "+c.accept)
		if got := body(t, r); got != c.want || r.Header.Get("Content-Encoding") != c.coding {
			t.Errorf("%q: %q as %q, want %q as %q", c.accept, got, r.Header.Get("Content-Encoding"), c.want, c.coding)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" || r.Header.Get("Content-Length") != fmt.Sprint(len(c.want)) {
			t.Errorf("%q: Vary %q, length %q", c.accept, r.Header.Get("Vary"), r.Header.Get("Content-Length"))
		}
	}
}

func TestWhatTheBrowserHasIsNotSentAgain(t *testing.T) {
	s := site(t, Options{})
	plain := ask(s, "GET", "/h/gb").Header.Get("Etag")
	packed := ask(s, "GET", "/h/gb", "Accept-Encoding: br").Header.Get("Etag")
	if plain == packed || plain == "" {
		t.Fatalf("the tags of two forms are %q and %q", plain, packed)
	}
	for _, c := range []struct {
		tag    string
		status int
	}{{packed, 304}, {`W/` + packed, 304}, {`"other", ` + packed, 304}, {plain, 200}, {`"other"`, 200}, {"", 200}} {
		r := ask(s, "GET", "/h/gb", "Accept-Encoding: br", "If-None-Match: "+c.tag)
		if r.StatusCode != c.status {
			t.Errorf("If-None-Match %s: status %d, want %d", c.tag, r.StatusCode, c.status)
		}
		if b := body(t, r); c.status == 304 && b != "" {
			t.Errorf("304 with %q", b)
		}
	}
}

func TestHEADAnswersLikeGETWithoutTheBody(t *testing.T) {
	s := site(t, Options{})
	get, head := ask(s, "GET", "/"), ask(s, "HEAD", "/")
	if b := body(t, head); b != "" {
		t.Errorf("HEAD answered %q", b)
	}
	for name := range get.Header {
		if get.Header.Get(name) != head.Header.Get(name) {
			t.Errorf("%s: %q and %q", name, get.Header.Get(name), head.Header.Get(name))
		}
	}
	if r := ask(s, "DELETE", "/"); r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("DELETE: status %d, Allow %q", r.StatusCode, r.Header.Get("Allow"))
	}
}

func TestOnlyAPersonOpeningAnAddressGetsThePage(t *testing.T) {
	s := site(t, Options{})
	if r := ask(s, "GET", "/data.json", "Accept: application/json"); r.StatusCode != 404 {
		t.Errorf("status %d, want 404", r.StatusCode)
	}
	for _, address := range []string{"/addresses.json", "/placeholder", "/index.html.br", "/static/page.0123456789ab.js.gz", "/../go.mod"} {
		if r := ask(s, "GET", address, "Accept: */*"); r.StatusCode != 404 {
			t.Errorf("%s: status %d, want 404", address, r.StatusCode)
		}
	}
}

func TestNoAnswerRepeatsWhatWasAskedFor(t *testing.T) {
	s := site(t, Options{})
	for _, k := range kinds {
		r := ask(s, k.method, k.address+"?planted=phrase", fromPage)
		if got := fmt.Sprint(r.Header) + body(t, r); strings.Contains(got, "planted") || strings.Contains(got, "phrase") {
			t.Errorf("%s repeats the query", k.address)
		}
	}
}

func TestTheHostsOutsideAddressIsAnotherBuild(t *testing.T) {
	s := site(t, Options{Leave: `https://weather.example/?a="b"&c`})
	page := body(t, ask(s, "GET", "/", fromPage, "Accept-Encoding: br"))
	if !strings.Contains(page, `<html data-leave="https://weather.example/?a=&#34;b&#34;&amp;c" data-build="0123456789abcdef-`) {
		t.Errorf("the first page is %s", page)
	}
	_, after, _ := strings.Cut(page, `data-build="`)
	build, _, _ := strings.Cut(after, `"`)
	if sw := body(t, ask(s, "GET", "/sw.js", "Accept-Encoding: br")); sw != strings.Replace(swBefore, "0123456789abcdef", build, 1) {
		t.Errorf("the service worker is %s", sw)
	}
	for _, bad := range []string{"weather.example", "javascript:alert(1)", "//weather.example", "https://"} {
		if _, err := New(files(), Options{Leave: bad}); err != ErrLeave {
			t.Errorf("%q: %v, want ErrLeave", bad, err)
		}
	}
}

// The host's file of stricter warning signs is bytes to the server: whatever is in it goes out as it is, and can do nothing.
func TestTheHostsStricterFileIsServedAsBytes(t *testing.T) {
	file := []byte("<script>not looked into</script> \x00\xff")
	s := site(t, Options{LocalSigns: file, TLS: true})
	r := ask(s, "GET", LocalSignsPath, "Accept: */*", "Accept-Encoding: br")
	if got := body(t, r); r.StatusCode != 200 || got != string(file) {
		t.Fatalf("status %d, %q", r.StatusCode, got)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/json", "Content-Security-Policy": closedPolicy, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff",
		"Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r := ask(s, "GET", LocalSignsPath, "If-None-Match: "+r.Header.Get("Etag")); r.StatusCode != 304 {
		t.Errorf("asked again: status %d, want 304", r.StatusCode)
	}
	if r := ask(s, "PUT", LocalSignsPath); r.StatusCode != 405 {
		t.Errorf("PUT: status %d, want 405", r.StatusCode)
	}

	page := body(t, ask(s, "GET", "/", fromPage))
	if !strings.Contains(page, `<html data-local-signs="`) {
		t.Errorf("the first page does not say that there is a file: %s", page)
	}
	sw := body(t, ask(s, "GET", "/sw.js"))
	if !strings.Contains(sw, `const files = ["/local-signs.json", "/","/static/page.`) {
		t.Errorf("the service worker does not keep the file: %s", sw)
	}
	// Both files of a host go out, each kept for offline and named on the first page.
	both := site(t, Options{LocalSigns: file, LocalDirectory: []byte(`{"a":1}`)})
	if r := ask(both, "GET", LocalDirectoryPath, "Accept: */*"); body(t, r) != `{"a":1}` {
		t.Error("the list of help is not served")
	}
	if sw := body(t, ask(both, "GET", "/sw.js")); !strings.Contains(sw, `const files = ["/local-directory.json", "/local-signs.json", "/"`) {
		t.Errorf("the service worker does not keep both: %s", sw)
	}
	if page := body(t, ask(both, "GET", "/", fromPage)); !strings.Contains(page, ` data-local-directory="`) || !strings.Contains(page, ` data-local-signs="`) {
		t.Errorf("the first page does not name both: %s", page)
	}
	if _, err := New(files(), Options{LocalDirectory: make([]byte, MaxLocalDirectory+1)}); err != ErrLocalDirectory {
		t.Errorf("a list that is too large: %v", err)
	}
	// Another file is another build, so that devices get it; so is none.
	other := site(t, Options{LocalSigns: []byte("{}")})
	if again := body(t, ask(other, "GET", "/sw.js")); again == sw || again == swBefore {
		t.Errorf("another file does not make another build: %s", again)
	}
}

func TestAFileOfTheHostIsBoundedAndMayBeAbsent(t *testing.T) {
	if r := ask(site(t, Options{}), "GET", LocalSignsPath, "Accept: */*"); r.StatusCode != 404 {
		t.Errorf("without a file: status %d, want 404", r.StatusCode)
	}
	if page := body(t, ask(site(t, Options{}), "GET", "/", fromPage)); strings.Contains(page, "local-signs") {
		t.Errorf("without a file, the first page says that there is one: %s", page)
	}
	site(t, Options{LocalSigns: make([]byte, MaxLocalSigns)})
	if _, err := New(files(), Options{LocalSigns: make([]byte, MaxLocalSigns+1)}); err != ErrLocalSigns {
		t.Errorf("one byte too many: %v, want ErrLocalSigns", err)
	}
}

func TestARelayElsewhereIsAskedAndNobodyElse(t *testing.T) {
	s := site(t, Options{Relay: "https://relay.example:8443", Leave: "https://weather.example/"})
	r := ask(s, "GET", "/", fromPage)
	page := body(t, r)
	if !strings.Contains(page, `data-relay="https://relay.example:8443"`) || !strings.Contains(page, `data-leave="https://weather.example/"`) {
		t.Errorf("the first page is %s", page)
	}
	if p := r.Header.Get("Content-Security-Policy"); !strings.Contains(p, "; connect-src 'self' https://relay.example:8443; ") {
		t.Errorf("the policy is %q", p)
	}
	// The worker asks under the policy of its own file.
	if p := ask(s, "GET", "/static/page.0123456789ab.js").Header.Get("Content-Security-Policy"); !strings.Contains(p, "connect-src 'self' https://relay.example:8443; ") {
		t.Errorf("the policy of a script is %q", p)
	}
	if p := ask(s, "GET", "/h/gb").Header.Get("Content-Security-Policy"); strings.Contains(p, "relay") {
		t.Errorf("the policy of a help page is %q", p)
	}
	_, after, _ := strings.Cut(page, `data-build="`)
	build, _, _ := strings.Cut(after, `"`)
	if sw := body(t, ask(s, "GET", "/sw.js", "Accept-Encoding: br")); sw != strings.Replace(swBefore, "0123456789abcdef", build, 1) {
		t.Errorf("the service worker is %s, the page %s", sw, build)
	}
	if other := body(t, ask(site(t, Options{Relay: "https://other.example"}), "GET", "/", fromPage)); strings.Contains(other, build) {
		t.Error("two relays make the same build")
	}
	for _, bad := range []string{"relay.example", "javascript:alert(1)", "//relay.example", "https://", "https://relay.example/", "https://relay.example/path", "https://a@relay.example", "https://relay.example?x", "https://relay.example; script-src *", "https://relay,example", "https://*"} {
		if _, err := New(files(), Options{Relay: bad}); err != ErrRelay {
			t.Errorf("%q: %v, want ErrRelay", bad, err)
		}
	}
}

func TestAFinishedPageIsServedWithItsStyleAndNoScript(t *testing.T) {
	s := site(t, Options{Pages: map[string][]byte{"/host": []byte(help)}})
	r := ask(s, "GET", "/host", fromPage)
	if got := body(t, r); got != help {
		t.Errorf("it is %q", got)
	}
	if p := r.Header.Get("Content-Security-Policy"); !strings.Contains(p, "script-src 'none'; style-src 'sha256-") {
		t.Errorf("its policy is %q", p)
	}
}

func TestAnAppOnThisMachineAnswersItsOwnAddressesUnderItsOwnPolicy(t *testing.T) {
	personal := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/go" {
			w.Header().Set("Snowdrop-Kept", "device")
			http.Redirect(w, r, "/gone", http.StatusSeeOther)
			return
		}
		fmt.Fprint(w, "the app")
	})
	s := site(t, Options{App: ForPage(personal)})
	r := ask(s, "POST", "/journal/new", fromPage)
	if body(t, r) != "the app" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the app did not answer: %v", r.Header)
	}
	if p := r.Header.Get("Content-Security-Policy"); !strings.Contains(p, "form-action 'self'") || strings.Contains(p, "wasm") {
		t.Errorf("policy %q", p)
	}
	if got := body(t, ask(s, "GET", "/", fromPage)); got != "the app" {
		t.Errorf("/ answered %q", got)
	}
	if got := body(t, ask(s, "GET", "/h/gb", fromPage)); got != help {
		t.Errorf("/h/gb answered %q", got)
	}
	if r := ask(s, "GET", "/static/nothing.js"); r.StatusCode != 404 {
		t.Errorf("/static/nothing.js: status %d", r.StatusCode)
	}
	if r := ask(s, "GET", "/go"); r.StatusCode != 303 || r.Header.Get("Location") != "/gone" {
		t.Errorf("without page.js: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	r = ask(s, "GET", "/go", "Snowdrop-Page: 1")
	if r.StatusCode != 204 || r.Header.Get("Snowdrop-Location") != "/gone" || r.Header.Get("Location") != "" || r.Header.Get("Snowdrop-Kept") != "device" {
		t.Errorf("with page.js: %d, %v", r.StatusCode, r.Header)
	}
}

func FuzzAcceptEncodingNeverPanics(f *testing.F) {
	seeds := []string{"", "br", "gzip;q=0.5, br;q=0", ";;;,,,q=", "br;q=1e400"}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if accepts(header, "br") && !strings.Contains(strings.ToLower(header), "br") {
			t.Errorf("%q was taken for br", header)
		}
	})
}

func TestOtherRelaysAreListedAndMayBeAskedAndNobodyElse(t *testing.T) {
	s := site(t, Options{Relay: "https://relay.example", Others: []Other{{"https://a.example", "The clinic"}, {Address: "https://b.example:8443"}}})
	r := ask(s, "GET", "/", fromPage)
	if page := body(t, r); !strings.Contains(page, `data-relays="https://a.example The clinic,https://b.example:8443"`) {
		t.Errorf("the first page is %s", page)
	}
	if p := r.Header.Get("Content-Security-Policy"); !strings.Contains(p, "; connect-src 'self' https://relay.example https://a.example https://b.example:8443; ") {
		t.Errorf("the policy is %q", p)
	}
	if p := ask(site(t, Options{Others: []Other{{Address: "https://a.example"}}}), "GET", "/", fromPage).Header.Get("Content-Security-Policy"); !strings.Contains(p, "; connect-src 'self' https://a.example; ") {
		t.Errorf("beside a relay of one's own the policy is %q", p)
	}
	for text, want := range map[string]Other{
		"https://a.example":                {Address: "https://a.example"},
		" The clinic = https://a.example ": {"https://a.example", "The clinic"},
	} {
		if got, err := ParseOther(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "=", "a.example", "https://a.example/", "https://a.example; script-src *", "https://a.example https://b.example",
		"The clinic", "The, clinic=https://a.example", "<b>=https://a.example", strings.Repeat("x", 41) + "=https://a.example", "ftp://a.example", "https://a@b.example"} {
		if _, err := ParseOther(bad); err != ErrOther {
			t.Errorf("%q: %v, want ErrOther", bad, err)
		}
	}
}

func FuzzAnOtherRelayCanNotEndTheListItStandsIn(f *testing.F) {
	for _, s := range []string{"https://a.example", "The clinic=https://a.example", "x=https://a.example; connect-src *", "a,b=https://c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if o, err := ParseOther(text); err == nil && (strings.ContainsAny(o.Address, " ;,'\"<") || strings.ContainsAny(o.Name, ",;<\"\n")) {
			t.Errorf("%q gave %q", text, o)
		}
	})
}
