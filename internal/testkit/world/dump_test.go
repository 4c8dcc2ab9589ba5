package world

import (
	"bytes"
	"database/sql"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/held"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relay/sqlite"
	"snowdrop/internal/seal/blob"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// cell is one value of a dump of a relay's store, and the space of its row; "" for rows of no space.
type cell struct {
	table, column, of string
	value             any
}

// dumpedSQLite is every value of every table, as somebody reads it who has the file.
func dumpedSQLite(t *testing.T, folder string) (all []cell) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, sqlite.File)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range held.Tables {
		rows, err := db.Query("SELECT * FROM " + table.Name)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		var last []byte
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			of := ""
			if at := slices.Index(columns, "space"); at >= 0 {
				id := values[at].([]byte)
				if bytes.Compare(id, last) < 0 {
					t.Errorf("table %s is in an order of its own", table.Name)
				}
				of, last = string(id), id
			}
			for i, v := range values {
				all = append(all, cell{table.Name, columns[i], of, v})
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return all
}

// dumpedMemory is the same of a store that has no file, as its interface tells it.
func dumpedMemory(t *testing.T, w *town) (all []cell) {
	t.Helper()
	for _, id := range w.store.spaces() {
		at, err := w.store.Space(t.Context(), id)
		if err != nil {
			continue // it was deleted
		}
		add := func(table, column string, v any) { all = append(all, cell{table, column, string(id[:]), v}) }
		add("spaces", "space", id[:])
		add("spaces", "head", int64(at.Head))
		add("spaces", "epoch", int64(at.Epoch))
		add("spaces", "auth", at.Auth[:])
		add("spaces", "owner", at.Owner[:])
		add("spaces", "kept", at.Kept)
		for epoch := range at.Epoch {
			auth, err := w.store.Auth(t.Context(), id, epoch+1)
			w.must(err)
			add("epochs", "auth", auth[:])
		}
		_, log, err := w.store.Read(t.Context(), id, 0, 1<<30)
		w.must(err)
		for _, item := range log {
			add("log", "leaf", item.Leaf[:])
			add("log", "bytes", item.Envelope)
		}
	}
	return all
}

// linked says which two spaces a dump ties together: by any sixteen bytes that stand in both, at any place of any value, or
// that stand in a row of no space as well.
func linked(dump []cell) (wrong []string) {
	seen := map[[16]byte]int32{}
	for i, c := range dump {
		b, isBytes := c.value.([]byte)
		if n, isNumber := c.value.(int64); isNumber && n > 1<<20 && c.column != "kept" && c.column != "size" && c.column != "sums" && c.column != "sum" {
			wrong = append(wrong, fmt.Sprintf("%s.%s holds a number as large as a time: %d", c.table, c.column, n))
		}
		if !isBytes {
			continue
		}
		from := 0
		if i := bytes.Index(b[:min(len(b), 80)], []byte("x25519 ")); bytes.HasPrefix(b, []byte("age-encryption.org/v1\n")) && i > 0 {
			from = i // every file begins with what sort of file it is
		}
		for at := from; at+16 <= len(b); at++ {
			piece := [16]byte(b[at:])
			if bytes.Count(piece[:], []byte{0}) >= 6 {
				continue // numbers, and the hash that a control record does not have
			}
			if before, twice := seen[piece]; twice && dump[before].of != c.of {
				wrong = append(wrong, fmt.Sprintf("%s.%s and %s.%s of two spaces have the same bytes", c.table, c.column, dump[before].table, dump[before].column))
				break
			}
			seen[piece] = int32(i)
		}
	}
	return wrong
}

// fileSizes are all lengths that a file of a shared space can have at the relay.
var fileSizes = []int64{blob.Size(64 << 10), blob.Size(256 << 10), blob.Size(1 << 20), blob.Size(4 << 20), blob.Size(16 << 20), blob.Size(blob.MaxLength)}

// livesThere fills a relay with couples, and with a professional and her clients: two who share with the same one, and one
// who shares with two.
func livesThere(w *town) {
	ctx := w.t.Context()
	ana, ben, ruth, dora := w.moves("ana", 2), w.moves("ben", 1), w.moves("ruth", 1), w.moves("dora", 1)
	pair := ana.hosts(sharing.Pair, "ana", "ben", time.Time{})
	ana.admits(pair, ben, sharing.Terms{Kind: sharing.Pair, Me: "ben", Other: "ana"})
	until := w.now().Add(90 * 24 * time.Hour)
	care, other := ana.hosts(sharing.Care, "ana", "ruth", until), dora.hosts(sharing.Care, "dora", "ruth", until)
	ana.admits(care, ruth, sharing.Terms{Kind: sharing.Care, Professional: true, Me: "ruth", Other: "ana", Expires: until})
	dora.admits(other, ruth, sharing.Terms{Kind: sharing.Care, Professional: true, Me: "ruth", Other: "dora", Expires: until})
	w.everyone(w.people...)
	var first record.ID
	for i := range 4 {
		id := record.NewID()
		if i == 0 {
			first = id
		}
		// The same words to two people: nothing of that may show.
		w.must(ana.devices[0].shares.Put(ctx, pair, id, items.KindCopy, w.now(), copied(strings.Repeat("the same ", 100*i)+"words")),
			ana.devices[0].shares.Put(ctx, care, id, items.KindCopy, w.now(), copied(strings.Repeat("the same ", 100*i)+"words")),
			dora.devices[0].shares.Put(ctx, other, record.NewID(), items.KindCopy, w.now(), copied("the same words")))
	}
	for _, id := range []record.SpaceID{pair, care} {
		photo, err := ana.devices[0].shares.AddFile(ctx, id, bytes.Repeat([]byte("a photo "), 3000))
		w.must(err)
		photo.Type = "image/jpeg"
		body, err := items.Copy{Of: 1, Day: "2026-11-21", Parts: []items.Part{{Photo: &photo}}}.Encode()
		w.must(err, ana.devices[0].shares.Put(ctx, id, record.NewID(), items.KindCopy, w.now(), body))
	}
	w.everyone(w.people...)
	w.must(ana.devices[1].shares.TakeBack(ctx, pair, first), dora.devices[0].shares.End(ctx, proof, other))
	w.everyone(w.people...)
}

func TestADumpOfTheRelayLinksNoTwoSpaces(t *testing.T) {
	for _, name := range []string{"memory", "sqlite"} {
		t.Run(name, func(t *testing.T) {
			var said bytes.Buffer
			log.SetOutput(&said)
			defer log.SetOutput(os.Stderr)
			folder := t.TempDir()
			var dump []cell
			synctest.Test(t, func(t *testing.T) {
				var store relay.Store = memory.New()
				if name == "sqlite" {
					s, err := sqlite.Open(folder, sqlite.Options{})
					if err != nil {
						t.Fatal(err)
					}
					t.Cleanup(func() { _ = s.Close() })
					store = s
				}
				w := newTownOver(t, store)
				livesThere(w)
				if name == "memory" {
					dump = dumpedMemory(t, w)
				}
			})
			if name == "sqlite" {
				dump = dumpedSQLite(t, folder)
			}
			spaces := map[string]bool{}
			for _, c := range dump {
				spaces[c.of] = true
			}
			if len(spaces) < 6 || len(dump) < 100 {
				t.Fatalf("only %d spaces with %d values were filled", len(spaces), len(dump))
			}
			files := 0
			for _, c := range dump { // the same picture lies at home in a length of its own
				if c.table != "blobs" || c.column != "size" {
					continue
				}
				if files++; !slices.Contains(fileSizes, c.value.(int64)) {
					t.Errorf("a shared file has a length that tells it from others: %d", c.value)
				}
			}
			if files != 2 && name == "sqlite" {
				t.Errorf("%d files are at the relay", files)
			}
			for _, wrong := range linked(dump) {
				t.Error(wrong)
			}
			if said.Len() > 0 {
				t.Errorf("the server wrote down %q", said.String())
			}
			// What would link them is found.
			for i, c := range dump {
				if b, ok := c.value.([]byte); ok && len(b) >= 500 && c.of != dump[0].of {
					leak := slices.Clone(b[100:200])
					if len(linked(append(dump[:len(dump):len(dump)], cell{"log", "bytes", dump[0].of, leak}))) != 1 {
						t.Errorf("a piece of value %d in another space is not seen", i)
					}
					break
				}
			}
		})
	}
}

// TestSizesAndNumbersAloneHardlyTellWhichSpacesAreOfOnePerson tries to find, among many people who write and share as much
// as chance has it, which home belongs to which shared space, by nothing but how many entries they have and of which sizes.
// 0.5 is guessing. Files are not in it: see the threat model.
func TestSizesAndNumbersAloneHardlyTellWhichSpacesAreOfOnePerson(t *testing.T) {
	const people = 400
	luck := rand.New(rand.NewPCG(6, 11))
	homes, shares := make([][]float64, people), make([][]float64, people)
	for i := range people {
		entries := 20 + luck.IntN(400)
		homes[i], shares[i] = make([]float64, 8), make([]float64, 8)
		shared := 1 + luck.IntN(15)
		for n := range entries {
			size := sizeOf(luck)
			homes[i][size]++
			if n < shared { // a copy of what was written
				shares[i][size]++
			}
		}
		homes[i][7], shares[i][7] = float64(entries), float64(shared)
	}
	for name, score := range map[string]func(a, b []float64) float64{
		"how many": func(a, b []float64) float64 { return -abs(a[7] - b[7]) },
		"alike": func(a, b []float64) (s float64) {
			for i := range 7 {
				s -= abs(a[i]/a[7] - b[i]/b[7])
			}
			return s
		},
		"contained": func(a, b []float64) (s float64) {
			for i := range 7 {
				if b[i] > a[i] {
					s -= b[i] - a[i]
				}
			}
			return s
		},
	} {
		auc := areaUnder(homes, shares, score)
		t.Logf("%s: %.3f", name, auc)
		if auc > 0.55 {
			t.Errorf("%s tells too much: %.3f", name, auc)
		}
	}
}

// sizeOf is the size of what somebody writes, mostly short.
func sizeOf(luck *rand.Rand) int {
	length := int(200 + 900*luck.ExpFloat64())
	return max(0, min(6, len(fmt.Sprintf("%b", record.PaddedSize(min(length, record.MaxBody))))-10))
}

func abs(f float64) float64 { return max(f, -f) }

// areaUnder is how often a pair that belongs together has a higher score than one that does not.
func areaUnder(a, b [][]float64, score func(a, b []float64) float64) float64 {
	var right, all float64
	for i := range a {
		own := score(a[i], b[i])
		for j := range b {
			if j == i {
				continue
			}
			all++
			switch other := score(a[i], b[j]); {
			case own > other:
				right++
			case own == other:
				right += 0.5
			}
		}
	}
	return right / all
}

// spaces are all that were ever made, in the order of their names.
func (l *ledger) spaces() []record.SpaceID {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.SortFunc(l.named, func(a, b record.SpaceID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(slices.Clone(l.named))
}
