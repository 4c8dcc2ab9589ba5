package relay_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
)

func wants(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestWhatOneDevicePutsAnotherFinds(t *testing.T) {
	p := started(t, nil).lives()
	a, b := p.put(), p.put()
	for name, token := range map[string]string{"a member": p.member(1), "the owner": p.asOwner()} {
		head, items, err := p.read(token, 1)
		if err != nil || head != 3 || len(items) != 2 || !bytes.Equal(items[0].Envelope, a) || !bytes.Equal(items[1].Envelope, b) {
			t.Errorf("%s reads %d of %d, %v", name, len(items), head, err)
		}
	}
	// A lost answer: the same again.
	head, err := p.appends(p.member(1), 1, a, b)
	if err != nil || head != 3 {
		t.Errorf("the same again: %d, %v", head, err)
	}
	var at *relayapi.HeadError
	if _, err := p.appends(p.member(1), 1, someRecord(1)); !errors.As(err, &at) || at.Head != 3 || at.Epoch != 1 {
		t.Errorf("behind an old head: %v", err)
	}
	if a := p.create(""); a.err() != nil {
		t.Errorf("making the space again: %v", a.err())
	}
}

func TestASpaceIsMadeOnlyByItsFirstOwner(t *testing.T) {
	w := started(t, nil)
	other := key()
	for name, spoil := range map[string]func(p *person){
		"signed by another": func(p *person) { p.first = p.control(1, 0, other, p.owner, nil) },
		"of another space": func(p *person) {
			p.id = record.SpaceOf(public(other))
			p.first = p.control(1, 0, p.owner, p.owner, nil)
		},
		"with another beginning": func(p *person) {
			p.first = p.control(1, 0, p.owner, p.owner, func(_ *record.Envelope, c *record.Control) { c.Head[0]++ })
		},
		"changed afterwards":  func(p *person) { p.first[2000] ^= 1 },
		"of the second epoch": func(p *person) { p.first = p.control(2, 1, p.owner, p.owner, nil) },
		"that is a record":    func(p *person) { p.first = someRecord(1) },
		"that is cut off":     func(p *person) { p.first = p.first[:500] },
	} {
		p := w.newPerson()
		id := p.id
		spoil(p)
		wants(t, name, p.create("").err(), relayapi.ErrMalformed)
		if _, err := w.store.Space(t.Context(), id); !errors.Is(err, relayapi.ErrUnknown) {
			t.Errorf("%s: the space is there: %v", name, err)
		}
	}
	p := w.lives()
	p.first = p.control(1, 0, p.owner, p.owner, func(e *record.Envelope, _ *record.Control) { e.ID[0]++ })
	wants(t, "made twice with other bytes", p.create("").err(), relayapi.ErrTaken)
}

// loginsThatAreRefused are all that is wrong with a login, each alone.
func TestATokenIsForWhoHoldsTheKeyAtThisRelayNow(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	p.rotates()
	now := relayapi.Login{Role: relayapi.RoleMember, Space: p.id, Epoch: 2}
	login := func(l relayapi.Login, k any) said {
		t.Helper()
		if l.Nonce == (relayapi.Nonce{}) {
			l.Nonce = w.nonce()
		}
		if l.Signature == ([64]byte{}) {
			l.Signature = sign(p.auth[2], relayapi.LabelLogin, l.Signed(w.host()))
		}
		return w.ask("POST", relayapi.PathToken, l.Encode())
	}
	if a := login(now, nil); a.err() != nil {
		t.Fatal(a.err())
	}
	unknown := now
	unknown.Space[0]++
	want := login(unknown, nil)
	old := w.nonce()
	used := now
	used.Nonce = old
	w.clock.turn(2*time.Minute + time.Second)
	forged := now
	forged.Nonce = w.nonce()
	forged.Nonce[20]++
	longer := now
	longer.Nonce = w.nonce()
	longer.Nonce[6]++ // its end
	another := now
	another.Signature[0] = 1
	epoch := now
	epoch.Epoch = 1
	future := now
	future.Epoch = 3
	owner := relayapi.Login{Role: relayapi.RoleOwner, Space: p.id}
	label := now
	label.Nonce = w.nonce()
	label.Signature = sign(p.auth[2], relayapi.LabelSlot, label.Signed(w.host()))
	elsewhere := now
	elsewhere.Nonce = w.nonce()
	elsewhere.Signature = sign(p.auth[2], relayapi.LabelLogin, elsewhere.Signed("other.example"))
	for name, l := range map[string]relayapi.Login{"an old nonce": used, "a forged nonce": forged, "a nonce with a later end": longer, "no signature": another, "the key of another epoch": epoch,
		"an epoch to come": future, "a member's key as the owner": owner, "signed for another use": label, "signed for another relay": elsewhere} {
		if got := login(l, nil); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d %q, want the same as for a space that is not there: %d %q", name, got.status, got.body, want.status, want.body)
		}
	}
}

func TestATokenEnds(t *testing.T) {
	p := started(t, nil).lives()
	token := p.member(1)
	p.clock.turn(59 * time.Minute)
	if _, _, err := p.read(token, 0); err != nil {
		t.Errorf("after 59 minutes: %v", err)
	}
	p.clock.turn(2 * time.Minute)
	_, _, err := p.read(token, 0)
	wants(t, "after 61 minutes", err, relayapi.ErrUnknown)
	for i := range token {
		changed := []byte(p.member(1))
		changed[i] = "AB"[min(1, int('B'-min('B', changed[i])))]
		if string(changed) == token {
			continue
		}
		if _, _, err := p.read(string(changed), 0); err == nil && string(changed) != p.member(1) {
			t.Fatalf("a token with another letter at %d was taken", i)
		}
	}
}

