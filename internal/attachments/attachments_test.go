package attachments

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/attachments/shelf"
	"snowdrop/internal/journal"
	"snowdrop/internal/photo"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal/blob"
	"snowdrop/internal/vault"
)

// long is the length of a text whose blob has four chunks.
const long = 800_000

func TestPhotoArrivesOnAnotherDeviceAndStaysThere(t *testing.T) {
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, image.NewGray(image.Rect(0, 0, 50, 40)), nil); err != nil {
		t.Fatal(err)
	}
	picture := slices.Concat(file.Bytes()[:2], []byte("\xff\xfe\x00\x0fmade-up words"), file.Bytes()[2:], []byte("and more"))
	a, err := k1.AddPhoto(t.Context(), picture, "a gray day")
	if err != nil {
		t.Fatal(err)
	}
	if a.Kind != journal.AttachmentPhoto || a.Type != "image/jpeg" || a.Alt != "a gray day" || a.Length != int64(file.Len()) {
		t.Errorf("got %+v", a)
	}
	w.opens(k1, a, file.Bytes())
	if s := k1.Status(a); !s.Here || s.There || s.Sending {
		t.Errorf("in no entry yet: %+v", s)
	}
	entry := record.NewID()
	d1.keep(t, entry, a)
	if k1.Waiting() != 1 {
		t.Error("nothing waits")
	}
	w.once(k1)
	if s := k1.Status(a); !s.Here || !s.There || s.Sending || k1.Waiting() != 0 {
		t.Errorf("after sending: %+v, %d wait", s, k1.Waiting())
	}

	d2.keep(t, entry, a)
	w.once(k2)
	wantError(t, "on the other device, not fetched", k2.Open(t.Context(), io.Discard, a), ErrNotHere)
	k2.Fetch(a)
	if s := k2.Status(a); !s.Fetching || s.Of != blob.Size(a.Length) {
		t.Errorf("asked for: %+v", s)
	}
	w.once(k2)
	w.opens(w.restart(d2), a, file.Bytes())
	calls := w.relay.calls
	w.once(k2)
	w.once(k1)
	if s := k2.Status(a); s.Fetching || !s.Here || !s.There || w.relay.calls != calls {
		t.Errorf("after fetching: %+v, and %d calls for nothing", s, w.relay.calls-calls)
	}
}

func TestLongTextIsWholeOnAnotherDevice(t *testing.T) {
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	whole := string(bytes.Repeat([]byte("Words that go on – and on. "), 4000))
	first, rest, err := journal.Entry{Text: whole}.Split()
	if err != nil || rest == "" {
		t.Fatal(err)
	}
	a, err := k1.AddText(t.Context(), rest)
	if err != nil {
		t.Fatal(err)
	}
	e := first.With(a)
	id := record.NewID()
	d1.keep(t, id, a)
	d2.keep(t, id, a)
	if got, err := k1.Text(t.Context(), e); err != nil || got != whole {
		t.Errorf("here: %d bytes of %d, %v", len(got), len(whole), err)
	}
	w.once(k1)
	if got, err := k2.Text(t.Context(), e); !errors.Is(err, ErrNotHere) || got != e.Text {
		t.Errorf("not fetched: %d bytes, %v", len(got), err)
	}
	k2.Fetch(a)
	w.once(k2)
	if got, err := k2.Text(t.Context(), e); err != nil || got != whole {
		t.Errorf("fetched: %d bytes of %d, %v", len(got), len(whole), err)
	}
	if got, err := k2.Text(t.Context(), journal.Entry{Text: "short"}); err != nil || got != "short" {
		t.Errorf("a short one: %q, %v", got, err)
	}
	_, err = k1.AddText(t.Context(), string(make([]byte, blob.MaxLength+1)))
	wantError(t, "a text longer than a blob", err, ErrTooLong)
}

func TestWhatIsNoPictureLeavesNothing(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	_, err := k.AddPhoto(t.Context(), []byte("no picture"), "")
	wantError(t, "words", err, photo.ErrUnknown)
	_, err = k.AddPhoto(t.Context(), make([]byte, photo.MaxBytes+1), "")
	wantError(t, "a large file", err, photo.ErrTooLarge)
	var field *journal.FieldError
	if _, err = k.AddPhoto(t.Context(), nil, string(make([]byte, journal.MaxAlt+1))); !errors.As(err, &field) || field.Problem != "long" {
		t.Errorf("many words about a picture: %v", err)
	}
	if d.puts > 0 {
		t.Error("something was written")
	}
}

