package app

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

const (
	defaultDays  = 30
	dailyFrom    = 32  // from this many days on, a picture shows the highest value of each day,
	weeklyFrom   = 180 // and from this many on, of each week: more would be a blur, and slow on a cheap phone
	timelineRows = 20
)

var stretches = []int{7, 30, 90, 365}

// timeline shows what was said over the last days: pictures, their tables, and the entries.
func (a *App) timeline(x *exchange) {
	days, err := strconv.Atoi(x.R.URL.Query().Get("days"))
	if err != nil || !slices.Contains(stretches, days) {
		days = defaultDays
	}
	now := a.Now()
	from := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()).AddDate(0, 0, 1-days)
	d := ui.TimelinePage{Frame: x.Frame("timeline.title", "journal"), Current: "/timeline?days=" + strconv.Itoa(days)}
	d.Span = x.Say("timeline.span", "from", from.Format("2 January 2006"), "to", now.Format("2 January 2006"))
	for _, n := range stretches {
		d.Spans = append(d.Spans, ui.Choice{Address: "/timeline?days=" + strconv.Itoa(n), Label: x.Say("timeline.days." + strconv.Itoa(n))})
	}
	x.Live(&d.Frame)
	heads := since(a.List(), from.Unix())
	checkIns := x.checkIns(heads)
	for _, draw := range []func([]dated) (chart.Series, func(float64) string){x.heavinessSeries, x.painSeries, x.bleedingSeries} {
		s, label := draw(checkIns)
		if len(s.Points) == 0 {
			d.Missing = append(d.Missing, x.Say("timeline.nothing", "what", s.Title))
			continue
		}
		s.From, s.To = from, now
		s.AsTable, s.When, s.Layout = x.Say("chart.table"), x.Say("chart.when"), "2 January, 15:04"
		switch {
		case days >= weeklyFrom:
			s.Points, s.Weekly, s.Layout, s.When = worstOfEach(week, s.Points), true, "2 January", x.Say("chart.week")
		case days >= dailyFrom:
			s.Points, s.Layout = worstOfEach(day, s.Points), "2 January"
		}
		for i, p := range s.Points { // only what is shown gets words: a year has thousands of values
			s.Points[i].Label = label(p.Value)
		}
		s.Summary = x.Say("chart.summary", "n", strconv.Itoa(len(s.Points)), "last", s.Points[len(s.Points)-1].Label)
		d.Series = append(d.Series, s)
	}
	d.Rows = x.Rows(heads[:min(timelineRows, len(heads))])
	if len(heads) > timelineRows {
		d.More = x.Say("timeline.more", "n", strconv.Itoa(len(heads)))
	}
	x.Show(http.StatusOK, ui.Timeline(d))
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

// dated is a check-in with its time.
type dated struct {
	at time.Time
	journal.CheckIn
}

// checkIns decodes the check-ins among heads, oldest first. One that cannot be read is passed over
// here; its own page says so.
func (x *exchange) checkIns(heads []vault.Head) []dated {
	var out []dated
	for _, h := range slices.Backward(heads) {
		if h.Kind != journal.KindCheckIn {
			continue
		}
		if c, ok := x.a.seen.get(x.a.Vault, h); ok {
			out = append(out, dated{x.Local(h.At), c})
		}
	}
	return out
}

// Each series comes without labels, and with the words for a value.
func (x *exchange) heavinessSeries(all []dated) (chart.Series, func(float64) string) {
	return x.scaleSeries("heaviness", all, func(c dated) *int { return c.Heaviness })
}

func (x *exchange) painSeries(all []dated) (chart.Series, func(float64) string) {
	return x.scaleSeries("pain", all, func(c dated) *int { return c.Pain })
}

func (x *exchange) scaleSeries(id string, all []dated, value func(dated) *int) (chart.Series, func(float64) string) {
	s := chart.Series{ID: id, Title: x.Say("chart." + id), What: x.Say("chart.value"), Max: journal.ScaleMax}
	for _, n := range []int{0, 5, 10} {
		s.Ticks = append(s.Ticks, chart.Tick{Value: float64(n), Label: strconv.Itoa(n)})
	}
	for _, c := range all {
		if n := value(c); n != nil {
			s.Points = append(s.Points, chart.Point{At: c.at, Value: float64(*n)})
		}
	}
	return s, func(value float64) string { return x.OutOfTen(int(value)) }
}

func (x *exchange) bleedingSeries(all []dated) (chart.Series, func(float64) string) {
	s := chart.Series{ID: "bleeding", Title: x.Say("chart.bleeding"), What: x.Say("chart.value"), Max: float64(len(journal.Bleedings) - 1)}
	for i, b := range journal.Bleedings {
		s.Ticks = append(s.Ticks, chart.Tick{Value: float64(i), Label: x.Say("bleeding.short." + string(b))})
	}
	for _, c := range all {
		if i := slices.Index(journal.Bleedings, c.Bleeding); i >= 0 {
			s.Points = append(s.Points, chart.Point{At: c.at, Value: float64(i)})
		}
	}
	return s, func(value float64) string { return x.bleedingWord(journal.Bleedings[int(value)]) }
}

func day(t time.Time) [2]int { return [2]int{t.Year(), t.YearDay()} }

func week(t time.Time) [2]int {
	year, n := t.ISOWeek()
	return [2]int{year, n}
}

// worstOfEach keeps the highest point of each day or week: a calmer picture that hides nothing bad.
func worstOfEach(stretch func(time.Time) [2]int, points []chart.Point) []chart.Point {
	var out []chart.Point
	for _, p := range points {
		if n := len(out); n > 0 && stretch(out[n-1].At) == stretch(p.At) {
			if p.Value > out[n-1].Value {
				out[n-1] = p
			}
			continue
		}
		out = append(out, p)
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
