package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/loopback"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
	"snowdrop/web"
	"snowdrop/web/script"
)

const passphrase = "made up words for tests"

// sources is what the build would put into the program, without its compressed forms and without the app for browsers.
func sources() (fs.FS, error) {
	files := fstest.MapFS{"index.html": {Data: []byte("<!DOCTYPE html>")}}
	at := map[string]string{}
	files["manifest.webmanifest"] = &fstest.MapFile{Data: []byte(`{"name":"Snowdrop"}`)}
	for _, name := range []string{"page.js", "style.css", "icon.svg", "closed.html"} {
		read := func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join("..", "..", "web", filepath.FromSlash(name)))
		}
		content, err := read(name)
		if name == "page.js" {
			content, err = script.Join(read)
		}
		if err != nil {
			return nil, err
		}
		if name == "closed.html" {
			files[name] = &fstest.MapFile{Data: content}
			continue
		}
		ext := filepath.Ext(name)
		path := "static/" + strings.TrimSuffix(name, ext) + ".0123456789ab" + ext
		files[path], at[name] = &fstest.MapFile{Data: content}, "/"+path
	}
	var cards ui.Cards
	cards.Emergency, cards.Urgent, cards.Soon = signs.Cards()
	for _, h := range ui.HelpPages(cards) {
		name := strings.TrimPrefix(h.Path, "/") + ".html"
		if strings.HasSuffix(h.Path, "/") {
			name = "h/index.html"
		}
		files[name] = &fstest.MapFile{Data: h.HTML}
	}
	addresses, err := json.Marshal(at)
	files["addresses.json"] = &fstest.MapFile{Data: addresses}
	return files, err
}

