package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestAPieceNeedsItsNameAndWordsAndNothingElse(t *testing.T) {
	if _, err := (Piece{Piece: "piece-1", Text: "made-up words"}).Encode(); err != nil {
		t.Error(err)
	}
	if _, err := (Piece{Piece: "piece-1", State: PieceSet, SetBy: "Ana"}).Encode(); err != nil {
		t.Errorf("one that was set and has no words yet: %v", err)
	}
	for want, p := range map[string]Piece{
		"piece choice": {Text: "a"}, "text empty": {Piece: "piece-1", Text: " \n"}, "state choice": {Piece: "piece-1", Text: "a", State: "Two Words"},
		"before range": {Piece: "piece-1", Text: "a", Before: ptr(11)}, "after range": {Piece: "piece-1", Text: "a", After: ptr(-1)},
		"set_by long": {Piece: "piece-1", Text: "a", SetBy: strings.Repeat("ü", MaxFrom+1)},
		"reply long":  {Piece: "piece-1", Text: "a", Reply: &PieceReply{From: strings.Repeat("ü", MaxFrom+1), Text: "b"}},
		"reply empty": {Piece: "piece-1", Text: "a", Reply: &PieceReply{From: "Ana"}},
	} {
		var field *FieldError
		if _, err := p.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAPieceOfThirtyKilobytesIsKeptWholeAndALongerOneIsSplit(t *testing.T) {
	before, after := 4, 6
	for _, n := range []int{100, 30 << 10, MaxBody - 100, MaxBody, 200 << 10} {
		text := strings.Repeat("wörds of a night ", n/18+1)[:n]
		whole := Piece{Piece: "piece-2", Text: text, Before: &before, After: &after, Reply: &PieceReply{From: "Ana", At: 5, Text: strings.Repeat("r", 2000)}}
		first, rest, err := whole.Split()
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if first.Text+rest != strings.ToValidUTF8(text, "\uFFFD") || (n < 30<<10) != (rest == "") {
			t.Errorf("%d bytes: %d and %d", n, len(first.Text), len(rest))
		}
		if _, err := first.Encode(); err != nil {
			t.Errorf("%d bytes: the beginning: %v", n, err)
		}
		if first.Reply == nil || *first.Before != 4 {
			t.Errorf("%d bytes: what stands beside the text is gone", n)
		}
	}
}

func TestAPieceOfANewerVersionSurvivesAnEdit(t *testing.T) {
	p, err := DecodePiece([]byte(`{"v":9,"piece":"piece-77","text":"old","state":"warm","set_by":"Ana","reply":{"from":"Ana","at":7,"text":"kind","mood":[1]},"tomorrow":{"a":[1,2]}}`))
	if err != nil {
		t.Fatal(err)
	}
	p.Text = "new"
	got, err := p.Encode()
	want := `{"piece":"piece-77","reply":{"at":7,"from":"Ana","mood":[1],"text":"kind"},"set_by":"Ana","state":"warm","text":"new","tomorrow":{"a":[1,2]},"v":9}`
	if err != nil || string(got) != want {
		t.Errorf("it came back as %s, %v; want %s", got, err, want)
	}
	if p.Writing().Text != "new" {
		t.Error("as an entry it has other words")
	}
}

func TestAReplyThatCanNotBeReadTakesNoWordsWithIt(t *testing.T) {
	for _, reply := range []string{`"a letter"`, `{"from":7,"text":"kind"}`, `{"from":"Ana","at":1}`, `[1]`} {
		body := `{"piece":"piece-1","reply":` + reply + `,"text":"hers","v":1}`
		p, err := DecodePiece([]byte(body))
		if err != nil || p.Text != "hers" || p.Reply == nil || p.Reply.Known() {
			t.Errorf("%s: %v, %+v", reply, err, p)
			continue
		}
		if got, err := p.Encode(); err != nil || string(got) != body {
			t.Errorf("%s was written as %s, %v", body, got, err)
		}
	}
	for _, body := range []string{"", "[]", "nonsense", `{"v":1,"text":7}`} {
		if _, err := DecodePiece([]byte(body)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

// FuzzPiece: what parses and is valid is written so that it reads back as the same, with every unknown field.
func FuzzPiece(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"piece":"piece-1","text":"a","before":3,"after":7}`, `{"v":2,"piece":"piece-1","text":"","state":"set","set_by":"Ana","x":1}`,
		`{"v":1,"piece":"piece-10","text":"b","reply":{"from":"Ana","at":1,"text":"c","y":[]}}`, `{}`, `{"piece":"p","text":"a","reply":"no"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := DecodePiece(body)
		if err != nil {
			return
		}
		out, err := p.Encode()
		if err != nil {
			return
		}
		again, err := DecodePiece(out)
		if err != nil {
			t.Fatalf("%s became %s: %v", body, out, err)
		}
		back, err := again.Encode()
		if err != nil || !bytes.Equal(back, out) {
			t.Errorf("%s became %s, and that became %s (%v)", body, out, back, err)
		}
		var all, kept unknown
		_, _ = json.Unmarshal(body, &all), json.Unmarshal(out, &kept)
		for name := range all {
			known := slices.ContainsFunc(fieldNames(&Piece{}), func(f string) bool { return strings.EqualFold(f, name) })
			if _, there := kept[name]; !there && !known {
				t.Errorf("%s lost %s: %s", body, name, out)
			}
		}
	})
}
