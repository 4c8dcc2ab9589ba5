package asking

import (
	"encoding/json"
	"errors"
	"slices"

	"snowdrop/internal/guidance/signs"
)

// Walk is one check on its way: what was answered, in order, and what is asked now. All of it travels in the page.
type Walk struct {
	Other bool   `json:"other,omitempty"` // somebody answers for the person
	Told  Report `json:"told,omitempty"`  // what the kept story says; it counts once it was confirmed
	// Brought is what questionnaires said that were kept in the last days. It counts from the question about safety on, so
	// that nobody is sent to an emergency before being asked; nothing that is answered here takes it back.
	Brought Report `json:"brought,omitempty"`
	Done    []Step `json:"done,omitempty"`   // screens that were answered
	Now     Step   `json:"now"`              // the screen that is asked; its ID is empty when the check is over
	Undone  []Step `json:"undone,omitempty"` // answers that were gone back from, to be shown again
	Wrong   bool   `json:"wrong,omitempty"`  // "something feels seriously wrong" was pressed
	Ended   bool   `json:"ended,omitempty"`  // that ended the check early; or it is shown without its end, and Now is still open
}

// Step is one screen that was shown, with what was answered on it.
type Step struct {
	ID     string   `json:"id"`
	Shown  []string `json:"shown,omitempty"` // the rows, where not all of the screen's
	Values Values   `json:"values,omitempty"`
	Left   bool     `json:"left,omitempty"` // it was left by "something feels seriously wrong"
}

// ErrUnreadable means that what a page carried is not a walk that this program made.
var ErrUnreadable = errors.New("asking: not a walk")

// Begin is a check before its first answer.
func Begin(told Report, other bool) *Walk {
	w := &Walk{Other: other, Told: told}
	w.Now = w.stepTo(screenByID("now"), Report{})
	return w
}

// Read takes up a walk that a page carried.
func Read(data []byte) (*Walk, error) {
	w := &Walk{}
	if err := json.Unmarshal(data, w); err != nil {
		return nil, ErrUnreadable
	}
	steps := slices.Concat(w.Done, w.Undone)
	if w.Now.ID != "" {
		steps = append(steps, w.Now)
	}
	for _, step := range steps {
		s := screenByID(step.ID)
		if s == nil || slices.ContainsFunc(step.Shown, func(id string) bool { return s.sign(id) == nil }) {
			return nil, ErrUnreadable
		}
	}
	r := Report{}
	for i := range w.Done {
		if screen := w.screenOf(w.Done[i]); screen.read(w.Done[i].Values, r, w.Done[i].Left) != nil {
			return nil, ErrUnreadable
		}
	}
	if len(w.Done) == 0 && w.Now.ID == "" {
		return nil, ErrUnreadable
	}
	return w, nil
}

// Encode writes what a page carries.
func (w *Walk) Encode() string {
	raw, err := json.Marshal(w)
	if err != nil {
		panic("asking: a walk always encodes: " + err.Error())
	}
	return string(raw)
}

func screenByID(id string) *Screen {
	for i := range screens {
		if screens[i].ID == id {
			return &screens[i]
		}
	}
	return nil
}

func (s *Screen) sign(id string) *Sign {
	for i := range s.Signs {
		if s.Signs[i].ID == id {
			return &s.Signs[i]
		}
	}
	return nil
}

// stepTo is a screen with the rows that are asked after what was said.
func (w *Walk) stepTo(s *Screen, r Report) Step {
	step := Step{ID: s.ID}
	for i := range s.Signs {
		if only := s.Signs[i].only; only == nil || only(w, r) {
			step.Shown = append(step.Shown, s.Signs[i].ID)
		}
	}
	if len(step.Shown) == len(s.Signs) {
		step.Shown = nil
	}
	return step
}

// screenOf is a screen with the rows of a step.
func (w *Walk) screenOf(step Step) Screen {
	s := *screenByID(step.ID)
	if step.Shown != nil {
		var rows []Sign
		for _, sign := range s.Signs {
			if slices.Contains(step.Shown, sign.ID) {
				rows = append(rows, sign)
			}
		}
		s.Signs = rows
	}
	return s
}

// Screen is what is asked now. Over says that nothing is.
func (w *Walk) Screen() Screen { return w.screenOf(w.Now) }

// Over says that the check has its answer.
func (w *Walk) Over() bool { return w.Ended || w.Now.ID == "" }

// Before is what was answered on this screen before the person went back, or nothing.
func (w *Walk) Before() Values {
	for i := len(w.Undone) - 1; i >= 0; i-- {
		if w.Undone[i].ID == w.Now.ID && slices.Equal(w.Undone[i].Shown, w.Now.Shown) {
			return w.Undone[i].Values
		}
	}
	return nil
}

// Answer takes the answers of the screen that is asked and goes on. Where something is missing or not right the walk stays.
func (w *Walk) Answer(v Values, t *signs.Table) []Problem {
	s := w.Screen()
	if problems := s.read(v, Report{}, false); problems != nil {
		return problems
	}
	w.Done = append(w.Done, Step{ID: w.Now.ID, Shown: w.Now.Shown, Values: kept(v)})
	w.answered(w.Done[len(w.Done)-1])
	w.Now = Step{}
	if next, more := w.next(t); more {
		w.Now = next
	} else {
		w.Undone = nil // nothing will show it again
	}
	return nil
}

