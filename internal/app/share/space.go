package share

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/journal"
	"snowdrop/internal/photo"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// space is the page of what there is with one person. Looking at it is private: nobody else is told.
func space(x *screen.Exchange, s sharing.Space) {
	d := ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: s.Other, Named: true, News: notices(x, s), Lead: lead(x, s)}
	x.Live(&d.Frame)
	_, others := shownIn(x, s)
	if s.Professional || others != nil {
		g := ui.SharedGroup{ID: "theirs", Title: x.Say("share.theirs"), Things: others}
		if others == nil {
			g.Lead = x.Say("share.theirs.none")
		}
		d.Groups = append(d.Groups, g)
	}
	if !s.Professional {
		mine := mineIn(x, s)
		g := ui.SharedGroup{ID: "mine", Title: x.Say("share.mine", "name", s.Other), Things: mine}
		if mine == nil {
			g.Lead = x.Say("share.mine.none", "name", s.Other)
		}
		d.Groups = append(d.Groups, g)
	}
	if ways := together(x, s); ways != nil {
		d.Groups = append(d.Groups, ui.SharedGroup{ID: "two", Title: x.Say("share.two"), Ways: ways})
	}
	d.Groups = append(d.Groups, ui.SharedGroup{ID: "about", Title: x.Say("share.about"), Things: switches(x, s), Ways: ways(x, s)})
	d.Facts = facts(x, s)
	if s.New > 0 {
		_ = x.Sharing.Seen(x.R.Context(), s.ID) // where that can not be kept, it is marked as new once more
	}
	x.Show(http.StatusOK, ui.Shared(d))
}

// lead says in plain words how things stand.
func lead(x *screen.Exchange, s sharing.Space) []string {
	say := func(keys ...string) (out []string) {
		for _, key := range keys {
			out = append(out, x.Say(key, "name", s.Other, "day", x.Date("day", s.Expires)))
		}
		return out
	}
	switch {
	case s.State == sharing.Ended:
		return say("share.lead.ended")
	case s.State == sharing.Gone:
		return say("share.lead.gone", "share.lead.on")
	case s.State == sharing.Stopped:
		return say("share.lead.stopped", "share.lead.on")
	case s.State == sharing.OtherLeft:
		return say("share.lead.left")
	case coming(s):
		return say("share.lead.coming")
	case s.State == sharing.WaitingForOther:
		return say("share.lead.waiting")
	case s.Over && s.Host:
		return say("share.lead.due")
	case s.Quiet:
		return say("share.lead.quiet")
	case s.Professional:
		return say("share.lead.professional")
	case s.Kind == sharing.Care:
		return say("share.lead.care")
	}
	return say("share.lead.pair")
}

// notices are what nobody can put away for seven days.
func notices(x *screen.Exchange, s sharing.Space) (out []string) {
	for _, n := range s.Notices {
		key := "share.notice." + n.Sort
		if n.Count == 1 && x.Words.Has(key+".one") {
			key += ".one"
		}
		if !x.Words.Has(key) {
			key = "share.notice.other"
		}
		name := n.Name
		if name == "" {
			name = s.Other
		}
		out = append(out, x.Say(key, "name", name, "day", x.Date("day", n.Day), "n", strconv.Itoa(n.Count)))
	}
	return out
}

// facts are who is in, since when and until when.
func facts(x *screen.Exchange, s sharing.Space) []ui.Fact {
	who := x.Say("share.in.me", "me", s.Me)
	if s.OtherIn {
		who = x.Say("share.in.both", "me", s.Me, "name", s.Other)
	}
	out := []ui.Fact{{Name: x.Say("share.in"), Value: who}, {Name: x.Say("share.since"), Value: x.Date("day", s.Since)}}
	if !s.Expires.IsZero() {
		out = append(out, ui.Fact{Name: x.Say("share.until"), Value: x.Date("day", s.Expires)})
	}
	if s.Host && !over(s) {
		out = append(out, ui.Fact{Name: x.Say("share.host"), Value: x.Say("share.host.me")})
	} else if !over(s) {
		out = append(out, ui.Fact{Name: x.Say("share.host"), Value: s.Other})
	}
	return out
}

// together are the parts of the place that have more with this person.
func together(x *screen.Exchange, s sharing.Space) []ui.Choice {
	switch {
	case over(s) || s.State == sharing.Stopped:
		return nil
	case s.Kind == sharing.Pair:
		return []ui.Choice{{Address: "/together/us/" + s.Path, Label: x.Say("share.us"), Line: x.Say("share.us.line")}}
	case s.Professional:
		return []ui.Choice{{Address: "/clients/" + s.Path, Label: x.Say("share.client"), Line: x.Say("share.client.line")}}
	}
	return []ui.Choice{{Address: "/together/care/" + s.Path, Label: x.Say("share.care", "name", s.Other), Line: x.Say("share.care.line")}}
}

