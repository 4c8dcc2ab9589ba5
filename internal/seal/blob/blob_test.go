package blob

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"pgregory.net/rapid"
)

func made(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1, byte(n)}).Read(b)
	return b
}

func seal(t testing.TB, content []byte) ([]byte, Sealed) {
	t.Helper()
	var b bytes.Buffer
	s, err := Seal(&b, bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), s
}

func TestWhatWasSealedOpensInSmallPieces(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		near := rapid.SampledFrom([]int{1, smallest, pieceSize, 2 * pieceSize, 5 * pieceSize}).Draw(rt, "near")
		content := made(max(1, near+rapid.IntRange(-20, 20).Draw(rt, "off")))
		sealed, s := seal(t, content)
		if s.Size != int64(len(sealed)) || s.Size != Size(s.Length) || s.Hash != sha256.Sum256(sealed) || s.Length != int64(len(content)) {
			t.Fatalf("%d bytes: %+v, sealed %d", len(content), s, len(sealed))
		}
		var got bytes.Buffer
		if err := Open(&got, iotest.HalfReader(bytes.NewReader(sealed)), s); err != nil || !bytes.Equal(got.Bytes(), content) {
			t.Fatalf("%d bytes came back as %d: %v", len(content), got.Len(), err)
		}
		if bytes.Contains(sealed, content[:min(len(content), 16)]) && len(content) > 4 {
			t.Fatal("the content can be read")
		}
	})
}

func TestBlobIsAnAgeFileThatOthersOpen(t *testing.T) {
	content := made(70_000)
	sealed, s := seal(t, content)
	identity, err := age.ParseHybridIdentity(s.Identity)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil || int64(len(plain)) != Padded(70_000) || !bytes.Equal(plain[:70_000], content) {
		t.Errorf("%d bytes, %v", len(plain), err)
	}
}

func TestEveryBlobHasItsOwnKey(t *testing.T) {
	content := made(100)
	a, as := seal(t, content)
	b, bs := seal(t, content)
	if as.Identity == bs.Identity || bytes.Equal(a, b) {
		t.Error("the same content twice is the same blob")
	}
}

func TestLengthsSayLittle(t *testing.T) {
	for length, want := range map[int64]int64{1: 4096, 4095: 4096, 4096: 4352, 100_000: 100_352, 1<<20 - 1: 1 << 20, 1 << 20: 1<<20 + 32<<10, MaxLength: MaxLength + 512<<10} {
		if got := Padded(length); got != want {
			t.Errorf("%d bytes: padded to %d, want %d", length, got, want)
		}
	}
	if Size(MaxLength) > 26<<20 {
		t.Errorf("the longest content takes %d bytes, and a relay takes 26 MiB", Size(MaxLength))
	}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64Range(smallest, MaxLength).Draw(rt, "length")
		p := Padded(n)
		if p <= n || p > n+n*12/100+1 || Padded(p-1) != p {
			t.Fatalf("%d is padded to %d", n, p)
		}
	})
}

// An attack is on one blob, of four pieces, with another one at hand.
func damage(t *testing.T, change func(sealed, other []byte, s *Sealed, os Sealed) []byte) {
	t.Helper()
	content := made(200_000)
	sealed, s := seal(t, content)
	other, os := seal(t, made(200_000))
	var got bytes.Buffer
	err := Open(&got, bytes.NewReader(change(bytes.Clone(sealed), other, &s, os)), s)
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	if !bytes.HasPrefix(padded(content), got.Bytes()) {
		t.Error("something that was not sealed came out")
	}
}

func padded(content []byte) []byte {
	b := append(bytes.Clone(content), ends)
	return append(b, make([]byte, Padded(int64(len(content)))-int64(len(b)))...)
}

