// Package erase is where a person has things erased: all, those before a day, or by and by what is older than some days. It must
// never take anything that was not counted and said beforehand, go by a clock that looks wrong, or call anything gone that others
// may still have.
package erase

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/secret"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

const (
	hub    = "/mine/erase"
	rhythm = "/mine/erase/rhythm"
	older  = "/mine/erase/older"
)

// Place is erasing, under Mine.
func Place() screen.Place {
	return screen.Place{
		Writing: map[string]screen.Screen{
			"GET " + hub: ways, "GET " + rhythm: rhythmAsk, "POST " + rhythm: rhythmStep, "GET " + older: olderAsk, "POST " + older: olderStep,
		},
		Later: true,
		Daily: Sweep,
	}
}

// withoutEnd lets what has begun come to its end when the person goes to another page.
func withoutEnd(x *screen.Exchange) context.Context { return context.WithoutCancel(x.R.Context()) }

func page(x *screen.Exchange, titleKey string, form ui.Form, sentences ...string) ui.ErasePage {
	d := ui.ErasePage{AskedPage: ui.AskedPage{
		Frame: x.Frame("mine.title", "mine"), Title: x.Say(titleKey), Notice: x.Notice(), Form: form, Action: x.R.URL.Path, Back: hub, BackLabel: x.Say("erase.back"),
	}}
	for _, key := range sentences {
		d.Sentences = append(d.Sentences, x.Say(key))
	}
	return d
}

// ways lists every way to erase, and says what none of them reaches.
func ways(x *screen.Exchange) {
	d := page(x, "erase.title", ui.Form{}, "erase.lead")
	d.Points = points(x)
	all := ui.Choice{Address: "/mine/delete", Label: x.Say("delete.go"), Line: x.Say("delete.lead")}
	if x.Vault.State() == vault.Visit {
		d.Sentences, d.Points, d.Ways = []string{x.Say("delete.visit")}, nil, []ui.Choice{all}
		x.Show(http.StatusOK, ui.Erase(d))
		return
	}
	d.Ways = []ui.Choice{
		{Address: rhythm, Label: x.Say("erase.rhythm"), Line: StateLine(x)},
		{Address: older, Label: x.Say("erase.older"), Line: x.Say("erase.older.line")},
	}
	if x.Devices.Status().Relay {
		d.Ways = append(d.Ways, ui.Choice{Address: "/mine/forget", Label: x.Say("forget.title"), Line: x.Say("erase.forget.line")})
	}
	d.Ways = append(d.Ways, all)
	x.Show(http.StatusOK, ui.Erase(d))
}

// points are what erasing does not reach, said before anything goes.
func points(x *screen.Exchange) []string {
	out := []string{x.Say("erase.never"), x.Say("erase.shared"), x.Say("erase.copies")}
	if x.Devices.Status().Relay {
		out = append(out, x.Say("erase.relay"), x.Say("erase.others"))
	}
	return out
}

// StateLine says what the rhythm does at the moment. Its sentences are in the app from the start: Mine has it too.
func StateLine(x *screen.Exchange) string {
	word, n, from := State(x)
	return x.Say("erase.state."+word, "n", strconv.Itoa(n), "day", x.WrittenDay(from))
}

func rhythmAsk(x *screen.Exchange) { showRhythm(x, http.StatusOK, ui.Form{}) }

func showRhythm(x *screen.Exchange, status int, form ui.Form) {
	if x.Vault.State() == vault.Visit {
		ways(x)
		return
	}
	var r rule
	_ = x.Own(own, &r)
	now := r.on(x.Now())
	d := page(x, "erase.rhythm", form)
	if now == waits {
		showClock(x, status, form, r)
		return
	}
	d.Sentences = []string{StateLine(x)}
	if now == works || now == soon {
		d.Presses = []ui.Press{{Label: x.Say("erase.pause"), Held: [][2]string{{"step", "pause"}}}}
	}
	if now != off {
		d.Presses = append(d.Presses, ui.Press{Label: x.Say("erase.off"), Held: [][2]string{{"step", "off"}}})
	}
	d.Points = append([]string{x.Say("erase.takes"), x.Say("erase.takes.more"), x.Say("erase.leaves")}, points(x)...)
	if form.Values == nil {
		chosen := strconv.Itoa(r.Days)
		if now == off {
			chosen = ""
		}
		d.Form.Values = map[string][]string{"days": {chosen}}
		if r.Remember {
			d.Form.Values["remember"] = []string{"yes"}
		}
	}
	q := ui.Question{Name: "days", Legend: x.Say("erase.days")}
	for _, n := range rhythms {
		q.Options = append(q.Options, ui.Option{Value: strconv.Itoa(n), Label: x.Say("erase.days." + strconv.Itoa(n))})
	}
	d.Questions = []ui.Question{q, remembered(x)}
	d.Held, d.Go = [][2]string{{"step", "look"}}, x.Say("erase.look")
	x.Show(status, ui.Erase(d))
}

