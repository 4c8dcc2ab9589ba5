package vectors

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"crypto/sha256"
	"crypto/sha3"
	"math/big"
	"os"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

const (
	labelSpaceAuth        = "snowdrop/1/space/auth\x00"
	labelSpaceBox         = "snowdrop/1/space/box\x00"
	labelSpaceCommit      = "snowdrop/1/space/commit\x00"
	labelSpaceControl     = "snowdrop/1/space/control\x00"
	labelSpaceDelete      = "snowdrop/1/space/delete\x00"
	labelSpaceDeleteToken = "snowdrop/1/space/delete/token\x00"
	labelSpaceDeleteHash  = "snowdrop/1/space/deletehash\x00"
	labelSpaceID          = "snowdrop/1/space/id\x00"
	labelSpaceMember      = "snowdrop/1/space/member\x00"
	labelSpacePrevious    = "snowdrop/1/space/previous\x00"
	labelSpacePrevWrap    = "snowdrop/1/space/previous/wrap\x00"
	labelSpaceRecord      = "snowdrop/1/space/record\x00"
	labelSpaceRecordSeal  = "snowdrop/1/space/record/seal\x00"
	labelSpaceRecordSign  = "snowdrop/1/space/record/sign\x00"
	labelSpaceRoster      = "snowdrop/1/space/roster\x00"
	labelSpaceRosterSeal  = "snowdrop/1/space/roster/seal\x00"
	labelChainFirst       = "snowdrop/1/chain/first\x00"
	labelChainLeaf        = "snowdrop/1/chain/leaf\x00"
	labelChainNext        = "snowdrop/1/chain/next\x00"
	labelOwnerSign        = "snowdrop/1/owner/sign\x00"
	labelOwnerBox         = "snowdrop/1/owner/box\x00"
	labelMemberSign       = "snowdrop/1/member/sign\x00"
	labelMemberBox        = "snowdrop/1/member/box\x00"
	labelSlotWords        = "snowdrop/1/slot/words\x00"
	labelSlotKit          = "snowdrop/1/slot/kit\x00"
	labelSlotPair         = "snowdrop/1/slot/pair\x00"
	labelSlotLocator      = "snowdrop/1/slot/locator\x00"
	labelSlotAuth         = "snowdrop/1/slot/auth\x00"
	labelSlotSeal         = "snowdrop/1/slot/seal\x00"
	labelSlotBlob         = "snowdrop/1/slot/blob\x00"
	labelSlotOwner        = "snowdrop/1/slot/owner\x00"
	labelSlotOwnerWrap    = "snowdrop/1/slot/owner/wrap\x00"
)

func hashed(label string, parts ...[]byte) Bytes {
	sum := sha256.Sum256(join([]byte(label), join(parts...)))
	return sum[:]
}

func derivedFor(key []byte, label string, context []byte) Bytes {
	return derived(key, label+string(context))
}

func signer(key []byte, use string) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(derived(key, use))
}

func publicOf(key []byte, use string) Bytes {
	return Bytes(signer(key, use).Public().(ed25519.PublicKey))
}

func signed(key []byte, use, label string, message []byte) Bytes {
	return ed25519.Sign(signer(key, use), join([]byte(label), message))
}

func signVectors() any {
	key, message := fixed("sign key", 32), Bytes("it was raining")
	public, signature := publicOf(key, labelMemberSign), signed(key, labelMemberSign, labelSpaceRecordSign, message)
	v := []Sign{
		{"a member", key, labelMemberSign, public, labelSpaceRecordSign, message, signature, ""},
		{"an owner", key, labelOwnerSign, publicOf(key, labelOwnerSign), labelSpaceControl, message, signed(key, labelOwnerSign, labelSpaceControl, message), ""},
		{"an epoch", key, labelSpaceAuth, publicOf(key, labelSpaceAuth), "snowdrop/1/relay/login\x00", nil, signed(key, labelSpaceAuth, "snowdrop/1/relay/login\x00", nil), ""},
	}
	bad := func(name string, public Bytes, label string, message, signature Bytes) {
		v = append(v, Sign{name, nil, "", public, label, message, signature, "signature"})
	}
	bad("other message", public, labelSpaceRecordSign, Bytes("it was raining."), signature)
	bad("other label", public, labelSpaceControl, message, signature)
	bad("the key for another use", publicOf(key, labelOwnerSign), labelSpaceRecordSign, message, signature)
	bad("signed without a label", public, labelSpaceRecordSign, message, ed25519.Sign(signer(key, labelMemberSign), message))
	bad("first half changed", public, labelSpaceRecordSign, message, change(signature, 0))
	bad("second half changed", public, labelSpaceRecordSign, message, change(signature, 33))
	bad("cut", public, labelSpaceRecordSign, message, signature[:63])
	bad("zeros", public, labelSpaceRecordSign, message, make(Bytes, 64))
	bad("the order of the curve added to the second half", public, labelSpaceRecordSign, message, malleable(signature))
	return v
}

