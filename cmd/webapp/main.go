//go:build js

// Command webapp is the app for the browser, wired together. It must never decide anything: that is the app's.
package main

import (
	"context"
	"os"

	"snowdrop/internal/app"
	"snowdrop/internal/browser"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

func main() {
	ctx := context.Background()
	disk, err := browser.OpenDisk(ctx)
	if err != nil {
		os.Exit(1) // page.js says that Snowdrop stopped, and offers to try again
	}
	v, err := vault.Open(ctx, disk)
	if err != nil {
		os.Exit(1)
	}
	browser.Serve(app.New(app.Config{
		Vault: v,
		Now:   browser.Now,
		In:    browser.In,
		Help:  ui.HelpPath,
		Kept:  browser.RequestPersist,
	}))
}
