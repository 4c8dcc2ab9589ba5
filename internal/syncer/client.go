package syncer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// patience is how long nothing may come of a call before it is given up. A whole body has to go out in that time, over a
// slow line too.
const patience = 3 * time.Minute

// maxKept is how many tokens are kept at most. A device needs a few for each space that it is in.
const maxKept = 256

// Client speaks with one relay. Tokens are fetched when they are needed, kept in memory, and renewed once when the relay
// no longer takes them. It follows no redirect, keeps no cookie, says nothing about the device, and reads no more of an
// answer than the protocol allows. Its errors are those of relayapi, ErrOffline with its cause, and those of contexts. It
// is safe for use from many goroutines.
type Client struct {
	scheme, host string
	rt           http.RoundTripper

	mu     sync.Mutex
	tokens map[session]string
}

// Login is who asks, and how that is proved: Sign signs the message of relayapi.Login.Signed, behind relayapi.LabelLogin.
type Login struct {
	Role  uint8 // relayapi.RoleMember or RoleOwner
	Space record.SpaceID
	Epoch uint32 // 0 for the owner
	Sign  func(message []byte) [64]byte
}

// session is what a token is for.
type session struct {
	role  uint8
	space record.SpaceID
	epoch uint32
}

// NewClient returns a client for the relay at base, such as "https://example.org".
func NewClient(base string, rt http.RoundTripper) *Client {
	c := &Client{rt: rt, tokens: map[session]string{}}
	if u, err := url.Parse(base); err == nil {
		c.scheme, c.host = u.Scheme, u.Host
	}
	return c
}

// call is one request, before it has a body reader and a place to go.
type call struct {
	method, path  string // path with its query
	authorization string
	slotToken     string
	body          []byte
	limit         int64 // of the answer
}

// do sends a call and reads its answer. Errors of the relay are those of relayapi.
func (c *Client) do(ctx context.Context, call call) ([]byte, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(patience, func() { cancel(errSilent) })
	defer watch.Stop()
	answer, err := c.send(ctx, call)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(watched{io.LimitReader(answer.Body, call.limit+1), watch})
	if err != nil {
		return nil, offline(ctx, err)
	}
	if int64(len(body)) > call.limit {
		return nil, relayapi.ErrAnswer
	}
	return body, nil
}

// watched is a body that comes in; whoever waits for more of it has patience anew.
type watched struct {
	io.Reader
	watch *time.Timer
}

func (w watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.watch.Reset(patience)
	}
	return n, err
}

// send returns the answer while its body is still to be read. Any status but 200 is an error.
func (c *Client) send(ctx context.Context, call call) (*http.Response, error) {
	path, query, _ := strings.Cut(call.path, "?")
	r := (&http.Request{
		Method: call.method,
		URL:    &url.URL{Scheme: c.scheme, Host: c.host, Path: path, RawQuery: query},
		Host:   c.host,
		Proto:  "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		// Without the first a transport names itself, and without the second it unpacks what it is sent.
		Header: http.Header{"User-Agent": {""}, "Accept-Encoding": {"identity"}},
		Body:   http.NoBody,
	}).WithContext(ctx)
	if call.authorization != "" {
		r.Header.Set("Authorization", call.authorization)
	}
	if call.slotToken != "" {
		r.Header.Set(relayapi.SlotToken, call.slotToken)
	}
	if call.body != nil {
		r.Header.Set("Content-Type", relayapi.ContentType)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(call.body)), int64(len(call.body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(call.body)), nil }
	}
	answer, err := c.rt.RoundTrip(r)
	if err != nil {
		return nil, offline(ctx, err)
	}
	if answer.StatusCode == http.StatusOK {
		return answer, nil
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, relayapi.MaxErrorRaw+1))
	if err != nil {
		return nil, offline(ctx, err)
	}
	return nil, relayapi.DecodeError(answer.StatusCode, said)
}

// errSilent is why a call is given up of which nothing comes.
var errSilent = errors.New("silence")

// offline is the error of a call that did not come through. Who gave it up is told so; a relay that fell silent was not
// reached.
func offline(ctx context.Context, err error) error {
	if context.Cause(ctx) == errSilent {
		err = errSilent
	} else if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", ErrOffline, err)
}

// as sends a call with a token for who. A token that was kept and is no longer taken is renewed once: it may be too old,
// or the relay was started anew.
func (c *Client) as(ctx context.Context, who Login, call call) ([]byte, error) {
	var answer []byte
	err := c.with(ctx, []Login{who}, func(tokens []string) (err error) {
		call.authorization = relayapi.Bearer(tokens[0])
		answer, err = c.do(ctx, call)
		return err
	})
	return answer, err
}

// with calls do with a token for each of who, and once more with new ones where kept ones were refused.
func (c *Client) with(ctx context.Context, who []Login, do func(tokens []string) error) error {
	tokens := make([]string, len(who))
	kept := false
	for i, w := range who {
		var old bool
		var err error
		if tokens[i], old, err = c.token(ctx, w); err != nil {
			return err
		}
		kept = kept || old
	}
	err := do(tokens)
	if !kept || !errors.Is(err, relayapi.ErrUnknown) {
		return err
	}
	for i, w := range who {
		c.forget(w, tokens[i])
		if tokens[i], _, err = c.token(ctx, w); err != nil {
			return err
		}
	}
	return do(tokens)
}

// token returns a token, and whether it was kept from before.
func (c *Client) token(ctx context.Context, who Login) (token string, kept bool, err error) {
	key := session{who.Role, who.Space, who.Epoch}
	c.mu.Lock()
	token, kept = c.tokens[key]
	c.mu.Unlock()
	if kept {
		return token, true, nil
	}
	nonce, err := c.nonce(ctx)
	if err != nil {
		return "", false, err
	}
	login := relayapi.Login{Role: who.Role, Space: who.Space, Epoch: who.Epoch, Nonce: nonce}
	login.Signature = who.Sign(login.Signed(c.host))
	answer, err := c.do(ctx, call{method: http.MethodPost, path: relayapi.PathToken, body: login.Encode(), limit: relayapi.MaxToken})
	if err != nil {
		return "", false, err
	}
	if token, err = relayapi.CheckToken(answer); err != nil {
		return "", false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.tokens) >= maxKept {
		clear(c.tokens)
	}
	c.tokens[key] = token
	return token, false, nil
}

// forget drops a token that is no longer taken, unless another call has renewed it already.
func (c *Client) forget(who Login, token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if key := (session{who.Role, who.Space, who.Epoch}); c.tokens[key] == token {
		delete(c.tokens, key)
	}
}

func (c *Client) nonce(ctx context.Context) (relayapi.Nonce, error) {
	answer, err := c.do(ctx, call{method: http.MethodGet, path: relayapi.PathNonce, limit: 64})
	if err != nil {
		return relayapi.Nonce{}, err
	}
	return relayapi.DecodeNonce(answer)
}
