package devices

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

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
	known := slots.Doom(slots.With(w.Noted(), slots.ForKit, s), s, slots.ForKit)
	if err := w.Plan(ctx, known, nil); err != nil {
		return Kit{}, err
	}
	if err := w.Carry(ctx, known, w.Here(slots.NewKit)); err != nil {
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
	return w.Change(ctx, true, func(s *space.Space) (*space.Change, error) {
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
	return w.Change(ctx, false, func(s *space.Space) (*space.Change, error) {
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
	known := slots.Doom(slots.With(w.Proven(p), slots.ForWords, s), s, slots.ForWords)
	if err := w.Plan(ctx, known, nil); err != nil {
		return err
	}
	if err := w.Carry(ctx, known, w.Here(slots.NewWords)); err != nil {
		return err
	}
	d.fresh.Used(words)
	return nil
}

// Compromised shuts out everybody who knows the words or the kit: a new owner's key, everything from now on under new
// keys, here and in what is hosted, other words, no kit, and only this device and those of keep stay. Afterwards a kit has
// to be printed anew.
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
	next, err := w.Heir(ctx, s)
	if err != nil {
		return err
	}
	known := slots.Doom(slots.With(w.Proven(p), slots.ForWords, s), s, slots.ForWords, slots.ForKit)
	d.mu.Lock()
	hosted := d.hosted
	d.mu.Unlock()
	if next.Public() != w.Owner().Public() {
		if err := hosted.Prepare(ctx, w.Owner(), next); err != nil {
			return err
		}
		if err := w.Succeed(ctx, next, s, known, keep); err != nil {
			return err
		}
	}
	if err := w.Carry(ctx, known, w.Here(slots.NewOwner)); err != nil {
		return err
	}
	if err := hosted.Follow(ctx, next, w.Step); err != nil {
		return err
	}
	d.fresh.Used(words)
	return nil
}

// link leads to a page with words behind the "#", which no server gets.
func (d *Devices) link(path string, words []string) string {
	site := d.config.Site
	if at := d.Relay(); at != d.config.Relay {
		site = at // whose host serves the pages too
	}
	return site + path + "#" + strings.Join(words, "-")
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > MaxName || !utf8.ValidString(name) {
		return "", ErrName
	}
	return name, nil
}
