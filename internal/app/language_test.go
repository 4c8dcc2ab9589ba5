package app

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/text"
)

// inMexico is somebody whose phone is set to Spanish, and who has chosen nothing.
func inMexico(t *testing.T) *person {
	p := newPerson(t)
	p.head.Set("Snowdrop-Zone", "America/Mexico_City")
	p.head.Set("Snowdrop-Languages", "es-MX,es,en")
	return p
}

// same in both languages.
var sameInBoth = []string{"Snowdrop", "No", "Normal", "Paracetamol", "–", "Plan"}

var (
	tag      = regexp.MustCompile(`<[^>]*>`)
	unspoken = regexp.MustCompile(`(?s)<style.*?</style>|<title>.*?</title>|<div lang="en">.*?</div>|<h1 lang="en">.*?</h1>|<h2 lang="en">.*?</h2>|<p lang="en">.*?</p>|<[uo]l lang="en">.*?</[uo]l>|<section [^>]*lang="en".*?</section>`)
	name     = regexp.MustCompile(`\\\{[^}]*\\\}`)
)

// english are all sentences of the interface, and those of the check that the program holds, as they stand on a page.
var english = func() (whole map[string]bool, patterns []*regexp.Regexp) {
	whole = map[string]bool{}
	for _, key := range text.English.Keys() {
		s := text.English.Say(key)
		if strings.HasPrefix(key, "date.") || key == "number.point" || slices.Contains(sameInBoth, s) {
			continue
		}
		if !strings.Contains(s, "{") {
			whole[s] = true
		} else if len(name.ReplaceAllString(regexp.QuoteMeta(s), "")) > 12 {
			patterns = append(patterns, regexp.MustCompile("^"+name.ReplaceAllString(regexp.QuoteMeta(s), ".+")+"$"))
		}
	}
	for _, r := range signs.Rules() {
		whole[r.Because], whole[r.Card] = true, true
	}
	return whole, patterns
}

// inSpanish holds that a page is in Spanish, and says nothing in English.
func (p *person) inSpanish() *person {
	p.t.Helper()
	if !strings.Contains(p.raw, `<html lang="es"`) {
		p.t.Errorf("%s: the page does not say that it is Spanish", p.path)
	}
	whole, patterns := english()
	delete(whole, "")
	for _, piece := range strings.Split(tag.ReplaceAllString(unspoken.ReplaceAllString(p.raw, "\n"), "\n"), "\n") {
		said := strings.TrimSpace(html.UnescapeString(piece))
		if said == "" {
			continue
		}
		if whole[said] || slices.ContainsFunc(patterns, func(r *regexp.Regexp) bool { return r.MatchString(said) }) {
			p.t.Errorf("%s says in English: %q", p.path, said)
		}
	}
	return p
}

func TestTheCheckSpeaksSpanishFromTheFirstPageToTheAnswer(t *testing.T) {
	p := inMexico(t).get("/").inSpanish().says("No te pasa solo a ti", "Ninguna persona clínica de habla hispana")
	p.get("/check").inSpanish().says("Línea de la Vida")
	for _, b := range quiet {
		p.taps(b).inSpanish()
	}
	if p.level() != signs.SelfCare {
		t.Errorf("got %v", p.level())
	}
	p.says("Esto suele ser lo esperado", "Que te vean hoy si")
	for _, sign := range nowSigns(t) {
		p.get("/check").ticks("some", sign).inSpanish().says("Llama ya al 911")
		if p.level() != signs.Emergency {
			t.Errorf("%s: got %v", sign, p.level())
		}
	}
	p.get("/check").fill("/check", "answer", "other").inSpanish().says("Respondes por la persona")
}

