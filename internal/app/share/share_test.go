package share_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/jpeg"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/people"
	"snowdrop/internal/testkit/taken"
)

var ctx = context.Background()

// two are Sarah, who is the host, and James.
type two struct {
	*people.World
	sarah, james *people.Person
	hers, his    string // the address of the space for each of them
	id           record.SpaceID
	path         string // for her
}

func pair(t *testing.T, kind sharing.Kind) *two {
	w := people.New(t)
	c := &two{World: w, sarah: w.Person("Sarah"), james: w.Person("James")}
	both := w.Connect(c.sarah, c.james, kind)
	c.id, c.path = both.ID, both.Host.Path
	c.hers, c.his = "/together/with/"+both.Host.Path, "/together/with/"+both.Guest.Path
	return c
}

// kept is an entry of Sarah's.
func (c *two) kept(kind uint8, body []byte, err error) record.ID {
	c.T.Helper()
	if err != nil {
		c.T.Fatal(err)
	}
	id := record.NewID()
	if err := c.sarah.Vault.Put(ctx, record.Record{ID: id, Kind: kind, At: c.Now().Unix(), Body: body}); err != nil {
		c.T.Fatal(err)
	}
	return id
}

func (c *two) written(text string) record.ID {
	c.T.Helper()
	body, err := journal.Entry{Text: text}.Encode()
	return c.kept(journal.KindEntry, body, err)
}

func (c *two) share(id record.ID) string { return "/together/share/" + id.String() + "/" + c.path }

// shows has Sarah show an entry as it is ticked for her, and gives its address for James.
func (c *two) shows(id record.ID) string {
	c.T.Helper()
	before := len(c.james.Sharing.Items(c.id, items.KindCopy))
	c.sarah.Get(c.share(id)).Fill(c.share(id), "do", "show").At("/together/share/" + id.String())
	c.james.Until("it is there", func() bool { return len(c.james.Sharing.Items(c.id, items.KindCopy)) > before })
	for _, i := range c.james.Sharing.Items(c.id, items.KindCopy) {
		if i.New {
			return c.his + "/" + i.ID.String()
		}
	}
	c.T.Fatal("nothing is new to him")
	return ""
}

// copyOn is the copy on the page that is shown: its words, and how many photos it has.
func copyOn(p *people.Person) (string, int) {
	p.T.Helper()
	article := p.Page.First("article")
	if article == nil {
		p.T.Fatalf("%s shows no copy; it says:\n%s", p.Path, p.Main())
	}
	return article.Words(), len(article.All("img"))
}

func number(n int) *int        { return &n }
func score(f float64) *float64 { return &f }

// example is an entry of a kind. In its words, "PRIVATE" stands wherever nothing may go along unless it is ticked by itself.
type example struct {
	body   func() ([]byte, error)
	shown  []string // stands in the copy as it is ticked for her
	hidden []string // stands in it only once everything is ticked
}

