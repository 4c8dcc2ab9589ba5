package content

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // not every machine has the zones
)

func TestGuessCountryNeverContradictsTheZone(t *testing.T) {
	for _, c := range []struct {
		zone      string
		languages []string
		want      string
	}{
		{"Europe/London", []string{"en-US"}, "GB"},
		{"Europe/Dublin", nil, "IE"},
		{"America/New_York", []string{"es-MX"}, "US"},
		{"America/Indiana/Knox", nil, "US"},
		{"US/Eastern", nil, "US"},
		{"America/Toronto", []string{"en-US"}, "CA"},
		{"America/St_Johns", nil, "CA"},
		{"Australia/Lord_Howe", nil, "AU"},
		{"Pacific/Auckland", []string{"en-GB"}, "NZ"},
		{"Asia/Kolkata", nil, "IN"},
		{"Asia/Calcutta", nil, "IN"},
		{"Asia/Manila", []string{"en-US"}, "PH"},
		{"Africa/Johannesburg", nil, "ZA"},
		{"Europe/Berlin", nil, "DE"},
		{"Europe/Busingen", nil, "DE"},
		{"Europe/Paris", nil, "FR"},
		{"Europe/Madrid", nil, "ES"},
		{"Atlantic/Canary", nil, "ES"},
		{"Africa/Ceuta", nil, "ES"},
		{"America/Mexico_City", nil, "MX"},
		{"America/Tijuana", []string{"en-US"}, "MX"},
		// A place outside the directory is never taken for one inside.
		{"Europe/Vienna", []string{"en-US", "de-DE"}, ""},
		{"America/Jamaica", []string{"en-US"}, ""},
		// No place: the first language with a region decides, or nobody does.
		{"", []string{"en-GB"}, "GB"},
		{"UTC", []string{"en", "en_nz", "de-DE"}, "NZ"},
		{"Etc/UTC", []string{"es-419", "es-MX"}, "MX"},
		{"Etc/GMT+5", []string{"ca-Latn-ES-valencia"}, "ES"},
		{"", []string{"de-AT", "de-DE"}, ""},
		{"", []string{"en-x-gb"}, ""},
		{"", nil, ""},
		{"/", []string{"", "-", "en-G1"}, ""},
	} {
		if got := GuessCountry(c.zone, c.languages); got != c.want {
			t.Errorf("GuessCountry(%q, %q) = %q, want %q", c.zone, c.languages, got, c.want)
		}
	}
}

func TestEveryZoneBelongsToACountryOfTheDirectory(t *testing.T) {
	seen := map[string]string{}
	for _, z := range zones {
		if _, ok := CountryByCode(z.code); !ok {
			t.Errorf("zones name %s, which the directory does not have", z.code)
		}
		for _, n := range strings.Fields(z.names) {
			if other, ok := seen[n]; ok {
				t.Errorf("zone %s is in %s and in %s", n, other, z.code)
			}
			seen[n] = z.code
			if strings.HasSuffix(n, "/") {
				continue
			}
			if _, err := time.LoadLocation(n); err != nil {
				t.Errorf("zone %s of %s: %v", n, z.code, err)
			}
		}
	}
	if len(zones) != len(Countries()) {
		t.Errorf("zones for %d countries, directory of %d", len(zones), len(Countries()))
	}
}

func TestTheDirectoryHoldsTheCountriesOfTheEvidence(t *testing.T) {
	want := []string{"GB", "IE", "US", "CA", "AU", "NZ", "IN", "PH", "ZA", "DE", "FR", "ES", "MX"}
	for _, code := range want {
		c, ok := CountryByCode(strings.ToLower(code))
		if !ok {
			t.Errorf("no %s", code)
			continue
		}
		if c.Code != code || c.Name == "" || c.In == "" {
			t.Errorf("%s is %q, %q, %q", code, c.Code, c.Name, c.In)
		}
		if len(c.Emergency) == 0 || c.Emergency[0].Tel == "" {
			t.Errorf("%s: no emergency number to ring", code)
		}
		if len(c.Crisis) == 0 || c.Crisis[0].Tel == "" {
			t.Errorf("%s: no crisis line to ring", code)
		}
	}
	if got := len(Countries()); got != len(want) {
		t.Errorf("%d countries, want %d", got, len(want))
	}
	if _, ok := CountryByCode(""); ok {
		t.Error("the general entry answers to an empty code")
	}
}

