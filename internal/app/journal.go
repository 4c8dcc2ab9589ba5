package app

import (
	"net/http"
	"strconv"

	"snowdrop/internal/app/finding"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// pageSize is how many entries one page of the journal lists.
const pageSize = 20

// journal lists what was kept, newest first.
func (a *App) journal(x *exchange) {
	heads := noted.Shown(x.Exchange, a.List())
	n, err := strconv.Atoi(x.R.URL.Query().Get("page"))
	last := max(1, (len(heads)+pageSize-1)/pageSize)
	if err != nil || n < 1 || n > last {
		n = 1
	}
	d := ui.JournalPage{Frame: x.Frame("journal.title", "heart"), Notice: x.Notice()}
	d.Kinds = x.searchKinds(heads)
	go a.index.Warm() // a search may come next
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

// maxFound is how many finds one page shows.
const maxFound = 50

// search answers 200 to a POST, so that what was searched for never stands in an address. Each find shows where it is.
func (a *App) search(x *exchange) {
	heads := noted.Shown(x.Exchange, a.List())
	d := ui.JournalPage{Frame: x.Frame("journal.title", "heart"), Form: x.Form(), Search: true, Kinds: x.searchKinds(heads)}
	kind, _ := strconv.ParseUint(x.R.PostForm.Get("kind"), 10, 8)
	var found []vault.Head
	query, any := finding.Ask(x.Exchange, x.R.PostForm.Get("q"), uint8(kind))
	if any {
		found = a.index.Find(query, heads)
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
	shown := found[:min(maxFound, len(found))]
	for i, r := range x.Rows(shown) {
		d.Finds = append(d.Finds, ui.Find{Row: r, Where: query.Where(x.Exchange, shown[i], r.Line)})
	}
	x.Show(http.StatusOK, ui.Journal(d))
}

// searchKinds are the kinds that there are, where there is more than one.
func (x *exchange) searchKinds(heads []vault.Head) ui.Question {
	var there [256]bool
	for _, h := range heads {
		there[h.Kind] = true
	}
	q := ui.Question{Name: "kind", Legend: x.Say("search.kind"), Words: true, Options: []ui.Option{{Value: "", Label: x.Say("search.kind.any")}}}
	for id, any := range there {
		if any {
			q.Options = append(q.Options, ui.Option{Value: strconv.Itoa(id), Label: x.KindName(uint8(id))})
		}
	}
	if len(q.Options) < 3 {
		q.Options = nil
	}
	return q
}