// TestEveryReasonOfTheCheckIsSaidInSpanish: every row of the table, raised or not, and the cards.
func TestEveryReasonOfTheCheckIsSaidInSpanish(t *testing.T) {
	for _, r := range signs.Rules() {
		for _, said := range []string{r.Because, r.Card} {
			if said != "" && content.InLanguage("es", said) == said {
				t.Errorf("%s: nobody has translated %q", r.ID, said)
			}
		}
	}
	raised := signs.Check(told(t, map[string]any{"bleeding_heavier_than_period": true, "days_since_loss": 3.0, "anticoagulant": true}))
	for _, r := range raised.Reasons {
		if own := content.InLanguage("es", r.Because); own == r.Because || strings.Contains(own, " so we raise") || strings.Contains(own, "Call within") {
			t.Errorf("%s: %q", r.Rule, own)
		}
	}
	table, err := signs.ParseLocal([]byte(`{"version":1,"host":"St Anne","source":"Its leaflet","reviewed":"2026-11-20","thresholds":{"temperature_c":37.5},"rules":{"V9":"urgent"}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Check(told(t, map[string]any{"temperature_c": 37.6, "very_thirsty": true})).Reasons {
		if own := content.InLanguage("es", r.Because); own == r.Because || strings.Contains(own, "asks you") || strings.Contains(own, "Your temperature") {
			t.Errorf("%s of a host: %q", r.Rule, own)
		}
	}
}

func told(t *testing.T, said map[string]any) (r signs.Report) {
	t.Helper()
	for key, value := range said {
		if err := r.Set(key, value); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// TestAKeptCheckIsReadInTheLanguageOfWhoReadsIt: what is kept holds the words of the rule, and the page translates them.
func TestAKeptCheckIsReadInTheLanguageOfWhoReadsIt(t *testing.T) {
	p := inMexico(t)
	p.get("/check").ticks("some", nowSigns(t)[0])
	form := p.page.First("button", "formaction=/check/keep").Attrs["formaction"]
	p.do("POST", form, p.page.First("form", "action=/check").Fields()).inSpanish()
	p.head.Set("Snowdrop-Display", "lang=en")
	p.get(p.path).says(text.English.Say("check.fact.why"))
	p.head.Del("Snowdrop-Display")
	p.get(p.path).inSpanish().says("Por qué")
	p.get("/journal").inSpanish()
	p.get("/today").inSpanish()
}

func TestWhoLocksAndClosesReadsOnInTheSameLanguage(t *testing.T) {
	p := newPerson(t)
	p.get("/start").says("Español")
	r := p.display("lang", "es", "back", "/start")
	if r != "theme=auto;size=normal;country=;lang=es" || p.path != "/start" {
		t.Fatalf("page.js is given %q, and the page is %s", r, p.path)
	}
	p.inSpanish()
	p.keep()
	p.get("/mine").inSpanish().says("Idioma")
	p.post("/lock").at("/unlock").inSpanish().says("Hola otra vez")
	p.get("/check").inSpanish()
	p.get("/unlock").fill("/unlock", "passphrase", "wrong words for the test").inSpanish().says("Con eso no se abrió")
	p.get("/unlock").fill("/unlock", "passphrase", passphrase).inSpanish()
	p.app.Close()
	p.open()
	p.get("/unlock").inSpanish()
	if r := p.display("lang", "en", "back", "/unlock"); !strings.HasSuffix(r, ";lang=en") || p.path != "/unlock" {
		t.Errorf("locked: %q at %s", r, p.path)
	}
	p.says(text.English.Say("unlock.title"))
	if strings.Contains(string(p.app.Vault.Settings()), "es") && strings.Contains(string(p.app.Vault.Settings()), "lang") {
		t.Error("the language is kept with what was written")
	}
	// What was chosen before stays as it was, and a language that nobody knows changes nothing.
	p.head.Set("Snowdrop-Display", "theme=dark;size=large;country=MX;lang=es")
	if r := p.display("lang", "xx"); r != "theme=dark;size=large;country=MX;lang=es" {
		t.Errorf("an unknown language gives %q", r)
	}
}

// display sends the form of how things look, and remembers what page.js would.
func (p *person) display(pairs ...string) string {
	p.t.Helper()
	r := httptest.NewRequest("POST", "/mine/display", strings.NewReader(pairsOf(pairs).Encode()))
	r.Header = p.head.Clone()
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.app.ServeHTTP(w, r)
	kept := w.Header().Get("Snowdrop-Display")
	p.head.Set("Snowdrop-Display", kept)
	p.get(w.Header().Get("Location"))
	return kept
}

func TestTheFirstLanguageIsThatOfTheBrowser(t *testing.T) {
	for _, c := range []struct{ display, languages, accept, want string }{
		{"", "", "", "en"}, {"", "es-ES", "", "es"}, {"", "fr-FR,es;q=0.5,en", "", "es"}, {"", "en-GB,es", "", "en"}, {"", "de,fr", "", "en"},
		{"", "", "es-419,en;q=0.5", "es"}, {"", "en", "es", "en"}, {"lang=en", "es", "", "en"}, {"lang=es", "en", "", "es"}, {"lang=xx", "es", "", "es"},
		{"", "estonian", "", "en"},
	} {
		p := newPerson(t)
		for header, value := range map[string]string{"Snowdrop-Display": c.display, "Snowdrop-Languages": c.languages, "Accept-Language": c.accept} {
			p.head.Set(header, value)
		}
		if p.get("/start"); !strings.Contains(p.raw, `<html lang="`+c.want+`"`) {
			t.Errorf("%+v: another language", c)
		}
		if help := p.page.First("a", "data-native").Attrs["href"]; strings.HasPrefix(help, "/h/espanol/") != (c.want == "es") {
			t.Errorf("%+v: the numbers are at %s", c, help)
		}
	}
}

// TestAPageThatIsOnlyInEnglishSaysSo: in Spanish, with the English marked for a screen reader.
func TestAPageThatIsOnlyInEnglishSaysSo(t *testing.T) {
	p := inMexico(t).get("/read/for-clinic").inSpanish().says("Esta página está en inglés")
	if p.page.First("h1", "lang=en") == nil || p.page.First("p", "lang=en") == nil {
		t.Error("the English is not marked")
	}
}

// TestWordsThatHaveNotComeAreSaidInEnglish: nobody waits for a language, and what is missing is said in that language.
func TestWordsThatHaveNotComeAreSaidInEnglish(t *testing.T) {
	p := inMexico(t)
	asked := 0
	p.app.WordsIn = func(string) (text.Words, bool) { return text.English, false }
	p.app.Speak = func(context.Context, string) error { asked++; return http.ErrServerClosed }
	p.get("/start").says(text.English.Say("start.title"), text.Languages[1].Later)
	if asked != 1 || p.page.First("p", "lang=es") == nil {
		t.Errorf("asked %d times", asked)
	}
}
