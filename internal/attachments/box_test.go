package attachments

import (
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// Held only, a picture would stay on the device that took it: only what is named goes to the relay.
func TestAPictureInTheBoxIsNamedAsOneOfAnEntryIs(t *testing.T) {
	v, err := vault.Open(t.Context(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	a := journal.Attachment{Kind: journal.AttachmentPhoto, Blob: record.NewID(), Identity: "made up", Length: 9, Type: "image/jpeg"}
	body, err := journal.Box{What: journal.BoxPicture, Attachments: []journal.Attachment{a}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Put(t.Context(), record.Record{ID: record.NewID(), Kind: journal.KindBox, At: 1, Body: body}); err != nil {
		t.Fatal(err)
	}
	n, err := vaultRoom{v}.Names()
	if err != nil {
		t.Fatal(err)
	}
	if _, named := n.named[a.Blob]; !named {
		t.Error("nobody sends it to the relay")
	}
}
