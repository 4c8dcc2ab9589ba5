package app

import (
	"errors"
	"strconv"

	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// bodies are the bodies of all versions that a record has.
func (x *exchange) bodies(rec record.Record) [][]byte {
	all, err := x.a.Vault.Versions(rec.ID)
	if err != nil {
		return nil
	}
	out := make([][]byte, len(all))
	for i, v := range all {
		out[i] = v.Record.Body
	}
	return out
}

// versions are what became of one entry on two devices, or nothing where there is one.
func (x *exchange) versions(rec record.Record) []ui.Version {
	all, err := x.a.Vault.Versions(rec.ID)
	if err != nil || len(all) < 2 {
		return nil
	}
	out := make([]ui.Version, len(all))
	for i, v := range all {
		out[i] = x.shown(v.Record).Version
		out[i].ID, out[i].Name = v.ID.String(), x.Say("versions.nth", "n", strconv.Itoa(i+1))
	}
	return out
}

// choose keeps one of them, or both.
func (a *App) choose(x *exchange) {
	rec, ok := x.Stored()
	if !ok {
		x.NotFound()
		return
	}
	var err error
	address, done := "/journal/"+rec.ID.String(), "both"
	if keep := x.R.PostForm.Get("keep"); keep == "both" {
		err, address = a.Vault.KeepBoth(x.R.Context(), rec.ID), "/journal"
	} else {
		version, perr := record.ParseID(keep)
		if err, done = perr, "chosen"; err == nil {
			err = a.Vault.Choose(x.R.Context(), rec.ID, version)
		}
	}
	switch {
	case err == nil:
		a.Forget(rec.ID)
		x.To(address + "?done=" + done)
	case errors.Is(err, vault.ErrNotFound): // something else came meanwhile: it is shown
		x.To(address)
	default:
		problem, status := x.Refused("keep", err)
		x.Show(status, ui.Plain(x.Frame("wrong.title", ""), x.Say("wrong.title"), []string{problem.Sentence}, nil))
	}
}
