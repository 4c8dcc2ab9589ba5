package writing

import "time"

// The limits. All of them are decisions of our own, after what is known about writing alone and about trauma.
const (
	EarlyDays = 28  // days after the loss before anything is opened
	LongDays  = 182 // days after the loss that was told from which it is asked anew: there may have been another since
	QuietDays = 14  // days that it rests after an answer about safety
	FarAway   = 4   // answers "yes" of the five questions about a bad memory; counts together with feeling unreal
	TooStrong = 9   // of 10, before: first comes calm
	Much      = 3   // so many more afterwards than before: people first
	NightFrom = 22  // hours of the person's own clock
	NightTo   = 6
	Apart     = 3 // days after one piece before Today offers the next: one or two a week
)

const day = 24 * 60 * 60

// An Answer is what was said to a question. Unsaid holds for "I would rather not say" and "I am not sure" too.
type Answer string

// The answers.
const (
	Unsaid Answer = ""
	No     Answer = "no"
	Yes    Answer = "yes"
	Lately Answer = "lately" // of feeling unreal: at times, not now
)

// Known is what was kept, as far as it counts here.
type Known struct {
	Days   *int // since the day of the loss; nil: it was not told
	Danger bool // an answer about safety of the last QuietDays: see Recent
	Bad    *int // answers "yes" of the five questions about a bad memory, the latest; nil: not asked
	Mind   Answer
	Hour   int // of the person's own clock
}

// Asked is what the person answered just now. While Answered is not set, only what was kept counts.
type Asked struct {
	Answered bool
	Weeks    Answer // 4 weeks or more since the loss; asked where no day was told, or one of long ago
	Danger   Answer // thoughts of dying, of harm, or of things that others do not see, in the last QuietDays
	Mind     Answer // psychosis or mania, ever; asked where the answer was not kept
	Unreal   Answer
	Before   *int
}

// A Why is the reason why a piece stays closed.
type Why string

// The reasons. The first that holds is the one that is told.
const (
	Opened     Why = ""
	ForDanger  Why = "danger"  // an answer about safety
	DangerOpen Why = "unsaid"  // the question about safety has no answer
	ForMind    Why = "mind"    // psychosis or mania, ever
	MindOpen   Why = "unsure"  // that question has no answer
	TooEarly   Why = "early"   // less than EarlyDays
	EarlyOpen  Why = "when"    // nobody knows how long ago
	ForAway    Why = "away"    // a bad memory, and feeling unreal
	UnrealNow  Why = "unreal"  // right now
	StrongNow  Why = "strong"  // TooStrong or more right now
	AtNight    Why = "evening" // it is late, and the piece is not soft
)

// Asks says which questions are asked before a piece: what was told is not asked again, unless it is long ago.
func Asks(k Known) (weeks, mind bool) {
	return k.Days == nil || *k.Days > LongDays, k.Mind == Unsaid
}

// Gate says why a piece stays closed, or Opened. One that a therapist set is no different: a page cannot know what was weighed, or by whom.
func Gate(p Piece, k Known, a Asked) Why {
	weeks, mind := Asks(k)
	switch {
	case k.Danger || a.Danger == Yes:
		return ForDanger
	case a.Answered && a.Danger != No:
		return DangerOpen
	case k.Mind == Yes || a.Mind == Yes:
		return ForMind
	case a.Answered && mind && a.Mind != No:
		return MindOpen
	case k.Days != nil && *k.Days < EarlyDays, weeks && a.Weeks == No:
		return TooEarly
	case a.Answered && weeks && a.Weeks != Yes:
		return EarlyOpen
	case a.Answered && k.Bad != nil && *k.Bad >= FarAway && a.Unreal != No:
		return ForAway
	case a.Answered && a.Unreal != No && a.Unreal != Lately:
		return UnrealNow
	case a.Before != nil && *a.Before >= TooStrong:
		return StrongNow
	case !p.Soft && Night(k.Hour):
		return AtNight
	}
	return Opened
}

// Passing says whether a reason is over after some rest: then the piece waits, and is not put away.
func (w Why) Passing() bool { return w == UnrealNow || w == StrongNow || w == AtNight }

// Night says whether it is late.
func Night(hour int) bool { return hour >= NightFrom || hour < NightTo }

// Recent says whether something counts as of the last QuietDays. What a wrong clock put into the future counts too.
func Recent(at, now int64) bool { return now-at <= QuietDays*day }

// DaysSince counts the days from a loss to another day. Where only the month was told, the last day of the month counts:
// the piece opens later rather than too early. nil: neither was told.
func DaysSince(on, month string, now time.Time) *int {
	from, err := time.Parse(time.DateOnly, on)
	if err != nil {
		if from, err = time.Parse("2006-01", month); err != nil {
			return nil
		}
		from = from.AddDate(0, 1, -1)
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	n := int(today.Sub(from).Hours() / 24)
	return &n
}

// MuchHigher says whether it is so much harder afterwards that people come first.
func MuchHigher(before, after *int) bool {
	return after != nil && (*after >= TooStrong || before != nil && *after-*before >= Much)
}

// Offered says whether Today may name the next piece: not right after another one. There is no day on which it is late.
func Offered(last, now int64) bool { return last == 0 || now-last >= Apart*day }
