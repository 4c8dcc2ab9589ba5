package share

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/devices"
	"snowdrop/internal/sharing"
	"snowdrop/internal/ui"
)

func asked(x *screen.Exchange, s sharing.Space, key string) ui.AskedPage {
	return ui.AskedPage{
		Frame: frame(x), Title: x.Say(key+"title", "name", s.Other), Sentences: []string{x.Say(key+"lead", "name", s.Other)},
		Action: x.R.URL.Path, Go: x.Say(key+"go", "name", s.Other), Back: address(s),
	}
}

// quiet has nothing of this person's go in any more, or again. Nobody is told. Each button says which: pressed twice, or in two
// tabs, it is as once.
func quiet(on bool) func(*screen.Exchange, sharing.Space) {
	done := "?done=share-quiet-off"
	if on {
		done = "?done=share-quiet-on"
	}
	return func(x *screen.Exchange, s sharing.Space) {
		if x.Sharing.SetQuiet(x.R.Context(), s.ID, on) != nil {
			x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
			return
		}
		x.To(address(s) + done)
	}
}

// away takes a space that has ended off the list.
func away(x *screen.Exchange, s sharing.Space) {
	if !over(s) {
		x.To(address(s))
		return
	}
	if x.Sharing.PutAway(x.R.Context(), s.ID) != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To("/together/seen?done=share-away")
}

// same shows five words that are the same for both while nobody has shown them different things.
func same(x *screen.Exchange, s sharing.Space) {
	d := asked(x, s, "share.same.")
	d.Go = ""
	if five, ok := x.Sharing.Compare(s.ID); ok {
		d.Sentences = append(d.Sentences, strings.Join(five, " "))
		d.Points = []string{x.Say("share.same.alike"), x.Say("share.same.unlike", "name", s.Other)}
	} else {
		d.Sentences = []string{x.Say("share.same.none")}
	}
	d.Ways = []ui.Choice{{Address: address(s), Label: x.Say("share.space", "name", s.Other)}}
	x.Show(http.StatusOK, ui.Asked(d))
}

func nameAsk(x *screen.Exchange, s sharing.Space) {
	showName(x, s, http.StatusOK, ui.Form{Values: map[string][]string{"name": {s.Other}}})
}

func showName(x *screen.Exchange, s sharing.Space, status int, form ui.Form) {
	d := asked(x, s, "share.name.")
	d.Form, d.Fields = form, []ui.Field{{Name: "name", Label: x.Say("share.name.label")}}
	x.Show(status, ui.Asked(d))
}

func nameDo(x *screen.Exchange, s sharing.Space) {
	name := strings.Join(strings.Fields(x.Value("name")), " ")
	if name == "" || len(name) > sharing.MaxName {
		showName(x, s, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "name", Sentence: x.Say("problem.share.name")}))
		return
	}
	if err := x.Sharing.Call(x.R.Context(), s.ID, name); err != nil {
		problem, status := x.Refused("name", err)
		showName(x, s, status, x.Form(problem))
		return
	}
	x.To(address(s) + "?done=share-named")
}

// leaveAsk asks two things and nothing else: nobody has to give a reason, and nobody is asked twice.
func leaveAsk(x *screen.Exchange, s sharing.Space) {
	d := asked(x, s, "share.leave.")
	d.Danger = true
	d.Points = []string{x.Say("share.leave.theirs", "name", s.Other), x.Say("share.leave.seen", "name", s.Other)}
	d.Form.Values = map[string][]string{"tell": {"no"}, "back": {"yes"}}
	d.Questions = []ui.Question{{Name: "tell", Legend: x.Say("share.tell"), Options: []ui.Option{
		{Value: "no", Label: x.Say("share.tell.no", "name", s.Other)}, {Value: "yes", Label: x.Say("share.tell.yes", "name", s.Other)},
	}}}
	if !s.Professional {
		d.Questions = append(d.Questions, ui.Question{Name: "back", Legend: x.Say("share.leave.back"), Options: []ui.Option{
			{Value: "yes", Label: x.Say("share.leave.back.yes", "name", s.Other)}, {Value: "no", Label: x.Say("share.leave.back.no", "name", s.Other)},
		}})
	}
	x.Show(http.StatusOK, ui.Asked(d))
}

