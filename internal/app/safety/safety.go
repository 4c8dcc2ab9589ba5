// Package safety is the page for someone who cannot go on, with the plan that a person makes for such moments. It must never
// put anything before the numbers, give anybody a level or a reason for being shown it, or show a line of the plan while
// things are locked that the person did not mark for that.
package safety

import (
	"net/http"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// Place is the safety page with its plan. It offers nothing: it is never suggested by name where somebody may look on.
func Place() screen.Place {
	return screen.Place{
		Reading: map[string]screen.Screen{"GET /safety": open},
		Writing: map[string]screen.Screen{
			"GET /safety/plan/new": planAsk, "POST /safety/plan/new": planKeep,
			"GET /safety/plan/{id}/edit": planEdit, "POST /safety/plan/{id}/edit": planChange,
			"GET /safety/paper": paper, "POST /safety/paper": paperChosen,
			"GET /safety/lines": linesAsk, "POST /safety/lines": linesKeep, "POST /safety/lines/back": linesBack,
		},
		Kinds: []screen.Kind{kind},
		Forms: []string{"/safety/plan/new", "/safety/plan/{id}/edit"},
	}
}

func open(x *screen.Exchange) { show(x, ui.Choice{}) }

// Now shows the safety page at once, as the answer to whatever was asked: nothing is kept of it and it has no address of its
// own. Back leads to what the person was doing. It is the same page for everybody.
func Now(x *screen.Exchange, back ui.Choice) { show(x, back) }

func show(x *screen.Exchange, back ui.Choice) {
	help := x.HelpLines()
	d := ui.SafetyPage{
		Frame: x.Frame("place.heart", "heart"), Notice: x.Notice(), Back: back,
		Emergency: x.Calls(help.Emergency), Crisis: reaches(x, help.Crisis), Edit: "/safety/plan/new",
		Practice: ui.Choice{Address: "/calm/grounding", Label: x.Say("safety.ground"), Line: x.Say("safety.ground.line")},
	}
	d.Guide, _ = x.Guidance("safer") // it is in the app from the start: this waits for nothing
	if !x.CanKeep() {
		d.Own, d.Shown = sides(x, marked(x))
		x.Show(http.StatusOK, ui.Safety(d))
		return
	}
	plan, id, ok := current(x)
	if ok {
		d.Has, d.Edit, d.May = true, address(id), x.Open()
		d.Own, d.Shown = sides(x, allLines(plan))
		for _, l := range settle(x, plan, id) {
			d.Marked = append(d.Marked, ui.Marked{Value: value(l), Line: said(l)})
		}
	}
	x.Show(http.StatusOK, ui.Safety(d))
}

// reaches are lines of the directory with how far each was checked. None is left out for having no number to ring: who cannot
// speak aloud can text, and a name can be looked up.
func reaches(x *screen.Exchange, lines []content.Line) []ui.Reach {
	var out []ui.Reach
	for _, l := range lines {
		r := ui.Reach{Name: x.InLanguage(l.Name), Number: l.Number, Tel: l.Tel, SMS: l.SMS}
		if how := strings.TrimSpace(x.InLanguage(l.Hours) + " " + x.InLanguage(l.Text)); how != "" {
			r.Notes = append(r.Notes, how)
		}
		if l.Status == content.Verified {
			r.Notes = append(r.Notes, x.Say("safety.read", "day", x.WrittenDay(l.Verified)))
		} else {
			r.Notes = append(r.Notes, x.Say("line.unverified"))
		}
		out = append(out, r)
	}
	return out
}

// sides are the people of some lines, to stand beside the country's lines, and the parts of all others in their order. What a
// person does when somebody at home frightens her stands on neither side, but in the form of the plan.
func sides(x *screen.Exchange, lines []journal.SafetyLine) (people []ui.Reach, parts []ui.PlanPart) {
	for _, l := range lines {
		switch {
		case l.Part == journal.SafetyAfraid:
		case l.Part == journal.SafetyPeople || l.Part == journal.SafetyServices:
			people = append(people, reach(l))
		default:
			if n := len(parts); n == 0 || parts[n-1].ID != l.Part {
				parts = append(parts, ui.PlanPart{ID: l.Part, Heading: x.Say("safety.part." + l.Part)})
			}
			p := &parts[len(parts)-1]
			p.Lines = append(p.Lines, l.Text)
		}
	}
	return people, parts
}

// reach is somebody of the plan. What was typed as a number is dialled without what people write between the digits. One with a
// number sign is not: with it, a telephone takes an order to itself, such as to send calls elsewhere.
func reach(l journal.SafetyLine) ui.Reach {
	r := ui.Reach{Name: l.Text, Number: l.Phone, Own: true}
	digits := strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9' || c == '+' || c == '*':
			return c
		case strings.ContainsRune(" -–/().\u00a0", c):
			return -1
		}
		return 'x'
	}, l.Phone)
	if len(digits) > 2 && !strings.Contains(digits, "x") && strings.LastIndex(digits, "+") <= 0 {
		r.Tel = digits
	}
	return r
}

// said is a line as it reads in one piece.
func said(l journal.SafetyLine) string {
	return strings.TrimSpace(strings.Join([]string{l.Text, l.Phone}, " "))
}
