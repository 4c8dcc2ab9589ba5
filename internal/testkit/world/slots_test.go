package world

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"snowdrop/internal/attachments"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// stranger is a device on which somebody enters words, or chooses them.
type stranger struct {
	*devices.Devices
	vault *vault.Vault
	disk  *memdisk.Disk
	link  *network.Link
}

func newStranger(t *testing.T, relay http.Handler) *stranger {
	t.Helper()
	s := &stranger{disk: memdisk.New(), link: network.New(relay)}
	var err error
	if s.vault, err = vault.OpenWith(t.Context(), s.disk, stretch); err != nil {
		t.Fatal(err)
	}
	s.Devices = devices.New(devices.Config{Vault: s.vault, Transport: s.link, Relay: Address, Stretch: stretchWords})
	return s
}

func stretchWords(words, label string) seal.Key {
	sum := sha256.Sum256([]byte(label + words))
	return stretchRoot.Derive(string(sum[:]))
}

// begun keeps an entry at the relay under seven words.
func begun(t *testing.T, relay http.Handler, text string) (*stranger, []string) {
	t.Helper()
	s := newStranger(t, relay)
	words := s.Words()
	err := errors.Join(s.vault.Keep(t.Context(), Passphrase),
		s.vault.Put(t.Context(), record.Record{ID: record.NewID(), Kind: 1, Body: []byte(text)}),
		s.Start(t.Context(), words, "phone", Passphrase, ""))
	if err != nil {
		t.Fatal(err)
	}
	s.until(t, func() bool { return s.Status().Waiting == 0 })
	return s, words
}

// until lets a device exchange until something is so.
func (s *stranger) until(t *testing.T, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan bool)
	go func() { s.Run(ctx); close(over) }()
	for seen := uint64(0); !so() && t.Context().Err() == nil; {
		seen = s.Wait(t.Context(), seen)
	}
	cancel()
	<-over
}

// onSlot lets a relay answer what it wants where a device asks for a slot.
func (s *stranger) onSlot(answer func(there []byte) (int, []byte)) {
	s.link.Change(func(r *http.Request, a *http.Response) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, relayapi.PathSlots) {
			there, _ := io.ReadAll(a.Body)
			a.Body.Close()
			var body []byte
			a.StatusCode, body = answer(there)
			a.Body = io.NopCloser(bytes.NewReader(body))
		}
	})
}

// opens enters words: it says whether the entry is there. Where it is not, nothing is, and nothing was kept.
func (s *stranger) opens(t *testing.T, words []string, text string) bool {
	t.Helper()
	err := s.Open(t.Context(), words, "tablet", Passphrase)
	if err != nil {
		if !errors.Is(err, devices.ErrWords) && !errors.Is(err, devices.ErrOffline) || len(s.vault.List()) > 0 || s.vault.State() != vault.Visit || len(s.disk.Dump()) > 0 {
			t.Errorf("got %v, and kept %d items", err, len(s.vault.List()))
		}
		return false
	}
	s.until(t, func() bool { return len(s.vault.List(1)) > 0 })
	for _, h := range s.vault.List(1) {
		if body, err := s.vault.Body(h.ID); err != nil || string(body) != text {
			t.Errorf("it shows %q, %v", body, err)
		}
	}
	return true
}

// slotAnswer makes what a relay answers for the slot of seven words.
type slotAnswer func(t *testing.T, relay http.Handler, seven []string) func(there []byte) (int, []byte)

// onASlot is an attack on somebody who enters words on a new device.
func onASlot(stillGood bool, answer slotAnswer) func(*testing.T) outcome {
	return func(t *testing.T) outcome {
		relay := New()
		_, seven := begun(t, relay, "mine")
		victim := newStranger(t, relay)
		lie, refused := answer(t, relay, seven), false
		victim.onSlot(func(there []byte) (status int, body []byte) {
			status, body = lie(there)
			refused = refused || status != http.StatusOK
			return status, body
		})
		if victim.opens(t, seven, "mine") {
			t.Error("it opened something")
		}
		victim.link.Change(nil)
		if got := victim.opens(t, seven, "mine"); got != stillGood {
			t.Errorf("at an honest relay it opens: %v", got)
		}
		if refused {
			return notPromised // the person was told that there is nothing
		}
		return harmless
	}
}

