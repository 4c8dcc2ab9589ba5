package ui

import (
	"strconv"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/text"
)

// TopicOf is an answer as the page shows it.
func TopicOf(w text.Words, a recovery.Answer) TopicView {
	v := TopicView{ID: a.Topic.ID, Title: a.Title, First: blocksOf(w, a.First), Differ: blocksOf(w, a.Differ), Unfolded: a.Topic.Unfolded}
	if a.Lang != w.Lang {
		v.Lang = a.Lang
	}
	for _, p := range a.More {
		v.More = append(v.More, TopicPart{Heading: p.Heading, Blocks: blocksOf(w, p.Blocks)})
	}
	return v
}

func blocksOf(w text.Words, in []content.Block) []Block {
	return GuideOf(w, content.Page{Lang: w.Lang, Blocks: in}).Blocks
}

// OriginOf is where all of it comes from, question by question, as it stands on a day (2006-01-02). Of several pages,
// the one that was looked at first speaks for all.
func OriginOf(w text.Words, all []recovery.Answer, day string) Guide {
	g := Guide{}
	reviewed, next := all[0].Reviewed, all[0].NextReview
	for _, a := range all {
		reviewed, next = min(reviewed, a.Reviewed), min(next, a.NextReview)
		from := From{Heading: a.Title}
		for _, key := range a.Sources {
			if s, ok := content.SourceByKey(key); ok {
				from.Sources = append(from.Sources, Source{At: s.Address(), Name: s.Citation, How: HowRead(w, s)})
			}
		}
		g.From = append(g.From, from)
	}
	g.Reviewed, g.NextReview, g.Overdue = w.Day(reviewed), w.Day(next), next <= day
	return g
}

// leastWeeks is how far a picture reaches: to the day from which the check asks about a period.
const leastWeeks = 8

// RangesOf marks about where today is. Without a range there is no picture.
func RangesOf(w text.Words, since recovery.Days, all []recovery.Answer) *RangePicture {
	p := &RangePicture{Weeks: leastWeeks, Today: since.Known, From: since.From, To: since.To, TodayName: w.Say("weeks.today")}
	for _, a := range all {
		r := a.Range
		if !r.Known {
			continue
		}
		for r.Rare > p.Weeks*7 {
			p.Weeks += 2
		}
		row := RangeRow{
			Name: w.Say("weeks.row." + a.Topic.ID), To: r.To, Rare: r.Rare, Ask: r.Ask, Mostly: spanBetween(w, r), Some: w.Say("weeks.none"), Call: callFrom(w, r.Ask),
		}
		if r.Rare > r.To {
			row.Some = spanOf(w, r.Rare)
		}
		row.Where, row.Look = whereToday(w, r.Where(since))
		p.Rows = append(p.Rows, row)
	}
	if len(p.Rows) == 0 {
		return nil
	}
	return p
}

func whereToday(w text.Words, at recovery.Place) (sentence string, look bool) {
	switch at {
	case recovery.Before:
		return w.Say("weeks.where.before"), false
	case recovery.Inside:
		return w.Say("weeks.where.inside"), false
	case recovery.Some:
		return w.Say("weeks.where.some"), false
	case recovery.After:
		return w.Say("weeks.where.after"), true
	}
	return "", false
}

// spanOf writes days as people count them: weeks where they are whole.
func spanOf(w text.Words, days int) string {
	if days%7 == 0 && days > 7 {
		return w.Say("weeks.span.weeks", "n", strconv.Itoa(days/7))
	}
	return w.Say("weeks.span.days", "n", strconv.Itoa(days))
}

func spanBetween(w text.Words, r recovery.Range) string {
	if r.From == 0 || r.From%7 != 0 || r.To%7 != 0 {
		return spanOf(w, r.To)
	}
	return w.Say("weeks.span.between", "from", strconv.Itoa(r.From/7), "to", spanOf(w, r.To))
}

// callFrom says from when to ask. The limit of a rule is a number of weeks, or the day after it.
func callFrom(w text.Words, day int) string {
	if day%7 == 0 {
		return w.Say("weeks.from.weeks", "n", strconv.Itoa(day/7))
	}
	return w.Say("weeks.after.weeks", "n", strconv.Itoa(day/7))
}
