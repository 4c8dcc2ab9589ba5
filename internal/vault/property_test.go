package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// model is what a person was told: it holds what was acknowledged, and nothing that was refused.
type model struct {
	state      vault.State
	passphrase string
	records    map[record.ID]record.Record
	drafts     map[string]string
	settings   string
	set        bool // whether there are settings
}

func (m *model) forget() {
	m.records, m.drafts = make(map[record.ID]record.Record), make(map[string]string)
	m.settings, m.set = "", false
}

// machine does random things to a vault and the same to the model.
type machine struct {
	disk  *memdisk.Disk
	vault *vault.Vault
	model model
	ids   []record.ID
}

var phrases = []string{"quiet river stone", "amber window night", "twelve chars", "  white space around  "}

func newMachine(t *rapid.T) *machine {
	m := &machine{disk: memdisk.New()}
	m.model.forget()
	for range 6 {
		m.ids = append(m.ids, record.NewID())
	}
	m.open(t)
	return m
}

func (m *machine) open(t *rapid.T) {
	v, err := vault.OpenCheap(context.Background(), m.disk)
	if err != nil {
		t.Fatal(err)
	}
	m.vault = v
}

// done compares an error with what the model expects. When the disk may fail, its errors are right
// as well, and then nothing may have changed. It returns whether the change counts.
func (m *machine) done(t *rapid.T, what string, err, want error) bool {
	t.Helper()
	if errors.Is(err, memdisk.ErrFault) || errors.Is(err, vault.ErrDiskFull) {
		if want != nil {
			t.Fatalf("%s: asked the disk, want %v", what, want)
		}
		return false
	}
	if !errors.Is(err, want) || (want == nil && err != nil) {
		t.Fatalf("%s: got %v, want %v", what, err, want)
	}
	return err == nil
}

func (m *machine) unlessLocked() error {
	if m.model.state == vault.Locked {
		return vault.ErrLocked
	}
	return nil
}

func drawBody(t *rapid.T) []byte {
	n := rapid.OneOf(rapid.IntRange(0, 40), rapid.SampledFrom([]int{499, 500, 501, record.MaxBody - 20, record.MaxBody, record.MaxBody + 1})).Draw(t, "length")
	return bytes.Repeat([]byte{rapid.Byte().Draw(t, "byte")}, n)
}

func (m *machine) drawRecord(t *rapid.T) record.Record {
	return record.Record{
		ID:   rapid.SampledFrom(m.ids).Draw(t, "id"),
		Kind: rapid.Uint8Range(1, 3).Draw(t, "kind"),
		At:   rapid.Int64Range(-2, 2).Draw(t, "at"),
		Body: drawBody(t),
	}
}

func (m *machine) Put(t *rapid.T) {
	rec, want := m.drawRecord(t), m.unlessLocked()
	if want == nil && len(rec.Body) > record.MaxBody {
		want = vault.ErrTooLarge
	}
	draft := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "draft")
	var err error
	if draft == "" {
		err = m.vault.Put(context.Background(), rec)
	} else {
		err = m.vault.PutVersion(context.Background(), rec, nil, draft)
	}
	body := bytes.Clone(rec.Body)
	if m.done(t, "Put", err, want) {
		m.model.records[rec.ID] = record.Record{ID: rec.ID, Kind: rec.Kind, At: rec.At, Body: body}
		if draft != "" {
			delete(m.model.drafts, draft)
		}
	}
	clear(rec.Body) // the caller's slice is the caller's
}

func (m *machine) Delete(t *rapid.T) {
	id, want := rapid.SampledFrom(m.ids).Draw(t, "id"), m.unlessLocked()
	if _, ok := m.model.records[id]; want == nil && !ok {
		want = vault.ErrNotFound
	}
	draft := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "draft")
	var err error
	if draft == "" {
		err = m.vault.Delete(context.Background(), id)
	} else {
		err = m.vault.DeleteAndDropDraft(context.Background(), id, draft)
	}
	if m.done(t, "Delete", err, want) {
		delete(m.model.records, id)
		delete(m.model.drafts, draft)
	}
}

func (m *machine) SetDraft(t *rapid.T) {
	name, body, want := rapid.SampledFrom([]string{"a", "b", "ünï"}).Draw(t, "name"), drawBody(t), m.unlessLocked()
	if want == nil && len(name)+len(body) > vault.MaxDraft {
		want = vault.ErrTooLarge
	}
	if m.done(t, "SetDraft", m.vault.SetDraft(context.Background(), name, body), want) {
		m.model.drafts[name] = string(body)
	}
	clear(body)
}

