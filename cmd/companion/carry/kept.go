package carry

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/filedisk"
)

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, vault.ErrDiskFull)
}

// Folder is the one that things are kept in: dir, or where that is empty the person's own settings folder.
func Folder(dir string) (string, error) {
	if dir != "" {
		return dir, nil
	}
	own, err := os.UserConfigDir()
	if err != nil {
		return "", Said("Your own settings folder could not be found. Choose a folder with -dir.")
	}
	return filepath.Join(own, "snowdrop"), nil
}

// kept is what somebody keeps, opened for one command. No page shows it, and nothing of it is sent anywhere.
type kept struct {
	*app.App
	vault *vault.Vault
	close func()
}

// unlocked opens what is kept in a folder with the passphrase. anew: where nothing is kept there, it may begin.
func (c Console) unlocked(ctx context.Context, dir string, anew bool) (kept, error) {
	if !anew {
		if _, err := os.Stat(dir); err != nil {
			return kept{}, Said(fmt.Sprintf("Nothing is kept in %s. Choose another folder with -dir.", dir))
		}
	}
	disk, err := filedisk.Open(dir)
	if errors.Is(err, filedisk.ErrInUse) {
		return kept{}, Said("Snowdrop is open. Press Ctrl-C in the window where it was started, then try again.")
	} else if err != nil {
		return kept{}, c.DiskProblem(dir, err)
	}
	k := kept{close: func() { _ = disk.Close() }}
	if k.vault, err = vault.Open(context.WithoutCancel(ctx), disk); err != nil {
		k.close()
		return kept{}, Said(fmt.Sprintf("What is kept in %s could not be read. Nothing was changed.", dir))
	}
	if err := c.open(ctx, k.vault, dir, anew); err != nil {
		k.close()
		return kept{}, err
	}
	k.App = app.New(app.Config{Vault: k.vault, Now: time.Now, Help: ui.HelpPath})
	k.close = func() {
		k.Lock()
		_ = disk.Close()
	}
	return k, nil
}

// open asks for the passphrase.
func (c Console) open(ctx context.Context, v *vault.Vault, dir string, anew bool) error {
	if v.State() == vault.Visit {
		if !anew {
			return Said(fmt.Sprintf("Nothing is kept in %s. Choose another folder with -dir.", dir))
		}
		return c.begin(ctx, v, dir)
	}
	passphrase, err := c.secret(ctx, "Passphrase:")
	if err != nil {
		return c.noAnswer(err)
	}
	switch err := v.Unlock(ctx, passphrase); {
	case err == nil:
		return nil
	case errors.Is(err, vault.ErrPassphrase):
		return Said("This passphrase does not open it.")
	case errors.Is(err, vault.ErrNewer):
		return Said("A newer Snowdrop wrote this. Use that one.")
	}
	return Said(fmt.Sprintf("What is kept in %s could not be opened. Nothing was changed.", dir))
}

// begin keeps things where nothing was kept.
func (c Console) begin(ctx context.Context, v *vault.Vault, dir string) error {
	fmt.Fprintf(c.Errs, "Nothing is kept in %s yet. Choose a passphrase of at least %d characters. Nobody can set it back.\n", dir, vault.MinPassphrase)
	first, err := c.secret(ctx, "New passphrase:")
	if err != nil {
		return c.noAnswer(err)
	}
	second, err := c.secret(ctx, "The same again:")
	if err != nil {
		return c.noAnswer(err)
	}
	if strings.TrimSpace(first) != strings.TrimSpace(second) {
		return Said("They are not the same. Nothing was kept.")
	}
	switch err := v.Keep(ctx, first); {
	case err == nil:
		return nil
	case errors.Is(err, vault.ErrWeakPassphrase):
		return Said(fmt.Sprintf("A passphrase needs at least %d characters. Nothing was kept.", vault.MinPassphrase))
	}
	return Said(fmt.Sprintf("Nothing could be kept in %s.", dir))
}

func (c Console) noAnswer(err error) error {
	if errors.Is(err, errInterrupted) {
		return err
	}
	return Said("There was no answer. Start it in a terminal, or write the passphrase into it through a pipe.")
}
