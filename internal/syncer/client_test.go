package syncer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/testkit/network"
)

func member(sign func([]byte) [64]byte) Login {
	if sign == nil {
		sign = func([]byte) [64]byte { return [64]byte{} }
	}
	return Login{Role: relayapi.RoleMember, Space: record.SpaceID{1}, Epoch: 1, Sign: sign}
}

// everything makes every call once, whatever it is answered.
func everything(t testing.TB, c *Client) {
	t.Helper()
	ctx, who, blob := t.Context(), member(nil), record.ID{2}
	slot := SlotLogin{Locator: relayapi.Locator{3}, Sign: func([]byte) [64]byte { return [64]byte{} }}
	_, _ = c.About(ctx)
	_ = c.CreateSpace(ctx, control(1), "code")
	_ = c.CreateFurther(ctx, control(1), who)
	_, _, _ = c.Entries(ctx, who, 0)
	_ = c.Append(ctx, who, 0, [][]byte{envelope(t)})
	_, _ = c.Controls(ctx, who, 1)
	_ = c.Control(ctx, who, 1, control(2))
	_ = c.DeleteEntry(ctx, who, 1, [32]byte{})
	_, _ = c.CreateBlob(ctx, who, blob, 10, record.Hash{})
	_ = c.PutChunk(ctx, who, blob, 0, make([]byte, 10))
	_, _ = c.Blob(ctx, who, blob)
	_, _ = c.Chunk(ctx, who, blob, 0)
	_ = c.DeleteBlob(ctx, who, blob, [32]byte{})
	_ = c.PutSlot(ctx, slot, &who, relayapi.LifeForever, [32]byte{}, make([]byte, relayapi.SlotSize))
	_, _ = c.Slot(ctx, slot)
	_ = c.DeleteSlot(ctx, slot)
	_ = c.DeleteSpace(ctx, who)
	_ = c.Live(ctx, []Login{who}, func() {}, func(record.SpaceID, uint64) {})
}

func TestARequestSaysNothingAboutTheDevice(t *testing.T) {
	seen := map[string]bool{}
	double := newRelay(record.SpaceID{1})
	double.hear = func(http.ResponseWriter, *http.Request) {}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, values := range r.Header {
			switch name {
			case "Authorization", "Content-Type", "Content-Length", relayapi.SlotToken:
			case "Accept-Encoding":
				if values[0] != "identity" {
					t.Errorf("it asks for a packed answer: %q", values)
				}
			default:
				t.Errorf("%s %s says %s: %q", r.Method, r.URL.Path, name, values)
			}
		}
		seen[r.Method+" "+r.URL.Path] = true
		double.ServeHTTP(w, r)
	}))
	defer server.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	everything(t, NewClient(server.URL, transport))
	if len(seen) < 17 {
		t.Errorf("only %d calls were seen: %v", len(seen), seen)
	}
}

func TestATokenIsKeptAndRenewedOnce(t *testing.T) {
	r, _, _, s := pair(t)
	c := s.client
	for range 3 {
		if _, _, err := c.Entries(t.Context(), member(nil), 0); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.times("POST token"); n != 1 {
		t.Errorf("three calls took %d tokens, want 1", n)
	}
	clear(r.tokens) // the relay was started anew
	if _, _, err := c.Entries(t.Context(), member(nil), 0); err != nil {
		t.Fatal(err)
	}
	if n := r.times("POST token"); n != 2 {
		t.Errorf("after a restart it took %d tokens, want 2", n)
	}
	r.answer = func(w http.ResponseWriter, q *http.Request) bool {
		if refuse := q.Method == http.MethodGet && strings.HasSuffix(q.URL.Path, "/log"); refuse {
			fail(w, relayapi.ErrUnknown)
			return true
		}
		return false
	}
	before := r.times("GET log")
	if _, _, err := c.Entries(t.Context(), member(nil), 0); !errors.Is(err, relayapi.ErrUnknown) {
		t.Errorf("got %v, want %v", err, relayapi.ErrUnknown)
	}
	if again, tokens := r.times("GET log")-before, r.times("POST token"); again != 2 || tokens != 3 {
		t.Errorf("what is refused was asked %d times with %d tokens, want 2 and 3", again, tokens)
	}
	before = r.times("GET log")
	if _, _, err := NewClient("http://relay.test", network.New(r)).Entries(t.Context(), member(nil), 0); !errors.Is(err, relayapi.ErrUnknown) {
		t.Errorf("got %v, want %v", err, relayapi.ErrUnknown)
	}
	if again := r.times("GET log") - before; again != 1 {
		t.Errorf("with a fresh token it asked %d times, want once", again)
	}
}

func TestASignatureIsForOneRelayAndOneMoment(t *testing.T) {
	var signed [][]byte
	nonce := byte(0)
	link := network.New(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == relayapi.PathNonce {
			nonce++
			_, _ = w.Write(bytes.Repeat([]byte{nonce}, 32))
			return
		}
		fail(w, relayapi.ErrUnknown)
	}))
	who := member(func(m []byte) [64]byte { signed = append(signed, m); return [64]byte{} })
	for _, base := range []string{"http://One.test:80", "http://two.test:8080"} {
		_, _, _ = NewClient(base, link).Entries(t.Context(), who, 0)
	}
	want := [][]byte{
		relayapi.Login{Role: 1, Space: who.Space, Epoch: 1, Nonce: relayapi.Nonce(bytes.Repeat([]byte{1}, 32))}.Signed("one.test"),
		relayapi.Login{Role: 1, Space: who.Space, Epoch: 1, Nonce: relayapi.Nonce(bytes.Repeat([]byte{2}, 32))}.Signed("two.test:8080"),
	}
	if len(signed) != 2 || !bytes.Equal(signed[0], want[0]) || !bytes.Equal(signed[1], want[1]) {
		t.Errorf("signed %q, want %q", signed, want)
	}
}

