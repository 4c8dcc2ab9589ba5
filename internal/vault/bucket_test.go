package vault_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
	"snowdrop/internal/vault/values"
)

func pair(key, value string) vault.Change { return vault.Change{Key: key, Value: []byte(value)} }

// inBuckets is everything in all buckets, as "bucket/key" and the value.
func inBuckets(v *vault.Vault) map[string]string {
	all := make(map[string]string)
	for _, name := range v.Buckets() {
		for _, key := range v.Bucket(name).Keys() {
			value, ok := v.Bucket(name).Get(key)
			if !ok {
				value = []byte("a key without a value")
			}
			all[name+"/"+key] = string(value)
		}
	}
	return all
}

func holds(t *testing.T, when string, want map[string]string, vaults ...*vault.Vault) {
	t.Helper()
	for i, v := range vaults {
		if diff := cmp.Diff(want, inBuckets(v)); diff != "" || len(v.Damaged()) != 0 {
			t.Errorf("%s, %d: damaged %v, %.2000s", when, i, v.Damaged(), diff)
		}
	}
}

func TestABucketIsWrittenWholeOrNotAtAll(t *testing.T) {
	for _, withHome := range []bool{false, true} {
		v, disk := keptVault(t)
		if withHome {
			(&household{}).first(t, v)
		}
		ctx, empty, long := t.Context(), len(disk.Dump()), strings.Repeat("a log goes on ", 8000)
		writes := disk.Writes()
		must(t, v.Bucket("one").Write(ctx, []vault.Change{pair("head", "1"), pair("item", long), pair("", ""), pair("twice", long), pair("twice", "the last")}),
			v.Bucket("two").Write(ctx, []vault.Change{pair("head", "of the other")}))
		if disk.Writes() != writes+2 {
			t.Errorf("home %v: %d writes", withHome, disk.Writes()-writes)
		}
		want := map[string]string{"one/": "", "one/head": "1", "one/item": long, "one/twice": "the last", "two/head": "of the other"}
		holds(t, "written", want, v, reopened(t, disk))
		if got := v.Bucket("one").Keys(); !slices.Equal(got, []string{"", "head", "item", "twice"}) || !slices.Equal(v.Buckets(), []string{"one", "two"}) {
			t.Errorf("the keys are %q, the buckets %q", got, v.Buckets())
		}
		disk.FailAfter(0)
		if err := v.Bucket("one").Write(ctx, []vault.Change{pair("head", "2"), {Key: "item"}, pair("new", "3")}); !errors.Is(err, memdisk.ErrFault) {
			t.Fatal(err)
		}
		if err := v.Bucket("one").Erase(ctx); !errors.Is(err, memdisk.ErrFault) {
			t.Fatal(err)
		}
		disk.FailAfter(-1)
		holds(t, "after writes that failed", want, v, reopened(t, disk))
		must(t, v.Bucket("one").Write(ctx, []vault.Change{pair("head", long), pair("item", "short now"), {Key: "twice"}, {Key: "never was"}}))
		holds(t, "changed", map[string]string{"one/": "", "one/head": long, "one/item": "short now", "two/head": "of the other"}, v, reopened(t, disk))
		must(t, v.Bucket("one").Erase(ctx), v.Bucket("one").Erase(ctx), v.Bucket("three").Erase(ctx))
		holds(t, "erased", map[string]string{"two/head": "of the other"}, v, reopened(t, disk))
		must(t, v.Bucket("two").Write(ctx, []vault.Change{{Key: "head"}}))
		if got := len(disk.Dump()); got != empty || len(v.Buckets()) != 0 {
			t.Errorf("home %v: %d values are left behind, buckets %v", withHome, got-empty, v.Buckets())
		}
	}
}

func TestAValueOfABucketIsTheCallersOwn(t *testing.T) {
	v, _ := keptVault(t)
	b, value := v.Bucket("one"), []byte("as it was")
	must(t, b.Write(t.Context(), []vault.Change{{Key: "k", Value: value}}))
	clear(value)
	got, _ := b.Get("k")
	clear(got)
	if again, _ := b.Get("k"); string(again) != "as it was" {
		t.Errorf("the vault's memory was changed from outside: %q", again)
	}
}

