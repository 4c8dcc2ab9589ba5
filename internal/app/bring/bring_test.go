package bring_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"snowdrop/internal/app"
	"snowdrop/internal/archive"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// somebody is a person with an app of her own.
type somebody struct {
	*person.Person
	t     *testing.T
	vault *vault.Vault
	app   *app.App
}

func newSomebody(t *testing.T) somebody {
	t.Helper()
	v, err := vault.OpenWith(t.Context(), memdisk.New(), cheap)
	ok(t, err)
	a := app.New(app.Config{Vault: v, Now: func() time.Time { return clock }, Help: func(string) string { return "/h/" }, Style: "/style.css"})
	t.Cleanup(a.Close)
	return somebody{person.New(t, a), t, v, a}
}

func (p somebody) kept() somebody {
	p.t.Helper()
	ok(p.t, p.vault.Keep(p.t.Context(), phrase))
	return p
}

// chosen is one file of a form.
type chosen struct{ name, content string }

// multi sends a form with files.
func (p somebody) multi(action, field string, form url.Values, files ...chosen) somebody {
	p.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, all := range form {
		for _, v := range all {
			ok(p.t, m.WriteField(name, v))
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile(field, f.name)
		ok(p.t, err)
		_, err = w.Write([]byte(f.content))
		ok(p.t, err)
	}
	ok(p.t, m.Close())
	r := httptest.NewRequest("POST", action, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	p.Send(r)
	return p
}

// choose sends the form of the page with files.
func (p somebody) choose(words string, files ...chosen) somebody {
	p.t.Helper()
	form := p.Get("/mine/bring").Form("/mine/bring")
	form.Set("words", words)
	return p.multi("/mine/bring", "file", form, files...)
}

func sealedFile(t *testing.T, file []byte, to age.Recipient) string {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	ok(t, err)
	_, err = w.Write(file)
	ok(t, err, w.Close())
	return out.String()
}

const six = "abacus abdomen abdominal abide abiding ability"

func toWords(t *testing.T, said string) age.Recipient {
	t.Helper()
	to, err := age.NewScryptRecipient(said)
	ok(t, err)
	to.SetWorkFactor(1)
	return to
}

// fileOf is an open file with some entries.
func fileOf(t *testing.T, texts ...string) []byte {
	t.Helper()
	from := housed(t, false)
	for i, text := range texts {
		body, err := journal.Entry{Text: text}.Encode()
		ok(t, err, from.Vault.Put(t.Context(), record.Record{ID: record.ID{byte(i + 1)}, Kind: 1, At: clock.AddDate(0, 0, -i).Unix(), Body: body}))
	}
	ok(t, from.Vault.SetSettings(t.Context(), []byte(`{"quiet":true}`)))
	return from.taken(t, archive.Everything)
}

// done goes on until it is over.
func (p somebody) done() somebody {
	p.t.Helper()
	for range 5000 {
		if p.Get("/mine/bring/going"); !strings.Contains(p.Raw, "<progress") {
			return p
		}
		time.Sleep(time.Millisecond) // in a browser nothing goes on while something else does
	}
	p.t.Fatal("it is never over")
	return p
}

func TestASealedFileIsOpenedLookedThroughAndBroughtIn(t *testing.T) {
	p := newSomebody(t).kept()
	file := chosen{"snowdrop-2026-11-21.age", sealedFile(t, fileOf(t, "The kettle sang.", "It rained."), toWords(t, six))}
	p.choose("", file).Is(422).Says("This file is sealed. Type the six words", "Your file is here: snowdrop-2026-11-21.age")
	p.Fill("/mine/bring", "words", "abacus abacus abacus abacus abacus abacus").Is(422).Says("These words do not open the file.")
	p.Fill("/mine/bring", "words", "1. ABACUS, 2 abdomen abdominal\nabide abiding ability").Is(200).At("/mine/bring/inside")
	p.Says("Entries 2", "New here 2", "20 November 2026 to 21 November 2026", "Nothing has changed yet.")
	if len(p.vault.List()) != 0 {
		t.Error("something came in before she said so")
	}
	p.Fill("/mine/bring/inside")
	p.done().Says("It is in", "New here 2")
	p.Get("/journal").Says("The kettle sang.", "It rained.")
	if p.app.Settings().Quiet {
		t.Error("settings came in that nobody ticked")
	}
	p.choose(six, file).Is(200).Says("Here already. They stay as they are 2").Fill("/mine/bring/inside", "also", "settings")
	if p.done(); !p.app.Settings().Quiet || len(p.vault.List()) != 2 {
		t.Errorf("ticked: %+v, %d entries", p.app.Settings(), len(p.vault.List()))
	}
	for _, address := range p.Visited {
		if strings.Contains(address, "abacus") || strings.Contains(address, "snowdrop-2026") {
			t.Errorf("what was chosen stands in an address: %s", address)
		}
	}
}

func TestNotesComeInWithTheirDaysAndWhatIsLeftOutIsSaid(t *testing.T) {
	p := newSomebody(t).kept()
	p.choose("", chosen{"2026-11-01.md", "---\ntitle: A walk\n---\nto the lake"}, chosen{"some.txt", "words of no day"}, chosen{"x.pdf", "%PDF"}, chosen{"latin.txt", "caf\xe9"},
		chosen{"again.txt", "words of no day"}, chosen{"notes.json", `{"a":1}`}, chosen{"long.md", strings.Repeat("long and longer ", 9000)})
	p.Is(200).Says("7 files are here.", "Entries 3", "2 get today", "x.pdf: not Markdown", "latin.txt: not in UTF-8", "again.txt: the same words", "notes.json: not Markdown")
	p.Fill("/mine/bring/inside")
	p.done().Says("It is in", "x.pdf: not Markdown").Get("/journal").Says("A walk", "words of no day")
	var walk record.Record
	long := 0
	for _, h := range p.vault.List(journal.KindEntry) {
		rec, err := p.vault.Get(h.ID)
		ok(t, err)
		e, err := journal.DecodeEntry(rec.Body)
		ok(t, err)
		if strings.HasPrefix(e.Text, "A walk") {
			walk = rec
		}
		if text, err := p.app.Photos.Text(t.Context(), e); err == nil {
			long = max(long, len(text))
		}
	}
	if at := time.Unix(walk.At, 0).UTC(); at.Format(time.DateOnly) != "2026-11-01" || long != 9000*16-1 {
		t.Errorf("the walk was on %v; the longest text has %d bytes", at, long)
	}
	p.choose("", chosen{"2026-11-01.md", "---\ntitle: A walk\n---\nto the lake"}).Says("All of it is here already.")
	if p.Page.First("form", "action=/mine/bring/inside") != nil {
		t.Error("there is something to bring in all the same")
	}
}

func TestEachWayInWhichAFileIsWrongHasItsSentence(t *testing.T) {
	key, err := age.GenerateHybridIdentity()
	ok(t, err)
	good := fileOf(t, "x")
	data := func(old, with string) string {
		from := `{"format":"snowdrop","version":2,"made":"2026-11-21T00:00:00Z","entries":[{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","kind":"entry","number":1,"at":"2026-11-20T02:00:00Z","data":{"text":"x","v":1}}],"not_readable":{"count":0}}`
		return strings.Replace(from, old, with, 1)
	}
	for name, c := range map[string]struct {
		files []chosen
		says  string
	}{
		"nothing":       {nil, "Choose a file first."},
		"a picture":     {[]chosen{{"a.jpg", "\xff\xd8\xff"}}, "Snowdrop does not know this kind of file."},
		"a key":         {[]chosen{{"a.age", sealedFile(t, good, key.Recipient())}}, "sealed to a key of its own"},
		"cut off":       {[]chosen{{"a.zip", string(good[:len(good)-5])}}, "This file is damaged, or a part of it is gone."},
		"newer":         {[]chosen{{"a.json", data(`"version":2`, `"version":3`)}}, "A newer Snowdrop made this file."},
		"work":          {[]chosen{{"a.age", strings.Replace(sealedFile(t, good, toWords(t, six)), " 1\n", " 25\n", 1)}}, "more memory to open than it is safe"},
		"data":          {[]chosen{{"a.json", data(`"number":1`, `"number":999`)}}, "The list in this file is not as Snowdrop makes it."},
		"an attachment": {[]chosen{{"a.json", data(`"number"`, `"text":"x and more","number"`)}}, "A picture in this file is not what the file says."},
		"mixed":         {[]chosen{{"a.zip", string(good)}, {"b.md", "x"}}, "Choose the one file from Snowdrop alone"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newSomebody(t).kept()
			if p.choose(six, c.files...).Is(422).Says(c.says); len(p.vault.List()) != 0 || p.Page.First("input", "type=file") == nil {
				t.Error("something came in, or nothing else can be chosen")
			}
			for _, technical := range []string{"archive", "json", "zip:", "EOF"} {
				if strings.Contains(p.Main(), technical) {
					t.Errorf("a person reads %q", technical)
				}
			}
		})
	}
}

func TestALargeFileComesInPieces(t *testing.T) {
	p := newSomebody(t).kept()
	file := string(fileOf(t, "The kettle sang."))
	form := p.Get("/mine/bring").Form("/mine/bring")
	if p.Page.First("form", "data-pieces=/mine/bring/piece") == nil {
		t.Fatal("the page does not say where pieces go")
	}
	id := form.Get("id")
	piece := func(at int, content string) int {
		p.multi("/mine/bring/piece", "piece", url.Values{"id": {id}, "n": {"0"}, "at": {fmt.Sprint(at)}, "name": {"a.zip"}, "changed": {"1763600000000"}}, chosen{"blob", content})
		return p.Status
	}
	if status := piece(0, "the beginning of another try"); status != 204 {
		t.Fatalf("a first piece: %d", status)
	}
	for at := 0; at < len(file); at += 100 {
		if status := piece(at, file[at:min(at+100, len(file))]); status != 204 {
			t.Fatalf("the piece at %d: %d", at, status)
		}
	}
	if status := piece(7, "in the middle"); status != 400 {
		t.Errorf("a piece out of order: %d", status)
	}
	p.multi("/mine/bring", "file", url.Values{"id": {id}, "words": {""}})
	p.Is(200).At("/mine/bring/inside").Says("a.zip", "Entries 1").Fill("/mine/bring/inside")
	p.done().Says("It is in")
}

// A whole folder comes with the folders in it: their names say the day, and what another program put aside stays out.
func TestAFolderOfNotesComesInWithItsFolders(t *testing.T) {
	p := newSomebody(t).kept()
	if in := p.Get("/mine/bring").Page.First("input", "id=folder"); in == nil || in.Attrs["name"] != "file" {
		t.Fatal("no folder can be chosen")
	} else if _, whole := in.Attrs["webkitdirectory"]; !whole {
		t.Error("only single files can be chosen")
	}
	id := p.Form("/mine/bring").Get("id")
	for n, name := range []string{"notes/2024-03-05.md", "notes/more/2024-03-06.txt", "notes/.trash/2024-03-07.md", "notes/a.jpg"} {
		p.multi("/mine/bring/piece", "piece", url.Values{"id": {id}, "n": {fmt.Sprint(n)}, "at": {"0"}, "name": {name}, "changed": {"1763600000000"}}, chosen{"blob", "Line " + fmt.Sprint(n)})
		if p.Status != 204 {
			t.Fatalf("%s: %d", name, p.Status)
		}
	}
	p.multi("/mine/bring", "file", url.Values{"id": {id}, "words": {""}})
	p.Is(200).At("/mine/bring/inside").Says("Entries 2", "5 March 2024", "6 March 2024", "notes/.trash/2024-03-07.md: not Markdown", "notes/a.jpg: not Markdown")
}

func TestWhatWasChosenGoesWithTheLockAndWithNotNow(t *testing.T) {
	p := newSomebody(t).kept()
	file := chosen{"a.zip", string(fileOf(t, "The kettle sang."))}
	p.choose("", file).At("/mine/bring/inside").Fill("/mine/bring/stop").At("/mine")
	p.Get("/mine/bring/inside").At("/mine/bring").Says("What you chose is not here any more.")
	p.choose("", file).At("/mine/bring/inside")
	p.Post("/lock")
	p.Get("/mine/bring/inside").At("/unlock").SaysNot("a.zip")
	p.Fill("/unlock", "passphrase", phrase)
	p.Get("/mine/bring/inside").At("/mine/bring").Says("What you chose is not here any more.")
}

func TestInAVisitItIsSaidThatItGoesWithTheVisit(t *testing.T) {
	p := newSomebody(t)
	p.Get("/mine/bring").Says("What you bring in now goes with it.")
	p.choose("", chosen{"a.md", "words"}).Fill("/mine/bring/inside")
	p.done().Says("It is in")
	if len(p.vault.List()) != 1 {
		t.Error("it did not come in")
	}
}

// The words of a page are whole sentences in whatever language; what a file says of itself is never one of them.
func TestANameOfAFileIsShownAsItIsAndNothingMore(t *testing.T) {
	p := newSomebody(t).kept()
	p.choose("", chosen{"<b>x.pdf", "x"}, chosen{"b.md", "x"}).Is(200).Says("<b>x.pdf: not Markdown")
}
