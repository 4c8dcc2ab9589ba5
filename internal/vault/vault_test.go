package vault_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
	"snowdrop/internal/vault/values"
)

const phrase = "quiet river stone"

func open(t *testing.T, disk vault.Disk) *vault.Vault {
	t.Helper()
	v, err := vault.OpenCheap(t.Context(), disk)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

func newRecord(body string) record.Record {
	return record.Record{ID: record.NewID(), Kind: 3, At: 1700000000, Body: []byte(body)}
}

// kept returns a disk with a few things on it, kept under phrase, and the records.
func kept(t *testing.T, bodies ...string) (*memdisk.Disk, []record.Record) {
	t.Helper()
	disk, ctx := memdisk.New(), t.Context()
	v := open(t, disk)
	must(t, v.Keep(ctx, phrase))
	var recs []record.Record
	for _, body := range bodies {
		recs = append(recs, newRecord(body))
		must(t, v.Put(ctx, recs[len(recs)-1]))
	}
	return disk.Reopen(), recs
}

func valueKeys(disk *memdisk.Disk) []string {
	var keys []string
	for key := range disk.Dump() {
		if !strings.HasPrefix(key, "header.") {
			keys = append(keys, key)
		}
	}
	return keys
}

func TestAVisitIsKeptLockedAndOpenedAgain(t *testing.T) {
	ctx, disk := t.Context(), memdisk.New()
	v, err := vault.Open(ctx, disk) // with the real cost of a passphrase
	if err != nil || v.State() != vault.Visit {
		t.Fatalf("got %v, %v", v.State(), err)
	}
	rec := newRecord("it was raining")
	must(t, v.Put(ctx, rec), v.SetDraft(ctx, "journal", []byte("half a sentence")), v.SetSettings(ctx, []byte("{}")))
	if len(disk.Dump()) != 0 {
		t.Fatal("a visit is on the disk")
	}
	must(t, v.Keep(ctx, phrase))
	v, err = vault.Open(ctx, disk.Reopen())
	if err != nil || v.State() != vault.Locked {
		t.Fatalf("got %v, %v", v.State(), err)
	}
	if err := v.Unlock(ctx, "quiet river stones"); !errors.Is(err, vault.ErrPassphrase) {
		t.Fatalf("got %v, want ErrPassphrase", err)
	}
	must(t, v.Unlock(ctx, " quiet river stone\n"))
	got, err := v.Get(rec.ID)
	if diff := cmp.Diff(rec, got); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
	if d, ok := v.Draft("journal"); !ok || string(d) != "half a sentence" {
		t.Errorf("draft: got %q, %v", d, ok)
	}
	if string(v.Settings()) != "{}" || len(v.List(3)) != 1 || len(v.List(4)) != 0 || len(v.Damaged()) != 0 {
		t.Error("settings, list or damaged are wrong")
	}
}

func TestAPassphraseHasTwelveCharactersNotBytes(t *testing.T) {
	for passphrase, want := range map[string]error{
		"":                          vault.ErrWeakPassphrase,
		"elevenchars":               vault.ErrWeakPassphrase,
		"   elevenchars   ":         vault.ErrWeakPassphrase,
		"            ":              vault.ErrWeakPassphrase,
		"\u00a0\u2003 elevenchars ": vault.ErrWeakPassphrase,
		"äääääääääää":               vault.ErrWeakPassphrase, // 11 characters, 22 bytes
		"twelve chars":              nil,
		"ääääääääääää":              nil,
		"かなかなかなかなかなかな":              nil,
	} {
		v := open(t, memdisk.New())
		if err := v.Keep(t.Context(), passphrase); !errors.Is(err, want) {
			t.Errorf("Keep(%q): got %v, want %v", passphrase, err, want)
		}
	}
}

func TestASeizedDiskShowsCountsAndSizesOnly(t *testing.T) {
	ctx, disk := t.Context(), memdisk.New()
	v := open(t, disk)
	const secret = "planted: it snowed on the day"
	at := int64(0x1122334455667788)
	var ids []record.ID
	var errs []error
	for i := range 10 {
		rec := record.Record{ID: record.NewID(), Kind: 0xa7, At: at, Body: bytes.Repeat([]byte(secret), 1+i*i*11)}
		ids = append(ids, rec.ID)
		errs = append(errs, v.Put(ctx, rec))
	}
	same := newRecord(secret)
	errs = append(errs, v.SetDraft(ctx, "planted draft name", []byte(secret)), v.SetSettings(ctx, []byte(secret)), v.Put(ctx, same))
	errs = append(errs, v.Keep(ctx, phrase))
	for range 10 { // the same content, again and again
		same.ID = record.NewID()
		errs = append(errs, v.Put(ctx, same))
	}
	errs = append(errs, v.Put(ctx, same), v.SetDraft(ctx, "planted draft name 2", []byte(secret)), v.ChangePassphrase(ctx, phrase, phrase+"s"))
	must(t, errs...)

	dump, keys := seized(disk)
	planted := [][]byte{[]byte("planted"), []byte("snowed"), []byte(phrase), []byte("quiet"),
		binary.BigEndian.AppendUint64(nil, uint64(at)), binary.LittleEndian.AppendUint64(nil, uint64(at)), []byte(fmt.Sprint(at)),
		{1, 0xa7}, // version and kind, as a record begins
	}
	for _, id := range append(ids, same.ID) {
		planted = append(planted, id[:], []byte(id.String()), []byte(hex.EncodeToString(id[:])))
	}
	for _, p := range planted {
		n := bytes.Count(dump, p)
		if len(p) > 6 {
			n += bytes.Count(keys, p)
		}
		if len(p) == 2 && n <= 20 || n == 0 { // two bytes may come up by chance: 35,000 bytes, 65,536 pairs
			continue
		}
		t.Errorf("the disk shows %q %d times", p, n)
	}
	sealedLooksLikeNothing(t, disk, 17)
}

func TestASeizedDiskWithAHomeShowsCountsAndSizesOnly(t *testing.T) {
	ctx, hh := t.Context(), &household{}
	a, disk := keptVault(t)
	const secret = "planted: it snowed on the day"
	relay, name := "https://relay.example", "device 1"
	recs := make([]record.Record, 6)
	for i := range recs {
		recs[i] = record.Record{ID: record.NewID(), Kind: 0xa7, At: 0x1122334455667788, Body: bytes.Repeat([]byte(secret), 1+i*i*30)}
		must(t, a.Put(ctx, recs[i]))
	}
	must(t, a.SetDraft(ctx, "planted draft name", []byte(secret)), a.SetSettings(ctx, []byte(secret)))
	ha := hh.first(t, a)
	b, _ := keptVault(t)
	hh.sync(t, ha)
	hb := hh.join(t, b)
	hh.sync(t, hb, ha)
	must(t, a.SetDraft(ctx, "planted draft name 2", bytes.Repeat([]byte(secret), 4000))) // a long one
	must(t, b.Delete(ctx, recs[0].ID))
	for _, v := range []*vault.Vault{a, b} { // written apart
		recs[1].Body = append(recs[1].Body, "again"...)
		must(t, v.Put(ctx, recs[1]))
	}
	hh.sync(t, hb, ha, hb)
	must(t, a.Delete(ctx, recs[2].ID), a.Put(ctx, recs[3]), a.ChangePassphrase(ctx, phrase, nextPhrase))
	if len(a.Bin(time.Now())) != 1 || len(ha.Events()) != 1 || !a.HasOwner() || ha.Waiting() != 2 {
		t.Fatalf("bin %d, events %d, waiting %d: not all there is is on the disk", len(a.Bin(time.Now())), len(ha.Events()), ha.Waiting())
	}

	dump, keys := seized(disk)
	s := ha.Space()
	id, me, owner := s.ID(), s.Me(), s.Owner()
	planted := [][]byte{[]byte("planted"), []byte("snowed"), []byte(phrase), []byte(nextPhrase), []byte(relay), []byte("relay"), []byte(name),
		binary.BigEndian.AppendUint64(nil, 0x1122334455667788), id[:], []byte(id.String()), me[:], owner[:]}
	for _, m := range s.Members() {
		planted = append(planted, m.Keys.Sign[:], m.Keys.Box[:32])
	}
	for _, head := range append(a.List(), b.List()...) {
		planted = append(planted, head.ID[:], head.Version[:])
	}
	for _, p := range planted {
		if bytes.Contains(dump, p) || len(p) > 6 && bytes.Contains(keys, p) {
			t.Errorf("the disk shows %q", p)
		}
	}
	sealedLooksLikeNothing(t, disk, values.Head)
}

// seized is everything that a disk shows, with its random keys by themselves: their letters spell one or another short word
// once in some thousands of runs.
func seized(disk *memdisk.Disk) (shown, keys []byte) {
	for key, value := range disk.Dump() {
		if _, err := record.ParseID(key); err == nil {
			keys = append(append(keys, key...), '\n')
		} else {
			shown = append(append(shown, key...), '\n')
		}
		shown = append(append(shown, value...), '\n')
	}
	return shown, keys
}

// sealedLooksLikeNothing checks that keys and values have no more form than the format says, and that
// no two values have a piece in common.
func sealedLooksLikeNothing(t *testing.T, disk *memdisk.Disk, head int) {
	t.Helper()
	pieces := make(map[string]string)
	for key, value := range disk.Dump() {
		if strings.HasPrefix(key, "header.") {
			continue
		}
		if _, err := record.ParseID(key); err != nil {
			t.Errorf("disk key %q is not a random one", key)
		}
		size := len(value) - 41 - head
		if size < 512 || size > 32<<10 || size&(size-1) != 0 {
			t.Errorf("a value has %d bytes", len(value))
		}
		for i := 1; i+8 <= len(value); i += 8 {
			piece := string(value[i : i+8])
			if other, ok := pieces[piece]; ok {
				t.Errorf("values %s and %s have a piece in common", key, other)
			}
			pieces[piece] = key
		}
	}
}

func TestAValueMovedToAnotherKeyDoesNotOpen(t *testing.T) {
	disk, _ := kept(t, "one", "two", "three")
	keys, dump := valueKeys(disk), disk.Dump()
	must(t, disk.Write(t.Context(), []vault.Change{{Key: keys[0], Value: dump[keys[1]]}, {Key: keys[1], Value: dump[keys[0]]}}))
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	if got := len(v.Damaged()); got != 2 || len(v.List()) != 1 {
		t.Errorf("got %d damaged and %d records, want 2 and 1", got, len(v.List()))
	}
}

func TestACopiedValueDoesNotBecomeASecondRecord(t *testing.T) {
	disk, _ := kept(t, "one")
	key := valueKeys(disk)[0]
	must(t, disk.Write(t.Context(), []vault.Change{{Key: record.NewID().String(), Value: disk.Dump()[key]}}))
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	if len(v.Damaged()) != 1 || len(v.List()) != 1 {
		t.Errorf("got %d damaged and %d records, want 1 and 1", len(v.Damaged()), len(v.List()))
	}
}

func TestAValueOfAnotherStoreDoesNotOpen(t *testing.T) {
	disk, _ := kept(t, "mine")
	other, _ := kept(t, "theirs")
	key := valueKeys(other)[0]
	must(t, disk.Write(t.Context(), []vault.Change{{Key: key, Value: other.Dump()[key]}}))
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	if got := v.Damaged(); len(got) != 1 || got[0] != key {
		t.Errorf("damaged: got %v, want %s", got, key)
	}
}

func TestADamagedRecordIsCountedAndLeftAndTheRestOpens(t *testing.T) {
	disk, recs := kept(t, "one", "two", "three")
	key := valueKeys(disk)[0]
	intact := disk.Dump()[key]
	damages := map[string][]byte{"empty": {}, "one byte": {1}, "cut": intact[:len(intact)-1], "longer": append(bytes.Clone(intact), 0)}
	for bit := range len(intact) * 8 {
		if bit%7 == 0 || bit < 250 { // the suite byte, the nonce and a good part of the rest
			bad := bytes.Clone(intact)
			bad[bit/8] ^= 1 << (bit % 8)
			damages[fmt.Sprint("bit ", bit)] = bad
		}
	}
	for name, bad := range damages {
		disk := disk.Reopen()
		must(t, disk.Write(t.Context(), []vault.Change{{Key: key, Value: bad}}))
		v := open(t, disk)
		must(t, v.Unlock(t.Context(), phrase))
		if got := v.Damaged(); len(got) != 1 || got[0] != key || len(v.List()) != 2 {
			t.Fatalf("%s: got damaged %v and %d records", name, got, len(v.List()))
		}
		for _, rec := range recs { // whatever is done now, the damaged one stays
			if err := v.Put(t.Context(), rec); err != nil {
				t.Fatal(err)
			}
		}
		must(t, v.ChangePassphrase(t.Context(), phrase, "another one, longer"))
		if got := disk.Dump()[key]; !bytes.Equal(got, bad) {
			t.Fatalf("%s: the damaged value was changed", name)
		}
	}
}

func TestOneDamagedHeaderIsMendedAndTwoAreSaid(t *testing.T) {
	disk, _ := kept(t, "one")
	header := disk.Dump()["header.1"]
	for at := range len(header) {
		bit := at*8 + at%8
		one := disk.Reopen()
		one.Damage(fmt.Sprint("header.", 1+bit%2), bit)
		v := open(t, one)
		must(t, v.Unlock(t.Context(), phrase))
		if dump := one.Dump(); len(v.List()) != 1 || !bytes.Equal(dump["header.1"], header) || !bytes.Equal(dump["header.2"], header) {
			t.Fatalf("bit %d: not mended", bit)
		}

		both := disk.Reopen()
		both.Damage("header.1", bit)
		both.Damage("header.2", bit)
		before := both.Dump()
		v = open(t, both)
		if v.State() != vault.Locked {
			t.Fatalf("bit %d: state %v, want locked", bit, v.State())
		}
		if err := v.Unlock(t.Context(), phrase); !errors.Is(err, vault.ErrUnreadable) {
			t.Fatalf("bit %d: got %v, want ErrUnreadable", bit, err)
		}
		if err := v.Erase(t.Context(), phrase); !errors.Is(err, vault.ErrUnreadable) {
			t.Fatalf("bit %d: Erase: got %v, want ErrUnreadable", bit, err)
		}
		if err := v.Keep(t.Context(), phrase); !errors.Is(err, vault.ErrLocked) {
			t.Fatalf("bit %d: Keep: got %v, want ErrLocked", bit, err)
		}
		if diff := cmp.Diff(before, both.Dump()); diff != "" {
			t.Fatalf("bit %d: the disk was changed: %s", bit, diff)
		}
	}
}

// A disk that lost the newer copy of a header may give back the one before (internal/vault/filedisk).
func TestAHeaderFromBeforeIsNotTakenForAWrongPassphrase(t *testing.T) {
	const next = "another good phrase"
	for _, key := range []string{"header.1", "header.2"} {
		disk, _ := kept(t, "one")
		before := disk.Dump()[key]
		v := open(t, disk)
		must(t, v.Unlock(t.Context(), phrase), v.ChangePassphrase(t.Context(), phrase, next))
		must(t, disk.Write(t.Context(), []vault.Change{{Key: key, Value: before}}))
		dump := disk.Dump()
		for _, passphrase := range []string{next, phrase} {
			v = open(t, disk)
			must(t, v.Unlock(t.Context(), passphrase))
			if len(v.List()) != 1 {
				t.Errorf("%s from before, %q: nothing opens", key, passphrase)
			}
		}
		if diff := cmp.Diff(dump, disk.Dump()); diff != "" {
			t.Errorf("%s from before: one copy was written over the other: %s", key, diff)
		}
		if err := open(t, disk).Unlock(t.Context(), "neither of the two"); !errors.Is(err, vault.ErrPassphrase) {
			t.Errorf("%s from before: got %v, want ErrPassphrase", key, err)
		}
		must(t, v.ChangePassphrase(t.Context(), next, "a third good phrase"))
		for _, v := range []*vault.Vault{v, open(t, disk)} {
			for _, passphrase := range []string{next, phrase} {
				if err := v.Unlock(t.Context(), passphrase); !errors.Is(err, vault.ErrPassphrase) {
					t.Errorf("%s from before, then changed: %q: got %v, want ErrPassphrase", key, passphrase, err)
				}
			}
			must(t, v.Unlock(t.Context(), "a third good phrase"))
		}
	}
}

func TestValuesWithoutAHeaderAreNotTakenForAnEmptyDisk(t *testing.T) {
	disk, _ := kept(t, "one")
	must(t, disk.Write(t.Context(), []vault.Change{{Key: "header.1"}, {Key: "header.2"}}))
	v := open(t, disk)
	if err := v.Unlock(t.Context(), phrase); v.State() != vault.Locked || !errors.Is(err, vault.ErrUnreadable) {
		t.Fatalf("got %v, %v", v.State(), err)
	}
	if !v.Unreadable() {
		t.Error("no passphrase can help, and nobody is told")
	}
	must(t, v.EraseUnreadable(t.Context()))
	if v.Unreadable() || v.State() != vault.Visit || len(disk.Dump()) != 0 {
		t.Error("not erased")
	}
	must(t, v.Keep(t.Context(), phrase))
}

func TestOnlyWhatNoPassphraseOpensIsErasedWithoutOne(t *testing.T) {
	disk, _ := kept(t, "one")
	v := open(t, disk)
	if err := v.EraseUnreadable(t.Context()); !errors.Is(err, vault.ErrKept) {
		t.Errorf("locked: got %v, want ErrKept", err)
	}
	must(t, v.Unlock(t.Context(), phrase))
	if err := v.EraseUnreadable(t.Context()); !errors.Is(err, vault.ErrKept) {
		t.Errorf("unlocked: got %v, want ErrKept", err)
	}
	if v.Unreadable() || open(t, memdisk.New()).Unreadable() {
		t.Error("a store that can be opened, or none, is called unreadable")
	}
	if len(disk.Dump()) != 3 {
		t.Error("something was erased")
	}
}

func TestErasingAsksThePassphraseAgain(t *testing.T) {
	disk, _ := kept(t, "one")
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	for _, wrong := range []string{"", "quiet river stones", "Quiet river stone"} {
		if err := v.Erase(t.Context(), wrong); !errors.Is(err, vault.ErrPassphrase) {
			t.Errorf("Erase(%q): got %v, want ErrPassphrase", wrong, err)
		}
	}
	if len(disk.Dump()) != 3 || len(v.List()) != 1 {
		t.Fatal("a wrong passphrase erased something")
	}
	must(t, v.Erase(t.Context(), phrase))
	if len(disk.Dump()) != 0 || len(v.List()) != 0 || v.State() != vault.Visit {
		t.Error("not erased")
	}
}

func TestChangingThePassphraseIsOneWriteOfTheHeaderOnly(t *testing.T) {
	disk, recs := kept(t, "one", "two")
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	before, writes := disk.Dump(), disk.Writes()
	const fresh = "amber window night"
	if err := v.ChangePassphrase(t.Context(), "not the old one", fresh); !errors.Is(err, vault.ErrPassphrase) {
		t.Fatalf("wrong old passphrase: got %v, want ErrPassphrase", err)
	}
	if diff := cmp.Diff(before, disk.Dump()); diff != "" {
		t.Fatalf("a refused change wrote: %s", diff)
	}
	must(t, v.ChangePassphrase(t.Context(), phrase, fresh))
	if got := disk.Writes() - writes; got != 1 {
		t.Errorf("%d writes, want 1", got)
	}
	after := disk.Dump()
	for _, key := range valueKeys(disk) {
		if !bytes.Equal(before[key], after[key]) {
			t.Error("a record was written again")
		}
	}
	if bytes.Equal(before["header.1"], after["header.1"]) || bytes.Equal(before["header.2"], after["header.2"]) {
		t.Error("a copy of the old header is still there")
	}
	if bytes.Equal(before["header.1"][9:25], after["header.1"][9:25]) {
		t.Error("the salt is the old one")
	}
	v = open(t, disk.Reopen())
	if err := v.Unlock(t.Context(), phrase); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("old passphrase: got %v, want ErrPassphrase", err)
	}
	must(t, v.Unlock(t.Context(), fresh))
	if len(v.List()) != len(recs) {
		t.Error("records are missing")
	}
}

