package couple_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app/couple"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/people"
	"snowdrop/internal/testkit/taken"
)

// two are Sarah and James, who share a space.
type two struct {
	*people.World
	sarah, james *people.Person
	hers, his    string // the address of the space for each of them
	id           record.SpaceID
}

func together(t *testing.T) *two {
	t.Parallel() // they wait for each other most of the time
	w := people.New(t)
	c := &two{World: w, sarah: w.Person("Sarah"), james: w.Person("James")}
	both := w.Connect(c.sarah, c.james, sharing.Pair)
	c.id, c.hers, c.his = both.ID, "/together/us/"+both.Host.Path, "/together/us/"+both.Guest.Path
	return c
}

// safe is a two of whom both said that they feel safe.
func safe(t *testing.T) *two {
	c := together(t)
	c.sarah.Get(c.hers).Fill(c.hers+"/first", "safe", "yes")
	c.james.Get(c.his).Fill(c.his+"/first", "safe", "yes")
	return c
}

// laid has Sarah put a question before both, and gives its address for each.
func (c *two) laid(question string) (hers, his string) {
	c.T.Helper()
	c.sarah.Get("/together/questions/" + question).Fill(c.hers + "/put/" + question)
	hers = c.sarah.Path
	if !strings.HasPrefix(hers, c.hers+"/q/") {
		c.T.Fatalf("putting a question led to %s", hers)
	}
	his = c.his + strings.TrimPrefix(hers, c.hers)
	c.james.Until("the question is there", func() bool { return len(c.james.Sharing.Items(c.id, items.KindMoment)) > 0 })
	return hers, his
}

const asks = "What do you need from me this week?"

func TestEachIsAskedAloneAndNothingIsToldOfIt(t *testing.T) {
	c := together(t)
	c.sarah.Get(c.hers).Says("Do you feel safe with James?", "James never learns what you answer.", "What is yours alone")
	c.sarah.Fill(c.hers + "/first").Is(422).Says("Choose one answer.")
	for _, said := range []string{"no", "unsure", "without"} {
		c.sarah.Get(c.hers+"/first").Fill(c.hers+"/first", "safe", said).Is(200).Says("If it is not easy with the other one")
		if said != "without" { // which is an answer that says nothing of him
			c.sarah.Says("People, and numbers", "Stop quietly", "Leave")
		}
		c.sarah.Get(c.hers).Says("There is nothing to do here at the moment.").SaysNot("safe", "afraid", "James")
		for _, path := range []string{"/turns", "/ways", "/moments", "/moments/us-walk", "/questions", "/later"} {
			if c.sarah.Get(c.hers + path); c.sarah.Path != c.hers {
				t.Errorf("%s is there for somebody who said %q", path, said)
			}
		}
		c.sarah.Post(c.hers+"/need", "need", "hug").Post(c.hers + "/put/u1")
		c.sarah.Get(c.hers + "/people").Is(200).Says("Back")
		if c.sarah.Page.First("main").First("section", "class=care emergency") == nil {
			t.Error("the numbers are not one tap away")
		}
	}
	if all := c.sarah.Sharing.Items(c.id, items.KindAnswer, items.KindKey, items.KindMoment, items.KindReply); len(all) != 0 {
		t.Errorf("%d items are in the space", len(all))
	}
	c.james.Get(c.his).Fill(c.his+"/first", "safe", "yes")
	c.james.Get(c.his).Says("You and Sarah", "What do you need now?").SaysNot("safe with")
	// Asked again, where she goes there, and only there.
	c.sarah.Get(c.hers+"/first").Fill(c.hers+"/first", "safe", "yes").Says("You and James")
	for _, p := range []*people.Person{c.sarah, c.james} {
		for _, seen := range slices.Concat(p.Visited, p.Titles) {
			if page.Says(seen, "safe") || strings.Contains(seen, "James") || strings.Contains(seen, "Sarah") {
				t.Errorf("an onlooker reads %q", seen)
			}
		}
	}
}

