package network

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

func contextOf(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// handler carries requests to a handler in the same process, and streams its answers.
type handler struct{ h http.Handler }

func (t handler) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	in := r.Clone(ctx)
	in.RequestURI = in.URL.RequestURI()
	if in.Host == "" {
		in.Host = in.URL.Host
	}
	in.URL.Scheme, in.URL.Host, in.RemoteAddr = "", "", "127.0.0.1:1"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	out, write := io.Pipe()
	w := &answer{header: http.Header{}, body: write, ready: make(chan struct{})}
	go func() {
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				w.begin(http.StatusInternalServerError)
			}
			w.begin(http.StatusOK)
			_ = write.Close()
		}()
		t.h.ServeHTTP(w, in)
	}()
	select {
	case <-w.ready:
	case <-ctx.Done():
		cancel()
		_ = out.CloseWithError(ctx.Err())
		return nil, ctx.Err()
	}
	stop := context.AfterFunc(ctx, func() { _ = out.CloseWithError(context.Canceled) })
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: &body{out, func() { stop(); cancel() }}, ContentLength: -1, Request: r,
	}, nil
}

// body ends the handler's request when the device stops reading.
type body struct {
	*io.PipeReader
	over func()
}

func (b *body) Close() error {
	err := b.PipeReader.Close()
	b.over()
	return err
}

// answer is what a handler writes to.
type answer struct {
	header http.Header
	body   *io.PipeWriter
	once   sync.Once
	status int
	sent   http.Header
	ready  chan struct{}
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.begin(status) }

func (a *answer) begin(status int) {
	a.once.Do(func() {
		a.status, a.sent = status, a.header.Clone()
		close(a.ready)
	})
}

func (a *answer) Write(p []byte) (int, error) {
	a.begin(http.StatusOK)
	n, err := a.body.Write(p)
	if errors.Is(err, io.ErrClosedPipe) {
		err = ErrLost
	}
	return n, err
}

// Flush implements http.Flusher: nothing is held back.
func (a *answer) Flush() { a.begin(http.StatusOK) }
