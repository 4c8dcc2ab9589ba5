package bring_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"snowdrop/internal/app"
	"snowdrop/internal/app/bring"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/takeout"
	"snowdrop/internal/archive"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const phrase = "made up words for tests"

var clock = time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)

// tester is what a test and a property have in common.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

func ok(t tester, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// house is somebody's things, as the app and the companion have them.
type house struct {
	*screen.Shared
	disk *memdisk.Disk
}

// housed opens things over a disk, kept, with a home where it is said.
func housed(t tester, home bool) house {
	t.Helper()
	ctx, h := context.Background(), house{disk: memdisk.New()}
	v, err := vault.OpenWith(ctx, h.disk, cheap)
	ok(t, err)
	v.SetNow(func() time.Time { return clock })
	ok(t, v.Keep(ctx, phrase))
	if home {
		s, _ := space.Create(space.NewOwner(), space.NewSelf(), "this device")
		ok(t, v.AttachHome(ctx, s, vault.HomeInfo{}))
	}
	h.Shared = app.New(app.Config{Vault: v, Now: func() time.Time { return clock }, Help: func(string) string { return "/h/" }}).Shared
	return h
}

func (h house) exchange() *screen.Exchange {
	return screen.NewExchange(h.Shared, httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

// anyForm says which drafts are of forms: attachments keep what they do for themselves as a draft, too.
func anyForm(name string) bool {
	return strings.HasPrefix(name, "heart/") || name == "journal/new" || name == "checkin"
}

// taken is everything as one file, open.
func (h house) taken(t tester, form archive.Form) []byte {
	t.Helper()
	var out bytes.Buffer
	ok(t, archive.WriteOpen(&out, form, takeout.Source(context.Background(), h.exchange(), anyForm), nil))
	return out.Bytes()
}

func (h house) brought(t tester, file []byte, choice bring.Choice) bring.Count {
	t.Helper()
	looked, err := bring.Look(context.Background(), h.Shared, opened(t, file), anyForm)
	ok(t, err)
	count, err := bring.In(context.Background(), h.Shared, opened(t, file), choice, anyForm, nil)
	ok(t, err)
	if looked != count {
		t.Fatalf("it was said %+v, and became %+v", looked, count)
	}
	return count
}

func opened(t tester, file []byte) *archive.Reader {
	t.Helper()
	r, err := archive.Read(bytes.NewReader(file), int64(len(file)), nil)
	ok(t, err)
	return r
}

var made = regexp.MustCompile(`"made":"[^"]*"`)

// dataOf is data.json but for the moment at which it was made.
func dataOf(t tester, file []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	ok(t, err)
	f, err := z.Open(archive.FileData)
	ok(t, err)
	b, err := io.ReadAll(f)
	ok(t, err)
	return made.ReplaceAllString(string(b), "")
}

func pngOf(n int) []byte {
	var out bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, 3, 1+n%7))
	picture.SetGray(0, 0, color.Gray{uint8(n)})
	_ = png.Encode(&out, picture)
	return out.Bytes()
}

// anyBody draws what an entry may hold.
func (h house) anyBody(t *rapid.T, kind uint8) []byte {
	text := rapid.OneOf(rapid.StringN(1, 200, -1), rapid.Just("a < b & \"c\" \u2028 ü\n  \n")).Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
	switch kind {
	case journal.KindEntry:
		e := journal.Entry{Text: strings.ToValidUTF8(text.Draw(t, "text"), "?")}
		if rapid.IntRange(0, 4).Draw(t, "long") == 0 {
			e.Text += strings.Repeat(" and it went on", 3000)
		}
		first, rest, err := e.Split()
		ok(t, err)
		for i := range rapid.IntRange(0, 2).Draw(t, "photos") {
			a, err := h.Photos.AddPhoto(context.Background(), pngOf(rapid.IntRange(0, 200).Draw(t, "picture")), strings.Repeat("ü", i))
			ok(t, err)
			first = first.With(a)
		}
		if rest != "" {
			a, err := h.Photos.AddText(context.Background(), rest)
			ok(t, err)
			first = first.With(a)
		}
		body, err := first.Encode()
		ok(t, err)
		if rapid.Bool().Draw(t, "newer") { // fields and an attachment of a newer Snowdrop, in no order
			body = bytes.Replace(body, []byte(`{`), []byte(`{"zebra":{"b":1,"a":[1.50,null]},"mood":"<b>",`), 1)
			body = bytes.Replace(body, []byte(`"attachments":[`), []byte(`"attachments":[{"song":1,"kind":"song"},`), 1)
		}
		return body
	case journal.KindBox:
		b := journal.Box{What: journal.BoxPicture, Why: "because"}
		a, err := h.Photos.AddPhoto(context.Background(), pngOf(3), "the lake")
		ok(t, err)
		b.Attachments = []journal.Attachment{a}
		body, err := b.Encode()
		ok(t, err)
		return body
	case journal.KindCheckIn:
		n := rapid.IntRange(0, 10).Draw(t, "pain")
		body, err := journal.CheckIn{Pain: &n, Note: text.Draw(t, "note")}.Encode()
		ok(t, err)
		return body
	}
	return []byte(rapid.SampledFrom([]string{`{"v":9,"b":[1,2,{"z":1,"a":2}],"a":"x"}`, `[1,2]`, `"text"`, `1.0`, `true`, `{"attachments":[],"v":1}`, `{"attachments":"none"}`, `{"attachments":[{"kind":"photo","blob":"x"}]}`}).Draw(t, "body"))
}

// anyThings fills a house.
func (h house) anyThings(t *rapid.T, home bool) {
	ctx := context.Background()
	for range rapid.IntRange(0, 12).Draw(t, "entries") {
		kind := rapid.SampledFrom([]uint8{1, 1, 1, 2, 13, 5, 19, 77, 200}).Draw(t, "kind")
		r := record.Record{ID: record.NewID(), Kind: kind, At: rapid.OneOf(rapid.Int64Range(1_600_000_000, 1_800_000_000), rapid.Just(int64(-1<<62)), rapid.Just(int64(1_700_000_000))).Draw(t, "at")}
		for v := range rapid.IntRange(1, 3).Draw(t, "versions") {
			if v > 0 && !home {
				break
			}
			r.Body = h.anyBody(t, kind)
			ok(t, h.Vault.PutMany(ctx, []vault.Beside{{Record: r, Beside: v > 0}}))
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "drafts") {
		ok(t, h.Vault.SetDraft(ctx, fmt.Sprint("heart/", i), screen.DraftBody(map[string][]string{"text": {rapid.String().Draw(t, "draft")}, "feelings": {"a", "b"}})))
	}
	if rapid.Bool().Draw(t, "settings") {
		ok(t, h.Vault.SetSettings(ctx, []byte(`{"later":{"z":1,"a":2},"places":{"box":{"x":[1]}},"quiet":true}`)))
	}
}

func TestWhatIsTakenOutAndBroughtInIsTheSame(t *testing.T) {
	const enough = 25 // each seals and opens three times over; a change that breaks this breaks it in one of the first
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		if n++; n > enough {
			return
		}
		home := rapid.Bool().Draw(t, "home")
		from, to := housed(t, home), housed(t, home)
		from.anyThings(t, home)
		file := from.taken(t, archive.Everything)
		first := to.brought(t, file, bring.Choice{Settings: true})
		if n := len(from.List()); first.New != first.Entries || first.Same+first.Apart+first.Missing > 0 || first.Entries < n {
			t.Fatalf("of %d things: %+v", n, first)
		}
		if got, want := dataOf(t, to.taken(t, archive.Everything)), dataOf(t, file); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
		changed, _ := to.Vault.Changes()
		again := to.brought(t, file, bring.Choice{})
		if now, _ := to.Vault.Changes(); now != changed || again.Same != again.Entries || again.New+again.Apart+again.Drafts > 0 {
			t.Fatalf("a second time: %+v", again)
		}
		// What stands alone, with its photos in it, says the same.
		alone := housed(t, home)
		alone.brought(t, from.taken(t, archive.Data), bring.Choice{Settings: true})
		if got, want := dataOf(t, alone.taken(t, archive.Everything)), dataOf(t, file); got != want {
			t.Fatalf("alone\n%s\nwant\n%s", got, want)
		}
	})
}

