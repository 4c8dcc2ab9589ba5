// Package directory is where to find help: the organisations of a country, and whom the host knows near people. It must never
// keep, send or put into an address what somebody looked for, and never show an entry without who says so and until when.
package directory

import (
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	near "snowdrop/internal/content/directory"
	"snowdrop/internal/ui"
)

// The sorts of a country's lines that can be asked for beside the kinds of near.
const (
	sortTalk = "talk"
	sortLoss = "groups" // organisations for a loss: a form's word stands in no address, but nobody need read it over a shoulder
)

// Place is where to find help. It needs nothing that is kept: looking is the same while things are locked.
func Place() screen.Place {
	return screen.Place{Later: true, Reading: map[string]screen.Screen{"GET /find": show, "POST /find": show}}
}

// local is the host's list; never nil.
func local(x *screen.Exchange) *near.Local {
	if x.Directory != nil {
		if l := x.Directory(); l != nil {
			return l
		}
	}
	return &near.Local{}
}

// show answers a look around and a choice alike, and always at the same address: a POST that keeps nothing.
func show(x *screen.Exchange) {
	here, form := local(x), x.Form()
	if x.R.Method == http.MethodGet {
		form = ui.Form{Values: map[string][]string{"country": {x.Country()}}}
	}
	d := ui.FindPage{
		Frame: x.Frame("place.find", "together"), Form: form, Kinds: kinds(x, here), Host: here.Host,
		Country: countries(x), Place: named(x, "find.place.any", here.Places()), Language: named(x, "find.language.any", here.Languages()),
		Emergency: x.Calls(country(x, form).Emergency),
	}
	if slices.ContainsFunc(here.Entries, func(e near.Entry) bool { return e.Online }) {
		d.Online = ui.Question{Name: "online", Legend: x.Say("find.online"), Many: true, Options: []ui.Option{{Value: "yes", Label: x.Say("find.online.yes")}}}
	}
	if here.Unread != "" {
		d.Unread = x.Say("find.unread." + string(here.Unread))
	}
	d.Groups = append(organisations(x, form), nearby(x, here, form)...)
	d.Ways = []ui.Choice{
		{Address: "/heart/after/help", Label: x.Say("after.help"), Line: x.Say("after.help.line")},
		{Address: "/safety", Label: x.Say("after.safety"), Line: x.Say("after.safety.line")},
	}
	x.Show(http.StatusOK, ui.FindHelp(d))
}

// wants says whether somebody looks for a sort: everybody who chose none does.
func wants(form ui.Form, sort string) bool {
	return len(form.Values["kind"]) == 0 || form.Chosen("kind", sort)
}

func kinds(x *screen.Exchange, here *near.Local) ui.Question {
	q := ui.Question{Name: "kind", Legend: x.Say("find.kind"), Many: true}
	for _, sort := range append([]string{sortTalk, sortLoss}, near.Kinds...) {
		is := func(e near.Entry) bool { return e.Kind == sort }
		if sort == sortTalk || sort == sortLoss || slices.ContainsFunc(here.Entries, is) {
			q.Options = append(q.Options, ui.Option{Value: sort, Label: x.Say("find." + sort)})
		}
	}
	return q
}

func named(x *screen.Exchange, any string, names []string) []ui.Option {
	if len(names) == 0 {
		return nil
	}
	out := []ui.Option{{Label: x.Say(any)}}
	for _, n := range names {
		out = append(out, ui.Option{Value: n, Label: n})
	}
	return out
}

func countries(x *screen.Exchange) []ui.Option {
	var out []ui.Option
	for _, c := range content.Countries() {
		out = append(out, ui.Option{Value: c.Code, Label: x.InLanguage(c.Name)})
	}
	return append(out, ui.Option{Label: x.InLanguage(content.General().Name)})
}

// country is the one that was asked for. An expired line says that it is, see content.Country.On.
func country(x *screen.Exchange, form ui.Form) content.Country {
	c, ok := content.CountryByCode(form.Value("country"))
	if !ok {
		c = content.General()
	}
	return c.On(x.Now().Format("2006-01-02"))
}

// organisations are the lines of a country.
func organisations(x *screen.Exchange, form ui.Form) []ui.FindGroup {
	c := country(x, form)
	var out []ui.FindGroup
	add := func(id string, lines []content.Line) {
		g := ui.FindGroup{ID: id, Title: x.Say("find.group." + id)}
		for _, l := range lines {
			g.Entries = append(g.Entries, organisation(x, l))
		}
		if len(lines) == 0 && id == sortLoss {
			g.Lead = x.Say("find.group.groups.none")
		}
		if len(lines) > 0 || g.Lead != "" {
			out = append(out, g)
		}
	}
	if wants(form, sortTalk) {
		add("crisis", c.Crisis)
		add("advice", c.Advice)
	}
	if wants(form, sortLoss) {
		add(sortLoss, c.Loss)
	}
	if wants(form, sortTalk) {
		add("home", c.Abuse)
	}
	return out
}

