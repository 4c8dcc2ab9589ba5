package relay_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	mrand "math/rand/v2"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relay/sqlite"
	"snowdrop/internal/relay/storetest"
	"snowdrop/internal/relayapi"
)

// A history is what several devices asked of one space at the same time, and what each was told. It is right if there
// is one order of all of it in which every answer is the right one, and which nobody could see was another.

type asked struct {
	what   byte // a append, r rotate, g read, d delete
	expect uint64
	epoch  uint32
	ids    []uint16 // entries of a batch, or the control record
	n      uint64
}

type told struct {
	how   byte // k done, h the log stands elsewhere, e another epoch, l no answer
	head  uint64
	epoch uint32
	log   string
}

// place is where a space stands: its epoch, and its entries, two bytes each. A deleted one is dead.
type place struct {
	epoch uint32
	log   string
}

const dead = 0xffff

func (p place) head() uint64 { return uint64(len(p.log) / 2) }

func packed(ids ...uint16) string {
	var b []byte
	for _, id := range ids {
		b = binary.BigEndian.AppendUint16(b, id)
	}
	return string(b)
}

// holds tells whether a batch stands behind an entry already. The relay compares leaves, so a deleted one counts; that it
// was this one is what the first acknowledgement showed.
func (p place) holds(a asked) bool {
	if a.expect > p.head() || uint64(len(a.ids)) > p.head()-a.expect {
		return false
	}
	for i, id := range a.ids {
		at := (a.expect + uint64(i)) * 2
		if is := binary.BigEndian.Uint16([]byte(p.log[at : at+2])); is != id && is != dead {
			return false
		}
	}
	return true
}

// next is every place where a space may stand after a question and its answer; none: the answer was wrong.
func (p place) next(a asked, t told) []any {
	switch a.what {
	case 'g':
		if t.how == 'l' || t.how == 'k' && t.log == p.log && t.epoch == p.epoch {
			return []any{p}
		}
	case 'd':
		after := place{p.epoch, p.log[:2*(a.n-1)] + packed(dead) + p.log[2*a.n:]}
		if t.how == 'l' {
			return []any{p, after}
		}
		return []any{after}
	case 'a', 'r':
		after := place{p.epoch, p.log + packed(a.ids...)}
		epoch := a.epoch
		if a.what == 'r' {
			after.epoch, epoch = a.epoch, a.epoch-1
		}
		can := p.epoch == epoch && p.head() == a.expect
		there := p.holds(a) && (a.what == 'r' || p.epoch == epoch)
		switch t.how {
		case 'l':
			if can {
				return []any{p, after}
			}
			return []any{p}
		case 'k':
			switch {
			case t.head != a.expect+uint64(len(a.ids)):
			case can:
				return []any{after}
			case there:
				return []any{p}
			}
		case 'h':
			if !can && (t.head == p.head() && t.epoch == p.epoch) {
				return []any{p}
			}
		case 'e':
			if a.what == 'a' && p.epoch != epoch {
				return []any{p}
			}
		}
	}
	return nil
}

func model(from place) porcupine.Model {
	m := porcupine.NondeterministicModel{
		Init:  func() []any { return []any{from} },
		Step:  func(state, in, out any) []any { return state.(place).next(in.(asked), out.(told)) },
		Equal: func(a, b any) bool { return a == b },
	}
	return m.ToModel()
}

// device asks a space; every answer that does not come is errLost.
type device interface {
	append(expect uint64, epoch uint32, envelopes [][]byte) (uint64, error)
	rotate(expect uint64, epoch uint32, envelope []byte) (uint64, error)
	read() (epoch uint32, items []record.Item, err error)
	strip(n uint64, envelope []byte) error
}

// session makes one history.
type session struct {
	mu      sync.Mutex
	ids     map[record.Hash]uint16
	entries [][]byte // by id
	done    []porcupine.Operation
	told    int // how many of these were answered
	began   time.Time
	clients int
	back    func() // waits until there is somebody to ask
	control func(epoch uint32, before uint64) []byte
}

// known gives an entry its number in the history.
func (s *session) known(envelope []byte) uint16 {
	s.mu.Lock()
	defer s.mu.Unlock()
	leaf := record.Leaf(envelope)
	id, had := s.ids[leaf]
	if !had {
		id = uint16(len(s.entries))
		s.ids[leaf] = id
		s.entries = append(s.entries, envelope)
	}
	return id
}

