package values

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/versions"
)

func someVersions() map[string]*versions.Version {
	id, rec := record.NewID(), record.Record{ID: record.NewID(), Kind: 7, At: -5, Body: []byte("body")}
	refs := []versions.Ref{{Version: record.NewID()}, {N: 4, Epoch: 2, Version: record.NewID()}, {N: 9}, {N: 3}}
	return map[string]*versions.Version{
		"waiting":         {ID: id, Order: 12, Record: rec},
		"waiting, names":  {ID: id, Order: 12, Over: refs, Record: rec},
		"in the log":      {ID: id, N: 1 << 40, Epoch: 3, Over: refs[1:3], Record: rec},
		"empty":           {ID: id, Order: 1, Record: record.Record{ID: rec.ID}},
		"a deletion":      {ID: id, State: versions.Delete, Order: 3, Over: refs[:1], Record: record.Record{ID: rec.ID}},
		"a note":          {ID: id, State: versions.Delete, N: 5, Epoch: 1, Over: refs[1:2], Record: record.Record{ID: rec.ID}},
		"binned":          {ID: id, State: versions.Binned, Day: 20000, Record: rec},
		"binned long ago": {ID: id, State: versions.Binned, Day: -3, Record: rec},
		"largest":         {ID: id, Order: 1, Record: record.Record{ID: rec.ID, Body: make([]byte, record.MaxBody)}},
	}
}

func equal(v, w *versions.Version) bool {
	return v.ID == w.ID && v.State == w.State && v.N == w.N && v.Epoch == w.Epoch && v.Order == w.Order && v.Day == w.Day &&
		slices.Equal(v.Over, w.Over) && v.Record.ID == w.Record.ID && v.Same(w)
}

