package asking

import (
	"strconv"
	"strings"
)

// What a body's temperature can be, in the two units. The ranges do not touch, so that no unit has to be typed.
const (
	coldestC, hottestC = 30.0, 45.0
	coldestF, hottestF = 86.0, 113.0
)

// readTemperature reads a temperature as people type it: "37.2", "37,2", "99 F", "38 °C". Nothing typed says nothing.
func readTemperature(typed string, r Report) *Problem {
	number, unit := splitUnit(typed)
	if number == "" && unit == "" {
		return nil
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || strings.Trim(number, "0123456789.") != "" { // no "1e2", "0x1", "NaN" or sign
		return &Problem{Field: "temperature", Key: "problem.temperature.number"}
	}
	inC, inF := n >= coldestC && n <= hottestC, n >= coldestF && n <= hottestF
	ask := func(key, value string) *Problem {
		return &Problem{Field: "temperature", Key: key, Pairs: []string{"n", value}}
	}
	switch {
	case inC && unit != "F":
		r["temperature_c"] = n
	case inF && unit != "C":
		r["temperature_f_reported"] = n
	case inC:
		return ask("problem.temperature.celsius", number)
	case inF:
		return ask("problem.temperature.fahrenheit", number)
	case n/10 >= coldestC && n/10 <= hottestC, n/10 >= coldestF && n/10 <= hottestF:
		return ask("problem.temperature.point", strconv.FormatFloat(n/10, 'f', -1, 64))
	default:
		return &Problem{Field: "temperature", Key: "problem.temperature.range"}
	}
	return nil
}

// splitUnit takes the unit off a temperature, and gives the number with a point.
func splitUnit(typed string) (number, unit string) {
	s := strings.ToLower(strings.TrimSpace(typed))
	for _, name := range []struct{ end, unit string }{{"fahrenheit", "F"}, {"celsius", "C"}, {"f", "F"}, {"c", "C"}} {
		if rest, found := strings.CutSuffix(s, name.end); found {
			s, unit = rest, name.unit
			break
		}
	}
	for _, sign := range []string{"degrees", "degree", "°", "º"} {
		s = strings.TrimSuffix(strings.TrimSpace(s), sign)
	}
	return strings.ReplaceAll(strings.TrimSpace(s), ",", "."), unit
}