// hostile is one blob on its way to a second device, over a relay that does harm while harm is true. It must be found out, and
// nothing of it kept; and when the relay is honest again, the photo arrives.
func hostile(t *testing.T, harm func(w *world, a, other journal.Attachment)) {
	t.Helper()
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	e1, e2 := record.NewID(), record.NewID()
	a, content := w.text(d1, k1, e1, long)
	other, _ := w.text(d1, k1, e2, long)
	w.once(k1)
	d2.keep(t, e1, a)
	d2.keep(t, e2, other)

	harm(w, a, other)
	k2.Fetch(a)
	wantError(t, "Once", k2.Once(t.Context()), ErrDamaged)
	s := k2.Status(a)
	wantError(t, "Status", s.Err, ErrDamaged)
	if s.Here || s.Fetching || len(d2.chunks) > 0 {
		t.Errorf("something stayed: %+v, %d blobs", s, len(d2.chunks))
	}
	wantError(t, "Open", k2.Open(t.Context(), io.Discard, a), ErrNotHere)

	w.relay.chunk, w.relay.state = nil, nil
	k2.Fetch(a)
	w.once(k2)
	w.opens(k2, a, content)
}

func TestAttack39SwappedAttachmentIsNotKept(t *testing.T) {
	hostile(t, func(w *world, a, other journal.Attachment) {
		w.relay.chunk = func(id record.ID, i int, _ []byte) []byte { return w.relay.blobs[made][other.Blob].chunks[i] }
	})
	hostile(t, func(w *world, a, other journal.Attachment) { // only the last chunk
		w.relay.chunk = func(id record.ID, i int, b []byte) []byte {
			if i == 3 {
				return w.relay.blobs[made][other.Blob].chunks[i]
			}
			return b
		}
	})
}

func TestAttack40TruncatedAttachmentIsNotKept(t *testing.T) {
	hostile(t, func(w *world, _, _ journal.Attachment) {
		w.relay.chunk = func(_ record.ID, i int, b []byte) []byte { return b[:len(b)-1] }
	})
	hostile(t, func(w *world, _, _ journal.Attachment) {
		w.relay.chunk = func(_ record.ID, i int, b []byte) []byte {
			if i == 3 {
				return nil
			}
			return b
		}
	})
	hostile(t, func(w *world, _, _ journal.Attachment) { // with a size that fits
		w.relay.state = func(record.ID, relayapi.BlobState) relayapi.BlobState {
			return relayapi.BlobState{Size: 3 * relayapi.Chunk, Have: 3}
		}
	})
}

func TestAttack41ReorderedChunksAreNotKept(t *testing.T) {
	hostile(t, func(w *world, a, _ journal.Attachment) {
		w.relay.chunk = func(_ record.ID, i int, b []byte) []byte {
			if i < 2 {
				return w.relay.blobs[made][a.Blob].chunks[1-i]
			}
			return b
		}
	})
	hostile(t, func(w *world, a, _ journal.Attachment) {
		w.relay.chunk = func(_ record.ID, i int, b []byte) []byte {
			if i == 2 {
				return w.relay.blobs[made][a.Blob].chunks[1]
			}
			return b
		}
	})
}

func TestAttack42WrongLengthIsNotKept(t *testing.T) {
	for _, off := range []int64{-1, 1, relayapi.Chunk, -2 * relayapi.Chunk} {
		hostile(t, func(w *world, _, _ journal.Attachment) {
			w.relay.state = func(_ record.ID, s relayapi.BlobState) relayapi.BlobState {
				size := s.Size + off
				return relayapi.BlobState{Size: size, Have: relayapi.Chunks(size)}
			}
		})
	}
	hostile(t, func(w *world, _, _ journal.Attachment) {
		w.relay.chunk = func(_ record.ID, _ int, b []byte) []byte { return append(b, 0) }
	})
}

