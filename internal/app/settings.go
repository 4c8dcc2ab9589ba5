package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

// settings are sealed with everything else. A locked app has the defaults.
type settings struct {
	Quiet     bool `json:"quiet"`
	LockAfter int  `json:"lock_after"` // seconds without use, one of lockAfters
}

// lockAfters are the choices in seconds. Five minutes is long enough to think between two sentences.
var lockAfters = []int{60, 300, 900, 3600}

const lockAfterDefault = 300

func (a *App) settings() settings {
	s := settings{LockAfter: lockAfterDefault}
	_ = json.Unmarshal(a.Vault.Settings(), &s) // nothing stored, or locked: the defaults
	if !slices.Contains(lockAfters, s.LockAfter) {
		s.LockAfter = lockAfterDefault
	}
	return s
}

func (x *exchange) set(change func(*settings)) bool {
	s := x.a.settings()
	change(&s)
	body, err := json.Marshal(s)
	if err == nil {
		err = x.a.Vault.SetSettings(x.r.Context(), body)
	}
	if err != nil {
		x.plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
	}
	return err == nil
}

func (a *App) mine(x *exchange) { x.showMine(http.StatusOK, ui.Form{}) }

func (x *exchange) showMine(status int, form ui.Form) {
	s, display := x.a.settings(), x.displaySettings()
	f := x.frame("mine.title", "mine")
	if form.Values == nil {
		form.Values = map[string][]string{
			"lock-after": {strconv.Itoa(s.LockAfter)}, "theme": {display.theme}, "size": {display.size},
		}
	}
	d := ui.MinePage{Frame: f, Notice: x.notice(), Form: form, Damaged: len(x.a.Vault.Damaged()), Chosen: x.country(),
		News: x.news(), State: x.relayState(), Relay: x.a.Devices.Available(), Binned: len(x.a.binned())}
	x.live(&d.Frame)
	d.LockAfter = ui.Question{Name: "lock-after", Legend: x.say("lock-after"), Hint: x.say("lock-after.hint")}
	for _, n := range lockAfters {
		value := strconv.Itoa(n)
		d.LockAfter.Options = append(d.LockAfter.Options, ui.Option{Value: value, Label: x.say("lock-after." + value)})
	}
	d.Theme = x.choices("theme", "auto", "light", "dark")
	d.SizeQ = x.choices("size", "normal", "large", "larger")
	d.Country = []ui.Option{{Value: "", Label: x.say("display.country.none")}}
	for _, c := range content.Countries() {
		d.Country = append(d.Country, ui.Option{Value: c.Code, Label: c.Name})
	}
	x.show(status, ui.Mine(d))
}

func (x *exchange) choices(name string, values ...string) ui.Question {
	q := ui.Question{Name: name, Legend: x.say("display." + name)}
	for _, v := range values {
		q.Options = append(q.Options, ui.Option{Value: v, Label: x.say("display." + name + "." + v)})
	}
	return q
}

// display hands the person's choice to page.js, which keeps it on this device in the open: it says
// nothing about the person but a country.
func (a *App) display(x *exchange) {
	d := x.displaySettings()
	if v := x.r.PostForm.Get("theme"); slices.Contains([]string{"auto", "light", "dark"}, v) {
		d.theme = v
	}
	if v := x.r.PostForm.Get("size"); slices.Contains([]string{"normal", "large", "larger"}, v) {
		d.size = v
	}
	if v := x.r.PostForm.Get("country"); v == "" || isCountry(v) {
		d.country = v
	}
	x.w.Header().Set("Snowdrop-Display", d.String())
	x.to("/mine?done=set")
}

func (a *App) quiet(x *exchange) {
	on := x.r.PostForm.Get("quiet") == "on"
	if x.set(func(s *settings) { s.Quiet = on }) {
		x.to("/today")
	}
}

func (a *App) lockAfter(x *exchange) {
	n, err := strconv.Atoi(x.r.PostForm.Get("lock-after"))
	if err != nil || !slices.Contains(lockAfters, n) {
		x.showMine(http.StatusUnprocessableEntity, x.form(ui.Problem{Field: "lock-after", Sentence: x.say("problem.choose")}))
		return
	}
	if x.set(func(s *settings) { s.LockAfter = n }) {
		x.to("/mine?done=set")
	}
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
