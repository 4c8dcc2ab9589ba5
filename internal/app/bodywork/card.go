package bodywork

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// A card lives in its page. It is kept only where the person presses Keep, so what is typed makes no draft either: only what
// is sent while things are locked waits until they are opened.

func cardNew(x *screen.Exchange) { showCardForm(x, http.StatusOK, ui.Form{}) }

func cardEdit(x *screen.Exchange) {
	c, _, ok := storedCard(x)
	if !ok {
		x.NotFound()
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = cardValues(c)
	}
	showCardForm(x, http.StatusOK, form)
}

func cardKept(x *screen.Exchange) {
	c, rec, ok := storedCard(x)
	if !ok {
		x.NotFound()
		return
	}
	d := shown(x, c)
	d.Notice, d.Edit, d.Delete = x.Notice(), "/body/hands/card/"+rec.ID.String()+"/edit", "/journal/"+rec.ID.String()+"/delete"
	x.Show(http.StatusOK, ui.BodyworkCard(d))
}

func storedCard(x *screen.Exchange) (journal.Card, record.Record, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindCard {
		return journal.Card{}, rec, false
	}
	c, err := journal.DecodeCard(rec.Body)
	return c, rec, err == nil
}

// cardStep shows the card, goes back to the form, or keeps it: as the button says.
func cardStep(x *screen.Exchange) {
	var c journal.Card
	var rec record.Record
	if x.R.PathValue("id") != "" { // without one it is a new card
		var ok bool
		if c, rec, ok = storedCard(x); !ok {
			x.NotFound()
			return
		}
	}
	readCard(x, &c)
	body, err := c.Encode()
	var field *journal.FieldError
	switch answer := x.Value("answer"); {
	case answer == "change":
		showCardForm(x, http.StatusOK, x.Form())
	case errors.As(err, &field):
		showCardForm(x, http.StatusUnprocessableEntity, x.Form(cardProblem(x, c, field)))
	case err != nil:
		problem, status := x.Refused("note", err)
		showCardForm(x, status, x.Form(problem))
	case answer != "keep" || !x.CanKeep():
		showCard(x, c)
	default:
		id := rec.ID
		if id == (record.ID{}) {
			id, err = x.Keep(journal.KindCard, x.Now(), body)
		} else {
			err = x.Change(id, journal.KindCard, x.Local(rec.At), body)
		}
		if err != nil {
			problem, status := x.Refused("note", err)
			showCardForm(x, status, x.Form(problem))
			return
		}
		x.To("/body/hands/card/" + id.String() + "?done=" + x.DoneKept())
	}
}

func cardProblem(x *screen.Exchange, c journal.Card, field *journal.FieldError) ui.Problem {
	p := ui.Problem{Field: field.Field}
	switch {
	case field.Problem == "choice":
		p.Sentence = x.Say("problem.hands.choice")
	case field.Problem == "both":
		both := slices.DeleteFunc(slices.Clone(c.Touch), func(r string) bool { return !slices.Contains(c.NoTouch, r) })
		p.Sentence = x.Say("problem.no_touch.both", "places", strings.Join(ui.RegionNames(x.Frame("hands.card", "body"), both), ", "))
	case field.Field == "note":
		p.Sentence = x.Say("problem.cardnote.long")
	default:
		p.Sentence = x.Say("problem." + field.Field + "." + field.Problem)
	}
	return p
}

// readCard fills c from the form. What a newer version had put there stays. Words about the loss that are not to be said
// are not kept either: nobody would see them again on the card, and a search or a copy of everything would still hold them.
func readCard(x *screen.Exchange, c *journal.Card) {
	c.Touch, c.NoTouch, c.Wishes = x.Chosen("touch"), x.Chosen("no_touch"), x.Chosen("wishes")
	c.Stop, c.StopOwn = x.Value("stop"), strings.TrimSpace(x.Value("stop_own"))
	c.Tell, c.TellOwn = x.Value("tell") == "yes", strings.TrimSpace(x.Value("tell_own"))
	if !c.Tell {
		c.TellOwn = ""
	}
	c.WordsFor, c.Note = strings.TrimSpace(x.Value("words_for")), strings.TrimSpace(x.Value("note"))
}

func cardValues(c journal.Card) url.Values {
	v := url.Values{
		"touch": c.Touch, "no_touch": c.NoTouch, "wishes": c.Wishes, "stop": {c.Stop}, "stop_own": {c.StopOwn},
		"tell_own": {c.TellOwn}, "words_for": {c.WordsFor}, "note": {c.Note},
	}
	if c.Tell {
		v.Set("tell", "yes")
	}
	return v
}