func leaveDo(x *screen.Exchange, s sharing.Space) {
	if err := x.Sharing.Leave(x.R.Context(), s.ID, x.Value("tell") == "yes", x.Value("back") != "no"); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To("/together/seen?done=share-left")
}

// proved is a page of what only the host can do: the secret is asked again.
func proved(x *screen.Exchange, s sharing.Space, key string, status int, err error, problems ...ui.Problem) {
	d := asked(x, s, key)
	d.Form, d.Fields = x.Form(problems...), x.ProofFields(err)
	switch key {
	case "share.end.":
		d.Danger = true
		d.Points = []string{x.Say("share.end.gone", "name", s.Other), x.Say("share.leave.seen", "name", s.Other)}
	case "share.longer.":
		q := ui.Question{Name: "days", Legend: x.Say("share.longer.until")}
		for _, days := range longer {
			q.Options = append(q.Options, ui.Option{Value: strconv.Itoa(days), Label: x.Date("day", x.Now().AddDate(0, 0, days))})
		}
		d.Questions = []ui.Question{q}
	case "share.on.":
		d.Points = []string{x.Say("share.on.mine"), x.Say("share.on.invite", "name", s.Other)}
	}
	x.Show(status, ui.Asked(d))
}

// prove does what only the host can, and leads on where it is done.
func prove(x *screen.Exchange, s sharing.Space, key string, do func(devices.Proof) (to string, err error)) {
	p, problem := x.Proof()
	if problem != nil {
		proved(x, s, key, http.StatusUnprocessableEntity, nil, *problem)
		return
	}
	to, err := do(p)
	if err != nil {
		proved(x, s, key, http.StatusUnprocessableEntity, err, x.OwnerProblem(err))
		return
	}
	x.To(to)
}

func endAsk(x *screen.Exchange, s sharing.Space) { host(x, s, "share.end.") }

func host(x *screen.Exchange, s sharing.Space, key string) {
	if !s.Host || over(s) {
		x.To(address(s))
		return
	}
	proved(x, s, key, http.StatusOK, nil)
}

func endDo(x *screen.Exchange, s sharing.Space) {
	prove(x, s, "share.end.", func(p devices.Proof) (string, error) {
		return "/together/seen?done=share-ended", x.Sharing.End(x.R.Context(), p, s.ID)
	})
}

// longer is for how many days from now a space can go on.
var longer = []int{30, 90}

func longerAsk(x *screen.Exchange, s sharing.Space) { host(x, s, "share.longer.") }

func longerDo(x *screen.Exchange, s sharing.Space) {
	days, err := strconv.Atoi(x.Value("days"))
	if err != nil || days != longer[0] && days != longer[1] {
		proved(x, s, "share.longer.", http.StatusUnprocessableEntity, nil, ui.Problem{Field: "days", Sentence: x.Say("problem.share.days")})
		return
	}
	prove(x, s, "share.longer.", func(p devices.Proof) (string, error) {
		return address(s) + "?done=share-longer", x.Sharing.Extend(x.R.Context(), p, s.ID, today(x).AddDate(0, 0, days).Truncate(24*time.Hour))
	})
}

// onAsk is going on in a space of one's own: without the host, or where this one no longer goes on.
func onAsk(x *screen.Exchange, s sharing.Space) { proved(x, s, "share.on.", http.StatusOK, nil) }

func onDo(x *screen.Exchange, s sharing.Space) {
	prove(x, s, "share.on.", func(p devices.Proof) (string, error) {
		id, err := x.Sharing.ContinueWithout(x.R.Context(), p, s.ID)
		for _, next := range x.Sharing.Spaces() {
			if err == nil && next.ID == id {
				return address(next) + "?done=share-on", nil
			}
		}
		return "/together/seen?done=share-on", err
	})
}
