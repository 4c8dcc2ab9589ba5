package vectors

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// inRuns writes long repetitions of one byte short.
func inRuns(b []byte) Runs {
	var runs Runs
	literal := 0
	flush := func(end int) {
		if end > literal {
			runs = append(runs, Run{bytes.Clone(b[literal:end]), 1})
		}
	}
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && b[j] == b[i] {
			j++
		}
		if j-i >= 24 {
			flush(i)
			runs = append(runs, Run{Bytes{b[i]}, j - i})
			literal = j
		}
		i = j
	}
	flush(len(b))
	return runs
}

// envelopeHead is the 54 bytes that everything in an envelope is bound to.
func envelopeHead(version, kind byte, epoch int, rid, deleteHash []byte) Bytes {
	return join([]byte{version, kind}, u32(epoch), rid, deleteHash)
}

func envelope(head, body []byte) Bytes { return join(head, u32(len(body)), body) }

func envelopeVectors() any {
	rid, del := fixed("rid", 16), fixed("delete hash", 32)
	var v []Envelope
	good := func(name string, kind byte, epoch int, del []byte, size int) Bytes {
		head := envelopeHead(1, kind, epoch, rid, del)
		b := envelope(head, bytes.Repeat([]byte{0xee}, size))
		v = append(v, Envelope{Name: name, Envelope: inRuns(b), Kind: kind, Epoch: uint32(epoch), ID: rid, Delete: del, Header: head, Body: size})
		return b
	}
	var record Bytes
	for size := 512; size <= 32768; size *= 2 {
		b := good(fmt.Sprint("a record of ", size, " bytes"), 1, 1, del, size+211)
		if size == 512 {
			record = b
		}
	}
	good("a record in the last epoch", 1, 1<<32-1, del, 723)
	none := make(Bytes, 32)
	control := good("a control record", 2, 2, none, 39756)
	list := join(record, control, record)
	v = append(v, Envelope{Name: "a list", Envelope: inRuns(list), List: 3})
	bad := func(name, err string, b []byte) {
		v = append(v, Envelope{Name: name, Envelope: inRuns(b), Error: err})
	}
	bad("empty", "cut", nil)
	bad("a byte of the length missing", "cut", record[:57])
	bad("no body", "cut", record[:58])
	bad("last byte missing", "cut", record[:len(record)-1])
	bad("last byte of a control record missing", "cut", control[:len(control)-1])
	bad("version 0", "version", set(record, 0, 0))
	bad("version 2", "version", set(record, 0, 2))
	bad("version 2 and cut", "version", set(record, 0, 2)[:100])
	bad("kind 0", "kind", set(record, 1, 0))
	bad("kind 3", "kind", set(record, 1, 3))
	bad("epoch 0", "epoch", set(record, 2, 0, 0, 0, 0))
	bad("a record without a delete hash", "delete", set(record, 22, none...))
	bad("a control record with a delete hash", "delete", set(control, 53, 1))
	head := record[:54]
	bad("a body of no bytes", "size", envelope(head, nil))
	bad("a body one byte too short", "size", envelope(head, make([]byte, 722)))
	bad("a body one byte too long", "size", envelope(head, make([]byte, 724)))
	bad("a body between two sizes", "size", envelope(head, make([]byte, 211+768)))
	bad("a body longer than the longest", "size", envelope(head, make([]byte, 211+65536)))
	bad("a length beyond everything", "size", set(record, 54, 255, 255, 255, 255))
	bad("a record with the body of a control record", "size", envelope(head, make([]byte, 39756)))
	bad("a control record with the body of a record", "size", envelope(control[:54], make([]byte, 723)))
	bad("a control record one byte shorter", "size", envelope(control[:54], make([]byte, 39755)))
	bad("one byte more", "long", append(bytes.Clone(record), 0))
	bad("two", "long", join(record, record))
	return v
}

// person is a member, or who owns a space.
type person struct {
	name   string
	secret Bytes
}

func member(name string) person { return person{name, fixed("seed of "+name, 32)} }

func (p person) id() Bytes { return hashed(labelSpaceMember, publicOf(p.secret, labelMemberSign))[:16] }

