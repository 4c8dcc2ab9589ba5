package screen

import (
	"encoding/json"
	"slices"
	"strings"

	"snowdrop/internal/content"
)

// Settings are sealed with everything else. A locked app has the defaults.
type Settings struct {
	Quiet     bool `json:"quiet"`
	LockAfter int  `json:"lock_after"` // seconds without use, one of LockAfters

	BackLater string `json:"back_later,omitempty"` // which question on back pain was put away, and when
}

// LockAfters are the choices in seconds. Five minutes is long enough to think between two sentences.
var LockAfters = []int{60, 300, 900, 3600}

const lockAfterDefault = 300

// Settings are what the person chose, as far as it can be read now.
func (s *Shared) Settings() Settings {
	out := Settings{LockAfter: lockAfterDefault}
	_ = json.Unmarshal(s.Vault.Settings(), &out) // nothing stored, or locked: the defaults
	if !slices.Contains(LockAfters, out.LockAfter) {
		out.LockAfter = lockAfterDefault
	}
	return out
}

// Display is what page.js stores for us: nothing that a person wrote.
type Display struct{ Theme, Size, Country string }

// Display reads what page.js sent of it.
func (x *Exchange) Display() Display {
	d := Display{Theme: "auto", Size: "normal"}
	for _, part := range strings.Split(x.R.Header.Get("Snowdrop-Display"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case name == "theme" && (value == "light" || value == "dark"):
			d.Theme = value
		case name == "size" && (value == "large" || value == "larger"):
			d.Size = value
		case name == "country" && IsCountry(value):
			d.Country = value
		}
	}
	return d
}

func (d Display) String() string {
	return "theme=" + d.Theme + ";size=" + d.Size + ";country=" + d.Country
}

// IsCountry says whether the directory knows a country.
func IsCountry(code string) bool { _, ok := content.CountryByCode(code); return ok }
