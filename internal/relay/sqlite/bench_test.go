package sqlite

import (
	"sync"
	"testing"

	"snowdrop/internal/relay/storetest"
)

// BenchmarkAppend has 64 devices write to as many spaces, without any network: what the handler can reach at most.
func BenchmarkAppend(b *testing.B) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	spaces := make([]storetest.Space, 64)
	for i := range spaces {
		spaces[i] = storetest.NewSpace()
		if err := s.Create(b.Context(), spaces[i].ID, spaces[i].First, nil); err != nil {
			b.Fatal(err)
		}
	}
	left := make(chan struct{}, b.N)
	for range b.N {
		left <- struct{}{}
	}
	close(left)
	e := storetest.Record(1, 512)
	b.ResetTimer()
	var group sync.WaitGroup
	for _, space := range spaces {
		group.Go(func() {
			head := uint64(1)
			for range left {
				var err error
				if head, err = s.Append(b.Context(), space.ID, space.Batch(head, e), storetest.Much); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
	changes, syncs := s.Counters()
	b.ReportMetric(float64(changes)/float64(syncs), "appends/sync")
}

// BenchmarkStrip has 16 devices delete what they wrote: each deletion has to have left the disk when it is answered.
func BenchmarkStrip(b *testing.B) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	spaces := make([]storetest.Space, 16)
	each := b.N/len(spaces) + 1
	for i := range spaces {
		spaces[i] = storetest.NewSpace()
		if err := s.Create(b.Context(), spaces[i].ID, spaces[i].First, nil); err != nil {
			b.Fatal(err)
		}
		for n := range each {
			if _, err := s.Append(b.Context(), spaces[i].ID, spaces[i].Batch(uint64(n+1), storetest.Record(1, 2048)), storetest.Much); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ResetTimer()
	var group sync.WaitGroup
	for _, space := range spaces {
		group.Go(func() {
			for n := range each {
				if err := s.Strip(b.Context(), space.ID, uint64(n+2)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(each*len(spaces))/b.Elapsed().Seconds(), "deletions/s")
}
