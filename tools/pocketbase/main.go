// Command pocketbase is PocketBase as `make bench` measures it beside the relay: one open collection of sealed bytes, and every
// acknowledged write on the disk (synchronous=FULL), as the relay has it. It must never be linked into Snowdrop or served to anyone.
package main

import (
	"log"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
)

// pragmas are PocketBase's own, but for synchronous.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)" +
	"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"

func main() {
	app := pocketbase.NewWithConfig(pocketbase.Config{
		HideStartBanner: true,
		DBConnect:       func(path string) (*dbx.DB, error) { return dbx.Open("sqlite", path+pragmas) },
	})
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if _, err := e.App.FindCollectionByNameOrId("records"); err == nil {
			return e.Next()
		}
		records := core.NewBaseCollection("records")
		anyone := ""
		records.CreateRule, records.ListRule, records.ViewRule = &anyone, &anyone, &anyone
		records.Fields.Add(&core.TextField{Name: "space", Max: 64}, &core.TextField{Name: "sealed", Max: 100_000})
		records.AddIndex("records_space", false, "space", "")
		if err := e.App.Save(records); err != nil {
			return err
		}
		return e.Next()
	})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