func TestTheSafeAnswerFollowsToOwnDevicesAndStandsNowhereElse(t *testing.T) {
	c := together(t)
	c.sarah.Get(c.hers).Fill(c.hers+"/first", "safe", "no")
	c.sarah.Restart().Get(c.hers).Says("There is nothing to do here at the moment.")
	c.sarah.Get("/journal").SaysNot("safe")
	for _, form := range []string{"data", "page"} {
		taken.SaysNot(t, taken.As(t, c.sarah.App, form, people.Passphrase), "safe")
	}
}

func TestOneTapSaysWhatOneNeedsAndOnlyTheNewestStands(t *testing.T) {
	c := safe(t)
	c.sarah.Get(c.hers).Fill(c.hers+"/need", "need", "listen")
	c.sarah.Get(c.hers).Fill(c.hers+"/need", "need", "quiet").Says("Quiet")
	c.james.Sees(c.his, "Sarah")
	c.james.Until("the newest is there", func() bool {
		all := c.james.Sharing.Items(c.id, items.KindMoment)
		return len(all) == 1 && strings.Contains(string(all[0].Body), "quiet")
	})
	c.sarah.Get(c.hers).Post(c.hers+"/need", "need", "obey").Is(404)
	c.sarah.Get(c.hers).Fill(c.hers+"/need", "need", "").Says("It is taken back.")
	c.james.Until("it is gone", func() bool { return len(c.james.Sharing.Items(c.id, items.KindMoment)) == 0 })
}

func TestNotTonightIsAWholeAnswer(t *testing.T) {
	c := safe(t)
	c.james.Get(c.his).Fill(c.his+"/tonight", "say", "yes").Says("It is said. You do not have to do anything else.")
	c.james.Post(c.his+"/tonight", "say", "yes") // sent twice
	c.sarah.Sees(c.hers, "That is a whole answer.")
	if n := len(c.sarah.Sharing.Items(c.id, items.KindMoment)); n != 1 {
		t.Errorf("%d items", n)
	}
	c.sarah.SaysNot("why", "remind", "tomorrow")
	c.Pass(24 * time.Hour) // it is good for its day, and nothing follows
	c.sarah.Get(c.hers).SaysNot("That is a whole answer.")
	c.james.Get(c.his).SaysNot("Take “not tonight” back")
	c.james.Post(c.his+"/tonight", "say", "yes").Fill(c.his+"/tonight", "say", "back").Says("It is taken back.")

	c.laid("u1") // nothing waits on a day on which one of them said it, and it does on the next
	c.james.Get("/today").Says("A question waits for you two")
	c.james.Post(c.his+"/tonight", "say", "yes").Get("/today").SaysNot("A question waits for you two")
	c.sarah.Until("it is there", func() bool { return !strings.Contains(c.sarah.Get("/today").Raw, "A question waits for you two") })
	c.Pass(24 * time.Hour)
	c.james.Get("/today").Says("A question waits for you two")
}

func TestTwoAnswerApartAndBothOpenTogether(t *testing.T) {
	c := safe(t)
	hers, his := c.laid("u1")
	c.sarah.Get(hers).Says(asks).Fill(hers, "text", "Quiet evenings.").Says("Your answer is closed.", "Quiet evenings.")
	c.sarah.Until("it is sent", func() bool { return sent(c.sarah, c.id) })
	c.james.Until("it is here", func() bool { return len(c.james.Sharing.Items(c.id, items.KindAnswer)) == 1 })
	for _, page := range []string{c.his, c.his + "/questions", his, "/today", "/together"} {
		c.james.Get(page).SaysNot("Quiet evenings.", "Sarah answered", "Your answer is closed", "What you answered")
	}
	c.james.Get("/today").Says("A question waits for you two")
	c.james.Get(c.his).Says(asks)
	c.james.Get(his).Fill(his, "text", "A walk with you.").Says("A walk with you.")
	c.sarah.Sees(hers, "A walk with you.")
	c.james.Sees(his, "Quiet evenings.")
	c.james.Get("/today").SaysNot("A question waits for you two")
	c.james.Get(c.his + "/questions").Says("Open")
	for _, address := range slices.Concat(c.sarah.Visited, c.james.Visited) {
		if page.Says(address, "uiet") || strings.Contains(address, "walk+") {
			t.Errorf("what was written stands in an address: %s", address)
		}
	}
	// Taken back, it is gone from both.
	a := c.sarah.Get(hers).Page.First("main").All("form")
	for _, f := range a {
		if strings.HasPrefix(f.Attrs["action"], c.hers+"/back/") {
			c.sarah.Fill(f.Attrs["action"]).Says("It is taken back.")
			break
		}
	}
	c.james.SeesNot(his, "Quiet evenings.")
	c.james.Says("Only your answer is here.")
}

