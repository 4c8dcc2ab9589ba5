package archive

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// What stays until the end of a file has one budget together: a ZIP of two megabytes could else fill the memory of a phone.
func TestWhatIsHeldUntilTheEndHasOneBudget(t *testing.T) {
	long := strings.Repeat("four lines ", 55)
	var drafts, entries, keys []string
	for i := range 20 {
		drafts = append(drafts, fmt.Sprintf(`{"name":"journal/new","fields":{"text":["%s"]}}`, long))
		entries = append(entries, fmt.Sprintf(`{"id":"%s","kind":"entry","number":1,"at":"2026-11-20T02:00:00Z","data":{"text":"%s","v":1}}`, base32of(i), long))
	}
	for i := range maxKeys {
		keys = append(keys, fmt.Sprintf(`,"later%d":1`, i))
	}
	for _, c := range []struct {
		name, more string
		want       error
	}{
		{"drafts", `,"drafts":[` + strings.Join(drafts, ",") + `]`, ErrLarge},
		{"entries", `,"entries":[` + strings.Join(entries, ",") + `]`, nil},
		{"some keys", strings.Join(keys[:maxKeys/2], ""), nil},
		{"keys", strings.Join(keys, ""), ErrData},
	} {
		data := `{"format":"snowdrop","version":2` + c.more + `}`
		r := &Reader{data: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }, largest: 6000}
		if _, err := r.Entries(func(*Entry) error { return nil }); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}
