package app

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/vault"
)

// longest is how long a page waits for something new before it asks again. Proxies and sleeping phones end what is quiet
// for longer.
const longest = 25 * time.Second

// changed answers 200 once there is something newer than the page that asks, and 204 where nothing came for a while.
func (a *App) changed(x *exchange) {
	x.W.Header().Set("Cache-Control", "no-store")
	if a.Vault.State() == vault.Locked {
		x.W.WriteHeader(http.StatusConflict)
		return
	}
	status := http.StatusNoContent
	if a.newer(x.R.Context(), x.R.URL.Query().Get("since")) {
		status = http.StatusOK
		x.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	x.W.WriteHeader(status)
}

// newer waits until there is something newer.
func (a *App) newer(ctx context.Context, since string) bool {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	var seen [5]uint64 // devices, photos, what is shared, invites, long work: as Version says it
	parts := strings.Split(since, ".")
	if len(parts) != len(seen) {
		return true // nothing that we said: the page is to be read again
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 64)
		if err != nil {
			return true
		}
		seen[i] = n
	}
	photos, next := a.Photos.Changes()
	invites, invited := a.Invites.Changes()
	steps, stepped := a.Steps.Changes()
	if photos != seen[1] || invites != seen[3] || steps != seen[4] {
		return true
	}
	came := make(chan struct{}, 2)
	wait := func(wait func(context.Context, uint64) uint64, since uint64) {
		if wait(ctx, since) != since {
			came <- struct{}{}
		}
	}
	go wait(a.Devices.Wait, seen[0])
	go wait(a.Sharing.Wait, seen[2])
	select {
	case <-came:
		return true
	case <-next:
		return true
	case <-invited:
		return true
	case <-stepped:
		return true
	case <-a.closing:
	case <-ctx.Done():
	}
	return false
}
