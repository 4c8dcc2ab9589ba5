// Package events is what happened in a home and that a person should know: which devices came and went, and what the
// relay showed that it should not. It must never hold a time finer than a day, or grow without bound.
package events

import (
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"snowdrop/internal/record"
)

// Event is something that happened.
type Event struct {
	Kind   string // one of the constants
	Name   string // of the device that came or went
	Member record.ID
	Day    time.Time // in UTC
	Count  int       // how often on that day
}

// The kinds.
const (
	Joined     = "joined"     // a device came
	Left       = "left"       // a device went
	Owner      = "owner"      // another secret decides from now on
	Unreadable = "unreadable" // the relay shows an entry that can not be read
	Hole       = "hole"       // an entry is gone and nobody deleted it
)

// kinds stand in bytes as their place here.
var kinds = []string{Joined, Left, Owner, Unreadable, Hole}

const (
	// keptDays is for how long events are kept. They are to be shown for seven days.
	keptDays = 14
	// most bounds what somebody who makes up events can fill a disk with.
	most = 1000
)

// Note returns the list with one event more, counted with others of the same kind and day. The list given stays as it is.
func Note(list []Event, kind, name string, member record.ID, today int64) []Event {
	e := Event{Kind: kind, Name: name, Member: member, Day: DayTime(today), Count: 1}
	list = slices.Clone(list)
	for i, before := range list {
		if before.Kind == kind && before.Name == name && before.Member == member && before.Day.Equal(e.Day) {
			list[i].Count++
			return list
		}
	}
	list = append(list, e)
	return list[max(0, len(list)-most):]
}

// Forget returns the list without what is too old.
func Forget(list []Event, today int64) []Event {
	return slices.DeleteFunc(slices.Clone(list), func(e Event) bool { return Day(e.Day) < today-keptDays })
}

// Marshal writes, for each event: kind 1 | day 8 | count 4 | member 16 | length of name 1 | name. Spec: docs/format.md.
func Marshal(list []Event) []byte {
	var b []byte
	for _, e := range list {
		b = append(b, byte(slices.Index(kinds, e.Kind)))
		b = binary.BigEndian.AppendUint64(b, uint64(Day(e.Day)))
		b = binary.BigEndian.AppendUint32(b, uint32(min(e.Count, 1<<31-1)))
		b = append(b, e.Member[:]...)
		name := e.Name[:min(len(e.Name), 255)]
		b = append(append(b, byte(len(name))), name...)
	}
	return b
}

// ErrUnreadable says that bytes are not what Marshal wrote.
var ErrUnreadable = errors.New("events: unreadable")

// maxDay is far beyond any calendar, and no number overflows.
const maxDay = 1 << 40

// Parse reads what Marshal wrote.
func Parse(b []byte) ([]Event, error) {
	const fixed = 1 + 8 + 4 + 16 + 1
	var list []Event
	for len(b) > 0 {
		if len(b) < fixed || int(b[0]) >= len(kinds) || len(b) < fixed+int(b[fixed-1]) {
			return nil, ErrUnreadable
		}
		end := fixed + int(b[fixed-1])
		days, count := int64(binary.BigEndian.Uint64(b[1:])), binary.BigEndian.Uint32(b[9:])
		if days < -maxDay || days > maxDay || count > 1<<31-1 {
			return nil, ErrUnreadable
		}
		list = append(list, Event{Kind: kinds[b[0]], Name: string(b[fixed:end]), Member: record.ID(b[13:29]), Day: DayTime(days), Count: int(count)})
		b = b[end:]
	}
	return list, nil
}

// Day is a time in days since 1970.
func Day(t time.Time) int64 {
	s := t.Unix()
	if s < 0 {
		s -= 86399
	}
	return s / 86400
}

// DayTime is the beginning of a day, in UTC.
func DayTime(day int64) time.Time { return time.Unix(day*86400, 0).UTC() }
