package browser

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// target answers the requests of the tests of Fetch: under Node from inside the test, in Chromium from outside.
func target() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/fetch/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Said", r.Method+" "+r.Header.Get("Authorization"))
		w.Header().Set("Cookie-Seen", r.Header.Get("Cookie"))
		w.Header().Set("Agent-Seen", r.Header.Get("User-Agent"))
		w.Header().Set("Referer-Seen", r.Header.Get("Referer"))
		w.Header().Set("Set-Cookie", "seen=1; Path=/")
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write(body)
	})
	mux.HandleFunc("/fetch/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/fetch/echo", http.StatusFound) })
	mux.HandleFunc("/fetch/nothing", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/fetch/stream", func(w http.ResponseWriter, r *http.Request) {
		for i := range 3 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done() // open until the device leaves
		left <- true
	})
	mux.HandleFunc("/fetch/left", func(w http.ResponseWriter, _ *http.Request) {
		<-left
		fmt.Fprint(w, "left")
	})
	mux.HandleFunc("/fetch/large", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.Repeat("0123456789abcdef", 1<<16))
	})
	return mux
}

var left = make(chan bool, 8) // one for every stream that was left