func TestARelayKnowsItsOwnName(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Hosts = []string{"Relay.example:443"} })
	want := w.ask("GET", "/v1/nothing", nil)
	if got := w.ask("GET", relayapi.PathNonce, nil); !reflect.DeepEqual(got, want) {
		t.Errorf("under another name it answers %d %q", got.status, got.body)
	}
	r, err := http.NewRequest("GET", w.url+relayapi.PathNonce, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "relay.example"
	answer, err := w.how.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		t.Errorf("under its name it answers %d", answer.StatusCode)
	}
}

// calls are all calls about a space, with bodies that are right.
func (p *person) calls(blob record.ID) map[string]func(headers ...string) said {
	e := someRecord(uint32(len(p.auth) - 1))
	next := p.control(uint32(len(p.auth)), p.head, p.owner, p.owner, nil)
	ask := func(method, path string, body []byte) func(...string) said {
		return func(headers ...string) said { p.t.Helper(); return p.ask(method, path, body, headers...) }
	}
	return map[string]func(...string) said{
		"read":         ask("GET", relayapi.LogPath(p.id)+relayapi.After(0), nil),
		"append":       ask("POST", relayapi.LogPath(p.id), relayapi.Append{Expect: p.head, Envelopes: [][]byte{e}}.Encode()),
		"controls":     ask("GET", relayapi.ControlPath(p.id)+relayapi.After(0), nil),
		"rotate":       ask("POST", relayapi.ControlPath(p.id), relayapi.Rotate{Expect: p.head, Envelope: next}.Encode()),
		"delete entry": ask("DELETE", relayapi.EntryPath(p.id, 2), make([]byte, 32)),
		"delete space": ask("DELETE", relayapi.SpacePath(p.id), nil),
		"begin blob":   ask("PUT", relayapi.BlobPath(p.id, record.NewID())+relayapi.Size(5), bytes.Repeat([]byte{1}, 32)),
		"put chunk":    ask("PUT", relayapi.ChunkPath(p.id, blob, 0), []byte("abcde")),
		"get blob":     ask("GET", relayapi.BlobPath(p.id, blob), nil),
		"get chunk":    ask("GET", relayapi.ChunkPath(p.id, blob, 0), nil),
		"delete blob":  ask("DELETE", relayapi.BlobPath(p.id, blob), make([]byte, 32)),
	}
}

func (p *person) blob(content string) record.ID {
	p.t.Helper()
	id := record.NewID()
	hash := record.DeleteHash(secret(id))
	token := p.member(uint32(len(p.auth) - 1))
	if err := p.with(token, "PUT", relayapi.BlobPath(p.id, id)+relayapi.Size(int64(len(content))), hash[:]).err(); err != nil {
		p.t.Fatal(err)
	}
	if err := p.with(token, "PUT", relayapi.ChunkPath(p.id, id, 0), []byte(content)).err(); err != nil {
		p.t.Fatal(err)
	}
	return id
}

// TestWhoMayDoWhat is the whole table of rights: what is not in it gets the one answer.
func TestWhoMayDoWhat(t *testing.T) {
	w := started(t, nil)
	table := map[string]string{ // who may: m member, o owner, c one who was a member
		"read": "mo", "append": "m", "controls": "cmo", "rotate": "o", "delete entry": "o", "delete space": "o",
		"begin blob": "m", "put chunk": "m", "get blob": "mo", "get chunk": "mo", "delete blob": "o",
	}
	for name, may := range table {
		for _, who := range []string{"m member", "o owner", "c was a member", "a member of another space", "- nobody", "x no token", "the owner of another space", "q was the owner", "t a slot's key"} {
			p, other := w.lives(), w.lives()
			formerOwner, wasMember := p.asOwner(), p.member(1)
			p.put()
			p.auth = append(p.auth, key())
			was := p.owner
			p.owner = key()
			if err := p.with(formerOwner, "POST", relayapi.ControlPath(p.id), relayapi.Rotate{Expect: p.head, Envelope: p.control(2, p.head, was, p.owner, nil)}.Encode()).err(); err != nil {
				t.Fatal(err)
			}
			p.head++
			blob := p.blob("abcde")
			token := map[string]string{"m member": p.member(2), "o owner": p.asOwner(), "c was a member": wasMember, "a member of another space": other.member(1),
				"x no token": "AAAA", "the owner of another space": other.asOwner(), "q was the owner": formerOwner}[who]
			headers := []string{"Authorization", relayapi.Bearer(token)}
			if who == "- nobody" {
				headers = nil
			}
			if who == "t a slot's key" {
				headers = []string{"Authorization", relayapi.SlotAuthorization(w.nonce(), [64]byte{})}
			}
			got := p.calls(blob)[name](headers...)
			if strings.Contains(may, who[:1]) {
				if got.err() != nil {
					t.Errorf("%s by %s: %v", name, who, got.err())
				}
				continue
			}
			nobody := w.newPerson()
			nobody.head = p.head
			if want := nobody.calls(blob)[name](headers...); !reflect.DeepEqual(got, want) {
				t.Errorf("%s by %s: %d %q, for a space that is not there %d %q", name, who, got.status, got.body, want.status, want.body)
			}
			wants(t, name+" by "+who, got.err(), relayapi.ErrUnknown)
			if at, err := w.store.Space(t.Context(), p.id); err != nil || at.Head != p.head {
				t.Errorf("%s by %s changed the space: %+v, %v", name, who, at, err)
			}
		}
	}
}

