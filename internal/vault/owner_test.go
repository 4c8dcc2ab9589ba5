package vault_test

import (
	"context"
	"errors"
	"testing"

	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const nextPhrase = "amber window night"

// withOwner is a vault with a home and its owner's secret.
func withOwner(t *testing.T) (*vault.Vault, *memdisk.Disk, space.Owner) {
	t.Helper()
	v, disk := keptVault(t)
	hh := &household{}
	hh.first(t, v)
	return v, disk, hh.owner
}

func holdsOwner(t *testing.T, v *vault.Vault, passphrase string, want space.Owner) {
	t.Helper()
	got, err := v.Owner(t.Context(), passphrase)
	if err != nil || got.Public() != want.Public() {
		t.Errorf("Owner(%q): %v, or another secret", passphrase, err)
	}
}

func TestOnlyThePassphraseAskedAgainGivesTheOwnersSecret(t *testing.T) {
	v, disk, owner := withOwner(t)
	holdsOwner(t, v, phrase, owner)
	if _, err := v.Owner(t.Context(), "not this one, no"); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("a wrong passphrase: got %v, want ErrPassphrase", err)
	}
	v.Lock()
	if _, err := v.Owner(t.Context(), phrase); !errors.Is(err, vault.ErrLocked) || v.HasOwner() {
		t.Errorf("locked: got %v, want ErrLocked", err)
	}
	again := open(t, disk.Reopen())
	must(t, again.Unlock(t.Context(), phrase))
	if !again.HasOwner() {
		t.Error("after reopening there is no secret")
	}
	holdsOwner(t, again, phrase, owner)
	other := space.NewOwner()
	if err := again.SetOwner(t.Context(), "not this one, no", other); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("SetOwner with a wrong passphrase: got %v", err)
	}
	must(t, again.SetOwner(t.Context(), phrase, owner), again.SetOwner(t.Context(), phrase, other))
	holdsOwner(t, again, phrase, other)
	alone, _ := keptVault(t)
	if _, err := alone.Owner(t.Context(), phrase); !errors.Is(err, vault.ErrNoHome) {
		t.Errorf("without a home: got %v, want ErrNoHome", err)
	}
	if _, err := open(t, memdisk.New()).Owner(t.Context(), phrase); !errors.Is(err, vault.ErrNotKept) {
		t.Errorf("a visit: got %v, want ErrNotKept", err)
	}
}

func TestAnOwnersSecretNeedsTheRightPassphraseToBeKept(t *testing.T) {
	v, disk := keptVault(t)
	owner := space.NewOwner()
	s, _ := space.Create(owner, space.NewSelf(), "device")
	before := len(disk.Dump())
	err := v.AttachHome(t.Context(), s, vault.HomeInfo{Owner: &owner, Passphrase: "not this one, no"})
	if !errors.Is(err, vault.ErrPassphrase) || len(disk.Dump()) != before {
		t.Errorf("got %v, want ErrPassphrase, and nothing written", err)
	}
}

// A new passphrase takes the owner's secret along, whenever the power goes.
func TestANewPassphraseTakesTheOwnersSecretAlongOrChangesNothing(t *testing.T) {
	v, disk, owner := withOwner(t)
	for fails := range 2 {
		disk.FailAfter(fails)
		err := v.ChangePassphrase(t.Context(), phrase, nextPhrase)
		disk.FailAfter(-1)
		right, wrong := phrase, nextPhrase
		if err == nil {
			right, wrong = nextPhrase, phrase
		} else if !errors.Is(err, memdisk.ErrFault) {
			t.Fatal(err)
		}
		again := open(t, disk.Reopen())
		must(t, again.Unlock(t.Context(), right))
		for _, v := range []*vault.Vault{v, again} {
			holdsOwner(t, v, right, owner)
			if _, err := v.Owner(t.Context(), wrong); !errors.Is(err, vault.ErrPassphrase) {
				t.Errorf("the other passphrase: got %v, want ErrPassphrase", err)
			}
		}
	}
	if err := open(t, disk.Reopen()).Unlock(t.Context(), nextPhrase); err != nil {
		t.Errorf("nothing was changed in the end: %v", err)
	}
	writes := disk.Writes()
	must(t, v.ChangePassphrase(t.Context(), nextPhrase, phrase))
	if disk.Writes() != writes+1 {
		t.Errorf("%d writes, want 1", disk.Writes()-writes)
	}
}

func TestASecretFromBeforeADamageIsNotMistakenForTheNewOne(t *testing.T) {
	v, disk, owner := withOwner(t)
	before := disk.Dump()
	must(t, v.ChangePassphrase(t.Context(), phrase, nextPhrase))
	after := disk.Dump()
	var changed string // where the owner's secret lies
	for key, value := range after {
		if string(before[key]) != string(value) && key != "header.1" && key != "header.2" {
			changed = key
		}
	}
	// The disk gives one header back from before: either passphrase opens, only the new one gives the secret.
	old := disk.Reopen()
	must(t, old.Write(t.Context(), []vault.Change{{Key: "header.2", Value: before["header.2"]}}))
	v = open(t, old)
	must(t, v.Unlock(t.Context(), phrase))
	if _, err := v.Owner(t.Context(), phrase); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("got %v, want ErrPassphrase", err)
	}
	if err := v.ChangePassphrase(t.Context(), phrase, "a third good phrase"); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("changing with the old one: got %v, want ErrPassphrase: the secret would be lost", err)
	}
	holdsOwner(t, v, nextPhrase, owner)
	must(t, v.ChangePassphrase(t.Context(), nextPhrase, "a third good phrase"))
	holdsOwner(t, v, "a third good phrase", owner)
	// The disk gives the secret back from before: no passphrase gives it, and everything else is there.
	old = disk.Reopen()
	must(t, old.Write(t.Context(), []vault.Change{{Key: changed, Value: before[changed]}}))
	v = open(t, old)
	must(t, v.Unlock(t.Context(), nextPhrase))
	if _, err := v.Owner(t.Context(), nextPhrase); !errors.Is(err, vault.ErrNoOwner) {
		t.Errorf("got %v, want ErrNoOwner", err)
	}
	must(t, v.SetOwner(context.Background(), nextPhrase, owner))
	holdsOwner(t, v, nextPhrase, owner)
}
