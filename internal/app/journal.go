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
	heads := a.list()
	n, err := strconv.Atoi(x.r.URL.Query().Get("page"))
	last := max(1, (len(heads)+pageSize-1)/pageSize)
	if err != nil || n < 1 || n > last {
		n = 1
	}
	d := ui.JournalPage{Frame: x.frame("journal.title", "journal"), Notice: x.notice()}
	x.live(&d.Frame)
	d.Rows = x.rows(heads[(n-1)*pageSize : min(n*pageSize, len(heads))])
	if n > 1 {
		d.Newer = "/journal?page=" + strconv.Itoa(n-1)
	}
	if n < last {
		d.Older = "/journal?page=" + strconv.Itoa(n+1)
	}
	x.show(http.StatusOK, ui.Journal(d))
}

// search answers 200 to a POST, so that what was searched for never stands in an address.
func (a *App) search(x *exchange) {
	query := x.r.PostForm.Get("q")
	d := ui.JournalPage{Frame: x.frame("journal.title", "journal"), Form: x.form(), Search: true}
	var found []vault.Head
	if query != "" {
		found = a.index.find(a.Vault, query)
	}
	switch {
	case len(found) == 0:
		d.Count = x.say("search.none")
	case len(found) == 1:
		d.Count = x.say("search.one")
	case len(found) > maxFound:
		d.Count = x.say("search.many", "n", strconv.Itoa(len(found)), "shown", strconv.Itoa(maxFound))
	default:
		d.Count = x.say("search.found", "n", strconv.Itoa(len(found)))
	}
	d.Rows = x.rows(found[:min(maxFound, len(found))])
	x.show(http.StatusOK, ui.Journal(d))
}
