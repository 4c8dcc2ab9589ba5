package wire

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"

	"snowdrop/internal/devices/slots"
)

// Relays are those that a program may speak with. None is asked anything before something of the person's is there, or they
// have chosen it.
type Relays struct {
	transport http.RoundTripper
	first     string
	reach     func(address string) bool

	mu  sync.Mutex
	all map[string]*Relay
}

// NewRelays returns the relays of a program that was started with one; "" for none. reach says which others it can ask at
// all; nil: every one that IsAddress.
func NewRelays(transport http.RoundTripper, first string, reach func(address string) bool) *Relays {
	return &Relays{transport: transport, first: first, reach: reach, all: map[string]*Relay{}}
}

// First is the address of the one that the program was started with.
func (r *Relays) First() string { return r.first }

// May says whether a relay can be asked from here.
func (r *Relays) May(address string) bool {
	return address != "" && (address == r.first || r.transport != nil && IsAddress(address) && (r.reach == nil || r.reach(address)))
}

// At returns a relay, "" being the first; nil where that is none. One that can not be asked from here never answers.
func (r *Relays) At(address string) *Relay {
	if address == "" {
		address = r.first
	}
	if address == "" {
		return nil
	}
	if !r.May(address) {
		return To(address, shut{})
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all[address] == nil {
		r.all[address] = To(address, r.transport)
	}
	return r.all[address]
}

// shut is the way to a relay that can not be asked from here: nothing is sent.
type shut struct{}

var errShut = errors.New("devices: out of reach")

// RoundTrip implements http.RoundTripper.
func (shut) RoundTrip(*http.Request) (*http.Response, error) { return nil, errShut }

// IsAddress takes the address of a relay as it is kept: what is sent there goes over TLS, or stays on this machine.
func IsAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > slots.MaxAddress || u.Host == "" || address != u.Scheme+"://"+u.Host {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