func TestAFailedChangeOfPassphraseLeavesTheOldOneGood(t *testing.T) {
	disk, _ := kept(t, "one")
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	disk.FailAfter(0)
	if err := v.ChangePassphrase(t.Context(), phrase, "amber window night"); !errors.Is(err, memdisk.ErrFault) {
		t.Fatalf("got %v", err)
	}
	disk.FailAfter(-1)
	must(t, v.Erase(t.Context(), phrase)) // still the one that is asked for
}

func TestARefusedKeepLeavesTheVisitUnharmed(t *testing.T) {
	ctx, disk := t.Context(), memdisk.New()
	v := open(t, disk)
	rec := newRecord("it was raining")
	must(t, v.Put(ctx, rec), v.SetDraft(ctx, "a", []byte("b")), v.SetSettings(ctx, []byte("c")))
	disk.Full(true)
	if err := v.Keep(ctx, phrase); !errors.Is(err, vault.ErrDiskFull) {
		t.Fatalf("got %v, want ErrDiskFull", err)
	}
	if v.State() != vault.Visit || len(disk.Dump()) != 0 {
		t.Fatal("something was kept")
	}
	must(t, v.Put(ctx, newRecord("and then the sun came out")))
	disk.Full(false)
	must(t, v.Keep(ctx, phrase))
	v = open(t, disk.Reopen())
	must(t, v.Unlock(ctx, phrase))
	if _, ok := v.Draft("a"); !ok || len(v.List()) != 2 || string(v.Settings()) != "c" {
		t.Error("something of the visit is missing")
	}
}

