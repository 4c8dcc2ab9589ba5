// Package alone is one person with the whole app over a disk in memory, a clock that the test sets, and no network. It must never
// be quick where it should be right: only passphrases are stretched without effort.
package alone

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// Passphrase is what Keep keeps things under.
const Passphrase = "made up words for tests"

// Person is somebody in front of their own device.
type Person struct {
	*person.Person
	Disk  *memdisk.Disk
	Vault *vault.Vault
	Now   time.Time // what the clock shows

	root seal.Key
}

// New is somebody who has only just opened the app, in the afternoon of a day in November. Each of set may change what the app is
// made with.
func New(t testing.TB, set ...func(*app.Config)) *Person {
	t.Helper()
	p := &Person{Person: person.New(t, nil), Disk: memdisk.New(), Now: time.Date(2026, 11, 20, 15, 5, 0, 0, time.UTC), root: seal.NewKey()}
	p.Open(set...)
	return p
}

// Open starts the program over the disk as it is.
func (p *Person) Open(set ...func(*app.Config)) {
	p.T.Helper()
	v, err := vault.OpenWith(p.T.Context(), p.Disk, func(secret []byte, salt seal.Salt) seal.Key {
		sum := sha256.Sum256(append(salt[:], secret...))
		return p.root.Derive(string(sum[:]))
	})
	p.must(err)
	now := func() time.Time { return p.Now }
	v.SetNow(now)
	c := app.Config{Vault: v, Now: now, Style: "/static/style.css", Help: func(code string) string { return "/h/" + strings.ToLower(code) }}
	for _, change := range set {
		change(&c)
	}
	a := app.New(c)
	p.T.Cleanup(a.Close)
	p.Vault, p.App = v, a
}

// Keep keeps everything on this device from now on.
func (p *Person) Keep() *Person {
	p.T.Helper()
	p.must(p.Vault.Keep(p.T.Context(), Passphrase))
	return p
}

// Put keeps an entry of so many days ago, as another place would.
func (p *Person) Put(kind uint8, days int, encode func() ([]byte, error)) record.ID {
	p.T.Helper()
	body, err := encode()
	p.must(err)
	rec := record.Record{ID: record.NewID(), Kind: kind, At: p.Now.AddDate(0, 0, -days).Unix(), Body: body}
	p.must(p.Vault.Put(p.T.Context(), rec))
	return rec.ID
}

func (p *Person) must(err error) {
	p.T.Helper()
	if err != nil {
		p.T.Fatal(err)
	}
}
