// Package notices is what every device of a person shows for seven days: who came, who went, and what was put in the place
// of something else. It must never leave out a device that came while somebody else had a hand on one of the others.
package notices

import (
	"slices"
	"time"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// Sort of a Notice.
type Sort string

// What a Notice can say.
const (
	DeviceNew     Sort = "new"        // a device was added; Name is its name
	DeviceRemoved Sort = "removed"    // a device was removed; Name was its name
	WordsNew      Sort = "words"      // the seven words are others now; Name is where that was done
	KitNew        Sort = "kit"        // a kit was printed; Name is where
	OwnerNew      Sort = "owner"      // "someone may know my words" was done; Name is where, if known
	HomeMoved     Sort = "moved"      // everything is at another relay now; Name is where that was done
	Unreadable    Sort = "unreadable" // entries at the relay can not be read
	Hole          Sort = "hole"       // entries are missing at the relay that nobody deleted
)

// Notice is something that every device shows for seven days. Nobody can put it away earlier.
type Notice struct {
	Sort  Sort
	Name  string
	Day   time.Time
	Count int // of Unreadable and Hole: how many
}

// noted are the sorts of what the owner's note tells, and kept those of the events that the vault keeps.
var noted = map[slots.What]Sort{slots.NewWords: WordsNew, slots.NewKit: KitNew, slots.NewOwner: OwnerNew, slots.Moved: HomeMoved}

var kept = map[string]Sort{
	vault.EventJoined: DeviceNew, vault.EventLeft: DeviceRemoved, vault.EventOwner: OwnerNew,
	vault.EventUnreadable: Unreadable, vault.EventHole: Hole,
}

// List returns what happened in the last seven days, newest first: what the owner noted, and the events of the home, seen
// by a device that is me in it.
func List(v *vault.Vault, events []vault.Event, me space.MemberID, now time.Time) []Notice {
	var all []Notice
	owner := false
	for _, h := range notebook.Happened(v, now) {
		all = append(all, Notice{Sort: noted[h.What], Name: h.Name, Day: time.Unix(h.At, 0).UTC(), Count: 1})
		owner = owner || h.What == slots.NewOwner
	}
	for _, e := range events {
		sort := kept[e.Kind]
		// This device knows that it came, and the note says where another owner was put in force.
		if e.Day.Before(now.Add(-notebook.Shown-24*time.Hour)) || sort == DeviceNew && e.Member == me || sort == OwnerNew && owner {
			continue
		}
		all = append(all, Notice{Sort: sort, Name: e.Name, Day: e.Day, Count: e.Count})
	}
	slices.SortStableFunc(all, func(a, b Notice) int { return b.Day.Compare(a.Day) })
	return all
}
