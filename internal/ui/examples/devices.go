package examples

import (
	"strings"

	"snowdrop/internal/ui"
)

// Made-up words: no secret of anybody.
var (
	sevenWords = strings.Fields("lantern gravel otter seventeen meadow pillow harvest")
	tenWords   = append(append([]string{}, sevenWords...), "ribbon", "kettle", "compass")
)

func asked(titleKey, action string, change func(*ui.AskedPage)) ui.AskedPage {
	d := ui.AskedPage{Frame: frame(titleKey, "mine", ui.KeptRelay), Title: say(titleKey), Action: action, Back: "/mine/devices"}
	change(&d)
	return d
}

func proof() []ui.Field {
	return []ui.Field{{Name: "passphrase", Label: say("proof.passphrase"), Hint: say("proof.why"), Secret: true}}
}

func relays() []Example {
	where := func(kept ui.Kept) ui.WherePage {
		return ui.WherePage{Frame: frame("where.title", "mine", kept), Lead: say("where.lead"), Ways: []ui.KeptWay{
			{Title: say("where.visit"), Here: kept == ui.KeptVisit, Good: []string{say("where.visit.good")}, Risks: []string{say("where.visit.risk")}},
			{Title: say("where.device"), Here: kept == ui.KeptDevice, Good: []string{say("where.device.good")}, Risks: []string{say("where.device.risk"), say("keep.risk.forget"), say("keep.risk.phone")}, Address: "/mine/keep", Label: say("where.device.go")},
			{Title: say("where.relay"), Here: kept == ui.KeptRelay, Good: []string{say("where.relay.good"), say("where.relay.good.more")}, Risks: []string{say("where.relay.risk.words"), say("where.relay.risk.lost"), say("where.relay.risk.seen")}, Address: "/mine/relay", Label: say("where.relay.go")},
		}}
	}
	open := asked("open.title", "/open", func(d *ui.AskedPage) {
		d.Frame.Kept, d.Frame.Place, d.Back = ui.KeptVisit, "", "/"
		d.Sentences, d.Go = []string{say("open.lead"), say("open.six")}, say("open.go")
		d.Fields = []ui.Field{{Name: "words", Label: say("open.words"), Hint: say("open.words.hint"), Words: true, Linked: true},
			{Name: "device", Label: say("relay.device"), Hint: say("relay.device.hint")},
			{Name: "new", Label: say("passphrase.new"), Hint: say("passphrase.here"), Secret: true}, {Name: "new-again", Label: say("passphrase.again"), Secret: true}}
	})
	near := open
	near.Form = with(typed("words", "lantern gravle otter", "device", "my phone"), "words", "problem.words.near", "word", "gravle", "near", "gravel or grave")
	check := asked("words.check.title", "/mine/words/start", func(d *ui.AskedPage) {
		d.Sentences, d.Go, d.Back, d.BackLabel = []string{say("words.check")}, say("words.start.do"), "/mine/words/start", say("words.check.again")
		d.Fields = []ui.Field{{Name: "first", Label: say("words.check.nth", "n", "3")}, {Name: "second", Label: say("words.check.nth", "n", "6")},
			{Name: "device", Label: say("relay.device"), Hint: say("relay.device.hint")}, {Name: "code", Label: say("relay.code"), Hint: say("relay.code.hint")},
			{Name: "passphrase", Label: say("proof.passphrase"), Secret: true}}
		d.Form = with(with(typed("first", "otter"), "second", "problem.words.check", "n", "6"), "code", "problem.code")
	})
	return []Example{
		{"where/visit", ui.Where(where(ui.KeptVisit))},
		{"where/relay", ui.Where(where(ui.KeptRelay))},
		{"relay", ui.Asked(asked("relay.title", "/mine/relay", func(d *ui.AskedPage) {
			d.Frame.Kept, d.Sentences = ui.KeptDevice, []string{say("relay.lead"), say("relay.lead.words")}
			d.Points = []string{say("where.relay.risk.words"), say("where.relay.risk.lost"), say("where.relay.risk.seen")}
			d.Ways = []ui.Choice{{Address: "/mine/words/start", Label: say("relay.go")}, {Address: "/mine/where", Label: say("not-now")}}
		}))},
		{"words", ui.ShowWords(ui.WordsPage{Frame: frame("words.title", "mine", ui.KeptDevice), Title: say("words.title"), Sentences: []string{say("words.lead")},
			Points: []string{say("words.keep"), say("words.loss")}, Words: sevenWords, Action: "/mine/words/start", Go: say("words.go"), Back: "/mine/where"})},
		{"words/check", ui.Asked(check)},
		{"open", ui.Asked(open)},
		{"open/near words", ui.Asked(near)},
		{"stopped", ui.Asked(asked("stopped.title", "/mine/stopped", func(d *ui.AskedPage) {
			d.Sentences = []string{say("stopped.back"), say("stopped.back.why")}
			d.Ways = []ui.Choice{{Address: "/mine/continue", Label: say("stopped.continue"), Line: say("stopped.continue.lead")},
				{Address: "/open", Label: say("stopped.open"), Line: say("stopped.open.line")}, {Address: "/today", Label: say("stopped.wait"), Line: say("stopped.wait.line")}}
		}))},
	}
}

