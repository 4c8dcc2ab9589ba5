package relayapi

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"snowdrop/internal/record"
)

func someRecord(fill byte, padded int) []byte {
	return record.Envelope{Kind: record.KindRecord, Epoch: 1, ID: record.ID{fill}, Delete: record.Hash{fill, 1},
		Body: bytes.Repeat([]byte{fill}, padded+record.PlainOverhead+record.SealOverhead)}.Marshal()
}

func someControl(epoch uint32, before uint64) []byte {
	c := record.Control{Before: before, Roster: make([]byte, record.RosterSize)}
	for i := range c.Boxes {
		c.Boxes[i] = make([]byte, record.BoxSize)
	}
	return record.Envelope{Kind: record.KindControl, Epoch: epoch, ID: record.ID{9}, Body: c.Marshal()}.Marshal()
}

func TestEveryNamedErrorComesBackAsItself(t *testing.T) {
	names := map[string]bool{}
	for _, c := range Codes {
		if names[c.Name] {
			t.Errorf("two errors are named %q", c.Name)
		}
		names[c.Name] = true
		var sent error = c
		if c == ErrHead {
			sent = &HeadError{Head: 1<<64 - 1, Epoch: 1<<32 - 1}
		}
		status, body, ok := EncodeError(sent)
		if !ok || status != c.Status || len(body) > MaxErrorRaw {
			t.Fatalf("%s is answered %d %q, %v", c.Name, status, body, ok)
		}
		got := DecodeError(status, body)
		if !errors.Is(got, c) {
			t.Errorf("%s came back as %v", c.Name, got)
		}
		var at *HeadError
		if c == ErrHead && (!errors.As(got, &at) || *at != *sent.(*HeadError)) {
			t.Errorf("the head came back as %v", got)
		}
		if other := DecodeError(status+1, body); !errors.Is(other, ErrAnswer) {
			t.Errorf("%s with status %d is %v", c.Name, status+1, other)
		}
	}
	if _, _, ok := EncodeError(io.EOF); ok {
		t.Error("an error of our own has an answer")
	}
}

func TestAnswersOfOtherServersAreNoErrorsOfARelay(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
	}{{404, "<html>nginx</html>"}, {404, ""}, {404, `{"error":"nothing"}`}, {409, `{"error":"head"}`}, {409, `{"error":"head","head":1}`},
		{409, `{"error":"head","head":-1,"epoch":1}`}, {200, `{"error":"unknown"}`}, {404, `{"error":"unknown"}` + strings.Repeat(" ", MaxErrorRaw)}} {
		if err := DecodeError(c.status, []byte(c.body)); !errors.Is(err, ErrAnswer) {
			t.Errorf("%d %.40q is %v", c.status, c.body, err)
		}
	}
}

func TestARelayWithOtherLimitsIsNotTakenForOne(t *testing.T) {
	good := About{Spaces: SpacesCode, Quota: 1 << 30}
	got, err := DecodeAbout(EncodeAbout(good))
	if err != nil || got.Spaces != SpacesCode || got.Quota != 1<<30 || got.MaxBody != MaxBody {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "{}", "null", `{"version":2,"spaces":"open","quota":1,"max_batch":64,"max_body":1048576,"max_blob":27262976,"chunk":262144}`,
		`{"version":1,"spaces":"perhaps","quota":1,"max_batch":64,"max_body":1048576,"max_blob":27262976,"chunk":262144}`,
		`{"version":1,"spaces":"open","quota":1,"max_batch":64,"max_body":1024,"max_blob":27262976,"chunk":262144}`,
		string(EncodeAbout(good)) + strings.Repeat(" ", MaxAbout)} {
		if _, err := DecodeAbout([]byte(bad)); !errors.Is(err, ErrAnswer) {
			t.Errorf("%.60q was taken: %v", bad, err)
		}
	}
}