func examples() map[uint8]example {
	answers := []*int{number(1), number(1), number(1), number(1), number(1), number(1), number(1), number(1), number(2)}
	report := `{"bleeding_pads_per_hour":2,"self_harm_thoughts":true,"afraid_of_partner":true,"reporter":"self"}`
	return map[uint8]example{
		journal.KindEntry: {journal.Entry{Text: "A few lines.", Asked: "What helped?", Letter: journal.LetterSomeone, To: "PRIVATE Ada"}.Encode,
			[]string{"A few lines.", "What helped?"}, []string{"PRIVATE Ada"}},
		journal.KindCheckIn: {journal.CheckIn{Heaviness: number(8), SleepHours: score(4), Note: "PRIVATE he shouted"}.Encode,
			[]string{"8", "4 hours"}, []string{"PRIVATE he shouted"}},
		journal.KindPractice: {journal.Practice{Which: "breathing", Before: number(8), After: number(5)}.Encode, []string{"8", "5"}, nil},
		journal.KindCheck: {journal.Check{Level: "emergency", Report: json.RawMessage(report), Private: true, Reasons: []journal.CheckReason{
			{Rule: "B3", Level: "urgent", Because: "You bleed a lot.", Source: "NHS", Reviewed: "2026-01-01"},
			{Rule: "P2", Level: "urgent", Because: "PRIVATE about ending it", Source: "NHS", Reviewed: "2026-01-01"},
			{Rule: "P9", Level: "emergency", Because: "PRIVATE about him", Source: "NHS", Reviewed: "2026-01-01"},
		}}.Encode, []string{"You bleed a lot."}, []string{"PRIVATE about ending it", "PRIVATE about him", "Afraid of somebody"}},
		journal.KindStory: {journal.Story{HowFar: journal.Far6to9, OwnWord: "PRIVATE Noah", Call: journal.CallName, Note: "PRIVATE told"}.Encode,
			[]string{"6"}, []string{"PRIVATE Noah", "PRIVATE told"}},
		journal.KindPain: {journal.Pain{Score: number(6), HelpedOwn: "PRIVATE Kim's hands", Note: "PRIVATE pushed"}.Encode,
			[]string{"6"}, []string{"PRIVATE Kim's hands", "PRIVATE pushed"}},
		journal.KindMeasure: {journal.Measure{Which: "phq9", Version: "2001", Answers: answers, Score: score(10), Note: "PRIVATE why"}.Encode,
			[]string{"PHQ-9", "10"}, []string{"1, 1, 1, 1, 1, 1, 1, 1, 2", "PRIVATE why"}},
		journal.KindSession: {journal.Session{Practice: "massage", PainBefore: number(7), PainAfter: number(3), Practitioner: "PRIVATE Jo", Reason: "PRIVATE reason", Reaction: "PRIVATE wept", Cost: "PRIVATE 40", Note: "PRIVATE n"}.Encode,
			[]string{"7", "3"}, []string{"PRIVATE Jo", "PRIVATE reason", "PRIVATE wept", "PRIVATE 40", "PRIVATE n"}},
		journal.KindMedicine: {journal.Medicine{Name: "iron", Amount: "one", Note: "PRIVATE from him"}.Encode, []string{"iron", "one"}, []string{"PRIVATE from him"}},
		journal.KindAppointment: {journal.Appointment{What: "Scan", Place: "PRIVATE street", Start: "2026-12-01T09:30Z", Questions: []string{"May I swim?"}, Note: "PRIVATE alone"}.Encode,
			[]string{"Scan", "09:30", "May I swim?"}, []string{"PRIVATE street", "PRIVATE alone"}},
		journal.KindSheet: {journal.Sheet{Title: "PRIVATE title", From: "2026-10-20", To: "2026-11-20", Made: "2026-11-20", Pieces: []string{"fear"}, Questions: []string{"How long?"}, Note: "PRIVATE say",
			Parts: []journal.SheetPart{{Heading: "Checks", Rows: []journal.SheetRow{{When: "3 March", Lines: []string{"PRIVATE afraid of him"}}}}}}.Encode,
			[]string{"How long?"}, []string{"PRIVATE title", "PRIVATE say", "PRIVATE afraid of him"}},
		journal.KindCard: {journal.Card{Wishes: []string{"ask-first"}, Tell: true, TellOwn: "PRIVATE lost", Note: "PRIVATE back"}.Encode, nil, []string{"PRIVATE lost", "PRIVATE back"}},
		journal.KindBox:  {journal.Box{What: journal.BoxPerson, Name: "PRIVATE Kim", Phone: "+44 20 7946 0018", Why: "PRIVATE listens"}.Encode, nil, []string{"PRIVATE Kim", "7946", "PRIVATE listens"}},
		journal.KindExercise: {journal.Exercise{Which: "friend", Said: map[string]string{"hard": "It was me.", "say": "It was not you."}, Before: number(7)}.Encode,
			[]string{"It was me.", "It was not you."}, nil},
		journal.KindPiece: {journal.Piece{Piece: "piece-1", Text: "What I wrote.", SetBy: "PRIVATE Ana", Reply: &journal.PieceReply{From: "PRIVATE Ana", Text: "PRIVATE reply"}}.Encode,
			[]string{"What I wrote."}, []string{"PRIVATE Ana", "PRIVATE reply"}},
		journal.KindRemembered: {journal.Remembered{Name: "PRIVATE Noah", Text: "PRIVATE words", Day: "PRIVATE in May"}.Encode,
			nil, []string{"PRIVATE Noah", "PRIVATE words", "PRIVATE in May"}},
		journal.KindKeepsake: {journal.Keepsake{What: "PRIVATE hat", Text: "PRIVATE soft"}.Encode, nil, []string{"PRIVATE hat", "PRIVATE soft"}},
		journal.KindCeremony: {journal.Ceremony{Title: "By the lake", Where: "out", Who: "two", Minutes: 30, Parts: []journal.CeremonyPart{{Part: "own", Words: "We sit."}}}.Encode,
			[]string{"By the lake", "We sit."}, nil},
		journal.KindDecision: {journal.Decision{About: "PRIVATE whether", Lean: journal.DecisionUnknown, Why: "PRIVATE why", Plan: "PRIVATE then"}.Encode,
			nil, []string{"PRIVATE whether", "PRIVATE why", "PRIVATE then"}},
		journal.KindSafety: {journal.Safety{Signs: []string{"PRIVATE no sleep"}, People: []journal.Contact{{Name: "PRIVATE Kim", Phone: "123"}}, Afraid: []string{"PRIVATE bag at Jo's"}}.Encode,
			nil, []string{"PRIVATE no sleep", "PRIVATE Kim", "PRIVATE bag at Jo's"}},
	}
}

