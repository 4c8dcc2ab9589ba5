package relayapi

import (
	"encoding/json"
	"errors"
	"strconv"
)

// Code is one of the named errors of the protocol.
type Code struct {
	Status int    // of HTTP
	Name   string // in the answer
}

// Error implements error.
func (c *Code) Error() string { return "relay: " + c.Name }

// The named errors. ErrUnknown is the one answer for what is not there and for what the caller may not
// have: a token that is too old, of another key, or for another space gives it too.
var (
	ErrUnknown   = &Code{404, "unknown"}
	ErrHead      = &Code{409, "head"}      // the log stands elsewhere; comes as a *HeadError
	ErrTaken     = &Code{409, "taken"}     // something else is there already, or it changed meanwhile
	ErrTooLarge  = &Code{413, "large"}     // more bytes than the limits allow
	ErrMalformed = &Code{400, "malformed"} // not what the protocol says
	ErrQuota     = &Code{507, "quota"}     // this space may keep no more
	ErrFull      = &Code{507, "full"}      // the relay has no room at the moment
	ErrClosed    = &Code{403, "closed"}    // no new spaces here
	ErrCode      = &Code{403, "code"}      // a new space needs another invite code
	ErrBusy      = &Code{429, "busy"}      // too much at once; later
)

// Codes lists every named error.
var Codes = []*Code{ErrUnknown, ErrHead, ErrTaken, ErrTooLarge, ErrMalformed, ErrQuota, ErrFull, ErrClosed, ErrCode, ErrBusy}

// ErrAnswer says that an answer is none of this protocol: a proxy's, or that of another server.
var ErrAnswer = errors.New("relayapi: an answer that no relay gives")

// HeadError is ErrHead with where the log stands. For a chunk of a blob, Head is how many are there.
type HeadError struct {
	Head  uint64
	Epoch uint32
}

// Error implements error.
func (e *HeadError) Error() string {
	return "relay: the log stands at " + strconv.FormatUint(e.Head, 10)
}

// Is lets errors.Is find ErrHead.
func (e *HeadError) Is(target error) bool { return target == ErrHead }

// EncodeError returns how an error is answered, and false if it is none of this protocol.
func EncodeError(err error) (status int, body []byte, ok bool) {
	var at *HeadError
	var c *Code
	switch {
	case errors.As(err, &at):
		text := `{"error":"head","head":` + strconv.FormatUint(at.Head, 10) + `,"epoch":` + strconv.FormatUint(uint64(at.Epoch), 10) + "}\n"
		return ErrHead.Status, []byte(text), true
	case errors.As(err, &c):
		return c.Status, []byte(`{"error":"` + c.Name + "\"}\n"), true
	}
	return 0, nil, false
}

// DecodeError reads an answer whose status is not 200: one of the named errors, or ErrAnswer.
func DecodeError(status int, body []byte) error {
	var said struct {
		Error string  `json:"error"`
		Head  *uint64 `json:"head"`
		Epoch *uint32 `json:"epoch"`
	}
	if len(body) > MaxErrorRaw || json.Unmarshal(body, &said) != nil {
		return ErrAnswer
	}
	for _, c := range Codes {
		switch {
		case c.Status != status || c.Name != said.Error:
		case c != ErrHead:
			return c
		case said.Head != nil && said.Epoch != nil:
			return &HeadError{*said.Head, *said.Epoch}
		}
	}
	return ErrAnswer
}

// Who may create spaces on a relay.
const (
	SpacesOpen   = "open"
	SpacesCode   = "code" // only with an invite code
	SpacesClosed = "closed"
)

// About is what a relay says of itself: its version, who may create spaces, and how many bytes one may
// hold. The limits are those of this package.
type About struct {
	Version  int    `json:"version"`
	Spaces   string `json:"spaces"`
	Quota    int64  `json:"quota"`
	MaxBatch int    `json:"max_batch"`
	MaxBody  int    `json:"max_body"`
	MaxBlob  int    `json:"max_blob"`
	Chunk    int    `json:"chunk"`
}

// MaxAbout is how many bytes an answer to About has at most.
const MaxAbout = 1 << 10

// EncodeAbout writes the answer of GET PathAbout. Limits that are zero are filled in.
func EncodeAbout(a About) []byte {
	a.Version, a.MaxBatch, a.MaxBody, a.MaxBlob, a.Chunk = Version, MaxBatch, MaxBody, MaxBlob, Chunk
	b, err := json.Marshal(a)
	if err != nil {
		panic("relayapi: " + err.Error())
	}
	return append(b, '\n')
}

// DecodeAbout reads it. Another version, or limits below those of this package, are ErrAnswer: a device
// would send what that relay refuses.
func DecodeAbout(b []byte) (About, error) {
	var a About
	if len(b) > MaxAbout || json.Unmarshal(b, &a) != nil || a.Version != Version ||
		a.Spaces != SpacesOpen && a.Spaces != SpacesCode && a.Spaces != SpacesClosed ||
		a.Quota < 0 || a.MaxBatch < MaxBatch || a.MaxBody < MaxBody || a.MaxBlob < MaxBlob || a.Chunk != Chunk {
		return About{}, ErrAnswer
	}
	return a, nil
}
