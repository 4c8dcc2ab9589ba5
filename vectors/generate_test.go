package vectors

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

var update = flag.Bool("update", false, "write the vectors anew")

// fixed returns n bytes that depend on a name only, so that the vectors are the same every time.
func fixed(name string, n int) Bytes {
	var b []byte
	for i := 0; len(b) < n; i++ {
		sum := sha256.Sum256(fmt.Append(nil, name, " ", i))
		b = append(b, sum[:]...)
	}
	return b[:n]
}

func join(parts ...[]byte) Bytes { return bytes.Join(parts, nil) }

func u16(n int) []byte    { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
func u32(n int) []byte    { return binary.BigEndian.AppendUint32(nil, uint32(n)) }
func u64(n int64) []byte  { return binary.BigEndian.AppendUint64(nil, uint64(n)) }
func crc(b []byte) []byte { return u32(int(crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))) }

// change returns a copy of b with the byte at changed; at counts from the end where negative.
func change(b []byte, at int) Bytes {
	b = bytes.Clone(b)
	if at < 0 {
		at += len(b)
	}
	b[at] ^= 1
	return b
}

func set(b []byte, at int, to ...byte) Bytes {
	b = bytes.Clone(b)
	copy(b[at:], to)
	return b
}

func sealed(key, plaintext, aad []byte) Bytes {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err)
	}
	nonce := fixed(fmt.Sprintf("nonce %x %x", sha256.Sum256(plaintext), aad), 24)
	return aead.Seal(join([]byte{1}, nonce), nonce, plaintext, aad)
}

func derived(key []byte, label string) Bytes {
	b, err := hkdf.Key(sha256.New, key, nil, label, 32)
	if err != nil {
		panic(err)
	}
	return b
}

func stretched(passphrase string, salt []byte) Bytes {
	return argon2.IDKey([]byte(passphrase), salt, 3, 65536, 1, 32)
}

const (
	labelWrap   = "snowdrop/1/local/wrap\x00"
	labelValues = "snowdrop/1/local/values\x00"
	labelHeader = "snowdrop/1/local/header\x00"
	labelValue  = "snowdrop/1/local/value\x00"
)

func sealVectors() any {
	key, aad, text := fixed("seal key", 32), Bytes("where it belongs"), Bytes("it was raining")
	good := sealed(key, text, aad)
	v := []Seal{
		{Name: "a sentence", Key: key, AAD: aad, Sealed: good, Plaintext: text},
		{Name: "nothing", Key: key, AAD: aad, Sealed: sealed(key, nil, aad)},
		{Name: "no associated data", Key: key, Sealed: sealed(key, text, nil), Plaintext: text},
		{Name: "a long value", Key: key, AAD: aad, Sealed: sealed(key, fixed("long", 700), aad), Plaintext: fixed("long", 700)},
	}
	bad := func(name string, key, aad, sealed Bytes) {
		v = append(v, Seal{Name: name, Key: key, AAD: aad, Sealed: sealed, Error: "open"})
	}
	bad("another key", fixed("another key", 32), aad, good)
	bad("other associated data", key, Bytes("somewhere else"), good)
	bad("associated data missing", key, nil, good)
	bad("associated data longer", key, append(bytes.Clone(aad), 0), good)
	bad("suite 0", key, aad, set(good, 0, 0))
	bad("suite 2", key, aad, set(good, 0, 2))
	bad("nonce changed", key, aad, change(good, 1))
	bad("last byte of the nonce changed", key, aad, change(good, 24))
	bad("ciphertext changed", key, aad, change(good, 25))
	bad("tag changed", key, aad, change(good, -1))
	bad("cut by one byte", key, aad, good[:len(good)-1])
	bad("one byte longer", key, aad, append(bytes.Clone(good), 0))
	bad("shorter than a seal", key, aad, good[:40])
	bad("empty", key, aad, nil)
	bad("without its suite byte", key, aad, good[1:])
	return v
}

func stretchVectors() any {
	var v []Stretch
	add := func(name, passphrase string, salt Bytes) {
		v = append(v, Stretch{name, passphrase, salt, stretched(passphrase, salt)})
	}
	add("three words", "quiet river stone", fixed("salt 1", 16))
	add("another salt", "quiet river stone", fixed("salt 2", 16))
	add("beyond ASCII", "stille Flüsse, 静かな川", fixed("salt 1", 16))
	return v
}

