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
	"sync/atomic"
	"time"

	"snowdrop/internal/app/after"
	"snowdrop/internal/app/ahead"
	"snowdrop/internal/app/appointment"
	"snowdrop/internal/app/back"
	"snowdrop/internal/app/bodylog"
	"snowdrop/internal/app/bodywork"
	"snowdrop/internal/app/box"
	"snowdrop/internal/app/bring"
	"snowdrop/internal/app/calm"
	"snowdrop/internal/app/candle"
	"snowdrop/internal/app/care"
	"snowdrop/internal/app/ceremony"
	"snowdrop/internal/app/check"
	"snowdrop/internal/app/clients"
	"snowdrop/internal/app/couple"
	"snowdrop/internal/app/days"
	"snowdrop/internal/app/directory"
	"snowdrop/internal/app/erase"
	"snowdrop/internal/app/exercise"
	"snowdrop/internal/app/finding"
	"snowdrop/internal/app/heart"
	"snowdrop/internal/app/join"
	"snowdrop/internal/app/measure"
	"snowdrop/internal/app/move"
	"snowdrop/internal/app/offers"
	"snowdrop/internal/app/others"
	"snowdrop/internal/app/passkey"
	"snowdrop/internal/app/people"
	"snowdrop/internal/app/pieces"
	"snowdrop/internal/app/reading"
	"snowdrop/internal/app/recovery"
	"snowdrop/internal/app/remember"
	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/share"
	"snowdrop/internal/app/takeout"
	"snowdrop/internal/app/together"
	"snowdrop/internal/app/writing"
	"snowdrop/internal/attachments"
	near "snowdrop/internal/content/directory"
	"snowdrop/internal/devices"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
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
	Sharing *sharing.Sharing          // nil: nothing is shared
	Invites *invite.Invites           // nil: nobody is invited
	Now     func() time.Time          // in the person's own time zone
	In      func(time.Time) time.Time // puts a moment into that zone as it was then; nil: by the location of Now
	Help    func(code string) string  // address of a country's help page; "" is the general one
	Kept    func()                    // called once things are kept on this device; may be nil
	Signs   func() *signs.Table       // what the check goes by; nil, or giving nil: the standard one
	// Directory is whom the host knows near people; nil, or giving nil: nobody.
	Directory func() *near.Local
	// Bring asks for the longer pages and waits for them; nil where they are all here. See screen.Shared.
	Bring func(ctx context.Context) error
	// Speak asks for the words of a language and waits for them; nil where they are all here.
	Speak func(ctx context.Context, lang string) error

	Style     string   // address of the style sheet
	Scripts   []string // addresses of scripts
	Transport string   // "fetch" where page.js asks over HTTP instead of a worker
}

// App answers every page. It is safe for use from many goroutines.
type App struct {
	*screen.Shared
	mux   *http.ServeMux
	index *finding.Index
	seen  *checkInCache
	forms map[string]bool // addresses of the places' forms, see screen.Place

	offers []func(*screen.Exchange) []screen.Offer // what the places would suggest

	forgets []func()                 // what the places hold in memory goes
	daily   []func(*screen.Exchange) // what the places do once a day
	day     atomic.Pointer[string]   // on which that was done; nil: not since things were opened

	closing chan struct{} // closed by Close
	once    sync.Once
}

// places are the places of the app, each a package of its own.
func places() []screen.Place {
	return []screen.Place{
		ahead.Place(), back.Place(), bodywork.Place(), calm.Place(), candle.Place(), ceremony.Place(), days.Place(), box.Place(),
		check.Place(), exercise.Place(), heart.Place(), measure.Place(), reading.Place(), recovery.Place(), bodylog.Place(),
		appointment.Place(), after.Place(), safety.Place(), pieces.Place(), together.Place(share.Rows), share.Place(), care.Place(),
		clients.Place(), join.Place(), couple.Place(), writing.Place(), remember.Place(), people.Place(), others.Place(),
		directory.Place(), passkey.Place(), erase.Place(), move.Place(),
	}
}

