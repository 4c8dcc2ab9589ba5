package clients

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/measure"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/guidance/practices"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// askWhat are the four things that can be asked for.
func askWhat(x *screen.Exchange, s sharing.Space) {
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Heading: x.Say("clients.ask"), Lead: []string{x.Say("clients.ask.lead", "name", s.Other)}}}
	for _, what := range []string{items.AskRhythm, items.AskPiece, items.AskPractice, items.AskQuestion} {
		d.Ways = append(d.Ways, ui.Choice{Address: address(s) + "/ask/" + what, Label: x.Say("clients.ask." + what), Line: x.Say("clients.ask." + what + ".line")})
	}
	d.Ways = append(d.Ways, ui.Choice{Address: address(s), Label: x.Say("clients.back", "name", s.Other)})
	x.Show(http.StatusOK, ui.Care(d))
}

// rhythms are what may be chosen, in weeks.
var rhythms = []int{2, 3, 4, 6, 8, 12}

// set is the form of one of them.
func set(x *screen.Exchange, status int, s sharing.Space, what string, form ui.Form) {
	if !talk.Open(s) && form.Values == nil {
		x.To(address(s))
		return
	}
	f := ui.CareForm{Form: form, Action: x.R.URL.Path, Draft: x.DraftName(), Go: x.Say("clients.ask.go", "name", s.Other), Back: address(s) + "/ask"}
	if form.Values == nil {
		f.Form, f.Found = x.Draft()
	}
	f.Held = [][2]string{{"id", cmp.Or(f.Value("id"), record.NewID().String())}}
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Heading: x.Say("clients.ask." + what), Lead: []string{x.Say("clients.ask."+what+".lead", "name", s.Other)}}, Form: &f}
	key := "clients.word"
	switch what {
	case items.AskRhythm:
		f.Questions = []ui.Question{which(x, what), {Name: "weeks", Legend: x.Say("clients.weeks"), Options: weeks(x)}}
	case items.AskPiece, items.AskPractice:
		f.Questions = []ui.Question{which(x, what)}
	case items.AskQuestion:
		key = "clients.question"
	}
	f.Fields = []ui.CareField{{Rows: 4, Field: ui.Field{Name: "text", Label: x.Say(key), Hint: x.Say("care.write.hint", "name", s.Other)}}}
	x.Show(status, ui.Care(d))
}

// which are the questionnaires, the pieces or the practices to choose from.
func which(x *screen.Exchange, what string) ui.Question {
	q := ui.Question{Name: "which", Legend: x.Say("clients.which." + what)}
	switch what {
	case items.AskRhythm:
		for _, m := range measures.All {
			if _, ok := talk.Measure(m.ID); ok {
				o := ui.Option{Value: m.ID, Label: m.Name, Hint: measure.Title(x, m.ID)}
				if least := talk.Weeks(m)[0]; least > rhythms[0] {
					o.Hint = strings.TrimSpace(o.Hint + " " + x.Say("clients.least", "n", strconv.Itoa(least)))
				}
				q.Options = append(q.Options, o)
			}
		}
	case items.AskPiece:
		for _, p := range writing.Pieces() {
			q.Options = append(q.Options, ui.Option{Value: p.ID, Label: talk.Title(x, items.Ask{What: what, Which: p.ID}), Hint: x.Say("pieces.part." + string(p.Part))})
		}
	case items.AskPractice:
		for _, p := range practices.Here(x.Words.Lang) {
			page, _ := content.Find(x.Words.Lang, p.ID)
			q.Options = append(q.Options, ui.Option{Value: p.ID, Label: page.Title})
		}
		slices.SortFunc(q.Options, func(a, b ui.Option) int { return strings.Compare(a.Label, b.Label) })
	}
	return q
}

func weeks(x *screen.Exchange) (out []ui.Option) {
	for _, n := range rhythms {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: x.Say("clients.every", "n", strconv.Itoa(n))})
	}
	return out
}

// setDo asks the client for it. It counts for nothing until she says yes.
func setDo(x *screen.Exchange, s sharing.Space, what string) {
	a, problems := wanted(x, what)
	if len(problems) > 0 {
		set(x, http.StatusUnprocessableEntity, s, what, x.Form(problems...))
		return
	}
	body, err := a.Encode()
	if err == nil {
		err = talk.Put(x, s, items.KindAsk, body)
	}
	if err != nil {
		problem, status := talk.Refused(x, "text", err)
		set(x, status, s, what, x.Form(problem))
		return
	}
	_ = x.Vault.DropDraft(x.R.Context(), x.DraftName())
	x.To(address(s) + "?done=client-asked")
}

// wanted reads the form.
func wanted(x *screen.Exchange, what string) (items.Ask, []ui.Problem) {
	a := items.Ask{What: what, Words: strings.TrimSpace(x.Value("text"))}
	var problems []ui.Problem
	wrong := func(field, key string, pairs ...string) {
		problems = append(problems, ui.Problem{Field: field, Sentence: x.Say(key, pairs...)})
	}
	if what != items.AskQuestion {
		a.Which = x.Value("which")
		if !slices.ContainsFunc(which(x, what).Options, func(o ui.Option) bool { return o.Value == a.Which }) {
			wrong("which", "clients.problem.which")
		}
	}
	if what == items.AskRhythm {
		m, known := talk.Measure(a.Which)
		a.Weeks, _ = strconv.Atoi(x.Value("weeks"))
		switch {
		case !slices.Contains(rhythms, a.Weeks):
			wrong("weeks", "clients.problem.weeks")
		case known && a.Weeks < talk.Weeks(m)[0]:
			wrong("weeks", "clients.problem.often", "name", m.Name, "n", strconv.Itoa(talk.Weeks(m)[0]))
		}
	}
	switch {
	case what == items.AskQuestion && a.Words == "":
		wrong("text", "problem.text.empty")
	case len([]rune(a.Words)) > items.MaxAskWords:
		wrong("text", "problem.toolong")
	}
	return a, problems
}
