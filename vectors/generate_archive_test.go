package vectors

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
)

// It knows the file from docs/export.md only, and seals with age's own library: what is sealed is another file each time, so that without
// -update only what each one is and means is compared.
func TestTheVectorsOfTheOneFileAreThoseOfTheGenerator(t *testing.T) {
	const words = "abacus abdomen abdominal abide abiding ability"
	entry := func(id, more string) string {
		return `{"id":"` + strings.Repeat("a", 25) + id + `","kind":"entry","number":1,"at":"2026-11-20T02:00:00Z","data":` + more + `}`
	}
	data := func(entries ...string) string {
		return `{"format":"snowdrop","version":2,"made":"2026-11-21T00:00:00Z","entries":[` + strings.Join(entries, ",") + `],"not_readable":{"count":0}}`
	}
	const picture = `{"attachments":[{"kind":"photo","length":7,"type":"image/png"}],"text":"with a picture","v":2},"attachments":[{"at":0,"file":"attachments/x-1.png","sha256":"` +
		"74d41cc05ad25f88e1e4fe5bfee7ddcc59d8f6bad1ccc87dc7f23e3c6a8bd1c1" + `"}]`
	plain := entry("a", `{"text":"it was raining","v":1}`)
	zipped := func(names ...string) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for i := 0; i < len(names); i += 2 {
			w, err := z.Create(names[i])
			if err == nil {
				_, err = io.WriteString(w, names[i+1])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	sealed := func(inside []byte, to age.Recipient) []byte {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, to)
		if err == nil {
			_, err = w.Write(inside)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	toWords, err := age.NewScryptRecipient(words)
	if err != nil {
		t.Fatal(err)
	}
	toWords.SetWorkFactor(2)
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	good := zipped("READ-ME.txt", "x", "data.json", data(plain))
	byWords, byKey := sealed(good, toWords), sealed(good, key.Recipient())
	runs := func(b []byte) Runs { return Runs{{Bytes: b, Times: 1}} }
	texts := []string{"it was raining"}
	open := func(name, err string, files ...string) Archive {
		return Archive{Name: name, File: runs(zipped(files...)), Error: err}
	}
	alone := func(name, err, data string) Archive { return Archive{Name: name, File: runs([]byte(data)), Error: err} }
	all := []Archive{
		{Name: "sealed to words", File: runs(byWords), Words: words, Texts: texts},
		{Name: "sealed to a key", File: runs(byKey), Key: key.String(), Texts: texts},
		{Name: "the ZIP alone", File: runs(good), Texts: texts},
		{Name: "data.json alone", File: runs([]byte(data(plain))), Texts: texts},
		{Name: "with what a later version says beside it", File: runs([]byte(strings.Replace(data(plain), `"made"`, `"later":[1],"made"`, 1))), Texts: texts},
		{Name: "no words", File: runs(byWords), Error: "need-words"},
		{Name: "other words", File: runs(byWords), Words: "abacus abacus abacus abacus abacus abacus", Error: "words"},
		{Name: "no key", File: runs(byKey), Words: words, Error: "need-key"},
		{Name: "cut off", File: runs(byWords[:len(byWords)-1]), Words: words, Error: "damaged"},
		{Name: "one bit", File: runs(append(append([]byte{}, byWords[:len(byWords)-9]...), append([]byte{byWords[len(byWords)-9] ^ 1}, byWords[len(byWords)-8:]...)...)), Words: words, Error: "damaged"},
		{Name: "too much work", File: runs(bytes.Replace(byWords, []byte(" 2\n"), []byte(" 21\n"), 1)), Words: words, Error: "work"},
		{Name: "a ZIP that is cut off", File: runs(good[:len(good)-1]), Error: "damaged"},
		open("a ZIP of something else", "format", "a.txt", "x"),
		open("a name that leads out", "name", "data.json", data(plain), "../a", "x"),
		open("a name from the root", "name", "data.json", data(plain), "/a", "x"),
		open("one name twice", "double", "data.json", data(plain), "data.json", data(plain)),
		open("a picture that is not there", "attachment", "data.json", data(entry("a", picture))),
		open("a picture with another sum", "attachment", "data.json", data(entry("a", picture)), "attachments/x-1.png", "picture"),
		alone("of somebody else", "format", `{"format":"other","version":2}`),
		alone("of a later version", "newer", `{"format":"snowdrop","version":3,"entries":[]}`),
		alone("an ID that is none", "data", data(strings.Replace(plain, "aaaa", "!!!!", 1))),
		alone("one entry twice", "data", data(plain, plain)),
		alone("another version of nothing", "data", data(strings.Replace(plain, `"number"`, `"other":true,"number"`, 1))),
		alone("cut off in the middle", "data", data(plain)[:150]),
	}
	if !*update {
		there, err := LoadArchive()
		if err != nil || len(there) != len(all) {
			t.Fatalf("%d are there, want %d: %v", len(there), len(all), err)
		}
		for i, want := range all {
			if got := there[i]; got.Name != want.Name || got.Error != want.Error || !slices.Equal(got.Texts, want.Texts) {
				t.Errorf("%d is %q with %q, want %q with %q", i, got.Name, got.Error, want.Name, want.Error)
			}
		}
		return
	}
	b, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("archive/files.json", append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
