package join_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/testkit/network"
)

func TestTwoPeopleComeToShareByTheirPages(t *testing.T) {
	for _, who := range []string{"partner", "close", "care", "client"} {
		t.Run(who, func(t *testing.T) {
			w := newWorld(t)
			sarah, james := w.someone(), w.someone()
			said := sarah.makes(who)
			sarah.Says("https://app.example/join#"+strings.Join(said, "-"), "app.example/join", said[0]).SaysNot("James")
			james.answers(said)
			sarah.news().Says("They call themselves “James”", "Read them to Jim")
			if sarah.five() != james.five() {
				t.Fatalf("%q and %q", sarah.five(), james.five())
			}
			host, guest := sarah, james
			if who == "client" {
				host, guest = james, sarah
			}
			guest.Fill(guest.Path, "answer", "yes").Says("has to say yes too")
			host.Fill(host.Path, "answer", "yes").Says("Your passphrase once more")
			if care := who == "care" || who == "client"; care {
				host.Says("report or hand over", "after 90 days")
			}
			host.Fill(host.Path, "passphrase", "not the right one").Is(http.StatusUnprocessableEntity).Says("That did not open it")
			if len(host.sharing.Spaces()) != 0 {
				t.Fatal("let in without the secret")
			}
			host.Fill(host.Path, "passphrase", passphrase)
			guest.news()
			for _, p := range []*someone{host, guest} {
				spaces := p.sharing.Spaces()
				if len(spaces) != 1 || spaces[0].Host != (p == host) || spaces[0].Professional != (p == guest && who != "partner" && who != "close") {
					t.Fatalf("%+v", spaces)
				}
				p.At("/together/with/" + spaces[0].Path)
				for _, address := range p.Visited {
					if holdsWord(address) {
						t.Errorf("%s holds a word", address)
					}
				}
			}
			if o, g := host.sharing.Spaces()[0], guest.sharing.Spaces()[0]; o.ID != g.ID || !o.OtherIn || o.Expires.IsZero() != (who == "partner" || who == "close") {
				t.Errorf("%+v, %+v", o, g)
			}
		})
	}
}

func TestWhatSomebodyReadsBeforeSayingYes(t *testing.T) {
	w := newWorld(t)
	sarah, james, mother := w.someone(), w.someone(), w.someone()
	sarah.Get("/together/invite/for/partner").Says("Whoever invites decides who is in", "wait until they invite you", "The other one can leave at any time")
	sarah.Get("/together/invite/for/care").Says("report or hand over", "after 90 days")
	sarah.Get("/together/invite/for/client").Says("Your client decides who is in")
	sarah.Get("/together/invite/for/nobody").Is(http.StatusNotFound)
	sarah.Get("/together/invite/for/partner").Fill("/together/invite/for/partner").Is(http.StatusUnprocessableEntity).Says("Type a name")
	james.opens(sarah.makes("partner"))
	james.Says("Sarah sees nothing of yours unless you show it", "You can leave at any time, alone", "Is it your own wish", "Sarah decides who else is in")
	james.Fill(james.Path, "other", "her", "me", "J").Is(http.StatusUnprocessableEntity).Says("Choose one of the two")
	mother.opens(sarah.makes("client"))
	mother.Says("works with people", "You decide who is in", "report or hand over")
	if name := mother.Page.First("textarea", "name=me"); name == nil || strings.TrimSpace(name.Words()) != "" {
		t.Error("a name is suggested")
	}
}

// Somebody who is made to do this can leave as if nothing had been: no word, no trace, and nobody is told.
func TestWhoDoesNotWantToLeavesWithoutATrace(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	said := sarah.makes("partner")
	james.opens(said)
	asked := james.Path
	james.link.Record()
	james.Fill(asked, "wish", "no").At("/today")
	if james.Path != "/today" || len(james.link.Sent()) != 0 || len(james.invites.List()) != 0 {
		t.Errorf("at %s, %d requests, %d invites", james.Path, len(james.link.Sent()), len(james.invites.List()))
	}
	james.SaysNot("invite", "Sarah")
	james.Get(asked).Is(http.StatusNotFound)
	sarah.news().Says("We wait for Jim")
}