func deriveVectors() any {
	var v []Derive
	for _, label := range []string{labelWrap, labelValues, labelHeader, labelValue} {
		key := fixed("derive key", 32)
		v = append(v, Derive{strings.TrimSuffix(label, "\x00"), key, label, derived(key, label)})
	}
	key := fixed("another derive key", 32)
	return append(v, Derive{"another key", key, labelWrap, derived(key, labelWrap)})
}

func wrapVectors() any {
	key, inner, aad := fixed("wrapping key", 32), fixed("inner key", 32), Bytes("aad")
	good := sealed(key, inner, aad)
	return []Wrap{
		{"a key", key, aad, good, inner, ""},
		{"another wrapping key", fixed("x", 32), aad, good, nil, "open"},
		{"other associated data", key, Bytes("add"), good, nil, "open"},
		{"changed", key, aad, change(good, 30), nil, "open"},
		{"31 bytes are no key", key, aad, sealed(key, inner[:31], aad), nil, "open"},
		{"33 bytes are no key", key, aad, sealed(key, append(bytes.Clone(inner), 0), aad), nil, "open"},
		{"no bytes are no key", key, aad, sealed(key, nil, aad), nil, "open"},
	}
}

var lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func idVectors() any {
	id := fixed("id", 16)
	text := lower.EncodeToString(id)
	zero := strings.Repeat("a", 26)
	v := []ID{
		{"random", text, id, ""},
		{"zero", zero, make(Bytes, 16), ""},
		{"all ones", lower.EncodeToString(bytes.Repeat([]byte{255}, 16)), bytes.Repeat([]byte{255}, 16), ""},
	}
	for name, bad := range map[string]string{
		"empty": "", "too short": text[:25], "too long": text + "a", "upper case": strings.ToUpper(text),
		"a spare bit set": zero[:25] + "b", "the other spare bit set": zero[:25] + "c", "padded": zero[:25] + "=",
		"a digit that is none of the letters": zero[:25] + "1", "a line break": zero[:25] + "\n", "a slash": "../" + zero[:23],
	} {
		v = append(v, ID{Name: name, Text: bad, Error: "id"})
	}
	slices.SortStableFunc(v[3:], func(a, b ID) int { return strings.Compare(a.Name, b.Name) })
	return v
}

// recordHead is the first twelve bytes of a record.
func recordHead(version, kind byte, length int, at int64) []byte {
	return join([]byte{version, kind}, u16(length), u64(at))
}

// padded is a good record.
func padded(kind byte, at int64, body []byte) []byte {
	size := 512
	for size < 12+len(body) {
		size *= 2
	}
	b := join(recordHead(1, kind, len(body), at), body)
	return append(b, make([]byte, size-len(b))...)
}

func recordVectors() any {
	var v []Record
	good := func(name string, kind byte, at int64, body Runs) {
		length, size := len(body.Join()), 512
		for size < 12+length {
			size *= 2
		}
		plain := append(Runs{{recordHead(1, kind, length, at), 1}}, body...)
		if zeros := size - 12 - length; zeros > 0 {
			plain = append(plain, Run{Bytes{0}, zeros})
		}
		v = append(v, Record{Name: name, Plain: plain, Kind: kind, At: at, Body: body})
	}
	good("empty body", 1, 1700000000, nil)
	good("a sentence", 2, 1700000000, Runs{{Bytes(`{"text":"it was raining"}`), 1}})
	good("before 1970, kind 255", 255, -1, Runs{{Bytes("x"), 1}})
	good("the earliest time", 1, -1<<63, nil)
	good("the latest time, kind 0", 0, 1<<63-1, nil)
	for _, size := range []int{512, 1024, 2048, 4096, 8192, 16384, 32768} {
		good(fmt.Sprint("fills ", size, " bytes"), 3, 0, Runs{{Bytes("y"), size - 12}})
		if size < 32768 {
			good(fmt.Sprint("one byte more than fits ", size, " bytes"), 3, 0, Runs{{Bytes("y"), size - 11}})
		}
	}
	bad := func(name, err string, plain Runs) { v = append(v, Record{Name: name, Plain: plain, Error: err}) }
	zeros := func(n int) Run { return Run{Bytes{0}, n} }
	head := func(version byte, length int) Run { return Run{recordHead(version, 1, length, 5), 1} }
	bad("empty", "size", nil)
	bad("511 bytes", "size", Runs{head(1, 0), zeros(499)})
	bad("513 bytes", "size", Runs{head(1, 0), zeros(501)})
	bad("256 bytes", "size", Runs{head(1, 0), zeros(244)})
	bad("768 bytes", "size", Runs{head(1, 600), {Bytes("y"), 600}, zeros(156)})
	bad("64 KiB", "size", Runs{head(1, 40000), {Bytes("y"), 40000}, zeros(25524)})
	bad("twice as long as needed", "size", Runs{head(1, 500), {Bytes("y"), 500}, zeros(512)})
	bad("32 KiB for a short body", "size", Runs{head(1, 1), {Bytes("y"), 1}, zeros(32755)})
	bad("version 0", "version", Runs{zeros(512)})
	bad("version 2", "version", Runs{head(2, 0), zeros(500)})
	bad("body one byte longer than the record", "length", Runs{head(1, 501), {Bytes("y"), 500}})
	bad("longest length", "length", Runs{head(1, 65535), zeros(500)})
	bad("first byte of the padding", "padding", Runs{head(1, 3), {Bytes("yyy"), 1}, {Bytes{1}, 1}, zeros(496)})
	bad("last byte of the padding", "padding", Runs{head(1, 3), {Bytes("yyy"), 1}, zeros(496), {Bytes{0x80}, 1}})
	bad("padding of ones", "padding", Runs{head(1, 3), {Bytes("yyy"), 1}, {Bytes{255}, 497}})
	return v
}

