package people_test

import (
	"context"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/people"
)

// TestTwoPeopleShareOverOneRelay: what one puts in comes to the other, and goes when it is taken back.
func TestTwoPeopleShareOverOneRelay(t *testing.T) {
	w := people.New(t)
	sarah, james := w.Person("Sarah"), w.Person("James")
	both := w.Connect(sarah, james, sharing.Pair)
	id, body := record.NewID(), []byte(`{"v":1,"sort":"tonight"}`)
	if err := sarah.Sharing.Put(context.Background(), both.ID, id, items.KindMoment, w.Now(), body); err != nil {
		t.Fatal(err)
	}
	there := func() bool { _, ok := james.Sharing.Item(both.ID, id); return ok }
	james.Until("Sarah's item is there", there)
	if err := sarah.Sharing.TakeBack(context.Background(), both.ID, id); err != nil {
		t.Fatal(err)
	}
	james.Until("Sarah's item is gone", func() bool { return !there() })
}
