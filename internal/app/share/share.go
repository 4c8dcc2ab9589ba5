// Package share is showing one thing to one person: choosing whom, seeing what they will see, taking it back, and what there is
// with each. It must never put anything into a space that the person did not see in the preview, say how much of anything is
// private or that there is any, or say when somebody was here.
package share

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// Place is showing and taking back.
func Place() screen.Place {
	const one, with = "/together/share/{id}", "/together/with/{path}"
	return screen.Place{
		Writing: map[string]screen.Screen{
			"GET " + one: whom, "GET " + one + "/{path}": inSpace(preview), "POST " + one + "/{path}": inSpace(show),
			"POST " + one + "/{path}/back": inSpace(back),

			"GET " + with: inSpace(space), "GET " + with + "/{item}": inSpace(item), "GET " + with + "/{item}/{part}": inSpace(picture),
			"POST " + with + "/{item}/back": inSpace(backItem), "GET " + with + "/{item}/reply": inSpace(item), "POST " + with + "/{item}/reply": inSpace(reply),
			"POST " + with + "/said":  inSpace(saidBack),
			"POST " + with + "/quiet": inSpace(quiet(true)), "POST " + with + "/quiet/off": inSpace(quiet(false)), "POST " + with + "/away": inSpace(away),
			"GET " + with + "/same": inSpace(same),
			"GET " + with + "/name": inSpace(nameAsk), "POST " + with + "/name": inSpace(nameDo),
			"GET " + with + "/leave": inSpace(leaveAsk), "POST " + with + "/leave": inSpace(leaveDo),
			"GET " + with + "/end": inSpace(endAsk), "POST " + with + "/end": inSpace(endDo),
			"GET " + with + "/longer": inSpace(longerAsk), "POST " + with + "/longer": inSpace(longerDo),
			"GET " + with + "/on": inSpace(onAsk), "POST " + with + "/on": inSpace(onDo),

			"GET /together/seen": seen,
		},
		Forms: []string{with + "/{item}/reply"}, Offers: offers, Later: true,
	}
}

// inSpace gives a screen the space of its address.
func inSpace(show func(*screen.Exchange, sharing.Space)) screen.Screen {
	return func(x *screen.Exchange) {
		s, ok := x.Sharing.ByPath(x.R.PathValue("path"))
		if !ok {
			x.NotFound()
			return
		}
		show(x, s)
	}
}

func address(s sharing.Space) string { return "/together/with/" + s.Path }

func frame(x *screen.Exchange) ui.Frame { return x.Frame("place.together", "together") }

// goesIn says whether something of this person's own can go into a space now.
func goesIn(s sharing.Space) bool {
	return (s.State == sharing.Open || s.State == sharing.WaitingForOther) && !s.Quiet && !s.Over
}

// mayShow says whether a copy can: not from somebody who only asks and answers, and to somebody who is there.
func mayShow(s sharing.Space) bool { return goesIn(s) && s.OtherIn && !s.Professional }

// over says that a space has ended, in whichever way.
func over(s sharing.Space) bool { return s.State == sharing.Ended || s.State == sharing.Gone }

// Rows are the people whom one shares with, for the first page of the place: name, one line, address.
func Rows(x *screen.Exchange) (out []ui.Choice) {
	for _, s := range x.Sharing.Spaces() {
		out = append(out, ui.Choice{Address: address(s), Label: s.Other, Line: x.Say(standing(x, s))})
	}
	return out
}

// coming says that this device has not read yet who is in: right after joining, or on a second device. That is for a moment.
func coming(s sharing.Space) bool { return s.State == sharing.WaitingForOther && len(s.Members) == 0 }

// standing is the key of the one line about a space.
func standing(x *screen.Exchange, s sharing.Space) string {
	switch {
	case over(s):
		return "share.line.over"
	case s.State == sharing.OtherLeft:
		return "share.line.left"
	case coming(s):
		return "share.line.coming"
	case s.State == sharing.WaitingForOther:
		return "share.line.waiting"
	case s.State == sharing.Stopped:
		return "share.line.stopped"
	case s.Over:
		return "share.line.due"
	case !noted.Silent(x) && isNew(x, s):
		return "share.line.new"
	case s.Quiet:
		return "share.line.quiet"
	case s.Kind == sharing.Care:
		return "share.line.care"
	}
	return "share.line.pair"
}

// isNew says that something came that this place shows: a copy, or an answer to one.
func isNew(x *screen.Exchange, s sharing.Space) bool {
	return s.New > 0 && slices.ContainsFunc(x.Sharing.Items(s.ID, items.KindCopy, items.KindReply), func(i sharing.Item) bool { return i.New })
}

