package seal

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	agetest "c2sp.org/CCTV/age"
	"filippo.io/age"
	"filippo.io/age/armor"
)

// ageVector is a file and what must become of it.
type ageVector struct {
	expect     string
	payload    string // the hash of what must come out, also before a failure
	identities []age.Identity
	armored    bool
	file       []byte
}

func readAgeVector(b []byte) (v ageVector, err error) {
	head, file, found := bytes.Cut(b, []byte("\n\n"))
	if !found {
		return v, errors.New("no file behind the head")
	}
	compressed := false
	for line := range strings.Lines(string(head) + "\n") {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		var id age.Identity
		switch name {
		case "expect":
			v.expect = value
		case "payload":
			v.payload = value
		case "identity":
			if id, err = age.ParseX25519Identity(value); err != nil {
				id, err = age.ParseHybridIdentity(value)
			}
		case "passphrase":
			id, err = age.NewScryptIdentity(value)
		case "armored":
			v.armored = true
		case "compressed":
			compressed = true
		case "file key", "comment":
		default:
			err = fmt.Errorf("a field named %q", name)
		}
		if err != nil {
			return v, err
		}
		if id != nil {
			v.identities = append(v.identities, id)
		}
	}
	v.file = file
	if compressed {
		r, err := zlib.NewReader(bytes.NewReader(file))
		if err != nil {
			return v, err
		}
		v.file, err = io.ReadAll(r)
		return v, err
	}
	return v, nil
}

// open says what became of the file, in the words of the vectors, and the hash of what came out.
func (v ageVector) open() (outcome, payload string) {
	var in io.Reader = bytes.NewReader(v.file)
	if v.armored {
		in = armor.NewReader(in)
	}
	r, err := age.Decrypt(in, v.identities...)
	var out []byte
	late := err == nil
	if late {
		out, err = io.ReadAll(r)
	}
	sum := sha256.Sum256(out)
	payload = hex.EncodeToString(sum[:])
	var inArmor *armor.Error
	var noMatch *age.NoIdentityMatchError
	switch {
	case err == nil:
		return "success", payload
	case errors.As(err, &inArmor):
		return "armor failure", payload
	case errors.As(err, &noMatch):
		return "no match", payload
	case late:
		return "payload failure", payload
	case strings.Contains(err.Error(), "bad header MAC"): // it has no type
		return "HMAC failure", payload
	}
	return "header failure", payload
}

// Attachments are age files. These vectors say how a reader of such files must behave.
func TestAgeFilesAreReadAsTheirTestVectorsSay(t *testing.T) {
	all, err := fs.ReadDir(agetest.Vectors, ".")
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]int{}
	for _, f := range all {
		b, err := fs.ReadFile(agetest.Vectors, f.Name())
		if err != nil {
			t.Fatal(err)
		}
		v, err := readAgeVector(b)
		if err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
		got, payload := v.open()
		if got != v.expect {
			t.Errorf("%s: got %s, want %s", f.Name(), got, v.expect)
		}
		if v.payload != "" && payload != v.payload {
			t.Errorf("%s: other bytes came out, or more, or fewer", f.Name())
		}
		outcomes[got]++
		if v.armored {
			continue
		}
		// The other way to read: from anywhere in the file.
		at, size, err := age.DecryptReaderAt(bytes.NewReader(v.file), int64(len(v.file)), v.identities...)
		if err == nil {
			var out []byte
			out, err = io.ReadAll(io.NewSectionReader(at, 0, size))
			sum := sha256.Sum256(out)
			if err == nil && hex.EncodeToString(sum[:]) != v.payload {
				t.Errorf("%s: read from anywhere, other bytes come out", f.Name())
			}
		}
		if (err == nil) != (v.expect == "success") {
			t.Errorf("%s: read from anywhere: got %v, want %s", f.Name(), err, v.expect)
		}
	}
	if len(all) < 147 || len(outcomes) != 6 {
		t.Errorf("%d vectors with %d outcomes ran; there were 147 with 6", len(all), len(outcomes))
	}
	t.Logf("%d vectors ran: %v", len(all), outcomes)
}
