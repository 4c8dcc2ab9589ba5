package measure

import (
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/ui"
)

const root = "/heart/questions"

// asked is a questionnaire as the place shows it. Its address says nothing to who looks over a shoulder.
type asked struct {
	slug, id string
	longer   string // slug of the longer one that this leads to
	from     string // slug of the shorter one, whose items come first in this
}

// all are the questionnaires in the order of the list.
var all = []asked{
	{slug: "two-weeks", id: "phq2", longer: "two-weeks-more"}, {slug: "two-weeks-more", id: "phq9", from: "two-weeks"},
	{slug: "worry", id: "gad2", longer: "worry-more"}, {slug: "worry-more", id: "gad7", from: "worry"},
	{slug: "month", id: "pcptsd5", longer: "month-more"}, {slug: "month-more", id: "pcl5"},
	{slug: "sheet", id: "pgs"}, {slug: "kindness", id: "scssf"}, {slug: "others", id: "ons-lonely"}, {slug: "life", id: "ons4"},
}

func bySlug(slug string) (asked, bool) { return find(func(a asked) bool { return a.slug == slug }) }
func byID(id string) (asked, bool)     { return find(func(a asked) bool { return a.id == id }) }

func find(is func(asked) bool) (asked, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return asked{}, false
}

func (a asked) address() string { return root + "/" + a.slug }

// draft is the name of what was answered so far.
func (a asked) draft() string { return a.address()[1:] }

// measure is how it is counted.
func (a asked) measure() measures.Measure {
	i := slices.IndexFunc(measures.All, func(m measures.Measure) bool { return m.ID == a.id })
	return measures.All[i] // a test holds that they are all there
}

// Place is the questionnaires.
func Place() screen.Place {
	p := screen.Place{
		Later: true,
		Reading: map[string]screen.Screen{
			"GET " + root: list, "GET " + root + "/{slug}": with(first),
			"POST " + root + "/{slug}/{page}": answered, // locked or not: an answer may call for people at once
			"POST " + root + "/{slug}":        with(begin),
		},
		Writing: map[string]screen.Screen{
			"POST " + root + "/later":         later,
			"GET " + root + "/{slug}/{page}":  with(ask),
			"GET " + root + "/{slug}/result":  with(result),
			"POST " + root + "/{slug}/result": with(keep),
		},
		Kinds:  []screen.Kind{kind},
		Offers: offers,
	}
	for _, a := range all {
		p.Forms = append(p.Forms, a.address()) // so that Today knows of answers that wait
	}
	return p
}

// one is one questionnaire with all that belongs to it.
type one struct {
	asked
	measures.Measure
	content.Questionnaire
	guide    ui.Guide
	sections [][]ui.Block
}

// with gives a screen the questionnaire of its address. Its words may still be on their way.
func with(show func(*screen.Exchange, one)) screen.Screen {
	return func(x *screen.Exchange) {
		a, ok := bySlug(x.R.PathValue("slug"))
		if !ok {
			x.NotFound()
			return
		}
		o, ok := open(x, a)
		if !ok {
			x.NotFound()
			return
		}
		show(x, o)
	}
}

func open(x *screen.Exchange, a asked) (one, bool) {
	o := one{asked: a, Measure: a.measure()}
	var ok bool
	if o.guide, ok = x.Guidance("look-" + a.slug); !ok {
		return o, false
	}
	if o.Questionnaire, ok = content.FindQuestionnaire(x.Words.Lang, a.id); !ok {
		return o, false
	}
	o.sections = [][]ui.Block{nil}
	for _, b := range o.guide.Blocks {
		if b.Heading {
			o.sections = append(o.sections, nil)
		}
		last := len(o.sections) - 1
		o.sections[last] = append(o.sections[last], b)
	}
	return o, true
}

// title names it, with the name that a clinic knows.
func (o one) title(x *screen.Exchange) string {
	return x.Say("measure.named", "title", o.guide.Title, "name", o.Questionnaire.Name)
}

// about is what stands before the first answer: all but what numbers mean.
func (o one) about() []ui.Block {
	return slices.Concat(append(o.sections[:1:1], o.sections[1+len(o.Bands):]...)...)
}

