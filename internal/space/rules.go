package space

import (
	"bytes"
	"errors"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// What makes an entry mean nothing, and does not stop the space: it is kept in the chain.
var (
	errUnreadable = errors.New("space: unreadable")
	errClosed     = errors.New("space: of an epoch without a key")
)

// offer is an item on its way in, and what the rules have found out about it so far.
type offer struct {
	s        *Space
	item     record.Item
	leaf     record.Hash
	envelope record.Envelope

	bytes            []byte // of a record, opened
	plain            inside.Plain
	author           Member
	replaces, padded []byte

	control     record.Control
	open        bool     // whether this device has the key of the epoch that begins
	key         seal.Key // if so
	roster      []Member
	hasPrevious bool
	previous    seal.Key
}

// rule is one reason to refuse an item, or to let it mean nothing. Each is needed: the tests take them
// out one by one and watch an attack succeed.
type rule struct {
	name  string
	holds func(*offer) error
}

// rules are asked in this order, the first for every item with an envelope. What comes first is what
// only a relay can do wrong. Then comes who wrote it: an entry of a stranger means nothing, whatever it
// says. Only what its author has signed can show that the log has forked.
type rules struct {
	parses                rule
	stub, record, control []rule
}

var rulesInForce = rules{
	parses: rule{"the envelope parses", envelopeParses},
	stub: []rule{
		{"the number is the next", numberIsNext},
		{"no stub in place of the first control record", stubIsNotFirst},
		{"the log comes by what was handed over", headIsTheOneHandedOver},
	},
	record: []rule{
		{"the number is the next", numberIsNext},
		{"no control record was hidden by a stub", noControlIsMissing},
		{"the epoch is in force", epochIsInForce},
		{"the log comes by what was handed over", headIsTheOneHandedOver},
		{"there is a key", thereIsAKey},
		{"it opens", recordOpens},
		{"it has an author and a type", recordSplits},
		{"the author is in the roster", authorIsIn},
		{"the signature is the author's", signatureIsTheAuthors},
		{"the signed head is mine", signedHeadIsMine},
		{"what it replaces came before", replacesWhatCameBefore},
		{"it holds a record", recordIsInside},
		{"what it replaces is of the same item", replacesTheSameItem},
	},
	control: []rule{
		{"the number is the next", numberIsNext},
		{"no control record was hidden by a stub", noControlIsMissing},
		{"the epoch is the next", epochIsNext},
		{"the first owner is whom the ID names", firstOwnerIsNamed},
		{"the owner in force has signed it", ownerHasSigned},
		{"the signed head is mine", controlHeadIsMine},
		{"it is the one that I caught up with", controlIsTheOneAhead},
		{"the log comes by what was handed over", headIsTheOneHandedOver},
		{"the key is the one committed to", keyIsCommittedTo},
		{"members log in with the key", authIsOfTheKey},
		{"the roster opens and is possible", rosterIsPossible},
		{"the key before is the one committed to", previousIsCommittedTo},
		{"there is a key, or has been one", notBehind},
	},
}

// -- Of every item.

func numberIsNext(o *offer) error {
	if o.item.N != o.s.n+1 {
		return ErrNumber
	}
	return nil
}

func envelopeParses(o *offer) (err error) {
	if o.envelope, err = record.ParseEnvelope(o.item.Envelope); err != nil {
		return errors.Join(ErrEnvelope, err)
	}
	if o.envelope.Kind != record.KindControl {
		return nil
	}
	if o.control, err = record.ParseControl(o.envelope); err != nil {
		return errors.Join(ErrControl, err)
	}
	return nil
}

// headIsTheOneHandedOver holds the log of a new device against what the old one had seen. Without it a
// relay could show a new device an old world, in which a removed one is still in.
func headIsTheOneHandedOver(o *offer) error {
	next := o.s.head.Next(o.leaf)
	if o.item.N == o.s.mark.n && next != o.s.mark.head {
		return &ForkError{N: o.item.N, Mine: o.s.mark.head, Theirs: next, Signed: o.item.N}
	}
	return nil
}

// -- Of stubs.

func stubIsNotFirst(o *offer) error {
	if o.item.N == 1 {
		return ErrControl
	}
	return nil
}

// noControlIsMissing tells an epoch that nobody announced from one whose control record is a stub. No
// one may delete a control record, so there the relay or the owner did.
func noControlIsMissing(o *offer) error {
	expected := o.s.epoch
	if o.envelope.Kind == record.KindControl {
		expected++
	}
	if i := len(o.s.holes) - 1; o.envelope.Epoch > expected && i >= 0 && o.s.holes[i] > o.s.lastControl {
		return ErrControl
	}
	return nil
}

// -- Of records.

func epochIsInForce(o *offer) error {
	if o.envelope.Epoch != o.s.epoch {
		return ErrEpoch
	}
	return nil
}

func thereIsAKey(o *offer) error {
	if !o.s.readable() {
		return errClosed
	}
	return nil
}

func recordOpens(o *offer) (err error) {
	aad := bound(seal.LabelSpaceRecordSeal, o.s.id, o.envelope)
	if o.bytes, err = seal.Open(o.s.records, o.envelope.Body, aad); err != nil {
		return errUnreadable
	}
	return nil
}

func recordSplits(o *offer) (err error) {
	if o.plain, o.replaces, o.padded, err = inside.SplitPlain(o.bytes); err != nil {
		return errUnreadable
	}
	return nil
}

func authorIsIn(o *offer) error {
	var in bool
	if o.author, in = o.s.member(o.plain.Author); !in {
		return errUnreadable
	}
	return nil
}

func signatureIsTheAuthors(o *offer) error {
	unsigned := o.bytes[:len(o.bytes)-inside.SignatureSize]
	if !seal.Verify(o.author.Keys.Sign, seal.LabelSpaceRecordSign, recordSigned(o.s.id, o.envelope, unsigned), o.plain.Signature[:]) {
		return errUnreadable
	}
	return nil
}

func signedHeadIsMine(o *offer) error { return o.s.headIs(o.plain.Before, o.plain.Head) }

func (s *Space) headIs(n uint64, head record.Hash) error {
	if n != s.n || head != s.head {
		return &ForkError{N: s.n, Mine: s.head, Theirs: head, Signed: n}
	}
	return nil
}

func replacesWhatCameBefore(o *offer) (err error) {
	if o.plain.Replaces, err = inside.ParseReplaces(o.replaces, o.plain.Before); err != nil {
		return errUnreadable
	}
	return nil
}

func recordIsInside(o *offer) (err error) {
	if o.plain.Record, err = inside.ParseRecord(o.plain.Type, o.plain.Item, o.padded); err != nil {
		return errUnreadable
	}
	return nil
}

// replacesTheSameItem does not refuse the record, it passes over the foreign number: what one device
// knows of old entries another may have lost, and both must come to the same items.
func replacesTheSameItem(o *offer) error {
	var same []uint64
	for _, n := range o.plain.Replaces {
		if n > uint64(len(o.s.items)) || o.s.items[n-1] == (record.ID{}) || o.s.items[n-1] == o.plain.Item {
			same = append(same, n)
		}
	}
	o.plain.Replaces = same
	return nil
}

// -- Of control records.

func epochIsNext(o *offer) error {
	if o.envelope.Epoch != o.s.epoch+1 {
		return ErrEpoch
	}
	return nil
}

// firstOwnerIsNamed makes the space's ID prove itself: nobody else can begin a space of this ID.
func firstOwnerIsNamed(o *offer) error { return o.s.named(o.s.epoch, o.control) }

func (s *Space) named(before uint32, c record.Control) error {
	if before == 0 && record.SpaceOf(c.Owner) != s.id {
		return ErrControl
	}
	return nil
}

func ownerHasSigned(o *offer) error {
	return o.s.signed(o.s.epoch, o.s.inForce, o.envelope, o.control)
}

// signed says whether a control record is signed by the owner who was in force in the epoch before; the
// first of all by the owner whom it names.
func (s *Space) signed(before uint32, owner seal.PublicKey, e record.Envelope, c record.Control) error {
	if before == 0 {
		owner = c.Owner
	}
	if !seal.Verify(owner, record.LabelControl, c.Signed(s.id, e), c.Signature[:]) {
		return ErrControl
	}
	return nil
}

func controlHeadIsMine(o *offer) error { return o.s.headIs(o.control.Before, o.control.Head) }

// controlIsTheOneAhead notices an owner who starts one epoch in two ways.
func controlIsTheOneAhead(o *offer) error {
	if leaf, ok := o.s.ahead.leafs[o.envelope.Epoch]; ok && leaf != o.leaf {
		return &ForkError{N: o.item.N, Mine: leaf, Theirs: o.leaf, Signed: o.item.N}
	}
	return nil
}

// keyIsCommittedTo looks for the key on its way. Two members whose boxes hold different keys would read
// two different logs; all see the same commitment, so only one of them can have the right key.
func keyIsCommittedTo(o *offer) error {
	o.key, o.open = o.s.find(o.envelope.Epoch, o.control)
	return keyFits(o)
}

func keyFits(o *offer) error {
	if o.open && record.Hash(o.key.Commit(seal.LabelSpaceCommit)) != o.control.Commit {
		return ErrControl
	}
	return nil
}

func authIsOfTheKey(o *offer) error {
	if o.open && o.key.SignKey(seal.LabelSpaceAuth).Public() != seal.PublicKey(o.control.Auth) {
		return ErrControl
	}
	return nil
}

func rosterIsPossible(o *offer) error {
	if !o.open {
		return nil
	}
	roster, err := openRoster(o.s.id, o.key, o.envelope, o.control)
	if err != nil {
		return errors.Join(ErrControl, err)
	}
	o.roster = roster.Members
	o.previous, o.hasPrevious, err = previousKey(o.s.id, o.key, o.envelope, roster)
	return err
}

func previousIsCommittedTo(o *offer) error { return o.previousFits(o.s.commit) }

// previousFits also refuses a key of before the first epoch: where nothing is committed to, no key fits.
func (o *offer) previousFits(commit record.Hash) error {
	if o.hasPrevious && record.Hash(o.previous.Commit(seal.LabelSpaceCommit)) != commit {
		return ErrControl
	}
	return nil
}

// notBehind keeps a device that was let in later from walking past entries that it can read once it
// has caught up.
func notBehind(o *offer) error {
	if !o.open && o.s.status == Joining && o.s.ahead.epoch == 0 {
		return ErrBehind
	}
	return nil
}

// find returns the key of an epoch: the one this device has already, or the one in its box, or in the
// owner's. It does not check it.
func (s *Space) find(epoch uint32, c record.Control) (seal.Key, bool) {
	if k, ok := s.keys[epoch]; ok {
		return k, true
	}
	context := boxContext(s.id, epoch, c.Before, c.Head)
	for _, private := range s.boxKeys() {
		for _, box := range c.Boxes {
			if k, err := private.OpenBox(box, seal.LabelSpaceBox, context); err == nil {
				return k, true
			}
		}
	}
	return seal.Key{}, false
}

func openRoster(id record.SpaceID, k seal.Key, e record.Envelope, c record.Control) (inside.Roster, error) {
	plain, err := seal.Open(k.Derive(seal.LabelSpaceRoster), c.Roster, bound(seal.LabelSpaceRosterSeal, id, e))
	if err != nil {
		return inside.Roster{}, err
	}
	return inside.ParseRoster(plain)
}

// previousKey returns the key of the epoch before, if the owner has left it for newcomers.
func previousKey(id record.SpaceID, k seal.Key, e record.Envelope, r inside.Roster) (seal.Key, bool, error) {
	if bytes.Equal(r.Previous[:], make([]byte, inside.WrappedSize)) {
		return seal.Key{}, false, nil
	}
	previous, err := k.Derive(seal.LabelSpacePrevious).Unwrap(r.Previous[:], bound(seal.LabelSpacePreviousWrap, id, e))
	if err != nil {
		return seal.Key{}, false, errors.Join(ErrControl, err)
	}
	return previous, true, nil
}