func (s *session) logOf(items []record.Item) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []uint16
	for _, item := range items {
		id, had := s.ids[item.Leaf]
		if item.Envelope == nil || !had {
			id = dead
		}
		ids = append(ids, id)
	}
	return packed(ids...)
}

// live is one device that asks at random, some of it about a log that has moved on, and some of it twice.
func (s *session) live(d device, steps int) {
	s.mu.Lock()
	client := s.clients
	s.clients++
	s.mu.Unlock()
	head, epoch := uint64(1), uint32(1)
	var last asked
	for range steps {
		var a asked
		switch chance := mrand.IntN(20); {
		case chance < 4:
			a = asked{what: 'g'}
		case chance < 6 && head > 2:
			a = asked{what: 'd', n: 2 + mrand.Uint64N(head-1)}
			if !s.isRecord(d, a.n) {
				continue
			}
		case chance < 7:
			a = asked{what: 'r', expect: head, epoch: epoch + 1}
			a.ids = []uint16{s.known(s.control(epoch+1, head))}
		case chance < 10 && last.what != 0:
			a = last
		default:
			a = asked{what: 'a', expect: head, epoch: epoch}
			for range 1 + mrand.IntN(3) {
				a.ids = append(a.ids, s.known(storetest.Record(epoch, 512)))
			}
		}
		if a.what == 'a' || a.what == 'r' {
			last = a
		}
		begin := time.Since(s.began).Nanoseconds()
		t := s.ask(d, a)
		end := time.Since(s.began).Nanoseconds()
		s.mu.Lock()
		if t.how == 'l' {
			end = math.MaxInt64 // it may still happen
			client = s.clients
			s.clients++
		} else {
			s.told++
		}
		s.done = append(s.done, porcupine.Operation{ClientId: client, Input: a, Call: begin, Output: t, Return: end})
		s.mu.Unlock()
		if t.how == 'l' {
			s.back()
		}
		if t.how != 'l' && t.head > 0 && a.what != 'd' {
			head = t.head
		}
		if t.epoch > 0 {
			epoch = t.epoch
		}
		if a.what == 'r' && t.how == 'k' {
			epoch = a.epoch
		}
	}
}

// isRecord leaves control records alone: nobody deletes them.
func (s *session) isRecord(d device, n uint64) bool {
	_, items, err := d.read()
	if err != nil || uint64(len(items)) < n || items[n-1].Envelope == nil {
		return false
	}
	e, err := record.ParseEnvelope(items[n-1].Envelope)
	return err == nil && e.Kind == record.KindRecord
}

func (s *session) ask(d device, a asked) told {
	var envelopes [][]byte
	s.mu.Lock()
	for _, id := range a.ids {
		envelopes = append(envelopes, s.entries[id])
	}
	s.mu.Unlock()
	var t told
	var err error
	switch a.what {
	case 'g':
		var items []record.Item
		if t.epoch, items, err = d.read(); err == nil {
			t.log, t.head = s.logOf(items), uint64(len(items))
		}
	case 'd':
		_, items, readErr := d.read()
		if readErr != nil || items[a.n-1].Envelope == nil {
			err = d.strip(a.n, nil)
		} else {
			err = d.strip(a.n, items[a.n-1].Envelope)
		}
	case 'a':
		t.head, err = d.append(a.expect, a.epoch, envelopes)
	case 'r':
		t.head, err = d.rotate(a.expect, a.epoch, envelopes[0])
	}
	var at *relayapi.HeadError
	switch {
	case err == nil:
		t.how = 'k'
	case errors.As(err, &at):
		t.how, t.head, t.epoch = 'h', at.Head, at.Epoch
	case errors.Is(err, relay.ErrEpoch):
		t.how = 'e'
		if epoch, items, err := d.read(); err == nil {
			t.epoch, t.head = epoch, uint64(len(items))
		}
	default:
		t.how = 'l'
	}
	return t
}

// answered is how many questions were answered until now.
func (s *session) answered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told
}

// judge looks for an order of the history that explains every answer.
func (s *session) judge(t *testing.T, from place) {
	t.Helper()
	if s.told < len(s.done)/3 {
		t.Errorf("only %d of %d questions were answered", s.told, len(s.done))
	}
	switch porcupine.CheckOperationsTimeout(model(from), s.done, time.Minute) {
	case porcupine.Illegal:
		t.Errorf("a history of %d operations has no order", len(s.done))
		for _, o := range s.done {
			t.Logf("%d-%d client %d: %+v: %+v", o.Call, o.Return, o.ClientId, o.Input, o.Output)
		}
	case porcupine.Unknown:
		t.Log("no order was found in time, nor that there is none")
	}
}