func TestChangedBitsDoNotArrive(t *testing.T) {
	hostile(t, func(w *world, _, _ journal.Attachment) {
		w.relay.chunk = func(_ record.ID, i int, b []byte) []byte { b[i*1000] ^= 1; return b }
	})
}

// Every call in turn does not reach the relay, or its answer is lost, and the device starts anew after it. Only the calls
// that are missing are made again.
func TestLostRepliesAndRestartsAtEveryChunkLoseNothing(t *testing.T) {
	for call := 1; ; call++ {
		for _, after := range []bool{false, true} {
			w := newWorld(t)
			d1, k1 := w.device()
			d2, k2 := w.device()
			entry := record.NewID()
			a, content := w.text(d1, k1, entry, long)
			d2.keep(t, entry, a)
			fault := func(n int) bool { return n == call }
			w.relay.lost, w.relay.lostAfter = fault, nil
			if after {
				w.relay.lost, w.relay.lostAfter = nil, fault
			}
			failed := 0
			step := func(d *device, k *Keeper, asked bool) *Keeper {
				if err := k.Once(t.Context()); err != nil {
					wantError(t, "a lost call", err, ErrOffline)
					failed++
					k = w.restart(d)
					if asked {
						k.Fetch(a)
					}
					w.once(k)
				}
				return k
			}
			k1 = step(d1, k1, false)
			if k1.Waiting() != 0 || w.relay.has(made, a.Blob) != 4 {
				t.Fatalf("call %d: %d wait, %d chunks are there", call, k1.Waiting(), w.relay.has(made, a.Blob))
			}
			k2.Fetch(a)
			k2 = step(d2, k2, true)
			w.opens(k2, a, content)
			if d2.puts > 4 {
				t.Errorf("call %d: %d chunks were fetched for 4", call, d2.puts)
			}
			d1.delete(entry)
			d2.delete(entry)
			step(d1, k1, false)
			step(d2, k2, false)
			w.gone(a, d1, d2)
			if failed == 0 {
				if call < 15 {
					t.Fatalf("only %d calls were made", call)
				}
				return // that was one call too far
			}
		}
	}
}

func TestUploadGoesOnWhereItWasLeftOff(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	a, _ := w.text(d, k, record.NewID(), long)
	w.relay.lost = func(call int) bool { return call == 5 } // ask, create, two chunks
	wantError(t, "a line that breaks", k.Once(t.Context()), ErrOffline)
	if s := k.Status(a); !s.Sending || !errors.Is(s.Err, ErrOffline) {
		t.Errorf("while waiting: %+v", s)
	}
	w.relay.lost, w.relay.log = nil, nil
	w.once(w.restart(d))
	if want := []string{"ask", "put", "put", "ask"}; !slices.Equal(w.relay.log, want) {
		t.Errorf("asked %v, want %v", w.relay.log, want)
	}
}

func TestFetchGoesOnWhereItWasLeftOff(t *testing.T) {
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	entry := record.NewID()
	a, content := w.text(d1, k1, entry, long)
	d2.keep(t, entry, a)
	w.once(k1)
	w.relay.calls = 0
	w.relay.lost = func(call int) bool { return call == 4 }
	k2.Fetch(a)
	wantError(t, "a line that breaks", k2.Once(t.Context()), ErrOffline)
	if s := k2.Status(a); !s.Fetching || !errors.Is(s.Err, ErrOffline) {
		t.Errorf("while waiting: %+v", s)
	}
	w.relay.lost, w.relay.log = nil, nil
	k2 = w.restart(d2)
	w.once(k2) // what nobody asked for yet is not fetched, and what has come is not thrown away
	k2.Fetch(a)
	w.once(k2)
	if want := []string{"ask", "get", "get"}; !slices.Equal(w.relay.log, want) {
		t.Errorf("asked %v, want %v", w.relay.log, want)
	}
	w.opens(k2, a, content)
}

