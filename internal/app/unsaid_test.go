package app

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/app/offers"
	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/text"
	"snowdrop/internal/ui/examples"
)

// seenPage is one page as it was answered.
type seenPage struct {
	where string
	page  *page.Node
	file  string // its Content-Disposition
}

// kinds of an address: one with an id or a number in it is like any other of its kind.
var named = regexp.MustCompile(`[0-9A-Za-z_-]{20,}|[0-9]+`)

// crawl looks at every page that can be reached with GET, from every address without a name in it: three of each kind.
func (p *person) crawl() []seenPage {
	p.t.Helper()
	var todo []string
	for _, pattern := range p.patterns() {
		if method, path, _ := strings.Cut(pattern, " "); method == "GET" && !strings.Contains(path, "{") && path != "/changed" {
			todo = append(todo, path)
		}
	}
	var all []seenPage
	seen, kinds := map[string]bool{}, map[string]int{}
	const most = 2000 // a page that leads to ever new ones would never end
	for len(todo) > 0 && len(all) < most {
		next := todo[0]
		todo = todo[1:]
		if kind := named.ReplaceAllString(next, "*"); seen[next] || kinds[kind] == 3 {
			continue
		} else {
			seen[next] = true
			kinds[kind]++
		}
		p.page = nil
		p.get(next)
		all = append(all, seenPage{p.path, p.page, p.answer.Get("Content-Disposition")})
		if p.page == nil {
			continue
		}
		for _, a := range p.page.All("a") {
			if u, err := url.Parse(a.Attrs["href"]); err == nil && strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(u.Path, "/h/") && !strings.HasPrefix(u.Path, "/closed") {
				u.Fragment = ""
				todo = append(todo, u.String())
			}
		}
	}
	if len(todo) > 0 {
		p.t.Errorf("%d pages were looked at, and there are more", most)
	}
	return all
}

// patterns are those of every page of the app.
func (p *person) patterns() []string {
	var all []string
	for _, some := range []map[string]answer{p.app.reading(), p.app.writing(), p.app.own(), p.app.relayed()} {
		for pattern := range some {
			all = append(all, pattern)
		}
	}
	for _, place := range append(places(), offers.Place(p.app.offered)) {
		for pattern := range place.Reading {
			all = append(all, pattern)
		}
		for pattern := range place.Writing {
			all = append(all, pattern)
		}
	}
	slices.Sort(all)
	return all
}

// longUse is a person who has kept something on every day for six weeks.
func longUse(t *testing.T) *person {
	p := lived(t)
	for day := range 42 {
		at := p.now.AddDate(0, 0, -day)
		n := day % 10
		c, err := journal.CheckIn{Pain: &n, Heaviness: &n, Bleeding: journal.BleedingLight, Feelings: []string{"numb"}}.Encode()
		p.put(journal.KindCheckIn, at, c, err)
		w, err := journal.Entry{Text: "some words"}.Encode()
		p.put(journal.KindEntry, at, w, err)
		d, err := journal.Practice{Which: "breathing", Before: &n, After: &n}.Encode()
		p.put(journal.KindPractice, at, d, err)
		b, err := journal.Pain{Regions: []string{"lower-back-left"}, Score: &n}.Encode()
		p.put(journal.KindPain, at, b, err)
		s, err := journal.Session{Practice: "massage", ComfortBefore: &n, ComfortAfter: &n, Again: "yes"}.Encode()
		p.put(journal.KindSession, at, s, err)
	}
	return p
}

// pressing are ways to make somebody come back for the sake of it: a row of days, a prize, a reproach, a bar that fills up.
// What is written of healing may say "2 to 3 days"; a number of days in a row, or since, or a day with its number may not
// be said of a person.
var pressing = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\bstreaks?\b|\bbadges?\b|\bachievements?\b|\btroph(y|ies)\b|\brewards?\b|\bleaderboards?\b|\bmilestones?\b|\bXP\b|\bcongratulations\b`),
	regexp.MustCompile(`(?i)\blevel(led)? up\b|\bkeep it up\b|\bkeep going\b|\bwell done\b|\bgreat job\b|\bgood job\b|\bon track\b|\bback on track\b|\bdaily goal\b|\bpersonal best\b|\bperfect week\b`),
	regexp.MustCompile(`(?i)\b(days?|weeks?|nights?|times) in a row\b|\b\d+ (days?|weeks?) (running|straight)\b|\b(one|two|three|four|five|six|seven|\d+)-day\b`),
	regexp.MustCompile(`(?i)\byou('ve| have)? missed\b|\byou (haven't|have not) (written|checked|been|done|opened|looked|answered|noted)\b|\bwe missed you\b|\bdon't (lose|break)\b|\bbehind schedule\b`),
	regexp.MustCompile(`\b(Day|Week) \d+\b`), regexp.MustCompile(`(?i)\bday \d+ of \d+|\b\d+ of \d+ (days|done|completed?|finished|pieces|exercises|goals)\b|\b\d+ ?% (done|complete|there)`),
	regexp.MustCompile(`(?i)\b\d+ days? since\b|\b\d+ days? (clean|calm|of (writing|calm|practice|use))\b`),
}

