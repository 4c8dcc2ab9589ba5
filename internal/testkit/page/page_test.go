package page_test

import (
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/testkit/page"
)

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