// New makes the app over a vault that has been opened (which may be locked).
func New(c Config) *App {
	a := &App{
		Shared: &screen.Shared{
			Vault: c.Vault, Devices: c.Devices, Photos: c.Photos, Sharing: c.Sharing, Invites: c.Invites, Now: c.Now, In: c.In,
			Help: c.Help, Kept: c.Kept, Signs: c.Signs, Directory: c.Directory, Bring: c.Bring, Speak: c.Speak,
			Style: c.Style, Scripts: c.Scripts, Transport: c.Transport, Kinds: map[uint8]screen.Kind{},
		},
		mux: http.NewServeMux(), seen: newCheckInCache(), forms: map[string]bool{}, closing: make(chan struct{}),
	}
	if a.Devices == nil {
		a.Devices = devices.New(devices.Config{Vault: c.Vault, Now: c.Now})
	}
	if a.Photos == nil {
		a.Photos = attachments.New(attachments.Config{Vault: c.Vault})
	}
	if a.Sharing == nil {
		a.Sharing = sharing.New(sharing.Config{Vault: c.Vault, Devices: a.Devices, Now: c.Now})
	}
	a.Sharing.Then(couple.Settle(a.Sharing))
	if a.Invites == nil {
		a.Invites = invite.New(invite.Config{Vault: c.Vault, Spaces: a.Sharing, Now: c.Now})
	}
	a.index = finding.New(a.Shared)
	a.Forget = func(id record.ID) {
		a.index.Forget(id)
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
	for _, p := range append(places(), offers.Place(a.offered), takeout.Place(a.isDraft), bring.Place(a.isDraft)) {
		a.add(p)
	}
}

// add takes a place in. Its pages, its kinds and its forms are known from then on.
func (a *App) add(p screen.Place) {
	said := func(p answer) answer { return p }
	if p.Later {
		said = a.whenSaid
	}
	if p.Words {
		said = a.whenWords
	}
	for pattern, s := range p.Reading {
		a.handle(pattern, said(func(x *exchange) { s(x.Exchange) }))
	}
	for pattern, s := range p.Writing {
		a.handle(pattern, a.whenOpen(said(func(x *exchange) { s(x.Exchange) })))
	}
	for _, k := range p.Kinds {
		a.Kinds[k.ID] = k
	}
	for _, form := range p.Forms {
		a.forms[form] = true
	}
	if p.Offers != nil {
		a.offers = append(a.offers, p.Offers)
	}
	if p.Forget != nil {
		a.forgets = append(a.forgets, p.Forget)
	}
	if p.Daily != nil {
		a.daily = append(a.daily, p.Daily)
	}
}

// eachDay does what is done once a day. Of two requests at once one does it, and the other goes on.
func (a *App) eachDay(w http.ResponseWriter, r *http.Request) {
	today, before := a.Now().Format(time.DateOnly), a.day.Load()
	if a.Vault.State() != vault.Unlocked || before != nil && *before == today || !a.day.CompareAndSwap(before, &today) {
		return
	}
	for _, do := range a.daily {
		do(a.exchange(w, r).Exchange)
	}
}

// whenSaid waits for the sentences that come after the first page. Where they have not come, a page says so; what was typed
// is taken in all the same.
func (a *App) whenSaid(p answer) answer {
	return func(x *exchange) {
		if here := x.AllHere(); !here && x.R.Method == http.MethodGet {
			x.NotFound()
			return
		}
		p(x)
	}
}

// whenWords waits for the list of words as well (internal/words), which comes with those sentences. Where it has not come, no words
// can be made, shown or compared, and a form says so too.
func (a *App) whenWords(p answer) answer {
	return func(x *exchange) {
		if !x.AllHere() {
			x.NotFound()
			return
		}
		p(x)
	}
}

func (a *App) handle(pattern string, answer answer) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { answer(a.exchange(w, r)) })
}