func organisation(x *screen.Exchange, l content.Line) ui.FindEntry {
	e := ui.FindEntry{Reach: ui.Reach{Name: x.InLanguage(l.Name), Number: l.Number, Tel: l.Tel, SMS: l.SMS}}
	if how := strings.TrimSpace(x.InLanguage(l.Hours) + " " + x.InLanguage(l.Text)); how != "" {
		e.Reach.Notes = append(e.Reach.Notes, how)
	}
	if l.Site != "" {
		e.Facts = append(e.Facts, ui.Fact{Name: x.Say("find.site"), Value: l.Site})
	}
	switch {
	case l.Status == content.Verified:
		e.Says = x.Say("find.read", "source", x.InLanguage(l.Source), "day", x.WrittenDay(l.Verified), "until", x.WrittenDay(l.Expires))
	case l.Verified != "":
		e.Old = x.Say("find.old", "day", x.WrittenDay(l.Verified), "until", x.WrittenDay(l.Expires))
		e.Says = x.Say("find.old.source", "source", x.InLanguage(l.Source))
	default:
		e.Says = x.Say("find.unverified")
	}
	return e
}

// nearby are the host's own entries that fit. They are compared here, on the device.
func nearby(x *screen.Exchange, here *near.Local, form ui.Form) []ui.FindGroup {
	today := x.Now().Format("2006-01-02")
	fits := here.Find(near.Wanted{Kinds: form.Values["kind"], Place: form.Value("place"), Language: form.Value("language"), Online: form.Chosen("online", "yes")})
	var out []ui.FindGroup
	for _, kind := range near.Kinds {
		g := ui.FindGroup{ID: kind, Title: x.Say("find." + kind), Lead: x.Say("find.host", "host", here.Host)}
		for _, e := range fits {
			if e.Kind == kind {
				g.Entries = append(g.Entries, entry(x, here.Host, e, today))
			}
		}
		if len(g.Entries) > 0 {
			out = append(out, g)
		}
	}
	if len(fits) == 0 && len(here.Entries) > 0 && (len(form.Values["kind"]) == 0 || slices.ContainsFunc(near.Kinds, func(k string) bool { return form.Chosen("kind", k) })) {
		out = append(out, ui.FindGroup{ID: "near", Title: x.Say("find.near"), Lead: x.Say("find.near.nobody")})
	}
	if len(here.Entries) == 0 && here.Unread == "" {
		out = append(out, ui.FindGroup{ID: "near", Title: x.Say("find.near"), Lead: x.Say("find.near.none")})
	}
	return out
}

func entry(x *screen.Exchange, host string, e near.Entry, today string) ui.FindEntry {
	out := ui.FindEntry{Reach: ui.Reach{Name: e.Name, Number: e.Phone, Tel: e.Tel, Own: true}, About: e.About}
	where := e.Place
	if e.Online {
		where = strings.Trim(where+" · "+x.Say("find.online.yes"), " ·")
	}
	for _, f := range []ui.Fact{
		{Name: x.Say("find.where"), Value: where}, {Name: x.Say("find.languages"), Value: strings.Join(e.Languages, ", ")}, {Name: x.Say("find.cost"), Value: e.Cost},
		{Name: x.Say("find.email"), Value: e.Email}, {Name: x.Say("find.site"), Value: e.Site},
	} {
		if f.Value != "" {
			out.Facts = append(out.Facts, f)
		}
	}
	out.Label, out.LabelAt = label(x, e)
	out.Says = x.Say("find.says", "host", host, "day", x.WrittenDay(e.Verified), "until", x.WrittenDay(e.Expires))
	if e.Expired(today) {
		out.Old = x.Say("find.old", "day", x.WrittenDay(e.Verified), "until", x.WrittenDay(e.Expires))
		out.Says = x.Say("find.says.old", "host", host)
	}
	return out
}

// label is what is known of a kind of bodywork, in the words of our own page and never in those of the host.
func label(x *screen.Exchange, e near.Entry) (sentence, address string) {
	page := map[string]string{"physiotherapist": "hands-physio", "bodywork": "hands-" + e.Method}[e.Kind]
	if page == "" {
		return "", ""
	}
	if g, ok := x.Guidance(page); ok && g.Evidence != "" {
		return g.Evidence, "/read/" + page
	}
	return x.Say("find.label.later"), "/read/" + page
}
