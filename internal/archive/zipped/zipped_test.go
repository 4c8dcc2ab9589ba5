package zipped_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"snowdrop/internal/archive/zipped"
)

var made = time.Date(2026, 11, 21, 14, 5, 6, 0, time.UTC)

type inside struct {
	name    string
	content []byte
	press   bool
}

func write(tb interface{ Fatal(...any) }, all []inside) []byte {
	var out bytes.Buffer
	z := zipped.New(&out, made)
	for _, f := range all {
		begin := z.Store
		if f.press {
			begin = z.Press
		}
		w, err := begin(f.name)
		if err != nil {
			tb.Fatal(err)
		}
		for rest := f.content; len(rest) > 0; {
			n := min(len(rest), 1000)
			if _, err := w.Write(rest[:n]); err != nil {
				tb.Fatal(err)
			}
			rest = rest[n:]
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func same(tb interface {
	Fatal(...any)
	Errorf(string, ...any)
}, all []inside, file []byte) {
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		tb.Fatal(err)
	}
	if len(r.File) != len(all) {
		tb.Errorf("%d files came out of %d", len(r.File), len(all))
		return
	}
	for i, f := range r.File {
		c, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		got, err := io.ReadAll(c) // its sum is looked at, too
		if err != nil || f.Name != all[i].name || !bytes.Equal(got, all[i].content) {
			tb.Errorf("%s came out as %s: %v", all[i].name, f.Name, err)
		}
		if !f.Modified.Equal(made) || f.Mode() != 0o600 {
			tb.Errorf("%s is of %s, with %s", f.Name, f.Modified, f.Mode())
		}
	}
}

func TestWhatIsWrittenIsReadByTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []inside
		for i := range rapid.IntRange(0, 8).Draw(t, "n") {
			all = append(all, inside{fmt.Sprintf("folder/%d-ü.txt", i), bytes.Repeat(rapid.SliceOf(rapid.Byte()).Draw(t, "content"), rapid.IntRange(1, 50).Draw(t, "times")), rapid.Bool().Draw(t, "press")})
		}
		same(t, all, write(t, all))
	})
}

// More files than 16 bits can count.
func TestAZIPOfManyFilesIsRead(t *testing.T) {
	all := make([]inside, 70_000)
	for i := range all {
		all[i] = inside{name: fmt.Sprintf("markdown/%d.md", i)}
	}
	same(t, all, write(t, all))
}

func TestOtherProgramsReadIt(t *testing.T) {
	all := []inside{{"READ-ME.txt", []byte("four lines\n"), true}, {"attachments/a.jpg", bytes.Repeat([]byte{0xff, 0}, 90_000), false}}
	at := filepath.Join(t.TempDir(), "all.zip")
	if err := os.WriteFile(at, write(t, all), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, program := range [][]string{{"unzip", "-t", at}, {"python3", "-m", "zipfile", "-t", at}, {"bsdtar", "-tf", at}} {
		if _, err := exec.LookPath(program[0]); err != nil {
			t.Log("not here:", program[0])
			continue
		}
		if said, err := exec.Command(program[0], program[1:]...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", program[0], err, said)
		}
	}
}

func TestANameThatLeadsElsewhereIsRefused(t *testing.T) {
	for _, name := range []string{"", "/etc/passwd", "../up", "a/../../b", "a//b", ".hidden", `a\b`, "c:x", "a/", strings.Repeat("n", 201)} {
		if _, err := zipped.New(io.Discard, made).Store(name); !errors.Is(err, zipped.ErrName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	z := zipped.New(io.Discard, made)
	if _, err := z.Store("twice"); err != nil {
		t.Fatal(err)
	}
	if _, err := z.Store("twice"); !errors.Is(err, zipped.ErrName) {
		t.Errorf("the same name again: %v", err)
	}
}

// full takes some bytes and then no more.
type full struct{ left int }

var errFull = errors.New("full")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return 0, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

func TestADiskThatIsFullIsSaidWhereverItHappens(t *testing.T) {
	size := 0
	for ; ; size++ {
		f := &full{size}
		z := zipped.New(f, made)
		w, err := z.Press("a.txt")
		if err == nil {
			_, err = w.Write([]byte("some words, some words"))
		}
		if err == nil {
			err = z.Close()
		}
		if err == nil {
			break
		}
		if !errors.Is(err, errFull) {
			t.Fatalf("after %d bytes: %v", size, err)
		}
	}
	if size < 100 {
		t.Errorf("it was whole after %d bytes", size)
	}
}