// What is here from before may be damaged. Then it is fetched anew, and the relay is not blamed for it.
func TestDamageOnThisDeviceIsMendedFromTheRelay(t *testing.T) {
	for _, how := range []func(d *device, key string){
		func(d *device, key string) { d.chunks[key][2][5] ^= 1 },
		func(d *device, key string) { d.chunks[key][2] = d.chunks[key][2][:5] },
		func(d *device, key string) { delete(d.chunks[key], 2) },
		func(d *device, key string) { delete(d.chunks, key) },
	} {
		w := newWorld(t)
		d, k := w.device()
		a, content := w.text(d, k, record.NewID(), long)
		w.once(k)
		how(d, d.Key(a.Blob))
		k = w.restart(d)
		err := k.Open(t.Context(), io.Discard, a)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotHere) {
			t.Errorf("Open: %v", err)
		}
		if s := k.Status(a); s.Here || !s.There {
			t.Errorf("damaged: %+v", s)
		}
		k.Fetch(a)
		w.once(k)
		w.opens(k, a, content)
	}
}

func TestWhatIsDamagedIsNotSent(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	a, _ := w.text(d, k, record.NewID(), long)
	d.chunks[d.Key(a.Blob)][1][7] ^= 1
	k = w.restart(d)
	wantError(t, "Once", k.Once(t.Context()), ErrDamaged)
	if w.relay.calls > 0 || k.Status(a).Here {
		t.Errorf("%d calls, %+v", w.relay.calls, k.Status(a))
	}
}

