package journal

import (
	"encoding/json"
	"slices"
	"strings"
)

// PieceSet is the state of a piece that a therapist opened and that has no words yet. A piece with words needs no state.
const PieceSet = "set"

// MaxFrom is the longest name of a therapist, in characters.
const MaxFrom = 80

// Piece is one piece of the five weeks of writing, with how it was before and after. A long one has its beginning in Text,
// and the rest in an attachment, as an Entry does. How long it took is never in it.
type Piece struct {
	V           int          `json:"v"`
	Piece       string       `json:"piece"` // its id, such as "piece-1"
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Before      *int         `json:"before,omitempty"` // 0 calm to 10 worst
	After       *int         `json:"after,omitempty"`
	State       string       `json:"state,omitempty"`  // "", PieceSet, or of a newer version
	SetBy       string       `json:"set_by,omitempty"` // the therapist who opened it
	Reply       *PieceReply  `json:"reply,omitempty"`

	rest unknown
}

// PieceReply is what a therapist wrote back.
type PieceReply struct {
	From string // a name
	At   int64  // when, in Unix seconds
	Text string

	rest unknown
	raw  json.RawMessage // written by something newer, or damaged: kept as it is, and not shown
}

// Known reports whether this version can show the reply.
func (r PieceReply) Known() bool { return r.raw == nil }

// reply is a PieceReply as JSON.
type reply struct {
	From string `json:"from"`
	At   int64  `json:"at"`
	Text string `json:"text"`
}

// MarshalJSON writes the reply with every field that this version does not know.
func (r PieceReply) MarshalJSON() ([]byte, error) {
	if r.raw != nil {
		return r.raw, nil
	}
	return encodeObject(reply{r.From, r.At, r.Text}, r.rest)
}

// UnmarshalJSON reads a reply, and keeps every field that this version does not know. It never fails on what JSON is: a
// reply that can not be read must not take the words of the piece with it.
func (r *PieceReply) UnmarshalJSON(b []byte) error {
	var known reply
	rest, err := decode(b, &known)
	*r = PieceReply{From: known.From, At: known.At, Text: known.Text, rest: rest}
	if err != nil || strings.TrimSpace(known.Text) == "" || len([]rune(known.From)) > MaxFrom {
		*r = PieceReply{raw: slices.Clone(b)}
	}
	return nil
}

// Validate reports the first *FieldError. A piece that a newer Snowdrop has is accepted, and so is its state.
func (p Piece) Validate() error {
	texts := 0
	for _, a := range p.Attachments {
		if err := a.Validate(); err != nil {
			return err
		}
		if a.Kind == AttachmentText {
			texts++
		}
	}
	switch {
	case !areWords([]string{p.Piece}):
		return &FieldError{"piece", "choice"}
	case p.State != "" && !areWords([]string{p.State}):
		return &FieldError{"state", "choice"}
	case strings.TrimSpace(p.Text) == "" && p.State == "":
		return &FieldError{"text", "empty"}
	case texts > 1:
		return &FieldError{"attachments", "many"}
	case !inScale(p.Before):
		return &FieldError{"before", "range"}
	case !inScale(p.After):
		return &FieldError{"after", "range"}
	case p.Reply != nil && p.Reply.Known() && strings.TrimSpace(p.Reply.Text) == "":
		return &FieldError{"reply", "empty"}
	case p.Reply != nil && len([]rune(p.Reply.From)) > MaxFrom:
		return &FieldError{"reply", "long"}
	}
	return longest([]limited{{"set_by", p.SetBy, MaxFrom}})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (p Piece) Encode() ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	p.V = max(p.V, Version)
	if len(p.Attachments) > 0 {
		p.V = max(p.V, versionAttached)
	}
	return encode(p, p.rest)
}

// DecodePiece reads a body written by Encode, by this or a newer version.
func DecodePiece(body []byte) (Piece, error) {
	var p Piece
	var err error
	p.rest, err = decode(body, &p)
	return p, err
}

// Writing is the text of a piece as that of an entry: whoever opens the rest of a long entry opens that of a piece.
func (p Piece) Writing() Entry { return Entry{Text: p.Text, Attachments: p.Attachments} }

// Split is Entry.Split for a piece: first has the beginning, and rest what is to be sealed apart. An attachment of an
// earlier rest is not in first.
func (p Piece) Split() (first Piece, rest string, err error) {
	first = p
	first.Text = strings.ToValidUTF8(p.Text, "\uFFFD")
	first.Attachments = slices.DeleteFunc(slices.Clone(p.Attachments), func(a Attachment) bool { return a.Kind == AttachmentText })
	if _, err = first.Encode(); err != ErrTooLong {
		return first, "", err
	}
	whole := first.Text
	first.Text = "x" // something, so that what is left is valid
	empty, err := first.Encode()
	if err != nil {
		return Piece{}, "", err
	}
	cut := cutBefore(whole, MaxBody-roomForRest-len(empty))
	if cut == 0 {
		return Piece{}, "", ErrTooLong
	}
	first.Text = whole[:cut]
	return first, whole[cut:], nil
}

// With gives the piece with the attachment that holds the rest of its text. The one it was called on stays as it is.
func (p Piece) With(a Attachment) Piece {
	p.Attachments = append(slices.Clone(p.Attachments), a)
	return p
}
