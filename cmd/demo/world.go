package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/attachments"
	"snowdrop/internal/content/directory"
	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/filedisk"
	"snowdrop/web"
)

// patience is how long something on its way between two people may take.
const patience = time.Minute

// world is the three people, with one relay and one clock.
type world struct {
	dir   string
	relay string // its address
	files fs.FS
	quick bool
	near  *directory.Local // whom the made-up host knows

	sarah, james, ana *somebody
	care, pair        record.SpaceID
	hidden            []string // words that nobody but Sarah may ever meet

	wall  func() time.Time // the clock on the wall
	today time.Time        // what it showed when all this began

	mu  sync.Mutex
	now time.Time // zero: as the clock on the wall
}

func (w *world) people() []*somebody { return []*somebody{w.sarah, w.james, w.ana} }

// clock is what every clock of this world shows.
func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.now.IsZero() {
		return w.wall()
	}
	return w.now
}

// at lets it be an hour of a day of the twelve weeks; today is day 84, also where a midnight passes while they are lived.
func (w *world) at(day, hour, minute int) {
	y, m, d := w.today.AddDate(0, 0, day-84).Date()
	w.set(time.Date(y, m, d, hour, minute, 0, 0, time.Local))
}

func (w *world) set(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

func (w *world) close() {
	for _, p := range w.people() {
		if p != nil {
			p.close()
		}
	}
}

// somebody is a person with their own app over their own folder.
type somebody struct {
	*person.Person
	w          *world
	name       string
	passphrase string
	look       []string // what to look at

	disk    *filedisk.Disk
	vault   *vault.Vault
	devices *devices.Devices
	sharing *sharing.Sharing
	invites *invite.Invites
	app     *app.App
	end     context.CancelFunc
}

var root = seal.NewKey()

func stretched(words, label string) seal.Key {
	sum := sha256.Sum256([]byte(words))
	return root.DeriveFor(label, sum[:])
}

// somebody opens an app in a folder of its own, keeps everything there and has its home at the relay.
func (w *world) somebody(ctx context.Context, name, passphrase string) (*somebody, error) {
	p := &somebody{w: w, name: name, passphrase: passphrase}
	var err error
	if p.disk, err = filedisk.Open(filepath.Join(w.dir, name)); err != nil {
		return nil, err
	}
	var stretch func(words, label string) seal.Key
	if w.quick {
		stretch = stretched
		p.vault, err = vault.OpenWith(ctx, p.disk, func(secret []byte, salt seal.Salt) seal.Key {
			return stretched(string(secret), "passphrase\x00"+string(salt[:]))
		})
	} else {
		p.vault, err = vault.Open(ctx, p.disk)
	}
	if err != nil {
		return nil, err
	}
	p.vault.SetNow(w.clock)
	line := &http.Transport{}
	photos := attachments.New(attachments.Config{Vault: p.vault, Relay: syncer.NewClient(w.relay, line)})
	p.devices = devices.New(devices.Config{Vault: p.vault, Transport: line, Relay: w.relay, Site: w.relay, Now: w.clock, Waiting: photos.Waiting, Stretch: stretch})
	p.sharing = sharing.New(sharing.Config{Vault: p.vault, Devices: p.devices, Transport: line, Relay: w.relay, Now: w.clock})
	p.invites = invite.New(invite.Config{Vault: p.vault, Spaces: p.sharing, Transport: line, Relay: w.relay, Site: w.relay, Now: w.clock, Stretch: stretch})
	at, err := web.Addresses(w.files)
	if err != nil {
		return nil, err
	}
	p.app = app.New(app.Config{
		Vault: p.vault, Devices: p.devices, Photos: photos, Sharing: p.sharing, Invites: p.invites, Now: w.clock, Help: ui.HelpPath, Directory: func() *directory.Local { return w.near },
		Style: at["style.css"], Scripts: []string{at["page.js"]}, Transport: "fetch",
	})
	p.Person = person.New(teller{}, p.app)
	p.Head.Set("Snowdrop-Display", "country=GB")
	var running context.Context
	running, p.end = context.WithCancel(ctx)
	for _, run := range []func(context.Context){photos.Run, p.devices.Run, p.sharing.Run, p.invites.Run} {
		go run(running)
	}
	if err := p.vault.Keep(ctx, passphrase); err != nil {
		return nil, err
	}
	if err := p.devices.Start(ctx, p.devices.Words(), name+"’s laptop", passphrase, ""); err != nil {
		return nil, err
	}
	p.until("home at the relay", p.sharing.Available)
	return p, nil
}

func (p *somebody) close() {
	p.app.Close()
	p.end()
	p.app.Lock()
	_ = p.disk.Close() // the folder goes with it
}

// owner is what the passphrase proves.
func (p *somebody) owner(ctx context.Context) space.Owner {
	o, err := p.devices.Prove(ctx, devices.Proof{Passphrase: p.passphrase})
	must(err)
	return o
}

// space is what this person sees of a shared space.
func (p *somebody) space(id record.SpaceID) sharing.Space {
	for _, s := range p.sharing.Spaces() {
		if s.ID == id {
			return s
		}
	}
	panic(failed{p.name + " has no such space"})
}

// put keeps an entry as a page would, at this moment of the clock.
func (p *somebody) put(kind uint8, e interface{ Encode() ([]byte, error) }) record.ID {
	id := record.NewID()
	p.keep(id, kind, e)
	return id
}

// keep is put for an entry that may be there already.
func (p *somebody) keep(id record.ID, kind uint8, e interface{ Encode() ([]byte, error) }) {
	body, err := e.Encode()
	must(err)
	must(p.vault.Put(context.Background(), record.Record{ID: id, Kind: kind, At: p.w.clock().Unix(), Body: body}))
}

// until waits for something that the programs do by themselves.
func (p *somebody) until(what string, is func() bool) {
	for end := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			panic(failed{p.name + " waited in vain: " + what})
		}
		p.sharing.Nudge()
	}
}

