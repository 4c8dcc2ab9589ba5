package pieces

import (
	"errors"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/attachments"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// written is a piece that was kept, with its entry.
type written struct {
	ID record.ID
	At int64
	journal.Piece
}

// set says that a therapist opened it and that it has no words yet.
func (w written) set() bool { return w.State == journal.PieceSet && w.Text == "" }

// kept are all of them, newest first. One that cannot be read is passed over here; its own page says so.
func kept(x *screen.Exchange) []written {
	var out []written
	for _, h := range x.Heads(journal.KindPiece) {
		if body, err := x.Body(h.ID); err == nil {
			if p, err := journal.DecodePiece(body); err == nil {
				out = append(out, written{h.ID, h.At, p})
			}
		}
	}
	return out
}

// kind is a piece among the other entries. Its line in a list is its name: others may look over her shoulder there.
var kind = screen.Kind{
	ID: journal.KindPiece, Name: "kind.piece", File: "piece",
	Edit: func(id record.ID) string { return start + "/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		p, err := journal.DecodePiece(body)
		if err != nil {
			return ""
		}
		return named(x, p)
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		p, err := journal.DecodePiece(body)
		if err != nil {
			return nil, "", err
		}
		text, _ := whole(x, p)
		return facts(x, p), answered(x, p, text), nil
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		p, err := journal.DecodePiece(body)
		if err != nil {
			return nil
		}
		text, _ := whole(x, p)
		out := append(x.Lines(facts(x, p), "piece.fact.set"), screen.Writing("text", text)...)
		if p.Reply == nil || !p.Reply.Known() {
			return out
		}
		reply := screen.Writing("reply", answered(x, p, "")) // somebody else's words
		return append(out, screen.Private(reply)...)
	},
	Words: func(body []byte) string {
		p, _ := journal.DecodePiece(body)
		if p.Reply != nil {
			return p.Text + " " + p.Reply.Text
		}
		return p.Text
	},
	Apart: func(x *screen.Exchange, body []byte) (out screen.Apart) {
		p, err := journal.DecodePiece(body)
		if err != nil {
			return out
		}
		_, out.Long = p.Writing().Continued()
		out.State, out.Fixed = missing(x, p)
		return out
	},
}

// named is what the piece is called.
func named(x *screen.Exchange, p journal.Piece) string {
	if known, ok := writing.ByID(p.Piece); ok {
		return title(x, known)
	}
	return x.Say("entry.newer")
}

func facts(x *screen.Exchange, p journal.Piece) []ui.Fact {
	out := []ui.Fact{{Name: x.Say("piece.fact"), Value: named(x, p)}}
	if p.SetBy != "" {
		out = append(out, ui.Fact{Name: x.Say("piece.fact.set"), Value: p.SetBy})
	}
	if p.Before != nil {
		out = append(out, ui.Fact{Name: x.Say("piece.fact.before"), Value: x.OutOfTen(*p.Before)})
	}
	if p.After != nil {
		out = append(out, ui.Fact{Name: x.Say("piece.fact.after"), Value: x.OutOfTen(*p.After)})
	}
	return out
}

// answered is the text with the reply under it, where there is one.
func answered(x *screen.Exchange, p journal.Piece, text string) string {
	switch r := p.Reply; {
	case r == nil:
		return text
	case !r.Known():
		return text + "\n\n" + x.Say("piece.reply.newer")
	case r.From == "":
		return text + "\n\n" + x.Say("piece.reply.none", "when", x.Moment(r.At)) + "\n\n" + r.Text
	default:
		return text + "\n\n" + x.Say("piece.reply", "name", r.From, "when", x.Moment(r.At)) + "\n\n" + r.Text
	}
}

// whole is the text of a piece. The rest of a long one is asked for where it is not here.
func whole(x *screen.Exchange, p journal.Piece) (string, error) {
	e := p.Writing()
	rest, long := e.Continued()
	if !long {
		return p.Text, nil
	}
	text, err := x.Photos.Text(x.R.Context(), e)
	if errors.Is(err, attachments.ErrNotHere) {
		x.Photos.Fetch(rest)
	}
	return text, err
}

// missing says what is not shown of a piece, and whether it can not be changed: words that are not here would be lost.
func missing(x *screen.Exchange, p journal.Piece) (state string, fixed bool) {
	_, err := whole(x, p)
	switch {
	case errors.Is(err, attachments.ErrDamaged):
		return x.Say("text.damaged"), true
	case err != nil:
		return x.Say("text.nothere"), true
	case p.Writing().Newer() > 0:
		return x.Say("entry.newer.part"), false
	}
	return "", false
}