func devices() []Example {
	f := frame("devices.title", "mine", ui.KeptRelay)
	list := ui.DevicesPage{Frame: f, State: say("relay.state.done"), Ways: ways("/mine/kit", "devices.kit", "/mine/words/new", "devices.words", "/mine/someone", "devices.someone",
		"/mine/forget", "devices.forget", "/mine/delete", "devices.delete"),
		Devices: []ui.Device{{Name: "my phone", Here: true, Rename: "/mine/devices/a/rename"}, {Name: "The laptop in the kitchen, with a name that goes on", Rename: "/mine/devices/b/rename", Remove: "/mine/devices/b/remove"}}}
	news := list
	news.Frame.Stopped, news.State = say("stopped.back"), say("relay.state.stopped")
	news.News = []string{say("news.new", "name", "old tablet", "day", "3 March"), say("news.words", "name", "my phone", "day", "2 March")}
	pair := ui.PairPage{Frame: frame("pair.title", "mine", ui.KeptRelay), Words: sevenWords[:6], Link: "https://example.org/pair#" + strings.Join(sevenWords[:6], "-"), Address: "example.org/pair", Until: "02:07"}
	compare, over := pair, pair
	compare.Name, compare.Compare = "new laptop", tenWords[5:]
	over.Over = say("pair.over")
	joining := ui.JoiningPage{Frame: frame("joining.title", "", ui.KeptVisit), Compare: tenWords[5:], Until: "02:07"}
	refused := joining
	refused.Over = say("joining.refused")
	kit := frame("kit.print.title", "mine", ui.KeptRelay)
	kit.Plain = true
	return []Example{
		{"devices", ui.Devices(list)},
		{"devices/news", ui.Devices(news)},
		{"devices/kit", ui.Kit(ui.KitPage{Frame: kit, Words: tenWords, Link: "https://example.org/open#" + strings.Join(tenWords, "-"), Address: "example.org/open", Date: "4 March 2026"})},
		{"devices/kit before", ui.Asked(asked("kit.title", "/mine/kit", func(d *ui.AskedPage) {
			d.Sentences, d.Points = []string{say("kit.lead")}, []string{say("kit.risk.find"), say("kit.risk.print"), say("kit.risk.old")}
			d.Fields, d.Go = proof(), say("kit.go")
		}))},
		{"devices/add first", ui.Asked(asked("add.first", "/mine/devices/add", func(d *ui.AskedPage) {
			d.Sentences, d.Points = []string{say("add.first.why")}, []string{"my phone (" + say("devices.here") + ")", "old tablet"}
			d.Ways = ways("/mine/devices/add/code", "add.first.no", "/mine/devices", "add.first.yes")
		}))},
		{"devices/pair", ui.Pair(pair)},
		{"devices/pair, compare", ui.Pair(compare)},
		{"devices/pair, over", ui.Pair(over)},
		{"joining", ui.Joining(joining)},
		{"joining/refused", ui.Joining(refused)},
		{"devices/remove", ui.Asked(asked("remove.title", "/mine/devices/b/remove", func(d *ui.AskedPage) {
			d.Sentences, d.Points = []string{say("remove.lead", "name", "old tablet")}, []string{say("remove.keeps"), say("remove.words")}
			d.Fields, d.Go, d.Danger = proof(), say("remove.go"), true
		}))},
		{"devices/someone", ui.Asked(asked("someone.title", "/mine/words/someone", func(d *ui.AskedPage) {
			d.Sentences, d.Points = []string{say("someone.lead")}, []string{say("someone.keeps"), say("someone.kit"), say("someone.safe")}
			d.Questions = []ui.Question{{Name: "keep", Legend: say("someone.which"), Hint: say("someone.which.hint"), Many: true, Options: []ui.Option{{Value: "b", Label: "old tablet"}, {Value: "c", Label: "new laptop"}}}}
			d.Go = say("someone.go")
		}))},
	}
}

