package zipped

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
	"time"
)

// behind reads bytes that stand behind a hole.
type behind struct {
	hole int64
	b    []byte
}

func (f behind) ReadAt(p []byte, at int64) (int, error) {
	if at >= f.hole {
		return bytes.NewReader(f.b).ReadAt(p, at-f.hole)
	}
	n := int(min(int64(len(p)), f.hole-at))
	clear(p[:n])
	if n == len(p) {
		return n, nil
	}
	more, err := bytes.NewReader(f.b).ReadAt(p[n:], 0)
	return n + more, err
}

func TestAFileBehindFourGigabytesIsFound(t *testing.T) {
	const hole = 5 << 30
	var out bytes.Buffer
	z := New(&out, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	z.written = hole
	w, err := z.Press("far.txt")
	if err == nil {
		_, err = w.Write([]byte("far away"))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(behind{hole, out.Bytes()}, hole+int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(c); err != nil || string(got) != "far away" {
		t.Errorf("%q, %v", got, err)
	}
}