// reading are the pages that need nothing that is kept.
func (a *App) reading() map[string]answer {
	return map[string]answer{
		"GET /{$}": a.arrive, "GET /start": a.start, "GET /index.html": a.arrive,
		"GET /about": a.guide("about"), "GET /kept": a.guide("kept"),
		"GET /body":     a.body,
		"GET /expected": a.guide("expected"),
		"GET /changed":  a.changed,
		"/":             a.notFound,
	}
}

// writing are the pages of what a person keeps. They need it to be open.
func (a *App) writing() map[string]answer {
	open := a.whenOpen
	listed := func(p answer) answer { return a.whenOpen(a.whenSaid(p)) } // kinds of entry are named as their places name them
	return map[string]answer{
		"GET /today":   listed(a.today),
		"GET /checkin": listed(a.checkIn), "POST /checkin": open(a.checkInKeep),
		"GET /journal": listed(a.journal), "POST /journal/search": listed(a.search), "GET /journal/search": listed(a.journal),
		"GET /journal/new": open(a.write), "POST /journal/new": open(a.writeKeep),
		"GET /heart/prompts/{prompt}": listed(a.write), "POST /heart/prompts/{prompt}": open(a.writeKeep),
		"GET /heart/letters/{letter}": listed(a.write), "POST /heart/letters/{letter}": open(a.writeKeep),
		"GET /journal/{id}": listed(a.entry), "GET /journal/{id}/edit": open(a.edit), "POST /journal/{id}/edit": open(a.editKeep),
		"GET /journal/{id}/delete": listed(a.deleteAsk), "POST /journal/{id}/delete": open(a.deleteDo),
		"POST /journal/{id}/choose": open(a.choose), "POST /journal/{id}/stop": open(a.photoStop),
		"GET /photo/{id}/{blob}": open(a.photo),
		"GET /bin":               listed(a.bin), "POST /bin/{id}/restore": open(a.restore),
		"GET /timeline": listed(a.timeline), "GET /heart/feelings": listed(a.feelings),
		"POST /draft": open(a.draftKeep), "POST /draft/drop": open(a.draftDrop),
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
		"GET /unlock": a.unlockAsk, "POST /unlock": a.unlockDo, "POST /lock": a.lock,
	}
}

// relayed are the pages of the relay and of other devices. Words open something here locked or not.
func (a *App) relayed() map[string]answer {
	open, home, worded := a.whenOpen, a.whenRelayed, a.whenWords
	return map[string]answer{
		"GET /mine/where": open(a.where), "GET /mine/relay": open(a.relayAsk),
		"GET /mine/words/{what}": open(worded(a.words7)), "POST /mine/words/{what}": open(worded(a.wordsStep)),
		"GET /open": a.openAsk, "GET /pair": a.openAsk, "POST /open": a.openDo,
		"GET /joining": open(worded(a.joining)), "POST /joining": open(a.joiningStop),
		"GET /mine/devices":             home(a.devices),
		"GET /mine/devices/{id}/rename": home(a.renameAsk), "POST /mine/devices/{id}/rename": home(a.renameDo),
		"GET /mine/devices/{id}/remove": home(a.removeAsk), "POST /mine/devices/{id}/remove": home(a.removeDo),
		"GET /mine/devices/add": home(a.addFirst), "GET /mine/devices/add/code": home(worded(a.addAsk)), "POST /mine/devices/add/code": home(worded(a.addDo)),
		"GET /mine/devices/pair": home(worded(a.pair)), "POST /mine/devices/pair": home(worded(a.pairDo)),
		"GET /mine/kit": home(worded(a.kitAsk)), "POST /mine/kit": home(worded(a.kitDo)),
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
	a.eachDay(w, r)
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
	return &exchange{Exchange: screen.NewExchange(a.Shared, w, r), a: a}
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
