package relay_test

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkAppend has 64 devices write to as many spaces of the real command, one record after the other.
func BenchmarkAppend(b *testing.B) {
	p := newProcess(b)
	p.start()
	w := p.world()
	const devices = 64
	people, tokens := make([]*person, devices), make([]string, devices)
	for i := range people {
		people[i] = w.lives()
		tokens[i] = people[i].member(1)
	}
	var mu sync.Mutex
	var took []time.Duration
	left := make(chan struct{}, b.N)
	for range b.N {
		left <- struct{}{}
	}
	close(left)
	b.ResetTimer()
	var group sync.WaitGroup
	for i := range people {
		group.Go(func() {
			for range left {
				began := time.Now()
				head, err := people[i].appends(tokens[i], people[i].head, someRecord(1))
				if err != nil {
					b.Error(err)
					return
				}
				people[i].head = head
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
			}
		})
	}
	group.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}
