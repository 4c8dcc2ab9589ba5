// Package app is the personal app as one http.Handler, one file a screen: a form comes in, a whole
// page goes out. It must never know a network, a file or a browser, and no person may read a Go
// error through it.
//
// A POST that keeps something answers 303. One that keeps nothing answers 200, so that no answer
// and no search ever lands in an address.
package app

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"snowdrop/internal/attachments"
	"snowdrop/internal/content"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// maxForm is the largest form in bytes. It is far more than an entry may have, because a form that was read can be shown
// again with every word in it, and one that was not read cannot. The standard library stops at 10 MB.
const maxForm = 8 << 20

// maxUpload is the largest form with a photo in it, in bytes. All of it is read into memory: nothing that was not sealed
// may ever lie in a file for a while.
const maxUpload = journal.MaxAttachment + maxForm

// Config is what the app needs from whoever runs it.
type Config struct {
	Vault   *vault.Vault
	Devices *devices.Devices          // nil: there is no relay
	Photos  *attachments.Keeper       // nil: photos stay on this device
	Now     func() time.Time          // in the person's own time zone
	In      func(time.Time) time.Time // puts a moment into that zone as it was then; nil: by the location of Now
	Help    func(code string) string  // address of a country's help page; "" is the general one
	Kept    func()                    // called once things are kept on this device; may be nil

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

	closing chan struct{} // closed by Close
	once    sync.Once
}

// New makes the app over a vault that has been opened (which may be locked).
func New(c Config) *App {
	a := &App{Config: c, mux: http.NewServeMux(), words: text.English, seen: newCheckInCache(), closing: make(chan struct{})}
	if a.Devices == nil {
		a.Devices = devices.New(devices.Config{Vault: c.Vault, Now: c.Now})
	}
	if a.Photos == nil {
		a.Photos = attachments.New(attachments.Config{Vault: c.Vault})
	}
	a.index = newSearchIndex(func(e journal.Entry) (string, error) { return a.Photos.Text(context.Background(), e) })
	if a.In == nil {
		a.In = func(t time.Time) time.Time { return t.In(a.Now().Location()) }
	}
	if a.Kept == nil {
		a.Kept = func() {}
	}
	a.routes()
	return a
}

// Close lets nobody wait any longer for something new. Pages are answered as before.
func (a *App) Close() { a.once.Do(func() { close(a.closing) }) }

func (a *App) routes() {
	for _, some := range []map[string]screen{a.reading(), a.writing(), a.own(), a.relayed()} {
		for pattern, answer := range some {
			a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { answer(&exchange{a: a, w: w, r: r}) })
		}
	}
}

// reading are the pages that need nothing that is kept.
func (a *App) reading() map[string]screen {
	return map[string]screen{
		"GET /{$}": a.arrive, "GET /start": a.start, "GET /index.html": a.arrive,
		"GET /check": a.checkBegin, "POST /check": a.checkStep,
		"GET /calm": a.calm, "POST /calm": a.calmChoose,
		"GET /calm/{practice}": a.practice, "POST /calm/{practice}": a.practiceDone,
		"GET /supporters": a.guide("supporters"), "GET /professionals": a.guide("professionals"),
		"GET /about": a.guide("about"), "GET /kept": a.guide("kept"),
		"GET /expected": a.guide("expected"), "GET /not-your-fault": a.guide("not-your-fault"),
		"GET /changed": a.changed,
		"/":            a.notFound,
	}
}

// writing are the pages of what a person keeps. They need it to be open.
func (a *App) writing() map[string]screen {
	open := a.whenOpen
	return map[string]screen{
		"GET /today":   open(a.today),
		"GET /checkin": open(a.checkIn), "POST /checkin": open(a.checkInKeep),
		"GET /journal": open(a.journal), "POST /journal/search": open(a.search), "GET /journal/search": open(a.journal),
		"GET /journal/new": open(a.write), "POST /journal/new": open(a.writeKeep),
		"GET /journal/{id}": open(a.entry), "GET /journal/{id}/edit": open(a.edit), "POST /journal/{id}/edit": open(a.editKeep),
		"GET /journal/{id}/delete": open(a.deleteAsk), "POST /journal/{id}/delete": open(a.deleteDo),
		"POST /journal/{id}/choose": open(a.choose), "POST /journal/{id}/stop": open(a.photoStop),
		"GET /photo/{id}/{blob}": open(a.photo),
		"GET /bin":               open(a.bin), "POST /bin/{id}/restore": open(a.restore),
		"GET /timeline": open(a.timeline),
		"POST /draft":   open(a.draftKeep), "POST /draft/drop": open(a.draftDrop),
	}
}

