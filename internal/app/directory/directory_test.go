package directory_test

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/content/directory"
	"snowdrop/internal/testkit/alone"
)

type world struct {
	*alone.Person
	list *directory.Local
}

func open(t *testing.T, country string) *world {
	t.Helper()
	file, err := os.ReadFile("../../../docs/local-directory.example.json")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{}
	if w.list, err = directory.Parse(file); err != nil {
		t.Fatal(err)
	}
	w.Person = alone.New(t, func(c *app.Config) { c.Directory = func() *directory.Local { return w.list } })
	w.Now = time.Date(2026, 11, 21, 15, 5, 0, 0, time.UTC)
	w.Head.Set("Snowdrop-Display", "country="+country)
	return w
}

func TestOrganisationsStandWithTheirSourceAndUntilWhenThatCounts(t *testing.T) {
	w := open(t, "GB")
	w.Get("/find").Is(http.StatusOK).Says("Miscarriage UK", "0303 003 6464", "Read at: miscarriageassociation.org.uk, 16 December 2025. On 20 November 2026. To be looked at again by 20 May 2027.",
		"Samaritans", "Not verified.", "Nobody of Snowdrop has rung these numbers").Leads("tel:999").Leads("tel:03030036464").Leads("sms:85258")
	w.Post("/find", "country", "AU").Says("Lifeline", "Pink Elephants").SaysNot("Samaritans")
	w.Post("/find", "country", "PH").Says("We found no organisation in this country that we could check")
	w.Post("/find", "country", "").Says("Befrienders Worldwide")
}

func TestWhatExpiredSaysSoOnScreenAndPaperFromThatDayOn(t *testing.T) {
	w := open(t, "GB")
	for day, old := range map[string]bool{"2026-11-21": false, "2027-05-19": false, "2027-05-20": true, "2027-05-21": true, "2031-01-01": true} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		w.Now = at
		w.Get("/find").Says("Miscarriage UK", "0303 003 6464", "Ana Example, psychologist") // never hidden
		said, found := "Out of date: last looked at on 20 November 2026, and again was due by 20 May 2027. It may be wrong.", 0
		for _, entry := range w.Page.All("article", "class=foundone") {
			if strings.Contains(entry.Words(), said) {
				found++
			}
			if strings.Contains(entry.Words(), "It counts until") == old && strings.Contains(entry.Words(), "Riverbank") {
				t.Errorf("%s: %s", day, entry.Words())
			}
		}
		if (found >= 6) != old || !old && found != 0 {
			t.Errorf("%s: %d entries say that they are out of date", day, found)
		}
		for _, p := range w.Page.All("p", "class=old") { // nothing keeps it off the paper
			if p.Attrs["hidden"] != "" || strings.Contains(p.Attrs["class"], "noprint") {
				t.Error("it is not on the paper")
			}
		}
	}
}

func TestWhoIsNearIsFoundHereAndNothingOfItLandsInAnAddress(t *testing.T) {
	w := open(t, "GB")
	w.Get("/find").Says("Ana Example", "Sam Sample", "The Tuesday circle", "Jo Placeholder", "Quiet Hands", "Riverbank Women’s Centre (made up) named these. Snowdrop does not know them.")
	w.Fill("/find#found", "kind", "therapist", "place", "Samplestead")
	w.Is(http.StatusOK).Says("Sam Sample", "Ana Example", "Online").SaysNot("Jo Placeholder", "Quiet Hands", "The Tuesday circle", "Miscarriage UK")
	chosen := w.Form("/find#found").Get("kind")
	for _, o := range w.Page.All("option", "selected") {
		chosen += " " + o.Attrs["value"]
	}
	if chosen != "therapist  Samplestead " && chosen != "therapist GB Samplestead " {
		t.Errorf("what was chosen came back as %q", chosen)
	}
	w.Fill("/find#found", "kind", "group", "language", "Español", "place", "").Says("Nobody here fits all that you chose")
	w.Post("/find", "kind", "groups", "country", "GB").Says("Miscarriage UK").SaysNot("Samaritans", "Ana Example")
	for _, at := range w.Visited {
		if at != "/find" {
			t.Errorf("looking led to %s", at)
		}
	}
	for _, a := range w.Page.All("a") {
		if href := a.Attrs["href"]; strings.Contains(href, "?") || strings.HasPrefix(href, "http") {
			t.Errorf("%s leads away from here", href)
		}
	}
	if n := len(w.Vault.List()) + len(w.Vault.Drafts()); n != 0 {
		t.Errorf("%d things were kept", n)
	}
}

func TestItIsTheSameWhileThingsAreLocked(t *testing.T) {
	w := open(t, "GB")
	w.Keep().Vault.Lock()
	w.Get("/find").Is(http.StatusOK).Says("Ana Example").Fill("/find#found", "kind", "therapist").Is(http.StatusOK).Says("Ana Example").SaysNot("The Tuesday circle")
}

func TestBodyworkCarriesOurHonestLabelAndNotTheHosts(t *testing.T) {
	w := open(t, "GB")
	w.list.Entries[4].About = "It frees the body."
	w.Post("/find", "kind", "bodywork").Says("What is known:", "Not shown to work. A 2024 review of 15 trials found no benefit", "must not delay medical").Leads("/read/hands-cranio")
	w.Post("/find", "kind", "physiotherapist").Says("What is known:").Leads("/read/hands-physio")
	w.Post("/find", "kind", "therapist").SaysNot("What is known:")
}

func TestAListThatDidNotComeIsSaidAndHoldsNothingUp(t *testing.T) {
	w := open(t, "IE")
	for err, want := range map[error]string{errors.New("offline"): "has not come", nil: "cannot be read"} {
		w.list = directory.FromHost([]byte("{"), err)
		w.Get("/find").Is(http.StatusOK).Says(want, "Pieta", "1800 247 247")
	}
	w.list = nil
	w.Get("/find").Is(http.StatusOK).Says("has named nobody near you yet", "Pieta").SaysNot("Therapists")
}

func TestWhereToFindHelpIsOnePressAway(t *testing.T) {
	w := open(t, "GB")
	for _, page := range []string{"/together", "/safety", "/body/hands", "/heart/after/help"} {
		w.Get(page).Is(http.StatusOK).Leads("/find")
	}
}
