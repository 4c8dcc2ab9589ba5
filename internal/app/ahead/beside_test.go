package ahead_test

import (
	"context"
	"strings"
	"testing"

	"snowdrop/internal/guidance/decide"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/apart"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/people"
	"snowdrop/internal/testkit/person"
)

// two are Sarah and James, who share a space and feel safe with each other.
type two struct {
	*people.World
	sarah, james *people.Person
	us, usHis    string
	hers, his    string
	id           record.SpaceID
}

func both(t *testing.T) *two {
	t.Parallel() // they wait for each other most of the time
	w := people.New(t)
	c := &two{World: w, sarah: w.Person("Sarah"), james: w.Person("James")}
	b := w.Connect(c.sarah, c.james, sharing.Pair)
	c.id, c.us, c.usHis = b.ID, "/together/us/"+b.Host.Path, "/together/us/"+b.Guest.Path
	c.hers, c.his = "/ahead/beside/"+b.Host.Path, "/ahead/beside/"+b.Guest.Path
	c.sarah.Get(c.us).Fill(c.us+"/first", "safe", "yes")
	c.james.Get(c.usHis).Fill(c.usHis+"/first", "safe", "yes")
	c.sarah.Get("/ahead/mine/new").Fill("/ahead/mine/new", "lean", "tests", "until", "the letter", "why", "HEATHER", "value-fear", "lot", "told", "ectopic", "losses", "three", "plan", "FOXGLOVE")
	c.james.Get("/ahead/mine/new").Fill("/ahead/mine/new", "lean", "ready", "value-fear", "little", "value-partner", "lot", "why", "THISTLE")
	return c
}

// lay ticks, looks and lays it there.
func lay(p *people.Person, address string, parts ...string) *person.Person {
	p.T.Helper()
	var pairs []string
	for _, part := range parts {
		pairs = append(pairs, "part", part)
	}
	return p.Get(address).Fill(address, pairs...).Says("This is all that").Fill(address)
}

func (c *two) answers(p *people.Person) int { return len(p.Sharing.Items(c.id, items.KindAnswer)) }

func TestTwoLayWhatTheyThinkBesideEachOtherOnlyWhenBothHave(t *testing.T) {
	c := both(t)
	c.sarah.Get("/ahead/look").Leads(c.hers)
	c.sarah.Get(c.hers).Says("James sees it only once James has laid something there too.", "What is not ticked stays with you.").SaysNot("THISTLE", "molar", "Ectopic")
	for _, tick := range c.sarah.Page.First("form", "action="+c.hers).All("input", "type=checkbox") {
		if _, ticked := tick.Attrs["checked"]; ticked {
			t.Errorf("%s is ticked for her", tick.Attrs["value"])
		}
		if v := tick.Attrs["value"]; v == "told" || v == "losses" || v == "open" {
			t.Errorf("%s can be laid there", v)
		}
	}
	c.sarah.Fill(c.hers).Is(422).Says("Tick one line or more")
	c.sarah.Get(c.hers).Fill(c.hers, "part", "lean", "part", "value-fear").Says("This is all that James will see. It is not there yet.", "To ask for tests first", "Matters a lot").SaysNot("HEATHER", "FOXGLOVE", "the letter")
	if c.answers(c.sarah) != 0 {
		t.Fatal("it is there before it was given")
	}
	c.sarah.Fill(c.hers).Says("What you chose is closed.")
	c.james.Until("it is here", func() bool { return c.answers(c.james) == 1 })
	for _, page := range []string{c.his, "/ahead/look", "/today", "/together", c.usHis, c.usHis + "/questions"} {
		c.james.Get(page).SaysNot("To ask for tests first · ", "Sarah laid", "HEATHER", "waits for you two")
	}
	c.sarah.Get(c.us+"/questions").SaysNot("ahead", "What you answered")

	lay(c.james, c.his, "lean", "why", "value-fear", "value-partner").Says("To try when I am ready")
	c.james.Sees(c.his, "Both are open.")
	c.sarah.Sees(c.hers, "Both are open.")
	for _, p := range []*people.Person{c.sarah, c.james} {
		p.Says("To ask for tests first", "To try when I am ready", "Matters a lot", "Matters a little", "THISTLE", "Nothing is counted.", "both can be right").SaysNot("HEATHER", "FOXGLOVE", "the letter", "agree", "match", "score")
	}
	if a, b := rows(c.sarah), rows(c.james); strings.Join(a, " ") != strings.Join(b, " ") {
		t.Errorf("she sees %v, he sees %v", a, b)
	}
	for _, p := range []*people.Person{c.sarah, c.james} {
		for _, seen := range append(p.Visited, p.Titles...) {
			if strings.Contains(seen, "James") || strings.Contains(seen, "Sarah") || strings.Contains(seen, "THISTLE") || page.Says(seen, "tests") {
				t.Errorf("an onlooker reads %q", seen)
			}
		}
	}

	c.sarah.Post(c.hers, "do", "back").Says("You and James each think alone.")
	c.james.SeesNot(c.his, "To ask for tests first")
	c.james.Says("Only yours is here.")
}

