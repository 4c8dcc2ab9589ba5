// Package pieces is two parts of the place for feelings: what is true about guilt, and the five weeks of writing. It must
// never open a piece that guidance closes, never count a day or a word to the person, and never end or go on by itself.
package pieces

import (
	"net/http"
	"slices"
	"strconv"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/ui"
)

// start is the first page of the pieces.
const start = "/heart/pieces"

// Place is the place as the app takes it in.
func Place() screen.Place {
	p := screen.Place{
		Later: true,
		Reading: map[string]screen.Screen{
			"GET /heart/not-yours": read("not-yours"), "GET /heart/not-yours/why": read("not-yours-why"),
			"GET /heart/not-yours/said": said, "GET /heart/not-yours/two": read("not-yours-two"),
			"GET /heart/pieces": first, "GET /heart/pieces/people": people,
			"POST /heart/pieces/{n}/begin": gateDo, // locked or not: an answer may call for people at once
		},
		Writing: map[string]screen.Screen{
			"POST /heart/pieces": set, "POST /heart/pieces/{n}/skip": skip,
			"GET /heart/pieces/{n}/begin": gate, "GET /heart/pieces/{n}/arrive": arrive,
			"GET /heart/pieces/{id}/edit": edit, "POST /heart/pieces/{id}/edit": editKeep,
			"GET /heart/pieces/{id}/after": after, "POST /heart/pieces/{id}/after": afterDo,
			"GET /heart/pieces/stopped": stopped, "POST /heart/pieces/stopped": stoppedDo,
			"GET /heart/pieces/leave": leave, "POST /heart/pieces/leave": leaveDo,
			"GET /heart/pieces/delete": deleteAsk, "POST /heart/pieces/delete": deleteDo,
		},
		Kinds:  []screen.Kind{kind},
		Forms:  []string{"/heart/pieces/{id}/edit"},
		Offers: offers,
	}
	for _, piece := range writing.Pieces() { // each form has its own address, so that each has its own draft
		p.Writing["GET "+address(piece)] = func(x *screen.Exchange) { write(x, piece) }
		p.Writing["POST "+address(piece)] = func(x *screen.Exchange) { keep(x, piece) }
		p.Forms = append(p.Forms, address(piece))
		p.Reading["GET /read/"+piece.ID] = func(x *screen.Exchange) { asPage(x, piece) }
	}
	return p
}

// address is where a piece is written. It holds a number and nothing else.
func address(p writing.Piece) string { return start + "/" + strconv.Itoa(p.Number) }

// number finds the piece of {n}.
func number(x *screen.Exchange) (writing.Piece, bool) {
	for _, p := range writing.Pieces() {
		if strconv.Itoa(p.Number) == x.R.PathValue("n") {
			return p, true
		}
	}
	return writing.Piece{}, false
}

// read shows a page of content in the place for feelings. It needs nothing that is kept.
func read(id string) screen.Screen {
	return func(x *screen.Exchange) {
		g, ok := x.Guidance(id)
		if !ok {
			x.NotFound()
			return
		}
		x.Show(http.StatusOK, ui.Read(ui.GuidePage{Frame: frame(x), Guide: g}))
	}
}

// asPage comes from the list of all pages, where everybody may read what is in Snowdrop. What was kept closes a piece there
// too.
func asPage(x *screen.Exchange, p writing.Piece) {
	if x.CanKeep() {
		if why := writing.Gate(p, known(x, chosen(x)), writing.Asked{}); why != writing.Opened && !why.Passing() {
			closed(x, p, why)
			return
		}
	}
	x.Read(p.ID)
}

// said shows what others say, with answers to copy.
func said(x *screen.Exchange) {
	g, ok := x.Guidance("not-yours-said")
	if !ok {
		x.NotFound()
		return
	}
	x.Show(http.StatusOK, ui.Answers(ui.GuidePage{Frame: frame(x), Guide: g}))
}

func frame(x *screen.Exchange) ui.Frame { return x.Frame("place.heart", "heart") }

// title is what a piece is called. While its page has not come it has its number: a list waits for nothing.
func title(x *screen.Exchange, p writing.Piece) string {
	if page, ok := content.Find(x.Words.Lang, p.ID); ok {
		return page.Title
	}
	return nth(x, p)
}

func nth(x *screen.Exchange, p writing.Piece) string {
	return x.Say("pieces.nth", "n", strconv.Itoa(p.Number))
}

// own is what a person chose about the pieces, sealed with the other settings.
type own struct {
	Begun   bool     `json:"begun,omitempty"`
	Paused  bool     `json:"paused,omitempty"` // not suggested on Today
	Skipped []string `json:"skipped,omitempty"`
	Mind    string   `json:"mind,omitempty"` // psychosis or mania, ever: kept only where she wished it
	Rest    int64    `json:"rest,omitempty"` // when something about safety was answered with yes
	Pass    *pass    `json:"pass,omitempty"`
}

// pass says that the questions before a piece were answered. What was answered is not in it.
type pass struct {
	Piece  string `json:"piece"`
	At     int64  `json:"at"`
	Before *int   `json:"before,omitempty"`
	Over   bool   `json:"over,omitempty"` // it was stopped: the questions are asked again
}

