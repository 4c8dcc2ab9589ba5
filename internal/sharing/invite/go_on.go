package invite

import (
	"cmp"
	"context"
	"errors"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/words"
)

// Same is the guest's yes to the five words. Nothing is joined before. ErrWords, ErrLate.
func (i *Invites) Same(ctx context.Context, id string) error {
	i.busy.Lock()
	defer i.busy.Unlock()
	k, ok := i.load(id)
	switch {
	case !ok || k.Role != Guest:
		return ErrWords
	case k.late(i.config.Now()) || k.State != Comparing && k.State != Agreed && k.State != Shared:
		return ErrLate
	case k.State != Comparing:
		return nil
	}
	k.State = Agreed
	if err := i.save(ctx, id, k); err != nil {
		return err
	}
	_ = i.step(ctx, id) // the host may have said yes already; else it is looked for later
	return nil
}

// Approve is the host's yes to the five words: the space is made, and the one who was compared is let in. home is the owner
// whom devices.Prove gave. expires is when it ends by itself; zero for never. After an error the same again. ErrWords,
// ErrLate, and errors of internal/sharing.
func (i *Invites) Approve(ctx context.Context, id string, home space.Owner, expires time.Time) error {
	i.busy.Lock()
	defer i.busy.Unlock()
	k, ok := i.load(id)
	now := i.config.Now()
	switch {
	case !ok || k.Role != Host:
		return ErrWords
	case k.State == Shared || k.State == Approved:
		return nil
	case k.State != Comparing || k.late(now):
		return ErrLate
	case cmp.Or(k.Relay, i.config.Relay) != i.home():
		return ErrElsewhere
	}
	s := i.slot(id, k.Words)
	guest, ok := k.the(Guest, s)
	secret, mine := s.show(k.Key)
	if !ok || !mine {
		return ErrWords
	}
	if blob, err := i.relays.At(k.Relay).Look(ctx, s.Slot); err != nil {
		return err
	} else if e, ok := OpenDone(s, blob); ok && e.How != LetIn {
		k.end(stateOf(e.How), now)
		_ = i.save(ctx, id, k)
		return ErrLate
	}
	var err error
	if k.Space == (record.SpaceID{}) {
		if k.Space, err = i.config.Spaces.Create(ctx, home, sharing.Kind(k.Sort), k.Me, k.Other, expires); err != nil {
			return err
		}
		if err := i.save(ctx, id, k); err != nil {
			return err
		}
	}
	handover, err := i.config.Spaces.Admit(ctx, home, k.Space, space.NewMember(guest.Name, space.MemberKeys{Sign: guest.Sign, Box: guest.Box}))
	if err != nil {
		return err
	}
	if k.Done, err = welcome(s, k.Ask, k.Answer, guest, secret.SignKey(seal.LabelInviteHost), handover); err != nil {
		return err
	}
	k.State = Approved
	if err := i.save(ctx, id, k); err != nil {
		return err
	}
	_ = i.step(ctx, id) // it is decided; the guest hears of it now or later
	return nil
}

// the is who was compared in a role: of the ask or the answer that was kept, whatever the slot holds by now. An answer is
// always of the other one: see answers.
func (k *kept) the(role Role, s Slot) (Party, bool) {
	if ask, ok := OpenAsk(s, k.Ask); ok && ask.Role == role {
		return ask.Party, true
	}
	answer, ok := OpenAnswer(s, k.Answer)
	return answer.Party, ok
}

// Differ says that the five words were not the same, and Withdraw that somebody thought better of it. Either ends it here at
// once. Where the relay can not be reached the other side finds out by its clock.
func (i *Invites) Differ(ctx context.Context, id string) error { return i.stop(ctx, id, SaidNo) }

// Withdraw is described at Differ.
func (i *Invites) Withdraw(ctx context.Context, id string) error { return i.stop(ctx, id, GivenUp) }

func (i *Invites) stop(ctx context.Context, id string, how Ending) error {
	i.busy.Lock()
	defer i.busy.Unlock()
	k, ok := i.load(id)
	if !ok || k.State.Ended() || k.State == Approved {
		return ErrLate
	}
	i.say(ctx, id, &k, how)
	k.end(stateOf(how), i.config.Now())
	return i.save(ctx, id, k)
}

