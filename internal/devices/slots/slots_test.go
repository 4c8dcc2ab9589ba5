package slots

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// root makes stretching quick and always the same within one run.
var root = seal.NewKey()

func quick(words, label string) seal.Key { return root.DeriveFor(label, []byte(words)) }

func slotFor(label string, words ...string) Slot {
	return From(quick(strings.Join(words, " "), label))
}

// seals says whether two keys are the same one, without seeing them.
func seals(a, b seal.Key) bool { return a.Commit("test\x00") == b.Commit("test\x00") }

func TestADoorOpensWithItsOwnWordsOnly(t *testing.T) {
	s, other := slotFor(seal.LabelSlotWords, "quiet river"), slotFor(seal.LabelSlotWords, "loud river")
	to := Door{Space: record.SpaceID{1, 2}, Owner: seal.NewKey()}
	blob := s.Seal(to)
	if len(blob) != 4096 {
		t.Fatalf("a slot holds %d bytes, want 4096", len(blob))
	}
	got, ok := s.Open(blob)
	if !ok || got.Space != to.Space || !seals(got.Owner, to.Owner) {
		t.Fatal("a door does not lead where it did")
	}
	if slotFor(seal.LabelSlotKit, "quiet river").Same(s) {
		t.Error("the same words as a kit lead to the same slot")
	}
	wrong := map[string]func() ([]byte, Slot){
		"another person's slot (Appendix A, 2)": func() ([]byte, Slot) { return other.Seal(to), s },
		"under other words":                     func() ([]byte, Slot) { return blob, other },
		"forged (5): a changed byte":            func() ([]byte, Slot) { b := bytes.Clone(blob); b[2000] ^= 1; return b, s },
		"another suite (6)":                     func() ([]byte, Slot) { b := bytes.Clone(blob); b[0] = 2; return b, s },
		"cut":                                   func() ([]byte, Slot) { return blob[:4095], s },
		"empty":                                 func() ([]byte, Slot) { return nil, s },
		"what a pairing says under the same words": func() ([]byte, Slot) { return Ask{}.Seal(s), s },
	}
	for name, make := range wrong {
		blob, at := make()
		if _, ok := at.Open(blob); ok {
			t.Errorf("%s: opens", name)
		}
	}
}

// Sealed with the right key: what an old version of the program or a broken one might have left there.
func TestADoorThatIsNotWrittenAsItMustBeDoesNotOpen(t *testing.T) {
	s := slotFor(seal.LabelSlotWords, "quiet river")
	to := Door{Space: record.SpaceID{1}, Owner: seal.NewKey()}
	good, err := seal.Open(s.key.Derive(seal.LabelSlotSeal), s.Seal(to), s.aad(seal.LabelSlotBlob))
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
		if _, ok := s.Open(seal.Seal(s.key.Derive(seal.LabelSlotSeal), plain, s.aad(seal.LabelSlotBlob))); ok {
			t.Errorf("another %s: opens", name)
		}
	}
}

func TestAnOwnersNoteOpensForItsOwnerAndSpaceOnly(t *testing.T) {
	key, space := seal.NewKey(), record.SpaceID{9}
	slots := []Noted{
		{ForWords, false, slotFor(seal.LabelSlotWords, "a")},
		{ForKit, true, slotFor(seal.LabelSlotKit, "b")},
	}
	body := Note{
		Happened: []Happened{{1, 1000, "Laptop"}, {3, -5, ""}},
		Sealed:   []Sealed{SealNote(seal.NewKey(), space, nil), SealNote(key, space, slots)},
	}.Marshal()
	n, ok := ParseNote(body)
	if !ok || !bytes.Equal(n.Marshal(), body) {
		t.Fatal("a note does not read as it was written")
	}
	if _, ok := n.Sealed[0].Open(key, space); ok {
		t.Error("another owner's note opens")
	}
	if _, ok := n.Sealed[1].Open(key, record.SpaceID{8}); ok {
		t.Error("a note opens in another space")
	}
	got, ok := n.Sealed[1].Open(key, space)
	if !ok || len(got) != 2 || got[0].Purpose != ForWords || got[0].Doomed || !got[1].Doomed || !got[1].Slot.Same(slots[1].Slot) {
		t.Errorf("got %d slots, %v", len(got), ok)
	}
	if bytes.Contains(body, []byte(slots[0].Slot.locator[:])) {
		t.Error("where a slot is can be read without the owner's key")
	}
}

func TestWhatTwoDevicesNotedApartIsJoined(t *testing.T) {
	a, b, c := slotFor("l\x00", "a"), slotFor("l\x00", "b"), slotFor("l\x00", "c")
	got := Together([]Noted{{ForWords, false, a}, {ForKit, true, b}}, []Noted{{ForWords, true, a}, {ForKit, false, b}, {ForWords, false, c}})
	if len(got) != 3 || !got[0].Doomed || !got[1].Doomed || got[2].Doomed || !got[2].Slot.Same(c) {
		t.Errorf("got %d slots", len(got))
	}
}

