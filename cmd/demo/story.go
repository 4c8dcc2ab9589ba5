package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
)

// What is written here is made up. It follows the walk of Sarah, James and Ana, up to week twelve and before its end.

func number(n int) *int { return &n }

func hours(h float64) *float64 { return &h }

// story is the twelve weeks. Day 84 is today, and day 0 the first.
func (w *world) story(ctx context.Context) {
	w.at(0, 9, 0)
	begin := func(name, passphrase string) *somebody {
		p, err := w.somebody(ctx, name, passphrase)
		must(err)
		return p
	}
	w.sarah = begin("Sarah", "violet rain on the roof")
	w.james = begin("James", "a stone in each pocket")
	w.ana = begin("Ana", "seven chairs and a lamp")
	w.alone()
	w.therapist(ctx)
	w.couple(ctx)
	w.weeks()
	w.remember()
	w.ahead()
	w.waits()
	w.set(time.Time{})
	w.sarah.look = []string{
		"Today and Timeline: twelve weeks of days, and the breathing that helped; the walk through the body did not and is not suggested",
		"Together: what Ana sees, what James sees, and Who can see what; one entry was taken back from James",
		"What Ana wrote to her, and the questions that she agreed on, which may be due",
		"The question that James answered, open for both, and one that waits; he says “not tonight” today",
		"Remember: a name, a thing to keep, the day that is soft; the candles with James",
		"Looking ahead: what she thinks, beside what James thinks, and three questions on the page for the appointment",
		"Mine: Take everything with you, in one sealed file",
		"My people, What can I say, Find help. End the share with Ana, and look at Ana’s window",
	}
	w.james.look = []string{
		"His own days, and the walks that helped. Of Sarah he sees what she showed him, and nothing else",
		"The two of them: the question that opened, and one that waits for him",
		"Remember: the same day is silent for him; the candles are there if he looks",
	}
	w.ana.look = []string{
		"I work with people: Sarah’s results 12, 10, 8, 6 over time, two entries and the first piece with Ana’s reply",
		"Her own notes, which nobody else can open",
	}
}

// alone is the first weeks, before anybody else is there.
func (w *world) alone() {
	w.at(0, 9, 30)
	lost := w.clock().AddDate(0, 0, -3)
	w.sarah.put(journal.KindStory, journal.Story{Call: journal.CallBaby, HowFar: journal.Far6to9, Type: journal.StoryComplete, Managed: journal.ManagedMedical, When: "day", Day: lost.Format(time.DateOnly)})
	feelings := [][]string{{"numb"}, {"numb", "unreal"}, {"guilty", "sad"}, {"guilty"}, {"sad", "missing"}, {"angry", "tired"}, {"sad"}, {"lonely", "tired"}, {"missing", "calm"}, {"hopeful", "sad"}, {"calm"}, {"hopeful"}}
	for day := range 84 {
		if day%7 == 5 || day%11 == 9 { // some days she does not
			continue
		}
		w.at(day, 20, 15)
		c := journal.CheckIn{Feelings: feelings[day/7], Heaviness: number(max(2, 8-day/13)), SleepHours: hours(4.5 + float64(day/14)/2)}
		switch {
		case day < 4:
			c.Bleeding, c.Pain = "period", number(5-day)
		case day < 12:
			c.Bleeding = "spotting"
		}
		w.sarah.put(journal.KindCheckIn, c)
	}
	for week := range 12 {
		for _, day := range []int{7*week + 1, 7*week + 4} {
			w.at(day, 22, 5)
			w.james.put(journal.KindCheckIn, journal.CheckIn{Feelings: [][]string{{"overwhelmed"}, {"tired", "sad"}, {"calm"}}[week/4], Heaviness: number(6 - week/3), SleepHours: hours(6)})
		}
	}
	for _, line := range []struct {
		day  int
		text string
	}{
		{0, "I put four lines here because I can not say them aloud."}, {1, "Nothing feels like anything. I washed the same cup twice."},
		{3, "I keep asking what I did. The coffee. The stairs. The argument."}, {6, "James asked how I am. I said fine. I do not know why."},
		{8, "I read that it was not my fault. I do not believe it yet."}, {11, "At the shop I turned around at the shelf with the small socks."},
		{27, "Some days I wish I would not wake up. I looked at the safety page, and rang the line. She was kind."},
		{52, "I am angry with my body and with everybody who has it easy."}, {70, "I dreamt that we were four."}, {81, "I laughed today, and it was all right."},
	} {
		w.at(line.day, 21, 40)
		w.sarah.put(journal.KindEntry, journal.Entry{Text: line.text})
		w.hidden = append(w.hidden, line.text)
	}
	w.practices()
	w.at(9, 19, 0)
	w.sarah.put(journal.KindExercise, journal.Exercise{Which: "friend", Before: number(7), After: number(5), Said: map[string]string{
		"hard": "It was me. I carried the boxes.", "say": "You did what everybody does. You could not know, and it was not the boxes."}})
	w.at(10, 12, 0)
	for _, p := range []journal.Person{
		{Name: "James", Phone: "+44 100 200 311", Knows: "happened"}, {Name: "Mia (made up)", Phone: "+44 100 200 312", Knows: "all", Note: "Makes tea and does not ask."},
		{Name: "Mum", Phone: "+44 100 200 313", Knows: "unwell", Note: "Not yet."},
	} {
		w.sarah.put(journal.KindPerson, p)
	}
	w.at(27, 22, 30)
	w.sarah.put(journal.KindSafety, journal.Safety{
		Signs: []string{"I stop answering"}, Helps: []string{"a warm shower", "the radio in the kitchen"}, Places: []string{"Mia’s sofa"},
		People: []journal.Contact{{Name: "Mia (made up)", Phone: "+44 100 200 312"}}, Worth: []string{"the sea in October"},
	})
	w.hidden = append(w.hidden, "Mia’s sofa", "Makes tea and does not ask.")
}