func sent(p *people.Person, id record.SpaceID) bool {
	return !slices.ContainsFunc(p.Sharing.Items(id), func(i sharing.Item) bool { return i.Mine && !i.Sent })
}

func TestAnAnswerIsWithdrawnBeforeItOpens(t *testing.T) {
	c := safe(t)
	hers, his := c.laid("n1")
	c.sarah.Get(hers).Fill(hers, "text", "too much")
	answers := func() int { return len(c.james.Sharing.Items(c.id, items.KindAnswer)) }
	c.james.Until("it is here", func() bool { return answers() == 1 })
	for _, f := range c.sarah.Page.First("main").All("form") {
		if action := f.Attrs["action"]; strings.HasPrefix(action, c.hers+"/back/") {
			c.sarah.Fill(action)
			break
		}
	}
	c.sarah.Get(hers).SaysNot("too much")
	c.james.Until("it is gone", func() bool { return answers() == 0 })
	c.james.Get(his).Fill(his, "text", "tired").Says("Your answer is closed.")
	c.james.Until("it is sent", func() bool { return sent(c.james, c.id) })
	if n := len(c.james.Sharing.Items(c.id, items.KindKey)); n != 0 {
		t.Errorf("%d keys were given out", n)
	}
	c.james.Get(his).SaysNot("too much", "withdrawn")
}

func TestWhoeverStopsFeelingSafeOpensNothingAnyMore(t *testing.T) {
	c := safe(t)
	hers, his := c.laid("u1")
	c.sarah.Get(hers).Fill(hers, "text", "violets")
	c.sarah.Until("it is sent", func() bool { return sent(c.sarah, c.id) })
	c.james.Post(c.his + "/put/n2")
	c.sarah.Until("another question is there", func() bool { return len(c.sarah.Sharing.Items(c.id, items.KindMoment)) == 2 })
	c.sarah.Get("/today").Says("waits for you two")
	c.sarah.Get(c.hers+"/first").Fill(c.hers+"/first", "safe", "no")
	c.james.Until("it is here", func() bool { return len(c.james.Sharing.Items(c.id, items.KindAnswer)) == 1 })
	c.james.Get(his).Fill(his, "text", "his")
	c.sarah.Until("his key is here", func() bool { return len(c.sarah.Sharing.Items(c.id, items.KindKey)) == 1 })
	couple.Settle(c.sarah.Sharing)(context.Background(), c.id)
	if n := len(c.sarah.Sharing.Items(c.id, items.KindKey)); n != 1 {
		t.Errorf("%d keys: her answer opens all the same", n)
	}
	c.james.Get(his).Says("Your answer is closed.").SaysNot("violets")
	c.sarah.Get("/today").SaysNot("waits for you two", "James")
}

