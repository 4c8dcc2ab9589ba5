package ui

import "strings"

// helpFolders are the folders of the help pages in other languages than English. They are words, and never two letters, which
// are a country.
var helpFolders = map[string]string{"es": "espanol/"}

// HelpIn is the address of a help page in a language, from the address in English.
func HelpIn(lang, address string) string {
	if rest, ok := strings.CutPrefix(address, "/h/"); ok {
		return "/h/" + helpFolders[lang] + rest
	}
	return address
}
