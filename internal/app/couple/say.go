package couple

import (
	"net/http"
	"slices"

	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/couple"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// hub is the page of the two: what each needs now, what lies before them, and ways.
func hub(u *us) {
	t := u.table()
	d := ui.UsPage{Title: u.name("us.title"), Parts: []ui.UsPart{u.needPart(t), u.tonightPart(t)}}
	if p := u.waitingPart(t); len(p.Ways) > 0 {
		d.Parts = append(d.Parts, p)
	}
	more := ui.UsPart{ID: "more", Heading: u.Say("us.more"), Ways: []ui.Choice{
		u.way("/questions", "us.questions"), u.way("/moments/us-twenty", "us.twenty"), u.way("/turns", "us.turns"), u.way("/moments", "us.moments"), u.way("/ways", "us.ways"),
	}}
	if m, ok := couple.Suggested(t.seen(), day(u.Now()), u.Now().Hour()); ok && !noted.Silent(u.Exchange) {
		if g, here := u.Guidance(m.ID); here {
			more.Ways = append(more.Ways, ui.Choice{Address: u.address("/moments/" + m.ID), Label: g.Title, Line: u.Say("us.moments.maybe")})
		}
	}
	d.Parts = append(d.Parts, more)
	d.Ways = []ui.Choice{
		{Address: "/read/us-helps", Label: u.Say("us.helps")}, {Address: "/read/us-arrive", Label: u.Say("us.arrive"), Line: u.Say("us.arrive.line")},
		u.way("/rest", "us.rest"), {Address: "/together/with/" + u.space.Path, Label: u.name("us.with")},
	}
	u.show(d)
}

func (u *us) needPart(t *table) ui.UsPart {
	p := ui.UsPart{ID: "need", Heading: u.Say("us.need")}
	press := ui.UsPress{Action: u.address("/need"), Name: "need", Label: u.Say("us.need")}
	for _, n := range items.Needs {
		press.Options = append(press.Options, ui.Option{Value: n, Label: u.Say("us.need." + n)})
	}
	if other, ok := t.newest(items.MomentNeed, false); ok {
		p.Said = append(p.Said, u.said(other, u.Say("us.need."+other.What[0])))
	}
	mine, ok := t.newest(items.MomentNeed, true)
	if !ok {
		p.Sentences, p.Press = []string{u.name("us.need.line")}, []ui.UsPress{press}
		return p
	}
	press.Chosen = mine.What[0]
	p.Said = append(p.Said, u.said(mine, u.Say("us.need."+press.Chosen)))
	p.Press = []ui.UsPress{press, {Action: u.address("/need"), Name: "need", Plain: true, Options: []ui.Option{{Value: "", Label: u.Say("us.need.back")}}}}
	return p
}

// need says what one needs now. The newest stands, and nothing before it is kept; said again, it is taken back by its own button.
func need(u *us) {
	t := u.table()
	before := t.of(items.MomentNeed)
	said := u.Value("need")
	if mine, ok := t.newest(items.MomentNeed, true); ok && said == mine.What[0] {
		u.To(u.address("")) // sent twice
		return
	}
	done := "us.said"
	if said == "" {
		done = "us.back"
		if !u.takeBack(before) {
			return
		}
	} else if !u.say(items.Moment{Sort: items.MomentNeed, What: []string{said}}, before...) {
		return
	}
	u.To(u.address("?done=" + done))
}

func (u *us) tonightPart(t *table) ui.UsPart {
	p := ui.UsPart{ID: "tonight"}
	press := ui.UsPress{Action: u.address("/tonight"), Name: "say", Options: []ui.Option{{Value: "yes", Label: u.Say("us.tonight")}}}
	for _, mine := range []bool{false, true} {
		if said, ok := u.tonightOf(t, mine); ok {
			p.Said = append(p.Said, u.said(said, u.Say("us.tonight.said")))
			if mine {
				press.Plain, press.Options = true, []ui.Option{{Value: "back", Label: u.Say("us.tonight.back")}}
			}
		}
	}
	p.Press = []ui.UsPress{press}
	return p
}

// tonightOf is the "not tonight" of one of the two. It is good for its day.
func (u *us) tonightOf(t *table, mine bool) (placed, bool) {
	p, ok := t.newest(items.MomentTonight, mine)
	return p, ok && u.today(p.at)
}

// tonight says "not tonight". It asks nothing, and nothing follows.
func tonight(u *us) {
	t := u.table()
	before := t.of(items.MomentTonight)
	if u.Value("say") == "back" {
		if u.takeBack(before) {
			u.To(u.address("?done=us.back"))
		}
		return
	}
	if _, ok := u.tonightOf(t, true); ok { // sent twice
		u.To(u.address(""))
		return
	}
	if u.say(items.Moment{Sort: items.MomentTonight}, before...) {
		u.To(u.address("?done=us.tonight"))
	}
}

// waitingPart is what lies before the two: questions that this person has not answered, and moments that one of them put there.
func (u *us) waitingPart(t *table) ui.UsPart {
	p := ui.UsPart{ID: "before", Heading: u.Say("us.before")}
	every, lang := u.every()
	p.Lang = lang
	for _, q := range t.open() {
		if asked, ok := couple.Find(every, q.What[0]); ok {
			p.Ways = append(p.Ways, ui.Choice{Address: u.address("/q/" + q.id.String()), Label: asked.Words, Line: u.Say("us.before.question")})
		}
	}
	for _, m := range u.plans(t) {
		if g, ok := u.Guidance(m.What[0]); ok {
			p.Ways = append(p.Ways, ui.Choice{Address: u.address("/moments/" + m.What[0]), Label: g.Title, Line: u.Say("us.before.moment")})
		}
	}
	return p
}

// plans are the moments that lie before the two, each once.
func (u *us) plans(t *table) (out []placed) {
	for _, p := range t.of(items.MomentPlan) {
		if couple.IsMoment(p.What[0]) && !slices.Contains(u.own.Away, p.id.String()) && !slices.ContainsFunc(out, func(o placed) bool { return o.What[0] == p.What[0] }) {
			out = append(out, p)
		}
	}
	return out
}

// moments lists them.
func moments(u *us) {
	t := u.table()
	d := ui.UsPage{Title: u.Say("us.moments"), Sentences: []string{u.Say("us.moments.lead")}, Back: u.back()}
	p := ui.UsPart{ID: "all"}
	suggested, ok := couple.Suggested(t.seen(), day(u.Now()), u.Now().Hour())
	for _, m := range couple.Moments {
		g, here := u.Guidance(m.ID)
		if !here {
			continue
		}
		c := ui.Choice{Address: u.address("/moments/" + m.ID), Label: g.Title}
		if ok && m.ID == suggested.ID && !noted.Silent(u.Exchange) {
			c.Line = u.Say("us.moments.maybe")
		}
		p.Ways, p.Lang = append(p.Ways, c), g.Lang
	}
	d.Parts = []ui.UsPart{p}
	u.show(d)
}

// minutes are how long something may be shown passing by. Nothing happens at the end.
var minutes = map[string]int{"us-twenty": 20, turnsPage: 10, "us-tea": 10, "us-walk": 15}

func moment(u *us) { u.showMoment(u.R.PathValue("m")) }

// turns is the page of speaking in turns.
func turns(u *us) { u.showMoment(turnsPage) }

const turnsPage = "us-turns"

func (u *us) showMoment(id string) {
	g, ok := u.Guidance(id)
	if !ok || !couple.IsMoment(id) {
		u.NotFound()
		return
	}
	t := u.table()
	d := ui.UsPage{Title: g.Title, TitleLang: g.Lang, Guide: g, Timed: minutes[id], Back: u.back()}
	if id == turnsPage {
		d.Parts = append(d.Parts, u.turnPart(t))
	}
	d.Parts = append(d.Parts, u.planPart(t, id))
	u.show(d)
}

// planPart says whether a moment lies before the two, and what each has said to it.
func (u *us) planPart(t *table, id string) ui.UsPart {
	p := ui.UsPart{ID: "plan"}
	press := func(to, name, value, key string, plain bool) {
		p.Press = append(p.Press, ui.UsPress{Action: u.address(to), Name: name, Plain: plain, Options: []ui.Option{{Value: value, Label: u.Say(key)}}})
	}
	there := u.plans(t)
	i := slices.IndexFunc(there, func(o placed) bool { return o.What[0] == id })
	if i < 0 {
		p.Sentences = []string{u.name("us.plan.line")}
		press("/moments/"+id, "do", "put", "us.plan.put", false)
		return p
	}
	laid := there[i]
	p.Sentences = []string{u.Say("us.plan.there")}
	for _, mine := range []bool{false, true} {
		if m, ok := t.newest(items.MomentYes, mine); ok && m.About == laid.id.String() {
			p.Said = append(p.Said, u.said(m, u.Say("us.plan.yes")))
		}
		if m, ok := u.tonightOf(t, mine); ok {
			p.Said = append(p.Said, u.said(m, u.Say("us.tonight.said")))
		}
	}
	press("/yes", "about", laid.id.String(), "us.plan.yes", false)
	press("/tonight", "say", "yes", "us.tonight", false)
	press("/moments/"+id, "do", "off", "us.plan.off", true)
	return p
}

// plan puts a moment before the two, or takes it away: one's own for both, the other one's on this side only.
func plan(u *us) {
	id := u.R.PathValue("m")
	if !couple.IsMoment(id) {
		u.NotFound()
		return
	}
	t := u.table()
	there := u.plans(t)
	laid := slices.ContainsFunc(there, func(o placed) bool { return o.What[0] == id })
	if u.Value("do") == "off" {
		u.clear(t.of(items.MomentPlan), id, "us.off")
		return
	}
	if !laid && (!u.saw(id) || !u.say(items.Moment{Sort: items.MomentPlan, What: []string{id}})) {
		return
	}
	u.To(u.address("?done=us.put"))
}

// clear takes what was put before the two off, as far as it is one's own; what the other one put there is put away here.
func (u *us) clear(all []placed, what, done string) {
	all = slices.DeleteFunc(all, func(p placed) bool { return p.What[0] != what })
	for _, p := range all {
		if !p.mine && !slices.Contains(u.own.Away, p.id.String()) {
			u.own.Away = append(u.own.Away, p.id.String())
		}
	}
	u.tidyAway()
	if !u.saw(what) || !u.takeBack(all) {
		return
	}
	u.To(u.address("?done=" + done))
}

// tidyAway forgets what is there no more.
func (u *us) tidyAway() {
	u.own.Away = slices.DeleteFunc(u.own.Away, func(text string) bool {
		id, err := record.ParseID(text)
		if err != nil {
			return true
		}
		_, there := u.Sharing.Item(u.space.ID, id)
		return !there
	})
}

// yes says yes to a moment that lies there.
func yes(u *us) {
	t := u.table()
	about := u.Value("about")
	if !slices.ContainsFunc(u.plans(t), func(p placed) bool { return p.id.String() == about }) {
		u.To(u.address("")) // it was taken off
		return
	}
	if mine, ok := t.newest(items.MomentYes, true); ok && mine.About == about { // sent twice
		u.To(u.address(""))
		return
	}
	if u.say(items.Moment{Sort: items.MomentYes, About: about}, t.of(items.MomentYes)...) && u.takeBack(t.of(items.MomentTonight)) {
		u.To(u.address("?done=us.yes"))
	}
}

// turnPart says whose turn it is. It works with one device between two people, with two, and with none.
func (u *us) turnPart(t *table) ui.UsPart {
	p := ui.UsPart{ID: "turn", Heading: u.Say("us.turn")}
	now := ""
	if all := t.of(items.MomentTurn); len(all) > 0 && u.today(all[0].at) {
		now = all[0].What[0]
		if !all[0].mine {
			now = map[string]string{"me": "you", "you": "me"}[now]
		}
	}
	switch now {
	case "me":
		p.Sentences = []string{u.name("us.turn.mine")}
	case "you":
		p.Sentences = []string{u.name("us.turn.theirs")}
	default:
		p.Sentences = []string{u.name("us.turn.none")}
	}
	press := ui.UsPress{Action: u.address("/turns"), Name: "turn", Label: u.Say("us.turn"), Chosen: now}
	press.Options = []ui.Option{{Value: "me", Label: u.Say("us.turn.me")}, {Value: "you", Label: u.name("us.turn.you")}}
	if now == "me" || now == "you" {
		press.Options = append(press.Options, ui.Option{Value: "stop", Label: u.Say("us.turn.stop")})
	}
	p.Press = []ui.UsPress{press}
	return p
}

// turn gives the turn to one of them, or ends it for now.
func turn(u *us) {
	said := u.Value("turn")
	if !slices.Contains(items.Turns, said) {
		u.NotFound()
		return
	}
	if u.say(items.Moment{Sort: items.MomentTurn, What: []string{said}}, u.table().of(items.MomentTurn)...) {
		u.To(u.address("/turns"))
	}
}

// ways is how it is for each at the moment, beside what is known about two people who differ.
func ways(u *us) { showWays(u, http.StatusOK, ui.Form{}) }

func showWays(u *us, status int, form ui.Form) {
	g, ok := u.Guidance("us-ways")
	if !ok {
		u.NotFound()
		return
	}
	t := u.table()
	p := ui.UsPart{ID: "now", Heading: u.Say("us.ways.now")}
	for _, mine := range []bool{false, true} {
		if m, ok := t.newest(items.MomentWays, mine); ok {
			p.Said = append(p.Said, u.said(m, u.spoken("us.ways.", m.What)))
			if mine && form.Values == nil {
				form.Values = map[string][]string{"ways": m.What}
			}
		}
	}
	q := ui.Question{Name: "ways", Legend: u.Say("us.ways.ask"), Hint: u.name("us.ways.hint"), Many: true}
	for _, w := range items.Ways {
		q.Options = append(q.Options, ui.Option{Value: w, Label: u.Say("us.ways." + w)})
	}
	p.Write = &ui.UsWrite{Action: u.address("/ways"), Questions: []ui.Question{q}, Go: u.name("us.ways.go")}
	if _, ok := t.newest(items.MomentWays, true); ok {
		p.Press = []ui.UsPress{{Action: u.address("/ways"), Name: "do", Plain: true, Options: []ui.Option{{Value: "back", Label: u.Say("us.need.back")}}}}
	}
	u.showAs(status, ui.UsPage{Title: g.Title, TitleLang: g.Lang, Form: form, Guide: g, Back: u.back(), Parts: []ui.UsPart{p}})
}

func waysDo(u *us) {
	before := u.table().of(items.MomentWays)
	if u.Value("do") == "back" {
		if u.takeBack(before) {
			u.To(u.address("/ways?done=us.back"))
		}
		return
	}
	said := slices.DeleteFunc(slices.Clone(items.Ways), func(w string) bool { return !slices.Contains(u.Chosen("ways"), w) })
	if len(said) == 0 {
		showWays(u, http.StatusUnprocessableEntity, u.Form(ui.Problem{Field: "ways", Sentence: u.Say("problem.us.ways")}))
		return
	}
	if u.say(items.Moment{Sort: items.MomentWays, What: said}, before...) {
		u.To(u.address("/ways?done=us.said"))
	}
}
