package asking

import "slices"

// A Line is what was said on one screen, read back from a report.
type Line struct {
	Screen string
	Button string   // the answer, where it is one of the screen's own; "" where it is none
	Signs  []string // what was ticked
	Denied []string // what was said no to
}

// Said reads a report back as the answers that made it, in the order of the screens. A report that was kept reads the same.
func Said(r Report) []Line {
	var lines []Line
	told := map[string]bool{} // a row that stands on two screens is told of once
	for i := range screens {
		s := &screens[i]
		if s.Rows {
			continue // the rows of the first screen, one by one
		}
		line := Line{Screen: s.ID}
		for j := range s.Buttons {
			if b := &s.Buttons[j]; len(b.sets) > 0 && holds(r, b.sets) {
				line.Button = b.ID
			}
		}
		for j := range s.Signs {
			sign := &s.Signs[j]
			switch {
			case len(sign.yes) == 0, told[sign.ID]:
			case sign.isSaid(r):
				line.Signs, told[sign.ID] = append(line.Signs, sign.ID), true
			case len(sign.no) > 0 && holds(r, sign.no):
				line.Denied, told[sign.ID] = append(line.Denied, sign.ID), true
			}
		}
		if line.Button != "" || line.Signs != nil || line.Denied != nil {
			lines = append(lines, line)
		}
	}
	return lines
}

func (s *Sign) isSaid(r Report) bool {
	if s.said != nil {
		return s.said(r)
	}
	return holds(r, s.yes)
}

func holds(r Report, pairs []Pair) bool {
	for _, p := range pairs {
		value, there := r[p.Key]
		if !there {
			return false
		}
		switch want := p.Value.(type) {
		case []string:
			if !listed(value, want[0]) {
				return false
			}
		default:
			if value != want {
				return false
			}
		}
	}
	return true
}

// listed says whether a list of places has one. What was read from JSON is a list of anything.
func listed(list any, name string) bool {
	switch list := list.(type) {
	case []string:
		return slices.Contains(list, name)
	case []any:
		return slices.Contains(list, any(name))
	}
	return false
}
