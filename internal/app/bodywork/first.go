package bodywork

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/guidance/bodywork"
	"snowdrop/internal/guidance/medicines"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ics"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// first asks. What stands in the way already is said at once: nobody is asked for nothing.
func first(x *screen.Exchange) {
	if answer := gate(x, bodywork.Asked{}); len(answer.Whys) > 0 {
		showHeld(x, answer)
		return
	}
	showList(x, http.StatusOK, ui.Form{})
}

func firstAnswered(x *screen.Exchange) { answered(x, func() { showAsk(x, http.StatusOK, askForm(x)) }) }

// remind gives a file for a calendar. It goes through the same gate: the words of an old page open nothing.
func remind(x *screen.Exchange) {
	answered(x, func() {
		event, problems := reminder(x)
		if len(problems) > 0 {
			showAsk(x, http.StatusUnprocessableEntity, x.Form(problems...))
			return
		}
		file, err := ics.File(event)
		if err != nil {
			showAsk(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "day", Sentence: x.Say("problem.hands.day")}))
			return
		}
		x.Attach(ics.Name, ics.Type, file)
	})
}

// answered goes on only where nothing stands in the way.
func answered(x *screen.Exchange, open func()) {
	asked := bodywork.Asked{Ticked: x.Chosen("signs")}
	switch x.Value("answer") {
	case "none":
		asked.Answered = true
	case "some":
		asked.Answered = len(asked.Ticked) > 0
	case "unsure":
		asked.Answered, asked.Unsure = true, true
	}
	switch answer := gate(x, asked); {
	case answer.Open:
		open()
	case len(answer.Whys) > 0:
		showHeld(x, answer)
	default:
		showList(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "signs", Sentence: x.Say("problem.hands.choose")}))
	}
}

func gate(x *screen.Exchange, asked bodywork.Asked) bodywork.Answer {
	return bodywork.Gate(x.Table(), x.Now().Unix(), !x.CanKeep(), kept(x), asked)
}

// kept is what lies in the last day, or in the future, of what the gate looks at.
func kept(x *screen.Exchange) []bodywork.Kept {
	var out []bodywork.Kept
	for _, h := range x.Heads(journal.KindCheck, journal.KindCheckIn, journal.KindPain, journal.KindSession) {
		if x.Now().Unix()-h.At > bodywork.Day {
			continue
		}
		body, err := x.Body(h.ID)
		if k, ok := keptOf(h.Kind, body, err); ok {
			k.At = h.At
			out = append(out, k)
		}
	}
	return append(out, paracetamol(x))
}

// paracetamol is too much of it in any 24 hours of late, as the log of medicines counts it: harm shows only days later.
func paracetamol(x *screen.Exchange) bodywork.Kept {
	var doses []medicines.Dose
	for _, m := range noted.Medicines(x, x.Now().AddDate(0, 0, -5), x.Now()) {
		doses = append(doses, noted.Dose(m))
	}
	k := bodywork.Kept{At: x.Now().Unix()}
	if grams := medicines.Worst(doses, k.At).Grams(); grams > 0 {
		k.Signs = map[string]any{"paracetamol_g_24h": grams}
	}
	return k
}

// keptOf reads one entry. A check that cannot be read is not known to be calm.
func keptOf(kind uint8, body []byte, err error) (k bodywork.Kept, ok bool) {
	switch kind {
	case journal.KindCheck:
		c, e := journal.DecodeCheck(body)
		if err != nil || e != nil || c.Level == "" {
			c.Level = "unreadable"
		}
		if c.Open && (c.Level == signs.Soon.String() || c.Level == signs.SelfCare.String()) {
			c.Level = signs.Incomplete.String() // a question that is left could make it more urgent
		}
		return bodywork.Kept{Level: c.Level}, true
	case journal.KindCheckIn:
		if c, e := journal.DecodeCheckIn(body); err == nil && e == nil {
			k = bodywork.Kept{Heavy: c.Bleeding == journal.BleedingHeavy, Pads: c.Pads, Pain: c.Pain, Signs: clots[c.Clots]}
			if t, said := c.Celsius(); said {
				k.Celsius = &t
			}
			return k, true
		}
	case journal.KindPain:
		if p, e := journal.DecodePain(body); err == nil && e == nil {
			return bodywork.Kept{Signs: back.Signs(p.Regions, p.Score, p.Signs)}, true
		}
	case journal.KindSession:
		if s, e := journal.DecodeSession(body); err == nil && e == nil {
			return bodywork.Kept{Pain: s.PainAfter}, true
		}
	}
	return k, false
}

// clots are the words for the largest clot that a rule acts on, in those of the check.
var clots = map[string]map[string]any{
	journal.ClotWalnut: {"clot_size_cm": 3.0}, journal.ClotGolfBall: {"clot_size_cm": 4.3},
	journal.ClotLarger: {"clot_size_cm": 5.0}, journal.ClotsSeveral: {"clot_count": 2},
}

func showList(x *screen.Exchange, status int, form ui.Form) {
	list := ui.Question{Name: "signs", Legend: x.Say("hands.first.list"), Many: true}
	for _, id := range bodywork.Signs() {
		list.Options = append(list.Options, ui.Option{Value: id, Label: x.Say("hands.sign." + id)})
	}
	x.Show(status, ui.BodyworkList(ui.BodyworkListPage{Frame: x.Frame("place.read", "body"), Form: form, List: list}))
}