// picture is a small one that ./web has anyway.
const picture = "/static/icon-192.png"

func photos() []Example {
	f := frame("journal.title", "heart", ui.KeptRelay)
	f.Transport = "fetch"
	entry := ui.EntryPage{Frame: f, Title: say("kind.entry") + ", 3 March 2026, 21:04", Edit: "/journal/a/edit", Delete: "/journal/a/delete"}
	with := entry
	with.Text, with.State = "The garden this morning.", say("waiting.mark")
	with.Photos = []ui.Photo{{ID: "p1", Source: picture, Alt: "A snowdrop", State: say("photo.sending", "n", "40"), Done: 40, Of: 100, Stop: "/journal/a/stop?photo=p1", StopLabel: say("photo.stop.send")},
		{ID: "p2", Alt: say("photo.alt.none"), State: say("photo.fetching", "n", "70"), Done: 70, Of: 100, Stop: "/journal/a/stop?photo=p2", StopLabel: say("photo.stop.fetch")},
		{ID: "p3", State: say("photo.nothere")}}
	apart := entry
	apart.Edit, apart.Choose = "", "/journal/a/choose"
	apart.Versions = []ui.Version{{ID: "v1", Name: say("versions.nth", "n", "1"), Text: "We went to the sea. I cried, and it was good.", Photos: with.Photos[:1]}, {ID: "v2", Name: say("versions.nth", "n", "2"), Text: "We went to the sea.", Photos: with.Photos[:1]}}
	write := ui.WritePage{Frame: f, Title: say("write.edit"), Action: "/journal/a/edit", Draft: "journal/a", ID: "a", Over: "v1", More: true, Photos: with.Photos[:1],
		Form: typed("text", "The garden this morning.", "alt-p1", "A snowdrop")}
	wrong := write
	wrong.Photos, wrong.Form = nil, typed("text", "The garden this morning.")
	wrong.Form.Problems = []ui.Problem{{Field: "photo", Sentence: say("problem.photo.large")}}
	marked := rows()
	marked[0].Mark = say("versions.mark")
	return []Example{
		{"entry/photos", ui.Entry(with)},
		{"entry/changed on two devices", ui.Entry(apart)},
		{"write/photos", ui.Write(write)},
		{"write/photo too large", ui.Write(wrong)},
		{"bin", ui.Bin(ui.BinPage{Frame: frame("bin.title", "mine", ui.KeptRelay), Rows: []ui.BinRow{{When: "3 March 2026, 21:04", Kind: say("kind.entry"), Line: "We went to the sea.", Until: say("bin.until", "day", "2 April"), Restore: "/bin/a/restore"}}})},
		{"bin/empty", ui.Bin(ui.BinPage{Frame: frame("bin.title", "mine", ui.KeptRelay), Notice: say("done.restored")})},
		{"part/news, photo and mark", pageOf("news, photo and mark", join(ui.Notices(f, []string{say("news.new", "name", "old tablet", "day", "3 March")}), ui.Picture(f, with.Photos[0]), ui.Rows(marked)))},
	}
}
