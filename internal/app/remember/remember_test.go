package remember_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// somebody is a person with the vault below the app.
type somebody struct {
	*person.Person
	vault *vault.Vault
	now   time.Time
}

const passphrase = "seven quiet stones by the water"

func open(t *testing.T) *somebody {
	t.Helper()
	v, err := vault.Open(context.Background(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	s := &somebody{vault: v, now: time.Date(2026, 11, 20, 15, 5, 0, 0, time.UTC)}
	a := app.New(app.Config{Vault: v, Now: func() time.Time { return s.now }, Style: "/static/style.css", Help: func(code string) string { return "/h/" + strings.ToLower(code) }})
	t.Cleanup(a.Close)
	s.Person = person.New(t, a)
	s.Head.Set("Snowdrop-Display", "country=GB")
	return s
}

func (s *somebody) name(pairs ...string) *person.Person {
	s.T.Helper()
	return s.Get("/remember/names/new").Fill("/remember/names/new", pairs...).At("/remember/names")
}

func (s *somebody) put(kind uint8, body []byte, err error) record.ID {
	s.T.Helper()
	id := record.NewID()
	if err == nil {
		err = s.vault.Put(context.Background(), record.Record{ID: id, Kind: kind, At: s.now.Unix(), Body: body})
	}
	if err != nil {
		s.T.Fatal(err)
	}
	return id
}

func (s *somebody) heads(kind uint8) []vault.Head { return s.vault.List(kind) }

func jpegOf(t *testing.T, side int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (s *somebody) pictures() int {
	return len(s.Page.First("main").All("img"))
}

func TestThePlaceAsksNothingAndNamesNobody(t *testing.T) {
	s := open(t)
	s.name("name", "Robin")
	s.Get("/remember").Says("You need not do any of this.", "lasts for this visit", "Only when you want to.").SaysNot("Robin")
	for _, way := range []string{"/remember/names", "/remember/keep", "/heart/letters", "/remember/plan", "/remember/light", "/remember/days", "/remember/paper", "/ahead", "/read/remember-ways", "/read/remember-box"} {
		s.Leads(way)
	}
	for _, page := range []string{"/read/remember-ways", "/read/remember-box", "/calm/marking"} {
		s.Get(page).Is(200)
	}
}

func TestAnyPartOfANameIsEnoughAndNothingIsConcluded(t *testing.T) {
	s := open(t)
	for _, pairs := range [][]string{{"name", "Robin"}, {"call", "loss"}, {"own_word", "little bean"}, {"text", "Only these words."}, {"day", "in the spring"}} {
		s.name(pairs...)
	}
	s.Says("Robin", "My loss", "little bean", "Only these words.", "in the spring")
	if n := len(s.heads(journal.KindRemembered)); n != 5 {
		t.Errorf("%d are kept", n)
	}
	s.Get("/remember/names/new").Fill("/remember/names/new", "name", "  ").Is(422).Says("Write a name, a word, or anything else")
	s.Get("/remember/names/new").Fill("/remember/names/new", "name", strings.Repeat("a", 121), "text", "still here").Is(422).Says("This is too long.")
	if s.Form("/remember/names/new").Get("text") != "still here" {
		t.Error("what was typed is gone")
	}
	if drawn := s.heads(journal.KindDay); len(drawn) != 0 {
		t.Error("a day was made of what was written")
	}
}

func TestWhatItIsCalledIsNotAskedTwice(t *testing.T) {
	for _, c := range []struct {
		story             journal.Story
		name, call, words string
	}{
		{journal.Story{Call: journal.CallBaby}, "", "baby", ""}, {journal.Story{Call: journal.CallPregnancy}, "", "pregnancy", ""},
		{journal.Story{Call: journal.CallName, OwnWord: "Robin"}, "Robin", "", ""}, {journal.Story{Call: journal.CallOwn, OwnWord: "bean"}, "", "own", "bean"},
		{journal.Story{Call: journal.StoryPrivate}, "", "", ""},
	} {
		s := open(t)
		body, err := c.story.Encode()
		s.put(journal.KindStory, body, err)
		f := s.Get("/remember/names/new").Form("/remember/names/new")
		if f.Get("name") != c.name || f.Get("call") != c.call || f.Get("own_word") != c.words {
			t.Errorf("%+v: begins with %v", c.story, f)
		}
		s.Fill("/remember/names/new", "name", "Ash")
		if f = s.Get("/remember/names/new").Form("/remember/names/new"); f.Get("name") != "" || f.Get("call") != "" || f.Get("own_word") != "" {
			t.Errorf("%+v: a second one begins with %v", c.story, f)
		}
	}
}

func TestANameIsChangedShownAndDeletedLikeAnyEntry(t *testing.T) {
	s := open(t)
	s.name("name", "Robin", "text", "Made up.")
	id := s.heads(journal.KindRemembered)[0].ID.String()
	edit := "/remember/names/" + id + "/edit"
	s.Get("/journal/"+id+"/edit").At(edit).Fill(edit, "name", "Robin Ash", "day", "May").At("/remember/names").Says("Robin Ash", "May", "Made up.")
	s.Get("/journal").Says("Robin Ash").Fill("/journal/search", "q", "ash").Says("Found one")
	s.Get("/journal/" + id + "/delete").Fill("/journal/" + id + "/delete").Is(200)
	s.Get("/remember/names").SaysNot("Robin")
	s.Get(edit).Is(404)
	s.Post(edit, "name", "x").Is(404)
}

func TestWhatANewerSnowdropWroteIsNotChangedHere(t *testing.T) {
	s := open(t)
	id := s.put(journal.KindRemembered, []byte(`{"v":4,"name":"Robin","call":"star"}`), nil).String()
	s.Get("/remember/names/" + id + "/edit").At("/journal/" + id).Says("A newer Snowdrop wrote this.")
	s.Post("/remember/names/"+id+"/edit", "name", "x").Is(404)
	keep := s.put(journal.KindKeepsake, []byte(`{"v":4,"text":"words","attachments":[{"kind":"sound"}],"smell":"rain"}`), nil).String()
	s.Get("/remember/keep/"+keep+"/edit").Fill("/remember/keep/"+keep+"/edit", "what", "a card").Says("a card")
	if body, _ := s.vault.Body(s.heads(journal.KindKeepsake)[0].ID); !strings.Contains(string(body), `"smell":"rain"`) || !strings.Contains(string(body), `"kind":"sound"`) {
		t.Errorf("left is %s", body)
	}
}

func TestAPictureShowsOnlyWhenItIsAskedFor(t *testing.T) {
	s := open(t)
	s.name("name", "Robin")
	of := s.heads(journal.KindRemembered)[0].ID.String()
	s.Get("/remember/keep/new").Upload("/remember/keep/new", jpegOf(t, 20), "what", "A card", "photo-alt", "A blue card", "of", of).At("/remember/keep")
	id := s.heads(journal.KindKeepsake)[0].ID.String()
	s.Says("A card", "Robin", "The picture: A blue card", "They can be hard to look at.")
	for _, page := range []string{"/remember/keep", "/remember", "/journal/" + id, "/remember/keep/" + id + "/edit", "/journal", "/today"} {
		if s.Get(page); s.pictures() != 0 {
			t.Errorf("%s opens on a picture", page)
		}
	}
	show := "/remember/keep?show=" + id
	if s.Get(show); s.pictures() != 1 {
		t.Error("it does not show when it is asked for")
	}
	img := s.Page.First("main").First("img")
	if img.Attrs["alt"] != "A blue card" {
		t.Errorf("read out, it is %q", img.Attrs["alt"])
	}
	if s.Get(img.Attrs["data-src"]).Is(200); !bytes.Equal([]byte(s.Raw), jpegOf(t, 20)) {
		t.Error("the picture is another one")
	}
	if s.Get("/journal/" + id).Leads("/journal/" + id + "?show=yes").Get("/journal/" + id + "?show=yes"); s.pictures() != 1 {
		t.Error("its own page does not show it when it is asked")
	}
	s.Get("/remember/keep").Fill("/remember/keep/pictures")
	if s.At("/remember/keep"); s.pictures() != 1 {
		t.Error("they do not show always, though that was chosen")
	}
	s.Fill("/remember/keep/pictures")
	if s.At("/remember/keep"); s.pictures() != 0 {
		t.Error("the choice is not taken back")
	}
}

func TestSomethingToKeepIsAPictureOrWordsAndCanBeChanged(t *testing.T) {
	s := open(t)
	s.Get("/remember/keep/new").Fill("/remember/keep/new", "what", "A card").Is(422).Says("Choose a picture, or write a few words.")
	s.Get("/remember/keep/new").Upload("/remember/keep/new", []byte("no picture"), "what", "A card").Is(422).Says("This is no photo that we can read.")
	s.Get("/remember/keep/new").Upload("/remember/keep/new", jpegOf(t, 20), "what", strings.Repeat("a", 121)).Is(422).Says("This is too long.")
	s.Get("/remember/keep/new").Upload("/remember/keep/new", jpegOf(t, 20), "photo-alt", strings.Repeat("a", 251)).Is(422)
	if n := len(s.vault.List()); n != 0 {
		t.Fatalf("%d things are kept of what was not right", n)
	}
	s.Get("/remember/keep/new").Fill("/remember/keep/new", "text", "First.")
	s.now = s.now.Add(time.Hour)
	s.Get("/remember/keep/new")
	form := s.Form("/remember/keep/new")
	form.Set("what", "Second")
	s.Upload("/remember/keep/new", jpegOf(t, 20), "id", form.Get("id"), "what", "Second").At("/remember/keep")
	if first, second := strings.Index(s.Raw, "First."), strings.Index(s.Raw, "Second"); second > first {
		t.Error("the newest does not stand first")
	}
	id := s.heads(journal.KindKeepsake)[0].ID.String()
	edit := "/remember/keep/" + id + "/edit"
	s.Get("/remember/keep?show=" + id)
	before := s.Page.First("main").First("img").Attrs["data-src"]
	s.Get(edit).Upload(edit, jpegOf(t, 30), "what", "Second").Get("/remember/keep?show=" + id)
	if after := s.Page.First("main").First("img").Attrs["data-src"]; after == before {
		t.Error("the other picture did not come in its place")
	}
	s.Get(before).Is(404)
	s.Get(edit).Fill(edit, "remove", "yes").Is(422) // nothing would be left of it
	s.Get(edit).Fill(edit, "remove", "yes", "text", "Words stay.").At("/remember/keep").Says("Words stay.").SaysNot("The picture:")
}

func TestAThingThatIsSentTwiceIsKeptOnce(t *testing.T) {
	s := open(t)
	s.Get("/remember/keep/new")
	page := s.Page
	for range 2 {
		s.Page = page
		s.Upload("/remember/keep/new", jpegOf(t, 20), "what", "A card").At("/remember/keep")
	}
	s.Get("/remember/names/new")
	form := s.Form("/remember/names/new")
	form.Set("name", "Robin")
	s.Do("POST", "/remember/names/new", form).Do("POST", "/remember/names/new", form)
	if k, n := len(s.heads(journal.KindKeepsake)), len(s.heads(journal.KindRemembered)); k != 1 || n != 1 {
		t.Errorf("%d things and %d names are kept", k, n)
	}
}

func TestLettersToWhoWasLostAreListed(t *testing.T) {
	s := open(t)
	s.Get("/heart/letters/one").Fill("/heart/letters/one", "to", "Robin", "text", "Dear you.")
	s.Get("/heart/letters/me").Fill("/heart/letters/me", "text", "Dear me.")
	s.Get("/remember").Says("Letters you wrote", "Dear you.").SaysNot("Dear me.")
}

func TestThePaperSaysWhatWasChosenAndKeepsNothing(t *testing.T) {
	s := open(t)
	s.name("name", "Robin", "day", "4 May")
	sheet := func() string { return s.Page.First("article").Words() }
	if s.Get("/remember/paper").Says("no official paper", "In England", "In Scotland"); sheet() != "In memory of Robin 4 May" {
		t.Errorf("it begins with %q", sheet())
	}
	if s.Page.First("title").Words() != "A page to print" {
		t.Errorf("a print would be called %q", s.Page.First("title").Words())
	}
	for _, part := range []string{"no official paper", "In England"} {
		if strings.Contains(sheet(), part) {
			t.Errorf("the paper says %q", part)
		}
	}
	before := len(s.vault.List())
	for design, ornaments := range map[string]int{"plain": 0, "line": 0, "leaves": 2, "flowers": 1, "nonsense": 0} {
		s.Fill("/remember/paper#paper", "design", design, "top", "", "who", "Robin\nAsh", "day", "", "said", "We think of you.", "signed", "Sam").Is(200)
		if sheet() != "Robin Ash We think of you. Sam" {
			t.Errorf("%s: it says %q", design, sheet())
		}
		if n := len(s.Page.First("article").All("svg")); n != ornaments {
			t.Errorf("%s has %d ornaments", design, n)
		}
		if len(s.Page.First("article").All("img")) != 0 {
			t.Errorf("%s has a picture", design)
		}
	}
	s.Fill("/remember/paper#paper", "said", strings.Repeat("a", 401), "signed", "stays").Is(422).Says("too long for one page")
	if s.Form("/remember/paper#paper").Get("signed") != "stays" {
		t.Error("what was typed is gone")
	}
	s.Fill("/remember/paper#paper", "said", strings.Repeat("a\n", 25)).Is(422).Says("too many lines")
	if len(s.vault.List()) != before || len(s.vault.Drafts()) != 0 {
		t.Error("something of it was kept")
	}
}

func TestNoNameIsCutOnThePaper(t *testing.T) {
	long := func(name string) string { return strings.TrimSpace(name + strings.Repeat(" of the long name", 5)) }
	for _, c := range []struct {
		names []string
		on    int
	}{
		{[]string{"Robin", "Ash", "Rowan", "Sky"}, 4},
		{[]string{strings.Repeat("Wilhelmina ", 10) + "Jo"}, 1}, // as long as a name can be
		{[]string{long("Robin"), long("Ash"), long("Rowan")}, 2},
		{[]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}, 8},
	} {
		s := open(t)
		for _, name := range c.names {
			s.name("name", name)
			s.now = s.now.Add(time.Minute)
		}
		s.Get("/remember/paper").Is(200)
		if got := s.Page.First("article").First("p", "class=who").Words(); got != strings.Join(c.names[:c.on], " ") {
			t.Errorf("of %q the paper has %q", c.names, got)
		}
		if said := strings.Contains(s.Main(), "Not all the names that you keep here fit on one page."); said != (c.on < len(c.names)) {
			t.Errorf("of %d names %d are on it, and that some are not is said: %v", len(c.names), c.on, said)
		}
		s.Fill("/remember/paper#paper", "signed", "Sam").Is(200) // what it begins with is not too much
	}
	s := open(t)
	day := strings.TrimSpace(strings.Repeat("in the spring ", 8))
	s.name("name", "Robin", "day", day).Get("/remember/paper")
	if got := s.Page.First("article").First("p", "class=day").Words(); got != day {
		t.Errorf("the day is %q", got)
	}
}

func TestHiddenItIsLeftOutEverywhereAndNothingSaysThatItIsThere(t *testing.T) {
	s := open(t)
	s.name("name", "Rosebay", "text", "Foxglove words.")
	name := s.heads(journal.KindRemembered)[0].ID.String()
	s.Get("/remember/keep/new").Fill("/remember/keep/new", "text", "Bryony ribbon.")
	s.Get("/heart/letters/one").Fill("/heart/letters/one", "to", "Rosebay", "text", "Teasel letter.")
	s.Get("/heart/letters/me").Fill("/heart/letters/me", "text", "Yarrow letter.")
	s.Get("/journal/new").Fill("/journal/new", "text", "Clover day, and lost keys.")
	tender := []string{"Rosebay", "Foxglove", "Bryony", "Teasel"}
	s.Get("/remember").Fill("/remember/words").At("/remember").Says("Some words and pictures are hidden.")
	pages := []string{"/remember", "/remember/names", "/remember/keep", "/remember/paper", "/remember/names/new", "/remember/keep/new", "/journal", "/timeline", "/today", "/heart/letters", "/heart/letters/one", "/heart/feelings", "/body/page/new", "/mine", "/bin"}
	for _, page := range pages {
		s.Get(page).SaysNot(tender...)
	}
	s.Get("/journal").Says("Yarrow", "Clover").Fill("/journal/search", "q", "foxglove").Says("Nothing found")
	s.SaysNot("Rosebay")
	s.Get("/journal/"+name).Says("Rosebay", "Foxglove") // by its address
	s.Get("/remember/names/"+name+"/edit").Fill("/remember/names/"+name+"/edit", "day", "May").Is(200)
	s.Get("/remember/names").Fill("/remember/words").At("/remember/names").Says("Rosebay", "May") // one tap
	s.Get("/journal").Says("Rosebay", "Teasel").Fill("/journal/search", "q", "foxglove").Says("Found one")
	s.Get("/mine").Fill("/remember/words").At("/mine").Says("They are hidden now.").Fill("/remember/words").At("/mine").Says("They are shown again.")
	s.Post("/remember/words", "hide", "on", "back", "https://example.org/").At("/remember")
}

func TestWhatIsLeftOutOfAFormThatHidesWordsStays(t *testing.T) {
	s := open(t)
	s.name("name", "Robin", "call", "baby")
	id := s.heads(journal.KindRemembered)[0].ID
	s.Get("/remember/keep/new").Fill("/remember/keep/new", "text", "x", "of", id.String())
	keep := s.heads(journal.KindKeepsake)[0].ID
	s.Post("/remember/words", "hide", "on")
	edit := "/remember/names/" + id.String() + "/edit"
	s.Get(edit).Fill(edit, "day", "May")
	edit = "/remember/keep/" + keep.String() + "/edit"
	s.Get(edit).Fill(edit, "what", "a card")
	body, _ := s.vault.Body(id)
	if r, err := journal.DecodeRemembered(body); err != nil || r.Call != journal.CallBaby || r.Day != "May" {
		t.Errorf("left is %s", body)
	}
	body, _ = s.vault.Body(keep)
	if k, err := journal.DecodeKeepsake(body); err != nil || k.Of != id.String() || k.What != "a card" {
		t.Errorf("left is %s", body)
	}
}

func TestLockedNothingIsShownAndWhatIsTypedWaits(t *testing.T) {
	s := open(t)
	s.name("name", "Rosebay")
	s.Get("/mine/keep").Fill("/mine/keep", "new", passphrase, "new-again", passphrase)
	s.Post("/lock")
	for _, page := range []string{"/remember", "/remember/names", "/remember/keep", "/remember/paper", "/mine"} {
		if s.Get(page); strings.Contains(s.Raw, "Rosebay") {
			t.Errorf("%s shows what is locked", page)
		}
	}
	s.Get("/remember").Says("What you keep here is locked.").Leads("/unlock").Leads("/read/remember-ways").SaysNot("/remember/names", "baby")
	s.Post("/remember/words", "hide", "on").At("/unlock")
	s.Post("/remember/paper", "who", "Teasel").Says("Your words wait here")
	s.Fill("/unlock", "passphrase", passphrase).At("/remember/paper").Says("This is what you began before.", "Teasel")
	s.Fill("/remember/paper#paper").Says("Teasel")
	if drafts := s.vault.Drafts(); len(drafts) != 0 {
		t.Errorf("what waited is offered again: %q", drafts)
	}
	s.Get("/remember/names").Says("Rosebay")
}
