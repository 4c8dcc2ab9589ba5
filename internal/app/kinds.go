package app

import (
	"bytes"
	"context"
	"strings"

	"snowdrop/internal/app/finding"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// kinds are those of the app itself. Every place brings its own.
func (a *App) kinds() []screen.Kind {
	return []screen.Kind{a.entryKind(), a.checkInKind()}
}

// ownExchange is an exchange of a place, as the app's own pages know it.
func (a *App) ownExchange(x *screen.Exchange) *exchange { return &exchange{Exchange: x, a: a} }

func ownEdit(id record.ID) string {
	address, _ := editAddress(id)
	return address
}

// entryWords is what search looks through: the words, those of the photos, and what was asked or to whom it is.
func (a *App) entryWords(body []byte) string {
	e, _ := journal.ReadEntry(body)
	text, err := a.Photos.Text(context.Background(), e)
	if err != nil {
		text = e.Text
	}
	for _, p := range e.Photos() {
		text += " " + p.Alt
	}
	if e.Asked != "" || e.To != "" {
		text += " " + e.Asked + " " + e.To
	}
	return text
}

// tender says whether an entry is a letter to who or what was lost.
func tender(body []byte) bool {
	if !bytes.Contains(body, []byte(journal.LetterLost)) { // most are no letter, and there may be thousands
		return false
	}
	e, err := journal.ReadEntry(body)
	return err == nil && e.Letter == journal.LetterLost
}

func (a *App) entryKind() screen.Kind {
	return screen.Kind{
		ID: journal.KindEntry, Name: "kind.entry", File: "entry", Edit: ownEdit,
		Line: func(x *screen.Exchange, body []byte) string {
			e, err := journal.DecodeEntry(body)
			switch {
			case err != nil:
				return ""
			case strings.TrimSpace(e.Text) == "":
				return x.Say("photo.line")
			}
			if e.Letter != "" {
				return x.Say("letter.line", "to", a.ownExchange(x).letterTo(e), "line", e.FirstLine(80))
			}
			return e.FirstLine(80)
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			e, err := journal.DecodeEntry(body)
			if err != nil {
				return nil, "", err
			}
			own := a.ownExchange(x)
			return own.entryFacts(e), own.text(e), nil
		},
		Apart: func(x *screen.Exchange, body []byte) (out screen.Apart) {
			e, err := journal.DecodeEntry(body)
			if err != nil {
				return out
			}
			_, out.Long = e.Continued()
			out.Photos = e.Photos()
			out.State, out.Fixed = a.ownExchange(x).missing(e)
			return out
		},
		Copy: func(x *screen.Exchange, body []byte) []screen.Part {
			e, err := journal.DecodeEntry(body)
			if err != nil {
				return nil
			}
			own, private := a.ownExchange(x), ""
			if e.To != "" {
				private = "fact.letter" // whom it is to is a name that she typed
			}
			out := append(x.Lines(own.entryFacts(e), private), screen.Writing("text", own.text(e))...)
			return append(out, screen.Pictured(e.Photos())...)
		},
		Words: a.entryWords, Tender: tender,
		Whole: func(body []byte) bool {
			if !bytes.Contains(body, []byte(`"attachments"`)) {
				return true // as most: nothing to read for it
			}
			e, _ := journal.ReadEntry(body)
			if _, long := e.Continued(); !long {
				return true
			}
			_, err := a.Photos.Text(context.Background(), e)
			return err == nil
		},
	}
}

func (a *App) checkInKind() screen.Kind {
	return screen.Kind{
		ID: journal.KindCheckIn, Name: "kind.checkin", File: "checkin", Edit: ownEdit,
		Line: func(x *screen.Exchange, body []byte) string {
			c, err := journal.DecodeCheckIn(body)
			if err != nil {
				return ""
			}
			return a.ownExchange(x).summary(c)
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			c, err := journal.DecodeCheckIn(body)
			return a.ownExchange(x).facts(c), c.Note, err
		},
		Copy: func(x *screen.Exchange, body []byte) []screen.Part {
			c, err := journal.DecodeCheckIn(body)
			if err != nil {
				return nil
			}
			return append(x.Lines(a.ownExchange(x).facts(c)), x.Noted(c.Note)...)
		},
		Words: func(body []byte) string {
			c, _ := journal.ReadCheckIn(body)
			words := c.Note
			for _, f := range c.Feelings {
				words += " " + finding.FeelingKey + f
			}
			return words
		},
	}
}
