package clients_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/taken"
)

// two are a client and a professional who share, with the addresses of both sides.
func two(t *testing.T) (w *world, sarah, ana *somebody, s sharing.Space, here, there string) {
	t.Helper()
	w = newWorld(t)
	sarah, ana = w.somebody("Sarah"), w.somebody("Ana")
	s = w.care(sarah, ana)
	return w, sarah, ana, s, "/together/care/" + s.Path, "/clients/" + ana.sharing.Spaces()[0].Path
}

// asks has the professional ask for something, and gives the page of it on the client's side.
func (p *somebody) asks(client *somebody, here, there, what string, pairs ...string) string {
	p.w.t.Helper()
	p.Get(there+"/ask/"+what).Fill(there+"/ask/"+what, pairs...).At(there)
	p.w.step(p, client)
	client.Get(here)
	return client.first("/ask")
}

// shared reads what was put before the first thing that is shown, and shows an entry.
func (p *somebody) firstly(entry string, s sharing.Space, here string) {
	p.w.t.Helper()
	p.Get(here + "/before").Fill(here + "/before")
	p.shows(entry, s)
}

// Two suggestions of one questionnaire on one day would be one upon another.
func TestAQuestionnaireThatWasAgreedOnIsNotSuggestedASecondTime(t *testing.T) {
	w, sarah, ana, _, here, there := two(t)
	sarah.put(journal.KindStory, journal.Story{Day: w.now.AddDate(0, 0, -50).Format(time.DateOnly)})
	sarah.nine(1, 1, 1, 1, 0, 0, 0, 0, 0)
	w.now = w.now.AddDate(0, 0, 15)
	const own, onTheirPage = "It is two weeks or more since you last looked", "Would you like to look how you are?"
	sarah.Get("/today").Says(own)
	ask := ana.asks(sarah, here, there, "rhythm", "which", "phq9", "weeks", "2")
	sarah.Get("/today").Says(own) // she has not agreed yet
	sarah.Get(ask).Fill(ask, "answer", "2")
	sarah.Get("/today").Says("A few questions that you agreed on").SaysNot(own)
	sarah.Get("/heart/questions").SaysNot(own).Says(onTheirPage, "Two questions about worry")
}

// A piece that a professional set waits because she reads and replies: nobody does once it has ended.
func TestAPieceWaitsNoLongerWhereNobodyGuidesAnyMore(t *testing.T) {
	ends := map[string]func(w *world, sarah, ana *somebody, s sharing.Space){
		"she ends it": func(w *world, sarah, ana *somebody, s sharing.Space) {
			w.must(sarah.sharing.End(t.Context(), devices.Proof{Passphrase: passphrase}, s.ID))
		},
		"the professional leaves": func(w *world, sarah, ana *somebody, s sharing.Space) {
			w.must(ana.sharing.Leave(t.Context(), s.ID, true, false))
			w.step(ana, sarah)
		},
		"it is taken back": func(w *world, sarah, ana *somebody, s sharing.Space) {
			w.must(ana.sharing.TakeBack(t.Context(), s.ID, ana.sharing.Items(s.ID, items.KindAsk)[0].ID))
			w.step(ana, sarah)
		},
		"she lets nothing in any more": func(w *world, sarah, ana *somebody, s sharing.Space) {
			w.must(sarah.sharing.SetQuiet(t.Context(), s.ID, true))
		},
		"the time is over": func(w *world, sarah, ana *somebody, s sharing.Space) { w.now = w.now.AddDate(0, 0, 91) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			w, sarah, ana, s, here, there := two(t)
			sarah.put(journal.KindStory, journal.Story{When: "day", Day: w.now.AddDate(0, 0, -60).Format(time.DateOnly)})
			ask := ana.asks(sarah, here, there, "piece", "which", "piece-2")
			sarah.Get(ask).Fill(ask, "go", "take").At("/heart/pieces/2/begin").Says("A few short questions")
			if len(sarah.vault.List(journal.KindPiece)) != 1 {
				t.Fatal("no piece waits")
			}
			end(w, sarah, ana, s)
			sarah.Get("/heart/pieces").SaysNot("Set by Ana")
			if n := len(sarah.vault.List(journal.KindPiece)); n != 0 {
				t.Errorf("%d pieces wait for words that nobody will read", n)
			}
		})
	}
}

