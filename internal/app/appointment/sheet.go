package appointment

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// pieces are those of a sheet, in the order in which they stand on it. Notes and fear are no parts of their own: they let through what
// is else left out.
var pieces = []string{"story", "bleeding", "pads", "pain", "temperature", "medicines", "checks", "painlog", "measures", "sessions", "notes", "fear"}

// kindsOf are the kinds of entry behind a piece, each with rows of its own.
var kindsOf = []struct {
	piece string
	kind  uint8
}{
	{"checks", journal.KindCheck}, {"painlog", journal.KindPain}, {"measures", journal.KindMeasure}, {"sessions", journal.KindSession},
}

// chosen is what a form says of a sheet.
type chosen struct {
	from, to  time.Time
	pieces    []string
	entries   []record.ID
	questions []string
	note      string
}

func (c chosen) has(piece string) bool { return slices.Contains(c.pieces, piece) }

// compose makes the sheet. Every word on it comes from what was chosen.
func compose(x *screen.Exchange, c chosen) journal.Sheet {
	s := journal.Sheet{
		From: c.from.Format(time.DateOnly), To: c.to.Format(time.DateOnly), Made: c.to.Format(time.DateOnly),
		Pieces: c.pieces, Questions: c.questions, Note: c.note,
	}
	add := func(p journal.SheetPart) {
		if len(p.Pictures) > 0 || p.Table != nil || len(p.Rows) > 0 {
			s.Parts = append(s.Parts, p)
		}
	}
	if c.has("story") {
		if heads := x.Heads(journal.KindStory); len(heads) > 0 {
			add(journal.SheetPart{Heading: x.Say("take.piece.story"), Rows: rowsOf(x, c, heads[:1])})
		}
	}
	add(measured(x, c))
	if c.has("medicines") {
		add(taken(x, c))
	}
	for _, k := range kindsOf {
		if c.has(k.piece) {
			add(journal.SheetPart{Heading: x.Say("take.piece." + k.piece), Rows: rowsOf(x, c, noted.Between(x.Heads(k.kind), c.from, c.to))})
		}
	}
	add(entries(x, c))
	return s
}

// measured are the pictures of what was noted of the body, and one table with all of it.
func measured(x *screen.Exchange, c chosen) journal.SheetPart {
	all := noted.CheckIns(x, c.from, c.to)
	p := journal.SheetPart{Heading: x.Say("take.values")}
	var columns []string
	for _, which := range noted.Pictures {
		if !c.has(which) {
			continue
		}
		if s, any := noted.Draw(x, which, all, c.from, c.to); any {
			columns = append(columns, which)
			p.Pictures = append(p.Pictures, pictureOf(s))
		}
	}
	if len(columns) == 0 {
		return p
	}
	clots := c.has("bleeding") && slices.ContainsFunc(all, func(c noted.CheckIn) bool { return c.Clots != "" })
	t := &journal.SheetTable{Head: []string{x.Say("chart.when")}}
	for _, which := range columns {
		t.Head = append(t.Head, x.Say("chart."+which))
	}
	if clots {
		t.Head = append(t.Head, x.Say("fact.clots"))
	}
	stretch := stretchOf(c)
	for _, group := range grouped(all, stretch) {
		row := []string{group[0].At.Format(layouts[stretch])}
		said := false
		for _, which := range columns {
			label := highest(x, which, group)
			row, said = append(row, label), said || label != ""
		}
		if clots {
			label := largestClot(x, group)
			row, said = append(row, label), said || label != ""
		}
		if said {
			t.Rows = append(t.Rows, row)
		}
	}
	p.Table = t
	if stretch != "" {
		p.Remark = x.Say("take.highest." + stretch)
	}
	for _, n := range all {
		if note := strings.TrimSpace(n.Note); c.has("notes") && note != "" {
			p.Rows = append(p.Rows, journal.SheetRow{When: x.Moment(n.At.Unix()), Text: note})
		}
	}
	return p
}

// layouts are how the table writes when: each note, each day, each week.
var layouts = map[string]string{"": "2 Jan, 15:04", "day": "2 January", "week": "2 January 2006"}

