package box_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/taken"
)

func jpegOf(t *testing.T, side int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (p *person) add(what string, pairs ...string) *person {
	p.t.Helper()
	return p.get("/heart/box/new/"+what).fill("/heart/box/new/"+what, pairs...)
}

// newest is the address of the form of what was put in last.
func (p *person) newest() string {
	p.t.Helper()
	heads := p.vault.List(journal.KindBox)
	if len(heads) == 0 {
		p.t.Fatal("the box is empty")
	}
	return "/heart/box/" + heads[0].ID.String()
}

func TestWhatHelpsIsPutInShownChangedAndTakenOut(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/box").says("Your box is empty.")
	p.get("/calm").saysNot("Look into my box")
	p.add("person", "name", "Kim", "phone", "+44 20 7946 0018", "why", "She only listens.").is(200).says("Kim", "+44 20 7946 0018", "She only listens.")
	if p.page.First("main").First("a", "href=tel:+442079460018") == nil {
		t.Error("Kim cannot be rung with one press")
	}
	person := p.newest()
	p.add("person", "name", "Jo").says("Kim", "Jo")
	p.add("words", "text", "This wave passes.\nIt did before.", "why", "On a card.").says("This wave passes.", "On a card.")
	p.add("song", "title", "The slow one", "by", "a made-up band", "where", "the blue record", "why", "It is long.").says("The slow one", "a made-up band", "the blue record")
	for _, a := range p.page.First("main").All("a") {
		if href := a.Attrs["href"]; !strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "tel:") {
			t.Errorf("it leads outside: %s", href)
		}
	}
	p.get("/calm").says("Look into my box").get("/calm/stop").says("Look into my box")
	p.get(person+"/edit").fill(person+"/edit", "why", "She laughs with me.").says("She laughs with me.").saysNot("She only listens.")
	id := strings.TrimPrefix(person, "/heart/box/")
	p.get("/journal/"+id).says("Kim", "+44 20 7946 0018", "A person").get("/journal/" + id + "/edit").says("Phone number")
	p.get("/journal/" + id + "/delete").fill("/journal/" + id + "/delete").get("/heart/box").saysNot("Kim").says("Jo")
	for _, address := range p.visited {
		if strings.Contains(address, "Kim") || strings.Contains(address, "7946") {
			t.Errorf("what was written stands in an address: %s", address)
		}
	}
}

func TestWhatIsInTheBoxIsFoundListedAndTakenAlong(t *testing.T) {
	p := newPerson(t)
	p.add("person", "name", "Foxglove", "why", "Knows all of it.")
	p.add("words", "text", "A bryony line.").add("song", "title", "Thistle")
	p.get("/journal").says("Foxglove", "A bryony line.", "Thistle", "My box")
	for query, want := range map[string]string{"foxglove": "Foxglove", "KNOWS": "Foxglove", "bryony": "A bryony line.", "thistle": "Thistle"} {
		p.get("/journal").fill("/journal/search", "q", query).says("Found one", want)
	}
	p.raw = taken.As(t, p.app, "data")
	for _, want := range []string{`"kind":"box"`, `"Foxglove"`, `"Thistle"`} {
		if !strings.Contains(p.raw, want) {
			t.Errorf("the file of everything does not say %s", want)
		}
	}
	p.raw = taken.As(t, p.app, "page")
	for _, want := range []string{"Foxglove", "A bryony line.", "Thistle"} {
		if !strings.Contains(p.raw, want) {
			t.Errorf("the readable file does not say %s", want)
		}
	}
}

func TestWhatIsMissingIsSaidAndNothingTypedIsLost(t *testing.T) {
	p := newPerson(t)
	for what, c := range map[string]struct{ field, typed, sentence string }{
		"person": {"why", "because", "Write a name."}, "words": {"why", "because", "Write the words"}, "song": {"by", "a made-up band", "Write which song it is."},
	} {
		p.add(what, c.field, c.typed).is(422).says(c.sentence)
		if got := p.page.First("form", "action=/heart/box/new/"+what).Fields().Get(c.field); got != c.typed {
			t.Errorf("%s: what was typed is gone: %q", what, got)
		}
	}
	p.add("person", "name", "Kim", "phone", "*21*123#").is(422).says("Write the number with digits only.")
	p.add("words", "text", strings.Repeat("long ", 300)).is(422).says("This is too long.")
	p.get("/heart/box/new/picture").upload("/heart/box/new/picture", nil, "why", "The lake").is(422).says("Choose a picture.")
	p.get("/heart/box/new/picture").upload("/heart/box/new/picture", []byte("no picture at all"), "why", "The lake").is(422).says("This is no photo that we can read.")
	p.get("/heart/box/new/picture").upload("/heart/box/new/picture", jpegOf(t, 20), "why", strings.Repeat("a", 121)).is(422).says("This is too long.")
	if n := len(p.vault.List()); n != 0 {
		t.Errorf("%d things are kept of what was not right", n)
	}
}

