package app

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// longest is how long a page waits for something new before it asks again. Proxies and sleeping phones end what is quiet
// for longer.
const longest = 25 * time.Second

// live makes a page read itself again when something changes.
func (x *exchange) live(f *ui.Frame) {
	if x.r.Method == http.MethodGet && x.a.Vault.State() != vault.Locked {
		f.Live, f.News = x.a.version(), x.say("live.new")
	}
}

// follows is live for a page that changes all the time: nobody wants to hear of each step.
func (x *exchange) follows(f *ui.Frame) {
	x.live(f)
	f.News = ""
}

// version is how far everything that a page may show has come.
func (a *App) version() string {
	now, cancel := context.WithCancel(context.Background())
	cancel() // it answers at once
	photos, _ := a.Photos.Changes()
	return strconv.FormatUint(a.Devices.Wait(now, 0), 10) + "." + strconv.FormatUint(photos, 10)
}

// changed answers 200 once there is something newer than the page that asks, and 204 where nothing came for a while.
func (a *App) changed(x *exchange) {
	x.w.Header().Set("Cache-Control", "no-store")
	if a.Vault.State() == vault.Locked {
		x.w.WriteHeader(http.StatusConflict)
		return
	}
	status := http.StatusNoContent
	if a.newer(x.r.Context(), x.r.URL.Query().Get("since")) {
		status = http.StatusOK
		x.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	x.w.WriteHeader(status)
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
