package bench

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const (
	manyRecords = 20_000
	passphrase  = "made-up words for measuring"
)

// now is a fixed day: numbers of two runs must be about the same pages.
var now = time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)

// filled is a disk with many sealed records, as somebody has them after years: entries of a few lines and check-ins,
// one every two hours back from now: more than anyone writes.
func filled(tb testing.TB) *memdisk.Disk {
	tb.Helper()
	ctx, disk := context.Background(), memdisk.New()
	v, err := vault.Open(ctx, disk)
	if err != nil {
		tb.Fatal(err)
	}
	for i := range manyRecords {
		r := record.Record{ID: record.NewID(), Kind: journal.KindEntry, At: now.Add(-time.Duration(i) * 2 * time.Hour).Unix()}
		pain := i % 11
		if i%2 == 0 {
			r.Kind = journal.KindCheckIn
			r.Body, err = journal.CheckIn{Pain: &pain, Heaviness: &pain, Bleeding: journal.BleedingLight, Feelings: []string{"sad"}}.Encode()
		} else {
			r.Body, err = journal.Entry{Text: fmt.Sprintf("Line %d. I slept a little and went out into the rain for a while.\n", i) +
				strings.Repeat("It was a quiet day. ", i%20)}.Encode()
		}
		if err == nil {
			err = v.Put(ctx, r)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := v.Keep(ctx, passphrase); err != nil {
		tb.Fatal(err)
	}
	return disk
}

// locked is the app over such a disk, locked.
func locked(tb testing.TB, disk *memdisk.Disk) http.Handler {
	tb.Helper()
	v, err := vault.Open(context.Background(), disk.Reopen())
	if err != nil {
		tb.Fatal(err)
	}
	return app.New(app.Config{Vault: v, Now: func() time.Time { return now }, Help: func(string) string { return "/h/" }, Style: "/style.css"})
}

func ask(tb testing.TB, h http.Handler, method, address string, form url.Values, status int) {
	tb.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != status {
		tb.Fatalf("%s %s answered %d, want %d", method, address, w.Code, status)
	}
}

// rawUnlock is what opening cannot do without: stretching the passphrase, and opening every value once.
func rawUnlock(disk *memdisk.Disk) time.Duration {
	key, salt := seal.NewKey(), seal.NewSalt()
	var sealed [][]byte
	for _, value := range disk.Dump() {
		sealed = append(sealed, seal.Seal(key, make([]byte, max(0, len(value)-seal.Overhead)), nil))
	}
	runtime.GC()
	return Took(func() {
		seal.Stretch([]byte(passphrase), salt)
		for _, value := range sealed {
			if _, err := seal.Open(key, value, nil); err != nil {
				panic(err)
			}
		}
	})
}

// searched are looked for in turn: in half of the records, in one, in none, two words, accents, a feeling.
var searched = []string{"rain", "7777", "nowhere", "day rain", "ràin QUIET", "sad"}

// firstSearch is the first search after unlocking, and how long another page took at most while it was under way.
func firstSearch(tb testing.TB, h http.Handler) (first, waited time.Duration) {
	done := make(chan time.Duration)
	go func() {
		done <- Took(func() { ask(tb, h, "POST", "/journal/search", url.Values{"q": {"rain"}}, http.StatusOK) })
	}()
	const rest = 5 * time.Millisecond
	for {
		asked := time.Now() // a turn that comes late counts: in the browser that is all that waiting is
		select {
		case first = <-done:
			return first, waited
		case <-time.After(rest):
			ask(tb, h, "GET", "/about", nil, http.StatusOK)
			waited = max(waited, time.Since(asked)-rest)
		}
	}
}

// rawSearch is one look at every byte of what is searched: what cannot be avoided without an index of words.
func rawSearch(disk *memdisk.Disk) time.Duration {
	var all [][]byte
	for range disk.Dump() {
		all = append(all, bytes.Repeat([]byte("it was a quiet day. "), 12))
	}
	return P50(Each(9, func(int) {
		for _, text := range all {
			_ = bytes.Contains(text, []byte("rain"))
		}
	}))
}

var report = []byte(`{"faint":false,"breathless":false,"chest_pain":false,"confusion":false,"onset_sudden":false,"self_harm_thoughts":false,` +
	`"bleeding_pads_per_hour":1,"pain_score_0_10":5,"pain_site":["lower_belly"],"temperature_c":37.1,"discharge":"normal",` +
	`"saddle_numbness":false,"bladder_retention":false,"something_seriously_wrong":false,"gestation_weeks":9,"management":"medical","days_since_loss":3}`)

// BenchmarkDevice prints one table, whatever it is asked to repeat: natively, and as WebAssembly under GOOS=js.
func BenchmarkDevice(b *testing.B) {
	disk := filled(b)
	raw := rawUnlock(disk)
	h := locked(b, disk)
	runtime.GC()
	unlock := Took(func() {
		ask(b, h, "POST", "/unlock", url.Values{"passphrase": {passphrase}}, http.StatusSeeOther)
		ask(b, h, "GET", "/timeline", nil, http.StatusOK)
	})
	first, waited := firstSearch(b, h)
	searches := Each(100, func(i int) {
		ask(b, h, "POST", "/journal/search", url.Values{"q": {searched[i%len(searched)]}}, http.StatusOK)
	})
	scan := rawSearch(disk)
	plain := P95(Each(100, func(int) { ask(b, h, "GET", "/about", nil, http.StatusOK) }))
	pages := []string{"/today", "/journal", "/timeline", "/timeline?days=365", "/checkin", "/journal/new", "/mine"}
	var all []time.Duration
	var rows []Row
	for _, address := range pages {
		times := Each(40, func(int) { ask(b, h, "GET", address, nil, http.StatusOK) })
		all = append(all, times...)
		rows = append(rows, Row{What: "  " + address, Got: P95(times), Raw: plain, Than: "a page that reads no record"})
	}
	page := P95(all)

	parsed, err := signs.Parse(report)
	if err != nil {
		b.Fatal(err)
	}
	parse := Mean(2000, func(int) { _, _ = signs.Parse(report) })
	check := Mean(2000, func(int) { signs.Check(parsed) })
	file, err := os.ReadFile("../../../docs/local-signs.example.json")
	if err != nil {
		b.Fatal(err)
	}
	stricter, err := signs.ParseLocal(file)
	if err != nil {
		b.Fatal(err)
	}
	atHost := Mean(2000, func(int) { stricter.Check(parsed) })

	Print(os.Stdout, "On "+runtime.GOOS+"/"+runtime.GOARCH+", 20,000 records", append([]Row{
		{"unlock, then the first timeline", unlock, raw, "Argon2id and opening each value", "ratio at most 1.3"},
		{"a page, 95 of 100", page, plain, "a page that reads no record", "at most 10 ms"},
		{"the first search after unlocking", first, scan, "looking at every byte", ""},
		{"another page meanwhile, the longest", waited, plain, "a page that reads no record", ""},
		{"a search, 50 of 100", P50(searches), scan, "looking at every byte", ""},
		{"a search, 95 of 100", P95(searches), scan, "looking at every byte", "at most 50 ms"},
		{"the check: level and reasons", check, parse, "reading the report", "under 1 ms natively"},
		{"the check with a host's stricter file", atHost, check, "the check without it", "under 1 ms natively"},
		{"reading a host's stricter file", Mean(200, func(int) { _, _ = signs.ParseLocal(file) }), parse, "reading a report", ""},
	}, rows...))
	for range b.N {
	}
	b.ReportMetric(float64(unlock)/float64(raw), "unlock/raw")
	b.ReportMetric(float64(page)/float64(time.Millisecond), "page-ms")
	b.ReportMetric(float64(check)/float64(time.Microsecond), "check-µs")
}
