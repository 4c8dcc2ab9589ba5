package invite

import (
	"bytes"
	"cmp"
	"context"
	"strings"

	"snowdrop/internal/devices"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/words"
)

// Wish is an invite that a person wants to make.
type Wish struct {
	Sort  Sort
	Role  Role   // mine: Guest only of a professional, in Care
	Other string // as I call them
	Me    string // as they are to know me
}

// Make makes an invite and puts it at the relay. It lets nobody in, so no secret is asked for. ErrName, ErrMany, ErrNoHome,
// and what a relay says: devices.ErrOffline, devices.ErrFull.
func (i *Invites) Make(ctx context.Context, w Wish) (id string, err error) {
	w.Me, w.Other = CleanName(w.Me), CleanName(w.Other)
	if w.Me == "" || w.Other == "" {
		return "", ErrName
	}
	i.busy.Lock()
	defer i.busy.Unlock()
	if _, err := i.member(); err != nil {
		return "", err
	}
	if len(i.bucket.Keys()) >= most {
		return "", ErrMany
	}
	now, secret := i.config.Now(), seal.NewKey()
	id = record.NewID().String()
	k := kept{State: Waiting, Sort: w.Sort, Role: w.Role, Mine: true, Other: w.Other, Me: w.Me, Made: now.Unix(), Until: now.Add(life).Unix(), Relay: i.home(), Words: words.New(Words)}
	s := i.slot(id, k.Words)
	k.Key, k.Ask = s.hide(secret), Ask{w.Sort, me(w.Role, secret, w.Me)}.Seal(s)
	if _, ok := OpenAsk(s, k.Ask); !ok {
		delete(i.slots, id)
		return "", ErrName // a wish that nobody could read as an ask
	}
	if err := i.save(ctx, id, k); err != nil {
		return "", err
	}
	if err := i.place(ctx, s, &k); err != nil {
		_ = i.drop(ctx, id) // nobody has seen these words; the next try has others
		return "", err
	}
	return id, i.save(ctx, id, k)
}

// place puts an ask into its new slot. The same again is once.
func (i *Invites) place(ctx context.Context, s Slot, k *kept) error {
	written, err := i.relays.At(k.Relay).Put(ctx, s.Slot, i.token(*k), relayapi.LifeDays, nil, k.Ask)
	if err == nil && !written {
		return ErrUsed // seven random words that somebody else has
	}
	k.Placed = err == nil
	return err
}

// Peek says who asks under words at a relay, and for what; relay is "" for that of the person's home. It keeps nothing and
// tells nobody, and needs no home. ErrWords, ErrUsed, ErrLate, devices.ErrReach, devices.ErrOffline.
func (i *Invites) Peek(ctx context.Context, relay string, said []string) (Ask, error) {
	if len(said) != Words {
		return Ask{}, ErrWords
	}
	i.busy.Lock()
	defer i.busy.Unlock()
	ask, _, err := i.look(ctx, cmp.Or(relay, i.home()), SlotOf(i.config.Stretch, said))
	return ask, err
}

func (i *Invites) look(ctx context.Context, relay string, s Slot) (Ask, []byte, error) {
	if !i.relays.May(relay) {
		return Ask{}, nil, devices.ErrReach
	}
	blob, err := i.relays.At(relay).Look(ctx, s.Slot)
	if err != nil {
		return Ask{}, nil, err
	}
	if ask, ok := OpenAsk(s, blob); ok {
		return ask, blob, nil
	}
	return Ask{}, nil, notAnAsk(s, blob)
}

// notAnAsk says why nobody can answer under these words.
func notAnAsk(s Slot, blob []byte) error {
	if _, ok := OpenAnswer(s, blob); ok {
		return ErrUsed
	}
	if e, ok := OpenDone(s, blob); ok {
		if e.How == LetIn {
			return ErrUsed
		}
		return ErrLate
	}
	return ErrWords
}

// Open reads the words that somebody gave, and keeps them on this device. Nothing is said to anybody. The same words again
// lead to the same invite. ErrWords, ErrUsed, ErrLate, ErrOwn, ErrMany, ErrNoHome, devices.ErrOffline.
func (i *Invites) Open(ctx context.Context, said []string) (id string, err error) {
	return i.OpenAt(ctx, "", said)
}