func TestATokenIsForOneSpaceAndOneEpochEvenWhereTheKeyIsTheSame(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	q := w.newPerson()
	q.auth = p.auth
	q.first = q.control(1, 0, q.owner, q.owner, nil)
	if err := q.create("").err(); err != nil {
		t.Fatal(err)
	}
	token := p.member(1)
	_, _, err := q.read(token, 0)
	wants(t, "reading another space with the same key", err, relayapi.ErrUnknown)
	_, err = q.appends(token, 1, someRecord(1))
	wants(t, "writing to it", err, relayapi.ErrUnknown)
	p.auth = append(p.auth, p.auth[1])
	if err := p.with(p.asOwner(), "POST", relayapi.ControlPath(p.id), relayapi.Rotate{Expect: 1, Envelope: p.control(2, 1, p.owner, p.owner, nil)}.Encode()).err(); err != nil {
		t.Fatal(err)
	}
	_, _, err = p.read(token, 0)
	wants(t, "reading with the token of the epoch before", err, relayapi.ErrUnknown)
	_, _, err = p.read(p.member(2), 0)
	wants(t, "reading with a token of this epoch", err, nil)
}

func TestASpaceMadeAnewKnowsNoTokenOfTheOneBefore(t *testing.T) {
	p := started(t, nil).lives()
	member, was := p.member(1), p.auth[1]
	p.rotates()
	if err := p.with(p.asOwner(), "DELETE", relayapi.SpacePath(p.id), nil).err(); err != nil {
		t.Fatal(err)
	}
	p.auth = p.auth[:1]
	p.auth = append(p.auth, key())
	p.first = p.control(1, 0, p.owner, p.owner, nil)
	if err := p.create("").err(); err != nil {
		t.Fatal(err)
	}
	_, _, err := p.read(member, 0)
	wants(t, "reading", err, relayapi.ErrUnknown)
	_, err = p.appends(member, 1, someRecord(1))
	wants(t, "appending", err, relayapi.ErrUnknown)
	p.head = 1
	p.rotates()
	wants(t, "control records", p.with(member, "GET", relayapi.ControlPath(p.id)+relayapi.After(0), nil).err(), relayapi.ErrUnknown)
	wants(t, "a new token", p.login(relayapi.RoleMember, 1, was, p.host()).err(), relayapi.ErrUnknown)
}

func TestWhoWasAMemberFindsTheWayToTheNewestEpochAndNothingElse(t *testing.T) {
	p := started(t, nil).lives()
	p.put()
	p.rotates()
	p.rotates()
	old := p.member(1) // after the rotation too
	a := p.with(old, "GET", relayapi.ControlPath(p.id)+relayapi.After(1), nil)
	all, err := relayapi.DecodeControls(a.body, 1)
	if a.err() != nil || err != nil || len(all) != 2 {
		t.Errorf("%d control records, %v, %v", len(all), a.err(), err)
	}
	a = p.with(old, "GET", relayapi.ControlPath(p.id)+relayapi.After(3), nil)
	if a.err() != nil || len(a.body) != 0 {
		t.Errorf("after the newest: %d bytes, %v", len(a.body), a.err())
	}
	_, _, err = p.read(old, 0)
	wants(t, "the log", err, relayapi.ErrUnknown)
}

func TestAnEpochComesOnlyFromTheOwner(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	p.put()
	p.auth = append(p.auth, key())
	token := p.asOwner()
	good := p.control(2, p.head, p.owner, p.owner, nil)
	for name, c := range map[string]struct {
		rotate relayapi.Rotate
		want   error
	}{
		"signed by another":           {relayapi.Rotate{Expect: p.head, Envelope: p.control(2, p.head, key(), p.owner, nil)}, relayapi.ErrMalformed},
		"signed by the next owner":    {relayapi.Rotate{Expect: p.head, Envelope: func() []byte { next := key(); return p.control(2, p.head, next, next, nil) }()}, relayapi.ErrMalformed},
		"an epoch left out":           {relayapi.Rotate{Expect: p.head, Envelope: p.control(3, p.head, p.owner, p.owner, nil)}, relayapi.ErrHead},
		"behind an old head":          {relayapi.Rotate{Expect: 1, Envelope: p.control(2, 1, p.owner, p.owner, nil)}, relayapi.ErrHead},
		"signed for another number":   {relayapi.Rotate{Expect: p.head, Envelope: p.control(2, 1, p.owner, p.owner, nil)}, relayapi.ErrMalformed},
		"the first of all, once more": {relayapi.Rotate{Expect: 0, Envelope: p.first}, relayapi.ErrMalformed},
		"another space's":             {relayapi.Rotate{Expect: p.head, Envelope: func() []byte { o := w.newPerson(); return o.control(2, p.head, o.owner, o.owner, nil) }()}, relayapi.ErrMalformed},
		"a record":                    {relayapi.Rotate{Expect: p.head, Envelope: someRecord(2)}, relayapi.ErrMalformed},
		"changed after it was signed": {relayapi.Rotate{Expect: p.head, Envelope: func() []byte { b := bytes.Clone(good); b[500] ^= 1; return b }()}, relayapi.ErrMalformed},
	} {
		wants(t, name, p.with(token, "POST", relayapi.ControlPath(p.id), c.rotate.Encode()).err(), c.want)
	}
	for range 2 {
		a := p.with(token, "POST", relayapi.ControlPath(p.id), relayapi.Rotate{Expect: p.head, Envelope: good}.Encode())
		if head, err := relayapi.DecodeHead(a.body); a.err() != nil || err != nil || head != 3 {
			t.Errorf("%d, %v", head, a.err())
		}
	}
	p.head = 3
	p.put() // with the key of the new epoch
}