func remembered(x *screen.Exchange) ui.Question {
	return ui.Question{Name: "remember", Legend: x.Say("erase.remember"), Many: true, Options: []ui.Option{{Value: "yes", Label: x.Say("erase.remember.yes"), Hint: x.Say("erase.remember.yes.hint")}}}
}

// showClock asks what day it is, where the clock of the device is not believed.
func showClock(x *screen.Exchange, status int, form ui.Form, r rule) {
	d := page(x, "erase.rhythm", form)
	d.Sentences = []string{
		x.Say("erase.clock", "today", x.WrittenDay(x.Now().Format(dayLayout))), x.Say("erase.clock.seen", "day", x.WrittenDay(r.Seen)), x.Say("erase.clock.waits"),
	}
	d.Sentences = append(d.Sentences, preview(x, before(x.Now(), r.Days), r.Remember)...)
	d.Fields = []ui.Field{secret.Field(x)}
	d.Held, d.Go = [][2]string{{"step", "clock"}}, x.Say("erase.clock.right")
	d.Presses = []ui.Press{{Label: x.Say("erase.pause"), Held: [][2]string{{"step", "pause"}}}, {Label: x.Say("erase.off"), Held: [][2]string{{"step", "off"}}}}
	x.Show(status, ui.Erase(d))
}

// preview says how much would go now, and from when to when.
func preview(x *screen.Exchange, than time.Time, remember bool) []string {
	f := look(x, than, remember)
	if f.all() == 0 {
		return []string{x.Say("erase.nothing")}
	}
	var out []string
	if n := len(f.entries); n > 0 {
		out = append(out, x.Say("erase.would", "n", strconv.Itoa(n), "first", x.Date("day", x.Local(f.first)), "last", x.Date("day", x.Local(f.last))))
	}
	for _, kind := range slices.Sorted(maps.Keys(f.kinds)) {
		out = append(out, x.Say("erase.kind", "kind", x.KindName(kind), "n", strconv.Itoa(f.kinds[kind])))
	}
	if n := len(f.binned); n > 0 {
		out = append(out, x.Say("erase.binned", "n", strconv.Itoa(n)))
	}
	return out
}

func rhythmStep(x *screen.Exchange) {
	if x.Vault.State() != vault.Unlocked {
		ways(x)
		return
	}
	var r rule
	change := func(done string, change func()) {
		if x.ChangeOwn(own, &r, change) != nil {
			x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
			return
		}
		x.To(rhythm + "?done=" + done)
	}
	switch x.R.PostForm.Get("step") {
	case "off":
		change("set", func() { r = rule{} })
	case "pause":
		change("set", func() { r.Paused = true })
	case "clock":
		if problems := secret.Passphrase(x); problems != nil {
			showRhythm(x, http.StatusUnprocessableEntity, ui.Form{Problems: problems})
			return
		}
		change("set", func() { r.Seen, r.Leap = x.Now().Format(dayLayout), "" })
		Sweep(x)
	case "on", "look":
		n, err := strconv.Atoi(x.R.PostForm.Get("days"))
		if err != nil || !slices.Contains(rhythms, n) {
			showRhythm(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "days", Sentence: x.Say("problem.choose")}))
			return
		}
		remember := x.R.PostForm.Get("remember") == "yes"
		if x.R.PostForm.Get("step") == "look" {
			showOn(x, http.StatusOK, ui.Form{}, n, remember)
			return
		}
		if problems := secret.Passphrase(x); problems != nil {
			showOn(x, http.StatusUnprocessableEntity, ui.Form{Problems: problems}, n, remember)
			return
		}
		today := x.Now()
		change("rhythm", func() {
			r = rule{Days: n, Remember: remember, From: before(today, -1).Format(dayLayout), Seen: today.Format(dayLayout)}
		})
	default:
		rhythmAsk(x)
	}
}

