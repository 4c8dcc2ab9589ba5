package vectors

import (
	"embed"
	"encoding/json"
	"fmt"
)

// The vectors of inviting (docs/format.md, 15.3) lie in a folder of their own, because one blob is a whole slot.
//
//go:embed invite/*.json
var inviteFiles embed.FS

// InviteMessage is one message of an invite: Message is "ask", "answer" or "done". Key is the stretched words, which Words
// stretch to where there are any. Error is "open", "size", "version", "sort", "role", "name", "how", "padding" or empty.
type InviteMessage struct {
	Name      string `json:"name"`
	Words     string `json:"words"`
	Key       Bytes  `json:"key"`
	Locator   Bytes  `json:"locator"`
	Message   string `json:"message"`
	Blob      Bytes  `json:"blob"`
	Sort      byte   `json:"sort"`
	Before    Bytes  `json:"before"`
	Role      byte   `json:"role"`
	Sign      Bytes  `json:"sign"`
	Box       Bytes  `json:"box"` // of a party its public key, of done the box
	Party     string `json:"party"`
	How       byte   `json:"how"`
	Handover  Bytes  `json:"handover"` // with the wrapped key
	Signature Bytes  `json:"signature"`
	Error     string `json:"error"`
}

// InviteEnd is a whole invite as its guest sees it: Stretched is the transcript stretched, Compare the five words, and Seed
// the guest's. Error is "before", "signature", "open" or empty.
type InviteEnd struct {
	Name       string   `json:"name"`
	Key        Bytes    `json:"key"`
	Ask        Bytes    `json:"ask"`
	Answer     Bytes    `json:"answer"`
	Done       Bytes    `json:"done"`
	Seed       Bytes    `json:"seed"`
	Transcript Bytes    `json:"transcript"`
	Stretched  Bytes    `json:"stretched"`
	Compare    []string `json:"compare"`
	Space      Bytes    `json:"space"`
	Epoch      uint32   `json:"epoch"`
	EpochKey   Bytes    `json:"epoch_key"`
	Error      string   `json:"error"`
}

// LoadInvite reads a file of the folder invite: "message" or "end".
func LoadInvite[T any](name string) ([]T, error) {
	raw, err := inviteFiles.ReadFile("invite/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	var all []T
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("vectors: %s: %w", name, err)
	}
	return all, nil
}
