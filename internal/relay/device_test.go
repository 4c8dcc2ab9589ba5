package relay_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
)

// clock is a relay's clock that a test turns.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is one relay and who asks it.
type world struct {
	t     testing.TB
	relay *relay.Relay
	store *memory.Store
	url   string
	clock *clock
	how   *http.Client
}

func started(t testing.TB, change func(*relay.Config)) *world {
	t.Helper()
	w := &world{t: t, store: memory.New(), clock: &clock{at: time.Unix(1_800_000_000, 0)}, how: &http.Client{}}
	c := relay.Config{Store: w.store, Now: w.clock.now}
	if change != nil {
		change(&c)
	}
	w.relay = relay.New(c)
	server := httptest.NewServer(w.relay)
	w.url = server.URL
	t.Cleanup(func() {
		w.relay.Stop()
		server.Close()
	})
	return w
}

func (w *world) host() string {
	u, err := url.Parse(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	return u.Host
}

// said is an answer, without what differs from one second to the next.
type said struct {
	status int
	header http.Header
	body   []byte
}

// err is the named error of an answer, or nil.
func (s said) err() error {
	if s.status == 200 {
		return nil
	}
	return relayapi.DecodeError(s.status, s.body)
}

// ask sends a request; headers are name, value, name, value.
func (w *world) ask(method, path string, body []byte, headers ...string) said {
	w.t.Helper()
	r, err := http.NewRequest(method, w.url+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := w.how.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	answer.Header.Del("Date")
	return said{answer.StatusCode, answer.Header, b}
}

func (w *world) nonce() relayapi.Nonce {
	w.t.Helper()
	n, err := relayapi.DecodeNonce(w.ask("GET", relayapi.PathNonce, nil).body)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// person is somebody with one space: every key that there is, and how far the log goes.
type person struct {
	*world
	id    record.SpaceID
	owner ed25519.PrivateKey
	auth  []ed25519.PrivateKey // by epoch, from 1
	head  uint64
	first []byte
}

func key() ed25519.PrivateKey {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return private
}

func public(k ed25519.PrivateKey) [32]byte { return [32]byte(k.Public().(ed25519.PublicKey)) }

func sign(k ed25519.PrivateKey, label string, message []byte) [64]byte {
	return [64]byte(ed25519.Sign(k, append([]byte(label), message...)))
}

// newPerson makes keys and a first control record, and tells nobody.
func (w *world) newPerson() *person {
	p := &person{world: w, owner: key(), auth: []ed25519.PrivateKey{nil, key()}}
	p.id = record.SpaceOf(public(p.owner))
	p.first = p.control(1, 0, p.owner, p.owner, nil)
	return p
}

// control is the control record that starts an epoch, signed by signer; change may spoil it before it is signed.
func (p *person) control(epoch uint32, before uint64, signer, next ed25519.PrivateKey, change func(*record.Envelope, *record.Control)) []byte {
	e := record.Envelope{Kind: record.KindControl, Epoch: epoch, ID: record.NewID()}
	c := record.Control{Before: before, Head: record.FirstHead(p.id), Auth: public(p.auth[min(int(epoch), len(p.auth)-1)]), Owner: public(next), Roster: make([]byte, record.RosterSize)}
	for i := range c.Boxes {
		c.Boxes[i] = make([]byte, record.BoxSize)
	}
	if change != nil {
		change(&e, &c)
	}
	c.Signature = sign(signer, record.LabelControl, c.Signed(p.id, e))
	e.Body = c.Marshal()
	return e.Marshal()
}

// lives makes a space on the relay.
func (w *world) lives() *person {
	w.t.Helper()
	p := w.newPerson()
	if err := p.create("").err(); err != nil {
		w.t.Fatal(err)
	}
	p.head = 1
	return p
}

func (p *person) create(code string) said {
	p.t.Helper()
	return p.ask("POST", relayapi.PathSpaces, relayapi.Create{Code: code, Genesis: p.first}.Encode())
}

// further makes the space with a token of another one.
func (p *person) further(token string) said {
	p.t.Helper()
	return p.ask("POST", relayapi.PathSpaces, relayapi.Create{Genesis: p.first}.Encode(), relayapi.SlotToken, token)
}

// login asks for a token; change may spoil the login before it is signed.
func (p *person) login(role uint8, epoch uint32, k ed25519.PrivateKey, host string) said {
	p.t.Helper()
	l := relayapi.Login{Role: role, Space: p.id, Epoch: epoch, Nonce: p.nonce()}
	l.Signature = sign(k, relayapi.LabelLogin, l.Signed(host))
	return p.ask("POST", relayapi.PathToken, l.Encode())
}

func (p *person) token(role uint8, epoch uint32, k ed25519.PrivateKey) string {
	p.t.Helper()
	a := p.login(role, epoch, k, p.host())
	token, err := relayapi.CheckToken(a.body)
	if err = errors.Join(err, a.err()); err != nil {
		p.t.Fatal(err)
	}
	return token
}

// member is a token of an epoch, asOwner one of the owner.
func (p *person) member(epoch uint32) string {
	return p.token(relayapi.RoleMember, epoch, p.auth[epoch])
}
func (p *person) asOwner() string { return p.token(relayapi.RoleOwner, 0, p.owner) }

// with sends a request with a token.
func (p *person) with(token, method, path string, body []byte) said {
	p.t.Helper()
	return p.ask(method, path, body, "Authorization", relayapi.Bearer(token))
}

// secret is the delete token of a record, by its ID.
func secret(id record.ID) [32]byte { return sha256.Sum256(id[:]) }

func someRecord(epoch uint32) []byte {
	id := record.NewID()
	body := make([]byte, 512+record.PlainOverhead+record.SealOverhead)
	rand.Read(body)
	return record.Envelope{Kind: record.KindRecord, Epoch: epoch, ID: id, Delete: record.DeleteHash(secret(id)), Body: body}.Marshal()
}

func secretOf(envelope []byte) []byte {
	e, err := record.ParseEnvelope(envelope)
	if err != nil {
		panic(err)
	}
	s := secret(e.ID)
	return s[:]
}

// appends puts records behind the head, with a token.
func (p *person) appends(token string, expect uint64, envelopes ...[]byte) (uint64, error) {
	p.t.Helper()
	a := p.with(token, "POST", relayapi.LogPath(p.id), relayapi.Append{Expect: expect, Envelopes: envelopes}.Encode())
	if err := a.err(); err != nil {
		return 0, err
	}
	return relayapi.DecodeHead(a.body)
}

// put puts a record behind the head and gives it.
func (p *person) put() []byte {
	p.t.Helper()
	epoch := uint32(len(p.auth) - 1)
	e := someRecord(epoch)
	head, err := p.appends(p.member(epoch), p.head, e)
	if err != nil {
		p.t.Fatal(err)
	}
	p.head = head
	return e
}

func (p *person) read(token string, after uint64) (uint64, []record.Item, error) {
	p.t.Helper()
	a := p.with(token, "GET", relayapi.LogPath(p.id)+relayapi.After(after), nil)
	if err := a.err(); err != nil {
		return 0, nil, err
	}
	return relayapi.DecodeLog(a.body, after)
}

// rotates starts the next epoch, with the same owner.
func (p *person) rotates() {
	p.t.Helper()
	p.auth = append(p.auth, key())
	epoch := uint32(len(p.auth) - 1)
	a := p.with(p.asOwner(), "POST", relayapi.ControlPath(p.id), relayapi.Rotate{Expect: p.head, Envelope: p.control(epoch, p.head, p.owner, p.owner, nil)}.Encode())
	if err := a.err(); err != nil {
		p.t.Fatal(err)
	}
	p.head++
}

// slot sends a signed call to a slot.
func (w *world) slot(method string, l relayapi.Locator, k ed25519.PrivateKey, body []byte, headers ...string) said {
	w.t.Helper()
	n := w.nonce()
	signature := sign(k, relayapi.LabelSlot, relayapi.SlotSigned(w.host(), method, l, n, body))
	return w.ask(method, relayapi.SlotPath(l), body, append(headers, "Authorization", relayapi.SlotAuthorization(n, signature))...)
}

func slotOf(k ed25519.PrivateKey, life uint8, fill byte, before []byte) relayapi.PutSlot {
	p := relayapi.PutSlot{Auth: public(k), Life: life, Blob: bytes.Repeat([]byte{fill}, relayapi.SlotSize)}
	if before != nil {
		p.Previous = sha256.Sum256(before)
	}
	return p
}
