package safety

import (
	"net/http"
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// partNumbers are the country's lines on the paper.
const partNumbers = "numbers"

// paper is the plan to print: all of it, but what a person does when somebody at home frightens her.
func paper(x *screen.Exchange) {
	parts := append([]string{partNumbers}, journal.SafetyParts...)
	showPaper(x, slices.DeleteFunc(parts, func(p string) bool { return p == journal.SafetyAfraid }))
}

// paperChosen is exactly what was ticked.
func paperChosen(x *screen.Exchange) { showPaper(x, x.Chosen("part")) }

func showPaper(x *screen.Exchange, chosen []string) {
	plan, _, ok := current(x)
	if !ok {
		x.To("/safety")
		return
	}
	f := x.Frame("safety.paper.title", "heart")
	f.Plain = true // the title stands on the print
	d := ui.PlanPaperPage{
		Frame: f, Form: ui.Form{Values: map[string][]string{"part": chosen}}, Made: x.Say("safety.paper.made", "day", x.WrittenDay(x.Now().Format("2006-01-02"))),
		Which: ui.Question{Name: "part", Legend: x.Say("safety.paper.which"), Many: true},
	}
	offer := func(id, label, hint string) { // whether it was ticked
		d.Which.Options = append(d.Which.Options, ui.Option{Value: id, Label: label, Hint: hint})
	}
	offer(partNumbers, x.Say("safety.reach"), "")
	if slices.Contains(chosen, partNumbers) {
		help := x.HelpLines()
		d.Parts = append(d.Parts, ui.PlanPart{ID: partNumbers, Heading: x.Say("safety.reach"), People: reaches(x, slices.Concat(help.Emergency, help.Crisis))})
	}
	for _, part := range journal.SafetyParts {
		lines := slices.DeleteFunc(plan.Lines(part), func(l journal.SafetyLine) bool { return said(l) == "" })
		if len(lines) == 0 {
			continue
		}
		heading, hint := x.Say("safety.part."+part), ""
		if part == journal.SafetyAfraid {
			hint = x.Say("safety.paper.afraid")
		}
		offer(part, heading, hint)
		if !slices.Contains(chosen, part) {
			continue
		}
		p := ui.PlanPart{ID: part, Heading: heading}
		for _, l := range lines {
			if plan.Contacts(part) != nil {
				p.People = append(p.People, reach(l))
			} else {
				p.Lines = append(p.Lines, l.Text)
			}
		}
		d.Parts = append(d.Parts, p)
	}
	x.Show(http.StatusOK, ui.PlanPaper(d))
}
