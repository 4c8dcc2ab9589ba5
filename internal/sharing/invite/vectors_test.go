package invite

import (
	"bytes"
	"slices"
	"testing"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/vectors"
)

// keyOf makes a key of given bytes the one way there is: by unwrapping it.
func keyOf(t *testing.T, b []byte) seal.Key {
	t.Helper()
	outer := seal.NewKey()
	k, err := outer.Unwrap(seal.Seal(outer, b, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func slotOf(t *testing.T, key []byte) Slot {
	k := keyOf(t, key)
	return Slot{slots.From(k), k}
}

func loadVectors[T any](t *testing.T, name string) []T {
	t.Helper()
	all, err := vectors.LoadInvite[T](name)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	return all
}

func TestInviteMessageVectors(t *testing.T) {
	for _, v := range loadVectors[vectors.InviteMessage](t, "message") {
		s := slotOf(t, v.Key)
		at := s.Login().Locator
		stretched := func(words, label string) seal.Key { return seal.StretchWords(words, label) }
		if v.Words != "" && !SlotOf(stretched, []string{v.Words}).Same(s.Slot) || !bytes.Equal(at[:], v.Locator) {
			t.Errorf("%s: another slot", v.Name)
		}
		var ok bool
		var got vectors.InviteMessage
		said := func(p Party) {
			got.Role, got.Sign, got.Box, got.Party = byte(p.Role), p.Sign[:], p.Box, p.Name
		}
		switch v.Message {
		case "ask":
			var a Ask
			a, ok = OpenAsk(s, v.Blob)
			got.Sort = byte(a.Sort)
			said(a.Party)
		case "answer":
			var a Answer
			a, ok = OpenAnswer(s, v.Blob)
			got.Before = a.Ask[:]
			said(a.Party)
		case "done":
			var e Done
			e, ok = OpenDone(s, v.Blob)
			got.Before, got.How, got.Box, got.Handover, got.Signature = e.Before[:], byte(e.How), e.Box, e.Handover, e.Signature
		}
		if ok != (v.Error == "") {
			t.Errorf("%s: reads %v, want %q", v.Name, ok, v.Error)
		}
		if ok && (got.Sort != v.Sort || got.Role != v.Role || got.Party != v.Party || got.How != v.How || !bytes.Equal(got.Before, v.Before) || !bytes.Equal(got.Sign, v.Sign) ||
			!bytes.Equal(got.Box, v.Box) || !bytes.Equal(got.Handover, v.Handover) || !bytes.Equal(got.Signature, v.Signature)) {
			t.Errorf("%s: got %+v", v.Name, got)
		}
	}
}

func TestInviteEndVectors(t *testing.T) {
	for _, v := range loadVectors[vectors.InviteEnd](t, "end") {
		s := slotOf(t, v.Key)
		ask, ok := OpenAsk(s, v.Ask)
		answer, isAnswer := OpenAnswer(s, v.Answer)
		if !ok || !isAnswer || !answer.answers(ask, v.Ask) {
			t.Fatalf("%s: no ask and answer", v.Name)
		}
		transcript := Transcript(s, v.Ask, v.Answer)
		five := Compare(func(string, string) seal.Key { return keyOf(t, v.Stretched) }, transcript)
		if !bytes.Equal(transcript[:], v.Transcript) || !slices.Equal(five, v.Compare) {
			t.Errorf("%s: another transcript, or %q", v.Name, five)
		}
		e, ok := OpenDone(s, v.Done)
		joined, in := e.enter(s, v.Ask, v.Answer, ask.Party, space.SelfFrom(keyOf(t, v.Seed)))
		if !ok || in != (v.Error == "") {
			t.Errorf("%s: gets in %v, want %q", v.Name, in, v.Error)
		}
		if !in {
			continue
		}
		id := joined.ID()
		epoch, key, _ := joined.Login()
		if !bytes.Equal(id[:], v.Space) || epoch != v.Epoch || key.Public() != keyOf(t, v.EpochKey).SignKey(seal.LabelSpaceAuth).Public() {
			t.Errorf("%s: another space, epoch or key", v.Name)
		}
	}
}

// Both sides stretch: whoever looks for an answer with the same five words pays it for each try.
func TestTheFiveWordsAreStretched(t *testing.T) {
	v := loadVectors[vectors.InviteEnd](t, "end")[0]
	if five := Compare(seal.StretchWords, [32]byte(v.Transcript)); !slices.Equal(five, v.Compare) {
		t.Errorf("got %q, want %q", five, v.Compare)
	}
}
