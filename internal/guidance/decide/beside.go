package decide

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"snowdrop/internal/journal"
)

// Question is what two people answer apart: the word that internal/sharing/apart binds both answers to.
const Question = "ahead"

// ErrSide is what is not laid beside anything.
var ErrSide = errors.New("decide: nothing to lay beside it")

// Side is what one person chose to lay beside the other one's: a part of a decision and nothing of the rest. What was asked first,
// and why, is never in it.
type Side struct {
	V       int               `json:"v"`
	Lean    string            `json:"lean,omitempty"`
	Until   string            `json:"until,omitempty"`
	Why     string            `json:"why,omitempty"`
	Values  map[string]string `json:"values,omitempty"`
	Own     string            `json:"own,omitempty"`
	About   string            `json:"about,omitempty"`
	Need    []string          `json:"need,omitempty"`
	Needing string            `json:"needing,omitempty"`
	Plan    string            `json:"plan,omitempty"`
}

// Value begins the name of a part that is the weight of a value.
const Value = "value-"

// Part is one thing that may be laid there: what one tick is about.
type Part struct {
	ID    string
	Words string // a person's own, or a word of a list, or several of one
	Own   bool
}

// Parts are those of a decision of which something was said, in an order that no answer changes.
func Parts(d journal.Decision) []Part {
	return parts(Side{Lean: d.Lean, Until: d.Until, Why: d.Why, Values: d.Values, Own: d.Own, About: d.About, Need: d.Need, Needing: d.Needing, Plan: d.Plan})
}

func parts(s Side) []Part {
	all := []Part{{"lean", s.Lean, false}, {"until", s.Until, true}, {"why", s.Why, true}}
	for _, v := range journal.DecisionValues {
		all = append(all, Part{Value + v, s.Values[v], false})
	}
	all = append(all, Part{"own", s.Own, true}, Part{"about", s.About, true}, Part{"need", strings.Join(s.Need, " "), false}, Part{"needing", s.Needing, true}, Part{"plan", s.Plan, true})
	return slices.DeleteFunc(all, func(p Part) bool { return strings.TrimSpace(p.Words) == "" })
}

// Take makes a side of the parts that were ticked, and of no other.
func Take(d journal.Decision, ticked []string) Side {
	s := Side{V: 1}
	for _, p := range Parts(d) {
		if !slices.Contains(ticked, p.ID) {
			continue
		}
		switch p.ID {
		case "lean":
			s.Lean = d.Lean
		case "until":
			s.Until = d.Until
		case "why":
			s.Why = d.Why
		case "own":
			s.Own = d.Own
		case "about":
			s.About = d.About
		case "need":
			s.Need = d.Need
		case "needing":
			s.Needing = d.Needing
		case "plan":
			s.Plan = d.Plan
		default:
			if s.Values == nil {
				s.Values = map[string]string{}
			}
			s.Values[strings.TrimPrefix(p.ID, Value)] = p.Words
		}
	}
	return s
}

// Encode writes a side as the words of an answer, the same for the same side. ErrSide where nothing is in it.
func (s Side) Encode() (string, error) {
	if len(parts(s)) == 0 {
		return "", ErrSide
	}
	body, err := json.Marshal(s)
	return string(body), err
}

// ReadSide reads one that somebody else may have made. What is in no list of ours is left out of it. ErrSide.
func ReadSide(words string) (Side, error) {
	var s Side
	if !utf8.ValidString(words) || json.Unmarshal([]byte(words), &s) != nil {
		return Side{}, ErrSide
	}
	if !slices.Contains(journal.DecisionOptions, s.Lean) && s.Lean != journal.DecisionUnknown {
		s.Lean = ""
	}
	said := s.Need
	s.Need = slices.DeleteFunc(slices.Clone(journal.DecisionNeeds), func(n string) bool { return !slices.Contains(said, n) })
	for v, weight := range s.Values {
		if !slices.Contains(journal.DecisionValues, v) || !slices.Contains(journal.DecisionWeights, weight) {
			delete(s.Values, v)
		}
	}
	if len(parts(s)) == 0 {
		return Side{}, ErrSide
	}
	return s, nil
}

// Row is one thing of which at least one of two said something. It says nothing of whether they agree.
type Row struct {
	ID           string
	Mine, Theirs string // "": nothing of it was laid there
	Own          bool
}

// Beside lays two sides beside each other: row by row, in the order of the form, the same for both people. There is no score, and
// nothing is first because two say the same of it, or do not.
func Beside(mine, theirs Side) []Row {
	var out []Row
	words := func(all []Part, id string) string {
		if i := slices.IndexFunc(all, func(p Part) bool { return p.ID == id }); i >= 0 {
			return all[i].Words
		}
		return ""
	}
	a, b := parts(mine), parts(theirs)
	for _, p := range parts(whole) {
		if m, t := words(a, p.ID), words(b, p.ID); m+t != "" {
			out = append(out, Row{p.ID, m, t, p.Own})
		}
	}
	return out
}

// whole has something in every part, for their order.
var whole = func() Side {
	s := Side{Lean: "x", Until: "x", Why: "x", Own: "x", About: "x", Need: []string{"x"}, Needing: "x", Plan: "x", Values: map[string]string{}}
	for _, v := range journal.DecisionValues {
		s.Values[v] = "x"
	}
	return s
}()