func TestSavingAnEntryAndDroppingItsDraftIsOneWrite(t *testing.T) {
	disk, _ := kept(t)
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase), v.SetDraft(t.Context(), "journal", []byte("half")))
	disk.FailAfter(0)
	if err := v.PutVersion(t.Context(), newRecord("whole"), nil, "journal"); !errors.Is(err, memdisk.ErrFault) {
		t.Fatalf("got %v", err)
	}
	if d, ok := v.Draft("journal"); !ok || string(d) != "half" || len(v.List()) != 0 {
		t.Error("a refused write changed something")
	}
	disk.FailAfter(1)
	must(t, v.PutVersion(t.Context(), newRecord("whole"), nil, "journal"))
	if _, ok := v.Draft("journal"); ok || len(v.List()) != 1 || len(disk.Dump()) != 3 {
		t.Error("not both were done")
	}
}

func TestDeletingAnEntryAndDroppingItsDraftIsOneWrite(t *testing.T) {
	disk, recs := kept(t, "to go")
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase), v.SetDraft(t.Context(), "edit", []byte("to go, changed")))
	before := disk.Writes()
	disk.FailAfter(0)
	if err := v.DeleteAndDropDraft(t.Context(), recs[0].ID, "edit"); !errors.Is(err, memdisk.ErrFault) {
		t.Errorf("got %v, want ErrFault", err)
	}
	if _, ok := v.Draft("edit"); !ok || len(v.List()) != 1 {
		t.Error("after a failed write memory has changed")
	}
	disk.FailAfter(1)
	must(t, v.DeleteAndDropDraft(t.Context(), recs[0].ID, "edit"))
	if got := disk.Writes() - before; got != 1 {
		t.Errorf("%d writes, want 1", got)
	}
	after := open(t, disk.Reopen()) // as after a crash
	must(t, after.Unlock(t.Context(), phrase))
	for _, v := range []*vault.Vault{v, after} {
		if _, ok := v.Draft("edit"); ok || len(v.List()) != 0 {
			t.Error("the entry or its draft is still there")
		}
	}
	disk.FailAfter(-1)
	must(t, v.SetDraft(t.Context(), "edit", []byte("begun")))
	if err := v.DeleteAndDropDraft(t.Context(), recs[0].ID, "edit"); !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if _, ok := v.Draft("edit"); !ok {
		t.Error("the draft of an entry that is not there was dropped")
	}
}

func TestACancelledRequestChangesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	disk, recs := kept(t, "one")
	v := open(t, disk)
	if err := v.Unlock(ctx, phrase); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("Unlock: got %v", err)
	}
	must(t, v.Unlock(t.Context(), phrase))
	before := disk.Dump()
	for name, err := range map[string]error{
		"Put": v.Put(ctx, newRecord("two")), "Delete": v.Delete(ctx, recs[0].ID), "SetDraft": v.SetDraft(ctx, "a", nil),
		"SetSettings": v.SetSettings(ctx, nil), "Erase": v.Erase(ctx, phrase),
		"ChangePassphrase": v.ChangePassphrase(ctx, phrase, "amber window night"),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	if diff := cmp.Diff(before, disk.Dump()); diff != "" || len(v.List()) != 1 {
		t.Errorf("something changed: %s", diff)
	}
}

func TestManyAtOnce(t *testing.T) {
	disk, _ := kept(t, "one")
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 30 {
				rec := newRecord(fmt.Sprint("entry ", w, " ", i))
				var err error
				switch {
				case w == 0 && i%10 == 9:
					v.Lock()
				case w == 1:
					err = v.Unlock(t.Context(), phrase)
				case w == 2:
					for _, h := range v.List() {
						if _, err := v.Body(h.ID); err != nil && !errors.Is(err, vault.ErrLocked) {
							t.Errorf("Body: %v", err)
						}
					}
				case w == 3:
					err = v.SetDraft(t.Context(), "a", rec.Body)
				default:
					err = v.Put(t.Context(), rec)
				}
				if err != nil && !errors.Is(err, vault.ErrLocked) {
					t.Errorf("worker %d: %v", w, err)
				}
			}
		})
	}
	wg.Wait()
	// Memory and disk say the same.
	v.Lock()
	must(t, v.Unlock(t.Context(), phrase))
	again := open(t, disk.Reopen())
	must(t, again.Unlock(t.Context(), phrase))
	if diff := cmp.Diff(again.List(), v.List()); diff != "" {
		t.Errorf("memory and disk differ: %s", diff)
	}
	if len(again.Damaged()) != 0 || len(v.Damaged()) != 0 {
		t.Error("something was damaged")
	}
}