// both waits until two people have the same in a space.
func (w *world) both(id record.SpaceID, one, other *somebody) {
	seen := func(p *somebody) string {
		all := map[record.ID]bool{}
		for _, i := range p.sharing.Items(id) {
			if !i.Sent {
				return p.name // it is not even at the relay
			}
			all[i.ID] = true
		}
		return fmt.Sprint(len(all), all)
	}
	one.until("both have the same", func() bool { other.sharing.Nudge(); return seen(one) == seen(other) })
}

// shows shows an entry as the preview has it, after reading what comes before the first time.
func (p *somebody) shows(entry record.ID, id record.SpaceID) {
	s := p.space(id)
	at := "/together/share/" + entry.String() + "/" + s.Path
	if p.Get(at); p.Path != at { // what a professional may have to do
		before, _, _ := strings.Cut(p.Path, "?")
		p.Fill(before)
	}
	p.Get(at).At(at).Fill(at, "do", "show").At("/together/share/" + entry.String()).Is(http.StatusOK)
}

// failed is why the story could not be told.
type failed struct{ why string }

func must(err error) {
	if err != nil {
		panic(failed{err.Error()})
	}
}

// teller has the pages of the story opened and sent without a test around them.
type teller struct{ testing.TB }

func (teller) Helper() {}

func (teller) Errorf(format string, args ...any) { panic(failed{fmt.Sprintf(format, args...)}) }

func (teller) Error(args ...any) { panic(failed{fmt.Sprint(args...)}) }

func (teller) Fatalf(format string, args ...any) { panic(failed{fmt.Sprintf(format, args...)}) }

func (teller) Fatal(args ...any) { panic(failed{fmt.Sprint(args...)}) }

// tell lives the twelve weeks.
func (w *world) tell(ctx context.Context) (err error) {
	defer func() {
		switch why := recover().(type) {
		case nil:
		case failed:
			err = errors.New("the story could not be told: " + why.why)
		default:
			panic(why)
		}
	}()
	w.story(ctx)
	return nil
}
