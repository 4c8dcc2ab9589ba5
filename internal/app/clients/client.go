package clients

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/chart"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// client is all that one person chose to show, and what was asked and written.
func client(x *screen.Exchange, s sharing.Space) {
	if over(s) {
		ended(x, s)
		return
	}
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: s.Other, Named: true}}
	x.Live(&d.Frame)
	d.Lead = []string{x.Say("clients.only", "name", s.Other), x.Say("clients.night")}
	if !s.Expires.IsZero() {
		d.Lead = append(d.Lead, x.Say("clients.until", "name", s.Other, "day", talk.Day(x, s.Expires)))
	}
	if s.State == sharing.Stopped {
		d.News = append(d.News, x.Say("clients.line.stopped"))
	}
	asks, _ := talk.Of(x, s)
	for _, g := range []ui.SharedGroup{shown(x, s), wrote(x, s), asked(x, s, asks)} {
		if len(g.Things) > 0 {
			d.Groups = append(d.Groups, g)
		}
	}
	if len(d.Groups) == 0 {
		d.Lead = append(d.Lead, x.Say("clients.nothing", "name", s.Other))
	}
	if d.Series = numbers(x, s); len(d.Series) > 0 {
		d.Pictured = x.Say("clients.numbers")
	}
	way := func(to, key string) {
		d.Ways = append(d.Ways, ui.Choice{Address: to, Label: x.Say(key, "name", s.Other), Line: x.Say(key+".line", "name", s.Other)})
	}
	if talk.Open(s) {
		way(address(s)+"/ask", "clients.ask")
	}
	way(address(s)+"/notes", "clients.notes")
	way("/together/with/"+s.Path, "clients.share")
	d.Ways = append(d.Ways, ui.Choice{Address: root, Label: x.Say("clients.title")})
	if s.New > 0 {
		_ = x.Sharing.Seen(x.R.Context(), s.ID) // where it is not kept, it is new once more
	}
	x.Show(http.StatusOK, ui.Care(d))
}

// ended says what is gone and what stays. Nothing that was shown is on this device any more.
func ended(x *screen.Exchange, s sharing.Space) {
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Heading: s.Other, Named: true, Lead: []string{x.Say("clients.ended", "name", s.Other)}}}
	if g, ok := x.Guidance("clients-end"); ok {
		d.Guide = g
		d.Guide.Title = g.Title
	}
	d.Buttons = append(d.Buttons, ui.CareButton{Action: "/together/with/" + s.Path + "/away", Label: x.Say("clients.away"), Quiet: true})
	d.Ways = append(d.Ways, ui.Choice{Address: address(s) + "/notes", Label: x.Say("clients.notes"), Line: x.Say("clients.notes.line", "name", s.Other)},
		ui.Choice{Address: root, Label: x.Say("clients.title")})
	x.Show(http.StatusOK, ui.Care(d))
}

func readAddress(s sharing.Space, id record.ID) string {
	return address(s) + "/" + id.String() + "/read"
}

// shown are the copies, the newest first, each by what it is and its day: others may look over a shoulder here.
func shown(x *screen.Exchange, s sharing.Space) ui.SharedGroup {
	g := ui.SharedGroup{ID: "shown", Title: x.Say("clients.shown", "name", s.Other)}
	for _, it := range x.Sharing.Items(s.ID, items.KindCopy) {
		c, err := items.DecodeCopy(it.Body)
		if err != nil {
			continue // sharing says so
		}
		t := ui.SharedThing{Title: x.WrittenDay(c.Day), Line: x.KindName(c.Of), Address: readAddress(s, it.ID)}
		if score, ok := c.Score(); ok {
			if m, known := measures.ByID(score.Which, score.Version); known {
				t.Line = x.Say("measure.line", "name", m.Name, "n", number(x, m, score.Value))
			}
		}
		if it.New {
			t.Mark = x.Say("care.new")
		}
		g.Things = append(g.Things, t)
	}
	return g
}

