package record

import (
	"bytes"
	"crypto/ed25519"
	"testing"
)

// anEnvelope is a good one; its body is not sealed, which nobody here can see.
func anEnvelope(padded int) Envelope {
	return Envelope{Kind: KindRecord, Epoch: 3, ID: ID{1, 2}, Delete: Hash{3, 4}, Body: make([]byte, padded+PlainOverhead+SealOverhead)}
}

func aControl() Control {
	c := Control{Before: 7, Head: Hash{1}, Auth: [32]byte{2}, Owner: [32]byte{3}, Commit: Hash{4}, Roster: make([]byte, RosterSize)}
	for i := range c.Boxes {
		c.Boxes[i] = bytes.Repeat([]byte{byte(i)}, BoxSize)
	}
	c.Signature[5] = 9
	return c
}

func controlEnvelope() Envelope {
	return Envelope{Kind: KindControl, Epoch: 2, ID: ID{1, 2}, Body: aControl().Marshal()}
}

func TestTheSizesAreThoseOfTheFormat(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want int
	}{
		{"header", len(anEnvelope(512).Header()), 54}, {"around a record", PlainOverhead, 170}, {"of a seal", SealOverhead, 41},
		{"roster", RosterPlain, 20827}, {"control", ControlSize, 39756}, {"box", BoxSize, 1168},
		{"smallest", len(anEnvelope(512).Marshal()), 781}, {"largest", len(anEnvelope(32 << 10).Marshal()), 33037},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %d bytes, want %d", c.name, c.got, c.want)
		}
	}
	if len(controlEnvelope().Marshal()) > MaxEnvelope {
		t.Error("a control record is longer than the longest envelope")
	}
}

func TestWhatIsNoEnvelopeSaysWhy(t *testing.T) {
	good, control := anEnvelope(512).Marshal(), controlEnvelope().Marshal()
	set := func(b []byte, at int, to ...byte) []byte { b = bytes.Clone(b); copy(b[at:], to); return b }
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"a record", good, nil},
		{"a control record", control, nil},
		{"nothing", nil, ErrEnvelopeCut},
		{"header without the last byte of the length", good[:57], ErrEnvelopeCut},
		{"header only", good[:58], ErrEnvelopeCut},
		{"last byte missing", good[:len(good)-1], ErrEnvelopeCut},
		{"last byte of a control missing", control[:len(control)-1], ErrEnvelopeCut},
		{"version 0", set(good, 0, 0), ErrEnvelopeVersion},
		{"version 2", set(good, 0, 2), ErrEnvelopeVersion},
		{"kind 0", set(good, 1, 0), ErrEnvelopeKind},
		{"kind 3", set(good, 1, 3), ErrEnvelopeKind},
		{"epoch 0", set(good, 2, 0, 0, 0, 0), ErrEnvelopeEpoch},
		{"record without a delete hash", set(good, 22, make([]byte, 32)...), ErrEnvelopeDelete},
		{"control with a delete hash", set(control, 53, 1), ErrEnvelopeDelete},
		{"body of no bytes", set(good, 54, 0, 0, 0, 0), ErrEnvelopeSize},
		{"body one byte shorter", set(good, 54, 0, 0, 2, 210), ErrEnvelopeSize},
		{"body longer than memory", set(good, 54, 255, 255, 255, 255), ErrEnvelopeSize},
		{"record as long as a control", set(control, 1, KindRecord, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), ErrEnvelopeSize},
		{"control as long as a record", set(set(good, 1, KindControl), 22, make([]byte, 32)...), ErrEnvelopeSize},
		{"one byte more", append(bytes.Clone(good), 0), ErrEnvelopeLong},
		{"two envelopes", append(bytes.Clone(good), good...), ErrEnvelopeLong},
	} {
		e, err := ParseEnvelope(c.b)
		if err != c.want {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if err == nil && !bytes.Equal(e.Marshal(), c.b) {
			t.Errorf("%s: marshals to other bytes", c.name)
		}
	}
}

