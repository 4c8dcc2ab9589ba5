package noted

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// SheetParts are the parts of a sheet as it can be shown to somebody: as they stand on the paper. A sheet that has on it what
// comes from fear of a person, or what was typed beside what was noted, shows nothing of what was noted before each part is
// ticked: which line it is in, nobody can tell any more. What she called it never goes along by itself.
func SheetParts(x *screen.Exchange, body []byte) []screen.Part {
	s, err := journal.DecodeSheet(body)
	if err != nil {
		return nil
	}
	out := x.Lines([]ui.Fact{{Name: x.Say("take.name"), Value: s.Title}, {Name: x.Say("fact.made"), Value: x.WrittenDay(s.Made)}}, "take.name")
	out = append(out, x.Noted(s.Note)...)
	if len(s.Questions) > 0 {
		p := screen.Part{ID: "questions", Part: items.Part{Name: x.Say("take.questions")}}
		for _, q := range s.Questions {
			p.Lines = append(p.Lines, items.Line{Name: "–", Text: q})
		}
		out = append(out, p)
	}
	close := slices.Contains(s.Pieces, "fear") || slices.Contains(s.Pieces, "notes")
	for i, part := range s.Parts {
		p := screen.Part{ID: "part-" + strconv.Itoa(i), Private: close, Part: items.Part{
			Name: part.Heading, Text: part.Remark, Pictures: sheetPictures(x, part.Pictures), Table: part.Table,
		}}
		for _, r := range part.Rows {
			p.Lines = append(p.Lines, items.Line{Name: strings.TrimSpace(r.When + " " + r.Name), Text: strings.TrimSpace(strings.Join(append(r.Lines, r.Text), "\n"))})
		}
		out = append(out, p)
	}
	return out
}

// sheetPictures gives the pictures of a page for an appointment by days.
func sheetPictures(x *screen.Exchange, all []journal.SheetPicture) []journal.SheetPicture {
	all = slices.Clone(all)
	for i, p := range all {
		for _, at := range []*string{&all[i].From, &all[i].To} {
			if t, err := time.Parse(time.RFC3339, *at); err == nil {
				*at = screen.ByDay(x.In(t)).Format(time.RFC3339)
			}
		}
		all[i].Points = slices.Clone(p.Points)
		for j := range p.Points {
			all[i].Points[j][0] = float64(screen.ByDay(x.Local(int64(p.Points[j][0]))).Unix())
		}
	}
	return all
}