// Versions need a home. Without one each becomes an entry of its own, once, and nothing is lost.
func TestWithoutAHomeWhatWasWrittenApartBecomesEntriesOfTheirOwn(t *testing.T) {
	from, to := housed(t, true), housed(t, false)
	id := record.NewID()
	for i, words := range []string{"first", "second", "third"} {
		body, err := journal.Entry{Text: words}.Encode()
		ok(t, err, from.Vault.PutMany(t.Context(), []vault.Beside{{Record: record.Record{ID: id, Kind: 1, At: 5, Body: body}, Beside: i > 0}}))
	}
	file := from.taken(t, archive.Everything)
	if c := to.brought(t, file, bring.Choice{}); c.New != 3 {
		t.Errorf("%+v", c)
	}
	if c := to.brought(t, file, bring.Choice{}); c.Same != 3 || len(to.List()) != 3 {
		t.Errorf("a second time: %+v, and %d are there", c, len(to.List()))
	}
	shown, err := to.Vault.Get(id)
	if err != nil || !strings.Contains(string(shown.Body), "third") {
		t.Errorf("under its own name stands %s, %v", shown.Body, err)
	}
}

func TestWhatIsDifferentHereIsKeptBesideWhatComes(t *testing.T) {
	for _, home := range []bool{true, false} {
		from, to := housed(t, false), housed(t, home)
		id := record.NewID()
		for h, words := range map[house]string{from: "as it was", to: "as it is"} {
			body, err := journal.Entry{Text: words}.Encode()
			ok(t, err, h.Vault.Put(t.Context(), record.Record{ID: id, Kind: 1, At: 5, Body: body}))
		}
		file := from.taken(t, archive.Everything)
		for _, want := range []bring.Count{{Apart: 1}, {Same: 1}, {Same: 1}} {
			if c := to.brought(t, file, bring.Choice{}); c.Apart != want.Apart || c.Same != want.Same || c.New != 0 {
				t.Errorf("home %v: %+v, want %+v", home, c, want)
			}
		}
		all := to.taken(t, archive.Data)
		if !bytes.Contains(all, []byte("as it was")) || !bytes.Contains(all, []byte("as it is")) || bytes.Count(all, []byte(`"kind":"entry"`)) != 2 {
			t.Errorf("home %v: %s", home, all)
		}
	}
}