func anothersSlot(t *testing.T, relay http.Handler, _ []string) func([]byte) (int, []byte) {
	other, words := begun(t, relay, "of somebody else")
	theirs := other.lookUnder(t, words)
	return func([]byte) (int, []byte) { return 200, theirs }
}

// oldSlot is the slot as it was before the owner's key was changed.
func oldSlot(t *testing.T, relay http.Handler, seven []string) func([]byte) (int, []byte) {
	old := newStranger(t, relay).lookUnder(t, seven)
	in := newStranger(t, relay)
	if err := in.Open(t.Context(), seven, "laptop", Passphrase); err != nil {
		t.Fatal(err)
	}
	if err := in.Compromised(t.Context(), devices.Proof{Words: seven}, nil, newStranger(t, relay).Words()); err != nil {
		t.Fatal(err)
	}
	return func([]byte) (int, []byte) { return 200, old }
}

func forgedSlot(*testing.T, http.Handler, []string) func([]byte) (int, []byte) {
	forged := make([]byte, relayapi.SlotSize)
	rand.Read(forged)
	return func([]byte) (int, []byte) { return 200, forged }
}

func slotOfAnotherSuite(*testing.T, http.Handler, []string) func([]byte) (int, []byte) {
	return func(there []byte) (int, []byte) { return 200, append([]byte{there[0] + 1}, there[1:]...) }
}

func refusedSlot(*testing.T, http.Handler, []string) func([]byte) (int, []byte) {
	status, body, _ := relayapi.EncodeError(relayapi.ErrUnknown)
	return func([]byte) (int, []byte) { return status, body }
}

// lookUnder is what lies in the slot of these words, as the relay holds it.
func (s *stranger) lookUnder(t *testing.T, words []string) []byte {
	t.Helper()
	var got []byte
	s.onSlot(func(there []byte) (int, []byte) {
		if len(there) == relayapi.SlotSize {
			got = there
		}
		return 500, nil
	})
	_ = newStrangerAt(t, s.link).Open(t.Context(), words, "spy", Passphrase)
	if got == nil {
		t.Fatal("there is no slot")
	}
	s.link.Change(nil)
	return got
}

// newStrangerAt is one that uses a link that is there.
func newStrangerAt(t *testing.T, link *network.Link) *stranger {
	t.Helper()
	s := newStranger(t, nil)
	s.link = link
	s.Devices = devices.New(devices.Config{Vault: s.vault, Transport: link, Relay: Address, Stretch: stretchWords})
	return s
}

// weaker lets a relay say how words are to be stretched: there is no channel for that.
func weaker(t *testing.T) outcome {
	relay := New()
	_, seven := begun(t, relay, "mine")
	victim := newStranger(t, relay)
	victim.link.Change(func(r *http.Request, a *http.Response) {
		if r.URL.Path == relayapi.PathAbout {
			body, _ := io.ReadAll(a.Body)
			a.Body.Close()
			a.Body = io.NopCloser(strings.NewReader(strings.TrimSuffix(strings.TrimSpace(string(body)), "}") + `,"kdf":"argon2id","memory":8,"passes":1}`))
		}
	})
	if !victim.opens(t, seven, "mine") {
		t.Error("the words open nothing")
	}
	return harmless
}

// probed asks for slots without their secret: nothing tells whether there is one.
func probed(t *testing.T) outcome {
	relay := New()
	_, seven := begun(t, relay, "mine")
	there := relayapi.Locator(stretchWords(strings.Join(seven, " "), seal.LabelSlotWords).Token(seal.LabelSlotLocator, nil))
	var answers []string
	for _, at := range []relayapi.Locator{there, {1, 2, 3}} {
		for _, authorization := range []string{"", "Bearer abc", relayapi.SlotAuthorization(relayapi.Nonce{}, [64]byte{})} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, Address+relayapi.SlotPath(at), nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", authorization)
			a, err := network.New(relay).RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(a.Body)
			answers = append(answers, strconv.Itoa(a.StatusCode)+string(body))
		}
	}
	for i := range answers[:3] {
		if answers[i] != answers[i+3] {
			t.Errorf("a slot that is there answers %q, one that is not %q", answers[i], answers[i+3])
		}
	}
	return harmless
}

