package seal

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"snowdrop/internal/relayapi"
)

func TestSealedOpensOnlyWithItsKeyAndItsAssociatedData(t *testing.T) {
	k, other := NewKey(), NewKey()
	for _, size := range []int{0, 1, 15, 16, 17, 511, 512, 32 << 10} {
		plain := bytes.Repeat([]byte{0x5a}, size)
		sealed := Seal(k, plain, []byte("here"))
		if got, want := len(sealed), size+Overhead; got != want {
			t.Errorf("sealed %d bytes: got %d bytes, want %d", size, got, want)
		}
		got, err := Open(k, sealed, []byte("here"))
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("Open of %d bytes: got %d bytes, %v", size, len(got), err)
		}
		if _, err := Open(k, sealed, []byte("there")); err != ErrOpen {
			t.Errorf("other associated data: got %v, want ErrOpen", err)
		}
		if _, err := Open(k, sealed, nil); err != ErrOpen {
			t.Errorf("no associated data: got %v, want ErrOpen", err)
		}
		if _, err := Open(other, sealed, []byte("here")); err != ErrOpen {
			t.Errorf("other key: got %v, want ErrOpen", err)
		}
	}
}

func TestAnyFlippedBitOrCutKeepsItShut(t *testing.T) {
	k := NewKey()
	sealed := Seal(k, []byte("a sentence nobody else reads"), []byte("here"))
	for bit := range len(sealed) * 8 {
		bad := bytes.Clone(sealed)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, err := Open(k, bad, []byte("here")); err != ErrOpen {
			t.Fatalf("bit %d flipped: got %v, want ErrOpen", bit, err)
		}
	}
	for n := range len(sealed) {
		if _, err := Open(k, sealed[:n], []byte("here")); err != ErrOpen {
			t.Fatalf("cut to %d bytes: got %v, want ErrOpen", n, err)
		}
	}
	if _, err := Open(k, append(bytes.Clone(sealed), 0), []byte("here")); err != ErrOpen {
		t.Fatalf("one byte more: got %v, want ErrOpen", err)
	}
}

func TestSealingTwiceSharesNothing(t *testing.T) {
	k := NewKey()
	a, b := Seal(k, make([]byte, 512), nil), Seal(k, make([]byte, 512), nil)
	if bytes.Equal(a[1:25], b[1:25]) {
		t.Error("two values have one nonce")
	}
	if bytes.Equal(a[25:], b[25:]) {
		t.Error("two values with the same content look the same")
	}
}

func TestAppendOpenKeepsWhatIsThere(t *testing.T) {
	k := NewKey()
	arena := append(make([]byte, 0, 64), "before "...)
	got, err := AppendOpen(arena, k, Seal(k, []byte("after"), nil), nil)
	if err != nil || string(got) != "before after" {
		t.Errorf("got %q, %v", got, err)
	}
	if &got[0] != &arena[0] {
		t.Error("there was room, and yet it was copied")
	}
}

func TestDerivedKeysDifferByLabelAndParent(t *testing.T) {
	k, other := NewKey(), NewKey()
	sealed := Seal(k.Derive("one"), []byte("x"), nil)
	if _, err := Open(k.Derive("one"), sealed, nil); err != nil {
		t.Errorf("same label, same key: got %v", err)
	}
	for name, wrong := range map[string]Key{
		"other label": k.Derive("two"), "parent": k, "other parent": other.Derive("one"),
	} {
		if _, err := Open(wrong, sealed, nil); err != ErrOpen {
			t.Errorf("%s: got %v, want ErrOpen", name, err)
		}
	}
}

func TestWrappedKeyComesBackAndNothingElseDoes(t *testing.T) {
	outer, inner := NewKey(), NewKey()
	got, err := outer.Unwrap(outer.Wrap(inner, []byte("aad")), []byte("aad"))
	if err != nil {
		t.Fatal(err)
	}
	if got.secret().bytes != inner.secret().bytes {
		t.Error("another key came back")
	}
	if _, err := outer.Unwrap(outer.Wrap(inner, []byte("aad")), nil); err != ErrOpen {
		t.Errorf("other associated data: got %v, want ErrOpen", err)
	}
	for _, n := range []int{0, 31, 33} {
		if _, err := outer.Unwrap(Seal(outer, make([]byte, n), nil), nil); err != ErrOpen {
			t.Errorf("%d bytes for a key: got %v, want ErrOpen", n, err)
		}
	}
}