// say ends it for the other side, as far as that can be reached. Whoever has only looked has nothing to end, and nobody is
// told that they looked.
func (i *Invites) say(ctx context.Context, id string, k *kept, how Ending) {
	if k.State == Asked {
		return
	}
	s := i.slot(id, k.Words)
	before := k.Answer
	if before == nil {
		before = k.Ask
	}
	_, _ = i.relays.At(k.Relay).Put(ctx, s.Slot, nil, relayapi.LifeDays, before, Done{Before: slots.Fingerprint(before), How: how}.Seal(s))
}

func stateOf(how Ending) State {
	if how == SaidNo {
		return Refused
	}
	return Withdrawn
}

// step looks at the slot of one invite and does what follows from it. An error is one of the relay: later again.
func (i *Invites) step(ctx context.Context, id string) error {
	k, ok := i.load(id)
	now := i.config.Now()
	switch {
	case !ok:
		return nil
	case k.late(now):
		k.end(Over, now)
		return i.save(ctx, id, k)
	case k.State.Ended():
		if now.Sub(time.Unix(k.Ended, 0)) > remembered {
			return i.drop(ctx, id)
		}
		return nil
	case k.Role == Host && k.State != Approved && cmp.Or(k.Relay, i.config.Relay) != i.home():
		i.say(ctx, id, &k, GivenUp) // the home has gone elsewhere, and the space would be made there
		k.end(Withdrawn, now)
		return i.save(ctx, id, k)
	case k.State == Asked:
		return nil // nothing is said before the person has said something
	}
	s := i.slot(id, k.Words)
	if k.State == Approved {
		return i.letIn(ctx, id, s, k)
	}
	blob, err := i.relays.At(k.Relay).Look(ctx, s.Slot)
	if err != nil {
		return err
	}
	before := k
	if err := i.hear(ctx, s, &k, blob); err != nil {
		return err
	}
	if unchanged(before, k) {
		return nil
	}
	return i.save(ctx, id, k)
}

// unchanged says that nothing was heard that would have to be kept.
func unchanged(a, b kept) bool {
	return a.State == b.State && a.Lost == b.Lost && a.Placed == b.Placed && len(a.Done) == len(b.Done)
}

// hear takes in what the slot holds.
func (i *Invites) hear(ctx context.Context, s Slot, k *kept, blob []byte) error {
	e, done := OpenDone(s, blob)
	switch {
	case blob == nil && k.State == Waiting && !k.Placed:
		return i.place(ctx, s, k)
	case k.State == Agreed && k.Done != nil:
		return i.enter(ctx, s, k) // heard before, and not joined yet
	case blob == nil:
		k.Lost = true
		return nil
	case done && e.How != LetIn:
		k.end(stateOf(e.How), i.config.Now())
		return nil
	case k.State == Waiting:
		k.Lost = false
		i.answered(s, k, blob)
	case done:
		return i.heard(ctx, s, k, blob, e)
	default:
		k.Lost = false
	}
	return nil
}

// answered takes the first answer that there is to this ask. Later ones count for nothing.
func (i *Invites) answered(s Slot, k *kept, blob []byte) {
	if !words.Here() {
		return // it is looked at again: what is to be compared is said in words, which come after the first page
	}
	k.Placed = true
	ask, _ := OpenAsk(s, k.Ask)
	a, ok := OpenAnswer(s, blob)
	if !ok || !a.answers(ask, k.Ask) {
		return
	}
	k.State, k.Answer, k.Name = Comparing, blob, a.Name
	k.Compare = Compare(i.config.Stretch, Transcript(s, k.Ask, blob))
	if k.Role == Guest { // the host has as long as she needs from her answer on
		k.Until = i.config.Now().Add(life + slack).Unix()
	}
}

// heard takes what the host says last, if the host has said it who was compared. It is joined once the guest's person has
// compared as well.
func (i *Invites) heard(ctx context.Context, s Slot, k *kept, blob []byte, e Done) error {
	if _, ok := i.joins(s, k, e); !ok {
		return nil // of somebody else who has the words
	}
	k.Done, k.Lost = blob, false
	if k.State != Agreed {
		return nil
	}
	return i.enter(ctx, s, k)
}

func (i *Invites) joins(s Slot, k *kept, e Done) (*space.Space, bool) {
	host, ok := k.the(Host, s)
	seed, mine := s.show(k.Key)
	if !ok || !mine {
		return nil, false
	}
	return e.enter(s, k.Ask, k.Answer, host, space.SelfFrom(seed))
}