// endless is a body without an end.
type endless struct{ read *atomic.Int64 }

func (e endless) Read(p []byte) (int, error) { e.read.Add(int64(len(p))); return len(p), nil }
func (e endless) Close() error               { return nil }

type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

func TestNoAnswerIsReadBeyondWhatTheProtocolAllows(t *testing.T) {
	for _, status := range []int{200, 404, 500} {
		var most, read atomic.Int64
		c := NewClient("http://relay.test", answering(func(*http.Request) (*http.Response, error) {
			most.Store(max(most.Load(), read.Swap(0)))
			return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {relayapi.LiveType}}, Body: endless{&read}}, nil
		}))
		c.tokens[session{relayapi.RoleMember, record.SpaceID{1}, 1}] = "token"
		everything(t, c)
		if got := max(most.Load(), read.Load()); got == 0 || got > 2*relayapi.MaxBody {
			t.Errorf("status %d: it read %d bytes", status, got)
		}
	}
}

func TestWhatNoRelayAnswersIsAnErrorAndNoAnswer(t *testing.T) {
	answers := map[string]answering{
		"a redirect": func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"http://elsewhere.test"}}, Body: io.NopCloser(strings.NewReader(""))}, nil
		},
		"a page": func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: io.NopCloser(strings.NewReader("<html>Please log in to this network</html>"))}, nil
		},
		"too much": func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/html"}}, Body: io.NopCloser(strings.NewReader(strings.Repeat("a", relayapi.Chunk+1)))}, nil
		},
		"nothing": func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
		},
	}
	for name, answer := range answers {
		c := NewClient("http://relay.test", answer)
		if _, err := c.About(t.Context()); !errors.Is(err, relayapi.ErrAnswer) {
			t.Errorf("%s for about: %v", name, err)
		}
		if _, _, err := c.Entries(t.Context(), member(nil), 0); !errors.Is(err, relayapi.ErrAnswer) {
			t.Errorf("%s for a token: %v", name, err)
		}
		c.tokens[session{relayapi.RoleMember, record.SpaceID{1}, 1}] = "token"
		if err := c.Append(t.Context(), member(nil), 0, [][]byte{envelope(t)}); !errors.Is(err, relayapi.ErrAnswer) {
			t.Errorf("%s for an append: %v", name, err)
		}
		if chunk, err := c.Chunk(t.Context(), member(nil), record.ID{}, 0); name == "too much" && !errors.Is(err, relayapi.ErrAnswer) {
			t.Errorf("%s for a chunk: %d bytes, %v", name, len(chunk), err)
		}
		if err := c.Live(t.Context(), []Login{member(nil)}, func() {}, nil); !errors.Is(err, relayapi.ErrAnswer) {
			t.Errorf("%s for a stream: %v", name, err)
		}
		s := New(c, &device{t: t, epoch: 1, space: record.SpaceID{1}})
		if err := s.Once(t.Context()); err == nil || Final(err) || !s.State().Offline {
			t.Errorf("%s: %v, state %+v", name, err, s.State())
		}
	}
}

func TestACallThatIsNeverAnsweredEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := network.New(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		start := time.Now()
		_, err := NewClient("http://relay.test", link).About(t.Context())
		if !errors.Is(err, ErrOffline) || time.Since(start) != patience {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := NewClient("http://relay.test", link).About(ctx); err == nil || time.Since(start) != patience+time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}

func TestASlowLineIsNoSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		about := relayapi.EncodeAbout(relayapi.About{Spaces: relayapi.SpacesOpen})
		link := network.New(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for i := range about {
				time.Sleep(patience - time.Second)
				_, _ = w.Write(about[i : i+1])
			}
		}))
		if got, err := NewClient("http://relay.test", link).About(t.Context()); err != nil || got.Spaces != relayapi.SpacesOpen {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestAFurtherSpaceIsMadeWithATokenAndWithoutACode(t *testing.T) {
	double := newRelay(record.SpaceID{1})
	var shown []string
	double.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != relayapi.PathSpaces {
			return false
		}
		body, _ := io.ReadAll(r.Body)
		create, err := relayapi.DecodeCreate(body)
		if err != nil || create.Code != "" || !bytes.Equal(create.Genesis, control(1)) || r.Header.Get("Authorization") != "" {
			t.Errorf("it sent %+v, %v", create, err)
		}
		token := r.Header.Get(relayapi.SlotToken)
		shown = append(shown, token)
		double.mu.Lock()
		defer double.mu.Unlock()
		if !double.may(token, false) {
			fail(w, relayapi.ErrUnknown)
		} else {
			_, _ = w.Write(relayapi.EncodeHead(1))
		}
		return true
	}
	c := NewClient("http://relay.test", network.New(double))
	for range 2 { // the second time the relay was started anew, and knows none of its tokens
		if err := c.CreateFurther(t.Context(), control(1), member(nil)); err != nil {
			t.Error(err)
		}
		clear(double.tokens)
	}
	if len(shown) != 3 || shown[0] != shown[1] || shown[1] == shown[2] {
		t.Errorf("it showed %q", shown)
	}
	double.unknown = true
	if err := c.CreateFurther(t.Context(), control(1), member(nil)); !errors.Is(err, relayapi.ErrUnknown) {
		t.Errorf("whose space is gone: %v", err)
	}
}
