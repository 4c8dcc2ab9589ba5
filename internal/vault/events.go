package vault

import (
	"bytes"
	"encoding/binary"
	"slices"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/values"
)

// Event is something that happened in the home and that a person should know.
type Event struct {
	Kind   string // one of the Event constants
	Name   string // of the device that came or went
	Member record.ID
	Day    time.Time // in UTC
	Count  int       // how often on that day
}

const (
	EventJoined     = "joined"     // a device came
	EventLeft       = "left"       // a device went
	EventOwner      = "owner"      // another secret decides from now on
	EventUnreadable = "unreadable" // the relay shows an entry that can not be read
	EventHole       = "hole"       // an entry is gone and nobody deleted it
)

var eventKinds = []string{EventJoined, EventLeft, EventOwner, EventUnreadable, EventHole}

// eventDays is for how long events are kept. They are to be shown for seven days.
const eventDays = 14

// Events returns what happened in the last days, the oldest first.
func (h *Home) Events() (events []Event) {
	_ = h.read(func(_ *contents, at *home) { events = slices.Clone(at.events) })
	return events
}

// note adds an event, or counts it with others of the same kind and day, so that nobody can fill a disk with them.
func (h *home) note(kind, name string, member record.ID, today int64) {
	e := Event{Kind: kind, Name: name, Member: member, Day: dayTime(today), Count: 1}
	h.events = slices.Clone(h.events)
	for i, before := range h.events {
		if before.Kind == kind && before.Name == name && before.Member == member && before.Day.Equal(e.Day) {
			h.events[i].Count++
			return
		}
	}
	if h.events = append(h.events, e); len(h.events) > maxEvents {
		h.events = h.events[1:]
	}
}

const maxEvents = 1000

// forget drops what is too old, and says whether there was something.
func (h *home) forget(today int64) bool {
	kept := slices.DeleteFunc(slices.Clone(h.events), func(e Event) bool { return day(e.Day) < today-eventDays })
	changed := len(kept) != len(h.events)
	h.events = kept
	return changed
}

func (ch *change) setEvents(h *home) (err error) {
	h.eventsAt, err = ch.long(0, values.Events, h.eventsAt, marshalEvents(h.events))
	return err
}

// For each event: kind 1 | day 8 | count 4 | member 16 | length of name 1 | name.
func marshalEvents(events []Event) []byte {
	var b []byte
	for _, e := range events {
		b = append(b, byte(slices.Index(eventKinds, e.Kind)))
		b = binary.BigEndian.AppendUint64(b, uint64(day(e.Day)))
		b = binary.BigEndian.AppendUint32(b, uint32(min(e.Count, 1<<31-1)))
		b = append(b, e.Member[:]...)
		name := e.Name[:min(len(e.Name), 255)]
		b = append(append(b, byte(len(name))), name...)
	}
	return b
}

func parseEvents(b []byte) ([]Event, error) {
	const fixed = 1 + 8 + 4 + 16 + 1
	var events []Event
	for len(b) > 0 {
		if len(b) < fixed || int(b[0]) >= len(eventKinds) || len(b) < fixed+int(b[fixed-1]) {
			return nil, ErrUnreadable
		}
		end := fixed + int(b[fixed-1])
		days := int64(binary.BigEndian.Uint64(b[1:]))
		if days < -maxDay || days > maxDay {
			return nil, ErrUnreadable
		}
		events = append(events, Event{
			Kind: eventKinds[b[0]], Name: string(b[fixed:end]), Member: record.ID(b[13:29]),
			Day: dayTime(days), Count: int(binary.BigEndian.Uint32(b[9:])),
		})
		b = b[end:]
	}
	return events, nil
}

const maxDay = 1 << 40 // far beyond any calendar, and no number overflows

func sortBinned(all []Binned) {
	slices.SortFunc(all, func(a, b Binned) int { return bytes.Compare(a.Record.ID[:], b.Record.ID[:]) })
}
