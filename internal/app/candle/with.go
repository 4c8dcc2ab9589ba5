package candle

import (
	"crypto/sha256"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// two is a space of two, with what this person keeps about its candles.
type two struct {
	*screen.Exchange
	space sharing.Space
	own   own
}

// own is kept among the person's own things, never in the space.
type own struct {
	Seen uint64 `json:"seen,omitempty"` // the number of the newest candle that was looked at
	Over string `json:"over,omitempty"` // the last day on which what came in silence was passed over
}

const ownKey = "light"

// twos are the spaces of two that are open. One in which this person said, alone, that they do not feel safe is none of them: nothing
// of the other one comes to meet them there.
func twos(x *screen.Exchange) (out []two) {
	for _, s := range x.Sharing.Spaces() {
		var asked struct {
			Safe string `json:"safe"`
		}
		x.Sharing.Own(s.ID, aside.TwoKey, &asked)
		if s.Kind != sharing.Pair || s.State != sharing.Open || asked.Safe != "" && asked.Safe != aside.TwoSafe {
			continue
		}
		t := two{Exchange: x, space: s}
		x.Sharing.Own(s.ID, ownKey, &t.own)
		out = append(out, t)
	}
	return out
}

// both gives a screen the space of its address, where a candle can be.
func both(show func(two)) screen.Screen {
	return func(x *screen.Exchange) {
		all := twos(x)
		i := slices.IndexFunc(all, func(t two) bool { return t.space.Path == x.R.PathValue("path") })
		if i < 0 {
			x.NotFound()
			return
		}
		show(all[i])
	}
}

func (t two) address() string { return "/remember/light/with/" + t.space.Path }

func (t two) say(key string) string { return t.Say(key, "name", t.space.Other) }

// placed is a candle in the space.
type placed struct {
	sharing.Item
	words string
}

// day is when it was lit: a day, and no time.
func (p placed) day() time.Time { return p.At.UTC() }

// most is how many are shown: the newest.
const most = 12

func (t two) candles() (out []placed) {
	for _, i := range t.Sharing.Items(t.space.ID, items.KindCandle) {
		if c, err := items.DecodeCandle(i.Body); err == nil {
			out = append(out, placed{i, strings.TrimSpace(c.Words)})
		}
	}
	return out
}

// light puts a candle into the space. It says on which day, and at no time. A form that is sent twice lights one.
func (t two) light(words string) bool {
	body, err := items.Candle{Words: words}.Encode()
	if err != nil {
		return false
	}
	now := t.Now()
	day := time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, time.UTC)
	id := t.itemID()
	if i, there := t.Sharing.Item(t.space.ID, id); there && i.Mine {
		return true
	}
	return t.Sharing.Put(t.R.Context(), t.space.ID, id, items.KindCandle, day, body) == nil
}

// itemID is made of the name of the form and the space: one form may light a candle in several, and they must not look alike there.
func (t two) itemID() (out record.ID) {
	form, err := record.ParseID(t.R.PostForm.Get("id"))
	if err != nil {
		return record.NewID()
	}
	sum := sha256.Sum256(append(form[:], t.space.Path...))
	copy(out[:], sum[:])
	return out
}

// shared shows the candles of both, the newest first, and how to light one too.
func shared(t two) { t.show(http.StatusOK, ui.Form{}) }

func (t two) show(status int, form ui.Form) {
	all := t.candles()
	d := ui.LightPage{
		Frame: frame(t.Exchange), Form: form, Title: t.Say("light.with.title"), Notice: t.Notice(), Sentences: []string{t.Say("light.with.lead")},
		Lit:  len(all) > 0,
		Ways: []ui.Choice{{Address: "/remember/light", Label: t.Say("light.alone")}, {Address: "/together/with/" + t.space.Path, Label: t.space.Other}},
	}
	t.Live(&d.Frame)
	if len(all) == 0 {
		d.Sentences = append(d.Sentences, t.Say("light.with.none"))
	}
	for i, c := range all[:min(len(all), most)] {
		p := ui.UsPart{ID: "c" + strconv.Itoa(i)}
		who, key := t.space.Other, "light.with.theirs"
		if c.Mine {
			who, key = t.Say("us.you"), "light.with.mine"
		}
		lit := t.Say(key, "name", t.space.Other, "day", t.Date("day", c.day()))
		p.Sentences = []string{lit}
		if c.Mine {
			p.Press = []ui.UsPress{{
				Action: t.address() + "/back", Name: "candle", Plain: true, Of: lit + " " + journal.Entry{Text: c.words}.FirstLine(60),
				Options: []ui.Option{{Value: c.ID.String(), Label: t.Say("light.with.back")}},
			}}
		}
		if c.words != "" {
			p.Said = []ui.UsSaid{{Who: who, Words: c.words, Own: true}}
		}
		d.Parts = append(d.Parts, p)
	}
	if aside.GoesIn(t.space) {
		d.Parts = append(d.Parts, ui.UsPart{ID: "light", Heading: t.Say("light.with.go"), Sentences: []string{t.Say("light.for.with.hint")}, Write: &ui.UsWrite{
			Action: t.address(), ID: record.NewID().String(), Label: t.Say("light.words"), Hint: t.Say("light.words.hint"), Go: t.Say("light.light"),
		}})
	} else {
		d.Sentences = append(d.Sentences, t.say("light.with.not"))
	}
	t.saw(all, t.own.Over)
	t.Show(status, ui.Light(d))
}