func TestALogComesBackWithItsNumbersAndLeaves(t *testing.T) {
	one, three := someRecord(1, 512), someControl(2, 2)
	stub := record.Item{N: 8, Leaf: record.Hash{5}}
	want := []record.Item{{N: 7, Envelope: one, Leaf: record.Leaf(one)}, stub, {N: 9, Envelope: three, Leaf: record.Leaf(three)}}
	b := EncodeHead(9)
	for _, item := range want {
		before := len(b)
		b = AppendItem(b, item)
		if ItemSize(item) != len(b)-before {
			t.Errorf("item %d takes %d bytes, not %d", item.N, len(b)-before, ItemSize(item))
		}
	}
	head, items, err := DecodeLog(b, 6)
	if err != nil || head != 9 || len(items) != 3 {
		t.Fatalf("head %d, %d items, %v", head, len(items), err)
	}
	for i, item := range items {
		if item.N != want[i].N || item.Leaf != want[i].Leaf || !bytes.Equal(item.Envelope, want[i].Envelope) {
			t.Errorf("item %d came back as %d", want[i].N, item.N)
		}
	}
	for name, bad := range map[string][]byte{
		"beyond the head": AppendItem(b, stub), "cut off": b[:len(b)-1], "an unknown type": append(EncodeHead(9), 3), "empty before the head": EncodeHead(9),
		"a cut stub": append(EncodeHead(9), 2, 1, 2), "no head": {1, 2, 3}, "too long": append(EncodeHead(9), make([]byte, MaxBody)...),
	} {
		if _, _, err := DecodeLog(bad, 6); !errors.Is(err, ErrAnswer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if head, items, err := DecodeLog(EncodeHead(9), 9); err != nil || head != 9 || len(items) != 0 {
		t.Errorf("nothing new: %d, %d, %v", head, len(items), err)
	}
	if head, _, err := DecodeLog(EncodeHead(3), 9); err != nil || head != 3 {
		t.Errorf("a relay that went back must be seen: %d, %v", head, err)
	}
}

func TestControlsMustFollowEachOther(t *testing.T) {
	two, three := someControl(2, 5), someControl(3, 7)
	all, err := DecodeControls(append(bytes.Clone(two), three...), 1)
	if err != nil || len(all) != 2 || !bytes.Equal(all[1], three) {
		t.Fatalf("%d, %v", len(all), err)
	}
	for name, bad := range map[string][]byte{"an epoch left out": three, "a record": someRecord(1, 512), "cut off": two[:len(two)-1], "too long": make([]byte, MaxBody+1)} {
		if _, err := DecodeControls(bad, 1); !errors.Is(err, ErrAnswer) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAppendTakesOneToSixtyFourRecordsAndNothingElse(t *testing.T) {
	many := func(n int) (all [][]byte) {
		for i := range n {
			all = append(all, someRecord(byte(i), 512))
		}
		return all
	}
	for _, n := range []int{1, MaxBatch} {
		got, err := DecodeAppend(Append{Expect: 3, Envelopes: many(n)}.Encode())
		if err != nil || got.Expect != 3 || len(got.Envelopes) != n {
			t.Errorf("%d: %d, %v", n, len(got.Envelopes), err)
		}
	}
	good := Append{Expect: 3, Envelopes: many(2)}.Encode()
	for name, bad := range map[string][]byte{
		"none": Append{Expect: 3}.Encode(), "too many": Append{Expect: 3, Envelopes: many(MaxBatch + 1)}.Encode(), "cut off": good[:len(good)-1],
		"one more byte": append(bytes.Clone(good), 0), "a control record": Append{Envelopes: [][]byte{someControl(1, 0)}}.Encode(),
		"numbers that run out": Append{Expect: 1<<64 - 1, Envelopes: many(2)}.Encode(), "empty": {},
	} {
		if _, err := DecodeAppend(bad); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := DecodeAppend(make([]byte, MaxBody+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too long: %v", err)
	}
}

func TestCreateAndRotateTakeAControlRecordOnly(t *testing.T) {
	c, err := DecodeCreate(Create{Code: "löwe", Genesis: someControl(1, 0)}.Encode())
	if err != nil || c.Code != "löwe" || len(c.Genesis) != len(someControl(1, 0)) {
		t.Errorf("%q, %v", c.Code, err)
	}
	r, err := DecodeRotate(Rotate{Expect: 9, Envelope: someControl(2, 9)}.Encode())
	if err != nil || r.Expect != 9 {
		t.Errorf("%d, %v", r.Expect, err)
	}
	for name, b := range map[string][]byte{"a record": Create{Genesis: someRecord(1, 512)}.Encode(), "a long code": Create{Code: strings.Repeat("x", MaxCode+1), Genesis: someControl(1, 0)}.Encode(),
		"a code that is no text": Create{Code: "\xff", Genesis: someControl(1, 0)}.Encode(), "empty": {}, "a code that is cut": {9, 1}, "an epoch that is not the first": Create{Genesis: someControl(2, 0)}.Encode()} {
		if _, err := DecodeCreate(b); !errors.Is(err, ErrMalformed) {
			t.Errorf("create, %s: %v", name, err)
		}
	}
	for name, b := range map[string][]byte{"a record": Rotate{Envelope: someRecord(1, 512)}.Encode(), "empty": {}} {
		if _, err := DecodeRotate(b); !errors.Is(err, ErrMalformed) {
			t.Errorf("rotate, %s: %v", name, err)
		}
	}
}

func TestASignatureIsForOneRelayOneRoleAndOneCall(t *testing.T) {
	l := Login{Role: RoleMember, Space: record.SpaceID{1}, Epoch: 2, Nonce: Nonce{3}}
	owner := Login{Role: RoleOwner, Space: l.Space, Nonce: l.Nonce}
	if bytes.Equal(l.Signed("a.example"), l.Signed("b.example")) || bytes.Equal(l.Signed("a"), owner.Signed("a")) {
		t.Error("two logins sign the same")
	}
	if !bytes.Equal(l.Signed("A.example:443"), l.Signed("a.example")) || bytes.Equal(l.Signed("a.example:8443"), l.Signed("a.example")) {
		t.Error("a host is not written in one way")
	}
	seen := map[string]string{}
	for name, m := range map[string][]byte{
		"one": SlotSigned("h", "GET", Locator{1}, Nonce{1}, nil), "other method": SlotSigned("h", "DELETE", Locator{1}, Nonce{1}, nil), "other host": SlotSigned("hG", "ET", Locator{1}, Nonce{1}, nil),
		"other locator": SlotSigned("h", "GET", Locator{2}, Nonce{1}, nil), "other nonce": SlotSigned("h", "GET", Locator{1}, Nonce{2}, nil), "other body": SlotSigned("h", "GET", Locator{1}, Nonce{1}, []byte{0}),
	} {
		if other, twice := seen[string(m)]; twice {
			t.Errorf("%s signs the same as %s", name, other)
		}
		seen[string(m)] = name
	}
}

func TestTheOwnerLogsInWithoutAnEpochAndAMemberWithOne(t *testing.T) {
	for _, c := range []struct {
		role  uint8
		epoch uint32
		good  bool
	}{{RoleMember, 1, true}, {RoleMember, 0, false}, {RoleOwner, 0, true}, {RoleOwner, 1, false}, {0, 0, false}, {3, 1, false}} {
		_, err := DecodeLogin(Login{Role: c.role, Epoch: c.epoch}.Encode())
		if (err == nil) != c.good {
			t.Errorf("role %d, epoch %d: %v", c.role, c.epoch, err)
		}
	}
}

func TestAPathHasOneTextForEachThing(t *testing.T) {
	for text, want := range map[string]bool{"0": true, "18446744073709551615": true, "18446744073709551616": false, "01": false, "+1": false, "-1": false, "": false, " 1": false} {
		if _, ok := Number(text); ok != want {
			t.Errorf("%q: %v", text, ok)
		}
	}
	l := Locator{1, 2, 3}
	got, err := ParseLocator(l.String())
	if err != nil || got != l || SlotPath(l) != "/v1/slots/"+l.String() {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", strings.ToUpper(l.String()), l.String() + "a", l.String()[:51] + "b"} {
		if _, err := ParseLocator(bad); err == nil {
			t.Errorf("%q is a locator", bad)
		}
	}
}

func TestTheLastChunkIsTheRest(t *testing.T) {
	for _, c := range []struct {
		size   int64
		chunks int
		last   int
	}{{1, 1, 1}, {Chunk, 1, Chunk}, {Chunk + 1, 2, 1}, {MaxBlob, 104, Chunk}} {
		if n := Chunks(c.size); n != c.chunks || ChunkSize(c.size, n-1) != c.last || ChunkSize(c.size, n) != 0 || ChunkSize(c.size, -1) != 0 {
			t.Errorf("%d bytes: %d chunks, the last %d", c.size, n, ChunkSize(c.size, n-1))
		}
	}
	for _, s := range []BlobState{{Size: 1, Have: 0}, {Size: MaxBlob, Have: 104}} {
		if got, err := DecodeBlobState(s.Encode()); err != nil || got != s {
			t.Errorf("%v, %v", got, err)
		}
	}
	for _, s := range []BlobState{{Size: 0}, {Size: MaxBlob + 1}, {Size: 1, Have: 2}, {Size: -1}} {
		if _, err := DecodeBlobState(s.Encode()); !errors.Is(err, ErrAnswer) {
			t.Errorf("%v was taken", s)
		}
	}
}

func TestALiveStreamTellsHeadsAndSignsOfLife(t *testing.T) {
	a := Event{record.SpaceID{1}, 0}
	b := Event{record.SpaceID{2}, 1<<64 - 1}
	stream := string(AppendEvent(nil, a)) + LiveBeat + strings.ReplaceAll(string(AppendEvent(nil, b)), "\n", "\r\n")
	s := NewEvents(strings.NewReader(stream))
	for i, want := range []any{a, "beat", b} {
		e, beat, err := s.Next()
		if err != nil || (want == "beat") != beat || !beat && e != want {
			t.Errorf("%d: %v, %v, %v", i, e, beat, err)
		}
	}
	if _, _, err := s.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
	for _, bad := range []string{"data: x 1\n\n", "data: " + a.Space.String() + " -1\n\n", "event: x\n\n", strings.Repeat("x", 4096), "data:" + a.Space.String() + "1\n"} {
		if _, _, err := NewEvents(strings.NewReader(bad)).Next(); !errors.Is(err, ErrAnswer) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
}

func TestTokensAreCountedAndFitAHeader(t *testing.T) {
	got, err := DecodeTokens(EncodeTokens("abc", "D-_9"))
	if err != nil || len(got) != 2 || got[1] != "D-_9" {
		t.Errorf("%v, %v", got, err)
	}
	many := make([]string, MaxTokens+1)
	for i := range many {
		many[i] = "a"
	}
	for name, b := range map[string][]byte{"none": {}, "no line": []byte("abc"), "an empty one": []byte("\n"), "a space": []byte("a b\n"), "a long one": []byte(strings.Repeat("a", MaxToken+1) + "\n"), "too many": EncodeTokens(many...)} {
		if _, err := DecodeTokens(b); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if Bearer("abc") != "Bearer abc" {
		t.Error(Bearer("abc"))
	}
}

func TestASlotIsWrittenAsItIsRead(t *testing.T) {
	p := PutSlot{Auth: [32]byte{1}, Life: LifeDays, Previous: [32]byte{2}, Blob: bytes.Repeat([]byte{3}, SlotSize)}
	got, err := DecodePutSlot(p.Encode())
	if err != nil || got.Auth != p.Auth || got.Life != p.Life || got.Previous != p.Previous || !bytes.Equal(got.Blob, p.Blob) {
		t.Errorf("%v", err)
	}
	p.Life = 3
	for _, bad := range [][]byte{p.Encode(), {}, make([]byte, putSlotSize+1)} {
		if _, err := DecodePutSlot(bad); !errors.Is(err, ErrMalformed) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
	n, sig, err := ParseSlotAuthorization(SlotAuthorization(Nonce{1}, [64]byte{2}))
	if err != nil || n != (Nonce{1}) || sig != ([64]byte{2}) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "Slot ", "Bearer x.y", "Slot a.b", SlotAuthorization(Nonce{1}, [64]byte{2}) + "A"} {
		if _, _, err := ParseSlotAuthorization(bad); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestADeleteTokenIsWholeOrNotThere(t *testing.T) {
	if _, given, err := DecodeDelete(nil); given || err != nil {
		t.Errorf("nothing: %v, %v", given, err)
	}
	if token, given, err := DecodeDelete(bytes.Repeat([]byte{7}, 32)); !given || err != nil || token[31] != 7 {
		t.Errorf("a token: %v, %v", given, err)
	}
	if _, _, err := DecodeDelete(make([]byte, 31)); !errors.Is(err, ErrMalformed) {
		t.Errorf("31 bytes: %v", err)
	}
}

// FuzzEveryBody gives the same bytes to every reader: what is taken is written the same again.
func FuzzEveryBody(f *testing.F) {
	seeds := [][]byte{{}, EncodeHead(1), Login{Role: RoleMember, Epoch: 1}.Encode(), Create{Code: "a", Genesis: someControl(1, 0)}.Encode(),
		Append{Expect: 1, Envelopes: [][]byte{someRecord(1, 512), someRecord(2, 1024)}}.Encode(), Rotate{Expect: 3, Envelope: someControl(2, 3)}.Encode(),
		AppendItem(AppendItem(EncodeHead(2), record.Item{Envelope: someRecord(1, 512)}), record.Item{Leaf: record.Hash{1}}), someControl(1, 0),
		EncodeTokens("abc", "def"), BlobState{Size: 5, Have: 1}.Encode(), PutSlot{Blob: make([]byte, SlotSize)}.Encode(), bytes.Repeat([]byte{1}, 32),
		AppendEvent([]byte(LiveBeat), Event{Head: 5}), []byte(SlotAuthorization(Nonce{1}, [64]byte{})), []byte(Locator{5}.String()),
		[]byte(`{"error":"head","head":5,"epoch":1}`), EncodeAbout(About{Spaces: SpacesOpen})}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		same := func(name string, again []byte) {
			if !bytes.Equal(again, b) {
				t.Errorf("%s of %x was written as %x", name, b, again)
			}
		}
		if l, err := DecodeLogin(b); err == nil {
			same("login", l.Encode())
		}
		if c, err := DecodeCreate(b); err == nil {
			same("create", c.Encode())
		}
		if a, err := DecodeAppend(b); err == nil {
			same("append", a.Encode())
		}
		if r, err := DecodeRotate(b); err == nil {
			same("rotate", r.Encode())
		}
		if head, items, err := DecodeLog(b, 0); err == nil {
			again := EncodeHead(head)
			for _, item := range items {
				again = AppendItem(again, item)
			}
			same("log", again)
		}
		if all, err := DecodeControls(b, 0); err == nil {
			same("controls", bytes.Join(all, nil))
		}
		if tokens, err := DecodeTokens(b); err == nil {
			same("tokens", EncodeTokens(tokens...))
		}
		if s, err := DecodeBlobState(b); err == nil {
			same("blob", s.Encode())
		}
		if p, err := DecodePutSlot(b); err == nil {
			same("slot", p.Encode())
		}
		if n, sig, err := ParseSlotAuthorization(string(b)); err == nil {
			same("authorization", []byte(SlotAuthorization(n, sig)))
		}
		if l, err := ParseLocator(string(b)); err == nil {
			same("locator", []byte(l.String()))
		}
		_ = DecodeError(409, b)
		_, _ = DecodeAbout(b)
		_, _ = DecodeNonce(b)
		for s := NewEvents(bytes.NewReader(b)); ; {
			if _, _, err := s.Next(); err != nil {
				break
			}
		}
	})
}
