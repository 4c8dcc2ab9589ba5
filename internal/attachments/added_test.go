package attachments

import (
	"strings"
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// between is a vault in which something happens while Once looks at what is on the disk.
type between struct {
	vaultRoom
	happens func()
}

func (b *between) Shelf() (Shelf, error) {
	if now := b.happens; now != nil {
		b.happens = nil
		now()
	}
	return b.vaultRoom.Shelf()
}

// A photo that is added while everything is looked through is named by no entry yet: it is kept, and not taken for what is left over.
func TestWhatIsAddedWhileEverythingIsLookedThroughStays(t *testing.T) {
	v, err := vault.Open(t.Context(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	room := &between{vaultRoom: vaultRoom{v}}
	k := newKeeper(room, nil)
	var added journal.Attachment
	room.happens = func() {
		var err error
		if added, err = k.AddText(t.Context(), strings.Repeat("a long night. ", 5000)); err != nil {
			t.Error(err)
		}
	}
	if err := k.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !k.Status(added).Here {
		t.Error("it is gone before its entry was kept")
	}
}
