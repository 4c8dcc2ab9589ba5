package journal

// Practice is one calming practice that was done, with distress before and after where said.
type Practice struct {
	V      int    `json:"v"`
	Which  string `json:"which"`            // the practice's id, such as "breathing"
	Before *int   `json:"before,omitempty"` // 0 none to 10 worst
	After  *int   `json:"after,omitempty"`

	Nearest string `json:"nearest,omitempty"` // what was said to be nearest, of content.PracticeFor or of a newer list
	Style   string `json:"style,omitempty"`   // how it was done, where there is more than one way

	rest unknown
}

// Validate reports the first *FieldError.
func (p Practice) Validate() error {
	switch {
	case p.Which == "":
		return &FieldError{"practice", "empty"}
	case !inScale(p.Before):
		return &FieldError{"before", "range"}
	case !inScale(p.After):
		return &FieldError{"after", "range"}
	case p.Nearest != "" && !areWords([]string{p.Nearest}):
		return &FieldError{"nearest", "choice"}
	case p.Style != "" && !areWords([]string{p.Style}):
		return &FieldError{"style", "choice"}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (p Practice) Encode() ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	p.V = max(p.V, Version)
	return encode(p, p.rest)
}

// DecodePractice reads a body written by Encode, by this or a newer version.
func DecodePractice(body []byte) (Practice, error) {
	var p Practice
	var err error
	p.rest, err = decode(body, &p)
	return p, err
}
