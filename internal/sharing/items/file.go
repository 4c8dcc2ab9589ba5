package items

import "snowdrop/internal/record"

// File names bytes that belong to an item and are kept beside it, sealed under a key of their own (internal/seal/blob).
// Whoever has it can open them.
type File struct {
	Blob     record.ID `json:"blob"`
	Identity string    `json:"identity"`
	Hash     []byte    `json:"sha256"`
	Length   int64     `json:"length"`
	Type     string    `json:"type,omitempty"` // media type of what is inside
}
