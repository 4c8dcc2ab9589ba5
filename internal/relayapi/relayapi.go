// Package relayapi is what a device and a relay say to each other: paths, limits, bodies, errors and
// the messages that are signed. It must never hold a secret, look into what is sealed, or take bytes
// that it would not have written itself.
//
// Spec: docs/protocol.md. Numbers are big-endian.
package relayapi

import (
	"encoding/base32"
	"errors"
	"strconv"

	"snowdrop/internal/record"
)

// Version is the one version of the protocol that this package speaks.
const Version = 1

// Limits. Whoever reads a body makes room for no more than these.
const (
	MaxBatch    = 64        // envelopes in one append
	MaxBody     = 1 << 20   // bytes of any body that a device sends, and of any list that a relay answers
	MaxTokens   = 64        // spaces that one live stream tells about
	MaxCode     = 64        // bytes of an invite code
	MaxErrorRaw = 256       // bytes of an error's answer
	MaxToken    = 160       // bytes of a token, as text
	MaxBlob     = 26 << 20  // bytes of a blob
	Chunk       = 256 << 10 // bytes of each chunk of a blob but the last
	SlotSize    = 4096      // bytes of what a slot holds, always
)

// ContentType is that of every body that is not an error, an answer to About, or a live stream.
const ContentType = "application/octet-stream"

// SlotToken is the header with which a new slot, or a further space, shows a token of any space.
const SlotToken = "Snowdrop-Token"

// The paths without a variable part.
const (
	PathAbout  = "/v1/about"
	PathNonce  = "/v1/nonce"
	PathToken  = "/v1/token"
	PathSpaces = "/v1/spaces"
	PathLive   = "/v1/live"
	PathSlots  = "/v1/slots"
)

// SpacePath is the path of a space: DELETE.
func SpacePath(space record.SpaceID) string { return PathSpaces + "/" + space.String() }

// LogPath is the path of a space's log: GET with After, POST an Append.
func LogPath(space record.SpaceID) string { return SpacePath(space) + "/log" }

// EntryPath is the path of one entry of the log: DELETE.
func EntryPath(space record.SpaceID, n uint64) string {
	return LogPath(space) + "/" + strconv.FormatUint(n, 10)
}

// ControlPath is the path of a space's control records: GET with After, POST a Rotate.
func ControlPath(space record.SpaceID) string { return SpacePath(space) + "/control" }

// After is what goes behind LogPath (n is the number of the last entry that is known) or ControlPath
// (n is an epoch).
func After(n uint64) string { return "?after=" + strconv.FormatUint(n, 10) }

// BlobPath is the path of a blob: PUT with Size, GET, DELETE.
func BlobPath(space record.SpaceID, blob record.ID) string {
	return SpacePath(space) + "/blobs/" + blob.String()
}

// Size is what goes behind BlobPath to create one.
func Size(bytes int64) string { return "?size=" + strconv.FormatInt(bytes, 10) }

// ChunkPath is the path of one chunk of a blob, from 0: PUT, GET.
func ChunkPath(space record.SpaceID, blob record.ID, i int) string {
	return BlobPath(space, blob) + "/" + strconv.Itoa(i)
}

// Chunks is how many chunks a blob of so many bytes has, and ChunkSize how long chunk i of it is.
func Chunks(size int64) int { return int((size + Chunk - 1) / Chunk) }

// ChunkSize is the length of chunk i of a blob of so many bytes; 0 if there is no such chunk.
func ChunkSize(size int64, i int) int {
	if i < 0 || i >= Chunks(size) {
		return 0
	}
	return int(min(Chunk, size-int64(i)*Chunk))
}

// Locator says where a slot is. It comes from a secret and is one.
type Locator [32]byte

// ErrLocator says that a text is not a Locator.
var ErrLocator = errors.New("relayapi: not a locator")

var locatorText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// String returns the locator as 52 lower-case letters and digits.
func (l Locator) String() string { return locatorText.EncodeToString(l[:]) }

// ParseLocator reads what String wrote and nothing else.
func ParseLocator(text string) (Locator, error) {
	var l Locator
	if len(text) != 52 {
		return Locator{}, ErrLocator
	}
	if n, err := locatorText.Decode(l[:], []byte(text)); err != nil || n != len(l) || l.String() != text {
		return Locator{}, ErrLocator
	}
	return l, nil
}

// SlotPath is the path of a slot: GET, PUT, DELETE.
func SlotPath(l Locator) string { return PathSlots + "/" + l.String() }

// Number reads a number as the paths above write it: digits, nothing in front of them, no second text.
func Number(text string) (uint64, bool) {
	n, err := strconv.ParseUint(text, 10, 64)
	return n, err == nil && strconv.FormatUint(n, 10) == text
}