// practices helped or did not.
func (w *world) practices() {
	for _, p := range []struct {
		who           *somebody
		which         string
		day           int
		before, after int
	}{
		{w.sarah, "body-scan", 4, 7, 8}, {w.sarah, "breathing", 5, 8, 5}, {w.sarah, "breathing", 13, 7, 5}, {w.sarah, "breathing", 29, 6, 4}, {w.sarah, "breathing", 63, 5, 3},
		{w.james, "slow-walk", 12, 6, 4}, {w.james, "slow-walk", 33, 6, 3}, {w.james, "slow-walk", 61, 5, 3}, {w.james, "breathing", 20, 5, 5},
	} {
		w.at(p.day, 23, 10)
		p.who.put(journal.KindPractice, journal.Practice{Which: p.which, Before: number(p.before), After: number(p.after)})
	}
}

// measure keeps the answers to a questionnaire.
func (p *somebody) measure(which, version string, answers ...int) record.ID {
	m, sum := journal.Measure{Which: which, Version: version}, 0.0
	for _, n := range answers {
		m.Answers = append(m.Answers, &n)
		sum += float64(n)
	}
	m.Score = &sum
	return p.put(journal.KindMeasure, m)
}

// meet has two people come to share a space by seven words, and compare five. Guest is the professional in a space of care.
func (w *world) meet(ctx context.Context, host, guest, inviter *somebody, sort invite.Sort, expires time.Time) record.SpaceID {
	invited, role := guest, invite.Host
	if inviter == guest {
		invited, role = host, invite.Guest
	}
	id, err := inviter.invites.Make(ctx, invite.Wish{Sort: sort, Role: role, Other: invited.name, Me: inviter.name})
	must(err)
	made, _ := inviter.invites.Get(id)
	theirs, err := invited.invites.Open(ctx, made.Words)
	must(err)
	must(invited.invites.Answer(ctx, theirs, inviter.name, invited.name))
	must(inviter.invites.Check(ctx))
	one, _ := inviter.invites.Get(id)
	other, _ := invited.invites.Get(theirs)
	if len(one.Compare) != 5 || !slices.Equal(one.Compare, other.Compare) {
		panic(failed{"the five words differ"})
	}
	hosts, guests := id, theirs
	if inviter == guest {
		hosts, guests = theirs, id
	}
	must(guest.invites.Same(ctx, guests))
	must(host.invites.Approve(ctx, hosts, host.owner(ctx), expires))
	must(guest.invites.Check(ctx))
	in, _ := guest.invites.Get(guests)
	guest.until(host.name+" has let them in", func() bool {
		return slices.ContainsFunc(guest.sharing.Spaces(), func(s sharing.Space) bool { return s.ID == in.Space && s.OtherIn })
	})
	host.until(guest.name+" is in", func() bool { return host.space(in.Space).OtherIn })
	for _, p := range []struct {
		who *somebody
		id  string
	}{{host, hosts}, {guest, guests}} {
		must(p.who.invites.Forget(ctx, p.id))
	}
	return in.Space
}