func TestTheOtherSeesWhatThePreviewShowedAndNothingThatWasNotTicked(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	never := []uint8{journal.KindNote, journal.KindPerson, journal.KindDay, journal.KindCandle}
	all := examples()
	for _, kind := range slices.Sorted(maps.Keys(c.sarah.App.(*app.App).Kinds)) {
		e, has := all[kind]
		if slices.Contains(never, kind) {
			id := c.kept(kind, []byte(`{"v":1,"name":"PRIVATE Ada","text":"PRIVATE"}`), nil)
			c.sarah.Get(c.share(id)).Is(http.StatusNotFound)
			c.sarah.Get("/journal/" + id.String()).SaysNot("/together/share/")
			continue
		}
		if !has {
			t.Errorf("kind %d has no example here", kind)
			continue
		}
		body, err := e.body()
		id := c.kept(kind, body, err)
		c.sarah.Get("/journal/" + id.String()).Leads("/together/share/" + id.String()).Get(c.share(id)).Is(http.StatusOK)
		article := ""
		if e.shown != nil || c.sarah.Page.First("article") != nil {
			article, _ = copyOn(c.sarah)
		}
		for _, s := range append(slices.Clone(e.hidden), "PRIVATE", "02:05", "15:05") {
			if strings.Contains(article, s) {
				t.Errorf("kind %d: %q is in it although nobody ticked it:\n%s", kind, s, article)
			}
		}
		for _, s := range e.shown {
			if !strings.Contains(article, s) {
				t.Errorf("kind %d: %q is not in it:\n%s", kind, s, article)
			}
		}
		c.everyTick(kind, c.share(id), e)
		preview, photos := copyOn(c.sarah)
		his := c.shownNow(c.share(id))
		c.james.Get(his).Is(http.StatusOK)
		if got, n := copyOn(c.james); got != preview || n != photos {
			t.Errorf("kind %d: he sees\n%s\nwant\n%s", kind, got, preview)
		}
		c.james.Get(c.his)
	}
}

// everyTick ticks what is private, one after the other: each lets in what it says, and nothing else. All are ticked in the end.
func (c *two) everyTick(kind uint8, address string, e example) {
	c.T.Helper()
	usual := c.ticks("part")
	private := c.ticks("private")
	for _, one := range private {
		c.sarah.Do(http.MethodPost, address, map[string][]string{"part": usual, "private": {one}, "do": {"look"}}).Is(http.StatusOK)
		article, _ := copyOn(c.sarah)
		let := 0
		for _, h := range e.hidden {
			if strings.Contains(article, h) {
				let++
			}
		}
		if kind != journal.KindSafety && let > 2 {
			c.T.Errorf("kind %d: the one tick %q lets %d things in:\n%s", kind, one, let, article)
		}
		if kind == journal.KindSafety && one == "plan" && strings.Contains(article, "bag at Jo's") {
			c.T.Errorf("the plan brings along what is about fear:\n%s", article)
		}
	}
	c.sarah.Do(http.MethodPost, address, map[string][]string{"part": usual, "private": private, "do": {"look"}})
	article, _ := copyOn(c.sarah)
	for _, h := range e.hidden {
		if !strings.Contains(article, h) {
			c.T.Errorf("kind %d: %q is ticked and not in it:\n%s", kind, h, article)
		}
	}
}

// ticks are the values of all boxes of a name on the page.
func (c *two) ticks(name string) (out []string) {
	for _, box := range c.sarah.Page.First("main").All("input", "type=checkbox", "name="+name) {
		out = append(out, box.Attrs["value"])
	}
	return out
}

// shownNow sends the preview that is shown, and gives the copy's address for James.
func (c *two) shownNow(address string) string {
	c.T.Helper()
	before := len(c.james.Sharing.Items(c.id, items.KindCopy))
	c.sarah.Fill(address, "do", "show")
	if c.sarah.Status != http.StatusOK || !strings.Contains(c.sarah.Path, "done=shown") {
		c.T.Fatalf("%s: %d: %s", c.sarah.Path, c.sarah.Status, c.sarah.Main())
	}
	c.james.Until("it is there", func() bool { return len(c.james.Sharing.Items(c.id, items.KindCopy)) > before })
	for _, i := range c.james.Sharing.Items(c.id, items.KindCopy) {
		if i.New {
			return c.his + "/" + i.ID.String()
		}
	}
	c.T.Fatal("nothing is new to him")
	return ""
}

