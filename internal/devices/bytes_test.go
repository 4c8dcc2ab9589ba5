package devices

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// root makes stretching quick and always the same within one run.
var root = seal.NewKey()

func quick(words, label string) seal.Key { return root.DeriveFor(label, []byte(words)) }

func slotFor(label string, words ...string) slot {
	return slotFrom(quick(strings.Join(words, " "), label))
}

// seals says whether two keys are the same one, without seeing them.
func seals(a, b seal.Key) bool { return a.Commit("test\x00") == b.Commit("test\x00") }

func TestADoorOpensWithItsOwnWordsOnly(t *testing.T) {
	s, other := slotFor(seal.LabelSlotWords, "quiet river"), slotFor(seal.LabelSlotWords, "loud river")
	to := door{space: record.SpaceID{1, 2}, owner: seal.NewKey()}
	blob := s.seal(to)
	if len(blob) != 4096 {
		t.Fatalf("a slot holds %d bytes, want 4096", len(blob))
	}
	got, ok := s.open(blob)
	if !ok || got.space != to.space || !seals(got.owner, to.owner) {
		t.Fatal("a door does not lead where it did")
	}
	if slotFor(seal.LabelSlotKit, "quiet river").same(s) {
		t.Error("the same words as a kit lead to the same slot")
	}
	wrong := map[string]func() ([]byte, slot){
		"another person's slot (Appendix A, 2)": func() ([]byte, slot) { return other.seal(to), s },
		"under other words":                     func() ([]byte, slot) { return blob, other },
		"forged (5): a changed byte":            func() ([]byte, slot) { b := bytes.Clone(blob); b[2000] ^= 1; return b, s },
		"another suite (6)":                     func() ([]byte, slot) { b := bytes.Clone(blob); b[0] = 2; return b, s },
		"cut":                                   func() ([]byte, slot) { return blob[:4095], s },
		"empty":                                 func() ([]byte, slot) { return nil, s },
		"what a pairing says under the same words": func() ([]byte, slot) { return ask{}.seal(s), s },
	}
	for name, make := range wrong {
		blob, at := make()
		if _, ok := at.open(blob); ok {
			t.Errorf("%s: opens", name)
		}
	}
}

// Sealed with the right key: what an old version of the program or a broken one might have left there.
func TestADoorThatIsNotWrittenAsItMustBeDoesNotOpen(t *testing.T) {
	s := slotFor(seal.LabelSlotWords, "quiet river")
	to := door{space: record.SpaceID{1}, owner: seal.NewKey()}
	good, err := seal.Open(s.key.Derive(seal.LabelSlotSeal), s.seal(to), s.aad(seal.LabelSlotBlob))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"version":          func(b []byte) []byte { b[0] = 2; return b },
		"purpose":          func(b []byte) []byte { b[1] = 2; return b },
		"space":            func(b []byte) []byte { b[2] ^= 1; return b },
		"owner":            func(b []byte) []byte { b[40] ^= 1; return b },
		"something behind": func(b []byte) []byte { b[len(b)-1] = 1; return b },
		"length":           func(b []byte) []byte { return b[:len(b)-1] },
	} {
		plain := change(bytes.Clone(good))
		if _, ok := s.open(seal.Seal(s.key.Derive(seal.LabelSlotSeal), plain, s.aad(seal.LabelSlotBlob))); ok {
			t.Errorf("another %s: opens", name)
		}
	}
}

func TestAnOwnersNoteOpensForItsOwnerAndSpaceOnly(t *testing.T) {
	key, space := seal.NewKey(), record.SpaceID{9}
	slots := []noted{
		{forWords, false, slotFor(seal.LabelSlotWords, "a")},
		{forKit, true, slotFor(seal.LabelSlotKit, "b")},
	}
	body := note{
		happened: []happened{{1, 1000, "Laptop"}, {3, -5, ""}},
		sealed:   []sealedNote{sealNote(seal.NewKey(), space, nil), sealNote(key, space, slots)},
	}.marshal()
	n, ok := parseNote(body)
	if !ok || !bytes.Equal(n.marshal(), body) {
		t.Fatal("a note does not read as it was written")
	}
	if _, ok := n.sealed[0].open(key, space); ok {
		t.Error("another owner's note opens")
	}
	if _, ok := n.sealed[1].open(key, record.SpaceID{8}); ok {
		t.Error("a note opens in another space")
	}
	got, ok := n.sealed[1].open(key, space)
	if !ok || len(got) != 2 || got[0].purpose != forWords || got[0].doomed || !got[1].doomed || !got[1].slot.same(slots[1].slot) {
		t.Errorf("got %d slots, %v", len(got), ok)
	}
	if bytes.Contains(body, []byte(slots[0].slot.locator[:])) {
		t.Error("where a slot is can be read without the owner's key")
	}
}

func TestWhatTwoDevicesNotedApartIsJoined(t *testing.T) {
	a, b, c := slotFor("l\x00", "a"), slotFor("l\x00", "b"), slotFor("l\x00", "c")
	got := together([]noted{{forWords, false, a}, {forKit, true, b}}, []noted{{forWords, true, a}, {forKit, false, b}, {forWords, false, c}})
	if len(got) != 3 || !got[0].doomed || !got[1].doomed || got[2].doomed || !got[2].slot.same(c) {
		t.Errorf("got %d slots", len(got))
	}
}

