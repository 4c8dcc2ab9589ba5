package relayapi

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"snowdrop/internal/record"
)

// LiveType is the content type of the answer of POST PathLive.
const LiveType = "text/event-stream"

// LiveBeat is what a relay sends when there is nothing to tell: every LiveEvery seconds, give or take
// LiveJitter. A stream that was silent for twice as long is broken.
const (
	LiveBeat   = ":\n\n"
	LiveEvery  = 25
	LiveJitter = 5
)

// maxEvent is more than the longest line of a stream that counts.
const maxEvent = 128

// Event says where the log of a space stands now. Heads may be left out and may come twice.
type Event struct {
	Space record.SpaceID
	Head  uint64
}

// AppendEvent writes one event of a stream.
func AppendEvent(b []byte, e Event) []byte {
	b = append(b, "data: "...)
	b = append(b, e.Space.String()...)
	b = append(b, ' ')
	b = appendNumber(b, e.Head)
	return append(b, "\n\n"...)
}

func appendNumber(b []byte, n uint64) []byte {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return append(b, digits[i:]...)
		}
	}
}

// Events reads the answer of POST PathLive.
type Events struct{ r *bufio.Reader }

// NewEvents reads from r. It holds at most maxEvent bytes of it.
func NewEvents(r io.Reader) *Events { return &Events{bufio.NewReaderSize(r, maxEvent)} }

// Next waits for the next event. Beat is true where only a sign of life came. A stream that says
// anything else ends with ErrAnswer.
func (s *Events) Next() (e Event, beat bool, err error) {
	for {
		line, err := s.r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return Event{}, false, ErrAnswer
		}
		if err != nil {
			return Event{}, false, err
		}
		text := strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r")
		switch {
		case text == "":
			continue
		case text[0] == ':':
			return Event{}, true, nil
		}
		return parseEvent(text)
	}
}

func parseEvent(text string) (Event, bool, error) {
	said, ok := strings.CutPrefix(text, "data: ")
	one, two, cut := strings.Cut(said, " ")
	space, err := record.ParseSpaceID(one)
	head, number := Number(two)
	if !ok || !cut || err != nil || !number {
		return Event{}, false, ErrAnswer
	}
	return Event{space, head}, false, nil
}
