package examples

import (
	"github.com/a-h/templ"

	"snowdrop/internal/ui"
)

// bodyMaps are the map of the body to tick, and the one that only shows.
func bodyMaps() []Example {
	f := frame("bodymap.back", "body", ui.KeptDevice)
	ask := func(form ui.Form) templ.Component {
		return ui.BodyMap(f, form, "regions", say("bodymap.back"))
	}
	wrong := ui.Form{Problems: []ui.Problem{{Field: "regions", Sentence: say("problem.choose")}}}
	return []Example{
		{"part/body map", pageOf("body map", ask(ui.Form{}))},
		{"part/body map, ticked", pageOf("body map", ask(typed("regions", "lower-back-left", "regions", "side-right", "regions", "hip-left", "regions", "jaw")))},
		{"part/body map, with a problem", pageOf("body map", ask(wrong))},
		{"part/body figure", pageOf("body figure", ui.BodyFigure(f, []string{"lower-back-left", "lower-back-right", "calf-left", "lower-belly"}))},
	}
}
