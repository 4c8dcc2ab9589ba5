// Package membership is what a person keeps, among their own things, about each space that they share: who they are there,
// how they call the other, how it ended. It must never keep a secret of an owner but sealed for the owner of the home, or
// lose what two devices wrote apart.
//
// A record is a few things that never change, and fields that do, each with the time when it was set. Of what was written
// apart the later value of each field counts; what was seen only grows. Spec: docs/format.md, "A shared space".
package membership

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// Kind is the record kind. No screen lists such a record.
const Kind = 249

const version = 1

// ErrRecord says that a body is not a record of this package, or one of a newer version.
var ErrRecord = errors.New("membership: not a record")

// Record is what is kept about one space. It is a value: Set and Merge change the copy that they are called on.
type Record struct {
	Path         record.ID // of the item among the person's things
	Space        record.SpaceID
	Purpose      uint8
	Host         bool
	Professional bool
	Since        int64 // seconds since 1970 UTC

	root   [32]byte // what wraps the keys comes from it
	fields map[string]field
}

// field is one thing that may change.
type field struct {
	At    int64           `json:"at"` // milliseconds since 1970 UTC; 0 is never
	Value json.RawMessage `json:"v,omitempty"`
}

// written is a record as JSON.
type written struct {
	Version      int              `json:"version"`
	Space        string           `json:"space"`
	Purpose      uint8            `json:"for"`
	Host         bool             `json:"host,omitempty"`
	Professional bool             `json:"professional,omitempty"`
	Since        int64            `json:"since"`
	Root         []byte           `json:"root"`
	Fields       map[string]field `json:"fields"`
}

// New returns a record of a space that I come into.
func New(id record.SpaceID, since time.Time) Record {
	r := Record{Path: record.NewID(), Space: id, Since: since.Unix(), fields: map[string]field{}}
	rand.Read(r.root[:])
	return r
}

// Encode returns the record as the body of an item.
func (r Record) Encode() []byte {
	body, err := json.Marshal(written{version, r.Space.String(), r.Purpose, r.Host, r.Professional, r.Since, r.root[:], r.fields})
	if err != nil {
		panic("membership: " + err.Error()) // every value was JSON already
	}
	return body
}

// Parse reads what Encode wrote, or returns ErrRecord.
func Parse(path record.ID, body []byte) (Record, error) {
	var w written
	if json.Unmarshal(body, &w) != nil || w.Version != version || len(w.Root) != 32 || w.Since < 0 {
		return Record{}, ErrRecord
	}
	id, err := record.ParseSpaceID(w.Space)
	if err != nil {
		return Record{}, ErrRecord
	}
	if w.Fields == nil {
		w.Fields = map[string]field{}
	}
	for _, f := range w.Fields {
		if f.At < 0 {
			return Record{}, ErrRecord
		}
	}
	return Record{path, id, w.Purpose, w.Host, w.Professional, w.Since, [32]byte(w.Root), w.Fields}, nil
}

// Merge returns what two devices wrote apart as one record. Both come to the same, whoever asks.
func (r Record) Merge(o Record) Record {
	if bytes.Compare(o.root[:], r.root[:]) < 0 { // the space was entered twice, and either way in is good
		r.root, o.root = o.root, r.root
		r.fields, o.fields = o.fields, r.fields
	}
	if bytes.Compare(o.Path[:], r.Path[:]) < 0 {
		r.Path = o.Path
	}
	wrapped := r.root == o.root
	r.Since = min(r.Since, o.Since)
	r.fields = maps.Clone(r.fields)
	for name, theirs := range o.fields {
		if !wrapped && underRoot(name) {
			continue // opens under the other root only
		}
		if mine, ok := r.fields[name]; !ok || later(name, theirs, mine) {
			r.fields[name] = theirs
		}
	}
	return r
}

// later says which of two values of a field counts.
func later(name string, a, b field) bool {
	if name == fieldSeen {
		return number(a.Value) > number(b.Value)
	}
	if a.At != b.At {
		return a.At > b.At
	}
	return bytes.Compare(a.Value, b.Value) > 0
}

func number(value json.RawMessage) (n uint64) {
	_ = json.Unmarshal(value, &n)
	return n
}

// Get reads a field into what into points to. It is false where there is none.
func (r Record) Get(name string, into any) bool {
	return json.Unmarshal(r.fields[name].Value, into) == nil // what is not there, or was taken away, is no JSON
}

// Set changes a field; nil takes the value away. It is an error of json where v can not be written.
func (r *Record) Set(now time.Time, name string, v any) error {
	var value json.RawMessage
	if v != nil {
		var err error
		if value, err = json.Marshal(v); err != nil {
			return err
		}
	}
	before := r.fields[name]
	if bytes.Equal(before.Value, value) {
		return nil
	}
	r.fields = maps.Clone(r.fields)
	// A clock that runs behind must not lose against what it saw itself.
	r.fields[name] = field{At: max(now.UnixMilli(), before.At+1), Value: value}
	return nil
}

// Same says whether two records say the same.
func (r Record) Same(o Record) bool { return bytes.Equal(r.Encode(), o.Encode()) }

// The names of fields. Those of own settings and of owners begin so.
const (
	fieldSeen  = "seen"
	fieldSeeds = "seeds"
	fieldDoor  = "door"
	ownPrefix  = "own/"
	ownerField = "owner/"
)

