package world

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// outcome is what a person has of an attack.
type outcome string

const (
	detected    outcome = "Detected"     // the device says so
	harmless    outcome = "Harmless"     // nothing comes of it but what a bad line would bring
	notPromised outcome = "Not promised" // something is lost, read or not shown, and nobody can know
)

// scene is a person with three devices at a relay that lies when it is told to. What the phone wrote first is
// everywhere; what it wrote then has not reached the tablet yet, which is the victim.
type scene struct {
	t      testing.TB
	p      *Person
	store  *witness
	phone  *Device
	tablet *Device
	laptop *Device
	first  []record.ID // entries 4 to 6
	then   []record.ID // entries 7 to 9
	texts  map[string]bool
}

func newScene(t testing.TB) *scene {
	t.Helper()
	s := &scene{t: t, texts: map[string]bool{}}
	s.p, s.store = s.person()
	s.phone, s.tablet, s.laptop = s.p.Devices[0], s.p.Devices[1], s.p.Devices[2]
	for _, text := range []string{"one", "two", "three"} {
		s.first = append(s.first, s.write(s.phone, text))
	}
	s.must(Everyone(t.Context(), s.p.Devices...))
	for _, text := range []string{"four", "five", "six"} {
		s.then = append(s.then, s.write(s.phone, text))
	}
	s.must(s.phone.Sync.Once(t.Context()))
	if head := heads(s.p.Devices); head[0] != 9 || head[1] != 6 {
		t.Fatalf("the scene begins at %v", head)
	}
	return s
}

// person is a copy of the template at a relay of its own.
func (s *scene) person() (*Person, *witness) {
	from, err := template()
	s.must(err)
	store := &witness{Store: memory.New()}
	p, err := from.CopyTo(s.t.Context(), relay.New(relay.Config{Store: store}))
	s.must(err)
	return p, store
}