// What is put there says on which day, and at no time; and every way on from the page of a person leads somewhere.
func TestACopyTellsNoTimeAndEveryWayOnLeadsSomewhere(t *testing.T) {
	t.Parallel()
	for _, kind := range []sharing.Kind{sharing.Pair, sharing.Care} {
		c := pair(t, kind)
		if kind == sharing.Pair {
			c.shows(c.written("A line."))
			i := c.james.Sharing.Items(c.id, items.KindCopy)[0]
			if i.At.Format(time.RFC3339) != "2026-11-20T12:00:00Z" || bytes.Contains(i.Body, []byte("15:05")) {
				t.Errorf("it says when: %s, %s", i.At, i.Body)
			}
		}
		for p, at := range map[*people.Person]string{c.sarah: c.hers, c.james: c.his} {
			for _, a := range p.Get(at).Page.First("main").All("a") {
				if p.Get(a.Attrs["href"]); p.Status != http.StatusOK {
					t.Errorf("%s leads to %s, which answers %d", at, a.Attrs["href"], p.Status)
				}
			}
		}
	}
}

func TestAPhotoAndALongTextGoAlongWhole(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	var picture bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("It goes on and on. ", 3000) + "The very end."
	c.sarah.Get("/journal/new").Upload("/journal/new", picture.Bytes(), "text", long, "photo-alt", "The lake")
	id := c.sarah.Vault.List(journal.KindEntry)[0].ID
	c.sarah.Until("her photo is at the relay, and its state is not said", func() bool { return c.sarah.Photos.Waiting() == 0 })
	c.sarah.Get(c.share(id)).Says("The very end.")
	his := c.shownNow(c.share(id))
	c.james.Sees(his, "The very end.")
	c.james.Until("he sees what she saw", func() bool { // beside a photo that is on its way, that is said
		c.sarah.Get(c.share(id))
		preview, _ := copyOn(c.sarah)
		c.james.Get(his)
		got, photos := copyOn(c.james)
		return got == preview && photos == 1
	})
	at := c.james.Page.First("article").First("img").Attrs["data-src"]
	c.james.Get(at)
	if c.james.Answer.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the photo is %q, %d bytes", c.james.Answer.Get("Content-Type"), len(c.james.Raw))
	}
	c.sarah.Get("/together/share/" + id.String()).Fill(c.share(id) + "/back")
	c.james.Until("it is gone", func() bool { c.james.Get(at); return c.james.Status == http.StatusNotFound })
}

func TestWhatWasShownIsTakenBackInTwoTapsFromWhereverItIsSeen(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	for name, back := range map[string]func(id record.ID){
		"the entry": func(id record.ID) {
			c.sarah.Get("/journal/" + id.String()).Says("James can see this.").Leads("/together/share/" + id.String())
			c.sarah.Get("/together/share/" + id.String()).Fill(c.share(id) + "/back").Says("Taken back.")
		},
		"the space": func(record.ID) {
			c.sarah.Get(c.hers).Says("What James can see")
			c.sarah.Fill(c.sarah.Page.First("main").First("ul").First("form").Attrs["action"]).At(c.hers).Says("Taken back.", "James sees nothing of yours now.")
		},
		"who can see what": func(record.ID) {
			c.sarah.Get("/together/seen").Says("James can see")
			c.sarah.Fill(c.sarah.Page.First("main").First("ul").First("form").Attrs["action"]).Says("Taken back.")
		},
	} {
		id := c.written("I miss her voice.")
		his := c.shows(id)
		c.james.Get(his).Says("Sarah has shown you this", "I miss her voice.")
		back(id)
		c.james.Until("it is gone after taking it back from "+name, func() bool { c.james.Get(his); return c.james.Status == http.StatusNotFound })
		c.james.Get(c.his).SaysNot("I miss her voice.", "taken back")
		c.sarah.Get("/journal/" + id.String()).Says("I miss her voice.").SaysNot("James can see this.")
		c.sarah.Get("/together/seen").Says("Nothing now.")
	}
}