func rows(p *people.Person) (out []string) {
	for _, s := range p.Page.First("main").All("section") {
		if strings.HasPrefix(s.Attrs["id"], "row-") {
			out = append(out, s.Attrs["id"]+s.Attrs["class"])
		}
	}
	return out
}

func TestWhatWasChangedAfterItWasLookedAtIsLookedAtAgain(t *testing.T) {
	c := both(t)
	c.sarah.Get(c.hers).Fill(c.hers, "part", "lean")
	form := c.sarah.Form(c.hers)
	c.sarah.Get("/ahead/mine").Leads(c.hers)
	for _, a := range c.sarah.Page.First("main").All("a") {
		if strings.HasSuffix(a.Attrs["href"], "/edit") {
			c.sarah.Get(a.Attrs["href"]).Fill(a.Attrs["href"], "lean", "enough")
			break
		}
	}
	c.sarah.Do("POST", c.hers, form).Says("Please look again", "Not again")
	if c.answers(c.sarah) != 0 {
		t.Error("something was given that was not seen")
	}
	c.sarah.Fill(c.hers).Says("What you chose is closed.", "Not again")
	c.sarah.Do("POST", c.hers, form) // sent once more
	if n := c.answers(c.sarah); n != 1 {
		t.Errorf("%d answers", n)
	}
}

func TestWhoeverDoesNotWantThisPartNowIsLeftAlone(t *testing.T) {
	c := both(t)
	c.sarah.Get(c.hers).Post(c.hers, "do", "rest").Says("That part is put away. Nobody is told.")
	for _, a := range c.sarah.Get("/ahead/look").Page.All("a") {
		if a.Attrs["href"] == c.hers {
			t.Error("the way is still there")
		}
	}
	c.sarah.Get(c.hers).Says("You put this part away.").SaysNot("Tick each line")
	if n := len(c.sarah.Sharing.Items(c.id, items.KindAnswer, items.KindMoment, items.KindKey, items.KindReply)); n != 0 {
		t.Errorf("%d items in the space tell of it", n)
	}
	lay(c.james, c.his, "lean").Says("What you chose is closed.")
	c.sarah.Until("it is here", func() bool { return c.answers(c.sarah) == 1 })
	c.sarah.Get("/ahead/look").SaysNot("To try when I am ready")
	c.sarah.Get("/ahead/mine").Leads(c.hers) // on her own page it can come back
	c.sarah.Get(c.hers).Post(c.hers, "do", "wish").Says("You and James each think alone.")
}

func TestWhereOneDoesNotFeelSafeNothingOfThisIsOfferedOrBetrayed(t *testing.T) {
	for _, said := range []string{"no", "unsure", "without"} {
		t.Run(said, func(t *testing.T) {
			c := both(t)
			lay(c.sarah, c.hers, "lean", "why")
			c.sarah.Get(c.us+"/first").Fill(c.us+"/first", "safe", said)
			for _, address := range []string{"/ahead/look", "/ahead/mine", "/ahead/questions"} {
				c.sarah.Get(address).SaysNot("James", c.hers, "Beside each other")
			}
			if c.sarah.Get(c.hers); c.sarah.Path != "/ahead/look" {
				t.Errorf("it leads to %s", c.sarah.Path)
			}
			c.sarah.Post(c.hers, "part", "lean", "do", "give")
			c.james.Until("it is here", func() bool { return c.answers(c.james) == 1 })
			lay(c.james, c.his, "lean").Says("What you chose is closed.")
			c.sarah.Until("his is here", func() bool { return len(c.sarah.Sharing.Items(c.id, items.KindKey)) == 1 })
			c.james.Get(c.his).Says("What you chose is closed.").SaysNot("HEATHER", "To ask for tests first", "safe")
			if n := len(c.sarah.Sharing.Items(c.id, items.KindKey)); n != 1 {
				t.Errorf("%d keys: hers was given out", n)
			}
		})
	}
}

func TestAnAnswerThatIsNoneOfOursBreaksNothing(t *testing.T) {
	c := both(t)
	lay(c.sarah, c.hers, "lean")
	c.james.Until("it is here", func() bool { return c.answers(c.james) == 1 })
	putRaw(t, c, `{"v":9,"lean":"you must","why":"\u202eTHISTLE\u0007","values":{"<b>":"lot"}}`)
	c.sarah.Sees(c.hers, "Both are open.")
	c.sarah.Is(200).Says("THISTLE").SaysNot("you must", "<b>", "\u202e", "\u0007")
}

func TestOnlyASpaceOfTwoHasIt(t *testing.T) {
	t.Parallel()
	w := people.New(t)
	sarah, ana := w.Person("Sarah"), w.Person("Ana")
	b := w.Connect(sarah, ana, sharing.Care)
	for p, path := range map[*people.Person]string{sarah: b.Host.Path, ana: b.Guest.Path} {
		if p.Get("/ahead/beside/" + path); p.Path != "/ahead/look" {
			t.Errorf("%s is at %s", p.Name, p.Path)
		}
	}
}

// putRaw answers as a program of somebody else might.
func putRaw(t *testing.T, c *two, words string) {
	t.Helper()
	if err := apart.Put(context.Background(), c.james.Sharing, c.id, record.NewID(), decide.Question, words, c.Now()); err != nil {
		t.Fatal(err)
	}
}
