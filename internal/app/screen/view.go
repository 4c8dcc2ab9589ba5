package screen

import (
	"context"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// forRest is how long a page waits for the rests of long texts that are not here yet, and mostRest how many bytes of them it
// shows: somebody may have sent a copy that names one large file again and again.
const (
	forRest  = 2 * time.Second
	mostRest = 4 << 20
)

// View is a copy in a space as it is shown there. Other places show one with it.
func (x *Exchange) View(s sharing.Space, id record.ID, c items.Copy) ui.Copied {
	ctx, cancel := context.WithTimeout(x.R.Context(), forRest)
	defer cancel()
	left := int64(mostRest)
	return x.ShowCopy(c, func(part int) *ui.Photo {
		p := &ui.Photo{ID: "photo-" + strconv.Itoa(part), Alt: c.Parts[part].Text, Source: "/together/with/" + s.Path + "/" + id.String() + "/" + strconv.Itoa(part)}
		if p.Alt == "" {
			p.Alt = x.Say("photo.alt.none")
		}
		return p
	}, func(f items.File) (string, bool) {
		if left -= f.Length; f.Length < 0 || left < 0 {
			return "", false
		}
		more, err := x.Sharing.File(ctx, s.ID, f)
		return strings.ToValidUTF8(string(more), "\uFFFD"), err == nil
	})
}
