package screen

import (
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

// Country is the one the person chose, or a guess from time zone and languages, or none.
func (x *Exchange) Country() string {
	if d := x.Display(); d.Country != "" {
		return d.Country
	}
	return content.GuessCountry(x.R.Header.Get("Snowdrop-Zone"), strings.FieldsFunc(x.R.Header.Get("Snowdrop-Languages"), func(r rune) bool { return r == ',' || r == ' ' }))
}

// HelpLines is the directory entry to show, never older than it says.
func (x *Exchange) HelpLines() content.Country {
	c, ok := content.CountryByCode(x.Country())
	if !ok {
		c = content.General()
	}
	return c.On(x.Now().Format("2006-01-02"))
}

// Calls turns lines of the directory into numbers to press. A number that nobody has checked says so,
// and an emergency number says, too, that this is no reason not to call it.
func (x *Exchange) Calls(lines []content.Line) []ui.Call {
	emergency := map[string]bool{}
	for _, l := range x.HelpLines().Emergency {
		emergency[l.Tel] = true
	}
	var calls []ui.Call
	for _, l := range lines {
		if l.Number == "" {
			continue
		}
		note := strings.TrimSpace(x.InLanguage(l.Hours) + " " + x.InLanguage(l.Text))
		switch {
		case l.Status == content.Verified:
		case emergency[l.Tel]:
			note = strings.TrimSpace(note + " " + x.Say("line.unverified.emergency"))
		default:
			note = strings.TrimSpace(note + " " + x.Say("line.unverified"))
		}
		calls = append(calls, ui.Call{Name: x.InLanguage(l.Name), Number: l.Number, Tel: l.Tel, Note: note})
	}
	return calls
}
