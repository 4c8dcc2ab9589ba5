package ui

import (
	"bytes"
	"compress/gzip"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
)

// sampleCards are longer than the real ones: more lines than any person reads,
// of words that no two lines share, so that they compress worse.
func sampleCards() Cards {
	random := rand.New(rand.NewPCG(1, 2))
	lines := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			var words []string
			for range 14 {
				w := make([]byte, 2+random.IntN(7))
				for j := range w {
					w[j] = "etaoinshrdlucmfw"[random.IntN(16)]
				}
				words = append(words, string(w))
			}
			out[i] = strings.Join(words, " ")
		}
		return out
	}
	return Cards{Emergency: lines(20), Urgent: lines(25), Soon: lines(20)}
}

// spoken is the language of a page, with its sentences, and the country that it is for.
func spoken(path string) (text.Words, content.Country) {
	rest, lang := strings.TrimPrefix(path, "/h/"), "en"
	if own, ok := strings.CutPrefix(rest, "espanol/"); ok {
		rest, lang = own, "es"
	}
	words, _ := text.Help(lang)
	if c, ok := content.CountryByCode(rest); ok {
		return words, c
	}
	return words, content.General()
}

func eachHelpPage(t *testing.T, check func(t *testing.T, path, page string)) {
	t.Helper()
	pages := HelpPages(sampleCards())
	if want := (len(content.Countries()) + 1) * len(text.Languages); len(pages) != want {
		t.Fatalf("%d help pages, want %d", len(pages), want)
	}
	for _, p := range pages {
		t.Run(p.Path, func(t *testing.T) { check(t, p.Path, string(p.HTML)) })
	}
}

func TestHelpPagesFitInOneResponse(t *testing.T) {
	largest := 0
	eachHelpPage(t, func(t *testing.T, path, page string) {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if _, err := z.Write([]byte(page)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		largest = max(largest, b.Len())
		if b.Len() > 14*1024 {
			t.Errorf("%d bytes compressed, want at most 14 KB", b.Len())
		}
	})
	t.Logf("largest: %d bytes compressed", largest)
}

func TestHelpPagesNeedNothingElse(t *testing.T) {
	forbidden := []string{"<script", "<link", "<img", "<iframe", "<form", "javascript:", "http:", "https:", "//", "src=", "srcset=", "url(", "@import", " style="}
	onHandler := regexp.MustCompile(`<[^>]*\son[a-z]+=`)
	eachHelpPage(t, func(t *testing.T, path, page string) {
		for _, f := range forbidden {
			if strings.Contains(strings.ToLower(page), f) {
				t.Errorf("holds %q", f)
			}
		}
		if m := onHandler.FindString(page); m != "" {
			t.Errorf("runs script: %q", m)
		}
		for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if !regexp.MustCompile(`^(#[a-z-]+|/|/closed|/check|/h/(espanol/)?([a-z]{2})?|tel:[0-9]{2,15}|sms:[0-9]{3,15})$`).MatchString(m[1]) {
				t.Errorf("leads to %q", m[1])
			}
		}
	})
}

func TestHelpPagesRingTheEmergencyNumberFirst(t *testing.T) {
	tel := regexp.MustCompile(`href="tel:([0-9]+)"`)
	eachHelpPage(t, func(t *testing.T, path, page string) {
		_, want := spoken(path)
		all := tel.FindAllStringSubmatch(page, -1)
		if len(all) == 0 || all[0][1] != want.Emergency[0].Tel {
			t.Fatalf("rings %q, want %s first", all, want.Emergency[0].Tel)
		}
		for _, list := range [][]content.Line{want.Emergency, want.Crisis, want.Advice, want.Loss, want.Abuse} {
			for _, l := range list {
				if l.Tel != "" && !strings.Contains(page, `href="tel:`+l.Tel+`"`) {
					t.Errorf("does not ring %s", l.Name)
				}
			}
		}
	})
}

func TestHelpPagesAreWellFormedForAScreenReader(t *testing.T) {
	ids := regexp.MustCompile(` id="([^"]*)"`)
	named := regexp.MustCompile(`aria-labelledby="([^"]*)"`)
	eachHelpPage(t, func(t *testing.T, path, page string) {
		words, here := spoken(path)
		for what, n := range map[string]int{"<h1": 1, "<main": 1, "<title>" + words.Say("title") + "</title>": 1, `<html lang="` + words.Lang + `">`: 1, `class="skip"`: 1} {
			if got := strings.Count(page, what); got != n {
				t.Errorf("%d times %s, want %d", got, what, n)
			}
		}
		if !strings.Contains(page, `href="/closed" data-close`) {
			t.Error("no way to close now")
		}
		seen := map[string]bool{}
		for _, m := range ids.FindAllStringSubmatch(page, -1) {
			if seen[m[1]] {
				t.Errorf("id %q is there twice", m[1])
			}
			seen[m[1]] = true
		}
		for _, m := range named.FindAllStringSubmatch(page, -1) {
			if !seen[m[1]] {
				t.Errorf("named by %q, which is not there", m[1])
			}
		}
		for _, m := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if !seen[m[1]] {
				t.Errorf("leads to #%s, which is not there", m[1])
			}
		}
		for _, c := range content.Countries() {
			if !strings.Contains(page, `href="`+HelpIn(words.Lang, HelpPath(c.Code))+`"`) {
				t.Errorf("no way to change to %s", c.Name)
			}
		}
		for _, l := range text.Languages {
			to := `<a href="` + HelpIn(l.Lang, HelpPath(here.Code)) + `" lang="` + l.Lang + `" hreflang="` + l.Lang + `">` + l.Name + "</a>"
			if there := strings.Contains(page, to); there != (l.Lang != words.Lang) {
				t.Errorf("the way to %s is there: %v", l.Name, there)
			}
		}
	})
}

