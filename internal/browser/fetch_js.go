package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"syscall/js"
)

// Fetch carries requests with the browser's own fetch, from inside the worker. It is used without http.Client and
// http.Transport, which would bring a second network stack into the download. It sends no cookie and no referrer, keeps
// no copy in the browser's cache and follows no redirect. Answers stream; they end when the request's context does.
type Fetch struct{}

var errNoFetch = errors.New("browser: there is no fetch here")

// RoundTrip implements http.RoundTripper.
func (Fetch) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	body, err := sent(r)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if js.Global().Get("fetch").Type() != js.TypeFunction {
		return nil, errNoFetch
	}
	abort := js.Global().Get("AbortController").New()
	stop := context.AfterFunc(ctx, func() { abort.Call("abort") })
	answer, err := await(js.Global().Call("fetch", r.URL.String(), options(r, body, abort.Get("signal"))))
	if err != nil {
		stop()
		return nil, unreached(ctx, err)
	}
	response := &http.Response{
		StatusCode: answer.Get("status").Int(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: headers(answer.Get("headers")), ContentLength: -1, Request: r,
	}
	response.Status = strconv.Itoa(response.StatusCode) + " " + http.StatusText(response.StatusCode)
	if n, err := strconv.ParseInt(response.Header.Get("Content-Length"), 10, 64); err == nil && response.Header.Get("Content-Encoding") == "" {
		response.ContentLength = n
	}
	stream := answer.Get("body")
	if !stream.Truthy() {
		stop()
		response.Body, response.ContentLength = http.NoBody, 0
		return response, nil
	}
	response.Body = &fetched{ctx: ctx, reader: stream.Call("getReader"), abort: abort, stop: stop}
	return response, nil
}

// sent reads what is to be sent: browsers do not stream it.
func sent(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("browser: reading what is to be sent: %w", err)
	}
	return body, nil
}

func options(r *http.Request, body []byte, signal js.Value) js.Value {
	named := js.Global().Get("Headers").New()
	for name, values := range r.Header {
		if name == "User-Agent" || name == "Accept-Encoding" {
			continue // the browser says these itself; from us, a relay on another origin would be asked whether it minds
		}
		for _, value := range values {
			named.Call("append", name, value)
		}
	}
	options := map[string]any{
		"method": r.Method, "headers": named, "signal": signal,
		"credentials": "omit", "cache": "no-store", "redirect": "error", "referrer": "", "referrerPolicy": "no-referrer",
	}
	if len(body) > 0 { // a GET may not even have an empty one
		bytes := js.Global().Get("Uint8Array").New(len(body))
		js.CopyBytesToJS(bytes, body)
		options["body"] = bytes
	}
	return js.ValueOf(options)
}

func headers(from js.Value) http.Header {
	to := http.Header{}
	each := js.FuncOf(func(_ js.Value, args []js.Value) any {
		to.Add(args[1].String(), args[0].String())
		return nil
	})
	defer each.Release()
	from.Call("forEach", each)
	return to
}

// unreached is the error of a request that was cancelled, or else of one that the browser gave up. Only the name of the
// browser's reason is in it.
func unreached(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("browser: the request did not come through: %w", err)
}

// fetched is an answer that is still coming in.
type fetched struct {
	ctx    context.Context
	reader js.Value
	abort  js.Value
	stop   func() bool
	close  sync.Once

	rest []byte
	err  error
}

func (f *fetched) Read(p []byte) (int, error) {
	for len(f.rest) == 0 && f.err == nil {
		part, err := await(f.reader.Call("read"))
		switch {
		case err != nil:
			f.err = unreached(f.ctx, err)
		case part.Get("done").Bool():
			f.err = io.EOF
		default:
			value := part.Get("value")
			f.rest = make([]byte, value.Length())
			js.CopyBytesToGo(f.rest, value)
		}
	}
	if len(f.rest) == 0 {
		return 0, f.err
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// Close ends the request, whatever is still to come. A Read that waits gets an error.
func (f *fetched) Close() error {
	f.close.Do(func() {
		f.stop()
		f.abort.Call("abort")
	})
	return nil
}