func TestAListIsCutIntoItsEnvelopes(t *testing.T) {
	want := [][]byte{anEnvelope(512).Marshal(), controlEnvelope().Marshal(), anEnvelope(2048).Marshal()}
	rest := bytes.Join(want, nil)
	for i, w := range want {
		var first []byte
		var err error
		if first, rest, err = CutEnvelope(rest); err != nil || !bytes.Equal(first, w) {
			t.Fatalf("envelope %d: got %d bytes, %v, want %d", i+1, len(first), err, len(w))
		}
		if cap(first) != len(first) {
			t.Error("appending to the first would write into the rest")
		}
	}
	if len(rest) != 0 {
		t.Errorf("%d bytes are left", len(rest))
	}
	if _, _, err := CutEnvelope(rest); err != ErrEnvelopeCut {
		t.Errorf("an empty list: got %v, want ErrEnvelopeCut", err)
	}
}

func TestAControlRecordComesBack(t *testing.T) {
	want, e := aControl(), controlEnvelope()
	got, err := ParseControl(e)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Marshal(), e.Body) || got.Before != want.Before || got.Head != want.Head || got.Auth != want.Auth ||
		got.Owner != want.Owner || got.Commit != want.Commit || !bytes.Equal(got.Boxes[15], want.Boxes[15]) ||
		!bytes.Equal(got.Roster, want.Roster) || got.Signature != want.Signature {
		t.Error("a field came back otherwise")
	}
	if _, err := ParseControl(anEnvelope(512)); err != ErrControlKind {
		t.Errorf("a record: got %v, want ErrControlKind", err)
	}
	for _, c := range []struct {
		epoch  uint32
		before uint64
		want   error
	}{{1, 0, nil}, {1, 1, ErrControlNumber}, {2, 0, ErrControlNumber}, {2, 1, nil}} {
		control := want
		control.Before = c.before
		if _, err := ParseControl(Envelope{Kind: KindControl, Epoch: c.epoch, Body: control.Marshal()}); err != c.want {
			t.Errorf("epoch %d at %d: got %v, want %v", c.epoch, c.before+1, err, c.want)
		}
	}
}

func TestAnOwnersSignatureHoldsEveryByte(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	space, e, c := SpaceID{1}, controlEnvelope(), aControl()
	signature := ed25519.Sign(key, c.Signed(space, e))
	good := func(space SpaceID, e Envelope) bool {
		c, err := ParseControl(e)
		return err == nil && ed25519.Verify(key.Public().(ed25519.PublicKey), c.Signed(space, e), signature)
	}
	if !good(space, e) {
		t.Fatal("does not verify")
	}
	if good(SpaceID{2}, e) {
		t.Error("verifies in another space")
	}
	envelope := e.Marshal()
	for at := 2; at < len(envelope)-signatureSize; at++ {
		if at == boundSize {
			at = headSize // the length is fixed
		}
		if at >= 22 && at < boundSize {
			continue // must be zero
		}
		bad := bytes.Clone(envelope)
		bad[at] ^= 1
		if e, err := ParseEnvelope(bad); err != nil || at%97 == 0 && good(space, e) {
			t.Fatalf("byte %d changed: still verifies, or does not parse: %v", at, err)
		}
	}
}

func TestTheChainDependsOnEverythingInIt(t *testing.T) {
	a, b := SpaceOf([32]byte{1}), SpaceOf([32]byte{2})
	if a == b || FirstHead(a) == FirstHead(b) {
		t.Error("two owners have one space or one first head")
	}
	one, two := Leaf([]byte("one")), Leaf([]byte("two"))
	if one == two {
		t.Error("two envelopes have one leaf")
	}
	head := FirstHead(a)
	if head.Next(one).Next(two) == head.Next(two).Next(one) || head.Next(one) == FirstHead(b).Next(one) {
		t.Error("order or beginning makes no difference")
	}
	if DeleteHash([32]byte{1}) == DeleteHash([32]byte{2}) || MemberOf([32]byte{1}) == ID(SpaceOf([32]byte{1})) {
		t.Error("two uses of a hash are one")
	}
	if got, err := ParseSpaceID(a.String()); err != nil || got != a {
		t.Errorf("the text of a space's ID reads as %v, %v", got, err)
	}
	if _, err := ParseSpaceID("x"); err != ErrID {
		t.Errorf("got %v, want ErrID", err)
	}
}
