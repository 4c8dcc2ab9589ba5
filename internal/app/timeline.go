package app

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"snowdrop/internal/app/feelings"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

const (
	defaultDays  = 30
	timelineRows = 20
)

var stretches = []int{7, 30, 90, 365}

// asked are the pictures of what every check-in asks: where there is nothing of one, the page says so.
var asked = []string{noted.Heaviness, "pain", "bleeding"}

// timeline shows what was said over the last days: pictures, their tables, and the entries.
func (a *App) timeline(x *exchange) {
	days, err := strconv.Atoi(x.R.URL.Query().Get("days"))
	if err != nil || !slices.Contains(stretches, days) {
		days = defaultDays
	}
	now := a.Now()
	from := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()).AddDate(0, 0, 1-days)
	d := ui.TimelinePage{Frame: x.Frame("timeline.title", "body"), Current: "/timeline?days=" + strconv.Itoa(days)}
	d.Span = x.Say("timeline.span", "from", x.Date("day", from), "to", x.Date("day", now))
	for _, n := range stretches {
		d.Spans = append(d.Spans, ui.Choice{Address: "/timeline?days=" + strconv.Itoa(n), Label: x.Say("timeline.days." + strconv.Itoa(n))})
	}
	x.Live(&d.Frame)
	heads := since(noted.Shown(x.Exchange, a.List()), from.Unix())
	checkIns := x.checkIns(heads)
	for _, which := range append([]string{noted.Heaviness}, noted.Pictures...) {
		if s, any := noted.Draw(x.Exchange, which, checkIns, from, now); any {
			d.Series = append(d.Series, s)
		} else if slices.Contains(asked, which) {
			d.Missing = append(d.Missing, x.Say("timeline.nothing", "what", s.Title))
		}
	}
	d.Rows = x.Rows(heads[:min(timelineRows, len(heads))])
	if len(heads) > timelineRows {
		d.More = x.Say("timeline.more", "n", strconv.Itoa(len(heads)))
	}
	x.Show(http.StatusOK, ui.Timeline(d))
}

// feelings shows the check-ins of the heart over time.
func (a *App) feelings(x *exchange) {
	feelings.Show(x.Exchange, func(from time.Time) []noted.CheckIn { return x.checkIns(since(a.List(), from.Unix())) })
}

// since gives the heads from a moment on; heads come newest first.
func since(heads []vault.Head, from int64) []vault.Head {
	n, _ := slices.BinarySearchFunc(heads, from, func(h vault.Head, from int64) int {
		if h.At >= from {
			return -1
		}
		return 1
	})
	return heads[:n]
}

// checkIns decodes the check-ins among heads, oldest first. One that cannot be read is passed over
// here; its own page says so.
func (x *exchange) checkIns(heads []vault.Head) []noted.CheckIn {
	var out []noted.CheckIn
	for _, h := range slices.Backward(heads) {
		if h.Kind != journal.KindCheckIn {
			continue
		}
		if c, ok := x.a.seen.get(x.a.Vault, h); ok {
			out = append(out, noted.CheckIn{At: x.Local(h.At), CheckIn: c})
		}
	}
	return out
}

// checkInCache remembers decoded check-ins while open, so that a long timeline is decoded once.
type checkInCache struct {
	mu  sync.Mutex
	all map[record.ID]decoded
}

// decoded is a check-in, and which version of it that is.
type decoded struct {
	version record.ID
	journal.CheckIn
}

func newCheckInCache() *checkInCache { return &checkInCache{all: map[record.ID]decoded{}} }

func (s *checkInCache) get(v *vault.Vault, h vault.Head) (journal.CheckIn, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.all[h.ID]; ok && c.version == h.Version {
		return c.CheckIn, true
	}
	body, err := v.Body(h.ID)
	if err != nil {
		return journal.CheckIn{}, false
	}
	c, err := journal.DecodeCheckIn(body)
	if err != nil {
		return journal.CheckIn{}, false
	}
	s.all[h.ID] = decoded{h.Version, c}
	return c, true
}

func (s *checkInCache) forget(id record.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, id)
}

func (s *checkInCache) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.all)
}
