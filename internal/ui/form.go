package ui

import (
	"strconv"
	"strings"
)

// describedBy names the hint and the problem of a field, in the order in which they are read.
func describedBy(form Form, name, hint string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, name+"-hint")
	}
	if form.Problem(name) != "" {
		ids = append(ids, name+"-problem")
	}
	return strings.Join(ids, " ")
}

// autocomplete lets a password keeper fill a passphrase (WCAG 2.2, 3.3.8) and nothing else.
func autocomplete(name, kind string) string {
	switch {
	case kind != "password":
		return "off"
	case strings.HasPrefix(name, "new"):
		return "new-password"
	}
	return "current-password"
}

// ZeroToTen are the choices of a scale, with words at both ends.
func ZeroToTen(none, worst string) []Option {
	options := make([]Option, 11)
	for i := range options {
		options[i] = Option{Value: strconv.Itoa(i), Label: strconv.Itoa(i)}
	}
	options[0].Hint, options[10].Hint = none, worst
	return options
}
