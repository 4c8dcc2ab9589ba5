package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"snowdrop/internal/record"
)

func aPicture() Attachment {
	return Attachment{Kind: AttachmentPhoto, Blob: record.ID{7}, Identity: "AGE-SECRET-KEY-MADE-UP", Length: 9, Type: "image/jpeg"}
}

func TestAThingInTheBoxNeedsOneThingOnly(t *testing.T) {
	for name, b := range map[string]Box{
		"a person": {What: BoxPerson, Name: "Kim"}, "words": {What: BoxWords, Text: "It passes."}, "a song": {What: BoxSong, Title: "The slow one"},
		"a picture": {What: BoxPicture, Attachments: []Attachment{aPicture()}}, "something newer": {What: "smell"},
		"all of a person": {What: BoxPerson, Name: strings.Repeat("ü", MaxBoxLine), Phone: "+44 (0)20 7946-0018", Why: "She only listens."},
	} {
		body, err := b.Encode()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		back, err := DecodeBox(body)
		again, err2 := back.Encode()
		if err != nil || err2 != nil || !bytes.Equal(body, again) {
			t.Errorf("%s became %s, %v, %v", name, again, err, err2)
		}
	}
	for want, b := range map[string]Box{
		"what choice": {What: "Some Thing"}, "name empty": {What: BoxPerson, Phone: "999", Name: " "}, "photo empty": {What: BoxPicture, Why: "us"},
		"text empty": {What: BoxWords, Why: "because"}, "title empty": {What: BoxSong, By: "her"}, "phone number": {What: BoxPerson, Name: "Kim", Phone: "ask Jo"},
		"name long": {What: BoxPerson, Name: strings.Repeat("ü", MaxBoxLine+1)}, "why long": {What: BoxSong, Title: "a", Why: strings.Repeat("a", MaxBoxLine+1)},
		"text long": {What: BoxWords, Text: strings.Repeat("ü", MaxBoxText+1)}, "phone long": {What: BoxPerson, Name: "Kim", Phone: strings.Repeat("1", MaxBoxPhone+1)},
		"title long": {What: BoxSong, Title: strings.Repeat("a", MaxBoxLine+1)}, "by long": {What: BoxSong, Title: "a", By: strings.Repeat("a", MaxBoxLine+1)},
		"where long": {What: BoxSong, Title: "a", Where: strings.Repeat("a", MaxBoxLine+1)}, "attachment empty": {What: BoxPicture, Attachments: []Attachment{{Kind: AttachmentPhoto}}},
	} {
		var field *FieldError
		if _, err := b.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A telephone obeys some signs: "*21*...#" would send her calls to somebody else.
func TestOnlyDigitsAreHandedToATelephone(t *testing.T) {
	for typed, want := range map[string]string{
		"020 7946 0018": "02079460018", "+44 20-7946-0018": "+442079460018", "(020) 7946.0018": "02079460018", " 999 ": "999", "01/234": "01234",
		"*21*123#": "", "#31#0123": "", "12;phone-context=x": "", "javascript:1": "", "0123,4": "", "1": "", "": "", "++44": "", "44+20": "", "twelve": "", "12\n34": "",
	} {
		if got := (Box{Phone: typed}).Tel(); got != want {
			t.Errorf("%q is rung as %q, want %q", typed, got, want)
		}
	}
}

func TestEachThingIsCalledByItsOwnWords(t *testing.T) {
	for want, b := range map[string]Box{
		"Kim": {What: BoxPerson, Name: "Kim", Why: "b"}, "The slow one": {What: BoxSong, Title: "The slow one", By: "b"},
		"Us at the lake": {What: BoxPicture, Why: "Us at the lake"}, "It passes. …": {What: BoxWords, Text: "It passes.\nIt did before."}, "": {What: BoxPicture},
	} {
		if got := b.Line(); got != want {
			t.Errorf("%+v is called %q, want %q", b, got, want)
		}
	}
}

func TestOldPracticesAreStillReadAndNewerOnesKeepWhatTheySay(t *testing.T) {
	p, err := DecodePractice([]byte(`{"v":1,"which":"breathing","before":8,"after":5}`))
	if err != nil || *p.Before != 8 || *p.After != 5 || p.Nearest != "" {
		t.Fatalf("%+v, %v", p, err)
	}
	p.Nearest, p.Style = "sleep", "still"
	body, err := p.Encode()
	if want := `{"after":5,"before":8,"nearest":"sleep","style":"still","v":1,"which":"breathing"}`; err != nil || string(body) != want {
		t.Errorf("%s, %v", body, err)
	}
	for _, p := range []Practice{{Which: "a", Nearest: "Two words"}, {Which: "a", Style: "<b>"}} {
		if _, err := p.Encode(); err == nil {
			t.Errorf("%+v was taken", p)
		}
	}
}

// FuzzTheBox: what parses and is valid is written so that it reads back as the same, with every unknown field.
func FuzzTheBox(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"what":"person","name":"Kim","phone":"+44 20 7946 0018","why":"She listens.","order":2}`, `{"v":3,"what":"smell","jar":{"a":[1]}}`,
		`{"v":1,"what":"picture","attachments":[{"kind":"photo","blob":"x"}]}`, `{"v":1,"what":"words","text":"<3"}`, `{"what":"song","title":"a","order":-1}`, `{}`, `[]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := DecodeBox(body)
		if err != nil {
			return
		}
		out, err := b.Encode()
		if err != nil {
			return
		}
		back, err := DecodeBox(out)
		if err != nil {
			t.Fatalf("%s became %s, and that is not read: %v", body, out, err)
		}
		again, err := back.Encode()
		if err != nil || !bytes.Equal(out, again) {
			t.Errorf("%s became %s, and that became %s (%v)", body, out, again, err)
		}
		for name := range b.rest {
			if _, kept := back.rest[name]; !kept {
				t.Errorf("%s lost %q: %s", body, name, out)
			}
		}
		if tel := b.Tel(); strings.Trim(strings.TrimPrefix(tel, "+"), "0123456789") != "" {
			t.Errorf("%q is handed to a telephone", tel)
		}
	})
}
