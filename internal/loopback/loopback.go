// Package loopback stands in front of a personal app on a person's own machine and lets in the browser that its owner
// opened, and nobody else. It must never hand a request that it is not sure of to the app, and never keep or print
// what was asked.
//
// Who might knock: a page of another site in the same browser, a page of another program on the same machine, a name
// that was made to point at 127.0.0.1, another program itself. What each meets:
//
//   - Host must be the exact address and port, so a name that points here gets nothing.
//   - The app is reached with a cookie only. It is SameSite=Strict, HttpOnly, and given once, for an address that works
//     once and for two minutes (Address). Each address that is opened makes a new one: only the newest browser is let in.
//   - What is not a page opened at the top of a window must come from our own origin, by Sec-Fetch-Site. A browser
//     without that header (all from before 2023) may read with its cookie, since no other site can make it send that
//     one; to change anything it must send our Origin.
//   - A page opened from elsewhere, even from another port of this machine, which browsers count as the same site, is
//     treated as if it had no cookie.
//   - Frames, other methods and large bodies are refused.
//   - Without a request for as long as the app says in Snowdrop-Lock-After, and half a minute, the app is locked. A visit is over
//     then, and the next page says so.
//   - Nothing is cached: a browser's cache outlives the lock.
//
// What it cannot do: cookies do not know ports. Another program of this machine whose page the same browser opens under
// 127.0.0.1 is sent the cookie, and could then ask like that browser. Whoever runs as the same user reads the memory
// anyway (docs/threat-model.md).
package loopback

import (
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// validity is how long an address waits to be opened: enough for a slow browser to start.
	validity = 2 * time.Minute
	// grace is how much longer than the page itself the program waits. The page locks first, because it knows of
	// every touch and keeps the draft; this is for a page that is gone.
	grace = 30 * time.Second
	// maxBody is the largest body in bytes. The app has a lower limit, with a sentence for the person.
	maxBody = 34 << 20 // a photo and many words
)

// waits is where a page asks whether there is something new, and is answered when there is.
const waits = "/changed"

// Config is what stands behind the door.
type Config struct {
	Port  int          // on 127.0.0.1
	Inner http.Handler // the app and its files
	Lock  func()       // forgets everything that is open; may be called when nothing is
}

// Door is the http.Handler in front. It is safe for use from many goroutines.
type Door struct {
	inner  http.Handler
	lock   func()
	host   string // what Host must be
	cookie string // name of the cookie: cookies do not know ports, so the port is part of it

	mu      sync.Mutex
	secret  string    // value of the cookie
	once    string    // the address that waits to be opened, or ""
	expires time.Time // when it stops waiting
	unkept  bool      // something was written that is nowhere but in the program
	ended   bool      // it is gone, and nobody was told yet
	idle    idle
}

// New makes a door that nobody can pass yet: Address says where it opens.
func New(c Config) *Door {
	host := net.JoinHostPort("127.0.0.1", strconv.Itoa(c.Port))
	if c.Port == 80 {
		host = "127.0.0.1" // browsers leave the usual port out
	}
	d := &Door{inner: c.Inner, host: host, cookie: "snowdrop-" + strconv.Itoa(c.Port), secret: rand.Text()}
	d.lock = func() {
		c.Lock()
		d.idle.stop()
		d.mu.Lock()
		d.unkept = false
		d.mu.Unlock()
	}
	d.idle.late = func() {
		d.visitEnds()
		d.lock()
	}
	return d
}

// Address gives a new address that works once and for two minutes. The one before stops working.
func (d *Door) Address() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.once, d.expires = rand.Text(), time.Now().Add(validity)
	return "http://" + d.host + "/open?once=" + d.once
}

// Close ends the waiting for idle time. Nothing is locked by it.
func (d *Door) Close() { d.idle.stop() }

// ServeHTTP looks at a request from the outside in: is it for us, may it come from there, who sent it.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w = &answer{ResponseWriter: w}
	harden(w.Header())
	from := d.from(r)
	switch {
	case r.Host != d.host:
		refuse(w, http.StatusMisdirectedRequest, "Nothing is at this address.")
	case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost:
		w.Header().Set("Allow", "GET, HEAD, POST")
		refuse(w, http.StatusMethodNotAllowed, "This cannot be done here.")
	case from == refused:
		refuse(w, http.StatusForbidden, "Another page asked for this, so it was not done.")
	case r.ContentLength > maxBody:
		refuse(w, http.StatusRequestEntityTooLarge, "This is too large.")
	case r.URL.Path == "/open" && r.Method == http.MethodGet && r.URL.Query().Has("once"): // without it, a page of the app
		d.open(w, r, from == ours && d.known(r))
	case from == ours && d.known(r):
		d.serve(w, r)
	case r.Method != http.MethodPost && public(r.URL.Path):
		d.inner.ServeHTTP(w, r)
	default:
		shut(w)
	}
}

