// Package app is the personal app as one http.Handler, one file a screen: a form comes in, a whole
// page goes out. It must never know a network, a file or a browser, and no person may read a Go
// error through it.
//
// A POST that keeps something answers 303. One that keeps nothing answers 200, so that no answer
// and no search ever lands in an address.
package app

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// maxForm is the largest form in bytes. It is far more than an entry may have, because a form that was read can be shown
// again with every word in it, and one that was not read cannot. The standard library stops at 10 MB.
const maxForm = 8 << 20

// Config is what the app needs from whoever runs it.
type Config struct {
	Vault *vault.Vault
	Now   func() time.Time          // in the person's own time zone
	In    func(time.Time) time.Time // puts a moment into that zone as it was then; nil: by the location of Now
	Help  func(code string) string  // address of a country's help page; "" is the general one
	Kept  func()                    // called once things are kept on this device; may be nil

	Style     string   // address of the style sheet
	Scripts   []string // addresses of scripts
	Transport string   // "fetch" where page.js asks over HTTP instead of a worker
}

// App answers every page. It is safe for use from many goroutines.
type App struct {
	Config
	mux   *http.ServeMux
	words text.Words
	index *searchIndex
	seen  *checkInCache
}

// New makes the app over a vault that has been opened (which may be locked).
func New(c Config) *App {
	a := &App{Config: c, mux: http.NewServeMux(), words: text.English, index: newSearchIndex(), seen: newCheckInCache()}
	if a.In == nil {
		a.In = func(t time.Time) time.Time { return t.In(a.Now().Location()) }
	}
	if a.Kept == nil {
		a.Kept = func() {}
	}
	a.routes()
	return a
}

func (a *App) routes() {
	open := a.whenOpen // pages that need what is kept
	for pattern, answer := range map[string]screen{
		"GET /{$}": a.arrive, "GET /start": a.start, "GET /index.html": a.arrive,
		"GET /check": a.checkBegin, "POST /check": a.checkStep,
		"GET /calm": a.calm, "POST /calm": a.calmChoose,
		"GET /calm/{practice}": a.practice, "POST /calm/{practice}": a.practiceDone,
		"GET /supporters": a.guide("supporters"), "GET /professionals": a.guide("professionals"),
		"GET /about": a.guide("about"), "GET /kept": a.guide("kept"),
		"GET /expected": a.guide("expected"), "GET /not-your-fault": a.guide("not-your-fault"),

		"GET /today":   open(a.today),
		"GET /checkin": open(a.checkIn), "POST /checkin": open(a.checkInKeep),
		"GET /journal": open(a.journal), "POST /journal/search": open(a.search), "GET /journal/search": open(a.journal),
		"GET /journal/new": open(a.write), "POST /journal/new": open(a.writeKeep),
		"GET /journal/{id}": open(a.entry), "GET /journal/{id}/edit": open(a.edit), "POST /journal/{id}/edit": open(a.editKeep),
		"GET /journal/{id}/delete": open(a.deleteAsk), "POST /journal/{id}/delete": open(a.deleteDo),
		"GET /timeline": open(a.timeline),
		"POST /draft":   open(a.draftKeep), "POST /draft/drop": open(a.draftDrop),

		"GET /mine": a.mine, "POST /mine/display": a.display,
		"POST /mine/quiet": open(a.quiet), "POST /mine/lock-after": open(a.lockAfter),
		"GET /mine/keep": open(a.keepAsk), "POST /mine/keep": open(a.keepDo),
		"GET /mine/passphrase": open(a.passphraseAsk), "POST /mine/passphrase": open(a.passphraseDo),
		"GET /mine/delete": a.eraseAsk, "POST /mine/delete": a.eraseDo,
		"GET /mine/export": open(a.exportAsk), "GET /export/journal.html": open(a.exportHTML), "GET /export/data.json": open(a.exportJSON),
		"GET /unlock": a.unlockAsk, "POST /unlock": a.unlockDo, "POST /lock": a.lock,
		"/": a.notFound,
	} {
		a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { answer(&exchange{a: a, w: w, r: r}) })
	}
}

// ServeHTTP answers one request. A form that is too large is refused before any of it is used.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			x := &exchange{a: a, w: w, r: r}
			var tooLarge *http.MaxBytesError
			if errors.As(err, &tooLarge) {
				x.plain(http.StatusRequestEntityTooLarge, "toolong.title", "toolong.form")
				return
			}
			x.plain(http.StatusBadRequest, "wrong.title", "wrong.form")
			return
		}
	}
	a.mux.ServeHTTP(w, r)
}

// screen answers one request.
type screen func(*exchange)

// exchange is one request and its answer.
type exchange struct {
	a *App
	w http.ResponseWriter
	r *http.Request
}

func (x *exchange) say(key string, pairs ...string) string { return x.a.words.Say(key, pairs...) }

