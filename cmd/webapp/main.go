//go:build js

// Command webapp is the app for the browser, wired together. It must never decide anything: that is the app's.
package main

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/attachments"
	"snowdrop/internal/browser"
	"snowdrop/internal/content"
	"snowdrop/internal/devices"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/syncer"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

func main() {
	ctx := context.Background()
	var table atomic.Pointer[signs.Table]
	stricter := browser.FindLocalSigns(func(file []byte, err error) { table.Store(signs.FromHost(file, err)) })
	if stricter.There() {
		table.Store(signs.Without(signs.Missing)) // until it is here
	}
	first := stricter.Start() // beside the disk
	disk, err := browser.OpenDisk(ctx)
	if err != nil {
		os.Exit(1) // page.js says that Snowdrop stopped, and offers to try again
	}
	v, err := vault.Open(ctx, disk)
	if err != nil {
		os.Exit(1)
	}
	site, relay := browser.Place()
	photos := attachments.New(attachments.Config{Vault: v, Relay: syncer.NewClient(relay, browser.Fetch{})})
	own := devices.New(devices.Config{
		Vault: v, Transport: browser.Fetch{}, Relay: relay, Site: site, Now: browser.Now, Waiting: photos.Waiting,
	})
	go photos.Run(ctx)
	go own.Run(ctx)
	pages := browser.LongerPages(text.English.Lang, content.Load)
	browser.WhenOnline(func() {
		stricter.Start()
		pages.Start()
		photos.Nudge()
		own.Nudge()
	})
	browser.Await(first, 300*time.Millisecond)
	browser.Serve(pages.After(app.New(app.Config{
		Vault:   v,
		Devices: own,
		Photos:  photos,
		Now:     browser.Now,
		In:      browser.In,
		Help:    ui.HelpPath,
		Kept:    browser.RequestPersist,
		Signs:   table.Load,
		Bring:   pages.Bring,
	})))
}
