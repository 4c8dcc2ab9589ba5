package remember

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// most is how many things can be kept: each may have a picture, and they share one device.
const most = 300

// keepsakes shows what is kept, newest first: its words, and a picture only where it was asked for.
func keepsakes(x *screen.Exchange) {
	d := ui.RememberListPage{
		Frame: x.Frame("remember.title", "remember"), Notice: x.Notice(), Title: x.Say("remember.keep"), Here: "/remember/keep",
		Sentences: []string{x.Say("remember.keep.lead")}, Open: chosen(x).Always,
		Add: ui.Choice{Address: "/remember/keep/new", Label: x.Say("remember.keep.new")}, Back: ui.Choice{Address: "/remember", Label: x.Say("remember.title")},
	}
	x.Live(&d.Frame)
	if x.Neutral() {
		x.Show(http.StatusOK, ui.RememberList(d))
		return
	}
	asked, whose := x.R.URL.Query().Get("show"), map[string]string{}
	for _, n := range remembered(x) {
		whose[n.id.String()] = called(x, n.Remembered)
	}
	for _, h := range x.Heads(journal.KindKeepsake) {
		body, err := x.Body(h.ID)
		k, kerr := journal.DecodeKeepsake(body)
		if err != nil || kerr != nil {
			continue
		}
		t := thing(h.ID, keptName(x, k), "keep")
		if of := whose[k.Of]; of != "" {
			t.Lines = append(t.Lines, of)
		}
		if t.Name != (journal.Entry{Text: k.Text}).FirstLine(60) {
			t.Text = k.Text
		}
		if a, ok := k.Picture(); ok {
			d.Pictures = true
			if a.Alt != "" {
				t.Lines = append(t.Lines, x.Say("remember.picture.of", "what", a.Alt))
			}
			if d.Open || asked == t.ID {
				t.Photo = &x.PhotosOf(h.ID, []journal.Attachment{a})[0]
				t.Photo.Stop = "" // that is for its own page
			} else {
				t.Show = "/remember/keep?show=" + t.ID + "#" + t.ID
			}
		}
		d.Things = append(d.Things, t)
	}
	x.Show(http.StatusOK, ui.RememberList(d))
}

// keptName is what tells a thing from the others.
func keptName(x *screen.Exchange, k journal.Keepsake) string {
	return cmp.Or(strings.TrimSpace(k.What), journal.Entry{Text: k.Text}.FirstLine(60), x.Say("box.photo.line"))
}

func keepBegin(x *screen.Exchange) {
	form, found := x.Draft()
	keepForm(x, http.StatusOK, journal.Keepsake{}, found, form)
}

func keepEdit(x *screen.Exchange) {
	k, _, ok := keepStored(x)
	if !ok {
		x.NotFound()
		return
	}
	form, found := x.Draft()
	if !found {
		a, _ := k.Picture()
		form.Values = url.Values{"what": {k.What}, "text": {k.Text}, "of": {k.Of}, "photo-alt": {a.Alt}}
	}
	keepForm(x, http.StatusOK, k, found, form)
}

func keepStored(x *screen.Exchange) (journal.Keepsake, record.Record, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindKeepsake {
		return journal.Keepsake{}, rec, false
	}
	k, err := journal.DecodeKeepsake(rec.Body)
	return k, rec, err == nil
}

// keepForm is the form. A picture that is there does not show on it.
func keepForm(x *screen.Exchange, status int, k journal.Keepsake, found bool, form ui.Form) {
	d := formPage(x, found, form, "keep")
	_, pictured := k.Picture()
	if d.PhotoName = x.Say("remember.photo"); pictured {
		d.PhotoName = x.Say("box.photo.other")
	}
	field := func(name, label, hint string) ui.BoxField {
		return ui.BoxField{Name: name, Label: x.Say(label), Hint: x.Say(hint), Kind: "text"}
	}
	text := field("text", "remember.text", "remember.text.hint")
	text.Area = true
	d.Fields = []ui.BoxField{field("photo-alt", "photo.alt", "photo.alt.hint"), field("what", "remember.what", "remember.what.hint"), text}
	of := ui.Question{Name: "of", Legend: x.Say("remember.of"), Options: []ui.Option{{Value: "", Label: x.Say("remember.of.none")}}}
	for _, n := range remembered(x) {
		if !x.Neutral() {
			of.Options = append(of.Options, ui.Option{Value: n.id.String(), Label: called(x, n.Remembered)})
		}
	}
	if len(of.Options) > 1 {
		d.Questions = append(d.Questions, of)
	}
	if pictured {
		d.Questions = append(d.Questions, ui.Question{Name: "remove", Many: true, Legend: x.Say("photo"), Options: []ui.Option{{Value: "yes", Label: x.Say("photo.remove")}}})
	}
	x.Show(status, ui.BoxForm(d))
}