// stretchOf says what one row of the table holds. Paper has an end.
func stretchOf(c chosen) string {
	switch days := c.to.Sub(c.from).Hours() / 24; {
	case days > 100:
		return "week"
	case days > 15:
		return "day"
	}
	return ""
}

// grouped puts notes of the same stretch together, oldest first.
func grouped(all []noted.CheckIn, stretch string) [][]noted.CheckIn {
	key := func(c noted.CheckIn) string {
		switch stretch {
		case "week":
			year, week := c.At.ISOWeek()
			return strconv.Itoa(year) + "-" + strconv.Itoa(week)
		case "day":
			return c.At.Format(time.DateOnly)
		}
		return ""
	}
	var out [][]noted.CheckIn
	for _, c := range all {
		if n := len(out); stretch != "" && n > 0 && key(out[n-1][0]) == key(c) {
			out[n-1] = append(out[n-1], c)
			continue
		}
		out = append(out, []noted.CheckIn{c})
	}
	return out
}

func highest(x *screen.Exchange, which string, group []noted.CheckIn) string {
	best, words := -1.0, ""
	for _, c := range group {
		if value, label, ok := noted.Value(x, which, c.CheckIn); ok && value > best {
			best, words = value, label
		}
	}
	return words
}

func largestClot(x *screen.Exchange, group []noted.CheckIn) string {
	best := -1
	for _, c := range group {
		best = max(best, slices.Index(journal.Clots, c.Clots))
	}
	if best < 0 {
		return ""
	}
	return x.Say("clots." + journal.Clots[best])
}

func pictureOf(s chart.Series) journal.SheetPicture {
	p := journal.SheetPicture{
		ID: s.ID, Title: s.Title, Summary: s.Summary, Min: s.Min, Max: s.Max, Weekly: s.Weekly,
		From: s.From.Format(time.RFC3339), To: s.To.Format(time.RFC3339),
	}
	for _, t := range s.Ticks {
		p.Ticks = append(p.Ticks, journal.SheetTick(t))
	}
	for _, at := range s.Points {
		p.Points = append(p.Points, [2]float64{float64(at.At.Unix()), at.Value})
	}
	return p
}

func taken(x *screen.Exchange, c chosen) journal.SheetPart {
	t := &journal.SheetTable{Head: []string{x.Say("chart.when"), x.Say("medicine.name"), x.Say("medicine.amount"), x.Say("fact.paracetamol")}}
	kind, _ := x.KindOf(journal.KindMedicine)
	p := journal.SheetPart{Heading: x.Say("medicines.title")}
	for _, m := range noted.Medicines(x, c.from, c.to) {
		body, err := x.Body(m.ID)
		if err == nil {
			body, err = said(c, journal.KindMedicine, body)
		}
		if err != nil {
			continue
		}
		facts, note, _ := kind.Facts(x, body)
		last := ""
		if len(facts) > 0 {
			last = facts[len(facts)-1].Value
		}
		t.Rows = append(t.Rows, []string{x.Date("short-moment", m.When), m.Name, m.Amount, last})
		if note != "" {
			p.Rows = append(p.Rows, journal.SheetRow{When: x.Date("short-moment", m.When), Name: m.Name, Text: note})
		}
	}
	if len(t.Rows) > 0 {
		p.Table, p.Remark = t, x.Say("take.medicines")
	}
	return p
}

// said is what of an entry may stand on the sheet: all of it where own words were chosen, and else what was not typed.
// journal.WithoutOwnWords is the one place that knows which that is.
func said(c chosen, kind uint8, body []byte) ([]byte, error) {
	if c.has("notes") {
		return body, nil
	}
	return journal.WithoutOwnWords(kind, body)
}

// rowsOf are entries as each kind tells them. Own words come only where they were chosen.
func rowsOf(x *screen.Exchange, c chosen, heads []vault.Head) []journal.SheetRow {
	var out []journal.SheetRow
	for _, h := range heads {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		when := x.Moment(h.At)
		switch h.Kind {
		case journal.KindCheck:
			if row, any := checkRow(x, c, body); any {
				row.When = when
				out = append(out, row)
			}
			continue
		case journal.KindStory: // when it was told says nothing
			when = ""
		}
		kind, known := x.KindOf(h.Kind)
		if body, err = said(c, h.Kind, body); err != nil || !known {
			continue
		}
		facts, text, err := kind.Facts(x, body)
		if err != nil {
			continue
		}
		row := journal.SheetRow{When: when, Text: text}
		for _, f := range facts {
			row.Lines = append(row.Lines, f.Name+": "+f.Value)
		}
		if len(row.Lines) > 0 || row.Text != "" {
			out = append(out, row)
		}
	}
	return out
}

