// Package taken takes everything along in a test as a person does: through the pages, with the passphrase. It must never know
// more of a file than that it came.
package taken

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/testkit/page"
)

// As gives an open form of everything: "page", "data", "text", "tables" or "calendar". A visit has no passphrase.
func As(t testing.TB, app http.Handler, form string, passphrase ...string) string {
	t.Helper()
	sent := url.Values{"form": {form}}
	for _, p := range passphrase {
		sent.Set("passphrase", p)
	}
	if w := do(app, http.MethodPost, "/mine/take/open", sent); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/mine/take/going" {
		t.Fatalf("asked for everything, it answers %d, %q", w.Code, w.Header().Get("Location"))
	}
	for range 1000 { // photos may have to come first
		if strings.Contains(do(app, http.MethodGet, "/mine/take/going", nil).Body.String(), "/mine/take/file") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	w := do(app, http.MethodGet, "/mine/take/file", nil)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Fatalf("the file answers %d: %.300s", w.Code, w.Body.String())
	}
	do(app, http.MethodPost, "/mine/take/stop", url.Values{})
	return w.Body.String()
}

func do(app http.Handler, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	return w
}

// Says fails where a file does not have all of this, in a page or in data.
func Says(t testing.TB, file string, sentences ...string) {
	t.Helper()
	file = html.UnescapeString(file)
	for _, s := range sentences {
		if !strings.Contains(file, s) {
			t.Errorf("the file does not have %q:\n%.5000s", s, file)
		}
	}
}

// SaysNot fails where a file has any of this.
func SaysNot(t testing.TB, file string, sentences ...string) {
	t.Helper()
	file = html.UnescapeString(file)
	for _, s := range sentences {
		if page.Says(file, s) {
			t.Errorf("the file has %q", s)
		}
	}
}
