package ceremony_test

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/ceremony"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/alone"
)

type one struct{ *alone.Person }

func visiting(t *testing.T) *one { t.Helper(); return &one{alone.New(t)} }

// plan makes one, and gives its address.
func (p *one) plan(where, who, minutes string) string {
	p.T.Helper()
	p.Get("/remember/plan").Fill("/remember/plan", "where", where, "who", who, "minutes", minutes).Is(200).Says("Here is an order.")
	at, _, _ := strings.Cut(p.Path, "?")
	return at
}

// order are the parts of the shown plan.
func (p *one) order() (out []string) {
	p.T.Helper()
	for _, li := range p.Page.First("main").First("ol", "class=plan").All("li") {
		if h := li.First("h3"); h != nil {
			out = append(out, h.Words())
		}
	}
	return out
}

// press sends a button of the part with a title.
func (p *one) press(title, do string) *one {
	p.T.Helper()
	for _, li := range p.Page.First("main").First("ol", "class=plan").All("li") {
		if h := li.First("h3"); h != nil && h.Words() == title {
			f := li.First("form")
			form := f.Fields()
			form.Set("do", do)
			p.Do("POST", f.Attrs["action"], form).Is(200)
			return p
		}
	}
	p.T.Fatalf("there is no %q", title)
	return p
}

func (p *one) stored(at string) journal.Ceremony {
	p.T.Helper()
	id, err := record.ParseID(strings.TrimPrefix(at, "/remember/plan/"))
	if err != nil {
		p.T.Fatal(err)
	}
	body, err := p.Vault.Body(id)
	if err != nil {
		p.T.Fatal(err)
	}
	c, err := journal.DecodeCeremony(body)
	if err != nil {
		p.T.Fatal(err)
	}
	return c
}

