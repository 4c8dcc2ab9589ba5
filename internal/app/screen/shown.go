package screen

import (
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/copied"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// Copied is a space in which there are copies of an entry.
type Copied struct {
	sharing.Space
	Items []sharing.Item // the newest first
}

// Copies says who sees a copy of an entry.
func (s *Shared) Copies(entry record.ID) (out []Copied) {
	for _, space := range s.Sharing.Spaces() {
		c := Copied{Space: space}
		for _, item := range s.Sharing.Items(space.ID, items.KindCopy) {
			if item.Mine && copied.Is(s.Sharing, space.ID, entry, item.ID) {
				c.Items = append(c.Items, item)
			}
		}
		if c.Items != nil {
			out = append(out, c)
		}
	}
	return out
}

// ShareThis is what stands under something that was kept, about showing it.
func (x *Exchange) ShareThis(id record.ID, kind uint8) (out ui.ShareThis) {
	if k, _ := x.KindOf(kind); k.Copy == nil || !x.Devices.Available() || !x.CanKeep() {
		return out
	}
	out.Address = "/together/share/" + id.String()
	for _, c := range x.Copies(id) {
		out.Shown = append(out.Shown, x.Say("share.sees", "name", c.Other))
	}
	return out
}
