// Package couple is what two people who lost a pregnancy together may do with each other: say what one needs, answer a question
// apart, do something small. It must never open for somebody who did not say, alone, that they feel safe; never write that answer
// where the other one could look; and never tell either what the other one did not say.
package couple

import (
	"context"
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/guidance/couple"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/apart"
	"snowdrop/internal/ui"
)

// Place is the place as the app takes it in.
func Place() screen.Place {
	const root = "/together/us/{path}"
	return screen.Place{
		Later:   true,
		Reading: map[string]screen.Screen{"GET " + couple.Address + "{q}": asked},
		Writing: map[string]screen.Screen{
			"GET " + root:            alone(first),
			"GET " + root + "/first": alone(ask), "POST " + root + "/first": alone(askDo),
			"GET " + root + "/rest": alone(rest), "GET " + root + "/people": alone(people),

			"POST " + root + "/need": both(need), "POST " + root + "/tonight": both(tonight), "POST " + root + "/yes": both(yes),
			"GET " + root + "/turns": both(turns), "POST " + root + "/turns": both(turn),
			"GET " + root + "/ways": both(ways), "POST " + root + "/ways": both(waysDo),
			"GET " + root + "/moments": both(moments), "GET " + root + "/moments/{m}": both(moment), "POST " + root + "/moments/{m}": both(plan),

			"GET " + root + "/questions": both(questions), "GET " + root + "/later": both(later),
			"POST " + root + "/put/{q}": both(put), "POST " + root + "/off/{q}": both(off),
			"GET " + root + "/q/{q}": alone(question), "POST " + root + "/q/{q}": alone(answer),
			"POST " + root + "/back/{q}": both(withdraw),
		},
		Forms:  []string{root + "/q/{q}"},
		Offers: offers,
	}
}

// Settle is for sharing.Then: it lets answers open that are due. Nothing of a person's own opens where they did not say that they
// feel safe, or said so once and not any more.
func Settle(s *sharing.Sharing) func(context.Context, record.SpaceID) {
	return func(ctx context.Context, id record.SpaceID) {
		for _, space := range s.Spaces() {
			var o own
			if space.ID == id && space.Kind == sharing.Pair && s.Own(id, ownKey, &o) && o.Safe == safe && aside.GoesIn(space) {
				_ = apart.Settle(ctx, s, id) // the next exchange tries again
			}
		}
	}
}

// own is what this person keeps about the parts for two: among their own things, never in the space.
type own struct {
	Safe string      `json:"safe,omitempty"`
	Seen couple.Seen `json:"seen,omitempty"` // what was before the two, and when
	Away []string    `json:"away,omitempty"` // items of the other one that were put away here
}

const ownKey = aside.TwoKey

// The answers to the first question. Only the first one opens anything.
const (
	safe    = aside.TwoSafe
	unsure  = "unsure"
	without = "without" // a reason that says nothing of the other one: whoever looks at a closed page learns nothing
	not     = "no"
)

// us is one request about one space of two.
type us struct {
	*screen.Exchange
	space sharing.Space
	own   own
}

// alone gives a screen the space of its address, where it is one of two. What it shows, one person sees.
func alone(show func(*us)) screen.Screen {
	return func(x *screen.Exchange) {
		s, ok := x.Sharing.ByPath(x.R.PathValue("path"))
		if !ok || s.Kind != sharing.Pair {
			x.NotFound()
			return
		}
		u := &us{Exchange: x, space: s}
		x.Sharing.Own(s.ID, ownKey, &u.own)
		show(u)
	}
}

// both is alone for what needs two: it is there only where this person said that they feel safe, and something can go in.
func both(show func(*us)) screen.Screen {
	return alone(func(u *us) {
		if !u.open() {
			u.To(u.address(""))
			return
		}
		show(u)
	})
}

// open says that this person said that they feel safe, and something can go in.
func (u *us) open() bool { return u.own.Safe == safe && aside.GoesIn(u.space) }

func (u *us) address(to string) string { return "/together/us/" + u.space.Path + to }

func (u *us) frame() ui.Frame { return u.Frame("place.together", "together") }

// name says a sentence that has the name of the other one in it.
func (u *us) name(key string, pairs ...string) string {
	return u.Say(key, append([]string{"name", u.space.Other}, pairs...)...)
}

func (u *us) back() ui.Choice { return ui.Choice{Address: u.address(""), Label: u.Say("us.back")} }

// keep keeps what this person has for themselves. false: it was not kept, and that was said.
func (u *us) keep() bool {
	if err := u.Sharing.SetOwn(u.R.Context(), u.space.ID, ownKey, u.own); err != nil {
		u.notKept()
		return false
	}
	return true
}

func (u *us) notKept() { u.Plain(http.StatusInternalServerError, "wrong.title", "us.notkept") }

// saw remembers that something was before the two, so that it does not come by itself again for a month.
func (u *us) saw(id string) bool {
	today := day(u.Now())
	if u.own.Seen == nil {
		u.own.Seen = couple.Seen{}
	}
	for old, on := range u.own.Seen {
		if today-on >= couple.Rest {
			delete(u.own.Seen, old)
		}
	}
	u.own.Seen[id] = today
	return u.keep()
}