func (m *machine) DropDraft(t *rapid.T) {
	name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name")
	if m.done(t, "DropDraft", m.vault.DropDraft(context.Background(), name), m.unlessLocked()) {
		delete(m.model.drafts, name)
	}
}

func (m *machine) SetSettings(t *rapid.T) {
	body, want := drawBody(t), m.unlessLocked()
	if want == nil && len(body) > record.MaxBody {
		want = vault.ErrTooLarge
	}
	if m.done(t, "SetSettings", m.vault.SetSettings(context.Background(), body), want) {
		m.model.settings, m.model.set = string(body), true
	}
}

func (m *machine) Keep(t *rapid.T) {
	passphrase := rapid.SampledFrom(append(phrases, "too short", "  too short      ")).Draw(t, "passphrase")
	var want error
	switch {
	case m.model.state == vault.Locked:
		want = vault.ErrLocked
	case m.model.state == vault.Unlocked:
		want = vault.ErrKept
	case !slices.Contains(phrases, passphrase):
		want = vault.ErrWeakPassphrase
	}
	before := m.disk.Writes()
	if m.done(t, "Keep", m.vault.Keep(context.Background(), passphrase), want) {
		m.model.state, m.model.passphrase = vault.Unlocked, passphrase
		if got := m.disk.Writes() - before; got != 1 {
			t.Fatalf("Keep took %d writes", got)
		}
	} else if m.model.state == vault.Visit && len(m.disk.Dump()) != 0 {
		t.Fatal("Keep failed and left something on the disk")
	}
}

func (m *machine) Unlock(t *rapid.T) {
	passphrase := rapid.SampledFrom(append(phrases, "not this one, no", m.model.passphrase)).Draw(t, "passphrase")
	want := vault.ErrPassphrase
	switch {
	case m.model.state == vault.Visit:
		want = vault.ErrNotKept
	case passphrase == m.model.passphrase:
		want = nil
	}
	if m.done(t, "Unlock", m.vault.Unlock(context.Background(), passphrase), want) {
		m.model.state = vault.Unlocked
	}
}

func (m *machine) Lock(t *rapid.T) {
	m.vault.Lock()
	if m.model.state == vault.Visit {
		m.model.forget()
	} else {
		m.model.state = vault.Locked
	}
}

func (m *machine) EraseVisit(t *rapid.T) {
	m.vault.EraseVisit()
	if m.model.state == vault.Visit {
		m.model.forget()
	}
}

func (m *machine) ChangePassphrase(t *rapid.T) {
	old := rapid.SampledFrom([]string{m.model.passphrase, "not this one, no"}).Draw(t, "old")
	new := rapid.SampledFrom(append(phrases, "short")).Draw(t, "new")
	var want error
	switch {
	case m.model.state == vault.Visit:
		want = vault.ErrNotKept
	case m.model.state == vault.Locked:
		want = vault.ErrLocked
	case new == "short":
		want = vault.ErrWeakPassphrase
	case old != m.model.passphrase:
		want = vault.ErrPassphrase
	}
	if m.done(t, "ChangePassphrase", m.vault.ChangePassphrase(context.Background(), old, new), want) {
		m.model.passphrase = new
	}
}

func (m *machine) Erase(t *rapid.T) {
	passphrase := rapid.SampledFrom([]string{m.model.passphrase, "not this one, no", ""}).Draw(t, "passphrase")
	want := vault.ErrPassphrase
	switch {
	case m.model.state == vault.Visit:
		want = vault.ErrNotKept
	case passphrase == m.model.passphrase:
		want = nil
	}
	if m.done(t, "Erase", m.vault.Erase(context.Background(), passphrase), want) {
		m.model.state, m.model.passphrase = vault.Visit, ""
		m.model.forget()
		if len(m.disk.Dump()) != 0 {
			t.Fatal("erased, and something is on the disk")
		}
	}
}

func (m *machine) Crash(t *rapid.T) {
	m.disk = m.disk.Reopen()
	m.open(t)
	if m.model.state == vault.Visit {
		m.model.forget()
	} else {
		m.model.state = vault.Locked
	}
}

