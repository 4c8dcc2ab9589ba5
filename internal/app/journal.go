package app

import (
	"net/http"
	"strconv"

	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// pageSize is how many entries one page of the journal lists.
const pageSize = 20

// journal lists what was kept, newest first.
func (a *App) journal(x *exchange) {
	heads := a.List()
	n, err := strconv.Atoi(x.R.URL.Query().Get("page"))
	last := max(1, (len(heads)+pageSize-1)/pageSize)
	if err != nil || n < 1 || n > last {
		n = 1
	}
	d := ui.JournalPage{Frame: x.Frame("journal.title", "journal"), Notice: x.Notice()}
	x.Live(&d.Frame)
	d.Rows = x.Rows(heads[(n-1)*pageSize : min(n*pageSize, len(heads))])
	if n > 1 {
		d.Newer = "/journal?page=" + strconv.Itoa(n-1)
	}
	if n < last {
		d.Older = "/journal?page=" + strconv.Itoa(n+1)
	}
	x.Show(http.StatusOK, ui.Journal(d))
}

// search answers 200 to a POST, so that what was searched for never stands in an address.
func (a *App) search(x *exchange) {
	query := x.R.PostForm.Get("q")
	d := ui.JournalPage{Frame: x.Frame("journal.title", "journal"), Form: x.Form(), Search: true}
	var found []vault.Head
	if query != "" {
		found = a.index.find(a.Vault, query)
	}
	switch {
	case len(found) == 0:
		d.Count = x.Say("search.none")
	case len(found) == 1:
		d.Count = x.Say("search.one")
	case len(found) > maxFound:
		d.Count = x.Say("search.many", "n", strconv.Itoa(len(found)), "shown", strconv.Itoa(maxFound))
	default:
		d.Count = x.Say("search.found", "n", strconv.Itoa(len(found)))
	}
	d.Rows = x.Rows(found[:min(maxFound, len(found))])
	x.Show(http.StatusOK, ui.Journal(d))
}