func TestAMemberAppendsRecordsOfTheEpochInForceOnly(t *testing.T) {
	p := started(t, nil).lives()
	token := p.member(1)
	_, err := p.appends(token, 1, someRecord(2))
	wants(t, "of an epoch to come", err, relayapi.ErrMalformed)
	_, err = p.appends(token, 1, someRecord(1), someRecord(2))
	wants(t, "one of two", err, relayapi.ErrMalformed)
	_, err = p.appends(token, 1, p.control(2, 1, p.owner, p.owner, nil))
	wants(t, "a control record", err, relayapi.ErrMalformed)
	p.rotates()
	_, err = p.appends(token, 2, someRecord(1))
	wants(t, "of the epoch before", err, relayapi.ErrUnknown)
}

func TestBytesGoForWhoShowsTheTokenOrOwnsTheSpace(t *testing.T) {
	p := started(t, nil).lives()
	a, b := p.put(), p.put()
	member := p.member(1)
	for name, c := range map[string]struct {
		n    uint64
		body []byte
		want error
	}{
		"without the token": {2, nil, relayapi.ErrUnknown}, "the token of another": {2, secretOf(b), relayapi.ErrUnknown}, "a token that is cut": {2, secretOf(a)[:31], relayapi.ErrMalformed},
		"what is not there": {9, secretOf(a), relayapi.ErrUnknown}, "number 0": {0, secretOf(a), relayapi.ErrUnknown}, "a control record": {1, secretOf(a), relayapi.ErrMalformed},
	} {
		wants(t, name, p.with(member, "DELETE", relayapi.EntryPath(p.id, c.n), c.body).err(), c.want)
	}
	wants(t, "a control record, by the owner", p.with(p.asOwner(), "DELETE", relayapi.EntryPath(p.id, 1), nil).err(), relayapi.ErrMalformed)
	if _, items, err := p.read(member, 0); err != nil || len(items) != 3 || items[0].Envelope == nil || items[1].Envelope == nil {
		t.Fatalf("something went: %v", err)
	}
	for range 2 {
		if err := p.with(member, "DELETE", relayapi.EntryPath(p.id, 2), secretOf(a)).err(); err != nil {
			t.Fatal(err)
		}
		if err := p.with(p.asOwner(), "DELETE", relayapi.EntryPath(p.id, 3), nil).err(); err != nil {
			t.Fatal(err)
		}
	}
	_, items, err := p.read(member, 1)
	if err != nil || len(items) != 2 || items[0].Envelope != nil || items[1].Envelope != nil || items[0].Leaf != record.Leaf(a) || items[1].Leaf != record.Leaf(b) {
		t.Errorf("two leaves were expected: %d, %v", len(items), err)
	}
}

func TestABlobGoesAndComesInChunks(t *testing.T) {
	p := started(t, nil).lives()
	token, id := p.member(1), record.NewID()
	first, last := bytes.Repeat([]byte("a"), relayapi.Chunk), []byte("the rest")
	size := int64(len(first) + len(last))
	hash := record.DeleteHash(secret(id))
	begin := func(query string, body []byte) said {
		return p.with(token, "PUT", relayapi.BlobPath(p.id, id)+query, body)
	}
	for name, c := range map[string]struct {
		query string
		body  []byte
		want  error
	}{"no size": {"", hash[:], relayapi.ErrMalformed}, "nothing": {relayapi.Size(0), hash[:], relayapi.ErrMalformed}, "too much": {relayapi.Size(relayapi.MaxBlob + 1), hash[:], relayapi.ErrTooLarge},
		"no number": {"?size=x", hash[:], relayapi.ErrMalformed}, "no hash": {relayapi.Size(5), nil, relayapi.ErrMalformed}, "a hash of zeros": {relayapi.Size(5), make([]byte, 32), relayapi.ErrMalformed}} {
		wants(t, name, begin(c.query, c.body).err(), c.want)
	}
	for range 2 {
		if state, err := relayapi.DecodeBlobState(begin(relayapi.Size(size), hash[:]).body); err != nil || state.Size != size || state.Have != 0 {
			t.Fatalf("%+v, %v", state, err)
		}
	}
	put := func(i int, b []byte) error { return p.with(token, "PUT", relayapi.ChunkPath(p.id, id, i), b).err() }
	wants(t, "the second first", put(1, last), relayapi.ErrHead)
	wants(t, "a short chunk", put(0, first[1:]), relayapi.ErrMalformed)
	wants(t, "a long one", put(0, append(bytes.Clone(first), 'a')), relayapi.ErrTooLarge)
	wants(t, "one too many", put(2, last), relayapi.ErrMalformed)
	for range 2 {
		wants(t, "the first", put(0, first), nil)
	}
	wants(t, "another first", put(0, bytes.Repeat([]byte("b"), relayapi.Chunk)), relayapi.ErrTaken)
	wants(t, "the last", put(1, last), nil)
	for i, want := range [][]byte{first, last} {
		if a := p.with(p.asOwner(), "GET", relayapi.ChunkPath(p.id, id, i), nil); !bytes.Equal(a.body, want) {
			t.Errorf("chunk %d: %d bytes, %v", i, len(a.body), a.err())
		}
	}
	s := secret(id)
	wants(t, "deleting without the token", p.with(token, "DELETE", relayapi.BlobPath(p.id, id), nil).err(), relayapi.ErrUnknown)
	wants(t, "deleting with another", p.with(token, "DELETE", relayapi.BlobPath(p.id, id), hash[:]).err(), relayapi.ErrUnknown)
	wants(t, "deleting", p.with(token, "DELETE", relayapi.BlobPath(p.id, id), s[:]).err(), nil)
	wants(t, "afterwards", p.with(token, "GET", relayapi.BlobPath(p.id, id), nil).err(), relayapi.ErrUnknown)
}

