package vault_test

import (
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

func TestAVisitIsKeptLockedAndOpenedAgain(t *testing.T) {
	ctx, disk := t.Context(), memdisk.New()
	v, err := vault.Open(ctx, disk)
	if err != nil || v.State() != vault.Visit {
		t.Fatalf("got %v, %v", v.State(), err)
	}
	rec := record.Record{ID: record.NewID(), Kind: 3, At: 1700000000, Body: []byte("it was raining")}
	for _, err := range []error{
		v.Put(ctx, rec), v.SetDraft(ctx, "journal", []byte("half a sentence")), v.SetSettings(ctx, []byte("{}")),
		v.Keep(ctx, "quiet river stone"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	v, err = vault.Open(ctx, disk.Reopen())
	if err != nil || v.State() != vault.Locked {
		t.Fatalf("got %v, %v", v.State(), err)
	}
	if err := v.Unlock(ctx, " quiet river stone\n"); err != nil {
		t.Fatal(err)
	}
	got, err := v.Get(rec.ID)
	if err != nil || string(got.Body) != "it was raining" || got.At != rec.At || got.Kind != rec.Kind {
		t.Errorf("got %v, %v", got, err)
	}
	if d, ok := v.Draft("journal"); !ok || string(d) != "half a sentence" {
		t.Errorf("draft: got %q, %v", d, ok)
	}
	if string(v.Settings()) != "{}" || len(v.List(3)) != 1 || len(v.List(4)) != 0 || len(v.Damaged()) != 0 {
		t.Error("settings, list or damaged are wrong")
	}
}
