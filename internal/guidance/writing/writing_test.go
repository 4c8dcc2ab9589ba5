package writing

import (
	"testing"
	"time"

	"snowdrop/internal/content"
)

func TestTheProgrammeHasThePublishedShape(t *testing.T) {
	count := map[Part]int{}
	for i, p := range Pieces() {
		if p.Number != i+1 {
			t.Errorf("%s has number %d", p.ID, p.Number)
		}
		count[p.Part]++
	}
	if len(Pieces()) != 10 || count[Confront] != 4 || count[Anew] != 4 || count[Share] != 2 {
		t.Errorf("the parts have %v pieces, want 4, 4 and 2", count)
	}
	for i, part := range Parts {
		first := []int{0, 4, 8}[i]
		if Pieces()[first].Part != part {
			t.Errorf("part %s does not begin with piece %d", part, first+1)
		}
	}
	Pieces()[0].ID = "changed"
	if Pieces()[0].ID != "piece-1" {
		t.Error("the list can be changed from outside")
	}
}

// What is said first on every piece must not depend on who wrote the page.
func TestEveryPieceSaysFirstThatOneCanStopAndHowFarItIsShownToHelp(t *testing.T) {
	for _, p := range Pieces() {
		page, ok := content.PageByID("en", p.ID)
		if !ok {
			t.Errorf("no page %s", p.ID)
			continue
		}
		if b := page.Blocks[0]; b.Kind != content.Paragraph || len(content.Plain(b.Spans)) < 17 || content.Plain(b.Spans)[:17] != "You can stop now." {
			t.Errorf("%s begins with %q", p.ID, content.Plain(b.Spans))
		}
		if page.Evidence == "" || page.Minutes < 10 || page.Minutes > 15 || page.Place != "heart" {
			t.Errorf("%s: evidence %q, %d minutes, place %q", p.ID, page.Evidence, page.Minutes, page.Place)
		}
	}
}

func TestTheNextPieceIsTheFirstThatWasNeitherWrittenNorSkipped(t *testing.T) {
	for _, c := range []struct {
		standing map[string]State
		want     string
	}{
		{nil, "piece-1"},
		{map[string]State{"piece-1": Written}, "piece-2"},
		{map[string]State{"piece-1": Skipped, "piece-3": Written}, "piece-2"},
		{map[string]State{"piece-1": Written, "piece-2": Written, "piece-3": Skipped, "piece-4": Skipped}, "piece-5"},
		{map[string]State{"piece-1": Written, "piece-7": Set}, "piece-7"},
		{map[string]State{"of-a-newer-one": Set}, "piece-1"},
	} {
		if got, ok := Next(c.standing); !ok || got.ID != c.want {
			t.Errorf("%v: next is %q, want %s", c.standing, got.ID, c.want)
		}
	}
	all := map[string]State{}
	for _, p := range Pieces() {
		all[p.ID] = Written
	}
	if p, ok := Next(all); ok {
		t.Errorf("all are written, and %s is offered", p.ID)
	}
}

func TestWhatWasWrittenSkippedOrSetIsOpenAndTheNextOneToo(t *testing.T) {
	standing := map[string]State{"piece-1": Written, "piece-2": Skipped, "piece-8": Set}
	for _, p := range Pieces() {
		want := p.Number <= 3 || p.Number == 8
		if got := Open(standing, p); got != want {
			t.Errorf("%s is open: %v, want %v", p.ID, got, want)
		}
	}
}

func ptr(n int) *int { return &n }

// fine is someone for whom nothing stands against it.
var (
	fine   = Known{Days: ptr(60), Mind: No, Hour: 15}
	asked  = Asked{Answered: true, Danger: No, Unreal: No, Before: ptr(4)}
	first  = pieces[0]
	gentle = pieces[4]
)

