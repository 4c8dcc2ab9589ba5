package loopback

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// house is a door with an app behind it that says how often it was asked and locked.
type house struct {
	t         *testing.T
	door      *Door
	asked     int
	locked    atomic.Int32 // by a timer too
	lockAfter string       // what the app says
	unkept    bool         // what the app says
	body      string       // what it got
	bodyErr   error
}

const here = "http://127.0.0.1:4567"

func newHouse(t *testing.T) *house {
	h := &house{t: t, lockAfter: "300"}
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked++
		body, err := io.ReadAll(r.Body)
		h.body, h.bodyErr = string(body), err
		w.Header().Set("Cache-Control", "public, max-age=31536000")
		if !strings.HasPrefix(r.URL.Path, "/static/") {
			w.Header().Set("Snowdrop-Lock-After", h.lockAfter)
			w.Header().Set("Snowdrop-Kept", "visit")
			if h.unkept {
				w.Header().Set("Snowdrop-Unkept", "1")
			}
		}
		_, _ = io.WriteString(w, "private words")
	})
	h.door = New(Config{Port: 4567, Inner: app, Lock: func() { h.locked.Add(1) }})
	t.Cleanup(h.door.Close)
	return h
}

// ask sends a request; headers are name, value, name, value. Host is a header here.
func (h *house) ask(method, address string, headers ...string) *http.Response {
	h.t.Helper()
	r := httptest.NewRequest(method, here+strings.TrimPrefix(address, here), strings.NewReader("a=b"))
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		} else {
			r.Header.Add(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.door.ServeHTTP(w, r)
	return w.Result()
}

var typed = []string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}

// let opens the door and gives the cookie as a header.
func (h *house) let() []string {
	h.t.Helper()
	a := h.ask("GET", h.door.Address(), typed...)
	if a.StatusCode != http.StatusSeeOther || len(a.Cookies()) != 1 {
		h.t.Fatalf("the address answers %d with %d cookies", a.StatusCode, len(a.Cookies()))
	}
	return []string{"Cookie", a.Cookies()[0].Name + "=" + a.Cookies()[0].Value}
}

// reaches tells whether a request gets to the app.
func (h *house) reaches(method, address string, headers ...string) bool {
	before := h.asked
	h.ask(method, address, headers...)
	return h.asked > before
}