// serve answers the person who opened the door.
func (d *Door) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == waits { // a page asks by itself, whether somebody is there or not: that is no use of it
		if !d.idle.over() {
			d.inner.ServeHTTP(w, r)
			return
		}
	}
	quiet := d.idle.used(-1)
	reads, locks := r.Method == http.MethodGet, r.Method == http.MethodPost && r.URL.Path == "/lock"
	switch {
	case reads && r.URL.Path == "/closed":
		d.lock() // Close now, even where no script ran. It was asked for, so nobody needs to be told.
		d.visitTold()
	case locks && quiet:
		d.visitEnds() // the page itself found that nobody is there
	case reads && !public(r.URL.Path) && d.visitTold():
		over(w)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	d.inner.ServeHTTP(w, r)
	d.note(w.Header())
	if locks {
		d.lock() // what else there is to forget
	}
}

// note reads what the app says beside the page.
func (d *Door) note(h http.Header) {
	if h.Get("Snowdrop-Kept") != "" {
		d.mu.Lock()
		d.unkept = h.Get("Snowdrop-Unkept") == "1"
		d.mu.Unlock()
	}
	seconds, err := strconv.Atoi(h.Get("Snowdrop-Lock-After"))
	if err != nil {
		seconds = -1
	}
	d.idle.used(seconds)
}

// visitEnds remembers that what was written and not kept is now gone without anybody having asked for it.
func (d *Door) visitEnds() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended, d.unkept = d.ended || d.unkept, false
}

// visitTold says whether there is something to tell, and that it is told now.
func (d *Door) visitTold() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	ended := d.ended
	d.ended = false
	return ended
}

// open gives a new cookie for a one-time address, and takes the address out of the bar. Who held the cookie before, it
// may be somebody who was quicker, is no longer let in. An address that was used leads the one who used it on.
func (d *Door) open(w http.ResponseWriter, r *http.Request, known bool) {
	if secret := d.redeem(r.URL.Query().Get("once")); secret != "" {
		http.SetCookie(w, &http.Cookie{Name: d.cookie, Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	} else if !known {
		shut(w)
		return
	}
	w.Header().Set("Location", "/")
	w.WriteHeader(http.StatusSeeOther)
}

// redeem uses an address up and gives a new secret, or "" where it is not the one that waits.
func (d *Door) redeem(once string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.once == "" || !same(once, d.once) || time.Now().After(d.expires) {
		return ""
	}
	d.once, d.secret = "", rand.Text()
	return d.secret
}

// known tells whether the request has the cookie.
func (d *Door) known(r *http.Request) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range r.CookiesNamed(d.cookie) {
		if same(c.Value, d.secret) {
			return true
		}
	}
	return false
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// origin is where a request comes from, as far as the browser says.
type origin int

const (
	refused   origin = iota // from a place that may not ask for this
	elsewhere               // a page opened at the top of a window by somebody else: without its cookie
	ours                    // from our own page, or typed
)

// from believes Sec-Fetch-Site before Origin: no script can set either, and Origin is "null" on a form of ours, because
// our pages send no referrer.
func (d *Door) from(r *http.Request) origin {
	site, by := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	if by != "" && by != "http://"+d.host && (by != "null" || site != "same-origin") {
		return refused
	}
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	dest := r.Header.Get("Sec-Fetch-Dest")
	switch {
	case dest == "iframe" || dest == "frame" || dest == "embed" || dest == "object":
		return refused
	case site == "same-origin":
		return ours
	case site == "" && (reads || by != ""):
		return ours
	case !reads:
		return refused
	case site == "none":
		return ours
	case r.Header.Get("Sec-Fetch-Mode") == "navigate" && dest == "document":
		return elsewhere
	}
	return refused
}

// public are the addresses with nothing of the person: help must not wait behind a door, and browsers ask for the
// manifest without a cookie.
func public(path string) bool {
	return path == "/closed" || path == "/manifest.webmanifest" || path == "/h" || strings.HasPrefix(path, "/h/") || strings.HasPrefix(path, "/static/")
}
