package invite

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// kept is an invite as it lies in the bucket. It is written before what it holds is said to anybody. Once it has ended the
// words, the messages and the key are gone from it.
type kept struct {
	State State  `json:"state"`
	Sort  Sort   `json:"sort"`
	Role  Role   `json:"role"` // mine
	Mine  bool   `json:"mine,omitempty"`
	Name  string `json:"name,omitempty"`
	Other string `json:"other,omitempty"`
	Me    string `json:"me,omitempty"`

	Made  int64 `json:"made"`  // in seconds since 1970, as the two below
	Until int64 `json:"until"` // after that it is over
	Ended int64 `json:"ended,omitempty"`

	Relay   string         `json:"relay,omitempty"` // where it began
	Words   []string       `json:"words,omitempty"`
	Key     []byte         `json:"key,omitempty"` // wrapped: the seed of a guest, or the secret of a host's key
	Ask     []byte         `json:"ask,omitempty"`
	Answer  []byte         `json:"answer,omitempty"`
	Done    []byte         `json:"done,omitempty"`   // what the host says last; on the guest's side once it was heard
	Placed  bool           `json:"placed,omitempty"` // my ask or answer was seen in the slot
	Lost    bool           `json:"lost,omitempty"`
	Compare []string       `json:"compare,omitempty"`
	Space   record.SpaceID `json:"space"` // the host's, once it is made; the guest's, once it is joined
}

// end keeps of an invite only how it ended.
func (k *kept) end(state State, now time.Time) {
	*k = kept{State: state, Sort: k.Sort, Role: k.Role, Mine: k.Mine, Name: k.Name, Other: k.Other, Me: k.Me, Made: k.Made, Until: k.Until, Ended: now.Unix(), Space: k.Space}
}

// late says that its time is over. What both have decided is done all the same.
func (k *kept) late(now time.Time) bool {
	decided := k.State == Approved || k.State == Agreed && k.Done != nil
	return !k.State.Ended() && !decided && now.Unix() >= k.Until
}

// hide wraps a key of this side.
func (s Slot) hide(key seal.Key) []byte {
	return s.key.Derive(seal.LabelInviteKeep).Wrap(key, s.aad(seal.LabelInviteKeepWrap))
}

func (s Slot) show(wrapped []byte) (seal.Key, bool) {
	key, err := s.key.Derive(seal.LabelInviteKeep).Unwrap(wrapped, s.aad(seal.LabelInviteKeepWrap))
	return key, err == nil
}

// me is who this side says it is, with a key that is made for it or was made before.
func me(role Role, key seal.Key, name string) Party {
	if role == Guest {
		keys := space.SelfFrom(key).Keys()
		return Party{Role: Guest, Sign: keys.Sign, Box: keys.Box, Name: name}
	}
	return Party{Role: Host, Sign: key.SignKey(seal.LabelInviteHost).Public(), Name: name}
}

// load reads an invite. One that can not be read is none.
func (i *Invites) load(id string) (kept, bool) {
	raw, ok := i.bucket.Get(id)
	var k kept
	return k, ok && json.Unmarshal(raw, &k) == nil
}

// save writes an invite, and tells the pages that show it.
func (i *Invites) save(ctx context.Context, id string, k kept) error {
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if k.State.Ended() {
		delete(i.slots, id)
	}
	return i.write(ctx, vault.Change{Key: id, Value: raw})
}

func (i *Invites) drop(ctx context.Context, id string) error {
	delete(i.slots, id)
	return i.write(ctx, vault.Change{Key: id})
}

func (i *Invites) write(ctx context.Context, c vault.Change) error {
	// A page that went away is no reason to forget what is about to be said.
	err := i.bucket.Write(context.WithoutCancel(ctx), []vault.Change{c})
	i.tell()
	return err
}

// Get returns one invite. Locked, there is none.
func (i *Invites) Get(id string) (View, bool) {
	k, ok := i.load(id)
	if !ok {
		return View{}, false
	}
	v := View{ID: id, State: k.State, Sort: k.Sort, Mine: k.Mine, Host: k.Role == Host, Name: k.Name, Other: k.Other, Me: k.Me, Lost: k.Lost,
		Until: time.Unix(k.Until, 0), Space: k.Space}
	switch {
	case k.late(i.config.Now()):
		v.State = Over
	case k.State == Waiting:
		v.Words, v.Link = slices.Clone(k.Words), i.link(k)
	case k.State == Comparing, k.State == Agreed:
		v.Compare = slices.Clone(k.Compare)
		if k.Role == Guest { // the host has no longer than that
			v.Until = v.Until.Add(-slack)
		}
	}
	return v, true
}

// List returns all invites that are open, or ended in the last days and were not put away; the newest first.
func (i *Invites) List() []View {
	var all []View
	made := map[string]int64{}
	for _, id := range i.bucket.Keys() {
		if v, ok := i.Get(id); ok {
			k, _ := i.load(id)
			made[id] = k.Made
			all = append(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b View) int { return int(made[b.ID] - made[a.ID]) })
	return all
}

// Forget puts an invite away. One that was only read is gone without a trace: nobody was told of it. One that is under way
// is withdrawn first.
func (i *Invites) Forget(ctx context.Context, id string) error {
	i.busy.Lock()
	defer i.busy.Unlock()
	switch k, ok := i.load(id); {
	case ok && k.State == Approved:
		return ErrLate // somebody is in who has to hear of it
	case ok && !k.State.Ended():
		i.say(ctx, id, &k, GivenUp)
	}
	return i.drop(ctx, id)
}
