package passkey_test

import (
	"regexp"
	"strconv"
	"testing"

	"snowdrop/internal/testkit/people"
)

var nth = regexp.MustCompile(`Word number (\d)`)

func TestSomeoneMayKnowMyWordsEndsThePasskeyOfThisDevice(t *testing.T) {
	ann := people.New(t).Person("Ann")
	if _, err := ann.Vault.BeginPasskey(people.Passphrase); err != nil {
		t.Fatal(err)
	}
	if err := ann.Vault.KeepPasskey(t.Context(), []byte("credential"), make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
	ann.Get("/mine/someone")
	if !regexp.MustCompile("A passkey that opens this device ends").MatchString(ann.Main()) {
		t.Error("it does not say that the passkey ends")
	}
	const address = "/mine/words/someone"
	ann.Fill(address)
	words := ann.Devices.WordsFor("someone")
	ann.Fill(address)
	asked := nth.FindAllStringSubmatch(ann.Main(), -1)
	if len(asked) < 2 {
		t.Fatalf("no words are asked for:\n%s", ann.Main())
	}
	first, _ := strconv.Atoi(asked[0][1])
	second, _ := strconv.Atoi(asked[1][1])
	ann.Fill(address, "first", words[first-1], "second", words[second-1], "passphrase", people.Passphrase)
	if ann.Status != 200 || ann.Path != "/mine/devices?done=someone" {
		t.Fatalf("%d %s:\n%s", ann.Status, ann.Path, ann.Main())
	}
	if _, _, there := ann.Vault.Passkey(); there {
		t.Error("the passkey of before still opens this device")
	}
}
