// Package archive writes everything that a person keeps into one file that opens without Snowdrop, and reads it back
// (docs/export.md). It must never know a vault, a clock or a disk, take in a key that opens anything else, or hold more than a
// piece of the whole in memory.
//
// # The file
//
// One age file. Inside it a ZIP: READ-ME.txt, journal.html, data.json with schema.json beside it, entries.csv, measures.csv,
// days.ics, markdown/ and attachments/. Everything is in data.json and attachments/; the rest is the same once more, for
// people and other programs to read.
//
// # Bringing it back
//
// What data.json says of an entry is what was stored, but for its attachments: their places, keys and sums are of this one
// device, and are left out ("blob", "identity" and "sha256" of each of data's "attachments" that is known). Who brings one
// back seals the file anew and puts the three back in. The rest of a long text is no file: it is what Text has after the
// "text" of data. So the same entries give the same data.json, wherever and however often they are brought back.
package archive

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"filippo.io/age"

	"snowdrop/internal/ics"
)

// Format and Version stand at the beginning of data.json. A reader refuses a higher version, and says so:
// half of what it cannot know would be brought in as if it were all.
const (
	Format  = "snowdrop"
	Version = 2
)

// The names of what is inside.
const (
	FileReadMe      = "READ-ME.txt"
	FilePage        = "journal.html"
	FileData        = "data.json"
	FileSchema      = "schema.json"
	FileEntries     = "entries.csv"
	FileMeasures    = "measures.csv"
	FileDays        = "days.ics"
	DirMarkdown     = "markdown/"
	DirAttachments  = "attachments/"
	attachmentPhoto = "photo" // as the journal has it
	attachmentText  = "text"
)

// ErrMissing is how a Source says that it can not get at an attachment. The file then says that it is not in it.
var ErrMissing = errors.New("archive: an attachment is not here")

// Entry is one version of one thing that was kept, as data.json has it.
type Entry struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`   // as its place names it, "entry", or "kind-N" of a newer version
	Number uint8  `json:"number"` // of the kind, for ever
	// At is in UTC, in whole seconds, from year 1 to 9999: what lies outside, of a damaged clock, is at the nearer end.
	At time.Time `json:"at"`
	// Data is what was stored, without what the package's comment says. It is nil where the entry can not be read: then only
	// its day is said, under "not_readable".
	Data json.RawMessage `json:"data"`
	// Text is all of a long text, of which data's "text" has the beginning. "": data has all of it.
	Text string `json:"text,omitempty"`
	// Other says that this is another version of the entry before it, which has the same ID: they were changed apart.
	Other       bool         `json:"other,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`

	// Told gives it in the language of the person. Only writing asks for it, and more than once.
	Told func() Told `json:"-"`
}

// Attachment is one of the attachments that the data of an entry names. What it is, how long and what it shows is said there.
type Attachment struct {
	At      int    `json:"at"`                // its place among data's "attachments", from 0
	File    string `json:"file,omitempty"`    // its name in the archive: "attachments/ID-1.jpg"
	SHA256  string `json:"sha256,omitempty"`  // of its bytes, in hex
	Content []byte `json:"content,omitempty"` // its bytes, where data.json stands alone. Write streams them and never sets it
	Missing bool   `json:"missing,omitempty"` // it was not to be had: the words of the entry are here all the same
	InText  bool   `json:"in_text,omitempty"` // it is the rest of a long text, and stands in the Text of the entry

	// What data says of it, and what only the Source knows. Reading leaves it empty.
	Kind, Type, Alt string `json:"-"`
	Length          int64  `json:"-"`
	Handle          any    `json:"-"`
}

// Draft is what was begun and not kept yet: the fields of a form.
type Draft struct {
	Name   string              `json:"name"`
	Fields map[string][]string `json:"fields"`
}

// About is what stands over everything.
type About struct {
	Made     time.Time       // in whole seconds
	Lang     string          // of the words that stand in what people read
	Words    Words           // those words
	Settings json.RawMessage // as stored; nil: none
	Drafts   []Draft         // sorted by name
	Count    int             // how many entries, about: for the progress alone
	// Unreadable is how many things on this device could not be opened at all, so that not even their day is known.
	Unreadable int
}

// Words are those of journal.html and of the files beside it, in the language of the person.
type Words struct {
	Title   string // "Journal"
	Made    string // a sentence with the day
	Missing string // stands where a photo is not in the file
	Unread  string // stands for an entry that can not be read
	Draft   string // what a draft is called
	Other   string // says that an entry is another version of the one before it
	Photo   string // "Photo", for one that nobody described
}

// Told is an entry as people read it.
type Told struct {
	Name    string // of its kind
	When    string
	Facts   []Fact
	Text    string // all of it
	Measure *Measure
	Event   *ics.Event // what a calendar may be told of it; nil: nothing
}

// Fact is one thing that an entry says.
type Fact struct{ Name, Value string }

// Measure is the answer to a questionnaire.
type Measure struct {
	Which string // its ID
	Form  string // of its questions: "en"
	Score string // "": there is none
	Items []Item // in their order
}

// Item is one answer.
type Item struct{ ID, Value string }

// A Source is what everything comes from. It is asked several times for the same, and gives the same entries in the same
// order each time; what changes meanwhile may be one way in one file and the other way in the next.
type Source interface {
	About() About
	// Entries calls each with every version of everything, the oldest first and of the same second by ID, the versions of one
	// thing together, the one that is shown first. An Entry is only good until each returns. It stops at the first error.
	Entries(each func(*Entry) error) error
	// Copy writes what an attachment holds, or returns ErrMissing. After any error w has nothing, or a beginning.
	Copy(w io.Writer, a Attachment) error
}

// Form is what is written.
type Form uint8

const (
	Everything Form = iota // the ZIP with all of it
	Data                   // data.json alone, with the attachments in it
	Page                   // journal.html alone, with the photos in it
	Markdown               // a ZIP with a text file for each entry, and the attachments
	Tables                 // a ZIP with entries.csv and measures.csv
	Calendar               // days.ics alone
)

// Progress is told how far writing has come. It may be nil.
type Progress func(done, of int)

// Write seals everything to each of the recipients and writes it to w. It holds the longest text and some 64 KiB at a time,
// and for each attachment and each file of the ZIP some hundred bytes: for 20,000 entries about 8 MB. After an error w has
// a beginning that does not open.
func Write(w io.Writer, to []age.Recipient, s Source, progress Progress) error {
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	if err := WriteOpen(sealed, Everything, s, progress); err != nil {
		return err // and not closed: what is there does not open as a whole
	}
	return sealed.Close()
}
