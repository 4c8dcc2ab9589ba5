package pieces

import (
	"net/http"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// draft is what was begun of a piece, or nothing.
func draft(x *screen.Exchange, p writing.Piece) string {
	body, _ := x.Vault.Draft(strings.TrimPrefix(address(p), "/"))
	return screen.DraftValues(body).Get("text")
}

// write is the page of a piece. Whoever has not answered the questions before it is asked first; what was begun stays.
func write(x *screen.Exchange, p writing.Piece) {
	o := chosen(x)
	if !o.passed(p, x.Now().Unix()) {
		x.To(address(p) + "/begin")
		return
	}
	if why := writing.Gate(p, known(x, o), writing.Asked{}); why != writing.Opened && !why.Passing() {
		closed(x, p, why)
		return
	}
	form, found := x.Draft()
	d := ui.PieceWritePage{Form: form}
	if found {
		d.Notice = x.Say("draft.found")
	}
	show(x, http.StatusOK, p, d)
}

func show(x *screen.Exchange, status int, p writing.Piece, d ui.PieceWritePage) {
	g, ok := x.Guidance(p.ID)
	if !ok {
		g.Title = nth(x, p) // what was typed is shown even where the page of the piece is not here
	}
	d.Frame, d.Guide, d.Nth, d.Part = frame(x), g, nth(x, p), x.Say("pieces.part."+string(p.Part))
	d.Action, d.Draft, d.ID = x.R.URL.Path, x.DraftName(), d.Form.Value("id")
	if d.ID == "" {
		d.ID = record.NewID().String()
	}
	if _, edit := x.PathID(); edit {
		d.Over = x.Over(d.Form)
	} else {
		d.New, d.Skip = true, address(p)+"/skip"
	}
	x.Show(status, ui.PieceWrite(d))
}

// keep keeps a piece. It asks nothing: whatever closes a piece, words that were written are taken in.
func keep(x *screen.Exchange, p writing.Piece) {
	switch x.Value("do") {
	case "stop":
		stop(x, p)
		return
	case "time":
		show(x, http.StatusOK, p, ui.PieceWritePage{Form: x.Form(), Time: howLong(x, p)})
		return
	}
	o := chosen(x)
	piece, id, at := journal.Piece{Piece: p.ID}, record.ID{}, x.Now().Unix()
	if w, ok := waiting(x, p); ok { // its therapist waits for this one
		piece, id = w.Piece, w.ID
		piece.State = ""
		if h, ok := x.Head(id); ok { // her words take the place of the state, which has none
			x.R.PostForm.Set("over", h.Version.String())
		}
	}
	piece.Text = x.Value("text")
	if o.Pass != nil && o.Pass.Piece == p.ID {
		piece.Before = o.Pass.Before
	}
	if id == (record.ID{}) {
		var there bool
		if id, there = x.NewID(func(body []byte) bool { return same(x, body, piece) }); there {
			x.To(start + "/" + id.String() + "/after")
			return
		}
	}
	if err := put(x, id, at, piece, x.DraftName()); err != nil {
		problem, status := refused(x, piece, err)
		show(x, status, p, ui.PieceWritePage{Form: x.Form(problem)})
		return
	}
	o.Pass = nil
	_ = choose(x, o) // it counts no more after its time in any case
	x.To(start + "/" + id.String() + "/after?done=" + x.DoneKept())
}

// waiting is the entry that a therapist set for a piece, while it has no words.
func waiting(x *screen.Exchange, p writing.Piece) (written, bool) {
	for _, w := range kept(x) {
		if w.Piece.Piece == p.ID && w.set() {
			return w, true
		}
	}
	return written{}, false
}

// same says whether a body is what the form has: the rest of a long text is sealed anew each time.
func same(x *screen.Exchange, body []byte, p journal.Piece) bool {
	there, err := journal.DecodePiece(body)
	if err != nil || there.Piece != p.Piece {
		return false
	}
	text, err := whole(x, there)
	return err == nil && text == p.Text
}

// put seals a piece, the rest of a long one apart, and drops its draft in the same write.
func put(x *screen.Exchange, id record.ID, at int64, p journal.Piece, draft string) error {
	first, rest, err := p.Split()
	if err != nil {
		return err
	}
	if rest != "" {
		more, err := x.Photos.AddText(x.R.Context(), rest)
		if err != nil {
			return err
		}
		first = first.With(more)
	}
	body, err := first.Encode()
	if err != nil {
		return err
	}
	return x.Put(record.Record{ID: id, Kind: journal.KindPiece, At: at, Body: body}, draft)
}

// refused is what to say of a piece that was not kept.
func refused(x *screen.Exchange, p journal.Piece, err error) (ui.Problem, int) {
	if strings.TrimSpace(p.Text) == "" {
		return ui.Problem{Field: "text", Sentence: x.Say("problem.text.empty")}, http.StatusUnprocessableEntity
	}
	return x.Refused("text", err)
}

// howLong is said only when it is asked for.
func howLong(x *screen.Exchange, p writing.Piece) string {
	o, now := chosen(x), x.Now().Unix()
	if !o.passed(p, now) {
		return x.Say("pieces.time.unknown")
	}
	minutes := (now - o.Pass.At) / 60
	if minutes < 2 {
		return x.Say("pieces.time.new")
	}
	return x.Say("pieces.time.about", "n", strconv.FormatInt(minutes, 10))
}

// stop ends a piece at any word. What was written waits as a draft, and the questions are asked again next time.
func stop(x *screen.Exchange, p writing.Piece) {
	var err error
	if text := x.Value("text"); strings.TrimSpace(text) != "" {
		err = x.Vault.SetDraft(x.R.Context(), x.DraftName(), screen.DraftBody(map[string][]string{"text": {text}}))
	} else {
		err = x.Vault.DropDraft(x.R.Context(), x.DraftName())
	}
	if err != nil {
		problem, status := x.Refused("text", err)
		show(x, status, p, ui.PieceWritePage{Form: x.Form(problem)})
		return
	}
	if o := chosen(x); o.Pass != nil {
		o.Pass.Over = true
		_ = choose(x, o) // the way to the ground is not held up by it
	}
	x.To(start + "/stopped")
}

// stored is the entry of the address, if it is a piece.
func stored(x *screen.Exchange) (record.Record, journal.Piece, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindPiece {
		return rec, journal.Piece{}, false
	}
	p, err := journal.DecodePiece(rec.Body)
	return rec, p, err == nil
}

// edit changes the words of a piece. What a therapist wrote stays as it is.
func edit(x *screen.Exchange) {
	rec, p, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	known, ok := writing.ByID(p.Piece)
	text, err := whole(x, p)
	if !ok || err != nil {
		x.To("/journal/" + rec.ID.String())
		return
	}
	form, found := x.Draft()
	d := ui.PieceWritePage{Form: form}
	if found {
		d.Notice = x.Say("draft.found")
	} else {
		d.Form.Values = map[string][]string{"text": {text}}
	}
	show(x, http.StatusOK, known, d)
}

func editKeep(x *screen.Exchange) {
	rec, p, ok := stored(x)
	known, isKnown := writing.ByID(p.Piece)
	if !ok || !isKnown {
		x.NotFound()
		return
	}
	if _, fixed := missing(x, p); fixed {
		x.To("/journal/" + rec.ID.String())
		return
	}
	p.Text = x.Value("text")
	err := put(x, rec.ID, rec.At, p, screen.EditDraft(rec.ID))
	if err != nil {
		problem, status := refused(x, p, err)
		show(x, status, known, ui.PieceWritePage{Form: x.Form(problem)})
		return
	}
	x.To("/journal/" + rec.ID.String() + "?done=" + x.DoneKept())
}
