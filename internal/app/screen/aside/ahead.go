package aside

import "snowdrop/internal/app/screen"

// AheadRoot is where looking ahead is, and AheadKey where it is kept what a person chose about it.
const (
	AheadRoot = "/ahead"
	AheadKey  = "ahead"
)

// Ahead is what a person chose about looking ahead itself.
type Ahead struct {
	Away bool     `json:"away,omitempty"` // the way to it is shown nowhere
	Rest []string `json:"rest,omitempty"` // spaces in which this person does not want the part for two now
}

// AheadShown says whether a page that others choose to open may lead to looking ahead. It may not where that was put away, nor where
// it cannot be known because things are locked.
func AheadShown(x *screen.Exchange) bool {
	var a Ahead
	x.Own(AheadKey, &a)
	return x.CanKeep() && !a.Away
}
