package slots

import (
	"bytes"
	"testing"

	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// forwarded is a note that leads from one home to another, and everything that opens it.
func forwarded(t testing.TB) (s Slot, note []byte, from *space.Space, owner space.Owner, next *space.Space, me space.Self) {
	t.Helper()
	me, owner = space.NewSelf(), space.NewOwner()
	from, _ = space.Create(owner, me, "a phone")
	next, _ = space.Create(space.NewOwner(), me, "a phone")
	key, ok := from.Forward()
	if !ok {
		t.Fatal("no key")
	}
	s = From(key)
	note, err := SealForward(s, from.ID(), owner, "https://other.example", next)
	if err != nil || len(note) != relayapi.SlotSize {
		t.Fatal(len(note), err)
	}
	return s, note, from, owner, next, me
}

func TestANoteOpensForItsOwnHomeAndItsOwnOwnerOnly(t *testing.T) {
	s, note, from, owner, next, me := forwarded(t)
	relay, to, ok := OpenForward(s, note, from.ID(), owner.Public(), me)
	if !ok || relay != "https://other.example" || to.ID() != next.ID() {
		t.Fatal(relay, ok)
	}
	if _, _, ok := OpenForward(s, note, next.ID(), owner.Public(), me); ok {
		t.Error("for another home")
	}
	if _, _, ok := OpenForward(s, note, from.ID(), space.NewOwner().Public(), me); ok {
		t.Error("by another owner")
	}
	if _, _, ok := OpenForward(From(seal.NewKey()), note, from.ID(), owner.Public(), me); ok {
		t.Error("with another key")
	}
	for _, i := range []int{0, 30, 200, 1000, len(note) - 1} {
		bad := bytes.Clone(note)
		bad[i] ^= 1
		if _, _, ok := OpenForward(s, bad, from.ID(), owner.Public(), me); ok {
			t.Errorf("with byte %d changed", i)
		}
	}
	if forged, err := SealForward(s, from.ID(), space.NewOwner(), "https://evil.example", next); err != nil {
		t.Fatal(err)
	} else if _, _, ok := OpenForward(s, forged, from.ID(), owner.Public(), me); ok {
		t.Error("whoever has the key can make one")
	}
	if _, err := SealForward(s, from.ID(), owner, string(make([]byte, MaxAddress+1)), next); err == nil {
		t.Error("an address that does not fit")
	}
}

func FuzzANoteThatIsNotWholeOpensNothing(f *testing.F) {
	s, note, from, owner, _, me := forwarded(f)
	plain, err := seal.Open(s.key.Derive(seal.LabelForwardSeal), note, s.forwardAAD(from.ID()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add([]byte{})
	f.Add(make([]byte, slotPlain))
	f.Fuzz(func(t *testing.T, b []byte) {
		sealed := seal.Seal(s.key.Derive(seal.LabelForwardSeal), b, s.forwardAAD(from.ID()))
		if _, _, ok := OpenForward(s, sealed, from.ID(), owner.Public(), me); ok && !bytes.Equal(b, plain) {
			t.Error("another note opens")
		}
	})
}