// means is what stands after it: the words for each band from one to another, then the rest.
func (o one) means(from, to int) []ui.Block {
	return slices.Concat(append(o.sections[1+from:1+to:1+to], o.sections[1+len(o.Bands):]...)...)
}

func page(x *screen.Exchange, title string) ui.MeasurePage {
	return ui.MeasurePage{Frame: x.Frame("place.heart", "heart"), Title: title, Notice: x.Notice()}
}

// list is all of them, each with what it is for. It reads nothing while things are locked.
func list(x *screen.Exchange) {
	g, ok := x.Guidance("look")
	if !ok {
		x.NotFound()
		return
	}
	d := page(x, g.Title)
	d.Guide = g
	if i := slices.IndexFunc(g.Blocks, func(b ui.Block) bool { return b.Heading }); i >= 0 {
		d.Guide.Blocks, d.More = g.Blocks[:i], g.Blocks[i:]
	}
	for _, a := range all {
		o, ok := open(x, a)
		if !ok {
			x.NotFound()
			return
		}
		way := ui.Choice{Address: a.address(), Label: o.title(x), Line: lead(o)}
		if _, at, kept := Latest(x, a.id); kept {
			way.Line += " " + x.Say("measure.last", "day", x.WrittenDay(at.Format(time.DateOnly)))
		}
		d.Ways = append(d.Ways, way)
	}
	if x.CanKeep() && !noted.Silent(x) {
		if a, why := due(state(x)); why != "" {
			title := a.slug
			if g, ok := x.Guidance("look-" + a.slug); ok {
				title = g.Title
			}
			d.Asks, d.Why, d.Action = x.Say("measure.due"), x.Say(why), root+"/later"
			d.Held = [][2]string{{"slug", a.slug}}
			d.Buttons = []ui.MeasureButton{{Value: "yes", Label: title}, {Value: "no", Label: x.Say("measure.due.no"), Quiet: true}}
		}
	}
	x.Show(http.StatusOK, ui.Measure(d))
}

// lead is the first words of its page.
func lead(o one) string {
	words := ""
	for _, s := range o.guide.Blocks[0].Spans {
		words += s.Text
	}
	return words
}

// own are this place's settings: the day on which a suggestion was refused.
type own struct {
	Away string `json:"away,omitempty"`
}

const ownName = "questions"

// later is the answer to "would you like to look?". A no is remembered by its day, and by nothing else.
func later(x *screen.Exchange) {
	if a, ok := bySlug(x.Value("slug")); ok && x.Value("go") == "yes" {
		x.To(a.address())
		return
	}
	if err := x.SetOwn(ownName, own{x.Now().Format(time.DateOnly)}); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To(root + "?done=asked-later")
}

// offerID names the suggestion of one for ever.
func offerID(a asked) string { return "heart.questions." + a.slug }

// spoken is for how many days an answer that asks for care is spoken of on Today: as long as the check counts it.
const spoken = 7

// cares leads to people after an answer about dying, and to how one asks for help after a PHQ-9 in its highest band. Neither is
// passed over on the next day, and a later, lower answer takes neither back.
func cares(x *screen.Exchange) (o screen.Offer, ok bool) {
	severe := measures.PHQ9.Bands[len(measures.PHQ9.Bands)-1].From
	offer := func(id, address, key, why string, at time.Time) screen.Offer {
		return screen.Offer{
			ID: id, Group: screen.GroupHeart, Address: address, Label: x.Say(key), Weight: 3, Stays: true,
			Why: x.Say(why, "day", x.WrittenDay(at.Format(time.DateOnly))),
		}
	}
	for _, m := range noted.EverSince(x, x.Now().AddDate(0, 0, -spoken)) {
		known, is := measures.ByID(m.Which, m.Version)
		if is && known.Unsafe(m.Answers) {
			return offer("safety", "/safety", "safety.reach", "measure.cares.people", m.At), true
		}
		if low, _, scored := known.Range(m.Answers); is && scored && known.ID == measures.PHQ9.ID && low >= severe {
			o, ok = offer("heart.ask", "/heart/after/help", "after.help", "measure.cares.doctor", m.At), true
		}
	}
	return o, ok
}

