package world

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

func TestDevicesThatWriteAtTheSameTimeEndWithTheSame(t *testing.T) {
	const each = 15
	s := newScene(t)
	s.must(Everyone(t.Context(), s.p.Devices...))
	shared := s.first[0]
	ctx, cancel := context.WithCancel(t.Context())
	var running, writing sync.WaitGroup
	for _, d := range s.p.Devices {
		running.Go(func() {
			if err := d.Sync.Run(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("%s stopped: %v", d.Name, err)
			}
		})
		writing.Go(func() {
			for i := range each {
				own := record.Record{ID: record.NewID(), Kind: 1, At: int64(100 + i), Body: fmt.Append(nil, d.Name, i)}
				both := record.Record{ID: shared, Kind: 1, At: 1, Body: fmt.Append(nil, d.Name, "over all", i)}
				if err := errors.Join(d.Vault.Put(ctx, own), d.Vault.Put(ctx, both)); err != nil {
					t.Error(err)
				}
				d.Sync.Nudge()
			}
		})
	}
	writing.Wait()
	for _, d := range s.p.Devices {
		until(t, d, func() bool { return d.Home.Waiting() == 0 })
	}
	at, err := s.store.Space(t.Context(), s.p.ID)
	s.must(err)
	for _, d := range s.p.Devices {
		until(t, d, func() bool { n, _ := d.Home.Head(); return n == at.Head })
	}
	cancel()
	running.Wait()
	want := shows(t, s.phone)
	for _, d := range s.p.Devices {
		if got := shows(t, d); !maps.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%s shows %v, the phone %v", d.Name, got, want)
		}
		if d.Home.Stopped() != vault.Running {
			t.Errorf("%s takes an honest relay for a hostile one", d.Name)
		}
	}
	if n := len(want); n != 6+3*each {
		t.Errorf("%d items, want %d", n, 6+3*each)
	}
}

// until waits until something is so of a device, which exchanges by itself.
func until(t *testing.T, d *Device, so func() bool) {
	t.Helper()
	for {
		_, changed := d.Vault.Changes()
		state, other := d.Sync.Watch()
		if so() {
			return
		}
		if syncer.Final(state.Err) {
			t.Fatal(state.Err)
		}
		select {
		case <-changed:
		case <-other:
		case <-t.Context().Done():
			t.Fatal("the test is over")
		}
	}
}
