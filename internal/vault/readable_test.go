package vault_test

import (
	"bytes"
	"errors"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

func onDisk(disk *memdisk.Disk, words string) bool {
	for key, value := range disk.Dump() {
		if bytes.Contains(value, []byte(words)) || bytes.Contains([]byte(key), []byte(words)) {
			return true
		}
	}
	return false
}

func TestOnlyWhatWasMarkedIsEverReadableOnTheDisk(t *testing.T) {
	ctx, disk := t.Context(), memdisk.New()
	v := open(t, disk)
	plan := newRecord("planted: never marked. Maria 0100")
	must(t, v.Put(ctx, plan))
	if err := v.SetReadable(ctx, plan.ID, []byte("Maria 0100")); !errors.Is(err, vault.ErrNotKept) {
		t.Errorf("in a visit: %v", err)
	}
	must(t, v.Keep(ctx, phrase))
	if onDisk(disk, "Maria") {
		t.Fatal("a line is readable before it was marked")
	}
	must(t, v.SetReadable(ctx, plan.ID, []byte("Maria 0100")))
	v.Lock()
	if err := v.SetReadable(ctx, plan.ID, []byte("planted")); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	again := open(t, disk)
	for name, v := range map[string]*vault.Vault{"locked": v, "opened anew": again} {
		if got := string(v.Readable()); got != "Maria 0100" {
			t.Errorf("%s: %q can be read", name, got)
		}
	}
	must(t, again.Unlock(ctx, phrase))
	if got := again.Damaged(); len(got) != 0 {
		t.Errorf("it counts as damaged: %v", got)
	}
	must(t, again.ChangePassphrase(ctx, phrase, phrase+"s"), again.SetSettings(ctx, []byte("planted")), again.SetDraft(ctx, "planted", []byte("planted")))
	if onDisk(disk, "planted") || !onDisk(disk, "Maria 0100") {
		t.Error("what is readable is not what was marked, and that alone")
	}
	must(t, again.SetReadable(ctx, plan.ID, nil))
	if onDisk(disk, "Maria") || again.Readable() != nil || open(t, disk).Readable() != nil {
		t.Error("taken back, it can still be read")
	}
}

func TestReadableWordsGoWithTheirItemAndWithEverything(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	other, plan := newRecord("other"), newRecord("Maria")
	must(t, a.Put(ctx, other), a.Put(ctx, plan))
	hh.sync(t, ha, hb)
	must(t, a.SetReadable(ctx, plan.ID, []byte("Maria")), b.SetReadable(ctx, plan.ID, []byte("Maria")))
	if err := a.SetReadable(ctx, record.NewID(), []byte("of nothing")); !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("of an item that is not there: %v", err)
	}
	must(t, a.Delete(ctx, other.ID))
	if string(a.Readable()) != "Maria" {
		t.Error("they went with another item")
	}
	must(t, a.Delete(ctx, plan.ID))
	if a.Readable() != nil {
		t.Error("deleted here, they stand readable")
	}
	hh.sync(t, ha, hb)
	if b.Readable() != nil {
		t.Error("deleted on another device, they stand readable on this one")
	}

	v, disk := keptVault(t)
	must(t, v.Put(ctx, plan), v.SetReadable(ctx, plan.ID, []byte("Maria")))
	v.Lock()
	must(t, v.Erase(ctx, phrase))
	if v.Readable() != nil || len(disk.Dump()) != 0 {
		t.Error("everything was deleted, and they can be read")
	}
}

func TestReadableWordsNeverLeaveTheDevice(t *testing.T) {
	ctx := t.Context()
	hh, a, b, ha, hb := twoDevices(t)
	plan := newRecord("the plan")
	must(t, a.Put(ctx, plan), a.SetReadable(ctx, plan.ID, []byte("marked on one device")))
	hh.sync(t, ha, hb)
	if b.Readable() != nil {
		t.Error("another device shows them")
	}
	for _, e := range hh.log.controls() {
		if bytes.Contains(e, []byte("marked on")) {
			t.Error("the relay has them")
		}
	}
}

func TestADamagedReadableValueIsNothing(t *testing.T) {
	ctx := t.Context()
	for _, raw := range [][]byte{{}, {1}, append([]byte{2}, make([]byte, 40)...), make([]byte, 16), append([]byte{1}, make([]byte, 16)...), append([]byte{1}, make([]byte, 20+vault.MaxReadable)...)} {
		v, disk := keptVault(t)
		v.Lock()
		must(t, disk.Write(ctx, []vault.Change{{Key: "readable", Value: raw}}))
		v = open(t, disk)
		if got := v.Readable(); got != nil {
			t.Errorf("%x gives %q", raw, got)
		}
		must(t, v.Unlock(ctx, phrase))
		if len(v.Damaged()) != 0 {
			t.Errorf("%x counts as a lost entry", raw)
		}
	}
	v, _ := keptVault(t)
	plan := newRecord("plan")
	must(t, v.Put(ctx, plan))
	if err := v.SetReadable(ctx, plan.ID, make([]byte, vault.MaxReadable+1)); !errors.Is(err, vault.ErrTooLarge) {
		t.Errorf("too much: %v", err)
	}
}

func TestReadableWordsOfALostStoreAreInNoOtherOne(t *testing.T) {
	ctx, disk := t.Context(), memdisk.New()
	left := append(append([]byte{1}, make([]byte, 16)...), "Maria"...)
	must(t, disk.Write(ctx, []vault.Change{{Key: "readable", Value: left}}))
	v := open(t, disk)
	must(t, v.Keep(ctx, phrase))
	if onDisk(disk, "Maria") || open(t, disk).Readable() != nil {
		t.Error("somebody else's words stand readable")
	}
}