func TestABucketIsGoneWhileLockedAndNothingInAVisit(t *testing.T) {
	ctx, change := t.Context(), []vault.Change{pair("k", "value")}
	visit := open(t, memdisk.New())
	v, disk := keptVault(t)
	must(t, v.Bucket("one").Write(ctx, change))
	v.Lock()
	before := disk.Dump()
	for name, c := range map[string]struct {
		v    *vault.Vault
		want error
	}{"locked": {v, vault.ErrLocked}, "visit": {visit, vault.ErrNotKept}} {
		b := c.v.Bucket("one")
		for _, err := range []error{b.Write(ctx, change), b.Write(ctx, nil), b.Erase(ctx)} {
			if !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", name, err, c.want)
			}
		}
		if value, ok := b.Get("k"); ok || value != nil || len(b.Keys())+len(c.v.Buckets()) != 0 {
			t.Errorf("%s: it shows %q", name, value)
		}
	}
	if !maps.EqualFunc(before, disk.Dump(), bytes.Equal) {
		t.Error("the disk was changed while it was locked")
	}
	must(t, v.Unlock(ctx, phrase))
	holds(t, "unlocked again", map[string]string{"one/k": "value"}, v)
}

func TestABucketHasLimits(t *testing.T) {
	v, disk := keptVault(t)
	ctx, name := t.Context(), strings.Repeat("n", 255)
	largest := strings.Repeat("x", 1<<20)
	must(t, v.Bucket(name).Write(ctx, []vault.Change{pair(name, largest)}))
	for _, err := range []error{
		v.Bucket(name+"n").Write(ctx, []vault.Change{pair("k", "")}),
		v.Bucket(name).Write(ctx, []vault.Change{pair("k", ""), pair(name+"n", "")}),
		v.Bucket(name).Write(ctx, []vault.Change{pair("k", ""), pair("l", largest+"x")}),
	} {
		if !errors.Is(err, vault.ErrTooLarge) {
			t.Errorf("got %v, want ErrTooLarge", err)
		}
	}
	holds(t, "after refusals", map[string]string{name + "/" + name: largest}, v, reopened(t, disk))
}

func TestBucketsStayWhateverBecomesOfTheHome(t *testing.T) {
	ctx, hh := t.Context(), &household{}
	v, disk := keptVault(t)
	want := map[string]string{"one/head": "1", "one/item": strings.Repeat("words ", 9000), "two/k": "v"}
	must(t, v.Bucket("one").Write(ctx, []vault.Change{pair("head", "1"), pair("item", want["one/item"])}), v.Bucket("two").Write(ctx, []vault.Change{pair("k", "v")}))
	h := hh.first(t, v)
	holds(t, "with a home", want, v, reopened(t, disk))
	sealedLooksLikeNothing(t, disk, values.Head)
	hh.sync(t, h)
	if n := h.Waiting(); n != 0 {
		t.Errorf("%d wait to be sent to the home", n)
	}
	s, _ := space.Create(space.NewOwner(), space.NewSelf(), "device 1")
	must(t, v.ReplaceHome(ctx, s, vault.HomeInfo{Relay: "https://other.example"}))
	holds(t, "with another home", want, v, reopened(t, disk))
	sealedLooksLikeNothing(t, disk, values.Head)
	must(t, v.ChangePassphrase(ctx, phrase, nextPhrase), v.ChangePassphrase(ctx, nextPhrase, phrase))
	holds(t, "after two passphrases", want, v, reopened(t, disk))
	must(t, v.Bucket("one").Write(ctx, []vault.Change{{Key: "item"}}))
	sealedLooksLikeNothing(t, disk, values.Head)
	must(t, v.Erase(ctx, phrase))
	if len(disk.Dump()) != 0 || len(v.Buckets()) != 0 {
		t.Errorf("after erasing: %d values, buckets %v", len(disk.Dump()), v.Buckets())
	}
}

func TestASeizedDiskShowsNoBucketNoKeyAndNoLength(t *testing.T) {
	ctx := t.Context()
	sizes := func(name string, lengths ...int) []int {
		v, disk := keptVault(t)
		(&household{}).first(t, v)
		before := disk.Dump()
		for i, n := range lengths {
			must(t, v.Bucket(fmt.Sprint("planted", name, i%3)).Write(ctx, []vault.Change{pair("planted key", strings.Repeat("planted ", n/8+1)[:n])}))
		}
		var got []int
		for key, value := range disk.Dump() {
			if bytes.Contains(value, []byte("planted")) || strings.Contains(key, "planted") {
				t.Error("the disk shows a name, a key or a value")
			}
			if before[key] == nil {
				got = append(got, len(value))
			}
		}
		slices.Sort(got)
		sealedLooksLikeNothing(t, disk, values.Head)
		return got
	}
	if short, long := sizes("a", 1, 300, 4000), sizes("a longer name", 200, 40, 3000); !slices.Equal(short, long) {
		t.Errorf("sizes differ: %v and %v", short, long)
	}
}

