package app

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

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
	Kind string          `json:"kind"` // "entry", "checkin", "practice", or "kind-N" of a newer version
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
	x.show(http.StatusOK, ui.Export(ui.ExportPage{Frame: x.frame("export.title", "mine")}))
}

// exportJSON gives everything, oldest first, with fields that this version does not know.
func (a *App) exportJSON(x *exchange) {
	out := exported{Format: "snowdrop", Version: 1, Made: a.Now().UTC().Truncate(time.Second), Unread: len(a.Vault.Damaged()), Entries: []exportedEntry{}}
	if s := a.Vault.Settings(); json.Valid(s) {
		out.Settings = s
	}
	room := maxExported
	for _, h := range slices.Backward(a.list()) {
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
			e := exportedEntry{ID: h.ID.String(), Kind: exportKind(h.Kind), At: time.Unix(v.Record.At, 0).UTC(), Data: v.Record.Body, Other: i > 0}
			if h.Kind == journal.KindEntry {
				e.Text, e.Photos = x.exportEntry(v.Record.Body, &room)
			}
			out.Entries = append(out.Entries, e)
		}
	}
	for _, name := range a.Vault.Drafts() {
		if body, ok := a.Vault.Draft(name); ok && isDraft(name) {
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

// exportEntry gives what of an entry does not lie in its record.
func (x *exchange) exportEntry(body []byte, room *int) (text string, photos []exportedPhoto) {
	e, err := journal.DecodeEntry(body)
	if err != nil {
		return "", nil
	}
	if _, long := e.Continued(); long {
		text = x.text(e)
	}
	for _, at := range e.Photos() {
		photos = append(photos, exportedPhoto{at.Blob.String(), at.Type, x.exportPhoto(at, room)})
	}
	return text, photos
}

// exportPhoto gives a photo while there is room for it, or nothing.
func (x *exchange) exportPhoto(at journal.Attachment, room *int) []byte {
	var picture bytes.Buffer
	if at.Length > int64(*room) || x.a.Photos.Open(x.r.Context(), &picture, at) != nil {
		return nil
	}
	*room -= picture.Len()
	return picture.Bytes()
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
	room := maxExported
	for _, h := range slices.Backward(a.list()) {
		versions, err := a.Vault.Versions(h.ID)
		if err != nil {
			d.Entries = append(d.Entries, ui.ExportedEntry{When: x.moment(h.At), Kind: x.kindName(h.Kind), Text: x.say("entry.unreadable")})
		}
		for _, v := range versions {
			d.Entries = append(d.Entries, x.exportParts(v.Record, &room))
		}
	}
	for _, name := range a.Vault.Drafts() {
		if body, ok := a.Vault.Draft(name); ok && isDraft(name) {
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

func (x *exchange) exportParts(rec record.Record, room *int) ui.ExportedEntry {
	out := ui.ExportedEntry{When: x.moment(rec.At), Kind: x.kindName(rec.Kind)}
	var err error
	switch rec.Kind {
	case journal.KindEntry:
		var e journal.Entry
		e, err = journal.DecodeEntry(rec.Body)
		out.Text = x.text(e)
		for _, at := range e.Photos() {
			p := ui.ExportedPhoto{Alt: at.Alt}
			if picture := x.exportPhoto(at, room); picture != nil {
				p.Source = "data:" + photoType(at) + ";base64," + base64.StdEncoding.EncodeToString(picture)
			} else {
				p.Missing = x.say("export.photo.missing")
			}
			out.Photos = append(out.Photos, p)
		}
	case journal.KindCheckIn:
		var c journal.CheckIn
		c, err = journal.DecodeCheckIn(rec.Body)
		out.Facts, out.Text = x.facts(c), c.Note
	case journal.KindPractice:
		var p journal.Practice
		p, err = journal.DecodePractice(rec.Body)
		out.Facts = x.practiceFacts(p)
	default:
		out.Text = string(rec.Body)
	}
	if err != nil {
		return ui.ExportedEntry{When: out.When, Kind: out.Kind, Text: x.say("entry.unreadable")}
	}
	return out
}