// A piece that is closed because of danger stays closed, whoever set it.
func TestWhatIsDangerousClosesAPieceThatWasSetToo(t *testing.T) {
	_, sarah, ana, _, here, there := two(t)
	ask := ana.asks(sarah, here, there, "piece", "which", "piece-1")
	sarah.nine(0, 0, 0, 0, 0, 0, 0, 0, 2)
	sarah.Get(ask).Fill(ask, "go", "take").SaysNot("A few short questions")
	sarah.Leads("/safety")
}

func TestWordsThatWereTakenBackGoFromThePieceToo(t *testing.T) {
	w, sarah, ana, s, here, there := two(t)
	piece := sarah.put(journal.KindPiece, journal.Piece{Piece: "piece-2", Text: "Dear one."})
	sarah.firstly(piece, s, here)
	w.step(sarah, ana)
	read := shownTo(ana, there)[0]
	ana.Get(read).Fill(read, "text", "I read it twice.")
	ana.Fill(read, "text", "And once more.")
	mine, err := items.Reply{To: sarah.sharing.Items(s.ID, items.KindCopy)[0].ID, Words: "my own word to it"}.Encode()
	w.must(err)
	w.must(sarah.sharing.Put(t.Context(), s.ID, record.NewID(), items.KindReply, w.now, mine))
	w.step(ana, sarah)
	sarah.Get(here).Says("And once more.").Get("/journal/" + piece).Says("I read it twice. And once more.").SaysNot("my own word to it")
	if !strings.Contains(taken.As(t, sarah.App, "data", passphrase), "I read it twice.") {
		t.Error("the reply is not among what she takes along")
	}
	for _, i := range ana.sharing.Items(s.ID, items.KindReply) {
		if i.Mine {
			w.must(ana.sharing.TakeBack(t.Context(), s.ID, i.ID))
		}
	}
	w.step(ana, sarah)
	sarah.Get(here).SaysNot("read it twice").Get("/journal/"+piece).Says("Dear one.").SaysNot("read it twice", "once more")
}

// What a professional says for her client counts for nothing.
func TestNobodyAgreesForSomebodyElse(t *testing.T) {
	w, sarah, ana, s, here, there := two(t)
	ask := ana.asks(sarah, here, there, "rhythm", "which", "phq9", "weeks", "2")
	body, err := items.Reply{To: ana.sharing.Items(s.ID, items.KindAsk)[0].ID, Answer: items.Yes}.Encode()
	w.must(err)
	w.must(ana.sharing.Put(t.Context(), s.ID, record.NewID(), items.KindReply, w.now, body))
	w.step(ana, sarah)
	ana.Get(there).SaysNot("agreed")
	sarah.Get(here).Says("What Ana asks for").SaysNot("What you agreed on").Get("/today").SaysNot("A few questions that you agreed on")
	sarah.Get(ask).Fill(ask, "answer", "no").At(here).Says("I would rather not")
	w.step(sarah, ana)
	ana.Get(there).Says("Sarah would rather not")
	sarah.Get("/today").SaysNot("A few questions that you agreed on")
}

// Things of two people stand on one page nowhere but on the list of them, and a name nowhere but on a page.
func TestTwoClientsMeetOnTheListAlone(t *testing.T) {
	w, sarah, ana, s, here, there := two(t)
	noor := w.somebody("Noor")
	w.care(noor, ana)
	sarah.firstly(sarah.put(journal.KindEntry, journal.Entry{Text: "the lake in May"}), s, here)
	other := noor.space(noor.sharing.Spaces()[0].ID)
	noor.firstly(noor.put(journal.KindEntry, journal.Entry{Text: "my sister called"}), other, "/together/care/"+other.Path)
	w.step(sarah, noor, ana)
	ana.Get("/today").Says("Somebody you work with").SaysNot("Sarah", "Noor")
	ana.Get("/clients").Says("Sarah", "Noor").SaysNot("the lake", "my sister")
	var theirs string
	for _, a := range ana.sharing.Spaces() {
		if a.Other == "Noor" {
			theirs = "/clients/" + a.Path
		}
	}
	ana.Get(theirs+"/notes/new").Fill(theirs+"/notes/new", "text", "Noor sleeps badly")
	ana.Get(there+"/notes/new").Fill(there+"/notes/new", "text", "Sarah eats again")
	ana.Get(there+"/notes/take").Fill(there+"/notes/take", "passphrase", passphrase)
	ana.Get(theirs + "/notes/text").At(theirs + "/notes/take") // that was for one of them
	for _, at := range []string{there, shownTo(ana, there)[0], there + "/notes", there + "/ask/rhythm", there + "/notes/text", there + "/notes/data"} {
		ana.Get(at).SaysNot("Noor", "my sister")
	}
	for _, at := range []string{theirs, shownTo(ana, theirs)[0], theirs + "/notes"} {
		ana.Get(at).SaysNot("Sarah", "the lake")
	}
	ana.Get("/journal").SaysNot("Noor", "Sarah", "sleeps", "eats") // of a note, a list says its day
	for _, at := range slices.Concat(ana.Visited, ana.Titles) {
		if strings.Contains(at, "Sarah") || strings.Contains(at, "Noor") {
			t.Errorf("%q names somebody", at)
		}
	}
}

