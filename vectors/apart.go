package vectors

import (
	"embed"
	"encoding/json"
	"fmt"
)

// The vectors of answering apart (docs/protocol.md, 12.2) lie in a folder of their own, as those of inviting do.
//
//go:embed apart/*.json
var apartFiles embed.FS

// Apart is one answer and what was given out for it. Mine is the key that belongs to the answer, With the other answer, and Item
// the ID of the item that gives Token out; they are empty where only whoever wrote the answer could know them. Error is "commit",
// "open", "padding" or empty.
type Apart struct {
	Name     string `json:"name"`
	Mine     Bytes  `json:"mine"`
	With     Bytes  `json:"with"`
	Item     Bytes  `json:"item"`
	Token    Bytes  `json:"token"`
	Space    Bytes  `json:"space"`
	ID       Bytes  `json:"id"`
	Question string `json:"question"`
	Commit   Bytes  `json:"commit"`
	Sealed   Runs   `json:"sealed"`
	Words    Runs   `json:"words"`
	Error    string `json:"error"`
}

// LoadApart reads them.
func LoadApart() ([]Apart, error) {
	raw, err := apartFiles.ReadFile("apart/answers.json")
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	var all []Apart
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("vectors: apart: %w", err)
	}
	return all, nil
}
