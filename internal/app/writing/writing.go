// Package writing is where a person finds a line to write from, or begins a letter that nobody gets. It must never read what
// was written to choose one, name who was lost with a word that is not the person's own, or send anything.
//
// The form itself is that of free writing, with photos and drafts as it has: see At.
package writing

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/prompts"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// Place is writing as the app takes it in.
func Place() screen.Place {
	return screen.Place{
		Later: true,
		Writing: map[string]screen.Screen{
			"GET /heart/prompts": prompt, "POST /heart/prompts": another,
			"GET /heart/letters": letters,
		},
		Offers: offers,
	}
}

// letterForms are the addresses of the forms of letters, and what each is.
var letterForms = map[string]string{
	"/heart/letters/one": journal.LetterLost, "/heart/letters/me": journal.LetterSelf, "/heart/letters/someone": journal.LetterSomeone,
}

// IsDraft says whether a draft can be one of a prompt or a letter.
func IsDraft(name string) bool {
	id, ok := strings.CutPrefix("/"+name, prompts.Address)
	return ok && prompts.IsID(id) || letterForms["/"+name] != ""
}

// At is the form of writing at an address of this place, and what its entry has beside the words. A prompt whose words are not
// here is asked without them: what was written to it is kept all the same.
func At(x *screen.Exchange, address string) (ui.WritePage, journal.Entry, bool) {
	d := ui.WritePage{Action: address, Draft: strings.TrimPrefix(address, "/")}
	switch letter := letterForms[address]; {
	case !IsDraft(d.Draft):
		return ui.WritePage{}, journal.Entry{}, false
	case letter == "":
		id := strings.TrimPrefix(address, prompts.Address)
		every, lang := all(x)
		p, _ := prompts.Find(every, id)
		d.Title, d.Asked, d.AskedLang = x.Say("write.title"), p.Words, lang
		return d, journal.Entry{Prompt: id, Asked: p.Words}, true
	default:
		e := journal.Entry{Letter: letter}
		d.Title, d.Sentences = x.Say("letter.title."+letter), []string{x.Say("letter.nobody")}
		switch word := Word(x); {
		case letter == journal.LetterLost && word != "":
			e.To, d.Title = word, x.Say("letter.title.to", "to", word)
		case letter != journal.LetterSelf:
			d.To = x.Say("letter.to.label")
		}
		return d, e, true
	}
}

// Word is the person's own word for who was lost, as a letter begins; "" where none was told.
func Word(x *screen.Exchange) string {
	s, _ := noted.Story(x)
	if x.Neutral() {
		return ""
	}
	switch s.Call {
	case journal.CallBaby:
		return x.Say("letter.word.baby")
	case journal.CallName, journal.CallOwn:
		return strings.TrimSpace(s.OwnWord)
	}
	return ""
}

// all are the prompts, or none where they have not come. Lang is their language where it is not the person's.
func all(x *screen.Exchange) (every []prompts.Prompt, lang string) {
	p, ok := content.Find(x.Words.Lang, prompts.Page)
	if !ok && x.AllHere() {
		p, _ = content.Find(x.Words.Lang, prompts.Page)
	}
	if p.Lang != x.Words.Lang {
		lang = p.Lang
	}
	return prompts.Of(p), lang
}

// had is what is remembered of prompts: which one this day has, and when each was seen last.
type had struct {
	Day  int            `json:"day"`
	ID   string         `json:"id"`
	Seen map[string]int `json:"seen"`
}

const own = "writing"