func TestNobodyIsAskedTheSameTwiceAndWhatIsTypedIsNotLost(t *testing.T) {
	c := safe(t)
	hers, _ := c.laid("u1")
	c.sarah.Get(hers).Fill(hers).Is(422).Says("Write a word, or go back.")
	long := strings.Repeat("a", items.MaxAnswer+1)
	c.sarah.Fill(hers, "text", long).Is(422).Says("This is too long.")
	if got := c.sarah.Form(hers).Get("text"); got != long {
		t.Errorf("of %d letters %d are left", len(long), len(got))
	}
	form := c.sarah.Form(hers)
	form.Set("text", "once")
	c.sarah.Do("POST", hers, form)
	c.sarah.Do("POST", hers, form) // its reply was lost
	if n := len(c.sarah.Sharing.Items(c.id, items.KindAnswer)); n != 1 {
		t.Errorf("%d answers are there", n)
	}
	form.Set("text", "another")
	c.sarah.Do("POST", hers, form).Is(409).Says("You answered this already.", "another")
	c.sarah.Post(c.hers + "/put/u1")
	if n := len(c.sarah.Sharing.Items(c.id, items.KindMoment)); n != 2 { // answered, it may be put there again
		t.Errorf("%d questions lie there", n)
	}
	c.sarah.Get(c.hers + "/questions").SaysNot(asks + " " + asks)
}

func TestQuestionsAboutLaterAreBehindAChoice(t *testing.T) {
	c := safe(t)
	const one = "What would you like to ask a doctor before we decide anything?"
	c.sarah.Get(c.hers + "/questions").SaysNot(one).Says("Questions about later")
	c.sarah.Get(c.hers + "/later").Says(one)
	c.sarah.Post(c.hers + "/put/x9").Is(404)
}

func TestAMomentIsPutThereAndAnsweredOrNot(t *testing.T) {
	c := safe(t)
	c.sarah.Get(c.hers+"/moments").Says("Tea, and no talking", "A candle")
	page := "/moments/us-twenty"
	c.sarah.Get(c.hers+page).Says("Three parts", "Evidence:").Fill(c.hers+page, "do", "put")
	c.sarah.Post(c.hers+page, "do", "put")
	c.james.Sees(c.his, "Something small to do together")
	c.james.Get(c.his + page).Says("“Yes” and “not tonight” are both whole answers.").Fill(c.his + "/yes")
	c.sarah.Sees(c.hers+page, "Yes, I would like that")
	c.james.Get(c.his+page).Fill(c.his+page, "do", "off") // hers: put away on his side only
	c.james.Get(c.his + page).SaysNot("both whole answers")
	c.sarah.Get(c.hers+page).Says("both whole answers").Fill(c.hers+page, "do", "off")
	c.sarah.Get(c.hers + page).SaysNot("both whole answers")
	c.james.Post(c.his+"/yes", "about", record.NewID().String()).Is(200)
	c.sarah.Get(c.hers + "/moments/us-nothing").Is(404)
}

func TestTheTurnIsTheSameForBoth(t *testing.T) {
	c := safe(t)
	c.sarah.Get(c.hers+"/turns").Says("Who begins?").Fill(c.hers+"/turns", "turn", "me").Says("You speak. James listens")
	c.james.Sees(c.his+"/turns", "Sarah speaks. You listen")
	c.Pass(time.Minute)
	c.james.Fill(c.his+"/turns", "turn", "me").Says("You speak. Sarah listens")
	c.sarah.Sees(c.hers+"/turns", "James speaks. You listen")
	c.Pass(time.Minute)
	c.sarah.Fill(c.hers+"/turns", "turn", "stop").Says("Who begins?")
	c.james.Sees(c.his+"/turns", "Who begins?")
	c.sarah.Post(c.hers+"/turns", "turn", "them").Is(404)
}

func TestHowItIsForEachStandsSideBySide(t *testing.T) {
	c := safe(t)
	c.sarah.Get(c.hers + "/ways").Says("Two people, two ways").Fill(c.hers + "/ways").Is(422).Says("Tick one line or more")
	c.sarah.Get(c.hers+"/ways").Fill(c.hers+"/ways", "ways", "talk", "ways", "cry").Says("I want to talk about it · I cry a lot")
	c.james.Sees(c.his+"/ways", "I want to talk about it · I cry a lot")
	c.sarah.Get(c.hers+"/ways").Fill(c.hers+"/ways", "ways", "numb")
	c.james.SeesNot(c.his+"/ways", "I want to talk about it · I cry a lot")
	c.sarah.Get(c.hers+"/ways").Post(c.hers+"/ways", "do", "back")
	c.james.SeesNot(c.his+"/ways", "I feel little, or nothing · ")
}