// therapist is how Ana comes in: by a link, with five words on the telephone, after the plain warning.
func (w *world) therapist(ctx context.Context) {
	w.at(13, 20, 0)
	w.sarah.measure("phq2", "2003", 2, 2)
	first := w.sarah.measure("phq9", "2001", 2, 2, 2, 2, 1, 2, 1, 0, 0)
	w.at(16, 18, 0)
	w.care = w.meet(ctx, w.sarah, w.ana, w.ana, invite.Care, w.clock().AddDate(0, 0, 90))
	w.at(17, 20, 0)
	w.sarah.shows(first, w.care)
	for _, line := range []string{"The small room at the end of the hall is still painted yellow.", "I told nobody at work. I said it was the flu."} {
		w.sarah.shows(w.sarah.put(journal.KindEntry, journal.Entry{Text: line}), w.care)
	}
	w.both(w.care, w.sarah, w.ana)
	here, there := "/together/care/"+w.sarah.space(w.care).Path, "/clients/"+w.ana.space(w.care).Path

	w.at(18, 10, 0)
	w.ana.Get(there+"/ask/rhythm").Fill(there+"/ask/rhythm", "which", "phq9", "weeks", "2", "text", "It shows us both how it goes.").At(there)
	w.both(w.care, w.ana, w.sarah)
	w.at(18, 21, 0)
	w.sarah.Get(here)
	w.sarah.Get(w.sarah.first("/ask"))
	w.sarah.Fill(w.sarah.Path, "answer", "2").At(here)
	w.both(w.care, w.sarah, w.ana)

	w.at(19, 10, 0)
	w.ana.Get(there+"/ask/piece").Fill(there+"/ask/piece", "which", "piece-1").At(there)
	w.both(w.care, w.ana, w.sarah)
	w.at(20, 20, 30)
	w.sarah.Get(here)
	w.sarah.Get(w.sarah.first("/ask"))
	w.sarah.Fill(w.sarah.Path, "go", "take")
	words := "The walls were green. Nobody said my name for a long time, and then somebody did, and I knew from her voice."
	piece, set := journal.Piece{Piece: "piece-1", SetBy: w.ana.name, Text: words, Before: number(6), After: number(6)}, record.NewID()
	for _, h := range w.sarah.vault.List(journal.KindPiece) {
		set = h.ID // taken, it waits to be written
	}
	w.sarah.keep(set, journal.KindPiece, piece)
	w.sarah.shows(set, w.care)
	w.both(w.care, w.sarah, w.ana)
	w.at(21, 9, 30)
	w.ana.Get(there)
	w.ana.Get(w.ana.first("/read"))
	w.ana.Fill(w.ana.Path, "text", "Thank you for the green walls, Sarah. You knew from her voice: I would like to hear more about that moment, if you want. There is no hurry.")
	w.both(w.care, w.ana, w.sarah)
	w.at(22, 20, 0)
	w.sarah.Get(here).Get("/together/with/" + w.sarah.space(w.care).Path)
}

// first is the address of the first thing on the page that ends in some way.
func (p *somebody) first(end string) string {
	for _, a := range p.Page.First("main").All("a") {
		if to := a.Attrs["href"]; strings.HasSuffix(to, end) {
			return to
		}
	}
	panic(failed{p.Path + " leads to nothing that ends in " + end})
}

