package browser

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall/js"
	"testing"
)

// origin is where target answers: the page's own in a browser, a loopback server of Node's otherwise.
var origin = sync.OnceValue(func() string {
	if location := js.Global().Get("location"); location.Truthy() {
		return location.Get("origin").String()
	}
	h := target()
	server := js.Global().Call("require", "http").Call("createServer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		in, out := args[0], args[1]
		go answerNode(h, in, out)
		return nil
	}))
	listening := make(chan bool)
	server.Call("listen", 0, "127.0.0.1", js.FuncOf(func(js.Value, []js.Value) any { close(listening); return nil }))
	<-listening
	server.Call("unref")
	return "http://127.0.0.1:" + strconv.Itoa(server.Call("address").Get("port").Int())
})

// answerNode lets a Go handler answer a request that came to Node's server.
func answerNode(h http.Handler, in, out js.Value) {
	ctx, cancel := context.WithCancel(context.Background())
	body, over := &bytes.Buffer{}, make(chan bool)
	in.Call("on", "data", js.FuncOf(func(_ js.Value, args []js.Value) any {
		part := make([]byte, args[0].Length())
		js.CopyBytesToGo(part, args[0])
		body.Write(part)
		return nil
	}))
	in.Call("on", "end", js.FuncOf(func(js.Value, []js.Value) any { close(over); return nil }))
	out.Call("on", "close", js.FuncOf(func(js.Value, []js.Value) any { cancel(); return nil }))
	<-over
	address, _ := url.Parse(in.Get("url").String())
	r := (&http.Request{Method: in.Get("method").String(), URL: address, Header: http.Header{}, Body: io.NopCloser(body)}).WithContext(ctx)
	entries := js.Global().Get("Object").Call("entries", in.Get("headers"))
	for i := range entries.Length() {
		r.Header.Set(entries.Index(i).Index(0).String(), entries.Index(i).Index(1).String())
	}
	h.ServeHTTP(&nodeAnswer{out: out, header: http.Header{}}, r)
	out.Call("end")
}

type nodeAnswer struct {
	out    js.Value
	header http.Header
	wrote  bool
}

func (a *nodeAnswer) Header() http.Header { return a.header }

func (a *nodeAnswer) WriteHeader(status int) {
	if a.wrote {
		return
	}
	a.wrote = true
	for name, values := range a.header {
		a.out.Call("setHeader", name, values[0])
	}
	a.out.Call("writeHead", status)
}

func (a *nodeAnswer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	part := js.Global().Get("Uint8Array").New(len(p))
	js.CopyBytesToJS(part, p)
	a.out.Call("write", part)
	return len(p), nil
}

func (a *nodeAnswer) Flush() {
	a.WriteHeader(http.StatusOK)
	a.out.Call("flushHeaders")
}

func fetch(t *testing.T, ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, origin()+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer abc")
	r.Header.Set("User-Agent", "none")
	return Fetch{}.RoundTrip(r)
}

func TestARequestAndItsAnswerComeThroughWhole(t *testing.T) {
	sent := make([]byte, 200_000)
	for i := range sent {
		sent[i] = byte(i * 7)
	}
	for range 2 { // the first answer sets a cookie
		answer, err := fetch(t, t.Context(), "POST", "/fetch/echo", sent)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(answer.Body)
		if err != nil || !bytes.Equal(got, sent) {
			t.Errorf("%d bytes came back, %v", len(got), err)
		}
		if answer.StatusCode != http.StatusConflict || answer.Header.Get("Said") != "POST Bearer abc" {
			t.Errorf("got %d, %q", answer.StatusCode, answer.Header.Get("Said"))
		}
		if answer.Header.Get("Agent-Seen") == "none" {
			t.Error("it names a program of its own: another origin would be asked first")
		}
		if cookie, from := answer.Header.Get("Cookie-Seen"), answer.Header.Get("Referer-Seen"); cookie != "" || from != "" {
			t.Errorf("it sent the cookie %q and the referrer %q", cookie, from)
		}
		answer.Body.Close()
	}
	answer, err := fetch(t, t.Context(), "GET", "/fetch/large", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(answer.Body); err != nil || len(got) != 1<<20 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if answer, err := fetch(t, t.Context(), "DELETE", "/fetch/nothing", nil); err != nil || answer.StatusCode != http.StatusNoContent {
		t.Errorf("an answer without a body: %v", err)
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	if answer, err := fetch(t, t.Context(), "GET", "/fetch/redirect", nil); err == nil {
		t.Errorf("it went to where it was sent, and got %d", answer.StatusCode)
	}
}

func TestAnAnswerIsReadWhileItComes(t *testing.T) {
	answer, err := fetch(t, t.Context(), "GET", "/fetch/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	want, got := "data: 0\n\ndata: 1\n\ndata: 2\n\n", make([]byte, 27)
	if _, err := io.ReadFull(answer.Body, got); err != nil || string(got) != want {
		t.Fatalf("%q, %v", got, err)
	}
	answer.Body.Close()
	answer.Body.Close()
	if _, err := answer.Body.Read(got); err == nil || err == io.EOF {
		t.Errorf("reading what was closed: %v", err)
	}
	seenToLeave(t)
}

// seenToLeave waits until the server has seen that the device left.
func seenToLeave(t *testing.T) {
	t.Helper()
	answer, err := fetch(t, t.Context(), "GET", "/fetch/left", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(answer.Body); string(got) != "left" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestACancelledRequestEndsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	answer, err := fetch(t, ctx, "GET", "/fetch/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(answer.Body, make([]byte, 9)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.ReadAll(answer.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	seenToLeave(t)
	if _, err := fetch(t, ctx, "GET", "/fetch/large", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("before it began: got %v, want %v", err, context.Canceled)
	}
}

func TestWhatCannotBeReachedIsAnErrorThatNamesNoAddress(t *testing.T) {
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1:1/private", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Fetch{}).RoundTrip(r); err == nil || strings.Contains(err.Error(), "private") {
		t.Errorf("got %v", err)
	}
}
