// Package origins says which pages of other origins may ask a relay. It must never let one ask that its host did not name, or
// let any page send what a browser keeps for the relay.
package origins

import (
	"net/http"
	"slices"

	"snowdrop/internal/relayapi"
)

// Let sets what lets the pages of these origins, and no others, ask: site is the one that this relay belongs to where that is
// another origin, others are those of other hosts. It tells whether that is all there is to answer.
func Let(h http.Header, req *http.Request, site string, others []string) (answered bool) {
	if from := req.Header.Get("Origin"); slices.Contains(others, from) {
		site = from
	}
	if site != "" || len(others) > 0 {
		h.Set("Vary", "Origin")
	}
	if site == "" {
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		return false
	}
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", site)
	if req.Method != http.MethodOptions {
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, "+relayapi.SlotToken)
	h.Set("Access-Control-Max-Age", "86400")
	return true
}
