package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

const (
	labelApartToken  = "snowdrop/1/apart/token\x00"
	labelApartName   = "snowdrop/1/apart/name\x00"
	labelApartKey    = "snowdrop/1/apart/key\x00"
	labelApartCommit = "snowdrop/1/apart/commit\x00"
	labelApartAnswer = "snowdrop/1/apart/answer\x00"
)

func apartVectors() []Apart {
	space, id, with := fixed("space of two", 16), fixed("an answer", 16), fixed("the other answer", 16)
	mine := fixed("what belongs to an answer", 32)
	token := derived(mine, labelApartToken)
	key := derived(token, labelApartKey)
	sum := sha256.Sum256(join([]byte(labelApartCommit), key))
	aad := func(space, id []byte, question string) []byte {
		return join([]byte(labelApartAnswer), space, id, []byte(question))
	}
	padded := func(words string) []byte {
		plain := join(u16(len(words)), []byte(words))
		return append(plain, make([]byte, 4096-len(plain))...)
	}
	runs := func(b []byte) Runs { return Runs{{Bytes: b, Times: 1}} }
	good := func(name, words string) Apart {
		return Apart{
			Name: name, Mine: mine, With: with, Item: derivedFor(mine, labelApartName, with)[:16], Token: token, Space: space, ID: id, Question: "u1",
			Commit: sum[:], Sealed: runs(sealed(key, padded(words), aad(space, id, "u1"))), Words: runs([]byte(words)),
		}
	}
	bad := func(name, err string, change func(*Apart)) Apart {
		v := good(name, "it was raining")
		v.Mine, v.With, v.Item, v.Words, v.Error = nil, nil, nil, nil, err
		change(&v)
		return v
	}
	plain := func(p []byte) func(*Apart) {
		return func(v *Apart) { v.Sealed = runs(sealed(key, p, aad(space, id, "u1"))) }
	}
	long := good("the longest", "")
	letters := bytes.Repeat([]byte("a"), 4094)
	long.Sealed, long.Words = runs(sealed(key, padded(string(letters)), aad(space, id, "u1"))), Runs{{Bytes: Bytes("a"), Times: 4094}}
	other := derived(fixed("another token", 32), labelApartKey)
	otherSum := sha256.Sum256(join([]byte(labelApartCommit), other))
	return []Apart{
		good("an answer", "it was raining"),
		good("one letter", "y"),
		good("another script", "बारिश हो रही थी"),
		long,
		bad("another token", "commit", func(v *Apart) { v.Token = fixed("another token", 32) }),
		bad("committed to another key", "commit", func(v *Apart) { v.Commit = otherSum[:] }),
		bad("sealed under another key than was committed to", "open", func(v *Apart) { v.Sealed = runs(sealed(other, padded("x"), aad(space, id, "u1"))) }),
		bad("copied as another answer", "open", func(v *Apart) { v.ID = with }),
		bad("from another space", "open", func(v *Apart) { v.Space = fixed("another space", 16) }),
		bad("to another question", "open", func(v *Apart) { v.Question = "u2" }),
		bad("changed", "open", func(v *Apart) { v.Sealed = runs(change(v.Sealed.Join(), 100)) }),
		bad("no words", "padding", plain(make([]byte, 4096))),
		bad("only white space", "padding", plain(padded(" \n\t"))),
		bad("longer than there is room for", "padding", plain(append([]byte{0x0f, 0xff}, bytes.Repeat([]byte("a"), 4094)...))),
		bad("not zeros at the end", "padding", plain(change(padded("it was raining"), -1))),
		bad("no text", "padding", plain(padded("\xff\xfe"))),
		bad("too short", "padding", plain(padded("it was raining")[:4095])),
	}
}

func TestTheVectorsOfAnsweringApartAreThoseOfTheGenerator(t *testing.T) {
	want, err := json.MarshalIndent(apartVectors(), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("apart/answers.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := apartFiles.ReadFile("apart/answers.json")
	if err != nil {
		t.Fatal(err)
	}
	if !*update && !bytes.Equal(got, want) {
		t.Error("vectors/apart/answers.json is not what the generator writes")
	}
	if strings.Count(string(want), `"error": ""`) < 4 {
		t.Error("no good ones are left")
	}
}