// The words of a link wait, sealed, until there is a place to answer from; no address holds them.
func TestAnInviteIsNotLostWhileAPlaceOfOnesOwnIsMade(t *testing.T) {
	w := newWorld(t)
	said := w.someone().makes("partner")
	james := w.visitor()
	james.opens(said)
	james.At("/join/first").Says("Sarah invites you", "a place of your own", "The invite waits here").Leads("/mine/relay")
	james.Get("/mine/keep?then=relay").Fill("/mine/keep", "new", passphrase, "new-again", passphrase)
	james.Get("/join/first").Says("Sarah invites you")
	james.sevenWords()
	james.At("/join")
	james.Get("/join/first").At("/join")
	if words := james.Page.First("textarea", "name=words"); words == nil || !strings.Contains(words.Words(), said[0]) {
		t.Fatalf("the words are gone: %s", james.Main())
	}
	james.Fill("/join").Says("Sarah invites you", "Is it your own wish")
	if _, left := james.vault.Draft("join"); left {
		t.Error("the words stay in a draft although the invite is open")
	}
	for _, address := range james.Visited {
		if holdsWord(address) {
			t.Errorf("%s holds a word", address)
		}
	}
	locked := w.someone()
	locked.vault.Lock()
	locked.Get("/join").Says("locked").Fill("/join", "words", strings.Join(w.someone().makes("close"), " "))
	locked.Fill("/unlock", "passphrase", passphrase).At("/join").Fill("/join").Says("Sarah invites you")
}

func TestWordsThatAreNotRightAreToldKindly(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	own := sarah.makes("partner")
	for said, want := range map[string]string{
		"zoom zoom zoom":                      "These are 3 words. An invite has 7.",
		"zoom zoom zoom zoom zoom zoom zooom": "“zooom” is not one of our words",
		"zoom zoom zoom zoom zoom zoom zoom":  "There is no invite under these words",
		strings.Repeat("zoom ", 40):           "This is far too long",
		"https://app.example/join#" + own[0]:  "is not one of our words",
	} {
		james.opens([]string{said})
		james.Is(http.StatusUnprocessableEntity).Says(want)
		if field := james.Page.First("textarea", "name=words"); !strings.Contains(field.Words(), strings.Fields(said)[0]) {
			t.Errorf("%q: what was typed is gone", said)
		}
	}
	sarah.opens(own)
	sarah.Is(http.StatusUnprocessableEntity).Says("the words of your own invite")
	other := w.someone()
	other.answers(own)
	james.opens(own)
	james.Is(http.StatusUnprocessableEntity).Says("was used already")
	gone := sarah.makes("close")
	sarah.Fill(sarah.Path, "answer", "stop")
	james.opens(gone)
	james.Is(http.StatusUnprocessableEntity).Says("was taken back")
}

func TestHowAnInviteEndsIsSaidOnBothSides(t *testing.T) {
	begin := func(t *testing.T) (w *world, sarah, james *someone) {
		w = newWorld(t)
		sarah, james = w.someone(), w.someone()
		james.answers(sarah.makes("partner"))
		sarah.news().Says("Do you both see these five words?")
		return w, sarah, james
	}
	t.Run("not the same", func(t *testing.T) {
		_, sarah, james := begin(t)
		sarah.Fill(sarah.Path, "answer", "no").Says("The words were not the same", "Nobody was let in").Leads("/together/invite")
		james.news().Says("The words were not the same", "Ask my Sarah")
		sarah.Fill(sarah.Path, "answer", "away").At("/together")
	})
	t.Run("stopped", func(t *testing.T) {
		_, sarah, james := begin(t)
		james.Fill(james.Path, "answer", "stop").Says("The invite was taken back", "Nothing was shared")
		sarah.news().Says("The invite was taken back")
	})
	t.Run("two days", func(t *testing.T) {
		w, sarah, james := begin(t)
		let := strings.Replace(sarah.Path, "invite/", "invite/yes/", 1)
		sarah.Get(let).Says("Let Jim in")
		w.pass(50 * time.Hour)
		sarah.Fill(let, "passphrase", passphrase).Says("The time is over", "Nothing was shared")
		james.news().Says("The time is over")
	})
	t.Run("an answer that is none", func(t *testing.T) {
		_, sarah, _ := begin(t)
		sarah.Fill(sarah.Path).Is(http.StatusUnprocessableEntity).Says("Choose one of the answers")
		sarah.Post("/together/invite/none", "answer", "yes").Is(http.StatusNotFound)
	})
	t.Run("the relay began anew", func(t *testing.T) {
		w := newWorld(t)
		sarah := w.someone()
		sarah.makes("partner")
		w.restart()
		sarah.news().Says("This invite is gone", "Please make a new one").Leads("/together/invite")
	})
	t.Run("somebody else was quicker", func(t *testing.T) {
		w := newWorld(t)
		sarah, james, other := w.someone(), w.someone(), w.someone()
		said := sarah.makes("partner")
		james.opens(said)
		asked := james.Path
		other.answers(said)
		james.Fill(asked, "wish", "yes", "other", "her", "me", "James").Says("Someone else used this invite", "Tell her")
	})
}