func with(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func TestANameThatPointsHereGetsNothing(t *testing.T) {
	h := newHouse(t)
	cookie := h.let()
	if !h.reaches("GET", "/today", with(cookie, typed)...) {
		t.Fatal("the owner does not reach the app")
	}
	for _, host := range []string{"evil.example:4567", "localhost:4567", "127.0.0.1", "127.0.0.1:4568", "127.0.0.1:4567.evil.example", "[::1]:4567", ""} {
		for _, path := range []string{"/today", "/h/", "/open?once=x"} {
			same := []string{"Host", host, "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}
			a := h.ask("GET", path, with(cookie, same)...)
			if a.StatusCode != http.StatusMisdirectedRequest || h.asked != 1 {
				t.Errorf("Host %q, %s: %d", host, path, a.StatusCode)
			}
		}
	}
}

func TestOnlyOurOwnPagesMayChangeAnything(t *testing.T) {
	h := newHouse(t)
	cookie := h.let()
	for _, c := range []struct {
		who     string
		headers []string
		want    bool
	}{
		{"a form of ours", []string{"Sec-Fetch-Site", "same-origin", "Origin", "null", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, true},
		{"page.js", []string{"Sec-Fetch-Site", "same-origin", "Origin", here, "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"}, true},
		{"page.js in a browser from before 2023", []string{"Origin", here}, true},
		{"a form of another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, false},
		{"the same, without a referrer", []string{"Sec-Fetch-Site", "cross-site", "Origin", "null", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, false},
		{"a form of another port of this machine", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:8080", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, false},
		{"script of another port of this machine", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:8080", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "empty"}, false},
		{"another site in an old browser", []string{"Origin", "https://evil.example"}, false},
		{"a sandboxed frame in an old browser", []string{"Origin", "null"}, false},
		{"nobody who says where from", nil, false},
		{"something typed, which is never a form", []string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, false},
		{"two headers that differ", []string{"Sec-Fetch-Site", "same-origin", "Origin", "https://evil.example"}, false},
		{"a value that does not exist", []string{"Sec-Fetch-Site", "same-origin, cross-site", "Origin", here}, false},
	} {
		if got := h.reaches("POST", "/mine/delete", with(cookie, c.headers)...); got != c.want {
			t.Errorf("%s: reaches the app is %v, want %v", c.who, got, c.want)
		}
	}
}

func TestOtherPagesCannotReadOrEmbedAnything(t *testing.T) {
	h := newHouse(t)
	cookie := h.let()
	for _, c := range []struct {
		who     string
		headers []string
		want    bool
	}{
		{"typed", typed, true},
		{"a link of ours", []string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, true},
		{"page.js", []string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"}, true},
		{"an old browser", nil, true},
		{"a picture of another site", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"}, false},
		{"a script of another port", []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "script"}, false},
		{"fetch of another port", []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Origin", "http://127.0.0.1:8080"}, false},
		{"a frame of another site", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, false},
		{"a frame of ours", []string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, false},
		{"a link of another site, whatever cookie comes with it", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, false},
		{"a window opened by another port, with the cookie", []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, false},
	} {
		if got := h.reaches("GET", "/export/data.json", with(cookie, c.headers)...); got != c.want {
			t.Errorf("%s: reaches the app is %v, want %v", c.who, got, c.want)
		}
		if opened := strings.Contains(c.who, "link") || strings.Contains(c.who, "window"); !c.want && !opened && h.reaches("GET", "/h/gb", c.headers...) {
			t.Errorf("%s: even the help page is more than it may have", c.who)
		}
	}
}

func TestAnAddressWorksOnceAndNotForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		first := h.door.Address()
		if got := h.ask("HEAD", first, typed...); len(got.Cookies()) != 0 {
			t.Error("a look ahead of a terminal or a messenger uses the address up")
		}
		a := h.ask("GET", first, typed...)
		if len(a.Cookies()) != 1 || a.Header.Get("Location") != "/" {
			t.Fatalf("the address does not open: %d", a.StatusCode)
		}
		c := a.Cookies()[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || !c.Expires.IsZero() {
			t.Errorf("the cookie is %v", c)
		}
		if strings.Contains(first, c.Value) {
			t.Error("the cookie stands in the address, and so in the history")
		}
		if again := h.ask("GET", first, typed...); again.StatusCode != http.StatusForbidden || len(again.Cookies()) != 0 {
			t.Error("the address works twice")
		}
		second, third := h.door.Address(), h.door.Address()
		if a := h.ask("GET", third, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"); a.StatusCode != http.StatusForbidden || h.door.once == "" {
			t.Error("a picture of another site uses the address up")
		}
		time.Sleep(validity + time.Second)
		for name, address := range map[string]string{"used": first, "replaced": second, "late": third, "guessed": here + "/open?once=" + strings.Repeat("A", 26), "empty": here + "/open?once="} {
			if a := h.ask("GET", address, typed...); a.StatusCode != http.StatusForbidden || len(a.Cookies()) != 0 {
				t.Errorf("a %s address answers %d with %d cookies", name, a.StatusCode, len(a.Cookies()))
			}
		}
	})
}

func TestWithoutTheCookieAPageSaysHowToOpen(t *testing.T) {
	h := newHouse(t)
	for _, cookie := range [][]string{nil, {"Cookie", "snowdrop-4567="}, {"Cookie", "snowdrop-4567=guess"}, {"Cookie", "snowdrop-4568=" + h.door.secret}} {
		a := h.ask("GET", "/today", with(cookie, typed)...)
		body, _ := io.ReadAll(a.Body)
		if a.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "press Enter") || !strings.Contains(string(body), `href="/h/"`) {
			t.Errorf("cookie %v: %d %s", cookie, a.StatusCode, body)
		}
		if h.reaches("POST", "/lock", with(cookie, []string{"Sec-Fetch-Site", "same-origin", "Origin", here})...) {
			t.Errorf("cookie %v: a form reaches the app", cookie)
		}
	}
	if h.asked != 0 {
		t.Errorf("the app was asked %d times", h.asked)
	}
	for _, path := range []string{"/h/", "/h/gb", "/closed", "/static/icon.svg", "/manifest.webmanifest"} {
		if !h.reaches("GET", path, typed...) {
			t.Errorf("%s waits behind the door", path)
		}
	}
}

func TestOnlyThreeMethodsAndBoundedBodies(t *testing.T) {
	h := newHouse(t)
	cookie := h.let()
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"} {
		if h.reaches(method, "/today", with(cookie, []string{"Sec-Fetch-Site", "same-origin", "Origin", here})...) {
			t.Errorf("%s reaches the app", method)
		}
	}
	send := func(size int64, body string) {
		r := httptest.NewRequest("POST", here+"/journal/new", strings.NewReader(body))
		r.ContentLength = size
		for i, headers := 0, with(cookie, []string{"Sec-Fetch-Site", "same-origin"}); i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		h.door.ServeHTTP(httptest.NewRecorder(), r)
	}
	if send(maxBody+1, ""); h.asked != 0 {
		t.Error("a body that says it is too large reaches the app")
	}
	if send(-1, strings.Repeat("x", maxBody+1)); h.bodyErr == nil || len(h.body) > maxBody {
		t.Errorf("a body that does not say so is read to %d bytes: %v", len(h.body), h.bodyErr)
	}
	if send(maxBody, strings.Repeat("x", maxBody)); h.bodyErr != nil {
		t.Errorf("a body of the largest size: %v", h.bodyErr)
	}
}

func TestNothingIsCachedOrFramedOrHandedToAnotherSite(t *testing.T) {
	h := newHouse(t)
	cookie := h.let()
	for _, a := range []*http.Response{
		h.ask("GET", "/today", with(cookie, typed)...), h.ask("GET", "/static/page.js", typed...), h.ask("GET", "/today", typed...),
		h.ask("GET", h.door.Address(), typed...), h.ask("PUT", "/"), h.ask("GET", "/", "Host", "evil.example"),
	} {
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%d: %s is %q, want %q", a.StatusCode, name, got, want)
			}
		}
		if policy := a.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%d: the policy is %q", a.StatusCode, policy)
		}
		if a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%d lets another origin read", a.StatusCode)
		}
	}
}

func TestWithoutUseTheAppIsLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		page := with(h.let(), typed)
		h.ask("GET", "/today", page...)
		for range 10 { // in use, even when only a file was asked for
			time.Sleep(4 * time.Minute)
			h.ask("GET", "/static/page.js", page...)
		}
		if h.locked.Load() != 0 {
			t.Fatal("locked while in use")
		}
		time.Sleep(5*time.Minute + grace - time.Second)
		if h.locked.Load() != 0 {
			t.Fatal("locked before the page itself would")
		}
		time.Sleep(2 * time.Second)
		if h.locked.Load() != 1 {
			t.Fatalf("locked %d times", h.locked.Load())
		}
		h.lockAfter = "0" // as a locked app says
		h.ask("GET", "/unlock", page...)
		time.Sleep(24 * time.Hour)
		if h.locked.Load() != 1 {
			t.Error("locked again with nothing open")
		}
		h.lockAfter = "60"
		h.ask("GET", "/today", page...)
		time.Sleep(60*time.Second + grace + time.Second)
		if h.locked.Load() != 2 {
			t.Error("a shorter time was not followed")
		}
	})
}

