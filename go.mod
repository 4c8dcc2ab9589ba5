module snowdrop

go 1.26.0

require (
	github.com/a-h/templ v0.3.977
	github.com/chromedp/cdproto v0.159.0
	golang.org/x/crypto v0.58.0
)

require (
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

// Linked into the build tool only: compresses what is served.
require github.com/andybalholm/brotli v1.2.8

// Tests only.
require (
	github.com/chromedp/chromedp v0.22.1
	github.com/google/go-cmp v0.7.0
	pgregory.net/rapid v1.3.0
)
