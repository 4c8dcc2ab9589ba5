package people_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/alone"
)

var sorts = []string{"telling", "help", "quiet", "today", "cancel", "family", "work"}

func TestAPersonIsRungAndTextedWithOneTapAndOnlyOnTheDevice(t *testing.T) {
	p := alone.New(t)
	p.Get("/together/people").Says("There is nobody here yet", "One person is enough")
	p.Get("/together/people/new").Fill("/together/people/new", "name", "Kim", "phone", "+44 20 7946-0018", "note", "She only listens.", "knows", "unwell")
	p.At("/together/people").Is(http.StatusOK).Says("Kim", "May know: Only that I am not well", "She only listens.").Leads("tel:+442079460018").Leads("sms:+442079460018")
	for _, a := range p.Page.All("a") {
		if href := a.Attrs["href"]; strings.Contains(href, "+44") {
			if _, native := a.Attrs["data-native"]; !native || strings.HasPrefix(href, "http") || strings.Contains(href, "body=") {
				t.Errorf("%s is not left to the telephone alone", href)
			}
		}
	}
	for _, said := range append(p.Visited, p.Titles...) {
		if strings.Contains(said, "Kim") || strings.Contains(said, "7946") {
			t.Errorf("%q holds a name or a number", said)
		}
	}
}

func TestANumberThatIsAnOrderToTheTelephoneIsNotTaken(t *testing.T) {
	p := alone.New(t)
	for field, typed := range map[string][2]string{"phone": {"Kim", "*21*0100#"}, "name": {"", "020 7946 0018"}} {
		p.Get("/together/people/new").Fill("/together/people/new", "name", typed[0], "phone", typed[1], "note", "keep these words")
		if p.Status != http.StatusUnprocessableEntity || p.Page.First("a", "href=#"+field) == nil {
			t.Errorf("%s: %d, or it is not said", field, p.Status)
		}
		if got := p.Form("/together/people/new").Get("note"); got != "keep these words" {
			t.Errorf("%s: what was typed is gone: %q", field, got)
		}
	}
	if len(p.Vault.List()) != 0 {
		t.Error("something was kept")
	}
}

func TestSomebodyIsChangedAndANewerAnswerStays(t *testing.T) {
	p := alone.New(t)
	p.Get("/together/people/new").Fill("/together/people/new", "name", "Kim")
	id := p.Vault.List()[0].ID
	p.Get("/together/people/"+id.String()).Fill("/together/people/"+id.String(), "name", "Kim, next door", "knows", "all").At("/together/people").Says("Kim, next door", "All of it")
	if heads := p.Vault.List(); len(heads) != 1 || heads[0].Kind != journal.KindPerson {
		t.Errorf("%+v", heads)
	}
	p.Get("/journal/"+id.String()).Is(http.StatusOK).Says("Kim, next door", "All of it").Leads("/together/people/" + id.String())
	p.Post("/journal/search", "q", "next door").Says("Kim, next door")
}

func TestLockedNobodyIsShownAndTheSentencesWork(t *testing.T) {
	p := alone.New(t)
	p.Get("/together/people/new").Fill("/together/people/new", "name", "Kim", "phone", "020 7946 0018")
	p.Get("/together/people/say/telling").Leads("tel:02079460018")
	p.Keep().Vault.Lock()
	p.Get("/together/people").Is(http.StatusOK).SaysNot("Kim", "7946").Says("Your people are locked").Leads("/unlock")
	p.Get("/together/people/say").Is(http.StatusOK)
	for _, what := range sorts {
		p.Get("/together/people/say").Leads("/together/people/say/"+what).Get("/together/people/say/"+what).Is(http.StatusOK).SaysNot("Kim", "7946")
	}
	p.Get("/together/people/say/elsewhere").Is(http.StatusNotFound)
	if p.Get("/together/people/new"); p.Path != "/unlock" {
		t.Errorf("locked, the form is at %s", p.Path)
	}
}

func TestEverySentenceCanBeChangedCopiedAndHandedOn(t *testing.T) {
	p := alone.New(t)
	all := 0
	for _, what := range sorts {
		p.Get("/together/people/say/" + what)
		areas := p.Page.All("textarea")
		if len(areas) < 4 {
			t.Errorf("%s has %d sentences", what, len(areas))
		}
		all += len(areas)
		for _, area := range areas {
			id, text := area.Attrs["id"], area.Words()
			ways := map[string]bool{}
			for _, b := range p.Page.All("button", "data-from="+id) {
				ways[b.Attrs["data-pass"]] = true
			}
			if !ways["share"] || !ways["copy"] || p.Page.First("label", "for="+id) == nil {
				t.Errorf("%s: %q can not be handed on: %v", what, text, ways)
			}
			if text == "" || len(text) > 200 || strings.ContainsAny(text, "[]*“”_") {
				t.Errorf("%s: nobody sends %q", what, text)
			}
		}
		if p.Page.First("form", "action=/together/people/say/"+what) != nil {
			t.Errorf("%s: a sentence would be sent to us", what)
		}
	}
	if all < 40 {
		t.Errorf("only %d sentences", all)
	}
}

func TestNothingIsKeptOfASentenceThatWasLookedAt(t *testing.T) {
	p := alone.New(t)
	for _, what := range sorts {
		p.Get("/together/people/say/" + what)
	}
	if len(p.Vault.List())+len(p.Vault.Drafts()) != 0 {
		t.Error("something was kept")
	}
}

func TestSomebodyCanBePutIntoTheBoxOnce(t *testing.T) {
	p := alone.New(t)
	p.Get("/together/people/new").Fill("/together/people/new", "name", "Kim", "phone", "020 7946 0018")
	p.Get("/together/people").Fill("/heart/box/new/person").At("/heart/box").Says("Kim")
	if p.Get("/together/people"); p.Page.First("form", "action=/heart/box/new/person") != nil {
		t.Error("she can be put there twice")
	}
	kinds := []uint8{}
	for _, h := range p.Vault.List() {
		kinds = append(kinds, h.Kind)
	}
	slices.Sort(kinds)
	if !slices.Equal(kinds, []uint8{journal.KindBox, journal.KindPerson}) {
		t.Errorf("%v", kinds)
	}
}

// Somebody sends what stands there: in Spanish it stands in Spanish, each sentence of it.
func TestEverySentenceIsThereInBothLanguages(t *testing.T) {
	for _, what := range sorts {
		count := map[string]int{}
		for _, lang := range []string{"en", "es"} {
			page, ok := content.PageByID(lang, "say-"+what)
			if !ok {
				t.Fatalf("no say-%s in %s", what, lang)
			}
			for _, b := range page.Blocks {
				count[lang] += len(b.Items)
			}
		}
		if count["en"] != count["es"] {
			t.Errorf("%s: %v", what, count)
		}
	}
}
