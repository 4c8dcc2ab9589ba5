package ui

import (
	"strconv"
	"strings"

	"rsc.io/qr"
)

// margin is the white around a square code, in its own dots: a camera needs it to see where the code ends.
const margin = 4

// square draws a text as the path of a square code, and gives how wide it is with its margin. A text that does not fit,
// which no words of ours are, gives nothing: the words beside the code say the same.
func square(text string) (path string, size int) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", 0
	}
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				b.WriteString("M" + strconv.Itoa(from+margin) + " " + strconv.Itoa(y+margin) + "h" + strconv.Itoa(x-from) + "v1h-" + strconv.Itoa(x-from) + "z")
			}
		}
	}
	return b.String(), code.Size + 2*margin
}
