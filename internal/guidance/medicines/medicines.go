// Package medicines adds up the paracetamol that a person says she took, and knows by name a few products that hold some.
// It must never advise a dose or when to take one, never call an amount safe, and never count what is not known as none.
//
// Whether a sum is too much is said by the warning-signs check alone: Grams is what it is asked with.
package medicines

import "strings"

const (
	hour = 60 * 60
	day  = 24 * hour

	// lookBack is how long a 24 hours with too much in it still counts, in seconds: harm to the liver can show only days later,
	// when the person feels well. Design decision, for clinical review.
	lookBack = 3 * day
)

// Has says whether what was taken has paracetamol in it.
type Has int

// What is known of it. Unsure comes first: a dose of which nothing was said is one.
const (
	Unsure Has = iota
	Yes
	No
)

// Dose is one medicine that was taken.
type Dose struct {
	At  int64 // Unix seconds
	Has Has
	Mg  int // of paracetamol, all of it; 0 when that is not known
}

// Sum is the paracetamol of 24 hours, as far as it is known.
type Sum struct {
	Mg      int // of the doses with an amount
	Unknown int // doses that have some, nobody knows how much
	Unsure  int // doses that may have some
}

// None says that nothing with paracetamol was noted, and nothing that may have some.
func (s Sum) None() bool { return s.Mg == 0 && s.Unknown == 0 && s.Unsure == 0 }

// Grams is the sum for the check. Where something is not known, the sum is at least a trace higher than what is: at the
// maximum, one tablet more of an unknown size is over it.
func (s Sum) Grams() float64 {
	grams := float64(s.Mg) / 1000
	if s.Unknown+s.Unsure > 0 {
		grams += 0.001
	}
	return grams
}

// Last24 is the sum of the 24 hours up to now. A dose that was taken exactly 24 hours ago counts.
func Last24(doses []Dose, now int64) Sum { return upTo(doses, now) }

// Worst is the highest sum of any 24 hours that ended in the last three days. Too much yesterday is still too much.
func Worst(doses []Dose, now int64) Sum {
	worst := upTo(doses, now)
	for _, d := range doses {
		if d.At > now || d.At < now-lookBack {
			continue
		}
		if s := upTo(doses, d.At); s.Grams() > worst.Grams() {
			worst = s
		}
	}
	return worst
}

func upTo(doses []Dose, end int64) Sum {
	var s Sum
	for _, d := range doses {
		switch {
		case d.At > end || d.At < end-day || d.Has == No:
		case d.Mg > 0:
			s.Mg += d.Mg
		case d.Has == Yes:
			s.Unknown++
		default:
			s.Unsure++
		}
	}
	return s
}

// product is a name under which something with paracetamol is sold.
type product struct {
	name   string // in small letters
	source string // key of the source
}

// products lists names that are known to stand for paracetamol, or for it with something else. The list is short: a name
// that is not on it says nothing. Brands differ between countries; a product that has some only in one of them is here.
var products = []product{
	{"paracetamol", "FIFE"}, {"acetaminophen", "BEMED"}, {"apap", "MUSTS"}, {"panadol", "HALEON"}, {"tylenol", "BEMED"},
	{"co-codamol", "FIFE"}, {"co-dydramol", "FIFE"}, {"cocodamol", "FIFE"}, {"codydramol", "FIFE"}, {"paramol", "DXCODY"},
	{"percocet", "BEMED"}, {"vicodin", "BEMED"}, {"midol", "BEMED"},
	{"norco", "BIOINS"}, {"lortab", "BIOINS"}, {"endocet", "BIOINS"}, {"nyquil", "BIOINS"}, {"dayquil", "BIOINS"}, {"theraflu", "BIOINS"},
	{"calpol", "PCMPACK"}, {"lemsip", "PCMPACK"}, {"beechams", "PCMPACK"}, {"night nurse", "PCMPACK"}, {"day nurse", "PCMPACK"},
	{"solpadeine", "PCMPACK"}, {"anadin extra", "PCMPACK"}, {"excedrin", "PCMPACK"}, {"tramacet", "PCMPACK"}, {"ultracet", "PCMPACK"},
	{"dolo", "PCMPACK"}, {"crocin", "PCMPACK"}, {"biogesic", "PCMPACK"}, {"doliprane", "PCMPACK"}, {"dafalgan", "PCMPACK"},
	{"efferalgan", "PCMPACK"}, {"ben-u-ron", "PCMPACK"}, {"tachipirina", "PCMPACK"}, {"panamax", "PCMPACK"}, {"herron", "PCMPACK"},
}

// Known says whether a name, as it was typed, is known to stand for something with paracetamol. It only ever raises: false
// is not "none".
func Known(name string) bool {
	for _, p := range products {
		if named(name, p.name) {
			return true
		}
	}
	return false
}

// antiInflammatories are painkillers of the ibuprofen family, by name (sources ART4, EPT1, SEEK: they are named there).
var antiInflammatories = []string{"ibuprofen", "nurofen", "advil", "motrin", "brufen", "naproxen", "aleve", "naprosyn", "diclofenac", "voltarol", "voltaren", "mefenamic", "ponstan", "aspirin"}

// AntiInflammatory says whether a name stands for a painkiller of the ibuprofen family, or aspirin.
func AntiInflammatory(name string) bool {
	for _, n := range antiInflammatories {
		if named(name, n) {
			return true
		}
	}
	return false
}

// named finds a product in what was typed, as whole words: "Panadol Extra 500" is Panadol, "dolomite" is not Dolo.
func named(typed, product string) bool {
	return strings.Contains(" "+plain(typed)+" ", " "+plain(product)+" ")
}

// plain is a name in small letters, with one space for all that is no letter. Digits go too: "Dolo650" is Dolo.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r < 'a' && r < 0x80 || r > 'z' && r < 0x80
	}), " ")
}
