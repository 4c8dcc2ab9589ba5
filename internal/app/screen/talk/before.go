package talk

import (
	"snowdrop/internal/app/screen"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
)

// Warned is under which key it is kept that she has read what to know before the first thing is shown.
const Warned = "care.before"

// Entry names the entry to go on with.
const Entry = "of"

// Root begins the addresses of her side.
const Root = "/together/care/"

// Address is the page about one professional.
func Address(s sharing.Space) string { return Root + s.Path }

// Before is the address of the page to read before the first thing is shown to a professional, or "" where there is nothing to
// read: it was read, or nobody here is one. Entry is what she was about to show; zero for none. Whoever is about to show the
// first thing goes there first.
func Before(x *screen.Exchange, s sharing.Space, entry record.ID) string {
	var read bool
	if x.Sharing.Own(s.ID, Warned, &read) && read || !Client(s) {
		return ""
	}
	if entry == (record.ID{}) {
		return Address(s) + "/before"
	}
	return Address(s) + "/before?" + Entry + "=" + entry.String()
}
