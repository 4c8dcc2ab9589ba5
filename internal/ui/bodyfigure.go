package ui

import (
	"slices"
	"strconv"

	"snowdrop/internal/journal"
)

// The drawn body, from behind and from the front: plain pieces with gaps between them, nobody in particular. It is our
// own drawing. One side is drawn, the other is its mirror.

// piece is one place of the figure: its shape, and the rectangle that can be pressed.
type piece struct {
	region     string
	shape      string
	x, y, w, h int
}

const figureWidth = 200

// fromBehind and fromFront are drawn for the side that is on the right of the page. A region that ends in "-" stands
// for both sides.
var fromBehind = []piece{
	{"back-of-head", "M100 6C113 6 123 17 122 36C121 52 112 62 100 62C88 62 79 52 78 36C77 17 87 6 100 6Z", 76, 4, 48, 58},
	{"neck", "M89 65C96 67 104 67 111 65L114 79C104 83 96 83 86 79Z", 82, 63, 36, 20},
	{"upper-back-", "M101.5 85C107 85 112 84 117 80C132 84 147 88 153 102C155 106 156 110 156 114L134 111L132 134L101.5 134Z", 101, 82, 56, 53},
	{"middle-back", "M68 137L132 137C131 145 130 151 130 158L70 158C70 151 69 145 68 137Z", 66, 136, 68, 23},
	{"side-", "M118 161L130 161C131 171 132 180 134 191L118 191Z", 117, 160, 20, 32},
	{"lower-back-", "M101.5 161L115 161L115 191L101.5 191Z", 100, 160, 17, 32},
	{"tailbone", "M87 194L113 194L105 217C102 219 98 219 95 217Z", 86, 193, 28, 27},
	{"buttock-", "M116.5 194L135 194C139 204 142 215 142 228C132 237 113 235 102 228L102 222C106 221 108 218 109 215Z", 103, 193, 40, 42},
	{"back-thigh-", "M142 232C142 256 139 278 134 298L107 298C104 275 102 254 102 233C115 240 131 240 142 232Z", 102, 235, 42, 64},
	{"calf-", "M108 302L133 302C135 330 129 354 127 380C133 389 137 395 136 402L108 402C107 395 108 388 109 380C107 354 106 330 108 302Z", 104, 300, 34, 104},
}

var fromFront = []piece{
	{"head", "M78 36C77 17 87 6 100 6C113 6 123 17 122 36Z", 76, 4, 48, 33},
	{"jaw", "M78 39L122 39C121 53 112 62 100 62C88 62 79 53 78 39Z", 76, 37, 48, 26},
	{"throat", "M89 65C96 67 104 67 111 65L114 79C104 83 96 83 86 79Z", 82, 63, 36, 20},
	{"shoulder-", "M117 81C132 84 147 88 153 102C155 106 156 110 156 114L135 110C132 99 125 90 116 85Z", 119, 80, 38, 34},
	{"arm-", "M137 113L157 118C161 142 166 166 170 190C174 204 174 217 169 227C164 229 159 223 158 213C158 206 158 199 157 193C150 169 143 141 137 113Z", 138, 112, 37, 118},
	{"chest", "M87 84C96 86 104 86 113 84C121 89 128 97 131 107L69 107C72 97 79 89 87 84Z", 69, 84, 62, 24},
	{"breasts", "M69 110L131 110C132 118 132 130 131 140L69 140C68 130 68 118 69 110Z", 67, 109, 66, 32},
	{"upper-belly", "M69 143L131 143C130 153 130 163 131 172L69 172C70 163 70 153 69 143Z", 67, 142, 66, 31},
	{"lower-belly", "M80 175L120 175L118 211L82 211Z", 79, 174, 42, 38},
	{"hip-", "M123 175L131 175C135 190 140 203 142 216L121 214Z", 121, 174, 23, 42},
	{"pelvis", "M82 214L118 214C115 227 109 235 103 239L97 239C91 235 85 227 82 214Z", 81, 213, 38, 27},
	{"thigh-", "M121 217L142 219C144 247 140 276 134 298L107 298C105 275 102 257 102 243C110 237 117 229 121 217Z", 104, 217, 40, 82},
	{"shin-", "M108 302L133 302C135 330 129 354 127 380C133 389 137 395 136 402L108 402C107 395 108 388 109 380C107 354 106 330 108 302Z", 104, 300, 34, 104},
}

// arm is only drawn from behind, where no place of ours is on it.
const arm = "M137 113L157 118C161 142 166 166 170 190C174 204 174 217 169 227C164 229 159 223 158 213C158 206 158 199 157 193C150 169 143 141 137 113Z"

// drawn is a piece as it stands on the page.
type drawn struct {
	region, shape, turn string
	x, y, w, h          string
}

// pieces draws one view. From behind the person's right is on the right of the page; from the front it is on the left.
func pieces(behind bool) []drawn {
	all, near, far := fromFront, "left", "right"
	if behind {
		all, near, far = fromBehind, "right", "left"
	}
	var out []drawn
	for _, p := range all {
		d := drawn{shape: p.shape, region: p.region, x: strconv.Itoa(p.x), y: strconv.Itoa(p.y), w: strconv.Itoa(p.w), h: strconv.Itoa(p.h)}
		if p.region[len(p.region)-1] != '-' {
			out = append(out, d)
			continue
		}
		other := d
		d.region, other.region, other.turn = p.region+near, p.region+far, mirror
		out = append(out, d, other)
	}
	return out
}

// mirror turns a shape over the middle of the figure.
const mirror = "matrix(-1 0 0 1 200 0)"

// regionOptions are the places of one view, as choices.
func regionOptions(f Frame, behind bool) []Option {
	var out []Option
	for _, r := range journal.BodyRegions {
		if r.Back == behind {
			out = append(out, Option{Value: r.ID, Label: f.Say("region." + r.ID)})
		}
	}
	return out
}

// RegionNames are the names of places, in the order of the body map. One that a newer version knows stands as it is.
func RegionNames(f Frame, regions []string) []string {
	var names []string
	for _, r := range journal.BodyRegions {
		if slices.Contains(regions, r.ID) {
			names = append(names, f.Say("region."+r.ID))
		}
	}
	for _, id := range regions {
		if !journal.IsBodyRegion(id) {
			names = append(names, id)
		}
	}
	return names
}

// lit is the class of a shape that stands alone, without boxes to tick.
func lit(region string, on []string) string {
	if slices.Contains(on, region) {
		return "lit"
	}
	return ""
}

func viewKey(behind bool) string {
	if behind {
		return "bodymap.back"
	}
	return "bodymap.front"
}

// pressX is where the pressing rectangle begins: a mirrored one begins as far from the other edge as it ended.
func pressX(d drawn) string {
	if d.turn == "" {
		return d.x
	}
	x, _ := strconv.Atoi(d.x)
	w, _ := strconv.Atoi(d.w)
	return strconv.Itoa(figureWidth - x - w)
}

// nth is the figure of the heading that comes after these blocks, or none.
func nth(before []Block, figures []string) string {
	n := 0
	for _, b := range before {
		if b.Heading {
			n++
		}
	}
	if n < len(figures) {
		return figures[n]
	}
	return ""
}