func showCardForm(x *screen.Exchange, status int, form ui.Form) {
	d := ui.BodyworkCardPage{
		Frame: x.Frame("hands.card", "body"), Form: form, Action: x.R.URL.Path, ID: form.Value("id"), Over: x.Over(form),
		Wishes: ui.Question{Name: "wishes", Legend: x.Say("hands.card.wishes"), Many: true},
		Stop:   ui.Question{Name: "stop", Legend: x.Say("hands.card.stop")},
		Tell: ui.Question{Name: "tell", Legend: x.Say("hands.card.tell"), Many: true, Options: []ui.Option{
			{Value: "yes", Label: x.Say("hands.card.tell.yes")},
		}},
	}
	if d.ID == "" {
		d.ID = record.NewID().String()
	}
	if _, found := x.Draft(); found && x.R.Method == http.MethodGet {
		d.Waited = x.DraftName()
	}
	for _, w := range journal.CardWishes {
		d.Wishes.Options = append(d.Wishes.Options, ui.Option{Value: w, Label: x.Say("hands.wish." + w)})
	}
	d.Stop.Options = []ui.Option{
		{Value: "word", Label: x.Say("hands.card.stop.word")}, {Value: "hand", Label: x.Say("hands.card.stop.hand")},
		{Value: "own", Label: x.Say("hands.card.stop.own.option")},
	}
	if _, one := x.PathID(); !one && x.CanKeep() {
		for _, h := range x.Heads(journal.KindCard) {
			d.Mine = append(d.Mine, ui.Choice{
				Address: "/body/hands/card/" + h.ID.String(), Label: x.Say("hands.card.mine"), Line: x.Say("hands.card.mine.line", "when", x.Moment(h.At)),
			})
		}
	}
	x.Show(status, ui.BodyworkCardForm(d))
}

// showCard shows one that is not kept. The page carries it.
func showCard(x *screen.Exchange, c journal.Card) {
	d := shown(x, c)
	d.Action, d.Keep, d.Locked = x.R.URL.Path, x.CanKeep(), !x.CanKeep()
	for _, name := range []string{
		"id", "over", "touch", "no_touch", "wishes", "stop", "stop_own", "tell", "tell_own", "words_for", "note",
	} {
		for _, value := range x.Chosen(name) {
			d.Hidden = append(d.Hidden, [2]string{name, value})
		}
	}
	if x.Value("id") == "" {
		d.Hidden = append(d.Hidden, [2]string{"id", record.NewID().String()})
	}
	x.Show(http.StatusOK, ui.BodyworkCard(d))
}

// shown is what the reader of a card sees: only what was filled in, and of the loss only what was ticked.
func shown(x *screen.Exchange, c journal.Card) ui.BodyworkShownPage {
	d := ui.BodyworkShownPage{Frame: x.Frame("hands.shown", "body"), Touch: c.Touch, NoTouch: c.NoTouch, Words: c.WordsFor, Note: c.Note, Ways: onward(x)}
	d.Plain = true
	for _, w := range c.Wishes {
		if x.Words.Has("hands.wish." + w) {
			w = x.Say("hands.wish." + w)
		}
		d.Wishes = append(d.Wishes, w)
	}
	switch c.Stop {
	case "own":
		d.Stop = c.StopOwn
	case "word", "hand":
		d.Stop = x.Say("hands.shown.stop." + c.Stop)
	}
	if c.Tell {
		if d.Tell = c.TellOwn; d.Tell == "" {
			d.Tell = x.Say("hands.card.tell.usual")
		}
	}
	return d
}

var cardKind = screen.Kind{
	ID: journal.KindCard, Name: "kind.card", File: "card",
	Edit: func(id record.ID) string { return "/body/hands/card/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		if _, err := journal.DecodeCard(body); err != nil {
			return ""
		}
		return x.Say("hands.shown")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		c, err := journal.DecodeCard(body)
		if err != nil {
			return nil, "", err
		}
		return cardFacts(x, c), c.Note, nil
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		c, err := journal.DecodeCard(body)
		if err != nil {
			return nil
		}
		return append(x.Lines(cardFacts(x, c), "hands.card.tell"), x.Noted(c.Note)...)
	},
	Words: func(body []byte) string {
		c, _ := journal.DecodeCard(body)
		if !c.Tell { // one that an older version kept
			c.TellOwn = ""
		}
		return strings.Join([]string{c.StopOwn, c.TellOwn, c.WordsFor, c.Note}, " ")
	},
}

func cardFacts(x *screen.Exchange, c journal.Card) (facts []ui.Fact) {
	d := shown(x, c)
	for _, f := range []ui.Fact{
		{Name: x.Say("hands.card.stop"), Value: d.Stop},
		{Name: x.Say("hands.card.no"), Value: strings.Join(ui.RegionNames(d.Frame, d.NoTouch), ", ")},
		{Name: x.Say("hands.card.touch"), Value: strings.Join(ui.RegionNames(d.Frame, d.Touch), ", ")},
		{Name: x.Say("hands.card.wishes"), Value: strings.Join(d.Wishes, ", ")},
		{Name: x.Say("hands.card.words"), Value: d.Words},
		{Name: x.Say("hands.card.tell"), Value: d.Tell},
	} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts
}
