package screen

import (
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// Value is what was sent in a field, with plain line ends.
func (x *Exchange) Value(name string) string { return Lines(x.R.PostForm.Get(name)) }

// Chosen are all values that were sent in a field.
func (x *Exchange) Chosen(name string) []string { return x.R.PostForm[name] }

// Lines gives text with the line ends of a form turned into plain ones.
func Lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// Scale reads a choice of 0 to 10, or nothing. Its problem is "problem.NAME.range".
func (x *Exchange) Scale(name string, problems *[]ui.Problem) *int {
	s := x.R.PostForm.Get(name)
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > journal.ScaleMax {
		*problems = append(*problems, ui.Problem{Field: name, Sentence: x.Say("problem." + name + ".range")})
		return nil
	}
	return &n
}

// Number reads a number in a field, or nothing. Its problem is "problem.NAME.number".
func (x *Exchange) Number(name string, problems *[]ui.Problem) *float64 {
	f, err := ParseNumber(x.R.PostForm.Get(name))
	if err != nil {
		*problems = append(*problems, ui.Problem{Field: name, Sentence: x.Say("problem." + name + ".number")})
		return nil
	}
	return f
}

// ParseNumber reads a number as people type it, with a point or a comma. Nothing typed is nil.
func ParseNumber(s string) (*float64, error) {
	s = strings.TrimSpace(strings.ReplaceAll(s, ",", "."))
	if s == "" {
		return nil, nil
	}
	if strings.Trim(s, "0123456789.") != "" { // no "1e5", "0x", "NaN" or sign
		return nil, strconv.ErrSyntax
	}
	f, err := strconv.ParseFloat(s, 64)
	return &f, err
}

// Decimal writes a number as it was typed, without needless zeros.
func Decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// OutOfTen writes a value of a scale.
func (x *Exchange) OutOfTen(n int) string { return x.Say("of-ten", "n", strconv.Itoa(n)) }

// Local puts a stored time into the person's own time zone.
func (s *Shared) Local(at int64) time.Time { return s.In(time.Unix(at, 0)) }

// Moment writes a stored time as people say it.
func (x *Exchange) Moment(at int64) string { return x.Date("moment", x.Local(at)) }

// WrittenDay writes a day such as 2026-11-20 as people do.
func (x *Exchange) WrittenDay(day string) string { return x.Words.Day(day) }