// switches are what is done by one button.
func switches(x *screen.Exchange, s sharing.Space) (out []ui.SharedThing) {
	switch {
	case over(s):
		out = append(out, ui.SharedThing{Title: x.Say("share.away.lead"), Do: x.Say("share.away"), Action: address(s) + "/away"})
	case s.State == sharing.Stopped || s.Over:
	case s.Quiet:
		out = append(out, ui.SharedThing{Title: x.Say("share.quiet.is", "name", s.Other), Do: x.Say("share.quiet.off"), Action: address(s) + "/quiet/off"})
	default:
		out = append(out, ui.SharedThing{Title: x.Say("share.quiet.lead", "name", s.Other), Do: x.Say("share.quiet.on"), Action: address(s) + "/quiet"})
	}
	return out
}

// ways are what has a page of its own.
func ways(x *screen.Exchange, s sharing.Space) (out []ui.Choice) {
	way := func(path, key string) {
		out = append(out, ui.Choice{Address: address(s) + path, Label: x.Say(key+"title", "name", s.Other), Line: x.Say(key+"line", "name", s.Other)})
	}
	if over(s) {
		if s.State == sharing.Gone {
			way("/on", "share.on.")
		}
		return out
	}
	if s.Host && s.State == sharing.WaitingForOther && !coming(s) {
		out = append(out, ui.Choice{Address: "/together/invite", Label: x.Say("share.invite")})
	}
	if s.OtherIn && s.State != sharing.Stopped {
		way("/same", "share.same.")
	}
	way("/name", "share.name.")
	if s.Host && !s.Expires.IsZero() {
		way("/longer", "share.longer.")
	}
	if !s.Professional && (s.State == sharing.Stopped || !s.Host) {
		way("/on", "share.on.")
	}
	way("/leave", "share.leave.")
	if s.Host {
		way("/end", "share.end.")
	}
	return append(out, ui.Choice{Address: "/together/seen", Label: x.Say("share.seen")})
}

// found is the copy that the address names.
func found(x *screen.Exchange, s sharing.Space) (sharing.Item, items.Copy, bool) {
	id, err := record.ParseID(x.R.PathValue("item"))
	if err != nil {
		return sharing.Item{}, items.Copy{}, false
	}
	i, ok := x.Sharing.Item(s.ID, id)
	if !ok || i.Kind != items.KindCopy {
		return i, items.Copy{}, false
	}
	c, err := items.DecodeCopy(i.Body)
	return i, c, err == nil
}

// item shows one copy, as its author saw it in the preview, and what was answered to it.
func item(x *screen.Exchange, s sharing.Space) {
	showItem(x, s, http.StatusOK, ui.Form{})
}

func showItem(x *screen.Exchange, s sharing.Space, status int, form ui.Form) {
	i, c, ok := found(x, s)
	d := ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: x.Say("share.item.theirs", "name", s.Other)}
	d.Ways = []ui.Choice{{Address: address(s), Label: x.Say("share.space", "name", s.Other)}}
	if !ok { // what was written to something that was taken back meanwhile is still there, sent or a draft
		to, err := record.ParseID(x.R.PathValue("item"))
		f := writing(x, s, to, form)
		if err != nil || form.Values == nil && !f.Found {
			x.NotFound()
			return
		}
		d.News, d.Groups = []string{x.Say("clients.gone")}, []ui.SharedGroup{{Form: f}}
		x.Show(status, ui.Shared(d))
		return
	}
	if i.Mine {
		d.Heading = x.Say("share.item.mine", "name", s.Other)
	}
	x.Live(&d.Frame)
	at := address(s) + "/" + i.ID.String()
	shown := x.View(s, i.ID, c)
	d.Copy = &shown
	if g := answers(x, s, i.ID, form); g.Things != nil || g.Form != nil {
		d.Groups = append(d.Groups, g)
	}
	if i.Mine {
		d.Groups = append(d.Groups, ui.SharedGroup{Things: []ui.SharedThing{{
			Title: x.Say("share.back.lead", "name", s.Other), Do: x.Say("share.back"), Action: at + "/back",
		}}})
	}
	x.Show(status, ui.Shared(d))
}

// picture answers with a photo of a copy. Whatever somebody says that a file is, a browser takes it for a photo or for nothing.
func picture(x *screen.Exchange, s sharing.Space) {
	_, c, ok := found(x, s)
	n, err := strconv.Atoi(x.R.PathValue("part"))
	if !ok || err != nil || n < 0 || n >= len(c.Parts) || c.Parts[n].Photo == nil {
		x.NotFound()
		return
	}
	f := *c.Parts[n].Photo
	body, err := x.Sharing.File(x.R.Context(), s.ID, f)
	if err != nil || !slices.Contains([]photo.Kind{photo.JPEG, photo.PNG, photo.WebP}, photo.Kind(f.Type)) {
		x.NotFound()
		return
	}
	x.Headers()
	x.W.Header().Set("Content-Type", f.Type)
	x.W.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = x.W.Write(body)
}