func TestHelpPagesSayWhatIsNotVerified(t *testing.T) {
	eachHelpPage(t, func(t *testing.T, path, page string) {
		words, c := spoken(path)
		app, _ := text.In(words.Lang)
		unverified, read, rung := 0, 0, 0
		for _, list := range [][]content.Line{c.Emergency, c.Crisis, c.Advice, c.Loss, c.Abuse} {
			for _, l := range list {
				if l.Status == content.Verified {
					read++
					if l.Tel != "" || l.SMS != "" {
						rung++
					}
				} else {
					unverified++
				}
			}
		}
		if got := strings.Count(page, `<p class="note">`+words.Say("line.unverified")); got != unverified {
			t.Errorf("%d lines are called not verified, want %d", got, unverified)
		}
		if got := strings.Count(page, `<p class="note">`+strings.TrimSuffix(words.Say("line.read", "day", app.Day("2026-11-20"), "source", ""), ".")); got != read {
			t.Errorf("%d lines say where they were read, want %d", got, read)
		}
		if got := strings.Count(page, words.Say("line.not-rung")); got != rung {
			t.Errorf("%d lines say that nobody rang, want %d", got, rung)
		}
		if !strings.Contains(page, words.Say("marks.clinician")) {
			t.Error("does not say that no clinician has reviewed it")
		}
	})
}

func TestEmergencyCardHoldsEverySignAndNoLink(t *testing.T) {
	cards := sampleCards()
	eachHelpPage(t, func(t *testing.T, path, page string) {
		words, _ := spoken(path)
		for name, lines := range map[string][]string{"emergency": cards.Emergency, "urgent": cards.Urgent, "soon": cards.Soon} {
			_, card, ok := strings.Cut(page, `id="card-`+name+`"`)
			card, _, ok2 := strings.Cut(card, "</div>")
			if !ok || !ok2 {
				t.Fatalf("no %s card", name)
			}
			if strings.Contains(card, "<a") {
				t.Errorf("the %s card holds a link", name)
			}
			for _, l := range lines {
				if !strings.Contains(card, "<li>"+content.InLanguage(words.Lang, l)+"</li>") {
					t.Errorf("the %s card leaves out %q", name, l)
				}
			}
		}
		for _, said := range []string{strings.TrimSuffix(words.Say("signs.emergency", "number", ""), " now"), words.Say("signs.urgent"), words.Say("signs.soon"), words.Say("signs.emergency.skin")} {
			if !strings.Contains(page, said) {
				t.Errorf("does not say %q in words", said)
			}
		}
	})
}

func TestHelpColoursCanBeRead(t *testing.T) {
	schemes := regexp.MustCompile(`:root\{[^}]*\}`).FindAllString(HelpStyle, -1)
	if len(schemes) != 3 {
		t.Fatalf("%d sets of colours, want light, dark and print", len(schemes))
	}
	for i, name := range []string{"light", "dark", "print"} {
		c := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z]+):(#[0-9a-f]+)`).FindAllStringSubmatch(schemes[i], -1) {
			c[m[1]] = m[2]
		}
		for _, word := range []string{"text", "muted", "accent", "emergency", "urgent", "soon"} {
			for _, on := range []string{"bg", "card"} {
				if r := contrast(t, c[word], c[on]); r < 4.5 {
					t.Errorf("%s: %s on %s has %.2f to 1, want 4.5", name, word, on, r)
				}
			}
		}
		if name == "print" {
			continue // solid colours are left out on paper
		}
		for _, solid := range []string{"emergency", "urgent", "soon"} {
			if r := contrast(t, c["on"], c[solid]); r < 4.5 {
				t.Errorf("%s: text on solid %s has %.2f to 1, want 4.5", name, solid, r)
			}
		}
	}
}

// contrast is the ratio of WCAG 2.2 between two colours.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	digits := strings.TrimPrefix(hex, "#")
	if len(digits) == 3 {
		digits = strings.Repeat(digits[:1], 2) + strings.Repeat(digits[1:2], 2) + strings.Repeat(digits[2:], 2)
	}
	n, err := strconv.ParseUint(digits, 16, 24)
	if err != nil || len(digits) != 6 {
		t.Fatalf("colour %q", hex)
	}
	linear := func(v uint64) float64 {
		f := float64(v&0xff) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

// TestHelpPagesInAnotherLanguageSayNothingInEnglish: every sentence and every line of the directory is translated. Names of
// organisations and of places are their own.
func TestHelpPagesInAnotherLanguageSayNothingInEnglish(t *testing.T) {
	english, _ := text.Help("en")
	tags := regexp.MustCompile(`<[^>]*>`)
	eachHelpPage(t, func(t *testing.T, path, page string) {
		words, c := spoken(path)
		if words.Lang == "en" {
			return
		}
		shown := strings.Split(tags.ReplaceAllString(page[strings.Index(page, "</style>"):], "\n"), "\n")
		for _, key := range english.Keys() {
			if slices.Contains(shown, english.Say(key)) {
				t.Errorf("says %q", english.Say(key))
			}
		}
		for _, list := range [][]content.Line{c.Emergency, c.Crisis, c.Advice, c.Loss, c.Abuse} {
			for _, l := range list {
				for _, sentence := range []string{l.Text, l.Hours} {
					if sentence != "" && content.InLanguage(words.Lang, sentence) == sentence {
						t.Errorf("%s: nobody has translated %q", l.Name, sentence)
					}
				}
			}
		}
	})
}
