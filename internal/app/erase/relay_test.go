package erase_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/people"
)

// What is erased by age is deleted at the relay too, byte for byte, without anybody doing anything more.
func TestWhatIsErasedGoesAtTheRelayToo(t *testing.T) {
	w := people.New(t)
	var gone atomic.Int32
	relay := w.Relay
	w.Relay = http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete && strings.Contains(r.URL.Path, "/log/") {
			gone.Add(1)
		}
		relay.ServeHTTP(answer, r)
	})
	ann := w.Person("Ann")
	for _, days := range []int{50, 40, 30} {
		rec := record.Record{ID: record.NewID(), Kind: journal.KindEntry, At: w.Now().AddDate(0, 0, -days).Unix(), Body: []byte(`{"v":1,"text":"a velvet evening"}`)}
		if err := ann.Vault.Put(t.Context(), rec); err != nil {
			t.Fatal(err)
		}
	}
	ann.Devices.Nudge()
	ann.Until("all of it is at the relay", func() bool { return ann.Devices.Status().Waiting == 0 })
	before := gone.Load()
	ann.Get("/mine/erase")
	if words := ann.Main(); !strings.Contains(words, "At the relay it goes") || !strings.Contains(words, "On your other devices") {
		t.Errorf("it does not say what becomes of the relay and of other devices:\n%s", words)
	}
	ann.Get(older).Fill(older, "day", w.Now().AddDate(0, 0, -35).Format("2006-01-02"))
	ann.Fill(older, "passphrase", people.Passphrase)
	ann.Until("the bytes of two of three are deleted at the relay", func() bool { return gone.Load() >= before+2 })
	ann.Until("nothing waits", func() bool { return ann.Devices.Status().Waiting == 0 })
	if n := len(ann.Vault.List(journal.KindEntry)); n != 1 || gone.Load() > before+3 {
		t.Errorf("%d entries are left, want 1; %d deletions at the relay", n, gone.Load()-before)
	}
}