// headerBytes is a header with its checksum; dataKey is wrapped under a stretched passphrase.
func headerBytes(salt, stretchedKey, dataKey []byte) Bytes {
	fixedPart := join([]byte("snowdrop"), []byte{1}, salt)
	wrapped := sealed(derived(stretchedKey, labelWrap), dataKey, join([]byte(labelHeader), fixedPart))
	return withSum(join(fixedPart, wrapped))
}

func withSum(b []byte) Bytes { return join(b, crc(b)) }

func headerVectors() any {
	salt, key, dataKey := fixed("header salt", 16), fixed("header stretched", 32), fixed("data key", 32)
	good := headerBytes(salt, key, dataKey)
	v := []Header{{"a header", good, key, dataKey, ""}}
	bad := func(name, err string, header, key Bytes) {
		v = append(v, Header{Name: name, Header: header, Stretched: key, Error: err})
	}
	body := good[:len(good)-4]
	bad("another passphrase", "passphrase", good, fixed("another passphrase", 32))
	bad("another salt in an intact header", "passphrase", withSum(change(body, 9)), key)
	bad("another wrapped key in an intact header", "passphrase", withSum(change(body, 60)), key)
	bad("suite 2 in an intact header", "passphrase", withSum(set(body, 25, 2)), key)
	bad("the key wrapped for another use", "passphrase", withSum(join(body[:25], sealed(key, dataKey, join([]byte(labelHeader), body[:25])))), key)
	bad("the key wrapped without the fixed part", "passphrase", withSum(join(body[:25], sealed(derived(key, labelWrap), dataKey, []byte(labelHeader)))), key)
	bad("version 2", "newer", withSum(set(body, 8, 2)), key)
	bad("version 0", "newer", withSum(set(body, 8, 0)), key)
	bad("version 2 and longer", "newer", withSum(join(set(body, 8, 2), []byte("more"))), key)
	bad("a flipped bit in the magic", "unreadable", change(good, 0), key)
	bad("a flipped bit in the version", "unreadable", change(good, 8), key)
	bad("a flipped bit in the salt", "unreadable", change(good, 9), key)
	bad("a flipped bit in the wrapped key", "unreadable", change(good, 60), key)
	bad("a flipped bit in the checksum", "unreadable", change(good, -1), key)
	bad("another magic in an intact header", "unreadable", withSum(change(body, 3)), key)
	bad("one byte longer, intact", "unreadable", withSum(append(bytes.Clone(body), 0)), key)
	bad("one byte shorter, intact", "unreadable", withSum(body[:len(body)-1]), key)
	bad("cut", "unreadable", good[:50], key)
	bad("empty", "unreadable", nil, key)
	return v
}

// sealedValue is a value of the local store.
func sealedValue(dataKey []byte, diskKey string, plain []byte) Bytes {
	return sealed(derived(dataKey, labelValues), plain, []byte(labelValue+diskKey))
}

