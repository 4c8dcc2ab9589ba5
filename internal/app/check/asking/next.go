package asking

import (
	"maps"
	"slices"

	"snowdrop/internal/guidance/signs"
)

// next is the screen that is needed after what was said, if any is.
//
// An emergency ends the check, unless it rests on something that was not said yet and that one question would clear up:
// then that is asked first. Otherwise every screen that must be asked is, and every other as long as it could change the
// level. The check is over when not even the worst answers to everything else would raise it.
func (w *Walk) next(t *signs.Table) (Step, bool) {
	r := w.Report()
	level := levelOf(t, r)
	if level == signs.Emergency {
		return w.clarify(t, r)
	}
	for i := range screens {
		s := &screens[i]
		switch {
		case s.filtered:
			if step, more := w.story(t, r, level); more {
				return step, true
			}
		case !w.open(s, r):
		case !s.derived || s.matters(t, r, level):
			return w.stepTo(s, r), true
		}
	}
	return w.together(t, r, level)
}

// open says whether a screen was not answered yet and fits what was said.
func (w *Walk) open(s *Screen, r Report) bool {
	_, done := w.step(s.ID)
	return !done && !s.filtered && (s.when == nil || s.when(w, r))
}

// matters says whether one of the answers would change the level.
func (s *Screen) matters(t *signs.Table, r Report, level signs.Level) bool {
	return slices.ContainsFunc(s.Buttons, func(b Button) bool { return levelOf(t, with(r, b.sets)) != level })
}

// clarify finds the question that may take back an emergency.
func (w *Walk) clarify(t *signs.Table, r Report) (Step, bool) {
	if _, answered := w.step("safety"); !answered {
		return Step{}, false // what cannot wait does not wait for anything
	}
	asked := w.unclear(r)
	if levelOf(t, w.mildest(t, r, asked)) == signs.Emergency {
		return Step{}, false
	}
	for i := range asked {
		rest := slices.Delete(slices.Clone(asked), i, i+1)
		if levelOf(t, w.mildest(t, r, rest)) == signs.Emergency {
			return asked[i].step, true
		}
	}
	return asked[0].step, true
}

// doubt is a question that would clear something up, with its answers.
type doubt struct {
	step    Step
	answers [][]Pair
}

// unclear are the questions that would clear something up and were not asked: of screens, and the story that was kept.
func (w *Walk) unclear(r Report) []doubt {
	var out []doubt
	for i := range screens {
		s := &screens[i]
		switch {
		case s.filtered && len(w.Told) > 0 && !w.shown(toldWrong):
			var told []Pair
			for key, value := range w.Told {
				told = append(told, Pair{key, value})
			}
			out = append(out, doubt{Step{ID: s.ID, Shown: []string{toldWrong}}, [][]Pair{told}})
		case s.clarifies && w.open(s, r):
			d := doubt{step: w.stepTo(s, r)}
			for _, b := range s.Buttons {
				d.answers = append(d.answers, b.sets)
			}
			out = append(out, d)
		}
	}
	return out
}

// mildest takes the answers to some questions that give the lowest level.
func (w *Walk) mildest(t *signs.Table, r Report, asked []doubt) Report {
	for range 2 { // a second time round, since one answer may only help after another
		for _, d := range asked {
			best, level := r, levelOf(t, r)
			for _, answer := range d.answers {
				if milder := with(r, answer); levelOf(t, milder) < level {
					best, level = milder, levelOf(t, milder)
				}
			}
			r = best
		}
	}
	return r
}

// AtLeast is the level that no answer to come can take back.
func (w *Walk) AtLeast(t *signs.Table) signs.Level {
	r := w.Report()
	asked := w.unclear(r)
	for i := range screens {
		if s := &screens[i]; s.derived && !s.clarifies && w.open(s, r) {
			d := doubt{}
			for _, b := range s.Buttons {
				d.answers = append(d.answers, b.sets)
			}
			asked = append(asked, d)
		}
	}
	return levelOf(t, w.mildest(t, r, asked))
}

