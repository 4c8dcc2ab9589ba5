package record

import (
	"encoding/binary"
	"errors"
)

// The sizes of a control record and its parts.
const (
	Boxes       = 16               // always, whoever is in them
	BoxSize     = 1120 + 32 + 16   // a key, sealed to one member
	RosterPlain = 2 + 73 + 16*1297 // version, count, a wrapped key, and 16 places of role, name and keys
	RosterSize  = RosterPlain + SealOverhead
	ControlSize = controlFixed + Boxes*BoxSize + RosterSize + signatureSize

	controlFixed  = 8 + 4*32 // where the log stood, and the keys in the open
	signatureSize = 64
)

// The ways in which an envelope is not a control record.
var (
	ErrControlKind   = errors.New("record: not a control record")
	ErrControlNumber = errors.New("record: a first epoch that is not the first entry, or a later one that is")
)

// Control is the body of a control record: it starts an epoch. Before and Head are where the log stood;
// Auth is the public key that members of the epoch log in with; Owner is the owner's key from now on;
// Commit is a hash of the epoch's key; Boxes hold that key, each for one member or for nobody; Roster is
// sealed. Signature is by the owner whose key was in force before, or by Owner in the first of all.
type Control struct {
	Before    uint64
	Head      Hash
	Auth      [32]byte
	Owner     [32]byte
	Commit    Hash
	Boxes     [Boxes][]byte
	Roster    []byte
	Signature [signatureSize]byte
}

// Marshal returns the body of the envelope. Every box has BoxSize bytes and the roster RosterSize.
func (c Control) Marshal() []byte {
	b := make([]byte, 0, ControlSize)
	b = binary.BigEndian.AppendUint64(b, c.Before)
	b = append(b, c.Head[:]...)
	b = append(b, c.Auth[:]...)
	b = append(b, c.Owner[:]...)
	b = append(b, c.Commit[:]...)
	for _, box := range c.Boxes {
		if len(box) != BoxSize {
			panic("record: a box of another size")
		}
		b = append(b, box...)
	}
	if len(c.Roster) != RosterSize {
		panic("record: a roster of another size")
	}
	b = append(b, c.Roster...)
	return append(b, c.Signature[:]...)
}

// ParseControl reads the body of an envelope. Boxes and Roster are parts of it and not copies. It does
// not verify the signature: whoever knows the owner's key does that, over Signed.
func ParseControl(e Envelope) (Control, error) {
	if e.Kind != KindControl || len(e.Body) != ControlSize {
		return Control{}, ErrControlKind
	}
	b := e.Body
	cut := func(n int) []byte {
		part := b[:n:n]
		b = b[n:]
		return part
	}
	var c Control
	c.Before = binary.BigEndian.Uint64(cut(8))
	c.Head = Hash(cut(32))
	c.Auth = [32]byte(cut(32))
	c.Owner = [32]byte(cut(32))
	c.Commit = Hash(cut(32))
	for i := range c.Boxes {
		c.Boxes[i] = cut(BoxSize)
	}
	c.Roster = cut(RosterSize)
	c.Signature = [signatureSize]byte(cut(signatureSize))
	if (c.Before == 0) != (e.Epoch == 1) {
		return Control{}, ErrControlNumber
	}
	return c, nil
}

// Signed returns what the owner signs, without LabelControl, which goes before it: the space, the
// envelope's header, and the body up to the signature. e needs its Kind, Epoch and ID, not its Body.
func (c Control) Signed(space SpaceID, e Envelope) []byte {
	body := c.Marshal()
	b := make([]byte, 0, len(space)+boundSize+len(body))
	b = append(b, space[:]...)
	b = e.appendHeader(b)
	return append(b, body[:len(body)-signatureSize]...)
}
