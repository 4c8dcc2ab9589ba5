package candle_test

import (
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/people"
)

// two are Sarah and James, who share a space.
type two struct {
	*people.World
	sarah, james *people.Person
	people.Between
	hers, his string // the address of their candles for each of them
}

func together(t *testing.T, kind sharing.Kind) *two {
	t.Helper()
	t.Parallel() // they wait for each other most of the time
	w := people.New(t)
	c := &two{World: w, sarah: w.Person("Sarah"), james: w.Person("James")}
	c.Between = w.Connect(c.sarah, c.james, kind)
	c.hers, c.his = "/remember/light/with/"+c.Host.Path, "/remember/light/with/"+c.Guest.Path
	return c
}

func (c *two) there(p *people.Person, n int) {
	c.T.Helper()
	p.Until("the candles are there", func() bool { return len(p.Sharing.Items(c.ID, items.KindCandle)) == n })
}

func TestACandleBurnsAloneAndNothingIsKeptOfIt(t *testing.T) {
	p := people.New(t).Somebody("Sarah")
	p.Get("/remember/light").Is(200).Says("Light it")
	if svg := p.Page.First("main").First("svg"); svg == nil || svg.Attrs["aria-label"] != "A candle that is not lit." || svg.First("g", "class=flame") != nil {
		t.Error("it is lit, or cannot be read out")
	}
	p.Get("/remember/light/lit").Is(200).Says("Nothing is kept, and nobody sees it.")
	if svg := p.Page.First("main").First("svg"); svg == nil || svg.Attrs["aria-label"] != "A candle is burning." || svg.First("g", "class=flame") == nil {
		t.Error("it does not burn, or cannot be read out")
	}
	p.Leads("/remember/light")
	p.Fill("/remember/light/lit", "text", "For you.").Is(422).Says("Tick one, or leave the candle as it is.")
	if got := p.Form("/remember/light/lit").Get("text"); got != "For you." {
		t.Errorf("what was typed came back as %q", got)
	}
	if n := len(p.Vault.List()); n != 0 {
		t.Errorf("%d things are kept", n)
	}
	p.Fill("/remember/light/lit", "for", "keep").Is(200).Says("It is kept that you lit it.").SaysNot("Nothing is kept")
	p.Get("/journal").Says("For you.", "Candle")
	if n := len(p.Vault.List(journal.KindCandle)); n != 1 {
		t.Errorf("%d candles are kept", n)
	}
	p.Get("/remember/light/lit").Fill("/remember/light/lit", "for", "keep", "text", strings.Repeat("a", 301)).Is(422).Says("This is too long.")
}

func TestACandleIsSeenByTheOtherOneLitTooAndTakenBack(t *testing.T) {
	c := together(t, sharing.Pair)
	c.james.Get(c.his).Says("No candle stands here now.", "Nobody has to.")
	c.sarah.Get("/remember/light/lit")
	form := c.sarah.Form("/remember/light/lit")
	form.Set("text", "For you.")
	form.Set("for", c.Host.Path)
	c.sarah.Do("POST", "/remember/light/lit", form).Says("Your candle is lit.").SaysNot("nobody sees it").Do("POST", "/remember/light/lit", form) // sent twice
	c.there(c.james, 1)
	if n := len(c.sarah.Vault.List(journal.KindCandle)); n != 0 {
		t.Error("what was lit for both was kept among her own things")
	}
	c.james.Get("/today").Says("Sarah lit a candle", "You do not have to do anything.").Leads(c.his)
	c.james.Get(c.his).Says("Sarah lit a candle on 20 November 2026.", "For you.").SaysNot("15:0", "Take it back")
	c.james.Get("/today").SaysNot("lit a candle")
	c.james.Get(c.his).Fill(c.his).Says("Your candle is lit.", "You lit a candle")
	c.there(c.sarah, 2)
	mine, theirs := "", ""
	for _, i := range c.sarah.Sharing.Items(c.ID, items.KindCandle) {
		if i.Mine {
			mine = i.ID.String()
		} else {
			theirs = i.ID.String()
		}
	}
	c.sarah.Post(c.hers+"/back", "candle", theirs).Is(404) // not hers
	c.sarah.Get(c.hers).Fill(c.hers+"/back", "candle", mine).Says("Your candle is taken back.")
	c.there(c.james, 1)
	c.james.Get(c.his).SaysNot("Sarah lit", "For you.")
	c.james.Get("/together/with/" + c.Guest.Path).Fill("/together/with/" + c.Guest.Path + "/said") // with all that was said besides
	c.there(c.sarah, 0)
	for _, p := range []*people.Person{c.sarah, c.james} {
		for _, seen := range append(p.Visited, p.Titles...) {
			if strings.Contains(seen, "James") || strings.Contains(seen, "Sarah") || strings.Contains(seen, "For you") {
				t.Errorf("an onlooker reads %q", seen)
			}
		}
	}
}

func TestNothingSaysWhoHasNotLitOneOrHowMany(t *testing.T) {
	c := together(t, sharing.Pair)
	for _, words := range []string{"", "For the rain.", "For the sea."} {
		c.sarah.Get(c.hers).Fill(c.hers, "text", words)
	}
	c.there(c.james, 3)
	for _, at := range []string{"/today", c.his, "/together", "/together/with/" + c.Guest.Path, "/remember/light"} {
		main := strings.ToLower(c.james.Get(at).Main())
		for _, word := range []string{"not lit one", "not yet", "3 candles", "three", "waiting for you", "reply", "your turn"} {
			if strings.Contains(main, word) {
				t.Errorf("%s says %q", at, word)
			}
		}
	}
}