func TestASlotOpensForItsKeyOnly(t *testing.T) {
	w := started(t, nil)
	p, left := w.lives(), w.lives()
	for _, life := range []uint8{relayapi.LifeForever, relayapi.LifeMinutes, relayapi.LifeDays} {
		k, other, l := key(), key(), relayapi.Locator{life + 1}
		one := slotOf(k, life, 'a', nil)
		missing := w.slot("GET", l, k, nil)
		former := left.member(uint32(len(left.auth) - 1))
		left.rotates()
		wants(t, "none", missing.err(), relayapi.ErrUnknown)
		wants(t, "a new one without a space", w.slot("PUT", l, k, one.Encode()).err(), relayapi.ErrUnknown)
		wants(t, "a new one with a bad token", w.slot("PUT", l, k, one.Encode(), relayapi.SlotToken, "AAAA").err(), relayapi.ErrUnknown)
		wants(t, "a new one by who was a member", w.slot("PUT", l, k, one.Encode(), relayapi.SlotToken, former).err(), relayapi.ErrUnknown)
		wants(t, "signed by another", w.slot("PUT", l, other, one.Encode(), relayapi.SlotToken, p.member(1)).err(), relayapi.ErrUnknown)
		wants(t, "replacing none", w.slot("PUT", l, k, slotOf(k, life, 'a', one.Blob).Encode(), relayapi.SlotToken, p.member(1)).err(), relayapi.ErrTaken)
		wants(t, "a new one", w.slot("PUT", l, k, one.Encode(), relayapi.SlotToken, p.member(1)).err(), nil)
		wants(t, "the same again", w.slot("PUT", l, k, one.Encode()).err(), nil)
		two := slotOf(k, life, 'b', one.Blob)
		for name, got := range map[string]said{"reading": w.slot("GET", l, other, nil), "deleting": w.slot("DELETE", l, other, nil), "writing": w.slot("PUT", l, other, two.Encode()),
			"taking over": w.slot("PUT", l, other, slotOf(other, life, 'c', one.Blob).Encode(), relayapi.SlotToken, p.member(1)),
			"a new key":   w.slot("PUT", l, k, slotOf(other, life, 'c', one.Blob).Encode())} {
			if !reflect.DeepEqual(got, missing) {
				t.Errorf("%s with another key: %d %q, want the same as for none", name, got.status, got.body)
			}
		}
		n := w.nonce()
		for name, signature := range map[string][64]byte{"for reading": sign(k, relayapi.LabelSlot, relayapi.SlotSigned(w.host(), "GET", l, n, nil)), "for another relay": sign(k, relayapi.LabelSlot, relayapi.SlotSigned("other.example", "DELETE", l, n, nil)),
			"for another slot": sign(k, relayapi.LabelSlot, relayapi.SlotSigned(w.host(), "DELETE", relayapi.Locator{99}, n, nil)), "for a login": sign(k, relayapi.LabelLogin, relayapi.SlotSigned(w.host(), "DELETE", l, n, nil))} {
			wants(t, "deleting with a signature "+name, w.ask("DELETE", relayapi.SlotPath(l), nil, "Authorization", relayapi.SlotAuthorization(n, signature)).err(), relayapi.ErrUnknown)
		}
		n = w.nonce()
		signature := sign(k, relayapi.LabelSlot, relayapi.SlotSigned(w.host(), "PUT", l, n, one.Encode()))
		wants(t, "another body", w.ask("PUT", relayapi.SlotPath(l), two.Encode(), "Authorization", relayapi.SlotAuthorization(n, signature)).err(), relayapi.ErrUnknown)
		n = w.nonce()
		signature = sign(k, relayapi.LabelSlot, relayapi.SlotSigned(w.host(), "GET", l, n, nil))
		w.clock.turn(119 * time.Second)
		if life != relayapi.LifeMinutes {
			w.clock.turn(2 * time.Second)
			wants(t, "an old nonce", w.ask("GET", relayapi.SlotPath(l), nil, "Authorization", relayapi.SlotAuthorization(n, signature)).err(), relayapi.ErrUnknown)
		}
		wants(t, "having seen another", w.slot("PUT", l, k, slotOf(k, life, 'b', two.Blob).Encode()).err(), relayapi.ErrTaken)
		wants(t, "writing again", w.slot("PUT", l, k, two.Encode()).err(), nil)
		if a := w.slot("GET", l, k, nil); !bytes.Equal(a.body, two.Blob) {
			t.Errorf("it holds %d bytes, %v", len(a.body), a.err())
		}
		wants(t, "deleting", w.slot("DELETE", l, k, nil).err(), nil)
		wants(t, "afterwards", w.slot("GET", l, k, nil).err(), relayapi.ErrUnknown)
	}
}

