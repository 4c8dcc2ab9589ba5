package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"

	"snowdrop/internal/testkit/chromium"
)

// lookIn is where a person who wants to look finds pictures of what a walk saw.
const lookIn = "SNOWDROP_TEST_LOOK"

func TestAFileIsChosenInABrowserAndComesInPieceByPiece(t *testing.T) {
	dir, _ := full(t)
	file, words := exported(t, dir)
	program := startProcess(t, t.TempDir())
	p := chromium.Start(t).Page(t)
	p.Phone()
	look := func(name string) {
		folder := os.Getenv(lookIn)
		if folder == "" {
			return
		}
		for _, dark := range []bool{false, true} {
			p.Wishes(true, dark)
			p.Phone()
			p.Screenshot(filepath.Join(folder, name+map[bool]string{true: "-dark", false: ""}[dark]+"-360.png"))
			p.Desktop()
			p.Screenshot(filepath.Join(folder, name+map[bool]string{true: "-dark", false: ""}[dark]+"-1280.png"))
		}
		p.Wishes(true, false)
		p.Phone()
	}
	p.Open(program.address)
	p.Wait("document.querySelector('main')")
	p.Open(strings.SplitN(program.address, "/open", 2)[0] + "/mine/bring")
	p.Wait("document.querySelector('.page-announcer') && !document.documentElement.matches('[data-opening], [data-busy]') && document.querySelector('#file')") // its script has looked at it
	look("choose")
	found := chromium.Call(p, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.querySelector('#file')"})
	chromium.Call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, ObjectID: found.Result.ObjectID})
	p.Click(`#answers [type=submit]`)
	p.WaitText("main", "This file is sealed.")
	look("sealed")
	p.Click("#words")
	p.Type(words)
	p.Click(`#answers [type=submit]`)
	p.WaitText("main", "Nothing has changed yet.")
	look("inside")
	p.Click(`#answers [type=submit]`)
	p.WaitText("main", "It is in")
	look("done")
	p.Click(`main a[href="/journal"]`)
	p.WaitText("main", "The kettle sang <at> four.")
	for _, problem := range p.Problems() {
		if !strings.Contains(problem, "status of 422") { // the page that asks for the words
			t.Errorf("the browser complains: %q", problem)
		}
	}
}
