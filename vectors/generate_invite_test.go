package vectors

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	labelSlotInvite       = "snowdrop/1/slot/invite\x00"
	labelInviteSeal       = "snowdrop/1/invite/seal\x00"
	labelInviteAsk        = "snowdrop/1/invite/ask\x00"
	labelInviteAnswer     = "snowdrop/1/invite/answer\x00"
	labelInviteDone       = "snowdrop/1/invite/done\x00"
	labelInviteHost       = "snowdrop/1/invite/host\x00"
	labelInviteSign       = "snowdrop/1/invite/sign\x00"
	labelInviteBox        = "snowdrop/1/invite/box\x00"
	labelInviteHandover   = "snowdrop/1/invite/handover\x00"
	labelInviteTranscript = "snowdrop/1/invite/transcript\x00"
	labelInviteCompare    = "snowdrop/1/invite/compare\x00"
	labelInviteWords      = "snowdrop/1/invite/words\x00"
)

var inviteLabels = map[string]string{"ask": labelInviteAsk, "answer": labelInviteAnswer, "done": labelInviteDone}

// inviteBlob seals what is there as it is, so that it can be wrong.
func inviteBlob(key []byte, message string, plain []byte) Bytes {
	return sealed(derived(key, labelInviteSeal), plain, join([]byte(inviteLabels[message]), derived(key, labelSlotLocator)))
}

func invitePlain(parts ...[]byte) Bytes {
	b := join([]byte{1}, join(parts...))
	return append(b, make([]byte, 4055-len(b))...)
}

// inviteParty writes who somebody is; box is nil for a host.
func inviteParty(role byte, sign, box []byte, name string) Bytes {
	return join([]byte{role}, sign, box, []byte{byte(len(name))}, []byte(name))
}

var (
	inviteHost  = fixed("secret of the host", 32)
	inviteGuest = member("guest of an invite")
)

func inviteHostParty(name string) Bytes {
	return inviteParty(1, publicOf(inviteHost, labelInviteHost), nil, name)
}

func inviteGuestParty(name string) Bytes {
	return inviteParty(2, publicOf(inviteGuest.secret, labelMemberSign), boxKeyOf(inviteGuest.secret, labelMemberBox).public(), name)
}

func inviteMessages() []InviteMessage {
	const said = "abacus badge gecko drop-down elbow felt-tip zoom"
	key := stretchedWords(said, labelSlotInvite)
	hostSign, guestSign := publicOf(inviteHost, labelInviteHost), publicOf(inviteGuest.secret, labelMemberSign)
	guestBox := boxKeyOf(inviteGuest.secret, labelMemberBox).public()
	var v []InviteMessage
	good := func(m InviteMessage, plain Bytes) {
		m.Key, m.Locator, m.Blob = key, derived(key, labelSlotLocator), inviteBlob(key, m.Message, plain)
		v = append(v, m)
	}
	before := fixed("before", 32)
	long := strings.Repeat("ü", 23) + "x"
	good(InviteMessage{Name: "a host asks", Words: said, Message: "ask", Sort: 1, Role: 1, Sign: hostSign, Party: "Sarah"}, invitePlain([]byte{1}, inviteHostParty("Sarah")))
	good(InviteMessage{Name: "a host asks a professional", Message: "ask", Sort: 2, Role: 1, Sign: hostSign, Party: long}, invitePlain([]byte{2}, inviteHostParty(long)))
	good(InviteMessage{Name: "a professional asks", Message: "ask", Sort: 2, Role: 2, Sign: guestSign, Box: guestBox, Party: "Ana"}, invitePlain([]byte{2}, inviteGuestParty("Ana")))
	good(InviteMessage{Name: "a guest answers", Message: "answer", Before: before, Role: 2, Sign: guestSign, Box: guestBox, Party: "James"}, invitePlain(before, inviteGuestParty("James")))
	good(InviteMessage{Name: "a host answers", Message: "answer", Before: before, Role: 1, Sign: hostSign, Party: "Sarah"}, invitePlain(before, inviteHostParty("Sarah")))
	box, handover, signature := fixed("box", 1168), fixed("handover", 134), fixed("signature", 64)
	good(InviteMessage{Name: "let in", Message: "done", Before: before, How: 1, Box: box, Handover: handover, Signature: signature}, invitePlain(before, []byte{1}, box, handover, signature))
	good(InviteMessage{Name: "refused", Message: "done", Before: before, How: 2}, invitePlain(before, []byte{2}))
	good(InviteMessage{Name: "withdrawn", Message: "done", Before: before, How: 3}, invitePlain(before, []byte{3}))
	return append(v, badInviteMessages(key, before)...)
}