func TestAShortSlotEndsByItselfAndIsNeverWrittenDown(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	for life, ends := range map[uint8]time.Duration{relayapi.LifeMinutes: 2 * time.Minute, relayapi.LifeDays: 48 * time.Hour} {
		k, l := key(), relayapi.Locator{10 + life}
		one := slotOf(k, life, 'a', nil)
		wants(t, "a new one", w.slot("PUT", l, k, one.Encode(), relayapi.SlotToken, p.member(1)).err(), nil)
		if _, err := w.store.Slot(t.Context(), l); !errors.Is(err, relayapi.ErrUnknown) {
			t.Errorf("life %d: the store has it: %v", life, err)
		}
		w.clock.turn(ends - time.Second)
		// Writing makes its life no longer.
		wants(t, "writing", w.slot("PUT", l, k, slotOf(k, life, 'b', one.Blob).Encode()).err(), nil)
		w.clock.turn(2 * time.Second)
		wants(t, "afterwards", w.slot("GET", l, k, nil).err(), relayapi.ErrUnknown)
	}
}

func TestOnlyWhoMayCreatesSpaces(t *testing.T) {
	closed := started(t, func(c *relay.Config) { c.Spaces = relayapi.SpacesClosed })
	wants(t, "where it is closed", closed.newPerson().create("").err(), relayapi.ErrClosed)
	w := started(t, func(c *relay.Config) {
		c.Spaces, c.Code = relayapi.SpacesCode, func(code string) bool { return code == "quiet river" || code == "other" }
	})
	p := w.newPerson()
	wants(t, "without a code", p.create("").err(), relayapi.ErrCode)
	wants(t, "with a wrong one", p.create("loud river").err(), relayapi.ErrCode)
	wants(t, "with a code", p.create("quiet river").err(), nil)
	wants(t, "again after a lost answer", p.create("quiet river").err(), nil)
	wants(t, "again without", p.create("").err(), nil)
	wants(t, "another with the same code", w.newPerson().create("quiet river").err(), relayapi.ErrCode)
	wants(t, "another with another code", w.newPerson().create("other").err(), nil)
	about, err := relayapi.DecodeAbout(w.ask("GET", relayapi.PathAbout, nil).body)
	if err != nil || about.Spaces != relayapi.SpacesCode || about.Quota != relay.DefaultQuota {
		t.Errorf("it says of itself %+v, %v", about, err)
	}
}

// creations is a store that notes what a space is made of.
type creations struct {
	relay.Store
	all []any
}

func (c *creations) Create(ctx context.Context, space record.SpaceID, first relay.Epoch, code *record.Hash) error {
	c.all = append(c.all, space, first, code)
	return c.Store.Create(ctx, space, first, code)
}

func TestWhoHasASpaceMakesFurtherOnesAndNothingOfItIsKept(t *testing.T) {
	before := started(t, nil)
	p, left := before.lives(), before.lives()
	left.rotates()
	for _, spaces := range []string{relayapi.SpacesClosed, relayapi.SpacesCode} {
		store := &creations{Store: before.store}
		w := started(t, func(c *relay.Config) {
			c.Store, c.Spaces, c.Code = store, spaces, func(code string) bool { return code == "quiet river" }
			c.Limits = relay.DefaultLimits
			c.Limits.Spaces = 3
		})
		in, former := *p, *left
		in.world, former.world = w, w
		next := func() *person { return w.newPerson() }
		refused := map[string]error{relayapi.SpacesClosed: relayapi.ErrClosed, relayapi.SpacesCode: relayapi.ErrCode}[spaces]
		wants(t, "without anything", next().create("").err(), refused)
		wants(t, "with a bad token", next().further("AAAA").err(), relayapi.ErrUnknown)
		wants(t, "by who was a member", next().further(former.member(1)).err(), relayapi.ErrUnknown)
		if len(store.all) != 0 {
			t.Fatalf("%s: made all the same: %v", spaces, store.all)
		}
		further := next()
		wants(t, "by a member", further.further(in.member(1)).err(), nil)
		want := []any{further.id, relay.Epoch{Epoch: 1, Auth: [32]byte(public(further.auth[1])), Owner: [32]byte(public(further.owner)), Envelope: further.first}, (*record.Hash)(nil)}
		if !reflect.DeepEqual(store.all, want) {
			t.Errorf("%s: the store was given more than the space: %v", spaces, store.all)
		}
		wants(t, "again after a lost answer", further.further(in.member(1)).err(), nil)
		wants(t, "again without", further.create("").err(), nil)
		wants(t, "by the owner", next().further(in.asOwner()).err(), nil)
		wants(t, "by a member of a further one", next().further(further.member(1)).err(), nil)
		wants(t, "a third one", next().further(in.member(1)).err(), nil)
		wants(t, "more in an hour", next().further(in.asOwner()).err(), relayapi.ErrBusy)
		w.clock.turn(time.Hour)
		wants(t, "an hour later", next().further(in.asOwner()).err(), nil)
		if spaces == relayapi.SpacesCode {
			wants(t, "a code that nobody used yet", next().create("quiet river").err(), nil)
		}
	}
	open := before.newPerson()
	wants(t, "where everybody may, a token is not looked at", open.further("AAAA").err(), nil)
}

func TestASpaceHoldsNoMoreThanTheHostAllows(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Quota = 45000 })
	p := w.lives()
	token := p.member(1)
	head, err := uint64(1), error(nil)
	for err == nil && head < 20 {
		head, err = p.appends(token, head, someRecord(1))
	}
	wants(t, "in the end", err, relayapi.ErrQuota)
	id := record.NewID()
	wants(t, "a blob", p.with(token, "PUT", relayapi.BlobPath(p.id, id)+relayapi.Size(5000), bytes.Repeat([]byte{1}, 32)).err(), relayapi.ErrQuota)
	wants(t, "another space", w.newPerson().create("").err(), nil)
}