// OpenAt is Open at a relay that the person chose; "" for the one of their home. ErrElsewhere, devices.ErrReach.
func (i *Invites) OpenAt(ctx context.Context, relay string, said []string) (id string, err error) {
	relay = cmp.Or(relay, i.home())
	if len(said) != Words {
		return "", ErrWords
	}
	i.busy.Lock()
	defer i.busy.Unlock()
	if _, err := i.member(); err != nil {
		return "", err
	}
	for _, id := range i.bucket.Keys() {
		if k, ok := i.load(id); ok && strings.Join(k.Words, " ") == strings.Join(said, " ") {
			if k.Mine {
				return "", ErrOwn
			}
			return id, nil
		}
	}
	if len(i.bucket.Keys()) >= most {
		return "", ErrMany
	}
	s := SlotOf(i.config.Stretch, said)
	ask, raw, err := i.look(ctx, relay, s)
	if err != nil {
		return "", err
	}
	if ask.Role == Guest && relay != i.home() {
		return "", ErrElsewhere // I would make the space, and have no place there
	}
	now := i.config.Now()
	id = record.NewID().String()
	k := kept{State: Asked, Sort: ask.Sort, Role: ask.Role.other(), Name: ask.Name, Made: now.Unix(), Until: now.Add(life).Unix(), Relay: relay, Words: said, Ask: raw}
	if err := i.save(ctx, id, k); err != nil {
		return "", err
	}
	i.slots[id] = s
	return id, nil
}

// Answer says yes to an invite that was opened: from then on nobody else can. other is how I call them, me how they are to
// know me. After an error the same again. ErrName, ErrUsed, ErrLate, ErrWords, devices.ErrOffline.
func (i *Invites) Answer(ctx context.Context, id, other, name string) error {
	other, name = CleanName(other), CleanName(name)
	if other == "" || name == "" {
		return ErrName
	}
	i.busy.Lock()
	defer i.busy.Unlock()
	k, ok := i.load(id)
	switch {
	case !ok:
		return ErrWords
	case k.late(i.config.Now()):
		return ErrLate
	case k.State != Asked:
		return nil // the answer to this came too late to be seen
	}
	s := i.slot(id, k.Words)
	k.Other = other
	if k.Answer == nil || k.Me != name && !i.said(ctx, s, k) {
		secret := seal.NewKey()
		k.Me, k.Key = name, s.hide(secret)
		k.Answer = Answer{slots.Fingerprint(k.Ask), me(k.Role, secret, name)}.Seal(s)
	}
	if err := i.save(ctx, id, k); err != nil {
		return err
	}
	if err := i.reply(ctx, s, &k); err != nil {
		if err == ErrUsed || err == ErrLate {
			k.end(map[error]State{ErrUsed: Used, ErrLate: Withdrawn}[err], i.config.Now())
			_ = i.save(ctx, id, k)
		}
		return err
	}
	now := i.config.Now()
	k.State, k.Placed, k.Until = Comparing, true, now.Add(life).Unix()
	if k.Role == Guest {
		k.Until = now.Add(life + slack).Unix()
	}
	k.Compare = Compare(i.config.Stretch, Transcript(s, k.Ask, k.Answer))
	return i.save(ctx, id, k)
}

// said says whether a message is in the slot although nobody heard so.
func (i *Invites) said(ctx context.Context, s Slot, k kept) bool {
	blob, err := i.relays.At(k.Relay).Look(ctx, s.Slot)
	return err != nil || bytes.Equal(blob, k.Answer) // not known: it stays as it is
}

// reply puts the answer in the place of the ask that was read, so that only one can answer.
func (i *Invites) reply(ctx context.Context, s Slot, k *kept) error {
	written, err := i.relays.At(k.Relay).Put(ctx, s.Slot, nil, relayapi.LifeDays, k.Ask, k.Answer)
	if written || err != nil {
		return err
	}
	blob, err := i.relays.At(k.Relay).Look(ctx, s.Slot)
	if err != nil {
		return err
	}
	return notAnAsk(s, blob)
}
