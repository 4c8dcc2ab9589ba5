package ui

import "strconv"

// ContactField names one half, "name" or "phone", of one of the people in a part of a plan.
func ContactField(part, half string, i int) string { return part + "-" + half + "-" + strconv.Itoa(i) }

// First is a page of guidance up to its second heading: what does not wait.
func (g Guide) First() []Block { return g.Blocks[:g.second()] }

// Rest is what comes after First.
func (g Guide) Rest() []Block { return g.Blocks[g.second():] }

func (g Guide) second() int {
	headings := 0
	for i, b := range g.Blocks {
		if b.Heading {
			headings++
		}
		if headings == 2 {
			return i
		}
	}
	return len(g.Blocks)
}
