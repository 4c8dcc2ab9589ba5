package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// exported is data.json: open, complete, and readable without Snowdrop.
type exported struct {
	Format   string          `json:"format"`
	Version  int             `json:"version"`
	Made     time.Time       `json:"made"`
	Unread   int             `json:"not_readable"` // records that could not be opened and are not here
	Settings json.RawMessage `json:"settings,omitempty"`
	Entries  []exportedEntry `json:"entries"`
	Drafts   []exportedDraft `json:"drafts,omitempty"`
}

type exportedEntry struct {
	ID   string          `json:"id"`
	Kind string          `json:"kind"` // "entry", "checkin", "practice", or "kind-N" of a newer version
	At   time.Time       `json:"at"`
	Data json.RawMessage `json:"data"` // as stored, with every field
}

type exportedDraft struct {
	Name   string              `json:"name"`
	Fields map[string][]string `json:"fields"`
}

func (a *App) exportAsk(x *exchange) {
	x.show(http.StatusOK, ui.Export(ui.ExportPage{Frame: x.frame("export.title", "mine")}))
}

// exportJSON gives everything, oldest first, with fields that this version does not know.
func (a *App) exportJSON(x *exchange) {
	out := exported{Format: "snowdrop", Version: 1, Made: a.Now().UTC().Truncate(time.Second), Unread: len(a.Vault.Damaged()), Entries: []exportedEntry{}}
	if s := a.Vault.Settings(); json.Valid(s) {
		out.Settings = s
	}
	for _, h := range slices.Backward(a.list()) {
		body, err := a.Vault.Body(h.ID)
		if err != nil || !json.Valid(body) {
			out.Unread++
			continue
		}
		out.Entries = append(out.Entries, exportedEntry{h.ID.String(), exportKind(h.Kind), time.Unix(h.At, 0).UTC(), body})
	}
	for _, name := range a.Vault.Drafts() {
		if body, ok := a.Vault.Draft(name); ok {
			out.Drafts = append(out.Drafts, exportedDraft{name, draftValues(body)})
		}
	}
	file, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		x.plain(http.StatusInternalServerError, "wrong.title", "export.failed")
		return
	}
	x.attach("data.json", "application/json", file)
}

func exportKind(kind uint8) string {
	switch kind {
	case journal.KindEntry:
		return "entry"
	case journal.KindCheckIn:
		return "checkin"
	case journal.KindPractice:
		return "practice"
	}
	return "kind-" + strconv.Itoa(int(kind))
}

// attach sends a file to save.
func (x *exchange) attach(name, kind string, file []byte) {
	x.headers()
	h := x.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = x.w.Write(file)
}

// exportHTML gives one page to read in any browser, without script or network.
func (a *App) exportHTML(x *exchange) {
	d := ui.ExportedJournal{Words: a.words, Made: a.Now().Format("2 January 2006")}
	for _, h := range slices.Backward(a.list()) {
		e := ui.ExportedEntry{When: x.moment(h.At), Kind: x.kindName(h.Kind)}
		body, err := a.Vault.Body(h.ID)
		if err == nil {
			e.Facts, e.Text, err = x.exportParts(h.Kind, body)
		}
		if err != nil {
			e.Text = x.say("entry.unreadable")
		}
		d.Entries = append(d.Entries, e)
	}
	for _, name := range a.Vault.Drafts() {
		if body, ok := a.Vault.Draft(name); ok {
			v := draftValues(body)
			d.Entries = append(d.Entries, ui.ExportedEntry{Kind: x.say("today.draft"), Text: v.Get("text") + v.Get("note")})
		}
	}
	x.w.Header().Set("Cache-Control", "no-store")
	x.headers()
	x.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	x.w.Header().Set("Content-Disposition", `attachment; filename="journal.html"`)
	_ = ui.ExportDocument(d).Render(x.r.Context(), x.w)
}

func (x *exchange) exportParts(kind uint8, body []byte) ([]ui.Fact, string, error) {
	switch kind {
	case journal.KindEntry:
		e, err := journal.DecodeEntry(body)
		return nil, e.Text, err
	case journal.KindCheckIn:
		c, err := journal.DecodeCheckIn(body)
		return x.facts(c), c.Note, err
	case journal.KindPractice:
		p, err := journal.DecodePractice(body)
		return x.practiceFacts(p), "", err
	}
	return nil, string(body), nil
}
