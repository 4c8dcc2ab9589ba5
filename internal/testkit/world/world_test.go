package world

import (
	"testing"

	"snowdrop/internal/record"
)

func TestAnEntryOfOneDeviceIsOnTheOther(t *testing.T) {
	p, err := NewPerson(t.Context(), New(), "phone")
	if err != nil {
		t.Fatal(err)
	}
	tablet, err := p.Add(t.Context(), "tablet")
	if err != nil {
		t.Fatal(err)
	}
	phone := p.Devices[0]
	rec := record.Record{ID: record.NewID(), Kind: 1, At: 5, Body: []byte("quiet")}
	if err := phone.Vault.Put(t.Context(), rec); err != nil {
		t.Fatal(err)
	}
	if err := Everyone(t.Context(), p.Devices...); err != nil {
		t.Fatal(err)
	}
	got, err := tablet.Vault.Get(rec.ID)
	if err != nil || string(got.Body) != "quiet" {
		t.Errorf("%q, %v", got.Body, err)
	}
	if n := phone.Home.Waiting(); n != 0 {
		t.Errorf("%d wait", n)
	}
}
