package world

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
)

// sealedThere is how many records with bytes the relay has of what two share, and how many files.
func (y *years) sealedThere() (records, files int) {
	y.t.Helper()
	_, log, err := y.store.Read(y.t.Context(), y.id, 0, 1<<30)
	if err != nil {
		return 0, 0 // nothing of it is left at all
	}
	for _, item := range log {
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindRecord {
			records++
		}
	}
	at, err := y.store.Space(y.t.Context(), y.id)
	y.must(err)
	for _, item := range log {
		at.Kept -= int64(len(item.Envelope))
	}
	if at.Kept > 64<<10 { // more than what the relay counts around entries
		files = 1
	}
	return records, files
}

// onDisk is how many files a device keeps.
func (g *gadget) onDisk() int {
	all, err := g.disk.Blobs(g.who.town.t.Context())
	g.who.town.must(err)
	return len(all)
}

// withPhoto is a life in which everybody has a picture that she showed, and words of both.
func withPhoto(t *testing.T, y *years) (picture record.ID) {
	ctx := t.Context()
	ana, ben := y.people[0], y.people[1]
	f, err := ana.devices[0].shares.AddFile(ctx, y.id, bytes.Repeat([]byte("a picture "), 5000))
	y.must(err)
	f.Type = "image/jpeg"
	body, err := items.Copy{Of: 1, Day: "2026-11-21", Parts: []items.Part{{Photo: &f}, {Text: "what is hers"}}}.Encode()
	picture = record.NewID()
	y.must(err, ana.devices[0].shares.Put(ctx, y.id, picture, items.KindCopy, y.now(), body),
		ben.devices[0].shares.Put(ctx, y.id, record.NewID(), items.KindCopy, y.now(), copied("what is his")))
	y.everyone(y.people...)
	for _, p := range y.people {
		for _, g := range p.devices {
			if content, err := g.shares.File(ctx, y.id, f); err != nil || len(content) != 50_000 {
				t.Fatalf("%s: %d bytes, %v", g.name, len(content), err)
			}
			if g.onDisk() == 0 || !g.holds("what is hers") || !g.holds("what is his") {
				t.Fatalf("%s does not keep what is there", g.name)
			}
		}
	}
	if records, files := y.sealedThere(); records < 2 || files == 0 {
		t.Fatalf("the relay has %d records and %d files", records, files)
	}
	return picture
}

// nowhere holds that nothing of a text and no file is left, on any device and at the relay.
func (y *years) nowhere(text string, people ...*resident) {
	y.t.Helper()
	for _, p := range people {
		for _, g := range p.devices {
			if g.holds(text) {
				y.t.Errorf("%s keeps %q", g.name, text)
			}
			if n := g.onDisk(); n > 0 {
				y.t.Errorf("%s keeps %d files", g.name, n)
			}
		}
	}
}

func TestWhatEndsIsNowhereAfterwards(t *testing.T) {
	first := neighbourhood(t, 2)
	for name, ends := range map[string]func(y *years, picture record.ID) (people []*resident, files bool){
		"she takes it back": func(y *years, picture record.ID) ([]*resident, bool) {
			y.must(y.people[0].devices[1].shares.TakeBack(y.t.Context(), y.id, picture))
			return y.people, false
		},
		"she ends it": func(y *years, _ record.ID) ([]*resident, bool) {
			y.must(y.people[0].devices[0].shares.End(y.t.Context(), proof, y.id))
			return y.people, false
		},
		"she leaves and takes all back": func(y *years, _ record.ID) ([]*resident, bool) {
			y.must(y.people[0].devices[1].shares.Leave(y.t.Context(), y.id, true, true))
			return y.people, false
		},
		"he is taken out": func(y *years, _ record.ID) ([]*resident, bool) {
			y.must(y.people[0].devices[0].shares.Remove(y.t.Context(), proof, y.id, y.selves[y.people[1]].ID()))
			return y.people[1:], true
		},
		"she leaves while out of reach, and looks again after months": func(y *years, _ record.ID) ([]*resident, bool) {
			y.people[0].devices = y.people[0].devices[:1] // the other one does not come back
			y.people[0].devices[0].link.Offline(true)
			y.must(y.people[0].devices[0].shares.Leave(y.t.Context(), y.id, true, true))
			y.people[0].devices[0].exchange()
			y.clock += 100 * 24 * time.Hour
			y.people[0].devices[0].exchange()
			y.people[0].devices[0].link.Offline(false)
			return y.people, false
		},
		"he leaves": func(y *years, _ record.ID) ([]*resident, bool) {
			y.must(y.people[1].devices[1].shares.Leave(y.t.Context(), y.id, false, true))
			return y.people[1:], true
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				y := first.again(t, 7)
				y.calm = true
				picture := withPhoto(t, y)
				people, stays := ends(y, picture)
				y.everyone(y.people...)
				y.nowhere("what is hers", people...)
				if _, files := y.sealedThere(); files > 0 != stays {
					t.Errorf("files at the relay: %d", files)
				}
				if records, _ := y.sealedThere(); name == "she ends it" && records > 0 {
					t.Errorf("the relay keeps %d sealed entries", records)
				}
			})
		})
	}
}