func badInviteMessages(key, before Bytes) []InviteMessage {
	var v []InviteMessage
	wrong := func(name, err, message string, key, blob Bytes) {
		v = append(v, InviteMessage{Name: name, Key: key, Locator: derived(key, labelSlotLocator), Message: message, Blob: blob, Error: err})
	}
	ask := invitePlain([]byte{1}, inviteHostParty("Sarah"))
	blob := inviteBlob(key, "ask", ask)
	wrong("other words", "open", "ask", fixed("other words", 32), blob)
	wrong("changed", "open", "ask", key, change(blob, 2000))
	wrong("cut", "open", "ask", key, blob[:4095])
	wrong("empty", "open", "ask", key, nil)
	wrong("an ask taken for an answer", "open", "answer", key, blob)
	wrong("an ask taken for done", "open", "done", key, blob)
	wrong("of another slot", "open", "ask", key, sealed(derived(key, labelInviteSeal), ask, join([]byte(labelInviteAsk), fixed("elsewhere", 32))))
	wrong("an ask of a pairing", "open", "ask", key, sealed(derived(key, "snowdrop/1/pair/seal\x00"), ask, join([]byte("snowdrop/1/pair/ask\x00"), derived(key, labelSlotLocator))))
	bad := func(name, err, message string, plain Bytes) {
		wrong(name, err, message, key, inviteBlob(key, message, plain))
	}
	bad("shorter", "size", "ask", ask[:4000])
	bad("version 2", "version", "ask", set(ask, 0, 2))
	bad("no sort", "sort", "ask", set(ask, 1, 0))
	bad("sort 3", "sort", "ask", set(ask, 1, 3))
	bad("a guest who asks for a pair", "sort", "ask", invitePlain([]byte{1}, inviteGuestParty("Ana")))
	bad("no role", "role", "ask", set(ask, 2, 0))
	bad("role 3", "role", "ask", set(ask, 2, 3))
	bad("role 3 in an answer", "role", "answer", invitePlain(before, set(inviteHostParty("Sarah"), 0, 3)))
	bad("no name", "name", "ask", invitePlain([]byte{1}, inviteHostParty("")))
	bad("a name of 48 bytes", "name", "ask", invitePlain([]byte{1}, inviteHostParty(strings.Repeat("x", 48))))
	bad("a name that is not UTF-8", "name", "ask", invitePlain([]byte{1}, inviteHostParty("\xff")))
	bad("a name of two lines", "name", "answer", invitePlain(before, inviteGuestParty("Ana\nSarah")))
	bad("a name that turns the text around", "name", "answer", invitePlain(before, inviteGuestParty("Ana \u202e")))
	bad("no ending", "how", "done", invitePlain(before, []byte{0}))
	bad("an ending that is not known", "how", "done", invitePlain(before, []byte{4}))
	bad("a byte behind an ask", "padding", "ask", change(ask, -1))
	bad("a byte behind a no", "padding", "done", invitePlain(before, []byte{2, 1}))
	return v
}

