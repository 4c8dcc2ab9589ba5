package text

import _ "embed"

// The sentences of the static help pages stand apart from those of the app, which is built without them.
var (
	//go:embed help/en.txt
	helpEnglish string
	//go:embed help/es.txt
	helpSpanish string
)

// Help gives the sentences of the static help pages in a language, and nothing where there are none. Dates and numbers are
// written with the Words of the app.
func Help(lang string) (Words, bool) {
	file, ok := map[string]string{"en": helpEnglish, "es": helpSpanish}[lang]
	if !ok {
		return Words{}, false
	}
	say, err := Parse(file)
	if err != nil {
		panic("text: help: " + err.Error()) // embedded and tested, so it cannot happen
	}
	return Words{Lang: lang, say: say}, true
}
