package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"snowdrop/internal/testkit/page"
	"snowdrop/internal/ui/examples"
)

func TestEveryExampleIsListedAndEveryLinkLeadsToOne(t *testing.T) {
	h := handler("../../web")
	get := func(address string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
		return w
	}
	links := page.Parse(t, get("/").Body).All("a")
	if got, want := len(links), len(examples.Examples()); got != want {
		t.Errorf("%d links, want %d", got, want)
	}
	for _, a := range links {
		if got := get(a.Attrs["href"]).Code; got != http.StatusOK {
			t.Errorf("%s answers %d", a.Attrs["href"], got)
		}
	}
	for _, address := range []string{examples.Style, "/static/icon.svg"} {
		if got := get(address).Code; got != http.StatusOK {
			t.Errorf("%s answers %d", address, got)
		}
	}
	if got := get("/e/nothing").Code; got != http.StatusNotFound {
		t.Errorf("an example that does not exist answers %d", got)
	}
}
