package noted

import (
	"cmp"
	"math"
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// Boxed is a thing in the person's box.
type Boxed struct {
	ID record.ID
	At int64
	journal.Box
}

// Box is what is in it, in the person's own order. What she has not put in its place comes after that, the oldest first. Locked,
// there is nothing. What cannot be read is passed over here; its own page says so.
func Box(x *screen.Exchange) []Boxed {
	if !x.CanKeep() {
		return nil
	}
	var out []Boxed
	for _, h := range x.Heads(journal.KindBox) {
		if body, err := x.Body(h.ID); err == nil {
			if b, err := journal.DecodeBox(body); err == nil {
				out = append(out, Boxed{h.ID, h.At, b})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Boxed) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.At, b.At), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

func place(b Boxed) int {
	if b.Order <= 0 {
		return math.MaxInt
	}
	return b.Order
}
