// Package join is inviting somebody to share, and being invited: from the words of a link to the five words that both
// compare. It must never tell anybody that an invite was looked at, press for a yes, or let anybody in without the secret
// that is asked for again.
package join

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/ui"
)

// Where things are. What is under /together/invite belongs to who invited, and to both once there is an answer.
const (
	words   = "/join"
	first   = "/join/first"
	invites = "/together/invite"
	draft   = "join" // of the form at words: what was typed waits there, sealed, while things are kept or unlocked first
)

// careDays is for how long a professional sees what a client shows, unless the client changes it.
const careDays = 90

// Place is the place as the app takes it in.
func Place() screen.Place {
	return screen.Place{
		Later:   true,
		Words:   true,
		Reading: map[string]screen.Screen{"GET /join": begin},
		Writing: map[string]screen.Screen{
			"POST /join": read, "GET /join/first": ownPlace,
			"GET /join/{id}": asked, "POST /join/{id}": answer,
			"GET /together/invite":           whom,
			"GET /together/invite/for/{who}": wish, "POST /together/invite/for/{who}": wished,
			"GET /together/invite/{id}": show, "POST /together/invite/{id}": act,
			"GET /together/invite/yes/{id}": let, "POST /together/invite/yes/{id}": letIn,
		},
		Forms:  []string{words},
		Offers: offers,
	}
}

// frame surrounds every page here: an address and a title say no more than that it is about being with others.
func frame(x *screen.Exchange) ui.Frame { return x.Frame("place.together", "together") }

func asks(x *screen.Exchange, titleKey string, pairs ...string) ui.AskedPage {
	return ui.AskedPage{Frame: frame(x), Title: x.Say(titleKey, pairs...), Action: x.R.URL.Path, Back: "/together"}
}

// say says several sentences.
func say(x *screen.Exchange, keys ...string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = x.Say(key)
	}
	return out
}

// home says that there is nothing to share from yet. It is false where there is.
func home(x *screen.Exchange) bool {
	if x.Invites.Available() {
		return false
	}
	d := asks(x, "join.home")
	d.Sentences = say(x, "join.home.lead")
	d.Ways = []ui.Choice{{Address: "/mine/where", Label: x.Say("join.home.go")}, {Address: "/together", Label: x.Say("not-now")}}
	if !x.Devices.Available() {
		d.Sentences = append(d.Sentences, x.Say("join.home.none"))
		d.Ways = d.Ways[1:]
	}
	x.Show(http.StatusOK, ui.Asked(d))
	return true
}

// sorts are whom somebody can invite, in the order in which they are shown.
var sorts = []string{"partner", "close", "care", "client"}

func whom(x *screen.Exchange) {
	if home(x) {
		return
	}
	x.Invites.Nudge()
	d := asks(x, "join.whom")
	d.Sentences = say(x, "join.whom.lead")
	for _, who := range sorts {
		d.Ways = append(d.Ways, ui.Choice{Address: invites + "/for/" + who, Label: x.Say("join.whom." + who), Line: x.Say("join.whom." + who + ".line")})
	}
	d.Ways = append(open(x), d.Ways...)
	x.Live(&d.Frame)
	x.Show(http.StatusOK, ui.Asked(d))
}

// open are the invites that are under way, as ways to them.
func open(x *screen.Exchange) []ui.Choice {
	var out []ui.Choice
	for _, v := range x.Invites.List() {
		if v.State == invite.Shared {
			continue
		}
		c := ui.Choice{Address: address(v), Label: title(x, v)}
		if !v.State.Ended() {
			c.Line = x.Say("join.open")
		}
		out = append(out, c)
	}
	return out
}

// address is where an invite is looked at.
func address(v invite.View) string {
	if v.State == invite.Asked {
		return words + "/" + v.ID
	}
	return invites + "/" + v.ID
}

// name is how the other one is called here: as the person said, else as the other one does.
func name(v invite.View) string {
	if v.Other != "" {
		return v.Other
	}
	return v.Name
}

func title(x *screen.Exchange, v invite.View) string {
	return x.Say("join."+string(v.State), "name", name(v))
}

// wish asks how the two call each other, and says what inviting means.
func wish(x *screen.Exchange) { showWish(x, http.StatusOK, ui.Form{}) }

func showWish(x *screen.Exchange, status int, form ui.Form) {
	who := x.R.PathValue("who")
	if !x.Words.Has("join.for." + who) {
		x.NotFound()
		return
	}
	if home(x) {
		return
	}
	d := asks(x, "join.for."+who)
	d.Form, d.Back, d.Go = form, invites, x.Say("join.make")
	d.Sentences = say(x, "join.made.nothing")
	switch who {
	case "partner":
		d.Points = say(x, "join.host.decides", "join.host.body", "join.host.other", "join.host.leave")
	case "client":
		d.Points = say(x, "join.client.decides", "join.client.see")
	case "care":
		d.Points = say(x, "join.host.decides", "join.host.leave", "join.care.days", "join.care.warning")
	default:
		d.Points = say(x, "join.host.decides", "join.host.leave")
	}
	d.Fields = names(x)
	x.Show(status, ui.Asked(d))
}

// names ask how I call them and how they are to know me. Neither is suggested.
func names(x *screen.Exchange) []ui.Field {
	return []ui.Field{
		{Name: "other", Label: x.Say("join.other"), Hint: x.Say("join.other.hint")},
		{Name: "me", Label: x.Say("join.me"), Hint: x.Say("join.me.hint")},
	}
}

