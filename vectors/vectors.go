// Package vectors holds the test vectors of docs/format.md: plain JSON files for every structure, good
// and bad, each bad one with the name of its error. It must never be changed for what is already in
// use: a reader that passed them once passes them for ever.
//
// The files are for readers in any language. All bytes are lower-case hexadecimal. "error" is empty
// where the structure is good. This package embeds them, so that tests need no files, also under
// js/wasm. go test ./vectors -update writes them anew from the generator beside it, which knows the
// format only from docs/format.md and shares no code with the program.
package vectors

import (
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

//go:embed *.json
var files embed.FS

// Bytes are written as hexadecimal.
type Bytes []byte

// MarshalText writes hexadecimal.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(b)), nil }

// UnmarshalText reads hexadecimal.
func (b *Bytes) UnmarshalText(text []byte) error {
	*b = make([]byte, hex.DecodedLen(len(text)))
	_, err := hex.Decode(*b, text)
	return err
}

// Run is a piece of a long value: Bytes, Times times over.
type Run struct {
	Bytes Bytes `json:"bytes"`
	Times int   `json:"times"`
}

// Runs is a long value in pieces.
type Runs []Run

// Join puts the pieces together.
func (runs Runs) Join() []byte {
	var b []byte
	for _, r := range runs {
		for range r.Times {
			b = append(b, r.Bytes...)
		}
	}
	return b
}

// Seal is a sealed value. Error is "open" or empty.
type Seal struct {
	Name      string `json:"name"`
	Key       Bytes  `json:"key"`
	AAD       Bytes  `json:"aad"`
	Sealed    Bytes  `json:"sealed"`
	Plaintext Bytes  `json:"plaintext"`
	Error     string `json:"error"`
}

// Stretch is a stretched passphrase.
type Stretch struct {
	Name       string `json:"name"`
	Passphrase string `json:"passphrase"`
	Salt       Bytes  `json:"salt"`
	Key        Bytes  `json:"key"`
}

// Derive is a derived key.
type Derive struct {
	Name    string `json:"name"`
	Key     Bytes  `json:"key"`
	Label   string `json:"label"`
	Derived Bytes  `json:"derived"`
}

// Wrap is a wrapped key. Error is "open" or empty.
type Wrap struct {
	Name   string `json:"name"`
	Key    Bytes  `json:"key"`
	AAD    Bytes  `json:"aad"`
	Sealed Bytes  `json:"sealed"`
	Inner  Bytes  `json:"inner"`
	Error  string `json:"error"`
}

// ID is an ID and its text. Error is "id" or empty.
type ID struct {
	Name  string `json:"name"`
	Text  string `json:"text"`
	ID    Bytes  `json:"id"`
	Error string `json:"error"`
}

// Record is a padded record. Error is "size", "version", "length", "padding" or empty.
type Record struct {
	Name  string `json:"name"`
	Plain Runs   `json:"plain"`
	Kind  uint8  `json:"kind"`
	At    int64  `json:"at"`
	Body  Runs   `json:"body"`
	Error string `json:"error"`
}

// Header is a header of the local store and the stretched passphrase to try on it. Error is
// "unreadable", "newer", "passphrase" or empty.
type Header struct {
	Name      string `json:"name"`
	Header    Bytes  `json:"header"`
	Stretched Bytes  `json:"stretched"`
	DataKey   Bytes  `json:"data_key"`
	Error     string `json:"error"`
}

// Passkey is what is kept of a passkey, the salt of the header, and what the passkey gave out. Error is "none", "passkey" or
// empty.
type Passkey struct {
	Name       string `json:"name"`
	Value      Bytes  `json:"value"`
	Salt       Bytes  `json:"salt"`
	Output     Bytes  `json:"output"`
	Input      Bytes  `json:"input"`
	Credential Bytes  `json:"credential"`
	DataKey    Bytes  `json:"data_key"`
	Error      string `json:"error"`
}

// Value is a value of the local store. Sort is "record", "draft" or "settings". Error is "unreadable"
// or empty.
type Value struct {
	Name    string `json:"name"`
	DataKey Bytes  `json:"data_key"`
	DiskKey string `json:"disk_key"`
	Sealed  Bytes  `json:"sealed"`
	Sort    string `json:"sort"`
	ID      Bytes  `json:"id"`
	Kind    uint8  `json:"kind"`
	At      int64  `json:"at"`
	Draft   string `json:"draft"`
	Body    string `json:"body"`
	Error   string `json:"error"`
}

// Store is a whole local store and a passphrase. Records maps the text of an ID to a body. Error is
// "unreadable", "newer", "passphrase" or empty; Damaged are the disk keys of what does not open.
type Store struct {
	Name       string            `json:"name"`
	Passphrase string            `json:"passphrase"`
	Disk       map[string]Bytes  `json:"disk"`
	Records    map[string]string `json:"records"`
	Drafts     map[string]string `json:"drafts"`
	Settings   string            `json:"settings"`
	Damaged    []string          `json:"damaged"`
	Error      string            `json:"error"`
}

// File is a file of the local store on one's own machine, and what a reader takes from it. Error is
// "foreign" or empty.
type File struct {
	Name   string           `json:"name"`
	File   Bytes            `json:"file"`
	Values map[string]Bytes `json:"values"`
	Error  string           `json:"error"`
}

// Load reads the vectors in a file, named without its ending.
func Load[T any](name string) ([]T, error) {
	b, err := files.ReadFile(name + ".json")
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	var all []T
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("vectors: %s: %w", name, err)
	}
	return all, nil
}