func TestAnotherPictureOfTheSameLengthIsNotTakenForTheSame(t *testing.T) {
	from, to := housed(t, false), housed(t, false)
	id := record.NewID()
	for h, shade := range map[house]int{from: 0, to: 7} {
		a, err := h.Photos.AddPhoto(t.Context(), pngOf(shade), "the lake")
		ok(t, err)
		body, err := journal.Entry{Text: "x"}.With(a).Encode()
		ok(t, err, h.Vault.Put(t.Context(), record.Record{ID: id, Kind: 1, At: 5, Body: body}))
	}
	if len(pngOf(0)) != len(pngOf(7)) {
		t.Fatal("the pictures of this test have two lengths")
	}
	file := from.taken(t, archive.Everything)
	c, err := bring.In(t.Context(), to.Shared, opened(t, file), bring.Choice{}, anyForm, nil)
	if err != nil || c.Apart != 1 || len(to.List()) != 2 {
		t.Errorf("%+v %v", c, err)
	}
}

func TestWhatDevicesAndSharingKeepForThemselvesNeverComesIn(t *testing.T) {
	to := housed(t, false)
	var entries []string
	for i, number := range []uint8{devices.Kind, 250, 1} {
		id := record.ID{byte(i + 1)}
		entries = append(entries, fmt.Sprintf(`{"id":"%s","kind":"entry","number":%d,"at":"2026-11-20T02:00:00Z","data":{"text":"x","v":1}}`, id, number))
	}
	file := []byte(`{"format":"snowdrop","version":2,"made":"2026-11-21T00:00:00Z","entries":[` + strings.Join(entries, ",") + `],"not_readable":{"count":0}}`)
	if c := to.brought(t, file, bring.Choice{}); c.Refused != 2 || c.New != 1 || len(to.Vault.List()) != 1 {
		t.Errorf("%+v, and %d are there", c, len(to.Vault.List()))
	}
}