// slowDisk lets a test do something while a write is on its way.
type slowDisk struct {
	*memdisk.Disk
	during func()
}

func (d *slowDisk) Write(ctx context.Context, changes []vault.Change) error {
	err := d.Disk.Write(ctx, changes)
	if d.during != nil {
		d.during()
	}
	return err
}

func TestLockingDoesNotWaitForTheDiskAndLosesNothingOnItsWay(t *testing.T) {
	mem, _ := kept(t, "one")
	disk := &slowDisk{Disk: mem}
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	disk.during = v.Lock // would wait for ever if it took part in the write
	rec := newRecord("two")
	must(t, v.Put(t.Context(), rec))
	if v.State() != vault.Locked || v.List() != nil {
		t.Error("not locked")
	}
	disk.during = nil
	must(t, v.Unlock(t.Context(), phrase))
	if _, err := v.Get(rec.ID); err != nil {
		t.Errorf("what was written while locking: %v", err)
	}
}

func TestKeepingWhileClosingIsKeptAndClosed(t *testing.T) {
	disk := &slowDisk{Disk: memdisk.New()}
	v := open(t, disk)
	rec := newRecord("one")
	must(t, v.Put(t.Context(), rec))
	disk.during = v.Lock
	must(t, v.Keep(t.Context(), phrase))
	if v.State() != vault.Locked {
		t.Fatalf("state %v, want locked", v.State())
	}
	disk.during = nil
	must(t, v.Unlock(t.Context(), phrase))
	if _, err := v.Get(rec.ID); err != nil {
		t.Errorf("what was kept while closing: %v", err)
	}
}

func TestADiskThatCanNotBeReadIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := vault.Open(ctx, memdisk.New()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestListsAreTheCallersOwn(t *testing.T) {
	disk, recs := kept(t, "one", "two")
	v := open(t, disk)
	must(t, v.Unlock(t.Context(), phrase))
	list := v.List()
	clear(list)
	got, err := v.Get(recs[0].ID)
	must(t, err)
	clear(got.Body)
	if again, err := v.Get(recs[0].ID); err != nil || string(again.Body) != "one" || len(v.List()) != 2 || v.List()[0] == list[0] {
		t.Error("the vault's memory was changed from outside")
	}
}

func TestALongDraftIsKeptWholeOrAsItWas(t *testing.T) {
	for _, withHome := range []bool{false, true} {
		v, disk := keptVault(t)
		if withHome {
			(&household{}).first(t, v)
		}
		ctx, name := t.Context(), "a long letter"
		body := func(n int) []byte { return bytes.Repeat([]byte("word by word "), n/13+1)[:n] }
		is := func(when string, n int) {
			t.Helper()
			again := open(t, disk.Reopen())
			must(t, again.Unlock(ctx, phrase))
			for _, v := range []*vault.Vault{v, again} {
				if got, ok := v.Draft(name); ok != (n >= 0) || !bytes.Equal(got, body(max(n, 0))) {
					t.Errorf("home %v, %s: got %d bytes, %v, want %d", withHome, when, len(got), ok, n)
				}
				if len(v.Damaged()) != 0 {
					t.Errorf("home %v, %s: damaged: %v", withHome, when, v.Damaged())
				}
			}
		}
		empty := len(disk.Dump())
		for _, n := range []int{10, 40_000, vault.MaxDraft - len(name), 70_000, 32_757, 300, 0} {
			writes := disk.Writes()
			must(t, v.SetDraft(ctx, name, body(n)))
			is("written", n)
			if disk.Writes() != writes+1 {
				t.Errorf("%d bytes took %d writes", n, disk.Writes()-writes)
			}
		}
		must(t, v.SetDraft(ctx, name, body(100_000)))
		disk.FailAfter(0)
		if err := v.SetDraft(ctx, name, body(200_000)); !errors.Is(err, memdisk.ErrFault) {
			t.Fatal(err)
		}
		disk.FailAfter(-1)
		is("after a write that failed", 100_000)
		must(t, v.DropDraft(ctx, name))
		is("dropped", -1)
		if got := len(disk.Dump()); got != empty {
			t.Errorf("%d values are left behind", got-empty)
		}
		visit := open(t, memdisk.New())
		must(t, visit.SetDraft(ctx, name, body(90_000)), visit.Keep(ctx, phrase))
		if got, _ := visit.Draft(name); !bytes.Equal(got, body(90_000)) {
			t.Error("keeping a visit lost a long draft")
		}
	}
}

func TestOneDamagedPartTakesOnlyItsDraft(t *testing.T) {
	v, disk := keptVault(t)
	ctx := t.Context()
	must(t, v.Put(ctx, newRecord("an entry")), v.SetDraft(ctx, "short", []byte("stays")))
	before := disk.Dump()
	must(t, v.SetDraft(ctx, "long", make([]byte, 100_000)))
	var parts []string
	for key := range disk.Dump() {
		if before[key] == nil {
			parts = append(parts, key)
		}
	}
	if len(parts) != 4 {
		t.Fatalf("%d parts", len(parts))
	}
	for _, key := range parts {
		for name, change := range map[string]vault.Change{
			"damaged": {Key: key, Value: []byte("no value")}, "gone": {Key: key}, "elsewhere": {Key: key, Value: disk.Dump()[parts[0]]},
		} {
			if name == "elsewhere" && key == parts[0] {
				continue
			}
			bad := disk.Reopen()
			must(t, bad.Write(ctx, []vault.Change{change}))
			left := bad.Dump()
			v := open(t, bad)
			must(t, v.Unlock(ctx, phrase))
			if _, ok := v.Draft("long"); ok || len(v.Damaged()) == 0 || len(v.Damaged()) > 2 || len(v.List()) != 1 {
				t.Errorf("%s: found %v, damaged %v", name, ok, v.Damaged())
			}
			if got, _ := v.Draft("short"); string(got) != "stays" {
				t.Errorf("%s: the other draft is gone", name)
			}
			must(t, v.SetDraft(ctx, "long", make([]byte, 50_000))) // written anew, beside what is damaged
			for key, value := range left {
				if !bytes.Equal(bad.Dump()[key], value) {
					t.Errorf("%s: %s was written over", name, key)
				}
			}
		}
	}
}

func TestADraftsNameHasALimit(t *testing.T) {
	v := open(t, memdisk.New())
	name := strings.Repeat("n", 255)
	must(t, v.SetDraft(t.Context(), name, bytes.Repeat([]byte("x"), vault.MaxDraft-255)), v.Keep(t.Context(), phrase))
	if got, ok := v.Draft(name); !ok || len(got) != vault.MaxDraft-255 {
		t.Errorf("got %d bytes, %v", len(got), ok)
	}
	for _, err := range []error{
		v.SetDraft(t.Context(), name+"n", nil),
		v.SetDraft(t.Context(), name, bytes.Repeat([]byte("x"), vault.MaxDraft-254)),
	} {
		if !errors.Is(err, vault.ErrTooLarge) {
			t.Errorf("got %v, want ErrTooLarge", err)
		}
	}
	if got, ok := v.Draft(name); !ok || len(got) != vault.MaxDraft-255 {
		t.Errorf("after a refusal: got %d bytes, %v", len(got), ok)
	}
}
