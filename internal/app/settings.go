package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

func (x *exchange) set(change func(*screen.Settings)) bool {
	s := x.a.Settings()
	change(&s)
	body, err := json.Marshal(s)
	if err == nil {
		err = x.a.Vault.SetSettings(x.R.Context(), body)
	}
	if err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
	}
	return err == nil
}

func (a *App) mine(x *exchange) { x.showMine(http.StatusOK, ui.Form{}) }

func (x *exchange) showMine(status int, form ui.Form) {
	s, display := x.a.Settings(), x.Display()
	f := x.Frame("mine.title", "mine")
	if form.Values == nil {
		form.Values = map[string][]string{
			"lock-after": {strconv.Itoa(s.LockAfter)}, "theme": {display.Theme}, "size": {display.Size},
		}
	}
	d := ui.MinePage{Frame: f, Notice: x.Notice(), Form: form, Damaged: len(x.a.Vault.Damaged()), Chosen: x.Country(),
		News: x.news(), State: x.relayState(), Relay: x.a.Devices.Available(), Binned: len(x.a.binned())}
	x.Live(&d.Frame)
	d.LockAfter = ui.Question{Name: "lock-after", Legend: x.Say("lock-after"), Hint: x.Say("lock-after.hint")}
	for _, n := range screen.LockAfters {
		value := strconv.Itoa(n)
		d.LockAfter.Options = append(d.LockAfter.Options, ui.Option{Value: value, Label: x.Say("lock-after." + value)})
	}
	d.Theme = x.choices("theme", "auto", "light", "dark")
	d.SizeQ = x.choices("size", "normal", "large", "larger")
	d.Country = []ui.Option{{Value: "", Label: x.Say("display.country.none")}}
	for _, c := range content.Countries() {
		d.Country = append(d.Country, ui.Option{Value: c.Code, Label: c.Name})
	}
	x.Show(status, ui.Mine(d))
}

func (x *exchange) choices(name string, values ...string) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say("display." + name)}
	for _, v := range values {
		q.Options = append(q.Options, ui.Option{Value: v, Label: x.Say("display." + name + "." + v)})
	}
	return q
}

// display hands the person's choice to page.js, which keeps it on this device in the open: it says
// nothing about the person but a country.
func (a *App) display(x *exchange) {
	d := x.Display()
	if v := x.R.PostForm.Get("theme"); slices.Contains([]string{"auto", "light", "dark"}, v) {
		d.Theme = v
	}
	if v := x.R.PostForm.Get("size"); slices.Contains([]string{"normal", "large", "larger"}, v) {
		d.Size = v
	}
	if v := x.R.PostForm.Get("country"); v == "" || screen.IsCountry(v) {
		d.Country = v
	}
	x.W.Header().Set("Snowdrop-Display", d.String())
	x.To("/mine?done=set")
}

func (a *App) quiet(x *exchange) {
	on := x.R.PostForm.Get("quiet") == "on"
	if x.set(func(s *screen.Settings) { s.Quiet = on }) {
		x.To("/today")
	}
}

func (a *App) lockAfter(x *exchange) {
	n, err := strconv.Atoi(x.R.PostForm.Get("lock-after"))
	if err != nil || !slices.Contains(screen.LockAfters, n) {
		x.showMine(http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "lock-after", Sentence: x.Say("problem.choose")}))
		return
	}
	if x.set(func(s *screen.Settings) { s.LockAfter = n }) {
		x.To("/mine?done=set")
	}
}
