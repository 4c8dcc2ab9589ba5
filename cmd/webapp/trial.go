//go:build js

package main

import (
	"fmt"
	"net/http"
)

// trial stands in for the app until it is there.
func trial() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><head><title>Snowdrop</title></head><body><main><h1>%s</h1><p><a href="/today">Today</a></p></main></body></html>`, r.URL.Path)
	})
}
