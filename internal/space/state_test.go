package space

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// plainOf opens one part of what Marshal wrote.
func plainOf(t tester, under seal.Key, part []byte, label string) []byte {
	t.Helper()
	c, err := openState(under, part, label)
	if err != nil {
		t.Fatal(err)
	}
	return c.b
}

func TestKeptStateComesBackWhole(t *testing.T) {
	w := lived(t)
	w.log[2].Envelope = nil
	w.devices = append(w.devices, Follow(w.id, NewSelf(), &w.owner))
	if err := w.devices[2].CatchUp(w.controls(0)); err != nil {
		t.Fatal(err)
	}
	under := seal.NewKey()
	for _, item := range w.log {
		for _, d := range w.devices {
			keys, head := d.Marshal(under)
			got, err := Unmarshal(under, keys, head)
			if err != nil {
				t.Fatal(err)
			}
			if state(got) != state(d) || got.Me() != d.Me() {
				t.Fatalf("at %d: got %v, want %v", d.n, state(got), state(d))
			}
		}
		accept(t, w.devices[2], item)
	}
	w.change(0, Change{Add: []Member{NewMember("third", w.devices[2].me.Keys())}})
	if keys, head := w.devices[2].Marshal(under); len(head) > 200 {
		t.Errorf("the part that changes with every entry has %d bytes (the other %d)", len(head), len(keys))
	}
}

func TestKeptStateOpensOnlyWhole(t *testing.T) {
	w := newWorld(t, 2)
	under := seal.NewKey()
	d := w.devices[0]
	keys, head := d.Marshal(under)
	other, otherHead := newWorld(t, 2).devices[0].Marshal(under)
	w.change(0, Change{})
	_, later := d.Marshal(under)
	set := func(b []byte, to byte) []byte { b = bytes.Clone(b); b[0] = to; return b }
	for name, c := range map[string]struct {
		under      seal.Key
		keys, head []byte
		want       error
	}{
		"good":                 {under, keys, head, nil},
		"other key":            {seal.NewKey(), keys, head, ErrState},
		"head of another":      {under, keys, otherHead, ErrState},
		"keys of another":      {under, other, head, ErrState},
		"head of a later":      {under, keys, later, ErrState},
		"exchanged":            {under, head, keys, ErrState},
		"no keys":              {under, nil, head, ErrState},
		"no head":              {under, keys, nil, ErrState},
		"keys cut":             {under, keys[:len(keys)-1], head, ErrState},
		"head longer":          {under, keys, append(bytes.Clone(head), 0), ErrState},
		"keys of a later form": {under, set(keys, 2), head, ErrNewer},
		"head of a later form": {under, keys, set(head, 2), ErrNewer},
		"form 0":               {under, set(keys, 0), head, ErrNewer},
	} {
		if _, err := Unmarshal(c.under, c.keys, c.head); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	for i := range keys {
		if _, err := Unmarshal(under, flip(keys, 8*i), head); err == nil {
			t.Fatalf("byte %d of keys changed, and it opens", i)
		}
	}
	for i := range head {
		if _, err := Unmarshal(under, keys, flip(head, 8*i)); err == nil {
			t.Fatalf("byte %d of head changed, and it opens", i)
		}
	}
}

// TestStateThatCanNotHaveComeAboutIsNotRead is about a program that has written nonsense: nobody else has the key.
func TestStateThatCanNotHaveComeAboutIsNotRead(t *testing.T) {
	w := newWorld(t, 2)
	under := seal.NewKey()
	d := w.devices[0]
	keys, head := d.Marshal(under)
	plainKeys, plainHead := plainOf(t, under, keys, seal.LabelLocalSpaceKeys), plainOf(t, under, head, seal.LabelLocalSpaceHead)
	const (
		status = 16 + 4 + 73
		last   = status + 1
		ahead  = last + 8 + 32 + 32
		count  = ahead + 4 + 8 + 32
	)
	if plainKeys[status] != byte(In) || plainKeys[count] != 2 {
		t.Fatal("the places are wrong")
	}
	put64 := func(b []byte, at int, v uint64) []byte {
		b = bytes.Clone(b)
		binary.BigEndian.PutUint64(b[at:], v)
		return b
	}
	set := func(b []byte, at int, v byte) []byte { b = bytes.Clone(b); b[at] = v; return b }
	more := func(b []byte, tail ...byte) []byte { return append(bytes.Clone(b), tail...) }
	for name, c := range map[string]struct{ keys, head []byte }{
		"unknown status":            {set(plainKeys, status, 3), plainHead},
		"in the roster and removed": {set(plainKeys, status, byte(Removed)), plainHead},
		"control after the head":    {put64(plainKeys, last, 3), plainHead},
		"no control record":         {put64(plainKeys, last, 0), plainHead},
		"another commitment":        {set(plainKeys, last+8+32, plainKeys[last+8+32]+1), plainHead},
		"caught up with the past":   {set(plainKeys, ahead+3, 1), plainHead},
		"caught up with too much":   {set(plainKeys, ahead, 255), plainHead},
		"one member more":           {set(plainKeys, count, 3), plainHead},
		"one member less":           {set(plainKeys, count, 1), plainHead},
		"too many members":          {set(plainKeys, count, 17), plainHead},
		"half a key":                {plainKeys[:len(plainKeys)-1], plainHead},
		"no key":                    {plainKeys[:len(plainKeys)-77], plainHead},
		"a key twice":               {more(plainKeys, plainKeys[len(plainKeys)-77:]...), plainHead},
		"only an ID":                {plainKeys[:16], plainHead},
		"nothing":                   {nil, nil},
		"another epoch":             {plainKeys, set(plainHead, 19, 9)},
		"head cut":                  {plainKeys, plainHead[:99]},
		"number 0":                  {plainKeys, put64(plainHead, 20, 0)},
		"a hole at 0":               {plainKeys, more(plainHead, 0)},
		"a hole twice":              {plainKeys, more(plainHead, 1, 0)},
		"a hole beyond the head":    {plainKeys, more(plainHead, 3)},
		"half a hole":               {plainKeys, more(plainHead, 0x80)},
		"an endless hole":           {plainKeys, more(plainHead, bytes.Repeat([]byte{0xff}, 11)...)},
	} {
		_, err := Unmarshal(under, sealState(under, c.keys, seal.LabelLocalSpaceKeys), sealState(under, c.head, seal.LabelLocalSpaceHead))
		if !errors.Is(err, ErrState) {
			t.Errorf("%s: got %v, want ErrState", name, err)
		}
	}
	fresh := Follow(w.id, NewSelf(), nil)
	keys, head = fresh.Marshal(under)
	if _, err := Unmarshal(under, keys, head); err != nil {
		t.Errorf("nothing taken in yet: %v", err)
	}
	plainHead = plainOf(t, under, head, seal.LabelLocalSpaceHead)
	for name, bad := range map[string][]byte{"an entry before the first epoch": put64(plainHead, 20, 1), "another first head": set(plainHead, 28, plainHead[28]+1)} {
		if _, err := Unmarshal(under, keys, sealState(under, bad, seal.LabelLocalSpaceHead)); !errors.Is(err, ErrState) {
			t.Errorf("%s: got %v, want ErrState", name, err)
		}
	}
}

// FuzzKeptStateThatReadsIsWrittenAsTheSame seals whatever comes as the two parts.
func FuzzKeptStateThatReadsIsWrittenAsTheSame(f *testing.F) {
	seeds := stateSeeds(f)
	for _, s := range seeds {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, keys, head []byte) {
		s, err := Unmarshal(fuzzKey, sealState(fuzzKey, keys, seal.LabelLocalSpaceKeys), sealState(fuzzKey, head, seal.LabelLocalSpaceHead))
		if err != nil {
			if !errors.Is(err, ErrState) {
				t.Fatalf("got %v", err)
			}
			return
		}
		again, err := Unmarshal(fuzzKey, s.marshalKeys(fuzzKey), s.MarshalHead(fuzzKey))
		if err != nil || state(again) != state(s) {
			t.Fatalf("got %v, %v, want %v", again, err, state(s))
		}
		// Whatever it is, it goes on.
		if _, err := s.Accept(record.Item{N: s.n + 1, Leaf: record.Hash{1}}); err != nil && !errors.Is(err, ErrControl) && !errors.Is(err, ErrForked) && s.n+1 != 0 {
			t.Fatalf("got %v", err)
		}
	})
}

