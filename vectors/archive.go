package vectors

import (
	"embed"
	"encoding/json"
	"fmt"
)

// The vectors of the one file (docs/export.md) lie in a folder of their own.
//
//go:embed archive/*.json
var archiveFiles embed.FS

// Archive is one file that somebody may bring. Words or Key opens it, where it is sealed. Entries says how many entries it has, and
// Texts what stands in the "text" of each; they are empty where Error is not. Error is "format", "newer", "words", "other-key",
// "need-words", "need-key", "work", "damaged", "name", "double", "large", "data", "attachment" or empty.
type Archive struct {
	Name  string   `json:"name"`
	File  Runs     `json:"file"`
	Words string   `json:"words,omitempty"`
	Key   string   `json:"key,omitempty"`
	Texts []string `json:"texts,omitempty"`
	Error string   `json:"error"`
}

// LoadArchive reads them.
func LoadArchive() ([]Archive, error) {
	raw, err := archiveFiles.ReadFile("archive/files.json")
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	var all []Archive
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("vectors: archive: %w", err)
	}
	return all, nil
}