func TestALaptopThatSleptPastTheTimeLocksAtTheFirstTouch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		page := with(h.let(), typed)
		h.ask("GET", "/today", page...)
		h.door.idle.timer.Stop() // a timer stands still while the machine sleeps
		time.Sleep(8 * time.Hour)
		asked := h.asked
		h.door.inner = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			if h.locked.Load() != 1 {
				t.Error("the app answers before it is locked")
			}
		})
		h.ask("GET", "/today", page...)
		if h.locked.Load() != 1 || h.asked != asked {
			t.Errorf("locked %d times", h.locked.Load())
		}
	})
}

func TestAPageThatAsksByItselfForSomethingNewKeepsNothingOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		page := with(h.let(), typed)
		h.ask("GET", "/today", page...)
		for range 11 {
			time.Sleep(30 * time.Second)
			if !h.reaches("GET", "/changed?since=1", page...) {
				t.Fatal("it is not answered while the app is in use")
			}
		}
		time.Sleep(time.Second)
		if h.locked.Load() != 1 {
			t.Errorf("locked %d times", h.locked.Load())
		}
	})
}

func TestStrangersDoNotKeepTheAppOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.ask("GET", "/today", with(h.let(), typed)...)
		for range 6 {
			time.Sleep(time.Minute)
			h.ask("GET", "/h/", typed...)
			h.ask("GET", "/today", typed...)
			h.ask("POST", "/draft", "Sec-Fetch-Site", "cross-site")
		}
		if h.locked.Load() != 1 {
			t.Error("requests without the cookie count as use")
		}
	})
}