// saw remembers which is the newest candle that was on a page, so that Today does not speak of it again. Nobody else learns of it.
func (t two) saw(all []placed, over string) {
	now := t.own
	now.Over = over
	for _, c := range all {
		if !c.Mine {
			now.Seen = max(now.Seen, c.N)
		}
	}
	if now != t.own {
		_ = t.Sharing.SetOwn(t.R.Context(), t.space.ID, ownKey, now) // where it is not kept, it waits once more
	}
}

func lightBoth(t two) {
	words := strings.TrimSpace(t.Value("text"))
	switch {
	case len([]rune(words)) > items.MaxCandleWords:
		t.show(http.StatusUnprocessableEntity, t.Form(ui.Problem{Field: "text", Sentence: t.Say("problem.light.words")}))
	case !aside.GoesIn(t.space):
		t.show(http.StatusConflict, t.Form(ui.Problem{Field: "text", Sentence: t.say("light.with.not")}))
	case !t.light(words):
		t.show(http.StatusInternalServerError, t.Form(ui.Problem{Field: "text", Sentence: t.Say("light.notkept")}))
	default:
		t.To(t.address() + "?done=light.lit")
	}
}

// back takes a candle of one's own back.
func back(t two) {
	id, err := record.ParseID(t.Value("candle"))
	i, there := t.Sharing.Item(t.space.ID, id)
	if err != nil || there && (!i.Mine || i.Kind != items.KindCandle) {
		t.NotFound()
		return
	}
	if there && t.Sharing.TakeBack(t.R.Context(), t.space.ID, id) != nil {
		t.Plain(http.StatusInternalServerError, "wrong.title", "problem.share.back")
		return
	}
	t.To(t.address() + "?done=light.back")
}

// spoken is for how many days Today speaks of a candle, its own day counted. Then it goes without a word, and burns on where it is:
// who did not look does not have to.
const spoken = 7

// ofLate says whether a candle is of one of these days. Of a day that is still to come it is not, but for the next one: the other
// may be where it is that day already.
func (t two) ofLate(c placed) bool {
	y, m, d := t.Now().Date()
	age := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(c.day().Truncate(24*time.Hour)).Hours() / 24)
	return age >= -1 && age < spoken
}

// offers says on Today who has lit a candle of late, until it was looked at. It never does so of a candle of a day that this person
// has silenced, also not on the days after: that would bring the day to them all the same.
func offers(x *screen.Exchange) (out []screen.Offer) {
	for _, t := range twos(x) {
		if slices.ContainsFunc(t.candles(), func(c placed) bool {
			return !c.Mine && c.N > t.own.Seen && t.ofLate(c) && !silenced(x, c.day())
		}) {
			out = append(out, screen.Offer{
				ID: "remember.light." + t.space.Path, Group: screen.GroupWaiting, Address: t.address(), Label: t.say("light.offer"), Why: t.Say("light.offer.why"), Weight: 2, Tender: true,
			})
		}
	}
	return out
}

func silenced(x *screen.Exchange, day time.Time) bool {
	return journal.Gentlest(noted.Days(x, day)) == journal.DaySilence
}

// passOver takes what came while a day was silent for looked at, once on that day and once on the next: the day that a candle says is
// the word of whoever lit it, and an app that was changed can say another.
func passOver(x *screen.Exchange) {
	now := x.Now()
	if !silenced(x, now) && !silenced(x, now.AddDate(0, 0, -1)) {
		return
	}
	for _, t := range twos(x) {
		if day := now.Format(time.DateOnly); t.own.Over != day {
			t.saw(t.candles(), day)
		}
	}
}
