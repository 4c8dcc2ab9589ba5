package bring

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/archive"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/vault"
)

// A Source is what is brought in: an archive, or what people wrote elsewhere.
type Source interface {
	// Entries calls each with every version of every entry, those of one ID together. It may be called again.
	Entries(each func(*archive.Entry) error) (archive.Beside, error)
	Copy(w io.Writer, a archive.Attachment) error
}

// Choice is what a person said to bring in beside the entries.
type Choice struct {
	Settings bool // those of the file, in place of those here
	Binned   bool // what another device deleted, and is in the bin
}

// Count is what is in a file, and what becomes of it here.
type Count struct {
	Entries  int       // that can come in, each version of its own
	From, To time.Time // of those
	New      int       // not here yet
	Same     int       // here already, the same
	Apart    int       // here already, and different: both are kept
	Binned   int       // in the bin here: they stay there unless it is said
	Refused  int       // not of a person's own: what devices and sharing keep for themselves
	Pictures int       // of all entries
	Missing  int       // pictures and rests of texts that are not in the file, or are none
	Unread   int       // what the device that made the file could not open
	Drafts   int       // begun, and not here
	Begun    int       // begun here as well, or for a form that is not there: those of the file stay out
	Settings bool      // it has some
}

// turn is after how many entries others have their turn, where one thread does everything.
const turn = 64

// most is how many entries are written at once, and someBytes how much may be sealed before the entries that name it are written: what
// was sealed for nothing is dropped at the next unlock.
const (
	most      = 100
	someBytes = 16 << 20
	mostOfOne = 128 << 20 // of the versions of one thing, which are held until all are there
)

// merge looks at one entry after the other, and brings them in if it is to.
type merge struct {
	*screen.Shared
	ctx      context.Context
	from     Source
	choice   Choice
	form     func(name string) bool
	do       bool // false: only look
	progress func(done int)

	home    bool
	binned  map[record.ID]bool
	group   []archive.Entry // the versions of one ID
	waiting int             // bytes of those
	pend    []vault.Beside
	added   int64 // bytes of attachments that no entry names yet
	count   Count
	done    int
}

// Look says what would become of what is in a file. It changes nothing.
func Look(ctx context.Context, s *screen.Shared, from Source, form func(string) bool) (Count, error) {
	return (&merge{Shared: s, ctx: ctx, from: from, form: form}).run()
}

// In brings everything in. What is here already in the same form stays as it is, so that doing it again goes on where it was cut
// off: whatever is counted as there was durable. What is here in another form stays beside it.
func In(ctx context.Context, s *screen.Shared, from Source, choice Choice, form func(string) bool, progress func(done int)) (Count, error) {
	return (&merge{Shared: s, ctx: ctx, from: from, choice: choice, form: form, do: true, progress: progress}).run()
}

func (m *merge) run() (Count, error) {
	_, err := m.Vault.Home()
	m.home = err == nil
	m.binned = map[record.ID]bool{}
	for _, b := range m.Vault.Bin(m.Now()) {
		m.binned[b.Record.ID] = true
	}
	beside, err := m.from.Entries(m.entry)
	if err == nil {
		err = m.grouped()
	}
	if err == nil {
		err = m.flush()
	}
	if err == nil {
		err = m.beside(beside)
	}
	return m.count, err
}

// entry takes one version in.
func (m *merge) entry(e *archive.Entry) error {
	if err := m.ctx.Err(); err != nil {
		return err
	}
	if m.done++; runtime.GOOS == "js" && m.done%turn == 0 {
		time.Sleep(time.Millisecond)
	}
	if len(m.group) > 0 && m.group[0].ID != e.ID {
		if err := m.grouped(); err != nil {
			return err
		}
	}
	if m.progress != nil {
		m.progress(m.done)
	}
	if m.waiting += len(e.Data) + len(e.Text); m.waiting > mostOfOne {
		return archive.ErrLarge
	}
	e.Data = unplaced(e.Data)
	m.group = append(m.group, *e)
	return nil
}

// grouped brings in the versions of one thing. The first is the one that is shown, so it is put last.
func (m *merge) grouped() error {
	all := m.group
	m.group, m.waiting = nil, 0
	if len(all) == 0 {
		return nil
	}
	id, err := record.ParseID(all[0].ID)
	if err != nil {
		return archive.ErrData
	}
	there, err := m.Vault.Versions(id)
	if errors.Is(err, vault.ErrLocked) {
		return err
	}
	taken := slices.ContainsFunc(there, func(v vault.Version) bool { return ofSnowdrop(v.Record.Kind) })
	for i := range slices.Backward(all) {
		e := &all[i]
		if taken || ofSnowdrop(e.Number) {
			m.count.Refused++
			continue
		}
		m.noted(e)
		if len(there) == 0 && m.binned[id] {
			if m.count.Binned++; !m.choice.Binned {
				continue
			}
		}
		w := want(e)
		to := vault.Beside{Record: record.Record{ID: id, Kind: e.Number, At: e.At.Unix()}, Beside: m.home && (len(there) > 0 || i < len(all)-1)}
		if !m.home && (len(there) > 0 || i > 0) {
			to.ID = w.ownID() // without a home nothing has versions: it becomes an entry of its own, always the same
		}
		if err := m.version(to, w, there); err != nil {
			return err
		}
	}
	return nil
}

