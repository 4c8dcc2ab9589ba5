//go:build !js

package filedisk

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"snowdrop/internal/vault"
)

func openBench(b *testing.B, records int) *Disk {
	b.Helper()
	d, err := Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	var changes []vault.Change
	for i := range records {
		changes = append(changes, vault.Change{Key: fmt.Sprintf("%026d", i), Value: bytes.Repeat([]byte{byte(i)}, 570)})
	}
	if err := d.Write(context.Background(), changes); err != nil {
		b.Fatal(err)
	}
	return d
}

func BenchmarkWriteOne(b *testing.B) {
	d, value := openBench(b, 200), bytes.Repeat([]byte{1}, 570)
	for b.Loop() {
		if err := d.Write(context.Background(), []vault.Change{{Key: "one", Value: value}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad20000(b *testing.B) {
	d := openBench(b, 20_000)
	for b.Loop() {
		n := 0
		if err := d.Load(context.Background(), func(string, []byte) error { n++; return nil }); err != nil || n != 20_000 {
			b.Fatal(n, err)
		}
	}
}