func TestWithoutARelayAnInviteSaysWhereToGo(t *testing.T) {
	w := newWorld(t)
	w.visitor().Get("/together/invite").Says("your things have to be on the relay").Leads("/mine/where")
	sarah := w.someone()
	to := "/together/invite/for/partner"
	sarah.Get(to)
	sarah.link.Faults(func(*http.Request) network.Fault { return network.LoseRequest })
	sarah.Fill(to, "other", "Jim", "me", "Sarah").Is(http.StatusUnprocessableEntity).Says("no connection to the relay")
	if form := sarah.Form(to); form.Get("other") != "Jim" || form.Get("me") != "Sarah" || len(sarah.invites.List()) != 0 {
		t.Errorf("%v", form)
	}
	sarah.link.Faults(nil)
	sarah.vault.Lock()
	sarah.Get("/together/invite").At("/unlock")
}

// Somebody who was not asked for the secret can not let anybody in, whatever form is sent.
func TestNobodyIsLetInByAnOpenPhoneAlone(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	james.answers(sarah.makes("partner"))
	sarah.news()
	at := sarah.Path
	for _, pairs := range [][]string{{"answer", "yes"}, {"passphrase", ""}, {"proof", ""}, {"proof", strings.Repeat("zoom ", 7)}} {
		sarah.Post(strings.Replace(at, "invite/", "invite/yes/", 1), pairs...).Is(http.StatusUnprocessableEntity)
	}
	if len(sarah.sharing.Spaces()) != 0 {
		t.Error("somebody is in")
	}
	if _, err := sarah.devices.Prove(ctx, devices.Proof{}); err == nil {
		t.Error("nothing proves that the owner is there")
	}
}

func TestAnInviteThatWaitsForHerIsOfferedToday(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	said := sarah.makes("partner")
	james.answers(said)
	w.must(sarah.invites.Check(ctx))
	sarah.Get("/today").Says("Five words with Jim")
	sarah.Get("/together/invite").Says("Do you both see these five words?")
}

// What a relay refuses is said where it happened, and nobody is in.
func TestWhatARelayRefusesIsSaidInPlainWords(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	refuses := func(method, path, code string, status int) {
		sarah.link.Change(func(r *http.Request, a *http.Response) {
			if r.Method == method && strings.HasPrefix(r.URL.Path, path) {
				a.StatusCode, a.Body = status, io.NopCloser(strings.NewReader(`{"error":"`+code+`"}`))
			}
		})
	}
	to := "/together/invite/for/partner"
	refuses(http.MethodPut, "/v1/slots", "full", 507)
	sarah.Get(to).Fill(to, "other", "Jim", "me", "Sarah").Is(http.StatusUnprocessableEntity).Says("The relay has no room left")
	sarah.link.Change(nil)
	james.answers(sarah.makes("partner"))
	sarah.news()
	let := strings.Replace(sarah.Path, "invite/", "invite/yes/", 1)
	for code, want := range map[string]string{"closed": "This relay takes nobody new", "full": "The relay has no room left"} {
		refuses(http.MethodPost, "/v1/spaces", code, map[string]int{"closed": 403, "full": 507}[code])
		sarah.Get(let).Fill(let, "passphrase", passphrase).Is(http.StatusUnprocessableEntity).Says(want)
	}
	sarah.link.Change(nil)
	sarah.Get(let).Fill(let, "passphrase", passphrase)
	if spaces := sarah.sharing.Spaces(); len(spaces) != 1 || !spaces[0].OtherIn {
		t.Errorf("after the relay takes it: %+v", spaces)
	}
}
