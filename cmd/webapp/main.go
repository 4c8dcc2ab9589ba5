//go:build js

// Command webapp is the app for the browser, wired together. It must never decide anything: that is the app's.
package main

import "snowdrop/internal/browser"

func main() {
	browser.Serve(trial())
}