func TestAttack39SwappedBlobDoesNotOpen(t *testing.T) {
	damage(t, func(_, other []byte, _ *Sealed, _ Sealed) []byte { return other })
	// Nor one that is swapped whole, with the hash that belongs to it.
	damage(t, func(_, other []byte, s *Sealed, os Sealed) []byte { s.Hash = os.Hash; return other })
	damage(t, func(sealed, _ []byte, s *Sealed, os Sealed) []byte { s.Identity = os.Identity; return sealed })
	damage(t, func(sealed, _ []byte, s *Sealed, _ Sealed) []byte { s.Identity = "AGE-SECRET-KEY-1"; return sealed })
	// Another blob for the same key: only the hash tells.
	damage(t, func(sealed, _ []byte, s *Sealed, _ Sealed) []byte {
		identity, err := age.ParseHybridIdentity(s.Identity)
		if err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		w, err := age.Encrypt(&again, identity.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(padded(made(200_000)))
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if again.Len() != len(sealed) {
			t.Fatal("another size")
		}
		return again.Bytes()
	})
}

func TestAttack40TruncatedBlobDoesNotOpen(t *testing.T) {
	for _, n := range []int{0, 1, 100, headerSize, headerSize + nonceSize, headerSize + nonceSize + pieceSize + tagSize, 150_000, -1} {
		damage(t, func(sealed, _ []byte, _ *Sealed, _ Sealed) []byte {
			if n < 0 {
				return sealed[:len(sealed)-1]
			}
			return sealed[:n]
		})
	}
}

func TestAttack41ReorderedPiecesDoNotOpen(t *testing.T) {
	const piece, start = pieceSize + tagSize, headerSize + nonceSize
	damage(t, func(sealed, _ []byte, _ *Sealed, _ Sealed) []byte {
		first := bytes.Clone(sealed[start : start+piece])
		copy(sealed[start:], sealed[start+piece:start+2*piece])
		copy(sealed[start+piece:], first)
		return sealed
	})
	damage(t, func(sealed, _ []byte, _ *Sealed, _ Sealed) []byte { // one twice
		copy(sealed[start+piece:], sealed[start:start+piece])
		return sealed
	})
	damage(t, func(sealed, other []byte, _ *Sealed, _ Sealed) []byte { // one of another
		copy(sealed[start+piece:], other[start+piece:start+2*piece])
		return sealed
	})
}

func TestAttack42WrongLengthDoesNotOpen(t *testing.T) {
	for _, length := range []int64{0, -1, 1, 199_999, 200_001, 1 << 20, MaxLength, MaxLength + 1, 1 << 62} {
		damage(t, func(sealed, _ []byte, s *Sealed, _ Sealed) []byte { s.Length = length; return sealed })
	}
	damage(t, func(sealed, _ []byte, _ *Sealed, _ Sealed) []byte { return append(sealed, 0) })
	damage(t, func(sealed, other []byte, _ *Sealed, _ Sealed) []byte { return append(sealed, other...) })
	damage(t, func(sealed, _ []byte, s *Sealed, _ Sealed) []byte { s.Hash[31] ^= 1; return sealed })
}

func TestEveryChangedBitIsFound(t *testing.T) {
	content := made(5000)
	sealed, s := seal(t, content)
	step := 7
	if testing.Short() { // natively more bytes have their turn; here some show that the browser's build finds the same
		step = 67
	}
	for i := 0; i < len(sealed); i += step {
		broken := bytes.Clone(sealed)
		broken[i] ^= 1 << (i % 8)
		if err := Open(io.Discard, bytes.NewReader(broken), s); !errors.Is(err, ErrDamaged) {
			t.Fatalf("byte %d: %v, want ErrDamaged", i, err)
		}
	}
}

func TestErrorsOfOthersStayTheirs(t *testing.T) {
	own := errors.New("own")
	content := made(200_000)
	sealed, s := seal(t, content)
	for _, n := range []int64{0, 100, 1000, 100_000} {
		broken := io.MultiReader(io.LimitReader(bytes.NewReader(sealed), n), iotest.ErrReader(own))
		if err := Open(io.Discard, broken, s); !errors.Is(err, own) || errors.Is(err, ErrDamaged) {
			t.Errorf("reading breaks after %d: %v", n, err)
		}
		if err := Open(&failing{left: n, err: own}, bytes.NewReader(sealed), s); !errors.Is(err, own) {
			t.Errorf("writing breaks after %d: %v", n, err)
		}
		if _, err := Seal(&failing{left: n, err: own}, bytes.NewReader(content), 200_000); !errors.Is(err, own) {
			t.Errorf("writing what is sealed breaks after %d: %v", n, err)
		}
	}
	if _, err := Seal(io.Discard, iotest.ErrReader(own), 5); !errors.Is(err, own) {
		t.Errorf("reading what is to be sealed breaks: %v", err)
	}
	for said, has := range map[int64]int{0: 0, -1: 5, MaxLength + 1: 5, 5: 4, 4: 5} {
		if _, err := Seal(io.Discard, bytes.NewReader(made(has)), said); !errors.Is(err, ErrLength) {
			t.Errorf("%d bytes where there are %d: %v, want ErrLength", said, has, err)
		}
	}
}

type failing struct {
	left int64
	err  error
}

func (w *failing) Write(p []byte) (int, error) {
	if w.left -= int64(len(p)); w.left < 0 {
		return 0, w.err
	}
	return len(p), nil
}

// weighing measures what is in use while bytes are written to it.
type weighing struct {
	to         io.Writer
	left       int
	base, most uint64
}

func weigh() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (w *weighing) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		w.left = 4 << 20
		now := weigh() // once: twice it need not weigh the same, and what is below nothing is a very large number
		w.most = max(w.most, now-min(w.base, now))
	}
	return w.to.Write(p)
}

// In a browser there is little memory, and what was once taken is not given back.
func TestLargeBlobNeedsLittleMemory(t *testing.T) {
	const most = 2 << 20
	content := made(MaxLength)
	var sealed bytes.Buffer
	sealed.Grow(int(Size(MaxLength)))
	w := &weighing{to: &sealed, base: weigh()}
	s, err := Seal(w, bytes.NewReader(content), MaxLength)
	if err != nil || w.most > most {
		t.Errorf("sealing holds %d bytes, %v", w.most, err)
	}
	w = &weighing{to: io.Discard, base: weigh()}
	if err := Open(w, &sealed, s); err != nil || w.most > most {
		t.Errorf("opening holds %d bytes, %v", w.most, err)
	}
}

func FuzzNoBytesOpenButTheOnesSealed(f *testing.F) {
	content := made(5000)
	sealed, s := seal(f, content)
	f.Add(sealed, s.Length)
	f.Add(sealed[:len(sealed)-1], s.Length)
	f.Add(append(bytes.Clone(sealed), 0), s.Length)
	f.Add(sealed, s.Length-1)
	f.Add([]byte("age-encryption.org/v1\n-> mlkem768x25519 AAAA\n"), int64(1))
	f.Fuzz(func(t *testing.T, b []byte, length int64) {
		other := s
		other.Length = length
		var got bytes.Buffer
		err := Open(&got, bytes.NewReader(b), other)
		same := bytes.Equal(b, sealed) && length == s.Length
		if same != (err == nil) || err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("%d bytes, length %d: %v", len(b), length, err)
		}
		if !bytes.HasPrefix(padded(content), got.Bytes()) {
			t.Fatal("something that was not sealed came out")
		}
	})
}