// showHeld says what to do, and why nothing is offered.
func showHeld(x *screen.Exchange, answer bodywork.Answer) {
	help := x.HelpLines()
	d := ui.BodyworkHeldPage{Frame: x.Frame("place.read", "body"), Do: x.Say("hands.held.unknown"), Ways: onward(x)}
	now := "" // whoever was seen since is not sent again
	if !slices.ContainsFunc(answer.Whys, func(w bodywork.Why) bool { return w.From == bodywork.FromAnswer && w.Level == answer.Level }) {
		now = "kept."
	}
	switch answer.Level {
	case signs.Emergency:
		d.Level, d.Do = "emergency", x.Say("hands.held."+now+"emergency", "number", help.Emergency[0].Number)
		d.Calls = x.Calls(help.Emergency)
	case signs.Urgent:
		d.Level, d.Do = "urgent", x.Say("hands.held."+now+"urgent")
		d.Calls = append(x.Calls(help.Advice), x.Calls(help.Emergency[:1])...)
	}
	for _, why := range answer.Whys {
		d.Reasons = append(d.Reasons, reason(x, why))
		if why.From == bodywork.FromLocked {
			d.Ways = append(ways(x, "/unlock", "hands.unlock"), d.Ways...)
		}
		if why.Sign == "harm" {
			d.Crisis, d.CrisisLead = x.Calls(help.Crisis), x.Say("result.crisis")
		}
	}
	x.Show(http.StatusOK, ui.BodyworkHeld(d))
}

func reason(x *screen.Exchange, why bodywork.Why) ui.BodyworkReason {
	when := x.Moment(why.At)
	var r ui.BodyworkReason
	switch why.From {
	case bodywork.FromAnswer:
		if slices.Contains(bodywork.Signs(), why.Sign) {
			r.Sentence = x.Say("hands.sign." + why.Sign)
		} else {
			r.Sentence = x.Say("hands.why.unsure")
		}
	case bodywork.FromCheck:
		r.Sentence = x.Say("hands.why.check."+why.Level.String(), "when", when)
	case bodywork.FromLog:
		r.Sentence = x.Say("hands.why.log", "when", when)
	case bodywork.FromUnfinished:
		r.Sentence = x.Say("hands.why.unfinished", "when", when)
	case bodywork.FromUnsure:
		r.Sentence = x.Say("hands.why.unsure")
	case bodywork.FromLocked:
		r.Sentence = x.Say("hands.why.locked")
	}
	for i, rule := range why.Reasons {
		if i == 0 {
			r.Because = x.InLanguage(rule.Because)
		}
		r.Sources = append(r.Sources, x.Say("hands.why.source", "source", x.Cited(rule.Source), "day", x.WrittenDay(rule.Reviewed)))
	}
	return r
}

func askForm(x *screen.Exchange) ui.Form {
	return ui.Form{Values: url.Values{"what": {x.Say("hands.remind.word")}, "alarm": {"none"}}}
}

func showAsk(x *screen.Exchange, status int, form ui.Form) {
	guide, ok := x.Guidance("hands-ask")
	if !ok {
		x.NotFound()
		return
	}
	alarm := ui.Question{Name: "alarm", Legend: x.Say("hands.remind.alarm")}
	for _, a := range []string{"none", "hour", "day"} {
		alarm.Options = append(alarm.Options, ui.Option{Value: a, Label: x.Say("hands.remind.alarm." + a)})
	}
	x.Show(status, ui.BodyworkAsk(ui.BodyworkAskPage{
		Frame: x.Frame("place.read", "body"), Form: form, Guide: guide, Alarm: alarm,
		Ways: append(ways(x, "/body/hands/card", "hands.way.card"), onward(x)...),
	}))
}

// maxWhat is the longest name of a reminder, in characters.
const maxWhat = 80

// reminder reads the form. Its words are the person's own, and neutral where she left them as they were.
func reminder(x *screen.Exchange) (ics.Event, []ui.Problem) {
	var problems []ui.Problem
	wrong := func(field, key string) {
		problems = append(problems, ui.Problem{Field: field, Sentence: x.Say(key)})
	}
	e := ics.Event{UID: record.NewID().String(), Stamp: x.Now(), Summary: strings.TrimSpace(x.Value("what"))}
	if e.Summary == "" {
		e.Summary = x.Say("hands.remind.word")
	}
	if len([]rune(e.Summary)) > maxWhat {
		wrong("what", "problem.what.long")
	}
	day, err := time.Parse(time.DateOnly, x.Value("day"))
	if err != nil {
		wrong("day", "problem.hands.day")
	}
	clock, err := time.Parse("15:04", x.Value("clock"))
	if err != nil {
		wrong("clock", "problem.hands.clock")
	}
	if len(problems) > 0 {
		return e, problems
	}
	if e.Start = moment(x, day, clock); e.Start.Before(x.Now()) {
		wrong("day", "problem.hands.past")
	}
	switch x.Value("alarm") {
	case "hour":
		e.Alarm = &ics.Alarm{Before: time.Hour}
	case "day":
		e.Alarm = &ics.Alarm{Before: 24 * time.Hour}
	}
	return e, problems
}

// moment is when a clock on the wall where the person is shows this time on this day. The offset is the one of that day,
// not of today: between the two the clocks may change.
func moment(x *screen.Exchange, day, clock time.Time) time.Time {
	at := time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, x.Now().Location())
	for range 2 {
		_, offset := x.In(at).Zone()
		at = time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, time.FixedZone("", offset))
	}
	return at
}