// meant are sentences that say the opposite of what the words in them could be taken for.
var meant = strings.NewReplacer("That does not mean that you missed something.", "", "You missed your time? Nothing is lost.", "")

// meters are the elements that may show how far something has come: the program's own work, and nothing of a person's.
var meters = []string{"loading-progress"}

func pressed(s seenPage) (found []string) {
	words := meant.Replace(s.page.First("body").Words())
	for _, r := range pressing {
		if at := r.FindStringIndex(words); at != nil {
			found = append(found, words[max(0, at[0]-40):min(len(words), at[1]+40)])
		}
	}
	coming := 0 // of photos, or of what is at the relay
	for _, p := range s.page.All("p", "class=coming") {
		coming += len(p.All("progress"))
	}
	for _, tag := range []string{"meter", "progress"} {
		for _, m := range s.page.All(tag) {
			if coming--; coming < 0 && !slices.Contains(meters, m.Attrs["id"]) {
				found = append(found, "<"+tag+" id="+m.Attrs["id"]+">")
			}
		}
	}
	return found
}

func inGallery(t *testing.T) []seenPage {
	t.Helper()
	var all []seenPage
	for _, e := range examples.Examples() {
		var b strings.Builder
		if err := e.Component.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		all = append(all, seenPage{"gallery: " + e.Name, page.Parse(t, strings.NewReader(b.String())), ""})
	}
	return all
}

func TestNothingCountsDaysOrPraisesOrPresses(t *testing.T) {
	planted := newPerson(t).get("/about").page
	for _, words := range []string{
		"Day 12", "You wrote 5 days in a row", "A new badge", "You missed yesterday", "14 days since you began", "3 of 10 pieces", "Your streak", "Well done!", "7-day", "40% done",
	} {
		p := seenPage{"planted", page.Parse(t, strings.NewReader("<html><body><p>"+words+"</p></body></html>")), ""}
		if len(pressed(p)) == 0 {
			t.Errorf("%q would not be found", words)
		}
	}
	if bar := page.Parse(t, strings.NewReader(`<html><body><meter id="habit" value="1"></meter></body></html>`)); len(pressed(seenPage{"planted", bar, ""})) == 0 {
		t.Error("a meter would not be found")
	}
	if found := pressed(seenPage{"/about", planted, ""}); found != nil {
		t.Errorf("/about: %q", found)
	}
	walked := longUse(t).crawl()
	if len(walked) < 60 {
		t.Errorf("only %d pages were walked", len(walked))
	}
	for _, s := range slices.Concat(inGallery(t), walked) {
		if s.page == nil {
			continue
		}
		for _, found := range pressed(s) {
			t.Errorf("%s says …%s…", s.where, found)
		}
	}
}