// Whoever holds one of her devices could fill the space, so that nobody can be shut out of it any more.
func TestAFullSpaceDoesNotKeepTheOwnerFromShuttingADeviceOut(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Quota = 45000 })
	p := w.lives()
	token, err := p.member(1), error(nil)
	for err == nil && p.head < 20 {
		if _, err = p.appends(token, p.head, someRecord(1)); err == nil {
			p.head++
		}
	}
	wants(t, "the last record", err, relayapi.ErrQuota)
	p.rotates()
	_, err = p.appends(token, p.head, someRecord(1))
	wants(t, "the device that was shut out", err, relayapi.ErrUnknown)
}

func TestAFullDiskIsSaidAndReadsGoOn(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	e := p.put()
	w.store.SetFull(true)
	token := p.member(1)
	_, err := p.appends(token, p.head, someRecord(1))
	wants(t, "appending", err, relayapi.ErrFull)
	if _, items, err := p.read(token, 1); err != nil || len(items) != 1 || !bytes.Equal(items[0].Envelope, e) {
		t.Errorf("reading: %v", err)
	}
	w.store.SetFull(false)
	p.put()
}

func TestOneNetworkMayNotTakeEverything(t *testing.T) {
	from := netip.MustParseAddr("192.0.2.7")
	limits := relay.DefaultLimits
	limits.Spaces, limits.Logins, limits.Slots = 2, 12, 2
	w := started(t, func(c *relay.Config) {
		c.Limits, c.Address = limits, func(*http.Request) netip.Addr { return from }
	})
	p := w.lives()
	w.lives()
	wants(t, "a third space", w.newPerson().create("").err(), relayapi.ErrBusy)
	from = netip.MustParseAddr("192.0.2.200")
	wants(t, "from the same network", w.newPerson().create("").err(), relayapi.ErrBusy)
	from = netip.MustParseAddr("192.0.3.7")
	wants(t, "from another", w.newPerson().create("").err(), nil)
	from = netip.MustParseAddr("2001:db8:1:100::1")
	w.lives()
	from = netip.MustParseAddr("2001:db8:1:1ff::2")
	w.lives()
	wants(t, "a third from one /56", w.newPerson().create("").err(), relayapi.ErrBusy)
	from = netip.Addr{}
	wants(t, "from nowhere that is known", w.newPerson().create("").err(), nil)
	token := p.member(1)
	for i := range byte(3) {
		k := key()
		var want error
		if i == 2 {
			want = relayapi.ErrBusy
		}
		wants(t, fmt.Sprint("slot ", i), w.slot("PUT", relayapi.Locator{50 + i}, k, slotOf(k, 0, 'a', nil).Encode(), relayapi.SlotToken, token).err(), want)
	}
	from = netip.MustParseAddr("198.51.100.1")
	for i := range 13 {
		var want error
		if i == 12 {
			want = relayapi.ErrBusy
		}
		wants(t, fmt.Sprint("login ", i), p.login(relayapi.RoleMember, 1, p.auth[1], p.host()).err(), want)
	}
	w.clock.turn(time.Hour)
	wants(t, "an hour later", p.login(relayapi.RoleMember, 1, p.auth[1], p.host()).err(), nil)
}

func TestNoMoreIsReadThanTheLimitsAllow(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	token := p.member(1)
	for name, got := range map[string]said{
		"a login":     w.ask("POST", relayapi.PathToken, make([]byte, 300)),
		"a space":     w.ask("POST", relayapi.PathSpaces, make([]byte, 70<<10)),
		"an append":   p.with(token, "POST", relayapi.LogPath(p.id), make([]byte, relayapi.MaxBody+1)),
		"a rotation":  p.with(p.asOwner(), "POST", relayapi.ControlPath(p.id), make([]byte, 70<<10)),
		"a slot":      w.slot("PUT", relayapi.Locator{1}, key(), make([]byte, 5000)),
		"live tokens": w.ask("POST", relayapi.PathLive, make([]byte, 11<<10)),
		"a deletion":  p.with(token, "DELETE", relayapi.EntryPath(p.id, 1), make([]byte, 300)),
	} {
		wants(t, name, got.err(), relayapi.ErrTooLarge)
	}
	tight := started(t, func(c *relay.Config) { c.Limits = relay.DefaultLimits; c.Limits.Bodies = 60 << 10 })
	full := started(t, func(c *relay.Config) { c.Limits = relay.DefaultLimits; c.Limits.Bodies = 100 })
	wants(t, "a login where all is taken", full.ask("POST", relayapi.PathToken, make([]byte, 129)).err(), relayapi.ErrBusy)
	wants(t, "more than all may take together", tight.ask("POST", relayapi.PathSpaces, make([]byte, 61<<10)).err(), relayapi.ErrBusy)
}

// TestWhoSendsSlowlyKeepsNobodyElseWaiting has devices of one space announce bodies and send nothing.
func TestWhoSendsSlowlyKeepsNobodyElseWaiting(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Limits = relay.DefaultLimits; c.Limits.Bodies = 8 << 20 })
	p, q := w.lives(), w.lives()
	token := p.member(1)
	slow, err := net.Dial("tcp", w.host())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n", relayapi.LogPath(p.id), w.host(), token, relayapi.MaxBody)
	for tries := 0; ; tries++ {
		// Until the relay has seen what was announced, there is room for this one: it is refused for its head.
		if _, err := p.appends(token, 9, someRecord(1)); errors.Is(err, relayapi.ErrBusy) {
			break
		} else if tries > 10000 {
			t.Fatalf("one space may hold more than its part: %v", err)
		}
	}
	q.put()
	_ = slow.Close()
	for p.head == 1 {
		if head, err := p.appends(token, 1, someRecord(1)); err == nil {
			p.head = head
		}
	}
}

