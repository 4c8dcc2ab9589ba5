package remember

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// designs are those of the paper, the plainest first.
var designs = []string{"plain", "line", "leaves", "flowers"}

// paperFields are what can stand on it, in its order, and how many characters each takes, so that it stays one page.
var paperFields = []struct {
	name string
	most int
	area bool
}{{"top", 80, false}, {"who", mostWho, true}, {"day", journal.MaxRememberedLine, false}, {"said", 400, true}, {"signed", 80, true}}

// mostWho is how many characters all names take together, mostNames how many stand on it without being asked for, and mostLines how
// many lines all of it may have.
const (
	mostWho   = 240
	mostNames = 8
	mostLines = 10
)

// fitting are as many of some names as stand on one page, a line each. None is cut: one that is not there whole is not there.
func fitting(names []string) (who string, all bool) {
	for i := range names {
		next := strings.Join(names[:i+1], "\n")
		if i == mostNames || len([]rune(next)) > mostWho {
			return who, false
		}
		who = next
	}
	return who, true
}

// paper begins with the names that are there, and one's own word for the day where there is one name only. None of it has to
// stay, and nothing of it is kept.
func paper(x *screen.Exchange) {
	form, found := x.Draft()
	hint := paperHint
	if !found {
		form.Values = url.Values{"design": {"line"}, "top": {x.Say("remember.paper.begin")}}
		if named := remembered(x); !x.Neutral() {
			var names []string
			for _, n := range named {
				names = append(names, called(x, n.Remembered))
			}
			who, all := fitting(names)
			if form.Values.Set("who", who); !all {
				hint = "remember.paper.who.some"
			}
			if len(named) == 1 {
				form.Values.Set("day", named[0].Day)
			}
		}
	}
	showPaper(x, http.StatusOK, found, form, hint)
}

// paperHint is the key of what stands beside the names, unless some of them did not fit.
const paperHint = "remember.paper.who.hint"

// paperShow shows exactly what was typed. It keeps nothing: what is printed is the paper.
func paperShow(x *screen.Exchange) {
	form := x.Form()
	lines := 0
	for _, f := range paperFields {
		v := strings.TrimSpace(x.Value(f.name))
		lines += strings.Count(v, "\n")
		if len([]rune(v)) > f.most {
			form.Problems = append(form.Problems, ui.Problem{Field: f.name, Sentence: x.Say("remember.paper.long")})
		}
	}
	if lines > mostLines && form.Problems == nil {
		form.Problems = []ui.Problem{{Field: "said", Sentence: x.Say("remember.paper.lines")}}
	}
	if form.Problems != nil {
		showPaper(x, http.StatusUnprocessableEntity, false, form, paperHint)
		return
	}
	_ = x.Vault.DropDraft(x.R.Context(), x.DraftName()) // what waited for a lock is here again; one that stays is offered again
	showPaper(x, http.StatusOK, false, form, paperHint)
}

func showPaper(x *screen.Exchange, status int, found bool, form ui.Form, who string) {
	f := x.Frame("remember.paper", "remember")
	f.Plain = true // the title stands on the print
	d := ui.PaperPage{Frame: f, Form: form, Found: found, Draft: x.DraftName()}
	design := ui.Question{Name: "design", Legend: x.Say("remember.paper.design"), Words: true}
	for _, name := range designs {
		design.Options = append(design.Options, ui.Option{Value: name, Label: x.Say("remember.paper.design." + name)})
	}
	d.Fields = []ui.BoxField{{Ask: &design}}
	value := func(name string) string { return strings.TrimSpace(screen.Lines(form.Value(name))) }
	for _, f := range paperFields {
		hint := "remember.paper." + f.name + ".hint"
		if f.name == "who" {
			hint = who
		}
		d.Fields = append(d.Fields, ui.BoxField{Name: f.name, Label: x.Say("remember.paper." + f.name), Hint: x.Say(hint), Kind: "text", Area: f.area})
	}
	d.Paper = ui.Paper{Design: value("design"), Lead: value("top"), Who: value("who"), Day: value("day"), Text: value("said"), Signed: value("signed")}
	if !slices.Contains(designs, d.Paper.Design) {
		d.Paper.Design = designs[0]
	}
	d.Guide, _ = x.Guidance("remember-paper")
	x.Show(status, ui.PaperToPrint(d))
}
