package after_test

import (
	"strings"
	"testing"
)

// Whom a doctor sees first is decided by the body and by what was before. How far it was is said only where the loss is.
func TestALongMessageToADoctorHasGapsForWhatADoctorAsks(t *testing.T) {
	for part, told := range map[string]bool{"lost": true, "day": true, "harm": false, "feelings": false} {
		p := newPerson(t).post("/heart/after/message", "to", "doctor", "length", "long", "part", part)
		if !strings.Contains(p.text(), "Bleeding, pain or fever now: ____.") || !strings.Contains(p.text(), "Medicines that I take: ____.") {
			t.Errorf("%s: it asks for nothing that a doctor needs: %s", part, p.text())
		}
		if strings.Contains(p.text(), "weeks along") != told {
			t.Errorf("%s: the weeks are told, or are not: %s", part, p.text())
		}
		for _, other := range [][2]string{{"therapist", "long"}, {"doctor", "short"}, {"doctor", "few"}} {
			p.post("/heart/after/message", "to", other[0], "length", other[1], "part", part)
			if strings.Contains(p.text(), "fever") || strings.Contains(p.text(), "weeks along") {
				t.Errorf("%s, %s: it says more than was asked for: %s", other[0], other[1], p.text())
			}
		}
	}
}
