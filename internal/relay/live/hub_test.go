package live

import (
	"testing"

	"snowdrop/internal/record"
)

// Whoever adds a stream goes on to read what they gave, while others already tell of their spaces.
func TestWhatAStreamIsToldDoesNotChangeWhatItsCallerHas(t *testing.T) {
	h := NewHub[string](1)
	t.Cleanup(h.Stop)
	space := record.SpaceID{1}
	mine := []Watch[string]{{Space: space, Holder: "somebody"}}
	l, err := h.Add(mine)
	if err != nil {
		t.Fatal(err)
	}
	h.Tell(space, 7)
	if want := (Watch[string]{Space: space, Holder: "somebody"}); mine[0] != want {
		t.Errorf("it is %+v", mine[0])
	}
	if l.watches[0].at != 7 || !l.watches[0].due {
		t.Errorf("the stream was not told: %+v", l.watches[0])
	}
}
