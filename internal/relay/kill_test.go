package relay_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// errLost says that no answer came: what was asked for was done, or not.
var errLost = errors.New("no answer")

// quiet sends a request like ask, but an answer that does not come is an error.
func (w *world) quiet(method, path string, body []byte, token string) ([]byte, error) {
	r, err := http.NewRequest(method, w.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if token != "" {
		r.Header.Set("Authorization", relayapi.Bearer(token))
	}
	answer, err := w.how.Do(r)
	if err != nil {
		return nil, errLost
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 500 && answer.StatusCode != 507 {
		return nil, errLost
	}
	if answer.StatusCode != 200 {
		return nil, relayapi.DecodeError(answer.StatusCode, b)
	}
	return b, nil
}

// tokenQuiet logs in as a member.
func (p *person) tokenQuiet() (string, error) {
	b, err := p.quiet("GET", relayapi.PathNonce, nil, "")
	if err != nil {
		return "", err
	}
	epoch := uint32(len(p.auth) - 1)
	l := relayapi.Login{Role: relayapi.RoleMember, Space: p.id, Epoch: epoch, Nonce: relayapi.Nonce(b)}
	l.Signature = sign(p.auth[epoch], relayapi.LabelLogin, l.Signed(p.host()))
	b, err = p.quiet("POST", relayapi.PathToken, l.Encode(), "")
	return string(b), err
}

// ofSomeSize is a record that fits into a page of the disk, or does not.
func ofSomeSize(epoch uint32) []byte {
	body := make([]byte, 512<<mrand.IntN(3)+record.PlainOverhead+record.SealOverhead)
	rand.Read(body)
	id := record.NewID()
	return record.Envelope{Kind: record.KindRecord, Epoch: epoch, ID: id, Delete: record.DeleteHash(secret(id)), Body: body}.Marshal()
}

// writer is one device that writes on and on, and remembers what it was told.
type writer struct {
	*person
	entries [][]byte // acknowledged, from number 2
	gone    map[uint64]bool
	pending [][]byte      // sent and not answered
	acked   *atomic.Int64 // of all writers
}

// write appends and deletes until no answer comes.
func (w *writer) write() error {
	token, err := w.tokenQuiet()
	if err != nil {
		return err
	}
	for {
		if w.pending == nil {
			for range 1 + mrand.IntN(5) {
				w.pending = append(w.pending, ofSomeSize(1))
			}
		}
		expect := uint64(len(w.entries)) + 1
		b, err := w.quiet("POST", relayapi.LogPath(w.id), relayapi.Append{Expect: expect, Envelopes: w.pending}.Encode(), token)
		if err != nil {
			return err
		}
		head, err := relayapi.DecodeHead(b)
		if err != nil || head != expect+uint64(len(w.pending)) {
			return fmt.Errorf("the head is %d, %v", head, err)
		}
		w.entries = append(w.entries, w.pending...)
		w.acked.Add(int64(len(w.pending)))
		w.pending = nil
		if mrand.IntN(8) == 0 {
			n := uint64(mrand.IntN(len(w.entries))) + 2
			if _, err := w.quiet("DELETE", relayapi.EntryPath(w.id, n), secretOf(w.entries[n-2]), token); err != nil {
				return err
			}
			w.gone[n] = true
		}
	}
}

// check compares the log with what was acknowledged, from entry `from` on. What was sent and not answered is there
// whole, or not at all.
func (w *writer) check(from uint64) error {
	token, err := w.tokenQuiet()
	if err != nil {
		return err
	}
	for after := from; ; {
		b, err := w.quiet("GET", relayapi.LogPath(w.id)+relayapi.After(after), nil, token)
		if err != nil {
			return err
		}
		head, items, err := relayapi.DecodeLog(b, after)
		if err != nil {
			return err
		}
		known := uint64(len(w.entries)) + 1
		if head != known && (w.pending == nil || head != known+uint64(len(w.pending))) {
			return fmt.Errorf("the log ends at %d, acknowledged up to %d, and %d more were sent in one", head, known, len(w.pending))
		}
		for _, item := range items {
			want := w.first
			if item.N > known {
				want = w.pending[item.N-known-1]
			} else if item.N > 1 {
				want = w.entries[item.N-2]
			}
			if item.Leaf != record.Leaf(want) {
				return fmt.Errorf("entry %d is another", item.N)
			}
			if w.gone[item.N] && item.Envelope != nil {
				return fmt.Errorf("entry %d is there, and its deletion was acknowledged", item.N)
			}
			after = item.N
		}
		if after == head {
			break
		}
	}
	return nil
}

// TestNothingAcknowledgedIsLostWhenARelayIsKilled kills the real command with SIGKILL while devices write, again and
// again, and looks each time.
func TestNothingAcknowledgedIsLostWhenARelayIsKilled(t *testing.T) {
	p := newProcess(t)
	kills := bound(200, 10000)
	const devices, together = 6, 40
	var writers []*writer
	var acked atomic.Int64
	lost := 0
	for kill := range kills {
		p.start()
		w := p.world()
		if kill%together == 0 {
			for _, old := range writers {
				if err := old.check(0); err != nil {
					t.Fatalf("after %d kills: %v", kill, err)
				}
			}
			writers = nil
			for range devices {
				writers = append(writers, &writer{person: w.lives(), gone: map[uint64]bool{}, acked: &acked})
			}
		}
		var group sync.WaitGroup
		wrong := make(chan error, devices)
		for _, d := range writers {
			group.Go(func() {
				d.world = w
				// What is new since the last look; all of it when the space is done with.
				err := d.check(uint64(max(0, len(d.entries)-20)))
				if err == nil {
					err = d.write()
				}
				if !errors.Is(err, errLost) {
					wrong <- err
				}
			})
		}
		ended := make(chan struct{})
		go func() {
			group.Wait()
			close(ended)
		}()
		if kill%8 > 0 { // some are killed while they start, the others when much was written, however slow the machine is
			for before, over := acked.Load(), false; !over && acked.Load() < before+12; {
				select {
				case <-ended:
					over = true
				case <-time.After(time.Millisecond):
				}
			}
		}
		time.Sleep(time.Duration(mrand.IntN(80)) * time.Millisecond)
		p.end(syscall.SIGKILL)
		<-ended
		w.how.CloseIdleConnections()
		select {
		case err := <-wrong:
			t.Fatalf("kill %d: %v", kill+1, err)
		default:
		}
		for _, d := range writers {
			if d.pending != nil {
				lost++
			}
		}
	}
	p.start()
	for _, d := range writers {
		d.world = p.world()
		if err := d.check(0); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d kills, %d records acknowledged, %d batches without an answer", kills, acked.Load(), lost)
	if acked.Load() < int64(10*kills) {
		t.Errorf("only %d records were written between %d kills", acked.Load(), kills)
	}
	p.end(syscall.SIGTERM)
	if !p.command.ProcessState.Success() {
		t.Errorf("asked to stop, it ended with %v", p.command.ProcessState)
	}
}