func (p person) row() Bytes {
	return rosterRow(1, len(p.name), p.name, publicOf(p.secret, labelMemberSign), boxKeyOf(p.secret, labelMemberBox).public())
}

func rosterRow(role byte, length int, name string, sign, box []byte) Bytes {
	return join([]byte{role, byte(length)}, []byte(name), make([]byte, 47-len(name)), sign, box)
}

func rosterPlain(previous []byte, rows ...[]byte) Bytes {
	b := join([]byte{1, byte(len(rows))}, previous, join(rows...))
	return append(b, make([]byte, 20827-len(b))...)
}

func rosterVectors() any {
	box := bytes.Repeat([]byte{0xbb}, 1216)
	sign := func(i int) Bytes { return fixed(fmt.Sprint("sign ", i), 32) }
	row := func(i int, name string) Bytes { return rosterRow(1, len(name), name, sign(i), box) }
	member := func(i int, name string) Member {
		return Member{hashed(labelSpaceMember, sign(i))[:16], 1, name, sign(i), inRuns(box)}
	}
	none, previous := make(Bytes, 73), fixed("wrapped", 73)
	var v []Roster
	good := func(name string, previous Bytes, members []Member, rows ...[]byte) {
		v = append(v, Roster{Name: name, Plain: inRuns(rosterPlain(previous, rows...)), Previous: previous, Members: members})
	}
	good("one member", none, []Member{member(1, "Laptop")}, row(1, "Laptop"))
	good("two, with the key before", previous, []Member{member(1, "Laptop"), member(2, "Phone")}, row(1, "Laptop"), row(2, "Phone"))
	long := strings.Repeat("ü", 23) + "x"
	good("a name that fills its place, and none", none, []Member{member(1, long), member(2, "")}, row(1, long), row(2, ""))
	other := member(3, "other role")
	other.Role = 200
	good("a role that is not known", none, []Member{other}, rosterRow(200, 10, "other role", sign(3), box))
	var all []Member
	var rows [][]byte
	for i := range 16 {
		all, rows = append(all, member(i, fmt.Sprint(i))), append(rows, row(i, fmt.Sprint(i)))
	}
	good("sixteen", none, all, rows...)
	bad := func(name, err string, plain []byte) {
		v = append(v, Roster{Name: name, Plain: inRuns(plain), Error: err})
	}
	one := rosterPlain(none, row(1, "Laptop"))
	bad("empty", "size", nil)
	bad("one byte shorter", "size", one[:20826])
	bad("one byte longer", "size", append(bytes.Clone(one), 0))
	bad("version 0", "version", set(one, 0, 0))
	bad("version 2", "version", set(one, 0, 2))
	bad("nobody", "count", rosterPlain(none))
	bad("seventeen", "count", set(one, 1, 17))
	bad("more than there are", "twice", set(one, 1, 3)) // two rows of zeros
	bad("fewer than there are", "unused", set(rosterPlain(none, row(1, "a"), row(2, "b")), 1, 1))
	bad("a byte behind the last", "unused", change(one, -1))
	bad("the first byte of an unused row", "unused", change(one, 75+1297))
	bad("a name longer than its place", "name", set(one, 76, 48))
	bad("a byte behind the name", "name", set(one, 77+46, 'x'))
	bad("a name that is not UTF-8", "name", set(one, 77, 0xff))
	bad("a name cut inside a character", "name", rosterPlain(none, rosterRow(1, 1, "ü", sign(1), box)))
	bad("a member twice", "twice", rosterPlain(none, row(1, "Laptop"), row(1, "Phone")))
	return v
}

// entry is the plaintext of a record in a log, before it is signed. count and numbers stand for
// themselves, so that they can be wrong.
type entry struct {
	kind    byte
	author  Bytes
	before  int64
	head    Bytes
	item    Bytes
	count   byte
	numbers [4]int64
	padded  Bytes
}

func (e entry) unsigned() Bytes {
	b := join([]byte{e.kind}, e.author, u64(e.before), e.head, e.item, []byte{e.count})
	for _, n := range e.numbers {
		b = append(b, u64(n)...)
	}
	return append(b, e.padded...)
}

