package items

import (
	"strconv"
	"unicode/utf8"
)

// Straight is the JSON of somebody else without what nobody types and what changes how the text around it reads: a changed app could
// turn around the digits of a number, or hide words in ones that look harmless. What is right to left by itself stays so.
func Straight(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		r, n := utf8.DecodeRune(body[i:])
		if r == '\\' && i+1 < len(body) {
			r, n = escaped(body[i:])
		}
		if !turns(r) {
			out = append(out, body[i:i+n]...)
		}
		i += n
	}
	return out
}

// escaped reads what begins with \ in JSON: which sign it is, where that matters, and how long it is.
func escaped(b []byte) (r rune, n int) {
	switch b[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'u':
		if len(b) >= 6 {
			v, _ := strconv.ParseUint(string(b[2:6]), 16, 16) // it was read as JSON before
			return rune(v), 6
		}
	}
	return 'x', 2
}

// turns finds control characters, but for ends of lines and tabs, and what overrides or isolates a direction.
func turns(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
