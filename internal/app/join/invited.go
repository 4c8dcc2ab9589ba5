package join

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/devices"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	secret "snowdrop/internal/words"
)

// begin takes the words of a link, or those that are typed. It says nothing of anybody and needs nothing.
func begin(x *screen.Exchange) {
	form, _ := x.Draft()
	showBegin(x, http.StatusOK, form)
}

func showBegin(x *screen.Exchange, status int, form ui.Form) {
	d := asks(x, "join.title")
	d.Action, d.Form, d.Back = words, form, "/"
	d.Sentences = say(x, "join.lead")
	if !x.Devices.Available() {
		d.Sentences = append(d.Sentences, x.Say("join.home.none"))
		d.Ways = []ui.Choice{{Address: "/", Label: x.Say("wrong.on")}}
		x.Show(status, ui.Asked(d))
		return
	}
	if x.Vault.State() == vault.Locked {
		d.Sentences = append(d.Sentences, x.Say("join.locked"))
	}
	d.Fields = []ui.Field{{Name: "words", Label: x.Say("join.words"), Hint: x.Say("join.words.hint"), Words: true, Linked: true}}
	askRelay(x, &d)
	d.Go = x.Say("join.go")
	x.Show(status, ui.Asked(d))
}

// askRelay asks at which relay the one who invites is, where that may be another one than this person's: one that the host of
// these pages lists, or that of the pages themselves, where this person's home has gone elsewhere.
func askRelay(x *screen.Exchange, d *ui.AskedPage) {
	q := ui.Question{Name: "relay", Legend: x.Say("join.relay"), Options: []ui.Option{{Value: "", Label: x.Say("join.relay.mine")}}}
	for _, o := range append([]devices.Other{{Address: x.Invites.Relay()}}, x.Devices.Others()...) {
		if o.Address != x.Devices.Relay() {
			q.Options = append(q.Options, ui.Option{Value: o.Address, Label: cmp.Or(o.Name, strings.TrimPrefix(o.Address, "https://"))})
		}
	}
	if d.Form.Values == nil {
		d.Form.Values = url.Values{}
	}
	said := d.Form.Value("relay")
	if len(q.Options) > 1 {
		d.Questions = append(d.Questions, q)
		d.Form.Values.Set("relay", said)
	}
	if x.Devices.AnyRelay() {
		d.Fields = append(d.Fields, ui.Field{Name: "address", Label: x.Say("join.relay.typed"), Hint: x.Say("move.address.hint")})
		if !slices.ContainsFunc(q.Options, func(o ui.Option) bool { return o.Value == said }) {
			d.Form.Values.Set("address", said)
		}
	}
}

// chosen is the relay that was typed or chosen there; "" for this person's.
func chosen(sent url.Values) string {
	return strings.TrimSuffix(strings.TrimSpace(cmp.Or(sent.Get("address"), sent.Get("relay"))), "/")
}

// typed reads seven words.
func typed(x *screen.Exchange, text string) ([]string, *ui.Problem) {
	said, err := secret.Parse(text)
	var unknown *secret.UnknownError
	key, pairs := "", []string{}
	switch {
	case errors.As(err, &unknown):
		key, pairs = "problem.words.unknown", []string{"word", unknown.Word}
	case err != nil:
		key = "problem.words.many"
	case len(said) != invite.Words:
		key, pairs = "problem.join.count", []string{"n", count(len(said))}
	default:
		return said, nil
	}
	return nil, &ui.Problem{Field: "words", Sentence: x.Say(key, pairs...)}
}

// read opens an invite. Where there is no place to answer from yet, the words wait, sealed as everything here is.
func read(x *screen.Exchange) {
	said, wrong := typed(x, x.R.PostForm.Get("words"))
	if wrong != nil {
		showBegin(x, http.StatusUnprocessableEntity, x.Form(*wrong))
		return
	}
	ctx := x.R.Context()
	if !x.Invites.Available() {
		values := map[string][]string{"words": {x.R.PostForm.Get("words")}}
		if relay := chosen(x.R.PostForm); relay != "" {
			values["relay"] = []string{relay}
		}
		if err := x.Vault.SetDraft(ctx, draft, screen.DraftBody(values)); err != nil {
			p, status := x.Refused("words", err)
			showBegin(x, status, x.Form(p))
			return
		}
		x.To(first)
		return
	}
	id, err := x.Invites.OpenAt(ctx, chosen(x.R.PostForm), said)
	if err != nil {
		showBegin(x, http.StatusUnprocessableEntity, x.Form(problem(x, "words", err)))
		return
	}
	_ = x.Vault.DropDraft(ctx, draft) // else it is offered once more: nothing is lost by that
	v, _ := x.Invites.Get(id)
	x.To(address(v))
}

// ownPlace says who asks before anybody has to keep anything, and leads through keeping.
func ownPlace(x *screen.Exchange) {
	body, ok := x.Vault.Draft(draft)
	form := ui.Form{Values: screen.DraftValues(body)}
	if !ok || x.Invites.Available() {
		x.To(words)
		return
	}
	said, wrong := typed(x, form.Value("words"))
	if wrong != nil {
		showBegin(x, http.StatusOK, ui.Form{Values: form.Values, Problems: []ui.Problem{*wrong}})
		return
	}
	ask, err := x.Invites.Peek(x.R.Context(), chosen(form.Values), said)
	if err != nil {
		showBegin(x, http.StatusOK, ui.Form{Values: form.Values, Problems: []ui.Problem{problem(x, "words", err)}})
		return
	}
	d := asks(x, "join.first", "name", ask.Name)
	d.Sentences = append(about(x, invite.View{Sort: ask.Sort, Host: ask.Role == invite.Guest, Name: ask.Name}), say(x, "join.first.place", "join.first.steps", "join.first.wait")...)
	d.Ways = []ui.Choice{{Address: "/mine/relay", Label: x.Say("join.first.go")}, {Address: "/today", Label: x.Say("not-now")}}
	x.Show(http.StatusOK, ui.Asked(d))
}