func TestACopyOfAnotherIsNotMine(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	id := c.written("Only hers foxglove.")
	his := c.shows(id)
	c.james.Get("/journal").SaysNot("foxglove").Fill("/journal/search", "q", "foxglove").Says("Nothing found")
	c.james.Get("/timeline").SaysNot("foxglove").Get("/today").SaysNot("foxglove").Get("/bin").SaysNot("foxglove")
	for _, form := range []string{"data", "page"} {
		taken.SaysNot(t, taken.As(t, c.james.App, form, people.Passphrase), "foxglove", "Sarah")
	}
	taken.SaysNot(t, taken.As(t, c.sarah.App, "data", people.Passphrase), "James")
	c.james.Post(his + "/back").Is(http.StatusNotFound) // what is hers, he can not take back
	c.sarah.Get("/journal/" + id.String() + "/delete").Says("James keeps the copy that you showed.")
}

func TestWhatChangedAfterThePreviewIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	id := c.written("The first words.")
	c.sarah.Get(c.share(id))
	form := c.sarah.Form(c.share(id))
	body, _ := journal.Entry{Text: "Other words."}.Encode()
	if err := c.sarah.Vault.Put(ctx, record.Record{ID: id, Kind: journal.KindEntry, At: c.Now().Unix(), Body: body}); err != nil {
		t.Fatal(err)
	}
	form.Set("do", "show")
	c.sarah.Do(http.MethodPost, c.share(id), form).Is(http.StatusConflict).Says("This changed in between.", "Other words.")
	if n := len(c.sarah.Sharing.Items(c.id, items.KindCopy)); n != 0 {
		t.Errorf("%d copies are there", n)
	}
	c.sarah.Do(http.MethodPost, c.share(id), map[string][]string{"do": {"show"}}).Is(http.StatusUnprocessableEntity).Says("Tick what you want to show")
}

func TestShownTwiceItIsThereOnce(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	id := c.written("Once.")
	c.sarah.Get(c.share(id))
	form := c.sarah.Form(c.share(id))
	form.Set("do", "show")
	c.sarah.Do(http.MethodPost, c.share(id), form).Do(http.MethodPost, c.share(id), form)
	c.sarah.Get(c.share(id)).Fill(c.share(id), "do", "show") // and shown anew, it takes the place of the one before
	if n := len(c.sarah.Sharing.Items(c.id, items.KindCopy)); n != 1 {
		t.Errorf("%d copies stand", n)
	}
}

func TestNothingGoesInWhileItWasStoppedQuietly(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	id := c.written("Not now.")
	c.sarah.Get(c.share(id))
	form := c.sarah.Form(c.share(id))
	form.Set("do", "show")
	c.sarah.Get(c.hers).Fill(c.hers + "/quiet").Says("Nothing of yours goes to James now.")
	c.sarah.Do(http.MethodPost, c.share(id), form).At(c.hers)
	c.sarah.Get(c.share(id)).At(c.hers)
	c.sarah.Get("/together/share/" + id.String()).Says("You have stopped showing things here")
	for _, i := range c.sarah.Sharing.Items(c.id) {
		if strings.Contains(string(i.Body), "Not now.") {
			t.Errorf("it went in: %s", i.Body)
		}
	}
	c.james.Get(c.his).SaysNot("stopped")
	c.sarah.Get(c.hers).Fill(c.hers+"/quiet/off").Get(c.share(id)).Fill(c.share(id), "do", "show").Says("Shown.")
}

func TestStoppingQuietlyTwiceIsAsOnce(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	form := c.sarah.Get(c.hers).Form(c.hers + "/quiet")
	for range 2 { // pressed twice, or in two tabs
		c.sarah.Do(http.MethodPost, c.hers+"/quiet", form).Says("Nothing of yours goes to James now.")
	}
	form = c.sarah.Form(c.hers + "/quiet/off")
	for range 2 {
		c.sarah.Do(http.MethodPost, c.hers+"/quiet/off", form).Says("James sees what you show here")
	}
}

func TestWordsToACopyAreNeverLost(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	id := c.written("Read me.")
	his := c.shows(id)
	form := c.james.Get(his).Form(his + "/reply")
	send := func(words string) *people.Person {
		form.Set("words", words)
		p := c.james
		p.Do(http.MethodPost, his+"/reply", form)
		return p
	}
	send("First words.").Is(http.StatusOK)
	send("First words.").Is(http.StatusOK) // sent twice
	send("Other words, after Back.").Says("First words.", "Other words, after Back.")
	if n := len(c.james.Sharing.Items(c.id, items.KindReply)); n != 2 {
		t.Errorf("%d replies", n)
	}
	c.james.Post("/draft", "draft", strings.TrimPrefix(his, "/")+"/reply", "words", "Half a").Get(his)
	if got := c.james.Form(his + "/reply").Get("words"); got != "Half a" {
		t.Errorf("what was typed has become %q", got)
	}
	c.sarah.Get("/together/share/" + id.String()).Fill(c.share(id) + "/back")
	c.james.Until("it was taken back", func() bool { return len(c.james.Sharing.Items(c.id, items.KindCopy)) == 0 })
	c.james.Get("/today").Leads(his + "/reply").Get(his + "/reply").Says("This was taken back.")
	if got := c.james.Form(his + "/reply").Get("words"); got != "Half a" {
		t.Errorf("what was typed has become %q", got)
	}
	send("Half a sentence.").Is(http.StatusConflict).Says("This was taken back.")
	if got := c.james.Form(his + "/reply").Get("words"); got != "Half a sentence." {
		t.Errorf("what was typed has become %q", got)
	}
}

