package devices

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/words"
)

// Kit is a second way in, for paper.
type Kit struct {
	Words []string // ten
	Link  string   // holds them, for a QR
}

// Kit makes one. The kit before opens nothing from then on. ErrProof, ErrNeedWords, ErrNotBegun, ErrStopped, ErrFull,
// ErrOffline: as of every action below.
func (d *Devices) Kit(ctx context.Context, p Proof) (Kit, error) {
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return Kit{}, err
	}
	kit := Kit{Words: words.New(WordsKit)}
	kit.Link = d.link(PathOpen, kit.Words)
	s := d.slotOf(seal.LabelSlotKit, kit.Words)
	known := slots.Doom(slots.With(w.noted(), slots.ForKit, s), s, slots.ForKit)
	if err := w.plan(ctx, known, nil); err != nil {
		return Kit{}, err
	}
	if err := w.carry(ctx, known, w.here(slots.NewKit)); err != nil {
		return Kit{}, err
	}
	return kit, nil
}

// Rename gives a device another name. ErrName, and ErrNotBegun where there is no such device.
func (d *Devices) Rename(ctx context.Context, p Proof, id DeviceID, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return err
	}
	return w.change(ctx, true, func(s *space.Space) (*space.Change, error) {
		switch wire.NameOf(s, id) {
		case "":
			return nil, ErrNotBegun
		case name:
			return nil, nil
		}
		return &space.Change{Rename: map[space.MemberID]string{id: name}}, nil
	})
}

// Remove takes devices out: from then on they get nothing new. What they have they keep. It does not remove the device
// that it is asked on: that is Forget. ErrAgain.
func (d *Devices) Remove(ctx context.Context, p Proof, ids ...DeviceID) error {
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return err
	}
	return w.change(ctx, false, func(s *space.Space) (*space.Change, error) {
		gone := slices.DeleteFunc(slices.Clone(ids), func(id DeviceID) bool { return id == s.Me() || !wire.IsIn(s, id) })
		if len(gone) == 0 {
			return nil, nil
		}
		return &space.Change{Remove: gone}, nil
	})
}

// NewWords puts seven other words in the place of the ones before. It does not shut out somebody who has already used
// those: that is Compromised. ErrWords (not seven words).
func (d *Devices) NewWords(ctx context.Context, p Proof, words []string) error {
	if len(words) != WordsHome {
		return ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return err
	}
	d.fresh.Tried(words, d.config.Now())
	s := d.slotOf(seal.LabelSlotWords, words)
	known := slots.Doom(slots.With(w.proven(p), slots.ForWords, s), s, slots.ForWords)
	if err := w.plan(ctx, known, nil); err != nil {
		return err
	}
	if err := w.carry(ctx, known, w.here(slots.NewWords)); err != nil {
		return err
	}
	d.fresh.Used(words)
	return nil
}

// Compromised shuts out everybody who knows the words or the kit: a new owner's key, everything from now on under new
// keys, other words, no kit, and only this device and those of keep stay. Afterwards a kit has to be printed anew.
// ErrAgain, ErrWords.
func (d *Devices) Compromised(ctx context.Context, p Proof, keep []DeviceID, words []string) error {
	if len(words) != WordsHome {
		return ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return err
	}
	d.fresh.Tried(words, d.config.Now())
	s := d.slotOf(seal.LabelSlotWords, words)
	next, err := w.heir(ctx, s)
	if err != nil {
		return err
	}
	known := slots.Doom(slots.With(w.proven(p), slots.ForWords, s), s, slots.ForWords, slots.ForKit)
	if next.Public() != w.owner.Public() {
		if err := w.succeed(ctx, next, s, known, keep); err != nil {
			return err
		}
	}
	if err := w.carry(ctx, known, w.here(slots.NewOwner)); err != nil {
		return err
	}
	d.fresh.Used(words)
	return nil
}

// heir is the owner that new words lead to: a new one, or the one of a try before that was cut off, who may be in force by
// now. ErrWords where they are the words that somebody may know.
func (w *deed) heir(ctx context.Context, s slots.Slot) (space.Owner, error) {
	blob, err := w.d.relay.Look(ctx, s)
	if err != nil {
		return space.Owner{}, err
	}
	to, ok := s.Open(blob)
	switch {
	case !ok || to.Space != w.Home.ID():
		return space.NewOwner(), nil
	case slots.SameKey(to.Owner, w.owner.Key()) && !w.newOwner():
		return space.Owner{}, ErrWords
	}
	return space.OwnerFrom(to.Owner), nil
}

