package talk

import (
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/copied"
)

// replied is under which key it is kept that words of this space stand at a piece.
func replied(piece record.ID) string { return "care.reply." + piece.String() }

// replies puts what was written to a piece that she showed to the piece itself: there it stays, as a letter does, when the share
// has ended. What is taken back before that goes from there as well.
func replies(x *screen.Exchange, s sharing.Space, to map[record.ID][]Said) {
	for _, h := range x.Heads(journal.KindPiece) {
		if h.Versions > 1 { // she has to choose first
			continue
		}
		var texts []string
		last := int64(0)
		for _, item := range sorted(to) {
			if !copied.Is(x.Sharing, s.ID, h.ID, item) {
				continue
			}
			for _, r := range to[item] {
				if !r.Mine && strings.TrimSpace(r.Words) != "" {
					texts, last = append(texts, strings.TrimSpace(r.Words)), max(last, r.At.Unix())
				}
			}
		}
		var here bool
		x.Sharing.Own(s.ID, replied(h.ID), &here)
		p, ok := Piece(x, h.ID)
		switch {
		case !ok || len(texts) == 0 && !here:
		case len(texts) == 0:
			if put := putReply(x, h.ID, p, nil); put == nil {
				_ = x.Sharing.SetOwn(x.R.Context(), s.ID, replied(h.ID), nil)
			}
		default:
			reply := &journal.PieceReply{From: Cut(s.Other, journal.MaxFrom), At: last, Text: strings.Join(texts, "\n\n")}
			if p.Reply != nil && (!p.Reply.Known() || p.Reply.Text == reply.Text && p.Reply.At == reply.At) {
				continue
			}
			if here || x.Sharing.SetOwn(x.R.Context(), s.ID, replied(h.ID), true) == nil {
				_ = putReply(x, h.ID, p, reply) // where it can not be kept, it stands on the page of the space
			}
		}
	}
}

// sorted are the items in the order of their oldest reply.
func sorted(to map[record.ID][]Said) []record.ID {
	var out []record.ID
	for item := range to {
		out = append(out, item)
	}
	slices.SortFunc(out, func(a, b record.ID) int {
		if c := to[a][0].At.Compare(to[b][0].At); c != 0 {
			return c
		}
		return slices.Compare(a[:], b[:])
	})
	return out
}

// putReply keeps the piece with another reply, or none. Where both do not fit one record, the rest of the piece lies apart.
func putReply(x *screen.Exchange, id record.ID, p journal.Piece, reply *journal.PieceReply) error {
	rec, err := x.Vault.Get(id)
	if err != nil {
		return err
	}
	p.Reply = reply
	body, err := p.Encode()
	if err == journal.ErrTooLong {
		body, err = apart(x, p)
	}
	if err != nil {
		return err
	}
	rec.Body = body
	if err := x.Vault.Put(x.R.Context(), rec); err != nil {
		return err
	}
	x.Forget(id)
	return nil
}

// apart seals the rest of a long piece anew, so that more of its record is free.
func apart(x *screen.Exchange, p journal.Piece) ([]byte, error) {
	if _, long := p.Writing().Continued(); long {
		whole, err := x.Photos.Text(x.R.Context(), p.Writing())
		if err != nil {
			return nil, err // words that are not here now would be lost
		}
		p.Text = whole
	}
	first, rest, err := p.Split()
	if err != nil {
		return nil, err
	}
	if rest != "" {
		more, err := x.Photos.AddText(x.R.Context(), rest)
		if err != nil {
			return nil, err
		}
		first = first.With(more)
	}
	return first.Encode()
}