func TestDraftsAndSettingsOfThePersonComeBeforeThoseOfTheFile(t *testing.T) {
	from, to := housed(t, false), housed(t, false)
	draft := func(words string) []byte { return screen.DraftBody(map[string][]string{"text": {words}}) }
	ok(t, from.Vault.SetDraft(t.Context(), "journal/new", draft("of the file")), from.Vault.SetDraft(t.Context(), "checkin", draft("only there")), from.Vault.SetSettings(t.Context(), []byte(`{"quiet":true}`)))
	ok(t, to.Vault.SetDraft(t.Context(), "journal/new", draft("of today")), to.Vault.SetSettings(t.Context(), []byte(`{"quiet":false}`)))
	file := from.taken(t, archive.Everything)
	if c := to.brought(t, file, bring.Choice{}); c.Drafts != 1 || c.Begun != 1 || !c.Settings {
		t.Errorf("%+v", c)
	}
	if d, _ := to.Vault.Draft("journal/new"); !bytes.Equal(d, draft("of today")) || to.Settings().Quiet {
		t.Errorf("what was here is gone: %s %+v", d, to.Settings())
	}
	to.brought(t, file, bring.Choice{Settings: true})
	if !to.Settings().Quiet {
		t.Error("what was ticked did not come in")
	}
	c, err := bring.Look(t.Context(), to.Shared, opened(t, file), func(string) bool { return false })
	if err != nil || c.Begun != 2 || c.Drafts != 0 {
		t.Errorf("for forms that are not there: %+v %v", c, err)
	}
}

// Whatever write it is cut off at, doing it again makes it whole.
func TestCutOffAtEveryWriteItGoesOnByDoingItAgain(t *testing.T) {
	from := housed(t, false)
	for i := range 230 {
		e := journal.Entry{Text: fmt.Sprint("line ", i)}
		if i%40 == 0 {
			a, err := from.Photos.AddPhoto(t.Context(), pngOf(i), "")
			ok(t, err)
			e = e.With(a)
		}
		body, err := e.Encode()
		ok(t, err, from.Vault.Put(t.Context(), record.Record{ID: record.NewID(), Kind: 1, At: int64(i), Body: body}))
	}
	ok(t, from.Vault.SetDraft(t.Context(), "checkin", screen.DraftBody(map[string][]string{"note": {"x"}})), from.Vault.SetSettings(t.Context(), []byte(`{"quiet":true}`)))
	file := from.taken(t, archive.Everything)
	want := dataOf(t, file)
	for cut := 0; ; cut++ {
		to := housed(t, false)
		to.disk.FailAfter(cut)
		_, err := bring.In(t.Context(), to.Shared, opened(t, file), bring.Choice{Settings: true}, anyForm, nil)
		if err == nil {
			if cut < 10 {
				t.Errorf("all of it was %d writes", cut)
			}
			break
		}
		if !errors.Is(err, memdisk.ErrFault) {
			t.Fatal(err)
		}
		// As after a crash: what the disk has, opened anew.
		disk := to.disk.Reopen()
		v, err := vault.OpenWith(t.Context(), disk, cheap)
		ok(t, err, v.Unlock(t.Context(), phrase))
		after := house{disk: disk, Shared: app.New(app.Config{Vault: v, Now: func() time.Time { return clock }, Help: func(string) string { return "/h/" }}).Shared}
		after.brought(t, file, bring.Choice{Settings: true})
		if got := dataOf(t, after.taken(t, archive.Everything)); got != want {
			t.Fatalf("cut off at write %d and done again:\n%.2000s", cut, got)
		}
	}
}

func TestOneThatIsStoppedStaysWhole(t *testing.T) {
	from, to := housed(t, false), housed(t, false)
	for i := range 500 {
		body, err := journal.Entry{Text: "x"}.Encode()
		ok(t, err, from.Vault.Put(t.Context(), record.Record{ID: record.NewID(), Kind: 1, At: int64(i), Body: body}))
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := bring.In(ctx, to.Shared, opened(t, from.taken(t, archive.Everything)), bring.Choice{}, anyForm, func(done int) {
		if done == 250 {
			cancel()
		}
	})
	if n := len(to.List()); !errors.Is(err, context.Canceled) || n == 0 || n == 500 {
		t.Errorf("%v, and %d are there", err, n)
	}
}

// cheap stretches without effort: a property opens hundreds of times.
func cheap(passphrase []byte, salt seal.Salt) seal.Key {
	sum := sha256.Sum256(append(salt[:], passphrase...))
	return root.Derive(string(sum[:]))
}

var root = seal.NewKey()