func newSession(control func(uint32, uint64) []byte, first []byte) (*session, place) {
	s := &session{ids: map[record.Hash]uint16{}, began: time.Now(), control: control, back: func() {}}
	return s, place{1, packed(s.known(first))}
}

// inStore is a device that asks a store directly.
type inStore struct {
	relay.Store
	space storetest.Space
}

func (d inStore) append(expect uint64, epoch uint32, envelopes [][]byte) (uint64, error) {
	key, err := d.Auth(context.Background(), d.space.ID, epoch)
	if err != nil {
		return 0, err
	}
	return d.Append(context.Background(), d.space.ID, relay.Batch{Expect: expect, Epoch: epoch, Auth: key, Envelopes: envelopes}, storetest.Much)
}

func (d inStore) rotate(expect uint64, epoch uint32, envelope []byte) (uint64, error) {
	e, err := record.ParseEnvelope(envelope)
	if err != nil {
		return 0, err
	}
	c, err := record.ParseControl(e)
	if err != nil {
		return 0, err
	}
	return d.Rotate(context.Background(), d.space.ID, relay.Epoch{Expect: expect, Epoch: epoch, Auth: c.Auth, Owner: c.Owner, Envelope: envelope}, storetest.Much)
}

func (d inStore) read() (uint32, []record.Item, error) {
	at, items, err := d.Read(context.Background(), d.space.ID, 0, 1<<30)
	return at.Epoch, items, err
}

func (d inStore) strip(n uint64, _ []byte) error {
	return d.Strip(context.Background(), d.space.ID, n)
}

func TestEveryHistoryOfAStoreHasAnOrder(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) relay.Store{
		"memory": func(*testing.T) relay.Store { return memory.New() },
		"sqlite": func(t *testing.T) relay.Store {
			s, err := sqlite.Open(filepath.Join(t.TempDir(), "data"), sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t)
			for range bound(12, 1000) {
				space := storetest.Made(t, store)
				s, from := newSession(func(epoch uint32, before uint64) []byte { return space.Next(before, epoch).Envelope }, space.First.Envelope)
				var group sync.WaitGroup
				for range 5 {
					group.Go(func() { s.live(inStore{store, space}, bound(25, 200)) })
				}
				group.Wait()
				s.judge(t, from)
			}
		})
	}
}

// overHTTP is a device that asks a process which may be killed or paused.
type overHTTP struct {
	*person
	token   string
	process *process
}

// asking runs a call, once more with a new token where the old one ended with the process.
func (d *overHTTP) asking(method, path string, body []byte) ([]byte, error) {
	b, err := d.quiet(method, path, body, d.token)
	if !errors.Is(err, relayapi.ErrUnknown) {
		return b, err
	}
	if d.token, err = d.ownerQuiet(); err != nil {
		return nil, errLost
	}
	return d.quiet(method, path, body, d.token)
}

// ownerQuiet logs in as the owner, who may read, rotate and delete.
func (p *person) ownerQuiet() (string, error) {
	b, err := p.quiet("GET", relayapi.PathNonce, nil, "")
	if err != nil {
		return "", err
	}
	l := relayapi.Login{Role: relayapi.RoleOwner, Space: p.id, Nonce: relayapi.Nonce(b)}
	l.Signature = sign(p.owner, relayapi.LabelLogin, l.Signed(p.host()))
	b, err = p.quiet("POST", relayapi.PathToken, l.Encode(), "")
	return string(b), err
}

func (d *overHTTP) append(expect uint64, epoch uint32, envelopes [][]byte) (uint64, error) {
	// All epochs of these histories log in with one key.
	l := relayapi.Login{Role: relayapi.RoleMember, Space: d.id, Epoch: epoch}
	b, err := d.quiet("GET", relayapi.PathNonce, nil, "")
	if err != nil {
		return 0, errLost
	}
	l.Nonce = relayapi.Nonce(b)
	l.Signature = sign(d.auth[1], relayapi.LabelLogin, l.Signed(d.host()))
	token, err := d.quiet("POST", relayapi.PathToken, l.Encode(), "")
	if err != nil {
		return 0, errLost
	}
	b, err = d.quiet("POST", relayapi.LogPath(d.id), relayapi.Append{Expect: expect, Envelopes: envelopes}.Encode(), string(token))
	if errors.Is(err, relayapi.ErrUnknown) {
		return 0, relay.ErrEpoch
	}
	if err != nil {
		return 0, err
	}
	return relayapi.DecodeHead(b)
}