func TestADamagedValueOfABucketTakesNothingElse(t *testing.T) {
	ctx := t.Context()
	v, disk := keptVault(t)
	rec := newRecord("an entry")
	must(t, v.Put(ctx, rec), v.Bucket("one").Write(ctx, []vault.Change{pair("stays", "here")}))
	before := disk.Dump()
	must(t, v.Bucket("one").Write(ctx, []vault.Change{pair("long", strings.Repeat("x", 100_000))}))
	var parts []string
	for key := range disk.Dump() {
		if before[key] == nil {
			parts = append(parts, key)
		}
	}
	if len(parts) != 4 {
		t.Fatalf("%d parts", len(parts))
	}
	for _, key := range parts {
		for name, value := range map[string][]byte{"damaged": []byte("no value"), "gone": nil} {
			bad := disk.Reopen()
			must(t, bad.Write(ctx, []vault.Change{{Key: key, Value: value}}))
			left := bad.Dump()
			v := open(t, bad)
			must(t, v.Unlock(ctx, phrase))
			want := map[string]string{"one/stays": "here"}
			if diff := cmp.Diff(want, inBuckets(v)); diff != "" || len(v.Damaged()) == 0 || len(v.List()) != 1 {
				t.Errorf("%s: damaged %v, %s", name, v.Damaged(), diff)
			}
			must(t, v.Bucket("one").Write(ctx, []vault.Change{pair("long", "anew")}), v.Bucket("one").Erase(ctx))
			kept := bad.Dump()
			for _, key := range parts {
				if !bytes.Equal(kept[key], left[key]) {
					t.Errorf("%s: %s was written over", name, key)
				}
			}
		}
	}
}

func TestOfTwoValuesInOnePlaceOfABucketOneCounts(t *testing.T) {
	ctx := t.Context()
	_, disk := keptVault(t)
	other := disk.Reopen() // a disk that was put together from two
	for d, value := range map[*memdisk.Disk]string{disk: "one", other: "two"} {
		v := open(t, d)
		must(t, v.Unlock(ctx, phrase), v.Bucket("b").Write(ctx, []vault.Change{pair("k", value)}))
	}
	var changes []vault.Change
	for key, value := range other.Dump() {
		changes = append(changes, vault.Change{Key: key, Value: value})
	}
	must(t, disk.Write(ctx, changes))
	v := open(t, disk)
	must(t, v.Unlock(ctx, phrase))
	keys := valueKeys(disk)
	want := "one"
	if slices.Min(keys) == valueKeys(other)[0] {
		want = "two"
	}
	if value, _ := v.Bucket("b").Get("k"); string(value) != want || !slices.Equal(v.Damaged(), []string{slices.Max(keys)}) {
		t.Errorf("got %q, want %q; damaged %v of %v", value, want, v.Damaged(), keys)
	}
}

func TestWhoWaitsForRecordsIsNotWokenByABucket(t *testing.T) {
	v, _ := keptVault(t)
	before, _ := v.Changes()
	must(t, v.Bucket("one").Write(t.Context(), []vault.Change{pair("k", "v")}), v.Bucket("one").Erase(t.Context()))
	if after, _ := v.Changes(); after != before {
		t.Error("the exchange with the home was woken, and a host would see when something is shared")
	}
}

func TestManyBucketsAtOnce(t *testing.T) {
	v, disk := keptVault(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			b, name := v.Bucket(fmt.Sprint("bucket ", i%4)), fmt.Sprint("k", i)
			for n := range 20 {
				if err := b.Write(t.Context(), []vault.Change{pair(name, fmt.Sprint(n)), pair("shared", name)}); err != nil {
					t.Error(err)
				}
				if got, ok := b.Get(name); !ok || string(got) != fmt.Sprint(n) {
					t.Errorf("%s: got %q after %d", name, got, n)
				}
				b.Keys()
			}
		})
	}
	all.Wait()
	if diff := cmp.Diff(inBuckets(v), inBuckets(reopened(t, disk))); diff != "" {
		t.Error(diff)
	}
}
