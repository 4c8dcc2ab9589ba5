package screen

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
	"snowdrop/internal/vault"
)

// Settings are sealed with everything else. A locked app has the defaults.
type Settings struct {
	Quiet     bool `json:"quiet"`
	Plain     bool `json:"plain,omitempty"` // no word and no picture of a baby or a pregnancy that the person did not ask for now: Exchange.Neutral
	LockAfter int  `json:"lock_after"`      // seconds without use, one of LockAfters

	BackLater string `json:"back_later,omitempty"` // which question on back pain was put away, and when

	Places map[string]json.RawMessage `json:"places,omitempty"` // what each place keeps for itself, see Own
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

// SetSettings changes what the person chose. What it does not touch stays, and so does what a newer Snowdrop wrote there.
func (x *Exchange) SetSettings(change func(*Settings)) error {
	x.setting.Lock()
	defer x.setting.Unlock()
	if x.Vault.State() == vault.Locked {
		return vault.ErrLocked
	}
	s := x.Settings()
	change(&s)
	body, err := over(x.Vault.Settings(), s)
	if err != nil {
		return err
	}
	return x.Vault.SetSettings(x.R.Context(), body)
}

// Own reads a place's own small settings into what into points to. It is false where there are none, or they are locked.
// They are for what a person chose about the place itself, such as what not to offer again. What she wrote is an entry.
func (x *Exchange) Own(place string, into any) bool {
	body, ok := x.Settings().Places[place]
	return ok && json.Unmarshal(body, into) == nil
}

// SetOwn keeps a place's own settings, sealed with the others; in a visit, for the visit. Those of another place stay, and so
// do fields of a struct that a newer Snowdrop wrote.
func (x *Exchange) SetOwn(place string, v any) error {
	return x.setOwn(place, func(json.RawMessage) any { return v })
}

// ChangeOwn reads them into what into points to, lets change change that, and keeps it, all while nobody else does: of two
// forms that are sent at once, neither must undo the other.
func (x *Exchange) ChangeOwn(place string, into any, change func()) error {
	return x.setOwn(place, func(before json.RawMessage) any {
		_ = json.Unmarshal(before, into) // nothing there, or nothing of ours: from the beginning
		change()
		return into
	})
}

func (x *Exchange) setOwn(place string, now func(before json.RawMessage) any) error {
	var wrong error
	err := x.SetSettings(func(s *Settings) {
		body, err := over(s.Places[place], now(s.Places[place]))
		if err != nil {
			wrong = err
			return
		}
		places := map[string]json.RawMessage{}
		maps.Copy(places, s.Places)
		places[place] = body
		s.Places = places
	})
	if wrong != nil {
		return wrong
	}
	return err
}

// over writes v as JSON and keeps of the object before what the type of v has no name for.
func over(before []byte, v any) ([]byte, error) {
	var now, there, known map[string]json.RawMessage
	body, err := json.Marshal(v)
	if err != nil || json.Unmarshal(before, &there) != nil || json.Unmarshal(body, &now) != nil || now == nil {
		return body, err // nothing was there, or one of them is no object
	}
	seen := reflect.New(reflect.TypeOf(v)) // what this version reads of it
	if json.Unmarshal(before, seen.Interface()) == nil {
		if again, err := json.Marshal(seen.Interface()); err == nil {
			_ = json.Unmarshal(again, &known)
		}
	}
	for key, value := range there {
		_, written := now[key]
		if _, read := known[key]; !read && !written {
			now[key] = value
		}
	}
	return json.Marshal(now)
}

// Display is what page.js stores for us: nothing that a person wrote.
type Display struct {
	Theme, Size, Country string
	Lang                 string // "" where the person has chosen none
}

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
		case name == "lang" && text.Known(value):
			d.Lang = value
		}
	}
	return d
}

func (d Display) String() string {
	s := "theme=" + d.Theme + ";size=" + d.Size + ";country=" + d.Country
	if d.Lang != "" {
		s += ";lang=" + d.Lang
	}
	return s
}

// IsCountry says whether the directory knows a country.
func IsCountry(code string) bool { _, ok := content.CountryByCode(code); return ok }
