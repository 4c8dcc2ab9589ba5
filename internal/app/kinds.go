package app

import (
	"context"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// kinds are those of the app itself. Every place brings its own.
func (a *App) kinds() []screen.Kind {
	return []screen.Kind{a.entryKind(), a.checkInKind(), a.practiceKind()}
}

// own is an exchange of a place's as the app's own pages know it.
func (a *App) ownExchange(x *screen.Exchange) *exchange { return &exchange{Exchange: x, a: a} }

func ownEdit(id record.ID) string {
	address, _ := editAddress(id)
	return address
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
			return e.FirstLine(80)
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			e, err := journal.DecodeEntry(body)
			if err != nil {
				return nil, "", err
			}
			return nil, a.ownExchange(x).text(e), nil
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
		Words: func(body []byte) string {
			e, _ := journal.DecodeEntry(body)
			text, err := a.Photos.Text(context.Background(), e)
			if err != nil {
				text = e.Text
			}
			for _, p := range e.Photos() {
				text += " " + p.Alt
			}
			return text
		},
		Whole: func(body []byte) bool {
			e, _ := journal.DecodeEntry(body)
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
		Words: func(body []byte) string {
			c, _ := journal.DecodeCheckIn(body)
			return c.Note + " " + strings.Join(c.Feelings, " ")
		},
	}
}

func (a *App) practiceKind() screen.Kind {
	return screen.Kind{
		ID: journal.KindPractice, Name: "kind.practice", File: "practice",
		Line: func(x *screen.Exchange, body []byte) string {
			p, err := journal.DecodePractice(body)
			if err != nil {
				return ""
			}
			return a.ownExchange(x).practiceLine(p)
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			p, err := journal.DecodePractice(body)
			return a.ownExchange(x).practiceFacts(p), "", err
		},
	}
}