func TestHerOwnNotesAreFoundLeaveAndGo(t *testing.T) {
	w, sarah, ana, s, _, there := two(t)
	at := there + "/notes"
	ana.Get(at).Says("There are none yet")
	ana.Get(at+"/new").Fill(at+"/new", "text", " ").Is(http.StatusUnprocessableEntity)
	ana.Fill(at+"/new", "day", "soon", "text", "x").Is(http.StatusUnprocessableEntity)
	ana.Fill(at+"/new", "day", "2026-02-20", "text", "Ask about the cradle").At(at).Says("20 February 2026", "Ask about the cradle")
	edit := ana.first("/edit")
	ana.Get(edit).Fill(edit, "text", "Ask about the cradle, gently").At(at).Says("gently")
	id := ana.vault.List(journal.KindNote)[0].ID.String()
	ana.Get("/journal").Fill("/journal/search", "q", "cradle").Leads("/journal/" + id)
	ana.Get("/journal/"+id).Says("Sarah", "gently").SaysNot("/together/share/")
	if k := kindOf(ana); k.Copy != nil {
		t.Error("a note can be shown to somebody")
	}
	ana.Get("/together/share/" + id).Is(http.StatusNotFound)

	for _, file := range []string{"/text", "/data"} {
		ana.Get(at + file).At(at + "/take").Says("Your passphrase once more").SaysNot("cradle")
	}
	ana.Fill(at+"/take", "passphrase", "guessed by somebody").Is(http.StatusUnprocessableEntity).Get(at + "/text").At(at + "/take")
	ana.Fill(at+"/take", "passphrase", passphrase).At(at + "/take").Says("For the next ten minutes").Leads(at + "/text").Leads(at + "/data")
	ana.Get(at + "/text")
	if got := ana.Answer.Get("Content-Disposition"); got != `attachment; filename="notes.txt"` || ana.Raw != "Sarah\n\n20 February 2026\n\nAsk about the cradle, gently\n" {
		t.Errorf("%s: %q", got, ana.Raw)
	}
	ana.Get(at + "/data")
	var file struct{ Notes []struct{ Day, Text string } }
	if err := json.Unmarshal([]byte(ana.Raw), &file); err != nil || len(file.Notes) != 1 || file.Notes[0].Day != "2026-02-20" {
		t.Errorf("%s, %v", ana.Raw, err)
	}
	w.now = w.now.Add(11 * time.Minute)
	ana.Get(at + "/text").At(at + "/take") // who picks up the device later gets nothing

	// What is shared ends, and is put away: the notes are still hers, and can go.
	w.must(sarah.sharing.End(t.Context(), devices.Proof{Passphrase: passphrase}, s.ID))
	w.step(sarah, ana)
	ana.Get(there).Fill("/together/with/" + ana.sharing.Spaces()[0].Path + "/away")
	ana.Get("/clients").Says("People you worked with", "Sarah").Leads(at)
	ana.Get(at + "/delete").Says("All your notes about Sarah").Fill(at + "/delete").At("/clients").SaysNot("Sarah")
	ana.Get(at).Is(http.StatusNotFound)
}

func kindOf(p *somebody) screen.Kind {
	return p.app.Kinds[journal.KindNote]
}

