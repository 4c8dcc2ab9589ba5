package browser

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall/js"
	"time"
)

// sorry is what a person sees when a handler panicked. It says nothing about the program, and it says so in every language:
// whatever chooses one may be what broke.
const sorry = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Something went wrong – Snowdrop</title></head>
<body>
<main>
<h1>Something went wrong</h1>
<p>This page could not be shown. What you saved before is still there.</p>
<p><a href="/h/" data-native>Get help now: emergency and crisis numbers</a></p>
<p><a href="/">Go to the first page</a></p>
<div lang="es">
<p>Algo salió mal. Esta página no se pudo mostrar. Lo que guardaste antes sigue ahí.</p>
<p><a href="/h/espanol/" data-native>Pedir ayuda ahora: números de emergencia y de crisis</a></p>
<p><a href="/">Ir a la primera página</a></p>
</div>
</main>
</body>
</html>
`

// Serve answers the page's requests with h, each in a goroutine of its own, until the worker ends. It does not return.
func Serve(h http.Handler) {
	js.Global().Call("snowdropServe", js.FuncOf(func(_ js.Value, args []js.Value) any {
		// Read here, in the order in which they were asked, before any of them runs.
		id, r := args[0].Get("id"), request(args[0])
		go func() {
			w := &answer{id: id, header: http.Header{}}
			serve(h, w, r)
			w.post()
		}()
		return nil
	}))
	select {}
}

// RequestPersist asks the browser not to clear what is kept. Only the page may ask, so it is told to.
func RequestPersist() {
	js.Global().Call("postMessage", map[string]any{"persist": true})
}

func serve(h http.Handler, w *answer, r *http.Request) {
	defer func() {
		// The value of the panic may hold what a person wrote: it goes nowhere.
		if recover() != nil {
			*w = answer{id: w.id, header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, status: http.StatusInternalServerError}
			w.body.WriteString(sorry)
		}
	}()
	if r == nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.ServeHTTP(w, r)
}

// request turns a message of page.js into a request, or nil if its address cannot be read.
func request(m js.Value) *http.Request {
	address, err := url.Parse(m.Get("url").String())
	if err != nil {
		return nil
	}
	r := &http.Request{
		Method: m.Get("method").String(), URL: address, RequestURI: address.RequestURI(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Host: address.Host, Body: http.NoBody,
	}
	headers := m.Get("headers")
	for i := range headers.Length() {
		r.Header.Add(headers.Index(i).Index(0).String(), headers.Index(i).Index(1).String())
	}
	if b := m.Get("body"); b.Truthy() {
		body := make([]byte, b.Length())
		js.CopyBytesToGo(body, b)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	return r
}

// piece is from how many bytes on a part of a file to save goes to the page before the rest is made: neither side then holds
// all of it.
const piece = 256 << 10

// answer collects what a handler writes.
type answer struct {
	id     js.Value
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	n, err := a.body.Write(p)
	if a.body.Len() >= piece && strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
		body := a.take()
		js.Global().Call("postMessage", map[string]any{"id": a.id, "piece": body}, []any{body.Get("buffer")})
		time.Sleep(time.Millisecond) // the page takes it, and whoever else asks has a turn
	}
	return n, err
}

// take gives the bytes that were written since the last time.
func (a *answer) take() js.Value {
	body := js.Global().Get("Uint8Array").New(a.body.Len())
	js.CopyBytesToJS(body, a.body.Bytes())
	a.body.Reset()
	return body
}

func (a *answer) post() {
	a.WriteHeader(http.StatusOK)
	if a.body.Len() > 0 && a.header.Get("Content-Type") == "" {
		a.header.Set("Content-Type", "text/html; charset=utf-8")
	}
	headers := []any{}
	for name, values := range a.header {
		for _, value := range values {
			headers = append(headers, []any{name, value})
		}
	}
	body := a.take()
	js.Global().Call("postMessage", map[string]any{"id": a.id, "status": a.status, "headers": headers, "body": body},
		[]any{body.Get("buffer")})
}
