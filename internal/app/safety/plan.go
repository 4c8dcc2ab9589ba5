package safety

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// kind is the plan as one entry among the others. Its line in a list says no more than its name: somebody may look over her
// shoulder there. What she does when somebody at home frightens her is in no list, no search and no print; it stands in its
// own form, in what is exported as data, and on paper where it was ticked.
var kind = screen.Kind{
	ID: journal.KindSafety, Name: "kind.safety", File: "plan", Edit: address,
	Line: func(x *screen.Exchange, body []byte) string {
		if _, err := journal.DecodeSafety(body); err != nil {
			return ""
		}
		return x.Say("safety.line")
	},
	Facts: func(x *screen.Exchange, body []byte) (facts []ui.Fact, _ string, _ error) {
		s, err := journal.DecodeSafety(body)
		for _, l := range openly(s) {
			facts = append(facts, ui.Fact{Name: x.Say("safety.part." + l.Part), Value: said(l)})
		}
		return facts, "", err
	},
	Copy: copyParts,
	Words: func(body []byte) string {
		s, _ := journal.DecodeSafety(body)
		var all []string
		for _, l := range openly(s) {
			all = append(all, said(l))
		}
		return strings.Join(all, " ")
	},
}

// copyParts are what can be shown of a plan: the whole of it, by one tick of its own, since half a plan may be worse than none.
// What she does when somebody at home frightens her is not in that: each line of it has a tick of its own.
func copyParts(x *screen.Exchange, body []byte) []screen.Part {
	s, err := journal.DecodeSafety(body)
	if err != nil {
		return nil
	}
	plan := screen.Part{ID: "plan", Label: x.Say("share.part.plan"), Part: items.Part{Name: x.Say("safety.line")}}
	for _, l := range openly(s) {
		plan.Lines = append(plan.Lines, items.Line{Name: x.Say("safety.part." + l.Part), Text: said(l)})
	}
	var out []screen.Part
	if plan.Lines != nil {
		out = append(out, plan)
	}
	for i, l := range s.Lines(journal.SafetyAfraid) {
		if said(l) != "" {
			out = append(out, screen.Part{ID: "line-" + strconv.Itoa(i), Part: items.Part{Name: x.Say("safety.part." + l.Part), Text: said(l)}})
		}
	}
	return screen.Private(out)
}

// openly are the lines of a plan without those about somebody at home.
func openly(s journal.Safety) []journal.SafetyLine {
	return slices.DeleteFunc(allLines(s), func(l journal.SafetyLine) bool { return l.Part == journal.SafetyAfraid })
}

func allLines(s journal.Safety) (out []journal.SafetyLine) {
	for _, part := range journal.SafetyParts {
		for _, l := range s.Lines(part) {
			if said(l) != "" {
				out = append(out, l)
			}
		}
	}
	return out
}

func address(id record.ID) string { return "/safety/plan/" + id.String() + "/edit" }

// current is the plan that holds: the newest that can be read.
func current(x *screen.Exchange) (journal.Safety, record.ID, bool) {
	for _, h := range x.Heads(journal.KindSafety) {
		if body, err := x.Body(h.ID); err == nil {
			if s, err := journal.DecodeSafety(body); err == nil {
				return s, h.ID, true
			}
		}
	}
	return journal.Safety{}, record.ID{}, false
}

// planAsk is the form of a first plan. Where there is one, it is changed: there is one plan, not two.
func planAsk(x *screen.Exchange) {
	form, found := x.Draft()
	if _, id, ok := current(x); ok && !found {
		x.To(address(id))
		return
	}
	showForm(x, http.StatusOK, form, found)
}

func planKeep(x *screen.Exchange) {
	var s journal.Safety
	body, err := read(x, &s)
	there, id, ok := current(x)
	switch {
	case err != nil:
	case ok: // begun in two windows: a second one would put the first out of sight
		join(&there, s)
		s = there
		if body, err = s.Encode(); err == nil {
			err = x.Put(record.Record{ID: id, Kind: journal.KindSafety, At: x.Now().Unix(), Body: body}, x.DraftName())
		}
	default:
		id, err = x.Keep(journal.KindSafety, x.Now(), body)
	}
	done(x, s, id, err)
}

// join adds to a plan what another one has and it has not.
func join(plan *journal.Safety, more journal.Safety) {
	for _, part := range journal.SafetyParts {
		if texts := plan.Texts(part); texts != nil {
			*texts = added(*texts, *more.Texts(part))
		} else {
			contacts := plan.Contacts(part)
			*contacts = added(*contacts, *more.Contacts(part))
		}
	}
}

