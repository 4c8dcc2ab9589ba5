package screen

import (
	"context"
	"net/http"
	"strconv"

	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// Live makes a page read itself again when something changes.
func (x *Exchange) Live(f *ui.Frame) {
	if x.R.Method == http.MethodGet && x.Vault.State() != vault.Locked {
		f.Live, f.News = x.Version(), x.Say("live.new")
	}
}

// Follow is Live for a page that changes all the time: nobody wants to hear of each step.
func (x *Exchange) Follow(f *ui.Frame) {
	x.Live(f)
	f.News = ""
}

// Version is how far everything that a page may show has come.
func (s *Shared) Version() string {
	now, cancel := context.WithCancel(context.Background())
	cancel() // it answers at once
	photos, _ := s.Photos.Changes()
	invites, _ := s.Invites.Changes()
	steps, _ := s.Steps.Changes()
	version := strconv.FormatUint(s.Devices.Wait(now, 0), 10) + "." + strconv.FormatUint(photos, 10)
	return version + "." + strconv.FormatUint(s.Sharing.Wait(now, 0), 10) + "." + strconv.FormatUint(invites, 10) + "." + strconv.FormatUint(steps, 10)
}
