package items

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

func TestWhatASpaceIsReadsAsItWasWritten(t *testing.T) {
	for _, want := range []Terms{{Space: Pair}, {Space: Care, Until: time.Date(2027, 2, 19, 12, 0, 0, 0, time.UTC)}} {
		if got, err := ParseTerms(want.Encode()); err != nil || got != want {
			t.Errorf("%+v became %+v, %v", want, got, err)
		}
	}
	for _, body := range []string{``, `[]`, `{}`, `{"space":3}`, `{"space":1,"until":-1}`, `{"space":1`, ` {"space":1}`, `null`} {
		if _, err := ParseTerms([]byte(body)); !errors.Is(err, ErrBody) || Reads(KindTerms, []byte(body)) {
			t.Errorf("%s: %v", body, err)
		}
	}
	if !Reads(KindTerms, []byte(`{"space":2,"newer":true}`)) || !Reads(KindLeave, Leave{}.Encode()) || Reads(KindLeave, []byte("[]")) || !Reads(KindCandle, []byte("{}")) || Reads(KindCandle, []byte("[]")) || Reads(73, []byte("{}")) || Reads(1, []byte("{}")) {
		t.Error("read as something else")
	}
}

// A professional asks and answers, and nobody but the host says what a space is.
func TestWhoMayWriteWhat(t *testing.T) {
	all := []uint8{KindCopy, KindAnswer, KindKey, KindMoment, KindAsk, KindReply, KindLeave, KindTerms, KindCandle}
	for _, c := range []struct {
		space Space
		role  Role
		may   []uint8
	}{
		{Pair, RoleHost, []uint8{64, 65, 66, 67, 69, 70, 71, 72}},
		{Pair, RoleMember, []uint8{64, 65, 66, 67, 69, 70, 72}},
		{Pair, RoleProfessional, nil},
		{Care, RoleHost, []uint8{64, 69, 70, 71}},
		{Care, RoleProfessional, []uint8{68, 69, 70}},
		{Care, RoleMember, nil},
		{3, RoleHost, nil},
		{Pair, 0, nil},
	} {
		for _, kind := range all {
			if got := May(c.space, c.role, kind); got != bytes.Contains(c.may, []byte{kind}) {
				t.Errorf("space %d, role %d, kind %d: %v", c.space, c.role, kind, got)
			}
		}
	}
}

func FuzzParseTerms(f *testing.F) {
	f.Add(Terms{Space: Care, Until: time.Unix(1<<40, 0)}.Encode())
	f.Add([]byte(`{"space":1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := ParseTerms(body)
		if err != nil {
			return
		}
		if again, err := ParseTerms(got.Encode()); err != nil || again != got {
			t.Errorf("%+v became %+v, %v", got, again, err)
		}
	})
}
