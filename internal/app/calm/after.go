package calm

import (
	"net/http"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/practices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

func newName() string { return record.NewID().String() }

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// done keeps the two numbers where things are open, and shows what changed. Locked, or with nothing said, nothing is kept.
func done(x *screen.Exchange) {
	id := x.R.PathValue("practice")
	if page, ok := content.Find(x.Words.Lang, id); !ok || page.Practice == nil {
		x.NotFound()
		return
	}
	var problems []ui.Problem
	p := journal.Practice{
		Which: id, Before: x.Scale("before", &problems), After: x.Scale("after", &problems), Nearest: known(x.Value("nearest")),
	}
	if problems != nil {
		show(x, http.StatusUnprocessableEntity, id, ui.PracticePage{
			Form: x.Form(problems...), Before: x.Value("before"), Nearest: p.Nearest, Name: x.Value("id"),
		})
		return
	}
	if id == breathing {
		p.Style = remember(x)
	}
	switch {
	case p.Before == nil && p.After == nil:
		showAfter(x, p, "")
	case !x.CanKeep():
		showAfter(x, p, x.Say("after.locked"))
	default:
		body, err := p.Encode()
		var kept record.ID
		if err == nil {
			kept, err = x.Keep(journal.KindPractice, x.Now(), body)
		}
		if err != nil {
			showAfter(x, p, x.Say("after.notkept"))
			return
		}
		x.To("/calm/done/" + kept.String())
	}
}

// after shows what changed with one that was kept. Where that cannot be read any more, there is something to do all the same.
func after(x *screen.Exchange) {
	rec, ok := x.Stored()
	p, err := journal.DecodePractice(rec.Body)
	if !ok || rec.Kind != journal.KindPractice || err != nil {
		x.To("/calm")
		return
	}
	showAfter(x, p, x.Say("after.kept."+x.DoneKept()))
}

func showAfter(x *screen.Exchange, p journal.Practice, kept string) {
	d := ui.AfterPage{Frame: x.Frame("calm.title", "heart"), Said: kept, Change: change(x, p)}
	d.Strong = p.After != nil && *p.After >= practices.Strong
	people := ways(x, "/safety", "calm.people")
	if d.Strong {
		d.Choices = people
		for _, b := range noted.Box(x) {
			if tel := b.Tel(); b.What == journal.BoxPerson && tel != "" {
				d.Calls = append(d.Calls, ui.Call{Name: b.Name, Number: b.Phone, Tel: tel, Note: b.Why})
			}
		}
	}
	if hasBox(x) {
		d.Choices = append(d.Choices, ways(x, "/heart/box", "calm.box")...)
	}
	strength := p.After
	if strength == nil {
		strength = p.Before
	}
	said := now(x, p.Nearest, strength)
	said.Not = []string{p.Which}
	before := append([]practices.Result{{Which: p.Which, Before: p.Before, After: p.After}}, results(x)...)
	if other, _ := practices.Choose(said, before, practices.Here(x.Words.Lang)); other != "" {
		page, _ := content.Find(x.Words.Lang, other)
		d.Choices = append(d.Choices, ui.Choice{Address: "/calm/" + other, Label: page.Title, Line: x.Say("after.other")})
	}
	if x.CanKeep() {
		line := "way.write.line"
		if x.Keeping() == ui.KeptRelay {
			line = "way.write.line.relay"
		}
		d.Choices = append(d.Choices, ui.Choice{Address: "/journal/new", Label: x.Say("way.write"), Line: x.Say(line)})
	}
	if !d.Strong {
		d.Choices = append(d.Choices, people...)
	}
	x.Show(http.StatusOK, ui.After(d))
}

// change says plainly what happened to the number, whichever way it went.
func change(x *screen.Exchange, p journal.Practice) []string {
	if p.Before == nil || p.After == nil {
		return []string{x.Say("after.unsaid")}
	}
	from, to := strconv.Itoa(*p.Before), strconv.Itoa(*p.After)
	switch {
	case *p.After < *p.Before:
		return []string{x.Say("after.less", "from", from, "to", to)}
	case *p.After == *p.Before:
		return []string{x.Say("after.same", "n", to)}
	case x.CanKeep():
		return []string{x.Say("after.more", "from", from, "to", to), x.Say("after.more.not")}
	}
	return []string{x.Say("after.more", "from", from, "to", to)} // locked, nobody remembers it
}

// mostBefore is how many practices back the choice looks.
const mostBefore = 60

// results are the practices that were done, newest first: those of this place, and those that are written. Locked, none.
func results(x *screen.Exchange) []practices.Result {
	if !x.CanKeep() {
		return nil
	}
	heads := x.Heads(journal.KindPractice, journal.KindExercise)
	var out []practices.Result
	for _, h := range heads[:min(mostBefore, len(heads))] {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if h.Kind == journal.KindExercise {
			if e, err := journal.DecodeExercise(body); err == nil {
				out = append(out, practices.Result{Which: e.Which, Before: e.Before, After: e.After})
			}
		} else if p, err := journal.DecodePractice(body); err == nil {
			out = append(out, practices.Result{Which: p.Which, Before: p.Before, After: p.After})
		}
	}
	return out
}

func hasBox(x *screen.Exchange) bool { return x.CanKeep() && len(x.Heads(journal.KindBox)) > 0 }

// recent is for how many hours a check-in says whether the body allows to move.
const recent = 24

// mild is the most pain at which something that moves the body is suggested. [design decision]
const mild = 3

// fever is where one begins; it speaks against moving for the whole day, as it does in a plan (internal/app/exercise).
const fever = 38.0

// moves says whether the body log gives leave to move: a check-in of the last day names bleeding that is none or light, and none
// names pain that is more than mild, a fever, or clots that are not small. What was not said gives no leave.
func moves(x *screen.Exchange) bool {
	if !x.CanKeep() {
		return false
	}
	if concern, _ := noted.Fresh(x); concern != nil {
		return false
	}
	all := noted.CheckIns(x, x.Now().Add(-recent*time.Hour), x.Now())
	leave := false
	for _, c := range all {
		switch c.Bleeding {
		case journal.BleedingNone, journal.BleedingSpotting, journal.BleedingLight:
			leave = true
		case "":
		default:
			return false
		}
		warm, _ := c.Celsius()
		large := c.Clots != "" && c.Clots != journal.ClotsNone && c.Clots != journal.ClotSmall
		if c.Pain != nil && *c.Pain > mild || warm+1e-9 >= fever || large { // 100.4 °F is 38 °C
			return false
		}
	}
	return leave
}

// later says whether what happened is known to be four weeks ago or more.
func later(x *screen.Exchange) bool {
	if !x.CanKeep() {
		return false
	}
	s, ok := noted.Story(x)
	day, err := time.Parse(time.DateOnly, s.Day)
	return ok && err == nil && !x.Now().Before(day.AddDate(0, 0, 28))
}
