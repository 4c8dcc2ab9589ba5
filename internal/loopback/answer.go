package loopback

import (
	"fmt"
	"net/http"
)

// answer leaves nothing in the browser's cache, whatever stands behind the door says about it.
type answer struct{ http.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	a.Header().Set("Cache-Control", "no-store")
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	a.Header().Set("Cache-Control", "no-store")
	return a.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// harden sets what stands on every answer. What stands behind the door sets its own in place of these, not fewer.
func harden(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
}

func refuse(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintln(w, sentence)
}

// shut is for whoever comes without the cookie, most likely its owner in a new window. The link helps who came through a
// link: a cookie of ours is not sent along the way from another page.
func shut(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprint(w, `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Not open here</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"></head>
<body>
<main>
<h1>Snowdrop is not open in this window</h1>
<p>Go to the window where you started Snowdrop and press Enter. A new page opens. Each address works once, for two minutes.</p>
<p>If you closed that window, start Snowdrop again.</p>
<p><a href="/">I have just opened it: go on</a></p>
<p><a href="/h/">Get help now: emergency and crisis numbers</a></p>
</main>
</body>
</html>
`)
}

// over is for whoever comes next after a visit that ended by itself.
func over(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Snowdrop-Lock-After", "0")
	fmt.Fprint(w, `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>This visit has ended</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"></head>
<body>
<main>
<h1>This visit has ended</h1>
<p>Nobody used Snowdrop for a while, so the visit was ended. What was written in it and not kept is gone. Nobody else can read it here.</p>
<p><a href="/">Go on to Snowdrop</a></p>
<p><a href="/h/">Get help now: emergency and crisis numbers</a></p>
</main>
</body>
</html>
`)
}
