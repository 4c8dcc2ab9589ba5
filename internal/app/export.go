package app

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
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
	Kind string          `json:"kind"` // as its place names it, "entry", or "kind-N" of a newer version
	At   time.Time       `json:"at"`
	Data json.RawMessage `json:"data"` // as stored, with every field

	Text   string          `json:"text,omitempty"`   // all of a long text, of which data has the beginning
	Photos []exportedPhoto `json:"photos,omitempty"` // those that are on this device
	Other  bool            `json:"other,omitempty"`  // another version of the entry before it, changed on another device
}

type exportedPhoto struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Data []byte `json:"data,omitempty"` // none: it is not on this device, or there was no more room in the file
}

// maxExported bounds how many bytes of photos one file takes: it is made in memory, on a phone.
const maxExported = 64 << 20

type exportedDraft struct {
	Name   string              `json:"name"`
	Fields map[string][]string `json:"fields"`
}

func (a *App) exportAsk(x *exchange) {
	x.Show(http.StatusOK, ui.Export(ui.ExportPage{Frame: x.Frame("export.title", "mine")}))
}

// exportJSON gives everything, oldest first, with fields that this version does not know.
func (a *App) exportJSON(x *exchange) {
	out := exported{Format: "snowdrop", Version: 1, Made: a.Now().UTC().Truncate(time.Second), Unread: len(a.Vault.Damaged()), Entries: []exportedEntry{}}
	if s := a.Vault.Settings(); json.Valid(s) {
		out.Settings = s
	}
	room := maxExported
	for _, h := range slices.Backward(a.List()) {
		versions, err := a.Vault.Versions(h.ID)
		if err != nil {
			out.Unread++
			continue
		}
		for i, v := range versions {
			if !json.Valid(v.Record.Body) {
				out.Unread++
				continue
			}
			k, _ := x.KindOf(h.Kind)
			e := exportedEntry{ID: h.ID.String(), Kind: exportName(k), At: time.Unix(v.Record.At, 0).UTC(), Data: v.Record.Body, Other: i > 0}
			if k.Apart != nil {
				e.Text, e.Photos = x.exportApart(k, v.Record.Body, &room)
			}
			out.Entries = append(out.Entries, e)
		}
	}
	for _, name := range a.Vault.Drafts() {
		if body, ok := a.Vault.Draft(name); ok && a.isDraft(name) {
			out.Drafts = append(out.Drafts, exportedDraft{name, screen.DraftValues(body)})
		}
	}
	file, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "export.failed")
		return
	}
	x.Attach("data.json", "application/json", file)
}

// exportApart gives what of an entry does not lie in its record.
func (x *exchange) exportApart(k screen.Kind, body []byte, room *int) (text string, photos []exportedPhoto) {
	apart := k.Apart(x.Exchange, body)
	if apart.Long {
		_, text, _ = k.Facts(x.Exchange, body)
	}
	for _, at := range apart.Photos {
		photos = append(photos, exportedPhoto{at.Blob.String(), at.Type, x.exportPhoto(at, room)})
	}
	return text, photos
}

// exportPhoto gives a photo while there is room for it, or nothing.
func (x *exchange) exportPhoto(at journal.Attachment, room *int) []byte {
	var picture bytes.Buffer
	if at.Length > int64(*room) || x.a.Photos.Open(x.R.Context(), &picture, at) != nil {
		return nil
	}
	*room -= picture.Len()
	return picture.Bytes()
}

func exportName(k screen.Kind) string {
	if k.File != "" {
		return k.File
	}
	return "kind-" + strconv.Itoa(int(k.ID))
}

// exportHTML gives one page to read in any browser, without script or network.
func (a *App) exportHTML(x *exchange) {
	d := ui.ExportedJournal{Words: a.Words, Made: a.Now().Format("2 January 2006")}
	room := maxExported
	for _, h := range slices.Backward(a.List()) {
		versions, err := a.Vault.Versions(h.ID)
		if err != nil {
			d.Entries = append(d.Entries, ui.ExportedEntry{When: x.Moment(h.At), Kind: x.KindName(h.Kind), Text: x.Say("entry.unreadable")})
		}
		for _, v := range versions {
			d.Entries = append(d.Entries, x.exportParts(v.Record, &room))
		}
	}
	for _, name := range a.Vault.Drafts() {
		if body, ok := a.Vault.Draft(name); ok && a.isDraft(name) {
			v := screen.DraftValues(body)
			d.Entries = append(d.Entries, ui.ExportedEntry{Kind: x.Say("today.draft"), Text: v.Get("text") + v.Get("note")})
		}
	}
	x.W.Header().Set("Cache-Control", "no-store")
	x.Headers()
	x.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	x.W.Header().Set("Content-Disposition", `attachment; filename="journal.html"`)
	_ = ui.ExportDocument(d).Render(x.R.Context(), x.W)
}

func (x *exchange) exportParts(rec record.Record, room *int) ui.ExportedEntry {
	out := ui.ExportedEntry{When: x.Moment(rec.At), Kind: x.KindName(rec.Kind)}
	k, known := x.KindOf(rec.Kind)
	if !known {
		out.Text = string(rec.Body)
		return out
	}
	facts, text, err := k.Facts(x.Exchange, rec.Body)
	if err != nil {
		out.Text = x.Say("entry.unreadable")
		return out
	}
	out.Facts, out.Text = facts, text
	if k.Apart == nil {
		return out
	}
	for _, at := range k.Apart(x.Exchange, rec.Body).Photos {
		p := ui.ExportedPhoto{Alt: at.Alt}
		if picture := x.exportPhoto(at, room); picture != nil {
			p.Source = "data:" + photoType(at) + ";base64," + base64.StdEncoding.EncodeToString(picture)
		} else {
			p.Missing = x.Say("export.photo.missing")
		}
		out.Photos = append(out.Photos, p)
	}
	return out
}
