package asking

import (
	"maps"
	"slices"

	"snowdrop/internal/guidance/signs"
)

// Quiet is the walk as it would stand had nobody been asked about fear of a person. A check that fear ended, or made
// shorter, has questions left without it: then it is not finished, and never gives an all-clear.
func (w *Walk) Quiet(t *signs.Table) *Walk {
	keys, out := signs.FearKeys(), *w
	out.Done, out.Undone = without(w.Done, keys), without(w.Undone, keys)
	if w.Over() && !w.Ended {
		if next, more := out.next(t); more {
			out.Now, out.Ended = next, true
		}
	}
	return &out
}

// Unfinished says that the check has its answer although there is a question left to ask.
func (w *Walk) Unfinished() bool { return w.Ended && w.Now.ID != "" }

// QuietCheck is the report and the answer of a walk without a word about fear, not even that there is none.
func (w *Walk) QuietCheck(t *signs.Table) (Report, signs.Answer) {
	r := w.Report()
	for _, key := range signs.FearKeys() {
		delete(r, key)
	}
	return r, w.judge(t, r)
}

// without leaves steps that answer a key out, and rows that say it. What is left reads as if it had never been ticked.
func without(steps []Step, keys []string) []Step {
	var out []Step
	for _, step := range steps {
		s := screenByID(step.ID)
		if s.asksOnly(keys) {
			continue
		}
		values := maps.Clone(step.Values)
		for i := range s.Signs {
			if sign := &s.Signs[i]; speaksOf(sign.yes, keys) && sign.ticked(values) {
				values[sign.Group] = slices.DeleteFunc(slices.Clone(values[sign.Group]), func(id string) bool { return id == sign.ID })
				if len(values[sign.Group]) == 0 {
					delete(values, sign.Group)
				}
				if first(values, "answer") == Some && !s.anyTicked(values) && first(values, "temperature") == "" {
					values["answer"] = []string{None}
				}
			}
		}
		step.Values = values
		out = append(out, step)
	}
	return out
}

func speaksOf(pairs []Pair, keys []string) bool {
	return slices.ContainsFunc(pairs, func(p Pair) bool { return slices.Contains(keys, p.Key) })
}

// asksOnly says whether the answers of a screen are about one of the keys.
func (s *Screen) asksOnly(keys []string) bool {
	return slices.ContainsFunc(s.Buttons, func(b Button) bool { return speaksOf(b.sets, keys) })
}

// tellsOf says whether a screen has a row for one of the keys.
func (s *Screen) tellsOf(keys []string) bool {
	return slices.ContainsFunc(s.Signs, func(sign Sign) bool { return speaksOf(sign.yes, keys) })
}

// tellsOf says whether a step holds an answer about one of the keys.
func (step Step) tellsOf(keys []string) bool {
	s := screenByID(step.ID)
	return s.asksOnly(keys) || slices.ContainsFunc(s.Signs, func(sign Sign) bool { return speaksOf(sign.yes, keys) && sign.ticked(step.Values) })
}