func TestAPictureIsKeptShownAndPutInPlaceOfAnother(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/box/new/picture").upload("/heart/box/new/picture", jpegOf(t, 20), "why", "The lake").says("The lake")
	picture := func(said string) string {
		img := p.get("/heart/box").page.First("main").First("img")
		if img == nil {
			t.Fatal("no picture is shown")
		}
		if img.Attrs["alt"] != said {
			t.Errorf("read out, it is %q", img.Attrs["alt"])
		}
		return img.Attrs["data-src"]
	}
	first := picture("The lake")
	if p.get(first); p.status != 200 || !bytes.Equal([]byte(p.raw), jpegOf(t, 20)) {
		t.Errorf("%s answers %d with %d bytes", first, p.status, len(p.raw))
	}
	edit := p.newest() + "/edit"
	p.get(edit).upload(edit, nil, "why", "The sea").says("The sea") // the picture stays
	if got := picture("The sea"); got != first {
		t.Errorf("the picture is another one: %s", got)
	}
	p.get(edit).upload(edit, jpegOf(t, 30), "why", "The sea")
	second := picture("The sea")
	if second == first {
		t.Error("the other picture did not come in its place")
	}
	p.get(first).is(404).get(second).is(200)
	p.get("/journal/" + strings.TrimPrefix(p.newest(), "/heart/box/")).says("The sea")
	if p.page.First("main").First("img") == nil {
		t.Error("its own page does not show it")
	}
}

func TestAThingThatIsSentTwiceIsKeptOnce(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/box/new/words")
	form := p.page.First("form", "action=/heart/box/new/words").Fields()
	form.Set("text", "made up")
	p.do("POST", "/heart/box/new/words", form).do("POST", "/heart/box/new/words", form)
	p.get("/heart/box/new/picture")
	form = p.page.First("form", "action=/heart/box/new/picture").Fields()
	form.Set("why", "The lake")
	p.send("/heart/box/new/picture", jpegOf(t, 20), form).is(200).send("/heart/box/new/picture", jpegOf(t, 20), form).is(200)
	if n := len(p.vault.List(journal.KindBox)); n != 2 {
		t.Errorf("%d things are kept", n)
	}
}

func TestTheOrderIsThePersonsOwn(t *testing.T) {
	p := newPerson(t)
	order := func() (out []string) {
		for _, b := range p.get("/heart/box").page.First("main").All("a", "class=call") {
			out = append(out, b.First("span").Words())
		}
		return out
	}
	for _, name := range []string{"Ann", "Bo", "Cy"} {
		p.add("person", "name", name, "phone", "0123 456")
		p.add("words", "text", "words of "+name)
	}
	first := order()
	last := first[2]
	up := func(name string) {
		for _, li := range p.get("/heart/box").page.First("main").All("li", "class=entry") {
			if f := li.First("form"); f != nil && strings.Contains(li.Words(), name) {
				p.fill(f.Attrs["action"]).is(200).says("Moved up.")
				return
			}
		}
		t.Fatalf("%s cannot be moved up", name)
	}
	up(last)
	if got, want := order(), []string{first[0], last, first[1]}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	up(last)
	if got, want := order(), []string{last, first[0], first[1]}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if p.page.First("main").First("li", "class=entry").First("form") != nil {
		t.Error("what stands first can be moved up")
	}
	p.add("person", "name", "Di", "phone", "0123 456") // what is new does not push itself to the front
	if got, want := order(), []string{last, first[0], first[1], "Di"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLockedNothingOfTheBoxIsShownAndWhatIsTypedWaits(t *testing.T) {
	p := newPerson(t)
	p.add("person", "name", "Kim", "phone", "0123 456")
	edit := p.newest() + "/edit"
	p.lock()
	for _, address := range []string{"/heart/box", edit, "/heart/box/new/person", "/calm", "/calm/stop"} {
		if p.get(address); strings.Contains(p.raw, "Kim") || strings.Contains(p.raw, "0123") {
			t.Errorf("%s shows what is locked", address)
		}
	}
	p.post("/heart/box/new/words", "text", "This wave passes.").says("Your words wait here")
	p.fill("/unlock", "passphrase", passphrase).says("This is what you began before.")
	if got := p.page.First("form", "action=/heart/box/new/words").Fields().Get("text"); got != "This wave passes." {
		t.Errorf("what was typed came back as %q", got)
	}
}

func TestAFullBoxSaysSo(t *testing.T) {
	p := newPerson(t)
	for range 99 {
		body, _ := journal.Box{What: journal.BoxWords, Text: "made up"}.Encode()
		if err := p.vault.Put(context.Background(), record.Record{ID: record.NewID(), Kind: journal.KindBox, At: 1, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	p.add("words", "text", "the hundredth").is(200)
	p.add("words", "text", "one more").is(422).says("The box is full.", "one more")
}

func TestWhatANewerSnowdropPutInStaysAsItIs(t *testing.T) {
	p := newPerson(t)
	body := `{"v":4,"what":"smell","of":"rain"}`
	id := record.NewID()
	if err := p.vault.Put(context.Background(), record.Record{ID: id, Kind: journal.KindBox, At: p.now.Unix(), Body: []byte(body)}); err != nil {
		t.Fatal(err)
	}
	p.get("/heart/box").is(200)
	p.get("/heart/box/" + id.String() + "/edit").is(200).says("A newer Snowdrop wrote this.")
	p.post("/heart/box/"+id.String()+"/edit", "why", "x").is(404)
	p.post("/heart/box/" + id.String() + "/up")
	if rec, err := p.vault.Get(id); err != nil || !strings.Contains(string(rec.Body), `"of":"rain"`) {
		t.Errorf("%s, %v", rec.Body, err)
	}
	p.get("/heart/box/" + record.NewID().String() + "/edit").is(404)
	p.post("/heart/box/" + record.NewID().String() + "/up").is(404)
}
