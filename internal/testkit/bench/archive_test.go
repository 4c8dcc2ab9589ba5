package bench

import (
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"filippo.io/age"

	"snowdrop/internal/app"
	"snowdrop/internal/archive"
)

// peak watches how much memory is in use beyond what was before, until it is called.
func peak() (most func() uint64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most64 := m.HeapInuse, uint64(0)
	look := func() {
		runtime.ReadMemStats(&m)
		most64 = max(most64, m.HeapInuse-min(before, m.HeapInuse))
	}
	done, over := make(chan bool), make(chan bool)
	go func() {
		defer close(over)
		for {
			select {
			case <-done:
				return
			case <-time.After(10 * time.Millisecond):
				look()
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-over
		look()
		return most64
	}
}

func mb(n uint64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// BenchmarkTakeAlong writes everything of 20,000 records into one sealed file, and beside it what can not be avoided: sealing as
// many bytes, and pressing what is inside.
func BenchmarkTakeAlong(b *testing.B) {
	h := locked(b, filled(b))
	ask(b, h, "POST", "/unlock", url.Values{"passphrase": {passphrase}}, http.StatusSeeOther)
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		b.Fatal(err)
	}
	to := []age.Recipient{own.Recipient()}
	from, err := h.(*app.App).Source(context.Background(), "")
	if err != nil {
		b.Fatal(err)
	}
	var sealed amount
	most := peak()
	took := Took(func() { err = archive.Write(&sealed, to, from, nil) })
	memory := most()
	if err != nil {
		b.Fatal(err)
	}
	// Once more with a collector that leaves nothing lying about: what writing holds, and not what it used and let go.
	percent := debug.SetGCPercent(5)
	most = peak()
	err = archive.WriteOpen(io.Discard, archive.Everything, from, nil)
	held := most()
	debug.SetGCPercent(percent)
	if err != nil {
		b.Fatal(err)
	}

	raw := Took(func() {
		w, err := age.Encrypt(io.Discard, to...)
		if err == nil {
			_, err = io.CopyN(w, nothing{}, int64(sealed))
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			panic(err)
		}
	})
	var page bytes.Buffer
	open := Took(func() { err = archive.WriteOpen(&page, archive.Page, from, nil) })
	if err != nil {
		b.Fatal(err)
	}
	pressed := Took(func() {
		w, _ := flate.NewWriter(io.Discard, flate.DefaultCompression)
		_, _ = w.Write(page.Bytes())
		_ = w.Close()
	})
	Print(os.Stdout, "Taking everything along, on "+runtime.GOOS+"/"+runtime.GOARCH+", 20,000 records", []Row{
		{"one sealed file, all of it", took, raw, "sealing as many bytes with age", ""},
		{"the page alone, not sealed", open, pressed, "pressing it, which the sealed file does too", ""},
	})
	fmt.Printf("%-46s %12s  of which it holds %s; the file has %s, the page alone %s\n", "memory beyond what was in use, at most", mb(memory), mb(held), mb(uint64(sealed)), mb(uint64(page.Len())))
	for range b.N {
	}
	b.ReportMetric(float64(took)/float64(raw), "file/raw")
	b.ReportMetric(float64(memory)/1e6, "peak-MB")
}

type amount int64

func (c *amount) Write(p []byte) (int, error) {
	*c += amount(len(p))
	return len(p), nil
}

type nothing struct{}

func (nothing) Read(p []byte) (int, error) { return len(p), nil }
