// Package values is the plain bytes of a value of the local store that belongs to a home or is longer than a record:
// a fixed beginning of 158 bytes and a padded record. It must never accept bytes that it would not have written itself.
//
//	sort 1 | ID 16 | 141 bytes by sort | record
//
// Of a version: its own ID 16 | epoch 4 | number 8 | how many it names 1 | four times: epoch 4, number 8, ID 16. Of a
// part: index 2 | parts 2. What is not used is zero. The short values (a record, a draft, the settings) are read and
// written by internal/vault. Spec: docs/format.md.
package values

import (
	"encoding/binary"
	"errors"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/versions"
)

// The sorts of values. Those below Version, and ShortBucket, are short: sort 1 | ID 16 | record.
const (
	Record       = 1
	Draft        = 2
	Settings     = 3
	Version      = 4
	Tombstone    = 5
	Binned       = 6
	LongDraft    = 7
	LongSettings = 8
	SpaceKeys    = 9
	HomeHead     = 10
	Owner        = 11
	Events       = 12
	Bucket       = 13
	ShortBucket  = 14 // a short value, as Record, Draft and Settings
	last         = Bucket
)

// Head is how many bytes stand before the record.
const Head = 1 + 16 + meta

const (
	meta    = 16 + 4 + 8 + 1 + versions.MaxOver*refSize
	refSize = 4 + 8 + 16
)

// MaxParts is how many parts a long value can have.
const MaxParts = 1024

// ErrUnreadable is the one error of reading: these bytes are no value.
var ErrUnreadable = errors.New("values: unreadable")

var sortOf = map[versions.State]byte{versions.Put: Version, versions.Delete: Tombstone, versions.Binned: Binned}

// AppendVersion adds the bytes of a version, all but its disk key.
func AppendVersion(b []byte, v *versions.Version) ([]byte, error) {
	padded, err := v.Record.Marshal()
	if err != nil {
		return nil, err
	}
	number := v.Order
	switch {
	case v.State == versions.Binned:
		number = uint64(v.Day)
	case v.N > 0:
		number = v.N
	}
	if len(v.Over) > versions.MaxOver {
		return nil, errors.New("values: a version names too many others")
	}
	b = append(b, sortOf[v.State])
	b = append(b, v.Record.ID[:]...)
	b = append(b, v.ID[:]...)
	b = binary.BigEndian.AppendUint32(b, v.Epoch)
	b = binary.BigEndian.AppendUint64(b, number)
	b = append(b, byte(len(v.Over)))
	for _, r := range v.Over {
		b = binary.BigEndian.AppendUint32(b, r.Epoch)
		b = binary.BigEndian.AppendUint64(b, r.N)
		b = append(b, r.Version[:]...)
	}
	b = append(b, make([]byte, (versions.MaxOver-len(v.Over))*refSize)...)
	return append(b, padded...), nil
}

// ParseVersion reads what AppendVersion wrote, for the sorts Version, Tombstone and Binned. The body of its record is a
// part of plain.
func ParseVersion(plain []byte) (versions.Version, error) {
	if len(plain) < Head || plain[0] < Version || plain[0] > Binned {
		return versions.Version{}, ErrUnreadable
	}
	rec, err := record.Parse(record.ID(plain[1:17]), plain[Head:])
	if err != nil {
		return versions.Version{}, ErrUnreadable
	}
	v := versions.Version{
		ID:     record.ID(plain[17:33]),
		State:  versions.State(plain[0] - Version),
		Epoch:  binary.BigEndian.Uint32(plain[33:]),
		Record: rec,
	}
	number, count := binary.BigEndian.Uint64(plain[37:]), int(plain[45])
	if v.Over, err = parseRefs(plain[46:Head], count); err != nil {
		return versions.Version{}, err
	}
	switch {
	case v.State == versions.Binned:
		v.Day = int64(number)
	case v.Epoch > 0:
		v.N = number
	default:
		v.Order = number
	}
	if !sound(&v) {
		return versions.Version{}, ErrUnreadable
	}
	return v, nil
}

