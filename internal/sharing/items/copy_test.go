package items

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

func aCopy() Copy {
	return Copy{Of: journal.KindCheckIn, Day: "2026-03-04", Lang: "en", Parts: []Part{{Name: "Sleep", Text: "4 hours"}, {Text: "A few lines.\nMore.", Own: true}}}
}

func TestACopyReadsAsItWasWritten(t *testing.T) {
	c := aCopy()
	c.Parts = append(c.Parts, Part{
		Name: "Over time", Score: &Score{"phq9", "2001", 12}, Lines: []Line{{"Name", "Text"}},
		Pictures: []journal.SheetPicture{{ID: "m", Min: 0, Max: 27, Points: [][2]float64{{1770000000, 12}}}},
		Table:    &journal.SheetTable{Head: []string{"a", "b"}, Rows: [][]string{{"1", "2"}}},
		Photo:    &File{Blob: record.NewID(), Identity: "x", Length: 3, Type: "image/png"},
	})
	body, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeCopy(body)
	if err != nil {
		t.Fatal(err)
	}
	again, err := back.Encode()
	if err != nil || !bytes.Equal(body, again) {
		t.Errorf("written again it is\n%s\nwant\n%s (%v)", again, body, err)
	}
	if s, ok := back.Score(); !ok || s.Value != 12 {
		t.Errorf("its number is %v, %v", s, ok)
	}
	if files := back.Files(); len(files) != 1 || files[0].Blob != c.Parts[2].Photo.Blob {
		t.Errorf("its files are %v", files)
	}
}

func TestACopyKeepsWhatANewerSnowdropWroteIntoIt(t *testing.T) {
	body := []byte(`{"v":3,"of":2,"day":"2026-03-04","mood":"x","parts":[{"text":"a","veil":true}]}`)
	c, err := DecodeCopy(body)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{`"v":3`, `"mood":"x"`, `"veil":true`} {
		if !bytes.Contains(again, []byte(kept)) {
			t.Errorf("%s is lost in %s", kept, again)
		}
	}
}

func TestWhatIsNoCopyIsNotTakenForOne(t *testing.T) {
	for name, change := range map[string]func(*Copy){
		"no day":            func(c *Copy) { c.Day = "" },
		"a time in the day": func(c *Copy) { c.Day = "2026-03-04T02:05" },
		"nothing in it":     func(c *Copy) { c.Parts = nil },
		"parts without end": func(c *Copy) { c.Parts = make([]Part, 300) },
		"a table that is not one": func(c *Copy) {
			c.Parts[0].Table = &journal.SheetTable{Head: []string{"a"}, Rows: [][]string{{"1", "2"}}}
		},
		"a picture without scale": func(c *Copy) { c.Parts[0].Pictures = []journal.SheetPicture{{Max: 1e300}} },
		"a point in no year":      func(c *Copy) { c.Parts[0].Pictures = []journal.SheetPicture{{Points: [][2]float64{{1e18, 1}}}} },
		"a number out of bounds":  func(c *Copy) { c.Parts[0].Score = &Score{Value: 1e200} },
	} {
		c := aCopy()
		change(&c)
		body, err := json.Marshal(copied(c))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := DecodeCopy(body); !errors.Is(err, ErrCopy) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.Encode(); !errors.Is(err, ErrCopy) {
			t.Errorf("%s is written: %v", name, err)
		}
	}
}

// Whatever the letters are: those that take six bytes in JSON, those that take four in UTF-8.
func TestACopyThatIsTooLongGoesAsFiles(t *testing.T) {
	for _, letter := range []string{"a", "words and ", "ü", "🌱", "\x01"} {
		c := aCopy()
		long := strings.Repeat(letter, 50_000/len(letter))
		c.Parts = append(c.Parts, Part{Text: long, Own: true}, Part{Text: "short", Own: true}, Part{Text: long + "!", Own: true})
		if _, err := c.Encode(); !errors.Is(err, ErrCopyTooLong) {
			t.Fatalf("too long gives %v", err)
		}
		rests := map[int64]string{}
		fit, err := c.Fit(func(rest string) (File, error) {
			f := File{Blob: record.NewID(), Identity: strings.Repeat("k", 300), Hash: make([]byte, 32), Length: int64(len(rest)), Type: "text/plain"}
			rests[f.Length] = rest
			return f, nil
		})
		if err != nil {
			t.Fatalf("%q: %v", letter, err)
		}
		if _, err := fit.Encode(); err != nil {
			t.Errorf("%q: what fits does not: %v", letter, err)
		}
		for i, p := range fit.Parts {
			whole := p.Text
			if p.Rest != nil {
				whole += rests[p.Rest.Length]
			}
			if whole != c.Parts[i].Text || c.Parts[i].Rest != nil {
				t.Errorf("%q: part %d is not what it was", letter, i)
			}
		}
	}
}

func TestACopyOfTooMuchIsRefusedAndNothingIsLostSilently(t *testing.T) {
	c := aCopy()
	c.Parts[0].Lines = make([]Line, 300)
	for i := range c.Parts[0].Lines {
		c.Parts[0].Lines[i].Text = strings.Repeat("x", 200)
	}
	if _, err := c.Fit(nil); !errors.Is(err, ErrCopyTooLong) {
		t.Errorf("%v", err)
	}
	c = aCopy()
	c.Parts[1].Text = strings.Repeat("x", MaxCopy)
	full := errors.New("no room")
	if _, err := c.Fit(func(string) (File, error) { return File{}, full }); !errors.Is(err, full) {
		t.Errorf("no room gives %v", err)
	}
}

func FuzzDecodeCopy(f *testing.F) {
	body, err := aCopy().Encode()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(body), `{}`, `null`, `[]`, `{"day":"2026-03-04","parts":[null]}`, `{"day":"2026-03-04","parts":[{"photo":{},"rest":{"blob":[1]}}]}`,
		`{"v":9,"of":255,"day":"1999-12-31","x":{"y":1},"parts":[{"pictures":[{"points":[[1,2]]}],"z":0}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := DecodeCopy(body)
		if err != nil {
			return
		}
		once, err := c.Encode()
		if errors.Is(err, ErrCopyTooLong) {
			return
		}
		if err != nil {
			t.Fatalf("what was read is not written: %v", err)
		}
		back, err := DecodeCopy(once)
		if err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		if twice, err := back.Encode(); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s\nis written again as\n%s (%v)", once, twice, err)
		}
	})
}