// fuzzKey is always the same, because fuzzing happens in other processes than that which makes the seeds.
var fuzzKey = keyOf(7)

// keyOf makes a key of 32 equal bytes the one way there is: by unwrapping it.
func keyOf(b byte) seal.Key {
	outer := seal.NewKey()
	k, err := outer.Unwrap(seal.Seal(outer, bytes.Repeat([]byte{b}, 32), nil), nil)
	if err != nil {
		panic(err)
	}
	return k
}

// stateSeeds are states in the clear.
func stateSeeds(t tester) [][2][]byte {
	w := lived(t)
	w.log[2].Envelope = nil
	d := Follow(w.id, NewSelf(), &w.owner)
	if err := d.CatchUp(w.controls(0)); err != nil {
		t.Fatal(err)
	}
	var seeds [][2][]byte
	for i, item := range w.log {
		if i%2 == 0 {
			keys, head := d.Marshal(fuzzKey)
			seeds = append(seeds, [2][]byte{plainOf(t, fuzzKey, keys, seal.LabelLocalSpaceKeys), plainOf(t, fuzzKey, head, seal.LabelLocalSpaceHead)})
		}
		accept(t, d, item)
	}
	return append(seeds, [2][]byte{seeds[0][0][:90], seeds[1][1]}, [2][]byte{nil, nil})
}

// FuzzBytesOnTheDiskAreReadOrRefused takes the two parts as they lie on a disk.
func FuzzBytesOnTheDiskAreReadOrRefused(f *testing.F) {
	keys, head := newWorld(f, 1).devices[0].Marshal(fuzzKey)
	f.Add(keys, head)
	f.Add(keys[:50], head)
	f.Add([]byte{2}, []byte{})
	f.Fuzz(func(t *testing.T, keys, head []byte) {
		if _, err := Unmarshal(fuzzKey, keys, head); err != nil && !errors.Is(err, ErrState) && !errors.Is(err, ErrNewer) {
			t.Fatalf("got %v", err)
		}
	})
}
