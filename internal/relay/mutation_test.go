package relay_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// mutants are the rules of the relay, each taken out in one place. Without it, the test that is named must fail.
// All are built into one binary, and each is switched on by its number.
var mutants = []struct{ file, rule, without, noticed string }{
	// Who may do what.
	{"tokens.go", `!c.tokens.fresh(l.Nonce, c.Now())`, `false`, "TestATokenIsForWhoHoldsTheKeyAtThisRelayNow"},
	{"tokens.go", `!hmac.Equal(b[tokenSize:], t.mac("token", b[:tokenSize]))`, `false`, "TestATokenEnds"},
	{"tokens.go", `hmac.Equal(n[16:], t.mac("nonce", n[:16])[:16])`, `true`, "TestATokenIsForWhoHoldsTheKeyAtThisRelayNow"},
	{"tokens.go", `now.Unix() < int64(binary.BigEndian.Uint64(n[:]))`, `true`, "TestATokenIsForWhoHoldsTheKeyAtThisRelayNow"},
	{"tokens.go", `now.Unix() >= k.ends`, `false`, "TestATokenEnds"},
	{"tokens.go", `!verified(k.key, relayapi.LabelLogin, l.Signed(c.req.Host), l.Signature[:])`, `false`, "TestATokenIsForWhoHoldsTheKeyAtThisRelayNow"},
	{"tokens.go", `k.space != space`, `false`, "TestATokenIsForOneSpaceAndOneEpochEvenWhereTheKeyIsTheSame"},
	{"tokens.go", `k.key == at.Owner`, `true`, "TestAStreamEndsWithTheRightToHearIt"},
	{"tokens.go", `k.epoch == at.Epoch`, `true`, "TestATokenIsForOneSpaceAndOneEpochEvenWhereTheKeyIsTheSame"},
	{"tokens.go", `k.key == at.Auth`, `true`, "TestASpaceMadeAnewKnowsNoTokenOfTheOneBefore"},
	{"tokens.go", `key != k.key`, `false`, "TestASpaceMadeAnewKnowsNoTokenOfTheOneBefore"},
	{"tokens.go", `has == enough`, `has != rightNone`, "TestWhoMayDoWhat"},
	{"tokens.go", `l.Role == relayapi.RoleOwner`, `false`, "TestALiveStreamTellsWhereASpaceStandsNowAndThen"},
	{"relay.go", `h == relayapi.Host(c.req.Host)`, `true`, "TestARelayKnowsItsOwnName"},
	{"tokens.go", `has == rightCatchUp`, `false`, "TestASpaceMadeAnewKnowsNoTokenOfTheOneBefore"},
	{"spaces.go", `control.Before != 0`, `false`, "TestASpaceIsMadeOnlyByItsFirstOwner"},
	// What makes a space and an epoch.
	{"spaces.go", `control.Head != record.FirstHead(space)`, `false`, "TestASpaceIsMadeOnlyByItsFirstOwner"},
	{"spaces.go", `!ownerSigned(space, e, control, control.Owner)`, `false`, "TestASpaceIsMadeOnlyByItsFirstOwner"},
	{"spaces.go", `!ownerSigned(space, e, control, at.Owner)`, `false`, "TestAnEpochComesOnlyFromTheOwner"},
	{"spaces.go", `ownerSigned(space, e, control, at.Owner)`, `ownerSigned(space, e, control, control.Owner)`, "TestAStreamEndsWithTheRightToHearIt"},
	{"spaces.go", `control.Before != asked.Expect`, `false`, "TestAnEpochComesOnlyFromTheOwner"},
	{"spaces.go", `!ofEpoch(asked.Envelopes, k.epoch)`, `false`, "TestAMemberAppendsRecordsOfTheEpochInForceOnly"},
	{"spaces.go", `c.Spaces != relayapi.SpacesCode`, `false`, "TestOnlyWhoMayCreatesSpaces"},
	{"spaces.go", `!c.Code(asked.Code)`, `false`, "TestOnlyWhoMayCreatesSpaces"},
	{"spaces.go", `text != ""`, `false`, "TestWhoHasASpaceMakesFurtherOnesAndNothingOfItIsKept"},
	// What is deleted.
	{"spaces.go", `e.Kind == record.KindControl`, `false`, "TestBytesGoForWhoShowsTheTokenOrOwnsTheSpace"},
	{"spaces.go", `(!given || record.DeleteHash(secret) != e.Delete)`, `false`, "TestWhoMayDoWhat"},
	{"spaces.go", `record.DeleteHash(secret) != e.Delete`, `false`, "TestWhoMayDoWhat"},
	{"blobs.go", `(!given || record.DeleteHash(secret) != known.Delete)`, `false`, "TestWhoMayDoWhat"},
	{"blobs.go", `hash == [32]byte{}`, `false`, "TestABlobGoesAndComesInChunks"},
	// Slots.
	{"slots.go", `!c.tokens.fresh(nonce, c.Now())`, `false`, "TestASlotOpensForItsKeyOnly"},
	{"slots.go", `!signed(there.Auth)`, `false`, "TestASlotOpensForItsKeyOnly"},
	{"slots.go", `!signed(key)`, `false`, "TestASlotOpensForItsKeyOnly"},
	{"slots.go", `key != asked.Auth`, `false`, "TestASlotOpensForItsKeyOnly"},
	{"slots.go", `has != rightMember && has != rightOwner`, `false`, "TestASlotOpensForItsKeyOnly"},
	{"slots.go", `found && !now.Before(slot.ends)`, `false`, "TestAShortSlotEndsByItselfAndIsNeverWrittenDown"},
	{"slots.go", `!next.Follows(there.Slot, previous)`, `false`, "TestASlotOpensForItsKeyOnly"},
	{"slots.go", `previous != (record.Hash{})`, `false`, "TestASlotOpensForItsKeyOnly"},
	{"store.go", `sha256.Sum256(there.Blob[:]) == previous`, `true`, "TestASlotOpensForItsKeyOnly"},
	// Live streams.
	{"live.go", `!w.Holder.mayListen(at)`, `false`, "TestAStreamEndsWithTheRightToHearIt"},
	{"live.go", `!k.mayListen(now)`, `false`, "TestAStreamEndsWithTheRightToHearIt"},
	{"live/hub.go", `h.stopped || len(h.listeners) >= h.most`, `len(h.listeners) >= h.most`, "TestStoppingEndsAllStreamsAndTakesNoNewOne"},
	{"live/hub.go", `len(h.listeners) >= h.most`, `false`, "TestMoreStreamsThanTheHostAllowsAreRefused"},
	// Bounds.
	{"bounds.go", `n >= limit`, `false`, "TestWhoHasASpaceMakesFurtherOnesAndNothingOfItIsKept"},
	{"relay.go", `b.all+n > c.Limits.Bodies`, `false`, "TestNoMoreIsReadThanTheLimitsAllow"},
	{"relay.go", `b.space[c.space]+n > most && !(c.stranger() && n <= maxLogin)`, `false`, "TestWhoSendsSlowlyKeepsNobodyElseWaiting"},
	{"slots.go", `s.staying(now) >= s.most/2`, `false`, "TestSlotsThatStayForDaysLeaveRoomToAddADevice"},
	{"spaces.go", `length > int64(limit)`, `false`, "TestABlobGoesAndComesInChunks"},
	{"blobs.go", `size > relayapi.MaxBlob`, `false`, "TestABlobGoesAndComesInChunks"},
	{"blobs.go", `len(chunk) != size`, `false`, "TestABlobGoesAndComesInChunks"},
}

