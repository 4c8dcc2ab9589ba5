// Package screen is what every place of the app stands on: one request and its answer, the frame around a page, and what
// a kind of entry tells the rest of the app. It must never know a place, a file or a network.
package screen

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"

	"snowdrop/internal/app/screen/steps"
	"snowdrop/internal/attachments"
	"snowdrop/internal/content"
	"snowdrop/internal/content/directory"
	"snowdrop/internal/devices"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// Shared is what all places of one app have in common.
type Shared struct {
	Vault   *vault.Vault
	Devices *devices.Devices
	Photos  *attachments.Keeper
	Sharing *sharing.Sharing          // never nil; without a relay it is not Available
	Invites *invite.Invites           // never nil, as Sharing
	Now     func() time.Time          // in the person's own time zone
	In      func(time.Time) time.Time // puts a moment into that zone as it was then
	Help    func(code string) string  // address of a country's help page; "" is the general one
	Kept    func()                    // called once things are kept on this device
	Signs   func() *signs.Table       // what the check goes by; nil, or giving nil: the standard one. See Table

	Directory func() *directory.Local // whom the host knows near people; nil, or giving nil: nobody

	// Bring asks for the longer pages of content and waits for them, for a few seconds at most. It gives an error when they
	// have not come. It may be called at any time, and often. nil: they are all here from the start.
	Bring func(ctx context.Context) error

	// Speak asks for the words of a language and waits for them, in the same way. nil: they are all here.
	Speak func(ctx context.Context, lang string) error
	// WordsIn gives the words of a language that are here; nil: text.In.
	WordsIn func(lang string) (text.Words, bool)

	Style     string   // address of the style sheet
	Scripts   []string // addresses of scripts
	Transport string   // "fetch" where page.js asks over HTTP instead of a worker

	Kinds  map[uint8]Kind
	Forget func(record.ID) // an entry was changed or deleted: what was remembered of it goes

	Steps steps.Count // of long work behind the pages

	waited  atomic.Bool // a page waited for the words of a language
	setting sync.Mutex  // held while the settings are changed: two forms at once must not lose each other's
}

// Table is what the check goes by.
func (s *Shared) Table() *signs.Table {
	if s.Signs != nil {
		if t := s.Signs(); t != nil {
			return t
		}
	}
	return signs.Standard()
}

// Exchange is one request and its answer.
type Exchange struct {
	*Shared
	W     http.ResponseWriter
	R     *http.Request
	Words text.Words // in the language of the person

	byKind *[256][]vault.Head // see AtOnce

	notHere bool   // a page was asked for that has not come yet
	wanted  string // the language of the person, whose words may not have come
}

// Screen answers one request.
type Screen func(*Exchange)

// Place is one place of the app: its pages and its kinds of entry.
type Place struct {
	Reading map[string]Screen // by pattern, "GET /body/weeks"; they need nothing that is kept and answer while locked
	Writing map[string]Screen // these need it open: a person whose things are locked is sent to unlock them
	Kinds   []Kind
	// Later says that the place's sentences come after the first page (internal/text). Until they are here its pages say so.
	Later bool
	// Words says that the place makes, shows or reads words of ours (internal/words), which come with those sentences. Its forms
	// wait for them as its pages do.
	Words bool
	// Forms are the addresses of the forms whose words become a draft, as "/body/pain/new" or "/body/pain/{id}/edit".
	// See Draft.
	Forms []string
	// Forget is called when things are locked, a visit ends, or all is erased: what the place holds in memory goes. May be nil.
	Forget func()
	// Offers are what Today may suggest at this moment; nil: nothing. It is asked only while things are open and the person
	// did not ask for silence. It reads little: the newest few of a kind, never everything. Each reason it gives is true.
	Offers func(*Exchange) []Offer
	// Daily is called at the first request of a day while things are open, and at the first after they were opened, before it
	// is answered; nil: nothing.
	Daily func(*Exchange)
}

// Say gives the sentence for a key, with its {names} filled in.
func (x *Exchange) Say(key string, pairs ...string) string { return x.Words.Say(key, pairs...) }

// Frame is what surrounds the page: the state of things, and the person's own display settings.
func (x *Exchange) Frame(titleKey, place string) ui.Frame {
	d := x.Display()
	country, _ := content.CountryByCode(x.Country())
	f := ui.Frame{
		Words: x.Words, Title: x.Say(titleKey), Place: place, Kept: x.Keeping(), Quiet: x.Settings().Quiet,
		Help: ui.HelpIn(x.wanted, x.Help(country.Code)), Where: content.InLanguage(x.Words.Lang, country.In), Later: x.unspoken(), Theme: d.Theme, Size: d.Size,
		Style: x.Style, Scripts: x.Scripts, Transport: x.Transport,
	}
	if why := x.StoppedWhy(); why != "" {
		f.Stopped, f.Told = x.Say("stopped."+why), x.R.URL.Path == "/mine/stopped"
	}
	return f
}

