package attachments_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/attachments"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/seal/blob"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/testkit/world"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// tb is a test, or one try of one.
type tb interface {
	Helper()
	Context() context.Context
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// device is one device of a world, with a Keeper over the real vault and the real relay.
type device struct {
	*world.Device
	t tb
	*attachments.Keeper
}

func (d *device) start() {
	d.Keeper = attachments.New(attachments.Config{Vault: d.Vault, Relay: d.Client})
}

func (d *device) restart() {
	d.t.Helper()
	must(d.t, d.Restart(d.t.Context()))
	d.start()
}

// sync exchanges entries and then attachments.
func (d *device) sync() {
	d.t.Helper()
	must(d.t, d.Sync.Once(d.t.Context()), d.Keeper.Once(d.t.Context()))
}

func (d *device) put(id record.ID, e journal.Entry) {
	d.t.Helper()
	body, err := e.Encode()
	must(d.t, err, d.Vault.Put(d.t.Context(), record.Record{ID: id, Kind: journal.KindEntry, At: 1, Body: body}))
}

func (d *device) entry(id record.ID) journal.Entry {
	d.t.Helper()
	body, err := d.Vault.Body(id)
	must(d.t, err)
	e, err := journal.DecodeEntry(body)
	must(d.t, err)
	return e
}

// long keeps an entry that is too long for its record, and gives its text.
func (d *device) long(id record.ID, n int) string {
	d.t.Helper()
	text := strings.Repeat("words of "+id.String()+" ", n/35+1)
	first, rest, err := journal.Entry{Text: text}.Split()
	must(d.t, err)
	a, err := d.AddText(d.t.Context(), rest)
	must(d.t, err)
	d.put(id, first.With(a))
	return text
}

func (d *device) reads(id record.ID, want string) {
	d.t.Helper()
	if got, err := d.Text(d.t.Context(), d.entry(id)); err != nil || got != want {
		d.t.Fatalf("%s: %d bytes of %d, %v", d.Name, len(got), len(want), err)
	}
}

func (d *device) fetches(id record.ID, want string) {
	d.t.Helper()
	a, _ := d.entry(id).Continued()
	d.Fetch(a)
	d.sync()
	d.reads(id, want)
}

func (d *device) login() syncer.Login {
	epoch, sign, _ := d.Home.Login(0)
	return syncer.Login{Role: relayapi.RoleMember, Space: d.Home.ID(), Epoch: epoch, Sign: sign}
}

// there asks the relay itself.
func (d *device) there(a journal.Attachment) bool {
	d.t.Helper()
	s, err := d.Client.Blob(d.t.Context(), d.login(), a.Blob)
	if err != nil && !errors.Is(err, relayapi.ErrUnknown) {
		d.t.Fatal(err)
	}
	return err == nil && s.Whole()
}

func must(t tb, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// two gives a person with two devices.
func two(t tb) (*world.Person, *device, *device) {
	t.Helper()
	p, err := world.NewPerson(t.Context(), world.New(), "phone")
	must(t, err)
	_, err = p.Add(t.Context(), "laptop")
	must(t, err)
	var d [2]*device
	for i := range d {
		d[i] = &device{Device: p.Devices[i], t: t}
		d[i].start()
		d[i].sync()
	}
	return p, d[0], d[1]
}

func TestLongEntryTravelsBetweenRealVaultsOverARealRelay(t *testing.T) {
	p, phone, laptop := two(t)
	id := record.NewID()
	text := phone.long(id, 600_000)
	phone.reads(id, text)
	if phone.Waiting() != 1 || laptop.Waiting() != 0 {
		t.Errorf("%d and %d wait", phone.Waiting(), laptop.Waiting())
	}
	phone.sync()
	laptop.sync()
	laptop.fetches(id, text)
	laptop.restart()
	laptop.reads(id, text)
	a, _ := laptop.entry(id).Continued()

	// The keys change, and after that the other device deletes it. The phone has it in the bin.
	must(t, phone.Change(t.Context(), space.Change{Rename: map[space.MemberID]string{phone.Self.ID(): "old phone"}}))
	laptop.sync()
	must(t, laptop.Vault.Delete(t.Context(), id))
	laptop.sync()
	laptop.sync()
	if laptop.there(a) || len(blobs(t, laptop.Vault)) > 0 {
		t.Error("it stayed on the relay, or on the laptop")
	}
	phone.sync()
	phone.sync()
	if len(phone.Vault.Bin(p.Now())) != 1 || len(blobs(t, phone.Vault)) != 1 {
		t.Fatalf("%d in the bin, with %d blobs", len(phone.Vault.Bin(p.Now())), len(blobs(t, phone.Vault)))
	}
	must(t, phone.Vault.Restore(t.Context(), id))
	phone.reads(id, text)
	phone.sync()
	laptop.sync()
	laptop.fetches(id, text)
}

func blobs(t tb, v *vault.Vault) []string {
	t.Helper()
	keys, err := v.Blobs().Blobs(t.Context())
	must(t, err)
	return keys
}

func TestEveryRequestToARealRelayMayBeLost(t *testing.T) {
	step := 1
	if testing.Short() { // every request has its turn natively; here a few show that the browser's build does the same
		step = 5
	}
	for _, fault := range []network.Fault{network.LoseRequest, network.LoseReply, network.CutReply} {
		for at := 1; ; at += step {
			_, phone, laptop := two(t)
			id := record.NewID()
			text := phone.long(id, 300_000)
			a, _ := phone.entry(id).Continued()
			must(t, phone.Sync.Once(t.Context()), laptop.Sync.Once(t.Context()))
			n := 0
			decide := func(r *http.Request) network.Fault {
				if n++; n == at && strings.Contains(r.URL.Path, "/blobs/") {
					return fault
				}
				return network.None
			}
			phone.Link.Faults(decide)
			laptop.Link.Faults(decide)
			again := func(d *device, asked bool) {
				for range 2 {
					if asked {
						d.Fetch(a)
					}
					if d.Keeper.Once(t.Context()) == nil {
						return
					}
					d.restart()
				}
				t.Fatalf("fault %d at request %d: two tries were not enough", fault, at)
			}
			again(phone, false)
			again(laptop, true)
			laptop.reads(id, text)
			must(t, laptop.Vault.Delete(t.Context(), id), laptop.Sync.Once(t.Context()))
			again(laptop, false)
			phone.Link.Faults(nil)
			laptop.Link.Faults(nil)
			if laptop.there(a) {
				t.Errorf("fault %d at request %d: it stayed on the relay", fault, at)
			}
			if n < at {
				if n < 10 {
					t.Fatalf("only %d requests", n)
				}
				break
			}
		}
	}
}

func TestEditsApartKeepTheirPhotos(t *testing.T) {
	_, phone, laptop := two(t)
	id := record.NewID()
	phone.put(id, journal.Entry{Text: "made up"})
	phone.sync()
	laptop.sync()
	photos := map[*device]journal.Attachment{}
	for _, d := range []*device{phone, laptop} {
		a, err := d.AddText(t.Context(), "on the "+d.Name)
		must(t, err)
		d.put(id, d.entry(id).With(a))
		photos[d] = a
	}
	for range 2 {
		phone.sync()
		laptop.sync()
	}
	read := func(d *device, a journal.Attachment, want string) {
		t.Helper()
		var got bytes.Buffer
		d.Fetch(a)
		d.sync()
		if err := d.Open(t.Context(), &got, a); err != nil || got.String() != want {
			t.Errorf("%s: %q, %v, want %q", d.Name, got.String(), err, want)
		}
	}
	read(phone, photos[laptop], "on the laptop")
	read(laptop, photos[phone], "on the phone")
	must(t, phone.Vault.KeepBoth(t.Context(), id))
	for range 2 {
		phone.sync()
		laptop.sync()
	}
	for _, d := range []*device{phone, laptop} {
		d.restart()
		d.sync()
		read(d, photos[laptop], "on the laptop")
		read(d, photos[phone], "on the phone")
	}
}

// The phone edits only the text, and the laptop deletes the entry, or takes out what is attached: the edit stands, and what
// it names must be on the relay again, from the one device that has it.
func TestEditBesideDeleteSendsTheAttachmentAgain(t *testing.T) {
	for _, way := range []string{"delete", "take out"} {
		for _, early := range []bool{false, true} { // the phone looks at its attachments before its edit is sent
			_, phone, laptop := two(t)
			id := record.NewID()
			text := phone.long(id, 100_000)
			phone.sync()
			laptop.sync()
			a, _ := phone.entry(id).Continued()
			e := phone.entry(id)
			e.Text = "x" + e.Text[1:]
			text = "x" + text[1:]
			phone.put(id, e)
			if early {
				must(t, phone.Keeper.Once(t.Context()))
			}
			if way == "delete" {
				must(t, laptop.Vault.Delete(t.Context(), id))
			} else {
				laptop.put(id, journal.Entry{Text: "made up"})
			}
			laptop.sync()
			if laptop.there(a) {
				t.Fatal("it stayed on the relay")
			}
			must(t, phone.Sync.Once(t.Context()))
			if phone.Waiting() == 0 {
				t.Errorf("%s, %v: the only copy counts as sent", way, early)
			}
			must(t, phone.Keeper.Once(t.Context()))
			if !phone.there(a) || phone.Waiting() != 0 {
				t.Errorf("%s, %v: it is not on the relay again", way, early)
			}
			laptop.sync()
			laptop.Fetch(a)
			laptop.sync()
			var got bytes.Buffer
			if err := laptop.Open(t.Context(), &got, a); err != nil || !strings.HasSuffix(text, got.String()) {
				t.Errorf("%s, %v: the laptop has %d bytes, %v", way, early, got.Len(), err)
			}
		}
	}
}

// A relay that went back is left behind: from this device everything goes to a new space.
func TestNewSpaceGetsWhatIsOnThisDevice(t *testing.T) {
	p, phone, _ := two(t)
	id := record.NewID()
	text := phone.long(id, 100_000)
	phone.sync()
	a, _ := phone.entry(id).Continued()
	owner := space.NewOwner()
	s, genesis := space.Create(owner, phone.Self, "phone")
	must(t, phone.Client.CreateSpace(t.Context(), genesis, ""), phone.Vault.ReplaceHome(t.Context(), s, vault.HomeInfo{Relay: world.Address}))
	if phone.Waiting() != 1 {
		t.Error("it does not wait for the new space")
	}
	h, err := phone.Vault.Home()
	must(t, err)
	phone.Home, phone.Sync = h, syncer.New(phone.Client, h)
	phone.sync()
	phone.reads(id, text)
	if !phone.there(a) || phone.Waiting() != 0 || p.ID == h.ID() {
		t.Errorf("it is not in the new space; %d wait", phone.Waiting())
	}
}

func TestPhotosOfAVisitAreKeptWithIt(t *testing.T) {
	root := seal.NewKey()
	cheap := func(passphrase []byte, salt seal.Salt) seal.Key {
		return root.Derive(string(passphrase) + string(salt[:]))
	}
	v, err := vault.OpenWith(t.Context(), memdisk.New(), cheap)
	must(t, err)
	d := &device{Device: &world.Device{Name: "visit", Vault: v}, t: t}
	d.start()
	id := record.NewID()
	text := d.long(id, 400_000)
	must(t, d.Keeper.Once(t.Context()))
	d.reads(id, text)
	must(t, v.Keep(t.Context(), world.Passphrase))
	d.reads(id, text)
	must(t, d.Keeper.Once(t.Context()))
	v.Lock()
	if err := d.Keeper.Once(t.Context()); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	must(t, v.Unlock(t.Context(), world.Passphrase))
	d.start()
	must(t, d.Keeper.Once(t.Context()))
	d.reads(id, text)
	must(t, v.Delete(t.Context(), id), d.Keeper.Once(t.Context()))
	if len(blobs(t, v)) > 0 || len(v.Drafts()) > 0 {
		t.Errorf("%d blobs and %d drafts stayed", len(blobs(t, v)), len(v.Drafts()))
	}
	d.long(id, 400_000)
	must(t, v.Erase(t.Context(), world.Passphrase))
	if len(blobs(t, v)) > 0 {
		t.Error("erasing left something")
	}
	d.long(id, 100_000)
	v.Lock() // nothing is kept: it is gone
	if len(blobs(t, v)) > 0 {
		t.Error("a visit was not forgotten")
	}
	must(t, d.Keeper.Once(t.Context()))
}

// A disk that somebody seized says nothing about which blobs of a relay are this person's.
func TestDiskDoesNotNameTheBlobsOfTheRelay(t *testing.T) {
	_, phone, _ := two(t)
	id := record.NewID()
	phone.long(id, 100_000)
	phone.long(record.NewID(), 100_000)
	phone.sync()
	a, _ := phone.entry(id).Continued()
	keys := blobs(t, phone.Vault)
	if len(keys) != 2 {
		t.Fatalf("%d blobs", len(keys))
	}
	for _, key := range keys {
		if strings.Contains(key, a.Blob.String()) {
			t.Error("the key of a blob is its ID")
		}
	}
	for key, value := range phone.Disk.Dump() {
		for _, secret := range [][]byte{a.Blob[:], []byte(a.Blob.String()), []byte(a.Identity), a.Hash[:]} {
			if bytes.Contains(value, secret) || strings.Contains(key, string(secret)) {
				t.Errorf("%x stands on the disk", secret)
			}
		}
	}
}

// Two devices do what people do, on a line that fails, and start anew at any moment. In the end, after everything has come
// through, every attachment that an entry names can be read on both, and nothing else is anywhere.
func TestWhateverHappensNothingNamedIsLostAndNothingElseStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, phone, laptop := two(t)
		devices := []*device{phone, laptop}
		for _, d := range devices {
			d.Link.Faults(func(*http.Request) network.Fault {
				return rapid.SampledFrom([]network.Fault{
					network.None, network.None, network.None, network.None, network.LoseRequest, network.LoseReply, network.Twice,
				}).Draw(t, "fault")
			})
		}
		texts := map[record.ID]string{} // of every attachment ever made
		ids := []record.ID{record.NewID(), record.NewID(), record.NewID()}
		for range rapid.IntRange(5, 25).Draw(t, "steps") {
			d := rapid.SampledFrom(devices).Draw(t, "device")
			id := rapid.SampledFrom(ids).Draw(t, "entry")
			body, err := d.Vault.Body(id)
			e := journal.Entry{Text: "made up"}
			if err == nil {
				e, err = journal.DecodeEntry(body)
				must(t, err)
			}
			switch rapid.SampledFrom([]string{"attach", "attach", "edit", "take out", "delete", "fetch", "sync", "sync", "restart"}).Draw(t, "step") {
			case "attach":
				text := strings.Repeat(record.NewID().String(), 20)
				a, err := d.AddText(t.Context(), text)
				must(t, err)
				texts[a.Blob] = text
				d.put(id, e.Without(func(journal.Attachment) bool { return len(e.Attachments) > 0 }).With(a))
			case "edit": // the text only, where the attachments are here: elsewhere they may be gone for good
				here := !slices.ContainsFunc(e.Attachments, func(a journal.Attachment) bool { return !d.Status(a).Here })
				if err == nil && here {
					e.Text += " again"
					d.put(id, e)
				}
			case "take out":
				d.put(id, e.Without(func(journal.Attachment) bool { return true }))
			case "delete":
				if err := d.Vault.Delete(t.Context(), id); err != nil && !errors.Is(err, vault.ErrNotFound) {
					t.Fatal(err)
				}
			case "fetch":
				for _, a := range e.Attachments {
					d.Fetch(a)
				}
			case "sync":
				_ = d.Sync.Once(t.Context())
				_ = d.Keeper.Once(t.Context())
			case "restart":
				d.restart()
			}
		}
		for _, d := range devices {
			d.Link.Faults(nil)
			d.restart() // what was added and is in no entry stays until then
		}
		for range 3 {
			phone.sync()
			laptop.sync()
		}
		settle(t, devices, texts)
	})
}

