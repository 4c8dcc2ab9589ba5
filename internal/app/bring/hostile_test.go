package bring_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"snowdrop/internal/app/bring"
	"snowdrop/internal/archive"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

// made by hand, as somebody makes it who wants more than to bring words in.
func handmade(settings string, entries ...string) []byte {
	return []byte(`{"format":"snowdrop","version":2,"made":"2026-11-21T00:00:00Z",` + settings + `"entries":[` + strings.Join(entries, ",") + `],"not_readable":{"count":0}}`)
}

func entryOf(id record.ID, data string) string {
	return fmt.Sprintf(`{"id":"%s","kind":"entry","number":1,"at":"2020-01-01T00:00:00Z","data":%s}`, id, data)
}

// Who holds an open phone for a minute could else have everything erased at the next unlocking, without the passphrase.
func TestSettingsOfAFileNeverChangeWhatErases(t *testing.T) {
	on := `{"days":7,"from":"2020-01-01","seen":"2026-11-21"}`
	for _, there := range []string{"", `{"days":30,"seen":"2026-11-20"}`} {
		for _, places := range []string{"places", "Places", "PLACES"} {
			to := housed(t, false)
			if there != "" {
				ok(t, to.Vault.SetSettings(t.Context(), []byte(`{"places":{"erase":`+there+`}}`)))
			}
			to.brought(t, handmade(`"settings":{"quiet":true,"`+places+`":{"erase":`+on+`,"calm":{"x":1}}},`), bring.Choice{Settings: true})
			s := to.Settings()
			if got := string(s.Places["erase"]); got != there {
				t.Errorf("%s: what erases is now %q, was %q", places, got, there)
			}
			if !s.Quiet || string(s.Places["calm"]) != `{"x":1}` {
				t.Errorf("%s: the rest did not come in: %+v", places, s)
			}
		}
	}
}

// An entry that names bytes of another would take them along when it is erased.
func TestNoEntryOfAFileNamesBytesThatAreHere(t *testing.T) {
	to := housed(t, false)
	a, err := to.Photos.AddPhoto(t.Context(), pngOf(1), "the lake")
	ok(t, err)
	said, err := a.MarshalJSON()
	ok(t, err)
	upper := bytes.Replace(bytes.Replace(said, []byte(`"blob"`), []byte(`"BLOB"`), 1), []byte(`"identity"`), []byte(`"\u0069dentity"`), 1)
	for i, data := range []string{
		`{"attachments":[` + string(said) + `],"text":"x","v":2}`, `{"attachments":[` + string(upper) + `],"text":"x","v":2}`,
		`{"Attachments":[` + string(said) + `],"attachments":[],"text":"x","v":2}`, `{"\u0061ttachments":[` + string(said) + `],"text":"x","v":2}`,
	} {
		id := record.ID{byte(i + 1)}
		file := handmade("", entryOf(id, data))
		to.brought(t, file, bring.Choice{})
		r, err := to.Vault.Get(id)
		ok(t, err)
		if e, err := journal.ReadEntry(r.Body); err != nil || e.Text != "x" {
			t.Errorf("%s: %v", r.Body, err)
		} else {
			for _, a := range e.Attachments {
				if a.Known() {
					t.Errorf("it names %s", r.Body)
				}
			}
		}
		if bytes.Contains(r.Body, []byte(a.Identity)) {
			t.Errorf("it has the key: %s", r.Body)
		}
		if c := to.brought(t, file, bring.Choice{}); c.Same != 1 {
			t.Errorf("a second time: %+v", c)
		}
	}
}

// A relay knows the names of records, though not what is in them. Whoever has one from it must not cover what devices and sharing keep.
func TestNothingOfAFileLiesOverWhatDevicesAndSharingKeep(t *testing.T) {
	for _, kind := range []uint8{devices.Kind, 250} {
		to, id := housed(t, true), record.ID{7}
		ok(t, to.Vault.PutMany(t.Context(), []vault.Beside{{Record: record.Record{ID: id, Kind: kind, At: 5, Body: []byte(`{"v":1}`)}}}))
		if c := to.brought(t, handmade("", entryOf(id, `{"text":"x","v":1}`)), bring.Choice{}); c.Refused != 1 || c.New+c.Apart != 0 {
			t.Errorf("%d: %+v", kind, c)
		}
		if v, err := to.Vault.Versions(id); err != nil || len(v) != 1 {
			t.Errorf("%d: %d versions, %v", kind, len(v), err)
		}
	}
}

// The versions of one thing are held until all are there: a small file could else fill a phone.
func TestVersionsWithoutEndAreRefused(t *testing.T) {
	to := housed(t, false)
	_, err := bring.Look(t.Context(), to.Shared, &endless{}, anyForm)
	if err != archive.ErrLarge {
		t.Errorf("got %v", err)
	}
}

// endless has versions of one thing without end.
type endless struct{ archive.Reader }

func (*endless) Entries(each func(*archive.Entry) error) (archive.Beside, error) {
	text := strings.Repeat("x", 16<<20)
	for range 1000 {
		e := archive.Entry{ID: record.ID{1}.String(), Kind: "entry", Number: 1, At: clock, Data: []byte(`{}`), Text: text, Other: true}
		if err := each(&e); err != nil {
			return archive.Beside{}, err
		}
	}
	return archive.Beside{}, nil
}