// checkRow is a kept check. A reason that comes from fear of a person stands on it only where that was ticked; without it,
// the level is that of the reasons that are left, and a check that says nothing else is left out.
func checkRow(x *screen.Exchange, c chosen, body []byte) (journal.SheetRow, bool) {
	k, err := journal.DecodeCheck(body)
	if err != nil {
		return journal.SheetRow{}, false
	}
	level, left := k.Level, false
	var lines []string
	best := len(journal.CheckLevels)
	fear := noted.RestingOnFear(x, k)
	for _, r := range k.Reasons {
		if slices.Contains(fear, r.Rule) && !c.has("fear") {
			left = true
			continue
		}
		lines = append(lines, x.InLanguage(r.Because))
		if i := slices.Index(journal.CheckLevels, r.Level); i >= 0 {
			best = min(best, i)
		}
	}
	if left {
		if best == len(journal.CheckLevels) {
			return journal.SheetRow{}, false
		}
		level = journal.CheckLevels[best]
	}
	name := level
	if x.Words.Has("take.level." + level) {
		name = x.Say("take.level." + level)
	}
	if k.Open {
		lines = append(lines, x.Say("doctor.open"))
	}
	return journal.SheetRow{Name: name, Lines: lines}, true
}

// entries are the pieces of free writing that were chosen one by one, oldest first.
func entries(x *screen.Exchange, c chosen) journal.SheetPart {
	p := journal.SheetPart{Heading: x.Say("take.entries")}
	kind, _ := x.KindOf(journal.KindEntry)
	heads := slices.DeleteFunc(slices.Clone(x.Heads(journal.KindEntry)), func(h vault.Head) bool { return !slices.Contains(c.entries, h.ID) })
	for _, h := range slices.Backward(heads) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		_, text, err := kind.Facts(x, body)
		if err != nil {
			continue
		}
		p.Rows = append(p.Rows, journal.SheetRow{When: x.Moment(h.At), Text: text})
		if kind.Apart != nil {
			if apart := kind.Apart(x, body); len(apart.Photos) > 0 {
				p.Remark = x.Say("take.photos")
			}
		}
	}
	return p
}

// paper is a sheet as it is shown, the kept copy and the one just made alike.
func paper(x *screen.Exchange, s journal.Sheet) ui.Sheet {
	out := ui.Sheet{
		Made: x.Say("take.made", "day", x.WrittenDay(s.Made)),
		Span: x.Say("timeline.span", "from", x.WrittenDay(s.From), "to", x.WrittenDay(s.To)) + ".",
		Note: s.Note, Questions: s.Questions,
	}
	for i, p := range s.Parts {
		part := ui.SheetPart{ID: strconv.Itoa(i), Heading: p.Heading, Remark: p.Remark}
		if p.Table != nil {
			part.Head, part.Table = p.Table.Head, p.Table.Rows
		}
		for _, c := range p.Pictures {
			part.Pictures = append(part.Pictures, seriesOf(x, c, i))
		}
		for _, r := range p.Rows {
			part.Rows = append(part.Rows, ui.SheetRow(r))
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

func seriesOf(x *screen.Exchange, p journal.SheetPicture, part int) chart.Series {
	s := chart.Series{ID: p.ID + "-" + strconv.Itoa(part), Title: p.Title, Summary: p.Summary, Min: p.Min, Max: p.Max, Weekly: p.Weekly, Date: x.Words.Layout}
	s.From, _ = time.Parse(time.RFC3339, p.From)
	s.To, _ = time.Parse(time.RFC3339, p.To)
	for _, t := range p.Ticks {
		s.Ticks = append(s.Ticks, chart.Tick(t))
	}
	for _, at := range p.Points {
		s.Points = append(s.Points, chart.Point{At: x.Local(int64(at[0])), Value: at[1]})
	}
	return s
}