func (d *overHTTP) rotate(expect uint64, _ uint32, envelope []byte) (uint64, error) {
	b, err := d.asking("POST", relayapi.ControlPath(d.id), relayapi.Rotate{Expect: expect, Envelope: envelope}.Encode())
	if err != nil {
		return 0, err
	}
	return relayapi.DecodeHead(b)
}

func (d *overHTTP) read() (uint32, []record.Item, error) {
	b, err := d.asking("GET", relayapi.LogPath(d.id)+relayapi.After(0), nil)
	if err != nil {
		return 0, nil, errLost
	}
	head, all, err := relayapi.DecodeLog(b, 0)
	if err != nil || head > uint64(len(all)) {
		return 0, nil, errLost // longer than one answer, so not from one moment
	}
	epoch := uint32(0)
	for _, item := range all {
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindControl {
			epoch = e.Epoch
		}
	}
	return epoch, all, nil
}

func (d *overHTTP) strip(n uint64, _ []byte) error {
	_, err := d.asking("DELETE", relayapi.EntryPath(d.id, n), nil)
	return err
}

func TestEveryHistoryOfARelayThatIsKilledAndPausedHasAnOrder(t *testing.T) {
	p := newProcess(t)
	for range bound(6, 300) {
		p.start()
		w := p.world()
		one := w.lives()
		control := func(epoch uint32, before uint64) []byte { return one.control(epoch, before, one.owner, one.owner, nil) }
		s, from := newSession(control, one.first)
		var down sync.RWMutex
		s.back = func() {
			down.RLock()
			defer down.RUnlock()
		}
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() { s.live(&overHTTP{person: one, process: p}, bound(25, 60)) })
		}
		ended := make(chan struct{})
		go func() {
			group.Wait()
			close(ended)
		}()
		for trouble, kills := 0, 0; ; trouble++ {
			select {
			case <-ended:
			case <-time.After(time.Duration(10+mrand.IntN(30)) * time.Millisecond):
				if trouble%2 == 0 {
					p.pause(20 * time.Millisecond)
				} else if kills < 4 && s.answered() >= 10*kills { // however slow the machine is, it has said something
					kills++
					down.Lock()
					p.end(syscall.SIGKILL)
					p.start()
					down.Unlock()
				}
				continue
			}
			break
		}
		s.judge(t, from)
		p.end(syscall.SIGKILL)
		w.how.CloseIdleConnections()
	}
}

// TestAWrongHistoryHasNoOrder shows that the tests above can fail.
func TestAWrongHistoryHasNoOrder(t *testing.T) {
	from := place{1, packed(0)}
	put := func(call, ret int64, expect uint64, id uint16, t told) porcupine.Operation {
		return porcupine.Operation{Input: asked{what: 'a', expect: expect, epoch: 1, ids: []uint16{id}}, Output: t, Call: call, Return: ret}
	}
	read := func(call, ret int64, log string) porcupine.Operation {
		return porcupine.Operation{ClientId: 1, Input: asked{what: 'g'}, Output: told{how: 'k', epoch: 1, log: log}, Call: call, Return: ret}
	}
	good := []porcupine.Operation{put(1, 2, 1, 1, told{how: 'k', head: 2}), read(3, 4, packed(0, 1))}
	if !porcupine.CheckOperations(model(from), good) {
		t.Error("a right history has no order")
	}
	for name, wrong := range map[string][]porcupine.Operation{
		"an acknowledged entry is gone":  {put(1, 2, 1, 1, told{how: 'k', head: 2}), read(3, 4, packed(0))},
		"two entries have one number":    {put(1, 2, 1, 1, told{how: 'k', head: 2}), put(1, 2, 1, 2, told{how: 'k', head: 2})},
		"a refused entry is there":       {put(1, 2, 1, 1, told{how: 'h', head: 1, epoch: 1}), read(3, 4, packed(0, 1))},
		"an entry was seen and then not": {put(1, 9, 1, 1, told{how: 'l'}), read(2, 3, packed(0, 1)), read(4, 5, packed(0))},
		"a read is of no one moment":     {put(1, 2, 1, 1, told{how: 'k', head: 2}), put(3, 4, 2, 2, told{how: 'k', head: 3}), read(5, 6, packed(0, 2))},
	} {
		if porcupine.CheckOperations(model(from), wrong) {
			t.Errorf("%s: an order was found", name)
		}
	}
}