// passLasts is for how many seconds nobody is asked again: long enough for a lock, a meal, and a second look.
const passLasts = 3 * 60 * 60

func chosen(x *screen.Exchange) (o own) {
	x.Own("pieces", &o)
	return o
}

func choose(x *screen.Exchange, o own) error { return x.SetOwn("pieces", o) }

// passed says whether the questions before this piece were answered a short while ago.
func (o own) passed(p writing.Piece, now int64) bool {
	return o.Pass != nil && !o.Pass.Over && o.Pass.Piece == p.ID && o.Pass.At <= now && now-o.Pass.At < passLasts
}

// first is what the pieces are, and where one is. It works locked, and then says nothing of a person.
func first(x *screen.Exchange) {
	g, ok := x.Guidance("pieces")
	if !ok {
		x.NotFound()
		return
	}
	d := ui.PiecesPage{Frame: frame(x), Notice: x.Notice(), Guide: g}
	if !x.CanKeep() {
		d.Next = ui.Choice{Address: "/unlock", Label: x.Say("place.unlock"), Line: x.Say("pieces.locked")}
		x.Show(http.StatusOK, ui.Pieces(d))
		return
	}
	k := known(x, chosen(x)) // before the pieces are read: some may not wait any longer
	o, all := chosen(x), kept(x)
	standing := stand(o, all)
	next, any := writing.Next(standing)
	d.Begun, d.Paused, d.Mind = o.Begun || len(all) > 0, o.Paused, o.Mind != ""
	d.Rows = rows(x, standing, all)
	why := writing.Opened
	if any {
		why = writing.Gate(next, k, writing.Asked{})
	}
	switch {
	case why != writing.Opened && !why.Passing(): // what a piece is about is not held out to her either
		d.None, d.Ways = x.Say("pieces.why."+string(why)), instead(x, next, why)
		d.Rows = slices.DeleteFunc(d.Rows, func(r ui.PieceRow) bool { return len(r.Read) == 0 })
		for i := range d.Rows {
			d.Rows[i].Address = ""
		}
	case !any:
		d.None = x.Say("pieces.none")
	case d.Begun:
		d.Next = ui.Choice{Address: address(next) + "/begin", Label: x.Say("pieces.go"), Line: title(x, next)}
	default:
		d.Next = ui.Choice{Address: address(next) + "/begin", Label: x.Say("pieces.begin")}
	}
	x.Show(http.StatusOK, ui.Pieces(d))
}

// stand is how it stands with each piece.
func stand(o own, all []written) map[string]writing.State {
	standing := map[string]writing.State{}
	for _, id := range o.Skipped {
		standing[id] = writing.Skipped
	}
	for _, w := range all {
		switch {
		case !w.set():
			standing[w.Piece.Piece] = writing.Written
		case standing[w.Piece.Piece] == "":
			standing[w.Piece.Piece] = writing.Set
		}
	}
	return standing
}

func rows(x *screen.Exchange, standing map[string]writing.State, all []written) []ui.PieceRow {
	var out []ui.PieceRow
	next, any := writing.Next(standing)
	part := writing.Part("")
	for _, p := range writing.Pieces() {
		r := ui.PieceRow{Title: title(x, p), Nth: nth(x, p)}
		if p.Part != part {
			part, r.Part = p.Part, x.Say("pieces.part."+string(p.Part))
		}
		if writing.Open(standing, p) {
			r.Address = address(p) + "/begin"
		}
		switch state := standing[p.ID]; {
		case state == writing.Set:
			r.State = setBy(x, all, p)
		case state != "":
			r.State = x.Say("pieces.state." + string(state))
		case any && p.ID == next.ID:
			r.State = x.Say("pieces.state.next")
		}
		if any && p.ID == next.ID {
			r.Skip = address(p) + "/skip"
		}
		for _, w := range all {
			if w.Piece.Piece == p.ID && !w.set() {
				r.Read = append(r.Read, "/journal/"+w.ID.String())
			}
		}
		out = append(out, r)
	}
	return out
}

func setBy(x *screen.Exchange, all []written, p writing.Piece) string {
	for _, w := range all {
		if w.Piece.Piece == p.ID && w.set() && w.SetBy != "" {
			return x.Say("pieces.state.set", "name", w.SetBy)
		}
	}
	return x.Say("pieces.state.set.none")
}

// set changes what Today may suggest, or forgets an answer.
func set(x *screen.Exchange) {
	o := chosen(x)
	switch {
	case x.Value("pause") != "":
		o.Paused = x.Value("pause") == "on"
	case x.Value("mind") == "forget":
		o.Mind = ""
	}
	done(x, choose(x, o), start+"?done=set")
}

// skip leaves a piece out. It can be opened and written all the same.
func skip(x *screen.Exchange) {
	p, ok := number(x)
	if !ok {
		x.NotFound()
		return
	}
	o := chosen(x)
	if !slices.Contains(o.Skipped, p.ID) {
		o.Skipped = append(o.Skipped, p.ID)
	}
	o.Begun = true
	done(x, choose(x, o), start+"?done=set")
}

// done goes on, or says that it could not be kept.
func done(x *screen.Exchange, err error, on string) {
	if err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To(on)
}
