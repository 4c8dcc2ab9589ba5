package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/devices"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/taken"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
)

// kindOfATest is a kind that nothing of the app knows.
const kindOfATest uint8 = 200

// garden is a place as a package would bring it: one form, one kind.
func garden() screen.Place {
	form := func(x *screen.Exchange, status int, form ui.Form) {
		x.Show(status, ui.Asked(ui.AskedPage{
			Frame: x.Frame("place.body", "body"), Title: "Garden", Form: form, Action: x.R.URL.Path,
			Fields: []ui.Field{{Name: "plant", Label: "Plant"}}, Go: "Keep", Back: "/body",
			Held: [][2]string{{"over", x.Over(form)}},
		}))
	}
	return screen.Place{
		Writing: map[string]screen.Screen{
			"GET /body/garden/new": func(x *screen.Exchange) {
				draft, _ := x.Draft()
				form(x, http.StatusOK, draft)
			},
			"POST /body/garden/new": func(x *screen.Exchange) {
				if x.Value("plant") == "" {
					form(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "plant", Sentence: "Say which."}))
					return
				}
				id, err := x.Keep(kindOfATest, x.Now(), []byte(`{"plant":"`+x.Value("plant")+`"}`))
				if err != nil {
					x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
					return
				}
				x.To("/journal/" + id.String())
			},
			"GET /body/garden/{id}/edit": func(x *screen.Exchange) {
				draft, found := x.Draft()
				if !found {
					rec, _ := x.Stored()
					draft.Values = map[string][]string{"plant": {plantOf(rec.Body)}}
				}
				form(x, http.StatusOK, draft)
			},
			"POST /body/garden/{id}/edit": func(x *screen.Exchange) {
				rec, ok := x.Stored()
				if !ok {
					x.NotFound()
					return
				}
				if err := x.Change(rec.ID, rec.Kind, x.Local(rec.At), []byte(`{"plant":"`+x.Value("plant")+`"}`)); err != nil {
					x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
					return
				}
				x.To("/journal/" + rec.ID.String())
			},
		},
		Kinds: []screen.Kind{{
			ID: kindOfATest, Name: "kind.practice", File: "garden",
			Line: func(_ *screen.Exchange, body []byte) string { return plantOf(body) + " in one line" },
			Facts: func(_ *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
				return []ui.Fact{{Name: "Plant", Value: plantOf(body)}}, "", nil
			},
			Edit:  func(id record.ID) string { return "/body/garden/" + id.String() + "/edit" },
			Words: plantOf,
		}},
		Forms: []string{"/body/garden/new", "/body/garden/{id}/edit"},
	}
}

func plantOf(body []byte) string {
	var b struct{ Plant string }
	_ = json.Unmarshal(body, &b)
	return b.Plant
}

func TestAKindIsShownFoundChangedTakenAlongAndDeletedByRegisteringAlone(t *testing.T) {
	p := newPerson(t)
	p.app.add(garden())
	p.keep()
	p.get("/body/garden/new").fill("/body/garden/new", "plant", "Foxglove").says("Foxglove")
	link := p.path
	p.get("/journal").says("Foxglove in one line")
	p.get("/timeline").says("Foxglove in one line")
	p.get("/journal").fill("/journal/search", "q", "foxGLOVE").says("Found one", "Foxglove in one line")
	p.get("/journal").fill("/journal/search", "q", "thistle").says("Nothing found")
	taken.Says(t, taken.As(t, p.app, "page", passphrase), "Foxglove")
	taken.Says(t, taken.As(t, p.app, "data", passphrase), `"kind":"garden"`, `"plant":"Foxglove"`)
	p.get(link + "/edit").at(strings.Replace(link, "/journal/", "/body/garden/", 1) + "/edit")
	p.fill(p.path, "plant", "Bryony").at(link).says("Bryony").saysNot("Foxglove")
	p.get("/journal").fill("/journal/search", "q", "foxglove").says("Nothing found")
	p.get(link + "/delete").fill(link + "/delete").at("/journal").saysNot("Bryony")
	taken.SaysNot(t, taken.As(t, p.app, "data", passphrase), "Bryony")
}