func marshal(t testing.TB, v *versions.Version) []byte {
	t.Helper()
	b, err := AppendVersion(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAVersionIsReadAsItWasWritten(t *testing.T) {
	for name, want := range someVersions() {
		b := marshal(t, want)
		if size := len(b) - Head; size != record.PaddedSize(len(want.Record.Body)) {
			t.Errorf("%s: %d bytes", name, len(b))
		}
		got, err := ParseVersion(b)
		if err != nil || !equal(&got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
		}
	}
}

// Where the fields of a version stand.
const (
	atEpoch  = 33
	atNumber = 37
	atCount  = 45
	atRefs   = 46
)

func TestAVersionThatContradictsItselfIsUnreadable(t *testing.T) {
	all := someVersions()
	for name, c := range map[string]struct {
		of     string
		change func(b []byte) []byte
	}{
		"sort of a part":              {"waiting", func(b []byte) []byte { b[0] = LongDraft; return b }},
		"short sort":                  {"waiting", func(b []byte) []byte { b[0] = Record; return b }},
		"cut":                         {"waiting", func(b []byte) []byte { return b[:len(b)-1] }},
		"no record":                   {"waiting", func(b []byte) []byte { return b[:Head] }},
		"nothing":                     {"waiting", func([]byte) []byte { return nil }},
		"an epoch and no number":      {"in the log", func(b []byte) []byte { clear(b[atNumber:atCount]); return b }},
		"five names":                  {"waiting, names", func(b []byte) []byte { b[atCount] = 5; return b }},
		"more names than it says":     {"waiting, names", func(b []byte) []byte { b[atCount] = 3; return b }},
		"a name twice":                {"waiting, names", func(b []byte) []byte { copy(b[atRefs+84:], b[atRefs+56:atRefs+84]); return b }},
		"a name: an epoch, no number": {"waiting, names", func(b []byte) []byte { clear(b[atRefs+32 : atRefs+40]); return b }},
		"a name that is gone, by ID":  {"waiting, names", func(b []byte) []byte { b[atRefs+56+20] = 1; return b }},
		"a deletion of nothing":       {"waiting", func(b []byte) []byte { b[0] = Tombstone; return b }},
		"a deletion with a body":      {"waiting, names", func(b []byte) []byte { b[0] = Tombstone; return b }},
		"binned and in the log":       {"binned", func(b []byte) []byte { b[atEpoch] = 1; return b }},
		"binned and names":            {"waiting, names", func(b []byte) []byte { b[0] = Binned; return b }},
		"padding not zero":            {"waiting", func(b []byte) []byte { b[len(b)-1] = 1; return b }},
	} {
		if _, err := ParseVersion(c.change(marshal(t, all[c.of]))); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: got %v, want ErrUnreadable", name, err)
		}
	}
}

func TestALongValueIsPutTogetherAsItWasCut(t *testing.T) {
	for _, n := range []int{0, 1, record.MaxBody, record.MaxBody + 1, 3*record.MaxBody - 1, 3 * record.MaxBody, 1 << 20} {
		body := bytes.Repeat([]byte{1, 2, 3, 5, 7}, n/5+1)[:n]
		cut, err := Cut(LongDraft, record.NewID(), body)
		if err != nil {
			t.Fatal(err)
		}
		var parts []Part
		for _, p := range cut {
			b, err := p.Append(nil)
			if err != nil {
				t.Fatal(err)
			}
			read, err := ParsePart(b)
			if err != nil {
				t.Fatalf("%d bytes: %v", n, err)
			}
			parts = append([]Part{read}, parts...) // in another order
		}
		if got, whole := Join(parts); !whole || !bytes.Equal(got, body) {
			t.Errorf("%d bytes: got %d, whole %v", n, len(got), whole)
		}
		if len(parts) < 2 {
			continue
		}
		other := parts[0]
		other.Sort++
		for name, broken := range map[string][]Part{
			"none": nil, "one missing": parts[1:], "one twice": append(slices.Clone(parts[1:]), parts[1]), "one too many": append(slices.Clone(parts), parts[0]),
			"one of another sort": append(slices.Clone(parts[1:]), other),
		} {
			if _, whole := Join(broken); whole {
				t.Errorf("%d bytes, %s: said to be whole", n, name)
			}
		}
	}
	if _, err := Cut(LongDraft, record.NewID(), make([]byte, MaxParts*record.MaxBody+1)); !errors.Is(err, record.ErrTooLarge) {
		t.Errorf("too long: got %v", err)
	}
}

func TestAPartThatContradictsItselfIsUnreadable(t *testing.T) {
	part := func(change func(*Part), bytes func([]byte)) []byte {
		p := Part{Sort: Events, ID: record.NewID(), Index: 1, Count: 2, Body: []byte("end")}
		if change != nil {
			change(&p)
		}
		b, err := p.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		if bytes != nil {
			bytes(b)
		}
		return b
	}
	if _, err := ParsePart(part(nil, nil)); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"sort of a version":   part(func(p *Part) { p.Sort = Binned }, nil),
		"sort of later":       part(func(p *Part) { p.Sort = last + 1 }, nil),
		"no parts":            part(func(p *Part) { p.Index, p.Count = 0, 0 }, nil),
		"behind the last":     part(func(p *Part) { p.Index = 2 }, nil),
		"too many parts":      part(func(p *Part) { p.Count = MaxParts + 1; p.Index = MaxParts }, nil),
		"not full, not last":  part(func(p *Part) { p.Index = 0 }, nil),
		"last of two, empty":  part(func(p *Part) { p.Body = nil }, nil),
		"more in the head":    part(nil, func(b []byte) { b[21] = 1 }),
		"a kind":              part(nil, func(b []byte) { b[Head+1] = 1 }),
		"a time":              part(nil, func(b []byte) { b[Head+11] = 1 }),
		"padding not zero":    part(nil, func(b []byte) { b[len(b)-1] = 1 }),
		"nothing":             nil,
		"shorter than a head": part(nil, nil)[:Head-1],
	} {
		if _, err := ParsePart(b); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: got %v, want ErrUnreadable", name, err)
		}
	}
}