func TestEachGateClosesBelowAtAndAboveItsLimit(t *testing.T) {
	known := func(change func(*Known)) Known { k := fine; change(&k); return k }
	said := func(change func(*Asked)) Asked { a := asked; change(&a); return a }
	for name, c := range map[string]struct {
		p    Piece
		k    Known
		a    Asked
		want Why
	}{
		"nothing stands against it":           {first, fine, asked, Opened},
		"nothing was asked yet":               {first, fine, Asked{}, Opened},
		"the day itself":                      {first, known(func(k *Known) { k.Days = ptr(0) }), asked, TooEarly},
		"a day to come":                       {first, known(func(k *Known) { k.Days = ptr(-1) }), asked, TooEarly},
		"27 days":                             {first, known(func(k *Known) { k.Days = ptr(27) }), asked, TooEarly},
		"27 days, nothing asked":              {first, known(func(k *Known) { k.Days = ptr(27) }), Asked{}, TooEarly},
		"27 days, a soft piece":               {gentle, known(func(k *Known) { k.Days = ptr(27) }), asked, TooEarly},
		"28 days":                             {first, known(func(k *Known) { k.Days = ptr(28) }), asked, Opened},
		"29 days":                             {first, known(func(k *Known) { k.Days = ptr(29) }), asked, Opened},
		"no day, not 4 weeks":                 {first, known(func(k *Known) { k.Days = nil }), said(func(a *Asked) { a.Weeks = No }), TooEarly},
		"no day, not said":                    {first, known(func(k *Known) { k.Days = nil }), asked, EarlyOpen},
		"no day, 4 weeks or more":             {first, known(func(k *Known) { k.Days = nil }), said(func(a *Asked) { a.Weeks = Yes }), Opened},
		"182 days, nothing said of it":        {first, known(func(k *Known) { k.Days = ptr(182) }), asked, Opened},
		"183 days, there was another since":   {first, known(func(k *Known) { k.Days = ptr(183) }), said(func(a *Asked) { a.Weeks = No }), TooEarly},
		"183 days, not said":                  {first, known(func(k *Known) { k.Days = ptr(183) }), asked, EarlyOpen},
		"183 days, 4 weeks or more":           {first, known(func(k *Known) { k.Days = ptr(183) }), said(func(a *Asked) { a.Weeks = Yes }), Opened},
		"a day, and other words":              {first, fine, said(func(a *Asked) { a.Weeks = No }), Opened},
		"safety, kept":                        {first, known(func(k *Known) { k.Danger = true }), asked, ForDanger},
		"safety, kept, none asked":            {first, known(func(k *Known) { k.Danger = true }), Asked{}, ForDanger},
		"safety, kept, a soft piece":          {gentle, known(func(k *Known) { k.Danger = true }), asked, ForDanger},
		"safety, said now":                    {first, fine, said(func(a *Asked) { a.Danger = Yes }), ForDanger},
		"safety, not said":                    {first, fine, said(func(a *Asked) { a.Danger = Unsaid }), DangerOpen},
		"psychosis, kept":                     {first, known(func(k *Known) { k.Mind = Yes }), asked, ForMind},
		"psychosis, kept, none asked":         {first, known(func(k *Known) { k.Mind = Yes }), Asked{}, ForMind},
		"psychosis, said now":                 {first, known(func(k *Known) { k.Mind = Unsaid }), said(func(a *Asked) { a.Mind = Yes }), ForMind},
		"psychosis, said now after a kept no": {first, fine, said(func(a *Asked) { a.Mind = Yes }), ForMind},
		"psychosis, not sure":                 {first, known(func(k *Known) { k.Mind = Unsaid }), asked, MindOpen},
		"psychosis, no":                       {first, known(func(k *Known) { k.Mind = Unsaid }), said(func(a *Asked) { a.Mind = No }), Opened},
		"3 yes, unreal lately":                {first, known(func(k *Known) { k.Bad = ptr(3) }), said(func(a *Asked) { a.Unreal = Lately }), Opened},
		"4 yes, unreal lately":                {first, known(func(k *Known) { k.Bad = ptr(4) }), said(func(a *Asked) { a.Unreal = Lately }), ForAway},
		"5 yes, unreal now":                   {first, known(func(k *Known) { k.Bad = ptr(5) }), said(func(a *Asked) { a.Unreal = Yes }), ForAway},
		"4 yes, unreal not said":              {first, known(func(k *Known) { k.Bad = ptr(4) }), said(func(a *Asked) { a.Unreal = Unsaid }), ForAway},
		"4 yes, not unreal":                   {first, known(func(k *Known) { k.Bad = ptr(4) }), asked, Opened},
		"unreal lately":                       {first, fine, said(func(a *Asked) { a.Unreal = Lately }), Opened},
		"unreal now":                          {gentle, fine, said(func(a *Asked) { a.Unreal = Yes }), UnrealNow},
		"unreal not said":                     {first, fine, said(func(a *Asked) { a.Unreal = Unsaid }), UnrealNow},
		"8 of 10":                             {first, fine, said(func(a *Asked) { a.Before = ptr(8) }), Opened},
		"9 of 10":                             {gentle, fine, said(func(a *Asked) { a.Before = ptr(9) }), StrongNow},
		"10 of 10":                            {first, fine, said(func(a *Asked) { a.Before = ptr(10) }), StrongNow},
		"21 o'clock":                          {first, known(func(k *Known) { k.Hour = 21 }), asked, Opened},
		"22 o'clock":                          {first, known(func(k *Known) { k.Hour = 22 }), asked, AtNight},
		"midnight":                            {first, known(func(k *Known) { k.Hour = 0 }), asked, AtNight},
		"5 o'clock":                           {first, known(func(k *Known) { k.Hour = 5 }), asked, AtNight},
		"6 o'clock":                           {first, known(func(k *Known) { k.Hour = 6 }), asked, Opened},
		"22 o'clock, a soft piece":            {gentle, known(func(k *Known) { k.Hour = 22 }), asked, Opened},
		"safety comes before the hour": {first, known(func(k *Known) { k.Hour = 2; k.Days = ptr(3) }),
			said(func(a *Asked) { a.Danger = Yes }), ForDanger},
	} {
		if got := Gate(c.p, c.k, c.a); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestOnlyWhatPassesIsSaidToPass(t *testing.T) {
	for _, w := range []Why{UnrealNow, StrongNow, AtNight} {
		if !w.Passing() {
			t.Errorf("%s is said to stay", w)
		}
	}
	for _, w := range []Why{ForDanger, DangerOpen, ForMind, MindOpen, TooEarly, EarlyOpen, ForAway} {
		if w.Passing() {
			t.Errorf("%s is said to pass", w)
		}
	}
}

func TestOnlyWhatIsNotKnownIsAsked(t *testing.T) {
	if weeks, mind := Asks(Known{}); !weeks || !mind {
		t.Error("nothing is known, and it is not asked")
	}
	if weeks, mind := Asks(fine); weeks || mind {
		t.Error("what was told is asked again")
	}
}

func TestAnAnswerAboutSafetyRestsForFourteenDays(t *testing.T) {
	const now = int64(1_800_000_000)
	for ago, want := range map[int64]bool{-5 * day: true, 0: true, 13 * day: true, 14 * day: true, 14*day + 1: false} {
		if got := Recent(now-ago, now); got != want {
			t.Errorf("%d seconds ago: %v", ago, got)
		}
	}
}

func TestTheDaysAreCountedSoThatItOpensLaterRatherThanTooEarly(t *testing.T) {
	now := time.Date(2026, 11, 28, 23, 50, 0, 0, time.FixedZone("", -5*3600))
	for _, c := range []struct {
		on, month string
		want      int
	}{
		{"2026-10-31", "", 28}, {"2026-11-01", "", 27}, {"2026-11-28", "", 0}, {"", "2026-10", 28}, {"", "2026-11", -2}, {"2026-11-01", "2026-01", 27},
	} {
		if got := DaysSince(c.on, c.month, now); got == nil || *got != c.want {
			t.Errorf("%s%s: %v, want %d", c.on, c.month, got, c.want)
		}
	}
	for _, c := range [][2]string{{"", ""}, {"soon", "then"}} {
		if got := DaysSince(c[0], c[1], now); got != nil {
			t.Errorf("%v: %d days", c, *got)
		}
	}
}

func TestMuchHarderAfterwardsMeansPeopleFirst(t *testing.T) {
	for _, c := range []struct {
		before, after *int
		want          bool
	}{
		{ptr(4), ptr(6), false}, {ptr(4), ptr(7), true}, {ptr(4), ptr(8), true}, {ptr(8), ptr(8), false}, {ptr(8), ptr(9), true},
		{nil, ptr(8), false}, {nil, ptr(9), true}, {ptr(4), nil, false}, {nil, nil, false}, {ptr(7), ptr(2), false},
	} {
		if MuchHigher(c.before, c.after) != c.want {
			t.Errorf("from %v to %v: %v", c.before, c.after, !c.want)
		}
	}
}

func TestTodayDoesNotOfferTheNextPieceRightAfterOne(t *testing.T) {
	const now = int64(1_800_000_000)
	for ago, want := range map[int64]bool{0: false, 3*day - 1: false, 3 * day: true, 400 * day: true} {
		if Offered(now-ago, now) != want {
			t.Errorf("%d seconds after the last: %v", ago, !want)
		}
	}
	if !Offered(0, now) {
		t.Error("the first piece is not offered")
	}
}
