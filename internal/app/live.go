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
	first, second, _ := strings.Cut(since, ".")
	things, err := strconv.ParseUint(first, 10, 64)
	photos, perr := strconv.ParseUint(second, 10, 64)
	if err != nil || perr != nil {
		return true // nothing that we said: the page is to be read again
	}
	seen, next := a.Photos.Changes()
	if seen != photos {
		return true
	}
	came := make(chan struct{})
	go func() {
		if a.Devices.Wait(ctx, things) != things {
			close(came)
		}
	}()
	select {
	case <-came:
		return true
	case <-next:
		return true
	case <-a.closing:
	case <-ctx.Done():
	}
	return false
}
