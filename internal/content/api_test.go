package content

import "testing"

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

func TestACallerCannotChangeTheDirectory(t *testing.T) {
	c, ok := CountryByCode("gb")
	if !ok {
		t.Fatal("no GB")
	}
	c.Emergency[0].Tel = "0"
	again, _ := CountryByCode("GB")
	if got := again.Emergency[0].Tel; got != "999" {
		t.Errorf("after a caller's change, tel is %q, want 999", got)
	}
}