func TestCancelledFetchLeavesNothing(t *testing.T) {
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	entry := record.NewID()
	a, content := w.text(d1, k1, entry, long)
	d2.keep(t, entry, a)
	w.once(k1)
	cancelled := make(chan error, 1)
	w.relay.chunk = func(_ record.ID, i int, b []byte) []byte {
		if i == 2 {
			k2.mu.Lock()
			j := k2.job
			k2.mu.Unlock()
			go func() { cancelled <- k2.Cancel(t.Context(), a) }()
			if j != nil { // the relay answers when it is too late
				for k2.wants(a.Blob) {
					changed := make(chan struct{})
					go close(changed)
					<-changed
				}
			}
		}
		return b
	}
	k2.Fetch(a)
	w.once(k2)
	if err := <-cancelled; err != nil {
		t.Fatal(err)
	}
	if s := k2.Status(a); s.Fetching || s.Here || s.Err != nil || len(d2.chunks) > 0 {
		t.Errorf("%+v, %d blobs", s, len(d2.chunks))
	}
	w.relay.chunk = nil
	k2.Fetch(a)
	w.once(k2)
	w.opens(k2, a, content)
	if err := k2.Cancel(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	w.opens(k2, a, content) // what is here stays
}

func TestPhotoTakenOutWhileItIsSentLeavesNothing(t *testing.T) {
	for chunk := range 4 {
		w := newWorld(t)
		d, k := w.device()
		entry := record.NewID()
		a, _ := w.text(d, k, entry, long)
		w.relay.lostAfter = func(call int) bool {
			if call == 3+chunk {
				d.keep(t, entry)
			}
			return false
		}
		if err := k.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		sent := 0
		for _, call := range w.relay.log {
			if call == "put" {
				sent++
			}
		}
		if sent > chunk+1 {
			t.Errorf("taken out at chunk %d: %d chunks were sent", chunk, sent)
		}
		w.once(k)
		w.gone(a, d)
	}
}

// A fetch that was cancelled just before it began does not begin.
func TestWhatNobodyAsksForAnyMoreIsNotFetched(t *testing.T) {
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	entry := record.NewID()
	a, _ := w.text(d1, k1, entry, long)
	d2.keep(t, entry, a)
	w.once(k1)
	wantError(t, "fetching", k2.fetch(t.Context(), *d2.at, a), errStopped)
	if len(d2.chunks) > 0 {
		t.Error("something came")
	}
}

func TestWhatWasAddedAndIsInNoEntryGoes(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	add := func() journal.Attachment {
		a, err := k.AddText(t.Context(), "made up")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := add()
	w.once(k)
	w.opens(k, a, []byte("made up")) // while it is being written it stays
	if err := k.Cancel(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	w.gone(a, d)

	a = add()
	d.change(func() { d.drafts["journal/new"] = []byte(`{"photo":["{\"blob\":\"` + a.Blob.String() + `\"}"]}`) })
	k = w.restart(d)
	w.once(k)
	w.opens(k, a, []byte("made up")) // a draft names it
	d.change(func() { delete(d.drafts, "journal/new") })
	w.once(k)
	w.gone(a, d)

	a = add()
	d.change(func() { d.locked = true })
	wantError(t, "locked", k.Once(t.Context()), vault.ErrLocked)
	d.change(func() { d.locked = false })
	w.once(k)
	w.gone(a, d)
	if w.relay.has(made, a.Blob) >= 0 || slices.Contains(w.relay.log, "create") {
		t.Error("it was sent")
	}
}

func TestFullDiskLosesNothing(t *testing.T) {
	for room := range 4 {
		w := newWorld(t)
		d1, k1 := w.device()
		entry := record.NewID()
		d1.room = room
		_, err := k1.AddText(t.Context(), string(make([]byte, long)))
		wantError(t, "adding", err, vault.ErrDiskFull)
		if len(d1.chunks) > 0 || len(k1.fresh) > 0 {
			t.Errorf("%d blobs stayed", len(d1.chunks))
		}
		d1.room = -1
		a, content := w.text(d1, k1, entry, long)
		w.once(k1)

		d2, k2 := w.device()
		d2.keep(t, entry, a)
		d2.room = room
		k2.Fetch(a)
		wantError(t, "fetching", k2.Once(t.Context()), vault.ErrDiskFull)
		s := k2.Status(a)
		wantError(t, "Status", s.Err, vault.ErrDiskFull)
		if s.Fetching || len(d2.chunks) > 0 {
			t.Errorf("%+v, %d blobs stayed", s, len(d2.chunks))
		}
		d2.room = -1
		k2.Fetch(a)
		w.once(k2)
		w.opens(k2, a, content)
	}
}

func TestFullRelayLosesNothing(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	a, content := w.text(d, k, record.NewID(), long)
	w.relay.quota = 1000
	wantError(t, "Once", k.Once(t.Context()), ErrRelayFull)
	s := k.Status(a)
	wantError(t, "Status", s.Err, ErrRelayFull)
	if !s.Here || !s.Sending || k.Waiting() != 1 {
		t.Errorf("%+v, %d wait", s, k.Waiting())
	}
	w.opens(k, a, content)
	w.relay.quota = -1
	w.once(k)
	if s := k.Status(a); !s.There || s.Err != nil || k.Waiting() != 0 {
		t.Errorf("with room: %+v", s)
	}
}

func TestNotOnTheRelayYetHasAName(t *testing.T) {
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	entry := record.NewID()
	a, content := w.text(d1, k1, entry, long)
	d2.keep(t, entry, a)
	for _, half := range []bool{false, true} {
		if half {
			w.relay.calls, w.relay.lost = 0, func(call int) bool { return call == 4 }
			wantError(t, "half sent", k1.Once(t.Context()), ErrOffline)
			w.relay.lost = nil
		}
		k2.Fetch(a)
		wantError(t, "Once", k2.Once(t.Context()), ErrNotThere)
		if s := k2.Status(a); !errors.Is(s.Err, ErrNotThere) || !s.Fetching || s.Here {
			t.Errorf("%+v", s)
		}
	}
	w.once(k1)
	w.once(k2) // without being asked again
	w.opens(k2, a, content)
}

func TestDeletedEntryTakesItsBytesWithIt(t *testing.T) {
	w := newWorld(t)
	d1, k1 := w.device()
	d2, k2 := w.device()
	entry := record.NewID()
	a, content := w.text(d1, k1, entry, long)
	other, _ := w.text(d1, k1, record.NewID(), 10)
	d2.keep(t, entry, a)
	w.once(k1)
	k2.Fetch(a)
	w.once(k2)

	// Deleted on the second device, which is offline, and starts anew before it is not. The epoch is another one then.
	d2.delete(entry)
	w.relay.lost = func(int) bool { return true }
	wantError(t, "offline", k2.Once(t.Context()), ErrOffline)
	if len(d2.chunks) > 0 {
		t.Error("the bytes stayed here until the relay was asked")
	}
	k2 = w.restart(d2)
	wantError(t, "offline, after a start", k2.Once(t.Context()), ErrOffline)
	w.relay.lost, w.relay.epoch = nil, 3
	wantError(t, "before it knows the epoch", k2.Once(t.Context()), ErrOffline)
	d1.at, d2.at = homeAt(made, 3), homeAt(made, 3)
	w.once(k2)
	w.gone(a, d2)

	// The first device has it in the bin, and gives it back to both.
	body := d1.entries[entry]
	d1.change(func() { delete(d1.entries, entry); d1.bin = [][]byte{body} })
	w.once(k1)
	w.opens(k1, a, content)
	d1.change(func() { d1.entries[entry], d1.bin = body, nil })
	d2.keep(t, entry, a)
	w.once(k1)
	k2.Fetch(a)
	w.once(k2)
	w.opens(k2, a, content)

	d1.delete(entry)
	d2.delete(entry)
	w.once(k1)
	w.once(k2)
	w.gone(a, d2)
	if s := k1.Status(other); !s.Here || !s.There || len(d1.chunks) != 1 {
		t.Errorf("the other one: %+v", s)
	}
}

func TestNothingGoesThatSomethingMayStillName(t *testing.T) {
	tests := map[string]func(d *device, a journal.Attachment, body []byte){
		"the bin":           func(d *device, _ journal.Attachment, body []byte) { d.bin = [][]byte{body} },
		"a draft":           func(d *device, a journal.Attachment, _ []byte) { d.drafts["x"] = []byte("x" + a.Blob.String() + "y") },
		"something damaged": func(d *device, _ journal.Attachment, _ []byte) { d.damaged = true },
		"another entry":     func(d *device, _ journal.Attachment, body []byte) { d.entries[record.NewID()] = body },
		"an entry of a newer kind": func(d *device, _ journal.Attachment, body []byte) {
			d.entries[record.NewID()] = bytes.Replace(body, []byte(`"kind":"text"`), []byte(`"kind":"song"`), 1)
		},
		"an entry that cannot be read": func(d *device, _ journal.Attachment, body []byte) {
			d.entries[record.NewID()] = bytes.Replace(body, []byte(`"text":"made up"`), []byte(`"text":7`), 1)
		},
	}
	for name, hide := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d, k := w.device()
			entry := record.NewID()
			a, content := w.text(d, k, entry, long)
			w.once(k)
			d.change(func() {
				body := d.entries[entry]
				delete(d.entries, entry)
				hide(d, a, body)
			})
			for range 2 {
				w.once(k)
				w.opens(k, a, content)
				if w.relay.has(made, a.Blob) != 4 {
					t.Error("it went from the relay")
				}
				k = w.restart(d)
			}
			d.change(func() { clear(d.entries); d.bin, d.damaged = nil, false; delete(d.drafts, "x") })
			w.once(k)
			w.gone(a, d)
		})
	}
}

