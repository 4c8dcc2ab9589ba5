package seal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

func TestASignatureHoldsForItsLabelMessageAndKeyOnly(t *testing.T) {
	k := NewKey()
	s := k.SignKey("one")
	signature := s.Sign("label", []byte("message"))
	if !Verify(s.Public(), "label", []byte("message"), signature[:]) {
		t.Fatal("does not verify")
	}
	if k.SignKey("one").Public() != s.Public() {
		t.Error("the same key twice is not the same")
	}
	for name, bad := range map[string]bool{
		"other message":   Verify(s.Public(), "label", []byte("massage"), signature[:]),
		"other label":     Verify(s.Public(), "lapel", []byte("message"), signature[:]),
		"other use":       Verify(k.SignKey("two").Public(), "label", []byte("message"), signature[:]),
		"other key":       Verify(NewKey().SignKey("one").Public(), "label", []byte("message"), signature[:]),
		"cut":             Verify(s.Public(), "label", []byte("message"), signature[:63]),
		"longer":          Verify(s.Public(), "label", []byte("message"), append(signature[:], 0)),
		"none":            Verify(s.Public(), "label", []byte("message"), nil),
		"a key of zeros":  Verify(PublicKey{}, "label", []byte("message"), signature[:]),
		"all of it zeros": Verify(PublicKey{}, "label", []byte("message"), make([]byte, 64)),
	} {
		if bad {
			t.Errorf("%s: verifies", name)
		}
	}
	for bit := range len(signature) * 8 {
		changed := signature
		changed[bit/8] ^= 1 << (bit % 8)
		if Verify(s.Public(), "label", []byte("message"), changed[:]) {
			t.Fatalf("bit %d changed: verifies", bit)
		}
	}
}

func TestABoxOpensForItsKeyLabelAndContextOnly(t *testing.T) {
	inner, to := NewKey(), NewKey().BoxKey("one")
	box, err := SealBox(to.Public(), "label", []byte("context"), inner)
	if err != nil || len(box) != BoxSize || len(to.Public()) != BoxPublicSize {
		t.Fatalf("%d bytes for %d, %v", len(box), len(to.Public()), err)
	}
	got, err := to.OpenBox(box, "label", []byte("context"))
	if err != nil || *got.bytes() != *inner.bytes() {
		t.Fatalf("another key came back, %v", err)
	}
	if again, err := SealBox(to.Public(), "label", []byte("context"), inner); err != nil || bytes.Equal(again, box) {
		t.Errorf("a box twice is the same, %v", err)
	}
	shut := func(name string, b BoxKey, box []byte, label, context string) {
		t.Helper()
		if _, err := b.OpenBox(box, label, []byte(context)); err != ErrOpen {
			t.Errorf("%s: got %v, want ErrOpen", name, err)
		}
	}
	shut("other key", NewKey().BoxKey("one"), box, "label", "context")
	shut("other label", to, box, "lapel", "context")
	shut("other context", to, box, "label", "contest")
	shut("decoy", to, DecoyBox("label", []byte("context")), "label", "context")
	shut("nothing", to, nil, "label", "context")
	shut("cut", to, box[:BoxSize-1], "label", "context")
	shut("longer", to, append(bytes.Clone(box), 0), "label", "context")
	for at := 0; at < len(box); at += 13 {
		bad := bytes.Clone(box)
		bad[at] ^= 1
		shut(fmt.Sprint("byte ", at, " changed"), to, bad, "label", "context")
	}
	if n := len(DecoyBox("label", nil)); n != BoxSize {
		t.Errorf("a decoy has %d bytes", n)
	}
}

func TestNothingIsSealedToWhatIsNoPublicKey(t *testing.T) {
	good := NewKey().BoxKey("one").Public()
	for name, bad := range map[string][]byte{
		"nothing": nil, "cut": good[:BoxPublicSize-1], "longer": append(bytes.Clone(good), 0),
		"beyond the field": bytes.Repeat([]byte{255}, BoxPublicSize), "zeros for X25519": append(bytes.Clone(good[:1184]), make([]byte, 32)...),
	} {
		if _, err := SealBox(bad, "label", nil, NewKey()); err != ErrPublic {
			t.Errorf("%s: got %v, want ErrPublic", name, err)
		}
	}
}

