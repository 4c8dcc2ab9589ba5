package vault

import (
	"fmt"
	"syscall/js"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/contents"
	"snowdrop/internal/vault/values"
)

func TestALongUnlockLetsTheWorkerAnswer(t *testing.T) {
	d := mapDisk{}
	_, dataKey := unlocked(t, d)
	key := dataKey.Derive(seal.LabelLocalValues)
	for i := range 3 * contents.YieldEvery {
		at := fmt.Sprint("key ", i)
		value, err := sealShort(key, at, values.Record, record.Record{ID: record.NewID()})
		if err != nil {
			t.Fatal(err)
		}
		d[at] = value
	}
	v, err := open(t.Context(), d, cheap)
	if err != nil {
		t.Fatal(err)
	}
	answered := 0
	answer := js.FuncOf(func(js.Value, []js.Value) any { answered++; return nil })
	defer answer.Release()
	js.Global().Call("setTimeout", answer, 0)
	if err := v.Unlock(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	if answered != 1 {
		t.Error("unlocking kept the event loop to itself")
	}
}
