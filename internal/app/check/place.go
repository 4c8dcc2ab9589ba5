package check

import "snowdrop/internal/app/screen"

// Place is the check. All of it works while everything is locked; then nothing can be kept.
func Place() screen.Place {
	return screen.Place{
		Reading: map[string]screen.Screen{
			"GET /check": begin, "POST /check": step,
			"POST /check/keep": keep, "POST /check/sheet": sheet,
			"GET /check/keep": begin, "GET /check/sheet": begin, // an address that was opened again, as by Back
		},
		Kinds:  []screen.Kind{kind()},
		Offers: offers,
	}
}