// enter asks the relay for what is needed to read the log, and makes the space the person's own.
func (i *Invites) enter(ctx context.Context, s Slot, k *kept) error {
	e, _ := OpenDone(s, k.Done)
	joined, ok := i.joins(s, k, e)
	if !ok {
		return nil
	}
	who, ok := wire.MemberLogin(joined)
	if !ok {
		return nil
	}
	controls, err := i.relays.At(k.Relay).AllControls(ctx, who)
	switch {
	case errors.Is(err, relayapi.ErrUnknown) && i.config.Now().Unix() >= k.Until:
		k.end(Over, i.config.Now()) // it has nothing of the space any more, or takes no key that led there
		return nil
	case err != nil:
		return err
	}
	switch err := joined.CatchUp(controls); {
	case errors.Is(err, space.ErrRemoved):
		k.end(Withdrawn, i.config.Now()) // let in, and taken out again before I came
		return nil
	case err != nil:
		return wire.Lies(err)
	}
	seed, _ := s.show(k.Key)
	terms := sharing.Terms{Kind: sharing.Kind(k.Sort), Professional: k.Sort == Care, Me: k.Me, Other: k.Other, Relay: cmp.Or(k.Relay, i.config.Relay)}
	if err := i.config.Spaces.Join(ctx, joined, space.SelfFrom(seed), terms); err != nil {
		return err
	}
	k.Space = joined.ID()
	k.end(Shared, i.config.Now())
	_ = i.relays.At(k.Relay).Clear(context.WithoutCancel(ctx), s.Slot)
	return nil
}

// letIn tells the guest, in the slot or, where that is gone, in a new one.
func (i *Invites) letIn(ctx context.Context, id string, s Slot, k kept) error {
	there, who := i.relays.At(k.Relay), i.token(k)
	for range wire.Tries {
		blob, err := there.Look(ctx, s.Slot)
		if err != nil {
			return err
		}
		if err := replace(ctx, there, s, who, blob, k.Done); err == nil {
			k.end(Shared, i.config.Now())
			return i.save(ctx, id, k)
		} else if !errors.Is(err, wire.ErrAgain) {
			return err
		}
	}
	return wire.ErrAgain
}

// replace writes in the place of what was seen. wire.ErrAgain where something else stands there by now.
func replace(ctx context.Context, there *wire.Relay, s Slot, who *syncer.Login, before, message []byte) error {
	written, err := there.Put(ctx, s.Slot, who, relayapi.LifeDays, before, message)
	if err == nil && !written {
		return wire.ErrAgain
	}
	return err
}

// Check looks at the slots of all invites that are under way. The first error is one of the relay.
func (i *Invites) Check(ctx context.Context) error {
	if !i.Available() {
		i.lock()
		return ErrNoHome
	}
	var first error
	for _, id := range i.bucket.Keys() {
		i.busy.Lock()
		err := i.step(ctx, id)
		i.busy.Unlock()
		if first == nil {
			first = err
		}
	}
	return first
}

// lock forgets what was stretched: a locked device holds no key, and one without a home has no use for one.
func (i *Invites) lock() {
	i.busy.Lock()
	defer i.busy.Unlock()
	i.slots = map[string]Slot{}
}

// How often the slots are looked at, by how long ago a page of invites was asked for: it may still be shown.
const (
	often, atFirst    = 3 * time.Second, 3 * time.Minute
	sometimes, aWhile = 20 * time.Second, time.Hour
	seldom            = 4 * time.Minute
	within            = 20 * time.Second // one look
)

// Nudge says that a person looks at an invite now.
func (i *Invites) Nudge() {
	i.mu.Lock()
	i.looked = i.config.Now()
	i.mu.Unlock()
	select {
	case i.nudged <- struct{}{}:
	default:
	}
}

// Run looks for news while things are open, until ctx is done. Call it once.
func (i *Invites) Run(ctx context.Context) {
	open, next := false, time.After(often)
	for ctx.Err() == nil {
		_, changed := i.config.Vault.Changes()
		if is := i.Available(); is != open {
			open = is
			i.checkOnce(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-changed: // perhaps locked or opened
			continue
		case <-i.nudged:
		case <-next:
		}
		if open {
			i.checkOnce(ctx)
		}
		next = time.After(i.pause())
	}
}

// pause is how long to wait for the next look.
func (i *Invites) pause() time.Duration {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch ago := i.config.Now().Sub(i.looked); {
	case ago < atFirst:
		return often
	case ago < aWhile:
		return sometimes
	}
	return seldom
}

func (i *Invites) checkOnce(ctx context.Context) {
	ctx, done := context.WithTimeout(ctx, within)
	defer done()
	_ = i.Check(ctx) // later again
}