// named reads the two names.
func named(x *screen.Exchange) (other, me string, problems []ui.Problem) {
	other, me = invite.CleanName(x.Value("other")), invite.CleanName(x.Value("me"))
	for _, f := range [...][2]string{{"other", other}, {"me", me}} {
		if f[1] == "" {
			problems = append(problems, ui.Problem{Field: f[0], Sentence: x.Say("problem.join.name")})
		}
	}
	return other, me, problems
}

func wished(x *screen.Exchange) {
	who := x.R.PathValue("who")
	other, me, problems := named(x)
	if problems == nil && x.Words.Has("join.for."+who) {
		w := invite.Wish{Sort: invite.Pair, Role: invite.Host, Other: other, Me: me}
		if who == "care" || who == "client" {
			w.Sort = invite.Care
		}
		if who == "client" {
			w.Role = invite.Guest
		}
		id, err := x.Invites.Make(x.R.Context(), w)
		if err == nil {
			x.To(invites + "/" + id)
			return
		}
		problems = []ui.Problem{problem(x, "other", err)}
	}
	showWish(x, http.StatusUnprocessableEntity, x.Form(problems...))
}

// show is one invite as it stands.
func show(x *screen.Exchange) { showInvite(x, http.StatusOK, ui.Form{}) }

func showInvite(x *screen.Exchange, status int, form ui.Form) {
	v, ok := x.Invites.Get(x.R.PathValue("id"))
	switch {
	case !ok:
		x.NotFound()
		return
	case v.State == invite.Asked:
		x.To(address(v))
		return
	case v.State == invite.Shared:
		if s, ok := space(x, v); ok {
			x.To("/together/with/" + s.Path + "?done=together")
			return
		}
	}
	x.Invites.Nudge()
	d := ui.InvitePage{Frame: frame(x), Form: form, Title: title(x, v), Action: address(v)}
	parts[v.State](x, v, &d)
	if len(d.Ways) == 0 {
		x.Follow(&d.Frame)
	}
	x.Show(status, ui.Invite(d))
}

// until is a moment in the next days, as people say it.
func until(x *screen.Exchange, at time.Time) string { return x.Moment(at.Unix()) }

// site is what somebody types who has no camera and no link.
func site(link string) string {
	link, _, _ = strings.Cut(link, "#")
	return strings.TrimPrefix(link, "https://")
}

// act is what a button says.
func act(x *screen.Exchange) {
	v, ok := x.Invites.Get(x.R.PathValue("id"))
	if !ok {
		x.NotFound()
		return
	}
	ctx := x.R.Context()
	var err error
	switch x.Value("answer") {
	case "yes":
		if v.Host {
			x.To(invites + "/yes/" + v.ID)
			return
		}
		err = x.Invites.Same(ctx, v.ID)
	case "no":
		err = x.Invites.Differ(ctx, v.ID)
	case "stop":
		err = x.Invites.Withdraw(ctx, v.ID)
	case "away":
		if err = x.Invites.Forget(ctx, v.ID); err == nil {
			x.To("/together")
			return
		}
	default:
		showInvite(x, http.StatusUnprocessableEntity, ui.Form{Problems: []ui.Problem{{Field: "answer", Sentence: x.Say("problem.join.answer")}}})
		return
	}
	if err != nil && err != invite.ErrLate { // too late: the page says how it ended
		showInvite(x, http.StatusUnprocessableEntity, ui.Form{Problems: []ui.Problem{problem(x, "answer", err)}})
		return
	}
	x.To(address(v))
}

// let asks for the secret, after the words were the same.
func let(x *screen.Exchange) { showLet(x, http.StatusOK, nil) }

func showLet(x *screen.Exchange, status int, err error, problems ...ui.Problem) {
	v, ok := x.Invites.Get(x.R.PathValue("id"))
	if !ok || !v.Host || v.State != invite.Comparing {
		x.To(invites + "/" + x.R.PathValue("id"))
		return
	}
	d := asks(x, "join.let", "name", name(v))
	d.Form, d.Fields, d.Go, d.Back = ui.Form{Values: x.R.PostForm, Problems: problems}, x.ProofFields(err), x.Say("join.let.go", "name", name(v)), address(v)
	d.Sentences = say(x, "join.let.lead")
	d.Points = []string{x.Say("join.let.before", "name", name(v))}
	if v.Sort == invite.Care {
		d.Points = append(d.Points, say(x, "join.care.days", "join.care.warning")...)
	}
	x.Show(status, ui.Asked(d))
}

func letIn(x *screen.Exchange) {
	v, _ := x.Invites.Get(x.R.PathValue("id"))
	proof, problem := x.Proof()
	if problem != nil {
		showLet(x, http.StatusUnprocessableEntity, nil, *problem)
		return
	}
	owner, err := x.Devices.Prove(x.R.Context(), proof)
	if err == nil {
		var expires time.Time
		if v.Sort == invite.Care {
			expires = x.Now().AddDate(0, 0, careDays)
		}
		err = x.Invites.Approve(context.WithoutCancel(x.R.Context()), v.ID, owner, expires)
	}
	if err != nil && err != invite.ErrLate {
		x.R.PostForm.Del("passphrase")
		showLet(x, http.StatusUnprocessableEntity, err, x.OwnerProblem(err))
		return
	}
	x.To(invites + "/" + x.R.PathValue("id"))
}

// count writes how many words were typed.
func count(n int) string { return strconv.Itoa(n) }
