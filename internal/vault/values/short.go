package values

import (
	"snowdrop/internal/record"
	"snowdrop/internal/vault/versions"
)

// A short value, the same for all of its sorts, so that the sealed ones look alike:
//
//	sort 1 | ID 16 | record, padded
//
// A draft has its name in its body; the settings have the ID zero. Without a home, a short value is written where one
// will do.
const shortHead = 1 + 16

// AppendShort adds the bytes of a short value.
func AppendShort(b []byte, sort byte, rec record.Record) ([]byte, error) {
	padded, err := rec.Marshal()
	if err != nil {
		return nil, err
	}
	b = append(b, sort)
	b = append(b, rec.ID[:]...)
	return append(b, padded...), nil
}

// Value is what one value says: a version, which for a short value is only a record, or a part.
type Value struct {
	Sort    byte
	Version versions.Version
	Part    Part
}

// Parse reads a value of any sort. What it returns has parts of plain in it.
func Parse(plain []byte) (v Value, err error) {
	if len(plain) < shortHead {
		return Value{}, ErrUnreadable
	}
	switch v.Sort = plain[0]; {
	case v.Sort > Binned && v.Sort != ShortBucket:
		v.Part, err = ParsePart(plain)
	case v.Sort >= Version && v.Sort <= Binned:
		v.Version, err = ParseVersion(plain)
	default:
		v.Version.Record, err = record.Parse(record.ID(plain[1:shortHead]), plain[shortHead:])
		if err != nil || !validShort(v.Sort, v.Version.Record) {
			err = ErrUnreadable
		}
	}
	return v, err
}

func validShort(sort byte, rec record.Record) bool {
	switch sort {
	case Record:
		return true
	case ShortBucket:
		_, _, _, ok := SplitBucket(rec.Body)
		return ok && rec.Kind == 0 && rec.At == 0
	case Draft:
		_, _, ok := SplitDraft(rec.Body)
		return ok && rec.Kind == 0 && rec.At == 0
	case Settings:
		return rec.ID == record.ID{} && rec.Kind == 0 && rec.At == 0
	}
	return false
}

// JoinDraft puts the name of a draft, of at most 255 bytes, before what is being written.
func JoinDraft(name string, body []byte) []byte {
	b := make([]byte, 0, 1+len(name)+len(body))
	b = append(b, byte(len(name)))
	b = append(b, name...)
	return append(b, body...)
}

// SplitDraft takes apart what JoinDraft made. body is a part of b.
func SplitDraft(b []byte) (name string, body []byte, ok bool) {
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return "", nil, false
	}
	end := 1 + int(b[0])
	return string(b[1:end]), b[end:], true
}

// JoinBucket puts the name of a bucket and a key, of at most 255 bytes each, before a value.
func JoinBucket(bucket, key string, value []byte) []byte {
	return JoinDraft(bucket, JoinDraft(key, value))
}

// SplitBucket takes apart what JoinBucket made. value is a part of b.
func SplitBucket(b []byte) (bucket, key string, value []byte, ok bool) {
	bucket, b, ok = SplitDraft(b)
	if ok {
		key, value, ok = SplitDraft(b)
	}
	return bucket, key, value, ok
}