// couple is how James comes in. Each is asked alone whether it feels safe.
func (w *world) couple(ctx context.Context) {
	w.at(28, 20, 0)
	w.pair = w.meet(ctx, w.sarah, w.james, w.sarah, invite.Pair, time.Time{})
	hers, his := w.us()
	w.sarah.Get(hers).Fill(hers+"/first", "safe", "yes")
	w.james.Get(his).Fill(his+"/first", "safe", "yes")

	w.at(30, 19, 0)
	question := w.lays("u1")
	w.sarah.Get(hers+question).Fill(hers+question, "text", "That you sit with me after dinner, and we do not have to talk.")
	w.at(30, 22, 0)
	w.both(w.pair, w.sarah, w.james)
	w.james.Get(his+question).Fill(his+question, "text", "That you tell me when you want me to stay. I never know.")
	for _, p := range w.people()[:2] {
		p.until("both answers are open", func() bool {
			p.Get(map[*somebody]string{w.sarah: hers, w.james: his}[p] + question)
			return strings.Contains(p.Main(), "after dinner") && strings.Contains(p.Main(), "I never know")
		})
	}

	w.at(33, 20, 0)
	stays := w.sarah.put(journal.KindEntry, journal.Entry{Text: "I want you to know that I think of the name we chose, every day."})
	goes := w.sarah.put(journal.KindEntry, journal.Entry{Text: "I was furious with you on Sunday, because you could go to work."})
	w.hidden = append(w.hidden, "I was furious with you on Sunday")
	w.sarah.shows(stays, w.pair)
	w.sarah.shows(goes, w.pair)
	w.both(w.pair, w.sarah, w.james)
	w.at(34, 7, 0)
	w.james.Get("/together/with/" + w.james.space(w.pair).Path)
	w.at(40, 23, 0)
	w.sarah.Post("/together/share/" + goes.String() + "/" + w.sarah.space(w.pair).Path + "/back").Is(200)
	w.both(w.pair, w.sarah, w.james)
}

// us are the addresses of the pages for two, for each of them.
func (w *world) us() (hers, his string) {
	return "/together/us/" + w.sarah.space(w.pair).Path, "/together/us/" + w.james.space(w.pair).Path
}

// lays has Sarah put a question before both, and gives how its address ends.
func (w *world) lays(id string) string {
	hers, _ := w.us()
	w.sarah.Get("/together/questions/" + id).Fill(hers + "/put/" + id)
	end, ok := strings.CutPrefix(w.sarah.Path, hers)
	if !ok {
		panic(failed{"the question is at " + w.sarah.Path})
	}
	w.both(w.pair, w.sarah, w.james)
	return end
}

// weeks is the writing, with a pause of six days and no word about it, and the results that Sarah shows to Ana.
func (w *world) weeks() {
	pieces := []string{
		"I stood in the corridor with my coat on.", "What I could not say to the nurse.", "Dear Sarah of that day.", "You were not careless. You were tired.",
		"I would tell her to sit down.", "What I still have.", "The lake in March, with the three of us that were two.", "Dear little one.", "What I take along, and what I leave here.",
	}
	results := map[int][]int{31: {2, 2, 1, 1, 1, 1, 1, 1, 0}, 45: {1, 1, 1, 1, 1, 1, 1, 1, 0}, 59: {1, 1, 1, 1, 1, 1, 0, 0, 0}}
	days := []int{35, 37, 39, 42, 49, 51, 54, 57, 60} // six days of nothing lie between 42 and 49
	for day := 31; day <= 60; day++ {
		w.at(day, 20, 40)
		if i := slices.Index(days, day); i >= 0 {
			w.sarah.put(journal.KindPiece, journal.Piece{Piece: []string{"piece-2", "piece-3", "piece-4", "piece-5", "piece-6", "piece-7", "piece-8", "piece-9", "piece-10"}[i], Text: pieces[i], Before: number(6 - i/3), After: number(6 - i/2)})
			w.hidden = append(w.hidden, pieces[i])
		}
		if answers := results[day]; answers != nil {
			w.sarah.shows(w.sarah.measure("phq9", "2001", answers...), w.care)
			w.both(w.care, w.sarah, w.ana)
		}
	}
	path := w.ana.space(w.care).Path
	for day, text := range map[int]string{
		24: "Ana’s note: speaks little of James. Guilt about the boxes. Green walls: ask again.", 46: "Ana’s note: PHQ-9 from 12 to 8. Sleeps longer. The pause was right.",
		74: "Ana’s note: wishes to end at week twelve. The date of birth is near.",
	} {
		w.at(day, 17, 0)
		w.ana.put(journal.KindNote, journal.Note{Space: path, Name: w.sarah.name, Day: w.clock().Format(time.DateOnly), Text: text})
	}
}

