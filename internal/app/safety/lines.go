package safety

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// Lines that can be read without unlocking lie in the clear on this device (docs/decisions/open-lines.md). Each is there
// because the person ticked it.

// marked are the lines that stand readable on this device. What is not a line of ours is passed over: anybody could have
// written there.
func marked(x *screen.Exchange) []journal.SafetyLine {
	var lines []journal.SafetyLine
	if json.Unmarshal(x.Vault.Readable(), &lines) != nil {
		return nil
	}
	return slices.DeleteFunc(lines, func(l journal.SafetyLine) bool { return !mayBeMarked(l) })
}

// mayBeMarked says of a line that it may stand in the clear. What a person does when somebody at home frightens her never may:
// whoever holds the phone may be that somebody.
func mayBeMarked(l journal.SafetyLine) bool {
	return l.Part != journal.SafetyAfraid && slices.Contains(journal.SafetyParts, l.Part) && said(l) != ""
}

// mark puts lines there in place of those before. None takes all of it off the disk.
func mark(x *screen.Exchange, of record.ID, lines []journal.SafetyLine) error {
	var words []byte
	if len(lines) > 0 {
		var err error
		if words, err = json.Marshal(lines); err != nil {
			return err
		}
	}
	return x.Vault.SetReadable(x.R.Context(), of, words)
}

// settle takes back what is marked and no longer stands in the plan as it is now, whoever changed it, and gives what is left.
func settle(x *screen.Exchange, plan journal.Safety, of record.ID) []journal.SafetyLine {
	there := marked(x)
	if len(there) == 0 {
		return nil
	}
	lines := openly(plan)
	left := slices.DeleteFunc(slices.Clone(there), func(l journal.SafetyLine) bool { return !slices.Contains(lines, l) })
	if len(left) != len(there) && mark(x, of, left) != nil {
		return there // still there, and said so; the next look tries again
	}
	return left
}

// Settle is settle for Today, where everybody who opens things comes by: another device may have changed the plan.
func Settle(x *screen.Exchange) {
	if len(x.Vault.Readable()) == 0 {
		return
	}
	if plan, id, ok := current(x); ok {
		settle(x, plan, id)
	}
}

// value names a line in a form.
func value(l journal.SafetyLine) string { return l.Part + "\n" + l.Text + "\n" + l.Phone }

// linesAsk shows every line of the plan with a box. A box is ticked only where the person ticked it before.
func linesAsk(x *screen.Exchange) {
	plan, id, ok := current(x)
	if !ok {
		x.To("/safety")
		return
	}
	form := ui.Form{Values: map[string][]string{}}
	for _, l := range settle(x, plan, id) {
		form.Values.Add("line", value(l))
	}
	showLines(x, http.StatusOK, plan, form)
}

func showLines(x *screen.Exchange, status int, plan journal.Safety, form ui.Form) {
	d := ui.AskedPage{
		Frame: x.Frame("place.heart", "heart"), Form: form, Title: x.Say("safety.lines"), Action: "/safety/lines",
		Points: []string{x.Say("safety.lines.anyone"), x.Say("safety.lines.here"), x.Say("safety.lines.numbers"), x.Say("safety.lines.gone")},
		Back:   "/safety", BackLabel: x.Say("safety.return"),
	}
	if !x.Open() { // in a visit nothing is on the device, and nothing can be locked
		d.Points = []string{x.Say("safety.lines.visit")}
		d.Ways = []ui.Choice{{Address: "/mine/keep", Label: x.Say("kept.visit.keep")}}
		x.Show(status, ui.Asked(d))
		return
	}
	q := ui.Question{Name: "line", Legend: x.Say("safety.lines.which"), Many: true}
	for _, l := range openly(plan) {
		q.Options = append(q.Options, ui.Option{Value: value(l), Label: said(l), Hint: x.Say("safety.lines.tick")})
	}
	d.Questions, d.Go = []ui.Question{q}, x.Say("safety.lines.go")
	x.Show(status, ui.Asked(d))
}

// linesKeep marks exactly what was ticked, as far as it stands in the plan.
func linesKeep(x *screen.Exchange) {
	plan, id, ok := current(x)
	if !ok || !x.Open() {
		x.To("/safety")
		return
	}
	lines := slices.DeleteFunc(openly(plan), func(l journal.SafetyLine) bool {
		return !slices.Contains(lineEnds(x.Chosen("line")), value(l))
	})
	keepMarked(x, plan, id, lines)
}

// lineEnds undoes what a browser does to the line ends of a hidden value.
func lineEnds(sent []string) []string {
	out := make([]string, len(sent))
	for i, s := range sent {
		out[i] = screen.Lines(s)
	}
	return out
}

// linesBack takes one line back, or all.
func linesBack(x *screen.Exchange) {
	plan, id, ok := current(x)
	if !ok {
		x.To("/safety")
		return
	}
	left := slices.DeleteFunc(marked(x), func(l journal.SafetyLine) bool {
		return x.Value("all") != "" || value(l) == x.Value("line")
	})
	keepMarked(x, plan, id, left)
}

func keepMarked(x *screen.Exchange, plan journal.Safety, id record.ID, lines []journal.SafetyLine) {
	if err := mark(x, id, lines); err != nil {
		problem, status := x.Refused("line", err)
		if errors.Is(err, vault.ErrTooLarge) {
			problem.Sentence, status = x.Say("problem.safety.lines"), http.StatusUnprocessableEntity
		}
		showLines(x, status, plan, x.Form(problem))
		return
	}
	if len(lines) == 0 {
		x.To("/safety?done=lines.none")
		return
	}
	x.To("/safety?done=lines")
}