// showOn says what would go, and from when on, before it is switched on.
func showOn(x *screen.Exchange, status int, form ui.Form, n int, remember bool) {
	d := page(x, "erase.rhythm", form, "erase.on.lead")
	d.Sentences = append(d.Sentences, preview(x, before(x.Now(), n-1), remember)...) // as it is tomorrow
	d.Points = points(x)
	d.Held = [][2]string{{"step", "on"}, {"days", strconv.Itoa(n)}}
	if remember {
		d.Held = append(d.Held, [2]string{"remember", "yes"})
	}
	d.Fields, d.Go, d.Danger, d.Back = []ui.Field{secret.Field(x)}, x.Say("erase.on"), true, rhythm
	x.Show(status, ui.Erase(d))
}

func olderAsk(x *screen.Exchange) { showOlder(x, http.StatusOK, ui.Form{}) }

func showOlder(x *screen.Exchange, status int, form ui.Form) {
	if x.Vault.State() == vault.Visit {
		ways(x)
		return
	}
	d := page(x, "erase.older", form, "erase.older.lead")
	d.Points = []string{x.Say("erase.takes"), x.Say("erase.takes.more"), x.Say("erase.leaves")}
	d.Day = ui.Field{Name: "day", Label: x.Say("erase.day"), Hint: x.Say("erase.day.hint")}
	drafts := ui.Question{Name: "drafts", Legend: x.Say("erase.drafts"), Many: true, Options: []ui.Option{{Value: "yes", Label: x.Say("erase.drafts.yes")}}}
	d.Questions, d.Held, d.Go = []ui.Question{remembered(x), drafts}, [][2]string{{"step", "look"}}, x.Say("erase.look")
	x.Show(status, ui.Erase(d))
}

// invited is the draft of an invitation that waits: it is no words of hers.
const invited = "join"

func olderStep(x *screen.Exchange) {
	if x.Vault.State() != vault.Unlocked {
		ways(x)
		return
	}
	day, err := time.ParseInLocation(dayLayout, x.R.PostForm.Get("day"), x.Now().Location())
	if err != nil || days(day) > days(x.Now()) {
		showOlder(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "day", Sentence: x.Say("problem.erase.day")}))
		return
	}
	remember, drafts := x.R.PostForm.Get("remember") == "yes", []string(nil)
	if x.R.PostForm.Get("drafts") == "yes" {
		drafts = slices.DeleteFunc(x.Vault.Drafts(), func(name string) bool { return name == invited })
	}
	if x.R.PostForm.Get("step") != "do" {
		showNow(x, http.StatusOK, ui.Form{}, day, remember, drafts)
		return
	}
	if problems := secret.Passphrase(x); problems != nil {
		showNow(x, http.StatusUnprocessableEntity, ui.Form{Problems: problems}, day, remember, drafts)
		return
	}
	if err := take(x, look(x, day, remember), drafts); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.erase")
		return
	}
	x.To(hub + "?done=erased")
}

// showNow says what goes before it goes.
func showNow(x *screen.Exchange, status int, form ui.Form, day time.Time, remember bool, drafts []string) {
	d := page(x, "erase.older", form)
	d.Sentences, d.Points, d.Back = preview(x, day, remember), points(x), older
	if len(drafts) > 0 {
		d.Sentences = append(d.Sentences, x.Say("erase.begun", "n", strconv.Itoa(len(drafts))))
	}
	if len(drafts) > 0 || look(x, day, remember).all() > 0 {
		d.Held, d.Fields, d.Go, d.Danger = [][2]string{{"step", "do"}, {"day", day.Format(dayLayout)}}, []ui.Field{secret.Field(x)}, x.Say("erase.now"), true
		for name, yes := range map[string]bool{"remember": remember, "drafts": len(drafts) > 0} {
			if yes {
				d.Held = append(d.Held, [2]string{name, "yes"})
			}
		}
	} else {
		d.Ways = []ui.Choice{{Address: older, Label: x.Say("erase.back")}}
	}
	x.Show(status, ui.Erase(d))
}
