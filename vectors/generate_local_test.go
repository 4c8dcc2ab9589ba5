package vectors

import "bytes"

// versionValue is the plaintext of a value with a version. count and over stand for themselves, so that
// they can be wrong.
type versionValue struct {
	sort    byte
	item    Bytes
	version Bytes
	epoch   int
	number  int64
	count   byte
	over    []Ref
	padded  Bytes
}

func (v versionValue) plain() Bytes {
	b := join([]byte{v.sort}, v.item, v.version, u32(v.epoch), u64(v.number), []byte{v.count})
	for i := range 4 {
		if i < len(v.over) {
			b = join(b, u32(int(v.over[i].Epoch)), u64(int64(v.over[i].N)), v.over[i].Version)
		} else {
			b = append(b, make([]byte, 28)...)
		}
	}
	return append(b, v.padded...)
}

func versionVectors() any {
	none := make(Bytes, 16)
	waits, known, gone := Ref{0, 0, fixed("waits", 16)}, Ref{2, 7, fixed("known", 16)}, Ref{0, 5, none}
	base := versionValue{4, fixed("item", 16), fixed("version", 16), 3, 12, 0, nil, padded(1, 1700000000, []byte("it was raining"))}
	deletion := base
	deletion.sort, deletion.count, deletion.over, deletion.padded = 5, 1, []Ref{known}, padded(0, 0, nil)
	binned := base
	binned.sort, binned.epoch, binned.number = 6, 0, 20000
	sorts := map[byte]string{4: "version", 5: "deletion", 6: "binned"}
	var v []Version
	good := func(name string, x versionValue, change func(*versionValue)) {
		change(&x)
		w := Version{Name: name, Plain: inRuns(x.plain()), Sort: sorts[x.sort], Item: x.item, Version: x.version, Epoch: uint32(x.epoch), Number: uint64(x.number), Over: x.over}
		if x.sort != 5 {
			w.Kind, w.At, w.Body = 1, 1700000000, "it was raining"
		}
		v = append(v, w)
	}
	same := func(*versionValue) {}
	good("in the log", base, same)
	good("waits to be sent", base, func(x *versionValue) { x.epoch, x.number = 0, 4 })
	good("from before there was a home", base, func(x *versionValue) { x.epoch, x.number, x.version = 0, 0, none })
	good("replaces three", base, func(x *versionValue) { x.count, x.over = 3, []Ref{waits, known, gone} })
	good("a deletion that waits", deletion, func(x *versionValue) { x.epoch, x.number = 0, 9 })
	good("a deletion in the log", deletion, same)
	good("in the bin", binned, same)
	bad := func(name string, x versionValue, change func(*versionValue)) {
		x.over = append([]Ref{}, x.over...)
		change(&x)
		v = append(v, Version{Name: name, Plain: inRuns(x.plain()), Error: "unreadable"})
	}
	bad("sort 3", base, func(x *versionValue) { x.sort = 3 })
	bad("sort 7", base, func(x *versionValue) { x.sort = 7 })
	bad("an epoch without a number", base, func(x *versionValue) { x.number = 0 })
	bad("replaces five", base, func(x *versionValue) { x.count, x.over = 5, []Ref{waits, known, gone} })
	bad("more than it counts", base, func(x *versionValue) { x.count, x.over = 1, []Ref{waits, known} })
	bad("replaces one twice", base, func(x *versionValue) { x.count, x.over = 2, []Ref{known, known} })
	bad("replaces one with an epoch and no number", base, func(x *versionValue) { x.count, x.over = 1, []Ref{{2, 0, fixed("known", 16)}} })
	bad("replaces one with a number, an ID and no epoch", base, func(x *versionValue) { x.count, x.over = 1, []Ref{{0, 5, fixed("known", 16)}} })
	bad("a deletion of nothing", deletion, func(x *versionValue) { x.count, x.over = 0, nil })
	bad("a deletion with a body", deletion, func(x *versionValue) { x.padded = padded(0, 0, []byte("x")) })
	bad("a deletion with a time", deletion, func(x *versionValue) { x.padded = padded(0, 1, nil) })
	bad("in the bin and in the log", binned, func(x *versionValue) { x.epoch = 3 })
	bad("in the bin, and replaces something", binned, func(x *versionValue) { x.count, x.over = 1, []Ref{known} })
	bad("a record of version 2", base, func(x *versionValue) { x.padded = set(x.padded, 0, 2) })
	bad("padding not zero", base, func(x *versionValue) { x.padded = change(x.padded, -1) })
	whole := base.plain()
	for name, b := range map[string]Bytes{"cut inside the beginning": whole[:100], "cut": whole[:len(whole)-1], "nothing": nil} {
		v = append(v, Version{Name: name, Plain: inRuns(b), Error: "unreadable"})
	}
	sortNamed(v[len(v)-3:], func(v Version) string { return v.Name })
	return v
}

func partPlain(sort byte, id []byte, index, count int, zeros, padded []byte) Bytes {
	return join([]byte{sort}, id, u16(index), u16(count), zeros, padded)
}