// story asks for what makes the signs more dangerous: only what would raise the level. A story that was kept is shown to be
// confirmed, and what it says is not asked again.
func (w *Walk) story(t *signs.Table, r Report, level signs.Level) (Step, bool) {
	step := Step{ID: "story"}
	told := len(w.Told) > 0 && !w.shown(toldWrong)
	if told {
		for key, value := range w.Told {
			if _, said := r[key]; !said {
				r = with(r, []Pair{{key, value}})
			}
		}
		level = max(level, levelOf(t, r))
		step.Shown = append(step.Shown, toldWrong)
	}
	var rest []piece
	for _, sign := range w.unasked(r) {
		if levelOf(t, and(r, sign.yes)) > level {
			step.Shown = append(step.Shown, sign.ID)
		} else {
			rest = append(rest, piece{pairs: sign.yes, sign: sign.ID})
		}
	}
	for _, mix := range w.mixes(r) { // rows that only raise it with each other, or with what is asked after them
		for {
			rows := rowsOf(needed(t, r, level, mix.of(rest)))
			if rows == nil {
				break
			}
			step.Shown = append(step.Shown, rows...)
			rest = slices.DeleteFunc(rest, func(p piece) bool { return slices.Contains(rows, p.sign) })
		}
	}
	return step, len(step.Shown) > 0
}

// unasked are the rows of the story that were not shown and that nothing answers yet.
func (w *Walk) unasked(r Report) []Sign {
	var out []Sign
	for _, sign := range screenByID("story").Signs {
		if sign.ID == toldWrong || w.shown(sign.ID) || len(sign.yes) == 0 {
			continue
		}
		if !slices.ContainsFunc(sign.yes, func(p Pair) bool { _, there := r[p.Key]; return there }) {
			out = append(out, sign)
		}
	}
	return out
}

// piece is an answer that was not given: a row of the story, or a button of a screen.
type piece struct {
	pairs  []Pair
	sign   string
	screen *Screen
}

func all(r Report, pieces []piece) Report {
	r = maps.Clone(r)
	for _, p := range pieces {
		for _, pair := range p.pairs {
			put(r, pair)
		}
	}
	return r
}

// needed are the pieces without which all of them together would not raise the level, or nothing where they do not.
func needed(t *signs.Table, r Report, level signs.Level, pieces []piece) []piece {
	if levelOf(t, all(r, pieces)) <= level {
		return nil
	}
	for i := 0; i < len(pieces); {
		if without := slices.Delete(slices.Clone(pieces), i, i+1); levelOf(t, all(r, without)) > level {
			pieces = without
		} else {
			i++
		}
	}
	return pieces
}

func rowsOf(pieces []piece) (rows []string) {
	for _, p := range pieces {
		if p.screen == nil {
			rows = append(rows, p.sign)
		}
	}
	return rows
}

// mix is one way in which the questions that were not asked could be answered. Most have an answer that is the worst
// whatever else is true. When it was, how it was treated and when tablets were taken do not: each way is tried.
type mix struct {
	way     string // the row of how it was treated that may be true, of those that exclude each other
	answers []piece
}

var ways = []string{"", "ectopic", "molar", "procedure"}

// of are the rows that go together in this mix, with its answers.
func (m mix) of(rows []piece) []piece {
	out := slices.Clone(m.answers)
	for _, p := range rows {
		if p.sign == m.way || !slices.Contains(ways, p.sign) {
			out = append(out, p)
		}
	}
	return out
}

func (w *Walk) mixes(r Report) []mix {
	mixes := make([]mix, len(ways))
	for i, way := range ways {
		mixes[i].way = way
	}
	for i := range screens {
		s := &screens[i]
		if !s.derived || !w.open(s, r) {
			continue
		}
		var more []mix
		for _, m := range mixes {
			if len(s.worst) > 1 {
				more = append(more, m) // or not answered
			}
			for _, id := range s.worst {
				b := s.Buttons[slices.IndexFunc(s.Buttons, func(b Button) bool { return b.ID == id })]
				more = append(more, mix{m.way, append(slices.Clone(m.answers), piece{pairs: b.sets, screen: s})})
			}
		}
		if len(s.worst) > 0 {
			mixes = more
		}
	}
	return mixes
}

// together looks for answers that only raise the level with each other. They are asked before the check ends.
func (w *Walk) together(t *signs.Table, r Report, level signs.Level) (Step, bool) {
	var rows []piece
	for _, sign := range w.unasked(r) {
		rows = append(rows, piece{pairs: sign.yes, sign: sign.ID})
	}
	for _, mix := range w.mixes(r) {
		found := needed(t, r, level, mix.of(rows))
		if rows := rowsOf(found); rows != nil {
			return Step{ID: "story", Shown: rows}, true
		}
		if len(found) > 0 {
			return w.stepTo(found[0].screen, r), true
		}
	}
	return Step{}, false
}
