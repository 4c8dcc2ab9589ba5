package screen

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const phrase = "harbour violet ladder morning"

func asked(t *testing.T) *Exchange {
	t.Helper()
	v, err := vault.Open(t.Context(), memdisk.New())
	if err != nil {
		t.Fatal(err)
	}
	return &Exchange{Shared: &Shared{Vault: v}, R: httptest.NewRequest(http.MethodGet, "/", nil)}
}

type chosen struct {
	Never []string `json:"never,omitempty"`
	Days  int      `json:"days,omitempty"`
}

func TestWhatOnePlaceKeepsNeverLosesWhatAnotherKept(t *testing.T) {
	x := asked(t)
	var got chosen
	if x.Own("a", &got) {
		t.Fatal("there was something before anything was kept")
	}
	if err := x.SetSettings(func(s *Settings) { s.Quiet = true }); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := x.SetOwn("place"+strconv.Itoa(i), chosen{Days: i + 1}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range 20 {
		if !x.Own("place"+strconv.Itoa(i), &got) || got.Days != i+1 {
			t.Errorf("place %d has %+v", i, got)
		}
	}
	if !x.Settings().Quiet || x.Settings().LockAfter != lockAfterDefault {
		t.Error("the person's own choices are gone")
	}
}

func TestWhatANewerSnowdropKeptIsStillThere(t *testing.T) {
	x := asked(t)
	newer := `{"quiet":true,"colours":["x"],"places":{"today":{"never":["a"],"days":3,"why":{"deep":1}},"later":[1,2]}}`
	if err := x.Vault.SetSettings(t.Context(), []byte(newer)); err != nil {
		t.Fatal(err)
	}
	if err := x.SetOwn("today", chosen{Days: 4}); err != nil { // what it knows and empties is empty
		t.Fatal(err)
	}
	if err := x.SetSettings(func(s *Settings) { s.LockAfter = 60 }); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(x.Vault.Settings(), &got); err != nil {
		t.Fatal(err)
	}
	said, _ := json.Marshal(got)
	for _, want := range []string{`"colours":["x"]`, `"later":[1,2]`, `"today":{"days":4,"why":{"deep":1}}`, `"quiet":true`, `"lock_after":60`} {
		if !strings.Contains(string(said), want) {
			t.Errorf("%s is not in %s", want, said)
		}
	}
}

func TestAPlacesOwnSettingsLastAVisitAndAreSealedWithTheRest(t *testing.T) {
	x := asked(t)
	var got chosen
	if err := x.SetOwn("today", chosen{Never: []string{"a"}}); err != nil || !x.Own("today", &got) {
		t.Fatalf("in a visit: %v, %+v", err, got)
	}
	if err := x.Vault.Keep(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	x.Vault.Lock()
	if x.Own("today", &got) {
		t.Error("they can be read while locked")
	}
	if err := x.SetOwn("today", chosen{Days: 1}); err == nil {
		t.Error("they were written while locked")
	}
	if err := x.Vault.Unlock(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	if got = (chosen{}); !x.Own("today", &got) || len(got.Never) != 1 || got.Days != 0 {
		t.Errorf("after unlocking: %+v", got)
	}
}

func TestTwoFormsAtOnceDoNotUndoEachOther(t *testing.T) {
	x := asked(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			var c chosen
			if err := x.ChangeOwn("today", &c, func() { c.Never = append(c.Never, strconv.Itoa(i)) }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	var got chosen
	if x.Own("today", &got); len(got.Never) != 20 {
		t.Errorf("of 20 that were never to come again, %d are known", len(got.Never))
	}
}