func added[T comparable](there, more []T) []T {
	for _, one := range more {
		if !slices.Contains(there, one) {
			there = append(there, one)
		}
	}
	return there
}

func stored(x *screen.Exchange) (record.Record, journal.Safety, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindSafety {
		return rec, journal.Safety{}, false
	}
	s, err := journal.DecodeSafety(rec.Body)
	return rec, s, err == nil
}

func planEdit(x *screen.Exchange) {
	_, s, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	form, found := x.Draft()
	if !found {
		form = ui.Form{Values: values(s)}
	}
	showForm(x, http.StatusOK, form, found)
}

// planChange changes the plan. What a newer Snowdrop had put into it stays; what it was before, the vault still has where
// there is a home.
func planChange(x *screen.Exchange) {
	rec, s, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	body, err := read(x, &s)
	if err == nil && !bytes.Equal(body, rec.Body) {
		err = x.Change(rec.ID, journal.KindSafety, x.Now(), body)
	} else if err == nil {
		err = x.Vault.DropDraft(x.R.Context(), x.DraftName())
	}
	done(x, s, rec.ID, err)
}

// done goes on to the page, or shows the form again with all that was typed. A line that no longer stands in the plan can no
// longer be read without unlocking.
func done(x *screen.Exchange, s journal.Safety, id record.ID, err error) {
	if err == nil {
		settle(x, s, id)
		x.To("/safety?done=" + x.DoneKept())
		return
	}
	var field *journal.FieldError
	switch {
	case errors.As(err, &field) && field.Problem == "empty":
		showForm(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: journal.SafetySigns, Sentence: x.Say("problem.safety.empty")}), false)
	case errors.As(err, &field):
		showForm(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: field.Field, Sentence: x.Say("problem.safety."+field.Problem, "part", x.Say("safety.part."+field.Field))}), false)
	default:
		problem, status := x.Refused(journal.SafetySigns, err)
		showForm(x, status, x.Form(problem), false)
	}
}

// rows is how many people one part of the form has room for: two more than there are, and three at least.
func rows(form ui.Form, part string) int {
	most := 3
	for i := range journal.MaxSafetyLines {
		if form.Value(ui.ContactField(part, "name", i))+form.Value(ui.ContactField(part, "phone", i)) != "" {
			most = max(most, i+3)
		}
	}
	return min(most, journal.MaxSafetyLines)
}

func read(x *screen.Exchange, s *journal.Safety) ([]byte, error) {
	for _, part := range journal.SafetyParts {
		if texts := s.Texts(part); texts != nil {
			*texts = journal.SafetyTexts(x.Value(part))
			continue
		}
		contacts := s.Contacts(part)
		*contacts = nil
		for i := range journal.MaxSafetyLines {
			c := journal.Contact{
				Name:  strings.TrimSpace(x.Value(ui.ContactField(part, "name", i))),
				Phone: strings.TrimSpace(x.Value(ui.ContactField(part, "phone", i))),
			}
			if c != (journal.Contact{}) {
				*contacts = append(*contacts, c)
			}
		}
	}
	return s.Encode()
}

func values(s journal.Safety) url.Values {
	v := url.Values{}
	for _, part := range journal.SafetyParts {
		if texts := s.Texts(part); texts != nil {
			if len(*texts) > 0 {
				v.Set(part, strings.Join(*texts, "\n"))
			}
			continue
		}
		for i, c := range *s.Contacts(part) {
			v.Set(ui.ContactField(part, "name", i), c.Name)
			v.Set(ui.ContactField(part, "phone", i), c.Phone)
		}
	}
	return v
}

func showForm(x *screen.Exchange, status int, form ui.Form, found bool) {
	d := ui.PlanPage{
		Frame: x.Frame("place.heart", "heart"), Form: form, Action: x.R.URL.Path, Draft: x.DraftName(), Found: found,
		ID: form.Value("id"), Over: x.Over(form),
	}
	if _, err := record.ParseID(d.ID); err != nil {
		d.ID = record.NewID().String()
	}
	for _, part := range journal.SafetyParts {
		f := ui.PlanField{Name: part, Label: x.Say("safety.part." + part), Hint: x.Say("safety.hint." + part)}
		if new(journal.Safety).Contacts(part) != nil {
			f.People = rows(form, part)
		}
		if part == journal.SafetyAfraid {
			f.Folded = x.Say("safety.afraid.open")
		}
		d.Parts = append(d.Parts, f)
	}
	x.Show(status, ui.PlanForm(d))
}
