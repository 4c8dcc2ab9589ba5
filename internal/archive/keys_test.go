package archive_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"filippo.io/age"

	"snowdrop/internal/archive"
)

// What is pasted is a key as a whole, or nothing at all: a file must never be sealed to half of one.
func FuzzAPastedKeyIsTakenWholeOrNotAtAll(f *testing.F) {
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		f.Fatal(err)
	}
	key := own.Recipient().String()
	for _, seed := range []string{key, "# public key\n" + key + "\n", key[:len(key)-1], key + "q", strings.ToUpper(key), own.String(), "", "#", "age1pq", " \n\t" + key + " "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := archive.ToKey(text)
		if err != nil {
			if !errors.Is(err, archive.ErrKey) {
				t.Errorf("an error of another sort: %v", err)
			}
			return
		}
		if said := fmt.Sprint(r); !strings.Contains(strings.ToLower(text), strings.ToLower(said)) {
			t.Errorf("%q was taken for %s", text, said)
		}
	})
}
