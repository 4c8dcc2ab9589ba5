package world

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/attachments"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
)

// planted is what a person writes, says and chooses: none of it, and no word of it, may be in a request.
var planted = []string{
	"violets beneath the kitchen window", "nobody knows about thursday", "marigold and thistle", "grandmother's telephone",
	"borrowed notebook", "lanterns on the water", Passphrase,
}

// spellings are the ways in which bytes could hide in a request.
func spellings(secret []byte) [][]byte {
	all := [][]byte{secret, bytes.ToLower(secret), []byte(hex.EncodeToString(secret)), []byte(base32.StdEncoding.EncodeToString(secret))}
	for skip := range 3 { // base64 looks different at each of three places
		if len(secret) < skip+8 {
			continue
		}
		part := secret[skip:]
		part = part[:len(part)/3*3]
		all = append(all, []byte(base64.StdEncoding.EncodeToString(part)), []byte(base64.URLEncoding.EncodeToString(part)))
	}
	return all
}

// ownWords are words that requests have of their own. A phrase is drawn from thousands of words, "stream" and "identity" among
// them: once in a hundred runs one of these was in it. A phrase that has one is looked for as a whole, and by its other words.
const ownWords = "octet-stream identity snowdrop-token authorization control age-encryption.org"

// withoutNames is a request without the random names in its address: once in some thousands of runs one spells a short word.
func withoutNames(r network.Sent) network.Sent {
	r.URL = between.ReplaceAllStringFunc(r.URL, func(name string) string {
		_, id := record.ParseID(name)
		if _, locator := relayapi.ParseLocator(name); id != nil && locator != nil {
			return name
		}
		return "*"
	})
	return r
}

var between = regexp.MustCompile(`[^/?]+`)

func TestNothingThatWasWrittenIsInAnyRequest(t *testing.T) {
	relay := New()
	secrets, words := map[string][]byte{}, map[string]bool{}
	plant := func(text string) {
		secrets[text] = []byte(text)
		for _, word := range strings.Fields(text) {
			if len(word) > 5 && !strings.Contains(ownWords, word) {
				secrets[word], words[word] = []byte(word), true
			}
		}
	}
	for _, text := range planted {
		plant(text)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	phone, tablet := newStranger(t, relay), newStranger(t, relay)
	for _, s := range []*stranger{phone, tablet} {
		s.link.Record()
	}
	seven := phone.Words()
	must(phone.vault.Keep(t.Context(), Passphrase))
	at := int64(1_700_123_456)
	ids := []record.ID{}
	put := func(s *stranger, id record.ID, text string) {
		t.Helper()
		body, err := journal.Entry{Text: text}.Encode()
		must(err)
		must(s.vault.Put(t.Context(), record.Record{ID: id, Kind: journal.KindEntry, At: at, Body: body}))
		ids = append(ids, id)
	}
	put(phone, record.NewID(), planted[0])
	put(phone, record.NewID(), planted[1])
	must(phone.Start(t.Context(), seven, planted[3], Passphrase, ""))
	proof := devices.Proof{Passphrase: Passphrase}
	kit, err := phone.Kit(t.Context(), proof)
	must(err)
	must(phone.vault.SetSettings(t.Context(), []byte(planted[4])))
	must(phone.vault.SetDraft(t.Context(), "draft", []byte(planted[5])))

	must(tablet.Open(t.Context(), kit.Words, planted[4], Passphrase))
	put(tablet, ids[0], planted[2])
	must(tablet.vault.Delete(t.Context(), ids[1]))
	keeper := attachments.New(attachments.Config{Vault: tablet.vault, Relay: syncer.NewClient(Address, tablet.link)})
	first, rest, err := journal.Entry{Text: strings.Repeat(planted[5]+" ", 2000)}.Split()
	must(err)
	long, err := keeper.AddText(t.Context(), rest)
	must(err)
	body, err := first.With(long).Encode()
	must(err)
	must(tablet.vault.Put(t.Context(), record.Record{ID: record.NewID(), Kind: journal.KindEntry, At: at, Body: body}))
	tablet.until(t, func() bool { return tablet.Status().Waiting == 0 })
	must(keeper.Once(t.Context()))
	must(phone.Rename(t.Context(), proof, phone.List()[0].ID, planted[2]))
	fresh := tablet.Words()
	must(phone.NewWords(t.Context(), proof, fresh))
	phone.until(t, func() bool { return len(phone.vault.List(journal.KindEntry)) == 2 })

	for _, words := range [][]string{seven, kit.Words, fresh} {
		plant(strings.Join(words, " "))
	}
	for _, id := range ids {
		secrets["the ID of an item "+id.String()], secrets["as bytes "+id.String()] = []byte(id.String()), id[:]
	}
	for _, d := range phone.List() {
		secrets["the ID of a device "+d.ID.String()] = d.ID[:]
	}
	secrets["a time"], secrets["a time as text"] = binary.BigEndian.AppendUint64(nil, uint64(at)), []byte("1700123456")

	sent := slices.Concat(phone.link.Sent(), tablet.link.Sent())
	if len(sent) < 40 {
		t.Fatalf("only %d requests were seen", len(sent))
	}
	spelled := map[string][][]byte{}
	for name, secret := range secrets {
		spelled[name] = spellings(secret)
	}
	for _, r := range sent {
		all, rest := wholeOf(r), wholeOf(withoutNames(r))
		smallAll, smallRest := bytes.ToLower(all), bytes.ToLower(rest)
		for name, spellings := range spelled {
			whole, small := all, smallAll
			if words[name] {
				whole, small = rest, smallRest
			}
			for _, spelling := range spellings {
				if bytes.Contains(whole, spelling) || len(spelling) > 6 && bytes.Contains(small, spelling) {
					t.Errorf("%s %s holds %s", r.Method, r.URL, name)
				}
			}
		}
		saysNothing(t, r)
	}
}

// wholeOf is everything of a request that goes over the network.
func wholeOf(r network.Sent) []byte {
	var b bytes.Buffer
	b.WriteString(r.Method + " " + r.URL + "\n")
	_ = r.Header.Write(&b)
	b.Write(r.Body)
	return b.Bytes()
}

// saysNothing holds a request's headers and address against what the protocol needs.
func saysNothing(t *testing.T, r network.Sent) {
	t.Helper()
	for name, values := range r.Header {
		switch name {
		case "Authorization", relayapi.SlotToken:
		case "Content-Type":
			if values[0] != relayapi.ContentType {
				t.Errorf("%s %s is of type %q", r.Method, r.URL, values)
			}
		case "User-Agent":
			if values[0] != "" {
				t.Errorf("%s %s names its program: %q", r.Method, r.URL, values)
			}
		case "Accept-Encoding":
			if values[0] != "identity" {
				t.Errorf("%s %s asks for %q", r.Method, r.URL, values)
			}
		default:
			t.Errorf("%s %s says %s: %q", r.Method, r.URL, http.CanonicalHeaderKey(name), values)
		}
	}
	if !strings.HasPrefix(r.URL, Address+"/v1/") {
		t.Errorf("a request to %s", r.URL)
	}
}
