package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"snowdrop/internal/record"
)

// wrongField is the field and the problem of an error, or "".
func wrongField(err error) string {
	var wrong *FieldError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &wrong):
		return wrong.Field + " " + wrong.Problem
	}
	return err.Error()
}

func TestEveryPartOfWhoIsRememberedMayBeLeftOutButNotAllOfThem(t *testing.T) {
	for _, c := range []struct {
		r    Remembered
		want string
	}{
		{Remembered{Name: "Robin"}, ""}, {Remembered{Call: CallLoss}, ""}, {Remembered{OwnWord: "little bean", Call: CallOwn}, ""},
		{Remembered{Text: "Made up."}, ""}, {Remembered{Day: "in the spring, I think"}, ""},
		{Remembered{}, "name empty"}, {Remembered{Name: " ", Text: "\n"}, "name empty"},
		{Remembered{Call: "Two words"}, "call choice"}, {Remembered{Call: "star"}, ""},
		{Remembered{Name: strings.Repeat("é", MaxRememberedLine)}, ""}, {Remembered{Name: strings.Repeat("é", MaxRememberedLine+1)}, "name long"},
		{Remembered{OwnWord: strings.Repeat("a", MaxWord+1)}, "own_word long"}, {Remembered{Text: strings.Repeat("a", MaxRememberedText+1)}, "text long"},
		{Remembered{Day: strings.Repeat("1", MaxRememberedLine+1)}, "day long"},
	} {
		_, err := c.r.Encode()
		if got := wrongField(err); got != c.want {
			t.Errorf("%+v: %q, want %q", c.r, got, c.want)
		}
	}
	if (Remembered{Call: "star"}).Known() || !(Remembered{Call: CallBaby}).Known() {
		t.Error("what is known is not told from what is newer")
	}
}

func TestAKeepsakeIsAPictureOrWordsOrBoth(t *testing.T) {
	picture := Attachment{Kind: AttachmentPhoto, Blob: record.ID{1}, Identity: "AGE-SECRET-KEY-1X", Length: 3, Type: "image/png", Alt: "made up"}
	for _, c := range []struct {
		k    Keepsake
		want string
	}{
		{Keepsake{Text: "A blue ribbon."}, ""}, {Keepsake{Attachments: []Attachment{picture}}, ""}, {Keepsake{Text: "x", Attachments: []Attachment{picture}, Of: record.ID{7}.String()}, ""},
		{Keepsake{}, "text empty"}, {Keepsake{What: "ribbon"}, "text empty"}, {Keepsake{Text: "x", Of: "Robin"}, "of choice"},
		{Keepsake{Text: "x", What: strings.Repeat("a", MaxKeepsakeLine+1)}, "what long"}, {Keepsake{Text: strings.Repeat("a", MaxKeepsakeText+1)}, "text long"},
		{Keepsake{Text: "x", Attachments: []Attachment{{Kind: AttachmentPhoto}}}, "attachment empty"},
	} {
		_, err := c.k.Encode()
		if got := wrongField(err); got != c.want {
			t.Errorf("%+v: %q, want %q", c.k, got, c.want)
		}
	}
	k := Keepsake{Text: "x", Attachments: []Attachment{picture}}
	if got, ok := k.Picture(); !ok || got.Alt != "made up" {
		t.Errorf("the picture is %+v", got)
	}
	if left := k.WithoutPicture(func(Attachment) bool { return true }); len(left.Attachments) != 0 || len(k.Attachments) != 1 {
		t.Errorf("%d and %d pictures", len(left.Attachments), len(k.Attachments))
	}
}

func TestWhatANewerSnowdropRemembersStays(t *testing.T) {
	r, err := DecodeRemembered([]byte(`{"v":3,"call":"star","song":[1],"name":"Robin"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Day = "May"
	body, err := r.Encode()
	if want := `{"call":"star","day":"May","name":"Robin","song":[1],"v":3}`; err != nil || string(body) != want {
		t.Errorf("%s, %v", body, err)
	}
	k, err := DecodeKeepsake([]byte(`{"v":2,"text":"x","attachments":[{"kind":"sound","blob":1}],"smell":"rain"}`))
	if err != nil {
		t.Fatal(err)
	}
	body, err = k.WithoutPicture(func(Attachment) bool { return true }).Encode()
	if want := `{"attachments":[{"kind":"sound","blob":1}],"smell":"rain","text":"x","v":2}`; err != nil || string(body) != want {
		t.Errorf("%s, %v", body, err)
	}
}

// FuzzWhatIsRemembered: what parses and is valid is written so that it reads back as the same, with every unknown field.
func FuzzWhatIsRemembered(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"name":"Robin","call":"own","own_word":"bean","text":"x\ny","day":"May"}`, `{"v":9,"call":"star","jar":[1]}`, `{"name":"<3"}`,
		`{"v":1,"what":"ribbon","text":"x","of":"aeaqcaibaeaqcaibaeaqcaibae"}`, `{"text":"x","attachments":[{"kind":"photo"}]}`, `{}`, `[]`, `{"text":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		again := func(what string, out []byte, err error, encode func([]byte) ([]byte, error)) {
			if err != nil {
				return
			}
			back, err := encode(out)
			if err != nil || !bytes.Equal(out, back) {
				t.Errorf("%s: %s became %s, and that became %s (%v)", what, body, out, back, err)
			}
		}
		name := func(b []byte) ([]byte, error) {
			r, err := DecodeRemembered(b)
			if err != nil {
				return nil, err
			}
			return r.Encode()
		}
		keep := func(b []byte) ([]byte, error) {
			k, err := DecodeKeepsake(b)
			if err != nil {
				return nil, err
			}
			return k.Encode()
		}
		out, err := name(body)
		again("a name", out, err, name)
		out, err = keep(body)
		again("a keepsake", out, err, keep)
	})
}
