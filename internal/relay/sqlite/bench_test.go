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
