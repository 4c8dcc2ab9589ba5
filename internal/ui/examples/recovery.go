package examples

import (
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

func weeksQuestion(name, key string, values ...string) ui.Question {
	q := ui.Question{Name: name, Legend: say(key), Words: len(values) < 5 && name != "when"}
	if words.Has(key + ".hint") {
		q.Hint = say(key + ".hint")
	}
	for _, v := range values {
		label := key + "." + v
		switch v {
		case "unsure", "private", "yes", "no":
			label = "story." + v
		}
		q.Options = append(q.Options, ui.Option{Value: v, Label: say(label)})
	}
	return q
}

func weeksAsk(form ui.Form, tell ui.Choice) *ui.WeeksAsk {
	far := weeksQuestion("far", "story.how_far", journal.StoryFar[:6]...)
	far.Legend, far.Hint = say("weeks.ask.far"), ""
	return &ui.WeeksAsk{Form: form, Tell: tell, Questions: []ui.Question{
		far,
		weeksQuestion("what", "weeks.ask.what", "expectant", "medical", "surgical", "birth", "not-begun", "ectopic", "methotrexate", "molar", "threatened", "unsure"),
		weeksQuestion("since", "weeks.ask.since", "0", "2", "7", "15", "22", "43", "unsure"),
	}}
}

func weeksPage(kept ui.Kept, f recovery.Facts) ui.WeeksPage {
	d := ui.WeeksPage{Frame: frame("weeks.title", "body", kept), Title: say("weeks.title"), Lead: say("weeks.lead"), Ways: ways("/body/weeks/all", "weeks.whole")}
	all := recovery.Answers(f, "en")
	for _, a := range all {
		if a.Topic.Everyday {
			d.Everyday = append(d.Everyday, ui.TopicOf(words, a))
		} else {
			d.Topics = append(d.Topics, ui.TopicOf(words, a))
		}
	}
	if f.Unknown() {
		d.Wide = say("weeks.wide")
	}
	d.Picture, d.Origin = ui.RangesOf(words, f.Since, all), ui.OriginOf(words, all, "2026-11-25")
	return d
}

func storyForm(form ui.Form) ui.StoryForm {
	return ui.StoryForm{
		Frame: frame("story.title", "body", ui.KeptDevice), Form: form, Title: say("story.title"), Action: "/body/story/new", Draft: "body/story/new", ID: id,
		Call: weeksQuestion("call", "story.call", journal.StoryCalls...), Kind: weeksQuestion("type", "story.type", journal.StoryTypes...),
		Far: weeksQuestion("how_far", "story.how_far", journal.StoryFar...), Managed: weeksQuestion("management", "story.management", journal.StoryManagements...),
		Treated: weeksQuestion("treatment", "story.treatment", journal.StoryTreatments...), When: weeksQuestion("when", "story.when", journal.StoryWhens...),
		Scan: weeksQuestion("scan", "story.scan", journal.StoryYesNo...), Blood: weeksQuestion("rh", "story.rh", journal.StoryBloods...),
		AntiD: weeksQuestion("anti_d", "story.anti_d", journal.StoryYesNo...),
	}
}

func recoveries() []Example {
	day := func(from, to int) recovery.Days { return recovery.Days{From: from, To: to, Known: true} }
	asked := ui.WeeksPage{Frame: frame("weeks.title", "body", ui.KeptVisit), Title: say("weeks.title"), Lead: say("weeks.lead"),
		Ask: weeksAsk(typed(), ways("/body/story", "weeks.tell")[0]), Ways: ways("/body/weeks/all", "weeks.whole")}
	locked := asked
	locked.Frame, locked.Ask = frame("weeks.title", "body", ui.KeptLocked), weeksAsk(typed(), ways("/unlock", "weeks.unlock")[0])
	tapped := weeksPage(ui.KeptLocked, recovery.Facts{Band: recovery.From6, Way: recovery.Surgical, Since: day(7, 14)})
	tapped.Ask = weeksAsk(typed("far", "6to9", "what", "surgical", "since", "7"), ui.Choice{})
	told := weeksPage(ui.KeptDevice, recovery.Facts{Band: recovery.From10, Kind: recovery.Missed, Way: recovery.Medical, Since: day(5, 5), Country: "GB"})
	told.About, told.Change, told.Notice = say("story.about.word", "word", "Mia"), "/body/story", say("done.kept")
	told.Told = []ui.Fact{{Name: say("story.call"), Value: say("story.call.name")}, {Name: say("story.how_far"), Value: say("story.how_far.10to13")}, {Name: say("story.day"), Value: "27 February 2026"}}
	missing := asked
	missing.Ask, missing.Missing = nil, say("weeks.missing")
	everyday := weeksPage(ui.KeptVisit, recovery.Facts{})
	everyday.Title, everyday.Lead, everyday.Topics, everyday.Picture = say("weeks.everyday"), say("weeks.everyday.lead"), nil, nil
	whole := ui.WeeksPage{Frame: frame("weeks.title", "body", ui.KeptVisit), Title: say("weeks.whole.title"), Lead: say("weeks.whole.lead"), Whole: true}
	for _, t := range recovery.Topics() {
		a, _ := t.Whole("en")
		whole.Topics = append(whole.Topics, ui.TopicOf(words, a))
	}
	filled := typed("call", "name", "own_word", "Mia", "type", "ectopic", "treatment", "methotrexate", "how_far", "6to9", "weeks", "8", "weeks_days", "3", "when", "day",
		"day", "2026-02-27", "rh", "negative", "anti_d", "unsure", "notes", longText)
	wrong := with(with(with(filled, "weeks", "story.problem.weeks.range"), "day", "story.problem.day.future"), "own_word", "story.problem.own_word.long")
	found := storyForm(filled)
	found.Found = true
	return []Example{
		{"weeks/asked", ui.Weeks(asked)},
		{"weeks/asked, locked", ui.Weeks(locked)},
		{"weeks/tapped", ui.Weeks(tapped)},
		{"weeks/told", ui.Weeks(told)},
		{"weeks/nothing known", ui.Weeks(weeksPage(ui.KeptVisit, recovery.Facts{}))},
		{"weeks/late, a month ago", ui.Weeks(weeksPage(ui.KeptDevice, recovery.Facts{Band: recovery.From14, Way: recovery.Birth, Since: day(20, 50), Country: "US"}))},
		{"weeks/long ago", ui.Weeks(weeksPage(ui.KeptDevice, recovery.Facts{Band: recovery.Under6, Kind: recovery.Complete, Way: recovery.Expectant, Since: day(400, 400)}))},
		{"weeks/ectopic", ui.Weeks(weeksPage(ui.KeptDevice, recovery.Facts{Kind: recovery.Ectopic, Way: recovery.Methotrexate, Since: day(3, 3)}))},
		{"weeks/molar", ui.Weeks(weeksPage(ui.KeptDevice, recovery.Facts{Kind: recovery.Molar, Since: day(3, 3)}))},
		{"weeks/waiting", ui.Weeks(weeksPage(ui.KeptDevice, recovery.Facts{Kind: recovery.Missed, Way: recovery.NotBegun, Band: recovery.From6}))},
		{"weeks/heartbeat", ui.Weeks(weeksPage(ui.KeptDevice, recovery.Facts{Kind: recovery.Threatened}))},
		{"weeks/everyday", ui.Weeks(everyday)},
		{"weeks/all pages", ui.Weeks(whole)},
		{"weeks/words not here", ui.Weeks(missing)},
		{"story/empty", ui.Story(storyForm(typed()))},
		{"story/filled", ui.Story(found)},
		{"story/with problems", ui.Story(storyForm(wrong))},
		{"story/told", ui.StoryTold(ui.StoryPage{
			Frame: frame("story.title", "body", ui.KeptDevice), Notice: say("done.kept"), Title: say("story.about.word", "word", "Mia"), Told: told.Told,
			Text: longText, Change: "/body/story/" + id + "/edit", Ways: ways("/body/weeks", "weeks.mine", "/body/story/new", "story.new"),
		})},
	}
}