// malleable returns the second signature that a careless reader would take for the same.
func malleable(signature []byte) Bytes {
	order, _ := new(big.Int).SetString("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)
	flip := func(b []byte) []byte {
		b = bytes.Clone(b)
		for i := range len(b) / 2 {
			b[i], b[len(b)-1-i] = b[len(b)-1-i], b[i]
		}
		return b
	}
	s := new(big.Int).SetBytes(flip(signature[32:]))
	sum := s.Add(s, order).FillBytes(make([]byte, 32))
	return join(signature[:32], flip(sum))
}

func tokenVectors() any {
	key := fixed("token key", 32)
	var v []Token
	for _, c := range []struct {
		name, label string
		context     Bytes
	}{
		{"a locator", labelSlotLocator, nil},
		{"a delete token", labelSpaceDeleteToken, fixed("rid", 16)},
		{"in another context", labelSpaceDeleteToken, fixed("another rid", 16)},
	} {
		v = append(v, Token{c.name, key, c.label, c.context, derivedFor(key, c.label, c.context)})
	}
	return v
}

func commitVectors() any {
	key, other := fixed("commit key", 32), fixed("another commit key", 32)
	return []Commit{
		{"a key", key, labelSpaceCommit, hashed(labelSpaceCommit, key)},
		{"another key", other, labelSpaceCommit, hashed(labelSpaceCommit, other)},
	}
}

// boxKey is both halves of a key for boxes: X-Wing, as draft-ietf-hpke-pq has it, from a seed.
type boxKey struct {
	pq *mlkem.DecapsulationKey768
	t  *ecdh.PrivateKey
}

func boxKeyOf(key []byte, use string) boxKey {
	expanded := sha3.SumSHAKE256(derived(key, use), 96)
	pq, err := mlkem.NewDecapsulationKey768(expanded[:64])
	if err != nil {
		panic(err)
	}
	t, err := ecdh.X25519().NewPrivateKey(expanded[64:])
	if err != nil {
		panic(err)
	}
	return boxKey{pq, t}
}

func (k boxKey) public() Bytes { return join(k.pq.EncapsulationKey().Bytes(), k.t.PublicKey().Bytes()) }

// boxed is HPKE (RFC 9180) in base mode by its steps, with randomness that depends on a name.
func boxed(name string, to boxKey, info, inner []byte) Bytes {
	sharedPQ, sentPQ, err := mlkemtest.Encapsulate768(to.pq.EncapsulationKey(), fixed(name+" ml-kem", 32))
	if err != nil {
		panic(err)
	}
	once, err := ecdh.X25519().NewPrivateKey(fixed(name+" x25519", 32))
	if err != nil {
		panic(err)
	}
	sharedT, err := once.ECDH(to.t.PublicKey())
	if err != nil {
		panic(err)
	}
	sentT := once.PublicKey().Bytes()
	shared := sha3.Sum256(join(sharedPQ, sharedT, sentT, to.t.PublicKey().Bytes(), []byte(`\./`+`/^\`)))

	suite := []byte("HPKE\x64\x7a\x00\x01\x00\x03")
	extract := func(salt []byte, label string, ikm []byte) []byte {
		prk, err := hkdf.Extract(sha256.New, join([]byte("HPKE-v1"), suite, []byte(label), ikm), salt)
		if err != nil {
			panic(err)
		}
		return prk
	}
	context := join([]byte{0}, extract(nil, "psk_id_hash", nil), extract(nil, "info_hash", info))
	secret := extract(shared[:], "secret", nil)
	expand := func(label string, n int) []byte {
		out, err := hkdf.Expand(sha256.New, secret, string(join(u16(n), []byte("HPKE-v1"), suite, []byte(label), context)), n)
		if err != nil {
			panic(err)
		}
		return out
	}
	aead, err := chacha20poly1305.New(expand("key", 32))
	if err != nil {
		panic(err)
	}
	return aead.Seal(join(sentPQ, sentT), expand("base_nonce", 12), inner, nil)
}

func boxVectors() any {
	key, inner, context := fixed("box key", 32), fixed("boxed key", 32), Bytes("where it belongs")
	to := boxKeyOf(key, labelMemberBox)
	info := join([]byte(labelSpaceBox), context)
	good := boxed("box", to, info, inner)
	v := []Box{
		{"a member's", key, labelMemberBox, to.public(), labelSpaceBox, context, good, inner, ""},
		{"an owner's", key, labelOwnerBox, boxKeyOf(key, labelOwnerBox).public(), labelSpaceBox, nil, boxed("box 2", boxKeyOf(key, labelOwnerBox), []byte(labelSpaceBox), inner), inner, ""},
	}
	bad := func(name string, key Bytes, use, label string, context, box Bytes) {
		v = append(v, Box{name, key, use, nil, label, context, box, nil, "open"})
	}
	bad("another key", fixed("another box key", 32), labelMemberBox, labelSpaceBox, context, good)
	bad("the key for another use", key, labelOwnerBox, labelSpaceBox, context, good)
	bad("other label", key, labelMemberBox, "snowdrop/1/pair/box\x00", context, good)
	bad("other context", key, labelMemberBox, labelSpaceBox, context[1:], good)
	bad("sealed without a label", key, labelMemberBox, labelSpaceBox, context, boxed("box", to, context, inner))
	bad("ML-KEM part changed", key, labelMemberBox, labelSpaceBox, context, change(good, 0))
	bad("X25519 part changed", key, labelMemberBox, labelSpaceBox, context, change(good, 1090))
	bad("X25519 part of zeros", key, labelMemberBox, labelSpaceBox, context, set(good, 1088, make([]byte, 32)...))
	bad("sealed key changed", key, labelMemberBox, labelSpaceBox, context, change(good, 1120))
	bad("tag changed", key, labelMemberBox, labelSpaceBox, context, change(good, -1))
	bad("cut", key, labelMemberBox, labelSpaceBox, context, good[:1167])
	bad("longer", key, labelMemberBox, labelSpaceBox, context, append(bytes.Clone(good), 0))
	bad("31 bytes are no key", key, labelMemberBox, labelSpaceBox, context, boxed("box", to, info, inner[:31]))
	bad("33 bytes are no key", key, labelMemberBox, labelSpaceBox, context, boxed("box", to, info, append(bytes.Clone(inner), 0)))
	bad("empty", key, labelMemberBox, labelSpaceBox, context, nil)
	return v
}

func hashVectors() any {
	public, envelope := fixed("public key", 32), fixed("envelope", 200)
	head, leaf := fixed("head", 32), fixed("leaf", 32)
	return []Hash{
		{"a space's ID", "space", public, hashed(labelSpaceID, public)[:16]},
		{"a member's ID", "member", public, hashed(labelSpaceMember, public)[:16]},
		{"a delete hash", "delete", fixed("token", 32), hashed(labelSpaceDeleteHash, fixed("token", 32))},
		{"the first head", "first", fixed("space", 16), hashed(labelChainFirst, fixed("space", 16))},
		{"a leaf", "leaf", envelope, hashed(labelChainLeaf, envelope)},
		{"the leaf of nothing", "leaf", nil, hashed(labelChainLeaf)},
		{"the next head", "next", join(head, leaf), hashed(labelChainNext, head, leaf)},
		{"the next head, the other way round", "next", join(leaf, head), hashed(labelChainNext, leaf, head)},
	}
}

func deleteToken(epochKey, rid []byte) Bytes {
	return derivedFor(derived(epochKey, labelSpaceDelete), labelSpaceDeleteToken, rid)
}

func deleteVectors() any {
	var v []Delete
	for _, c := range []struct{ name, key, rid string }{
		{"a record", "epoch key 1", "rid"}, {"another record", "epoch key 1", "another rid"}, {"the same in another epoch", "epoch key 2", "rid"},
	} {
		key, rid := fixed(c.key, 32), fixed(c.rid, 16)
		token := deleteToken(key, rid)
		v = append(v, Delete{c.name, key, rid, token, hashed(labelSpaceDeleteHash, token)})
	}
	return v
}

// list is the word list: the file itself is part of the format.
func list() []string {
	b, err := os.ReadFile("../internal/words/eff_large.txt")
	if err != nil {
		panic(err)
	}
	return strings.Fields(string(b))
}

func wordsVectors() any {
	good := func(name, text, words string) Words {
		return Words{Name: name, Text: text, Words: strings.Fields(words)}
	}
	seven := "abacus badge gecko drop-down elbow felt-tip zoom"
	v := []Words{
		good("seven", seven, seven),
		good("capitals", strings.ToUpper(seven), seven),
		good("lines", strings.ReplaceAll(seven, " ", "\r\n"), seven),
		good("commas", strings.ReplaceAll(seven, " ", ", ")+".", seven),
		good("hyphens", strings.ReplaceAll(seven, " ", "-"), seven),
		good("numbered", "1. abacus 2) badge 3 gecko\n4: drop-down", "abacus badge gecko drop-down"),
		good("a hyphen left out", "t shirt yo yo", "t-shirt yo-yo"),
		good("another hyphen", "yo\u2011yo\u2013zoom", "yo-yo zoom"),
		good("the second half alone", "down drop down shirt", "down drop-down shirt"),
		good("a word twice", "zoom zoom", "zoom zoom"),
		good("nothing", "", ""),
		good("no letters", " 1 2 3 \u00a0 ", ""),
		good("as many as there may be", strings.Repeat("zoom ", 32), strings.Repeat("zoom ", 32)),
	}
	bad := func(name, text, unknown, err string) {
		v = append(v, Words{Name: name, Text: text, Unknown: unknown, Error: err})
	}
	bad("a slip", "abacus badge gekco", "gekco", "unknown")
	bad("the first that is wrong", "abacus baqge gekco", "baqge", "unknown")
	bad("half a word with a hyphen", "felt zoom", "felt", "unknown")
	bad("two words without a space", "abacusbadge", "abacusbadge", "unknown")
	bad("another alphabet", "abacus ВОДА", "вода", "unknown")
	bad("an apostrophe", "abacus' s", "s", "unknown")
	bad("one more than there may be", strings.Repeat("zoom ", 33), "", "many")
	bad("longer than there may be", strings.Repeat(" ", 4097), "", "many")
	return v
}

func compareVectors() any {
	words := list()
	var v []Compare
	for _, name := range []string{"one", "two", "three"} {
		b := hashed(name)
		number, rest := new(big.Int).SetBytes(b), new(big.Int)
		var out []string
		for range 5 {
			number.DivMod(number, big.NewInt(int64(len(words))), rest)
			out = append(out, words[rest.Int64()])
		}
		v = append(v, Compare{name, b, out})
	}
	return append(v, Compare{"zeros", make(Bytes, 32), []string{words[0], words[0], words[0], words[0], words[0]}})
}

func stretchedWords(words, label string) Bytes { return stretched(words, hashed(label)[:16]) }

// slotPlain is what the slot of a home holds, and what is wrapped in it.
func slotPlain(key, space, owner []byte) Bytes {
	locator := derived(key, labelSlotLocator)
	wrapped := sealed(derived(key, labelSlotOwner), owner, join([]byte(labelSlotOwnerWrap), locator, space))
	plain := join([]byte{1, 1}, space, wrapped)
	return append(plain, make([]byte, 4055-len(plain))...)
}

func slotBlob(key, plain []byte) Bytes {
	return sealed(derived(key, labelSlotSeal), plain, join([]byte(labelSlotBlob), derived(key, labelSlotLocator)))
}

func slotVectors() any {
	space, owner := fixed("slot space", 16), fixed("slot owner", 32)
	slot := func(name, words, label string) Slot {
		key := stretchedWords(words, label)
		return Slot{name, words, label, key, derived(key, labelSlotLocator), publicOf(key, labelSlotAuth), slotBlob(key, slotPlain(key, space, owner)), space, owner, ""}
	}
	seven := slot("seven words", "abacus badge gecko drop-down elbow felt-tip zoom", labelSlotWords)
	v := []Slot{
		seven,
		slot("ten words", "abacus badge gecko drop-down elbow felt-tip zoom zoom zoom zoom", labelSlotKit),
	}
	pair := stretchedWords("abacus badge gecko drop-down elbow zoom", labelSlotPair)
	v = append(v, Slot{"six words, before anything is in the slot", "abacus badge gecko drop-down elbow zoom", labelSlotPair, pair,
		derived(pair, labelSlotLocator), publicOf(pair, labelSlotAuth), nil, nil, nil, ""})
	key := seven.Key
	bad := func(name, err string, key, blob Bytes) {
		v = append(v, Slot{Name: name, Label: labelSlotWords, Key: key, Locator: derived(key, labelSlotLocator), Auth: publicOf(key, labelSlotAuth), Blob: blob, Error: err})
	}
	plain := slotPlain(key, space, owner)
	bad("other words", "open", fixed("other words", 32), seven.Blob)
	bad("changed", "open", key, change(seven.Blob, 2000))
	bad("cut", "open", key, seven.Blob[:4095])
	bad("empty", "open", key, nil)
	bad("of another slot", "open", key, sealed(derived(key, labelSlotSeal), plain, join([]byte(labelSlotBlob), fixed("elsewhere", 32))))
	bad("under the stretched words themselves", "open", key, sealed(key, plain, join([]byte(labelSlotBlob), derived(key, labelSlotLocator))))
	bad("shorter", "size", key, slotBlob(key, plain[:4000]))
	bad("version 2", "version", key, slotBlob(key, set(plain, 0, 2)))
	bad("purpose 2", "purpose", key, slotBlob(key, set(plain, 1, 2)))
	bad("another space than the owner was wrapped for", "owner", key, slotBlob(key, change(plain, 5)))
	bad("owner changed", "owner", key, slotBlob(key, change(plain, 60)))
	bad("not zero at the end", "padding", key, slotBlob(key, change(plain, -1)))
	return v
}
