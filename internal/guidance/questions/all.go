package questions

// All gives every question that may be suggested, without a reason from anybody's notes: for those who proofread them
// and for the page of all sources.
func All() []Question {
	out := make([]Question, len(rules))
	for i, r := range rules {
		out[i] = Question{ID: r.id, Ask: r.ask, Sources: r.sources}
	}
	return out
}
