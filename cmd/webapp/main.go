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
	"snowdrop/internal/content/directory"
	"snowdrop/internal/devices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/text"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

func main() {
	ctx := context.Background()
	host := hostFiles()
	first := host.stricter.Start() // beside the disk
	host.list.Start()
	disk, err := browser.OpenDisk(ctx)
	if err != nil {
		os.Exit(1) // page.js says that Snowdrop stopped, and offers to try again
	}
	v, err := vault.Open(ctx, disk)
	if err != nil {
		os.Exit(1)
	}
	site, relay, others := browser.Place()
	relays := wire.NewRelays(browser.Fetch{}, relay, others.May)
	photos := attachments.New(attachments.Config{Vault: v, At: func(address string) attachments.Relay { return relays.At(address).Client }})
	own := devices.New(devices.Config{
		Vault: v, Transport: browser.Fetch{}, Relay: relay, Site: site, Now: browser.Now, Waiting: photos.Waiting,
		Reach: others.May, Others: listed(others), Gather: photos.Gather,
	})
	go photos.Run(ctx)
	go own.Run(ctx)
	shared := sharing.New(sharing.Config{Vault: v, Devices: own, Transport: browser.Fetch{}, Relay: relay, Reach: others.May, Now: browser.Now})
	go shared.Run(ctx)
	invited := invite.New(invite.Config{Vault: v, Spaces: shared, Transport: browser.Fetch{}, Relay: relay, Reach: others.May, Site: site, Now: browser.Now})
	go invited.Run(ctx)
	pages, languages := browser.LongerPages(text.English.Lang, take), browser.OtherLanguages(text.English.Lang, take)
	browser.WhenOnline(func() {
		host.stricter.Start()
		host.list.Start()
		pages.Start()
		photos.Nudge()
		own.Nudge()
		shared.Nudge()
		invited.Nudge()
	})
	browser.Await(first, 300*time.Millisecond)
	browser.Serve(pages.After(app.New(app.Config{
		Vault:     v,
		Devices:   own,
		Photos:    photos,
		Sharing:   shared,
		Invites:   invited,
		Now:       browser.Now,
		In:        browser.In,
		Help:      ui.HelpPath,
		Kept:      browser.RequestPersist,
		Signs:     host.table.Load,
		Directory: host.near.Load,
		Bring:     pages.Bring,
		Speak:     languages.Bring,
	})))
}

// take puts what comes after the first page of a language to where it is read.
func take(lang string, raw []byte, sum string) error {
	if err := content.Load(lang, raw, sum); err != nil {
		return err
	}
	if err := text.Load(lang, raw); err != nil || lang != text.English.Lang {
		return err
	}
	return words.Load(raw)
}

// listed are the relays of other hosts that a person can go to.
func listed(others browser.Others) (all []devices.Other) {
	for _, o := range others {
		all = append(all, devices.Other(o))
	}
	return all
}

// files are those of the host's own, and what they gave.
type files struct {
	stricter, list *browser.HostFile
	table          atomic.Pointer[signs.Table]
	near           atomic.Pointer[directory.Local]
}

// hostFiles finds them. Until one that there is has come, it counts as missing.
func hostFiles() *files {
	f := &files{}
	f.stricter = browser.FindLocalSigns(func(file []byte, err error) { f.table.Store(signs.FromHost(file, err)) })
	if f.stricter.There() {
		f.table.Store(signs.Without(signs.Missing))
	}
	f.list = browser.FindLocalDirectory(func(file []byte, err error) { f.near.Store(directory.FromHost(file, err)) })
	if f.list.There() {
		f.near.Store(&directory.Local{Unread: directory.Missing})
	}
	return f
}
