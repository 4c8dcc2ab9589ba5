package exercise

import (
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// kind is a practice that was written. Its line in a list says no more than which: others may look over a shoulder there.
var kind = screen.Kind{
	ID: journal.KindExercise, Name: "kind.exercise", File: "written",
	Edit: func(id record.ID) string { return mine + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		e, err := journal.DecodeExercise(body)
		if err != nil {
			return ""
		}
		return name(x, e)
	},
	Facts: func(x *screen.Exchange, body []byte) (facts []ui.Fact, text string, err error) {
		e, err := journal.DecodeExercise(body)
		if err != nil {
			return nil, "", err
		}
		return told(x, e), "", nil
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		e, err := journal.DecodeExercise(body)
		if err != nil {
			return nil
		}
		return x.Lines(told(x, e))
	},
	Words: func(body []byte) string {
		e, _ := journal.DecodeExercise(body)
		f, known := formOf(e.Which)
		var out []string
		for _, a := range f.fields() {
			if a.from == nil {
				out = append(out, e.Said[a.name])
			}
		}
		if !known { // of a newer version: all that there is
			for _, text := range e.Said {
				out = append(out, text)
			}
		}
		return strings.Join(out, " ")
	},
}

func name(x *screen.Exchange, e journal.Exercise) string {
	if _, known := formOf(e.Which); known {
		return x.Say(key(e.Which))
	}
	return x.Say("kind.exercise")
}

func told(x *screen.Exchange, e journal.Exercise) []ui.Fact {
	f, _ := formOf(e.Which)
	facts := append([]ui.Fact{{Name: x.Say("fact.practice"), Value: name(x, e)}}, f.told(x, func(field string) string { return e.Said[field] })...)
	t := attempt{x: x, typed: ui.Form{Values: values(e)}}
	d := ui.ExercisePage{Facts: facts}
	t.strongStill(&d)
	return d.Facts
}