func TestATimeThatSomebodySaysPutsNothingFirst(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	put := func(text string, at time.Time) {
		body, err := items.Copy{Of: journal.KindEntry, Day: "2026-11-20", Parts: []items.Part{{Own: true, Text: text}}}.Encode()
		if err == nil {
			err = c.james.Sharing.Put(ctx, c.id, record.NewID(), items.KindCopy, at, body)
		}
		if err != nil {
			t.Fatal(err)
		}
		c.sarah.Sees(c.hers, text)
	}
	for _, at := range []int64{4e9, 1 << 40, 1<<63 - 1, -1 << 63} {
		put("For ever.", time.Unix(at, 0))
	}
	put("Today.", c.Now())
	if p := c.sarah.Get(c.hers).Main(); strings.Index(p, "Today.") > strings.Index(p, "For ever.") {
		t.Errorf("the newest does not stand first: %s", p)
	}
}

func TestTodaySaysWhoHasShownSomethingAndNeitherWhenNorHowMuch(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	c.shows(c.written("One."))
	his := c.shows(c.written("Two."))
	c.james.Get("/today").Says("Sarah has shown you something").SaysNot("15:05")
	c.james.Get("/together").Says("Sarah", "Has shown you something")
	c.james.Post("/mine/quiet", "quiet", "on").Get("/today").SaysNot("Sarah")
	c.james.Get(c.his).SaysNot(">New<")
	c.james.Post("/mine/quiet", "quiet", "off")
	c.shows(c.written("Three."))
	c.james.Get(c.his).Says("New").Get(c.his).SaysNot(">New<").Get(his).Get("/today").SaysNot("has shown you something")
}

// Once a month the page of who can see what is offered, to whoever shows something: nobody who shows nothing has to look.
func TestWhoCanSeeWhatIsOfferedOnceAMonth(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	offered := func(p *people.Person, want bool) {
		t.Helper()
		p.Get("/today")
		if is := strings.Contains(p.Raw, `href="/together/seen"`); is != want {
			t.Errorf("offered to %s: %v", p.Name, is)
		}
	}
	c.Pass(31 * 24 * time.Hour)
	offered(c.sarah, false)
	c.shows(c.written("A line."))
	offered(c.sarah, true)
	offered(c.james, false)
	c.sarah.Get("/together/seen").Says("James can see")
	offered(c.sarah, false)
	c.Pass(31 * 24 * time.Hour)
	offered(c.sarah, true)
	c.sarah.Get(c.hers + "/leave").Fill(c.hers + "/leave")
	offered(c.sarah, false)
}

func TestSomebodyWhoWorksWithClientsShowsNothingAndAnswers(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Care)
	id := c.written("What I told her.")
	c.sarah.Get(c.share(id))
	if strings.Contains(c.sarah.Path, "/care/") { // what there is to know first
		for _, form := range c.sarah.Page.First("main").All("form") {
			c.sarah.Fill(form.Attrs["action"])
			break
		}
	}
	his := c.shows(id)
	c.james.Get(his).Says("What I told her.").Fill(his+"/reply", "words", " ").Is(http.StatusUnprocessableEntity)
	c.james.Fill(his+"/reply", "words", "Thank you for telling me.").Says("Sent.", "Thank you for telling me.")
	hers := strings.Replace(his, c.his, c.hers, 1)
	c.sarah.Sees(hers, "Thank you for telling me.")
	own, err := journal.Entry{Text: "Mine."}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	mine := record.NewID()
	if err := c.james.Vault.Put(ctx, record.Record{ID: mine, Kind: journal.KindEntry, At: c.Now().Unix(), Body: own}); err != nil {
		t.Fatal(err)
	}
	c.james.Get("/together/share/"+mine.String()).Says("There is nobody yet").Post("/together/share/"+mine.String()+strings.TrimPrefix(c.his, "/together/with"), "do", "show", "part", "text").At(c.his)
	c.james.Get(c.his).Says("You can ask and answer.").SaysNot("What Sarah can see")
}