func TestAFormOfAPlaceSentTwiceKeepsOneThing(t *testing.T) {
	p := newPerson(t)
	p.app.add(garden())
	name := record.NewID().String()
	p.post("/body/garden/new", "plant", "Foxglove", "id", name)
	p.post("/body/garden/new", "plant", "Foxglove", "id", name)
	p.post("/body/garden/new", "plant", "Bryony", "id", name)
	if n := len(p.app.List()); n != 2 {
		t.Errorf("%d entries, want the first once and the changed one beside it", n)
	}
}

func TestADraftOfAPlaceComesBackAndWaitsWhereThingsWereLockedMeanwhile(t *testing.T) {
	p := newPerson(t)
	p.app.add(garden())
	p.keep()
	p.post("/draft", "draft", "body/garden/new", "plant", "Half a fox").expect(http.StatusNoContent)
	p.get("/today").says("A form that you began")
	p.get("/body/garden/new")
	if got := p.page.First("form", "action="+p.path).Fields().Get("plant"); got != "Half a fox" {
		t.Errorf("the form came back with %q", got)
	}
	p.fill("/body/garden/new", "plant", "Foxglove")
	link := p.path
	p.get("/today").saysNot("Half a fox").saysNot("A form that you began")

	p.post("/draft", "draft", "body/shed/new", "plant", "x").expect(http.StatusBadRequest)

	p.get("/body/garden/new")
	p.app.Lock()
	p.fill("/body/garden/new", "plant", "Late words").says("Unlock")
	p.fill("/unlock", "passphrase", passphrase).at("/body/garden/new")
	if got := p.page.First("form", "action="+p.path).Fields().Get("plant"); got != "Late words" {
		t.Errorf("what waited came back as %q", got)
	}
	p.post("/draft/drop", "draft", "body/garden/new").at("/body/garden/new")
	edit := strings.Replace(link, "/journal/", "/body/garden/", 1) + "/edit"
	p.get(edit)
	p.app.Lock()
	p.fill(edit, "plant", "Changed late").fill("/unlock", "passphrase", passphrase).at(edit)
	if got := p.page.First("form", "action="+p.path).Fields().Get("plant"); got != "Changed late" {
		t.Errorf("what waited of a change came back as %q", got)
	}
}

// An entry that is gone leaves its draft behind, and the app does not know the form.
func TestTheDraftOfAFormThatHasNoEntryIsShownAsWords(t *testing.T) {
	p := newPerson(t)
	p.keep()
	lost := record.NewID().String()
	p.post("/draft", "draft", "journal/"+lost, "plant", "Foxglove", "where", "by the weir").expect(http.StatusNoContent)
	p.get("/journal/"+lost+"/edit").says("Foxglove", "by the weir")
}

func TestAKindThatNobodyKnowsIsOfANewerSnowdropAndStaysWhole(t *testing.T) {
	p := newPerson(t)
	p.app.add(garden())
	p.post("/body/garden/new", "plant", "Foxglove")
	link := p.path
	delete(p.app.Kinds, kindOfATest)
	p.get("/journal").says(text.English.Say("entry.newer"))
	p.get(link).says(text.English.Say("entry.newer")).saysNot(`href="` + link + "/edit")
	p.get(link + "/edit").expect(http.StatusNotFound)
	taken.Says(t, taken.As(t, p.app, "data"), `"kind":"kind-200"`, "Foxglove")
	taken.Says(t, taken.As(t, p.app, "page"), text.English.Say("entry.newer"), "Foxglove")
}

