package appointment

import (
	"testing"
	"time"
)

func TestBleedingIsCountedFromTheLossOverSmallGapsToItsLastDay(t *testing.T) {
	at := func(days ...int) []time.Time {
		var out []time.Time
		for _, d := range days {
			out = append(out, time.Date(2026, 3, d, 15, 0, 0, 0, time.UTC))
		}
		return out
	}
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	tests := []struct {
		name    string
		moments []time.Time
		began   time.Time
		want    int
	}{
		{"nothing", nil, time.Time{}, 0},
		{"one day", at(5), time.Time{}, 1},
		{"twice a day", at(5, 5), time.Time{}, 1},
		{"each day", at(1, 2, 3), time.Time{}, 3},
		{"a gap of a week", at(1, 8), time.Time{}, 8},
		{"a longer gap", at(1, 9, 10), time.Time{}, 2},
		{"a loss two days before the first note", at(5, 6), day(3), 4},
		{"a loss long before", at(20, 21), day(3), 2},
		{"a loss after the first note", at(5, 20, 21), day(20), 2},
	}
	for _, tt := range tests {
		if got := run(tt.moments, 7, tt.began); got != tt.want {
			t.Errorf("%s: %d days, want %d", tt.name, got, tt.want)
		}
	}
}
