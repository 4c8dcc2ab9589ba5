package vault

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"testing"
	"weak"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/contents"
	"snowdrop/internal/vault/lock"
	"snowdrop/internal/vault/values"
)

// mapDisk is the least that is a disk: memdisk imports this package.
type mapDisk map[string][]byte

func (d mapDisk) Load(_ context.Context, each func(string, []byte) error) error {
	for key, value := range d {
		if err := each(key, value); err != nil {
			return err
		}
	}
	return nil
}

func (d mapDisk) Write(_ context.Context, changes []Change) error {
	for _, c := range changes {
		if delete(d, c.Key); c.Value != nil {
			d[c.Key] = c.Value
		}
	}
	return nil
}

func (d mapDisk) Erase(context.Context) error { clear(d); return nil }

func (mapDisk) PutChunk(context.Context, string, int, []byte) error { return nil }

func (mapDisk) Chunk(context.Context, string, int) ([]byte, error) { return nil, ErrNotFound }

func (mapDisk) DropBlob(context.Context, string) error { return nil }

func (mapDisk) Blobs(context.Context) ([]string, error) { return nil, nil }

const phrase = "quiet river stone"

// unlocked returns a vault on d, kept and open, and its data key.
func unlocked(t *testing.T, d mapDisk) (*Vault, seal.Key) {
	t.Helper()
	v, err := open(t.Context(), d, cheap)
	if err == nil {
		err = v.Keep(t.Context(), phrase)
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := v.header.DataKey(phrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	return v, p.DataKey
}

// sealShort is a short value as docs/format.md says.
func sealShort(key seal.Key, at string, sort byte, rec record.Record) ([]byte, error) {
	padded, err := rec.Marshal()
	if err != nil {
		return nil, err
	}
	plain := append(append([]byte{sort}, rec.ID[:]...), padded...)
	return seal.Seal(key, plain, []byte(seal.LabelLocalValue+at)), nil
}

func reopen(t *testing.T, d mapDisk) *Vault {
	t.Helper()
	v, err := open(t.Context(), d, cheap)
	if err == nil {
		err = v.Unlock(t.Context(), phrase)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWhatIsSealedRightButWrittenWrongIsDamaged(t *testing.T) {
	padded := func(rec record.Record) []byte {
		b, err := rec.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	value := func(sort byte, rec record.Record, change func([]byte)) []byte {
		b := append(append([]byte{sort}, rec.ID[:]...), padded(rec)...)
		if change != nil {
			change(b)
		}
		return b
	}
	id := record.NewID()
	good := record.Record{ID: id, Kind: 1, At: 2, Body: []byte("body")}
	for name, c := range map[string]struct {
		plain []byte
		good  bool
	}{
		"a record":               {value(values.Record, good, nil), true},
		"a draft":                {value(values.Draft, record.Record{ID: id, Body: []byte("\x01nbody")}, nil), true},
		"settings":               {value(values.Settings, record.Record{Body: []byte("{}")}, nil), true},
		"sort 0":                 {value(0, good, nil), false},
		"sort 4":                 {value(4, good, nil), false},
		"padding not zero":       {value(values.Record, good, func(b []byte) { b[len(b)-1] = 1 }), false},
		"record version 2":       {value(values.Record, good, func(b []byte) { b[17] = 2 }), false},
		"body longer than value": {value(values.Record, good, func(b []byte) { b[19] = 0xff }), false},
		"nothing":                {nil, false},
		"shorter than its place": {make([]byte, 16), false},
		"no record":              {value(values.Record, good, nil)[:17], false},
		"draft without a name":   {value(values.Draft, record.Record{ID: id}, nil), false},
		"draft's name too long":  {value(values.Draft, record.Record{ID: id, Body: []byte("\x02n")}, nil), false},
		"draft with a kind":      {value(values.Draft, record.Record{ID: id, Kind: 1, Body: []byte("\x01n")}, nil), false},
		"draft with a time":      {value(values.Draft, record.Record{ID: id, At: 1, Body: []byte("\x01n")}, nil), false},
		"settings with an id":    {value(values.Settings, record.Record{ID: id}, nil), false},
	} {
		d := mapDisk{}
		_, dataKey := unlocked(t, d)
		key := dataKey.Derive(seal.LabelLocalValues)
		d["somewhere"] = seal.Seal(key, c.plain, []byte(seal.LabelLocalValue+"somewhere"))
		v := reopen(t, d)
		if got := len(v.Damaged()) == 0; got != c.good {
			t.Errorf("%s: opened %v, want %v", name, got, c.good)
		}
	}
}

func TestAValueSealedUnderTheDataKeyItselfDoesNotOpen(t *testing.T) {
	d := mapDisk{}
	_, dataKey := unlocked(t, d)
	value, err := sealShort(dataKey, "k", values.Record, record.Record{})
	if err != nil {
		t.Fatal(err)
	}
	d["k"] = value
	if v := reopen(t, d); len(v.Damaged()) != 1 {
		t.Error("it opened")
	}
}

// forged returns the disk with a change made to both copies of the header, and their checksums right.
func forged(d mapDisk, change func([]byte) []byte) mapDisk {
	out := mapDisk{}
	for key, value := range d {
		out[key] = value
	}
	for _, key := range lock.Keys {
		b := append([]byte{}, d[key]...)
		b = change(b[:len(b)-4])
		out[key] = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
	}
	return out
}

func TestAForgedHeaderOpensNothing(t *testing.T) {
	d := mapDisk{}
	_, _ = unlocked(t, d)
	for name, c := range map[string]struct {
		change func([]byte) []byte
		want   error
	}{
		"nothing changed": {func(b []byte) []byte { return b }, nil},
		"magic":           {func(b []byte) []byte { b[0] = 'S'; return b }, ErrUnreadable},
		"version 0":       {func(b []byte) []byte { b[8] = 0; return b }, ErrNewer},
		"version 2":       {func(b []byte) []byte { b[8] = 2; return b }, ErrNewer},
		"longer version":  {func(b []byte) []byte { b[8] = 2; return append(b, "more"...) }, ErrNewer},
		"salt":            {func(b []byte) []byte { b[9] ^= 1; return b }, ErrPassphrase},
		"suite":           {func(b []byte) []byte { b[25] = 2; return b }, ErrPassphrase},
		"wrapped key":     {func(b []byte) []byte { b[60] ^= 1; return b }, ErrPassphrase},
		"longer":          {func(b []byte) []byte { return append(b, 0) }, ErrUnreadable},
		"shorter":         {func(b []byte) []byte { return b[:len(b)-1] }, ErrUnreadable},
		"empty":           {func([]byte) []byte { return nil }, ErrUnreadable},
	} {
		v, err := open(t.Context(), forged(d, c.change), cheap)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Unlock(t.Context(), phrase); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if c.want == ErrNewer {
			if err := v.EraseUnreadable(t.Context()); !errors.Is(err, ErrKept) {
				t.Errorf("%s: erasing without a passphrase: got %v, want ErrKept", name, err)
			}
		}
	}
}

// TestTheHeadersFixedPartIsBound takes a wrapped key from under another fixed part, which a stretching
// that ignores the salt would otherwise open.
func TestTheHeadersFixedPartIsBound(t *testing.T) {
	noSalt := func(passphrase []byte, _ seal.Salt) seal.Key { return cheap(passphrase, seal.Salt{}) }
	h, _ := lock.New(seal.NewKey(), phrase, noSalt)
	if _, err := h.DataKey(phrase, noSalt); err != nil {
		t.Fatal(err)
	}
	h.Salt[0] ^= 1
	if _, err := h.DataKey(phrase, noSalt); !errors.Is(err, ErrPassphrase) {
		t.Errorf("got %v, want ErrPassphrase", err)
	}
}

func TestAWrongPassphraseCostsAsMuchAsTheRightOne(t *testing.T) {
	d := mapDisk{}
	_, _ = unlocked(t, d)
	stretched := 0
	counting := func(passphrase []byte, salt seal.Salt) seal.Key { stretched++; return cheap(passphrase, salt) }
	v, err := open(t.Context(), d, counting)
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func(string) error{
		"Unlock": func(p string) error { return v.Unlock(t.Context(), p) },
		"Erase":  func(p string) error { return v.Erase(t.Context(), p) },
	} {
		for _, wrong := range []string{"", "x", "quiet river stones", "quiet river ston"} {
			stretched = 0
			if err := ask(wrong); !errors.Is(err, ErrPassphrase) || stretched != 1 {
				t.Errorf("%s(%q): got %v after stretching %d times, want ErrPassphrase after 1", name, wrong, err, stretched)
			}
		}
	}
	if err := v.Unlock(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	stretched = 0
	if err := v.ChangePassphrase(t.Context(), "not this one, no", "amber window night"); !errors.Is(err, ErrPassphrase) || stretched != 1 {
		t.Errorf("ChangePassphrase: got %v after stretching %d times, want ErrPassphrase after 1", err, stretched)
	}
	stretched = 0
	if err := v.Unlock(t.Context(), "already open, and wrong"); !errors.Is(err, ErrPassphrase) || stretched != 1 {
		t.Errorf("Unlock while open: got %v after stretching %d times, want ErrPassphrase after 1", err, stretched)
	}
}

func TestLockOvertakesAnUnlockOnItsWay(t *testing.T) {
	d := mapDisk{}
	_, _ = unlocked(t, d)
	var v *Vault
	slow := func(passphrase []byte, salt seal.Salt) seal.Key { v.Lock(); return cheap(passphrase, salt) }
	v, err := open(t.Context(), d, slow)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Unlock(t.Context(), phrase); !errors.Is(err, ErrLocked) || v.State() != Locked {
		t.Errorf("got %v, state %v, want ErrLocked and locked", err, v.State())
	}
}

func TestLockLetsGoOfEverythingOpened(t *testing.T) {
	d := mapDisk{}
	v, _ := unlocked(t, d)
	rec := record.Record{ID: record.NewID(), Body: []byte("planted")}
	if err := v.Put(t.Context(), rec); err != nil {
		t.Fatal(err)
	}
	v = reopen(t, d)
	body, err := v.Body(rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	all, plain := weak.Make(v.open), weak.Make(&body[0])
	v.Lock()
	for range 3 {
		runtime.GC()
	}
	if all.Value() != nil || plain.Value() != nil {
		t.Error("after Lock something opened can still be reached")
	}
	runtime.KeepAlive(v)
}

func TestOfTwoForOnePlaceOneStays(t *testing.T) {
	for range 5 { // a map has no order
		d := mapDisk{}
		_, dataKey := unlocked(t, d)
		key, id := dataKey.Derive(seal.LabelLocalValues), record.NewID()
		for at, body := range map[string]string{"a": "first", "b": "second", "c": "third"} {
			value, err := sealShort(key, at, values.Record, record.Record{ID: id, Body: []byte(body)})
			if err != nil {
				t.Fatal(err)
			}
			d[at] = value
		}
		v := reopen(t, d)
		if got, err := v.Get(id); err != nil || string(got.Body) != "first" || len(v.List()) != 1 || len(v.Damaged()) != 2 {
			t.Errorf("got %q, %v, damaged %v", got.Body, err, v.Damaged())
		}
	}
}

func TestACancelledUnlockStaysLocked(t *testing.T) {
	d := mapDisk{}
	_, _ = unlocked(t, d)
	for i := range contents.YieldEvery {
		d[fmt.Sprint("key ", i)] = []byte("does not even open")
	}
	v, err := open(t.Context(), d, cheap)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := v.Unlock(ctx, phrase); !errors.Is(err, context.Canceled) || v.State() != Locked {
		t.Errorf("got %v, state %v, want context.Canceled and locked", err, v.State())
	}
}
