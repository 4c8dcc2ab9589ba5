package recovery

import (
	"strconv"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// storyKind is what happened, as one entry among the others. Its line in a list says no more than its name: others may
// look over her shoulder there.
var storyKind = screen.Kind{
	ID: journal.KindStory, Name: "kind.story", File: "story", Edit: storyAddress,
	Line: func(x *screen.Exchange, body []byte) string {
		if _, err := journal.DecodeStory(body); err != nil {
			return ""
		}
		return x.Say("story.line")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		s, err := journal.DecodeStory(body)
		return facts(x, s), s.Note, err
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		s, err := journal.DecodeStory(body)
		if err != nil {
			return nil
		}
		return append(x.Lines(facts(x, s), "story.own_word"), x.Noted(s.Note)...)
	},
	Words: func(body []byte) string {
		s, _ := journal.DecodeStory(body)
		return s.OwnWord + " " + s.Note
	},
}

// facts lists what was told, one part a line, in the order of the form. What was not said is not there.
func facts(x *screen.Exchange, s journal.Story) []ui.Fact {
	var out []ui.Fact
	add := func(name, value string) {
		if value != "" {
			out = append(out, ui.Fact{Name: x.Say("story." + name), Value: value})
		}
	}
	chosen := func(name, value string) {
		if value != "" {
			add(name, label(x, name, value))
		}
	}
	chosen("call", s.Call)
	add("own_word", s.OwnWord)
	chosen("type", s.Type)
	if s.Type == journal.StoryEctopic {
		chosen("treatment", s.Treatment)
	}
	chosen("how_far", s.HowFar)
	add("weeks", written(x, s.Weeks, s.WeekDays))
	add("scan_weeks", written(x, s.ScanWeeks, s.ScanDays))
	chosen("management", s.Managed)
	switch {
	case s.Day != "":
		add("day", x.WrittenDay(s.Day))
	case s.Month != "":
		if t, ok := parseMonth(s.Month); ok {
			add("when", x.Date("month", t))
		}
	default:
		chosen("when", s.When)
	}
	chosen("scan", s.Scan)
	chosen("rh", s.Blood)
	if s.Blood == "negative" {
		chosen("anti_d", s.AntiD)
	}
	return out
}

func written(x *screen.Exchange, weeks, days *int) string {
	switch {
	case weeks == nil:
		return ""
	case days == nil || *days == 0:
		return x.Say("story.weeks.said", "weeks", strconv.Itoa(*weeks))
	}
	return x.Say("story.weeks.days", "weeks", strconv.Itoa(*weeks), "days", strconv.Itoa(*days))
}
