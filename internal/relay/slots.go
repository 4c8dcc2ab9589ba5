package relay

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"sync"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// CodeHash is what is remembered of an invite code that was used.
func CodeHash(code string) record.Hash {
	return sha256.Sum256([]byte("snowdrop/1/relay/code\x00" + code))
}

// slot answers a call to a slot. Every one is signed for its locator, its method and its body.
func (c *call) slot(text string) error {
	l, err := relayapi.ParseLocator(text)
	if err != nil {
		return relayapi.ErrUnknown
	}
	nonce, signature, err := relayapi.ParseSlotAuthorization(c.req.Header.Get("Authorization"))
	if err != nil || !c.tokens.fresh(nonce, c.Now()) {
		return relayapi.ErrUnknown
	}
	if err := c.hourly(countLogins, c.Limits.Logins); err != nil {
		return err
	}
	var body []byte
	if c.req.Method == http.MethodPut {
		if body, err = c.body(maxSlotBody); err != nil {
			return err
		}
	}
	there, err := c.slotAt(l)
	if err != nil && !errors.Is(err, relayapi.ErrUnknown) {
		return err
	}
	signed := func(key [32]byte) bool {
		return verified(key, relayapi.LabelSlot, relayapi.SlotSigned(c.req.Host, c.req.Method, l, nonce, body), signature[:])
	}
	switch found := err == nil; {
	case c.req.Method == http.MethodPut:
		return c.putSlot(l, body, there, found, signed)
	case !found || !signed(there.Auth):
		return relayapi.ErrUnknown
	case c.req.Method == http.MethodGet:
		return c.answer(there.Blob[:])
	case c.req.Method == http.MethodDelete:
		c.short.drop(l)
		if err := c.Store.DropSlot(c.ctx(), l); err != nil {
			return err
		}
		return c.answer(nil)
	}
	return relayapi.ErrUnknown
}

const maxSlotBody = 32 + 1 + 32 + relayapi.SlotSize

func (c *call) slotAt(l relayapi.Locator) (Slot, error) {
	if s, found := c.short.at(l, c.Now()); found {
		return s, nil
	}
	return c.Store.Slot(c.ctx(), l)
}

// putSlot writes a slot. One that is there is signed for by its own key; a new one by the key that it brings,
// and by somebody who has a space here.
func (c *call) putSlot(l relayapi.Locator, body []byte, there Slot, found bool, signed func([32]byte) bool) error {
	asked, err := relayapi.DecodePutSlot(body)
	if err != nil {
		return err
	}
	key := asked.Auth
	if found {
		key = there.Auth
	}
	if !signed(key) || key != asked.Auth {
		return relayapi.ErrUnknown
	}
	if !found {
		if err := c.insider(c.req.Header.Get(relayapi.SlotToken), countSlots, c.Limits.Slots); err != nil {
			return err
		}
	}
	next := Slot{Auth: asked.Auth, Blob: [relayapi.SlotSize]byte(asked.Blob)}
	_, short := c.short.at(l, c.Now())
	switch {
	case short || !found && asked.Life != relayapi.LifeForever:
		err = c.short.put(l, asked.Previous, next, c.Now(), asked.Life)
	case found && asked.Life != relayapi.LifeForever:
		err = relayapi.ErrTaken // one that stays is not made to end
	default:
		err = c.Store.PutSlot(c.ctx(), l, asked.Previous, next)
	}
	if err != nil {
		return err
	}
	return c.answer(nil)
}

// insider asks for a token of a member or owner of any space, and counts what is done with it for that space for an hour,
// in memory.
func (c *call) insider(text string, what byte, limit uint32) error {
	k, err := c.tokens.decode(text, c.Now())
	if err != nil {
		return err
	}
	at, err := c.Store.Space(c.ctx(), k.space)
	if err != nil {
		return err
	}
	if has := k.right(at); has != rightMember && has != rightOwner {
		return relayapi.ErrUnknown
	}
	return c.bounds.one(c.Now(), what, k.space[:], limit)
}

// shortSlots are the slots that are never written anywhere.
type shortSlots struct {
	mu   sync.Mutex
	all  map[relayapi.Locator]shortSlot
	most int
}

type shortSlot struct {
	Slot
	ends time.Time
}

func newShortSlots(most int) *shortSlots {
	return &shortSlots{all: map[relayapi.Locator]shortSlot{}, most: most}
}

func (s *shortSlots) at(l relayapi.Locator, now time.Time) (Slot, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, found := s.all[l]
	if found && !now.Before(slot.ends) {
		delete(s.all, l)
		return Slot{}, false
	}
	return slot.Slot, found
}

// put writes a slot as Slots.PutSlot does. Writing again makes its life no longer.
func (s *shortSlots) put(l relayapi.Locator, previous record.Hash, next Slot, now time.Time, life uint8) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if there, found := s.all[l]; found {
		if there.Slot == next {
			return nil
		}
		if !next.Follows(there.Slot, previous) {
			return relayapi.ErrTaken
		}
		s.all[l] = shortSlot{next, there.ends}
		return nil
	}
	if previous != (record.Hash{}) {
		return relayapi.ErrTaken
	}
	if len(s.all) >= s.most {
		for old, slot := range s.all {
			if !now.Before(slot.ends) {
				delete(s.all, old)
			}
		}
		if len(s.all) >= s.most {
			return relayapi.ErrBusy
		}
	}
	ends := now.Add(minutes)
	if life == relayapi.LifeDays {
		// Those that stay for days get half of the room: they must not keep people from adding a device.
		if ends = now.Add(48 * time.Hour); s.staying(now) >= s.most/2 {
			return relayapi.ErrBusy
		}
	}
	s.all[l] = shortSlot{next, ends}
	return nil
}

// minutes is the life of a slot in which two devices meet.
const minutes = 2 * time.Minute

// staying is how many slots have more than minutes to live.
func (s *shortSlots) staying(now time.Time) (n int) {
	for _, slot := range s.all {
		if slot.ends.Sub(now) > minutes {
			n++
		}
	}
	return n
}

func (s *shortSlots) drop(l relayapi.Locator) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, l)
}