// ofSnowdrop says that a kind is written by Snowdrop alone. Nothing of a file comes in as one, or lies down beside one: whoever can
// read its name somewhere could else put a line of his over the key of a shared space.
func ofSnowdrop(kind uint8) bool { return kind == devices.Kind || kind == sharing.RecordKind }

// version brings in one version of a thing of which some are there.
func (m *merge) version(to vault.Beside, w wanted, there []vault.Version) error {
	for _, v := range there {
		same, err := m.same(w, v.Record)
		if err != nil {
			return err
		}
		if same {
			m.count.Same++
			return nil
		}
	}
	if id, _ := record.ParseID(w.e.ID); id != to.ID {
		if _, err := m.Vault.Get(to.ID); err == nil {
			m.count.Same++
			return nil
		}
	}
	if m.count.New++; len(there) > 0 {
		m.count.New--
		m.count.Apart++
	}
	if !m.do {
		return nil
	}
	body, err := m.body(w)
	if err != nil {
		return err
	}
	to.Body = body
	if len(body) > record.MaxBody {
		return archive.ErrData
	}
	if m.pend = append(m.pend, to); len(m.pend) >= most || m.added > someBytes {
		return m.flush()
	}
	return nil
}

// flush writes what waits.
func (m *merge) flush() error {
	if len(m.pend) == 0 {
		return nil
	}
	if err := m.Vault.PutMany(m.ctx, m.pend); err != nil {
		return err
	}
	for _, b := range m.pend {
		m.Forget(b.ID)
	}
	m.pend, m.added = m.pend[:0], 0
	return nil
}

// noted counts what a file has.
func (m *merge) noted(e *archive.Entry) {
	c := &m.count
	c.Entries++
	if c.From.IsZero() || e.At.Before(c.From) {
		c.From = e.At
	}
	if c.To.IsZero() || e.At.After(c.To) {
		c.To = e.At
	}
	for _, a := range e.Attachments {
		switch {
		case a.Missing:
			c.Missing++
		case a.Kind == journal.AttachmentPhoto:
			c.Pictures++
		}
	}
}

// beside brings in what is no entry.
func (m *merge) beside(b archive.Beside) error {
	m.count.Unread = b.Unread
	m.count.Settings = b.Settings != nil
	for _, d := range b.Drafts {
		values := url.Values(d.Fields)
		there, ok := m.Vault.Draft(d.Name)
		switch {
		case !m.form(d.Name):
			m.count.Begun++
			continue
		case ok:
			if !bytes.Equal(screen.DraftBody(screen.DraftValues(there)), screen.DraftBody(values)) {
				m.count.Begun++ // what she writes now is what she wants to find
			}
			continue
		}
		m.count.Drafts++
		if !m.do {
			continue
		}
		if err := m.Vault.SetDraft(m.ctx, d.Name, screen.DraftBody(values)); errors.Is(err, vault.ErrTooLarge) {
			m.count.Drafts--
			m.count.Begun++
		} else if err != nil {
			return err
		}
	}
	if !m.do || !m.choice.Settings || b.Settings == nil {
		return nil
	}
	settings, err := chosen(b.Settings, m.Vault.Settings())
	if err != nil {
		return archive.ErrData
	}
	return m.Vault.SetSettings(m.ctx, settings)
}

// chosen are the settings of a file, but for what erases: that is chosen on each device, with the passphrase, and whoever holds an
// open phone for a minute can make a file. What is on here stays on, and what is off stays off.
func chosen(file, here []byte) ([]byte, error) {
	var theirs, ours, places, mine map[string]json.RawMessage
	if err := json.Unmarshal(file, &theirs); err != nil || theirs == nil {
		return nil, archive.ErrData
	}
	_ = json.Unmarshal(here, &ours)
	_ = json.Unmarshal(ours["places"], &mine)
	for name, value := range theirs { // JSON for Go has names in any case
		if !strings.EqualFold(name, "places") {
			continue
		}
		if json.Unmarshal(value, &places) != nil {
			places = nil
		}
		delete(theirs, name)
	}
	if places == nil {
		places = map[string]json.RawMessage{}
	}
	if delete(places, erasing); mine[erasing] != nil {
		places[erasing] = mine[erasing]
	}
	if len(places) > 0 {
		theirs["places"] = encoded(places)
	}
	return encoded(theirs), nil
}

// erasing is what internal/app/erase keeps its rule under.
const erasing = "erase"
