package invite

import (
	"bytes"
	"slices"
	"testing"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// root makes stretching quick and always the same within one run.
var root = seal.NewKey()

func quick(words, label string) seal.Key { return root.DeriveFor(label, []byte(words)) }

func slotFor(words ...string) Slot { return SlotOf(quick, words) }

func host(name string) Party {
	return Party{Role: Host, Sign: seal.NewKey().SignKey(seal.LabelInviteHost).Public(), Name: name}
}

func guest(name string) (space.Self, Party) {
	self := space.NewSelf()
	return self, Party{Role: Guest, Sign: self.Keys().Sign, Box: self.Keys().Box, Name: name}
}

func same(a, b Party) bool {
	return a.Role == b.Role && a.Sign == b.Sign && bytes.Equal(a.Box, b.Box) && a.Name == b.Name
}

func TestEveryMessageOfAnInviteReadsAsItWasWritten(t *testing.T) {
	s := slotFor("seven words")
	_, g := guest("Ana María")
	letIn := Done{[32]byte{9}, LetIn, bytes.Repeat([]byte{1}, seal.BoxSize), bytes.Repeat([]byte{2}, space.HandoverSize), bytes.Repeat([]byte{3}, signatureSize)}
	for _, a := range []Ask{{Pair, host("Sarah")}, {Care, host("x")}, {Care, g}} {
		if got, ok := OpenAsk(s, a.Seal(s)); !ok || got.Sort != a.Sort || !same(got.Party, a.Party) {
			t.Errorf("ask: got %v, %v", got, ok)
		}
	}
	for _, a := range []Answer{{[32]byte{1}, g}, {[32]byte{2}, host("Sarah")}} {
		if got, ok := OpenAnswer(s, a.Seal(s)); !ok || got.Ask != a.Ask || !same(got.Party, a.Party) {
			t.Errorf("answer: got %v, %v", got, ok)
		}
	}
	for _, e := range []Done{letIn, {Before: [32]byte{7}, How: SaidNo}, {How: GivenUp}} {
		got, ok := OpenDone(s, e.Seal(s))
		if !ok || got.Before != e.Before || got.How != e.How || !bytes.Equal(got.Box, e.Box) || !bytes.Equal(got.Handover, e.Handover) || !bytes.Equal(got.Signature, e.Signature) {
			t.Errorf("done %d: got %v, %v", e.How, got, ok)
		}
	}
	for name, blob := range map[string][]byte{"ask": Ask{Pair, host("x")}.Seal(s), "answer": Answer{Party: g}.Seal(s), "done": letIn.Seal(s)} {
		_, isAsk := OpenAsk(s, blob)
		_, isAnswer := OpenAnswer(s, blob)
		_, isDone := OpenDone(s, blob)
		if isAsk != (name == "ask") || isAnswer != (name == "answer") || isDone != (name == "done") {
			t.Errorf("%s is taken for something else", name)
		}
		if _, ok := OpenAsk(slotFor("other words"), blob); ok {
			t.Errorf("%s opens under other words", name)
		}
	}
}

func TestWhatNobodyWouldWriteIsNoMessage(t *testing.T) {
	s := slotFor("seven words")
	_, g := guest("x")
	for name, blob := range map[string][]byte{
		"a guest who asks to share both ways": Ask{Pair, g}.Seal(s),
		"a sort that is not known":            Ask{3, host("x")}.Seal(s),
		"no sort":                             Ask{0, host("x")}.Seal(s),
		"a role that is not known":            Ask{Care, Party{Role: 3, Name: "x"}}.Seal(s),
		"no name":                             Ask{Pair, host("")}.Seal(s),
		"a name longer than its place":        Ask{Pair, host(string(bytes.Repeat([]byte{'x'}, space.MaxName+1)))}.Seal(s),
		"a name that is not UTF-8":            Ask{Pair, host("\xff")}.Seal(s),
		"a name of two lines":                 Ask{Pair, host("Sarah\nYour relay")}.Seal(s),
		"a name that turns the text around":   Ask{Pair, host("Sarah \u202e")}.Seal(s),
		"something behind it":                 s.seal(seal.LabelInviteAsk, append(host("x").append([]byte{byte(Pair)}), 0, 1)),
	} {
		if _, ok := OpenAsk(s, blob); ok {
			t.Errorf("%s: is taken for an ask", name)
		}
	}
	for _, r := range []rune{0x7, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069} {
		name := "Sarah" + string(r) + "x"
		if _, ok := OpenAsk(s, Ask{Pair, host(name)}.Seal(s)); ok || CleanName(name) != "Sarah x" {
			t.Errorf("%U stands in a name", r)
		}
	}
	if _, ok := OpenAnswer(s, s.seal(seal.LabelInviteAnswer, append(host("x").append(make([]byte, 32)), 0, 1))); ok {
		t.Error("something behind it: is taken for an answer")
	}
	for name, blob := range map[string][]byte{
		"no way to end":        Done{How: 0}.Seal(s),
		"an ending of its own": Done{How: 4}.Seal(s),
		"a no with a box":      s.seal(seal.LabelInviteDone, append(append(make([]byte, 32), byte(SaidNo)), 1)),
	} {
		if _, ok := OpenDone(s, blob); ok {
			t.Errorf("%s: is taken for an end", name)
		}
	}
}

// Words of a pairing, a home or a kit lead nowhere as words of an invite, and what lies under them is no message here. The
// same the other way round.
func TestWordsOfAnotherProtocolMeanNothingInAnInvite(t *testing.T) {
	const said = "abacus badge gecko zoom elbow felt-tip quiet"
	mine := slotFor(said)
	_, g := guest("x")
	for _, label := range []string{seal.LabelSlotPair, seal.LabelSlotWords, seal.LabelSlotKit} {
		other := slots.From(quick(said, label))
		if mine.Same(other) {
			t.Errorf("%q: the same slot", label)
		}
	}
	// Even where two protocols had the same key and place, no message of one would be one of the other.
	theirs := slots.From(mine.key)
	for name, blob := range map[string][]byte{
		"ask": Ask{Care, g}.Seal(mine), "answer": Answer{Party: g}.Seal(mine), "done": Done{How: SaidNo}.Seal(mine),
	} {
		_, ask := slots.OpenAsk(theirs, blob)
		_, answer := slots.OpenAnswer(theirs, blob)
		_, done := slots.OpenDone(theirs, blob)
		_, door := theirs.Open(blob)
		if ask || answer || done || door {
			t.Errorf("%s of an invite means something in a pairing or to a home", name)
		}
	}
	for name, blob := range map[string][]byte{
		"ask": slots.Ask{}.Seal(theirs), "answer": slots.Answer{Box: make([]byte, seal.BoxPublicSize), Name: "x"}.Seal(theirs),
		"done": slots.Done{How: slots.Refused}.Seal(theirs), "door": theirs.Seal(slots.Door{Owner: seal.NewKey()}),
	} {
		_, ask := OpenAsk(mine, blob)
		_, answer := OpenAnswer(mine, blob)
		_, done := OpenDone(mine, blob)
		if ask || answer || done {
			t.Errorf("%s of a pairing or a home means something in an invite", name)
		}
	}
}

func TestAnyThirdHandInAnInviteChangesTheFiveWords(t *testing.T) {
	s := slotFor("seven words")
	_, g := guest("x")
	first, second := Ask{Pair, host("x")}.Seal(s), Answer{Party: g}.Seal(s)
	honest := Compare(quick, Transcript(s, first, second))
	if len(honest) != 5 || !slices.Equal(honest, Compare(quick, Transcript(s, first, second))) {
		t.Fatalf("got %q", honest)
	}
	for name, other := range map[string][32]byte{
		"another ask":    Transcript(s, Ask{Pair, host("x")}.Seal(s), second),
		"another answer": Transcript(s, first, Answer{Party: g}.Seal(s)),
		"another slot":   Transcript(slotFor("others"), first, second),
		"swapped":        Transcript(s, second, first),
	} {
		if slices.Equal(honest, Compare(quick, other)) {
			t.Errorf("%s: the same five words", name)
		}
	}
}

// A welcome lets in the guest of this ask and answer, and only if the host has signed it who was compared.
func TestAWelcomeHoldsForTheTwoWhoComparedOnly(t *testing.T) {
	s := slotFor("seven words")
	self, g := guest("Ana")
	secret := seal.NewKey().SignKey(seal.LabelInviteHost)
	h := Party{Role: Host, Sign: secret.Public(), Name: "Sarah"}
	ask := Ask{Care, h}.Seal(s)
	answer := Answer{slots.Fingerprint(ask), g}.Seal(s)
	made, _ := space.Create(space.NewOwner(), space.NewSelf(), "Sarah")
	blob, err := welcome(s, ask, answer, g, secret, made.Handover)
	if err != nil {
		t.Fatal(err)
	}
	e, ok := OpenDone(s, blob)
	if !ok {
		t.Fatal("a welcome is no message")
	}
	joined, ok := e.enter(s, ask, answer, h, self)
	if !ok || joined.ID() != made.ID() {
		t.Fatal("the guest does not get in")
	}
	other, _ := space.Create(space.NewOwner(), space.NewSelf(), "somebody")
	elsewhere, err := welcome(s, ask, answer, g, seal.NewKey().SignKey(seal.LabelInviteHost), other.Handover)
	if err != nil {
		t.Fatal(err)
	}
	forged, _ := OpenDone(s, elsewhere)
	mixed := e
	mixed.Handover = forged.Handover
	refused := e
	refused.How = SaidNo
	later := e
	later.Before = [32]byte{1}
	for name, try := range map[string]func() bool{
		"signed by somebody else":    func() bool { _, ok := forged.enter(s, ask, answer, h, self); return ok },
		"with another handover":      func() bool { _, ok := mixed.enter(s, ask, answer, h, self); return ok },
		"a no":                       func() bool { _, ok := refused.enter(s, ask, answer, h, self); return ok },
		"to another message":         func() bool { _, ok := later.enter(s, ask, answer, h, self); return ok },
		"for another guest":          func() bool { _, ok := e.enter(s, ask, answer, h, space.NewSelf()); return ok },
		"after another ask":          func() bool { _, ok := e.enter(s, Ask{Care, h}.Seal(s), answer, h, self); return ok },
		"from a host never compared": func() bool { _, ok := e.enter(s, ask, answer, host("x"), self); return ok },
	} {
		if try() {
			t.Errorf("%s: lets somebody in", name)
		}
	}
}

func TestANameIsSaidWithoutWhatRearrangesASentence(t *testing.T) {
	for in, want := range map[string]string{
		"  Sarah \n": "Sarah", "Ana\u202e María": "Ana María", "": "", "\t": "", "José": "José",
	} {
		got := CleanName(in)
		if got != want || got != "" && !goodName(got) {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := CleanName(string(bytes.Repeat([]byte("ü"), 40))); !goodName(got) {
		t.Errorf("a long one: %q", got)
	}
}

func FuzzInvite(f *testing.F) {
	s := slotFor("seven words")
	_, g := guest("x")
	letIn := Done{[32]byte{9}, LetIn, make([]byte, seal.BoxSize), make([]byte, space.HandoverSize), make([]byte, signatureSize)}
	for _, blob := range [][]byte{Ask{Pair, host("x")}.Seal(s), Ask{Care, g}.Seal(s), Answer{Party: g}.Seal(s), Answer{Party: host("y")}.Seal(s), Done{How: SaidNo}.Seal(s), letIn.Seal(s)} {
		f.Add(blob)
		for _, label := range []string{seal.LabelInviteAsk, seal.LabelInviteAnswer, seal.LabelInviteDone} {
			if r, ok := s.open(label, blob); ok {
				f.Add(bytes.TrimRight(r.b, "\x00"))
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
			r, ok := s.open(label, got)
			if !ok || !bytes.Equal(bytes.TrimRight(r.b, "\x00"), bytes.TrimRight(b, "\x00")) {
				t.Errorf("%x reads, and writes as something else", b)
			}
		}
		if a, ok := OpenAsk(s, s.seal(seal.LabelInviteAsk, b)); ok {
			again(seal.LabelInviteAsk, a.Seal(s))
		}
		if a, ok := OpenAnswer(s, s.seal(seal.LabelInviteAnswer, b)); ok {
			again(seal.LabelInviteAnswer, a.Seal(s))
		}
		if e, ok := OpenDone(s, s.seal(seal.LabelInviteDone, b)); ok {
			again(seal.LabelInviteDone, e.Seal(s))
		}
	})
}
