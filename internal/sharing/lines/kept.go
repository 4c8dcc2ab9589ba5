package lines

import (
	"context"
	"time"

	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
)

// The fields of a membership that change, beside those that internal/sharing/membership has methods for.
const (
	FieldMe      = "me"
	FieldOther   = "other"
	FieldExpires = "expires" // seconds since 1970 UTC
	FieldQuiet   = "quiet"
	FieldMade    = "made" // the relay has it
	FieldEnded   = "ended"
	FieldDone    = "done"  // nothing is left to be told to the relay
	FieldAway    = "away"  // off the list
	FieldNext    = "next"  // the space in which I went on
	FieldFrom    = "from"  // the space that I came from
	FieldWords   = "words" // since when somebody may know my words: see NoticeWords
	FieldRelay   = "relay" // where it is; "" for where the home is
	FieldTurn    = "turn"  // new keys are to be given: see Follow
	FieldHeir    = "heir"  // the public key of the owner who is to be then: nobody can have known the secret
)

// Ended is how a space ended for me.
type Ended struct {
	How  string `json:"how"`
	At   int64  `json:"at"` // seconds since 1970 UTC
	Tell bool   `json:"tell,omitempty"`
	Back bool   `json:"back,omitempty"` // what I put in is taken back
}

// How a space ends.
const (
	ByLeaving  = "left"
	ByRemoval  = "removed"
	ByEnding   = "ended"
	ByTime     = "expired"
	ByGivingUp = "lost" // the relay knows nothing of it, or shows another one
)

// Kept is a membership as this package reads it.
type Kept struct {
	membership.Record
	Me, Other   string
	Expires     time.Time
	Quiet, Made bool
	Ended       *Ended
	Done, Away  bool
	Next, From  string
	Words       int64
	Turn        bool
	Heir        []byte
	Relay       string
}

// Read reads what changes of a membership.
func Read(r membership.Record) Kept {
	k := Kept{Record: r}
	r.Get(FieldMe, &k.Me)
	r.Get(FieldOther, &k.Other)
	var until int64
	if r.Get(FieldExpires, &until); until > 0 {
		k.Expires = time.Unix(until, 0).UTC()
	}
	r.Get(FieldQuiet, &k.Quiet)
	r.Get(FieldMade, &k.Made)
	var e Ended
	if r.Get(FieldEnded, &e) {
		k.Ended = &e
	}
	r.Get(FieldDone, &k.Done)
	r.Get(FieldAway, &k.Away)
	r.Get(FieldNext, &k.Next)
	r.Get(FieldFrom, &k.From)
	r.Get(FieldWords, &k.Words)
	r.Get(FieldTurn, &k.Turn)
	r.Get(FieldHeir, &k.Heir)
	r.Get(FieldRelay, &k.Relay)
	return k
}

// Ending is what is left to be done on a device where the space has ended.
func (e Ended) Ending() log.Ending {
	switch {
	case e.How == ByEnding:
		return log.Clearing
	case e.Back:
		return log.TakingBack
	}
	return log.Forgetting
}

// All returns every membership in the order of Since, those that are off the list included.
func (s *Lines) All() []Kept {
	var all []Kept
	for _, r := range s.Book.All() {
		all = append(all, Read(r))
	}
	return all
}

// Set changes fields of a membership.
func (s *Lines) Set(ctx context.Context, k Kept, fields map[string]any) error {
	now := s.now()
	err := s.Book.Change(ctx, k.Space, func(r *membership.Record) error {
		for name, v := range fields {
			if err := r.Set(now, name, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil { // a disk that is full would have Run try again at once, and without end
		s.Changed()
	}
	return err
}

// Unix is a time as it is kept: 0 for none.
func Unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
