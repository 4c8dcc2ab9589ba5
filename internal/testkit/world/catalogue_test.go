package world

import (
	"fmt"
	"slices"
	"testing"
)

// attempt is one attack of the catalogue, ready to be tried.
type attempt struct {
	number int
	name   string
	want   outcome
	run    func(*testing.T) outcome
}

// catalogue is every attack of the security design, Appendix A, that a hostile relay can try on one person's devices. What
// needs other people, or is tried elsewhere, stands in table.
func catalogue() []attempt {
	all := []attempt{
		{1, "words to be stretched with less effort", harmless, weaker},
		{2, "another person's slot", harmless, onASlot(true, anothersSlot)},
		{3, "an old slot, after the owner's key was changed", harmless, onASlot(false, oldSlot)},
		{4, "probing for slots", harmless, probed},
		{5, "a forged slot", harmless, onASlot(true, forgedSlot)},
		{6, "a slot of another suite", harmless, onASlot(true, slotOfAnotherSuite)},
		{7, "a slot refused", notPromised, onASlot(true, refusedSlot)},
		{27, "answers that no relay gives, too large or malformed", harmless, noise},
		{39, "another attachment in the place of one", detected, onAttachment(onChunks(swapped))},
		{40, "an attachment cut short", detected, onAttachment(onChunks(shortened))},
		{40, "an attachment with fewer chunks", detected, onAttachment(resized(-1 << 18))},
		{41, "chunks in another order", detected, onAttachment(onChunks(reordered))},
		{42, "an attachment of another length", detected, onAttachment(resized(1))},
		{43, "entries wrong in many ways, to see what the device does", harmless, oracle},
		{44, "the same, to see how often and how much it asks", harmless, oracle},
		{46, "a live stream that never stops", harmless, flood},
	}
	for _, a := range recordAttacks {
		all = append(all, attempt{a.number, a.name, a.want, func(t *testing.T) outcome { return a.run(newScene(t)) }})
	}
	slices.SortStableFunc(all, func(a, b attempt) int { return a.number - b.number })
	return all
}

func TestEveryAttackOfAHostileRelayHasItsNamedOutcome(t *testing.T) {
	if _, err := template(); err != nil { // before any time is simulated
		t.Fatal(err)
	}
	for _, a := range catalogue() {
		t.Run(fmt.Sprint(a.number, " ", a.name), func(t *testing.T) {
			if got := a.run(t); got != a.want {
				t.Errorf("got %s, want %s", got, a.want)
			}
		})
	}
}
