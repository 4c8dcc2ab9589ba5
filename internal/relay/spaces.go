package relay

import (
	"errors"
	"io"
	"net/http"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// bodyTime is how long a caller who showed a right may take for one body, over a very slow line.
const bodyTime = 3 * time.Minute

// strangersTime is how long whoever has shown none yet may take.
const strangersTime = 45 * time.Second

// body reads the body of a call if it has at most limit bytes. Room is made for what the caller announced, and
// only within what all callers together may take.
func (c *call) body(limit int) ([]byte, error) {
	length := c.req.ContentLength
	if length > int64(limit) {
		return nil, relayapi.ErrTooLarge
	}
	if length < 0 {
		length = int64(limit) + 1
	}
	if err := c.hold(length); err != nil {
		return nil, err
	}
	if limit > maxLogin {
		// Not every server can; then its own bound holds.
		patience := bodyTime
		if c.stranger() {
			patience = strangersTime
		}
		_ = http.NewResponseController(c.w).SetReadDeadline(time.Now().Add(patience))
	}
	if c.req.ContentLength >= 0 {
		b := make([]byte, length)
		if _, err := io.ReadFull(c.req.Body, b); err != nil {
			return nil, relayapi.ErrMalformed
		}
		return b, nil
	}
	b, err := io.ReadAll(io.LimitReader(c.req.Body, length))
	switch {
	case err != nil:
		return nil, relayapi.ErrMalformed
	case len(b) > limit:
		return nil, relayapi.ErrTooLarge
	}
	return b, nil
}

// create makes a space out of the first control record of its log.
func (c *call) create() error {
	if err := c.hourly(countSpaces, c.Limits.Spaces); err != nil {
		return err
	}
	body, err := c.body(1 + relayapi.MaxCode + record.MaxEnvelope)
	if err != nil {
		return err
	}
	asked, err := relayapi.DecodeCreate(body)
	if err != nil {
		return err
	}
	e, control, err := controlOf(asked.Genesis)
	if err != nil {
		return err
	}
	space := record.SpaceOf(control.Owner)
	if control.Before != 0 || control.Head != record.FirstHead(space) || !ownerSigned(space, e, control, control.Owner) {
		return relayapi.ErrMalformed
	}
	used, err := c.mayCreate(space, asked)
	if err != nil {
		return err
	}
	first := Epoch{Epoch: 1, Auth: control.Auth, Owner: control.Owner, Envelope: asked.Genesis}
	if err := c.Store.Create(c.ctx(), space, first, used); err != nil {
		return err
	}
	c.counted.spaces.Add(1)
	return c.answer(relayapi.EncodeHead(1))
}

// mayCreate says whether this relay takes a new space, and which code that uses up. A space that is there may
// be sent again without: its answer was lost. Whoever has a space here may make further ones, to share with others, and
// shows that with a token. Which space it was of is looked at and forgotten.
func (c *call) mayCreate(space record.SpaceID, asked relayapi.Create) (*record.Hash, error) {
	if c.Spaces == relayapi.SpacesOpen {
		return nil, nil
	}
	if _, err := c.Store.Space(c.ctx(), space); err == nil {
		return nil, nil
	}
	if text := c.req.Header.Get(relayapi.SlotToken); text != "" {
		return nil, c.insider(text, countMore, c.Limits.Spaces)
	}
	if c.Spaces != relayapi.SpacesCode {
		return nil, relayapi.ErrClosed
	}
	if c.Code == nil || asked.Code == "" || !c.Code(asked.Code) {
		return nil, relayapi.ErrCode
	}
	used := CodeHash(asked.Code)
	return &used, nil
}

func controlOf(envelope []byte) (record.Envelope, record.Control, error) {
	e, err := record.ParseEnvelope(envelope)
	if err != nil {
		return e, record.Control{}, relayapi.ErrMalformed
	}
	control, err := record.ParseControl(e)
	if err != nil {
		return e, control, relayapi.ErrMalformed
	}
	return e, control, nil
}

func ownerSigned(space record.SpaceID, e record.Envelope, c record.Control, owner [32]byte) bool {
	return verified(owner, record.LabelControl, c.Signed(space, e), c.Signature[:])
}

// inSpace finds what is asked for within a space.
func (c *call) inSpace(space record.SpaceID, method string, parts []string) error {
	name := method
	if len(parts) > 0 {
		name += " " + parts[0]
	}
	switch {
	case len(parts) == 0 && name == "DELETE":
		return c.deleteSpace(space)
	case len(parts) == 1 && name == "GET log":
		return c.readLog(space)
	case len(parts) == 1 && name == "POST log":
		return c.append(space)
	case len(parts) == 2 && name == "DELETE log":
		return c.deleteEntry(space, parts[1])
	case len(parts) == 1 && name == "GET control":
		return c.readControl(space)
	case len(parts) == 1 && name == "POST control":
		return c.rotate(space)
	case len(parts) >= 2 && parts[0] == "blobs":
		return c.inBlob(space, parts[1:])
	}
	return relayapi.ErrUnknown
}

func (c *call) deleteSpace(space record.SpaceID) error {
	if _, _, err := c.allowed(space, rightOwner); err != nil {
		return err
	}
	if err := c.Store.Drop(c.ctx(), space); err != nil && !errors.Is(err, relayapi.ErrUnknown) {
		return err
	}
	c.live.EndWhere(space, func(token) bool { return true })
	return c.answer(nil)
}

// after reads the one number that a list is asked from.
func (c *call) after() (uint64, error) {
	q := c.req.URL.RawQuery
	if len(q) < 7 || q[:6] != "after=" {
		return 0, relayapi.ErrMalformed
	}
	n, ok := relayapi.Number(q[6:])
	if !ok || n > 1<<62 {
		return 0, relayapi.ErrMalformed
	}
	return n, nil
}

func (c *call) readLog(space record.SpaceID) error {
	_, at, err := c.allowed(space, rightMember, rightOwner)
	if err != nil {
		return err
	}
	after, err := c.after()
	if err != nil {
		return err
	}
	if after < at.Head {
		if err := c.hold(int64(min(relayapi.MaxBody, (at.Head-after)*record.MaxEnvelope))); err != nil {
			return err
		}
	}
	at, items, err := c.Store.Read(c.ctx(), space, after, relayapi.MaxBody-8)
	if err != nil {
		return err
	}
	size := 8
	for _, item := range items {
		size += relayapi.ItemSize(item)
	}
	b := append(make([]byte, 0, size), relayapi.EncodeHead(at.Head)...)
	for _, item := range items {
		b = relayapi.AppendItem(b, item)
	}
	return c.answer(b)
}

func (c *call) append(space record.SpaceID) error {
	k, err := c.shown(space)
	if err != nil {
		return err
	}
	body, err := c.body(relayapi.MaxBody)
	if err != nil {
		return err
	}
	asked, err := relayapi.DecodeAppend(body)
	if err == nil && !ofEpoch(asked.Envelopes, k.epoch) {
		err = relayapi.ErrMalformed
	}
	if err != nil {
		if _, _, refused := c.allowed(space, rightMember); refused != nil {
			return refused // who was a member hears nothing else
		}
		return err
	}
	head, err := c.Store.Append(c.ctx(), space, Batch{asked.Expect, k.epoch, k.key, asked.Envelopes}, c.Quota)
	if errors.Is(err, ErrEpoch) {
		return relayapi.ErrUnknown // was a member
	}
	if err != nil {
		return err
	}
	c.counted.appends.Add(1)
	c.counted.records.Add(uint64(len(asked.Envelopes)))
	c.live.Tell(space, head)
	return c.answer(relayapi.EncodeHead(head))
}

func ofEpoch(envelopes [][]byte, epoch uint32) bool {
	for _, b := range envelopes {
		if e, err := record.ParseEnvelope(b); err != nil || e.Epoch != epoch {
			return false
		}
	}
	return true
}

func (c *call) readControl(space record.SpaceID) error {
	if _, _, err := c.allowed(space, rightCatchUp, rightMember, rightOwner); err != nil {
		return err
	}
	after, err := c.after()
	if err != nil || after > 1<<32-1 {
		return relayapi.ErrMalformed
	}
	if err := c.hold(relayapi.MaxBody); err != nil {
		return err
	}
	all, err := c.Store.Controls(c.ctx(), space, uint32(after), relayapi.MaxBody)
	if err != nil {
		return err
	}
	var b []byte
	for _, e := range all {
		b = append(b, e...)
	}
	return c.answer(b)
}

// rotate starts an epoch. The owner shows a token, and signed what it brings with the key that is in force.
func (c *call) rotate(space record.SpaceID) error {
	_, at, err := c.allowed(space, rightOwner)
	if err != nil {
		return err
	}
	body, err := c.body(8 + record.MaxEnvelope)
	if err != nil {
		return err
	}
	asked, err := relayapi.DecodeRotate(body)
	if err != nil {
		return err
	}
	e, control, err := controlOf(asked.Envelope)
	if err != nil {
		return err
	}
	if e.Epoch < 2 || control.Before != asked.Expect || !ownerSigned(space, e, control, at.Owner) {
		return relayapi.ErrMalformed
	}
	next := Epoch{Expect: asked.Expect, Epoch: e.Epoch, Auth: control.Auth, Owner: control.Owner, Envelope: asked.Envelope}
	head, err := c.Store.Rotate(c.ctx(), space, next, c.Quota+ownersReserve)
	if err != nil {
		return err
	}
	c.live.Tell(space, head)
	c.endEpoch(space, State{Epoch: e.Epoch, Auth: control.Auth, Owner: control.Owner})
	return c.answer(relayapi.EncodeHead(head))
}

// deleteEntry deletes the bytes of an entry, for the owner or for whoever shows its delete token.
func (c *call) deleteEntry(space record.SpaceID, number string) error {
	k, at, err := c.allowed(space, rightMember, rightOwner)
	if err != nil {
		return err
	}
	body, err := c.body(maxLogin)
	if err != nil {
		return err
	}
	secret, given, err := relayapi.DecodeDelete(body)
	if err != nil {
		return err
	}
	n, ok := relayapi.Number(number)
	if !ok || n == 0 || n > at.Head {
		return relayapi.ErrUnknown
	}
	_, items, err := c.Store.Read(c.ctx(), space, n-1, 1)
	if err != nil {
		return err
	}
	if len(items) != 1 {
		return relayapi.ErrUnknown
	}
	if items[0].Envelope == nil {
		return c.strip(space, n) // again, or damaged
	}
	e, err := record.ParseEnvelope(items[0].Envelope)
	if err != nil {
		return err
	}
	if e.Kind == record.KindControl {
		return relayapi.ErrMalformed // who was a member has to find the way to the newest epoch
	}
	if k.role != relayapi.RoleOwner && (!given || record.DeleteHash(secret) != e.Delete) {
		return relayapi.ErrUnknown
	}
	return c.strip(space, n)
}

func (c *call) strip(space record.SpaceID, n uint64) error {
	if err := c.Store.Strip(c.ctx(), space, n); err != nil {
		return err
	}
	return c.answer(nil)
}
