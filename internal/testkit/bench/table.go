// Package bench measures what docs/design.md sets as goals, each number beside the raw limit of the same run. It must
// never fail because a machine is slow, and must never be reachable from a shipped command.
package bench

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// Row is one number of the table.
type Row struct {
	What string
	Got  time.Duration
	Raw  time.Duration // what cannot be avoided, measured in the same run; 0: nothing to compare with
	Than string        // what Raw is
	Goal string
}

// Print writes the table.
func Print(out io.Writer, where string, rows []Row) {
	fmt.Fprintf(out, "\n%-46s %12s %12s %7s  %-22s %s\n", where, "measured", "raw limit", "ratio", "goal", "raw limit is")
	for _, r := range rows {
		raw, ratio := "", ""
		if r.Raw > 0 {
			raw, ratio = short(r.Raw), fmt.Sprintf("%.2f", float64(r.Got)/float64(r.Raw))
		}
		fmt.Fprintf(out, "%-46s %12s %12s %7s  %-22s %s\n", r.What, short(r.Got), raw, ratio, r.Goal, r.Than)
	}
}

func short(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.2f µs", float64(d)/float64(time.Microsecond))
}

// P95 is the time that 95 of 100 stay below.
func P95(times []time.Duration) time.Duration { return below(times, 95) }

// P50 is the time that half of them stay below.
func P50(times []time.Duration) time.Duration { return below(times, 50) }

func below(times []time.Duration, percent int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)*percent/100]
}

// Took measures one thing.
func Took(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

// Each measures one thing many times.
func Each(n int, do func(i int)) []time.Duration {
	times := make([]time.Duration, n)
	for i := range times {
		times[i] = Took(func() { do(i) })
	}
	return times
}

// Mean is the time of one of n, measured together, for what is too short to measure alone.
func Mean(n int, do func(i int)) time.Duration {
	return Took(func() {
		for i := range n {
			do(i)
		}
	}) / time.Duration(n)
}
