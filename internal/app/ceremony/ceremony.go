// Package ceremony is planning a small ceremony from parts, in the order and with the words that a person wants, and its order on
// paper. It must never show a part without what has to be taken care of in it, write a prayer for anybody, or say that one ought to be
// held.
package ceremony

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/ceremony"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// Place is the planner.
func Place() screen.Place {
	const one = "/remember/plan/{id}"
	return screen.Place{
		Later:   true,
		Reading: map[string]screen.Screen{"GET " + ceremony.Address + "{part}": func(x *screen.Exchange) { x.To("/remember/plan") }},
		Writing: map[string]screen.Screen{
			"GET /remember/plan": begin, "POST /remember/plan": made,
			"GET " + one: planned(show), "POST " + one: planned(arrange),
			"GET " + one + "/edit": planned(edit), "POST " + one + "/edit": planned(change),
			"GET " + one + "/paper": planned(paper), "GET " + one + "/order.md": planned(asText),
		},
		Kinds: []screen.Kind{kind},
		Forms: []string{one + "/edit"},
	}
}

// plan is one request about one ceremony.
type plan struct {
	*screen.Exchange
	journal.Ceremony
	rec  record.Record
	all  []ceremony.Part // that there are
	lang string          // of them, where it is another one than the person's
}

// book are the parts that there are. It is false where they have not come: without them nobody could say what to take care of.
func (p *plan) book() bool {
	if !p.AllHere() {
		return false
	}
	page, ok := content.Find(p.Words.Lang, ceremony.Page)
	if p.all = ceremony.Of(page); page.Lang != p.Words.Lang {
		p.lang = page.Lang
	}
	for _, care := range ceremony.Cares {
		_, here := content.Find(p.Words.Lang, ceremony.CarePage(care))
		ok = ok && here
	}
	return ok && len(p.all) > 0
}

// planned gives a screen the ceremony of its address.
func planned(show func(*plan)) screen.Screen {
	return func(x *screen.Exchange) {
		rec, ok := x.Stored()
		c, err := journal.DecodeCeremony(rec.Body)
		p := &plan{Exchange: x, Ceremony: c, rec: rec}
		if !ok || rec.Kind != journal.KindCeremony || err != nil || !p.book() {
			x.NotFound()
			return
		}
		show(p)
	}
}

func address(id record.ID) string { return "/remember/plan/" + id.String() }

func (p *plan) address(to string) string { return address(p.rec.ID) + to }

func frame(x *screen.Exchange) ui.Frame { return x.Frame("plan.title", "remember") }

func question(x *screen.Exchange, name string, values []string) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say("plan." + name)}
	for _, v := range values {
		q.Options = append(q.Options, ui.Option{Value: v, Label: x.Say("plan." + name + "." + v)})
	}
	return q
}

func questions(x *screen.Exchange) []ui.Question {
	var minutes []string
	for _, n := range ceremony.Minutes {
		minutes = append(minutes, strconv.Itoa(n))
	}
	return []ui.Question{question(x, "where", ceremony.Wheres), question(x, "who", ceremony.Whos), question(x, "minutes", minutes)}
}

// begin asks where, who and how long, and lists what was planned.
func begin(x *screen.Exchange) { ask(x, http.StatusOK, ui.Form{}) }

func ask(x *screen.Exchange, status int, form ui.Form) {
	d := ui.AskedPage{
		Frame: frame(x), Form: form, Title: x.Say("plan.title"), Notice: x.Notice(), Sentences: []string{x.Say("plan.lead")},
		Action: "/remember/plan", Held: [][2]string{{"id", record.NewID().String()}}, Questions: questions(x), Go: x.Say("plan.go"),
	}
	for _, h := range noted.Shown(x, slices.Clone(x.Heads(journal.KindCeremony))) {
		if body, err := x.Body(h.ID); err == nil {
			d.Ways = append(d.Ways, ui.Choice{Address: address(h.ID), Label: x.LineOf(journal.KindCeremony, body), Line: x.Moment(h.At)})
		}
	}
	d.Ways = append(d.Ways, ui.Choice{Address: "/read/ceremony", Label: x.Say("plan.read"), Line: x.Say("plan.read.line")})
	x.Show(status, ui.Asked(d))
}