func TestTokensAndCommitmentsDependOnAllTheyAreMadeOf(t *testing.T) {
	k, other := NewKey(), NewKey()
	seen := map[[32]byte]string{}
	for name, b := range map[string][32]byte{
		"token": k.Token("a", []byte("b")), "other label": k.Token("c", []byte("b")), "other context": k.Token("a", []byte("c")),
		"other key": other.Token("a", []byte("b")), "commitment": k.Commit("a"), "commitment for another use": k.Commit("b"),
		"commitment to another key": other.Commit("a"), "the key": *k.bytes(), "derived": *k.Derive("d").bytes(),
		"derived for a context": *k.DeriveFor("d", []byte("e")).bytes(), "signs": [32]byte(k.SignKey("f").Public()),
	} {
		if was, ok := seen[b]; ok {
			t.Errorf("%s and %s are one", name, was)
		}
		seen[b] = name
	}
	token, commitment := k.Token("a", []byte("b")), k.Commit("a")
	if k.Token("a", []byte("b")) != token || k.Commit("a") != commitment {
		t.Error("the same twice is not the same")
	}
}

func TestWordsStretchAlikeHoweverTheyAreTyped(t *testing.T) {
	k := StretchWords("quiet river stone", LabelSlotWords)
	if b := StretchWords(" Quiet\n river\tSTONE ", LabelSlotWords); *b.bytes() != *k.bytes() {
		t.Error("case and white space make a difference")
	}
	if b := StretchWords("quiet river stone", LabelSlotKit); *b.bytes() == *k.bytes() {
		t.Error("another label, the same key")
	}
	if b := StretchWords("quiet stone river", LabelSlotWords); *b.bytes() == *k.bytes() {
		t.Error("other words, the same key")
	}
}

func TestKeysThatSignAndOpenNeverPrint(t *testing.T) {
	k := NewKey()
	s, b := k.SignKey("one"), k.BoxKey("two")
	private, err := b.private().Bytes()
	if err != nil {
		t.Fatal(err)
	}
	var leaks []string
	for _, secret := range [][]byte{k.bytes()[:], s.private().Seed(), s.private(), private} {
		for _, text := range []string{"%x", "%d", "%v", "%s", "%q"} {
			printed := strings.Trim(fmt.Sprintf(text, secret[:6]), `[]"`)
			leaks = append(leaks, printed)
		}
	}
	type hidden struct {
		s SignKey
		b BoxKey
	}
	type deep struct{ inner *hidden }
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%b"} {
		for _, v := range []any{s, &s, b, &b, hidden{s, b}, &hidden{s, b}, deep{&hidden{s, b}}, []SignKey{s}, map[string]BoxKey{"k": b}} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	fmt.Fprintln(&out, s.String(), b.String())
	slog.New(slog.NewTextHandler(&out, nil)).Info("text", "s", s, "b", b, "hidden", hidden{s, b})
	slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "s", s, "b", b, "hidden", hidden{s, b})
	for _, v := range []any{s, &s, b, &b, hidden{s, b}, map[string]any{"s": s, "b": b}} {
		j, err := json.Marshal(v)
		if err != nil {
			t.Errorf("json: %v", err)
		}
		out.Write(j)
	}
	_, _ = gob.NewEncoder(&out).Encode(s), gob.NewEncoder(&out).Encode(b)
	for _, leak := range leaks {
		if strings.Contains(strings.ToLower(out.String()), strings.ToLower(leak)) {
			t.Errorf("a key printed as %q", leak)
		}
	}
	if n := strings.Count(out.String(), redacted); n < 20 {
		t.Errorf("redacted stands there %d times", n)
	}
	for _, of := range []reflect.Type{reflect.TypeFor[SignKey](), reflect.TypeFor[BoxKey]()} {
		if of.Comparable() {
			t.Errorf("== on %v compiles", of)
		}
	}
}