// there asks an honest relay for a chunk of the attachment, or of another one.
type there func(other bool, i int) []byte

// tamper changes what a relay answers about an attachment.
type tamper func(path string, body []byte, at there) []byte

// onChunks changes chunks alone.
func onChunks(change func(i int, body []byte, at there) []byte) tamper {
	return func(path string, body []byte, at there) []byte {
		i, err := strconv.Atoi(path[strings.LastIndex(path, "/")+1:])
		if err != nil {
			return body
		}
		return change(i, body, at)
	}
}

func swapped(i int, _ []byte, at there) []byte     { return at(true, i) }
func shortened(_ int, body []byte, _ there) []byte { return body[:len(body)-1] }
func reordered(i int, body []byte, at there) []byte {
	if i < 2 {
		return at(false, 1-i)
	}
	return body
}

// resized changes the length that a relay tells.
func resized(by int64) tamper {
	return func(_ string, body []byte, _ there) []byte {
		state, err := relayapi.DecodeBlobState(body)
		if err != nil {
			return body
		}
		size := state.Size + by
		return relayapi.BlobState{Size: size, Have: relayapi.Chunks(size)}.Encode()
	}
}

// long writes an entry with a text that goes on in an attachment.
func long(s *scene, k *attachments.Keeper, d *Device, text string) journal.Entry {
	first, rest, err := journal.Entry{Text: text}.Split()
	s.must(err)
	a, err := k.AddText(s.t.Context(), rest)
	s.must(err)
	body, err := first.With(a).Encode()
	s.must(err)
	s.must(d.Vault.Put(s.t.Context(), record.Record{ID: record.NewID(), Kind: journal.KindEntry, At: 1, Body: body}))
	return first.With(a)
}

// onAttachment is an attack on the tablet's fetching of a long text of the phone.
func onAttachment(change tamper) func(*testing.T) outcome {
	return func(t *testing.T) outcome {
		s := newScene(t)
		phone := attachments.New(attachments.Config{Vault: s.phone.Vault, Relay: s.phone.Client})
		tablet := attachments.New(attachments.Config{Vault: s.tablet.Vault, Relay: s.tablet.Client})
		text := strings.Repeat("mine ", 120_000)
		entry, otherEntry := long(s, phone, s.phone, text), long(s, phone, s.phone, strings.Repeat("other ", 120_000))
		s.must(s.phone.Sync.Once(t.Context()), phone.Once(t.Context()), s.tablet.Sync.Once(t.Context()))
		mine, _ := entry.Continued()
		other, _ := otherEntry.Continued()
		epoch, sign, _ := s.phone.Home.Login(0)
		who := syncer.Login{Role: relayapi.RoleMember, Space: s.p.ID, Epoch: epoch, Sign: sign}
		s.tablet.Link.Change(func(r *http.Request, answer *http.Response) {
			if r.Method != http.MethodGet || !strings.Contains(r.URL.Path, mine.Blob.String()) {
				return
			}
			body, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			body = change(r.URL.Path, body, func(another bool, i int) []byte {
				blob := mine.Blob
				if another {
					blob = other.Blob
				}
				b, err := s.phone.Client.Chunk(t.Context(), who, blob, i)
				s.must(err)
				return b
			})
			answer.Body = io.NopCloser(bytes.NewReader(body))
		})
		tablet.Fetch(mine)
		_ = tablet.Once(t.Context())
		said := tablet.Status(mine).Err
		if shown, err := tablet.Text(t.Context(), entry); err == nil {
			t.Errorf("it shows %d bytes", len(shown))
		}
		s.tablet.Link.Change(nil)
		tablet.Fetch(mine)
		s.must(tablet.Once(t.Context()))
		if shown, err := tablet.Text(t.Context(), entry); err != nil || shown != text {
			t.Errorf("at an honest relay: %d bytes, %v", len(shown), err)
		}
		if errors.Is(said, attachments.ErrDamaged) || errors.Is(said, attachments.ErrRefused) {
			return detected
		}
		return harmless
	}
}
