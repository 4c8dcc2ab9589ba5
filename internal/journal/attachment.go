package journal

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"snowdrop/internal/record"
)

// Kinds of attachment. A newer Snowdrop may have more: those are kept, and shown as something newer.
const (
	AttachmentPhoto = "photo" // a picture
	AttachmentText  = "text"  // what follows the text of a long entry, in UTF-8
)

// Limits of attachments.
const (
	MaxPhotos     = 8   // of one entry
	MaxAlt        = 250 // characters
	MaxAttachment = 25 << 20
)

// Attachment names a photo or a long text that is kept beside its entry, sealed under a key of its own
// (internal/seal/blob). Whoever has it can open the bytes.
type Attachment struct {
	Kind     string
	Blob     record.ID // where the bytes are kept
	Identity string    // opens them: an age identity
	Hash     [32]byte  // SHA-256 of the sealed bytes
	Length   int64     // of what is inside, in bytes
	Type     string    // media type of what is inside: "image/jpeg", "text/plain"
	Alt      string    // what the photo shows, in the person's words; may be empty

	rest unknown
	raw  json.RawMessage // written by something newer, or damaged: kept as it is
}

// written is an attachment as JSON.
type written struct {
	Kind     string `json:"kind"`
	Blob     string `json:"blob"`
	Identity string `json:"identity"`
	Hash     string `json:"sha256"`
	Length   int64  `json:"length"`
	Type     string `json:"type"`
	Alt      string `json:"alt,omitempty"`
}

// Known reports whether this version can use the attachment. One that it can not use is kept, and is
// written again byte by byte.
func (a Attachment) Known() bool { return a.raw == nil }

// Validate reports a *FieldError. An attachment that this version can not use is not looked at.
func (a Attachment) Validate() error {
	switch {
	case !a.Known():
		return nil
	case a.Kind != AttachmentPhoto && a.Kind != AttachmentText:
		return &FieldError{"attachment", "choice"}
	case a.Identity == "" || a.Blob == record.ID{} || a.Type == "":
		return &FieldError{"attachment", "empty"}
	case a.Length < 1 || a.Length > MaxAttachment:
		return &FieldError{"attachment", "range"}
	case utf8.RuneCountInString(a.Alt) > MaxAlt:
		return &FieldError{"photo", "long"}
	}
	return nil
}

// MarshalJSON writes the attachment with every field that this version does not know.
func (a Attachment) MarshalJSON() ([]byte, error) {
	if a.raw != nil {
		return a.raw, nil
	}
	return encodeObject(written{
		a.Kind, a.Blob.String(), a.Identity, hex.EncodeToString(a.Hash[:]), a.Length, a.Type, a.Alt,
	}, a.rest)
}

// UnmarshalJSON reads an attachment. It never fails on what JSON is: an attachment that can not be
// used must not take the words of its entry with it.
func (a *Attachment) UnmarshalJSON(b []byte) error {
	var w written
	rest, err := decode(b, &w)
	read := Attachment{Kind: w.Kind, Identity: w.Identity, Length: w.Length, Type: w.Type, Alt: w.Alt, rest: rest}
	if err == nil {
		read.Blob, err = record.ParseID(w.Blob)
	}
	// Only what would be written the same way again: a hash has one text.
	hash, herr := hex.DecodeString(w.Hash)
	if err != nil || herr != nil || len(hash) != len(read.Hash) || strings.ToLower(w.Hash) != w.Hash {
		*a = Attachment{raw: append(json.RawMessage{}, b...)}
		return nil
	}
	read.Hash = [32]byte(hash)
	if read.Validate() != nil {
		read = Attachment{raw: append(json.RawMessage{}, b...)}
	}
	*a = read
	return nil
}