func diskKey(name string) string { return lower.EncodeToString(fixed(name, 16)) }

func valueVectors() any {
	dataKey, at, id := fixed("data key", 32), diskKey("disk key"), fixed("record id", 16)
	plain := join([]byte{1}, id, padded(2, 1700000000, []byte("it was raining")))
	draft := join([]byte{2}, id, padded(0, 0, []byte("\x07journalhalf a sen")))
	settings := join([]byte{3}, make([]byte, 16), padded(0, 0, []byte("{}")))
	good := sealedValue(dataKey, at, plain)
	v := []Value{
		{Name: "a record", DataKey: dataKey, DiskKey: at, Sealed: good, Sort: "record", ID: id, Kind: 2, At: 1700000000, Body: "it was raining"},
		{Name: "a draft", DataKey: dataKey, DiskKey: at, Sealed: sealedValue(dataKey, at, draft), Sort: "draft", ID: id, Draft: "journal", Body: "half a sen"},
		{Name: "a draft without a name or a body", DataKey: dataKey, DiskKey: at, Sealed: sealedValue(dataKey, at, join([]byte{2}, id, padded(0, 0, []byte{0}))), Sort: "draft", ID: id},
		{Name: "a value of a bucket", DataKey: dataKey, DiskKey: at, Sealed: sealedValue(dataKey, at, join([]byte{14}, id, padded(0, 0, []byte("\x06shared\x04headlog")))), Sort: "bucket", ID: id, Body: "\x06shared\x04headlog"},
		{Name: "settings", DataKey: dataKey, DiskKey: at, Sealed: sealedValue(dataKey, at, settings), Sort: "settings", ID: make(Bytes, 16), Body: "{}"},
	}
	bad := func(name string, key Bytes, at string, value Bytes) {
		v = append(v, Value{Name: name, DataKey: key, DiskKey: at, Sealed: value, Error: "unreadable"})
	}
	wrong := func(name string, plain []byte) { bad(name, dataKey, at, sealedValue(dataKey, at, plain)) }
	bad("under another disk key", dataKey, diskKey("elsewhere"), good)
	bad("under an empty disk key", dataKey, "", good)
	bad("another data key", fixed("another data key", 32), at, good)
	bad("sealed under the data key itself", dataKey, at, sealed(dataKey, plain, []byte(labelValue+at)))
	bad("sealed with the header's label", dataKey, at, sealed(derived(dataKey, labelValues), plain, []byte(labelHeader+at)))
	bad("suite 2", dataKey, at, set(good, 0, 2))
	bad("changed", dataKey, at, change(good, 300))
	bad("cut", dataKey, at, good[:len(good)-1])
	bad("empty", dataKey, at, nil)
	wrong("sort 0", set(plain, 0, 0))
	wrong("sort 4", set(plain, 0, 4))
	wrong("record version 2", set(plain, 17, 2))
	wrong("padding not zero", change(plain, -1))
	wrong("body longer than the record", set(plain, 19, 0xff))
	wrong("twice as long as needed", append(bytes.Clone(plain), make([]byte, 512)...))
	wrong("no record", plain[:17])
	wrong("shorter than sort and id", plain[:16])
	wrong("nothing", nil)
	wrong("draft without room for its name's length", join([]byte{2}, id, padded(0, 0, nil)))
	wrong("draft's name longer than its body", join([]byte{2}, id, padded(0, 0, []byte("\x02n"))))
	wrong("draft with a kind", join([]byte{2}, id, padded(1, 0, []byte("\x01n"))))
	wrong("draft with a time", join([]byte{2}, id, padded(0, 1, []byte("\x01n"))))
	wrong("a value of a bucket with a kind", join([]byte{14}, id, padded(1, 0, []byte("\x00\x00"))))
	wrong("a value of a bucket without a bucket", join([]byte{14}, id, padded(0, 0, nil)))
	wrong("a value of a bucket without a key", join([]byte{14}, id, padded(0, 0, []byte("\x06shared"))))
	wrong("settings with an id", join([]byte{3}, id, padded(0, 0, []byte("{}"))))
	wrong("settings with a kind", join([]byte{3}, make([]byte, 16), padded(1, 0, []byte("{}"))))
	return v
}

