package site

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
)

// What every page may do is listed by what it needs; all else is refused. There is no inline script, no eval,
// no frame and no other origin anywhere.
const (
	// appPolicy is for the page, its worker and its service worker.
	appPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
		"img-src 'self' blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'none'; object-src 'none'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types snowdrop"
	// localPolicy is for the app on one's own machine: forms work without script too, and there is no worker.
	localPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; " +
		"img-src 'self' blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'none'; object-src 'none'; " +
		"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types snowdrop"
	// closedPolicy is for pages with neither script nor style.
	closedPolicy = "default-src 'none'; script-src 'none'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

var style = regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`)

// helpPolicy allows a static help page its own style, by hash, and its icon.
func helpPolicy(page []byte) string {
	hashes := []string{}
	for _, m := range style.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(m[1])
		hashes = append(hashes, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	if len(hashes) == 0 {
		hashes = []string{"'none'"}
	}
	return "default-src 'none'; script-src 'none'; style-src " + strings.Join(hashes, " ") +
		"; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// permissions are the powers of a browser that we never ask for, switched off so that nothing else can ask either.
var permissions = []string{
	"accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "compute-pressure", "display-capture",
	"encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection",
	"local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture",
	"screen-wake-lock", "serial", "storage-access", "usb",
	"window-management", "xr-spatial-tracking",
}

// Passkeys are asked for by our own page, and by nothing in it.
var permissionsPolicy = strings.Join(permissions, "=(), ") + "=(), publickey-credentials-create=(self), publickey-credentials-get=(self)"

// setHeaders sets what stands on every answer, good or bad.
func setHeaders(h http.Header, tls bool) {
	h.Set("Content-Security-Policy", closedPolicy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", permissionsPolicy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	if tls {
		// Without includeSubDomains: a host's other names are not ours to decide about.
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
}

// ForPage lets page.js read where an answer leads: a browser follows a redirect of fetch by itself and hides the headers on it.
// A request that page.js made itself is answered 204 with Snowdrop-Location instead of a redirect; others are left alone.
func ForPage(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Snowdrop-Page") == "" {
			h.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(&redirects{ResponseWriter: w}, r)
	})
}

// redirects turns a redirect into an answer that script may read.
type redirects struct {
	http.ResponseWriter
	sent, turned bool
}

func (w *redirects) WriteHeader(status int) {
	if w.sent {
		return
	}
	w.sent = true
	if to := w.Header().Get("Location"); to != "" && status >= 300 && status < 400 {
		w.turned = true
		w.Header().Del("Location")
		w.Header().Set("Snowdrop-Location", to)
		status = http.StatusNoContent
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *redirects) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.turned {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}
