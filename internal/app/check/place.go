package check

import "snowdrop/internal/app/screen"

// Place is the check.
func Place() screen.Place {
	return screen.Place{Reading: map[string]screen.Screen{
		"GET /check": checkBegin, "POST /check": checkStep,
	}}
}
