package page_test

import (
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
)

func TestWhatARandomIDSpellsIsNotSaid(t *testing.T) {
	const spells = "sayguiltlosingbabyshame2ya"
	if _, err := record.ParseID(spells); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"/heart/try/mine/" + spells:          false,
		"/heart/try/mine/" + spells + "?x=1": false,
		`value="` + spells + `"`:             false,
		"draft-" + spells:                    false,
		"/heart/try/say/" + spells:           true,
		"/heart/try/mine/" + spells + "?say": true,
		"/say":                               true,
		"/heart/" + spells[4:] + "say":       true, // shorter than one
		"/heart/say" + spells:                true, // longer than one
		"we say it":                          true,
	} {
		if page.Says(text, "say") != want || strings.Contains(page.WithoutIDs(text), "say") != want {
			t.Errorf("%q says it: %v, want %v", text, !want, want)
		}
	}
	if sum := strings.Repeat("bad0", 8); page.Says("seen="+sum, "bad") || page.Says(sum+sum, "bad") || !page.Says(sum[1:], "bad") {
		t.Errorf("%q says it: %q", sum, page.WithoutIDs(sum))
	}
	for range 100 {
		if at := "/journal/" + record.NewID().String(); page.WithoutIDs(at) != "/journal/…" || !page.Says(at, at) || page.Says(at, "/journal/"+spells) {
			t.Errorf("%q: %q", at, page.WithoutIDs(at))
		}
	}
}

func TestTwoButtonsOfOneNameMayOnlyDoOneThing(t *testing.T) {
	press := func(action, inside string) string {
		return `<form method="post" action="` + action + `">` + inside + `</form>`
	}
	for name, c := range map[string]struct {
		html string
		same []string
	}{
		"two addresses":            {press("/a", "<button>Set</button>") + press("/b", "<button>Set</button>"), []string{"Set"}},
		"two values":               {press("/a", `<button name="do" value="x">Set</button><button name="do" value="y">Set</button>`), []string{"Set"}},
		"two things carried along": {press("/a", `<input type="hidden" name="id" value="1"><button>Set</button>`) + press("/a", `<input type="hidden" name="id" value="2"><button>Set</button>`), []string{"Set"}},
		"one label for both":       {press("/a", `<button aria-label="Set">A</button>`) + press("/b", `<button aria-label="Set">B</button>`), []string{"Set"}},
		"without a form":           {`<button type="button" data-from="a">Set</button><button type="button" data-from="b">Set</button>`, []string{"Set"}},
		"the same twice":           {press("/a", `<button class="quiet">Set</button>`) + press("/a", `<button id="set">Set</button>`), nil},
		"told apart unseen":        {press("/a", `<button>Set <span class="sr">one</span></button>`) + press("/b", `<button>Set <span class="sr">two</span></button>`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if same := page.Parse(t, strings.NewReader("<main>"+c.html+"</main>")).SameButtons(); !slices.Equal(same, c.same) {
				t.Errorf("%q, want %q", same, c.same)
			}
		})
	}
}