func (s *scene) must(errs ...error) {
	s.t.Helper()
	for _, err := range errs {
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// write keeps a new item on a device.
func (s *scene) write(d *Device, text string) record.ID {
	s.t.Helper()
	rec := record.Record{ID: record.NewID(), Kind: 1, At: int64(len(s.texts)), Body: []byte(text)}
	s.texts[text] = true
	s.must(d.Vault.Put(s.t.Context(), rec))
	return rec.ID
}

// shows is what a device shows: the texts of every item.
func shows(t testing.TB, d *Device) map[record.ID][]string {
	t.Helper()
	texts := map[record.ID][]string{}
	for _, h := range d.Vault.List() {
		versions, err := d.Vault.Versions(h.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range versions {
			texts[h.ID] = append(texts[h.ID], string(v.Record.Body))
		}
		slices.Sort(texts[h.ID])
	}
	return texts
}

// fallsFor lets a device exchange with whatever relay it now has, and says what its person has of that. With what the
// honest device shows it is told whether something is missing.
func (s *scene) fallsFor(d, honest *Device) outcome {
	s.t.Helper()
	before := shows(s.t, d)
	var err error
	for range 2 { // what was sent is looked for
		if err = d.Sync.Once(s.t.Context()); err != nil {
			break
		}
	}
	after := shows(s.t, d)
	for id, texts := range before {
		for _, text := range texts {
			if !slices.Contains(after[id], text) {
				s.t.Errorf("%s lost %q", d.Name, text)
			}
		}
	}
	for _, texts := range after {
		for _, text := range texts {
			if !s.texts[text] {
				s.t.Errorf("%s shows %q, which nobody wrote", d.Name, text)
			}
		}
	}
	told := syncer.Final(err) || d.Home.Stopped() != vault.Running
	if noted := d.Home.Stopped() != vault.Running; noted != syncer.Final(err) && err != syncer.ErrWentBack {
		s.t.Errorf("the exchange ended with %v, and the vault says %q", err, d.Home.Stopped())
	}
	for _, e := range d.Home.Events() {
		told = told || e.Kind == vault.EventUnreadable || e.Kind == vault.EventHole
	}
	// Whatever the relay does, what is here can be read and written.
	s.write(d, "written after "+s.t.Name())
	switch {
	case told:
		return detected
	case err == nil && misses(after, shows(s.t, honest)):
		return notPromised
	}
	return harmless
}

// misses says that something of what is there is not shown.
func misses(shown, there map[record.ID][]string) bool {
	for id, texts := range there {
		for _, text := range texts {
			if !slices.Contains(shown[id], text) {
				return true
			}
		}
	}
	return false
}

// honest is the way to the relay as it is, without lies: afterwards everyone has everything.
func (s *scene) honest(devices ...*Device) {
	s.t.Helper()
	for _, d := range devices {
		d.Link.Change(nil)
	}
	s.must(Everyone(s.t.Context(), devices...))
	want := shows(s.t, devices[0])
	for _, d := range devices {
		if got := shows(s.t, d); !maps.EqualFunc(got, want, slices.Equal) {
			s.t.Errorf("at an honest relay %s shows %v, and %s %v", d.Name, got, devices[0].Name, want)
		}
	}
}

// lie lets the relay change the answers of calls to the tablet whose method and last part of the path are these.
func (s *scene) lie(d *Device, what string, change func(status int, body []byte) (int, []byte)) {
	s.lieTo(d, what, func(_ *http.Request, status int, body []byte) (int, []byte) { return change(status, body) })
}

func (s *scene) lieTo(d *Device, what string, change func(r *http.Request, status int, body []byte) (int, []byte)) {
	d.Link.Change(func(r *http.Request, answer *http.Response) {
		if r.Method+" "+r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:] != what {
			return
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			s.t.Error(err)
		}
		answer.StatusCode, body = change(r, answer.StatusCode, body)
		answer.Body = io.NopCloser(bytes.NewReader(body))
	})
}

// log lets the relay show the tablet another log, and stay with it. change gets entries 7 to 9, to do with as it likes.
func (s *scene) log(change func(items []record.Item) []record.Item) {
	var shown []record.Item
	s.lieTo(s.tablet, "GET log", func(r *http.Request, status int, body []byte) (int, []byte) {
		after, _ := strconv.Atoi(r.URL.Query().Get("after"))
		if shown == nil {
			_, items, err := relayapi.DecodeLog(body, 6)
			s.must(err)
			for i := range items {
				items[i].Envelope = bytes.Clone(items[i].Envelope)
			}
			shown = change(items)
		}
		if after < 6 || after-6 > len(shown) {
			return status, body
		}
		return http.StatusOK, encode(6+uint64(len(shown)), shown[after-6:])
	})
}

// encode is the answer of a relay.
func encode(head uint64, items []record.Item) []byte {
	b := relayapi.EncodeHead(head)
	for _, item := range items {
		b = relayapi.AppendItem(b, item)
	}
	return b
}

// given is what was once appended as entry n.
func (s *scene) given(n int) record.Item {
	e := s.store.given[n-1]
	return record.Item{N: uint64(n), Envelope: e, Leaf: record.Leaf(e)}
}

// fork is a second relay that knows the log up to entry n.
func (s *scene) fork(n int) http.Handler {
	s.t.Helper()
	store := memory.New()
	ctx := context.Background()
	for i, given := range s.store.given[:n] {
		e, err := record.ParseEnvelope(given)
		s.must(err)
		if e.Kind == record.KindRecord {
			_, err = store.Append(ctx, s.p.ID, s.batch(store, i, e.Epoch, given), relay.DefaultQuota)
			s.must(err)
			continue
		}
		c, err := record.ParseControl(e)
		s.must(err)
		epoch := relay.Epoch{Expect: uint64(i), Epoch: e.Epoch, Auth: c.Auth, Owner: c.Owner, Envelope: given}
		if i == 0 {
			s.must(store.Create(ctx, s.p.ID, epoch, nil))
		} else {
			_, err = store.Rotate(ctx, s.p.ID, epoch, relay.DefaultQuota)
			s.must(err)
		}
	}
	return relay.New(relay.Config{Store: store})
}

func (s *scene) batch(store *memory.Store, expect int, epoch uint32, envelope []byte) relay.Batch {
	s.t.Helper()
	auth, err := store.Auth(context.Background(), s.p.ID, epoch)
	s.must(err)
	return relay.Batch{Expect: uint64(expect), Epoch: epoch, Auth: auth, Envelopes: [][]byte{envelope}}
}
