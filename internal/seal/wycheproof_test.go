package seal

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/c2sp/wycheproof"
)

// foreign is bytes in a test vector that is not ours.
type foreign []byte

func (b *foreign) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

// foreignTest holds the fields of all kinds of test in use. A test is good unless it is invalid.
type foreignTest struct {
	ID                         int `json:"tcId"`
	Result                     string
	Key, IV, AAD, Msg, CT, Tag foreign // sealing
	Sig                        foreign // signing
	IKM, Salt, Info, OKM       foreign // deriving
	Size                       int
	Public, Private, Shared    foreign // X25519
	Seed, EK, M, C, K          foreign // ML-KEM
	PK                         foreign // from the group
}

// eachForeign runs the tests of a file and makes sure that there are as many as are known of, so that a
// test that was lost does not pass.
func eachForeign(t *testing.T, file string, want int, run func(foreignTest) bool) {
	t.Helper()
	b, err := fs.ReadFile(wycheproof.TestVectors, file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		TestGroups []struct {
			PublicKey struct{ PK foreign }
			Tests     []foreignTest
		}
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	ran, good := 0, 0
	for _, group := range all.TestGroups {
		for _, v := range group.Tests {
			v.PK = group.PublicKey.PK
			ran++
			ok := run(v)
			if ok {
				good++
			}
			if ok != (v.Result != "invalid") {
				t.Errorf("%s: test %d is %s: accepted is %v", file, v.ID, v.Result, ok)
			}
		}
	}
	if ran < want || good == 0 {
		t.Errorf("%s: %d tests ran, %d of them good; there were %d", file, ran, good, want)
	}
	t.Logf("%s: %d tests ran, %d good, %d bad", file, ran, good, ran-good)
}

func TestWycheproofXChaCha20Poly1305OpensThroughOurSeal(t *testing.T) {
	eachForeign(t, "xchacha20_poly1305_test.json", 315, func(v foreignTest) bool {
		k := key(v.Key)
		value := bytes.Join([][]byte{{suite}, v.IV, v.CT, v.Tag}, nil)
		got, err := Open(k, value, v.AAD)
		if err != nil {
			return false
		}
		if !bytes.Equal(got, v.Msg) || !bytes.Equal(sealWith(k, [24]byte(v.IV), v.Msg, v.AAD), value) {
			t.Errorf("test %d: opens to, or seals to, something else", v.ID)
		}
		return true
	})
}

func TestWycheproofEd25519VerifiesThroughOurVerify(t *testing.T) {
	eachForeign(t, "ed25519_test.json", 151, func(v foreignTest) bool {
		half := len(v.Msg) / 2 // whatever the label takes, label and message are one
		return Verify(PublicKey(v.PK), string(v.Msg[:half]), v.Msg[half:], v.Sig)
	})
}

func TestWycheproofHKDFDerivesWhatWeDerive(t *testing.T) {
	ours := 0
	eachForeign(t, "hkdf_sha256_test.json", 86, func(v foreignTest) bool {
		got, err := hkdf.Key(sha256.New, v.IKM, v.Salt, string(v.Info), v.Size)
		if err != nil {
			return false
		}
		if !bytes.Equal(got, v.OKM) {
			t.Errorf("test %d: derives something else", v.ID)
		}
		// Ours have 32 bytes, go in without salt, and a shorter output is how a longer one begins.
		if len(v.IKM) == keySize && len(v.Salt) == 0 && v.Size >= keySize {
			ours++
			half := len(v.Info) / 2
			if token := key(v.IKM).Token(string(v.Info[:half]), v.Info[half:]); !bytes.Equal(token[:], v.OKM[:keySize]) {
				t.Errorf("test %d: Token is something else", v.ID)
			}
		}
		return true
	})
	t.Logf("%d of them through Token", ours)
}

// A box agrees by X25519 and by ML-KEM-768, which have no door of their own in this package. These are
// the functions that crypto/hpke calls.
func TestWycheproofX25519AgreesAndRefusesAllZeros(t *testing.T) {
	zero := 0
	eachForeign(t, "x25519_test.json", 518, func(v foreignTest) bool {
		public, err := ecdh.X25519().NewPublicKey(v.Public)
		if err != nil {
			return false
		}
		private, err := ecdh.X25519().NewPrivateKey(v.Private)
		if err != nil {
			return false
		}
		got, err := private.ECDH(public)
		if bytes.Equal(v.Shared, make([]byte, 32)) {
			zero++
			if err == nil {
				t.Errorf("test %d: agreed on zeros, which everyone knows", v.ID)
			}
			return v.Result != "invalid"
		}
		if err != nil || !bytes.Equal(got, v.Shared) {
			t.Errorf("test %d: got %x, %v", v.ID, got, err)
		}
		return true
	})
	if zero < 31 {
		t.Errorf("%d tests agree on zeros; there were 31", zero)
	}
}

func TestWycheproofMLKEMAgrees(t *testing.T) {
	eachForeign(t, "mlkem_768_keygen_seed_test.json", 100, func(v foreignTest) bool {
		private, err := mlkem.NewDecapsulationKey768(v.Seed)
		return err == nil && bytes.Equal(private.EncapsulationKey().Bytes(), v.EK)
	})
	eachForeign(t, "mlkem_768_test.json", 201, func(v foreignTest) bool {
		private, err := mlkem.NewDecapsulationKey768(v.Seed)
		if err != nil {
			return false
		}
		got, err := private.Decapsulate(v.C)
		return err == nil && bytes.Equal(got, v.K)
	})
	eachForeign(t, "mlkem_768_encaps_test.json", 265, func(v foreignTest) bool {
		public, err := mlkem.NewEncapsulationKey768(v.EK)
		if err != nil {
			return false
		}
		secret, sent, err := mlkemtest.Encapsulate768(public, v.M)
		return err == nil && bytes.Equal(secret, v.K) && bytes.Equal(sent, v.C)
	})
}
