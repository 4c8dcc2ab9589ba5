package journal

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"snowdrop/internal/record"
)

func attached(kind string) Attachment {
	return Attachment{
		Kind: kind, Blob: record.ID{1, 2, 3}, Identity: "AGE-SECRET-KEY-PQ-1" + strings.Repeat("Q", 58), Hash: [32]byte{4, 5}, Length: 70_000,
		Type: "image/jpeg", Alt: "four \"lines\" <3",
	}
}

var compare = cmp.AllowUnexported(Entry{}, Attachment{})

func TestEntryOfAnOlderVersionIsWrittenAsItWas(t *testing.T) {
	for _, body := range []string{`{"text":"four lines","v":1}`, `{"mood":[1],"text":"x","v":1}`} {
		e, err := DecodeEntry([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := e.Encode(); err != nil || string(again) != body {
			t.Errorf("got %s, %v, want %s", again, err, body)
		}
	}
}

func TestAttachmentsAreReadAsTheyWereWritten(t *testing.T) {
	photo, text := attached(AttachmentPhoto), attached(AttachmentText)
	text.Alt = ""
	e := Entry{Text: "made up"}.With(photo).With(text)
	body, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeEntry(body)
	if err != nil {
		t.Fatal(err)
	}
	e.V = 2
	if diff := cmp.Diff(e, got, compare); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Attachment{photo}, got.Photos(), compare); diff != "" {
		t.Errorf("photos (-want +got):\n%s", diff)
	}
	if rest, long := got.Continued(); !long || rest.Kind != AttachmentText {
		t.Errorf("the rest of the text: %+v, %v", rest, long)
	}
	without := got.Without(func(a Attachment) bool { return a.Kind == AttachmentPhoto })
	if len(without.Attachments) != 1 || len(got.Attachments) != 2 {
		t.Errorf("%d without the photo, %d before", len(without.Attachments), len(got.Attachments))
	}
	if _, err := (Entry{Attachments: []Attachment{photo}}).Encode(); err != nil {
		t.Errorf("a photo without words: %v", err)
	}
}

// What this version can not use must neither be lost nor take the words with it.
func TestAttachmentsOfANewerVersionSurviveAnEdit(t *testing.T) {
	good, err := json.Marshal(attached(AttachmentPhoto))
	if err != nil {
		t.Fatal(err)
	}
	withField := strings.Replace(string(good), `{`, `{"mood":{"b":1,"a":2},`, 1)
	tests := map[string]struct {
		attachment string
		newer      int
	}{
		"a field more":        {withField, 0},
		"another kind":        {strings.Replace(string(good), `"photo"`, `"song"`, 1), 1},
		"an ID that is none":  {strings.Replace(string(good), `"blob":"a`, `"blob":"A`, 1), 1},
		"a hash of another":   {strings.Replace(string(good), `"sha256":"04`, `"sha256":"`, 1), 1},
		"a hash in capitals":  {strings.Replace(string(good), `"sha256":"0405`, `"sha256":"0A05`, 1), 1},
		"a length as a text":  {strings.Replace(string(good), `70000`, `"70000"`, 1), 1},
		"a length of nothing": {strings.Replace(string(good), `70000`, `0`, 1), 1},
		"no object":           {`"a song"`, 1},
		"nothing":             {`null`, 1},
		"a list":              {`[1,2]`, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			body := []byte(`{"attachments":[` + tt.attachment + `,` + string(good) + `],"text":"first","v":3}`)
			e, err := DecodeEntry(body)
			if err != nil {
				t.Fatal(err)
			}
			if e.Newer() != tt.newer || len(e.Photos()) != 2-tt.newer || len(e.Attachments) != 2 {
				t.Errorf("%d newer, %d photos of %d", e.Newer(), len(e.Photos()), len(e.Attachments))
			}
			e.Text = "second"
			again, err := e.Encode()
			if err != nil {
				t.Fatal(err)
			}
			var got, want any
			_ = json.Unmarshal([]byte(strings.Replace(string(body), "first", "second", 1)), &want)
			if err := json.Unmarshal(again, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("after an edit (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAttachmentsThatCannotBeAreRefused(t *testing.T) {
	with := func(change func(*Attachment)) Entry {
		a := attached(AttachmentPhoto)
		change(&a)
		return Entry{Text: "made up"}.With(a)
	}
	many := Entry{Text: "made up"}
	for range MaxPhotos {
		many = many.With(attached(AttachmentPhoto))
	}
	tests := map[string]struct {
		e              Entry
		field, problem string
	}{
		"no kind":        {with(func(a *Attachment) { a.Kind = "" }), "attachment", "choice"},
		"no key":         {with(func(a *Attachment) { a.Identity = "" }), "attachment", "empty"},
		"no blob":        {with(func(a *Attachment) { a.Blob = record.ID{} }), "attachment", "empty"},
		"no type":        {with(func(a *Attachment) { a.Type = "" }), "attachment", "empty"},
		"no length":      {with(func(a *Attachment) { a.Length = 0 }), "attachment", "range"},
		"too long":       {with(func(a *Attachment) { a.Length = MaxAttachment + 1 }), "attachment", "range"},
		"many words":     {with(func(a *Attachment) { a.Alt = strings.Repeat("ü", MaxAlt+1) }), "photo", "long"},
		"as many photos": {many, "", ""},
		"more photos":    {many.With(attached(AttachmentPhoto)), "photo", "many"},
		"two long texts": {Entry{Text: "x"}.With(attached(AttachmentText)).With(attached(AttachmentText)), "photo", "many"},
		"nothing":        {Entry{Text: " \n"}, "text", "empty"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var field *FieldError
			_, err := tt.e.Encode()
			if tt.field == "" && err != nil || tt.field != "" && (!errors.As(err, &field) || field.Field != tt.field || field.Problem != tt.problem) {
				t.Errorf("got %v, want %s: %s", err, tt.field, tt.problem)
			}
		})
	}
}

func TestLongTextIsSplitAndJoined(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		piece := rapid.StringN(1, 60, -1).Draw(rt, "piece")
		typed := strings.Map(func(r rune) rune {
			if r < 0x20 && r != '\n' || r == 0x7f {
				return ' ' // nobody types those
			}
			return r
		}, piece) + "."
		e := Entry{Text: strings.Repeat(typed, rapid.IntRange(1, 120_000).Draw(rt, "bytes")/len(typed)+1)}
		for range rapid.IntRange(0, MaxPhotos).Draw(rt, "photos") {
			e = e.With(attached(AttachmentPhoto))
		}
		first, rest, err := e.Split()
		if err != nil {
			t.Fatal(err)
		}
		kept := first
		if rest != "" {
			kept = first.With(attached(AttachmentText))
			if len(first.Text) < minBeginning {
				t.Fatalf("the beginning has %d bytes of %d", len(first.Text), len(e.Text))
			}
		}
		if _, err := kept.Encode(); err != nil {
			t.Fatalf("%d bytes and %d: %v", len(first.Text), len(rest), err)
		}
		if first.Join(rest) != strings.ToValidUTF8(e.Text, "\uFFFD") || !utf8.ValidString(first.Text) || !utf8.ValidString(rest) {
			t.Fatal("what was split is not what was joined")
		}
		if len(first.Photos()) != len(e.Photos()) {
			t.Fatal("a photo is gone")
		}
		if again, nothing, err := first.Split(); err != nil || nothing != "" || again.Text != first.Text {
			t.Fatalf("splitting the beginning again leaves %d bytes, %v", len(nothing), err)
		}
	})
}

func TestWhatFitsIsNotSplit(t *testing.T) {
	e := Entry{Text: strings.Repeat("a", MaxBody-len(`{"text":"","v":1}`))}
	if first, rest, err := e.Split(); err != nil || rest != "" || first.Text != e.Text {
		t.Errorf("the longest that fits: %d bytes apart, %v", len(rest), err)
	}
	e.Text += "a"
	if first, rest, err := e.Split(); err != nil || len(first.Text)+len(rest) != len(e.Text) || len(first.Text) != maxBeginning {
		t.Errorf("one more: %d and %d bytes, %v", len(first.Text), len(rest), err)
	}
	if first, _, err := (Entry{Text: "short now"}).With(attached(AttachmentText)).Split(); err != nil || len(first.Attachments) != 0 {
		t.Errorf("the rest of an earlier text is still there: %+v, %v", first.Attachments, err)
	}
}

func TestSplitEndsAtAWord(t *testing.T) {
	e := Entry{Text: strings.Repeat("word ", 20_000)}
	first, rest, err := e.Split()
	if err != nil || !strings.HasSuffix(first.Text, "word ") || !strings.HasPrefix(rest, "word ") {
		t.Errorf("%q | %q, %v", first.Text[len(first.Text)-10:], rest[:10], err)
	}
	strange := Entry{Text: strings.Repeat("\x01", 100_000)}
	first, rest, err = strange.Split()
	if err != nil || first.Join(rest) != strange.Text {
		t.Errorf("control characters: %d and %d bytes, %v", len(first.Text), len(rest), err)
	}
	if _, err := first.With(attached(AttachmentText)).Encode(); err != nil {
		t.Error(err)
	}
	full := Entry{Text: strings.Repeat("a", 50_000), rest: unknown{"more": json.RawMessage(`"` + strings.Repeat("b", MaxBody-200) + `"`)}}
	if _, _, err := full.Split(); !errors.Is(err, ErrTooLong) {
		t.Errorf("no room at all: %v, want ErrTooLong", err)
	}
}