func settle(t tb, devices []*device, texts map[record.ID]string) {
	t.Helper()
	inBin := map[record.ID]bool{}
	named := map[record.ID]journal.Attachment{}
	for _, d := range devices {
		for _, h := range d.Vault.List() {
			all, err := d.Vault.Versions(h.ID)
			must(t, err)
			for _, v := range all {
				e, err := journal.DecodeEntry(v.Record.Body)
				must(t, err)
				for _, a := range e.Attachments {
					named[a.Blob] = a
				}
			}
		}
	}
	for _, d := range devices {
		for _, a := range named {
			d.Fetch(a)
		}
		d.sync()
		if d.Waiting() != 0 {
			t.Errorf("%s: %d wait", d.Name, d.Waiting())
		}
		for id, a := range named {
			var got bytes.Buffer
			if err := d.Open(t.Context(), &got, a); err != nil || got.String() != texts[id] {
				t.Errorf("%s: %d bytes of %d, %v; %+v", d.Name, got.Len(), len(texts[id]), err, d.Status(a))
			}
		}
		binned := 0
		for _, b := range d.Vault.Bin(d.Person.Now()) {
			e, err := journal.DecodeEntry(b.Record.Body)
			must(t, err)
			binned += len(e.Attachments)
			for _, a := range e.Attachments {
				inBin[a.Blob] = true
			}
		}
		if n := len(blobs(t, d.Vault)); n < len(named) || n > len(named)+binned {
			t.Errorf("%s: %d blobs, with %d named and %d in the bin", d.Name, n, len(named), binned)
		}
	}
	for id := range texts {
		// A device that sent it a moment before it heard that another one deleted it takes it back when its bin is emptied.
		if _, is := named[id]; !is && !inBin[id] && devices[0].there(journal.Attachment{Blob: id}) {
			t.Error("what nobody names is on the relay")
		}
	}
}

// 25 MiB from one device to another, piece by piece: what is moved is never all in memory at once.
func TestLargestBlobTravels(t *testing.T) {
	_, phone, laptop := two(t)
	rest := strings.Repeat("a", blob.MaxLength)
	a, err := phone.AddText(t.Context(), rest)
	must(t, err)
	id := record.NewID()
	phone.put(id, journal.Entry{Text: "made up"}.With(a))
	phone.sync()
	laptop.sync()
	laptop.fetches(id, "made up"+rest)
	if s := laptop.Status(a); !s.Here || !s.There {
		t.Errorf("%+v", s)
	}
}
