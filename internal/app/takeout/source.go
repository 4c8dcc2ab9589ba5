package takeout

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/archive"
	"snowdrop/internal/ics"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

// oneThread says that whoever works keeps every page waiting: after so many entries others have their turn.
const (
	oneThread = runtime.GOOS == "js"
	turn      = 100
)

// source is everything that the person of an exchange keeps, as it is now.
type source struct {
	ctx   context.Context
	x     *screen.Exchange
	heads []vault.Head
	draft func(name string) bool
	here  map[record.ID]bool // the attachments that were looked for: whether they are on this device
}

// Source gives everything that the person of an exchange keeps to what writes it. It holds a list of what there is, and reads
// each thing when it is asked for. Draft says which drafts are a person's own words.
func Source(ctx context.Context, of *screen.Exchange, draft func(name string) bool) archive.Source {
	x := *of
	x.Words.Neutral = false // what is taken along is whole, whatever the lists leave out
	s := &source{ctx: ctx, x: &x, heads: x.List(), draft: draft, here: map[record.ID]bool{}}
	slices.SortFunc(s.heads, func(a, b vault.Head) int {
		if a.At != b.At {
			if a.At < b.At {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return s
}

func (s *source) About() archive.About {
	made := s.x.Now()
	say := s.x.Say
	out := archive.About{
		Made: made.UTC().Truncate(time.Second), Lang: s.x.Words.Lang, Count: len(s.heads), Unreadable: len(s.x.Vault.Damaged()), Settings: s.x.Vault.Settings(),
		Words: archive.Words{
			Title: say("taking.file.title"), Made: say("taking.file.made", "date", s.x.Date("day", made)), Missing: say("taking.file.missing"),
			Unread: say("entry.unreadable"), Draft: say("taking.file.draft"), Other: say("taking.file.other"), Photo: say("share.part.photo"),
		},
	}
	for _, name := range s.x.Vault.Drafts() {
		if body, ok := s.x.Vault.Draft(name); ok && s.draft(name) {
			out.Drafts = append(out.Drafts, archive.Draft{Name: name, Fields: screen.DraftValues(body)})
		}
	}
	return out
}

func (s *source) Entries(each func(*archive.Entry) error) error {
	for i, h := range s.heads {
		if oneThread && i%turn == turn-1 {
			time.Sleep(time.Millisecond)
		}
		if err := s.ctx.Err(); err != nil {
			return err
		}
		versions, err := s.x.Vault.Versions(h.ID)
		switch {
		case errors.Is(err, vault.ErrLocked):
			return err
		case errors.Is(err, vault.ErrNotFound):
			continue // deleted meanwhile
		case err != nil:
			err = each(s.entry(h, record.Record{ID: h.ID, Kind: h.Kind, At: h.At}))
		}
		for i, v := range versions {
			if err == nil {
				e := s.entry(h, v.Record)
				e.Other = i > 0
				err = each(e)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entry is a record as the archive has it. One whose body is no JSON can not be read.
func (s *source) entry(h vault.Head, r record.Record) *archive.Entry {
	k, _ := s.x.KindOf(h.Kind)
	e := &archive.Entry{ID: h.ID.String(), Kind: k.File, Number: h.Kind, At: moment(r.At), Told: func() archive.Told { return s.told(k, r) }}
	if e.Kind == "" {
		e.Kind = "kind-" + strconv.Itoa(int(h.Kind))
	}
	if json.Valid(r.Body) {
		e.Data = r.Body
		s.attached(e, r.Body)
	}
	return e
}

// moment is a time that JSON can hold. One that it can not, of a damaged clock, must not keep everything else back.
func moment(at int64) time.Time {
	const year1, year9999 = -62135596800, 253402300799
	return time.Unix(min(max(at, year1), year9999), 0).UTC()
}

// attached takes what is of this device alone out of the attachments that an entry names, and says which there are. It knows
// every kind, also one that a newer Snowdrop wrote: all of them name them in the same way.
func (s *source) attached(e *archive.Entry, body []byte) {
	if !bytes.Contains(body, []byte(`"attachments"`)) {
		return
	}
	var data map[string]json.RawMessage
	var list []json.RawMessage
	if json.Unmarshal(body, &data) != nil || json.Unmarshal(data["attachments"], &list) != nil {
		return
	}
	for i, raw := range list {
		var at journal.Attachment
		var said map[string]json.RawMessage
		if json.Unmarshal(raw, &at) != nil || !at.Known() || json.Unmarshal(raw, &said) != nil {
			continue // of something newer: it stays as it is
		}
		for _, own := range []string{"blob", "identity", "sha256"} {
			delete(said, own)
		}
		list[i] = encoded(said)
		a := archive.Attachment{At: i, Kind: at.Kind, Type: at.Type, Alt: at.Alt, Length: at.Length, Handle: at, Missing: !s.isHere(at)}
		if at.Kind == journal.AttachmentText && !a.Missing {
			a.InText, a.Missing = s.whole(e, body), false
			a.Missing = !a.InText
		}
		e.Attachments = append(e.Attachments, a)
	}
	if len(e.Attachments) > 0 {
		data["attachments"] = encoded(list)
		e.Data = encoded(data)
	}
}

// whole gives an entry all of its long text, and says whether it could be had.
func (s *source) whole(e *archive.Entry, body []byte) bool {
	written, err := journal.DecodeEntry(body)
	if err != nil {
		return false
	}
	text, err := s.x.Photos.Text(s.ctx, written)
	if err != nil {
		return false
	}
	e.Text = text
	return true
}

// encoded is JSON as the journal writes it.
func encoded(v any) json.RawMessage {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // maps and lists of what was read from JSON
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func (s *source) isHere(a journal.Attachment) bool {
	here, known := s.here[a.Blob]
	if !known {
		here = s.x.Photos.Status(a).Here
		s.here[a.Blob] = here
	}
	return here
}

// Copy writes an attachment. Whatever is wrong with one must not keep everything else back, unless all of it is locked or nobody
// wants it any more.
func (s *source) Copy(w io.Writer, a archive.Attachment) error {
	at, ok := a.Handle.(journal.Attachment)
	if !ok {
		return archive.ErrMissing
	}
	err := s.x.Photos.Open(s.ctx, w, at)
	switch {
	case err == nil, errors.Is(err, vault.ErrLocked):
		return err
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	}
	s.here[at.Blob] = false // the page and the tables say the same
	return archive.ErrMissing
}

// told is an entry in the language of the person.
func (s *source) told(k screen.Kind, r record.Record) archive.Told {
	out := archive.Told{Name: s.x.Say(k.Name), When: s.x.Moment(r.At), Measure: measured(r), Event: s.event(r)}
	facts, text, err := k.Facts(s.x, r.Body)
	if err != nil {
		out.Text = s.x.Say("entry.unreadable")
		return out
	}
	for _, f := range facts {
		out.Facts = append(out.Facts, archive.Fact(f))
	}
	if out.Text = text; k.File == "" && json.Valid(r.Body) {
		out.Text += "\n" + string(r.Body) // of something newer: as it is
	}
	return out
}

// measured are the numbers of an entry, for a table.
func measured(r record.Record) *archive.Measure {
	number := func(items []archive.Item, id string, n *int) []archive.Item {
		if n == nil {
			return items
		}
		return append(items, archive.Item{ID: id, Value: strconv.Itoa(*n)})
	}
	out := &archive.Measure{}
	switch r.Kind {
	case journal.KindMeasure:
		m, err := journal.DecodeMeasure(r.Body)
		if err != nil {
			return nil
		}
		out.Which, out.Form = m.Which, m.Version
		if m.Score != nil {
			out.Score = screen.Decimal(*m.Score)
		}
		for i, a := range m.Answers {
			if id := strconv.Itoa(i + 1); a == nil {
				out.Items = append(out.Items, archive.Item{ID: id})
			} else {
				out.Items = number(out.Items, id, a)
			}
		}
	case journal.KindCheckIn:
		c, err := journal.DecodeCheckIn(r.Body)
		if err != nil {
			return nil
		}
		out.Which, out.Items = "checkin", number(number(nil, "pain", c.Pain), "heaviness", c.Heaviness)
	case journal.KindPain:
		p, err := journal.DecodePain(r.Body)
		if err != nil {
			return nil
		}
		out.Which, out.Items = "pain", number(nil, "score", p.Score)
	default:
		return nil
	}
	return out
}

// event is what a calendar may be told: for a calendar is not sealed, never what the appointment or the day is called here.
func (s *source) event(r record.Record) *ics.Event {
	neutral := func(word, key string) string {
		if strings.TrimSpace(word) == "" {
			return s.x.Say(key)
		}
		return word
	}
	uid := func(kept string) string {
		if kept != "" {
			return kept
		}
		sum := sha256.Sum256([]byte("calendar " + r.ID.String())) // the same each time, and it leads back to nothing
		return ics.UID(sum[:16])
	}
	switch r.Kind {
	case journal.KindAppointment:
		a, err := journal.DecodeAppointment(r.Body)
		if err != nil {
			return nil
		}
		at, err := a.When()
		if err != nil {
			return nil
		}
		e := &ics.Event{UID: uid(a.CalendarUID), Start: at, Summary: neutral(a.Calendar, "taking.file.day")}
		if a.ShowPlace {
			e.Place = a.Place
		}
		if a.Remind != nil {
			e.Alarm = &ics.Alarm{Before: time.Duration(*a.Remind) * time.Minute}
		}
		return e
	case journal.KindDay:
		d, err := journal.DecodeDay(r.Body)
		if err != nil || d.Mode == journal.DaySilence {
			return nil // of a day that she wants to hear nothing of, a calendar says nothing
		}
		at, err := d.Date()
		if err != nil {
			return nil
		}
		return &ics.Event{UID: uid(d.CalendarUID), Start: at, Day: true, Yearly: d.Every, LastOfMonth: at.Month() == time.February && at.Day() == 29,
			Summary: neutral(d.Calendar, "days.calendar.neutral")}
	}
	return nil
}