func (m *machine) DiskFull(t *rapid.T)  { m.disk.Full(rapid.Bool().Draw(t, "full")) }
func (m *machine) DiskFails(t *rapid.T) { m.disk.FailAfter(rapid.IntRange(0, 3).Draw(t, "after")) }
func (m *machine) DiskHeals(t *rapid.T) { m.disk.FailAfter(-1); m.disk.Full(false) }

// Check compares everything that can be seen with the model.
func (m *machine) Check(t *rapid.T) {
	if got := m.vault.State(); got != m.model.state {
		t.Fatalf("state: got %v, want %v", got, m.model.state)
	}
	if m.model.state == vault.Visit && len(m.disk.Dump()) != 0 {
		t.Fatal("a visit is on the disk")
	}
	if m.model.state == vault.Locked {
		m.checkLocked(t)
		return
	}
	if got := m.vault.Damaged(); len(got) != 0 {
		t.Fatalf("damaged: %v", got)
	}
	heads := m.vault.List()
	if len(heads) != len(m.model.records) {
		t.Fatalf("%d records, want %d", len(heads), len(m.model.records))
	}
	for i, h := range heads {
		want := m.model.records[h.ID]
		got, err := m.vault.Get(h.ID)
		body, berr := m.vault.Body(h.ID)
		if err != nil || berr != nil || got.At != want.At || got.Kind != want.Kind || !bytes.Equal(got.Body, want.Body) || !bytes.Equal(body, want.Body) {
			t.Fatalf("record %v: got %v, %v, want %v", h.ID, got, err, want)
		}
		if h.At != want.At || h.Kind != want.Kind {
			t.Fatalf("head %v does not say what its record does", h)
		}
		if i > 0 && (heads[i-1].At < h.At || heads[i-1].At == h.At && bytes.Compare(heads[i-1].ID[:], h.ID[:]) >= 0) {
			t.Fatalf("not newest first: %v", heads)
		}
	}
	if got, want := fmt.Sprint(m.vault.Drafts()), fmt.Sprint(slices.Sorted(maps.Keys(m.model.drafts))); got != want {
		t.Fatalf("drafts: got %v, want %v", got, want)
	}
	for name, want := range m.model.drafts {
		if got, ok := m.vault.Draft(name); !ok || string(got) != want {
			t.Fatalf("draft %q: got %d bytes, want %d", name, len(got), len(want))
		}
	}
	if got := m.vault.Settings(); string(got) != m.model.settings || (got != nil) != m.model.set {
		t.Fatalf("settings: got %q, want %q", got, m.model.settings)
	}
}

func (m *machine) checkLocked(t *rapid.T) {
	_, drafted := m.vault.Draft("a")
	if m.vault.List() != nil || m.vault.Drafts() != nil || m.vault.Settings() != nil || m.vault.Damaged() != nil || drafted {
		t.Fatal("locked, and something is to be seen")
	}
	if _, err := m.vault.Get(m.ids[0]); !errors.Is(err, vault.ErrLocked) {
		t.Fatalf("Get: got %v, want ErrLocked", err)
	}
	if _, err := m.vault.Body(m.ids[0]); !errors.Is(err, vault.ErrLocked) {
		t.Fatalf("Body: got %v, want ErrLocked", err)
	}
}

func TestNothingAcknowledgedIsLost(t *testing.T) {
	for range 5 { // 500 lives of a vault
		rapid.Check(t, liveALife)
	}
}

func liveALife(t *rapid.T) {
	m := newMachine(t)
	t.Repeat(map[string]func(*rapid.T){
		"": m.Check, "Put": m.Put, "Put again": m.Put, "Delete": m.Delete, "SetDraft": m.SetDraft, "DropDraft": m.DropDraft,
		"SetSettings": m.SetSettings, "Keep": m.Keep, "Unlock": m.Unlock, "Lock": m.Lock, "EraseVisit": m.EraseVisit,
		"ChangePassphrase": m.ChangePassphrase, "Erase": m.Erase, "Crash": m.Crash, "DiskFull": m.DiskFull,
		"DiskFails": m.DiskFails, "DiskHeals": m.DiskHeals,
	})
	// Whatever the faults did, what was acknowledged is there at the end.
	m.DiskHeals(t)
	if m.model.state != vault.Visit {
		m.Crash(t)
		if err := m.vault.Unlock(context.Background(), m.model.passphrase); err != nil {
			t.Fatal(err)
		}
		m.model.state = vault.Unlocked
	}
	m.Check(t)
}
