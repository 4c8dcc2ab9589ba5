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
	"strings"
	"sync"
	"time"

	"snowdrop/internal/app/appointment"
	"snowdrop/internal/app/back"
	"snowdrop/internal/app/bodylog"
	"snowdrop/internal/app/bodywork"
	"snowdrop/internal/app/check"
	"snowdrop/internal/app/reading"
	"snowdrop/internal/app/recovery"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/attachments"
	"snowdrop/internal/devices"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/text"
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
	Signs   func() *signs.Table       // what the check goes by; nil, or giving nil: the standard one
	// Bring asks for the longer pages and waits for them; nil where they are all here. See screen.Shared.
	Bring func(ctx context.Context) error

	Style     string   // address of the style sheet
	Scripts   []string // addresses of scripts
	Transport string   // "fetch" where page.js asks over HTTP instead of a worker
}

// App answers every page. It is safe for use from many goroutines.
type App struct {
	*screen.Shared
	mux   *http.ServeMux
	index *searchIndex
	seen  *checkInCache
	forms map[string]bool // addresses of the places' forms, see screen.Place

	closing chan struct{} // closed by Close
	once    sync.Once
}

// places are the places of the app, each a package of its own.
func places() []screen.Place {
	return []screen.Place{back.Place(), bodywork.Place(), check.Place(), reading.Place(), recovery.Place(), bodylog.Place(), appointment.Place()}
}

// New makes the app over a vault that has been opened (which may be locked).
func New(c Config) *App {
	a := &App{
		Shared: &screen.Shared{
			Vault: c.Vault, Devices: c.Devices, Photos: c.Photos, Now: c.Now, In: c.In, Help: c.Help, Kept: c.Kept, Signs: c.Signs, Bring: c.Bring,
			Style: c.Style, Scripts: c.Scripts, Transport: c.Transport, Words: text.English, Kinds: map[uint8]screen.Kind{},
		},
		mux: http.NewServeMux(), seen: newCheckInCache(), forms: map[string]bool{}, closing: make(chan struct{}),
	}
	if a.Devices == nil {
		a.Devices = devices.New(devices.Config{Vault: c.Vault, Now: c.Now})
	}
	if a.Photos == nil {
		a.Photos = attachments.New(attachments.Config{Vault: c.Vault})
	}
	a.index = newSearchIndex(a.Shared)
	a.Forget = func(id record.ID) {
		a.index.forget(id)
		a.seen.forget(id)
	}
	if a.In == nil {
		a.In = func(t time.Time) time.Time { return t.In(a.Now().Location()) }
	}
	if a.Kept == nil {
		a.Kept = func() {}
	}
	for _, k := range a.kinds() {
		a.Kinds[k.ID] = k
	}
	a.routes()
	return a
}

// Close lets nobody wait any longer for something new. Pages are answered as before.
func (a *App) Close() { a.once.Do(func() { close(a.closing) }) }

func (a *App) routes() {
	for _, some := range []map[string]answer{a.reading(), a.writing(), a.own(), a.relayed()} {
		for pattern, answer := range some {
			a.handle(pattern, answer)
		}
	}
	for _, p := range places() {
		a.add(p)
	}
}

// add takes a place in. Its pages, its kinds and its forms are known from then on.
func (a *App) add(p screen.Place) {
	for pattern, s := range p.Reading {
		a.handle(pattern, func(x *exchange) { s(x.Exchange) })
	}
	for pattern, s := range p.Writing {
		a.handle(pattern, a.whenOpen(func(x *exchange) { s(x.Exchange) }))
	}
	for _, k := range p.Kinds {
		a.Kinds[k.ID] = k
	}
	for _, form := range p.Forms {
		a.forms[form] = true
	}
}

func (a *App) handle(pattern string, answer answer) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { answer(a.exchange(w, r)) })
}

// reading are the pages that need nothing that is kept.
func (a *App) reading() map[string]answer {
	return map[string]answer{
		"GET /{$}": a.arrive, "GET /start": a.start, "GET /index.html": a.arrive,
		"GET /calm": a.calm, "POST /calm": a.calmChoose,
		"GET /calm/{practice}": a.practice, "POST /calm/{practice}": a.practiceDone,
		"GET /supporters": a.guide("supporters"), "GET /professionals": a.guide("professionals"),
		"GET /about": a.guide("about"), "GET /kept": a.guide("kept"),
		"GET /body":     a.body,
		"GET /expected": a.guide("expected"), "GET /not-your-fault": a.guide("not-your-fault"),
		"GET /changed": a.changed,
		"/":            a.notFound,
	}
}

// writing are the pages of what a person keeps. They need it to be open.
func (a *App) writing() map[string]answer {
	open := a.whenOpen
	return map[string]answer{
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
func (a *App) own() map[string]answer {
	open := a.whenOpen
	return map[string]answer{
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
func (a *App) relayed() map[string]answer {
	open, home := a.whenOpen, a.whenRelayed
	return map[string]answer{
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
			x := a.exchange(w, r)
			var tooLarge *http.MaxBytesError
			if errors.As(err, &tooLarge) {
				x.Plain(http.StatusRequestEntityTooLarge, "toolong.title", "toolong.form")
				return
			}
			x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
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

// answer answers one request.
type answer func(*exchange)

// exchange is one request and its answer, with the app around it.
type exchange struct {
	*screen.Exchange
	a *App

	needWords bool // the passphrase alone was no proof
	needCode  bool // the relay asked for an invite code
}

func (a *App) exchange(w http.ResponseWriter, r *http.Request) *exchange {
	return &exchange{Exchange: &screen.Exchange{Shared: a.Shared, W: w, R: r}, a: a}
}

// whenOpen sends a person whose things are locked to unlock them first.
func (a *App) whenOpen(p answer) answer {
	return func(x *exchange) {
		if a.Vault.State() == vault.Locked {
			if name := x.draftOf(); name != "" {
				x.hold(name)
				return
			}
			x.To("/unlock")
			return
		}
		p(x)
	}
}

func (a *App) notFound(x *exchange) { x.NotFound() }