// remember is a name, a thing to keep, and a day that is soft for her and silent for him, with a candle of each.
func (w *world) remember() {
	w.at(53, 18, 0)
	w.sarah.Get("/remember/names/new").Fill("/remember/names/new", "call", "own", "own_word", "our small one", "text", "You had a name for eleven days.")
	w.sarah.Get("/remember/keep/new").Fill("/remember/keep/new", "what", "a ribbon", "text", "From the drawer that I had begun to fill.")
	w.hidden = append(w.hidden, "You had a name for eleven days.", "From the drawer that I had begun to fill.")
	w.at(61, 18, 0)
	due := w.clock().AddDate(0, 0, 2).Format(time.DateOnly)
	for p, mode := range map[*somebody]string{w.sarah: "soften", w.james: "silence"} {
		p.Get("/remember/days/new").Fill("/remember/days/new", "sort", "due", "on", due, "every", "yes", "mode", mode).At("/remember/days")
	}
	w.at(63, 21, 0)
	w.sarah.Get("/remember/light/lit").Fill("/remember/light/lit", "text", "For our small one.", "for", w.sarah.space(w.pair).Path)
	w.both(w.pair, w.sarah, w.james)
	his := "/remember/light/with/" + w.james.space(w.pair).Path
	w.james.Get(his).Fill(his, "text", "And for us.")
	w.both(w.pair, w.james, w.sarah)
	w.sarah.Get("/remember/light/with/" + w.sarah.space(w.pair).Path)
}

// ahead is what each thinks, alone and then side by side, and three questions on Sarah's page for an appointment.
func (w *world) ahead() {
	w.at(75, 20, 0)
	w.sarah.Get("/ahead/mine/new").Fill("/ahead/mine/new", "lean", "tests", "until", "the letter from the clinic", "why", "I want to know before I hope.", "value-fear", "lot", "value-space", "lot")
	w.james.Get("/ahead/mine/new").Fill("/ahead/mine/new", "lean", "ready", "value-partner", "lot", "value-fear", "little", "why", "When she is. I can wait.")
	w.hidden = append(w.hidden, "I want to know before I hope.")
	w.at(76, 20, 0)
	for _, p := range []*somebody{w.sarah, w.james} {
		beside := "/ahead/beside/" + p.space(w.pair).Path
		p.Get(beside).Fill(beside, "part", "lean", "part", "value-fear").Fill(beside)
	}
	w.both(w.pair, w.sarah, w.james)
	for _, p := range []*somebody{w.sarah, w.james} {
		beside := "/ahead/beside/" + p.space(w.pair).Path
		p.until("both lie side by side", func() bool { return strings.Contains(p.Get(beside).Main(), "Both are open.") })
	}
	for _, address := range []string{"/ahead/questions/p1", "/ahead/questions/f1", "/ahead/questions/c1"} {
		w.sarah.Get("/ahead/questions").Fill(address, "text", w.sarah.Page.First("form", "action="+address).First("button").Attrs["value"])
	}
	w.sarah.Get("/together/seen") // she looked at who can see what, so Today has no reason to offer it
}

// justBefore is a minute ago, unless that was yesterday: an evening that was laid down then is over.
func justBefore(now time.Time) time.Time {
	if ago := now.Add(-time.Minute); ago.Day() == now.Day() {
		return ago
	}
	return now
}

// waits is what waits when the windows open.
func (w *world) waits() {
	w.set(justBefore(w.wall()))
	hers, his := w.us()
	end := w.lays("n1")
	w.sarah.Get(hers+end).Fill(hers+end, "text", "A night with the window open.")
	w.both(w.pair, w.sarah, w.james)
	w.james.Get(his).Fill(his+"/tonight", "say", "yes")
	w.both(w.pair, w.james, w.sarah)
}
