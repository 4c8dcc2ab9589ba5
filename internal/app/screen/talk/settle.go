package talk

import (
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// Taking is under which key it is kept which piece she made of what was asked for.
func Taking(a record.ID) string { return "care.piece." + a.String() }

// Taken is the piece that she took up for it, if she did.
func Taken(x *screen.Exchange, s sharing.Space, a Asked) (record.ID, bool) {
	if a.What != items.AskPiece {
		return record.ID{}, false
	}
	return named(x, s, Taking(a.ID))
}

func named(x *screen.Exchange, s sharing.Space, key string) (id record.ID, ok bool) {
	var text string
	if !x.Sharing.Own(s.ID, key, &text) {
		return id, false
	}
	id, err := record.ParseID(text)
	return id, err == nil
}

// Piece reads a piece that is kept.
func Piece(x *screen.Exchange, id record.ID) (journal.Piece, bool) {
	rec, err := x.Vault.Get(id)
	if err != nil || rec.Kind != journal.KindPiece {
		return journal.Piece{}, false
	}
	p, err := journal.DecodePiece(rec.Body)
	return p, err == nil
}

// Cut gives at most so many characters.
func Cut(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// Settle brings her own things into line with what stands in what she shares. A piece that was opened for her and has no words
// is closed again once nobody guides it any more: the share has ended, or it is not asked for now. Words that came for a piece
// are put to it, and go from it where they were taken back. It does nothing while it is not known how things stand.
func Settle(x *screen.Exchange) {
	if !x.CanKeep() || !x.Sharing.Available() {
		return
	}
	guided := map[record.ID]bool{}
	for _, s := range x.Sharing.Spaces() {
		if !Client(s) {
			continue
		}
		asks, to := Of(x, s)
		if Guides(s) {
			for _, a := range asks {
				if id, ok := Taken(x, s, a); ok {
					guided[id] = true
				}
			}
		}
		if s.State == sharing.Open {
			replies(x, s, to)
		}
	}
	for _, h := range x.Heads(journal.KindPiece) {
		p, ok := Piece(x, h.ID)
		if ok && p.State == journal.PieceSet && strings.TrimSpace(p.Text) == "" && !guided[h.ID] {
			if x.Vault.Delete(x.R.Context(), h.ID) == nil {
				x.Forget(h.ID)
			}
		}
	}
}

// Guides says that somebody reads here what she shows, and replies.
func Guides(s sharing.Space) bool {
	return s.Kind == sharing.Care && s.OtherIn && s.State == sharing.Open && !s.Over && !s.Quiet
}
