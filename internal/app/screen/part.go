package screen

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// Part is one part of what may be shown of an entry: what one tick is about.
type Part struct {
	ID      string // among the parts of its entry, for ever; it says nothing of what is in it
	Label   string // beside its tick; "": its name, or its words
	Private bool   // it stays out unless it is ticked by itself
	Photo   journal.Attachment
	items.Part
}

// Lines makes a part of each fact. Those whose name is one of these keys are private.
func (x *Exchange) Lines(facts []ui.Fact, private ...string) []Part {
	out := make([]Part, len(facts))
	for i, f := range facts {
		is := func(key string) bool { return f.Name == x.Say(key) }
		out[i] = Part{ID: "line-" + strconv.Itoa(i), Private: slices.ContainsFunc(private, is), Part: items.Part{Name: f.Name, Text: f.Value}}
	}
	return out
}

// Writing is the part for the words of an entry, with their lines. There is none where there are no words.
func Writing(id, text string) []Part {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return []Part{{ID: id, Part: items.Part{Text: text, Own: true}}}
}

// Noted is the part for words that were written beside what an entry is about: they stay out unless they are ticked.
func (x *Exchange) Noted(text string) []Part {
	out := Writing("note", text)
	for i := range out {
		out[i].Private, out[i].Name = true, x.Say("share.part.note")
	}
	return out
}

// Pictured are the parts for photos.
func Pictured(photos []journal.Attachment) (out []Part) {
	for i, a := range photos {
		out = append(out, Part{ID: "photo-" + strconv.Itoa(i), Photo: a, Part: items.Part{Text: a.Alt}})
	}
	return out
}

// Private gives the parts as ones that stay out unless they are ticked.
func Private(parts []Part) []Part {
	for i := range parts {
		parts[i].Private = true
	}
	return parts
}

// CopyPicture is a picture over time as a copy has it: by days, as everything in a copy.
func CopyPicture(s chart.Series) journal.SheetPicture {
	p := journal.SheetPicture{
		ID: s.ID, Title: s.Title, Summary: s.Summary, Min: s.Min, Max: s.Max, Weekly: s.Weekly,
		From: ByDay(s.From).Format(time.RFC3339), To: ByDay(s.To).Format(time.RFC3339),
	}
	for _, t := range s.Ticks {
		p.Ticks = append(p.Ticks, journal.SheetTick(t))
	}
	for _, at := range s.Points {
		p.Points = append(p.Points, [2]float64{float64(ByDay(at.At).Unix()), at.Value})
	}
	return p
}

// ByDay is the middle of a day, which is the same day almost everywhere.
func ByDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC)
}

// ShowCopy is a copy as it is shown, in the preview and to whoever gets it. photo gives the photo of a part, and rest what
// follows a text, where it is here.
func (x *Exchange) ShowCopy(c items.Copy, photo func(part int) *ui.Photo, rest func(items.File) (string, bool)) ui.Copied {
	out := ui.Copied{Kind: x.KindName(c.Of), Day: x.WrittenDay(c.Day)}
	if c.Lang != x.Words.Lang {
		out.Lang = c.Lang
	}
	for i, p := range c.Parts {
		shown := ui.CopiedPart{ID: "shown-" + strconv.Itoa(i), Name: p.Name, Text: p.Text, Own: p.Own}
		if p.Rest != nil {
			if more, here := rest(*p.Rest); here {
				shown.Text += more
			} else {
				shown.State = x.Say("share.rest.nothere")
			}
		}
		if p.Photo != nil {
			shown.Photo = photo(i)
		}
		for _, l := range p.Lines {
			shown.Lines = append(shown.Lines, ui.Fact{Name: l.Name, Value: l.Text})
		}
		for j, s := range p.Pictures {
			shown.Pictures = append(shown.Pictures, x.series(s, shown.ID+"-"+strconv.Itoa(j)))
		}
		if p.Table != nil {
			shown.Head, shown.Table = p.Table.Head, p.Table.Rows
			if shown.Name == "" { // of somebody who left it out: a table is called something
				shown.Name = out.Kind
			}
		}
		out.Parts = append(out.Parts, shown)
	}
	return out
}

func (x *Exchange) series(p journal.SheetPicture, id string) chart.Series {
	s := chart.Series{
		ID: id, Title: p.Title, Summary: p.Summary, Min: p.Min, Max: p.Max, Weekly: p.Weekly, Date: x.Words.Layout,
		When: x.Say("chart.when"), What: x.Say("measure.number"), AsTable: x.Say("chart.table"), Layout: "2 January 2006",
	}
	s.From, _ = time.Parse(time.RFC3339, p.From)
	s.To, _ = time.Parse(time.RFC3339, p.To)
	for _, t := range p.Ticks {
		s.Ticks = append(s.Ticks, chart.Tick(t))
	}
	for _, at := range p.Points {
		s.Points = append(s.Points, chart.Point{At: time.Unix(int64(at[0]), 0).UTC(), Value: at[1], Label: x.Decimal(at[1])})
	}
	return s
}
