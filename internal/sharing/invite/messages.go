package invite

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/words"
)

// Two people come to share a space through one slot, which they both find and open with the seven words of the invite. Its
// content goes ask → answer → done, each taking the place of the one before by compare-and-swap, so that only one can
// answer. Every message names the one before by its hash. Spec: docs/protocol.md, "Inviting", and docs/format.md, 15.3.

// Words is how many words an invite has.
const Words = slots.Words

// A Slot is what the words of an invite lead to. No words of a home, a kit or a pairing lead to the same.
type Slot struct {
	slots.Slot
	key seal.Key // the stretched words
}

// SlotOf returns the slot of words. stretch is seal.StretchWords.
func SlotOf(stretch func(words, label string) seal.Key, words []string) Slot {
	key := stretch(strings.Join(words, " "), seal.LabelSlotInvite)
	return Slot{slots.From(key), key}
}

// Role is what somebody is in the space that the two will share.
type Role byte

// The roles. The host makes the space and decides who is in; a guest's keys are put into it.
const (
	Host  Role = 1
	Guest Role = 2
)

func (r Role) other() Role { return Host + Guest - r }

// Sort is what the two will share. The numbers are those of sharing.Kind.
type Sort byte

// The sorts: two who both write, and somebody with her professional, who is the guest whoever invites.
const (
	Pair Sort = 1
	Care Sort = 2
)

// Party is one of the two as the other one sees it. A host has a key that Done is signed with, a guest the keys of the
// member that it will be.
type Party struct {
	Role Role
	Sign seal.PublicKey
	Box  []byte // of a guest
	Name string
}

// Ask is what whoever invites says first.
type Ask struct {
	Sort Sort
	Party
}

// Answer is what the other one says.
type Answer struct {
	Ask [32]byte // hash of the slot's content before
	Party
}

// Ending is how an invite ended.
type Ending byte

// The ways in which an invite ends.
const (
	LetIn   Ending = 1 // by the host
	SaidNo  Ending = 2 // somebody compared, and it was not the same
	GivenUp Ending = 3 // somebody thought better of it
)

// Done ends an invite. Only LetIn has a box for the guest, what space.Join needs under the key in the box, and the host's
// signature: without it, whoever has the words could lead the guest elsewhere after the two have compared.
type Done struct {
	Before    [32]byte // hash of the slot's content before
	How       Ending
	Box       []byte
	Handover  []byte
	Signature []byte
}

const (
	version       = 1
	slotPlain     = relayapi.SlotSize - seal.Overhead
	signatureSize = 64
)

func (s Slot) aad(label string) []byte {
	at := s.Login().Locator
	return append([]byte(label), at[:]...)
}

func (s Slot) seal(label string, plain []byte) []byte {
	plain = append([]byte{version}, plain...)
	plain = append(plain, make([]byte, slotPlain-len(plain))...)
	return seal.Seal(s.key.Derive(seal.LabelInviteSeal), plain, s.aad(label))
}

// open returns what follows the version, with the zeros at the end.
func (s Slot) open(label string, blob []byte) (reader, bool) {
	plain, err := seal.Open(s.key.Derive(seal.LabelInviteSeal), blob, s.aad(label))
	if err != nil || len(plain) != slotPlain || plain[0] != version {
		return reader{}, false
	}
	return reader{b: plain[1:]}, true
}

func (p Party) append(b []byte) []byte {
	b = append(b, byte(p.Role))
	b = append(b, p.Sign[:]...)
	if p.Role == Guest {
		b = append(b, p.Box...)
	}
	return append(append(b, byte(len(p.Name))), p.Name...)
}

// party is false where a role or a name is not one that anybody would write.
func (r *reader) party() (p Party, ok bool) {
	p.Role = Role(r.byte())
	copy(p.Sign[:], r.cut(len(p.Sign)))
	if p.Role == Guest {
		p.Box = r.cut(seal.BoxPublicSize)
	}
	p.Name = string(r.cut(int(r.byte())))
	return p, (p.Role == Host || p.Role == Guest) && goodName(p.Name)
}

// goodName says whether a name can stand in a sentence without changing how the rest of it reads.
func goodName(name string) bool {
	return name != "" && len(name) <= space.MaxName && utf8.ValidString(name) && !strings.ContainsFunc(name, rearranges)
}

// rearranges finds what breaks a line, and what turns the direction of the text around a name.
func rearranges(r rune) bool {
	return unicode.IsControl(r) || r == 0x061c || r >= 0x200e && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// CleanName is a name as it can be said to somebody else, or nothing.
func CleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if rearranges(r) {
			return ' '
		}
		return r
	}, name)
	return strings.TrimSpace(space.CleanName(strings.Join(strings.Fields(name), " ")))
}

// Seal returns what the slot is to hold.
func (a Ask) Seal(s Slot) []byte {
	return s.seal(seal.LabelInviteAsk, a.Party.append([]byte{byte(a.Sort)}))
}

// OpenAsk reads what Ask.Seal wrote, and false for everything else.
func OpenAsk(s Slot, blob []byte) (a Ask, ok bool) {
	r, ok := s.open(seal.LabelInviteAsk, blob)
	if !ok {
		return Ask{}, false
	}
	a.Sort = Sort(r.byte())
	a.Party, ok = r.party()
	// Only somebody who works with people asks to be a guest.
	known := a.Sort == Care || a.Sort == Pair && a.Role == Host
	return a, ok && known && r.blank()
}

