package screen

import (
	"context"
	"net/http"
	"strings"
	"time"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
)

// patience is how long a page waits for words that are on their way already: the first page waited longer.
const patience = 200 * time.Millisecond

// NewExchange is one request and its answer, in the language of the person.
func NewExchange(s *Shared, w http.ResponseWriter, r *http.Request) *Exchange {
	x := &Exchange{Shared: s, W: w, R: r}
	x.wanted = x.language()
	in, here := s.WordsIn, false
	if in == nil {
		in = text.In
	}
	if x.Words, here = in(x.wanted); !here && s.Speak != nil {
		ctx := r.Context()
		if s.waited.Swap(true) {
			short, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			ctx = short
		}
		if s.Speak(ctx, x.wanted) == nil {
			x.Words, _ = in(x.wanted)
		}
	}
	x.Words.Neutral = s.Settings().Plain || !s.CanKeep()
	return x
}

// Neutral says that the person wants to meet no baby and no pregnancy. Lists leave out what is of them (noted.Shown), sentences have
// twins (text.Words), and so has content; by its address all of it is there. Locked, nobody can know, and it is so too.
func (x *Exchange) Neutral() bool { return x.Words.Neutral }

// language is the one that the person chose, or that the browser asks for.
func (x *Exchange) language() string {
	if d := x.Display(); d.Lang != "" {
		return d.Lang
	}
	preferred := x.R.Header.Get("Snowdrop-Languages")
	if preferred == "" { // without script
		preferred = x.R.Header.Get("Accept-Language")
	}
	if lang := text.Guess(preferred); lang != "" {
		return lang
	}
	return text.English.Lang
}

// unspoken is the person's own language where its words have not come.
func (x *Exchange) unspoken() text.Language {
	for _, l := range text.Languages {
		if l.Lang == x.wanted && x.wanted != x.Words.Lang {
			return l
		}
	}
	return text.Language{}
}

// InLanguage gives a sentence of guidance that the program holds in English, as the reason of a rule, in the language of the
// person where it was translated.
func (x *Exchange) InLanguage(sentence string) string {
	return content.InLanguage(x.Words.Lang, sentence)
}

// Cited gives the short names of sources, as a rule has them. A name of somebody stays what it is.
func (x *Exchange) Cited(sources string) string {
	names := strings.Split(sources, "; ")
	for i, name := range names {
		names[i] = x.InLanguage(name)
	}
	return strings.Join(names, "; ")
}

// Date writes a moment as the language does; text.Words.Date names the forms.
func (x *Exchange) Date(form string, t time.Time) string { return x.Words.Date(form, t) }

// Decimal writes a number as the language does. What goes back into a form is written by the function of that name.
func (x *Exchange) Decimal(f float64) string { return x.Words.Number(f) }
