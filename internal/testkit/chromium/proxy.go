package chromium

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Request is one request that left the browser.
type Request struct {
	Method string
	URL    string // for another origin over TLS only "https://host"
	Origin string
	Bytes  int64 // of the answer's body, as sent
}

// ownHosts are asked by Chromium itself, for its updates and accounts, whatever page is open and in spite of the flags
// against it. They are refused, and kept out of Requests: what a page asks is told apart by any other name.
var ownHosts = []string{"clients2.google.com", "update.googleapis.com", "accounts.google.com", "optimizationguide-pa.googleapis.com",
	"content-autofill.googleapis.com", "redirector.gvt1.com", "edgedl.me.gvt1.com", "www.google.com", "android.clients.google.com", "mtalk.google.com"}

// proxy sees all traffic of a browser, and lets it through or not.
type proxy struct {
	address string
	offline atomic.Bool

	mu   sync.Mutex
	seen []Request
}

func startProxy(t testing.TB) *proxy {
	p := &proxy{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = "http://" + listener.Addr().String()
	server := &http.Server{Handler: p.handler()}
	go func() { _ = server.Serve(listener) }() // ends with Close below
	t.Cleanup(func() { _ = server.Close() })
	return p
}

func (p *proxy) handler() http.Handler {
	transport := &http.Transport{Proxy: nil, DisableCompression: true}
	onward := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.Out.Host = r.In.Host },
		Transport: transport,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			drop(w)
		},
		ErrorLog: log.New(io.Discard, "", 0), // a live stream that ends with its page is no news
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.offline.Load() {
			drop(w)
			return
		}
		if host, _, _ := strings.Cut(r.Host, ":"); slices.Contains(ownHosts, host) {
			drop(w)
			return
		}
		if r.Method == http.MethodConnect { // another origin over TLS: seen, and never let through
			p.note(Request{Method: "CONNECT", URL: "https://" + r.Host, Origin: "https://" + r.Host})
			drop(w)
			return
		}
		c := &counted{ResponseWriter: w}
		defer func() {
			p.note(Request{Method: r.Method, URL: r.URL.String(), Origin: r.URL.Scheme + "://" + r.URL.Host, Bytes: c.bytes})
		}()
		onward.ServeHTTP(c, r)
	})
}

// drop ends the connection without an answer, which a page sees as having no network.
func drop(w http.ResponseWriter) {
	if c, ok := w.(*counted); ok {
		w = c.ResponseWriter
	}
	if h, ok := w.(http.Hijacker); ok {
		if c, _, err := h.Hijack(); err == nil {
			_ = c.Close()
			return
		}
	}
	w.WriteHeader(http.StatusBadGateway)
}

type counted struct {
	http.ResponseWriter
	bytes int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (p *proxy) note(r Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = append(p.seen, r)
}

// Requests are all requests that got as far as the network since the last Forget, of every page and worker.
func (p *proxy) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.seen)
}

// Forget empties the list of requests.
func (p *proxy) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = nil
}

// Origins are the origins that were asked, in order and once each.
func (p *proxy) Origins() []string {
	list := []string{}
	for _, r := range p.Requests() {
		list = append(list, r.Origin)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Offline cuts every connection of the browser, or lets them through again.
func (p *proxy) Offline(on bool) { p.offline.Store(on) }
