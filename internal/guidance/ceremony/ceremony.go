// Package ceremony puts a small ceremony together from parts, and says what has to be taken care of in it. It must never write a
// prayer or a blessing for anybody, presume a faith, a name or a guest, or leave out what a part has to have beside it: fire, water,
// what is let go, soil, a ward.
//
// The parts are a page of content (pages/LANGUAGE/ceremony-parts.md): each entry of a list there is one. It begins with a link, whose
// words are what the part is called and whose address says the rest: ID.SORT.WHERE.WHO.MINUTES.CARE.
package ceremony

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/content"
)

// Page is the ID of the page of parts, and Address what the address of each one begins with.
const (
	Page    = "ceremony-parts"
	Address = "/remember/parts/"
)

// The sorts of part, in the order of a ceremony. Letters are for ever.
const (
	Opening = 'o'
	Words   = 'w'
	Act     = 'a'
	Music   = 'm'
	Prayer  = 'p' // only where a person takes it: none is proposed
	Closing = 'c'
	After   = 'z'
)

// Sorts lists them.
const Sorts = "owampcz"

// Where a ceremony is, who is there, and how many minutes there are: the words of the form, in its order.
var (
	Wheres  = []string{"in", "out", "ward"}
	Whos    = []string{"alone", "two", "family", "others"}
	Minutes = []int{10, 20, 40}
)

// letters of a Part for the words above.
const (
	whereLetters = "iow"
	whoLetters   = "12fo"
)

// What has to be taken care of. Each has a page of content, ceremony-NAME, whose entries are what stands beside the part.
const (
	Fire   = "fire"
	Water  = "water"
	Sky    = "sky" // something is let go
	Ground = "ground"
	Ward   = "ward" // not of a part: of a ceremony in a hospital
)

// Cares lists them, in the order in which they are shown.
var Cares = []string{Fire, Water, Sky, Ground, Ward}

var careLetters = map[rune]string{'f': Fire, 'w': Water, 's': Sky, 'g': Ground}

// CarePage is the ID of the page of one of Cares.
func CarePage(care string) string { return "ceremony-" + care }

// Part is one part that a ceremony can have.
type Part struct {
	ID      string
	Sort    byte // of Sorts
	Title   string
	How     string
	Minutes int
	Care    []string

	where, who string // letters
}

// Fits says whether it can be there: no flame in a ward, no walk in a room.
func (p Part) Fits(where, who string) bool {
	i, j := slices.Index(Wheres, where), slices.Index(Whos, who)
	return i >= 0 && j >= 0 && strings.IndexByte(p.where, whereLetters[i]) >= 0 && strings.IndexByte(p.who, whoLetters[j]) >= 0
}

// Of gives the parts of a page, in its order. What is no part is left out.
func Of(page content.Page) []Part {
	var out []Part
	for _, b := range page.Blocks {
		for _, item := range b.Items {
			if len(item) < 2 {
				continue
			}
			if p, ok := parse(item[0].Link); ok {
				p.Title, p.How = item[0].Text, strings.TrimPrefix(content.Plain(item[1:]), ": ")
				out = append(out, p)
			}
		}
	}
	return out
}

func parse(link string) (Part, bool) {
	address, ok := strings.CutPrefix(link, Address)
	f := strings.Split(address, ".")
	if !ok || len(f) != 6 || f[0] == "" || len(f[1]) != 1 || !strings.Contains(Sorts, f[1]) ||
		f[2] == "" || strings.Trim(f[2], whereLetters) != "" || f[3] == "" || strings.Trim(f[3], whoLetters) != "" {
		return Part{}, false
	}
	p := Part{ID: f[0], Sort: f[1][0], where: f[2], who: f[3]}
	var err error
	if p.Minutes, err = strconv.Atoi(f[4]); err != nil || p.Minutes < 0 {
		return Part{}, false
	}
	for _, c := range strings.Trim(f[5], "0") {
		if careLetters[c] == "" {
			return Part{}, false
		}
		p.Care = append(p.Care, careLetters[c])
	}
	return p, true
}

// Find gives the one with an ID.
func Find(all []Part, id string) (Part, bool) {
	i := slices.IndexFunc(all, func(p Part) bool { return p.ID == id })
	if i < 0 {
		return Part{}, false
	}
	return all[i], true
}

// slots are what is proposed for a number of minutes, by sort.
var slots = map[int]string{10: "owacz", 20: "owwamcz", 40: "owwwaamcz"}

// Propose gives the IDs of an order that fits: a beginning, words, something to do, an end, something kind afterwards. It is no longer
// than the minutes. Of what fits, what is made for just that place and those people comes first. The same is proposed every time: a
// person who comes back finds what she saw. nil where the words are none of the form.
func Propose(all []Part, where, who string, minutes int) []string {
	var out []Part
	left, order := minutes, slots[minutes]
	for i := range len(order) {
		need := 0
		for _, later := range order[i+1:] {
			need += least(all, byte(later), where, who)
		}
		some := slices.DeleteFunc(slices.Clone(all), func(p Part) bool {
			return p.Sort != order[i] || !p.Fits(where, who) || p.Minutes+need > left || slices.ContainsFunc(out, func(o Part) bool { return alike(o, p) }) ||
				p.Sort == Closing && len(p.Care) > 0 // it ends what a part began that may not be there
		})
		if len(some) == 0 {
			continue
		}
		best := slices.MinFunc(some, func(a, b Part) int { // the first in the page among equals
			return cmp.Or(cmp.Compare(len(a.where), len(b.where)), cmp.Compare(len(a.who), len(b.who)))
		})
		out = append(out, best)
		left -= best.Minutes
	}
	var ids []string
	for _, p := range out {
		ids = append(ids, p.ID)
	}
	return ids
}

// alike says that two parts are the same thing in two ways, as a candle and a light with a battery, or the same one.
func alike(a, b Part) bool {
	x, _, _ := strings.Cut(a.ID, "-")
	y, _, _ := strings.Cut(b.ID, "-")
	return x == y
}

func least(all []Part, sort byte, where, who string) int {
	n := -1
	for _, p := range all {
		if p.Sort == sort && p.Fits(where, who) && (n < 0 || p.Minutes < n) {
			n = p.Minutes
		}
	}
	return max(n, 0)
}

// Planned is one part of a ceremony that somebody planned: its ID, and what she says has to be taken care of where it is her own.
type Planned struct {
	ID   string
	Own  bool
	Care []string
}

// CareOf is what has to be taken care of in a ceremony, in the order of Cares. A part that is not known, of something newer or taken
// from the page since, may have anything in it: then all of it is said.
func CareOf(all []Part, where string, planned []Planned) []string {
	has := map[string]bool{Ward: where == "ward"}
	for _, p := range planned {
		care := p.Care
		if !p.Own {
			part, known := Find(all, p.ID)
			if care = part.Care; !known {
				care = []string{Fire, Water, Sky, Ground}
			}
		}
		for _, c := range care {
			has[c] = true
		}
	}
	var out []string
	for _, c := range Cares {
		if has[c] {
			out = append(out, c)
		}
	}
	return out
}

// Lines are what has to be taken care of, from its page: each entry of its lists.
func Lines(page content.Page) (out []string) {
	for _, b := range page.Blocks {
		for _, item := range b.Items {
			out = append(out, content.Plain(item))
		}
	}
	return out
}

// Move gives a list with one thing moved by one place, where there is one.
func Move[T any](list []T, at, by int) []T {
	out := slices.Clone(list)
	if to := at + by; at >= 0 && at < len(out) && to >= 0 && to < len(out) {
		out[at], out[to] = out[to], out[at]
	}
	return out
}