func TestLeavingNeedsNobodyAndIsQuietUnlessItIsTold(t *testing.T) {
	t.Parallel()
	for _, tell := range []string{"no", "yes"} {
		c := pair(t, sharing.Pair)
		his := c.shows(c.written("Take me along."))
		c.sarah.Link.Offline(true)
		c.sarah.Get(c.hers+"/leave").Says("You need no reason", "James may notice that they are gone.").Fill(c.hers+"/leave", "tell", tell).At("/together/seen").Says("You have left.").SaysNot("James")
		c.sarah.Link.Offline(false)
		c.james.Until("what was hers is gone", func() bool { c.james.Get(his); return c.james.Status == http.StatusNotFound })
		if tell == "yes" {
			c.james.Sees(c.his, "no longer here")
		} else {
			c.james.Get(c.his).SaysNot("no longer here", "no longer in")
		}
		c.sarah.Get(c.hers).SaysNot("Take me along.")
	}
}

func TestOnlyTheHostEndsItAndTheSecretIsAskedAgain(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Care)
	id := c.written("For her eyes.")
	c.sarah.Get(c.share(id))
	c.james.Get(c.his + "/end").At(c.his).SaysNot("End it for both")
	c.sarah.Get(c.hers+"/longer").Fill(c.hers+"/longer", "days", "30", "passphrase", "wrong").Is(http.StatusUnprocessableEntity)
	c.sarah.Get(c.hers+"/longer").Fill(c.hers+"/longer", "days", "30", "passphrase", people.Passphrase).At(c.hers).Says("The new day is set.", "20 December 2026")
	c.sarah.Get(c.hers+"/end").Fill(c.hers+"/end", "passphrase", "not it").Is(http.StatusUnprocessableEntity).Says("passphrase")
	c.sarah.Fill(c.hers+"/end", "passphrase", people.Passphrase).At("/together/seen").Says("It has ended.")
	c.james.Sees(c.his, "This has ended.")
	c.james.Fill(c.his + "/away").At("/together/seen").Says("It is gone from this device.").Get("/together").SaysNot("Sarah")
}

func TestTheSpaceSaysWhoIsInSinceWhenAndKeepsAnotherNameForMeAlone(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	c.sarah.Get(c.hers).Says("20 November 2026: James came in.")
	c.james.Get(c.his).Says("You, as James, and Sarah", "20 November 2026")
	c.james.Get(c.his+"/name").Fill(c.his+"/name", "name", "").Is(http.StatusUnprocessableEntity)
	c.james.Get(c.his+"/name").Fill(c.his+"/name", "name", "My love").Says("My love", "Only you see this name.")
	c.sarah.Get(c.hers).SaysNot("My love")
	five := func(p *people.Person, at string) []string {
		all := p.Get(at + "/same").Page.First("main").All("p")
		return strings.Fields(all[1].Words())
	}
	c.james.Until("both have the same", func() bool { // what the space is may be on its way to him
		hers, his := five(c.sarah, c.hers), five(c.james, c.his)
		return len(hers) == 5 && slices.Equal(hers, his)
	})
	c.sarah.Link.Offline(true)
	c.sarah.Get(c.share(c.written("One more."))).Fill(c.sarah.Path, "do", "show")
	if hers, his := five(c.sarah, c.hers), five(c.james, c.his); !slices.Equal(hers, his) {
		t.Errorf("what only waits here changes the words: she reads %q, he reads %q", hers, his)
	}
	// What lands in the history of a browser names nobody.
	for _, p := range []*people.Person{c.sarah, c.james} {
		for _, at := range slices.Concat(p.Visited, p.Titles) {
			if strings.Contains(at, "James") || strings.Contains(at, "Sarah") || page.Says(at, "love") {
				t.Errorf("the history says %q", at)
			}
		}
	}
}

// Whoever had her open phone in their hand can have come in for her, in a space whose page she would never open.
func TestWhoeverCameInIsSaidWhereSheLooksAnyway(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	for _, at := range []string{"/today", "/mine", "/mine/devices"} {
		c.sarah.Get(at).Says("20 November: someone came in where you share.").SaysNot("James")
		c.james.Get(at).Says("20 November: you came in where someone shares with you.").SaysNot("Sarah came in")
	}
	c.Pass(6 * 24 * time.Hour)
	c.james.Get("/today").Says("you came in where someone shares with you")
	c.Pass(3 * 24 * time.Hour)
	for _, p := range []*people.Person{c.sarah, c.james} {
		p.Get("/today").SaysNot("where you share", "where someone shares")
	}
}

