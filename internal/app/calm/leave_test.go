package calm

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/text"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func asked(t *testing.T, told ...record.Record) *screen.Exchange {
	t.Helper()
	v, err := vault.Open(t.Context(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range told {
		rec.ID = record.NewID()
		if err := v.Put(t.Context(), rec); err != nil {
			t.Fatal(err)
		}
	}
	return &screen.Exchange{
		Shared: &screen.Shared{Vault: v, Now: func() time.Time { return noon }, In: func(at time.Time) time.Time { return at.UTC() }},
		R:      httptest.NewRequest(http.MethodGet, "/calm", nil), Words: text.English,
	}
}

func TestOnlyTheBodyLogGivesLeaveToMove(t *testing.T) {
	checkIn := func(hours time.Duration, change func(*journal.CheckIn)) record.Record {
		c := journal.CheckIn{Bleeding: journal.BleedingLight}
		change(&c)
		body, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return record.Record{Kind: journal.KindCheckIn, At: noon.Add(-hours * time.Hour).Unix(), Body: body}
	}
	pain := func(n int) func(*journal.CheckIn) { return func(c *journal.CheckIn) { c.Pain = &n } }
	bleeds := func(b journal.Bleeding) func(*journal.CheckIn) {
		return func(c *journal.CheckIn) { c.Bleeding, c.Note = b, "made up" }
	}
	warm := func(x float64) func(*journal.CheckIn) {
		return func(c *journal.CheckIn) { c.Temperature, c.Unit = &x, "C" }
	}
	clots := func(size string) func(*journal.CheckIn) {
		return func(c *journal.CheckIn) { c.Clots = size }
	}
	for name, c := range map[string]struct {
		told []record.Record
		want bool
	}{
		"nothing was told":        {nil, false},
		"no bleeding":             {[]record.Record{checkIn(1, bleeds(journal.BleedingNone))}, true},
		"spotting":                {[]record.Record{checkIn(1, bleeds(journal.BleedingSpotting))}, true},
		"light bleeding":          {[]record.Record{checkIn(1, bleeds(journal.BleedingLight))}, true},
		"bleeding like a period":  {[]record.Record{checkIn(1, bleeds(journal.BleedingPeriod))}, false},
		"more than a period":      {[]record.Record{checkIn(1, bleeds(journal.BleedingHeavy))}, false},
		"bleeding was not said":   {[]record.Record{checkIn(1, bleeds(""))}, false},
		"24 hours ago":            {[]record.Record{checkIn(24, bleeds(journal.BleedingNone))}, true},
		"25 hours ago":            {[]record.Record{checkIn(25, bleeds(journal.BleedingNone))}, false},
		"pain 2":                  {[]record.Record{checkIn(1, pain(2))}, true},
		"pain 3":                  {[]record.Record{checkIn(1, pain(3))}, true},
		"pain 4":                  {[]record.Record{checkIn(1, pain(4))}, false},
		"a fever":                 {[]record.Record{checkIn(1, warm(38.6))}, false},
		"a fever this morning":    {[]record.Record{checkIn(1, bleeds(journal.BleedingNone)), checkIn(20, warm(38))}, false},
		"warm this morning":       {[]record.Record{checkIn(1, bleeds(journal.BleedingNone)), checkIn(20, warm(37.9))}, true},
		"clots this morning":      {[]record.Record{checkIn(1, bleeds(journal.BleedingNone)), checkIn(20, clots(journal.ClotWalnut))}, false},
		"small clots":             {[]record.Record{checkIn(1, clots(journal.ClotSmall))}, true},
		"light now, heavy before": {[]record.Record{checkIn(1, bleeds(journal.BleedingLight)), checkIn(9, bleeds(journal.BleedingHeavy))}, false},
	} {
		x := asked(t, c.told...)
		if got := moves(x); got != c.want {
			t.Errorf("%s: leave %v, want %v", name, got, c.want)
		}
	}
	x := asked(t, checkIn(1, bleeds(journal.BleedingNone)))
	if err := x.Vault.Keep(t.Context(), "made up words for tests"); err != nil {
		t.Fatal(err)
	}
	if x.Vault.Lock(); moves(x) || later(x) {
		t.Error("there is leave while locked")
	}
}

func TestWhatHappenedIsLongAgoOnlyWhenItWasSaidToBe(t *testing.T) {
	for day, want := range map[string]bool{"": false, "2026-11-20": false, "2026-10-24": false, "2026-10-23": true, "2026-10-22": true} {
		s := journal.Story{Note: "made up", Day: day}
		if day != "" {
			s.When = "day"
		}
		body, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got := later(asked(t, record.Record{Kind: journal.KindStory, At: noon.Unix(), Body: body})); got != want {
			t.Errorf("on %q: %v", day, got)
		}
	}
	if later(asked(t)) {
		t.Error("nothing was told, and it is long ago")
	}
}