func TestEveryRuleOfTheRelayIsNeeded(t *testing.T) {
	test := mutated(t)
	every := map[string]bool{}
	for _, m := range mutants {
		every[m.noticed] = true
	}
	out, err := runMutant(test, -1, strings.Join(slices.Collect(maps.Keys(every)), "|"), 2*time.Minute)
	if err != nil {
		t.Fatalf("with every rule the tests fail: %v\n%s", err, out)
	}
	for name := range every {
		if !strings.Contains(out, "--- PASS: "+name+" ") {
			t.Fatalf("%s is not there", name)
		}
	}
	// Some wait to the end for what no longer comes.
	var group sync.WaitGroup
	turns := make(chan struct{}, 6)
	for i, m := range mutants {
		group.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			if out, err := runMutant(test, i, m.noticed, 15*time.Second); err == nil {
				t.Errorf("without %q in %s %s passes", m.rule, m.file, m.noticed)
			} else if !strings.Contains(out, "--- FAIL") && !strings.Contains(out, "panic: test timed out") {
				t.Errorf("without %q in %s: %v\n%s", m.rule, m.file, err, out)
			}
		})
	}
	group.Wait()
}

// runMutant runs tests without one rule, or, with number -1, with all.
func runMutant(test string, number int, names string, limit time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit+2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, test, "-test.v", "-test.failfast", "-test.timeout="+limit.String(), "-test.run", "^("+names+")$")
	c.Env = append(os.Environ(), fmt.Sprint("SNOWDROP_MUTANT=", number), "TMPDIR="+filepath.Dir(test)) // what fails leaves things behind
	out, err := c.CombinedOutput()
	return string(out), err
}

// mutated builds the tests of this package with every mutant in them.
func mutated(t *testing.T) string {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	sources := map[string]string{}
	for i, m := range mutants {
		if sources[m.file] == "" {
			b, err := os.ReadFile(m.file)
			if err != nil {
				t.Fatal(err)
			}
			sources[m.file] = string(b)
			for _, other := range mutants {
				if n := strings.Count(string(b), other.rule); other.file == m.file && n != 1 && !strings.Contains(other.without, "ownerSigned") && !strings.HasPrefix(other.rule, "record.DeleteHash") {
					t.Fatalf("%s has the rule %q %d times", other.file, other.rule, n)
				}
			}
		}
		either := fmt.Sprintf("((!mutant(%q) && (%s)) || (mutant(%q) && (%s)))", fmt.Sprint(i), m.rule, fmt.Sprint(i), m.without)
		sources[m.file] = strings.Replace(sources[m.file], m.rule, either, 1)
	}
	overlay := map[string]map[string]string{"Replace": {}}
	for file, text := range sources {
		path := filepath.Join(folder, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][filepath.Join(here, file)] = path
	}
	for name, in := range map[string]string{"relay": ".", "live": "live"} {
		which := filepath.Join(folder, "mutant-"+name+".go")
		overlay["Replace"][filepath.Join(here, in, "mutant.go")] = which
		text := "package " + name + "\n\nimport \"os\"\n\nvar theMutant = os.Getenv(\"SNOWDROP_MUTANT\")\n\nfunc mutant(n string) bool { return n == theMutant }\n"
		if err := os.WriteFile(which, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "overlay.json"), plan, 0o600); err != nil {
		t.Fatal(err)
	}
	test := filepath.Join(folder, "relay.test")
	build := exec.Command("go", "test", "-buildvcs=false", "-c", "-vet=off", "-overlay", filepath.Join(folder, "overlay.json"), "-o", test, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the mutants do not build: %v\n%s", err, out)
	}
	return test
}