func TestWhatHappenedIsKeptOnceAndInOrder(t *testing.T) {
	got := Recent([]Happened{{2, 300, "b"}, {1, 99, "o"}, {1, 200, "a"}, {2, 300, "b"}}, 100)
	if want := []Happened{{1, 200, "a"}, {2, 300, "b"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	var many []Happened
	for i := range 40 {
		many = append(many, Happened{1, int64(100 + i), ""})
	}
	if got := Recent(many, 0); len(got) != mostHappened || got[len(got)-1].At != 139 {
		t.Errorf("of many, %d stay", len(got))
	}
}

func TestEveryMessageOfAPairingReadsAsItWasWritten(t *testing.T) {
	s := slotFor(seal.LabelSlotPair, "six words")
	a := Ask{record.SpaceID{3}, Heads{77, record.Hash{5}}}
	if got, ok := OpenAsk(s, a.Seal(s)); !ok || got != a {
		t.Errorf("ask: got %v, %v", got, ok)
	}
	box := seal.NewKey().BoxKey(seal.LabelMemberBox)
	b := Answer{[32]byte{1}, seal.PublicKey{2}, box.Public(), "Téléphone"}
	got, ok := OpenAnswer(s, b.Seal(s))
	if !ok || got.Ask != b.Ask || got.Sign != b.Sign || !bytes.Equal(got.Box, b.Box) || got.Name != b.Name {
		t.Errorf("answer: got %v, %v", got, ok)
	}
	sealed, err := seal.SealBox(box.Public(), seal.LabelPairBox, nil, seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []Done{{[32]byte{1}, LetIn, sealed, bytes.Repeat([]byte{7}, space.HandoverSize)}, {Before: [32]byte{7}, How: Refused}, {How: GivenUp}} {
		got, ok := OpenDone(s, e.Seal(s))
		if !ok || got.Before != e.Before || got.How != e.How || !bytes.Equal(got.Box, e.Box) || !bytes.Equal(got.Handover, e.Handover) {
			t.Errorf("done %d: got %v, %v", e.How, got, ok)
		}
	}
	for name, blob := range map[string][]byte{"ask": a.Seal(s), "answer": b.Seal(s), "done": Done{How: Refused}.Seal(s)} {
		_, isAsk := OpenAsk(s, blob)
		_, isAnswer := OpenAnswer(s, blob)
		_, isDone := OpenDone(s, blob)
		if isAsk != (name == "ask") || isAnswer != (name == "answer") || isDone != (name == "done") {
			t.Errorf("%s is taken for something else", name)
		}
		if _, ok := OpenAsk(slotFor(seal.LabelSlotPair, "other words"), blob); ok {
			t.Errorf("%s opens under other words", name)
		}
	}
}

func TestAnyThirdHandInAPairingChangesTheFiveWords(t *testing.T) {
	s := slotFor(seal.LabelSlotPair, "six words")
	first, second := Ask{}.Seal(s), Answer{Name: "x", Box: make([]byte, seal.BoxPublicSize)}.Seal(s)
	honest := Compare(Transcript(s, first, second))
	if len(honest) != 5 || !slices.Equal(honest, Compare(Transcript(s, first, second))) {
		t.Fatalf("got %q", honest)
	}
	// Even the same message, sealed again, is another one.
	for name, other := range map[string][32]byte{
		"another ask":    Transcript(s, Ask{}.Seal(s), second),
		"another answer": Transcript(s, first, Answer{Name: "x", Box: make([]byte, seal.BoxPublicSize)}.Seal(s)),
		"another slot":   Transcript(slotFor(seal.LabelSlotPair, "others"), first, second),
		"swapped":        Transcript(s, second, first),
	} {
		if slices.Equal(honest, Compare(other)) {
			t.Errorf("%s: the same five words", name)
		}
	}
}

func FuzzNote(f *testing.F) {
	f.Add(Note{}.Marshal())
	f.Add(Note{Happened: []Happened{{1, 2, "Laptop"}}, Sealed: []Sealed{make([]byte, 60)}}.Marshal())
	f.Add([]byte{1, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		n, ok := ParseNote(b)
		if ok && !bytes.Equal(n.Marshal(), b) {
			t.Errorf("%x reads, and writes as %x", b, n.Marshal())
		}
	})
}

func FuzzPairing(f *testing.F) {
	s := slotFor(seal.LabelSlotPair, "six words")
	for _, blob := range [][]byte{Ask{}.Seal(s), Answer{Name: "x", Box: make([]byte, seal.BoxPublicSize)}.Seal(s), Done{How: Refused}.Seal(s)} {
		f.Add(blob)
		for _, label := range []string{seal.LabelPairAsk, seal.LabelPairAnswer, seal.LabelPairDone} {
			if r, ok := s.openPair(label, blob); ok {
				f.Add(r.b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		OpenAsk(s, b)
		OpenAnswer(s, b)
		OpenDone(s, b)
		if len(b) > slotPlain-1 {
			return
		}
		again := func(label string, got []byte) {
			r, ok := s.openPair(label, got)
			if !ok || !bytes.Equal(bytes.TrimRight(r.b, "\x00"), bytes.TrimRight(b, "\x00")) {
				t.Errorf("%x reads, and writes as something else", b)
			}
		}
		if a, ok := OpenAsk(s, s.sealPair(seal.LabelPairAsk, b)); ok {
			again(seal.LabelPairAsk, a.Seal(s))
		}
		if a, ok := OpenAnswer(s, s.sealPair(seal.LabelPairAnswer, b)); ok {
			again(seal.LabelPairAnswer, a.Seal(s))
		}
		if e, ok := OpenDone(s, s.sealPair(seal.LabelPairDone, b)); ok {
			again(seal.LabelPairDone, e.Seal(s))
		}
	})
}