// day counts the days of the person's own calendar, from any one day.
func day(t time.Time) int {
	return int(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

func (u *us) today(t time.Time) bool { return day(u.In(t)) == day(u.Now()) }

// first is the page that all others lead back to. Whoever has not been asked yet is asked, alone. Where it is not for now it says
// the same, whatever the reason is.
func first(u *us) {
	switch {
	case u.own.Safe == "" && u.space.State == sharing.Open:
		ask(u)
	case u.own.Safe != safe || !aside.GoesIn(u.space):
		u.Show(http.StatusOK, ui.Us(ui.UsPage{
			Frame: u.frame(), Title: u.Say("us.closed.title"), Notice: u.Notice(), Sentences: []string{u.Say("us.closed")},
			Ways: []ui.Choice{u.way("/rest", "us.rest"), u.way("/first", "us.again"), {Address: "/together", Label: u.Say("together.title")}},
		}))
	default:
		hub(u)
	}
}

func (u *us) way(to, key string) ui.Choice {
	c := ui.Choice{Address: u.address(to), Label: u.name(key)}
	if u.Words.Has(key + ".line") {
		c.Line = u.name(key + ".line")
	}
	return c
}

// ask asks whether this person feels safe. It is asked once, and again only where they go there.
func ask(u *us) { showAsk(u, http.StatusOK, ui.Form{}) }

func showAsk(u *us, status int, form ui.Form) {
	q := ui.Question{Name: "safe", Legend: u.name("us.safe"), Hint: u.Say("us.safe.hint")}
	for _, v := range []string{safe, unsure, not, without} {
		q.Options = append(q.Options, ui.Option{Value: v, Label: u.Say("us.safe." + v)})
	}
	u.Show(status, ui.Asked(ui.AskedPage{
		Frame: u.frame(), Form: form, Title: u.Say("us.first.title"), Sentences: []string{u.name("us.first"), u.Say("us.first.alone")},
		Points: []string{u.name("us.first.told"), u.Say("us.first.any"), u.Say("us.first.change")},
		Action: u.address("/first"), Questions: []ui.Question{q}, Go: u.Say("us.first.go"), Back: "/together",
		Ways: []ui.Choice{{Address: "/read/us-arrive", Label: u.Say("us.arrive"), Line: u.Say("us.arrive.line")}, u.way("/rest", "us.rest")},
	}))
}

func askDo(u *us) {
	said := u.Value("safe")
	if !slices.Contains([]string{safe, unsure, not, without}, said) {
		showAsk(u, http.StatusUnprocessableEntity, u.Form(ui.Problem{Field: "safe", Sentence: u.Say("problem.us.safe")}))
		return
	}
	u.own.Safe = said
	if !u.keep() {
		return
	}
	if said == safe || said == without {
		u.To(u.address(""))
		return
	}
	u.To(u.address("/rest"))
}

// rest is what somebody can do who is not at ease with the other one. It is the same page for everybody, whatever they said.
func rest(u *us) {
	d := ui.UsPage{
		Frame: u.frame(), Ways: []ui.Choice{
			u.way("/people", "us.people"),
			{Address: "/together/with/" + u.space.Path, Label: u.Say("us.stop"), Line: u.Say("us.stop.line")},
			{Address: "/together/with/" + u.space.Path + "/leave", Label: u.Say("us.leave"), Line: u.Say("us.leave.line")},
			u.way("/first", "us.again"),
		},
	}
	if d.Guide, _ = u.Guidance("us-safe"); d.Guide.Title == "" {
		u.NotFound()
		return
	}
	d.Title, d.TitleLang = d.Guide.Title, d.Guide.Lang
	u.Show(http.StatusOK, ui.Us(d))
}

func people(u *us) {
	safety.Now(u.Exchange, ui.Choice{Address: u.address("/rest"), Label: u.Say("us.return")})
}

// offers is for Today: that a question was put before the two, and not who put it there or who has answered it. On a day on which one
// of them said "not tonight" there is none.
func offers(x *screen.Exchange) (out []screen.Offer) {
	for _, s := range x.Sharing.Spaces() {
		u := &us{Exchange: x, space: s}
		if s.Kind != sharing.Pair || !aside.GoesIn(s) || !x.Sharing.Own(s.ID, ownKey, &u.own) || u.own.Safe != safe {
			continue
		}
		t := u.table()
		_, mine := u.tonightOf(t, true)
		_, theirs := u.tonightOf(t, false)
		if !mine && !theirs && len(t.open()) > 0 { // "not tonight" is a whole answer: that day nothing waits
			out = append(out, screen.Offer{
				ID: "together.us." + s.Path, Group: screen.GroupWaiting, Address: u.address(""), Label: u.Say("us.offer"), Why: u.name("us.offer.why"), Weight: 2,
			})
		}
	}
	return out
}
