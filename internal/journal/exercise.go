package journal

// Exercises lists the practices that are written. Words are only ever added.
var Exercises = []string{"friend", "pie", "kind-letter", "worry-time", "small-plan", "outside", "other-telling", "marking"}

// MaxExerciseText is how long each part of one may be, in characters.
const MaxExerciseText = 8000

// Exercise is a practice that is written: what was written or chosen, by the field of its form. Every part may be left out.
type Exercise struct {
	V      int               `json:"v"`
	Which  string            `json:"which"`            // of Exercises, or of a newer list
	Said   map[string]string `json:"said"`             // a field that this version does not know stays as it is
	Before *int              `json:"before,omitempty"` // distress, 0 none to 10 worst
	After  *int              `json:"after,omitempty"`

	rest unknown
}

// Empty reports whether nothing was written or chosen.
func (e Exercise) Empty() bool {
	for _, text := range e.Said {
		if !blank(text) {
			return false
		}
	}
	return true
}

// Validate reports the first *FieldError.
func (e Exercise) Validate() error {
	switch {
	case !areWords([]string{e.Which}):
		return &FieldError{"exercise", "choice"}
	case e.Empty():
		return &FieldError{"exercise", "empty"}
	case !inScale(e.Before):
		return &FieldError{"before", "range"}
	case !inScale(e.After):
		return &FieldError{"after", "range"}
	}
	for field, text := range e.Said {
		switch {
		case !areWords([]string{field}):
			return &FieldError{"exercise", "choice"}
		case len([]rune(text)) > MaxExerciseText:
			return &FieldError{field, "long"}
		}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (e Exercise) Encode() ([]byte, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	e.V = max(e.V, Version)
	return encode(e, e.rest)
}

// DecodeExercise reads a body written by Encode, by this or a newer version.
func DecodeExercise(body []byte) (Exercise, error) {
	var e Exercise
	var err error
	e.rest, err = decode(body, &e)
	return e, err
}
