package app

import (
	"net/http"

	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// arrive shows the first page to whoever has nothing here yet, and Today to everyone else.
func (a *App) arrive(x *exchange) {
	switch {
	case a.Vault.State() == vault.Locked:
		x.To("/unlock")
	case a.Vault.State() == vault.Unlocked || len(a.List()) > 0:
		x.To("/today")
	default:
		a.start(x)
	}
}

func (a *App) start(x *exchange) { x.Show(http.StatusOK, ui.Start(x.Frame("start.short", ""))) }

// guide shows a page of guidance.
func (a *App) guide(id string) answer { return func(x *exchange) { x.Read(id) } }
