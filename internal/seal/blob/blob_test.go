package blob

import (
	"bytes"
	"testing"
)

func TestX(t *testing.T) {
	for _, n := range []int{1, 4096, 4097, 65536, 65537, 1 << 20, MaxLength} {
		var b, o bytes.Buffer
		c := bytes.Repeat([]byte("abc"), n/3+1)[:n]
		s, err := Seal(&b, bytes.NewReader(c), int64(n))
		if err != nil {
			t.Fatal(err)
		}
		t.Log(n, Padded(int64(n)), s.Size, Size(int64(n)), len(s.Identity), s.Size-Size(int64(n)))
		if err := Open(&o, &b, s); err != nil || !bytes.Equal(o.Bytes(), c) {
			t.Error(n, err)
		}
	}
}