func parseRefs(b []byte, count int) ([]versions.Ref, error) {
	if count > versions.MaxOver || !zero(b[count*refSize:]) {
		return nil, ErrUnreadable
	}
	if count == 0 {
		return nil, nil // most versions: no memory for them
	}
	refs := make([]versions.Ref, count)
	for i := range refs {
		at := b[i*refSize:]
		refs[i] = versions.Ref{Epoch: binary.BigEndian.Uint32(at), N: binary.BigEndian.Uint64(at[4:]), Version: record.ID(at[12:28])}
		if r := refs[i]; r.Epoch > 0 && r.N == 0 || r.Gone() && r.Version != (record.ID{}) {
			return nil, ErrUnreadable
		}
		for _, r := range refs[:i] {
			if r == refs[i] {
				return nil, ErrUnreadable
			}
		}
	}
	return refs, nil
}

// sound holds what the fields say against each other.
func sound(v *versions.Version) bool {
	switch {
	case (v.Epoch == 0) != (v.N == 0):
		return false
	case v.State == versions.Delete:
		return len(v.Over) > 0 && v.Record.Kind == 0 && v.Record.At == 0 && len(v.Record.Body) == 0
	case v.State == versions.Binned:
		return len(v.Over) == 0 && v.Epoch == 0
	}
	return true
}

// Part is one piece of a long value. All pieces of one writing have the same ID, which is new each time.
type Part struct {
	Sort         byte
	ID           record.ID
	Index, Count uint16
	Body         []byte
}

// Cut divides body into parts, at least one. ErrTooLarge where there would be more than MaxParts.
func Cut(sort byte, id record.ID, body []byte) ([]Part, error) {
	count := max(1, (len(body)+record.MaxBody-1)/record.MaxBody)
	if count > MaxParts {
		return nil, record.ErrTooLarge
	}
	parts := make([]Part, count)
	for i := range parts {
		n := min(len(body), record.MaxBody)
		parts[i] = Part{sort, id, uint16(i), uint16(count), body[:n]}
		body = body[n:]
	}
	return parts, nil
}

// Append adds the bytes of a part.
func (p Part) Append(b []byte) ([]byte, error) {
	padded, err := record.Record{Body: p.Body}.Marshal()
	if err != nil {
		return nil, err
	}
	b = append(b, p.Sort)
	b = append(b, p.ID[:]...)
	b = binary.BigEndian.AppendUint16(b, p.Index)
	b = binary.BigEndian.AppendUint16(b, p.Count)
	b = append(b, make([]byte, meta-4)...)
	return append(b, padded...), nil
}

// ParsePart reads what Append wrote. Its body is a part of plain.
func ParsePart(plain []byte) (Part, error) {
	if len(plain) < Head || plain[0] <= Binned || plain[0] > last || !zero(plain[21:Head]) {
		return Part{}, ErrUnreadable
	}
	p := Part{
		Sort:  plain[0],
		ID:    record.ID(plain[1:17]),
		Index: binary.BigEndian.Uint16(plain[17:]),
		Count: binary.BigEndian.Uint16(plain[19:]),
	}
	rec, err := record.Parse(record.ID{}, plain[Head:])
	if err != nil || rec.Kind != 0 || rec.At != 0 || p.Index >= p.Count || p.Count > MaxParts {
		return Part{}, ErrUnreadable
	}
	last := p.Index == p.Count-1
	if !last && len(rec.Body) != record.MaxBody || last && len(rec.Body) == 0 && p.Count > 1 {
		return Part{}, ErrUnreadable
	}
	p.Body = rec.Body
	return p, nil
}

// Join puts the parts of one value together, or says that they are not all there.
func Join(parts []Part) ([]byte, bool) {
	if len(parts) == 0 || len(parts) != int(parts[0].Count) {
		return nil, false
	}
	if len(parts) == 1 {
		return parts[0].Body, true
	}
	ordered := make([][]byte, len(parts))
	for _, p := range parts {
		if p.Count != parts[0].Count || p.Sort != parts[0].Sort || ordered[p.Index] != nil {
			return nil, false
		}
		ordered[p.Index] = p.Body
	}
	var body []byte
	for _, piece := range ordered {
		body = append(body, piece...)
	}
	return body, true
}

func zero(b []byte) bool {
	var sum byte
	for _, c := range b {
		sum |= c
	}
	return sum == 0
}