// answers are the words that were written to a copy, the oldest first, and a place for one's own.
func answers(x *screen.Exchange, s sharing.Space, to record.ID, form ui.Form) ui.SharedGroup {
	g := ui.SharedGroup{ID: "answers", Title: x.Say("share.answers")}
	for _, i := range slices.Backward(x.Sharing.Items(s.ID, items.KindReply)) {
		r, err := items.DecodeReply(i.Body)
		if err != nil || r.To != to || strings.TrimSpace(r.Words) == "" {
			continue
		}
		t := ui.SharedThing{Title: s.Other, Text: r.Words}
		if i.Mine {
			t.Title = x.Say("share.answer.mine")
			t.Do, t.Action = x.Say("share.back"), address(s)+"/"+i.ID.String()+"/back"
			t.Of = begin(r.Words)
		}
		g.Things = append(g.Things, t)
	}
	if goesIn(s) && s.OtherIn || form.Values != nil { // nothing that was typed is lost
		g.Form = writing(x, s, to, form)
	}
	return g
}

// writing is the form for words to a copy. What is typed is a draft of its own.
func writing(x *screen.Exchange, s sharing.Space, to record.ID, form ui.Form) *ui.SharedForm {
	f := &ui.SharedForm{
		Action: address(s) + "/" + to.String() + "/reply", Field: "words", Label: x.Say("share.answer", "name", s.Other),
		Hint: x.Say("share.answer.hint", "name", s.Other), Go: x.Say("share.answer.go"), ID: record.NewID().String(), Form: form,
	}
	f.Draft = strings.TrimPrefix(f.Action, "/")
	if body, there := x.Vault.Draft(f.Draft); there && form.Values == nil {
		f.Form, f.Found = ui.Form{Values: screen.DraftValues(body)}, true
	}
	return f
}

// reply puts words to a copy, once however often the form is sent.
func reply(x *screen.Exchange, s sharing.Space) {
	to, err := record.ParseID(x.R.PathValue("item"))
	if err != nil {
		x.NotFound()
		return
	}
	wrong := func(status int, key string) {
		showItem(x, s, status, x.Form(ui.Problem{Field: "words", Sentence: x.Say(key, "name", s.Other)}))
	}
	words := strings.TrimSpace(x.Value("words"))
	_, _, ok := found(x, s)
	switch {
	case !ok:
		wrong(http.StatusConflict, "clients.gone")
		return
	case words == "":
		wrong(http.StatusUnprocessableEntity, "problem.share.words")
		return
	case utf8.RuneCountInString(words) > items.MaxReplyWords:
		wrong(http.StatusRequestEntityTooLarge, "problem.toolong")
		return
	}
	body, err := items.Reply{To: to, Words: words}.Encode()
	if err == nil {
		err = talk.Put(x, s, items.KindReply, body)
	}
	if err != nil {
		status, key := refused(err)
		wrong(status, key)
		return
	}
	_ = x.Vault.DropDraft(x.R.Context(), x.DraftName()) // the words are where they were meant to go
	x.To(address(s) + "/" + to.String() + "?done=answered")
}

// backItem takes one of my own things in a space back.
func backItem(x *screen.Exchange, s sharing.Space) {
	id, err := record.ParseID(x.R.PathValue("item"))
	if err != nil {
		x.NotFound()
		return
	}
	err = x.Sharing.TakeBack(x.R.Context(), s.ID, id)
	switch {
	case errors.Is(err, sharing.ErrMayNot):
		x.NotFound()
	case err != nil:
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.share.back")
	default:
		to := address(s)
		if x.Value("from") == "seen" {
			to = "/together/seen"
		}
		x.To(to + "?done=taken-back")
	}
}

// seen is who can see what, with one tap to take back or to end each. It says nothing of what nobody sees.
func seen(x *screen.Exchange) {
	d := ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: x.Say("share.seen"), Lead: []string{x.Say("share.seen.lead")}}
	for n, s := range x.Sharing.Spaces() {
		if over(s) || s.Professional {
			continue
		}
		mine := mineIn(x, s)
		g := ui.SharedGroup{ID: "who-" + strconv.Itoa(n), Title: x.Say("share.seen.who", "name", s.Other), Things: mine}
		if mine == nil {
			g.Lead = x.Say("share.seen.nothing", "name", s.Other)
		}
		g.Ways = []ui.Choice{{Address: address(s) + "/leave", Label: x.Say("share.seen.end", "name", s.Other)}, {Address: address(s), Label: x.Say("share.space", "name", s.Other)}}
		d.Groups = append(d.Groups, g)
		if unseen(x, s) {
			_ = x.Sharing.SetOwn(x.R.Context(), s.ID, lookedKey, x.Now().Format(time.DateOnly)) // else it is offered once more
		}
	}
	if d.Groups == nil {
		d.Lead = []string{x.Say("share.seen.nobody")}
	}
	d.Ways = []ui.Choice{{Address: "/mine/devices", Label: x.Say("share.seen.devices")}}
	x.Show(http.StatusOK, ui.Shared(d))
}

// begin is the beginning of a text, for beside a tick.
func begin(text string) string { return journal.Entry{Text: text}.FirstLine(60) }
