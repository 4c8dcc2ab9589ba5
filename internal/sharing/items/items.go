// Package items is what people put into a space that they share: which kinds of item there are, who may write each, and
// whether a body is one of its kind. It must never read a clock, a disk or a network, or know who somebody is.
//
// An item never changes. What is to be different is taken back and put anew. Spec: docs/format.md.
package items

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// The kinds of item. A kind is never given another meaning.
const (
	KindCopy   uint8 = 64 // a copy of something that was kept
	KindAnswer uint8 = 65 // an answer that is sealed until both have answered
	KindKey    uint8 = 66 // what opens such an answer
	KindMoment uint8 = 67 // something that two do or say to each other
	KindAsk    uint8 = 68 // what a professional asks for
	KindReply  uint8 = 69 // written words to another item
	KindLeave  uint8 = 70 // whoever wrote it has left
	KindTerms  uint8 = 71 // what the space is
	KindCandle uint8 = 72 // a candle that was lit, for both
)

// Role says what somebody is to a space. It stands in the roster, which only the host signs.
type Role uint8

const (
	RoleMember       Role = 1 // writes as the host does
	RoleHost         Role = 2 // decides who is in
	RoleProfessional Role = 3 // asks and answers
)

// Space says what a space is for.
type Space uint8

const (
	Pair Space = 1 // two who both write
	Care Space = 2 // a person, who is the host, and a professional
)

// writes is who may write what. What is not here nobody may. A candle is for two: in a space of care it would have a professional see
// on which evenings somebody mourns, and who asks and answers there lights none.
var writes = map[Space]map[Role][]uint8{
	Pair: {
		RoleHost:   {KindCopy, KindAnswer, KindKey, KindMoment, KindReply, KindLeave, KindTerms, KindCandle},
		RoleMember: {KindCopy, KindAnswer, KindKey, KindMoment, KindReply, KindLeave, KindCandle},
	},
	Care: {
		RoleHost:         {KindCopy, KindReply, KindLeave, KindTerms},
		RoleProfessional: {KindAsk, KindReply, KindLeave},
	},
}

// May says whether somebody in this role may write this kind.
func May(space Space, role Role, kind uint8) bool { return slices.Contains(writes[space][role], kind) }

// ErrBody says that a body is not one of its kind.
var ErrBody = errors.New("items: not a body of this kind")

// Reads says whether a body is one of its kind. What a newer version has added to it is no reason against.
func Reads(kind uint8, body []byte) bool {
	var err error
	switch kind {
	case KindCopy:
		_, err = DecodeCopy(body)
	case KindAnswer:
		_, err = DecodeAnswer(body)
	case KindKey:
		_, err = DecodeKey(body)
	case KindMoment:
		_, err = DecodeMoment(body)
	case KindAsk:
		_, err = DecodeAsk(body)
	case KindReply:
		_, err = DecodeReply(body)
	case KindLeave:
		_, err = ParseLeave(body)
	case KindTerms:
		_, err = ParseTerms(body)
	case KindCandle:
		_, err = DecodeCandle(body)
	default:
		return false
	}
	return err == nil
}

// object says whether bytes are one JSON object.
func object(body []byte) bool {
	return bytes.HasPrefix(body, []byte("{")) && json.Valid(body)
}
