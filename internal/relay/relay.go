// Package relay keeps the sealed logs, blobs and slots of people whom it does not know, and hands them to
// whoever shows the right key. It must never read what is sealed, learn who asks, or write down when.
//
// Spec: docs/protocol.md.
package relay

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay/live"
	"snowdrop/internal/relay/origins"
	"snowdrop/internal/relayapi"
)

// DefaultQuota is how many bytes a space may hold where the host says nothing.
const DefaultQuota = 1 << 30

// ownersReserve is what a space may hold beyond its quota for control records alone, some two hundred: whoever holds one
// of a person's devices and fills the space must not be able to keep the owner from shutting that device out.
const ownersReserve = 8 << 20

// Config says how a host runs a relay. Only Store is needed.
type Config struct {
	Store Store
	// Spaces says who may create a first space: relayapi.SpacesOpen (or empty), SpacesCode or SpacesClosed. Who has one may
	// create further ones, to share with others.
	Spaces string
	// Code tells whether the host gave out an invite code. Each works once; the relay remembers which were used.
	Code func(code string) bool
	// Quota is how many bytes a space may hold; 0 is DefaultQuota.
	Quota int64
	// Hosts are the names under which devices reach this relay. Empty: any, so that a login meant for another
	// relay that passes it on would be taken.
	Hosts []string
	// Site is the origin of the app where that is served elsewhere, such as "https://app.example". Empty: only
	// pages of the relay's own origin may ask.
	Site string
	// Sites are the origins of apps of other hosts that may ask as well: people come from there with everything, or go there.
	Sites []string
	// Address is whom to count a request for, in memory and for an hour; an address that is not valid is not
	// counted. nil: where the connection comes from, unless that is this machine.
	Address func(*http.Request) netip.Addr
	// Limits bound what one network, one space or all together may do. Zero: DefaultLimits.
	Limits Limits
	// Now is the relay's clock. nil: the real one. It decides only when nonces, tokens and short slots end.
	Now func() time.Time
}

// Limits bound how much may be asked for.
type Limits struct {
	Spaces    uint32 // new spaces an hour and network; and with tokens of one space
	Logins    uint32 // tokens an hour and network
	Slots     uint32 // new slots an hour and space
	Listeners int    // live streams, all together
	Short     int    // slots with a short life, all together
	Bodies    int64  // bytes of bodies that are being read or written, all together
}

// DefaultLimits are for a small machine.
var DefaultLimits = Limits{Spaces: 30, Logins: 5000, Slots: 30, Listeners: 20000, Short: 5000, Bodies: 64 << 20}

// Relay is the http.Handler of a relay. It answers everything below /v1/.
type Relay struct {
	Config
	tokens  tokens
	bounds  *bounds
	live    *live.Hub[token]
	short   *shortSlots
	bodies  bodies
	counted counted
}