// kept leaves out what is no answer, so that a page carries no more than it needs.
func kept(v Values) Values {
	out := Values{}
	for name, values := range v {
		if name != "so-far" && len(values) > 0 && (len(values) > 1 || values[0] != "") {
			out[name] = values
		}
	}
	return out
}

// answered forgets what a screen said before, now that it says something else. Where nobody is told of as frightening any
// more, what was said of that person goes, too.
func (w *Walk) answered(step Step) {
	keys := signs.FearKeys()
	unticked := screenByID(step.ID).tellsOf(keys) && !step.tellsOf(keys)
	w.Undone = slices.DeleteFunc(w.Undone, func(s Step) bool {
		return s.ID == step.ID && slices.Equal(s.Shown, step.Shown) || unticked && s.tellsOf(keys)
	})
}

// Leave ends the check at once because something feels seriously wrong. What was ticked or typed on the screen counts.
func (w *Walk) Leave(v Values) {
	step := w.Now
	v = kept(v)
	delete(v, "answer")
	step.Values, step.Left = v, true
	w.answered(step)
	w.Done, w.Now, w.Wrong, w.Ended = append(w.Done, step), Step{}, true, true
}

// Back shows the screen before. Nothing that was answered is lost, and nothing of it counts until it is answered again.
func (w *Walk) Back(v Values) {
	if !w.Over() {
		step := w.Now
		step.Values = kept(v)
		delete(step.Values, "answer")
		w.answered(step)
		w.Undone = append(w.Undone, step)
	}
	if w.Ended {
		w.Wrong, w.Ended = false, false
	}
	w.undo()
}

// undo takes the last answer back, to be shown again.
func (w *Walk) undo() {
	if n := len(w.Done); n > 0 {
		step := w.Done[n-1]
		step.Left = false
		w.Undone, w.Done = append(w.Undone, step), w.Done[:n-1]
		w.Now = Step{ID: step.ID, Shown: step.Shown}
	}
}

// GoOn asks the rest of a check that ended early. That "something feels seriously wrong" was pressed still counts.
func (w *Walk) GoOn() {
	unfinished := w.Unfinished()
	if w.Ended {
		w.Ended = false
	}
	if !unfinished {
		w.undo()
	}
}

// Report is everything that was said and counts.
func (w *Walk) Report() Report {
	r := Report{}
	for _, step := range w.Done {
		s := w.screenOf(step)
		s.read(step.Values, r, step.Left)
		if step.ID == "story" && w.confirmed(step) {
			for key, value := range w.Told {
				if _, said := r[key]; !said {
					r[key] = value
				}
			}
		}
	}
	if _, asked := w.step("safety"); asked || w.Ended {
		for _, key := range broughtKeys {
			if value, ok := w.Brought[key].(float64); ok {
				put(r, Pair{key, value})
			}
		}
	}
	if w.Wrong {
		r["something_seriously_wrong"] = true
	}
	if w.Other && len(r) > 0 {
		r["reporter"] = "other"
	}
	return r
}

// confirmed says whether the story was shown on a screen and left as it is.
func (w *Walk) confirmed(step Step) bool {
	s := w.screenOf(step)
	told := s.sign(toldWrong)
	return told != nil && !told.ticked(step.Values) && !step.Left && first(step.Values, "answer") != Unsure
}

const toldWrong = "told-wrong"

// waits says whether the story would answer a key and was not shown yet.
func (w *Walk) waits(key string) bool {
	_, there := w.Told[key]
	return there && !w.shown(toldWrong)
}

// shown says whether a row of the story's screen was shown before.
func (w *Walk) shown(id string) bool {
	return slices.ContainsFunc(w.Done, func(step Step) bool {
		return step.ID == "story" && (step.Shown == nil || slices.Contains(step.Shown, id))
	})
}

func (w *Walk) step(id string) (Step, bool) {
	for _, step := range w.Done {
		if step.ID == id {
			return step, true
		}
	}
	return Step{}, false
}

// Check is what the rules say to everything that was said.
func (w *Walk) Check(t *signs.Table) signs.Answer { return w.judge(t, w.Report()) }

// judge is what the rules say. A walk with a question left to ask never says that all of it is expected.
func (w *Walk) judge(t *signs.Table, r Report) signs.Answer {
	a := t.Check(report(r))
	if w.Unfinished() && a.Level == signs.SelfCare {
		a.Level, a.Reasons = signs.Incomplete, []signs.Reason{}
	}
	return a
}

// broughtKeys are the keys that questionnaires may bring. No screen asks for one of them.
var broughtKeys = []string{"phq9_total", "phq9_item9", "gad7_total", "pcl5_total", "pcptsd5_total", "pgs_item8"}

// Counts says whether what was brought along is a reason of the answer.
func (w *Walk) Counts(t *signs.Table) bool {
	alone := *w
	alone.Brought = nil
	before := alone.Check(t).Reasons
	return slices.ContainsFunc(w.Check(t).Reasons, func(r signs.Reason) bool {
		return !slices.ContainsFunc(before, func(b signs.Reason) bool { return b.Rule == r.Rule && b.Level == r.Level })
	})
}