func TestWaitingIsNeverTooLow(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	entry := record.NewID()
	a, _ := w.text(d, k, entry, 10)
	check := func(what string, want int) {
		t.Helper()
		if got := k.Waiting(); got != want {
			t.Errorf("%s: %d wait, want %d", what, got, want)
		}
	}
	check("kept, and Run has not looked", 1)
	d.change(func() { d.locked = true })
	check("locked", 1)
	d.change(func() { d.locked = false })
	w.relay.chunk, w.relay.state = nil, func(_ record.ID, s relayapi.BlobState) relayapi.BlobState { s.Have = 0; return s }
	if err := k.Once(t.Context()); err == nil {
		t.Error("a relay that takes and does not keep was believed")
	}
	check("taken and not kept", 1)
	w.relay.state = nil
	w.once(k)
	check("sent", 0)
	d.change(func() { d.at = homeAt(record.SpaceID{9}, 1) })
	check("a new home, and Run has not looked", 1)
	w.once(k)
	check("sent to the new home", 0)
	if w.relay.has(record.SpaceID{9}, a.Blob) != 1 {
		t.Error("it is not in the new home")
	}
	d.change(func() { d.at = homeAt(made, 1) })
	check("back in the old one", 1)
	d.change(func() { d.at = nil })
	check("no home", 0)
}

func TestWithoutARelayEverythingIsHere(t *testing.T) {
	d := newDevice()
	k := newKeeper(d, nil)
	w := &world{t, nil}
	entry := record.NewID()
	a, content := w.text(d, k, entry, long)
	w.once(k)
	k = newKeeper(d, nil)
	w.once(k)
	w.opens(k, a, content)
	if s := k.Status(a); !s.Here || s.Sending || s.There || s.Err != nil {
		t.Errorf("%+v", s)
	}
	k.Fetch(journal.Attachment{Kind: "photo", Blob: record.NewID()})
	w.once(k)
	d.delete(entry)
	w.once(k)
	if len(d.chunks) > 0 || len(d.drafts) > 0 {
		t.Errorf("%d blobs and %d drafts stayed", len(d.chunks), len(d.drafts))
	}
}