// New returns a relay over a store. Stop ends it.
func New(c Config) *Relay {
	if c.Spaces == "" {
		c.Spaces = relayapi.SpacesOpen
	}
	if c.Quota == 0 {
		c.Quota = DefaultQuota
	}
	if c.Limits == (Limits{}) {
		c.Limits = DefaultLimits
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Address == nil {
		c.Address = remote
	}
	for i, h := range c.Hosts {
		c.Hosts[i] = relayapi.Host(h)
	}
	return &Relay{Config: c, tokens: newTokens(), bounds: newBounds(), live: live.NewHub[token](c.Limits.Listeners), short: newShortSlots(c.Limits.Short), bodies: bodies{space: map[record.SpaceID]int64{}}}
}

// Stop ends every live stream and takes no new one. The store is the caller's to close, afterwards.
func (r *Relay) Stop() { r.live.Stop() }

// remote is where a connection comes from.
func remote(req *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(req.RemoteAddr)
	if err != nil || at.Addr().Unmap().IsLoopback() {
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}

// call is one request on its way.
type call struct {
	*Relay
	w     http.ResponseWriter
	req   *http.Request
	space record.SpaceID // for which a token was shown
	held  int64          // of Relay.bodies
}

// maxPath is more than the longest path.
const maxPath = 160

// ServeHTTP answers one call.
func (r *Relay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	c := &call{Relay: r, w: w, req: req}
	defer c.release()
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if origins.Let(h, req, r.Site, r.Sites) {
		return
	}
	if err := c.route(); err != nil {
		c.refuse(err)
	}
}

// route finds what is asked for. A path or a method that there is not gets the same answer as everything that
// the caller may not have.
func (c *call) route() error {
	path := c.req.URL.Path
	rest, ok := strings.CutPrefix(path, "/v1/")
	if !ok || len(path) > maxPath || !c.hosted() {
		return relayapi.ErrUnknown
	}
	parts := strings.Split(rest, "/")
	method := c.req.Method + " "
	switch name := method + parts[0]; {
	case len(parts) == 1 && name == "GET about":
		return c.about()
	case len(parts) == 1 && name == "GET health":
		return c.health()
	case len(parts) == 1 && name == "GET nonce":
		n := c.tokens.nonce(c.Now())
		return c.answer(n[:])
	case len(parts) == 1 && name == "POST token":
		return c.login()
	case len(parts) == 1 && name == "POST live":
		return c.listen()
	case len(parts) == 1 && name == "POST spaces":
		return c.create()
	case len(parts) == 2 && parts[0] == "slots":
		return c.slot(parts[1])
	case len(parts) >= 2 && parts[0] == "spaces":
		space, err := record.ParseSpaceID(parts[1])
		if err != nil {
			return relayapi.ErrUnknown
		}
		return c.inSpace(space, c.req.Method, parts[2:])
	}
	return relayapi.ErrUnknown
}

// hosted tells whether the device dialled this relay.
func (c *call) hosted() bool {
	for _, h := range c.Hosts {
		if h == relayapi.Host(c.req.Host) {
			return true
		}
	}
	return len(c.Hosts) == 0
}

func (c *call) about() error {
	c.w.Header().Set("Content-Type", "application/json")
	return c.answer(relayapi.EncodeAbout(relayapi.About{Spaces: c.Spaces, Quota: c.Quota}))
}

// health answers whether the store still keeps what it is given.
func (c *call) health() error {
	_, err := c.Store.Space(c.req.Context(), record.SpaceID{})
	if err != nil && !errors.Is(err, relayapi.ErrUnknown) {
		return err
	}
	return c.answer([]byte("ok\n"))
}

// answer sends a body. That the caller went away is no error of ours.
func (c *call) answer(body []byte) error {
	h := c.w.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", relayapi.ContentType)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = c.w.Write(body)
	return nil
}

// refuse sends an error. One that has no name in the protocol is the relay's own trouble, of which nothing is
// said.
func (c *call) refuse(err error) {
	status, body, ok := relayapi.EncodeError(err)
	if !ok {
		status, body = http.StatusServiceUnavailable, []byte("{\"error\":\"trouble\"}\n")
	}
	c.counted.refused(status)
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body)
}

// bodies counts the bytes of bodies that are being read or written.
type bodies struct {
	mu    sync.Mutex
	all   int64
	space map[record.SpaceID]int64
}

// hold takes room for so many bytes of a body, until the call ends. One space gets an eighth of all, and everybody who
// has shown no right yet a quarter together, so that nobody who reads or sends slowly keeps others from being answered.
// A login is small, and is not kept out by those.
func (c *call) hold(n int64) error {
	b := &c.bodies
	b.mu.Lock()
	defer b.mu.Unlock()
	most := c.Limits.Bodies / 8
	if c.stranger() {
		most = c.Limits.Bodies / 4
	}
	if b.all+n > c.Limits.Bodies || b.space[c.space]+n > most && !(c.stranger() && n <= maxLogin) {
		return relayapi.ErrBusy
	}
	b.all += n
	b.space[c.space] += n
	c.held += n
	return nil
}

// stranger tells whether no right to a space was shown yet.
func (c *call) stranger() bool { return c.space == record.SpaceID{} }

func (c *call) release() {
	if c.held == 0 {
		return
	}
	b := &c.bodies
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all -= c.held
	if b.space[c.space] -= c.held; b.space[c.space] <= 0 {
		delete(b.space, c.space)
	}
}

// hourly tells whether the network that asks may do one more of something in this hour.
func (c *call) hourly(what byte, limit uint32) error {
	at := c.Address(c.req)
	if !at.IsValid() {
		return nil
	}
	at = at.Unmap()
	bits := 24
	if at.Is6() {
		bits = 56
	}
	network, err := at.Prefix(bits)
	if err != nil {
		return nil
	}
	b := network.Addr().As16()
	return c.bounds.one(c.Now(), what, b[:], limit)
}

// ctx is for the store: what the caller no longer waits for need not be begun.
func (c *call) ctx() context.Context { return c.req.Context() }
