package noted

import (
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/vault"
)

// Shown is what a list shows of some entries: all of them, unless the person wants to meet no baby and no pregnancy. Then what is
// of them is left out, and nothing says that it is there. It may change what it is given.
func Shown(x *screen.Exchange, heads []vault.Head) []vault.Head {
	if !x.Neutral() {
		return heads
	}
	return slices.DeleteFunc(heads, func(h vault.Head) bool {
		k := x.Kinds[h.Kind]
		if k.Tender == nil {
			return false
		}
		body, err := x.Body(h.ID)
		return err == nil && k.Tender(body)
	})
}