func TestWithoutTheRelayTheWayThereIsShown(t *testing.T) {
	t.Parallel()
	w := people.New(t)
	p := w.Somebody("Sarah")
	if err := p.Vault.Keep(ctx, people.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.Get("/journal/new").Fill("/journal/new", "text", "A line.")
	p.Get("/together/share/" + p.Vault.List(journal.KindEntry)[0].ID.String()).Says("kept at the relay").Leads("/mine/where")
	p.Get("/together/seen").Says("Nobody sees anything of yours.")
}

func TestWhatAHostileMemberPutsThereIsOnlyText(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	file, err := c.james.Sharing.AddFile(ctx, c.id, []byte("<script>alert(1)</script>"))
	if err != nil {
		t.Fatal(err)
	}
	file.Type = "text/html"
	body, err := items.Copy{Of: 250, Day: "2026-11-20", Lang: `en" onload="x`, Parts: []items.Part{{Name: "<b>", Text: "<script>alert(2)</script>"}, {Photo: &file, Text: `" onerror="x`}}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.james.Sharing.Put(ctx, c.id, record.NewID(), items.KindCopy, time.Now(), body); err != nil {
		t.Fatal(err)
	}
	c.sarah.Until("it is there", func() bool { return len(c.sarah.Sharing.Items(c.id, items.KindCopy)) == 1 })
	at := c.hers + "/" + c.sarah.Sharing.Items(c.id, items.KindCopy)[0].ID.String()
	c.sarah.Get(c.hers).Get(at).Is(http.StatusOK).SaysNot("<script>alert", `" onload="x"`, `" onerror="x"`)
	c.sarah.Get(at + "/1").Is(http.StatusNotFound)
	c.sarah.Get(at + "/7").Is(http.StatusNotFound)
}

// Right after joining, this device has not read yet who is in. The other one is, and nobody is told otherwise.
func TestWhoHasJustJoinedIsNotToldThatTheOtherIsNotThere(t *testing.T) {
	w := people.New(t)
	sarah, james := w.Person("Sarah"), w.Person("James")
	owner, err := sarah.Devices.Prove(ctx, devices.Proof{Passphrase: people.Passphrase})
	if err != nil {
		t.Fatal(err)
	}
	id, err := sarah.Sharing.Create(ctx, owner, sharing.Pair, "Sarah", "James", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	self, under := space.NewSelf(), seal.NewKey()
	handover, err := sarah.Sharing.Admit(ctx, owner, id, space.NewMember("James", self.Keys()))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := handover(under, nil)
	if err != nil {
		t.Fatal(err)
	}
	joined, err := space.Join(under, nil, sealed, self)
	if err != nil {
		t.Fatal(err)
	}
	james.Link.Offline(true)
	if err := james.Sharing.Join(ctx, joined, self, sharing.Terms{Kind: sharing.Pair, Me: "James", Other: "Sarah"}); err != nil {
		t.Fatal(err)
	}
	at := "/together/with/" + james.Sharing.Spaces()[0].Path
	james.Get(at).Says("comes to this device now").SaysNot("is not here yet")
	james.Get("/together").Says("Coming to this device").SaysNot("Not here yet")
	james.Link.Offline(false)
	james.Sharing.Nudge()
	james.SeesNot(at, "comes to this device now").Sees(at, "What Sarah can see")
}

func TestOneLargeFileNamedAgainAndAgainFillsNoPage(t *testing.T) {
	t.Parallel()
	c := pair(t, sharing.Pair)
	f, err := c.james.Sharing.AddFile(ctx, c.id, bytes.Repeat([]byte("again "), 1<<18)) // a megabyte and a half
	if err != nil {
		t.Fatal(err)
	}
	f.Type = "text/plain"
	var spam items.Copy
	spam.Of, spam.Day = journal.KindEntry, "2026-11-20"
	for range 50 {
		spam.Parts = append(spam.Parts, items.Part{Own: true, Text: "And ", Rest: &f})
	}
	body, err := spam.Encode()
	if err != nil {
		t.Fatal(err)
	}
	id := record.NewID()
	if err := c.james.Sharing.Put(ctx, c.id, id, items.KindCopy, c.Now(), body); err != nil {
		t.Fatal(err)
	}
	c.sarah.Sees(c.hers+"/"+id.String(), "again again")
	if n := len(c.sarah.Raw); n > 6<<20 {
		t.Errorf("a page of %d bytes", n)
	}
}