// What was cut off while it was added or fetched has no row in the ledger, or no entry.
func TestALockWhileLeftoversAreLookedForTakesNothingAway(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	a, content := w.text(d, k, record.NewID(), long)
	d.afterKeys = func() { d.keyless.Store(true); d.locked = true } // between the list and the look at it
	k = w.restart(d)
	wantError(t, "locked meanwhile", k.Once(t.Context()), vault.ErrLocked)
	d.afterKeys = nil
	d.keyless.Store(false)
	d.change(func() { d.locked = false })
	if len(d.chunks) != 1 {
		t.Fatal("what an entry names was taken for left over")
	}
	w.opens(w.restart(d), a, content)
}

func TestWhatOthersAttachedIsFetchedAndNeitherSentNorDeletedThere(t *testing.T) {
	w := newWorld(t)
	mine, theirs := w.place(), w.place()
	own, guest := NewOver(mine, w.relay), NewOver(theirs, w.relay)
	content := bytes.Repeat([]byte("words "), 100_000)
	a, err := own.Add(t.Context(), content)
	if err != nil {
		t.Fatal(err)
	}
	b, err := guest.Add(t.Context(), []byte("short"))
	if err != nil {
		t.Fatal(err)
	}
	mine.own, mine.others, theirs.own, theirs.others = []journal.Attachment{a}, []journal.Attachment{b}, []journal.Attachment{b}, []journal.Attachment{a}
	w.once(own)
	w.once(guest)
	guest.Fetch(a)
	w.once(guest)
	w.opens(guest, a, content)
	theirs.others = nil // they see that it was taken back before its author has reached the relay
	w.once(guest)
	if len(theirs.chunks) != 1 || w.relay.has(made, a.Blob) < 0 {
		t.Errorf("here are %d, there it has %d chunks", len(theirs.chunks), w.relay.has(made, a.Blob))
	}
	mine.own = nil
	w.once(own)
	if len(mine.chunks) != 0 || w.relay.has(made, a.Blob) >= 0 || w.relay.has(made, b.Blob) < 0 {
		t.Error("what was taken back is still there, or more is gone")
	}
	mine.others, mine.clear = nil, true // whoever decides about the space ends it
	w.once(own)
	if w.relay.has(made, b.Blob) >= 0 {
		t.Error("what others attached is still there after the end")
	}
	if err := guest.Forget(t.Context()); err != nil || len(theirs.chunks) != 0 || len(theirs.drafts) != 0 {
		t.Errorf("forgotten, and %d are here, %v", len(theirs.chunks), err)
	}
}

func TestInASpaceEverythingHasItsRowBeforeItsFirstByteIsHere(t *testing.T) {
	w := newWorld(t)
	p := w.place()
	k := NewOver(p, w.relay)
	p.room = 0
	if _, err := k.Add(t.Context(), []byte("short")); !errors.Is(err, vault.ErrDiskFull) {
		t.Fatal(err)
	}
	p.room = -1
	p.beforePut = func(id record.ID) {
		l, err := decodeLedger(p.drafts[ledgerDraft])
		if _, there := l.rows[id]; !there || err != nil {
			t.Errorf("nothing is noted of what comes to the disk: %v", err)
		}
	}
	a, err := k.Add(t.Context(), []byte("short"))
	if err != nil {
		t.Fatal(err)
	}
	p.own = []journal.Attachment{a}
	w.once(k)
	other := w.place()
	other.others, other.beforePut = p.own, func(id record.ID) {
		if l, _ := decodeLedger(other.drafts[ledgerDraft]); !l.rows[id].guest {
			t.Error("nothing is noted of what is fetched")
		}
	}
	k = NewOver(other, w.relay)
	k.Fetch(a)
	w.once(k)
	w.opens(k, a, []byte("short"))
	var ids []record.ID
	ledger, _ := decodeLedger(other.drafts[ledgerDraft])
	for id := range ledger.rows {
		ids = append(ids, id)
	}
	if got, ok := shelf.Rows(other.drafts[ledgerDraft]); !ok || !slices.Equal(got, ids) {
		t.Errorf("the shelf reads %v of a ledger of %v", got, ids)
	}
}