// TestStrangersTogetherKeepNobodyWaitingWhoHasARight has callers without any right announce bodies and send nothing.
func TestStrangersTogetherKeepNobodyWaitingWhoHasARight(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Limits = relay.DefaultLimits; c.Limits.Bodies = 256 << 10 })
	p := w.lives()
	token := p.member(1)
	for range 6 { // the last ones find no room
		slow, err := net.Dial("tcp", w.host())
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		fmt.Fprintf(slow, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n", relayapi.PathSpaces, w.host(), 20<<10)
	}
	for tries := 0; ; tries++ {
		err := w.newPerson().create("").err()
		if errors.Is(err, relayapi.ErrBusy) {
			break
		}
		if err != nil || tries > 200 {
			t.Fatalf("strangers may hold more than their part: %v", err)
		}
		time.Sleep(5 * time.Millisecond) // what was announced has not been seen yet
	}
	wants(t, "a login", p.login(relayapi.RoleMember, 1, p.auth[1], p.host()).err(), nil)
	_, err := p.appends(token, 1, someRecord(1))
	wants(t, "a record", err, nil)
}

func TestSlotsThatStayForDaysLeaveRoomToAddADevice(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Limits = relay.DefaultLimits; c.Limits.Short = 4 })
	token := w.lives().member(1)
	put := func(i, life byte) error {
		k := key()
		return w.slot("PUT", relayapi.Locator{i}, k, slotOf(k, life, 'a', nil).Encode(), relayapi.SlotToken, token).err()
	}
	wants(t, "one for days", put(1, relayapi.LifeDays), nil)
	wants(t, "two for days", put(2, relayapi.LifeDays), nil)
	wants(t, "three for days", put(3, relayapi.LifeDays), relayapi.ErrBusy)
	wants(t, "one for minutes", put(4, relayapi.LifeMinutes), nil)
}

func TestAPageOfTheSiteElsewhereMayAskAndNoOther(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Site = "https://app.example" })
	for _, method := range []string{"OPTIONS", "GET"} {
		a := w.ask(method, relayapi.PathAbout, nil, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "POST")
		if a.status != 200 || a.header.Get("Access-Control-Allow-Origin") != "https://app.example" || a.header.Get("Vary") != "Origin" || a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %d, %v", method, a.status, a.header)
		}
	}
	several := started(t, func(c *relay.Config) { c.Sites = []string{"https://app.example", "https://clinic.example"} })
	for origin, want := range map[string]string{"https://clinic.example": "https://clinic.example", "https://elsewhere.example": "", "": ""} {
		a := several.ask("GET", relayapi.PathAbout, nil, "Origin", origin)
		resource := map[bool]string{true: "cross-origin", false: "same-origin"}[want != ""]
		if a.header.Get("Access-Control-Allow-Origin") != want || a.header.Get("Vary") != "Origin" || a.header.Get("Cross-Origin-Resource-Policy") != resource {
			t.Errorf("%q at a relay with several sites: %v", origin, a.header)
		}
	}
	own := started(t, nil)
	a := own.ask("OPTIONS", relayapi.PathAbout, nil, "Origin", "https://elsewhere.example")
	if a.status != 404 || a.header.Get("Access-Control-Allow-Origin") != "" || a.header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
		t.Errorf("without a site elsewhere: %d, %v", a.status, a.header)
	}
}

func TestWhatIsNotInTheProtocolIsNotThere(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	want := w.ask("GET", "/v1/", nil)
	wants(t, "nothing", want.err(), relayapi.ErrUnknown)
	for _, c := range [][2]string{{"GET", "/v1/spaces"}, {"PUT", relayapi.SpacePath(p.id)}, {"GET", "/v1/spaces/x"}, {"GET", "/v1/spaces/" + strings.ToUpper(p.id.String()) + "/log"}, {"POST", "/v1/about"},
		{"GET", relayapi.LogPath(p.id) + "/1/2"}, {"GET", "/v1/slots/x"}, {"PATCH", relayapi.SlotPath(relayapi.Locator{})}, {"GET", "/v1/" + strings.Repeat("x", 300)}, {"GET", relayapi.BlobPath(p.id, record.ID{}) + "/1/2"},
		{"GET", relayapi.BlobPath(p.id, record.ID{}) + "/104"}, {"GET", relayapi.BlobPath(p.id, record.ID{}) + "/-1"}, {"POST", relayapi.LogPath(p.id) + "/1"}, {"GET", relayapi.SpacePath(p.id) + "/"}, {"DELETE", "/v1/spaces/"}} {
		if got := w.ask(c[0], c[1], nil); !reflect.DeepEqual(got, want) {
			t.Errorf("%s %.60s: %d %q", c[0], c[1], got.status, got.body)
		}
	}
	token := p.member(1)
	for _, query := range []string{"", "?after=", "?after=x", "?after=-1", "?after=01", "?after=9223372036854775808", "?before=1"} {
		wants(t, "the log "+query, p.with(token, "GET", relayapi.LogPath(p.id)+query, nil).err(), relayapi.ErrMalformed)
		wants(t, "the control records "+query, p.with(token, "GET", relayapi.ControlPath(p.id)+query, nil).err(), relayapi.ErrMalformed)
	}
}

func TestNoAnswerOfARelayIsKeptOrShownByABrowser(t *testing.T) {
	w := started(t, nil)
	for _, a := range []said{w.ask("GET", relayapi.PathAbout, nil), w.ask("GET", "/v1/x", nil), w.ask("GET", relayapi.PathNonce, nil)} {
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Set-Cookie": "", "Server": "", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}