func storeVectors() any {
	const passphrase = "quiet river stone"
	salt, dataKey := fixed("salt 1", 16), fixed("store data key", 32) // the salt of the first stretch vector
	header := headerBytes(salt, stretched(passphrase, salt), dataKey)
	one, two, idOne, idTwo := diskKey("store 1"), diskKey("store 2"), fixed("store id 1", 16), fixed("store id 2", 16)
	third, fourth := diskKey("store 3"), diskKey("store 4")
	disk := func(change func(map[string]Bytes)) map[string]Bytes {
		d := map[string]Bytes{
			"header.1": header, "header.2": header,
			one:    sealedValue(dataKey, one, join([]byte{1}, idOne, padded(2, 1700000000, []byte("it was raining")))),
			two:    sealedValue(dataKey, two, join([]byte{1}, idTwo, padded(2, 1700003600, []byte("and then it was not")))),
			third:  sealedValue(dataKey, third, join([]byte{2}, fixed("store id 3", 16), padded(0, 0, []byte("\x07journalhalf a sen")))),
			fourth: sealedValue(dataKey, fourth, join([]byte{3}, make([]byte, 16), padded(0, 0, []byte("{}")))),
		}
		change(d)
		return d
	}
	both := map[string]string{lower.EncodeToString(idOne): "it was raining", lower.EncodeToString(idTwo): "and then it was not"}
	onlyTwo := map[string]string{lower.EncodeToString(idTwo): "and then it was not"}
	drafts := map[string]string{"journal": "half a sen"}
	swap := func(d map[string]Bytes) { d[one] = d[two] }
	return []Store{
		{"a store", passphrase, disk(func(map[string]Bytes) {}), both, drafts, "{}", nil, ""},
		{"white space around the passphrase", " \tquiet river stone\u2003\n", disk(func(map[string]Bytes) {}), both, drafts, "{}", nil, ""},
		{"one header damaged", passphrase, disk(func(d map[string]Bytes) { d["header.1"] = change(header, 50) }), both, drafts, "{}", nil, ""},
		{"one header missing", passphrase, disk(func(d map[string]Bytes) { delete(d, "header.2") }), both, drafts, "{}", nil, ""},
		{"one record damaged", passphrase, disk(func(d map[string]Bytes) { d[one] = change(d[one], 100) }), onlyTwo, drafts, "{}", []string{one}, ""},
		{"a record in the place of another", passphrase, disk(swap), onlyTwo, drafts, "{}", []string{one}, ""},
		{"another passphrase", "quiet river stones", disk(func(map[string]Bytes) {}), nil, nil, "", nil, "passphrase"},
		{"another case", "Quiet river stone", disk(func(map[string]Bytes) {}), nil, nil, "", nil, "passphrase"},
		{"both headers damaged", passphrase, disk(func(d map[string]Bytes) { d["header.1"], d["header.2"] = change(header, 0), change(header, 101) }), nil, nil, "", nil, "unreadable"},
		{"no header", passphrase, disk(func(d map[string]Bytes) { delete(d, "header.1"); delete(d, "header.2") }), nil, nil, "", nil, "unreadable"},
		{"a later version", passphrase, disk(func(d map[string]Bytes) {
			d["header.1"] = withSum(set(header[:98], 8, 2))
			d["header.2"] = d["header.1"]
		}), nil, nil, "", nil, "newer"},
	}
}

// frame is one frame of the file; op is 1 put, 2 delete, 3 mark.
func frame(op byte, batch, previous int64, count int, key, value string) Bytes {
	head := join([]byte("sdf\x01"), []byte{op, 0}, u16(len(key)), u64(batch), u64(previous), u32(count), u32(len(value)))
	return join(head, crc(join(head, []byte(key))), []byte(key), []byte(value), crc([]byte(value)))
}