func TestLeftoversGoAtTheNextUnlock(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	a, content := w.text(d, k, record.NewID(), long)
	if err := d.Put(t.Context(), record.NewID(), 0, []byte("cut off")); err != nil {
		t.Fatal(err)
	}
	d.damaged = true
	w.once(w.restart(d))
	if len(d.chunks) != 2 {
		t.Error("something went while it was not certain")
	}
	d.damaged = false
	k = w.restart(d)
	w.once(k)
	if len(d.chunks) != 1 {
		t.Errorf("%d blobs are here, want 1", len(d.chunks))
	}
	w.opens(k, a, content)
}

func TestLostLedgerIsFoundAgain(t *testing.T) {
	for _, left := range [][]byte{nil, []byte("damaged")} {
		w := newWorld(t)
		d, k := w.device()
		a, content := w.text(d, k, record.NewID(), long)
		w.once(k)
		d.change(func() { d.drafts[ledgerDraft] = left })
		k = w.restart(d)
		w.once(k)
		w.opens(k, a, content)
		if s := k.Status(a); !s.Here || !s.There {
			t.Errorf("%+v", s)
		}
	}
}

func TestLockedGivesNothingAndForgets(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	a, _ := w.text(d, k, record.NewID(), 10)
	k.Fetch(a)
	d.change(func() { d.locked = true })
	wantError(t, "Once", k.Once(t.Context()), vault.ErrLocked)
	wantError(t, "Open", k.Open(t.Context(), io.Discard, a), vault.ErrLocked)
	_, err := k.AddText(t.Context(), "made up")
	wantError(t, "AddText", err, vault.ErrLocked)
	if s := k.Status(a); s != (Status{}) {
		t.Errorf("Status: %+v", s)
	}
	if len(k.wanted)+len(k.fresh)+len(k.names)+len(k.verified) > 0 {
		t.Error("something is remembered")
	}
}

func TestRunSendsWhatIsKeptAndTellsOfIt(t *testing.T) {
	w := newWorld(t)
	d, k := w.device()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { defer close(over); k.Run(ctx) }()
	a, _ := w.text(d, k, record.NewID(), long)
	for {
		_, next := k.Changes()
		if k.Status(a).There {
			break
		}
		<-next
	}
	w.relay.mu.Lock()
	w.relay.lost = func(int) bool { return true }
	w.relay.mu.Unlock()
	b, _ := w.text(d, k, record.NewID(), 10)
	for {
		_, next := k.Changes()
		if errors.Is(k.Status(b).Err, ErrOffline) {
			break
		}
		<-next
	}
	w.relay.mu.Lock()
	w.relay.lost = nil
	w.relay.mu.Unlock()
	k.Nudge()
	for {
		_, next := k.Changes()
		if k.Status(b).There {
			break
		}
		<-next
	}
	cancel()
	<-over
}

func FuzzLedgerReadsOnlyWhatItWrites(f *testing.F) {
	f.Add(ledger{rows: map[record.ID]row{{1}: {here: true}, {2}: {there: true}, {3}: {}}}.encode())
	f.Add(ledger{space: made}.encode())
	f.Add([]byte{})
	f.Add([]byte{2})
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := decodeLedger(b)
		if err != nil {
			if len(l.rows) > 0 {
				t.Fatal("rows beside an error")
			}
			return
		}
		again, err := decodeLedger(l.encode())
		if err != nil || again.space != l.space || len(again.rows) != len(l.rows) {
			t.Fatalf("%v became %v, %v", l, again, err)
		}
	})
}

func TestIDsAreFoundInAnyText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		id := record.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "id"))
		around := rapid.StringOf(rapid.SampledFrom([]rune(`abcz27"\n{:ü 0`)))
		n := NewNames()
		n.hold([]byte(around.Draw(rt, "before") + id.String() + around.Draw(rt, "after")))
		if !n.held[id] {
			t.Fatal("it was not found")
		}
	})
}
