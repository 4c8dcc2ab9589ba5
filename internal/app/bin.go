package app

import (
	"errors"
	"net/http"
	"slices"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// binned is what lies in the bin: what another device deleted in the last days.
func (a *App) binned() []vault.Binned {
	return slices.DeleteFunc(a.Vault.Bin(a.Now()), func(b vault.Binned) bool { return b.Record.Kind == devices.Kind })
}

func (a *App) bin(x *exchange) {
	d := ui.BinPage{Frame: x.Frame("bin.title", "mine"), Notice: x.Notice()}
	x.Live(&d.Frame)
	for _, b := range a.binned() {
		if k := a.Kinds[b.Record.Kind]; x.Neutral() && k.Tender != nil && k.Tender(b.Record.Body) {
			continue
		}
		d.Rows = append(d.Rows, ui.BinRow{
			When: x.Moment(b.Record.At), Kind: x.KindName(b.Record.Kind), Line: x.LineOf(b.Record.Kind, b.Record.Body),
			Until:   x.Say("bin.until", "day", x.Date("day-month", b.Since.AddDate(0, 0, vault.BinDays))),
			Restore: "/bin/" + b.Record.ID.String() + "/restore",
		})
	}
	x.Show(http.StatusOK, ui.Bin(d))
}

func (a *App) restore(x *exchange) {
	id, err := record.ParseID(x.R.PathValue("id"))
	if err == nil {
		err = a.Vault.Restore(x.R.Context(), id)
	}
	switch {
	case err == nil:
		x.To("/bin?done=restored")
	case errors.Is(err, vault.ErrNotFound): // it is back already, or gone for good
		x.To("/bin")
	default:
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
	}
}