func partVectors() any {
	id, zeros, full := fixed("part", 16), make(Bytes, 137), bytes.Repeat([]byte("y"), 32756)
	var v []Part
	good := func(name string, sort byte, index, count int, body Bytes) {
		v = append(v, Part{name, inRuns(partPlain(sort, id, index, count, zeros, padded(0, 0, body))), sort, id, uint16(index), uint16(count), inRuns(body), ""})
	}
	good("the only one", 8, 0, 1, Bytes("{}"))
	good("the only one, empty", 12, 0, 1, nil)
	good("the first of two", 7, 0, 2, full)
	good("the last of two", 7, 1, 2, Bytes("y"))
	good("the last of as many as there may be", 10, 1023, 1024, full)
	good("of a bucket", 13, 0, 1, Bytes("\x06shared\x04headlog"))
	bad := func(name string, plain Bytes) {
		v = append(v, Part{Name: name, Plain: inRuns(plain), Error: "unreadable"})
	}
	part := func(sort byte, index, count int, padded []byte) Bytes {
		return partPlain(sort, id, index, count, zeros, padded)
	}
	one := padded(0, 0, []byte("y"))
	bad("sort 6", part(6, 0, 1, one))
	bad("sort 14", part(14, 0, 1, one))
	bad("sort 15", part(15, 0, 1, one))
	bad("none at all", part(8, 0, 0, one))
	bad("behind the last", part(8, 1, 1, one))
	bad("more than there may be", part(8, 1024, 1025, one))
	bad("the first of two, not full", part(8, 0, 2, one))
	bad("the last of two, empty", part(8, 1, 2, padded(0, 0, nil)))
	bad("a kind", part(8, 0, 1, padded(1, 0, []byte("y"))))
	bad("a time", part(8, 0, 1, padded(0, 1, []byte("y"))))
	bad("a byte that is not used", partPlain(8, id, 0, 1, change(zeros, -1), one))
	bad("the first byte that is not used", partPlain(8, id, 0, 1, change(zeros, 0), one))
	bad("a record of version 2", part(8, 0, 1, set(one, 0, 2)))
	bad("cut", part(8, 0, 1, one)[:157])
	bad("nothing", nil)
	return v
}

func bucketVectors() any {
	long := bytes.Repeat([]byte("n"), 255)
	var v []Bucket
	good := func(name, bucket, key, value string) {
		v = append(v, Bucket{Name: name, Joined: join([]byte{byte(len(bucket))}, []byte(bucket), []byte{byte(len(key))}, []byte(key), []byte(value)), Bucket: bucket, Key: key, Value: value})
	}
	good("a value", "shared", "head", "log")
	good("an empty value", "shared", "head", "")
	good("without names", "", "", "log")
	good("the longest names", string(long), string(long), "log")
	bad := func(name string, joined Bytes) {
		v = append(v, Bucket{Name: name, Joined: joined, Error: "unreadable"})
	}
	bad("nothing", nil)
	bad("the bucket cut", Bytes("\x06share"))
	bad("no key", Bytes("\x06shared"))
	bad("the key cut", Bytes("\x06shared\x04hea"))
	return v
}

const (
	labelPasskey     = "snowdrop/1/local/passkey\x00"
	labelPasskeyWrap = "snowdrop/1/local/passkey/wrap\x00"
)

func passkeyVectors() any {
	salt, input, credential := fixed("header salt", 16), fixed("passkey input", 32), fixed("credential", 20)
	output, dataKey := fixed("passkey output", 32), fixed("data key", 32)
	before := func(credential []byte) Bytes {
		return join([]byte{1}, salt, input, u16(len(credential)), credential)
	}
	value := func(fixedPart []byte, key Bytes, label string) Bytes {
		return withSum(join(fixedPart, sealed(derived(key, labelPasskey), dataKey, join([]byte(label), fixedPart))))
	}
	front := before(credential)
	good := value(front, output, labelPasskeyWrap)
	body, long := good[:len(good)-4], fixed("longest", 1023)
	v := []Passkey{
		{"a passkey", good, salt, output, input, credential, dataKey, ""},
		{"the shortest name", value(before([]byte{7}), output, labelPasskeyWrap), salt, output, input, Bytes{7}, dataKey, ""},
		{"the longest name", value(before(long), output, labelPasskeyWrap), salt, output, input, long, dataKey, ""},
	}
	bad := func(name, err string, value, salt, output Bytes) {
		v = append(v, Passkey{Name: name, Value: value, Salt: salt, Output: output, Error: err})
	}
	bad("the header has another salt", "none", good, fixed("a new salt", 16), output)
	bad("version 2", "none", withSum(set(body, 0, 2)), salt, output)
	bad("version 0", "none", withSum(set(body, 0, 0)), salt, output)
	bad("no name", "none", value(before(nil), output, labelPasskeyWrap), salt, output)
	bad("a name of 1,024 bytes", "none", value(before(fixed("longest", 1024)), output, labelPasskeyWrap), salt, output)
	bad("a name longer than it says", "none", withSum(set(body, 49, 0, 19)), salt, output)
	bad("a name shorter than it says", "none", withSum(set(body, 49, 0, 21)), salt, output)
	bad("a flipped bit in the name", "none", change(good, 51), salt, output)
	bad("a flipped bit in the checksum", "none", change(good, -1), salt, output)
	bad("cut", "none", good[:60], salt, output)
	bad("empty", "none", nil, salt, output)
	bad("another passkey", "passkey", good, salt, fixed("another output", 32))
	bad("what it gave out is short", "passkey", good, salt, output[:31])
	bad("what it gave out is long", "passkey", good, salt, append(bytes.Clone(output), 0))
	bad("another input in an intact value", "passkey", withSum(change(body, 17)), salt, output)
	bad("another name in an intact value", "passkey", withSum(change(body, 51)), salt, output)
	bad("another salt in an intact value", "passkey", withSum(change(body, 1)), change(salt, 0), output)
	bad("another wrapped key in an intact value", "passkey", withSum(change(body, 100)), salt, output)
	bad("wrapped with the header's label", "passkey", value(front, output, labelHeader), salt, output)
	bad("wrapped under what it gave out itself", "passkey", withSum(join(front, sealed(output, dataKey, join([]byte(labelPasskeyWrap), front)))), salt, output)
	return v
}