func inviteEnds() []InviteEnd {
	key := fixed("invite", 32)
	ask := inviteBlob(key, "ask", invitePlain([]byte{1}, inviteHostParty("Sarah")))
	answer := inviteBlob(key, "answer", invitePlain(hashed("", ask), inviteGuestParty("James")))
	transcript := hashed(labelInviteTranscript, derived(key, labelSlotLocator), hashed("", ask), hashed("", answer))
	stretch := stretchedWords(hex.EncodeToString(transcript), labelInviteCompare)
	words, number, rest := list(), new(big.Int).SetBytes(derived(stretch, labelInviteWords)), new(big.Int)
	var compare []string
	for range 5 {
		number.DivMod(number, big.NewInt(int64(len(words))), rest)
		compare = append(compare, words[rest.Int64()])
	}
	space, under, epochKey := fixed("shared space", 16), fixed("under", 32), fixed("key of epoch 2", 32)
	over := join([]byte{1}, space, u32(2), u64(2), fixed("head of 2", 32))
	over = join(over, sealed(under, epochKey, join([]byte(labelInviteHandover), transcript, over)))
	box := boxed("invite", boxKeyOf(inviteGuest.secret, labelMemberBox), join([]byte(labelInviteBox), transcript), under)
	done := func(secret, before, box, over []byte, says ...[]byte) Bytes {
		return inviteBlob(key, "done", invitePlain(before, []byte{1}, box, over, signed(secret, labelInviteHost, labelInviteSign, join(transcript, join(says...)))))
	}
	base := InviteEnd{Key: key, Ask: ask, Answer: answer, Seed: inviteGuest.secret, Transcript: transcript, Stretched: stretch, Compare: compare}
	good := base
	good.Name, good.Done, good.Space, good.Epoch, good.EpochKey = "let in", done(inviteHost, hashed("", answer), box, over, box, over), space, 2, epochKey
	v := []InviteEnd{good}
	bad := func(name, err string, done Bytes) {
		b := base
		b.Name, b.Done, b.Error = name, done, err
		v = append(v, b)
	}
	other := boxed("other", boxKeyOf(fixed("somebody", 32), labelMemberBox), join([]byte(labelInviteBox), transcript), under)
	bad("behind another answer", "before", done(inviteHost, hashed("", ask), box, over, box, over))
	bad("signed by somebody else", "signature", done(fixed("somebody", 32), hashed("", answer), box, over, box, over))
	bad("with another box", "signature", done(inviteHost, hashed("", answer), other, over, box, over))
	bad("with another handover", "signature", done(inviteHost, hashed("", answer), box, change(over, 5), box, over))
	bad("signed without the box", "signature", done(inviteHost, hashed("", answer), box, over, over))
	bad("a box for somebody else", "open", done(inviteHost, hashed("", answer), other, over, other, over))
	bad("a handover bound to another space", "open", done(inviteHost, hashed("", answer), box, change(over, 5), box, change(over, 5)))
	return v
}

func TestTheInviteVectorsAreWhatTheFormatSays(t *testing.T) {
	for name, all := range map[string]any{"message": inviteMessages(), "end": inviteEnds()} {
		want, err := json.MarshalIndent(all, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, '\n')
		if *update {
			if err := os.WriteFile(filepath.Join("invite", name+".json"), want, 0o644); err != nil {
				t.Fatal(err)
			}
		} else if got, err := inviteFiles.ReadFile("invite/" + name + ".json"); err != nil || !bytes.Equal(got, want) {
			t.Errorf("invite/%s.json differs from what the format says: %v", name, err)
		}
	}
}

// The stranger who wrote reader.mjs from docs/format.md reads an invite from its section as well.
func TestAStrangerReadsAnInvite(t *testing.T) {
	if _, err := os.Stat("reader/node_modules/@noble"); err != nil {
		t.Fatalf("the libraries of the reader are missing; please run sh tools/setup.sh: %v", err)
	}
	for _, name := range []string{"invite/message.json", "invite/end.json", "invite/check.mjs", "reader/reader.mjs"} {
		if _, err := os.ReadFile(name); err != nil { // so that Go knows what this test depends on
			t.Fatal(err)
		}
	}
	out, err := exec.Command("node", "invite/check.mjs").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "message.json: 33 of 33") || !strings.Contains(string(out), "end.json: 8 of 8") {
		t.Errorf("%v\n%s", err, out)
	}
}