func TestTheGeneralNumberIsNeverCalledVerified(t *testing.T) {
	g := General()
	if len(g.Emergency) != 1 || g.Emergency[0].Tel != "112" {
		t.Fatalf("general emergency lines: %+v", g.Emergency)
	}
	l := g.Emergency[0]
	if l.Status != Unverified || l.Verified != "" {
		t.Errorf("112 is %s on %q", l.Status, l.Verified)
	}
	if !strings.Contains(l.Text, "not everywhere") || !strings.Contains(l.Text, "local emergency number") {
		t.Errorf("112 says %q", l.Text)
	}
}

func TestEveryLineSaysWhereItIsFrom(t *testing.T) {
	for _, c := range append(Countries(), General()) {
		for _, list := range c.lists() {
			for _, l := range *list {
				checkLine(t, c.Code, l)
			}
		}
	}
}

func checkLine(t *testing.T, code string, l Line) {
	t.Helper()
	if l.Name == "" || l.Number == "" && l.Text == "" && l.Site == "" && l.Source == "" {
		t.Errorf("%s: %+v says nothing to act on", code, l)
	}
	if (l.Number == "") != (l.Tel == "") {
		t.Errorf("%s %s: number %q, tel %q", code, l.Name, l.Number, l.Tel)
	}
	if strings.Trim(l.Tel+l.SMS, "0123456789") != "" {
		t.Errorf("%s %s: tel %q, sms %q hold more than digits", code, l.Name, l.Tel, l.SMS)
	}
	if digits := strings.Map(onlyDigits, l.Number); digits != l.Tel {
		t.Errorf("%s %s: number %q rings %q", code, l.Name, l.Number, l.Tel)
	}
	if l.SMS != "" && !strings.Contains(l.Text, l.SMS) {
		t.Errorf("%s %s: text %q does not name %s", code, l.Name, l.Text, l.SMS)
	}
	for _, s := range []string{l.Text, l.Hours} {
		if s != "" && !strings.HasSuffix(s, ".") {
			t.Errorf("%s %s: %q is no sentence", code, l.Name, s)
		}
	}
	if l.URL != "" && !strings.HasPrefix(l.URL, "https://") && !strings.HasPrefix(l.URL, "http://") {
		t.Errorf("%s %s: address %q", code, l.Name, l.URL)
	}
	if l.Status != Verified {
		if l.Verified != "" || l.Expires != "" || l.Source != "" {
			t.Errorf("%s %s: unverified, yet says %q %q %q", code, l.Name, l.Verified, l.Expires, l.Source)
		}
		return
	}
	from, err := time.Parse(time.DateOnly, l.Verified)
	until, err2 := time.Parse(time.DateOnly, l.Expires)
	if err != nil || err2 != nil || l.Source == "" || !from.AddDate(0, 6, 0).Equal(until) {
		t.Errorf("%s %s: verified %q until %q from %q", code, l.Name, l.Verified, l.Expires, l.Source)
	}
}

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

func TestStaleNumbersAreLeftOut(t *testing.T) {
	stale := []string{"01924200799", "1300072637"}
	for _, c := range append(Countries(), General()) {
		for _, list := range c.lists() {
			for _, l := range *list {
				for _, s := range stale {
					if l.Tel == s {
						t.Errorf("%s shows the stale number %s", c.Code, l.Number)
					}
				}
			}
		}
	}
}

func TestAnExpiredLineStaysAndIsSaidToBeUnverified(t *testing.T) {
	c, _ := CountryByCode("GB")
	if got := c.On("2027-05-19").Emergency[0].Status; got != Verified {
		t.Errorf("the day before it expires: %s", got)
	}
	after := c.On("2027-05-20")
	if len(after.Emergency) != len(c.Emergency) || after.Emergency[0].Status != Unverified || after.Emergency[0].Verified == "" {
		t.Errorf("the day it expires: %+v", after.Emergency)
	}
	if c.Emergency[0].Status != Verified {
		t.Error("On changed the country it was asked about")
	}
}

func TestACallerCannotChangeTheDirectory(t *testing.T) {
	c, _ := CountryByCode("GB")
	c.Emergency[0].Tel = "0"
	Countries()[0].Emergency[0].Tel = "0"
	again, _ := CountryByCode("GB")
	if got := again.Emergency[0].Tel; got != "999" {
		t.Errorf("after a caller's change, tel is %q, want 999", got)
	}
}