// offers says who has shown something, and nothing of how much or when.
func offers(x *screen.Exchange) (out []screen.Offer) {
	for _, s := range x.Sharing.Spaces() {
		if s.Kind != sharing.Care && isNew(x, s) && x.Words.Has("share.offer") { // care and clients say it of those in their own words
			out = append(out, screen.Offer{
				ID: "together." + s.Path, Group: screen.GroupWaiting, Address: address(s), Weight: 3,
				Label: x.Say("share.offer", "name", s.Other), Why: x.Say("share.offer.why"),
			})
		}
	}
	if x.Words.Has("share.offer") && slices.ContainsFunc(x.Sharing.Spaces(), func(s sharing.Space) bool { return unseen(x, s) }) {
		out = append(out, screen.Offer{
			ID: "together.seen", Group: screen.GroupWaiting, Address: "/together/seen", Label: x.Say("share.seen"), Why: x.Say("share.seen.why"), Weight: 1,
		})
	}
	return out
}

const (
	lookedKey = "looked" // the day on which this person last saw what somebody can see
	lookAgain = 30 * 24 * time.Hour
)

// unseen says that somebody can see something, and that this person has not looked at what it is for a month.
func unseen(x *screen.Exchange, s sharing.Space) bool {
	if over(s) || s.Professional {
		return false
	}
	last := s.Since
	var looked string
	if x.Sharing.Own(s.ID, lookedKey, &looked) {
		if day, err := time.Parse(time.DateOnly, looked); err == nil {
			last = day
		}
	}
	return x.Now().Sub(last) >= lookAgain && slices.ContainsFunc(x.Sharing.Items(s.ID, append(saidKinds, items.KindCopy)...), func(i sharing.Item) bool { return i.Mine })
}

// News are the sentences on who came in, for the pages that say what happened on a person's devices: whoever had her open phone
// in their hand can have come in for her, where she would never look. They name nobody: others see those pages as well.
func News(x *screen.Exchange) (out []string) {
	for _, s := range x.Sharing.Spaces() {
		for _, n := range s.Notices {
			key := "share.news." + n.Sort
			if !x.Words.Has(key) {
				continue
			}
			if said := x.Say(key, "day", x.Date("day-month", n.Day)); !slices.Contains(out, said) {
				out = append(out, said)
			}
		}
	}
	return out
}

// quietKinds are those whose line in a list says no more than what they are: others may look over a shoulder there.
var quietKinds = []uint8{journal.KindStory, journal.KindSafety, journal.KindExercise, journal.KindPiece, journal.KindBox, journal.KindCheck,
	journal.KindRemembered, journal.KindKeepsake, journal.KindCeremony, journal.KindDay, journal.KindCandle, journal.KindDecision}

// thing is a copy as a line of a list.
func thing(x *screen.Exchange, s sharing.Space, i sharing.Item) ui.SharedThing {
	t := ui.SharedThing{Address: address(s) + "/" + i.ID.String()}
	c, err := items.DecodeCopy(i.Body)
	if err != nil {
		t.Line = x.Say("entry.unreadable")
		return t
	}
	t.Title = x.KindName(c.Of) + " · " + x.WrittenDay(c.Day)
	if slices.Contains(quietKinds, c.Of) {
		return t
	}
	var words []string
	for _, p := range c.Parts {
		switch {
		case p.Own:
			words = append(words, p.Text)
		case p.Text != "" && p.Name != "":
			words = append(words, p.Name+": "+p.Text)
		default:
			words = append(words, cmp.Or(p.Name, p.Text))
		}
	}
	t.Line = journal.Entry{Text: strings.Join(words, " · ")}.FirstLine(80)
	return t
}

// shownIn are the copies in a space, the newest first: mine, and those of others.
func shownIn(x *screen.Exchange, s sharing.Space) (mine, others []ui.SharedThing) {
	for _, i := range x.Sharing.Items(s.ID, items.KindCopy) {
		t := thing(x, s, i)
		if !i.Mine {
			if i.New && !noted.Silent(x) {
				t.Mark = x.Say("share.new")
			}
			others = append(others, t)
			continue
		}
		if !i.Sent {
			t.Mark = x.Say("waiting.mark")
		}
		t.Do, t.Action = x.Say("share.back"), t.Address+"/back"
		mine = append(mine, t)
	}
	return mine, others
}

// today is the middle of this day: what goes into a space says on which day, and at no time.
func today(x *screen.Exchange) time.Time {
	now := x.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, time.UTC)
}