func TestChoosingWhereWhoAndHowLongGivesAnOrderThatThePersonChanges(t *testing.T) {
	p := visiting(t)
	p.Get("/remember/plan").Fill("/remember/plan").Is(422).Says("Choose a place.", "Choose who is there.", "Choose how long.")
	at := p.plan("in", "two", "20")
	first := p.order()
	if len(first) < 5 || !slices.Contains(first, "Light a candle") {
		t.Fatalf("proposed is %q", first)
	}
	up := url.Values{"do": {"up"}, "at": {"1"}, "part": {p.stored(at).Parts[1].Part}}
	r := httptest.NewRequest("POST", at, strings.NewReader(up.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if p.App.ServeHTTP(w, r); !strings.HasSuffix(w.Header().Get("Location"), "#part-1") {
		t.Errorf("she is not where the part is that was moved: %q", w.Header().Get("Location"))
	}
	p.Get(at + "?done=plan.moved").Says("It is moved.")
	if got := p.order(); got[0] != first[1] || got[1] != first[0] {
		t.Errorf("moved up: %q", got)
	}
	p.press(first[1], "down")
	if got := p.order(); !slices.Equal(got, first) {
		t.Errorf("moved down again: %q, want %q", got, first)
	}
	p.press(first[2], "off").Says("It is taken out.")
	if got := p.order(); len(got) != len(first)-1 || slices.Contains(got, first[2]) {
		t.Errorf("taken out: %q", got)
	}
	p.Post(at, "do", "add", "part", "prayer").Says("It is added.", "A prayer of your own", "We write none for you.")
	p.Fill(at, "do", "add", "part", "own", "words", "").Is(422).Says("Write what happens in this part.")
	p.Post(at, "do", "add", "part", "own", "words", "We hum the song.").Says("We hum the song.", "Our own part")
	if got := p.order(); slices.Index(got, "Our own part") > slices.Index(got, "A last word") {
		t.Errorf("her own part stands behind the end: %q", got)
	}
	if li := p.Page.First("main").First("ol", "class=plan").All("li"); strings.Contains(li[0].Words(), "Move up") || strings.Contains(li[len(li)-1].Words(), "Move down") {
		t.Error("the first can be moved up, or the last one down")
	}
	p.Post(at, "do", "up", "at", "0", "part", "not-there").Is(200) // changed elsewhere since: nothing happens
	p.Post(at, "do", "up", "at", "99", "part", "own").Is(200)
	p.Post(at, "do", "explode", "at", "0", "part", p.stored(at).Parts[0].Part).Is(404)
	p.Get("/remember/plan").Says("A small ceremony").Leads(at)
	p.Get("/remember/parts/prayer").At("/remember/plan")
}

func TestOwnWordsStandInThePlanOnPaperAndInTheFile(t *testing.T) {
	p := visiting(t)
	at := p.plan("out", "family", "20")
	p.Get(at + "/edit")
	form := p.Form(at + "/edit")
	n := 0
	for name := range form {
		if strings.HasPrefix(name, "words-") {
			form.Set(name, "OWN "+name)
			n++
		}
	}
	form.Set("title", "For Rowan")
	form.Set("when", "On Sunday")
	p.Do("POST", at+"/edit", form).Is(200).At(at).Says("For Rowan", "On Sunday")
	for _, page := range []string{at, at + "/paper", at + "/order.md"} {
		p.Get(page).Is(200)
		if got := strings.Count(p.Raw, "OWN words-"); got < n {
			t.Errorf("%s has %d of %d words", page, got, n)
		}
	}
	p.Get("/journal").Says("For Rowan")
	p.Fill("/journal/search", "q", "own words-0").Says("Found one")
	p.Get(at+"/edit").Fill(at+"/edit", "title", strings.Repeat("a", 121)).Is(422).Says("This is too long.")
	if title := p.Get(at + "/paper").Page.First("title").Words(); strings.Contains(title, "Snowdrop") || strings.Contains(title, "Rowan") {
		t.Errorf("on the print stands %q", title)
	}
	for _, address := range p.Visited {
		if strings.Contains(address, "Rowan") || strings.Contains(address, "OWN") {
			t.Errorf("what was written stands in an address: %s", address)
		}
	}
}

// Words that were written for a part that somebody took out elsewhere stay: they become a part of her own.
func TestWordsAreNeverDroppedBecauseThePartsChanged(t *testing.T) {
	p := visiting(t)
	at := p.plan("in", "alone", "20")
	p.Post(at, "do", "add", "part", "own", "words", "one").Post(at, "do", "add", "part", "own", "words", "two")
	p.Get(at + "/edit")
	form := p.Form(at + "/edit")
	for name := range form {
		if strings.HasPrefix(name, "words-") {
			form.Set(name, "OWN "+name)
		}
	}
	p.Get(at)
	p.press("Our own part", "off")
	p.press(p.order()[0], "off").press(p.order()[1], "down")
	p.Do("POST", at+"/edit", form).Is(200)
	all := ""
	for _, part := range p.stored(at).Parts {
		all += part.Words + " "
		if part.Part != journal.CeremonyOwn && part.Words != "" && !strings.HasSuffix(part.Words, part.Part) {
			t.Errorf("%s has the words %q", part.Part, part.Words)
		}
	}
	for name := range form {
		if strings.HasPrefix(name, "words-") && !strings.Contains(all, "OWN "+name) {
			t.Errorf("the words for %s are gone: %s", name, all)
		}
	}
}

// The safety of every part stands wherever the part does: on the page, on paper, in the file, and in what is shown to somebody.
func TestWhatToTakeCareOfStandsWhereverThePartDoes(t *testing.T) {
	book, _ := content.Find("en", ceremony.Page)
	parts := ceremony.Of(book)
	p, met := visiting(t), map[string]bool{}
	look := func(at string, cares []string) {
		t.Helper()
		for _, page := range []string{at, at + "/paper", at + "/order.md", "/journal/" + strings.TrimPrefix(at, "/remember/plan/")} {
			p.Get(page).Is(200)
			text := p.Raw
			if strings.HasPrefix(p.Answer.Get("Content-Type"), "text/html") {
				text = p.Main()
			}
			for _, care := range cares {
				met[care] = true
				g, _ := content.Find("en", ceremony.CarePage(care))
				for _, line := range ceremony.Lines(g) {
					if !strings.Contains(text, line) {
						t.Errorf("%s does not say: %s", page, line)
					}
				}
			}
		}
		if box := p.Get(at+"/paper").Page.First("main").First("section", "class=takecare"); (box == nil) != (len(cares) == 0) || box != nil && box.First("summary") != nil {
			t.Errorf("%s: what to take care of is not on the paper, or is folded away", at)
		}
	}
	for _, where := range ceremony.Wheres {
		for _, who := range ceremony.Whos {
			at := p.plan(where, who, "40")
			var planned []ceremony.Planned
			for _, part := range p.stored(at).Parts {
				planned = append(planned, ceremony.Planned{ID: part.Part})
			}
			look(at, ceremony.CareOf(parts, where, planned))
		}
	}
	at := p.plan("in", "alone", "10")
	p.Post(at, "do", "add", "part", "own", "words", "made up", "care", "ground", "care", "water", "care", "moon")
	look(at, []string{ceremony.Fire, ceremony.Water, ceremony.Ground})
	for _, care := range ceremony.Cares {
		if !met[care] {
			t.Errorf("nothing of %s was looked at", care)
		}
	}
}

func TestAPartOfANewerSnowdropIsKeptAndAllSafetyIsSaid(t *testing.T) {
	p := visiting(t)
	body, err := journal.Ceremony{Where: "in", Who: "two", Minutes: 30, Parts: []journal.CeremonyPart{{Part: "moonlight", Words: "OWN"}}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	id := record.NewID()
	if err := p.Vault.Put(t.Context(), record.Record{ID: id, Kind: journal.KindCeremony, At: 1, Body: body}); err != nil {
		t.Fatal(err)
	}
	at := "/remember/plan/" + id.String()
	p.Get(at).Is(200).Says("OWN", "A part from a newer Snowdrop", "Never leave a burning candle alone.", "Do not go in.", "No sky lanterns")
	p.Post(at, "do", "add", "part", "silence").Is(200)
	if c := p.stored(at); c.Minutes != 30 || len(c.Parts) != 2 || !slices.ContainsFunc(c.Parts, func(part journal.CeremonyPart) bool { return part.Part == "moonlight" && part.Words == "OWN" }) {
		t.Errorf("kept is %+v", c)
	}
}

func TestNoPageOfACeremonyWritesAPrayerOrTellsAnybodyToHoldOne(t *testing.T) {
	p := visiting(t)
	at := p.plan("in", "family", "40")
	for _, page := range []string{"/remember/plan", at, at + "/paper", "/read/ceremony", "/read/ceremony-parts"} {
		main := strings.ToLower(p.Get(page).Is(200).Main())
		for _, word := range []string{"amen", "god", "lord", "allah", "heaven", "angel", "you should", "you must", "closure", "let go of your grief"} {
			if strings.Contains(main, word) {
				t.Errorf("%s says %q", page, word)
			}
		}
	}
	p.Get("/read/ceremony").Says("Nobody needs one.", "chaplain")
}

func TestWithTheSwitchOnNoPlanIsListed(t *testing.T) {
	p := visiting(t)
	at := p.plan("in", "two", "10")
	p.Get(at+"/edit").Fill(at+"/edit", "title", "PRIVATE")
	p.Get("/journal").Says("PRIVATE")
	if err := p.Vault.SetSettings(t.Context(), []byte(`{"plain":true}`)); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"/today", "/journal", "/remember/plan"} {
		p.Get(page).SaysNot("PRIVATE")
	}
	p.Get(at).Is(200).Says("PRIVATE") // opened by its address, all of it is there
}