// Keeping says where what a person writes is kept at the moment.
func (s *Shared) Keeping() ui.Kept {
	switch s.Vault.State() {
	case vault.Locked:
		return ui.KeptLocked
	case vault.Unlocked:
		if s.Devices.Status().Relay {
			return ui.KeptRelay
		}
		return ui.KeptDevice
	}
	return ui.KeptVisit
}

// StoppedWhy is the part of a key that says why this device and the relay no longer agree, or "" while all is well.
func (s *Shared) StoppedWhy() string {
	if s.Vault.State() != vault.Unlocked {
		return ""
	}
	switch why := s.Devices.Status().Stopped; why { // what else there may be some day has no sentence yet
	case devices.WentBack, devices.Forked, devices.Removed, devices.Gone, devices.Damaged:
		return string(why)
	}
	return ""
}

// Show writes a page. The headers tell page.js how things stand (docs/design.md).
func (x *Exchange) Show(status int, c templ.Component) {
	x.Headers()
	h := x.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	x.W.WriteHeader(status)
	_ = c.Render(x.R.Context(), x.W) // a reader who has gone away is no error
}

// Headers writes those that go with every answer.
func (x *Exchange) Headers() {
	h := x.W.Header()
	h.Set("Cache-Control", "no-store")
	kept := x.Keeping()
	if kept == ui.KeptRelay {
		kept = ui.KeptDevice // page.js only needs to know what goes with the page
	}
	h.Set("Snowdrop-Kept", string(kept))
	lockAfter := 0
	unkept := x.Vault.State() == vault.Visit && (len(x.List()) > 0 || len(x.Vault.Drafts()) > 0)
	if unkept {
		h.Set("Snowdrop-Unkept", "1")
	}
	// In a browser a visit ends with its page. A program on one's own machine lives on: there it ends by itself.
	if x.Vault.State() == vault.Unlocked || unkept && x.Transport == "fetch" {
		lockAfter = x.Settings().LockAfter
	}
	h.Set("Snowdrop-Lock-After", strconv.Itoa(lockAfter))
}

// To sends the person on, after something was done.
func (x *Exchange) To(address string) {
	x.Headers()
	x.W.Header().Set("Location", address)
	x.W.WriteHeader(http.StatusSeeOther)
}

// Plain is a short page: what happened, and what to do.
func (x *Exchange) Plain(status int, titleKey string, sentenceKeys ...string) {
	sentences := make([]string, len(sentenceKeys))
	for i, key := range sentenceKeys {
		sentences[i] = x.Say(key)
	}
	x.Show(status, ui.Plain(x.Frame(titleKey, ""), x.Say(titleKey), sentences, []ui.Choice{
		{Address: "/", Label: x.Say("wrong.on")},
	}))
}

// NotFound is for an address that leads to nothing, or to a page that has not come yet.
func (x *Exchange) NotFound() {
	if x.notHere {
		x.later()
		return
	}
	x.Plain(http.StatusNotFound, "notfound.title", "notfound")
}

// Refused turns an error of keeping something into a sentence and a status. The form is shown again
// with everything that was typed.
func (x *Exchange) Refused(field string, err error) (ui.Problem, int) {
	switch {
	case errors.Is(err, journal.ErrTooLong), errors.Is(err, vault.ErrTooLarge):
		return ui.Problem{Field: field, Sentence: x.Say("problem.toolong")}, http.StatusRequestEntityTooLarge
	case errors.Is(err, vault.ErrDiskFull):
		return ui.Problem{Field: field, Sentence: x.Say("problem.full")}, http.StatusInsufficientStorage
	}
	return ui.Problem{Field: field, Sentence: x.Say("problem.notkept")}, http.StatusInternalServerError
}

// Form gives what was sent, for showing again.
func (x *Exchange) Form(problems ...ui.Problem) ui.Form {
	return ui.Form{Values: x.R.PostForm, Problems: problems}
}

// Notice is the sentence for ?done=KEY after a 303, or nothing.
func (x *Exchange) Notice() string {
	done := x.R.URL.Query().Get("done")
	if done == "" || !x.Words.Has("done."+done) {
		return ""
	}
	if own := "done." + done + ".program"; x.Transport != "" && x.Words.Has(own) {
		return x.Say(own)
	}
	return x.Say("done." + done)
}