// chosen reads where, who and how long from a form.
func chosen(x *screen.Exchange, c *journal.Ceremony) (problems []ui.Problem) {
	c.Where, c.Who = x.Value("where"), x.Value("who")
	c.Minutes, _ = strconv.Atoi(x.Value("minutes"))
	for name, ok := range map[string]bool{
		"where": slices.Contains(ceremony.Wheres, c.Where), "who": slices.Contains(ceremony.Whos, c.Who), "minutes": slices.Contains(ceremony.Minutes, c.Minutes),
	} {
		if !ok {
			problems = append(problems, ui.Problem{Field: name, Sentence: x.Say("problem.plan." + name)})
		}
	}
	slices.SortFunc(problems, func(a, b ui.Problem) int { // as they stand in the form
		order := []string{"where", "who", "minutes"}
		return slices.Index(order, a.Field) - slices.Index(order, b.Field)
	})
	return problems
}

// made keeps an order that fits.
func made(x *screen.Exchange) {
	p := &plan{Exchange: x}
	if !p.book() {
		x.NotFound()
		return
	}
	if problems := chosen(x, &p.Ceremony); len(problems) > 0 {
		ask(x, http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	for _, id := range ceremony.Propose(p.all, p.Where, p.Who, p.Minutes) {
		p.Parts = append(p.Parts, journal.CeremonyPart{Part: id})
	}
	body, err := p.Encode()
	var id record.ID
	if err == nil {
		id, err = x.Keep(journal.KindCeremony, x.Now(), body)
	}
	if err != nil {
		problem, status := x.Refused("where", err)
		ask(x, status, x.Form(problem))
		return
	}
	x.To(address(id) + "?done=plan.made")
}

// arrange moves a part, takes one out or adds one.
func arrange(p *plan) {
	at, err := strconv.Atoi(p.Value("at"))
	id, done, there := p.Value("part"), "plan.moved", ""
	if p.Value("do") != "add" && (err != nil || at < 0 || at >= len(p.Parts) || p.Parts[at].Part != id) {
		p.To(p.address("")) // it was changed elsewhere since: the page shows how it is now
		return
	}
	switch p.Value("do") {
	case "up":
		p.Parts, there = ceremony.Move(p.Parts, at, -1), ui.PartAnchor(max(at-1, 0))
	case "down":
		p.Parts, there = ceremony.Move(p.Parts, at, 1), ui.PartAnchor(min(at+1, len(p.Parts)-1))
	case "off":
		p.Parts, done = slices.Delete(slices.Clone(p.Parts), at, at+1), "plan.off"
	case "add":
		if problem, ok := p.add(id); !ok {
			p.show(http.StatusUnprocessableEntity, p.Form(problem))
			return
		}
		done = "plan.added"
	default:
		p.NotFound()
		return
	}
	if err := p.keep(); err != nil {
		problem, status := p.Refused("words", err)
		p.show(status, p.Form(problem))
		return
	}
	p.To(p.address("?done=" + done + there)) // what was moved is where she is then, to be moved on
}

// add puts a part where its sort belongs: before the first that comes later in a ceremony. One of her own stands before the end.
func (p *plan) add(id string) (ui.Problem, bool) {
	no := func(key string) (ui.Problem, bool) { return ui.Problem{Field: "words", Sentence: p.Say(key)}, false }
	part, known := ceremony.Find(p.all, id)
	added := journal.CeremonyPart{Part: id}
	if id == journal.CeremonyOwn {
		added.Words, part.Sort = strings.TrimSpace(p.Value("words")), ceremony.Prayer
		for _, c := range ownCares {
			if slices.Contains(p.Chosen("care"), c) {
				added.Care = append(added.Care, c)
			}
		}
		if added.Words == "" {
			return no("problem.plan.words")
		}
	} else if !known {
		return no("problem.plan.words")
	}
	if len(p.Parts) >= journal.MaxCeremonyParts {
		return no("problem.plan.many")
	}
	if len([]rune(added.Words)) > journal.MaxCeremonyWords {
		return no("problem.plan.words.long")
	}
	to := slices.IndexFunc(p.Parts, func(there journal.CeremonyPart) bool {
		other, ok := ceremony.Find(p.all, there.Part)
		return ok && strings.IndexByte(ceremony.Sorts, other.Sort) > strings.IndexByte(ceremony.Sorts, part.Sort)
	})
	if to < 0 {
		to = len(p.Parts)
	}
	p.Parts = slices.Insert(slices.Clone(p.Parts), to, added)
	return ui.Problem{}, true
}

// ownCares are what she may say is in a part of her own.
var ownCares = ceremony.Cares[:4]

func (p *plan) keep() error {
	body, err := p.Encode()
	if err != nil {
		return err
	}
	return p.Change(p.rec.ID, journal.KindCeremony, p.Local(p.rec.At), body)
}
