package vault_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const benchRecords = 20_000

// benchDisk returns a disk with 20,000 records of a few hundred bytes, and some longer ones.
func benchDisk(b *testing.B) *memdisk.Disk {
	b.Helper()
	ctx, disk := context.Background(), memdisk.New()
	v, err := vault.Open(ctx, disk)
	if err != nil {
		b.Fatal(err)
	}
	for i := range benchRecords {
		rec := record.Record{ID: record.NewID(), Kind: uint8(1 + i%4), At: 1_600_000_000 + int64(i)*4001}
		rec.Body = bytes.Repeat([]byte("word "), 20+i%75)
		if i%50 == 0 {
			rec.Body = bytes.Repeat(rec.Body, 8)
		}
		if err := v.Put(ctx, rec); err != nil {
			b.Fatal(err)
		}
	}
	if err := v.Keep(ctx, phrase); err != nil {
		b.Fatal(err)
	}
	return disk.Reopen()
}

func openBench(b *testing.B, disk vault.Disk) *vault.Vault {
	b.Helper()
	v, err := vault.Open(context.Background(), disk)
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// raw is what no unlock can do without: stretching once, and opening the same number of bytes in the
// same pieces, into one piece of memory that is used again.
type raw struct {
	key    seal.Key
	pieces [][]byte
	salt   seal.Salt
	buf    []byte
}

func newRaw(disk *memdisk.Disk) *raw {
	r := &raw{key: seal.NewKey(), salt: seal.NewSalt(), buf: make([]byte, 0, 64<<10)}
	for key, value := range disk.Dump() {
		if len(key) == 26 {
			r.pieces = append(r.pieces, seal.Seal(r.key, make([]byte, len(value)-seal.Overhead), nil))
		}
	}
	return r
}

func (r *raw) run(b *testing.B) (stretching, opening time.Duration) {
	start := time.Now()
	seal.Stretch([]byte(phrase), r.salt)
	stretched := time.Now()
	for _, piece := range r.pieces {
		if _, err := seal.AppendOpen(r.buf, r.key, piece, nil); err != nil {
			b.Fatal(err)
		}
	}
	return stretched.Sub(start), time.Since(stretched)
}

// BenchmarkUnlock20000 measures from passphrase to the list of everything, newest first, and the ratio
// to raw work of the same run, which alternates with it. It reports the fastest turn of each: on a
// machine that does something else as well, the others measure that.
func BenchmarkUnlock20000(b *testing.B) { benchUnlock(b, benchDisk(b)) }

// BenchmarkUnlock20000WithAHome is the same where every record is a version that a relay has seen.
func BenchmarkUnlock20000WithAHome(b *testing.B) {
	disk := benchDisk(b)
	v := openBench(b, disk)
	if err := v.Unlock(context.Background(), phrase); err != nil {
		b.Fatal(err)
	}
	hh := &household{}
	hh.log.page = 1000
	hh.sync(b, hh.first(b, v))
	if got := hh.log.head(); got != 1+benchRecords {
		b.Fatalf("%d entries", got)
	}
	benchUnlock(b, disk.Reopen())
}

// BenchmarkUnlock20000WithBuckets is the same with 5,000 values in ten buckets beside the records: what many shared spaces
// leave on a device.
func BenchmarkUnlock20000WithBuckets(b *testing.B) {
	disk := benchDisk(b)
	v := openBench(b, disk)
	if err := v.Unlock(context.Background(), phrase); err != nil {
		b.Fatal(err)
	}
	for i := range 10 {
		var changes []vault.Change
		for n := range 500 {
			changes = append(changes, vault.Change{Key: fmt.Sprint("item ", n), Value: bytes.Repeat([]byte("word "), 20+n%75)})
		}
		if err := v.Bucket(fmt.Sprint("shared ", i)).Write(context.Background(), changes); err != nil {
			b.Fatal(err)
		}
	}
	benchUnlock(b, disk.Reopen())
}

// BenchmarkHome20000 moves 20,000 records to a log from one device and to another one from there.
func BenchmarkHome20000(b *testing.B) {
	ctx, disk := context.Background(), benchDisk(b)
	var attach, send, fetch time.Duration
	for b.Loop() {
		v, hh := openBench(b, disk.Reopen()), &household{}
		hh.log.page = 1000 // about a mebibyte
		if err := v.Unlock(ctx, phrase); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		h := hh.first(b, v)
		attach += time.Since(start)
		start = time.Now()
		hh.sync(b, h)
		send += time.Since(start)
		other, _ := keptVault(b)
		start = time.Now()
		hh.join(b, other)
		fetch += time.Since(start)
		if got := len(other.List()); got != benchRecords {
			b.Fatalf("%d records arrived", got)
		}
	}
	for name, d := range map[string]time.Duration{"attach-ms": attach, "send-ms": send, "fetch-ms": fetch} {
		b.ReportMetric(float64(d.Milliseconds())/float64(b.N), name)
	}
}

func benchUnlock(b *testing.B, disk *memdisk.Disk) {
	limit := newRaw(disk)
	v := openBench(b, disk)
	var unlocking, stretching, opening, raw []time.Duration
	for b.Loop() {
		b.StopTimer()
		s, o := limit.run(b)
		stretching, opening, raw = append(stretching, s), append(opening, o), append(raw, s+o)
		v.Lock()
		b.StartTimer()
		start := time.Now()
		if err := v.Unlock(context.Background(), phrase); err != nil {
			b.Fatal(err)
		}
		if got := len(v.List()); got != benchRecords {
			b.Fatalf("%d records", got)
		}
		unlocking = append(unlocking, time.Since(start))
	}
	b.ReportMetric(fastestMs(stretching), "raw-stretch-ms")
	b.ReportMetric(fastestMs(opening), "raw-open-ms")
	b.ReportMetric(fastestMs(unlocking), "unlock-ms")
	b.ReportMetric(fastestMs(unlocking)/fastestMs(raw), "x-raw")
}

func fastestMs(d []time.Duration) float64 {
	return float64(slices.Min(d).Microseconds()) / 1000
}

// unlockedBench returns an open vault with 20,000 records.
func unlockedBench(b *testing.B) *vault.Vault {
	b.Helper()
	v := openBench(b, benchDisk(b))
	if err := v.Unlock(context.Background(), phrase); err != nil {
		b.Fatal(err)
	}
	return v
}

func BenchmarkOpen20000(b *testing.B) {
	disk := benchDisk(b)
	for b.Loop() {
		openBench(b, disk)
	}
}

func BenchmarkKeep20000(b *testing.B) {
	ctx, full := context.Background(), unlockedBench(b)
	visit := openBench(b, memdisk.New())
	for _, h := range full.List() {
		rec, err := full.Get(h.ID)
		if err != nil {
			b.Fatal(err)
		}
		if err := visit.Put(ctx, rec); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		b.StopTimer()
		v := openBench(b, memdisk.New())
		for _, h := range visit.List() {
			rec, _ := visit.Get(h.ID)
			if err := v.Put(ctx, rec); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		if err := v.Keep(ctx, phrase); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWith20000(b *testing.B) {
	ctx, v := context.Background(), unlockedBench(b)
	heads := v.List()
	body := bytes.Repeat([]byte("word "), 60)
	n := 0
	next := func() vault.Head { n++; return heads[n*7919%len(heads)] }
	for _, c := range []struct {
		name string
		run  func() error
	}{
		{"Replace", func() error {
			h := next()
			return v.Put(ctx, record.Record{ID: h.ID, Kind: h.Kind, At: h.At, Body: body})
		}},
		{"PutAndDelete", func() error {
			rec := record.Record{ID: record.NewID(), Kind: 1, At: next().At, Body: body}
			if err := v.Put(ctx, rec); err != nil {
				return err
			}
			return v.Delete(ctx, rec.ID)
		}},
		{"SetDraft", func() error { return v.SetDraft(ctx, "journal", body) }},
		{"Get", func() error { _, err := v.Get(next().ID); return err }},
		{"Body", func() error { _, err := v.Body(next().ID); return err }},
		{"ListAll", func() error { v.List(); return nil }},
		{"ListOneKind", func() error { v.List(2); return nil }},
		{"ReadEveryBody", func() error {
			found := 0
			for _, h := range heads {
				body, err := v.Body(h.ID)
				if err != nil {
					return err
				}
				if bytes.Contains(body, []byte("not there")) {
					found++
				}
			}
			if found > 0 {
				return fmt.Errorf("found %d", found)
			}
			return nil
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
