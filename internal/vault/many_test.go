package vault_test

import (
	"errors"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

func TestManyArePutInOneWriteOrNone(t *testing.T) {
	disk := memdisk.New()
	v := open(t, disk)
	must(t, v.Keep(t.Context(), phrase))
	var many []vault.Beside
	for range 50 {
		many = append(many, vault.Beside{Record: record.Record{ID: record.NewID(), Kind: 1, Body: []byte("{}")}})
	}
	disk.FailAfter(0)
	if err := v.PutMany(t.Context(), many); !errors.Is(err, memdisk.ErrFault) || len(v.List()) != 0 {
		t.Fatalf("%v, and %d are there", err, len(v.List()))
	}
	disk.FailAfter(1)
	must(t, v.PutMany(t.Context(), many))
	tooLong := append([]vault.Beside{}, vault.Beside{Record: record.Record{ID: record.NewID(), Kind: 1}}, vault.Beside{Record: record.Record{ID: record.NewID(), Kind: 1, Body: make([]byte, record.MaxBody+1)}})
	if err := v.PutMany(t.Context(), tooLong); !errors.Is(err, vault.ErrTooLarge) || len(v.List()) != 50 {
		t.Errorf("%v, and %d are there", err, len(v.List()))
	}
	again := open(t, disk.Reopen())
	must(t, again.Unlock(t.Context(), phrase))
	if n := len(again.List()); n != 50 {
		t.Errorf("%d are there after opening anew", n)
	}
}