func TestWhatHappenedIsKeptForSevenDaysAndOnce(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	old, first, second := now.AddDate(0, 0, -8).Unix(), now.AddDate(0, 0, -2).Unix(), now.AddDate(0, 0, -1).Unix()
	got := recent([]happened{{2, second, "b"}, {1, old, "o"}, {1, first, "a"}, {2, second, "b"}}, now)
	if want := []happened{{1, first, "a"}, {2, second, "b"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	var many []happened
	for i := range 40 {
		many = append(many, happened{1, now.Unix() - int64(i), ""})
	}
	if got := recent(many, now); len(got) != mostHappened || got[len(got)-1].at != now.Unix() {
		t.Errorf("of many, %d stay", len(got))
	}
}

func TestEveryMessageOfAPairingReadsAsItWasWritten(t *testing.T) {
	s := slotFor(seal.LabelSlotPair, "six words")
	a := ask{record.SpaceID{3}, heads{77, record.Hash{5}}}
	if got, ok := openAsk(s, a.seal(s)); !ok || got != a {
		t.Errorf("ask: got %v, %v", got, ok)
	}
	box := seal.NewKey().BoxKey(seal.LabelMemberBox)
	b := answer{[32]byte{1}, seal.PublicKey{2}, box.Public(), "Téléphone"}
	got, ok := openAnswer(s, b.seal(s))
	if !ok || got.ask != b.ask || got.sign != b.sign || !bytes.Equal(got.box, b.box) || got.name != b.name {
		t.Errorf("answer: got %v, %v", got, ok)
	}
	sealed, err := seal.SealBox(box.Public(), seal.LabelPairBox, nil, seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []done{{[32]byte{1}, endLetIn, sealed, bytes.Repeat([]byte{7}, space.HandoverSize)}, {before: [32]byte{7}, how: endRefused}, {how: endGivenUp}} {
		got, ok := openDone(s, e.seal(s))
		if !ok || got.before != e.before || got.how != e.how || !bytes.Equal(got.box, e.box) || !bytes.Equal(got.handover, e.handover) {
			t.Errorf("done %d: got %v, %v", e.how, got, ok)
		}
	}
	for name, blob := range map[string][]byte{"ask": a.seal(s), "answer": b.seal(s), "done": done{how: endRefused}.seal(s)} {
		_, isAsk := openAsk(s, blob)
		_, isAnswer := openAnswer(s, blob)
		_, isDone := openDone(s, blob)
		if isAsk != (name == "ask") || isAnswer != (name == "answer") || isDone != (name == "done") {
			t.Errorf("%s is taken for something else", name)
		}
		if _, ok := openAsk(slotFor(seal.LabelSlotPair, "other words"), blob); ok {
			t.Errorf("%s opens under other words", name)
		}
	}
}

func TestAnyThirdHandInAPairingChangesTheFiveWords(t *testing.T) {
	s := slotFor(seal.LabelSlotPair, "six words")
	first, second := ask{}.seal(s), answer{name: "x", box: make([]byte, seal.BoxPublicSize)}.seal(s)
	honest := compare(transcript(s, first, second))
	if len(honest) != 5 || !slices.Equal(honest, compare(transcript(s, first, second))) {
		t.Fatalf("got %q", honest)
	}
	// Even the same message, sealed again, is another one.
	for name, other := range map[string][32]byte{
		"another ask":    transcript(s, ask{}.seal(s), second),
		"another answer": transcript(s, first, answer{name: "x", box: make([]byte, seal.BoxPublicSize)}.seal(s)),
		"another slot":   transcript(slotFor(seal.LabelSlotPair, "others"), first, second),
		"swapped":        transcript(s, second, first),
	} {
		if slices.Equal(honest, compare(other)) {
			t.Errorf("%s: the same five words", name)
		}
	}
}

func FuzzNote(f *testing.F) {
	f.Add(note{}.marshal())
	f.Add(note{happened: []happened{{1, 2, "Laptop"}}, sealed: []sealedNote{make([]byte, 60)}}.marshal())
	f.Add([]byte{1, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		n, ok := parseNote(b)
		if ok && !bytes.Equal(n.marshal(), b) {
			t.Errorf("%x reads, and writes as %x", b, n.marshal())
		}
	})
}

func FuzzPairing(f *testing.F) {
	s := slotFor(seal.LabelSlotPair, "six words")
	for _, blob := range [][]byte{ask{}.seal(s), answer{name: "x", box: make([]byte, seal.BoxPublicSize)}.seal(s), done{how: endRefused}.seal(s)} {
		f.Add(blob)
		for _, label := range []string{seal.LabelPairAsk, seal.LabelPairAnswer, seal.LabelPairDone} {
			if r, ok := s.openPair(label, blob); ok {
				f.Add(r.b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		openAsk(s, b)
		openAnswer(s, b)
		openDone(s, b)
		if len(b) > slotPlain-1 {
			return
		}
		again := func(label string, got []byte) {
			r, ok := s.openPair(label, got)
			if !ok || !bytes.Equal(bytes.TrimRight(r.b, "\x00"), bytes.TrimRight(b, "\x00")) {
				t.Errorf("%x reads, and writes as something else", b)
			}
		}
		if a, ok := openAsk(s, s.sealPair(seal.LabelPairAsk, b)); ok {
			again(seal.LabelPairAsk, a.seal(s))
		}
		if a, ok := openAnswer(s, s.sealPair(seal.LabelPairAnswer, b)); ok {
			again(seal.LabelPairAnswer, a.seal(s))
		}
		if e, ok := openDone(s, s.sealPair(seal.LabelPairDone, b)); ok {
			again(seal.LabelPairDone, e.seal(s))
		}
	})
}