func fileVectors() any {
	first := join(frame(1, 1, 0, 2, "a", "one"), frame(1, 1, 0, 2, "b", "two"), frame(3, 1, 0, 2, "", ""))
	second := join(frame(1, 2, 1, 1, "a", "changed"), frame(3, 2, 1, 1, "", ""))
	third := join(frame(2, 3, 2, 1, "b", ""), frame(3, 3, 2, 1, "", ""))
	put, mark := 36+1+3+4, 36+4 // the lengths of the first frame and of a mark
	is := func(pairs ...string) map[string]Bytes {
		m := map[string]Bytes{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = Bytes(pairs[i+1])
		}
		return m
	}
	hole := func(b Bytes, from, to int) Bytes { b = bytes.Clone(b); clear(b[from:to]); return b }
	return []File{
		{"empty", nil, is(), ""},
		{"one batch", first, is("a", "one", "b", "two"), ""},
		{"replaced", join(first, second), is("a", "changed", "b", "two"), ""},
		{"deleted", join(first, second, third), is("a", "changed"), ""},
		{"an empty value", join(frame(1, 1, 0, 1, "a", ""), frame(3, 1, 0, 1, "", "")), is("a", ""), ""},
		{"all frames whole, mark missing", first[:len(first)-mark], is("a", "one", "b", "two"), ""},
		{"all frames whole, mark cut", first[:len(first)-1], is("a", "one", "b", "two"), ""},
		{"last frame cut, no mark", first[:len(first)-mark-1], is(), ""},
		{"first frame only", first[:put], is(), ""},
		{"a few bytes", first[:3], is(), ""},
		{"room that was never filled", make(Bytes, 100), is(), ""},
		{"a cut batch and then a whole one", join(first, second[:20], frame(1, 3, 1, 1, "c", "three"), frame(3, 3, 1, 1, "", "")), is("a", "one", "b", "two", "c", "three"), ""},
		{"a flipped bit in the first frame's head", change(first, 9), is("b", "two", "damaged.1", string(change(first, 9)[:put])), ""},
		{"a flipped bit in the first key", change(first, 36), is("b", "two", "damaged.1", string(change(first, 36)[:put])), ""},
		{"a damaged delete", join(first, second, change(third, 4)), is("a", "changed", "b", "two", "damaged.1", string(change(third, 4)[:36+1+4])), ""},
		{"a damaged mark", join(change(first, len(first)-mark+4), second), is("a", "changed", "b", "two"), ""},
		{"a hole in the first value is handed on", hole(first, 37, 38), is("a", "\x00ne", "b", "two"), ""},
		{"a hole in the first value and in the mark", hole(hole(first, 37, 38), len(first)-mark, len(first)), is(), ""},
		{"the same, but a later batch names it", join(hole(hole(first, 37, 38), len(first)-mark, len(first)), frame(1, 2, 1, 1, "c", "three"), frame(3, 2, 1, 1, "", "")), is("a", "\x00ne", "b", "two", "c", "three"), ""},
		{"noise before the first frame", join([]byte("noise sdf\x01 noise"), first), is("a", "one", "b", "two"), ""},
		{"text", Bytes("my tax papers"), nil, "foreign"},
		{"a later version", set(first, 3, 2)[:put], nil, "foreign"},
	}
}

func all() map[string]any {
	return map[string]any{
		"seal": sealVectors(), "stretch": stretchVectors(), "derive": deriveVectors(), "wrap": wrapVectors(), "id": idVectors(),
		"record": recordVectors(), "header": headerVectors(), "passkey": passkeyVectors(), "value": valueVectors(), "store": storeVectors(), "file": fileVectors(),
		"sign": signVectors(), "token": tokenVectors(), "commit": commitVectors(), "box": boxVectors(), "hash": hashVectors(), "delete": deleteVectors(),
		"words": wordsVectors(), "compare": compareVectors(), "slot": slotVectors(), "envelope": envelopeVectors(), "control": controlVectors(),
		"roster": rosterVectors(), "plain": plainVectors(), "log": logVectors(), "accept": acceptVectors(),
		"version": versionVectors(), "part": partVectors(), "bucket": bucketVectors(), "shared": sharedLogVectors(),
	}
}

func TestTheVectorsAreWhatTheFormatSays(t *testing.T) {
	good, bad := 0, 0
	for name, vectors := range all() {
		want, err := json.MarshalIndent(vectors, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, '\n')
		if *update {
			if err := os.WriteFile(name+".json", want, 0o644); err != nil {
				t.Fatal(err)
			}
		} else if got, err := files.ReadFile(name + ".json"); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s.json differs from what the format says: %v", name, err)
		}
		var each []struct{ Name, Error string }
		if err := json.Unmarshal(want, &each); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, v := range each {
			if v.Name == "" || seen[v.Name] {
				t.Errorf("%s.json: a name is missing or twice: %q", name, v.Name)
			}
			seen[v.Name] = true
			if v.Error == "" {
				good++
			} else {
				bad++
			}
		}
	}
	if good < 100 || bad < 200 {
		t.Errorf("%d good and %d bad vectors: too few", good, bad)
	}
	t.Logf("%d good and %d bad vectors", good, bad)
}
