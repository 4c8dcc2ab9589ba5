package clients_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/testkit/page"
)

// TestATherapistAndHerClient is the third part of the walk of Sarah and Ana, and its end.
func TestATherapistAndHerClient(t *testing.T) {
	w := newWorld(t)
	sarah, ana := w.somebody("Sarah"), w.somebody("Ana")
	score := sarah.nine(1, 2, 2, 1, 2, 2, 1, 1, 0)
	one := sarah.put(journal.KindEntry, journal.Entry{Text: "The cot still stands there."})
	two := sarah.put(journal.KindEntry, journal.Entry{Text: "I slept for six hours."})
	private := "James must not read this"
	sarah.put(journal.KindEntry, journal.Entry{Text: private})
	s := w.care(sarah, ana)
	here, there := "/together/care/"+s.Path, ""
	for _, a := range ana.sharing.Spaces() {
		there = "/clients/" + a.Path
	}

	// The plain warning comes first, with people to ring; then she sees what Ana will see.
	sarah.Get("/together/share/" + score + "/" + s.Path).At(here + "/before")
	sarah.Says("They may have to pass it on", "stays in their mind", "Nobody is on watch", "116 123").Fill(here + "/before").At("/together/share/" + score + "/" + s.Path)
	sarah.shows(score, s).shows(one, s).shows(two, s)
	w.step(sarah, ana)

	ana.Get("/today").Says("Somebody you work with has shown or written something").SaysNot("Sarah")
	ana.Get("/clients").Says("Sarah", "New", "until 31 May 2026").Leads(there)
	ana.Leads("/together/invite/for/client")
	ana.Leads("/professionals")
	ana.Says("Snowdrop tells nobody when somebody is in danger.")
	ana.Get("/read/clients").Says("What you see", "It ends by itself after 90 days").Get("/professionals").Leads("/clients")
	ana.Get(there).Says("You see only what Sarah chose to show.", "PHQ-9: 12", "Results over time").SaysNot(private, "Sarah –")
	ana.Get("/clients").SaysNot(`class="mark"`)
	for _, a := range shownTo(ana, there) {
		ana.Get(a).SaysNot(private)
	}

	agrees(sarah, ana, here, there)
	writesAPiece(sarah, ana, s, here, there)

	// Ana's notes are hers: nothing of them is in what the two share.
	const own = "supervision: the anniversary is near"
	ana.Get(there+"/notes/new").Fill(there+"/notes/new", "text", own).At(there+"/notes").Says(own, "You may have a duty")
	w.step(sarah, ana)
	for _, i := range sarah.sharing.Items(s.ID) {
		if strings.Contains(string(i.Body), "supervision") {
			t.Error("a note of hers went into the space")
		}
	}

	twoWeeksLater(sarah, ana, s, here, there)

	// The end: her copy is hidden and erased, her own notes stay.
	sarah.Get("/together/with/"+s.Path+"/end").Fill("/together/with/"+s.Path+"/end", "passphrase", passphrase)
	sarah.Is(http.StatusOK).SaysNot("secret again")
	read := shownTo(ana, there)
	w.step(sarah, ana)
	ana.Get(there).Says("Sarah shares nothing with you any more", "Your own notes are still here").SaysNot("PHQ-9", "The cot still")
	for _, a := range read {
		ana.Get(a).Is(http.StatusNotFound)
	}
	if got := ana.vault.Buckets(); len(got) != 0 {
		t.Errorf("of what she was shown there is %q on her disk", got)
	}
	ana.again()
	if got := ana.vault.Buckets(); len(got) != 0 {
		t.Errorf("of what she was shown there is %q on her disk after a new start", got)
	}
	for _, h := range ana.vault.List() {
		if body, _ := ana.vault.Body(h.ID); strings.Contains(string(body), "cot still") || strings.Contains(string(body), "walls") {
			t.Errorf("kind %d holds what Sarah showed", h.Kind)
		}
	}
	ana.Get(there + "/notes").Says(own)
	sarah.Get("/heart/pieces").Is(http.StatusOK)
	sarah.Get("/journal/"+pieceOf(sarah)).Says("The walls were green.", "Thank you for the green walls.")

	for _, p := range []*somebody{sarah, ana} {
		for _, at := range slices.Concat(p.Visited, p.Titles) {
			for _, never := range []string{"Sarah", "sarah", "Ana", "phq", "loss", "grief"} {
				if page.Says(at, never) {
					t.Errorf("%s: %q tells %q", p.name, at, never)
				}
			}
		}
	}
}

func shownTo(ana *somebody, there string) (out []string) {
	ana.Get(there)
	for _, a := range ana.Page.First("main").All("a") {
		if to := a.Attrs["href"]; strings.HasSuffix(to, "/read") {
			out = append(out, to)
		}
	}
	return out
}