func TestCloseNowLocksAndOnlyTheOwnerCanCloseNow(t *testing.T) {
	h := newHouse(t)
	cookie := h.let()
	h.ask("GET", "/closed", typed...)
	h.ask("GET", "/closed", with(cookie, []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"})...)
	h.ask("GET", "/closed", with(cookie, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"})...)
	if h.locked.Load() != 0 {
		t.Error("somebody else closed it")
	}
	h.ask("GET", "/closed", with(cookie, []string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"})...)
	if h.locked.Load() != 1 {
		t.Error("Close now leaves it open")
	}
}

func TestAVisitThatNobodyUsesEndsAndTheNextPageSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		page := with(h.let(), typed)
		post := with(page[:2], []string{"Sec-Fetch-Site", "same-origin", "Origin", here})
		words := func(path string) string {
			body, _ := io.ReadAll(h.ask("GET", path, page...).Body)
			return string(body)
		}
		for how, end := range map[string]func(){
			"the page is gone": func() { time.Sleep(5*time.Minute + grace + time.Second) },
			"the page locks":   func() { time.Sleep(5 * time.Minute); h.ask("POST", "/lock", post...) },
			"the machine slept": func() {
				h.door.idle.timer.Stop()
				time.Sleep(8 * time.Hour)
			},
		} {
			h.unkept, h.lockAfter = true, "300"
			h.ask("GET", "/journal/new", page...)
			h.unkept, h.lockAfter = false, "0" // as the app says once it has forgotten
			locked := h.locked.Load()
			end()
			if how != "the machine slept" && h.locked.Load() == locked { // that one locks at the first touch
				t.Errorf("%s: the visit goes on", how)
			}
			if got := words("/static/page.js"); !strings.Contains(got, "private words") {
				t.Errorf("%s: a file is taken for a page: %s", how, got)
			}
			if got := words("/journal"); !strings.Contains(got, "This visit has ended") || !strings.Contains(got, "not kept is gone") || h.locked.Load() == locked {
				t.Errorf("%s: the next page is %s", how, got)
			}
			if got := words("/journal"); !strings.Contains(got, "private words") {
				t.Errorf("%s: it is said again: %s", how, got)
			}
		}
	})
}

func TestAVisitThatWasEndedOnPurposeIsNotSpokenOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		page := with(h.let(), typed)
		for _, address := range []string{"/closed", "/lock"} {
			h.unkept, h.lockAfter = true, "300"
			h.ask("GET", "/journal/new", page...)
			h.unkept, h.lockAfter = false, "0"
			locked := h.locked.Load()
			if address == "/lock" {
				h.ask("POST", address, with(page[:2], []string{"Sec-Fetch-Site", "same-origin", "Origin", here})...)
			} else {
				h.ask("GET", address, page...)
			}
			if h.locked.Load() == locked {
				t.Errorf("after %s the visit goes on", address)
			}
			time.Sleep(time.Hour)
			if body, _ := io.ReadAll(h.ask("GET", "/", page...).Body); !strings.Contains(string(body), "private words") {
				t.Errorf("after %s the next page is %s", address, body)
			}
		}
	})
}

func TestOnlyTheNewestBrowserIsLetIn(t *testing.T) {
	h := newHouse(t)
	quicker := with(h.let(), typed)
	if !h.reaches("GET", "/today", quicker...) {
		t.Fatal("the first one does not reach the app")
	}
	owner := with(h.let(), typed)
	if h.reaches("GET", "/today", quicker...) || h.reaches("POST", "/draft", with(quicker[:2], []string{"Sec-Fetch-Site", "same-origin", "Origin", here})...) {
		t.Error("who was quicker with an address before stays in")
	}
	if a := h.ask("GET", "/today", quicker...); a.StatusCode != http.StatusForbidden {
		t.Errorf("they get %d", a.StatusCode)
	}
	if !h.reaches("GET", "/today", owner...) {
		t.Error("the newest browser does not reach the app")
	}
	again := h.door.Address() // opened by a browser that is let in already: used up all the same
	a := h.ask("GET", again, owner...)
	if len(a.Cookies()) != 1 || h.ask("GET", again, typed...).StatusCode != http.StatusForbidden {
		t.Error("an address that was opened waits for somebody else")
	}
	owner = with([]string{"Cookie", a.Cookies()[0].Name + "=" + a.Cookies()[0].Value}, typed)
	if a := h.ask("GET", again, owner...); a.StatusCode != http.StatusSeeOther || len(a.Cookies()) != 0 {
		t.Errorf("the same address once more: %d", a.StatusCode)
	}
}
