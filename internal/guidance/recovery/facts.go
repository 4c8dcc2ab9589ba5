// Package recovery says what to expect after a loss: for what happened, the answer to each question that people ask, as a
// range with its sources. It must never know a clock, call a day late, promise that all is well, or narrow a range
// because something was not said.
//
// The words are pages of internal/content, one for each question, with a section for each case. Here stands which section
// is for whom, and where today lies.
package recovery

import (
	"time"

	"snowdrop/internal/journal"
)

// Band is how far along it was.
type Band uint8

// The bands of evidence.md 2.1. Each begins with its first week and ends before the next.
const (
	BandUnknown Band = iota
	Under6
	From6
	From10
	From14
	From24
	bands
)

// BandOf gives the band of completed weeks: 5 weeks and 6 days is still under 6.
func BandOf(weeks int) Band {
	switch {
	case weeks < 6:
		return Under6
	case weeks < 10:
		return From6
	case weeks < 14:
		return From10
	case weeks < 24:
		return From14
	}
	return From24
}

// Kind is what kind of loss it was, as the person was told.
type Kind uint8

// The kinds of evidence.md 2.2.
const (
	KindUnknown Kind = iota
	Complete
	Incomplete
	Missed
	Threatened
	Ectopic
	Molar
	kinds
)

// Way is how it was or is managed.
type Way uint8

// The ways of evidence.md 2.3 and, for an ectopic pregnancy, of 2.4.
const (
	WayUnknown Way = iota
	Expectant
	Medical
	Surgical
	Birth
	NotBegun // told, and nothing has happened yet
	Removed  // the tube was removed
	Opened   // the tube was opened and left
	Methotrexate
	Watched // an ectopic pregnancy that is watched
	ways
)

// Facts is what is known. The zero value of each part means that it is not.
type Facts struct {
	Band Band
	Kind Kind
	Way  Way
	// Since says how many days it is since the loss, its treatment, or the news. Only a month may be known, so it is a span.
	Since   Days
	Country string // for the words of the law; "" where not known
}

// Days is a span of whole days, both ends included. Known is false where nothing was said.
type Days struct {
	From, To int
	Known    bool
}

// Branch is which part of the guidance speaks: the ranges of one do not hold for another.
type Branch uint8

// The branches. Waiting is for someone who was told and for whom nothing has begun.
const (
	Miscarriage Branch = iota
	Late               // from 14 weeks
	EctopicBranch
	MolarBranch
	Waiting
	ThreatenedBranch
	branches
)

// Branch is the part of the guidance that speaks. Ectopic and molar come before all else: they are dangerous on their own.
func (f Facts) Branch() Branch {
	switch {
	case f.Kind == Ectopic, f.Way >= Removed && f.Way <= Watched:
		return EctopicBranch
	case f.Kind == Molar:
		return MolarBranch
	case f.Kind == Threatened:
		return ThreatenedBranch
	case f.Way == NotBegun:
		return Waiting
	case f.Band >= From14:
		return Late
	}
	return Miscarriage
}

// Unknown says that something is not known that would make a range narrower.
func (f Facts) Unknown() bool {
	switch f.Branch() {
	case Miscarriage:
		return f.Band == BandUnknown || f.Way == WayUnknown
	case EctopicBranch:
		return f.Way == WayUnknown
	}
	return false
}

var (
	bandOf = map[string]Band{
		journal.FarUnder6: Under6, journal.Far6to9: From6, journal.Far10to13: From10, journal.Far14to23: From14, journal.Far24AndOn: From24,
	}
	kindOf = map[string]Kind{
		journal.StoryComplete: Complete, journal.StoryIncomplete: Incomplete, journal.StoryMissed: Missed, journal.StoryThreatened: Threatened,
		journal.StoryEctopic: Ectopic, journal.StoryMolar: Molar,
	}
	wayOf = map[string]Way{
		journal.ManagedExpectant: Expectant, journal.ManagedMedical: Medical, journal.ManagedSurgical: Surgical, journal.ManagedBirth: Birth,
		journal.ManagedNotBegun: NotBegun,
	}
	treatmentOf = map[string]Way{
		journal.TreatedRemoved: Removed, journal.TreatedOpened: Opened, journal.TreatedMethotrex: Methotrexate, journal.TreatedByWatching: Watched,
	}
)

// FactsOf reads a story as it stands on a day. The band goes by the size on a scan where that is known, since in a missed
// miscarriage the pregnancy may have ended weeks before; otherwise by dates.
func FactsOf(s journal.Story, today time.Time) Facts {
	f := Facts{Band: bandOf[s.HowFar], Kind: kindOf[s.Type], Way: wayOf[s.Managed], Since: since(s, today)}
	switch {
	case s.ScanWeeks != nil:
		f.Band = BandOf(*s.ScanWeeks)
	case s.Weeks != nil:
		f.Band = BandOf(*s.Weeks)
	}
	if f.Band == BandUnknown && s.Type == journal.StoryLate {
		f.Band = From14
	}
	if f.Kind == Ectopic {
		f.Way = treatmentOf[s.Treatment]
	}
	return f
}

// since counts days by the calendar. A day that is still to come says nothing.
func since(s journal.Story, today time.Time) Days {
	now := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	days := func(t time.Time) int { return int(now.Sub(t).Hours()) / 24 }
	if day, err := time.Parse(time.DateOnly, s.Day); err == nil && !day.After(now) {
		return Days{From: days(day), To: days(day), Known: true}
	}
	if month, err := time.Parse("2006-01", s.Month); s.Day == "" && err == nil && !month.After(now) {
		last := month.AddDate(0, 1, -1)
		return Days{From: max(0, days(last)), To: days(month), Known: true}
	}
	return Days{}
}