// keepRead gives the thing as the form says it. A new picture is sealed last, when all else is well.
func keepRead(x *screen.Exchange, k journal.Keepsake) (journal.Keepsake, []byte, error) {
	k.What, k.Text = strings.TrimSpace(x.Value("what")), strings.TrimSpace(x.Value("text"))
	if x.R.PostForm.Has("of") {
		k.Of = x.Value("of")
	}
	picture, err := x.PhotoSent()
	if err != nil {
		return k, nil, err
	}
	alt := strings.TrimSpace(x.Value("photo-alt"))
	if picture != nil || slices.Contains(x.Chosen("remove"), "yes") {
		k = k.WithoutPicture(func(journal.Attachment) bool { return true })
	}
	k.Attachments = slices.Clone(k.Attachments)
	for i, a := range k.Attachments {
		if a.Kind == journal.AttachmentPhoto && a.Known() {
			k.Attachments[i].Alt = alt
		}
	}
	if picture != nil {
		without := k
		if without.Text == "" {
			without.Text = "-" // the picture is what it has
		}
		if err := without.Validate(); err != nil {
			return k, nil, err
		}
		if len([]rune(alt)) > journal.MaxAlt {
			return k, nil, &journal.FieldError{Field: "photo", Problem: "long"}
		}
		a, err := x.Photos.AddPhoto(x.R.Context(), picture, alt)
		if err != nil {
			return k, nil, err
		}
		k.Attachments = append(k.Attachments, a)
	}
	body, err := k.Encode()
	return k, body, err
}

func keepKeep(x *screen.Exchange) {
	if len(x.Heads(journal.KindKeepsake)) >= most {
		keepForm(x, http.StatusUnprocessableEntity, journal.Keepsake{}, false, x.Form(ui.Problem{Field: "what", Sentence: x.Say("remember.problem.many")}))
		return
	}
	if keptBefore(x) {
		x.To("/remember/keep?done=" + x.DoneKept())
		return
	}
	k, body, err := keepRead(x, journal.Keepsake{})
	if err == nil {
		_, err = x.Keep(journal.KindKeepsake, x.Now(), body)
	}
	keepDone(x, k, err)
}

// keptBefore says whether the same form was sent before with a picture, which is sealed anew each time.
func keptBefore(x *screen.Exchange) bool {
	_, kept := x.NewID(func(there []byte) bool {
		k, err := journal.DecodeKeepsake(there)
		return err == nil && len(k.Attachments) > 0 && k.What == strings.TrimSpace(x.Value("what")) && k.Text == strings.TrimSpace(x.Value("text"))
	})
	return kept
}

func keepChange(x *screen.Exchange) {
	before, rec, ok := keepStored(x)
	if !ok {
		x.NotFound()
		return
	}
	k, body, err := keepRead(x, before)
	if err == nil {
		err = change(x, rec, body)
	}
	if err != nil {
		k = before
	}
	keepDone(x, k, err)
}

func keepDone(x *screen.Exchange, k journal.Keepsake, err error) {
	if err == nil {
		x.To("/remember/keep?done=" + x.DoneKept())
		return
	}
	problem, status := problemOf(x, "what", err)
	keepForm(x, status, k, false, x.Form(problem))
}

var keepKind = screen.Kind{
	ID: journal.KindKeepsake, Name: "kind.keepsake", File: "keepsake", Tender: yes,
	Edit: func(id record.ID) string { return "/remember/keep/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		k, err := journal.DecodeKeepsake(body)
		if err != nil {
			return ""
		}
		return keptName(x, k)
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		k, err := journal.DecodeKeepsake(body)
		if err != nil {
			return nil, "", err
		}
		return keepFacts(x, k), k.Text, nil
	},
	Words: func(body []byte) string {
		k, _ := journal.DecodeKeepsake(body)
		a, _ := k.Picture()
		return k.What + " " + k.Text + " " + a.Alt
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		k, err := journal.DecodeKeepsake(body)
		if err != nil {
			return nil
		}
		out := append(x.Lines(keepFacts(x, k)), screen.Writing("text", k.Text)...)
		if a, ok := k.Picture(); ok {
			out = append(out, screen.Pictured([]journal.Attachment{a})...)
		}
		return screen.Private(out)
	},
	Apart: func(x *screen.Exchange, body []byte) (out screen.Apart) {
		k, _ := journal.DecodeKeepsake(body)
		for _, a := range k.Attachments {
			if a.Kind == journal.AttachmentPhoto {
				out.Photos = append(out.Photos, a)
			} else {
				out.State = x.Say("entry.newer.part")
			}
		}
		out.Closed = !chosen(x).Always
		return out
	},
}

// keepFacts are what stands beside its words.
func keepFacts(x *screen.Exchange, k journal.Keepsake) []ui.Fact {
	of := ""
	if id, err := record.ParseID(k.Of); err == nil {
		if body, err := x.Body(id); err == nil {
			if r, err := journal.DecodeRemembered(body); err == nil {
				of = called(x, r)
			}
		}
	}
	a, _ := k.Picture()
	return unlessBlank([]ui.Fact{{Name: x.Say("remember.what"), Value: k.What}, {Name: x.Say("remember.of"), Value: of}, {Name: x.Say("photo.alt"), Value: a.Alt}})
}