// wrote is what the client wrote in words, the newest first, with what it is to.
func wrote(x *screen.Exchange, s sharing.Space) ui.SharedGroup {
	g := ui.SharedGroup{ID: "wrote", Title: x.Say("care.written", "name", s.Other)}
	for _, it := range x.Sharing.Items(s.ID, items.KindReply) {
		r, err := items.DecodeReply(it.Body)
		if err != nil || it.Mine || strings.TrimSpace(r.Words) == "" {
			continue
		}
		t := ui.SharedThing{Title: talk.Day(x, it.At), Line: x.Say("clients.to", "what", talk.About(x, s, r.To)), Address: readAddress(s, it.ID)}
		if it.New {
			t.Mark = x.Say("care.new")
		}
		g.Things = append(g.Things, t)
	}
	return g
}

// asked is what she asked for, and what was said to it. Nothing in it is late.
func asked(x *screen.Exchange, s sharing.Space, asks []talk.Asked) ui.SharedGroup {
	g := ui.SharedGroup{ID: "asked", Title: x.Say("clients.asked")}
	for _, a := range asks {
		g.Things = append(g.Things, ui.SharedThing{Title: talk.Day(x, a.At), Line: talk.Line(x, a), Address: readAddress(s, a.ID), Mark: answer(x, s, a)})
	}
	return g
}

// answer is what the client said to it; "" where that is nothing.
func answer(x *screen.Exchange, s sharing.Space, a talk.Asked) string {
	switch {
	case a.Declined():
		return x.Say("clients.no", "name", s.Other)
	case a.Agreed() > 0:
		return x.Say("clients.yes", "name", s.Other, "n", strconv.Itoa(a.Agreed()))
	}
	return ""
}

// number writes a score: a mean with one decimal, a sum without.
func number(x *screen.Exchange, m measures.Measure, score float64) string {
	if m.Mean {
		return x.Words.Number(measures.Tenths(score))
	}
	return strconv.Itoa(int(score))
}

// numbers are the questionnaires over time, as far as their numbers were shown. Each has its table.
func numbers(x *screen.Exchange, s sharing.Space) []chart.Series {
	var out []chart.Series
	at := map[string]int{}
	seen := map[string]bool{} // one that was shown anew: the newer one counts
	for _, it := range x.Sharing.Items(s.ID, items.KindCopy) {
		c, err := items.DecodeCopy(it.Body)
		score, ok := c.Score()
		m, known := measures.ByID(score.Which, score.Version)
		day, err2 := time.Parse(time.DateOnly, c.Day)
		name := score.Which + " " + score.Version
		if err != nil || err2 != nil || !ok || !known || seen[name+c.Day] {
			continue
		}
		seen[name+c.Day] = true
		i, there := at[name]
		if !there {
			i = len(out)
			at[name] = i
			out = append(out, picture(x, m, i))
		}
		out[i].Points = append(out[i].Points, chart.Point{At: day, Value: score.Value, Label: number(x, m, score.Value)})
	}
	for i := range out {
		p := out[i].Points
		slices.SortFunc(p, func(a, b chart.Point) int { return a.At.Compare(b.At) })
		if p[0].At.Before(out[i].From) {
			out[i].From = p[0].At
		}
		out[i].Summary = x.Say("chart.summary", "n", strconv.Itoa(len(p)), "last", p[len(p)-1].Label)
	}
	return out
}

// pictured is for how many days a picture goes back at least: twelve weeks.
const pictured = 84

func picture(x *screen.Exchange, m measures.Measure, n int) chart.Series {
	answers := make([]*int, m.Items)
	if m.Gate {
		open := m.Max
		answers[0] = &open
	}
	least, most, _ := m.Range(answers)
	s := chart.Series{
		ID: "numbers-" + strconv.Itoa(n), Title: x.Say("measure.chart", "name", m.Name), What: x.Say("measure.number"), When: x.Say("chart.when"),
		AsTable: x.Say("chart.table"), Layout: "2 January 2006", Date: x.Words.Layout, Min: least, Max: most,
		From: x.Now().AddDate(0, 0, -pictured), To: x.Now(), Weekly: true,
	}
	for _, v := range []float64{least, float64(int(least+most) / 2), most} {
		s.Ticks = append(s.Ticks, chart.Tick{Value: v, Label: strconv.Itoa(int(v))})
	}
	return s
}