// Seal returns what the slot is to hold.
func (a Answer) Seal(s Slot) []byte {
	return s.seal(seal.LabelInviteAnswer, a.Party.append(append([]byte(nil), a.Ask[:]...)))
}

// OpenAnswer reads what Answer.Seal wrote, and false for everything else.
func OpenAnswer(s Slot, blob []byte) (a Answer, ok bool) {
	r, ok := s.open(seal.LabelInviteAnswer, blob)
	if !ok {
		return Answer{}, false
	}
	copy(a.Ask[:], r.cut(len(a.Ask)))
	a.Party, ok = r.party()
	return a, ok && r.blank()
}

// answers says whether an answer is one to this ask, from somebody who can be the other one.
func (a Answer) answers(ask Ask, raw []byte) bool {
	return a.Ask == slots.Fingerprint(raw) && a.Role == ask.Role.other()
}

// Seal returns what the slot is to hold.
func (e Done) Seal(s Slot) []byte {
	b := append(append([]byte(nil), e.Before[:]...), byte(e.How))
	if e.How == LetIn {
		b = append(append(append(b, e.Box...), e.Handover...), e.Signature...)
	}
	return s.seal(seal.LabelInviteDone, b)
}

// OpenDone reads what Done.Seal wrote, and false for everything else.
func OpenDone(s Slot, blob []byte) (e Done, ok bool) {
	r, ok := s.open(seal.LabelInviteDone, blob)
	if !ok {
		return Done{}, false
	}
	copy(e.Before[:], r.cut(len(e.Before)))
	e.How = Ending(r.byte())
	switch e.How {
	case LetIn:
		e.Box, e.Handover, e.Signature = r.cut(seal.BoxSize), r.cut(space.HandoverSize), r.cut(signatureSize)
	case SaidNo, GivenUp:
	default:
		return Done{}, false
	}
	return e, r.blank()
}

// signed is what the host's signature of LetIn is of.
func (e Done) signed(transcript [32]byte) []byte {
	return append(append(transcript[:], e.Box...), e.Handover...)
}

// Transcript is what both saw, in one hash. A third one between them makes it differ.
func Transcript(s Slot, ask, answer []byte) [32]byte {
	a, b := sha256.Sum256(ask), sha256.Sum256(answer)
	h := append(s.aad(seal.LabelInviteTranscript), a[:]...)
	return sha256.Sum256(append(h, b[:]...))
}

// compareWords is how many words people compare: 64 bits.
const compareWords = 5

// Compare returns the words that both sides show. It takes as long as stretching words does: an invite is good for two days,
// and somebody who stands between the two could try for as long to find an answer of his own that gives the same five.
func Compare(stretch func(words, label string) seal.Key, transcript [32]byte) []string {
	token := stretch(hex.EncodeToString(transcript[:]), seal.LabelInviteCompare).Token(seal.LabelInviteWords, nil)
	return words.FromBytes(token[:], compareWords)
}

func handoverAAD(transcript [32]byte) []byte {
	return append([]byte(seal.LabelInviteHandover), transcript[:]...)
}

// welcome is the message that lets a guest in. handover is what internal/sharing gives for a key and what it is bound to.
func welcome(s Slot, ask, answer []byte, guest Party, host seal.SignKey, handover func(under seal.Key, aad []byte) ([]byte, error)) ([]byte, error) {
	t, under := Transcript(s, ask, answer), seal.NewKey()
	box, err := seal.SealBox(guest.Box, seal.LabelInviteBox, t[:], under)
	if err != nil {
		return nil, err
	}
	over, err := handover(under, handoverAAD(t))
	if err != nil {
		return nil, err
	}
	e := Done{Before: slots.Fingerprint(answer), How: LetIn, Box: box, Handover: over}
	signature := host.Sign(seal.LabelInviteSign, e.signed(t))
	e.Signature = signature[:]
	return e.Seal(s), nil
}

// enter reads a welcome as the guest, who has compared the words of this ask and answer. It is false for every other.
func (e Done) enter(s Slot, ask, answer []byte, host Party, self space.Self) (*space.Space, bool) {
	t := Transcript(s, ask, answer)
	if e.How != LetIn || e.Before != slots.Fingerprint(answer) || !seal.Verify(host.Sign, seal.LabelInviteSign, e.signed(t), e.Signature) {
		return nil, false
	}
	under, err := self.Key().BoxKey(seal.LabelMemberBox).OpenBox(e.Box, seal.LabelInviteBox, t[:])
	if err != nil {
		return nil, false
	}
	joined, err := space.Join(under, handoverAAD(t), e.Handover, self)
	return joined, err == nil
}

// reader cuts bytes from the front. After the first that is missing everything is zero.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) cut(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	part := r.b[:n:n]
	r.b = r.b[n:]
	return part
}

func (r *reader) byte() byte {
	if b := r.cut(1); b != nil {
		return b[0]
	}
	return 0
}

// blank says that nothing is missing, and nothing but zeros left.
func (r *reader) blank() bool {
	for _, b := range r.b {
		r.bad = r.bad || b != 0
	}
	return !r.bad
}
