package journal

import "strings"

// The parts of a safety plan, in the order of the form. Words are only ever added.
const (
	SafetySigns    = "signs"    // that it is getting worse
	SafetyHelps    = "helps"    // what helps me, on my own
	SafetyPlaces   = "places"   // people and places that take my mind off it
	SafetyPeople   = "people"   // whom I can ask
	SafetyServices = "services" // professionals and services
	SafetySafer    = "safer"    // what makes the surroundings safer
	SafetyWorth    = "worth"    // one thing worth living for
	SafetyAfraid   = "afraid"   // if I am afraid of somebody: in no print, no list and no search unless it is ticked
)

// SafetyParts lists them.
var SafetyParts = []string{SafetySigns, SafetyHelps, SafetyPlaces, SafetyPeople, SafetyServices, SafetySafer, SafetyWorth, SafetyAfraid}

// Limits of a safety plan.
const (
	MaxSafetyLines  = 12  // of one part
	MaxSafetyLine   = 300 // characters of a line
	MaxContactName  = 80  // characters
	MaxContactPhone = 40
)

// Contact is somebody to reach. Each half may be left out.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Safety is what a person wrote down for moments in which it is too much. Any part may be left out.
type Safety struct {
	V        int       `json:"v"`
	Signs    []string  `json:"signs,omitempty"`
	Helps    []string  `json:"helps,omitempty"`
	Places   []string  `json:"places,omitempty"`
	People   []Contact `json:"people,omitempty"`
	Services []Contact `json:"services,omitempty"`
	Safer    []string  `json:"safer,omitempty"`
	Worth    []string  `json:"worth,omitempty"`
	Afraid   []string  `json:"afraid,omitempty"`

	rest unknown
}

// SafetyLine is one line of a plan, as it is shown.
type SafetyLine struct {
	Part  string `json:"part"`
	Text  string `json:"text"`
	Phone string `json:"phone,omitempty"`
}

// Texts is the part with that name where it is made of lines, else nil.
func (s *Safety) Texts(part string) *[]string {
	return map[string]*[]string{
		SafetySigns: &s.Signs, SafetyHelps: &s.Helps, SafetyPlaces: &s.Places, SafetySafer: &s.Safer, SafetyWorth: &s.Worth, SafetyAfraid: &s.Afraid,
	}[part]
}

// Contacts is the part with that name where it is made of people, else nil.
func (s *Safety) Contacts(part string) *[]Contact {
	return map[string]*[]Contact{SafetyPeople: &s.People, SafetyServices: &s.Services}[part]
}

// Lines are all lines of one part.
func (s Safety) Lines(part string) (out []SafetyLine) {
	if texts := s.Texts(part); texts != nil {
		for _, text := range *texts {
			out = append(out, SafetyLine{Part: part, Text: text})
		}
	}
	if contacts := s.Contacts(part); contacts != nil {
		for _, c := range *contacts {
			out = append(out, SafetyLine{Part: part, Text: c.Name, Phone: c.Phone})
		}
	}
	return out
}

// Empty reports whether nothing was said.
func (s Safety) Empty() bool {
	for _, part := range SafetyParts {
		for _, l := range s.Lines(part) {
			if !blank(l.Text, l.Phone) {
				return false
			}
		}
	}
	return true
}

// Validate reports the first *FieldError. Its field is the name of a part.
func (s Safety) Validate() error {
	if s.Empty() {
		return &FieldError{"safety", "empty"}
	}
	for _, part := range SafetyParts {
		lines, most := s.Lines(part), MaxSafetyLine
		if s.Contacts(part) != nil {
			most = MaxContactName
		}
		if len(lines) > MaxSafetyLines {
			return &FieldError{part, "many"}
		}
		for _, l := range lines {
			if err := longest([]limited{{part, l.Text, most}, {part, l.Phone, MaxContactPhone}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (s Safety) Encode() ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s.V = max(s.V, Version)
	return encode(s, s.rest)
}

// DecodeSafety reads a body written by Encode, by this or a newer version.
func DecodeSafety(body []byte) (Safety, error) {
	var s Safety
	var err error
	s.rest, err = decode(body, &s)
	return s, err
}

// SafetyTexts are the lines of a text as it is typed, without empty ones.
func SafetyTexts(typed string) (out []string) {
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