// about says what an invite is for.
func about(x *screen.Exchange, v invite.View) []string {
	switch {
	case v.Sort == invite.Pair:
		return []string{x.Say("join.asked.pair")}
	case v.Host:
		return []string{x.Say("join.asked.client", "name", v.Name)}
	}
	return []string{x.Say("join.asked.care", "name", v.Name)}
}

// asked shows who asks and what it means, and asks for her own wish. Nobody has been told that she is here.
func asked(x *screen.Exchange) { showAsked(x, http.StatusOK, ui.Form{}) }

func showAsked(x *screen.Exchange, status int, form ui.Form) {
	v, ok := x.Invites.Get(x.R.PathValue("id"))
	if !ok {
		x.NotFound()
		return
	}
	if v.State != invite.Asked {
		x.To(address(v))
		return
	}
	d := asks(x, "join.asked", "name", v.Name)
	d.Form, d.Sentences, d.Go, d.Back = form, about(x, v), x.Say("join.yes"), "/today"
	d.Points = []string{x.Say("join.asked.nothing", "name", v.Name), x.Say("join.asked.alone")}
	if v.Host {
		d.Points = append(d.Points, x.Say("join.asked.mine"))
	} else {
		d.Points = append(d.Points, x.Say("join.asked.host", "name", v.Name))
	}
	if v.Sort == invite.Care && v.Host {
		d.Points = append(d.Points, say(x, "join.care.days", "join.care.warning")...)
	}
	d.Questions = []ui.Question{{Name: "wish", Legend: x.Say("join.wish"), Hint: x.Say("join.wish.hint"), Options: []ui.Option{
		{Value: "yes", Label: x.Say("join.wish.yes")}, {Value: "no", Label: x.Say("join.wish.no")},
	}}}
	d.Fields = names(x)
	x.Show(status, ui.Asked(d))
}

// answer says yes to the other one, or leaves as if nothing had been.
func answer(x *screen.Exchange) {
	ctx, id := x.R.Context(), x.R.PathValue("id")
	if x.Value("wish") == "no" {
		_ = x.Invites.Forget(ctx, id) // it would be over by itself
		x.To("/today")
		return
	}
	other, me, problems := named(x)
	if x.Value("wish") != "yes" {
		problems = append([]ui.Problem{{Field: "wish", Sentence: x.Say("problem.join.wish")}}, problems...)
	}
	if problems == nil {
		err := x.Invites.Answer(ctx, id, other, me)
		if err == nil || errors.Is(err, invite.ErrUsed) || errors.Is(err, invite.ErrLate) {
			x.To(invites + "/" + id) // which says so
			return
		}
		problems = []ui.Problem{problem(x, "other", err)}
	}
	showAsked(x, http.StatusUnprocessableEntity, x.Form(problems...))
}

// problems are the sentences for what was in the way.
var problems = []struct {
	err error
	key string
}{
	{invite.ErrElsewhere, "join.elsewhere"}, {devices.ErrReach, "problem.reach"},
	{invite.ErrUsed, "problem.join.used"}, {invite.ErrLate, "problem.join.ended"}, {invite.ErrWords, "problem.join.none"}, {invite.ErrOwn, "problem.join.own"},
	{invite.ErrMany, "problem.join.many"}, {invite.ErrName, "problem.join.name"}, {devices.ErrOffline, "problem.offline"}, {devices.ErrFull, "problem.relayfull"},
	{devices.ErrClosed, "problem.closed"}, {devices.ErrStopped, "problem.stopped"}, {vault.ErrDiskFull, "problem.keep.full"},
}

func problem(x *screen.Exchange, field string, err error) ui.Problem {
	for _, p := range problems {
		if errors.Is(err, p.err) {
			return ui.Problem{Field: field, Sentence: x.Say(p.key)}
		}
	}
	return ui.Problem{Field: field, Sentence: x.Say("problem.notset")}
}

// offers bring back to an invite that waits for this person.
func offers(x *screen.Exchange) []screen.Offer {
	offer := func(id, to, label, why string) []screen.Offer {
		return []screen.Offer{{ID: id, Group: screen.GroupWaiting, Address: to, Label: label, Why: why, Weight: 3}}
	}
	if _, ok := x.Vault.Draft(draft); ok && x.Invites.Available() {
		return offer("join.words", words, x.Say("join.offer"), x.Say("join.offer.why"))
	}
	for _, v := range x.Invites.List() {
		switch {
		case v.State == invite.Comparing && v.Mine:
			return offer("join.compare", address(v), x.Say("join.offer.compare", "name", v.Other), x.Say("join.offer.compare.why", "name", v.Other))
		case v.State == invite.Asked, v.State == invite.Comparing, v.State == invite.Agreed:
			return offer("join.asked", address(v), x.Say("join.offer"), x.Say("join.offer.why"))
		}
	}
	return nil
}