// whenOpen sends a person whose things are locked to unlock them first.
func (a *App) whenOpen(p screen) screen {
	return func(x *exchange) {
		if a.Vault.State() == vault.Locked {
			if name := x.draftOf(); name != "" {
				x.hold(name)
				return
			}
			x.to("/unlock")
			return
		}
		p(x)
	}
}

// frame is what surrounds the page: the state of things, and the person's own display settings.
func (x *exchange) frame(titleKey, place string) ui.Frame {
	d := x.displaySettings()
	country, _ := content.CountryByCode(x.country())
	return ui.Frame{
		Words: x.a.words, Title: x.say(titleKey), Place: place, Kept: x.a.kept(), Quiet: x.a.settings().Quiet,
		Help: x.a.Help(country.Code), Where: country.In, Theme: d.theme, Size: d.size,
		Style: x.a.Style, Scripts: x.a.Scripts, Transport: x.a.Transport,
	}
}

func (a *App) kept() ui.Kept {
	switch a.Vault.State() {
	case vault.Locked:
		return ui.KeptLocked
	case vault.Unlocked:
		return ui.KeptDevice
	}
	return ui.KeptVisit
}

// show writes a page. The headers tell page.js how things stand (docs/design.md).
func (x *exchange) show(status int, c templ.Component) {
	x.headers()
	h := x.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	x.w.WriteHeader(status)
	_ = c.Render(x.r.Context(), x.w) // a reader who has gone away is no error
}

func (x *exchange) headers() {
	h := x.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Snowdrop-Kept", string(x.a.kept()))
	lockAfter := 0
	unkept := x.a.Vault.State() == vault.Visit && (len(x.a.Vault.List()) > 0 || len(x.a.Vault.Drafts()) > 0)
	if unkept {
		h.Set("Snowdrop-Unkept", "1")
	}
	// In a browser a visit ends with its page. A program on one's own machine lives on: there it ends by itself.
	if x.a.Vault.State() == vault.Unlocked || unkept && x.a.Transport == "fetch" {
		lockAfter = x.a.settings().LockAfter
	}
	h.Set("Snowdrop-Lock-After", strconv.Itoa(lockAfter))
}

// to sends the person on, after something was done.
func (x *exchange) to(address string) {
	x.headers()
	x.w.Header().Set("Location", address)
	x.w.WriteHeader(http.StatusSeeOther)
}

// plain is a short page: what happened, and what to do.
func (x *exchange) plain(status int, titleKey string, sentenceKeys ...string) {
	sentences := make([]string, len(sentenceKeys))
	for i, key := range sentenceKeys {
		sentences[i] = x.say(key)
	}
	x.show(status, ui.Plain(x.frame(titleKey, ""), x.say(titleKey), sentences, []ui.Choice{
		{Address: "/", Label: x.say("wrong.on")},
	}))
}

func (a *App) notFound(x *exchange) { x.plain(http.StatusNotFound, "notfound.title", "notfound") }

// refused turns an error of keeping something into a sentence and a status. The form is shown again
// with everything that was typed.
func (x *exchange) refused(field string, err error) (ui.Problem, int) {
	switch {
	case isTooLong(err):
		return ui.Problem{Field: field, Sentence: x.say("problem.toolong")}, http.StatusRequestEntityTooLarge
	case errors.Is(err, vault.ErrDiskFull):
		return ui.Problem{Field: field, Sentence: x.say("problem.full")}, http.StatusInsufficientStorage
	}
	return ui.Problem{Field: field, Sentence: x.say("problem.notkept")}, http.StatusInternalServerError
}

// form gives what was sent, for showing again.
func (x *exchange) form(problems ...ui.Problem) ui.Form {
	return ui.Form{Values: x.r.PostForm, Problems: problems}
}

// notice is the sentence for ?done=KEY after a 303, or nothing.
func (x *exchange) notice() string {
	done := x.r.URL.Query().Get("done")
	if done == "" || !x.a.words.Has("done."+done) {
		return ""
	}
	if own := "done." + done + ".program"; x.a.Transport != "" && x.a.words.Has(own) {
		return x.say(own)
	}
	return x.say("done." + done)
}

// displaySetting is what page.js stores for us: nothing that a person wrote.
type displaySetting struct{ theme, size, country string }

func (x *exchange) displaySettings() displaySetting {
	d := displaySetting{theme: "auto", size: "normal"}
	for _, part := range strings.Split(x.r.Header.Get("Snowdrop-Display"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case name == "theme" && (value == "light" || value == "dark"):
			d.theme = value
		case name == "size" && (value == "large" || value == "larger"):
			d.size = value
		case name == "country" && isCountry(value):
			d.country = value
		}
	}
	return d
}

func (d displaySetting) String() string {
	return "theme=" + d.theme + ";size=" + d.size + ";country=" + d.country
}
