package app

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/text"
)

// tenderWords are what nobody meets who hid them.
var tenderWords = regexp.MustCompile(`(?i)\bbab(y|ies)\b|\bpregnan\w*|\bdue dates?\b|\bnewborns?\b|\bf(o)?etus|\bf(o)?etal\b|\bbebés?\b|\bembaraz\w*|\breci[eé]n nacid\w*|\bfecha (prevista )?de parto\b`)

// tenderAllowed are pages that say them although they are hidden, each with its reason. What is about safety is never hidden.
var tenderAllowed = []struct {
	at     *regexp.Regexp
	reason string
}{
	{regexp.MustCompile(`^/check`), "the check asks what decides about danger, by its medical name"},
	{regexp.MustCompile(`^/(body/(weeks|expected|everyday)|expected|read/(weeks-|expected))`), "what to expect goes by what happened: outside the womb, or a molar one, are other advice"},
	{regexp.MustCompile(`^/(body/back|read/back)`), "back pain after a loss outside the womb can be an emergency"},
	{regexp.MustCompile(`^/body/(story|told|happened)|^/body/weeks/`), "what happened is asked in medical words, and what was told stands there"},
	{regexp.MustCompile(`^/(ahead|read/ahead-)`), "looking ahead is entered only by choice, and has no other words for what it is about"},
	{regexp.MustCompile(`^/(sources|find|read/for|for)\b`), "titles of sources and names of lines are what others called them; pages for others tell them which words to use"},
	{regexp.MustCompile(`^/journal/[a-z2-7]{26}`), "what a person wrote or chose herself is there by its address"},
	{regexp.MustCompile(`^/heart/after/(ask|message)`), "a message to a doctor has to say what happened; it is sent by the person alone"},
}

func isAllowed(address string) bool {
	for _, a := range tenderAllowed {
		if a.at.MatchString(address) {
			return true
		}
	}
	return false
}

func tenderFound(s seenPage) (found []string) {
	if s.page == nil || s.page.First("body") == nil {
		return nil
	}
	if isAllowed(s.where) {
		return nil
	}
	words := s.page.First("body").Words() + " " + s.page.First("title").Words()
	for _, d := range s.page.All("details", "class=origin") { // titles of sources are what others called them
		words = strings.Replace(words, d.Words(), "", 1)
	}
	for _, at := range tenderWords.FindAllStringIndex(words, 3) {
		found = append(found, words[max(0, at[0]-50):min(len(words), at[1]+30)])
	}
	return found
}

// TestHiddenWordsStandOnNoPage walks every page with the switch on and finds no word of a baby or a pregnancy but where a reason
// is given. Whoever adds a sentence with such a word gives it a twin (KEY.plain), and a page of content its {these|those}.
func TestHiddenWordsStandOnNoPage(t *testing.T) {
	p := lived(t)
	for kind, body := range map[uint8]string{
		journal.KindRemembered: `{"v":1,"name":"Teasel","call":"baby","text":"my baby"}`, journal.KindKeepsake: `{"v":1,"what":"baby shoe","text":"of the baby"}`,
		journal.KindEntry: `{"v":1,"text":"Dear baby","letter":"lost","to":"my baby"}`, journal.KindStory: `{"v":1,"call":"baby","how_far":"6to9"}`,
	} {
		p.put(kind, p.now, []byte(body), nil)
	}
	p.get("/remember/names")
	if found := tenderFound(seenPage{p.path, p.page, ""}); len(found) == 0 {
		t.Fatal("nothing would be found")
	}
	if p.post("/remember/words", "hide", "on"); !p.app.Settings().Plain {
		t.Fatal("it is not hidden")
	}
	p.noTender(p.crawl())
}

func (p *person) noTender(walked []seenPage) {
	p.t.Helper()
	if len(walked) < 60 {
		p.t.Errorf("only %d pages were walked", len(walked))
	}
	said := map[string][]string{}
	for _, s := range walked {
		for _, found := range tenderFound(s) {
			said[found] = append(said[found], s.where)
		}
	}
	for _, found := range slices.Sorted(maps.Keys(said)) {
		p.t.Errorf("%q: …%s…", said[found][:min(3, len(said[found]))], found)
	}
}

// TestASentenceThatHidesWordsHidesThemInEveryLanguage: where English has a twin, or no such word, so has the other language.
func TestASentenceThatHidesWordsHidesThemInEveryLanguage(t *testing.T) {
	es, _ := text.In("es")
	es.Neutral = true
	en := text.English
	en.Neutral = true
	for _, key := range es.Keys() {
		if said := es.Say(key); tenderWords.MatchString(said) && !tenderWords.MatchString(en.Say(key)) {
			t.Errorf("%s: %s", key, said)
		}
	}
}

// TestEveryPageOfContentHasATwinThatHidesWords: as it is read at /read, in every language.
func TestEveryPageOfContentHasATwinThatHidesWords(t *testing.T) {
	for _, lang := range content.Languages() {
		for _, p := range content.Pages(lang.Lang) {
			n := p.Neutral()
			words := []string{n.Title, n.Evidence}
			for _, b := range n.Blocks {
				for _, line := range append([][]content.Span{b.Spans}, b.Items...) {
					words = append(words, content.Plain(line))
				}
			}
			if found := tenderWords.FindString(strings.Join(words, " ")); found != "" && !isAllowed("/read/"+p.ID) {
				t.Errorf("%s/%s says %q", lang.Lang, p.ID, found)
			}
		}
	}
}

// TestWhatWorksLockedIsNeutralFromTheStart: a locked app cannot know that words are hidden.
func TestWhatWorksLockedIsNeutralFromTheStart(t *testing.T) {
	p := lived(t)
	p.keep()
	p.do("POST", "/lock", map[string][]string{})
	p.noTender(p.crawl())
}

// TestEveryKindOfRememberingIsTender: a kind that forgets to say so would stand in every list.
func TestEveryKindOfRememberingIsTender(t *testing.T) {
	kinds := newPerson(t).app.Kinds
	for _, kind := range []uint8{journal.KindRemembered, journal.KindKeepsake, journal.KindCeremony, journal.KindDay, journal.KindCandle} {
		if k, ok := kinds[kind]; ok && (k.Tender == nil || !k.Tender(nil)) {
			t.Errorf("kind %d stands in lists where words are hidden", kind)
		}
	}
	letter, _ := journal.Entry{Text: "x", Letter: journal.LetterLost}.Encode()
	other, _ := journal.Entry{Text: "lost my keys", Letter: journal.LetterSelf}.Encode()
	if k := kinds[journal.KindEntry]; !k.Tender(letter) || k.Tender(other) {
		t.Error("letters to who was lost are not told from others")
	}
}