// offers is at most one: what asks for care, and else the one that is due.
func offers(x *screen.Exchange) []screen.Offer {
	if o, ok := cares(x); ok {
		return []screen.Offer{o}
	}
	s := state(x)
	a, why := due(s)
	if why == "" {
		return nil
	}
	page, here := content.Find(x.Words.Lang, "look-"+a.slug) // Today waits for no download
	if !here {
		return nil
	}
	offer := screen.Offer{ID: offerID(a), Group: screen.GroupHeart, Address: a.address(), Label: page.Title, Why: x.Say(why), Weight: 1}
	if s.SinceLoss >= measures.FromWeekTwo {
		offer.Weight = 2 // its time has come; the questions for any time wait for a quiet day
	}
	if days, ok := s.Last[a.id]; ok {
		offer.Done = x.Now().AddDate(0, 0, -days).Unix()
	}
	return []screen.Offer{offer}
}

// due is the one that may be suggested now, and the key of the reason.
func due(s measures.State) (a asked, why string) {
	id, ago := measures.Due(s)
	a, ok := byID(id)
	switch {
	case !ok:
		return a, ""
	case id == "pcl5" && ago < 0:
		return a, "measure.why.longer"
	case ago < 0:
		return a, "measure.why.first"
	case ago >= measures.EveryMonth:
		return a, "measure.why.month"
	}
	return a, "measure.why.weeks"
}

// state is what is known of the person's questionnaires.
func state(x *screen.Exchange) measures.State {
	s := measures.State{SinceLoss: -1, Refused: refused(x), Last: map[string]int{}, Never: map[string]bool{}}
	if story, ok := noted.Story(x); ok {
		if days, ok := recovery.Report(story, x.Now())["days_since_loss"].(float64); ok {
			s.SinceLoss = int(days)
		}
	}
	for _, m := range noted.Measures(x, time.Time{}) { // oldest first: the newest stays
		s.Last[m.Which] = days(x, m.At)
		if known, ok := measures.ByID(m.Which, m.Version); ok && m.Which == "pcptsd5" {
			score, whole := known.Score(m.Answers)
			band, _ := known.Band(score)
			s.PCPTSDPositive = whole && band > 0
		}
	}
	never := today(x).Never
	for _, a := range all {
		s.Never[a.id] = never[offerID(a)] || agreed(x, a.id)
	}
	delete(s.Last, measures.PEG.ID)
	return s
}

// agreed says that the person answers it on a rhythm that she agreed on with a professional: that is when it is suggested, and it is
// not suggested a second time beside it.
func agreed(x *screen.Exchange, id string) bool {
	for _, s := range x.Sharing.Spaces() {
		if !talk.Client(s) || !talk.Open(s) {
			continue
		}
		asks, _ := talk.Of(x, s)
		if slices.ContainsFunc(asks, func(a talk.Asked) bool { return a.Agreed() > 0 && measures.Same(a.Which, id) }) {
			return true
		}
	}
	return false
}

// days are whole days on the person's own clock.
func days(x *screen.Exchange, at time.Time) int {
	return int(noted.Midnight(x.Now(), 0).Sub(noted.Midnight(at, 0)).Hours()+12) / 24
}

// putAway is what Today remembers of suggestions that were put away. A day is counted from 1970 on.
type putAway struct {
	Away  map[string]int  `json:"away"`
	Never map[string]bool `json:"never"`
}

func today(x *screen.Exchange) (p putAway) {
	x.Own("today", &p)
	return p
}

// refused is how many days ago a questionnaire was refused, here or on Today; -1: never. Today forgets after a day, so what
// it knows is remembered here.
func refused(x *screen.Exchange) int {
	var o own
	x.Own(ownName, &o)
	away := today(x).Away
	for _, a := range all {
		if day, ok := away[offerID(a)]; ok {
			if on := time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly); on > o.Away {
				o.Away = on
				_ = x.SetOwn(ownName, o) // where it cannot be kept, Today still knows for a day
			}
		}
	}
	at, err := time.ParseInLocation(time.DateOnly, o.Away, x.Now().Location())
	if err != nil {
		return -1
	}
	return days(x, at)
}