func seeds(t testing.TB) [][]byte {
	var all [][]byte
	for _, v := range someVersions() {
		b := marshal(t, v)
		all = append(all, b, b[:len(b)-7])
	}
	for sort := byte(LongDraft); sort <= last+1; sort++ {
		for _, p := range []Part{{sort, record.ID{1}, 0, 1, []byte("x")}, {sort, record.ID{2}, 1, 2, nil}, {sort, record.ID{3}, 0, 2, make([]byte, record.MaxBody)}} {
			b, err := p.Append(nil)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b)
		}
	}
	return all
}

func TestFuzzingHasSeeds(t *testing.T) {
	versions, parts, none := 0, 0, 0
	for _, b := range seeds(t) {
		_, v := ParseVersion(b)
		_, p := ParsePart(b)
		switch {
		case v == nil && p == nil:
			t.Error("the same bytes are a version and a part")
		case v == nil:
			versions++
		case p == nil:
			parts++
		default:
			none++
		}
	}
	if versions == 0 || parts == 0 || none == 0 {
		t.Errorf("%d versions, %d parts and %d neither: fuzzing needs some of each", versions, parts, none)
	}
}

func FuzzWhatParsesIsWrittenAsTheSameBytes(f *testing.F) {
	for _, b := range seeds(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if v, err := ParseVersion(b); err == nil {
			if again := marshal(t, &v); !bytes.Equal(again, b) {
				t.Fatalf("version: got %x, want %x", again, b)
			}
		}
		if p, err := ParsePart(b); err == nil {
			if again, err := p.Append(nil); err != nil || !bytes.Equal(again, b) {
				t.Fatalf("part: got %x, %v, want %x", again, err, b)
			}
		}
	})
}

func FuzzAHomeThatParsesMarshalsToTheSameBytes(f *testing.F) {
	h := Home{Stopped: 2, Told: 7, Relay: "https://relay.example", Sent: []Sent{{N: 3}, {N: 1 << 40, Leaf: record.Hash{9}}}, Space: []byte("head")}
	good := h.Marshal()
	for _, b := range [][]byte{good, Home{}.Marshal(), good[:30], append([]byte{2}, good[1:]...), append([]byte{1, 4}, good[2:]...)} {
		f.Add(b)
	}
	if got, err := ParseHome(good); err != nil || got.Relay != h.Relay || !slices.Equal(got.Sent, h.Sent) || string(got.Space) != "head" {
		f.Fatalf("got %+v, %v", got, err)
	}
	for n := range len(good) - len("head") {
		if _, err := ParseHome(good[:n]); err == nil {
			f.Fatalf("the first %d bytes are a home", n)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := ParseHome(b); err == nil && !bytes.Equal(h.Marshal(), b) {
			t.Fatalf("got %x, want %x", h.Marshal(), b)
		}
	})
}

func bucketSeeds() []string {
	return []string{"", "\x00", "\x00\x00", "\x01", "\x01b", "\x01b\x01", "\x01b\x01k", "\x01b\x01kvalue", "\x02b", "\x01b\x05key", "\x00\x00value"}
}

func TestFuzzingABucketHasSeeds(t *testing.T) {
	good := 0
	for _, b := range bucketSeeds() {
		if _, _, _, ok := SplitBucket([]byte(b)); ok {
			good++
		}
	}
	if good == 0 || good == len(bucketSeeds()) {
		t.Errorf("%d of %d are values of a bucket: fuzzing needs some of both", good, len(bucketSeeds()))
	}
}

func FuzzWhatIsAValueOfABucketIsJoinedToTheSameBytes(f *testing.F) {
	for _, b := range bucketSeeds() {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		bucket, key, value, ok := SplitBucket(b)
		if ok && !bytes.Equal(JoinBucket(bucket, key, value), b) {
			t.Fatalf("got %x, want %x", JoinBucket(bucket, key, value), b)
		}
	})
}
