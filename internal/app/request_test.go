package app

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// request is the display form as page.js sends it.
func request(form url.Values) *http.Request {
	r := httptest.NewRequest("POST", "/mine/display", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// recorder remembers the headers of an answer that is not followed.
func recorder(p *person, _ url.Values) http.ResponseWriter {
	w := httptest.NewRecorder()
	p.answer = w.Header()
	return w
}