func TestAKindChangedOnTwoDevicesIsShownTwiceAndComesBackFromTheBin(t *testing.T) {
	at := newRelay()
	phone, laptop := newPersonAt(t, at), newPersonAt(t, at)
	phone.app.add(garden())
	laptop.app.add(garden())
	phone.get("/body/garden/new").fill("/body/garden/new", "plant", "Foxglove")
	entry := phone.path
	laptop.opens(phone.start("phone"), "laptop")
	laptop.until("/journal", "Foxglove in one line")
	for p, plant := range map[*person]string{phone: "Bryony", laptop: "Thistle"} {
		p.link.Offline(true)
		p.get(entry+"/edit").fill(p.path, "plant", plant)
	}
	for _, p := range []*person{phone, laptop} {
		p.link.Offline(false)
		p.app.Devices.Nudge()
	}
	laptop.until("/journal", "Changed on two devices") // else it could delete its own version before it knows of the other
	phone.until("/journal", "Changed on two devices")
	phone.get(entry).says("Bryony", "Thistle")
	phone.fill(entry + "/choose").at(entry).says("This one stays")
	laptop.until(entry, "Change Delete")
	left := plantOf(bodyOf(t, phone, entry))
	laptop.get(entry + "/delete").fill(entry + "/delete")
	phone.until("/bin", left+" in one line")
	phone.fill("/bin/" + id(entry) + "/restore")
	phone.get(entry).says(left)
}

func bodyOf(t *testing.T, p *person, entry string) []byte {
	t.Helper()
	name, err := record.ParseID(id(entry))
	if err != nil {
		t.Fatal(err)
	}
	body, err := p.app.Body(name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Whatever the person keeps has a place that knows it, but for what devices keeps for themselves.
func TestEveryKindOfTheJournalIsKnown(t *testing.T) {
	p := newPerson(t)
	names, files := map[string]uint8{}, map[string]uint8{}
	for id := journal.KindEntry; id <= journal.KindSheet; id++ {
		k, known := p.app.KindOf(id)
		switch {
		case id == devices.Kind:
		case !known:
			t.Errorf("nothing knows kind %d", id)
		case !text.English.Has(k.Name) || k.File == "" || k.Line == nil || k.Facts == nil:
			t.Errorf("kind %d has no name, no name in the file of everything, no line or no facts", id)
		case names[text.English.Say(k.Name)] != 0 || files[k.File] != 0:
			t.Errorf("kind %d is called as another: %q, %q", id, text.English.Say(k.Name), k.File)
		}
		names[text.English.Say(k.Name)], files[k.File] = id, id
	}
}

// A body of a newer Snowdrop, or a damaged one, must not end the page it stands on.
func TestNoKindFallsOverABodyThatItCannotRead(t *testing.T) {
	p := newPerson(t)
	x := p.app.exchange(httptest.NewRecorder(), httptest.NewRequest("GET", "/journal", nil)).Exchange
	for id, k := range p.app.Kinds {
		for _, body := range []string{"", "x", "null", "[]", "{}", `{"v":99}`, `{"v":"a"}`} {
			if k.Words != nil {
				k.Words([]byte(body))
			}
			if line := x.LineOf(id, []byte(body)); line == "" {
				t.Errorf("kind %d has an empty line for %q", id, body)
			}
			if _, _, err := k.Facts(x, []byte(body)); err == nil && (body == "" || body == "x" || body == "[]") {
				t.Errorf("kind %d reads %q without a word", id, body)
			}
		}
	}
}

func TestTheCheckGoesByTheTableThatTheAppWasGiven(t *testing.T) {
	p := newPerson(t)
	if p.app.Table() != signs.Standard() {
		t.Error("without a table the check does not go by the standard one")
	}
	p.app.Signs = func() *signs.Table { return nil }
	if p.app.Table() != signs.Standard() {
		t.Error("with no table yet the check does not go by the standard one")
	}
	own := signs.Without(signs.Missing)
	p.app.Signs = func() *signs.Table { return own }
	if p.app.Table() != own {
		t.Error("the check does not go by the table that it was given")
	}
}
