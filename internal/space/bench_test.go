package space

import (
	"bytes"
	"fmt"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// benchLog is a space and records of so many bytes, sealed one behind the other.
func benchLog(b *testing.B, records, size int) (*Space, [][]byte) {
	b.Helper()
	d := newWorld(b, 2).devices[1]
	ops := make([]Op, records)
	for i := range ops {
		ops[i] = note("")
		ops[i].Record.Body = bytes.Repeat([]byte{byte(i)}, size)
	}
	envelopes, err := d.Seal(ops)
	if err != nil {
		b.Fatal(err)
	}
	return d, envelopes
}

// BenchmarkAccept is what a record costs a new device: hash, opening, signature.
func BenchmarkAccept(b *testing.B) {
	for _, size := range []int{300, 900, 30_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			const records = 512
			fresh, envelopes := benchLog(b, records, size)
			b.SetBytes(int64(size))
			d := fresh.Clone()
			for i := 0; b.Loop(); i++ {
				if i%records == 0 {
					d = fresh.Clone()
				}
				if _, err := d.Accept(record.Item{N: d.n + 1, Envelope: envelopes[i%records]}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRawAccept is the same with nothing around it: one signature and one opening.
func BenchmarkRawAccept(b *testing.B) {
	d, envelopes := benchLog(b, 1, 900)
	e := reparse(envelopes[0])
	aad := bound(seal.LabelSpaceRecordSeal, d.id, e)
	public := d.me.Keys().Sign
	for b.Loop() {
		plain, err := seal.Open(d.records, e.Body, aad)
		if err != nil {
			b.Fatal(err)
		}
		unsigned, signature := plain[:len(plain)-64], plain[len(plain)-64:]
		if !seal.Verify(public, seal.LabelSpaceRecordSign, recordSigned(d.id, e, unsigned), signature) {
			b.Fatal("does not verify")
		}
		record.Leaf(envelopes[0])
	}
}

func BenchmarkSeal(b *testing.B) {
	d, _ := benchLog(b, 1, 0)
	op := note("")
	op.Record.Body = make([]byte, 900)
	for b.Loop() {
		if _, err := d.Seal([]Op{op}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkControl(b *testing.B) {
	w := newWorld(b, 4)
	for b.Loop() {
		if _, err := w.devices[0].Control(w.owner, Change{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCatchUp is a device that was away for a hundred epochs.
func BenchmarkCatchUp(b *testing.B) {
	w := newWorld(b, 2)
	away := w.devices[1]
	w.devices = w.devices[:1]
	for range 100 {
		w.change(0, Change{})
	}
	controls := w.controls(2)
	for b.Loop() {
		if err := away.Clone().CatchUp(controls); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMarshalHead(b *testing.B) {
	d, under := newWorld(b, 2).devices[0], seal.NewKey()
	for b.Loop() {
		d.MarshalHead(under)
	}
}