// agrees has Ana ask for a rhythm, and Sarah agree to another one than was asked for.
func agrees(sarah, ana *somebody, here, there string) {
	w := sarah.w
	w.t.Helper()
	ana.Get(there + "/ask").Leads(there + "/ask/rhythm")
	ana.Get(there+"/ask/rhythm").Fill(there+"/ask/rhythm", "which", "pgs", "weeks", "2").Is(http.StatusUnprocessableEntity).Says("at most")
	ana.Fill(there+"/ask/rhythm", "which", "phq9", "weeks", "2", "text", "It shows us both how it goes.").At(there).SaysNot("agreed")
	w.step(ana, sarah)
	sarah.Get("/today").Says("Ana asks you something")
	sarah.Get(here).Says("PHQ-9, every 2 weeks", "Nobody watches here")
	ask := sarah.first("/ask")
	sarah.Get(ask).Says("It shows us both how it goes.", "One question is about dying", "You can also stop it here").Fill(ask).Is(http.StatusUnprocessableEntity)
	sarah.Fill(ask, "answer", "3").At(here).Says("PHQ-9, every 3 weeks")
	sarah.Get(ask).Fill(ask, "answer", "2").At(here).Says("PHQ-9, every 2 weeks")
	w.step(sarah, ana)
	ana.Get(there).Says("Sarah agreed: every 2 weeks")
	sarah.Get("/today").SaysNot("A few questions that you agreed on") // she has filled it in today
}

// writesAPiece has Ana set a piece, Sarah write it and show that one, and Ana reply next day.
func writesAPiece(sarah, ana *somebody, s sharing.Space, here, there string) {
	w := sarah.w
	w.t.Helper()
	ana.Get(there+"/ask/piece").Says("It stays closed for four weeks, after psychosis or mania", "bad memories come with feeling unreal").Fill(there+"/ask/piece", "which", "piece-1").At(there)
	w.step(ana, sarah)
	sarah.Get(here)
	ask := sarah.first("/ask")
	sarah.Get(ask).Says("A few questions come before it", "When it is better closed, it stays closed", "Ana is not told that").Fill(ask, "go", "take").At("/heart/pieces/1/begin")
	sarah.Fill("/heart/pieces/1/begin", "weeks", "yes", "danger", "no", "mind", "no", "unreal", "no", "before", "4").At("/heart/pieces/1/arrive")
	sarah.Get("/heart/pieces/1").Fill("/heart/pieces/1", "do", "keep", "text", "The walls were green.")
	w.step(sarah, ana)
	if n := len(shownTo(ana, there)); n != 5 {
		w.t.Errorf("Ana sees %d things while Sarah has shown three, and was asked for two", n)
	}
	sarah.Get(ask).Says("Show it to Ana").shows(pieceOf(sarah), s)
	w.step(sarah, ana)

	w.now = w.now.Add(24 * time.Hour)
	ana.Get(there)
	read := shownTo(ana, there)[0]
	ana.Get(read).Says("The walls were green.").Fill(read, "text", "Thank you for the green walls.").At(read).Says("Thank you for the green walls.", "Not sent yet")
	w.step(ana, sarah)
	sarah.Get("/today").Says("Ana wrote to you")
	sarah.Get(here).Says("Thank you for the green walls.")
	sarah.Get("/journal/"+pieceOf(sarah)).Says("The walls were green.", "Thank you for the green walls.")
}

func (p *somebody) Says(all ...string) *somebody { p.w.t.Helper(); p.Person.Says(all...); return p }
func (p *somebody) SaysNot(all ...string) *somebody {
	p.w.t.Helper()
	p.Person.SaysNot(all...)
	return p
}
func (p *somebody) Get(at string) *somebody { p.w.t.Helper(); p.Person.Get(at); return p }
func (p *somebody) Is(status int) *somebody { p.w.t.Helper(); p.Person.Is(status); return p }
func (p *somebody) At(at string) *somebody  { p.w.t.Helper(); p.Person.At(at); return p }
func (p *somebody) Fill(at string, pairs ...string) *somebody {
	p.w.t.Helper()
	p.Person.Fill(at, pairs...)
	return p
}

func pieceOf(p *somebody) string { return p.vault.List(journal.KindPiece)[0].ID.String() }

// twoWeeksLater: the questionnaire is offered and never pressed, its result goes nowhere by itself, and the line about dying does
// not go with it.
func twoWeeksLater(sarah, ana *somebody, s sharing.Space, here, there string) {
	w := sarah.w
	w.t.Helper()
	w.now = w.now.Add(13 * 24 * time.Hour)
	sarah.Get("/today").Says("A few questions that you agreed on", "You can leave it for another day").SaysNot("overdue", "missed", "behind", "reminder")
	before := len(shownTo(ana, there))
	score := sarah.nine(1, 1, 2, 1, 1, 2, 1, 0, 1)
	w.step(sarah, ana)
	if n := len(shownTo(ana, there)); n != before {
		w.t.Errorf("a result went to Ana by itself")
	}
	sarah.Get("/today").SaysNot("A few questions that you agreed on")
	sarah.Get(here)
	for _, a := range sarah.Page.First("main").All("a") {
		if strings.HasSuffix(a.Attrs["href"], "/ask") && strings.Contains(a.Words(), "PHQ-9") {
			sarah.Get(a.Attrs["href"]).Says("Show your result of").Leads("/together/share/" + score + "/" + s.Path)
			break
		}
	}
	sarah.shows(score, s)
	w.step(sarah, ana)
	ana.Get(there).Says("PHQ-9: 10", "PHQ-9: 12")
	for _, a := range shownTo(ana, there) {
		ana.Get(a).SaysNot("1, 1, 2, 1, 1, 2, 1, 0, 1")
	}
}
