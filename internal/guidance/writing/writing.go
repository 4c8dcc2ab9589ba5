// Package writing is the five weeks of writing: ten pieces in three parts, which of them is next, and when one is better
// left closed. It must never call a piece late, never count anybody's days, and never take what is not known for a sign
// that it is safe.
//
// The three parts, and how many pieces each has, are those of a programme that was tried with a therapist who answered in
// writing (Kersting and colleagues). The words of the pieces are our own, and so is every gate: nobody has tried it this way.
package writing

// A Part is one of the three of the programme.
type Part string

// The parts, in their order.
const (
	Confront Part = "confront" // look at what happened
	Anew     Part = "anew"     // see it anew
	Share    Part = "share"    // share, and say farewell
)

// Parts are the three of them, in their order.
var Parts = []Part{Confront, Anew, Share}

// A Piece is one of the ten. Its words are the page of content with its ID.
type Piece struct {
	ID     string // "piece-1"; for ever
	Number int    // 1 to 10
	Part   Part
	Soft   bool // it looks at kindness, not at what happened: it may be written late in the evening
}

var pieces = []Piece{
	{"piece-1", 1, Confront, false}, {"piece-2", 2, Confront, false}, {"piece-3", 3, Confront, false}, {"piece-4", 4, Confront, false},
	{"piece-5", 5, Anew, true}, {"piece-6", 6, Anew, false}, {"piece-7", 7, Anew, false}, {"piece-8", 8, Anew, true},
	{"piece-9", 9, Share, false}, {"piece-10", 10, Share, false},
}

// Pieces are the ten, in their order.
func Pieces() []Piece { return append([]Piece(nil), pieces...) }

// ByID finds a piece. One that a newer Snowdrop has is not found.
func ByID(id string) (Piece, bool) {
	for _, p := range pieces {
		if p.ID == id {
			return p, true
		}
	}
	return Piece{}, false
}

// A State is how it stands with a piece. Nothing at all is a state too: not looked at.
type State string

// The states.
const (
	Written State = "written"
	Skipped State = "skipped"
	Set     State = "set" // a therapist opened it, and it has no words yet
)

// Next is the piece to offer: one that a therapist set, else the first that was neither written nor skipped. It is false
// when there is none left.
func Next(standing map[string]State) (Piece, bool) {
	for _, want := range []State{Set, ""} {
		for _, p := range pieces {
			if standing[p.ID] == want {
				return p, true
			}
		}
	}
	return Piece{}, false
}

// Open says whether a piece may be looked at by now: it is the next one, or it was written, skipped or set. One of a later
// part is reached by skipping; nobody has to write one to see another.
func Open(standing map[string]State, p Piece) bool {
	next, any := Next(without(standing))
	return standing[p.ID] != "" || any && next.ID == p.ID
}

// without leaves out what a therapist set: the person's own order goes on beside it.
func without(standing map[string]State) map[string]State {
	out := map[string]State{}
	for id, s := range standing {
		out[id] = s
	}
	for id, s := range out {
		if s == Set {
			out[id] = Written
		}
	}
	return out
}
