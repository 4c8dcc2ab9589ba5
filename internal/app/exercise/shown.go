package exercise

import (
	"slices"
	"strings"

	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// facts puts beside a step what it speaks of: what is known, or what to ask oneself before a plan.
func (t *attempt) facts(d *ui.ExercisePage, n int, all [][]ui.Block) {
	switch {
	case t.form.id == "pie" && n == 1:
		d.Known = fromEnd(all, known)
		d.Form.Values = t.withKnown()
	case t.form.id == "small-plan" && n == 1:
		t.plan(d, all)
	}
}

// withKnown chooses how large the parts are drawn that come from what is known, until the person says otherwise. What is
// known of chance in the chromosomes is of the first three months: it chooses nothing where something else was told.
func (t attempt) withKnown() map[string][]string {
	v := map[string][]string{}
	for name, values := range t.typed.Values {
		v[name] = values
	}
	if _, said := v["unknown"]; !said {
		v["unknown"] = []string{"middle"}
	}
	if _, said := v["chance"]; !said && t.early() {
		v["chance"] = []string{"large"}
	}
	return v
}

func (t attempt) early() bool {
	if !t.x.CanKeep() {
		return true
	}
	s, ok := noted.Story(t.x)
	return !ok || !slices.Contains([]string{journal.StoryEctopic, journal.StoryMolar, journal.StoryLate, journal.StoryThreatened}, s.Type) &&
		s.HowFar != journal.Far14to23 && s.HowFar != journal.Far24AndOn
}

// own is what one practice shows that the others do not.
func (t attempt) own(d *ui.ExercisePage, all [][]ui.Block) {
	switch t.form.id {
	case "friend":
		d.Quote = strings.TrimSpace(t.said("say"))
		switch {
		case d.Quote != "": // the kind words stand alone: the hard ones are in the form, and where it is kept
			d.Facts = d.Facts[len(t.form.told(t.x, t.said)):]
		case len(d.Facts) > 0:
			d.Lead = t.x.Say("exercise.came")
		}
	case "pie":
		if p := t.pie(); len(p.Parts) > 1 || len(p.Parts) == 1 && !p.Parts[0].Own {
			d.Pie, d.Known, d.Facts = &p, fromEnd(all, known), d.Facts[len(t.form.told(t.x, t.said)):]
		}
	case "worry-time":
		if slices.ContainsFunc(t.form.fields(), func(a field) bool { return a.key == "can" && t.said(a.name) == "body" }) {
			d.Why = []string{t.x.Say("exercise.worry-time.body")}
		}
	case "small-plan":
		if t.kept == "" {
			t.plan(d, all)
		}
	case "marking":
		d.Known = fromEnd(all, takeCare)
	}
}

// weights are how large a part is drawn for how big it feels.
var weights = map[string]float64{"small": 1, "middle": 2, "large": 4}

// pie is what played a part, the person's own part last. A part that was named without a size is drawn as middle.
func (t attempt) pie() ui.Pie {
	var p ui.Pie
	add := func(name, size string, own bool) {
		if w := weights[size]; w > 0 {
			p.Parts = append(p.Parts, ui.PiePart{Name: name, Size: t.x.Say("exercise.size." + size), Weight: w, Own: own})
		}
	}
	for _, n := range []string{"1", "2", "3"} {
		name, size := strings.TrimSpace(t.said("part"+n)), t.said("size"+n)
		switch {
		case name != "" && size == "":
			size = "middle"
		case name == "":
			name = t.x.Say("exercise.pie.unnamed")
		}
		add(name, size, false)
	}
	add(t.x.Say("exercise.pie.chance.name"), t.said("chance"), false)
	add(t.x.Say("exercise.pie.unknown.name"), t.said("unknown"), false)
	name, size := t.x.Say("exercise.pie.own.name"), t.said("ownsize")
	if text := strings.TrimSpace(t.said("own")); text != "" {
		if name += ": " + text; size == "" {
			size = "small"
		}
	}
	add(name, size, true)
	return p
}
