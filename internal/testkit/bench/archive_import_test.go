package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"filippo.io/age"

	"snowdrop/internal/app"
	"snowdrop/internal/app/bring"
	"snowdrop/internal/archive"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// BenchmarkBringIn brings one sealed file with 20,000 records into a device that keeps nothing yet, looks through it before, and does it
// once more when all of it is there. Beside it is what can not be avoided: opening the file and reading its data.json as JSON.
func BenchmarkBringIn(b *testing.B) {
	h := locked(b, filled(b))
	ask(b, h, "POST", "/unlock", url.Values{"passphrase": {passphrase}}, http.StatusSeeOther)
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		b.Fatal(err)
	}
	from, err := h.(*app.App).Source(context.Background(), "")
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	if err := archive.Write(&file, []archive.Recipient{own.Recipient()}, from, nil); err != nil {
		b.Fatal(err)
	}
	opened := func() *archive.Reader {
		r, err := archive.Read(bytes.NewReader(file.Bytes()), int64(file.Len()), []archive.Identity{own})
		if err != nil {
			b.Fatal(err)
		}
		return r
	}
	raw := Took(func() {
		if _, err := opened().Entries(func(e *archive.Entry) error {
			var data any
			return json.Unmarshal(e.Data, &data)
		}); err != nil {
			b.Fatal(err)
		}
	})
	v, err := vault.Open(context.Background(), memdisk.New())
	if err == nil {
		err = v.Keep(context.Background(), passphrase)
	}
	if err != nil {
		b.Fatal(err)
	}
	to := over(v)
	look := Took(func() { _, err = to.Look(context.Background(), opened()) })
	var count bring.Count
	most := peak()
	took := Took(func() { count, err = to.Bring(context.Background(), opened(), bring.Choice{}, nil) })
	memory := most()
	if err != nil || count.New != manyRecords {
		b.Fatal(err, count)
	}
	// Once more, when all is here, with a collector that leaves nothing lying about: what is held beside what is kept.
	percent := debug.SetGCPercent(5)
	most = peak()
	again := Took(func() { count, err = to.Bring(context.Background(), opened(), bring.Choice{}, nil) })
	held := most()
	debug.SetGCPercent(percent)
	if err != nil || count.Same != manyRecords {
		b.Fatal(err, count)
	}
	Print(os.Stdout, "Bringing everything in, on "+runtime.GOOS+"/"+runtime.GOARCH+", 20,000 records", []Row{
		{"looking through the file", look, raw, "opening it and reading its JSON", ""},
		{"bringing it in", took, raw, "opening it and reading its JSON", ""},
		{"once more, when all is here", again, raw, "opening it and reading its JSON", ""},
	})
	fmt.Printf("%-46s %12s  the second time, when nothing is kept anew, %s; the file has %s\n", "memory beyond what was in use, at most", mb(memory), mb(held), mb(uint64(file.Len())))
	for range b.N {
	}
	b.ReportMetric(float64(took)/float64(raw), "in/raw")
	b.ReportMetric(float64(memory)/1e6, "peak-MB")
}

func over(v *vault.Vault) *app.App {
	return app.New(app.Config{Vault: v, Now: func() time.Time { return now }, Help: func(string) string { return "/h/" }, Style: "/style.css"})
}