// A reply that was begun waits where it was begun. At the thing of somebody else it would be sent to the wrong one.
func TestAReplyThatWasBegunWaitsAtItsOwnThing(t *testing.T) {
	w, sarah, ana, s, here, there := two(t)
	sarah.firstly(sarah.put(journal.KindEntry, journal.Entry{Text: "one"}), s, here)
	sarah.shows(sarah.put(journal.KindEntry, journal.Entry{Text: "two"}), s)
	w.step(sarah, ana)
	read := shownTo(ana, there)
	ana.Get(read[0])
	ana.Post("/draft", "draft", strings.TrimPrefix(read[0], "/"), "text", "I wonder")
	ana.Get(read[1]).SaysNot("I wonder")
	ana.Get(read[0]).Says("I wonder").Fill(read[0]).Says("I wonder").SaysNot("/draft/drop")
	if n := len(ana.sharing.Items(s.ID, items.KindReply)); n != 1 {
		t.Errorf("%d replies", n)
	}
	sent := ana.Form(read[0])
	sent.Set("text", "And that")
	ana.Do("POST", read[0], sent)
	ana.Do("POST", read[0], sent)
	if n := len(ana.sharing.Items(s.ID, items.KindReply)); n != 2 {
		t.Errorf("%d replies where one form was sent twice", n)
	}
	sent.Set("text", "And that, too") // after Back
	ana.Do("POST", read[0], sent)
	ana.Says("And that, too")
	sarah.Get("/journal/" + sarah.vault.List(journal.KindEntry)[0].ID.String())
	w.must(sarah.sharing.TakeBack(t.Context(), s.ID, sarah.sharing.Items(s.ID, items.KindCopy)[0].ID))
	w.step(sarah, ana)
	if gone := shownTo(ana, there); len(gone) != 1 {
		t.Errorf("what was taken back is still there: %q", gone)
	}
}

// Where she lets nothing in, nothing goes in, and nothing that she typed is lost.
func TestWhereSheLetsNothingInNothingGoesIn(t *testing.T) {
	w, sarah, ana, s, here, there := two(t)
	ask := ana.asks(sarah, here, there, "question", "text", "How was the week?")
	sarah.Get(ask).Says("How was the week?")
	write := strings.TrimSuffix(ask, "/ask") + "/write"
	sarah.Get(write)
	w.must(sarah.sharing.SetQuiet(t.Context(), s.ID, true))
	sarah.Fill(write, "text", "Long and grey.").Is(http.StatusUnprocessableEntity).Says("Nothing was sent", "Long and grey.")
	if n := len(sarah.sharing.Items(s.ID, items.KindReply)); n != 0 {
		t.Errorf("%d went in", n)
	}
	sarah.Get(ask).SaysNot("<textarea").Get("/today").SaysNot("Ana")
	w.must(sarah.sharing.SetQuiet(t.Context(), s.ID, false))
	sarah.Get(write).Fill(write, "text", "Long and grey.").At(here)
	w.step(sarah, ana)
	ana.Get(there).Says("What Sarah wrote")
}

func TestLockedNothingOfItIsThere(t *testing.T) {
	_, sarah, ana, _, here, there := two(t)
	for p, at := range map[*somebody][]string{sarah: {here, here + "/before"}, ana: {"/clients", there, there + "/notes", there + "/notes/text"}} {
		p.vault.Lock()
		for _, a := range at {
			p.Get(a).At("/unlock").SaysNot("Sarah", "Ana")
		}
	}
}

// Each side has its own pages, and nobody has those of the other.
func TestEachSideHasItsOwnPages(t *testing.T) {
	_, sarah, ana, s, here, there := two(t)
	sarah.Get("/clients/" + s.Path).Is(http.StatusNotFound)
	ana.Get("/together/care/" + ana.sharing.Spaces()[0].Path).Is(http.StatusNotFound)
	sarah.Get(strings.Replace(there, "clients", "together/care", 1)).Is(http.StatusNotFound)
	ana.Get(strings.Replace(here, "together/care", "clients", 1)).Is(http.StatusNotFound)
}

// A day is the one that whoever wrote it had, wherever it is read.
func TestADayIsTheSameInEveryPartOfTheWorld(t *testing.T) {
	for _, hours := range []int{-11, 13} {
		w, sarah, ana, _, here, there := two(t)
		w.now = time.Date(2026, 3, 2, 20, 30, 0, 0, time.FixedZone("", hours*60*60))
		ana.Get(there+"/ask/question").Fill(there+"/ask/question", "text", "How was it?")
		w.step(ana, sarah)
		for p, at := range map[*somebody]string{sarah: here, ana: there} {
			p.Get(at).Says("2 March 2026").SaysNot("3 March 2026", "1 March 2026")
		}
	}
}
