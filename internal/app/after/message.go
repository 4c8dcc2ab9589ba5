package after

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// The parts that a message may have. Nothing is in it unless it was ticked.
const (
	partLost     = "lost"
	partDay      = "day"
	partFeelings = "feelings"
	partNumbers  = "numbers"
	partHarm     = "harm"   // thoughts of ending life
	partAfraid   = "afraid" // of somebody at home
)

const (
	lookBack    = 14 // days of check-ins whose words may go along
	numbersBack = 60 // days of questionnaires
	gap         = "____"
)

func messageAsk(x *screen.Exchange) { askMessage(x, ui.Form{}) }

// askMessage asks whom it is for, how long it is, and what it may say. No box is ticked by itself.
func askMessage(x *screen.Exchange, form ui.Form) {
	if form.Values == nil {
		form.Values = map[string][]string{"to": {"doctor"}, "length": {"few"}}
	}
	choice := func(name string, values ...string) ui.Question {
		q := ui.Question{Name: name, Legend: x.Say("message." + name)}
		for _, v := range values {
			q.Options = append(q.Options, ui.Option{Value: v, Label: x.Say("message." + name + "." + v)})
		}
		return q
	}
	parts := ui.Question{Name: "part", Legend: x.Say("message.part"), Hint: x.Say("message.part.hint"), Many: true}
	offer := func(part, hint string) {
		parts.Options = append(parts.Options, ui.Option{Value: part, Label: x.Say("message.part." + part), Hint: hint})
	}
	offer(partLost, "")
	offer(partDay, lossDay(x))
	if words := feelings(x); words != "" {
		offer(partFeelings, words)
	}
	if lines := numbers(x); len(lines) > 0 {
		offer(partNumbers, strings.Join(lines, "; "))
	}
	offer(partHarm, x.Say("message.harm.hint"))
	offer(partAfraid, x.Say("message.afraid.hint"))
	d := ui.AskedPage{
		Frame: x.Frame("place.heart", "heart"), Form: form, Title: x.Say("after.message"), Action: "/heart/after/message",
		Sentences: []string{x.Say("message.lead"), x.Say("message.gaps")},
		Questions: []ui.Question{choice("to", "doctor", "therapist"), choice("length", "few", "short", "long"), parts},
		Go:        x.Say("message.go"), Back: "/heart/after", BackLabel: x.Say("message.back"),
		Ways: []ui.Choice{way(x, "/safety", "after.safety")},
	}
	if !x.CanKeep() {
		d.Sentences = append(d.Sentences, x.Say("message.locked"))
	}
	x.Show(http.StatusOK, ui.Asked(d))
}

// messageShow shows the message, to be changed, copied or printed. Nothing is kept, and nothing of it is in an address.
func messageShow(x *screen.Exchange) {
	if x.Value("answer") == "change" {
		askMessage(x, x.Form())
		return
	}
	chosen := x.Chosen("part")
	d := ui.MessagePage{
		Frame: x.Frame("message.print", "heart"), Text: x.Value("text"), Paper: x.Value("answer") == "paper", Urgent: slices.Contains(chosen, partHarm),
		Hidden: [][2]string{{"to", x.Value("to")}, {"length", x.Value("length")}},
	}
	d.Plain = d.Paper // the title stands on the print
	for _, part := range chosen {
		d.Hidden = append(d.Hidden, [2]string{"part", part})
	}
	if !d.Paper && x.Value("answer") != "edit" {
		d.Text = message(x, x.Value("to"), x.Value("length"), chosen)
	}
	x.Show(http.StatusOK, ui.Message(d))
}

// message is the text. Each sentence stands whole, with gaps for what the person fills in herself.
func message(x *screen.Exchange, to, length string, chosen []string) string {
	if to != "therapist" {
		to = "doctor"
	}
	ticked := func(part string) bool { return slices.Contains(chosen, part) }
	first := []string{x.Say("message.hello")}
	if day := lossDay(x); ticked(partDay) {
		if day == "" {
			day = gap
		}
		first = append(first, x.Say("message.say.day", "day", day))
	} else if ticked(partLost) {
		first = append(first, x.Say("message.say.lost"))
	}
	first = append(first, x.Say("message."+to+".few"))
	said := []string{}
	if words := feelings(x); ticked(partFeelings) && words != "" {
		said = append(said, x.Say("message.say.feelings", "words", words))
	}
	if lines := numbers(x); ticked(partNumbers) && len(lines) > 0 {
		said = append(said, x.Say("message.say.numbers", "lines", strings.Join(lines, "; ")))
	}
	if ticked(partHarm) {
		said = append(said, x.Say("message.say.harm"))
	}
	if ticked(partAfraid) {
		said = append(said, x.Say("message.say.afraid"))
	}
	blocks := []string{strings.Join(first, " "), strings.Join(said, " ")}
	if length == "short" || length == "long" {
		blocks = append(blocks, x.Say("message."+to+".short"))
	}
	if length == "long" {
		if to == "doctor" { // gaps that nobody has to fill; of the pregnancy only where it was ticked
			body := x.Say("message.doctor.body")
			if ticked(partDay) || ticked(partLost) {
				body = x.Say("message.doctor.weeks") + " " + body
			}
			blocks = append(blocks, body)
		}
		blocks = append(blocks, x.Say("message."+to+".long"), x.Say("message.say.aloud"))
	}
	blocks = append(blocks, x.Say("message.say.end"))
	return strings.Join(slices.DeleteFunc(blocks, func(s string) bool { return s == "" }), "\n\n")
}

// lossDay is the day as it was told, "" where it was not or things are locked.
func lossDay(x *screen.Exchange) string {
	if s, ok := noted.Story(x); ok && s.Day != "" && s.Type != journal.StoryThreatened {
		return x.WrittenDay(s.Day)
	}
	return ""
}

// feelings are the words of the last check-ins, each once.
func feelings(x *screen.Exchange) string {
	var words []string
	for _, c := range noted.CheckIns(x, x.Now().AddDate(0, 0, -lookBack), x.Now()) {
		for _, f := range c.Feelings {
			if x.Words.Has("feeling." + f) {
				f = x.Say("feeling." + f)
			}
			if !slices.Contains(words, f) {
				words = append(words, f)
			}
		}
	}
	return strings.Join(words, ", ")
}

// numbers are the newest answers to each questionnaire, as the journal lists them.
func numbers(x *screen.Exchange) []string {
	var lines, seen []string
	for _, h := range x.Heads(journal.KindMeasure) {
		body, err := x.Body(h.ID)
		if err != nil || h.At < x.Now().AddDate(0, 0, -numbersBack).Unix() {
			continue
		}
		m, err := journal.DecodeMeasure(body)
		if err != nil || m.Score == nil || slices.Contains(seen, m.Which) {
			continue
		}
		seen = append(seen, m.Which)
		lines = append(lines, x.LineOf(h.Kind, body)+", "+x.WrittenDay(x.Local(h.At).Format(time.DateOnly)))
	}
	return lines
}