// pressingSpanish are the same ways in Spanish.
var pressingSpanish = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\brachas?\b|\binsignias?\b|\blogros?\b|\btrofeos?\b|\bmedallas?\b|\brecompensas?\b|\bpremios?\b|felicidades|enhorabuena|felicitaciones`),
	regexp.MustCompile(`(?i)¡sigue así|bien hecho|buen trabajo|muy bien hecho|vas bien|meta diaria|mejor marca|sube de nivel`),
	regexp.MustCompile(`(?i)(días|noches|semanas|veces) seguid[ao]s|sin fallar|te (lo )?perdiste|has faltado|no has (escrito|entrado|abierto|respondido|vuelto)|te echamos de menos`),
	regexp.MustCompile(`\b(Día|Semana) (\d+|\{n\})`), regexp.MustCompile(`(?i)(\d+|\{n\}) días (desde|sin fallar|de calma|de uso)|(\d+|\{n\}) de (\d+|\{of\}) (días|hechos|textos)|(\d+|\{n\}) ?%`),
}

func pressedInSpanish(words string) (found string) {
	for _, r := range pressingSpanish {
		if found = r.FindString(words); found != "" {
			return found
		}
	}
	return ""
}

// Every sentence that the walk above can show has its Spanish one, and those pages of content that are Spanish stand beside them.
func TestNothingPressesInSpanishEither(t *testing.T) {
	for _, planted := range []string{"Llevas 5 días seguidos", "Tu racha", "¡Bien hecho!", "Día {n}", "{n} días desde la última vez", "No has escrito hoy", "40 % hecho"} {
		if pressedInSpanish(planted) == "" {
			t.Errorf("%q would not be found", planted)
		}
	}
	spanish, ok := text.In("es")
	if !ok || len(spanish.Keys()) < 1000 {
		t.Fatalf("there are %d Spanish sentences", len(spanish.Keys()))
	}
	for _, key := range spanish.Keys() {
		if found := pressedInSpanish(spanish.Say(key)); found != "" {
			t.Errorf("%s says %q: %s", key, found, spanish.Say(key))
		}
	}
	for _, p := range content.Pages("es") {
		for _, b := range p.Blocks {
			if found := pressedInSpanish(content.Plain(b.Spans)); found != "" {
				t.Errorf("%s says %q", p.ID, found)
			}
			for _, item := range b.Items {
				if found := pressedInSpanish(content.Plain(item)); found != "" {
					t.Errorf("%s says %q", p.ID, found)
				}
			}
		}
	}
}

// telling are words that would give away what Snowdrop is about, or what somebody told it, to whoever sees an address, the
// title of a window, a list of downloads or a history.
var telling = []string{
	"miscarr", "loss", "lost", "grief", "griev", "mourn", "bereav", "suicid", "self-harm", "selfharm", "depress", "anxi", "trauma", "ptsd", "pcl", "phq", "gad-", "gad7", "epds", "pgs", "perinatal",
	"baby", "babies", "child", "guilt", "shame", "fault", "blame", "pregnan", "bleed", "blood", "clot", "womb", "uter", "vagin", "abuse", "violen", "partner", "afraid", "ectopic", "molar", "stillb",
	"fetus", "foetus", "embryo", "abort", "death", "dead", "dying", "die-", "crisis", "sex", "fertil",
}

// tellingSpanish are the same in Spanish, for the titles of windows: addresses and the names of files are in no language.
var tellingSpanish = []string{
	"aborto", "pérdida", "perd", "duelo", "luto", "suicid", "depre", "ansied", "trauma", "bebé", "hij", "culpa", "vergüenza", "embaraz", "sangr", "coágul", "útero", "vagin",
	"abuso", "violen", "pareja", "miedo", "ectópic", "molar", "feto", "embri", "muert", "morir", "crisis", "sexo", "fértil", "gestac",
}

// drawn is the ID of an entry: chance may spell any word. And a page that says whom it is for tells nothing of the one who reads it.
var drawn = regexp.MustCompile(`[a-z2-7]{26}|\bfor[/-]partner\b`)

func tells(s string) (word string) {
	s = strings.ToLower(drawn.ReplaceAllString(s, "*"))
	for _, w := range telling {
		if strings.Contains(s, w) {
			return w
		}
	}
	return ""
}

func TestNoAddressTitleOrFileNameGivesAwayWhatItIsAbout(t *testing.T) {
	if tells("/heart/not-your-fault") == "" || tells("/heart") != "" || tells("/journal/4wgc27phqn2farrcd34nb7meda") != "" {
		t.Fatal("the words do not tell one from the other")
	}
	said := func(where, what, name string) {
		if word := tells(name); word != "" {
			t.Errorf("%s: the %s %q has %q in it", where, what, name, word)
		}
	}
	p := longUse(t)
	for _, pattern := range p.patterns() {
		said("the app", "address", pattern)
	}
	for form := range p.app.forms {
		said("the app", "draft", form)
	}
	for _, page := range content.Pages("en") {
		said("content", "address", "/read/"+page.ID)
	}
	for _, key := range text.English.Keys() {
		if done, ok := strings.CutPrefix(key, "done."); ok {
			said("a notice", "address", "?done="+done)
		}
	}
	var walked []seenPage
	for _, form := range []string{"page", "text", "tables", "calendar", "data"} { // what can be saved of everything
		p.get("/mine/take/open").fill("/mine/take/open", "form", form).get("/mine/take/file")
		walked = append(walked, seenPage{p.path + ", " + form, nil, p.answer.Get("Content-Disposition")})
	}
	walked = append(walked, p.crawl()...)
	p.keep()
	p.do("POST", "/lock", url.Values{})
	walked = append(walked, p.crawl()...)
	files, titles := 0, map[string]bool{}
	for _, s := range slices.Concat(inGallery(t), walked) {
		if s.file != "" {
			files++
			said(s.where, "file", s.file)
		}
		if s.page == nil {
			continue
		}
		if !strings.HasPrefix(s.where, "gallery: part/") {
			title := s.page.First("title").Words()
			said(s.where, "title", title)
			titles[strings.TrimSuffix(title, " – Snowdrop")] = true
		}
		for _, a := range s.page.All("a") {
			if href := a.Attrs["href"]; strings.HasPrefix(href, "/") || strings.HasPrefix(href, "#") {
				said(s.where, "address", href)
			}
			said(s.where, "file", a.Attrs["download"])
		}
		for _, f := range s.page.All("form") {
			said(s.where, "address", f.Attrs["action"])
			said(s.where, "draft", f.Attrs["data-draft"])
		}
		for _, img := range s.page.All("img") {
			said(s.where, "address", img.Attrs["src"])
		}
	}
	seen := 0
	spanish, _ := text.In("es")
	for _, key := range text.English.Keys() {
		if !titles[text.English.Say(key)] {
			continue
		}
		seen++
		for _, word := range tellingSpanish {
			if title := strings.ToLower(spanish.Say(key)); strings.Contains(title, word) {
				t.Errorf("%s may be a title, and in Spanish %q has %q in it", key, title, word)
			}
		}
	}
	if seen < 10 {
		t.Errorf("%d titles were found among the sentences: the walk does not show them", seen)
	}
	if files < 5 {
		t.Errorf("%d files to save were looked at: the walk does not go where they are", files)
	}
}
