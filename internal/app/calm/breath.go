package calm

import (
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
)

// breathing is the practice that can be followed on the page.
const breathing = "breathing"

// The ways to breathe, the first one being what is chosen for somebody who has not chosen yet. Nothing moves before it is started.
var (
	styles = []string{"moving", "still", "silent"}
	paces  = []string{"long", "short"}
)

// own is what a person chose about this place. It is sealed with the other settings.
type own struct {
	Style string `json:"style,omitempty"`
	Pace  string `json:"pace,omitempty"`
}

// breath puts the ways to breathe on the page: as the form says, as they were chosen the last time, or as they are at first.
func breath(x *screen.Exchange, d *ui.PracticePage) {
	var o own
	x.Own("calm", &o)
	values := map[string][]string{}
	for name, v := range d.Form.Values {
		values[name] = v
	}
	for _, q := range []struct {
		name   string
		all    []string
		before string
	}{{"style", styles, o.Style}, {"pace", paces, o.Pace}} {
		question := ui.Question{Name: q.name, Legend: x.Say("breath." + q.name)}
		for _, word := range q.all {
			question.Options = append(question.Options, ui.Option{Value: word, Label: x.Say("breath." + q.name + "." + word)})
		}
		if !slices.Contains(q.all, d.Form.Value(q.name)) {
			values[q.name] = []string{chosen(q.all, q.before)}
		}
		d.Breath = append(d.Breath, question)
	}
	d.Breath[0].Hint = x.Say("breath.style.hint")
	d.Form.Values = values
}

func chosen(all []string, word string) string {
	if slices.Contains(all, word) {
		return word
	}
	return all[0]
}

// remember keeps how somebody breathed, for the next time. Locked, it is not: the page then begins as at first.
func remember(x *screen.Exchange) (style string) {
	style, pace := x.Value("style"), x.Value("pace")
	if !slices.Contains(styles, style) {
		return ""
	}
	if o := (own{style, chosen(paces, pace)}); x.CanKeep() {
		var before own
		if x.Own("calm", &before); before != o {
			_ = x.SetOwn("calm", o) // without it, the page begins as at first
		}
	}
	return style
}