func TestTheZeroSignKeyAndBoxKeyAreNoKeys(t *testing.T) {
	for name, use := range map[string]func(){
		"sign": func() { SignKey{}.Sign("x", nil) }, "public": func() { SignKey{}.Public() }, "box": func() { BoxKey{}.Public() },
		"open": func() { _, _ = BoxKey{}.OpenBox(nil, "x", nil) }, "token": func() { Key{}.Token("x", nil) }, "commit": func() { Key{}.Commit("x") },
		"make": func() { Key{}.SignKey("x") }, "into a box": func() { _, _ = SealBox(NewKey().BoxKey("x").Public(), "x", nil, Key{}) },
	} {
		func() {
			defer func() { _ = recover() }()
			use()
			t.Errorf("%s with no key went through", name)
		}()
	}
}

func TestWhatIsSignedIsPlainEd25519OverLabelAndMessage(t *testing.T) {
	s := NewKey().SignKey("one")
	signature, public := s.Sign("label", []byte("message")), s.Public()
	if !ed25519.Verify(public[:], []byte("labelmessage"), signature[:]) {
		t.Error("a relay, which has Ed25519 only, can not verify")
	}
}

// boxSeeds are what the fuzz target starts from: what is opened, and what is sealed to.
func boxSeeds(t interface{ Fatal(...any) }) (to BoxKey, seeds [][2][]byte) {
	to = key(bytes.Repeat([]byte{7}, keySize)).BoxKey("one")
	box, err := SealBox(to.Public(), "label", nil, NewKey())
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(box)
	changed[3] ^= 1
	return to, [][2][]byte{{box, to.Public()}, {changed, NewKey().BoxKey("two").Public()}, {nil, nil}, {box[1:], make([]byte, BoxPublicSize)}}
}

func TestFuzzingBoxesHasSeeds(t *testing.T) {
	opened, sealed := 0, 0
	to, seeds := boxSeeds(t)
	for _, seed := range seeds {
		if _, err := to.OpenBox(seed[0], "label", nil); err == nil {
			opened++
		}
		if _, err := SealBox(seed[1], "label", nil, NewKey()); err == nil {
			sealed++
		}
	}
	if opened != 1 || sealed != 2 {
		t.Errorf("%d open and %d can be sealed to", opened, sealed)
	}
}

func FuzzABoxOpensOrSaysNothing(f *testing.F) {
	to, seeds := boxSeeds(f)
	for _, seed := range seeds {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, box, public []byte) {
		if inner, err := to.OpenBox(box, "label", nil); err != nil && err != ErrOpen || err == nil && inner.secret == nil {
			t.Fatalf("got %v", err)
		}
		if box, err := SealBox(public, "label", nil, NewKey()); err != nil && err != ErrPublic || err == nil && len(box) != BoxSize {
			t.Fatalf("%d bytes, %v", len(box), err)
		}
	})
}

func FuzzWhatIsNotSealedHereDoesNotOpen(f *testing.F) {
	k := key(bytes.Repeat([]byte{7}, keySize))
	good := sealWith(k, [24]byte{1}, []byte("it was raining"), []byte("aad"))
	f.Add(good, []byte("aad"))
	f.Add(good, []byte("add"))
	f.Add(good[:40], []byte("aad"))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, value, aad []byte) {
		plain, err := Open(k, value, aad)
		if err != nil {
			if err != ErrOpen || plain != nil {
				t.Fatalf("got %d bytes, %v", len(plain), err)
			}
			return
		}
		if !bytes.Equal(sealWith(k, [24]byte(value[1:25]), plain, aad), value) {
			t.Fatal("two sealed values open to one")
		}
		if _, err := k.Unwrap(value, aad); (err == nil) != (len(plain) == keySize) {
			t.Fatalf("%d bytes for a key: %v", len(plain), err)
		}
	})
}
