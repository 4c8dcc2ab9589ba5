package vault_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"snowdrop/internal/seal"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// output is what a passkey gives out, anew each time: the vault clears what it is handed.
func output() []byte { return bytes.Repeat([]byte{7}, 32) }

// withPasskey gives a vault with something in it a passkey.
func withPasskey(t *testing.T) (*vault.Vault, *memdisk.Disk) {
	t.Helper()
	v, disk := keptVault(t)
	must(t, v.Put(t.Context(), newRecord("a velvet evening")))
	_, err := v.BeginPasskey(phrase)
	must(t, err, v.KeepPasskey(t.Context(), []byte("credential"), output()))
	return v, disk
}

func opensWithPasskey(t *testing.T, v *vault.Vault, given []byte) error {
	t.Helper()
	v.Lock()
	err := v.UnlockPasskey(t.Context(), given)
	if err == nil && len(v.List()) == 0 {
		t.Error("it opened without what is kept")
	}
	return err
}

func TestAPasskeyOpensWhatThePassphraseOpensAndNothingMore(t *testing.T) {
	v, disk := withPasskey(t)
	credential, input, ok := open(t, disk.Reopen()).Passkey()
	if again, same, _ := v.Passkey(); !ok || string(credential) != "credential" || input != same || !bytes.Equal(again, credential) || input == [32]byte{} {
		t.Error("a locked device does not say which passkey to ask for")
	}
	again := open(t, disk.Reopen())
	must(t, again.UnlockPasskey(t.Context(), output()))
	if len(again.List()) != 1 || len(again.Damaged()) != 0 {
		t.Errorf("%d entries, %d damaged", len(again.List()), len(again.Damaged()))
	}
	if _, err := again.BeginPasskey("not this one, no"); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("with another passphrase a passkey is begun: %v", err)
	}
	if err := again.ChangePassphrase(t.Context(), "", nextPhrase); !errors.Is(err, vault.ErrPassphrase) {
		t.Errorf("opened with a passkey, the passphrase is changed without itself: %v", err)
	}
	must(t, again.Unlock(t.Context(), phrase)) // it is still right
	for name, wrong := range map[string][]byte{"another": bytes.Repeat([]byte{8}, 32), "short": make([]byte, 31), "long": make([]byte, 33), "none": nil} {
		if err := opensWithPasskey(t, again, wrong); !errors.Is(err, vault.ErrPasskey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	given := output()
	must(t, opensWithPasskey(t, again, given))
	if !bytes.Equal(given, make([]byte, 32)) {
		t.Error("what the passkey gave out is still there")
	}
}

func TestAnOwnersSecretIsNotToBeHadWithAPasskey(t *testing.T) {
	v, disk, _ := withOwner(t)
	_, err := v.BeginPasskey(phrase)
	must(t, err, v.KeepPasskey(t.Context(), []byte("credential"), output()))
	again := open(t, disk.Reopen())
	must(t, again.UnlockPasskey(t.Context(), output()))
	for _, said := range []string{"", string(output())} {
		if _, err := again.Owner(t.Context(), said); !errors.Is(err, vault.ErrPassphrase) {
			t.Errorf("the owner's secret came without the passphrase: %v", err)
		}
	}
}

func TestAPasskeyIsOnlyMadeSoonAfterThePassphrase(t *testing.T) {
	v, disk := keptVault(t)
	at := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	v.SetNow(func() time.Time { return at })
	refused := func(why string) {
		t.Helper()
		if err := v.KeepPasskey(t.Context(), []byte("credential"), output()); !errors.Is(err, vault.ErrPasskey) {
			t.Errorf("%s: a passkey was made: %v", why, err)
		}
	}
	refused("nobody asked")
	begin := func() {
		t.Helper()
		if _, err := v.BeginPasskey(phrase); err != nil {
			t.Fatal(err)
		}
	}
	begin()
	at = at.Add(5*time.Minute + time.Second)
	refused("too late")
	begin()
	v.Lock()
	must(t, v.Unlock(t.Context(), phrase))
	refused("locked meanwhile")
	begin()
	must(t, v.ChangePassphrase(t.Context(), phrase, nextPhrase), v.ChangePassphrase(t.Context(), nextPhrase, phrase))
	refused("another passphrase meanwhile")
	begin()
	at = at.Add(5 * time.Minute)
	for _, credential := range [][]byte{nil, make([]byte, 1024)} {
		if err := v.KeepPasskey(t.Context(), credential, output()); !errors.Is(err, vault.ErrPasskey) {
			t.Errorf("a name of %d bytes: %v", len(credential), err)
		}
	}
	must(t, v.KeepPasskey(t.Context(), make([]byte, 1023), output()))
	refused("a second time")
	if credential, _, ok := open(t, disk.Reopen()).Passkey(); !ok || len(credential) != 1023 {
		t.Error("the longest name is not kept")
	}
	visit := open(t, memdisk.New())
	if _, err := visit.BeginPasskey(phrase); !errors.Is(err, vault.ErrNotKept) {
		t.Errorf("a visit: %v", err)
	}
	if err := errors.Join(visit.DropPasskey(t.Context()), visit.UnlockPasskey(t.Context(), output())); !errors.Is(err, vault.ErrNotKept) {
		t.Errorf("a visit: %v", err)
	}
}

func gone(t *testing.T, what string, v *vault.Vault, disk *memdisk.Disk) {
	t.Helper()
	again := open(t, disk.Reopen())
	if _, _, ok := again.Passkey(); ok || disk.Dump()["passkey"] != nil {
		t.Errorf("%s: the passkey is still there", what)
	}
	if err := again.UnlockPasskey(t.Context(), output()); err == nil {
		t.Errorf("%s: the passkey still opens", what)
	}
	if _, _, ok := v.Passkey(); ok {
		t.Errorf("%s: the passkey is still asked for", what)
	}
}

func TestAPasskeyGoesWithThePassphraseItWasMadeUnder(t *testing.T) {
	v, disk := withPasskey(t)
	must(t, v.ChangePassphrase(t.Context(), phrase, nextPhrase))
	gone(t, "a new passphrase", v, disk)

	v, disk = withPasskey(t)
	must(t, v.DropPasskey(t.Context()))
	gone(t, "taken away", v, disk)
	must(t, open(t, disk).Unlock(t.Context(), phrase))

	v, disk = withPasskey(t)
	must(t, v.Erase(t.Context(), phrase))
	gone(t, "everything erased", v, disk)

	// A program that knows no passkeys chooses another passphrase and leaves the value where it was.
	v, disk = withPasskey(t)
	left := disk.Dump()["passkey"]
	must(t, v.ChangePassphrase(t.Context(), phrase, nextPhrase), disk.Write(t.Context(), []vault.Change{{Key: "passkey", Value: left}}))
	v = open(t, disk.Reopen())
	if err := v.UnlockPasskey(t.Context(), output()); !errors.Is(err, vault.ErrPasskey) {
		t.Errorf("a passkey from before the new passphrase opens: %v", err)
	}
	disk = disk.Reopen()
	v = open(t, disk)
	must(t, v.Unlock(t.Context(), nextPhrase))
	gone(t, "an old program's new passphrase", v, disk)

	// What is left of a store that lost all else is nobody's.
	disk = memdisk.New()
	must(t, disk.Write(t.Context(), []vault.Change{{Key: "passkey", Value: left}}))
	v = open(t, disk)
	must(t, v.Keep(t.Context(), phrase))
	gone(t, "left over", v, disk)
}

// The power goes at every write of everything that touches a passkey: the passphrase opens all the same.
func TestThePassphraseAlwaysOpensWhereAPasskeyWasMadeOrTaken(t *testing.T) {
	for what, do := range map[string]func(v *vault.Vault) error{
		"made": func(v *vault.Vault) error {
			if _, err := v.BeginPasskey(phrase); err != nil {
				return err
			}
			return v.KeepPasskey(t.Context(), []byte("another"), output())
		},
		"taken":          func(v *vault.Vault) error { return v.DropPasskey(t.Context()) },
		"new passphrase": func(v *vault.Vault) error { return v.ChangePassphrase(t.Context(), phrase, nextPhrase) },
	} {
		for fails := range 2 {
			v, disk := withPasskey(t)
			disk.FailAfter(fails)
			err := do(v)
			disk.FailAfter(-1)
			if (err == nil) != (fails > 0) {
				t.Errorf("%s, write %d: %v; it is to be one write", what, fails, err)
			}
			right := phrase
			if err == nil && what == "new passphrase" {
				right = nextPhrase
			}
			again := open(t, disk.Reopen())
			must(t, again.Unlock(t.Context(), right))
			if len(again.List()) != 1 {
				t.Errorf("%s, write %d: %d entries", what, fails, len(again.List()))
			}
			if _, _, before := again.Passkey(); err != nil && !before {
				t.Errorf("%s, write %d: it failed and changed something", what, fails)
			}
			_, _, there := v.Passkey()
			if _, _, kept := open(t, disk.Reopen()).Passkey(); kept != there {
				t.Errorf("%s, write %d: memory and disk differ", what, fails)
			}
		}
	}
}

func TestADamagedPasskeyIsNothing(t *testing.T) {
	_, disk := withPasskey(t)
	raw := disk.Dump()["passkey"]
	for i := range raw {
		damaged := disk.Reopen()
		damaged.Damage("passkey", 8*i)
		v := open(t, damaged)
		if _, _, ok := v.Passkey(); ok {
			t.Fatalf("byte %d was changed and it is asked for", i)
		}
	}
	v := open(t, disk.Reopen())
	must(t, v.Unlock(t.Context(), phrase))
	if len(v.Damaged()) != 0 {
		t.Error("it counts as a lost entry")
	}
}

func TestAPasskeyShowsNoKeyOnTheDisk(t *testing.T) {
	_, disk := withPasskey(t)
	if onDisk(disk, string(output())) {
		t.Error("what the passkey gives out lies on the disk")
	}
	key, err := seal.FromPasskey(output())
	must(t, err)
	raw := disk.Dump()["passkey"]
	if _, err := key.Unwrap(raw[len(raw)-77:len(raw)-4], nil); !errors.Is(err, seal.ErrOpen) {
		t.Error("the wrapped key is bound to nothing")
	}
}