// newOwner says that the owner's key was changed a moment ago: the note for the one before is still there, or what was
// left to do is just done.
func (w *deed) newOwner() bool {
	if _, others := notebook.Sealed(w.d.config.Vault, w.owner, w.Home.ID()); len(others) > 0 {
		return true
	}
	now := w.d.config.Now()
	return slices.ContainsFunc(notebook.Happened(w.d.config.Vault, now), func(h slots.Happened) bool {
		return h.What == slots.NewOwner && h.At >= now.Add(-time.Hour).Unix()
	})
}

// succeed puts the next owner in force. Before that the new words lead to its key, and its note knows every slot: the key
// is never in one place alone, and whoever has it can finish.
func (w *deed) succeed(ctx context.Context, next space.Owner, s slots.Slot, known []slots.Noted, keep []DeviceID) error {
	before, _ := notebook.Sealed(w.d.config.Vault, w.owner, w.Home.ID())
	old := w.owner
	w.owner = next
	if err := w.plan(ctx, known, nil, before...); err != nil {
		return err
	}
	who, err := w.member()
	if err != nil {
		return err
	}
	if err := w.d.relay.Point(ctx, s, w.door(), who); err != nil {
		return err
	}
	w.owner = old
	err = w.change(ctx, false, func(s *space.Space) (*space.Change, error) {
		if s.Owner() == next.Public() {
			return nil, nil
		}
		c := space.Change{Next: &next}
		for _, m := range s.Members() {
			if m.ID != s.Me() && !slices.Contains(keep, m.ID) {
				c.Remove = append(c.Remove, m.ID)
			}
		}
		return &c, nil
	})
	if err != nil {
		return err
	}
	w.owner = next
	if w.holds {
		return w.d.config.Vault.SetOwner(ctx, w.passphrase, next)
	}
	return nil
}

// proven adds the words of the proof to what is noted: they open this home, whether they were noted or not.
func (w *deed) proven(p Proof) []slots.Noted {
	known := w.noted()
	if len(p.Words) == 0 {
		return known
	}
	s := w.d.slotOf(slots.Label(len(p.Words)), p.Words)
	if slices.ContainsFunc(known, func(n slots.Noted) bool { return n.Slot.Same(s) }) {
		return known
	}
	purpose := slots.ForWords
	if len(p.Words) == WordsKit {
		purpose = slots.ForKit
	}
	return slots.With(known, purpose, s)
}

// link leads to a page with words behind the "#", which no server gets.
func (d *Devices) link(path string, words []string) string {
	return d.config.Site + path + "#" + strings.Join(words, "-")
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > MaxName || !utf8.ValidString(name) {
		return "", ErrName
	}
	return name, nil
}

// noted are the slots that there are.
func (w *deed) noted() []slots.Noted {
	return notebook.Known(w.d.config.Vault, w.owner, w.Home.ID())
}

// carry brings the relay to what is noted, after the note itself is there: first the ways in that stay, then those that
// go. What was done is then noted. Whoever does it again after it was cut off goes on where it was.
func (w *deed) carry(ctx context.Context, known []slots.Noted, now ...slots.Happened) error {
	who, err := w.member()
	if err != nil {
		return err
	}
	for _, s := range known {
		if !s.Doomed {
			if err := w.d.relay.Point(ctx, s.Slot, w.door(), who); err != nil {
				return err
			}
		}
	}
	for _, s := range known {
		if s.Doomed {
			if err := w.d.relay.Clear(ctx, s.Slot); err != nil {
				return err
			}
		}
	}
	known = slices.DeleteFunc(slices.Clone(known), func(s slots.Noted) bool { return s.Doomed })
	return w.plan(ctx, known, now)
}

// plan writes down what is about to be done and brings it to the relay, so that any device can finish it.
func (w *deed) plan(ctx context.Context, known []slots.Noted, now []slots.Happened, beside ...slots.Sealed) error {
	page := notebook.Page{Owner: w.owner, Home: w.Home.ID(), Slots: known, Happened: now, Beside: beside}
	if err := notebook.Write(ctx, w.d.config.Vault, w.d.config.Now(), page); err != nil {
		return err
	}
	return w.Step(ctx)
}

// here is what this device says of something that was done on it now.
func (w *deed) here(what slots.What) slots.Happened {
	h := w.Space()
	return slots.Happened{What: what, At: w.d.config.Now().Unix(), Name: wire.NameOf(h, h.Me())}
}
