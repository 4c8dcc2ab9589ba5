package finding

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

func TestWordsAreComparedWithoutAccentsCapitalsAndCurlyApostrophes(t *testing.T) {
	for typed, want := range map[string]string{
		"CANCIÓN": "cancion", "cancio\u0301n": "cancion", "Straße": "strasse", "Œuvre": "oeuvre", "don’t": "don't", "ŁÓDŹ": "lodz", "Ñandú": "nandu",
		"plain": "plain", "PLAIN": "plain", "Ёлка": "ёлка", "日本": "日本", "3×4 ÷ 2": "3×4 ÷ 2", "": "",
	} {
		if got := Fold(typed); got != want {
			t.Errorf("Fold(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestFoldedWordsFoldToThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("%q folds to %q and then to %q", s, once, Fold(once))
		}
	})
}

func TestTheLineIsCutAroundWhatWasFound(t *testing.T) {
	long := strings.Repeat("before it ", 30) + "the Canción here " + strings.Repeat("after it ", 30)
	got, ok := Part(long, []string{"cancion"}, 60)
	if !ok || !strings.Contains(got, "Canción here") || !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || utf8.RuneCountInString(got) > 64 {
		t.Errorf("got %q", got)
	}
	if got, _ := Part("ßßß short", []string{"short"}, 60); got != "ßßß short" {
		t.Errorf("a short line comes whole: %q", got)
	}
	if _, ok := Part("nothing of it", []string{"canción"}, 60); ok {
		t.Error("it is found where it is not")
	}
}

func FuzzWhatIsFoundIsShown(f *testing.F) {
	f.Add("La canción de la ventana azul", "ventana")
	f.Add("ß"+strings.Repeat("œ", 80)+"x", "x")
	f.Add("\xff\xfe", "\xff")
	f.Add("", "")
	f.Fuzz(func(t *testing.T, line, typed string) {
		line, word := strings.ToValidUTF8(line, "?"), Fold(strings.ToValidUTF8(typed, "?"))
		if n := utf8.RuneCountInString(word); n == 0 || n > 20 || strings.ContainsAny(word, " \n") {
			return
		}
		part, ok := Part(line, []string{word}, 100)
		if ok != strings.Contains(Fold(line), word) {
			t.Fatalf("%q in %q: %v", word, line, ok)
		}
		if ok && !strings.Contains(Fold(part), strings.TrimSpace(word)) {
			t.Errorf("%q in %q is shown as %q", word, line, part)
		}
	})
}

const kindOfATest = 200

// kept is an index over so many entries whose words are their number. Reading one counts.
func kept(t *testing.T, n int) (*Index, *int) {
	t.Helper()
	v, err := vault.Open(t.Context(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := v.Put(context.Background(), record.Record{ID: record.NewID(), Kind: kindOfATest, At: int64(i), Body: fmt.Appendf(nil, "number %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	read := 0
	return New(&screen.Shared{Vault: v, Kinds: map[uint8]screen.Kind{kindOfATest: {ID: kindOfATest, Words: func(body []byte) string {
		read++ // only ever called with the lock held
		return string(body)
	}}}}), &read
}

func query(words ...string) Query {
	var q Query
	for _, w := range words {
		q.wanted = append(q.wanted, []string{w})
	}
	return q
}

func find(s *Index, q Query) []vault.Head { return s.Find(q, s.of.List()) }

func TestEverythingIsFoundWhetherItWasReadAheadOrNot(t *testing.T) {
	const many = 3*step + 7
	for _, ahead := range []bool{false, true} {
		s, read := kept(t, many)
		if ahead {
			s.Warm()
		}
		for range 2 {
			if got := len(find(s, query("number"))); got != many {
				t.Errorf("ahead %v: found %d, want %d", ahead, got, many)
			}
		}
		if *read != many {
			t.Errorf("ahead %v: %d were read, want each once", ahead, *read)
		}
		if got := find(s, query("7", "number")); len(got) == 0 || got[0].At < got[len(got)-1].At {
			t.Errorf("the newest does not come first: %v", got)
		}
		if got := len(find(s, Query{wanted: [][]string{{"number"}}, kind: 1})); got != 0 {
			t.Errorf("%d of another kind", got)
		}
	}
}

// While the first search reads what is kept, an entry can be changed and other searches can be made.
func TestNobodyWaitsForTheWholeIndex(t *testing.T) {
	s, _ := kept(t, 10*step)
	var all sync.WaitGroup
	all.Go(s.Warm)
	for range 4 {
		all.Go(func() { find(s, query("number")) })
		all.Go(func() { s.Forget(record.NewID()) })
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("they wait for each other")
	}
}

func TestNothingIsHeldAndNothingFoundWhileLocked(t *testing.T) {
	s, _ := kept(t, step)
	if err := s.of.Vault.Keep(t.Context(), "made up words for tests"); err != nil {
		t.Fatal(err)
	}
	s.Warm()
	heads := s.of.List()
	s.of.Vault.Lock()
	s.Clear()
	if got := len(s.Find(query("number"), heads)); got != 0 || len(s.words) != 0 {
		t.Errorf("locked, %d are found and %d held", got, len(s.words))
	}
	s.Warm()
	if len(s.words) != 0 {
		t.Errorf("read ahead while locked, %d are held", len(s.words))
	}
	if err := s.of.Vault.Unlock(t.Context(), "made up words for tests"); err != nil {
		t.Fatal(err)
	}
	s.Warm()
	if len(s.words) != step {
		t.Errorf("after unlocking %d are read ahead, want %d", len(s.words), step)
	}
}

// What is changed here is forgotten by whoever changed it. What another device changed has another version.
func TestAChangedEntryIsFoundByItsNewWordsOnly(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		s, _ := kept(t, 1)
		h := find(s, query("number"))[0]
		if err := s.of.Vault.Put(t.Context(), record.Record{ID: h.ID, Kind: kindOfATest, Body: []byte("a kettle")}); err != nil {
			t.Fatal(err)
		}
		if elsewhere {
			h.Version = record.NewID()
		} else {
			s.Forget(h.ID)
		}
		list := []vault.Head{h}
		if len(s.Find(query("number"), list)) != 0 || len(s.Find(query("kettle"), list)) != 1 {
			t.Errorf("elsewhere %v: it is found by what it does not say any more", elsewhere)
		}
	}
}

// The list changes its order when something older is changed, or comes from another device.
func TestWordsStayWithTheirEntryWhereverItStands(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, _ := kept(t, 12)
		for range 4 {
			among := rapid.Permutation(s.of.List()).Draw(rt, "order")[:rapid.IntRange(0, 12).Draw(rt, "some")]
			for _, h := range among {
				body, err := s.of.Body(h.ID)
				if err != nil {
					t.Fatal(err)
				}
				number := strings.TrimPrefix(string(body), "number ")
				for _, found := range s.Find(query(number), among) {
					if there, _ := s.of.Body(found.ID); !strings.Contains(string(there), number) {
						rt.Fatalf("%s is found in %q", number, there)
					}
				}
				if !slices.ContainsFunc(s.Find(query(number), among), func(f vault.Head) bool { return f.ID == h.ID }) {
					rt.Fatalf("%q is not found", body)
				}
			}
		}
	})
}
