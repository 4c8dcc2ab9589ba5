package walks

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/testkit/chromium"
)

// notOverMidnight waits, in the last minutes of a day in London, for the next one: what is of today would be of yesterday before a walk
// is over.
func notOverMidnight(t *testing.T) {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for now := time.Now().In(london); now.Hour() == 23 && now.Minute() >= 55; now = time.Now().In(london) {
		time.Sleep(time.Second)
	}
}

// onDay sets the field of a day: how it is typed depends on the language of the browser.
func (p *person) onDay(label, day string) *person {
	p.t.Helper()
	p.Wait(field(label))
	p.Eval(fmt.Sprintf(`((f) => { f.value = %[2]q; f.dispatchEvent(new Event("input", { bubbles: true })); })(%[1]s)`, field(label), day), nil)
	return p
}

// today is the day that it is where the person is, as a field of a day holds it.
func (p *person) today() (day string) {
	p.t.Helper()
	p.Eval(`((d) => [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, "0")).join("-"))(new Date())`, &day)
	return day
}

// sheet is one page of a printed document.
var sheet = regexp.MustCompile(`/Type ?/Page[^s]`)

// asPaper holds that the page, printed, is this many sheets, and keeps it for looking at.
func (p *person) asPaper(name string, sheets int) *person {
	p.t.Helper()
	pdf := chromium.Call(p.Page, page.PrintToPDF, page.PrintToPDFParams{}).Data
	if n := len(sheet.FindAll(pdf, -1)); n != sheets {
		p.t.Errorf("%s is printed on %d sheets instead of %d", name, n, sheets)
	}
	if dir := os.Getenv("WALKS_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	return p
}

// TestTheSameDayForTwoAndWhatComesNext is weeks five to eleven of the walk: a day that is soft for her and silent for him, a
// candle, what each thinks, side by side because both wish, and the questions on the page for the appointment.
func TestTheSameDayForTwoAndWhatComesNext(t *testing.T) {
	source := axe(t)
	notOverMidnight(t)
	h := hosts(t)
	sarah, james := livesAt(t, h, "Sarah"), livesAt(t, h, "James")
	quiet := func(string) {}
	her, his := sarah.looks(source), james.looks(source)
	james.Answers(sarah.Invites("My partner", "James", "Sarah", quiet), "Sarah", "James", quiet)
	alike(t, sarah, james, "James", "Sarah", quiet)
	for p, other := range map[*person]string{sarah: "James", james: "Sarah"} {
		var us string // the page before it reads itself again while they have only just met
		p.with(other).Wait(`document.querySelector("main a[href^='/together/us/']")`)
		p.Eval(`document.querySelector("main a[href^='/together/us/']").getAttribute("href")`, &us)
		p.Goes(us).Choose("Yes").Press("Go on").Sees("What do you need now?")
	}

	// The day, soft for one and silent for the other, and a candle for both.
	for p, how := range map[*person]string{sarah: "Soften it", james: "Silence"} {
		p.Goes("/remember/days").Press("Write down a day").Choose("Due date").onDay("The day", p.today()).Choose("Every year", how)
		p.looks(source)("a day, " + how)
		p.Press("Keep this").At("/remember/days")
		p.looks(source)("days, " + how)
	}
	sarah.Goes("/today").Sees("Today may be a tender day").SeesNot("Due date")
	her("/today, soft")
	james.Goes("/today").SeesNot("tender", "Due date", "candle")
	his("/today, silent")
	sarah.Goes("/remember/light").Press("Light it").Sees("Nothing is kept, and nobody sees it.")
	her("a candle")
	sarah.Choose("Light it for James to see").Type("A few words, or none", "For the one we knew.").Press("Do what I ticked").Sees("Your candle is lit.")
	her("candles for two")
	james.Goes("/remember/light").Press("Candles with Sarah").Soon("Sarah lit a candle on", "For the one we knew.")
	his("her candle")
	james.Press("Light it").Sees("You lit a candle on")
	james.Goes("/today").SeesNot("candle")
	sarah.Goes("/remember/light").Press("Candles with James").Soon("James lit a candle on")

	// What each thinks, alone.
	sarah.Goes("/remember").Press("Looking ahead").Sees("You do not have to try again, ever.")
	her("/ahead")
	sarah.Press("Look inside").Sees("There is no order, and nothing to finish.")
	her("/ahead/look")
	for _, path := range []string{"/ahead/ways", "/ahead/first", "/ahead/questions"} {
		sarah.Goes(path)
		her(path)
	}
	for p, lean := range map[*person][2]string{sarah: {"tests", "To ask for tests first"}, james: {"ready", "To try when I am ready"}} {
		p.Goes("/ahead/mine/new").Sees("Nobody sees this unless you show it to them.")
		p.Eval(`document.querySelectorAll("details").forEach((d) => { d.open = true; })`, nil)
		p.Rate("Today I lean to", lean[0]).Type("In my words", "Written by "+lean[0]).Press("Keep this").Sees(lean[1])
	}
	her("what she thinks")
	for p, other := range map[*person]string{sarah: "James", james: "Sarah"} {
		p.Goes("/ahead/look").Press("Beside each other").Sees(other + " sees it only once").Choose("Today I lean to")
		p.looks(source)("laid beside " + other + ", asked")
		p.Press("Look at it first").Sees("This is all that " + other + " will see.").SeesNot("Written by")
		p.looks(source)("laid beside " + other + ", looked at")
		p.Press("Lay it there")
	}
	for _, p := range []*person{sarah, james} {
		p.Soon("Both are open.", "To ask for tests first", "To try when I am ready").SeesNot("Written by")
		p.looks(source)("side by side")
	}

	// Three questions on the page for the appointment, printed.
	asked := []string{"Can we have a check before we try again?", "Which dose of folic acid do I need, 400 micrograms or 5 mg?", "Can we have carrier screening, and for which illnesses?"}
	sarah.Goes("/ahead/questions")
	for _, question := range asked {
		sarah.Press(question).Sees("It stands on your page for the appointment.")
	}
	her("questions, put")
	sarah.Press("To the page for the appointment").Press("See the page")
	for _, question := range asked {
		sarah.Sees(question)
	}
	her("the page for the appointment, with questions")
}

// TestWhatIsRememberedIsKeptHiddenPrintedAndTakenAlong: names, a keepsake, a ceremony and a paper; the switch that hides them; and
// the one sealed file, which opens without Snowdrop and comes back into an empty one.
func TestWhatIsRememberedIsKeptHiddenPrintedAndTakenAlong(t *testing.T) {
	source := axe(t)
	p := livesWith(t, "A velvet evening.")
	look := p.looks(source)
	p.Goes("/remember").Sees("You need not do any of this.")
	look("/remember")
	p.Press("Names and words")
	look("/remember/names")
	p.Press("Write a name or words")
	look("a name")
	p.Type("A name", "Rowan Zzexample").Choose("My baby").Type("Your own words", "You were here.").Press("Keep this").Sees("Rowan Zzexample")
	p.Goes("/remember/keep").Press("Put something in")
	look("something to keep")
	p.Type("What is it?", "a ribbon").Type("Your own words", "It is blue.").Press("Keep this").Sees("a ribbon")
	look("things to keep")

	// A ceremony with a flame in it says what to take care of, on the screen and on paper.
	p.Goes("/remember/plan").Choose("Indoors", "Two of us", "About 10 minutes")
	look("/remember/plan")
	p.Press("Show me an order").Sees("Here is an order. Change what you like.")
	look("an order")
	p.Press("Print or save it").Sees("This is what will be printed.")
	look("an order, as paper")
	p.asPaper("order", 1)
	p.Goes("/remember/paper").Sees("Rowan Zzexample")
	look("/remember/paper")
	p.asPaper("paper", 1)

	// One switch, and nothing of it is met anywhere; one tap, and it is back.
	p.Goes("/journal").Sees("Rowan Zzexample", "a ribbon")
	p.Goes("/mine").Press("Hide baby words and pictures")
	for _, path := range []string{"/journal", "/timeline", "/today", "/heart", "/remember"} {
		p.Goes(path).SeesNot("Rowan", "ribbon", "baby")
		look(path + ", hidden")
	}
	p.Goes("/journal").Sees("A velvet evening.")
	p.Goes("/remember").Press("Show them again")
	p.Goes("/journal").Sees("Rowan Zzexample")

	// Everything in one sealed file.
	dir := t.TempDir()
	p.Downloads(dir)
	p.Goes("/mine").Press("Take everything with you")
	look("/mine/take")
	p.Press("One sealed file").Choose("Six words").Type("Your passphrase once more", passphrase)
	look("/mine/take/sealed")
	p.Slowly("Go on", "/mine/take/words").Sees("They are shown only now.")
	look("six words")
	six := p.listed()
	p.Press("I have written them down")
	look("six words, asked for two")
	p.Type("Word number 2", six[1]).Type("Word number 5", six[4]).Press("Go on")
	p.Soon("Everything is ready.")
	look("the file is ready")
	file, content := p.downloads(dir, ".age")
	inside := opens(t, content, six)
	for _, name := range []string{"READ-ME.txt", "journal.html", "data.json", "schema.json", "entries.csv"} {
		if len(inside[name]) == 0 {
			t.Errorf("%s is not in the file", name)
		}
	}
	for _, phrase := range []string{"A velvet evening.", "Rowan Zzexample", "It is blue."} {
		if bytes.Contains(content, []byte(phrase)) || !bytes.Contains(inside["journal.html"], []byte(phrase)) {
			t.Errorf("%q is readable in the file, or not in what it opens to", phrase)
		}
	}

	// It comes back on another device that holds nothing.
	q := newPerson(t)
	q.Open("/").Writes("Something here already.").Keeps()
	look = q.looks(source)
	q.Goes("/mine").Press("Bring things in")
	look("/mine/bring")
	q.Takes("file", file).Type("The six words", strings.Join(six, " ")).Tap("Look inside")
	q.Soon("This is what would come in")
	look("what would come in")
	q.Press("Bring it in").Soon("It is in")
	look("it is in")
	q.Goes("/journal").Sees("A velvet evening.", "Rowan Zzexample", "Something here already.")
}

// opens gives what is in a sealed file, by name.
func opens(t *testing.T, sealed []byte, six []string) map[string][]byte {
	t.Helper()
	with, err := age.NewScryptIdentity(strings.Join(six, " "))
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), with)
	if err != nil {
		t.Fatalf("the words do not open it: %v", err)
	}
	whole, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