// own are the pages of Mine, and of locking.
func (a *App) own() map[string]screen {
	open := a.whenOpen
	return map[string]screen{
		"GET /mine": a.mine, "POST /mine/display": a.display,
		"POST /mine/quiet": open(a.quiet), "POST /mine/lock-after": open(a.lockAfter),
		"GET /mine/keep": open(a.keepAsk), "POST /mine/keep": open(a.keepDo),
		"GET /mine/passphrase": open(a.passphraseAsk), "POST /mine/passphrase": open(a.passphraseDo),
		"GET /mine/delete": a.eraseAsk, "POST /mine/delete": a.eraseDo,
		"GET /mine/export": open(a.exportAsk), "GET /export/journal.html": open(a.exportHTML), "GET /export/data.json": open(a.exportJSON),
		"GET /unlock": a.unlockAsk, "POST /unlock": a.unlockDo, "POST /lock": a.lock,
	}
}

// relayed are the pages of the relay and of other devices. Words open something here locked or not.
func (a *App) relayed() map[string]screen {
	open, home := a.whenOpen, a.whenRelayed
	return map[string]screen{
		"GET /mine/where": open(a.where), "GET /mine/relay": open(a.relayAsk),
		"GET /mine/words/{what}": open(a.words7), "POST /mine/words/{what}": open(a.wordsStep),
		"GET /open": a.openAsk, "GET /pair": a.openAsk, "POST /open": a.openDo,
		"GET /joining": open(a.joining), "POST /joining": open(a.joiningStop),
		"GET /mine/devices":             home(a.devices),
		"GET /mine/devices/{id}/rename": home(a.renameAsk), "POST /mine/devices/{id}/rename": home(a.renameDo),
		"GET /mine/devices/{id}/remove": home(a.removeAsk), "POST /mine/devices/{id}/remove": home(a.removeDo),
		"GET /mine/devices/add": home(a.addFirst), "GET /mine/devices/add/code": home(a.addAsk), "POST /mine/devices/add/code": home(a.addDo),
		"GET /mine/devices/pair": home(a.pair), "POST /mine/devices/pair": home(a.pairDo),
		"GET /mine/kit": home(a.kitAsk), "POST /mine/kit": home(a.kitDo),
		"GET /mine/someone": home(a.someone),
		"GET /mine/forget":  home(a.forgetAsk), "POST /mine/forget": home(a.forgetDo),
		"GET /mine/stopped": home(a.stopped), "GET /mine/continue": home(a.continueAsk), "POST /mine/continue": home(a.continueDo),
	}
}

// ServeHTTP answers one request. A form that is too large is refused before any of it is used.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		if err := parseForm(w, r); err != nil {
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

// parseForm reads a form, with its files where it has some.
func parseForm(w http.ResponseWriter, r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		return r.ParseForm()
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	return r.ParseMultipartForm(maxUpload) // what fits is held in memory, and what does not is refused
}

// screen answers one request.
type screen func(*exchange)

// exchange is one request and its answer.
type exchange struct {
	a *App
	w http.ResponseWriter
	r *http.Request

	needWords bool // the passphrase alone was no proof
	needCode  bool // the relay asked for an invite code
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
	f := ui.Frame{
		Words: x.a.words, Title: x.say(titleKey), Place: place, Kept: x.a.kept(), Quiet: x.a.settings().Quiet,
		Help: x.a.Help(country.Code), Where: country.In, Theme: d.theme, Size: d.size,
		Style: x.a.Style, Scripts: x.a.Scripts, Transport: x.a.Transport,
	}
	if why := x.a.stoppedWhy(); why != "" {
		f.Stopped, f.Told = x.say("stopped."+why), x.r.URL.Path == "/mine/stopped"
	}
	return f
}

func (a *App) kept() ui.Kept {
	switch a.Vault.State() {
	case vault.Locked:
		return ui.KeptLocked
	case vault.Unlocked:
		if a.Devices.Status().Relay {
			return ui.KeptRelay
		}
		return ui.KeptDevice
	}
	return ui.KeptVisit
}

// list is everything that a person kept. What devices keeps for itself among it is no entry.
func (a *App) list() []vault.Head {
	return slices.DeleteFunc(a.Vault.List(), func(h vault.Head) bool { return h.Kind == devices.Kind })
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
	kept := x.a.kept()
	if kept == ui.KeptRelay {
		kept = ui.KeptDevice // page.js only needs to know what goes with the page
	}
	h.Set("Snowdrop-Kept", string(kept))
	lockAfter := 0
	unkept := x.a.Vault.State() == vault.Visit && (len(x.a.list()) > 0 || len(x.a.Vault.Drafts()) > 0)
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
