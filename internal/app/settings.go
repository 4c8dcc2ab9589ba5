package app

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"snowdrop/internal/app/ahead"
	"snowdrop/internal/app/erase"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
)

func (x *exchange) set(change func(*screen.Settings)) bool {
	err := x.SetSettings(change)
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
		News: x.news(), State: x.relayState(), Relay: x.a.Devices.Available(), Things: x.things()}
	x.Live(&d.Frame)
	if f.Kept.Open() {
		d.Passkey = ui.Choice{Address: "/mine/passkey", Label: x.Say("mine.passkey"), Line: x.Say("mine.passkey.line")}
		d.Seen = []ui.Choice{{Address: "/together/seen", Label: x.Say("mine.seen.go"), Line: x.Say("mine.seen.line")}}
		d.Erasing = erase.StateLine(x.Exchange)
	}
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

// things are what can be done with one's things, as far as there is a place for it.
func (x *exchange) things() []ui.Choice {
	kept := x.Keeping()
	if kept == ui.KeptLocked {
		return nil
	}
	relay := kept == ui.KeptRelay
	var out []ui.Choice
	for _, way := range []struct {
		is                   bool
		address, label, line string
	}{
		{relay, "/mine/devices", "devices.title", "mine.devices.line"},
		{kept == ui.KeptDevice && x.a.Devices.Available(), "/mine/relay", "where.relay.go", "mine.relay.line"},
		{true, "/mine/where", "where.go", "mine.where.line"},
		{!relay, "/open", "start.words", "mine.words.line"},
		{true, "/mine/take", "mine.export", "mine.export.lead"},
		{true, "/mine/bring", "mine.bring", "mine.bring.line"},
		{relay, "/mine/move", "mine.move", "mine.move.line"},
		{len(x.a.binned()) > 0, "/bin", "bin.go", "bin.lead"},
	} {
		_, at := x.a.mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: way.address}})
		if way.is && at != "/" {
			out = append(out, ui.Choice{Address: way.address, Label: x.Say(way.label), Line: x.Say(way.line)})
		}
	}
	if back, away := ahead.Back(x.Exchange); away {
		out = append(out, back)
	}
	return out
}

func (x *exchange) choices(name string, values ...string) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say("display." + name)}
	for _, v := range values {
		q.Options = append(q.Options, ui.Option{Value: v, Label: x.Say("display." + name + "." + v)})
	}
	return q
}

// display hands the person's choice to page.js, which keeps it on this device in the open: it says
// nothing about the person but a country and a language.
func (a *App) display(x *exchange) {
	d := x.Display()
	if v := x.R.PostForm.Get("theme"); slices.Contains([]string{"auto", "light", "dark"}, v) {
		d.Theme = v
	}
	if v := x.R.PostForm.Get("size"); slices.Contains([]string{"normal", "large", "larger"}, v) {
		d.Size = v
	}
	if v := x.R.PostForm.Get("country"); x.R.PostForm.Has("country") && (v == "" || screen.IsCountry(v)) {
		d.Country = v
	}
	if v := x.R.PostForm.Get("lang"); text.Known(v) {
		d.Lang = v
	}
	x.W.Header().Set("Snowdrop-Display", d.String())
	if back := x.R.PostForm.Get("back"); slices.Contains([]string{"/start", "/unlock"}, back) {
		x.To(back)
		return
	}
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
