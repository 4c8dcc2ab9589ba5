package app

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// Every form that changes an entry is sent to the address of every other: none may take its place.
func TestNoFormTurnsAnEntryIntoOneOfAnotherKind(t *testing.T) {
	p := newPerson(t)
	everything := url.Values{
		"answer": {"keep"}, "text": {"x"}, "note": {"x"}, "title": {"x"}, "name": {"x"}, "what": {"x"}, "wishes": {"warm"}, "pain": {"3"}, "pain_after": {"3"},
		"day": {"2026-03-03"}, "time": {"09:00"}, "weeks": {"9"}, "own_word": {"x"}, "heaviness": {"3"}, "calendar": {"x"}, "regions": {"neck"}, "management": {"waiting"},
	}
	bodies := map[uint8]string{}
	for kind := range p.app.Kinds {
		bodies[kind] = `{"v":1,"text":"the only words about that day"}`
	}
	addresses := func(id record.ID) (out []string) {
		for _, k := range p.app.Kinds {
			if k.Edit != nil {
				out = append(out, k.Edit(id))
			}
		}
		return append(out, "/body/page/"+id.String())
	}
	sent := 0
	for kind, body := range bodies {
		for _, broken := range []bool{false, true} {
			if broken { // as a newer Snowdrop may have written it
				body = `{"v":{"newer":true},"text":7}`
			}
			id := record.NewID()
			if err := p.app.Vault.Put(context.Background(), record.Record{ID: id, Kind: kind, At: p.now.Unix(), Body: []byte(body)}); err != nil {
				t.Fatal(err)
			}
			for _, address := range addresses(id) {
				own := p.app.Kinds[kind].Edit != nil && p.app.Kinds[kind].Edit(id) == address ||
					kind == journal.KindSheet && strings.HasPrefix(address, "/body/page/") ||
					(kind == journal.KindEntry || kind == journal.KindCheckIn) && strings.HasPrefix(address, "/journal/")
				if own && !broken {
					continue
				}
				sent++
				p.do("POST", address, everything)
				rec, err := p.app.Vault.Get(id)
				if err != nil || rec.Kind != kind || string(rec.Body) != body {
					t.Errorf("POST %s made of kind %d, %s, this: kind %d, %s, %v", address, kind, body, rec.Kind, rec.Body, err)
				}
			}
		}
	}
	if sent < 50 {
		t.Errorf("only %d forms were sent: nothing is held", sent)
	}
}

func TestAnswersAboutTheBackThatMeetALockWait(t *testing.T) {
	for address, field := range map[string]string{"/body/back/three": "", "/body/back/sheet": "number-2"} {
		p := newPerson(t)
		p.keep()
		p.get(address)
		if field == "" {
			field = p.page.First("form", "action="+address).First("input", "type=radio").Attrs["name"]
		}
		p.app.Lock()
		p.fill(address, field, "1").says("Your words wait here").fill("/unlock", "passphrase", passphrase).at(address).says("This is what you began before")
		if got := p.page.First("form", "action="+address).Fields().Get(field); got != "1" {
			t.Errorf("%s came back as %q", address, got)
		}
		p.fill(address, field, "1")
		if left := p.app.Vault.Drafts(); len(left) != 0 {
			t.Errorf("kept, it still waits: %q", left)
		}
	}
}

// A page of a place that forgets to look what its address names changes nothing all the same.
func TestAPlaceThatForgetsTheKindChangesNothing(t *testing.T) {
	p := newPerson(t)
	p.app.add(screen.Place{Writing: map[string]screen.Screen{"POST /body/shed/{id}/edit": func(x *screen.Exchange) {
		rec, _ := x.Stored()
		if err := x.Change(rec.ID, kindOfATest, x.Now(), []byte(`{"plant":"x"}`)); err == nil {
			t.Error("it was told that the entry was changed")
		}
		x.NotFound()
	}}})
	p.get("/journal/new").fill("/journal/new", "text", "The only words about that day.")
	id := p.app.Vault.List(journal.KindEntry)[0].ID
	p.post("/body/shed/" + id.String() + "/edit")
	p.get("/journal/" + id.String()).says("The only words about that day.")
}