func plainVectors() any {
	signature := bytes.Repeat([]byte{0x55}, 64)
	base := entry{1, fixed("author", 16), 9, fixed("head", 32), fixed("item", 16), 0, [4]int64{}, padded(2, 1700000000, []byte("it was raining"))}
	var v []Plain
	good := func(name string, change func(*entry), kind uint8, at int64, body Bytes) {
		e := base
		change(&e)
		var replaces []uint64
		for _, n := range e.numbers[:e.count] {
			replaces = append(replaces, uint64(n))
		}
		v = append(v, Plain{Name: name, Plain: inRuns(join(e.unsigned(), signature)), Type: e.kind, Author: e.author, Before: uint64(e.before), Head: e.head,
			Item: e.item, Replaces: replaces, Kind: kind, At: at, Body: inRuns(body), Signature: signature})
	}
	good("a record", func(*entry) {}, 2, 1700000000, Bytes("it was raining"))
	good("the first in a log, which is possible nowhere", func(e *entry) { e.before = 0 }, 2, 1700000000, Bytes("it was raining"))
	good("one version replaced", func(e *entry) { e.count, e.numbers = 1, [4]int64{9} }, 2, 1700000000, Bytes("it was raining"))
	good("four versions replaced", func(e *entry) { e.count, e.numbers = 4, [4]int64{1, 2, 8, 9} }, 2, 1700000000, Bytes("it was raining"))
	good("a deletion", func(e *entry) { e.kind, e.count, e.numbers, e.padded = 2, 1, [4]int64{4}, padded(0, 0, nil) }, 0, 0, nil)
	good("the longest", func(e *entry) { e.padded = padded(3, 0, bytes.Repeat([]byte("y"), 32756)) }, 3, 0, bytes.Repeat([]byte("y"), 32756))
	bad := func(name, err string, change func(*entry)) {
		e := base
		change(&e)
		v = append(v, Plain{Name: name, Plain: inRuns(join(e.unsigned(), signature)), Error: err})
	}
	whole := join(base.unsigned(), signature)
	for name, b := range map[string][]byte{"empty": nil, "one byte shorter": whole[1:], "one byte longer": append(bytes.Clone(whole), 0), "without a signature": base.unsigned()} {
		v = append(v, Plain{Name: name, Plain: inRuns(b), Error: "size"})
	}
	sortNamed(v[len(v)-4:], func(v Plain) string { return v.Name })
	bad("a size between two", "size", func(e *entry) { e.padded = make(Bytes, 768) })
	bad("longer than the longest", "size", func(e *entry) { e.padded = make(Bytes, 65536) })
	bad("type 0", "type", func(e *entry) { e.kind = 0 })
	bad("type 3", "type", func(e *entry) { e.kind = 3 })
	bad("five versions replaced", "replaces", func(e *entry) { e.count, e.numbers = 5, [4]int64{1, 2, 3, 4} })
	bad("replaces itself", "replaces", func(e *entry) { e.count, e.numbers = 1, [4]int64{10} })
	bad("replaces number 0", "replaces", func(e *entry) { e.count, e.numbers = 1, [4]int64{0} })
	bad("replaces the same twice", "replaces", func(e *entry) { e.count, e.numbers = 2, [4]int64{3, 3} })
	bad("replaces in another order", "replaces", func(e *entry) { e.count, e.numbers = 2, [4]int64{4, 3} })
	bad("a number that is not used", "replaces", func(e *entry) { e.count, e.numbers = 1, [4]int64{3, 4} })
	bad("the last number is not used", "replaces", func(e *entry) { e.numbers = [4]int64{0, 0, 0, 1} })
	bad("a number beyond everything", "replaces", func(e *entry) { e.count, e.numbers = 1, [4]int64{-1} })
	bad("a record of version 2", "record", func(e *entry) { e.padded = set(e.padded, 0, 2) })
	bad("a record longer than its padding", "record", func(e *entry) { e.padded = set(e.padded, 2, 255) })
	bad("a record padded too far", "record", func(e *entry) { e.padded = join(e.padded, make([]byte, 512)) })
	bad("a record with padding that is not zero", "record", func(e *entry) { e.padded = change(e.padded, -1) })
	bad("a deletion with a body", "delete", func(e *entry) { e.kind = 2; e.padded = padded(0, 0, []byte("x")) })
	bad("a deletion with a time", "delete", func(e *entry) { e.kind = 2; e.padded = padded(0, 1, nil) })
	bad("a deletion with a kind", "delete", func(e *entry) { e.kind = 2; e.padded = padded(1, 0, nil) })
	bad("type before replaces", "type", func(e *entry) { e.kind, e.count = 9, 5 })
	bad("replaces before record", "replaces", func(e *entry) { e.count, e.padded = 5, set(e.padded, 0, 2) })
	return v
}

