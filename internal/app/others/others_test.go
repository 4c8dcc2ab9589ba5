package others_test

import (
	"net/http"
	"strings"
	"testing"

	"snowdrop/internal/app"
	"snowdrop/internal/devices"
	"snowdrop/internal/testkit/alone"
)

var who = []string{"partner", "friend", "family", "colleague", "work", "clinic"}

func open(t *testing.T, transport string, locked bool) *alone.Person {
	t.Helper()
	p := alone.New(t, func(c *app.Config) { c.Transport = transport })
	if locked {
		p.Keep().Vault.Lock()
	}
	return p
}

func TestEveryPageForOthersSaysWhatToSayWhatNotAndWhatToDo(t *testing.T) {
	for _, locked := range []bool{false, true} {
		p := open(t, "", locked)
		for _, name := range who {
			p.Get("/for").Leads("/for/"+name).Get("/for/"+name).Is(http.StatusOK).Says("What you can say", "What not to say", "“I am", "Where this comes from")
			if !strings.Contains(p.Raw, "What you can do") && !strings.Contains(p.Raw, "In the first days") {
				t.Errorf("%s does not say what to do", name)
			}
			for _, other := range who {
				if other != name {
					p.Leads("/for/" + other)
				}
			}
		}
		p.Get("/for/elsewhere").Is(http.StatusNotFound)
	}
}

func TestAnUrgentSignLeadsToHelpFromEveryPageForOthers(t *testing.T) {
	p := open(t, "", false)
	for _, name := range who[:5] {
		p.Get("/for/" + name).Leads("/h/")
	}
	for _, name := range who[:3] {
		p.Get("/for/"+name).Says("half an hour or less", "two hours in a row", "Asking does not put the thought there").Leads("/check").Leads("/safety")
	}
}

func TestOldAddressesLeadOn(t *testing.T) {
	p := open(t, "", false)
	for old, now := range map[string]string{
		"/supporters": "/for", "/professionals": "/for/clinic", "/read/supporters": "/for/friend", "/read/professionals": "/for/clinic",
	} {
		p.Get(old).At(now).Is(http.StatusOK)
	}
}

func TestALinkToAPageForOthersSaysNothingOfWhoPassesItOn(t *testing.T) {
	for _, name := range who {
		p := open(t, "", false)
		p.Get("/for/" + name)
		links := 0
		for _, b := range p.Page.All("button") {
			if link := b.Attrs["data-link"]; link != "" {
				links++
				if link != "/for/"+name {
					t.Errorf("what is passed on is %q", link)
				}
			}
		}
		if links != 2 {
			t.Errorf("%s: %d ways to pass the link on", name, links)
		}
		p = open(t, "fetch", false) // on one's own machine: its address leads nobody anywhere
		p.Get("/for/" + name)
		for _, b := range p.Page.All("button") {
			if b.Attrs["data-link"] != "" {
				t.Errorf("%s: an address of this machine is passed on", name)
			}
		}
		if p.Page.First("button", "data-from=words") == nil || p.Page.First("div", "id=words") == nil {
			t.Errorf("%s: the words can not be passed on", name)
		}
	}
}

func TestOnOnesOwnMachineWhatIsPassedOnIsTheAddressThatOthersReach(t *testing.T) {
	p := alone.New(t, func(c *app.Config) {
		c.Transport, c.Devices = "fetch", devices.New(devices.Config{Vault: c.Vault, Site: "https://app.example"})
	})
	p.Get("/for/friend")
	for _, how := range []string{"share", "copy"} {
		if b := p.Page.First("button", "data-pass="+how, "data-link=https://app.example/for/friend"); b == nil {
			t.Errorf("%s: the link is not where others find the page", how)
		}
	}
}