func underRoot(name string) bool { return name == fieldSeeds || name == fieldDoor }

func (r Record) keep() seal.Key { return seal.KeyOf(r.root, seal.LabelSharedKeep) }

func (r Record) aad(label string) []byte { return append([]byte(label), r.Space[:]...) }

// State is the key that a device seals its knowledge of the space under.
func (r Record) State() seal.Key { return r.keep().Derive(seal.LabelSharedState) }

// Selves returns who I am in the space, the latest first: the one before is still in the roster until the host's app has
// put the new one in its place.
func (r Record) Selves() (selves []space.Self) {
	var wrapped [][]byte
	r.Get(fieldSeeds, &wrapped)
	for _, w := range wrapped {
		if seed, err := r.keep().Unwrap(w, r.aad(seal.LabelSharedSeed)); err == nil {
			selves = append(selves, space.SelfFrom(seed))
		}
	}
	return selves
}

// SetSelves puts others in their place.
func (r *Record) SetSelves(now time.Time, selves ...space.Self) {
	var wrapped [][]byte
	for _, self := range selves {
		wrapped = append(wrapped, r.keep().Wrap(self.Key(), r.aad(seal.LabelSharedSeed)))
	}
	_ = r.Set(now, fieldSeeds, wrapped)
}

// SetDoor keeps the way in that a device of mine takes that knows nothing yet.
func (r *Record) SetDoor(now time.Time, s *space.Space) error {
	door, err := s.Handover(r.keep(), r.aad(seal.LabelSharedDoor))
	if err != nil {
		return err
	}
	return r.Set(now, fieldDoor, door)
}

// DoorEpoch is the epoch that the way in leads to; 0 where there is none.
func (r Record) DoorEpoch() uint32 {
	var door []byte
	if !r.Get(fieldDoor, &door) || len(door) < space.HandoverSize {
		return 0
	}
	return binary.BigEndian.Uint32(door[1+len(r.Space):])
}

// Enter begins the space anew, as a device does that knows nothing of it. It is false where nothing of the way in is left.
func (r Record) Enter() (*space.Space, bool) {
	var door []byte
	selves := r.Selves()
	if !r.Get(fieldDoor, &door) || len(selves) == 0 {
		return nil, false
	}
	s, err := space.Join(r.keep(), r.aad(seal.LabelSharedDoor), door, selves[0])
	return s, err == nil && s.ID() == r.Space
}

// SetOwner keeps an owner's secret for the owner of the home, beside others that are kept.
func (r *Record) SetOwner(now time.Time, home, o space.Owner) {
	for _, known := range r.Owners(home) {
		if known.Public() == o.Public() {
			return
		}
	}
	wrapped := home.NoteKey().Wrap(o.Key(), r.aad(seal.LabelSharedOwner))
	_ = r.Set(now, ownerField+record.NewID().String(), wrapped)
}

// Owners returns every secret that the owner of the home can open.
func (r Record) Owners(home space.Owner) (owners []space.Owner) {
	for _, name := range slices.Sorted(maps.Keys(r.fields)) {
		var wrapped []byte
		if !strings.HasPrefix(name, ownerField) || !r.Get(name, &wrapped) {
			continue
		}
		if secret, err := home.NoteKey().Unwrap(wrapped, r.aad(seal.LabelSharedOwner)); err == nil {
			owners = append(owners, space.OwnerFrom(secret))
		}
	}
	return owners
}

// KeepOwner forgets every secret but one.
func (r *Record) KeepOwner(now time.Time, home, o space.Owner) {
	for name := range r.fields {
		var wrapped []byte
		if !strings.HasPrefix(name, ownerField) || !r.Get(name, &wrapped) {
			continue
		}
		secret, err := home.NoteKey().Unwrap(wrapped, r.aad(seal.LabelSharedOwner))
		if err != nil || space.OwnerFrom(secret).Public() != o.Public() {
			_ = r.Set(now, name, nil)
		}
	}
	r.SetOwner(now, home, o)
}

// Own reads a private setting, and SetOwn keeps one.
func (r Record) Own(key string, into any) bool { return r.Get(ownPrefix+key, into) }

// SetOwn keeps a private setting.
func (r *Record) SetOwn(now time.Time, key string, v any) error { return r.Set(now, ownPrefix+key, v) }

// Seen is up to which number of the log I have seen what came.
func (r Record) Seen() (n uint64) {
	r.Get(fieldSeen, &n)
	return n
}

// SetSeen moves it on.
func (r *Record) SetSeen(now time.Time, n uint64) {
	if n > r.Seen() {
		_ = r.Set(now, fieldSeen, n)
	}
}

// Strip takes everything away but these fields: who put a space away wants no names of it to stay.
func (r *Record) Strip(now time.Time, but ...string) {
	for name := range r.fields {
		if !slices.Contains(but, name) {
			_ = r.Set(now, name, nil)
		}
	}
}

// StripKeys takes away what opens the space, when nothing is left to be said to the relay.
func (r *Record) StripKeys(now time.Time) {
	for name := range r.fields {
		if underRoot(name) || strings.HasPrefix(name, ownerField) {
			_ = r.Set(now, name, nil)
		}
	}
}