// starter is a control record before it is signed.
type starter struct {
	epoch       int
	before      int64
	head        Bytes
	auth, owner Bytes
	commit      Bytes
	boxes       Bytes // all sixteen
	roster      Bytes
}

// signedBy returns the envelope.
func (c starter) signedBy(owner, space []byte, use, label string) Bytes {
	head := envelopeHead(1, 2, c.epoch, fixed(fmt.Sprint("control ", c.epoch, " ", c.before), 16), make([]byte, 32))
	body := join(u64(c.before), c.head, c.auth, c.owner, c.commit, c.boxes, c.roster)
	return envelope(head, join(body, signed(owner, use, label, join(space, head, body))))
}

func controlVectors() any {
	owner, other := fixed("owner", 32), fixed("another owner", 32)
	space, public := fixed("space", 16), publicOf(owner, labelOwnerSign)
	base := starter{3, 9, fixed("head", 32), fixed("auth", 32), fixed("next owner", 32), fixed("commit", 32),
		bytes.Repeat([]byte{0xb0}, 16*1168), bytes.Repeat([]byte{0x50}, 20868)}
	var v []Control
	good := func(name string, c starter) Bytes {
		b := c.signedBy(owner, space, labelOwnerSign, labelSpaceControl)
		v = append(v, Control{name, space, public, inRuns(b), uint64(c.before), c.head, c.auth, c.owner, c.commit, len(c.roster), ""})
		return b
	}
	b := good("a control record", base)
	first := base
	first.epoch, first.before = 1, 0
	good("the first", first)
	bad := func(name, err string, space, signer, b Bytes) {
		v = append(v, Control{Name: name, Space: space, Signer: signer, Envelope: inRuns(b), Error: err})
	}
	record := envelope(envelopeHead(1, 1, 3, fixed("rid", 16), fixed("delete hash", 32)), make([]byte, 723))
	bad("a record", "kind", space, public, record)
	early, late := base, base
	early.before = 0
	late.epoch = 1
	bad("a later epoch as the first entry", "number", space, public, early.signedBy(owner, space, labelOwnerSign, labelSpaceControl))
	bad("the first epoch as a later entry", "number", space, public, late.signedBy(owner, space, labelOwnerSign, labelSpaceControl))
	bad("another owner", "signature", space, publicOf(other, labelOwnerSign), b)
	bad("another space", "signature", fixed("another space", 16), public, b)
	bad("signed for another use", "signature", space, public, base.signedBy(owner, space, labelOwnerSign, labelSpaceRecordSign))
	bad("signed with another key of the owner", "signature", space, public, base.signedBy(owner, space, labelMemberSign, labelSpaceControl))
	for _, c := range []struct {
		what string
		at   int
	}{{"epoch", 5}, {"ID", 6}, {"number", 58 + 7}, {"head", 58 + 8}, {"key for logging in", 58 + 40}, {"owner from now on", 58 + 72},
		{"commitment", 58 + 104}, {"first box", 58 + 136}, {"last box", 58 + 136 + 16*1168 - 1}, {"roster", 58 + 136 + 16*1168}, {"signature", len(b) - 1}} {
		bad(c.what+" changed", "signature", space, public, change(b, c.at))
	}
	return v
}

func sortNamed[T any](all []T, name func(T) string) {
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(name(a), name(b)) })
}