func TestStretchDependsOnPassphraseAndSalt(t *testing.T) {
	salt := NewSalt()
	a := Stretch([]byte("quiet river stone"), salt)
	if b := Stretch([]byte("quiet river stone"), salt); a.secret().bytes != b.secret().bytes {
		t.Error("the same twice is not the same")
	}
	if b := Stretch([]byte("quiet river stonf"), salt); a.secret().bytes == b.secret().bytes {
		t.Error("another passphrase, the same key")
	}
	if b := Stretch([]byte("quiet river stone"), NewSalt()); a.secret().bytes == b.secret().bytes {
		t.Error("another salt, the same key")
	}
}

func TestAKeyNeverPrints(t *testing.T) {
	var raw [keySize]byte
	copy(raw[:], "ZQXJZQXJZQXJZQXJZQXJZQXJZQXJZQXJ")
	k := newKey(raw[:])
	type open struct{ Key Key }
	type hidden struct{ key Key }
	type deep struct{ inner *hidden }
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%b"} {
		for _, v := range []any{k, &k, open{k}, &open{k}, hidden{k}, &hidden{k}, deep{&hidden{k}}, []Key{k}, map[string]Key{"k": k}} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	fmt.Fprintln(&out, k.String())
	slog.New(slog.NewTextHandler(&out, nil)).Info("text", "key", k, "in", open{k}, "hidden", hidden{k})
	slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "key", k, "in", open{k}, "hidden", hidden{k})
	for _, v := range []any{k, &k, open{k}, hidden{k}, map[string]any{"k": k}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Errorf("json: %v", err)
		}
		out.Write(b)
	}
	_ = gob.NewEncoder(&out).Encode(k)
	for _, leak := range []string{"ZQXJ", "5a51584a", "90 81 88 74", "90,81,88,74", "WlFYSl", "0x5a, 0x51", "1011010 1010001"} {
		if strings.Contains(strings.ToLower(out.String()), strings.ToLower(leak)) {
			t.Errorf("a key printed as %q in:\n%s", leak, out.String())
		}
	}
	if !strings.Contains(out.String(), redacted) {
		t.Error("nothing says redacted")
	}
}

func TestKeysDoNotCompare(t *testing.T) {
	if reflect.TypeFor[Key]().Comparable() {
		t.Error("== on keys compiles")
	}
}

func TestTheZeroKeyIsNoKey(t *testing.T) {
	for name, use := range map[string]func(){
		"seal":   func() { Seal(Key{}, nil, nil) },
		"open":   func() { _, _ = Open(Key{}, Seal(NewKey(), nil, nil), nil) },
		"derive": func() { Key{}.Derive("x") },
		"wrap":   func() { NewKey().Wrap(Key{}, nil) },
	} {
		func() {
			defer func() { _ = recover() }()
			use()
			t.Errorf("%s with the zero key went through", name)
		}()
	}
}

// labels returns every label and the name of its constant.
func labels(t *testing.T) map[string]string {
	t.Helper()
	seen := map[string]string{}
	for _, file := range []string{"labels.go", "../record/labels.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				label, err := strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				if was := seen[label]; was != "" {
					t.Errorf("%s and %s are one label", name.Name, was)
				}
				seen[label] = name.Name
			}
			return true
		})
	}
	if len(seen) < 40 {
		t.Fatalf("%d labels were found", len(seen))
	}
	return seen
}

func TestNoLabelBeginsAnother(t *testing.T) {
	all := labels(t)
	for a := range all {
		if strings.Index(a, "\x00") != len(a)-1 || !strings.HasPrefix(a, "snowdrop/1/") {
			t.Errorf("%q begins otherwise, or does not end in its only zero byte", a)
		}
		for b := range all {
			if a != b && strings.HasPrefix(b, a) {
				t.Errorf("%q begins %q", a, b)
			}
		}
	}
}

func TestTheFormatNamesEveryLabel(t *testing.T) {
	page, err := os.ReadFile("../../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	all := labels(t)
	for label, name := range all {
		short := "`@" + strings.TrimSuffix(strings.TrimPrefix(label, "snowdrop/1/"), "\x00") + "`"
		if !strings.Contains(string(page), short) {
			t.Errorf("docs/format.md does not know %s: %s", name, short)
		}
	}
	for _, short := range regexp.MustCompile("`@[^`]*`").FindAllString(string(page), -1) {
		if label := "snowdrop/1/" + strings.Trim(short, "`@") + "\x00"; all[label] == "" {
			t.Errorf("docs/format.md names %s, which is no label", short)
		}
	}
}

func TestARelayVerifiesUnderTheLabelsThatADeviceSignsWith(t *testing.T) {
	if LabelRelayLogin != relayapi.LabelLogin || LabelRelaySlot != relayapi.LabelSlot {
		t.Error("a device and a relay would not understand each other")
	}
}
