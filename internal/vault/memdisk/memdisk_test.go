package memdisk_test

import (
	"errors"
	"testing"

	"snowdrop/internal/vault"
	"snowdrop/internal/vault/disktest"
	"snowdrop/internal/vault/memdisk"
)

func TestDisk(t *testing.T) {
	disktest.Run(t, disktest.Hooks{
		Open:   func(*testing.T) vault.Disk { return memdisk.New() },
		Reopen: func(_ *testing.T, d vault.Disk) vault.Disk { return d.(*memdisk.Disk).Reopen() },
		Fill: func(_ *testing.T, d vault.Disk) func() {
			d.(*memdisk.Disk).Full(true)
			return func() { d.(*memdisk.Disk).Full(false) }
		},
	})
}

func TestFaultComesAfterTheWritesAskedForAndChangesNothing(t *testing.T) {
	d := memdisk.New()
	one := []vault.Change{{Key: "a", Value: []byte("1")}}
	d.FailAfter(2)
	for i, want := range []error{nil, nil, memdisk.ErrFault, memdisk.ErrFault} {
		if err := d.Write(t.Context(), one); !errors.Is(err, want) {
			t.Errorf("write %d: got %v, want %v", i, err, want)
		}
	}
	if err := d.Erase(t.Context()); !errors.Is(err, memdisk.ErrFault) {
		t.Errorf("Erase: got %v, want ErrFault", err)
	}
	if len(d.Dump()) != 1 {
		t.Error("a failed erase erased")
	}
	d.FailAfter(-1)
	if err := d.Write(t.Context(), one); err != nil {
		t.Errorf("after the fault: %v", err)
	}
}

func TestDamageFlipsOneBit(t *testing.T) {
	d := memdisk.New()
	if err := d.Write(t.Context(), []vault.Change{{Key: "a", Value: []byte{0, 0}}}); err != nil {
		t.Fatal(err)
	}
	d.Damage("a", 9)
	if got := d.Dump()["a"]; got[0] != 0 || got[1] != 2 {
		t.Errorf("got %v, want [0 2]", got)
	}
	d.Damage("a", 16)
	d.Damage("b", 0)
}
