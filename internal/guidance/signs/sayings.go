package signs

// Sayings are the other sentences that a reason may be made of: why it was raised, and what a stricter number of a host
// says, with # in the place of the number. Whoever translates the rules translates these as well.
func Sayings() []string {
	var all []string
	for i := range modifiers {
		all = append(all, modifiers[i].because)
	}
	for i := range limitSpecs {
		all = append(all, limitSpecs[i].because)
	}
	for _, level := range []Level{SelfCare, Soon, Urgent, Emergency} {
		all = append(all, "#"+asks[level])
	}
	return all
}