func TestACandleGoesToNobodyInASpaceOfCare(t *testing.T) {
	c := together(t, sharing.Care)
	for p, at := range map[*people.Person]string{c.sarah: c.hers, c.james: c.his} {
		p.Get(at).Is(404).Post(at).Is(404)
		p.Get("/remember/light/lit").SaysNot("Light it for")
		p.Post("/remember/light/lit", "for", c.Host.Path, "for", c.Guest.Path).Is(422)
		if n := len(p.Sharing.Items(c.ID, items.KindCandle)); n != 0 {
			t.Errorf("%s put %d candles in", p.Name, n)
		}
	}
}

// Somebody who said, alone, that they do not feel safe meets nothing of the other one here, and nothing goes there by mistake.
func TestWhoDoesNotFeelSafeMeetsNoCandleOfTheOther(t *testing.T) {
	c := together(t, sharing.Pair)
	us := "/together/us/" + c.Host.Path
	c.sarah.Get(us).Fill(us+"/first", "safe", "no")
	c.james.Get(c.his).Fill(c.his, "text", "Come back.")
	c.there(c.sarah, 1)
	for _, at := range []string{"/today", "/remember/light", "/remember/light/lit"} {
		c.sarah.Get(at).SaysNot("James", "Come back.")
	}
	c.sarah.Get(c.hers).Is(404)
	c.sarah.Post("/remember/light/lit", "for", c.Host.Path).Is(422)
}

func TestACandleIsNotOfferedWhereWordsAreSwitchedOffOrAllIsQuiet(t *testing.T) {
	c := together(t, sharing.Pair)
	c.james.Get(c.his).Fill(c.his)
	c.there(c.sarah, 1)
	for _, settings := range []string{`{"plain":true}`, `{"quiet":true}`} {
		if err := c.sarah.Vault.SetSettings(t.Context(), []byte(settings)); err != nil {
			t.Fatal(err)
		}
		c.sarah.Get("/today").SaysNot("lit a candle")
	}
	if err := c.sarah.Vault.SetSettings(t.Context(), []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	c.sarah.Get("/today").Says("James lit a candle")
}

func TestWhoFellSilentLightsNoneForTheOther(t *testing.T) {
	c := together(t, sharing.Pair)
	with := "/together/with/" + c.Host.Path
	c.sarah.Get(with).Fill(with + "/quiet")
	c.sarah.Get(c.hers).Says("A candle cannot go to James at the moment.")
	c.sarah.Post(c.hers).Is(409)
	c.sarah.Get("/remember/light/lit").SaysNot("Light it for James")
}

// Whoever did not look does not have to: after a week Today is silent about it, and the candle is where it was.
func TestACandleThatNobodyLookedAtGoesFromTodayWithoutAWord(t *testing.T) {
	c := together(t, sharing.Pair)
	c.sarah.Get(c.hers).Fill(c.hers, "text", "For you.")
	c.there(c.james, 1)
	c.Pass(6 * 24 * time.Hour)
	c.james.Get("/today").Says("Sarah lit a candle")
	c.Pass(24 * time.Hour)
	c.james.Get("/today").SaysNot("candle", "Sarah")
	c.james.Get(c.his).Says("Sarah lit a candle", "For you.")
}

// An app that was changed can say that a candle is of another day than it is.
func TestACandleUnderAnotherDayIsNoWayIntoADayOfSilence(t *testing.T) {
	c := together(t, sharing.Pair)
	lit := func(n, days int) {
		t.Helper()
		body, err := items.Candle{}.Encode()
		if err == nil {
			err = c.sarah.Sharing.Put(t.Context(), c.ID, record.NewID(), items.KindCandle, c.Now().AddDate(0, 0, days), body)
		}
		if err != nil {
			t.Fatal(err)
		}
		c.there(c.james, n)
	}
	c.james.Get("/remember/days/new").Fill("/remember/days/new", "sort", "own", "on", "2026-11-21", "mode", "silence").At("/remember/days")
	c.Pass(24 * time.Hour)
	c.james.Get("/today")
	lit(1, 1)  // as if it were of the day after
	lit(2, -1) // of the day before
	lit(3, 30) // or of one that is far away
	c.james.Get("/today").SaysNot("lit a candle")
	for range 3 {
		c.Pass(24 * time.Hour)
		c.james.Get("/today").SaysNot("lit a candle")
	}
	lit(4, 2) // of no day that is here
	c.james.Get("/today").SaysNot("lit a candle")
	lit(5, 0)
	c.james.Get("/today").Says("Sarah lit a candle")
}

// What is lit on the day after, once Today was looked at, is said like any other.
func TestTheDayAfterASilenceCandlesAreSaidAgain(t *testing.T) {
	c := together(t, sharing.Pair)
	c.james.Get("/remember/days/new").Fill("/remember/days/new", "sort", "own", "on", "2026-11-20", "mode", "silence").At("/remember/days")
	c.Pass(24 * time.Hour)
	c.james.Get("/today")
	c.sarah.Get(c.hers).Fill(c.hers)
	c.there(c.james, 1)
	c.james.Restart()
	c.james.Get("/today").Says("Sarah lit a candle")
}