// day counts the days of the person's own calendar, from any one day.
func day(t time.Time) int {
	return int(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// remembered is what was seen on this device, with what was written to on any.
func remembered(x *screen.Exchange) had {
	var h had
	x.Own(own, &h)
	if h.Seen == nil {
		h.Seen = map[string]int{}
	}
	for _, e := range entries(x, x.Now().AddDate(0, 0, -prompts.Rest), 200) {
		if e.Prompt != "" {
			h.Seen[e.Prompt] = max(h.Seen[e.Prompt], day(x.Local(e.At)))
		}
	}
	return h
}

// entry is a piece of writing with its head.
type entry struct {
	vault.Head
	journal.Entry
}

// entries are the newest ones from a moment on, newest first, so many at most.
func entries(x *screen.Exchange, from time.Time, most int) []entry {
	var out []entry
	heads := x.Heads(journal.KindEntry)
	for _, h := range heads[:min(most, len(heads))] {
		if h.At < from.Unix() {
			break
		}
		if body, err := x.Body(h.ID); err == nil {
			if e, err := journal.ReadEntry(body); err == nil {
				out = append(out, entry{h, e})
			}
		}
	}
	return out
}

// felt is for how many days feelings count as the last that were said.
const felt = 14

// said are the feelings of the last check-in that has any, and when that was.
func said(x *screen.Exchange) ([]string, time.Time) {
	from, now := x.Now().AddDate(0, 0, -felt).Unix(), x.Now().Unix()
	for _, h := range x.Heads(journal.KindCheckIn) { // newest first
		if h.At < from {
			break
		}
		body, err := x.Body(h.ID)
		if c, rerr := journal.ReadCheckIn(body); err == nil && rerr == nil && h.At <= now && len(c.Feelings) > 0 {
			return c.Feelings, x.Local(h.At)
		}
	}
	return nil, time.Time{}
}

// prompt shows the one of the day. It stays the same until the day ends, another is asked for, or feelings are said that it
// does not fit. That it was shown is remembered at once: it is not to come again for a month.
func prompt(x *screen.Exchange) {
	every, lang := all(x)
	h, today := remembered(x), day(x.Now())
	feelings, at := said(x)
	p, here := prompts.Find(every, h.ID)
	if !here || h.Day != today || prompts.Because(p, feelings) == "" {
		if next, ok := prompts.Choose(every, feelings, h.Seen, today); ok && (!here || h.Day != today || prompts.Because(next, feelings) != "") {
			h.take(x, next.ID, today)
			p, here = next, true
		} else if h.Day != today {
			p, here = prompts.Prompt{}, false
		}
	}
	if len(every) == 0 {
		x.NotFound()
		return
	}
	d := ui.WriteFromPage{AskedLang: lang}
	if !here {
		d.Sentences = []string{x.Say("prompt.none")}
	} else {
		d.Asked, d.Go = p.Words, ui.Choice{Address: prompts.Address + p.ID, Label: x.Say("prompt.go")}
		if feeling := prompts.Because(p, feelings); feeling != "" {
			d.Because = x.Say("prompt.because", "feeling", noted.Feeling(x, feeling), "day", x.Date("day-month", at))
		}
	}
	showPrompt(x, d, every, h, p)
}

// take remembers that one was shown. Where that cannot be kept, the prompt is shown all the same.
func (h *had) take(x *screen.Exchange, id string, today int) {
	h.Day, h.ID, h.Seen[id] = today, id, today
	_ = x.SetOwn(own, *h)
}

// another takes the next one, because it was asked for.
func another(x *screen.Exchange) {
	h, today := remembered(x), day(x.Now())
	feelings, _ := said(x)
	every, _ := all(x)
	if p, ok := prompts.Another(every, feelings, h.Seen, today, h.ID); ok {
		h.take(x, p.ID, today)
	}
	x.To("/heart/prompts")
}

// mostBefore is how many of those that were had before are shown: as many as one can look through.
const mostBefore = 12

// showPrompt shows a prompt with the ways around it.
func showPrompt(x *screen.Exchange, d ui.WriteFromPage, every []prompts.Prompt, h had, p prompts.Prompt) {
	d.Frame, d.Title, d.Another = x.Frame("place.heart", "heart"), x.Say("prompt.title"), x.Say("prompt.another")
	d.Ways = []ui.Choice{
		{Address: "/read/" + prompts.Page, Label: x.Say("prompt.all")},
		{Address: "/journal/new", Label: x.Say("prompt.without")},
	}
	before := slices.DeleteFunc(every, func(b prompts.Prompt) bool { return h.Seen[b.ID] == 0 || b.ID == p.ID })
	slices.SortStableFunc(before, func(a, b prompts.Prompt) int { return h.Seen[b.ID] - h.Seen[a.ID] })
	for _, b := range before[:min(mostBefore, len(before))] {
		d.Before = append(d.Before, ui.Choice{Address: prompts.Address + b.ID, Label: b.Words})
	}
	d.BeforeTitle = x.Say("prompt.before")
	x.Show(http.StatusOK, ui.WriteFrom(d))
}

// mostLetters is among how many of the newest entries letters are looked for, for the page of letters.
const mostLetters = 200

// letters shows whom one may write to, and the letters that were written last.
func letters(x *screen.Exchange) {
	d := ui.WriteFromPage{Frame: x.Frame("place.heart", "heart"), Title: x.Say("letter.title"), Sentences: []string{x.Say("letter.lead"), x.Say("letter.lead.keep")}}
	lost := x.Say("letter.to.lost")
	if word := Word(x); word != "" {
		lost = x.Say("letter.to", "to", word)
	}
	d.Ways = []ui.Choice{
		{Address: "/heart/letters/one", Label: lost},
		{Address: "/heart/letters/me", Label: x.Say("letter.to.self")},
		{Address: "/heart/letters/someone", Label: x.Say("letter.to.someone")},
	}
	var heads []vault.Head
	for _, e := range entries(x, time.Time{}, mostLetters) {
		if e.Letter != "" && len(heads) < mostBefore && !(x.Neutral() && e.Letter == journal.LetterLost) {
			heads = append(heads, e.Head)
		}
	}
	if d.Rows = x.Rows(heads); len(heads) > 0 {
		d.RowsTitle = x.Say("letter.before")
	}
	x.Show(http.StatusOK, ui.WriteFrom(d))
}

// NoHope is the feeling for which the rules of the check ask for a clinician within days (P6b): somebody to reach is named at
// once when it is chosen.
const NoHope = "hopeless"

// VeryHeavy is how heavy a check-in is from which on the same is so: a piece of writing is not opened then either. [design
// decision]
const VeryHeavy = 9

// Reach says whether somebody to reach comes before all else after a check-in.
func Reach(c journal.CheckIn) bool {
	return slices.Contains(c.Feelings, NoHope) || c.Heaviness != nil && *c.Heaviness >= VeryHeavy
}

// soon is for how long feelings are a reason to offer writing on Today.
const soon = 36 * time.Hour

// offers suggests writing where feelings were said in the last check-in, and nothing was written since.
func offers(x *screen.Exchange) []screen.Offer {
	heads := x.Heads(journal.KindCheckIn)
	if len(heads) == 0 || x.Now().Sub(x.Local(heads[0].At)) > soon {
		return nil
	}
	if why := reach(x, heads[0]); why != "" { // before all else, whatever was written since
		return []screen.Offer{{ID: "safety", Group: screen.GroupHeart, Address: "/safety", Label: x.Say("safety.reach"), Weight: 3, Stays: true, Why: why}}
	}
	feelings, at := said(x)
	if len(feelings) == 0 || at.Unix() != heads[0].At {
		return nil
	}
	last := int64(0)
	if newest := entries(x, time.Time{}, 1); len(newest) > 0 {
		if last = newest[0].At; last >= at.Unix() {
			return nil
		}
	}
	offer := func(id, address, key, feeling string) screen.Offer {
		return screen.Offer{
			ID: id, Group: screen.GroupHeart, Address: address, Label: x.Say(key), Done: last, Weight: 1,
			Why: x.Say("offer.said", "feeling", noted.Feeling(x, feeling)),
		}
	}
	out := []screen.Offer{offer("writing.lines", "/heart/prompts", "offer.lines", feelings[0])}
	if slices.Contains(feelings, "missing") {
		out = append(out, offer("writing.letter", "/heart/letters", "offer.letter", "missing"))
	}
	return out
}

// reach is the reason to name somebody to reach after a check-in, or "".
func reach(x *screen.Exchange, h vault.Head) string {
	body, err := x.Body(h.ID)
	c, rerr := journal.ReadCheckIn(body)
	switch {
	case err != nil || rerr != nil || !Reach(c):
		return ""
	case slices.Contains(c.Feelings, NoHope):
		return x.Say("offer.said", "feeling", noted.Feeling(x, NoHope))
	}
	return x.Say("offer.heavy", "n", strconv.Itoa(*c.Heaviness))
}
