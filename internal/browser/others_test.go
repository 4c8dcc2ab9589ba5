package browser

import (
	"slices"
	"testing"
)

func TestThePageMayAskTheRelaysThatItsHostListsAndNoOther(t *testing.T) {
	got := othersIn("https://a.example The clinic,https://b.example:8443")
	if want := (Others{{"https://a.example", "The clinic"}, {"https://b.example:8443", ""}}); !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	if !got.May("https://a.example") || got.May("https://a.example.evil") || got.May("") || othersIn("").May("") {
		t.Error("another relay may be asked")
	}
}