// screen is what the program prints, for many goroutines.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func newScreen() *screen { return &screen{more: make(chan struct{}, 100)} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.more <- struct{}{}
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+/open\?once=\w+`)

// addresses waits until n addresses were printed, and gives them.
func (s *screen) addresses(n int) []string {
	for {
		if all := address.FindAllString(s.String(), -1); len(all) >= n {
			return all
		}
		<-s.more
	}
}

// companion is a running "companion open".
type companion struct {
	t      *testing.T
	client *http.Client
	base   string
	out    *screen
	errs   *screen
	enter  io.Writer
	stop   func() int // as Ctrl-C does; gives the exit status

	status int
	header http.Header
	page   *page.Node
	raw    string
}

// openIn opens Snowdrop over a folder, with further settings where a test needs some.
func openIn(t *testing.T, dir string, more ...string) *companion {
	t.Helper()
	in, enter := io.Pipe()
	c := &companion{t: t, out: newScreen(), errs: newScreen(), enter: enter}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int, 1)
	go func() {
		done <- runOpen(ctx, opening{args: append([]string{"-dir", dir, "-print"}, more...), env: noEnv, in: in, out: c.out, errs: c.errs, files: sources})
	}()
	var once sync.Once
	status := -1
	c.stop = func() int {
		once.Do(func() {
			cancel()
			status = <-done
			_ = enter.Close()
		})
		return status
	}
	t.Cleanup(func() { c.stop() })
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.client = &http.Client{Jar: jar}
	first := c.out.addresses(1)[0]
	u, err := url.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	c.base = "http://" + u.Host
	return c.do("GET", first, nil)
}

func noEnv(string) string { return "" }

// do asks as a browser window of the owner does.
func (c *companion) do(method, address string, form url.Values, headers ...string) *companion {
	c.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = c.base + address
	}
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	c.status, c.header, c.raw, c.page = answer.StatusCode, answer.Header, string(body), nil
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		c.page = page.Parse(c.t, bytes.NewReader(body))
	}
	return c
}

func (c *companion) get(path string) *companion { c.t.Helper(); return c.do("GET", path, nil) }
func (c *companion) post(path string, pairs ...string) *companion {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return c.do("POST", path, form)
}

func (c *companion) says(words string) *companion {
	c.t.Helper()
	if !strings.Contains(c.page.Words(), words) {
		c.t.Errorf("the page does not say %q but %q", words, c.page.Words())
	}
	return c
}

func TestWhatIsKeptIsThereAtTheNextOpening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	c := openIn(t, dir)
	c.post("/journal/new", "text", "four lines by night").says("Kept for this visit")
	c.post("/mine/keep", "new", passphrase, "new-again", passphrase).says("locked away on this device")
	if c.stop() != 0 || !strings.Contains(c.out.String(), "locked and closed") || c.errs.String() != "" {
		t.Fatalf("at the end: %q %q", c.out, c.errs)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v %v", info, err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("four lines")) || bytes.Contains(content, []byte(passphrase)) {
			t.Errorf("%s can be read", path)
		}
		if info, _ := d.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c = openIn(t, dir)
	c.get("/journal").says("passphrase")
	c.post("/unlock", "passphrase", passphrase).get("/journal").says("four lines by night")
	c.get("/closed")
	c.get("/journal").says("passphrase")
}

func TestWhatIsSaidAboutKeepingIsTrueForAFile(t *testing.T) {
	dir := t.TempDir()
	c := openIn(t, dir)
	c.get("/mine/keep").says("one file in a folder")
	if strings.Contains(c.page.Words(), "Your browser may") {
		t.Error("the page warns of a browser that keeps nothing here")
	}
	if !strings.Contains(c.out.String(), dir) {
		t.Errorf("the folder is not named: %q", c.out)
	}
	c.post("/mine/keep", "new", passphrase, "new-again", passphrase)
	c.get("/mine/delete").says("delete its folder")
}

func TestASecondOpeningSaysThatItIsOpenAlready(t *testing.T) {
	dir := t.TempDir()
	openIn(t, dir)
	errs := newScreen()
	status := runOpen(context.Background(), opening{args: []string{"-dir", dir, "-print"}, env: noEnv, in: strings.NewReader(""), out: io.Discard, errs: errs, files: sources})
	if status != 1 || !strings.Contains(errs.String(), "open already") || !strings.Contains(errs.String(), "press Enter") {
		t.Errorf("status %d, %q", status, errs)
	}
}

func TestEnterOpensANewPageAndTheAddressBeforeIsUsedUp(t *testing.T) {
	c := openIn(t, t.TempDir())
	if _, err := io.WriteString(c.enter, "\n"); err != nil {
		t.Fatal(err)
	}
	all := c.out.addresses(2)
	other := &companion{t: t, client: &http.Client{}, base: c.base} // a browser without the cookie
	if other.do("GET", all[0], nil).status != http.StatusForbidden {
		t.Error("a used address opens")
	}
	other.says("press Enter")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	other.client.Jar = jar
	if other.do("GET", all[1], nil).status != http.StatusOK {
		t.Errorf("a new address answers %d", other.status)
	}
}

func TestPagesCarryTheRulesThatKeepThemHonest(t *testing.T) {
	c := openIn(t, t.TempDir()).get("/")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "form-action 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types snowdrop"} {
		if !strings.Contains(c.header.Get("Content-Security-Policy"), want) {
			t.Errorf("the policy is %q, without %q", c.header.Get("Content-Security-Policy"), want)
		}
	}
	if strings.Contains(c.header.Get("Content-Security-Policy"), "wasm") || c.header.Get("Cache-Control") != "no-store" || c.header.Get("X-Frame-Options") != "DENY" {
		t.Errorf("headers %v", c.header)
	}
	html := c.page.First("html")
	if html.Attrs["data-transport"] != "fetch" || html.Attrs["data-theme"] != "auto" {
		t.Errorf("the page's own settings are %v", html.Attrs)
	}
	for _, e := range append(c.page.All("script"), c.page.All("link", "rel=stylesheet")...) {
		if got := c.get(e.Attrs["src"] + e.Attrs["href"]); got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v: %d %q", e.Attrs, got.status, got.header.Get("Cache-Control"))
		}
	}
	c.get("/h/gb").says("999")
	if strings.Contains(c.header.Get("Content-Security-Policy"), "script-src 'self'") {
		t.Error("the help page may run scripts")
	}
	c.get("/h/").says("112")
	if c.get("/closed"); c.page.First("body").Words() != "" {
		t.Error("the page of Close now says something")
	}
}

func TestOtherPagesGetNothingFromTheRunningApp(t *testing.T) {
	c := openIn(t, t.TempDir())
	c.post("/journal/new", "text", "private words")
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:8080"},
		{"Sec-Fetch-Site", "", "Origin", ""},
	} {
		if c.do("POST", "/mine/delete", url.Values{}, headers...).status != http.StatusForbidden {
			t.Errorf("%v: %d", headers, c.status)
		}
	}
	if c.do("GET", "/journal", nil, "Sec-Fetch-Dest", "iframe").status != http.StatusForbidden {
		t.Errorf("a frame: %d", c.status)
	}
	if c.do("GET", "/journal", nil, "Sec-Fetch-Site", "cross-site"); strings.Contains(c.raw, "private words") {
		t.Error("a link of another site shows what is kept")
	}
	c.get("/journal").says("private words")
	_, port, err := net.SplitHostPort(strings.TrimPrefix(c.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest("GET", c.base+"/journal", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "rebound.example:" + port
	answer, err := c.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another name: %d", answer.StatusCode)
	}
}

func TestNothingListensBeyondThisMachine(t *testing.T) {
	c := openIn(t, t.TempDir())
	_, port, err := net.SplitHostPort(strings.TrimPrefix(c.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.IsLoopback() || n.IP.To4() == nil {
			continue
		}
		if conn, err := net.Dial("tcp", net.JoinHostPort(n.IP.String(), port)); err == nil {
			_ = conn.Close()
			t.Errorf("%s answers", n.IP)
		}
	}
}

func TestWhatGoesWrongIsSaidInPlainWords(t *testing.T) {
	busy, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	_, port, err := net.SplitHostPort(busy.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	foreign, file := t.TempDir(), filepath.Join(t.TempDir(), "file")
	for _, name := range []string{filepath.Join(foreign, "store"), file} {
		if err := os.WriteFile(name, []byte("somebody else's"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	notBuilt := func() (fs.FS, error) { return nil, web.ErrNotBuilt }
	for _, c := range []struct {
		name   string
		args   []string
		env    map[string]string
		files  func() (fs.FS, error)
		status int
		want   string
	}{
		{"port in use", []string{"-port", port}, nil, sources, 1, "Another program uses port " + port},
		{"port that is none", []string{"-port", "70000"}, nil, sources, 2, "from 0 to 65535"},
		{"port from the environment", nil, map[string]string{"SNOWDROP_PORT": port}, sources, 1, "Another program uses port " + port},
		{"port in words", nil, map[string]string{"SNOWDROP_PORT": "many"}, sources, 2, "SNOWDROP_PORT must be a number"},
		{"neither yes nor no", nil, map[string]string{"SNOWDROP_PRINT": "maybe"}, sources, 2, "SNOWDROP_PRINT must be true or false"},
		{"somebody else's file", []string{"-dir", foreign}, nil, sources, 1, "did not make"},
		{"a file as the folder", nil, map[string]string{"SNOWDROP_DIR": file}, sources, 1, "cannot be used"},
		{"a word too many", []string{"now"}, nil, sources, 2, `does not know what to do with "now"`},
		{"not built", nil, nil, notBuilt, 1, `run "make companion"`},
		{"something unexpected", nil, nil, func() (fs.FS, error) { return nil, errors.New("fs: 0x7f") }, 1, "What was shown as kept is kept"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := func(name string) string {
				if name == "SNOWDROP_DIR" && c.env[name] == "" {
					return filepath.Join(t.TempDir(), "dir")
				}
				return c.env[name]
			}
			var errs bytes.Buffer
			ctx, cancel := context.WithCancel(context.Background())
			cancel() // what wrongly starts ends at once
			status := runOpen(ctx, opening{args: append([]string{"-print"}, c.args...), env: env, in: strings.NewReader(""), out: io.Discard, errs: &errs, files: c.files})
			if status != c.status || !strings.Contains(errs.String(), c.want) {
				t.Errorf("status %d, want %d; said %q, want %q", status, c.status, errs.String(), c.want)
			}
			for _, technical := range []string{"err", "0x", "filedisk", "bind", "syscall", "no such file", "not a directory", "permission denied"} {
				if strings.Contains(errs.String(), technical) {
					t.Errorf("a person reads %q in %q", technical, errs.String())
				}
			}
		})
	}
}

func TestTheCheckOnOnesOwnMachineGoesByAFileToo(t *testing.T) {
	openIn(t, t.TempDir(), "-local", example).get("/check").says("Riverbank Early Pregnancy Unit is stricter than the standard.")
	c := openIn(t, t.TempDir(), "-local", written(t, "{")).get("/check").says("The stricter numbers of this place could not be read. The standard ones count.")
	if !strings.Contains(c.errs.String(), "cannot be used. Mend this:") {
		t.Errorf("the window says %q", c.errs.String())
	}
}

func TestABrowserThatCannotBeStartedLeavesTheAddress(t *testing.T) {
	out := newScreen()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan int, 1)
	dir := t.TempDir()
	go func() {
		done <- runOpen(ctx, opening{args: []string{"-dir", dir}, env: noEnv, in: strings.NewReader(""), out: out, errs: io.Discard, files: sources,
			browse: func(string) error { return errors.New("no browser") }})
	}()
	out.addresses(1)
	cancel()
	if status := <-done; status != 0 || !strings.Contains(out.String(), "Open this address yourself") {
		t.Errorf("status %d, %q", status, out)
	}
}

// The app, its files and the door as they are put together, with a clock that can be moved on.
func TestAVisitThatIsLeftEndsByItselfHereToo(t *testing.T) {
	files, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		v, err := vault.Open(t.Context(), memdisk.New())
		if err != nil {
			t.Fatal(err)
		}
		personal, inner, err := pages(t.Context(), v, files, "", hostFiles{})
		if err != nil {
			t.Fatal(err)
		}
		door := loopback.New(loopback.Config{Port: 4567, Inner: inner, Lock: func() { forget(personal) }})
		defer door.Close()
		const base = "http://127.0.0.1:4567"
		var cookie *http.Cookie
		ask := func(method, address, form string) string {
			r := httptest.NewRequest(method, address, strings.NewReader(form))
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if cookie != nil {
				r.AddCookie(cookie)
			}
			w := httptest.NewRecorder()
			door.ServeHTTP(w, r)
			if all := w.Result().Cookies(); len(all) > 0 {
				cookie = all[0]
			}
			return w.Body.String()
		}
		ask("GET", door.Address(), "")
		for _, way := range []string{"idle", "/closed"} {
			ask("POST", base+"/journal/new", "text=The+kettle+sang")
			if !strings.Contains(ask("GET", base+"/journal", ""), "The kettle sang") {
				t.Fatal("what was written is not there")
			}
			if way == "idle" {
				time.Sleep(5*time.Minute + 31*time.Second) // nothing but the clock
				if len(v.List()) != 0 {
					t.Error("left alone, the visit goes on")
				}
				if got := ask("GET", base+"/journal", ""); !strings.Contains(got, "This visit has ended") {
					t.Errorf("the next page does not say so: %s", got)
				}
			} else {
				ask("GET", base+way, "")
			}
			if got := ask("GET", base+"/journal", ""); len(v.List()) != 0 || strings.Contains(got, "kettle") || strings.Contains(got, "This visit has ended") {
				t.Errorf("after %s: %d entries, %s", way, len(v.List()), got)
			}
		}
	})
}