func TestWhileItIsQuietOrLockedThePartsForTwoRest(t *testing.T) {
	c := safe(t)
	if err := c.sarah.Sharing.SetQuiet(context.Background(), c.id, true); err != nil {
		t.Fatal(err)
	}
	c.sarah.Get(c.hers).Says("There is nothing to do here at the moment.")
	c.sarah.Get("/today").SaysNot("waits for you two")
	c.sarah.Get("/together/questions/u1").Says("you first need to share")
	c.sarah.Post("/lock")
	if c.sarah.Get(c.hers); strings.Contains(c.sarah.Raw, "James") {
		t.Error("locked, it says a name")
	}
	c.sarah.Get("/together/questions/u1").Is(200).SaysNot("James")
	c.sarah.Get("/together/questions/zz").Is(404)
}

func TestASpaceWithAProfessionalHasNoneOfIt(t *testing.T) {
	w := people.New(t)
	sarah, ana := w.Person("Sarah"), w.Person("Ana")
	both := w.Connect(sarah, ana, sharing.Care)
	sarah.Get("/together/us/" + both.Host.Path).Is(404)
	ana.Get("/together/us/" + both.Guest.Path).Is(404)
	sarah.Get("/together/us/" + record.NewID().String()).Is(404)
}

func TestTodayWaitsForNoQuestionThatThereIsNot(t *testing.T) {
	c := safe(t)
	put := func(what string) {
		body, err := items.Moment{Sort: items.MomentQuestion, What: []string{what}}.Encode()
		if err == nil {
			err = c.james.Sharing.Put(context.Background(), c.id, record.NewID(), items.KindMoment, c.Now(), body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, what := range []string{"nothing", "u9999", "l-now"} {
		put(what)
	}
	c.sarah.Until("they are there", func() bool { return len(c.sarah.Sharing.Items(c.id, items.KindMoment)) == 3 })
	c.sarah.Get(c.hers).SaysNot("/q/")
	c.sarah.Get("/today").SaysNot(c.hers)
	put("u1")
	c.sarah.Until("a real one is there", func() bool { return len(c.sarah.Sharing.Items(c.id, items.KindMoment)) == 4 })
	c.sarah.Get("/today").Leads(c.hers)
}

func TestWhatWasTypedIsKeptWhereAQuestionLiesThereNoMore(t *testing.T) {
	c := safe(t)
	hers, his := c.laid("u1")
	send := func(words string) *people.Person {
		c.james.Post(his, "text", words)
		return c.james
	}
	holds := func(words string) {
		t.Helper()
		if got := c.james.Form(his).Get("text"); got != words {
			t.Errorf("what was typed has become %q", got)
		}
	}
	c.james.Get(his).Post("/draft", "draft", strings.TrimPrefix(his, "/"), "text", "Half a")
	c.james.Get("/together/with" + strings.TrimPrefix(c.his, "/together/us")).Fill("/together/with" + strings.TrimPrefix(c.his, "/together/us") + "/quiet").Get(his).Is(200).Says("There is nothing to do here")
	holds("Half a")
	send("All of it.").Is(409)
	holds("All of it.")
	c.james.Post("/together/with" + strings.TrimPrefix(c.his, "/together/us") + "/quiet/off")
	c.sarah.Get(hers).Fill(strings.Replace(hers, "/q/", "/off/", 1))
	c.james.Until("the question is gone", func() bool { return len(c.james.Sharing.Items(c.id, items.KindMoment)) == 0 })
	send("All of it.").Is(409).Says("This was taken back.")
	holds("All of it.")
	c.james.Get(his).Is(200)
	holds("Half a")
	c.james.Fill("/draft/drop")
	if c.james.Get(his); c.james.Path != c.his+"/questions" {
		t.Errorf("nothing is left, and it leads to %s", c.james.Path)
	}
	if n := len(c.james.Sharing.Items(c.id, items.KindAnswer)); n != 0 {
		t.Errorf("%d answers", n)
	}
}
